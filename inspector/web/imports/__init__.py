"""Files that offices send, taken over: columns understood, looked at, confirmed, undone."""
