"""Word: typed papers become blocks by a text template, and blocks become a .docx laid out as GB/T 9704-2012 asks."""
