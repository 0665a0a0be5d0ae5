"""What devices send: taken in, judged, scored, acknowledged."""
