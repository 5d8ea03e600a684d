"""Investment by hand: discount factors, one package's NPV, blanks that spread, and districts that sum to a county."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings.retrofit_contract import Retrofit
from lae.charging.sites_contract import ChargingSites
from lae.findings import FaultsError
from lae.land.sequestration_contract import CarbonPrices
from lae.plan.contract import TOLD, Investment
from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.plan.investment import CHARGING_ACTION, investment_findings, investments
from lae.prices import Deflators
from lae.tables import columns_of, empty, validated
from plan_world import table as _frame

GREEN_BOOK = Discounting(0.035, 0.03, 0.025)
QUARTER = Discounting(0.25, 0.25, 0.25)
"""Of 1 a year from now 0.8 is left, of 1 in two years 0.64."""
BLANK = float("nan")
SUMMED = [name for name in TOLD if name not in {"lifetime_years", "gbp_per_tco2e"}]


def _packages(*rows):
    """Retrofit of one package a row, 10 homes, £600 to £1,500, 2.5 years of 4 t."""
    usual = {
        "area_level": "lad",
        "area_code": "A",
        "kind": "package",
        "measure": "deep",
        "homes": 10,
        "capex_low_gbp": 600,
        "capex_gbp": 1000,
        "capex_high_gbp": 1500,
        "price_year": 2024,
        "lifetime_years": 2.5,
        "carbon_saved_tco2e": 4,
        "peak_added_kw": 7,
        "provenance": "modelled",
        "assumption_ids": "hp_lifetime insulation_lifetime",
    }
    return _frame(Retrofit, rows, **usual)


def _sites(*rows):
    usual = {
        "scenario": "toy",
        "site_id": "s1",
        "district_code": "A",
        "year": 2030,
        "rank_count": 1,
        "first_year": 2030,
        "kind": "car_park",
        "setting": "off_street",
        "capex_low_gbp": 50,
        "capex_central_gbp": 60,
        "capex_high_gbp": 70,
        "price_year": 2024,
        "grid_flag": "ask_operator",
        "light": "unknown",
        "headroom_bound": "unknown",
        "assessed": "primary and above only, LV not assessed",
        "provenance": "modelled",
        "assumption_ids": "ev_energy; public_share",
    }
    return _frame(ChargingSites, rows, **usual) if rows else empty(ChargingSites)


def _prices(*rows, **same):
    names = "year", "low_gbp_per_tco2e", "gbp_per_tco2e", "high_gbp_per_tco2e"
    usual = {"price": "carbon_value", "kind": "appraisal", "options": "any", "price_year": 2022, "source": "toy"}
    return _frame(CarbonPrices, [dict(zip(names, row, strict=True)) for row in rows], **usual, tier="B", **same)


PRICES = _prices((2025, 9, 9, 9), (2026, 40, 80, 120), (2027, 50, 100, 150))
LEVELS = [{"year": 2022, "index_ratio": 0.8}, {"year": 2024, "index_ratio": 1.0}]
DEFLATORS = _frame(Deflators, LEVELS, low=BLANK, high=BLANK, source="toy", tier="B")
"""A pound of 2022 is 1.25 of 2024."""


def _investments(retrofit, sites=None, prices=PRICES, discounting=QUARTER):
    sites = _sites() if sites is None else sites
    options = {"discounting": discounting, "start_year": 2025, "price_year": 2024, "county_code": "X"}
    return investments(retrofit, sites, prices, DEFLATORS, **options)


def _row(table, code="A", action="deep", scenario=""):
    found = table[table["area_code"].eq(code) & table["action"].eq(action) & table["scenario"].eq(scenario)]
    assert len(found) == 1
    return found.iloc[0]


def test_discount_factors_start_at_one_and_step_down_a_rate_in_years_31_and_76():
    factors = GREEN_BOOK.factors(125)
    assert len(factors) == 126
    # 1; 1 / 1.035; 1 / 1.035**2
    assert factors[:3] == pytest.approx([1.0, 0.9661835749, 0.9335107004])
    # 1.035**-30 = 0.3562784; then / 1.03; after 45 years at 3 % 0.3562784 x 0.2644386 = 0.0942138; then / 1.025.
    assert factors[[30, 31, 75, 76]] == pytest.approx([0.3562784, 0.3459013, 0.0942138, 0.0919159], rel=1e-6)
    assert factors[30] / factors[29] == pytest.approx(1 / 1.035)
    assert factors[125] / factors[124] == pytest.approx(1 / 1.025)


def test_today_alone_is_not_discounted():
    assert list(GREEN_BOOK.factors(0)) == [1.0]


@pytest.mark.parametrize("years", [-1, 126])
def test_years_that_no_rate_covers_are_refused(years):
    with pytest.raises(ValueError, match="cover years 0 to 125"):
        GREEN_BOOK.factors(years)


def test_a_flat_flow_is_worth_the_sum_of_its_factors():
    # 100 now and in two years: 100 + 96.61836 + 93.35107 = 289.96943.
    assert float(GREEN_BOOK.present_value([100.0] * 3)) == pytest.approx(289.96943, abs=1e-5)
    # By the annuity's formula: 1 a year for 30 years at 3.5 % is (1 - 1.035**-30) / 0.035 = 18.392045.
    assert float(GREEN_BOOK.present_value([0.0, *[1.0] * 30])) == pytest.approx(18.392045, abs=1e-6)


def test_present_values_of_several_flows_are_their_own_and_unknown_flows_stay_unknown():
    found = QUARTER.present_value([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, BLANK, 1.0]])
    assert found == pytest.approx([1.8, 0.64, BLANK], nan_ok=True)


def test_rates_come_from_the_register():
    rates = zip(DISCOUNTING_IDS, (0.035, 0.03, 0.025), strict=True)
    rows = [Assumption(name, rate, "1/yr", BLANK, BLANK, "toy", "B", "") for name, rate in rates]
    assert Discounting.of(Assumptions(rows)) == GREEN_BOOK


def test_one_package_worked_by_hand():
    # 4 t a year for 2.5 years from 2026: 4, 4, 2 t; factors 0.8, 0.64, 0.512: 3.2 + 2.56 + 1.024 = 6.784 t.
    # Values of 2022 x 1.25: 100 in 2026, 125 in 2027 and, held, in 2028:
    # 3.2 x 100 + 2.56 x 125 + 1.024 x 125 = 320 + 320 + 128 = 768; low half of it, high one and a half.
    row = _row(_investments(_packages({})))
    assert row["lifetime_cumulative_tco2e"] == 10.0
    assert row["discounted_cumulative_tco2e"] == pytest.approx(6.784)
    assert row["gbp_per_tco2e"] == pytest.approx(100.0)
    worth = row[["carbon_value_low_gbp", "carbon_value_gbp", "carbon_value_high_gbp"]].astype(float)
    assert list(worth) == pytest.approx([384.0, 768.0, 1152.0])
    # 384 - 1500; 768 - 1000; 1152 - 600.
    npv = row[["npv_carbon_only_low_gbp", "npv_carbon_only_gbp", "npv_carbon_only_high_gbp"]].astype(float)
    assert list(npv) == pytest.approx([-1116.0, -232.0, 552.0])
    assert (row["homes"], row["peak_added_kw"], row["funding"], row["reason"]) == (10.0, 7.0, "", "")
    assert row["assumption_ids"] == "hp_lifetime insulation_lifetime stpr_y0_30 stpr_y31_75 stpr_y76_125"


def test_capital_is_brought_to_the_price_year():
    row = _row(_investments(_packages({"price_year": 2022})))
    # £1,000 of 2022 is £1,250 of 2024; 768 - 1250.
    assert row["capex_gbp"] == pytest.approx(1250.0)
    assert row["npv_carbon_only_gbp"] == pytest.approx(-482.0)
    assert row["price_year"] == 2024


def test_carbon_added_costs_most_at_the_high_value_and_has_no_cost_of_a_tonne():
    row = _row(_investments(_packages({"carbon_saved_tco2e": -4})))
    assert (row["carbon_value_low_gbp"], row["carbon_value_high_gbp"]) == pytest.approx((-1152.0, -384.0))
    assert math.isnan(row["gbp_per_tco2e"])
    assert row["reason"] == "no carbon is saved"


def test_only_packages_of_districts_are_investments():
    others = {"kind": "measure", "measure": "loft"}, {"area_level": "lsoa", "area_code": "A1"}
    table = _investments(_packages({}, *others))
    assert list(zip(table["area_code"], table["action"], strict=True)) == [("X", "deep"), ("A", "deep")]


def test_a_blank_in_one_district_leaves_the_county_blank_and_names_the_district():
    table = _investments(_packages({}, {"area_code": "B", "carbon_saved_tco2e": BLANK}))
    county, bare = _row(table, "X"), _row(table, "B")
    blank = ["carbon_saved_tco2e", "discounted_cumulative_tco2e", "carbon_value_gbp", "npv_carbon_only_gbp"]
    for row in (county, bare):
        assert row[[*blank, "lifetime_cumulative_tco2e", "gbp_per_tco2e"]].isna().all()
    assert bare["reason"] == "retrofit gives no carbon_saved_tco2e"
    assert county["reason"] == "retrofit gives no carbon_saved_tco2e in B"
    # What both districts have is still summed.
    assert (county["capex_gbp"], county["homes"], county["peak_added_kw"]) == (2000.0, 20.0, 14.0)


def test_an_unknown_cost_leaves_npv_blank_and_the_value_of_carbon_told():
    row = _row(_investments(_packages({"capex_low_gbp": BLANK, "capex_gbp": BLANK, "capex_high_gbp": BLANK})))
    assert row[["npv_carbon_only_low_gbp", "npv_carbon_only_gbp", "gbp_per_tco2e"]].isna().all()
    assert row["carbon_value_gbp"] == pytest.approx(768.0)


def test_a_district_without_a_row_is_blank_and_so_is_its_county():
    retrofit = _packages({}, {"area_code": "B", "measure": "epc_c"}, {"measure": "epc_c"})
    table = _investments(retrofit)
    assert _row(table, "B")[["homes", "capex_gbp", "npv_carbon_only_gbp"]].isna().all()
    assert _row(table, "X")[["homes", "capex_gbp", "npv_carbon_only_gbp"]].isna().all()
    assert _row(table, "X")["reason"] == "the retrofit table has no row in B"
    assert _row(table, "X", "epc_c")["homes"] == 20.0


def test_a_district_known_by_its_sites_alone_leaves_homes_of_the_county_blank():
    table = _investments(_packages({}), _sites({"district_code": "B"}))
    assert math.isnan(_row(table, "X")["capex_gbp"])


@pytest.mark.parametrize(
    "prices",
    [
        _prices((2027, 50, 100, 150)),
        _prices((2025, 9, 9, 9), (2027, 50, 100, 150)),
        _prices((2026, 40, 80, 120)).assign(kind="market"),
        _prices((2026, BLANK, 80, 120)),
    ],
    ids=["starts late", "gap", "market only", "no low"],
)
def test_a_year_without_a_carbon_value_leaves_npv_blank_with_the_reason(prices):
    row = _row(_investments(_packages({}), prices=prices))
    assert math.isnan(row["npv_carbon_only_low_gbp"])
    assert row["discounted_cumulative_tco2e"] == pytest.approx(6.784)
    assert "no appraisal carbon value" in row["reason"]


def test_a_year_after_a_life_needs_no_carbon_value():
    # A pump of one year saves 4 x 0.8 t x £100; the gap in 2027 is another package's.
    retrofit = _packages({"lifetime_years": 1}, {"measure": "epc_c", "lifetime_years": 3})
    table = _investments(retrofit, prices=_prices((2026, 40, 80, 120), (2028, 50, 100, 150)))
    assert _row(table)["carbon_value_gbp"] == pytest.approx(320.0)
    assert math.isnan(_row(table, action="epc_c")["carbon_value_gbp"])


def test_two_appraisal_values_of_one_year_are_refused():
    twice = pd.concat([PRICES, _prices((2026, 1, 2, 3)).assign(price="another")], ignore_index=True)
    with pytest.raises(FaultsError, match="more than one appraisal value"):
        _investments(_packages({}), prices=twice)


def test_districts_of_unlike_lifetimes_leave_the_county_without_one():
    county = _row(_investments(_packages({}, {"area_code": "B", "lifetime_years": 2})), "X")
    assert math.isnan(county["lifetime_years"])
    assert county["reason"] == "lifetimes differ by district"
    # 10 t + 8 t; £2,000 / 18 t.
    assert county["lifetime_cumulative_tco2e"] == 18.0
    assert county["gbp_per_tco2e"] == pytest.approx(2000 / 18)


def test_sites_are_counted_once_at_the_last_milestone_with_all_their_capital():
    later = {"year": 2040, "capex_low_gbp": 5, "capex_central_gbp": 6, "capex_high_gbp": 7}
    second = {"site_id": "s2", "year": 2040, "first_year": 2040}
    other = {"scenario": "slow", "site_id": "s1"}
    table = _investments(empty(Retrofit), _sites({}, later, second, other, {"site_id": "s3", "district_code": "B"}))
    # s1 costs 60 + 6 and s2 60; s3 does not stand in 2040, the last year of its scenario.
    row = _row(table, "A", CHARGING_ACTION, "toy")
    assert (row["sites_count"], row["capex_low_gbp"], row["capex_gbp"], row["capex_high_gbp"]) == (2, 105, 126, 147)
    assert _row(table, "X", CHARGING_ACTION, "slow")["sites_count"] == 1
    assert math.isnan(row["carbon_saved_tco2e"])
    assert "no carbon is claimed" in row["reason"]
    assert row["assumption_ids"] == "ev_energy public_share"


def test_sites_without_a_district_are_left_aside_and_named():
    sites = _sites({}, {"site_id": "far", "district_code": ""})
    table = _investments(_packages({}), sites)
    assert _row(table, "X", CHARGING_ACTION, "toy")["sites_count"] == 1
    told = [note for note in investment_findings(table, sites, PRICES, start_year=2025) if note.rule == "no_district"]
    assert [note.ids for note in told] == [("far",)]


def test_findings_tell_of_bills_values_held_and_each_reason():
    table = _investments(_packages({}, {"area_code": "B", "carbon_saved_tco2e": BLANK}), _sites({}))
    told = investment_findings(table, _sites({}), PRICES, start_year=2025)
    assert {note.rule for note in told} == {"no_energy_bills", "carbon_value_held", "blank_figure"}
    # 2.5 years from 2025 end in 2028, a year after the last value.
    assert any("end in 2027; those of years to 2028 are held" in note.message for note in told)
    severities = {note.message: note.severity for note in told if note.rule == "blank_figure"}
    assert severities["figures are blank: retrofit gives no carbon_saved_tco2e."] == "warning"
    assert sum(severity == "note" for severity in severities.values()) == 3


def test_values_that_reach_to_the_end_of_a_life_are_not_called_held():
    table = _investments(_packages({"lifetime_years": 2}))
    told = investment_findings(table, _sites(), PRICES, start_year=2025)
    assert "carbon_value_held" not in {note.rule for note in told}


def test_nothing_supplied_is_an_empty_table_and_a_warning():
    table = _investments(empty(Retrofit))
    assert table.empty
    assert list(table.columns) == columns_of(Investment)
    told = {note.rule: note for note in investment_findings(table, _sites(), PRICES, start_year=2025)}
    assert told["no_actions"].ids == ("buildings", "ev_infrastructure")
    assert told["no_actions"].severity == "warning"


def test_a_blank_without_a_reason_breaks_the_contract():
    table = _investments(_packages({"carbon_saved_tco2e": BLANK})).assign(reason="")
    with pytest.raises(FaultsError, match="a_blank_says_why"):
        validated(table, Investment, "investment")


def test_a_low_above_its_value_breaks_the_contract():
    table = _investments(_packages({}))
    with pytest.raises(FaultsError, match="low_value_high_in_order"):
        validated(table.assign(npv_carbon_only_low_gbp=1e9), Investment, "investment")


money = st.floats(0, 1e9)
carbon_saved = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
tonnes = st.one_of(carbon_saved, st.just(BLANK))
districts = st.lists(st.tuples(money, money, money, tonnes), min_size=1, max_size=6)


def _of(figures):
    rows = []
    for number, (*costs, carbon) in enumerate(figures):
        low, central, high = sorted(costs)
        capital = {"capex_low_gbp": low, "capex_gbp": central, "capex_high_gbp": high}
        rows.append({"area_code": f"D{number}", "carbon_saved_tco2e": carbon, **capital})
    return rows


@settings(max_examples=30)
@given(districts)
def test_districts_sum_exactly_to_their_county_or_leave_it_blank(figures):
    table = _investments(_packages(*_of(figures)))
    county, lads = _row(table, "X"), table[table["area_level"].eq("lad")]
    for name in SUMMED:
        if lads[name].isna().any():
            assert math.isnan(county[name])
            assert county["reason"] != ""
        else:
            # In fractions no digit is lost; the county is the float nearest to them.
            assert county[name] == float(sum(map(Fraction, lads[name])))


@settings(max_examples=30)
@given(districts, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(figures, random):
    rows = _of(figures)
    first = _investments(_packages(*rows))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(_investments(_packages(*rows)), first)


@settings(max_examples=30)
@given(districts.filter(lambda rows: not np.isnan([row[3] for row in rows]).any()), st.floats(0, 1e8))
def test_more_capital_never_raises_npv(figures, more):
    cheap = _investments(_packages(*_of(figures)), discounting=GREEN_BOOK)
    dearer = _of([(low + more, central + more, high + more, carbon) for low, central, high, carbon in figures])
    dear = _investments(_packages(*dearer), discounting=GREEN_BOOK)
    for name in ("npv_carbon_only_low_gbp", "npv_carbon_only_gbp", "npv_carbon_only_high_gbp"):
        assert dear[name].le(cheap[name]).all()


@settings(max_examples=30)
@given(st.floats(0.5, 125), carbon_saved.map(abs))
def test_discounted_tonnes_are_never_more_than_tonnes_saved(life, carbon):
    row = _row(_investments(_packages({"lifetime_years": life, "carbon_saved_tco2e": carbon}), discounting=GREEN_BOOK))
    assert row["discounted_cumulative_tco2e"] <= row["lifetime_cumulative_tco2e"] * (1 + 1e-12)
