"""The papers: of each its typed data, what its wording may print, and the tables it brings."""
