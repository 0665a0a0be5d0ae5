"""What units said against papers, for the office: to be decided, entered when it came on paper, and its course."""
