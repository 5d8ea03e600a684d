"""What growth counts and what it leaves out, in words (headroom rule 20)."""

from collections.abc import Iterable
from typing import Final

from lae.measures import BASE_SHIFT
from lae.results import Results

CAVEAT: Final = "Growth counts heat pumps and cars only. This is not a connection offer."
"""Printed wherever a headroom result is, as long as nothing but heat pumps and cars is loaded."""

_HEAT_AND_CARS: Final = frozenset(
    {"heat_pump", "air_source_heat_pump", "ground_source_heat_pump", "hybrid_heat_pump", "electric_vehicle"}
)
_OTHERS: Final = {
    "new_home": "new homes",
    "non_domestic": "businesses",
    "heavy_vehicle": "heavy vehicles",
    "data_centre": "data centres",
    "district_heat": "heat networks",
}
"""What also grows, by the technology that would stand for it."""


def loaded_technologies(results: Results) -> list[str]:
    """The technologies of the control totals that the run's growth is made of, in order."""
    lines = set(results.table("because")["technology"].unique()) - {BASE_SHIFT}
    table = results.table("technologies")
    measures = table["measure"] if "measure" in table.columns else table["technology"]
    return sorted(set(measures[table["technology"].isin(lines)]))


def caveat(technologies: Iterable[str]) -> str:
    """What the loaded technologies leave out, and that no result is a connection offer."""
    loaded = set(technologies)
    if loaded <= _HEAT_AND_CARS:
        return CAVEAT
    missing = [words for name, words in _OTHERS.items() if name not in loaded]
    left_out = f"Growth leaves out {_listed(missing)}. " if missing else ""
    return f"{left_out}This is not a connection offer."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
