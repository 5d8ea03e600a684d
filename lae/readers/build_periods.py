"""The Valuation Office's build periods, in its three spellings of them."""

import re
from typing import Final

from lae.readers.area_rows import Column
from lae.readers.cells import spelling

_SPAN: Final = re.compile(r"bp(pre)?(\d{4})(\d{4})?")
_UNKNOWN: Final = ("bpunknown", "bpunkw", "bpunkn")
_WORDED: Final = re.compile(r"(pre)?-?(\d{4})(?:\s*(?:-|to|–)\s*(\d{4}))?")
ALL: Final = "allproperties"


def period_column(header: str) -> Column | None:
    """What a column such as BP_PRE_1900, bp_2009 or ALL_PROPERTIES counts; None for another column."""
    spelt = spelling(header)
    if spelt == ALL:
        return Column("dwellings_by_build_period")
    if spelt in _UNKNOWN:
        return Column("dwellings_by_build_period", "unknown")
    match = _SPAN.fullmatch(spelt)
    return None if match is None else Column("dwellings_by_build_period", _label(match))


def period_label(text: str) -> str:
    """A period written out ("pre-1900", "1900-1918", "2020 to 2025") as its category; "" for anything else."""
    lowered = text.casefold().strip()
    if lowered in ("unknown", "all"):
        return lowered
    match = _WORDED.fullmatch(lowered)
    return "" if match is None or not lowered.isascii() else _label(match)


def last_year(categories: list[str]) -> int | None:
    """The last year any period names."""
    years = [int(year) for category in categories for year in re.findall(r"[0-9]{4}", category)]
    return max(years, default=None)


def _label(match: re.Match[str]) -> str:
    before, first, last = match.groups()
    if before:
        return f"pre-{first}"
    return first if last is None else f"{first}-{last}"
