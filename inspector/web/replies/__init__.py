"""Replies of offices from returned sheets of the ledger: read, compared, taken over once."""
