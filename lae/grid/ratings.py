"""Transformer nameplate text ("2 x 7.5 / 15 + 1 x 10/20MVA") as ratings, and what is left without the largest unit."""

import re
from dataclasses import dataclass
from typing import Final

LARGEST_UNIT_MVA: Final = 1_000.0
"""No distribution or grid transformer is larger: a bigger figure is a slip of the pen."""

_NUMBER: Final = r"\d{1,5}(?:\.\d{1,3})?"
_GROUP: Final = re.compile(
    rf"(?P<count>\d{{1,2}})\s*[x×]\s*(?P<natural>{_NUMBER})(?:\s*/\s*(?P<forced>{_NUMBER}))?\s*(?P<unit>mva)?",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Ratings:
    """The units of a site in MVA, one entry a transformer, in the order published; forced cooling where stated."""

    units_mva: tuple[float, ...]

    @property
    def transformers_count(self) -> int:
        """How many transformers are stated."""
        return len(self.units_mva)

    @property
    def n_minus_1_mva(self) -> float:
        """The sum less the largest unit; NaN with fewer than two, since what other sites then feed is not stated."""
        if len(self.units_mva) < 2:
            return float("nan")
        return round(sum(self.units_mva) - max(self.units_mva), 6)

    @property
    def plausible(self) -> bool:
        """Whether every unit is above nothing and at most `LARGEST_UNIT_MVA`."""
        return all(0 < unit <= LARGEST_UNIT_MVA for unit in self.units_mva)

    def plus(self, *units_mva: float) -> "Ratings":
        """The same site with more transformers."""
        return Ratings((*self.units_mva, *units_mva))


def parse_ratings(text: str) -> Ratings | None:
    """The ratings in `text`, or None when any part of it does not read as "count x rating".

    "a / b" is natural and forced cooling: b counts. Remarks in brackets are left out, and the unit may be missing on
    some groups but not on all. Text without anything in it has no transformers.
    """
    plain = _NOTE.sub(" ", text).strip()
    if not plain:
        return Ratings(())
    groups = [_GROUP.fullmatch(part.strip()) for part in plain.split("+")]
    read = [group for group in groups if group is not None]
    if len(read) < len(groups) or not any(group["unit"] for group in read):
        return None
    units: list[float] = []
    for group in read:
        natural, count = float(group["natural"]), int(group["count"])
        forced = float(group["forced"]) if group["forced"] else natural
        if count < 1 or forced < natural:
            return None
        units += [forced] * count
    return Ratings(tuple(units))
