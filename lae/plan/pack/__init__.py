"""What a pack says of itself: whether its totals add up, what it lacks, and how it stands against what is asked."""
