"""Where to start: criteria, scores, runs of like homes, zones."""
