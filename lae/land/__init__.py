"""Land: what lies where, what rules a use out, and what the rasters of a county say."""
