"""Rescue files: sealed by a device to this server, opened here, and remembered."""
