"""Codes of the tables in the words that pages and sheets print."""

from typing import Final

CLASSES: Final = {
    "at_or_below_zero_today": "at or below zero today",
    "crosses": "crosses zero",
    "stays_above": "stays above zero",
    "unknown": "not known",
}
LIGHTS: Final = {
    "at_or_below_zero_today": "Red",
    "crosses": "Amber",
    "stays_above": "Green",
    "unknown": "Not known",
}
"""A class as the colour network staff speak of; always written out, never shown by colour alone."""
BOUNDS: Final = {
    "exact": "as it stands",
    "at_most": "at most: ask the operator",
    "at_least": "at least",
    "unknown": "only roughly known",
}
PACKAGE_WORDS: Final = {"epc_c": "EPC C", "heat_pump_ready": "Ready for heat pumps", "deep": "Deep retrofit"}
"""Packages of measures for homes."""
TIERS: Final = {
    "gsp": "grid supply point",
    "bsp": "bulk supply point",
    "primary": "primary",
    "secondary": "secondary",
}
EVIDENCE: Final = {
    "A": "read in the publisher's own text",
    "B": "read second-hand",
    "C": "derived by us from named data",
    "D": "not verified",
}
"""Tiers of assumptions and targets."""
