"""Everything out again: tables of a round as workbooks and CSV, each with its data dictionary."""
