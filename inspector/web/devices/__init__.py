"""Devices: what people work on, what waits there, and making one forget."""
