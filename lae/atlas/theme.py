"""Colours and words of the page. Red, amber and green stay words; the map uses colour and shape."""

from typing import Final

STATES: Final = ["zero", "crosses", "above", "unknown", "disagrees"]
"""What a symbol can say; `disagrees` is a modelled figure that contradicts a published one."""
COLOURS: Final = {
    "zero": "#7A0C1E",
    "crosses": "#F2B134",
    "above": "#2073BC",
    "unknown": "#6B7280",
    "disagrees": "#3D3D3D",
}
"""The first three are at least 50 apart (CIE76) for full and for each kind of colour-blind vision."""
LINES: Final = ["#12436D", "#C65A11", "#00745F", "#801650", "#4C5560", "#6B4FA0"]
"""Line colours of the chart, always beside a dash pattern and a label."""
CLASS_STATES: Final = {
    "at_or_below_zero_today": "zero",
    "crosses": "crosses",
    "stays_above": "above",
    "unknown": "unknown",
}
STATE_WORDS: Final = {
    "zero": "At or below zero today",
    "crosses": "Crosses zero in the scenario",
    "above": "Above zero",
    "unknown": "Unknown",
    "disagrees": "Modelled and published disagree",
}
BOUND_WORDS: Final = {"exact": "", "at_most": "at most", "at_least": "at least", "unknown": "unknown"}
TIER_WORDS: Final = {
    "gsp": "Grid supply point",
    "bsp": "Bulk supply point",
    "primary": "Primary",
    "secondary": "Secondary",
}
BASIS_WORDS: Final = {
    "published": "published, less growth",
    "modelled": "modelled",
    "nshr": "operator's own scenarios",
}
QUEUE_WORDS: Final = {
    "connected": "connected demand only",
    "contracted_excl_bess": "with contracted demand, without storage",
    "contracted": "with contracted demand and storage",
    "accepted": "with accepted offers",
    "offered": "with offers made",
}
QUEUE_SHORT: Final = {
    "connected": "connected only",
    "contracted_excl_bess": "contracted, no storage",
    "contracted": "contracted and storage",
    "accepted": "accepted offers",
    "offered": "offers made",
}
"""For the list of views, where room is short."""
WORK_WORDS: Final = {
    "capacity": "Capacity",
    "circuit": "Circuit",
    "transfer": "Transfer",
    "new_site": "New site",
    "transmission": "Transmission",
}
HEADLINE_WORDS: Final = {
    "scenario": "Scenario",
    "basis": "Basis",
    "at_or_below_zero_today": "At or below zero as published today",
    "crosses": "Crosses zero in the scenario",
    "stays_above": "Stays above zero",
    "unknown": "Unknown",
    "first_year_below_zero": "First year below zero",
}
"""Column headings of the headline table where no script runs; other columns are shown by their own name."""
