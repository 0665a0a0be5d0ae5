"""Days off and worked, and the terms a city sets."""
