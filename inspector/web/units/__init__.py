"""Units and what changes about them."""
