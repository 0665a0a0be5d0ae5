"""Evidence: photos and documents of an inspection."""
