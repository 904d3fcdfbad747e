"""One module a screen; each lists its own addresses."""
