"""The ranking of districts."""
