"""Which edition of ONS codes a file uses, read from the codes themselves: what was born or abolished when."""

from collections.abc import Collection
from typing import Final

import pandas as pd

from lae.findings import Finding

_LAST_2011: Final = {"E01": 33768, "W01": 1958, "E02": 6934, "W02": 423}
"""The highest LSOA and MSOA numbers of 2011; those of 2021 that are new go on from there."""
_WHOLE_2011: Final = {"E01": 32_844, "W01": 1_909, "E02": 6_791, "W02": 410}
"""How many areas England and Wales had in 2011: a file with all of them is of that edition."""
_BORN: Final = {
    "2019": ("E06000058", "E06000059", "E07000244", "E07000245", "E07000246", "S12000049", "S12000050"),
    "2020": ("E06000060",),
    "2021": ("E06000061", "E06000062"),
    "2023": ("E06000063", "E06000064", "E06000065", "E06000066"),
    "2025": ("E08000038", "E08000039"),
}
_ENDED: Final = {
    "2019": (
        *("E06000028", "E06000029", "S12000044", "S12000046"),
        *(f"E07{number:06}" for number in (*range(48, 54), 190, 191, 201, 204, 205, 206)),
    ),
    "2020": tuple(f"E07{number:06}" for number in range(4, 8)),
    "2021": tuple(f"E07{number:06}" for number in range(150, 157)),
    "2023": tuple(f"E07{number:06}" for number in (*range(26, 32), *range(163, 170), 187, 188, 189, 246)),
    "2025": ("E08000016", "E08000019"),
}
"""District codes by the April in which they came into or went out of use."""


def edition_of(codes: Collection[str]) -> str:
    """The edition the LSOA or MSOA codes prove, 2011 or 2021; "" where they do not."""
    known = pd.Series(sorted(set(codes)), dtype="str")
    head, tail = known.str[:3], pd.to_numeric(known.str[3:], errors="coerce")
    if (tail > head.map(_LAST_2011)).any():
        return "2021"
    counted = head.value_counts()
    return "2011" if any(counted.get(start, 0) == number for start, number in _WHOLE_2011.items()) else ""


def districts_edition(codes: Collection[str], table: str) -> tuple[str, tuple[Finding, ...]]:
    """The April since when all the file's district codes are in use, "" where they do not tell; a warning if mixed."""
    known = set(codes)
    born = max((year for year, some in _BORN.items() if known & set(some)), default="")
    ended = min((year for year, some in _ENDED.items() if known & set(some)), default="")
    if not (born and ended and ended <= born):
        return born, ()
    gone = sorted(known & {code for year, some in _ENDED.items() if year <= born for code in some})
    message = f"districts that ended by {born} stand beside those that replaced them: totals may count areas twice."
    return "", (Finding("warning", table, "mixed_codes", message, ids=tuple(gone), fix="Leave one of the two out."),)
