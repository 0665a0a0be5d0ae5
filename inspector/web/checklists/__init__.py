"""Checklists to browse: sections, items, clauses and schemes of an edition."""
