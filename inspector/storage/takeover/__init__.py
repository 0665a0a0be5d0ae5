"""Taking a file's rows over: what they would change, the change itself, and its undoing."""
