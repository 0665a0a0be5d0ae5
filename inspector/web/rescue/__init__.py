"""Unsent work of a device saved as a file, and brought in by somebody else."""
