"""Facts of a unit: what is known before a visit."""
