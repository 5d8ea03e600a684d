"""Kinds of load: shares sum to 1, charging moves and never adds, and nothing counted is lost on the way."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lae.assumptions import Assumption, Assumptions
from lae.findings import FaultsError
from lae.grid.technologies import (
    LoadKinds,
    energy_scaled,
    load_kinds,
    loaded,
    per_measure,
    spread_counts,
    technology_findings,
)

COLUMNS = ["technology", "measure", "admd_id", "power_factor_id", "share_id", "profile_id", "energy_of"]
TABLE = pd.DataFrame(
    [
        ("ev_public_charging", "car", "car_kw", "pf", "public", "noon", "evening"),
        ("ev_home_charging", "car", "car_kw", "pf", "home", "evening", ""),
        ("heat_pump", "heat_pump", "pump_kw", "pf", "", "morning", ""),
        ("battery_charging", "battery", "in_kw", "pf", "", "night", ""),
        ("battery_discharging", "battery", "out_kw", "pf", "", "evening", ""),
    ],
    columns=COLUMNS,
)
VALUES = {"car_kw": 2.0, "pump_kw": 1.5, "in_kw": 1.0, "out_kw": -1.0, "pf": 1.0, "home": 0.75, "public": 0.25}
PROFILES = ["evening", "morning", "night", "noon"]


def register(**values):
    return Assumptions(Assumption(key, value, "1", 0.0, 1.0, "", "D", "") for key, value in (VALUES | values).items())


def test_the_kinds_stand_in_the_order_of_their_names():
    kinds = load_kinds(TABLE, register())
    assert kinds.kinds == (
        "battery_charging",
        "battery_discharging",
        "ev_home_charging",
        "ev_public_charging",
        "heat_pump",
    )
    assert kinds.measures == ("battery", "battery", "car", "car", "heat_pump")
    # A battery is wholly there when it charges and when it gives back.
    assert kinds.shares == (1.0, 1.0, 0.75, 0.25, 1.0)
    assert kinds.counted == ("battery", "car", "heat_pump")


def test_units_are_spread_by_share():
    kinds = load_kinds(TABLE, register())
    counts = np.array([[10.0, 100.0, 7.0], [0.0, 8.0, 0.0]])
    spread = spread_counts(counts, ["battery", "car", "heat_pump"], kinds)
    assert spread.tolist() == [[10, 10, 75, 25, 7], [0, 0, 6, 2, 0]]
    # The order of the measures is the caller's.
    turned = spread_counts(counts[:, ::-1], ["heat_pump", "car", "battery"], kinds)
    assert turned.tolist() == spread.tolist()


@pytest.mark.parametrize(("public", "told"), [(0.3, "car: 1.05"), (0.2, "car: 0.95"), (0.25 + 2e-9, "car: 1")])
def test_shares_that_do_not_sum_to_one_are_refused(public, told):
    with pytest.raises(FaultsError) as caught:
        load_kinds(TABLE, register(public=public))
    assert [(fault.rule, fault.ids) for fault in caught.value.findings] == [("shares", (told,))]


def test_shares_one_billionth_apart_are_rounding():
    assert load_kinds(TABLE, register(public=0.25 + 5e-10)).shares[3] == pytest.approx(0.25)


def test_a_share_below_nothing_is_refused_even_when_the_sum_is_one():
    with pytest.raises(FaultsError) as caught:
        load_kinds(TABLE, register(public=-0.5, home=1.5))
    assert caught.value.findings[0].ids == ("ev_home_charging: 1.5", "ev_public_charging: -0.5")


def test_two_kinds_that_both_take_all_of_a_measure_would_count_twice():
    twice = TABLE.assign(share_id="")
    with pytest.raises(FaultsError) as caught:
        load_kinds(twice, register())
    assert caught.value.findings[0].ids == ("car: 2",)


@pytest.mark.parametrize(
    ("counts", "names", "message"),
    [
        (np.ones((2, 2)), ["car", "heat_pump"], "battery"),
        (np.ones((2, 4)), ["battery", "car", "heat_pump", "tram"], "tram"),
        (np.ones((2, 3)), ["car", "heat_pump"], "do not fit"),
        (np.ones((2, 4)), ["battery", "car", "car", "heat_pump"], "named twice"),
    ],
)
def test_no_load_is_lost_or_made_up(counts, names, message):
    with pytest.raises(ValueError, match=message):
        spread_counts(counts, names, load_kinds(TABLE, register()))


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(np.float64, (5, 48), elements=st.floats(-1.0, 1.0)),
    hnp.arrays(np.float64, (2, 3), elements=st.floats(0.0, 1e5)),
)
def test_load_by_measure_is_the_load_by_kind(unit, counts):
    kinds = load_kinds(TABLE, register())
    by_kind = spread_counts(counts, kinds.counted, kinds) @ unit
    np.testing.assert_allclose(counts @ per_measure(unit, kinds), by_kind, rtol=1e-9, atol=1e-6)


def test_energy_is_kept_day_by_day():
    evening, noon = np.zeros(96), np.zeros(96)
    evening[[36, 37, 84]] = [1.0, 0.5, 0.8]
    noon[24:28] = 0.5
    noon[72:74] = 0.25
    scaled = energy_scaled(noon[None, :], evening[None, :])
    # First day: 1.5 half-hours of full load over 2; second: 0.8 over 0.5.
    assert scaled[0, 24:28].tolist() == pytest.approx([0.375] * 4)
    assert scaled[0, 72:74].tolist() == pytest.approx([0.4, 0.4])
    np.testing.assert_allclose(scaled.reshape(2, 48).sum(axis=1), evening.reshape(2, 48).sum(axis=1))


def test_energy_that_has_no_half_hour_to_stand_in_is_refused():
    evening, noon = np.zeros((1, 96)), np.zeros((1, 96))
    evening[0, [36, 84]], noon[0, 24] = 1.0, 1.0
    with pytest.raises(ValueError, match="empty on a day"):
        energy_scaled(noon, evening)
    # A day on which nobody charges is empty in both.
    evening[0, 84] = 0.0
    assert energy_scaled(noon, evening)[0, 24] == 1.0


@pytest.mark.parametrize(("own", "other"), [((1, 48), (2, 48)), ((1, 50), (1, 50))])
def test_shapes_of_other_sizes_are_refused(own, other):
    with pytest.raises(ValueError, match="not the same whole days"):
        energy_scaled(np.ones(own), np.ones(other))


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.float64, 3, elements=st.floats(0.0, 1.0)).filter(lambda parts: parts.sum() > 1e-3),
    hnp.arrays(np.float64, (3, 96), elements=st.floats(0.001, 1.0)),
    hnp.arrays(np.float64, (2, 4, 1), elements=st.floats(0.0, 1e5)),
)
def test_charging_moves_load_and_never_adds_it(parts, shapes, cars):
    """Rule 18: whatever the shares and the shapes, home, public and depot draw what the cars would draw at home."""
    shares = parts / parts.sum()
    kinds = LoadKinds(("depot", "home", "public"), ("car",) * 3, tuple(shares.tolist()))
    home = shapes[[1]]
    per_unit = np.vstack([energy_scaled(shapes[[0]], home), home, energy_scaled(shapes[[2]], home)])
    moved = spread_counts(cars, ["car"], kinds) @ per_unit
    at_home = cars @ home
    by_day = [load.reshape(2, 4, 2, 48).sum(axis=-1) for load in (moved, at_home)]
    np.testing.assert_allclose(*by_day, rtol=1e-9, atol=1e-9)


def test_what_no_control_total_holds_is_not_loaded():
    assert loaded(TABLE, {"car"})["technology"].tolist() == ["ev_public_charging", "ev_home_charging"]
    assert loaded(TABLE, set()).empty


def test_a_sound_table_has_no_finding():
    assert technology_findings(TABLE, PROFILES, register()) == []


def test_every_fault_is_named_by_its_kind_of_load():
    broken = TABLE.assign(
        profile_id=["noon", "evening", "nothing", "night", "evening"], energy_of=["dawn", "", "", "", ""]
    )
    faults = technology_findings(broken, PROFILES, register(public=0.5))
    assert [(fault.rule, fault.column, fault.ids) for fault in faults] == [
        ("unknown_profile", "profile_id", ("heat_pump: nothing",)),
        ("unknown_profile", "energy_of", ("ev_public_charging: dawn",)),
        ("shares", "share_id", ("car: 1.25",)),
    ]
    unknown = TABLE.assign(share_id=["nobody", "home", "", "", ""])
    faults = technology_findings(unknown, PROFILES, register())
    assert [(fault.rule, fault.column, fault.ids) for fault in faults] == [
        ("unknown_assumption", "share_id", ("ev_public_charging: nobody",))
    ]
