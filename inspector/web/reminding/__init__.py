"""Reminders that leave the house: by mail to a person, by a robot to an office's group."""
