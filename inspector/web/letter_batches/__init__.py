"""Papers for a whole round: planned, made, issued and taken along together."""
