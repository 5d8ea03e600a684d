"""Chosen sites as a programme: points by year, cost, what the network can take, evidence for LEVI."""
