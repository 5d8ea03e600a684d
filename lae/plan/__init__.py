"""The plan: what actions of all workstreams cost, and what that is worth."""
