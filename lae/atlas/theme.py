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
SHADES: Final = ["#D8EEE8", "#9FD3C7", "#5FB1A2", "#2E877A", "#0B5A51"]
"""Shades of areas, the darker the more; no hue that says room or none on a symbol."""
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
LIMIT_WORDS: Final = {
    "reverse_power": "Reverse power",
    "minimum_demand": "Minimum demand",
    "fault_level": "Fault level",
    "voltage": "Voltage",
    "transmission": "Transmission",
}
PLANT_WORDS: Final = {"inverter": "solar and batteries", "synchronous": "rotating machines"}
"""Plant by how it meets the network: behind inverters, or turning with it."""
GENERATION_QUEUE_WORDS: Final = {
    "connected": "connected generation counted",
    "accepted": "connected and accepted generation counted",
}
METHOD_WORDS: Final = {
    "published": "published by the operator",
    "n_minus_1": "derived from ratings, largest unit out",
    "admittance": "derived from ratings, the rest sharing by admittance",
    "unknown": "unknown",
}
LAYER_STATES: Final = {
    "limits": {
        "zero": ["No room by the limits we know", "#7A0C1E"],
        "limit_reverse_power": ["Reverse power binds", "#12436D"],
        "limit_minimum_demand": ["Minimum demand binds", "#00745F"],
        "limit_fault_level": ["Fault level binds", "#801650"],
        "limit_voltage": ["Voltage binds", "#C65A11"],
        "limit_transmission": ["Transmission binds", "#6B4FA0"],
        "disagrees": ["Modelled and published disagree", "#3D3D3D"],
        "unknown": ["Unknown", "#6B7280"],
    },
    "queue": {
        "queue_over": ["More contracted than firm capacity", "#3C1D66"],
        "queue_half": ["Half of firm capacity or more", "#7A4FB0"],
        "queue_quarter": ["A quarter to half of it", "#A98AD0"],
        "queue_little": ["Less than a quarter of it", "#D5C4EA"],
        "unknown": ["Unknown", "#6B7280"],
    },
    "register": {
        "register_waiting": ["Accepted or queued, not yet connected", "#7A4FB0"],
        "register_connected": ["Connected only", "#A98AD0"],
        "register_none": ["No connection listed", "#6B7280"],
        "unknown": ["Unknown", "#6B7280"],
    },
    "works": {
        "work_capacity": ["More capacity due", "#12436D"],
        "work_new_site": ["New site due", "#6B4FA0"],
        "work_transfer": ["Transfer due", "#C65A11"],
        "work_circuit": ["Circuit due", "#00745F"],
        "work_transmission": ["Transmission works due", "#801650"],
        "work_past": ["Done by then, if on time", "#4C5560"],
        "work_none": ["The file names no works", "#6B7280"],
        "unknown": ["Unknown", "#6B7280"],
    },
    "difference": {
        "diff_lost": ["Falls below zero", "#7A0C1E"],
        "diff_lower": ["Less headroom, same class", "#F2B134"],
        "diff_same": ["The same", "#6B7280"],
        "diff_higher": ["More headroom, same class", "#6BACE6"],
        "diff_gained": ["Back above zero", "#12436D"],
        "diff_changed": ["Changes class", "#6B4FA0"],
        "unknown": ["Unknown on one side", "#6B7280"],
    },
}
"""Per kind of layer, every state beside those of headroom: words and colour; shapes tell them apart."""
