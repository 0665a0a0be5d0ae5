"""Self-evaluation (自评): the unit's own form, its links and workbooks, and the district's release."""
