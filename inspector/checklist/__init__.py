"""The language: a folder of text becomes a frozen edition or a list of coded problems. Pure."""
