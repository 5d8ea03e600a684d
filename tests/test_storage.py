import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog

from lae.grid.loads import base_load, growth, minimum
from lae.grid.profiles import Profiles
from lae.grid.storage import Battery, peak_shaving, with_battery
from worlds import drawn

BATTERIES = st.builds(Battery, st.floats(0.1, 6), st.floats(0.1, 40), st.floats(0.5, 1))
DAYS = hnp.arrays(float, 96, elements=st.floats(0, 10))


def lowest_peak(battery: Battery, load: np.ndarray) -> float:
    """The lowest peak any day's dispatch within the same limits reaches, by HiGHS; both ways at once is allowed."""
    slots = len(load)
    one, zero = np.ones(slots), np.zeros(slots)
    within = np.hstack([np.eye(slots), -np.eye(slots), -np.ones((slots, 1))])
    solved = linprog(
        np.concatenate([zero, zero, [1.0]]),
        A_ub=np.vstack([within, np.concatenate([zero, one / 2, [0.0]])]),
        b_ub=np.append(-load, battery.energy_kwh),
        A_eq=[np.concatenate([battery.round_trip_share * one, -one, [0.0]])],
        b_eq=[0.0],
        bounds=[(0, battery.power_kw)] * (2 * slots) + [(None, None)],
    )
    return float(solved.fun)


def test_worked_day():
    # Eight half-hours at 5 kW in a day of 1 kW. 2 kW and 6 kWh: cut by 1.5 kW over the four hours. Half is lost, so
    # 12 kWh are drawn over the other 20 hours: 0.6 kW.
    load = np.where((np.arange(48) >= 32) & (np.arange(48) < 40), 5.0, 1.0)
    dispatch = peak_shaving(Battery(2.0, 6.0, 0.5), load)
    np.testing.assert_allclose(dispatch, np.where(load > 1, -1.5, 0.6), atol=1e-12)


def test_a_battery_never_makes_a_new_peak():
    # 2 kW against 1 kW, and more energy than the day can use: the day ends flat.
    load = np.where(np.arange(48) < 24, 2.0, 1.0)
    dispatch = peak_shaving(Battery(5.0, 1000.0, 1.0), load)
    np.testing.assert_allclose(load + dispatch, 1.5)


def test_a_flat_day_leaves_nothing_to_do():
    assert peak_shaving(Battery(2.0, 6.0, 0.9), np.full(48, 3.0)).tolist() == [0.0] * 48


@given(battery=BATTERIES, load=DAYS)
@settings(max_examples=60, deadline=None)
def test_each_day_keeps_every_limit_and_its_balance(battery, load):
    days = peak_shaving(battery, load).reshape(2, 48)
    drawn_kwh, given_kwh = np.maximum(days, 0).sum(axis=1) / 2, np.maximum(-days, 0).sum(axis=1) / 2
    np.testing.assert_allclose(drawn_kwh * battery.round_trip_share, given_kwh, rtol=1e-12, atol=1e-300)
    assert (given_kwh <= battery.energy_kwh * (1 + 1e-12)).all()
    assert (np.abs(days) <= battery.power_kw * (1 + 1e-12)).all()
    after = load.reshape(2, 48) + days
    assert (after.max(axis=1) <= load.reshape(2, 48).max(axis=1) + 1e-12).all()
    assert (after >= -1e-12).all()
    # What is in store never swings by more than the battery holds.
    store = np.cumsum(np.where(days > 0, days * battery.round_trip_share, days), axis=1) / 2
    swing = np.maximum(store.max(axis=1), 0) - np.minimum(store.min(axis=1), 0)
    assert (swing <= battery.energy_kwh * (1 + 1e-9)).all()


@given(battery=BATTERIES, load=hnp.arrays(float, 48, elements=st.floats(0, 10)))
@settings(max_examples=25, deadline=None)
def test_no_dispatch_leaves_a_lower_peak(battery, load):
    assert (load + peak_shaving(battery, load)).max() == pytest.approx(lowest_peak(battery, load), abs=1e-7)


def test_the_same_question_has_the_same_answer():
    load = np.abs(np.sin(np.arange(96)))
    battery = Battery(0.3, 0.8, 0.85)
    assert peak_shaving(battery, load).tobytes() == peak_shaving(battery, load).tobytes()


@pytest.mark.parametrize("sizes", [(0, 1, 0.9), (1, -1, 0.9), (1, 1, 0), (1, 1, 1.1), (float("nan"), 1, 0.9)])
def test_a_battery_that_cannot_be_is_refused(sizes):
    with pytest.raises(ValueError, match="a battery needs"):
        Battery(*sizes)


@pytest.mark.parametrize("load", [np.zeros(47), np.full(48, np.nan), np.zeros((2, 48))])
def test_a_load_that_is_no_day_is_refused(load):
    with pytest.raises(ValueError, match="whole days"):
        peak_shaving(Battery(1, 1, 0.9), load)


def evening() -> Profiles:
    """A base that peaks in eight evening half-hours and no technology yet."""
    shape = np.where((np.arange(48) >= 32) & (np.arange(48) < 40), 1.0, 0.0)
    none = np.empty((0, 48))
    return Profiles((), tuple(f"winter {slot}" for slot in range(48)), none, none, shape, 1.0)


def test_a_stated_dispatch_lowers_the_peak_it_was_stated_for():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1 peak=10 low=2")
    profiles = with_battery(evening(), "battery", Battery(1.0, 4.0, 0.8), evening().base_shape * 8)
    base, at = base_load(substations, ladder, profiles), ladder.position["t:P1"]
    grown = growth(np.array([[0.0], [2000.0]]), ladder, profiles, base)
    # 2,000 units give 1 kW each for four hours: 2 MW off the peak.
    assert grown.added_mva[at] == pytest.approx(-2.0)
    # They charge at night, 5 kWh over 20 hours, which lifts the least load by 0.5 MW.
    least = minimum(np.array([[0.0], [2000.0]]), ladder, profiles, base)
    assert least.added_mva[at] == pytest.approx(0.5)


def test_a_battery_without_a_stated_dispatch_has_no_effect():
    substations, _, ladder = drawn("G1 gsp -\nP1 primary G1 peak=10 low=2")
    profiles = with_battery(evening(), "battery", None, evening().base_shape)
    base, counts = base_load(substations, ladder, profiles), np.array([[0.0], [2000.0]])
    for answer in (growth, minimum):
        assert answer(counts, ladder, profiles, base).added_mva.tolist() == [0.0, 0.0]
