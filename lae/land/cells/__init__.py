"""One pass over a grid: zones, land classes and constraints become a table small enough for any scenario."""
