"""Constraint layers checked, buffered and turned into bits; one that is not there is listed, never taken for empty."""
