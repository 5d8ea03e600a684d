"""The grid: substations, who they feed, and the room that is left."""
