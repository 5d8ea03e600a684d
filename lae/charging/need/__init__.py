"""Who cannot charge at home, what they draw in public and how many points that takes, by area, scenario and year."""
