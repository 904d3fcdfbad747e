"""What the record shows over many people and episodes: it reads, counts and lists, and never writes a fact or decides."""
