"""Issuing offices: their settings, and their own reference files."""
