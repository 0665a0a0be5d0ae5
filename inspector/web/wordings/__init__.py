"""Own wordings: out as a Word file, back, compared, tried, approved."""
