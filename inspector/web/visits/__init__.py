"""The visit to a unit: its inspections together, its work record, its talks, and their papers."""
