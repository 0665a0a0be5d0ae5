"""A district: its score line by line down to the answers of its schools."""
