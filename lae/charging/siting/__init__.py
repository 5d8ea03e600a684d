"""Which candidate sites to open, within the network's room, and how far that is from the best possible."""
