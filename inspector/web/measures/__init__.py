"""Accountability 问责: what the ladder proposes, what people decide about it, and each case with its time line."""
