"""The visit: what inspectors enter becomes answers; conflicts, and the states of an inspection. Pure."""
