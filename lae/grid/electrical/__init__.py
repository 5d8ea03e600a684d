"""The electrical model: flows, voltages and outages where a study has impedances."""
