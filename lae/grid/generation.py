"""Modelled room for new generation: the least of the limits each substation has, and the least of those on the path.

What the operator prints is a figure of its own (`lae.grid.figures`); this one stands beside it and never overrides it.
A limit whose inputs are missing is unknown: it makes the rest an upper limit and never reads as room.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.grid.figures import firm_capacity, on_ladder
from lae.grid.limits_contract import LIMITS, GenerationDisagreements
from lae.grid.loads import Base, Profiles, minimum_of
from lae.grid.network import Ladder, lower_voltage_kv
from lae.grid.path import AT_LEAST, AT_MOST, EXACT, NOTHING, UNKNOWN, PathRoom, path_room
from lae.measures import BOUNDS
from lae.tables import validated

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Plant = Literal["inverter", "synchronous"]
Queue = Literal["connected", "accepted"]

REVERSE_SHARE_ID: Final = "reverse_power_share"
POWER_FACTOR_ID: Final = "power_factor_generation"
INVERTER_ID: Final = "fault_infeed_inverter"
SYNCHRONOUS_ID: Final = "fault_infeed_synchronous"

_REVERSE: Final = 0
_NAMES: Final = [LIMITS.index(name) for name in ("reverse_power", "fault_level", "voltage", "transmission")]
_MINIMUM: Final = LIMITS.index("minimum_demand")


@dataclass(frozen=True)
class Facts:
    """What the limits are made of, per node (n,); `rating_mva` and `minimum_mva` may have leading dimensions (..., n).

    NaN is unknown. `rating_mva` is the N-1 nameplate. Where `minimum_gross`, generation is already added back to the
    minimum demand, as SSEN does; elsewhere connected generation has already lowered it and is not taken off again.
    `reverse_share`, `voltage_mva` and `transmission_mva` are figures the operator states.
    """

    rating_mva: Floats
    minimum_mva: Floats
    minimum_gross: Flags
    connected_mw: Floats
    accepted_mw: Floats
    fault_rating_ka: Floats
    fault_level_ka: Floats
    voltage_kv: Floats
    reverse_share: Floats
    voltage_mva: Floats
    transmission_mva: Floats
    gsp: Flags


@dataclass(frozen=True)
class GenerationRoom:
    """Room for generation in MVA, (..., n); `limits` holds each limit alone, (reverse, fault, voltage, transmission).

    `low` and `high` are `path.value` with every assumption taken the cautious and the generous way. `binding_limit` is
    the limit that sets the path's value at its binding node, an index into `LIMITS`, NOTHING where none is known.
    """

    limits: Floats
    own: Floats
    own_bound: Codes
    path: PathRoom
    binding_limit: Codes
    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Setting:
    reverse_share: float
    power_factor: float
    infeed_ratio: float


def generation_facts(
    substations: pd.DataFrame,
    works: pd.DataFrame,
    ladder: Ladder,
    *,
    years: range,
    stated: pd.DataFrame | None = None,
    minimum_mva: Floats | None = None,
) -> Facts:
    """The facts of every node by year, works that state MVA counting from their first winter.

    Args:
        substations: contract Substations, whose minimum demand is gross.
        works: contract Works.
        ladder: n nodes.
        years: the years of the rating, which comes back as (year, n).
        stated: contract StatedLimits.
        minimum_mva: minimum demand with growth, (..., year, n) from `minimum_demand`; the observed one otherwise.
            Unknown wherever no minimum was observed.
    """
    rows = on_ladder(substations, ladder)
    firm = firm_capacity(substations, works, ladder, years=years, cyclic_factor=1.0, contracted_coincidence=1.0)
    observed = rows["observed_min_mva"].to_numpy(float)
    names = ["reverse_share", "voltage_mva", "transmission_mva"]
    blank = pd.DataFrame(np.nan, index=list(ladder.ids), columns=names)
    figures = blank if stated is None else stated.set_index("substation_id")[names].reindex(list(ladder.ids))
    return Facts(
        rating_mva=firm.capacity,
        minimum_mva=observed if minimum_mva is None else np.where(np.isnan(observed), np.nan, minimum_mva),
        minimum_gross=np.ones(len(rows), dtype=bool),
        connected_mw=rows["connected_generation_mw"].to_numpy(float),
        accepted_mw=rows["contracted_generation_mw"].to_numpy(float),
        fault_rating_ka=rows["fault_rating_ka"].to_numpy(float),
        fault_level_ka=rows["fault_level_ka"].to_numpy(float),
        voltage_kv=rows["voltage"].map(lower_voltage_kv).to_numpy(float),
        reverse_share=figures["reverse_share"].to_numpy(float),
        voltage_mva=figures["voltage_mva"].to_numpy(float),
        transmission_mva=figures["transmission_mva"].to_numpy(float),
        gsp=rows["tier"].eq("gsp").to_numpy(bool),
    )


def minimum_demand(count: Floats, profiles: Profiles, base: Base) -> Floats:
    """The least |S| over all half-hours with growth, (..., n), negative while feeding back; NaN without a known base.

    Growing export counts in full and growing demand as nothing: nobody has promised that it draws at the minimum.
    `count` (..., n, technology) are the units below each node since its observed year (`Growth.count`).
    """
    return np.where(base.known, base.min_mva + minimum_of(count, profiles, base).added_mva, np.nan)


def generation_room(
    facts: Facts, ladder: Ladder, assumptions: Assumptions, *, plant: Plant, queue: Queue
) -> GenerationRoom:
    """Room for new plant of one kind after the connected, or also the accepted, generation.

    reverse power: reverse capability + minimum demand - connected - accepted, in MVA
    fault level:   sqrt(3) x kV x (rating - level), divided by the infeed of one MVA of plant (break duty only)
    voltage, transmission: as stated

    A GSP gets no reverse-power or voltage limit of ours (headroom rule 3); the transmission limit is the topmost
    node's, and unknown there unless stated. Whether a published fault level holds accepted plant is not said, so
    accepted plant makes the result an upper limit. An infeed reaches a busbar above weakened by an impedance nobody
    publishes; counting it whole makes a fault limit above the site a lower limit.
    """
    ratio, share, factor = (
        assumptions[key]
        for key in (INVERTER_ID if plant == "inverter" else SYNCHRONOUS_ID, REVERSE_SHARE_ID, POWER_FACTOR_ID)
    )
    central = _Setting(share.value, factor.value, ratio.value)
    cautious = _Setting(share.low, factor.low, ratio.high)
    generous = _Setting(share.high, factor.high, ratio.low)
    limits = _limits(facts, central, queue)
    own, bound, sets = _least(limits, facts, central, ladder, queue)
    path = _path(ladder, own, bound)
    nodes = np.arange(own.shape[-1])
    at = np.take_along_axis(sets, np.maximum(path.binding, 0), axis=-1)
    at = np.where(path.binding == NOTHING, NOTHING, at)
    weakened = (at == LIMITS.index("fault_level")) & (path.binding != nodes)
    eased = np.select([path.bound == EXACT, path.bound == AT_MOST], [AT_LEAST, UNKNOWN], path.bound)
    ends = [
        _path(ladder, *_least(_limits(facts, end, queue), facts, end, ladder, queue)[:2]).value
        for end in (cautious, generous)
    ]
    return GenerationRoom(
        limits=limits,
        own=own,
        own_bound=bound,
        path=PathRoom(path.value, np.where(weakened, eased, path.bound), path.binding),
        binding_limit=at,
        low=ends[0],
        high=ends[1],
    )


def generation_disagreements(substations: pd.DataFrame, ladder: Ladder, room: GenerationRoom) -> pd.DataFrame:
    """GENERATION DISAGREEMENTS: today's room (arrays (n,)) against the operator's figures, which stand."""
    rows = on_ladder(substations, ladder)
    published, modelled = rows["generation_headroom_mva"].to_numpy(float), room.path.value
    spare, deficit = (published <= 0) & (modelled > 0), (published > 0) & (modelled < 0)
    at = np.flatnonzero(spare | deficit)
    found = rows.iloc[at]
    table = pd.DataFrame(
        {
            "substation_id": found["substation_id"].to_numpy(str),
            "name": found["name"].to_numpy(str),
            "kind": np.where(deficit[at], "deficit_against_published_room", "room_against_published_zero"),
            "published_mva": published[at],
            "published_bound": found["generation_bound"].to_numpy(str),
            "published_constraint": found["generation_constraint"].to_numpy(str),
            "modelled_mva": modelled[at],
            "modelled_bound": np.asarray(BOUNDS)[room.path.bound[at]],
            "binding_limit": limit_names(room.binding_limit[at]),
        }
    )
    texts = [name for name in table.columns if not name.endswith("_mva")]
    return validated(
        table.astype(dict.fromkeys(texts, "str")).sort_values("substation_id"),
        GenerationDisagreements,
        "generation_disagreements",
    )


def limit_names(codes: Codes) -> npt.NDArray[np.str_]:
    """The names of limits, empty for NOTHING."""
    return np.asarray([*LIMITS, ""])[np.where(codes == NOTHING, len(LIMITS), codes)]


def unknown_because(facts: Facts, ladder: Ladder) -> npt.NDArray[np.str_]:
    """For each node why some of its own limits are unknown, empty where none is, (n,)."""
    site = ~facts.gsp
    stated = facts.transmission_mva
    last = [values.reshape(-1, len(facts.gsp))[-1] for values in (facts.rating_mva, facts.minimum_mva)]
    wanting = {
        "no N-1 rating": site & np.isnan(last[0]),
        "minimum demand unpublished": site & np.isnan(last[1]),
        "connected generation unpublished": site & facts.minimum_gross & np.isnan(facts.connected_mw),
        "accepted generation unpublished": site & np.isnan(facts.accepted_mw),
        "fault level or rating unpublished": np.isnan(facts.fault_rating_ka - facts.fault_level_ka),
        "voltage unread": np.isnan(facts.voltage_kv),
        "voltage limit unpublished": site & np.isnan(facts.voltage_mva),
        "transmission limit unpublished": _topmost(ladder) & np.isnan(stated),
    }
    text = pd.Series("", index=range(len(facts.gsp)), dtype="str")
    for reason, nodes in wanting.items():
        text = text.where(~nodes, text + f"{reason}; ")
    return text.str.removesuffix("; ").to_numpy(str)


def _limits(facts: Facts, setting: _Setting, queue: Queue) -> Floats:
    """Every limit alone, (4, ..., n), NaN where unknown or where it is none of the node's."""
    accepted = facts.accepted_mw if queue == "accepted" else 0.0
    taken = np.where(facts.minimum_gross, facts.connected_mw, 0.0) + accepted
    reverse = _reverse_share(facts, setting) * facts.rating_mva + facts.minimum_mva - taken / setting.power_factor
    fault = np.sqrt(3.0) * facts.voltage_kv * (facts.fault_rating_ka - facts.fault_level_ka) / setting.infeed_ratio
    parts = [np.where(facts.gsp, np.nan, reverse), fault, facts.voltage_mva, facts.transmission_mva]
    return np.stack(np.broadcast_arrays(*parts))


def _reverse_share(facts: Facts, setting: _Setting) -> Floats:
    return np.where(np.isnan(facts.reverse_share), setting.reverse_share, facts.reverse_share)


def _least(
    limits: Floats, facts: Facts, setting: _Setting, ladder: Ladder, queue: Queue
) -> tuple[Floats, Codes, Codes]:
    """The least known limit of every node, what kind of value that is, and which limit sets it."""
    unknown = np.isnan(limits)
    filled = np.where(unknown, np.inf, limits)
    which, none = filled.argmin(axis=0), unknown.all(axis=0)
    sets = np.asarray(_NAMES)[which]
    shut = (which == _REVERSE) & (_reverse_share(facts, setting) == 0)
    sets = np.where(none, NOTHING, np.where(shut, _MINIMUM, sets))
    every = np.ones_like(facts.gsp)
    needed = np.stack([~facts.gsp, every, ~facts.gsp, _topmost(ladder)])
    needed = needed.reshape(len(needed), *[1] * (limits.ndim - 2), -1)
    doubtful = (unknown & needed).any(axis=0)
    if queue == "accepted":
        doubtful = doubtful | ~(facts.accepted_mw == 0)
    bound = np.where(none, UNKNOWN, np.where(doubtful, AT_MOST, EXACT))
    return np.where(none, np.nan, filled.min(axis=0)), bound, sets


def _path(ladder: Ladder, own: Floats, bound: Codes) -> PathRoom:
    return path_room(ladder, own, bound, never_binds=np.zeros(own.shape[-1], dtype=bool))


def _topmost(ladder: Ladder) -> Flags:
    return np.asarray([not parents for parents in ladder.parents])
