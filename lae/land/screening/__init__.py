"""What a policy leaves of the land, step by step, as arithmetic on the table of cells."""
