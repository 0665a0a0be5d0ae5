"""What follows from the numbers: findings with their sentences, and the proof of the worked cases. Pure."""
