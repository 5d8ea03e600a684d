"""Hours, energy and power above a limit by hand; charging moved by water-filling; the options' rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog

from lae.grid.contract import Works
from lae.grid.figures import firm_capacity, published_demand
from lae.grid.headroom import World, modelled_rooms, published_room
from lae.grid.limits_contract import UnitCosts
from lae.grid.loads import Profiles, base_load, growth
from lae.grid.shortage import DayLoad, above_limit, day_load, managed_charging
from lae.grid.shortage_rows import (
    BY_MVA,
    NO_CHARGING,
    NO_COST,
    NO_MVA,
    NO_SHAPE,
    NO_TRANSFER,
    NO_WORKS,
    Remedies,
    find_shortfalls,
    shortage_options,
)
from lae.tables import empty, validated
from worlds import drawn

CAR = "electric_vehicle"


def day(fixed, cars, *, tan=0.0, fixed_tan=0.0):
    """One row, one day: the first slots as given, the rest repeat the last fixed value without charging."""
    p = np.full(48, float(fixed[-1]))
    p[: len(fixed)] = fixed
    ev = np.zeros(48)
    ev[: len(cars)] = cars
    shape = (1, 1, 48)
    return DayLoad((p + ev).reshape(shape), (p * fixed_tan + ev * tan).reshape(shape), ev.reshape(shape), tan)


def test_power_hours_and_energy_above_the_limit():
    # 12 and 13 MW above a limit of 10 for half an hour each; 10 is not above it.
    found = above_limit(day([12, 13, 10, 8], []), np.array([10.0]))
    assert (found.greatest_mva[0, 0], found.greatest_mw[0, 0], found.slot[0, 0]) == (3.0, 3.0, 1)
    assert (found.hours[0, 0], found.mwh[0, 0]) == (1.0, (2 + 3) * 0.5)


def test_power_to_shed_is_active_power_at_the_loads_own_factor():
    # |S| = sqrt(8² + 6²) = 10 against 5: shedding half of P and Q, 4 MW, brings it to 5.
    found = above_limit(day([8, 1], [], fixed_tan=0.75), np.array([5.0]))
    assert (found.greatest_mva[0, 0], found.greatest_mw[0, 0]) == (pytest.approx(5.0), pytest.approx(4.0))


def test_a_day_within_its_limit_has_nothing_above_it():
    found = above_limit(day([5, 4], []), np.array([5.0]))
    assert found.hours[0, 0] == found.mwh[0, 0] == found.greatest_mva[0, 0] == 0


def test_charging_moves_to_the_emptiest_half_hours():
    # 8 fixed + 4 cars at the peak; 46 slots at 6 and one at 3. 4 MW-slots: 3 lift the empty one to 6, and the last 1
    # spreads over the 47 slots that stand at 6: level 6 + 1 / 47. The fixed 8 remains the peak.
    load = day([8, 3, 6], [4])
    found = managed_charging(load, np.array([7.0]))
    assert found.movable_mw.sum() == pytest.approx(4.0)
    assert found.movable_mw[0, 0, 0] == 0
    assert found.movable_mw[0, 0, 1] == pytest.approx(3 + 1 / 47)
    assert found.movable_mw[0, 0, 2] == pytest.approx(1 / 47)
    assert (found.moved_mw[0, 0], found.moved_mwh[0, 0]) == (4.0, 2.0)
    assert found.residual_mva[0, 0] == pytest.approx(1.0)


def test_charging_that_cannot_all_leave_shares_the_peak():
    # Flat 5, 48 MW-slots of cars: wherever they go, the least peak is 5 + 1.
    found = managed_charging(day([5, 5], [40, 8]), np.array([5.5]))
    assert found.residual_mva[0, 0] == pytest.approx(0.5)
    assert found.movable_mw == pytest.approx(np.ones((1, 1, 48)))
    assert found.moved_mw[0, 0] == pytest.approx(39.0)


def test_without_cars_nothing_moves():
    found = managed_charging(day([8, 3], []), np.array([7.0]))
    assert (found.moved_mw[0, 0], found.moved_mwh[0, 0], found.residual_mva[0, 0]) == (0.0, 0.0, 1.0)


def test_charging_that_soaks_up_a_feed_in_stays():
    # At noon 10 MW flow back, 6 of the 16 fed in are charged away: moving the cars would only raise the flow.
    load = day([-16, 1], [6])
    found = managed_charging(load, np.array([9.0]))
    assert found.movable_mw[0, 0, 0] == 6.0
    assert found.residual_mva[0, 0] == pytest.approx(1.0)


loads = hnp.arrays(float, (2, 2, 48), elements=st.floats(0, 20))


@given(fixed=loads, cars=loads, tan=st.floats(0, 0.5), fixed_tan=st.floats(0, 0.5), limit=st.floats(0, 40))
@settings(max_examples=100, deadline=None)
def test_managed_charging_keeps_energy_and_never_raises_the_peak(fixed, cars, tan, fixed_tan, limit):
    load = DayLoad(fixed + cars, fixed * fixed_tan + cars * tan, cars, tan)
    limits = np.array([limit, limit / 2])
    found = managed_charging(load, limits)
    np.testing.assert_allclose(found.movable_mw.sum(axis=-1), cars.sum(axis=-1), rtol=1e-9, atol=1e-9)
    assert (found.movable_mw >= 0).all()
    after = np.hypot(fixed + found.movable_mw, fixed * fixed_tan + found.movable_mw * tan).max(axis=-1)
    before = load.s_mva.max(axis=-1)
    assert (after <= before * (1 + 1e-9) + 1e-9).all()
    np.testing.assert_allclose(found.residual_mva, np.maximum(after - limits[:, None], 0), atol=1e-8)
    assert (found.moved_mw <= cars.max(axis=-1)).all()
    assert (found.residual_mva <= above_limit(load, limits).greatest_mva + 1e-8).all()


@given(fixed=loads, cars=loads)
@settings(max_examples=40, deadline=None)
def test_the_peak_left_is_the_least_a_programme_can_find(fixed, cars):
    load = DayLoad(fixed + cars, np.zeros_like(fixed), cars, 0.0)
    found = managed_charging(load, np.zeros(2))
    for row, which in np.ndindex(2, 2):
        rows = np.c_[np.eye(48), -np.ones(48)]
        answer = linprog(
            [0.0] * 48 + [1.0],
            A_ub=rows,
            b_ub=-fixed[row, which],
            A_eq=[[1.0] * 48 + [0.0]],
            b_eq=[cars[row, which].sum()],
        )
        assert found.residual_mva[row, which] == pytest.approx(answer.fun, abs=1e-6)


SITES = """
G1 gsp     -
B1 bsp     G1  firm=60 peak=41 low=10 contracted=0 published=30
P1 primary B1  firm=24 peak=18 low=9 contracted=0 published=3
P2 primary B1  firm=15 peak=14 low=2 contracted=0 published=0 constraint="Substation Thermal Capacity"
P3 primary B1  published=1
"""


def made_world(cars):
    """A winter's day whose base peaks in slot 36 and is at its least otherwise; a car draws 1 kW in slots 36 and 37."""
    substations, _, ladder = drawn(SITES)
    shape = np.zeros(48)
    shape[36] = 1.0
    car = np.zeros((1, 48))
    car[0, 36:38] = 0.001
    slots = tuple(f"winter {slot // 2:02d}:{slot % 2 * 30:02d}" for slot in range(48))
    profiles = Profiles((CAR,), slots, car, car * 0, shape, 1.0)
    counts = np.zeros((1, 2, len(ladder.ids), 1))
    for name, count in cars.items():
        counts[0, 1, ladder.position[f"t:{name}"], 0] = count
    base = base_load(substations, ladder, profiles)
    made = World(
        substations=substations,
        ladder=ladder,
        scenarios=("s",),
        years=(2026, 2030),
        growth=growth(counts, ladder, profiles, base),
        slots=slots,
        technologies=(CAR,),
        understated=np.zeros(len(ladder.ids), bool),
        overstated=np.zeros(len(ladder.ids), bool),
    )
    return made, profiles, base


def options(cars, *, works=None, basis="published", disagreeing=(), share=1.0, **remedies):
    made, profiles, base = made_world(cars)
    works = empty(Works) if works is None else works
    if basis == "published":
        rooms = [published_room(made, published_demand(made.substations, made.ladder), direction="demand")]
    else:
        firm = firm_capacity(
            made.substations, works, made.ladder, years=range(2026, 2028), cyclic_factor=0.8, contracted_coincidence=0.5
        )
        rooms = list(modelled_rooms(made, firm))[:1]
    short = find_shortfalls(made, rooms, disagreeing=disagreeing)
    return short, shortage_options(
        made, short, profiles, base, Remedies(works, **remedies), movable="electric_vehicle", taking_part_share=share
    )


def of(table, name, option):
    rows = table[table["substation_id"].eq(f"t:{name}") & table["option"].eq(option)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_one_shortfall_worked_by_hand():
    # P1: 18 MVA and room 3, so a limit of 21; 5 MW of cars at 18:00 and 18:30: 23 and 9 + 5 = 14.
    short, table = options({"P1": 5000})
    assert short["substation_id"].tolist() == ["t:P1"]
    assert short["shortage_mva"].tolist() == [pytest.approx(2.0)]
    bought = of(table, "P1", "flexibility")
    assert (bought.day, bought.slot, bought.bound) == ("winter", "winter 18:00", "exact")
    assert (bought.size_mw, bought.above_hours, bought.energy_mwh) == (pytest.approx(2.0), 0.5, pytest.approx(1.0))
    moved = of(table, "P1", "managed_charging")
    # All 5 MW leave 18:00 (fixed load 18 there) and 10 MW-slots spread over 47 slots at 9.
    assert (moved.movable_mw, moved.size_mw) == (pytest.approx(5.0), pytest.approx(5.0))
    assert moved.residual_mva == 0
    assert moved.energy_mwh == pytest.approx((5 + 5 - 10 / 47) / 2)
    transfer = of(table, "P1", "transfer")
    assert np.isnan(transfer.residual_mva)
    assert transfer.reason == NO_TRANSFER
    none = of(table, "P1", "reinforce")
    assert none.reason == f"{NO_WORKS}; {NO_COST}"


def test_only_the_cars_that_take_part_move():
    _, table = options({"P1": 5000}, share=0.2)
    moved = of(table, "P1", "managed_charging")
    # 1 of 5 MW leaves, 22 stay against 21.
    assert (moved.movable_mw, moved.residual_mva) == (pytest.approx(1.0), pytest.approx(1.0))


def test_a_floored_zero_hides_part_of_the_shortage():
    short, table = options({"P2": 1000})
    assert short[["substation_id", "bound"]].to_numpy().tolist() == [["t:P2", "at_least"]]
    assert of(table, "P2", "flexibility").bound == "at_least"


def test_a_substation_short_only_through_one_above_has_no_row_of_its_own():
    # B1 has 30: 32 MW of cars at P3 (no base load known there) are above B1's room and P3's own.
    short, table = options({"P3": 32_000})
    assert short["substation_id"].tolist() == ["t:B1", "t:P3"]
    unknown = of(table, "P3", "flexibility")
    assert unknown.reason == NO_SHAPE
    assert np.isnan(unknown.size_mw)
    # P1 keeps its 3 of own room; its path is short by B1's 2, which stands on B1's rows.
    assert "t:P1" not in set(table["substation_id"])


def test_a_substation_short_itself_has_its_row_even_below_a_worse_one():
    # B1 30 - 35, P1 3 - 5: both are short themselves, and P1's path is B1's.
    short, _ = options({"P1": 5000, "P3": 30_000})
    found = dict(zip(short["substation_id"], short["shortage_mva"], strict=True))
    assert found["t:B1"] == pytest.approx(5.0)
    assert found["t:P1"] == pytest.approx(2.0)


def test_a_published_transfer_is_taken_off():
    _, table = options({"P1": 5000}, transfer_mva=pd.Series({"t:P1": 1.5}))
    row = of(table, "P1", "transfer")
    assert (row.residual_mva, row.reason) == (pytest.approx(0.5), "")
    _, table = options({"P1": 5000}, transfer_mva=pd.Series({"t:P1": 9.0}))
    assert of(table, "P1", "transfer").residual_mva == 0


def work(**changes):
    row = {
        "work_id": "w1",
        "scheme_id": "s1",
        "substation_id": "t:P1",
        "scope": "substation",
        "type": "capacity",
        "text": "Replace both transformers",
        "completion": "2031-09",
        "effective_year": 2031.0,
        "before_mva": 24.0,
        "after_mva": 40.0,
        "vintage": "2026-03",
        "source_id": "s",
        "source_row": 2,
        "licence": "",
    }
    return validated(pd.DataFrame([row | changes]), Works, "works")


def costs(**changes):
    row = {
        "asset_class": "primary/capacity",
        "unit": "GBP/scheme",
        "value": 500.0,
        "low": 400.0,
        "high": 900.0,
        "price_year": 2024,
        "source": "an invented statement",
        "url": "",
    }
    return validated(pd.DataFrame([row | changes]), UnitCosts, "costs")


def test_a_published_scheme_is_dated_and_costed_only_from_a_source():
    _, table = options({"P1": 5000}, works=work())
    row = of(table, "P1", "reinforce")
    assert (row.work_id, row.effective_year, row.before_mva, row.after_mva) == ("w1", 2031, 24, 40)
    assert np.isnan(row.cost_gbp)
    assert "later than this year" in row.reason
    assert NO_COST in row.reason
    _, table = options({"P1": 5000}, works=work(), costs=costs(source=" "))
    assert np.isnan(of(table, "P1", "reinforce").cost_gbp)
    _, table = options({"P1": 5000}, works=work(), costs=costs())
    row = of(table, "P1", "reinforce")
    assert (row.cost_low_gbp, row.cost_gbp, row.cost_high_gbp, row.price_year) == (400, 500, 900, 2024)
    assert row.cost_source == "an invented statement"
    assert NO_COST not in row.reason


def test_a_cost_by_mva_needs_the_schemes_mva():
    _, table = options({"P1": 5000}, works=work(), costs=costs(unit="GBP/MVA"))
    assert of(table, "P1", "reinforce").cost_gbp == 500 * 16
    _, table = options({"P1": 5000}, works=work(before_mva=np.nan, after_mva=np.nan), costs=costs(unit="GBP/MVA"))
    row = of(table, "P1", "reinforce")
    assert np.isnan(row.cost_gbp)
    assert BY_MVA in row.reason
    assert NO_MVA in row.reason


def test_a_scheme_upstream_is_not_costed_as_the_substations_own():
    _, table = options({"P1": 5000}, works=work(scope="upstream"), costs=costs())
    assert np.isnan(of(table, "P1", "reinforce").cost_gbp)


def test_a_modelled_deficit_against_published_room_is_no_shortfall():
    # 24 x 0.8 = 19.2 against 18 + 5; B1 48 against 41 + 5 keeps 2; P2 12 against 14 is short today.
    short, _ = options({"P1": 5000}, basis="modelled")
    assert short["substation_id"].tolist() == ["t:P2", "t:P1", "t:P2"]
    assert short["shortage_mva"].tolist() == [pytest.approx(2.0), pytest.approx(3.8), pytest.approx(2.0)]
    short, table = options({"P1": 5000}, basis="modelled", disagreeing={"t:P1"})
    assert set(short["substation_id"]) == {"t:P2"}
    # No car stands below P2.
    assert table.loc[table["option"].eq("managed_charging"), "reason"].unique().tolist() == [NO_CHARGING]


def test_without_shortfalls_the_table_is_empty():
    short, table = options({})
    assert (len(short), len(table)) == (0, 0)


def test_nothing_moves_where_the_movable_technology_is_not_there():
    made, profiles, base = made_world({})
    nodes = np.arange(len(made.ladder.ids))
    load = day_load(made.growth.count[0, 0], nodes, profiles, base, movable="bicycle", taking_part_share=1.0)
    assert not load.movable_mw.any()
    assert load.movable_tan == 0.0
