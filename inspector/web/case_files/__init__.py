"""Case files: inspections taken along as one file, and merged back through the same entries."""
