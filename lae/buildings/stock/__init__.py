"""The stock of homes: made, held to published totals, placed and counted."""
