import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lae.assumptions import Assumption, Assumptions
from lae.grid.loads import Base, Profiles, base_load, build_profiles, cumulative_counts, growth
from worlds import LADDER, drawn, flat_profiles

TREE = drawn(LADDER)


def profiles_of(loads_kw: list[list[float]], base: list[float], factor: float = 1.0) -> Profiles:
    """Hand-made profiles: one row a technology, one column a slot; reactive load a third of the active one."""
    load = np.asarray(loads_kw, float) / 1000
    names = tuple(f"kind {number}" for number in range(len(load)))
    slots = tuple(f"slot {number}" for number in range(load.shape[1]))
    return Profiles(names, slots, load, load / 3, np.asarray(base, float), factor)


def test_base_load_meets_the_observed_maximum_and_minimum():
    substations, _, ladder = TREE
    base = base_load(substations, ladder, flat_profiles())
    mva = np.hypot(base.p_mw, base.q_mvar)
    at = ladder.position["t:P1"]
    assert mva[at].max() == pytest.approx(18.0)
    assert mva[at].min() == pytest.approx(3.0)
    assert not base.known[ladder.position["t:G1"]]


def test_evening_cars_and_morning_heat_pumps_do_not_add_their_peaks():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1 peak=10 low=0")
    # Slots: morning, evening. The base peaks in the evening at 10 MVA and carries 5 in the morning.
    profiles = profiles_of([[2.0, 1.0], [0.0, 3.0]], [0.5, 1.0])
    counts = np.array([[0.0, 0.0], [1000.0, 1000.0]])
    grown = growth(counts, ladder, profiles, base_load(substations, ladder, profiles))
    at = ladder.position["t:P1"]
    # Evening: P = 10 + 1 + 3 = 14, Q = 4 / 3. Morning is 5 + 2 = 7. Growth = sqrt(14² + (4/3)²) - 10.
    assert grown.added_mva[at] == pytest.approx(np.hypot(14, 4 / 3) - 10)
    assert profiles.slots[grown.slot[at]] == "slot 1"
    # Adding the separate peaks would give 2 + 3 = 5.
    assert grown.added_mva[at] < 5


def test_base_shift_is_the_price_of_a_later_peak():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1 peak=10 low=0")
    profiles = profiles_of([[8.0, 0.0]], [0.5, 1.0])
    grown = growth(np.array([[0.0], [1000.0]]), ladder, profiles, base_load(substations, ladder, profiles))
    at = ladder.position["t:P1"]
    # The peak moves to slot 0, where the base carries 5 of its 10.
    assert profiles.slots[grown.slot[at]] == "slot 0"
    assert grown.base_shift_mva[at] < -4.5
    assert grown.contribution_mva[at, 0] + grown.base_shift_mva[at] == pytest.approx(grown.added_mva[at], abs=1e-12)


@given(
    counts=hnp.arrays(float, (5, 2), elements=st.floats(0, 5_000)),
    loads=hnp.arrays(float, (2, 6), elements=st.floats(0, 5)),
    shape=hnp.arrays(float, 6, elements=st.floats(0, 1)),
    factor=st.floats(0.8, 1.0),
)
@settings(max_examples=60, deadline=None)
def test_growth_equals_brute_force_and_because_sums_exactly(counts, loads, shape, factor):
    substations, feeds, ladder = TREE
    profiles = profiles_of(loads.tolist(), shape.tolist(), factor)
    base = base_load(substations, ladder, profiles)
    grown = growth(counts, ladder, profiles, base)
    below = {name: [name] for name in ladder.ids}
    for row in feeds.to_dict("records"):
        below[row["upstream_id"]].append(row["substation_id"])
    for name in ladder.ids:
        stack, everyone = [name], []
        while stack:
            everyone.append(here := stack.pop())
            stack += below[here][1:]
        units = sum(counts[ladder.position[member]] for member in everyone)
        node = ladder.position[name]
        sizes = []
        for slot in range(6):
            p = base.p_mw[node, slot] + sum(units[kind] * profiles.p_mw[kind, slot] for kind in range(2))
            q = base.q_mvar[node, slot] + sum(units[kind] * profiles.q_mvar[kind, slot] for kind in range(2))
            sizes.append((p * p + q * q) ** 0.5)
        start = max(np.hypot(base.p_mw[node], base.q_mvar[node]))
        assert grown.added_mva[node] == pytest.approx(max(sizes) - start, abs=1e-9)
        parts = grown.contribution_mva[node].sum() + grown.base_shift_mva[node]
        assert parts == pytest.approx(grown.added_mva[node], abs=1e-9)


@given(
    counts=hnp.arrays(float, (5, 2), elements=st.floats(0, 5_000)),
    more=hnp.arrays(float, (5, 2), elements=st.floats(0, 5_000)),
)
@settings(max_examples=40, deadline=None)
def test_more_load_never_shrinks_growth(counts, more):
    substations, _, ladder = TREE
    profiles = profiles_of([[2.0, 1.0], [0.0, 3.0]], [0.5, 1.0])
    base = base_load(substations, ladder, profiles)
    less_grown, more_grown = (growth(load, ladder, profiles, base).added_mva for load in (counts, counts + more))
    assert (more_grown >= less_grown - 1e-9).all()
    assert (less_grown >= -1e-9).all()


def test_two_draws_equal_two_runs():
    substations, _, ladder = TREE
    profiles = profiles_of([[2.0, 1.0], [0.0, 3.0]], [0.5, 1.0])
    base = base_load(substations, ladder, profiles)
    rng = np.random.default_rng(7)
    draws = rng.uniform(0, 1000, (2, 3, 4, 5, 2))
    together = growth(draws, ladder, profiles, base)
    for index in range(2):
        alone = growth(draws[index], ladder, profiles, base)
        np.testing.assert_array_equal(together.added_mva[index], alone.added_mva)
        np.testing.assert_array_equal(together.contribution_mva[index], alone.contribution_mva)


def test_shifted_profiles_stay_on_their_own_day():
    load = np.zeros((1, 96))
    load[0, 47] = 1.0
    late = Profiles(("a",), tuple(str(n) for n in range(96)), load, load, np.zeros(96), 1.0)
    moved = late.shifted(2)
    # 23:30 winter moves to 00:30 of the same winter day, not into summer.
    assert moved.p_mw[0, 1] == 1.0
    assert moved.p_mw[0, 48:].sum() == 0.0


def measures(rows: list[tuple[str, int, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["substation_id", "start_year", "status", "profile_units"])
    return frame.assign(scenario="s", technology="heat_pump")


def counted(rows: list[tuple[str, int, str, float]], since: int) -> list[float]:
    _, _, ladder = TREE
    result = cumulative_counts(
        measures(rows), ladder, scenarios=["s"], years=[2025, 2026, 2027], technologies=["heat_pump"], since=since
    )
    return result[0, :, ladder.position["t:P1"], 0].tolist()


ROWS = [
    ("t:P1", 2021, "existing", 5.0),
    ("t:P1", 2024, "existing", 7.0),
    ("t:P1", 2026, "planned", 10.0),
    ("t:P1", 2027, "planned", -4.0),
    ("", 2026, "planned", 99.0),
]


def test_recorded_stock_of_the_observed_year_is_not_growth():
    assert counted(ROWS, since=2025) == [0.0, 10.0, 6.0]


def test_stock_recorded_after_an_older_figure_is_growth():
    # The figure dates from 2022: the 7 recorded in 2024 came later.
    assert counted(ROWS, since=2022) == [7.0, 17.0, 13.0]


def test_unknown_technology_is_refused_by_name():
    _, _, ladder = TREE
    with pytest.raises(ValueError, match="unknown technology: heat_pump"):
        cumulative_counts(measures(ROWS), ladder, scenarios=["s"], years=[2025], technologies=["boiler"], since=2025)


def test_n_units_peak_at_n_times_their_admd():
    rows = [("base", "winter", slot, 1.0) for slot in range(48)]
    rows += [("hp", "winter", slot, 1.0 if slot == 15 else 0.4) for slot in range(48)]
    frame = pd.DataFrame(rows, columns=["profile_id", "day", "slot", "shape_ratio"])
    kinds = pd.DataFrame(
        {"technology": ["heat_pump"], "profile_id": ["hp"], "admd_id": ["admd"], "power_factor_id": ["pf"]}
    )
    items = [("admd", 1.7), ("pf", 1.0), ("power_factor_demand", 0.96)]
    register = Assumptions(Assumption(key, value, "u", value, value, "test", "D", "") for key, value in items)
    profiles = build_profiles(frame, kinds, register)
    assert 1000 * profiles.p_mw[0].max() == pytest.approx(1.7)
    assert profiles.slots[int(profiles.p_mw[0].argmax())] == "winter 07:30"
    with pytest.raises(ValueError, match="hp"):
        build_profiles(frame[frame["slot"] > 0], kinds, register)


def test_a_node_without_observed_load_grows_by_its_own_peak():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1")
    profiles = profiles_of([[2.0, 1.0]], [0.5, 1.0])
    base = base_load(substations, ladder, profiles)
    assert isinstance(base, Base)
    assert not base.known.any()
    grown = growth(np.array([[0.0], [1000.0]]), ladder, profiles, base)
    assert grown.added_mva[ladder.position["t:P1"]] == pytest.approx(np.hypot(2, 2 / 3))
