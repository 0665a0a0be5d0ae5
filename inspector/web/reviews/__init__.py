"""Submitting and reviewing an inspection."""
