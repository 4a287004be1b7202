"""Do two quotes corroborate, contradict or not touch each other."""
