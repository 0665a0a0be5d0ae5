"""The form of an inspection."""
