"""Scenarios: control totals by district and year, and the measures that place them on the ground."""
