"""What the rows of the parity table mean, and how each operator uses the words they are made of."""

from collections.abc import Iterable
from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import BOUNDS, QUEUES, TIERS
from lae.tables import Contract, columns_of, validated

YES_NO: Final = ["yes", "no", "unknown"]
CONTRACTED: Final = ["no", "yes", "with_storage", "unknown"]


class Parity(Contract):
    """A published demand headroom beside the one figure that can be compared between operators.

    `room_mva` is the least room along the path up to the GSP, in MVA, at the figure's own date, with connected demand
    only and before any growth. It holds as `bound` says at the coincidence used; over the coincidence's range it lies
    between `room_low_mva`, which is the safe reading of a lower limit, and `room_high_mva`, that of an upper one.
    """

    substation_id: str
    name: str
    dno: str
    tier: str = pa.Field(isin=TIERS)
    published_value: float = pa.Field(nullable=True, description="the operator's own number")
    published_unit: str = pa.Field(isin=["MVA", "MW", ""])
    published_mva: float = pa.Field(nullable=True, description="the same in MVA; MW / power factor")
    basis: str = pa.Field(isin=["own", "path", "none"])
    queue: str = pa.Field(isin=QUEUES, description="demand the published figure already counts")
    contains_upstream: str = pa.Field(isin=YES_NO, description="limits above the substation are inside the figure")
    contracted_inside: str = pa.Field(isin=CONTRACTED, description="contracted demand is already taken off")
    growth_inside: str = pa.Field(isin=YES_NO, description="forecast growth is already taken off")
    floored: str = pa.Field(isin=YES_NO, description="the operator prints nothing below zero")
    figure_year: int = pa.Field(ge=2000, le=2100)
    vintage: str
    added_back_mva: float = pa.Field(ge=0, nullable=True, description="contracted demand x coincidence put back")
    estimated: bool = pa.Field(description="contracted demand was put back, by an assumed coincidence")
    room_mva: float = pa.Field(nullable=True)
    room_low_mva: float = pa.Field(nullable=True, description="at the low end of the coincidence's range")
    room_high_mva: float = pa.Field(nullable=True, description="at the high end")
    bound: str = pa.Field(isin=BOUNDS, description="of room_mva; unknown leaves it blank")
    binding_substation_id: str = pa.Field(description="where the least room is; empty where nothing is known")
    steps: str = pa.Field(description="how room_mva was derived, step by step")
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["substation_id"]


class Definitions(Contract):
    """What one operator means by a term, in plain words, and where that was read."""

    term: str
    dno: str
    words: str = pa.Field(str_length={"min_value": 1})
    source: str = pa.Field(str_length={"min_value": 1})

    class Config(Contract.Config):
        unique = ["term", "dno"]


TERMS: Final = (
    "demand headroom",
    "unit",
    "upstream limits",
    "contracted demand",
    "growth",
    "below zero",
    "observed demand",
    "grid supply points",
    "date",
)
"""The terms on which published headrooms differ, in the order they are printed."""

_SSEN_FILE: Final = "Headroom Dashboard, columns of the file"
_SSEN_ROWS: Final = "Headroom Dashboard, seen in its rows for Oxfordshire, March 2026"
_NGED_DATA: Final = "Network Headroom Report workbook, sheet Metadata"
_NGED_ROWS: Final = "Network Headroom Report workbook, seen in its rows for the West Midlands, 2022"
_UKPN: Final = "open data portal, data set dfes-network-headroom-report"
_SPEN: Final = "open data portal, data set spd-nshr-data-workbook"
_NPG: Final = "open data portal, data set heatmapsubstationareas"
_ENWL: Final = "open data portal, data set enwl-pry-heatmap"
_SILENT: Final = "not stated in the file; taken so"

_WORDS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "ssen": {
        "demand headroom": ("Estimated room for more demand at the site and everything above it, today.", _SSEN_ROWS),
        "unit": ("MVA for demand; MW for generation.", _SSEN_FILE),
        "upstream limits": (
            "Inside: the constraint column names 'Upstream Thermal Capacity', and no site has more than what feeds it.",
            _SSEN_ROWS,
        ),
        "contracted demand": (
            "Taken off, storage apart: at Harwell 40 MVA x 1.3125 = 39.07 headroom + 6.75 maximum + 6.68 contracted.",
            _SSEN_ROWS,
        ),
        "growth": ("None inside: the figure is today's.", _SILENT),
        "below zero": ("Never printed: a shortage of any size reads 0.00.", _SSEN_ROWS),
        "observed demand": ("Gross: generation is added back. The year is not stated.", _SSEN_FILE),
        "grid supply points": ("N/A: no figure, so none of their limits can be compared.", _SSEN_ROWS),
        "date": ("The edition's month, which the file itself does not state.", _SSEN_FILE),
    },
    "nged": {
        "demand headroom": ("Room for more demand at the substation, by scenario and year.", _NGED_DATA),
        "unit": ("MW for demand and generation, thermal.", _NGED_ROWS),
        "upstream limits": ("Not inside: primaries exceed the bulk supply point that feeds them.", _NGED_ROWS),
        "contracted demand": ("No column holds it: what is connected is counted.", _SILENT),
        "growth": ("None in the base column, which is used here; the scenario's in every later year.", _NGED_DATA),
        "below zero": ("Printed with its sign: a shortage reads as a negative number.", _NGED_ROWS),
        "observed demand": ("No column holds it.", _NGED_DATA),
        "grid supply points": ("Named as groups, without a figure.", _NGED_DATA),
        "date": ("The end of the calendar year; the base column is the edition's year.", _NGED_DATA),
    },
    "ukpn": {
        "demand headroom": ("Unused capacity of bulk supply points and primaries, by scenario to 2050.", _UKPN),
        "unit": ("MW.", _UKPN),
        "contracted demand": ("Not taken off: the room may already be committed by contract.", _UKPN),
        "growth": ("The scenario's, in every year after the first.", _UKPN),
    },
    "spen": {
        "unit": ("MW.", _SPEN),
        "upstream limits": ("Stated row by row in newer editions: 'subject to upstream constraints'.", _SPEN),
        "growth": ("The scenario's (Low, Best View, High), in every year.", _SPEN),
        "date": ("The winter that begins in that year.", _SPEN),
    },
    "npg": {"unit": ("MVA for demand; MW for generation.", _NPG)},
    "enwl": {"unit": ("MW; firm and non-firm room for demand stand apart.", _ENWL)},
}
"""What has been read so far: operator, term, (words, source). Field lists only, where the source is a data set."""
_UNREAD: Final = ("Not read yet: compare with care.", "no document or data dictionary at hand")

FLOORED: Final = {"ssen": "yes", "nged": "no"}
"""Whether an operator prints nothing below zero, where its rows settle it."""


def definitions(operators: Iterable[str]) -> pd.DataFrame:
    """DEFINITIONS of these operators, term by term; a term nobody has read yet says so."""
    rows = [
        (term, dno, *_WORDS.get(dno, {}).get(term, _UNREAD))
        for term in TERMS
        for dno in sorted(dict.fromkeys(operators))
    ]
    return validated(pd.DataFrame(rows, columns=columns_of(Definitions), dtype="str"), Definitions, "definitions")
