import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lae.grid.loads import (
    Base,
    Profiles,
    base_load,
    carried,
    cumulative_counts,
    growth,
    growth_of,
    minimum,
    minimum_of,
)
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


def by_hand(count, profiles, base, *, keep, slots=None) -> list[list[float]]:
    """For each node |S| in every slot, negative where P is, by plain loops; `keep(units, p, kind)` says what counts."""
    found = []
    for node in range(len(count)):
        sizes = []
        for slot in range(profiles.p_mw.shape[1]) if slots is None else slots:
            p, q = base.p_mw[node, slot], base.q_mvar[node, slot]
            for kind, name in enumerate(profiles.technologies):
                units, load = count[node, kind], profiles.p_mw[kind, slot]
                if name in profiles.dispatched or keep(units, load):
                    p += units * load
                    q += units * profiles.q_mvar[kind, slot]
            sizes.append(float(np.copysign((p * p + q * q) ** 0.5, p)))
        found.append(sizes)
    return found


MIXED = hnp.arrays(float, (3, 6), elements=st.floats(-5, 5))
FEW = hnp.arrays(float, (5, 3), elements=st.floats(-2_000, 5_000))


def mixed(loads, shape, *, dispatched=()) -> Profiles:
    profiles = profiles_of(loads.tolist(), shape.tolist(), 0.95)
    return Profiles(**{**vars(profiles), "dispatched": frozenset(dispatched)})


@given(counts=FEW, loads=MIXED, shape=hnp.arrays(float, 6, elements=st.floats(0, 1)), stated=st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_maximum_counts_export_only_where_its_dispatch_is_stated(counts, loads, shape, stated):
    substations, _, ladder = TREE
    profiles = mixed(loads, shape, dispatched=["kind 2"] if stated else [])
    base = base_load(substations, ladder, profiles)
    grown, count = growth(counts, ladder, profiles, base), carried(counts, ladder)
    sizes = by_hand(count, profiles, base, keep=lambda _, load: load >= 0)
    for node, wanted in enumerate(sizes):
        most = max(abs(size) for size in wanted)
        assert grown.added_mva[node] == pytest.approx(most - base.max_mva[node], abs=1e-9)
        assert abs(wanted[grown.slot[node]]) == pytest.approx(most, abs=1e-9)
    parts = grown.contribution_mva.sum(axis=-1) + grown.base_shift_mva
    np.testing.assert_allclose(parts, grown.added_mva, atol=1e-9)


@given(counts=FEW, loads=MIXED, shape=hnp.arrays(float, 6, elements=st.floats(0, 1)), stated=st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_minimum_counts_export_in_full_and_demand_only_where_it_goes_or_is_stated(counts, loads, shape, stated):
    substations, _, ladder = TREE
    profiles = mixed(loads, shape, dispatched=["kind 2"] if stated else [])
    base = base_load(substations, ladder, profiles)
    least, count = minimum(counts, ladder, profiles, base), carried(counts, ladder)
    sizes = by_hand(count, profiles, base, keep=lambda units, load: units * load <= 0)
    for node, wanted in enumerate(sizes):
        if min(abs(size) for size in wanted) < 1e-6:
            continue  # at nothing at all the direction of flow is rounding
        assert least.added_mva[node] == pytest.approx(min(wanted) - base.min_mva[node], abs=1e-9)
        assert wanted[least.slot[node]] == pytest.approx(min(wanted), abs=1e-9)
    parts = least.contribution_mva.sum(axis=-1) + least.base_shift_mva
    np.testing.assert_allclose(parts, least.added_mva, atol=1e-9)
    np.testing.assert_array_equal(least.count, count)


@given(counts=hnp.arrays(float, (5, 3), elements=st.floats(0, 5_000)), loads=MIXED)
@settings(max_examples=40, deadline=None)
def test_the_year_is_the_worst_of_its_parts(counts, loads):
    substations, _, ladder = TREE
    profiles = mixed(loads, np.array([0.1, 0.9, 1.0, 0.0, 0.4, 0.3]))
    base, count = base_load(substations, ladder, profiles), carried(counts, ladder)
    early, late = np.array([0, 1, 2]), np.array([3, 4, 5])
    parts = [growth_of(count, profiles, base, slots) for slots in (early, late)]
    ends = [base.max_in(slots) + part.added_mva for slots, part in zip((early, late), parts, strict=True)]
    year = growth_of(count, profiles, base)
    np.testing.assert_allclose(np.maximum(*ends), base.max_mva + year.added_mva, atol=1e-12)
    assert np.isin(parts[0].slot, early).all()
    assert np.isin(parts[1].slot, late).all()


def test_panels_empty_the_summer_noon_and_leave_the_winter_evening_alone():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1 peak=10 low=2")
    # Slots: winter evening (base 10), summer noon (base 2). 5,000 panels give back 1 kW each at noon.
    profiles = profiles_of([[0.0, -1.0]], [1.0, 0.0])
    profiles = Profiles(**{**vars(profiles), "q_mvar": profiles.p_mw * 0.0})
    base = base_load(substations, ladder, profiles)
    counts, at = np.array([[0.0], [5000.0]]), ladder.position["t:P1"]
    assert growth(counts, ladder, profiles, base).added_mva[at] == 0.0
    least = minimum(counts, ladder, profiles, base)
    assert base.min_mva[at] + least.added_mva[at] == pytest.approx(2.0 - 5.0)
    assert least.contribution_mva[at, 0] == pytest.approx(-5.0)


def test_nothing_added_changes_neither_end_by_a_rounding():
    substations, _, ladder = TREE
    profiles = profiles_of([[2.0, -1.0]], [0.5, 1.0], 0.96)
    base, none = base_load(substations, ladder, profiles), np.zeros((5, 1))
    assert growth(none, ladder, profiles, base).added_mva.tolist() == [0.0] * 5
    assert minimum(none, ladder, profiles, base).added_mva.tolist() == [0.0] * 5


def test_draws_of_the_minimum_equal_single_runs():
    substations, _, ladder = TREE
    profiles = profiles_of([[2.0, -1.0], [-0.5, 3.0]], [0.5, 1.0])
    base = base_load(substations, ladder, profiles)
    draws = np.random.default_rng(5).uniform(-50, 1000, (2, 3, 5, 2))
    together = minimum_of(carried(draws, ladder), profiles, base)
    alone = minimum(draws[1, 2], ladder, profiles, base)
    assert together.contribution_mva.shape == (2, 3, 5, 2)
    np.testing.assert_allclose(together.added_mva[1, 2], alone.added_mva, atol=1e-12)
    np.testing.assert_allclose(together.contribution_mva[1, 2], alone.contribution_mva, atol=1e-12)


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


def test_a_node_without_observed_load_grows_by_its_own_peak():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1")
    profiles = profiles_of([[2.0, 1.0]], [0.5, 1.0])
    base = base_load(substations, ladder, profiles)
    assert isinstance(base, Base)
    assert not base.known.any()
    grown = growth(np.array([[0.0], [1000.0]]), ladder, profiles, base)
    assert grown.added_mva[ladder.position["t:P1"]] == pytest.approx(np.hypot(2, 2 / 3))
