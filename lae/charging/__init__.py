"""Charging electric vehicles: where they can charge today, where they might, and what was counted by area."""
