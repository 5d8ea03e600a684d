"""Packages of measures, each worked out as one: parts chosen home by home, and no heat saved twice.

A wall is lined on one side, the cheaper of those open. Parts are taken cheapest first for what they bring, until the
package's aim is met or nothing more fits. The heat pump is sized to what the fabric leaves.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.coded import codes_of
from lae.buildings.retrofit.cases import Floats, less, nothing, same
from lae.buildings.retrofit.eligibility import CONSENT, NO, THERE, UNKNOWN, YES, Status
from lae.buildings.retrofit.fabric_measures import capex, fabric_effect, fabric_ids, part
from lae.buildings.retrofit.heat_measures import AIR, PUMP_IDS, pump_effect
from lae.buildings.retrofit.power_measures import PANEL_IDS, PANELS, panels_effect
from lae.buildings.retrofit.savings import capped
from lae.buildings.retrofit.settings import BAND_IDS
from lae.buildings.retrofit.works import Effect, Works
from lae.buildings.retrofit_contract import FABRIC, Offer
from lae.buildings.stock_contract import EPC_BANDS
from lae.findings import Finding

Flags = npt.NDArray[np.bool_]

EPC_C: Final = "epc_c"
READY: Final = "heat_pump_ready"
DEEP: Final = "deep"
_LEAST_GAIN: Final = 1e-9
"""What brings less is nothing: its price for what it brings is no number."""
_SIDES: Final = (FABRIC.index("internal_wall"), FABRIC.index("external_wall"))
_AIM_IDS: Final = {EPC_C: (*BAND_IDS, "sap_points_per_tenth"), READY: ("heat_pump_ready_mark",), DEEP: ()}


@dataclass(frozen=True)
class Plan:
    """Which fabric measures a package takes on each home.

    Attributes:
        chosen: (measures of FABRIC, homes).
        needed: what the package needs the fabric to bring (homes,), in its own measure; 0 or below is none.
        met: homes where it is brought.
    """

    chosen: Flags
    needed: Floats
    met: Flags


def plan(works: Works, name: str) -> Plan:
    """The fabric measures a package takes: SAP points for `epc_c`, kW a pump is sized to for `heat_pump_ready`."""
    homes = works.number
    cost, gain = np.zeros((len(FABRIC), homes)), np.zeros((len(FABRIC), homes))
    fits = np.zeros((len(FABRIC), homes), dtype=bool)
    for row, measure in enumerate(FABRIC):
        cut = works.cut_w_per_k(measure)
        cost[row] = capex(works, measure)[1]
        gain[row] = _gain(works, name, cut)
        fits[row] = works.status[measure] <= CONSENT
    fits = one_side(fits, cost)
    needed = _needed(works, name)
    chosen = cheapest_until(needed, gain, cost, fits)
    return Plan(chosen, needed, (gain * chosen).sum(axis=0) >= needed)


def one_side(fits: Flags, cost: Floats) -> Flags:
    """`fits` with the dearer side of a wall closed where both are open."""
    inner, outer = _SIDES
    both = fits[inner] & fits[outer]
    inside = cost[inner] <= cost[outer]
    found = fits.copy()
    found[inner] &= ~both | inside
    found[outer] &= ~both | ~inside
    return found


def cheapest_until(needed: Floats, gain: Floats, cost: Floats, fits: Flags) -> Flags:
    """Parts (parts, homes) taken in order of cost for what they bring, until that is enough or nothing more fits.

    Args:
        needed: (homes,); infinite takes all that bring anything, 0 or below none.
        gain: (parts, homes) what each brings.
        cost: (parts, homes).
        fits: (parts, homes) what may be taken.
    """
    able = fits & (gain > _LEAST_GAIN)
    price = np.divide(cost, gain, out=np.full_like(cost, np.inf), where=able)
    order = np.argsort(price, axis=0, kind="stable")
    in_order = np.take_along_axis(np.where(able, gain, 0.0), order, axis=0)
    before = np.cumsum(in_order, axis=0) - in_order
    taken = np.zeros_like(fits)
    np.put_along_axis(taken, order, (before < needed) & (in_order > 0), axis=0)
    return taken


def package_offer(works: Works, name: str) -> Offer:
    """One package as an offer; its lifetime is that of its parts, weighted by what they cost on open homes."""
    planned = plan(works, name)
    status = _status(works, name, planned)
    spent: list[tuple[Floats, float]] = []
    fabric = _fabric(works, planned, spent)
    effect = fabric if name == EPC_C else _pumped(works, fabric, spent, cut=_cut(works, planned))
    if name == DEEP:
        effect = _with_panels(works, effect, spent)
    opened = status <= CONSENT
    gbp = [float(money[opened].sum()) for money, _ in spent]
    years = [life for _, life in spent]
    lifetime = float(np.dot(gbp, years) / sum(gbp)) if sum(gbp) > 0 else min(years)
    ids = [one for measure in FABRIC for one in fabric_ids(measure)]
    ids += [] if name == EPC_C else list(PUMP_IDS[AIR])
    ids += list(PANEL_IDS) if name == DEEP else []
    return works.offer(name, status, effect, lifetime, (*ids, *_AIM_IDS[name]))


def findings(works: Works) -> list[Finding]:
    """Notes on homes that no fabric brings to band C, and on those a heat pump must heat above the mark."""
    found = []
    points = plan(works, EPC_C)
    missed = int((~points.met & (_status(works, EPC_C, points) > CONSENT)).sum())
    if missed:
        message = f"{missed:,} homes below band C are not expected to reach it by fabric alone, or it is not known."
        found.append(Finding("note", "retrofit", "band_c_not_reached", message, ids=(EPC_C,)))
    ready = plan(works, READY)
    above = int((~ready.met & (works.status[AIR] <= CONSENT)).sum())
    if above:
        message = f"{above:,} homes stay above the mark of a home ready for a heat pump; theirs is the larger for it."
        found.append(Finding("note", "retrofit", "above_ready_mark", message, ids=("heat_pump_ready_mark",)))
    return found


def sap_points(works: Works) -> Floats:
    """SAP points of each home: its own, or the middle of its band where only that is known."""
    marks = works.settings.marks
    middle = np.array([marks.band_points[band] for band in EPC_BANDS])
    own = works.dwellings["sap_points"].to_numpy(np.float64)
    return np.where(np.isnan(own), middle[codes_of(works.dwellings["epc_band"], EPC_BANDS)], own)


def _gain(works: Works, name: str, cut: Floats) -> Floats:
    if name == EPC_C:
        return works.gone_share(cut) * 10 * works.settings.marks.points_per_tenth
    return cut * works.settings.pumps.design_k / 1_000


def _needed(works: Works, name: str) -> Floats:
    marks = works.settings.marks
    if name == EPC_C:
        return marks.target_points - sap_points(works)
    if name == READY:
        area = works.dwellings["floor_area_m2"].to_numpy(np.float64)
        return works.sized_kw() - marks.ready_w_per_m2 * area / 1_000
    return np.full(works.number, np.inf)


def _status(works: Works, name: str, planned: Plan) -> Status:
    asked = np.zeros(works.number, dtype=bool)
    blank = np.zeros(works.number, dtype=bool)
    for row, measure in enumerate(FABRIC):
        asked |= planned.chosen[row] & (works.status[measure] == CONSENT)
        blank |= works.status[measure] == UNKNOWN
    if name == EPC_C:
        rest = np.where(planned.met, YES, np.where(blank, UNKNOWN, NO))
        base = np.where(planned.needed <= 0, THERE, rest)
    else:
        base = works.status[AIR]
        asked |= (works.status[PANELS] == CONSENT) & (name == DEEP)
    return np.where((base == YES) & asked, CONSENT, base).astype(np.int8)


def _cut(works: Works, planned: Plan) -> Floats:
    """Heat loss (homes,) the chosen measures take off together, W/K."""
    total = np.zeros(works.number)
    for row, measure in enumerate(FABRIC):
        total += planned.chosen[row] * works.cut_w_per_k(measure)
    return total


def _fabric(works: Works, planned: Plan, spent: list[tuple[Floats, float]]) -> Effect:
    """The chosen fabric measures together; what each costs is added to `spent` with its lifetime."""
    money, saved, cut = nothing(works.number), nothing(works.number), np.zeros(works.number)
    for row, measure in enumerate(FABRIC):
        taken = planned.chosen[row]
        one = part(works, measure)
        money += taken * one.capex_gbp
        saved += taken * one.saved_kwh
        cut += taken * one.cut_w_per_k
        spent.append((taken * one.capex_gbp[1], works.settings.fabric.lifetime_years[measure]))
    return fabric_effect(works, money, capped(saved, works.gone_share(cut), works.uses), cut)


def _pumped(works: Works, fabric: Effect, spent: list[tuple[Floats, float]], *, cut: Floats) -> Effect:
    """The fabric and an air-source pump for what it leaves: all fuel goes, and the peak is the smaller pump's."""
    left = less(same(works.uses.heat_kwh), fabric.heat_saved_kwh)
    pump = pump_effect(works, AIR, left, cut)
    spent.append((pump.capex_gbp[1], works.settings.pumps.lifetime_years))
    return replace(pump, capex_gbp=pump.capex_gbp + fabric.capex_gbp, heat_saved_kwh=fabric.heat_saved_kwh)


def _with_panels(works: Works, effect: Effect, spent: list[tuple[Floats, float]]) -> Effect:
    """The same with panels on roofs that are open to them."""
    fit = works.status[PANELS] <= CONSENT
    panels = panels_effect(works)
    spent.append((fit * panels.capex_gbp[1], works.settings.power.photovoltaics_years))
    return replace(
        effect,
        capex_gbp=effect.capex_gbp + fit * panels.capex_gbp,
        electricity_kwh=effect.electricity_kwh + fit * panels.electricity_kwh,
    )
