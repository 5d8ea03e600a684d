"""Which measure suits which home, by what the stock says of it: a blank is not known, and a consent no refusal.

Rules of ours, beyond what a measure needs: insulating the outside of stone needs a consent (render is not of similar
appearance), as do windows and outside walls in a conservation area; a flat's roof, outside walls and ground are the
block's, so they need one; cob is left to a surveyor, timber frames are left alone. Panels that the stock does not tell
of are taken not to be there, and `unstated` says on how many homes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.retrofit.surroundings import Surroundings
from lae.buildings.retrofit_contract import MEASURES, SUITABLE
from lae.findings import Finding

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Status = npt.NDArray[np.int8]

YES, CONSENT, UNKNOWN, THERE, NO = range(len(SUITABLE))

_PLAIN_SOLID: Final = ["solid_brick", "stone", "system_built"]
_COVERED: Final = ["dwelling_above", "premises_above"]
_HOUSES: Final = ["detached", "semi_detached", "end_terrace", "mid_terrace", "bungalow", "park_home"]
_CLOSE: Final = ["end_terrace", "mid_terrace", "flat"]
_WITHOUT_SEALS: Final = ["single", "some", "mostly"]


RULE_IDS: Final = (
    "loft_enough_mm",
    "hp_outdoor_space_min",
    "hp_outdoor_space_min_zone",
    "gshp_outdoor_space_min",
    "shared_loop_density_min",
    "photovoltaics_least_kwp",
    "battery_alone",
)


@dataclass(frozen=True)
class Rules:
    """Marks that decide: mm of loft insulation that is enough, m2 of open ground, homes a hectare, kWp worth having."""

    loft_enough_mm: float
    pump_space_m2: float
    pump_space_in_zone_m2: float
    ground_space_m2: float
    loop_homes_per_ha: float
    least_kwp: float
    battery_alone: bool

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Rules":
        """From the register."""
        return cls(
            loft_enough_mm=assumptions.value("loft_enough_mm"),
            pump_space_m2=assumptions.value("hp_outdoor_space_min"),
            pump_space_in_zone_m2=assumptions.value("hp_outdoor_space_min_zone"),
            ground_space_m2=assumptions.value("gshp_outdoor_space_min"),
            loop_homes_per_ha=assumptions.value("shared_loop_density_min"),
            least_kwp=assumptions.value("photovoltaics_least_kwp"),
            battery_alone=assumptions.value("battery_alone") > 0,
        )


@dataclass(frozen=True)
class Case:
    """What a rule looks at: homes (contract Dwellings), what stands around them, panels that fit, and the marks."""

    dwellings: pd.DataFrame
    around: Surroundings
    roof_kwp: Floats
    rules: Rules

    def is_(self, column: str, names: Iterable[str]) -> Flags:
        """Homes whose feature is one of these."""
        values = self.dwellings[column]
        known = values.cat.categories.isin(list(names))
        return np.append(known, [False])[values.cat.codes.to_numpy()]

    def flagged(self, layer: str) -> Flags:
        """Homes a layer is known to flag."""
        return self.around.flagged(layer, len(self.dwellings))


def statuses(case: Case) -> dict[str, Status]:
    """Position in SUITABLE of every home, by measure."""
    return {name: _RULES[name](case) for name in MEASURES}


def consented(status: Status, asked: Flags) -> Status:
    """`status` where what suits and is asked about needs a consent."""
    return np.where((status == YES) & asked, CONSENT, status).astype(np.int8)


def unstated(case: Case) -> list[Finding]:
    """A warning with the number of homes that do not say whether they have panels, which are counted as without."""
    blank = int((case.is_("photovoltaics", [""]) & (statuses_of(case, "photovoltaics") <= CONSENT)).sum())
    if not blank:
        return []
    message = (
        f"{blank:,} homes with a roof of their own do not say whether panels are on it and are counted as without: "
        "roofs open to photovoltaics are an upper bound."
    )
    return [Finding("warning", "buildings/dwellings", "photovoltaics_unstated", message, "photovoltaics")]


def statuses_of(case: Case, measure: str) -> Status:
    """Position in SUITABLE of every home for one measure."""
    return _RULES[measure](case)


def _loft(case: Case) -> Status:
    mm = case.dwellings["loft_insulation_mm"].to_numpy(float)
    enough = np.where(np.isnan(mm), case.is_("roof_insulation", ["insulated"]), mm >= case.rules.loft_enough_mm)
    thin = np.where(np.isnan(mm), case.is_("roof_insulation", ["none", "limited"]), mm < case.rules.loft_enough_mm)
    roofless = ~case.is_("roof", ["", "pitched"]) | case.is_("dwelling_type", ["park_home"])
    known = case.is_("roof", ["pitched"])
    status = _decided(case, (roofless, NO), (known & enough.astype(bool), THERE), (known & thin.astype(bool), YES))
    return consented(status, case.is_("dwelling_type", ["flat"]) | case.flagged("listed"))


def _cavity(case: Case) -> Status:
    cavity = case.is_("wall", ["cavity"])
    empty = case.is_("wall_insulation", ["none", "partial"])
    status = _decided(
        case,
        (~case.is_("wall", ["cavity", ""]), NO),
        (cavity & empty, YES),
        (cavity & ~case.is_("wall_insulation", [""]), THERE),
    )
    return consented(status, case.is_("dwelling_type", ["flat"]) | case.flagged("listed"))


def _solid(case: Case, walls: list[str]) -> Status:
    solid = case.is_("wall", walls)
    bare = case.is_("wall_insulation", ["none", "partial"])
    return _decided(
        case,
        (~case.is_("wall", [*walls, "", "other", "cob"]), NO),
        (solid & bare, YES),
        (solid & ~case.is_("wall_insulation", [""]), THERE),
    )


def _internal(case: Case) -> Status:
    return consented(_solid(case, _PLAIN_SOLID), case.flagged("listed"))


def _external(case: Case) -> Status:
    asked = case.is_("dwelling_type", ["flat"]) | case.is_("wall", ["stone"])
    return consented(
        _solid(case, [*_PLAIN_SOLID, "park_home"]), asked | case.flagged("listed") | case.flagged("conservation")
    )


def _floor(case: Case) -> Status:
    own = case.is_("floor", ["solid", "suspended", "exposed"])
    status = _decided(
        case,
        (case.is_("floor", ["dwelling_below", "premises_below"]), NO),
        (own & case.is_("floor_insulation", ["insulated"]), THERE),
        (own & case.is_("floor_insulation", ["none", "limited"]), YES),
    )
    return consented(status, case.flagged("listed"))


def _glazing(case: Case) -> Status:
    status = _decided(
        case, (case.is_("glazing", ["single", "some"]), YES), (case.is_("glazing", ["mostly", "full"]), THERE)
    )
    return consented(status, case.flagged("listed") | case.flagged("conservation"))


def _draught(case: Case) -> Status:
    """Windows without seals or boards over a vented void let air in; the stock says nothing else of it."""
    boards = case.is_("floor", ["suspended"]) & case.is_("floor_insulation", ["none"])
    blank = case.is_("glazing", [""]) | case.is_("floor", [""])
    return _decided(case, (case.is_("glazing", _WITHOUT_SEALS) | boards, YES), (~blank, THERE))


def _air_source(case: Case) -> Status:
    house = case.is_("dwelling_type", _HOUSES)
    asked = case.flagged("listed") | case.flagged("conservation")
    space = case.around.outdoor_space_m2
    if space is None:
        status = _pumped(case, (house, YES))
    else:
        needed = np.where(case.flagged("heat_network_zone"), case.rules.pump_space_in_zone_m2, case.rules.pump_space_m2)
        status = _pumped(case, (np.isnan(space), UNKNOWN), (space > needed, YES), (space <= needed, NO))
    return consented(status, asked | ~house)


def _ground_source(case: Case) -> Status:
    near = case.is_("dwelling_type", ["flat", "mid_terrace", "park_home"])
    space = case.around.outdoor_space_m2
    if space is None:
        status = _pumped(case, (near, NO), (case.is_("dwelling_type", ["detached"]), YES))
        return consented(status, case.flagged("listed"))
    enough = space >= case.rules.ground_space_m2
    status = _pumped(case, (near, NO), (np.isnan(space), UNKNOWN), (enough, YES), (~enough, NO))
    return consented(status, case.flagged("listed"))


def _shared_loop(case: Case) -> Status:
    """Where homes stand close; the street or the block must agree."""
    dense = case.around.homes_per_ha
    close = case.is_("dwelling_type", _CLOSE)
    if dense is None:
        return _pumped(case, (~close, NO))
    enough = dense >= case.rules.loop_homes_per_ha
    return _pumped(case, (~close, NO), (np.isnan(dense), UNKNOWN), (enough, CONSENT), (~enough, NO))


def _network(case: Case) -> Status:
    there = (case.is_("heating", ["heat_network"]), THERE)
    zone = case.around.heat_network_zone
    return _decided(case, there) if zone is None else _decided(case, there, (zone, YES), (~zone, NO))


def _photovoltaics(case: Case) -> Status:
    status = _decided(
        case,
        (case.is_("photovoltaics", ["yes"]), THERE),
        (case.is_("roof", [*_COVERED, "thatched"]), NO),
        (case.is_("roof", [""]), UNKNOWN),
        (case.roof_kwp < case.rules.least_kwp, NO),
        last=YES,
    )
    return consented(status, case.is_("dwelling_type", ["flat"]) | case.flagged("listed"))


def _battery(case: Case) -> Status:
    if case.rules.battery_alone:
        return np.full(len(case.dwellings), YES, dtype=np.int8)
    panels = _photovoltaics(case)
    return np.where(panels == THERE, YES, panels).astype(np.int8)


def _pumped(case: Case, *steps: tuple[Flags, int]) -> Status:
    """Steps after those every heat pump shares: one that has it, one whose heat a network brings."""
    there = (case.is_("heating", ["heat_pump", "hybrid_heat_pump"]), THERE)
    return _decided(case, there, (case.is_("heating", ["heat_network"]), NO), *steps)


def _decided(case: Case, *steps: tuple[Flags, int], last: int = UNKNOWN) -> Status:
    """The first step that holds for each home, else `last`."""
    status = np.full(len(case.dwellings), last, dtype=np.int8)
    for held, code in reversed(steps):
        status[held] = code
    return status


_RULES: Final[Mapping[str, Callable[[Case], Status]]] = {
    "loft": _loft,
    "cavity_wall": _cavity,
    "internal_wall": _internal,
    "external_wall": _external,
    "floor": _floor,
    "glazing": _glazing,
    "draught": _draught,
    "air_source_heat_pump": _air_source,
    "ground_source_heat_pump": _ground_source,
    "shared_ground_loop": _shared_loop,
    "heat_network": _network,
    "photovoltaics": _photovoltaics,
    "battery": _battery,
}
