"""Papers: written, previewed, downloaded."""
