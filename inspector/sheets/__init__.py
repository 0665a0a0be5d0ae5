"""Excel: workbooks and tables as offices send them in, rows or problems by cell out; and workbooks of our own."""
