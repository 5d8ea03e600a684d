"""Where vehicles can charge today: registers merged, cover by walking, the gap it leaves, points by area."""
