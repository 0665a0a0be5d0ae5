"""What is mine to do today."""
