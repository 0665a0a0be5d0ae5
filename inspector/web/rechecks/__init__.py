"""Re-checks 复查: open findings looked at again, and what came of each."""
