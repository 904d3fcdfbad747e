"""What the record shows over many people and episodes. It reads, counts and lists; it decides nothing."""
