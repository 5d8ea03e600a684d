"""Toy networks and profiles that a reader can check by hand."""

import numpy as np
import pandas as pd

from lae.grid.headroom import World
from lae.grid.loads import Base, Growth, Profiles, base_load, growth
from lae.grid.network import Ladder, build_graph, build_ladder
from lae.grid.text import network_from_text

LADDER = """
G1 gsp     -
B1 bsp     G1  firm=60 peak=41 low=10 contracted=4 bess=2 published=8
P1 primary B1  firm=24 peak=18 low=3  contracted=1 bess=0 published=3.1
P2 primary B1  firm=15 peak=14 low=2  contracted=1 bess=0 published=0 own=unknown constraint="Upstream Thermal Capacity"
P3 primary B1  firm=15 peak=4  low=2  contracted=1 bess=0 published=8 own=at_least
"""
"""
G1            no published limit
 └─ B1        room 8
     ├─ P1    room 3.1, its own
     ├─ P2    0, and only the operator's upstream limit named
     └─ P3    8, which is B1's figure: its own room may be larger
"""


def flat_profiles(kinds: int = 1, *, slots: int = 48, kw: float = 1.0) -> Profiles:
    """`kinds` technologies that draw `kw` in every slot at unity power factor, on a base that peaks in slot 0."""
    shape = np.zeros(slots)
    shape[0] = 1.0
    load = np.full((kinds, slots), kw / 1000)
    names = tuple(f"kind {number}" for number in range(kinds))
    return Profiles(names, tuple(f"day {slot}" for slot in range(slots)), load, load * 0.0, shape, 1.0)


def drawn(text: str) -> tuple[pd.DataFrame, pd.DataFrame, Ladder]:
    """Substations, feeds and ladder of a drawing."""
    substations, feeds = network_from_text(text)
    return substations, feeds, build_ladder(build_graph(substations, feeds))


def world(text: str, units: dict[str, float], *, years: tuple[int, ...] = (2025, 2026, 2030)) -> World:
    """A world in which every year from the second holds `units` of a 1 kW technology at the named substations."""
    substations, _, ladder = drawn(text)
    profiles = flat_profiles()
    counts = np.zeros((1, len(years), len(ladder.ids), 1))
    for name, count in units.items():
        counts[0, 1:, ladder.position[f"t:{name}"], 0] = count
    base = base_load(substations, ladder, profiles)
    grown = growth(counts, ladder, profiles, base)
    return World(
        substations=substations,
        ladder=ladder,
        scenarios=("s",),
        years=years,
        growth=grown,
        slots=profiles.slots,
        technologies=profiles.technologies,
        understated=np.zeros(len(ladder.ids), bool),
        overstated=np.zeros(len(ladder.ids), bool),
    )


def no_growth(ladder: Ladder, kinds: int = 1) -> Growth:
    """Growth of zero at every node."""
    nodes = len(ladder.ids)
    base = Base(np.zeros((nodes, 48)), np.zeros((nodes, 48)), np.ones(nodes, bool))
    return growth(np.zeros((1, 1, nodes, kinds)), ladder, flat_profiles(kinds), base)
