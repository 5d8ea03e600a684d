import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.grid.profiles import Profiles, build_profiles, day_of, season_of

KINDS = pd.DataFrame(
    {
        "technology": ["solar", "heat_pump", "data_centre"],
        "measure": ["solar", "heat_pump", "data_centre"],
        "profile_id": ["sun", "hp", "flat"],
        "admd_id": ["solar_kw", "hp_kw", "centre_kva"],
        "power_factor_id": ["pf_one", "pf", "pf"],
        "energy_of": ["", "", ""],
    }
)
NUMBERS = {
    "solar_kw": (-0.8, "kW/kWp"),
    "hp_kw": (1.7, "kW/home"),
    "centre_kva": (1.0, "kVA per kVA of connection"),
    "pf": (0.95, "MW per MVA"),
    "pf_one": (1.0, "MW per MVA"),
    "power_factor_demand": (0.96, "MW per MVA"),
}


def register(**changed) -> Assumptions:
    rows = {**NUMBERS, **changed}
    return Assumptions(
        Assumption(key, value, unit, value, value, "test", "D", "") for key, (value, unit) in rows.items()
    )


def shapes(days=("cold winter", "summer")) -> pd.DataFrame:
    """The heat pump peaks at 07:30 on the first day, the panel at noon on the last."""
    rows = []
    for number, day in enumerate(days):
        for slot in range(48):
            rows += [("base", day, slot, 1.0 - number / 2), ("flat", day, slot, 1.0)]
            rows.append(("hp", day, slot, 1.0 if (number, slot) == (0, 15) else 0.4))
            rows.append(("sun", day, slot, 1.0 if (number, slot) == (len(days) - 1, 24) else 0.0))
    return pd.DataFrame(rows, columns=["profile_id", "day", "slot", "shape_ratio"])


def test_n_units_peak_at_n_times_their_admd():
    profiles = build_profiles(shapes(), KINDS, register())
    assert profiles.technologies == ("data_centre", "heat_pump", "solar")
    pump = profiles.technologies.index("heat_pump")
    assert 1000 * profiles.p_mw[pump].max() == pytest.approx(1.7)
    assert profiles.slots[int(profiles.p_mw[pump].argmax())] == "cold winter 07:30"
    assert profiles.q_mvar[pump, 15] / profiles.p_mw[pump, 15] == pytest.approx(np.tan(np.arccos(0.95)))


def test_a_unit_stated_in_kva_draws_that_many_kva():
    profiles = build_profiles(shapes(), KINDS, register())
    assert 1000 * np.hypot(profiles.p_mw[0], profiles.q_mvar[0]).max() == pytest.approx(1.0)
    assert 1000 * profiles.p_mw[0].max() == pytest.approx(0.95)


@pytest.mark.parametrize(("unit", "mw"), [("kW/home", 0.002), ("MW", 2.0), ("MVA/site", 1.9), ("kVA", 0.0019)])
def test_every_unit_of_power_becomes_megawatts(unit, mw):
    profiles = build_profiles(shapes(), KINDS, register(hp_kw=(2.0, unit)))
    assert profiles.p_mw[1].max() == pytest.approx(mw)


def test_a_unit_that_is_no_power_is_refused_by_name():
    with pytest.raises(ValueError, match=r'hp_kw must be stated in kW, MW, kVA, MVA a unit, not in "kWh/home"'):
        build_profiles(shapes(), KINDS, register(hp_kw=(2.0, "kWh/home")))


@pytest.mark.parametrize("factor", [0.0, -0.9, 1.01, float("nan")])
def test_a_power_factor_outside_its_range_is_refused(factor):
    with pytest.raises(ValueError, match="power factor pf must be"):
        build_profiles(shapes(), KINDS, register(pf=(factor, "MW per MVA")))


def test_a_day_that_lacks_a_half_hour_is_refused():
    frame = shapes()
    lacking = frame[~(frame["profile_id"].eq("hp") & frame["day"].eq("summer") & frame["slot"].eq(7))]
    with pytest.raises(ValueError, match="hp"):
        build_profiles(lacking, KINDS, register())


def test_a_profile_nobody_drew_is_refused():
    with pytest.raises(ValueError, match="no profile is drawn for base, sun"):
        build_profiles(shapes().query("profile_id not in ['sun', 'base']"), KINDS, register())


def test_days_keep_their_order_and_know_their_season():
    profiles = build_profiles(shapes(("cold winter", "winter", "mild spring", "summer")), KINDS, register())
    assert profiles.days == ("cold winter", "winter", "mild spring", "summer")
    assert profiles.in_season("winter").tolist() == list(range(96))
    assert profiles.in_season("spring").tolist() == list(range(96, 144))
    assert len(profiles.in_season("autumn")) == 0
    assert day_of("cold winter 07:30") == "cold winter"
    with pytest.raises(ValueError, match='"August" must end in one of winter, spring, summer, autumn'):
        season_of("August")
    with pytest.raises(ValueError, match="August"):
        build_profiles(shapes(("winter", "August")), KINDS, register())


def test_export_counts_against_the_minimum_and_demand_against_the_maximum():
    profiles = build_profiles(shapes(), KINDS, register())
    sun = profiles.technologies.index("solar")
    noon = 48 + 24
    assert profiles.p_mw[sun, noon] == pytest.approx(-0.0008)
    assert profiles.demand.p_mw[sun].tolist() == [0.0] * 96
    assert profiles.export.p_mw[sun, noon] == pytest.approx(-0.0008)
    assert not profiles.export.p_mw[[0, 1]].any()
    assert not profiles.export.q_mvar[[0, 1]].any()
    np.testing.assert_array_equal(profiles.demand.p_mw + profiles.export.p_mw, profiles.p_mw)


def test_a_stated_dispatch_counts_both_ways():
    profiles = build_profiles(shapes(), KINDS, register())
    does = np.where(np.arange(96) % 2, 0.001, -0.001)
    stated = profiles.with_dispatch("battery", does)
    for seen in (stated.demand, stated.export):
        np.testing.assert_array_equal(seen.p_mw[-1], does)
    with pytest.raises(ValueError, match="already"):
        stated.with_dispatch("battery", does)
    with pytest.raises(ValueError, match="48 half-hours, not 96"):
        profiles.with_dispatch("battery", does[:48])


def test_a_year_of_energy_weighs_each_day():
    profiles = build_profiles(shapes(), KINDS, register())
    used = profiles.energy_kwh({"cold winter": 100, "summer": 265})
    assert used["heat_pump"] == pytest.approx(0.5 * 1.7 * (100 * (1 + 47 * 0.4) + 265 * 48 * 0.4))
    assert used["solar"] == pytest.approx(-0.8 * 0.5 * 265)
    with pytest.raises(ValueError, match="days are given for winter"):
        profiles.energy_kwh({"winter": 365})


def test_one_technology_alone_is_scaled():
    profiles = build_profiles(shapes(), KINDS, register())
    twice = profiles.scaled("heat_pump", 2.0)
    np.testing.assert_array_equal(twice.p_mw, profiles.p_mw * np.array([[1.0], [2.0], [1.0]]))
    with pytest.raises(ValueError, match="no technology is called boiler"):
        profiles.scaled("boiler", 2.0)


def test_shifted_profiles_stay_on_their_own_day():
    load = np.zeros((1, 96))
    load[0, 47] = 1.0
    late = Profiles(("a",), tuple(str(n) for n in range(96)), load, load, np.zeros(96), 1.0)
    moved = late.shifted(2)
    # 23:30 winter moves to 00:30 of the same winter day, not into summer.
    assert moved.p_mw[0, 1] == 1.0
    assert moved.p_mw[0, 48:].sum() == 0.0


@given(st.integers(-96, 96))
@settings(max_examples=30, deadline=None)
def test_moving_a_profile_moves_no_energy(half_hours):
    profiles = build_profiles(shapes(), KINDS, register())
    moved = profiles.shifted(half_hours)
    days = profiles.p_mw.reshape(3, 2, 48).sum(axis=2)
    np.testing.assert_allclose(moved.p_mw.reshape(3, 2, 48).sum(axis=2), days)
    np.testing.assert_array_equal(moved.shifted(-half_hours).p_mw, profiles.p_mw)


def test_the_summer_base_is_what_its_readme_says_and_leaves_the_years_peak_to_winter(root):
    rows = pd.read_csv(root / "data" / "grid" / "profiles.csv").query("profile_id == 'base'")
    shape = rows.pivot_table(index="slot", columns="day", values="shape_ratio")
    rise = (shape["winter"] - shape["winter"].min()) / (1 - shape["winter"].min())
    np.testing.assert_allclose(shape["summer"], rise / 2, atol=0.001)
    assert (shape["summer"].min(), shape["winter"].max(), shape["summer"].max()) == (0.0, 1.0, 0.5)
