"""Rounds: set up, opened, assigned, followed, closed."""
