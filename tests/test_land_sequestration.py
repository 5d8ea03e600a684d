"""Carbon on land: curves, books, one claim a hectare, tonnes by year, money, displaced food, and a user's tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.land.food_contract import FoodYields
from lae.land.mixes_contract import CarbonMixes
from lae.land.sequestration.allocation import by_tier, claims
from lae.land.sequestration.baseline import avoided_loss, claimable, kept_back
from lae.land.sequestration.book import replaced, stock_change_tco2e, with_stock_changes
from lae.land.sequestration.by_area import by_area
from lae.land.sequestration.by_zone import sequestration_table
from lae.land.sequestration.curve import curves_of, grown, looked_up, reported, yearly
from lae.land.sequestration.food import displaced_food, lost_food
from lae.land.sequestration.mixes import own_carbon
from lae.land.sequestration.money import values
from lae.land.sequestration.per_hectare import LandBook, per_hectare
from lae.land.sequestration.programme import Programme, ramp
from lae.land.sequestration.settings import SETTING_IDS, LandSettings
from lae.land.sequestration_contract import (
    LAND_CLASSES,
    OPTIONS,
    CarbonLookup,
    CarbonPrices,
    CarbonRates,
    EligibleLand,
    GradedLand,
    LandFactors,
    LandOptions,
    LandStocks,
)
from lae.readers import carbon_tables
from lae.readers.base import SourceRow, head_of
from lae.tables import check, empty, filled
from land_carbon_world import K, P, at_once, factor, idle, land, ours, register_rows, toy_book, toy_settings
from mutations import workbook
from samples import SAMPLES


@pytest.fixture(scope="module")
def register():
    return register_rows()


# Tables and register


def test_our_tables_keep_their_contracts_and_every_option_has_a_factor_or_a_reason_on_all_its_land(register):
    options, factors = ours("options", LandOptions), ours("factors", LandFactors)
    resolved = with_stock_changes(factors, ours("stocks", LandStocks))
    book = LandBook(options, resolved, curves_of(LandSettings.of(register), years=40), LandSettings.of(register))
    programme = at_once(years=10)
    for option, classes in zip(options["option"], options["land_classes"], strict=True):
        for name in classes.split():
            each = per_hectare(option, name, book, programme, last_year=2036)
            assert each.known == (each.reason == "")
            assert "no figure is given" not in each.reason
    assert set(options["option"]) == set(OPTIONS)
    assert not ours("prices", CarbonPrices).empty


def test_grassland_and_soil_are_blank_with_a_reason_never_zero(register):
    factors = ours("factors", LandFactors)
    blank = factors[factors["value"].isna() & factors["book"].ne("stock_change")]
    assert {"species_rich_grassland", "soil", "scrub"} == set(blank["option"])
    assert blank["note"].str.len().gt(20).all()
    assert set(SETTING_IDS) <= set(register)


# Curves


@given(p=st.floats(0.5, 5), k=st.floats(0.005, 0.3))
def test_a_curve_starts_at_nothing_never_falls_and_gives_its_total_at_100(p, k):
    line = grown(p, k, np.arange(101.0))
    assert line[0] == 0
    assert line[100] == 1
    assert (np.diff(line) >= 0).all()


def test_the_default_curve_is_that_of_the_notes():
    # 400 t at year 100: 19 t/ha by year 10, 83 by 20, 163 by 30, 292 by 50 (land.md section 3, whole tonnes).
    line = 400 * grown(P, K, np.arange(101.0))
    assert [round(line[age]) for age in (10, 20, 30, 50, 100)] == [19, 83, 163, 292, 400]
    added = np.diff(line)
    # Year 25 lies at the inflexion of (1 - e^(-kt))^3: ln 3 / k = 25.
    assert 15 <= 1 + added.argmax() <= 35
    assert round(added.max(), 1) == 8.1


@pytest.mark.parametrize(("p", "k"), [(0, 1), (1, 0), (-1, 1)])
def test_a_curve_needs_a_shape(p, k):
    with pytest.raises(ValueError, match="above 0"):
        grown(p, k, np.arange(3.0))


def test_nothing_is_reported_before_year_five_and_then_all_that_stands():
    line = reported(400 * grown(P, K, np.arange(8.0)), first_report_years=5)
    assert line[:5].tolist() == [0] * 5
    # 400 (1 - e^(-5k))^3 / (1 - e^(-100k))^3: k = 0.043944; 0.19725^3 / 0.98765^3 = 0.0079661; 3.186 t
    assert line[5] == pytest.approx(3.186, abs=0.002)


def test_540_hectares_a_year_from_2027_remove_what_the_notes_say():
    # Each year's removal is the growth of all ages so far, so it is 540 C(oldest age): C(8) = 10.81, C(13) = 34.2,
    # C(23) = 106.8 t/ha on the 400 t curve: 5,800 t/yr in 2035, 18,500 in 2040, 57,700 in 2050.
    line = reported(400 * grown(P, K, np.arange(24.0)), first_report_years=5)
    added = yearly(np.full(24, 540.0), line)
    assert added[2035 - 2027] == pytest.approx(5_800, abs=60)
    assert added[2040 - 2027] == pytest.approx(18_500, abs=60)
    assert added[2050 - 2027] == pytest.approx(57_700, abs=60)
    assert added[:5].tolist() == [0] * 5


def test_the_same_programme_through_the_table_gives_the_same_tonnes():
    # 540 ha/yr for 24 years are 12,960 ha, a 24th of them planted each year.
    programme = Programme(2027, np.full(24, 1 / 24), {"native_woodland": 1.0})
    eligible = land(("z1", "arable", "native_woodland", "open", 12_960.0))
    book = toy_book(factor("native_woodland", ends=(400.0, 400.0, 400.0)))
    table = sequestration_table(eligible, book, programme, years=(2035, 2040, 2050)).table.set_index("year")
    assert table["gross_tco2e"].tolist() == pytest.approx([5_800, 18_500, 57_700], abs=60)
    # A fifth off for precision, a fifth for the buffer: 0.64.
    assert (table["net_tco2e"] / table["gross_tco2e"]).tolist() == pytest.approx([0.64] * 3)
    assert table["planted_ha"].tolist() == pytest.approx([540 * 9, 540 * 14, 540 * 24])
    # A rate of 7 t/ha/yr from planting would claim 9 x 540 x 7 = 34,020 t in 2035, six times as much.
    assert table.at[2035, "gross_tco2e"] < 34_020 / 5


def test_a_lookup_runs_straight_between_its_rows_and_level_after_them():
    # 0 at planting, 10 at 5, 30 at 10: 2 a year, then 4 a year, then nothing.
    assert looked_up(np.array([5.0, 10.0]), np.array([10.0, 30.0]), years=12).tolist() == [
        *(0, 2, 4, 6, 8, 10, 14, 18, 22, 26, 30, 30, 30)
    ]


def test_a_felled_wood_is_worth_its_long_term_mean():
    # 0 4 8 4 0 by age: mean 16/5 = 3.2; nothing above it is claimed and no claim falls.
    line = looked_up(np.array([0.0, 2.0, 4.0]), np.array([0.0, 8.0, 0.0]), years=5)
    assert line.tolist() == pytest.approx([0, 3.2, 3.2, 3.2, 3.2, 3.2])


@pytest.mark.parametrize(("ages", "tonnes"), [([], []), ([5, 5], [1, 2]), ([-1, 5], [1, 2]), ([1], [np.nan])])
def test_a_lookup_that_is_no_curve_is_refused(ages, tonnes):
    with pytest.raises(ValueError, match="rising age"):
        looked_up(np.array(ages, float), np.array(tonnes, float), years=10)


def test_a_lookup_that_stores_nothing_is_refused():
    rows = pd.DataFrame({"curve_id": ["x", "x"], "age_years": [0.0, 10.0], "value": [0.0, 0.0]})
    with pytest.raises(ValueError, match="stores nothing"):
        curves_of(toy_settings(), rows, years=10)


@given(planted=st.lists(st.floats(0, 1000), min_size=1, max_size=40), p=st.floats(1, 4), k=st.floats(0.01, 0.2))
def test_yearly_removal_adds_up_to_the_age_curve_of_each_planting(planted, p, k):
    years = len(planted)
    line = reported(grown(p, k, np.arange(float(years))), first_report_years=5)
    added = yearly(np.array(planted), line)
    # The last year: what was planted n years before stands at age n.
    assert added.sum() == pytest.approx(float(np.dot(planted, line[::-1])), abs=1e-6)
    assert (added >= -1e-9).all()


def test_a_curve_shorter_than_the_years_is_refused():
    with pytest.raises(ValueError, match="3 years need"):
        yearly(np.ones(3), np.ones(2))


def test_low_and_high_hold_slow_and_fast_growth_as_well_as_small_and_large_totals():
    # One hectare of 300, 400, 700 t, reported from age 5, at age 23 (2050): slow and fast are k of 0.0314 and 0.0732.
    def share(k):
        return ((1 - np.exp(-23 * k)) / (1 - np.exp(-100 * k))) ** 3

    shapes = {"woodland": (P, (0.0314, K, 0.0732))}
    book = toy_book(factor("native_woodland"), shapes=shapes)
    eligible = land(("z1", "arable", "native_woodland", "open", 1.0))
    row = sequestration_table(eligible, book, at_once(), years=(2050,)).table.iloc[0]
    assert row["net_low_cumulative_tco2e"] == pytest.approx(0.64 * 300 * share(0.0314))
    assert row["net_cumulative_tco2e"] == pytest.approx(0.64 * 400 * share(K))
    assert row["net_high_cumulative_tco2e"] == pytest.approx(0.64 * 700 * share(0.0732))
    assert row["net_low_tco2e"] <= row["net_tco2e"] <= row["net_high_tco2e"]


# Books


STOCKS = st.lists(st.floats(0, 600), min_size=3, max_size=3)


def stock_table(tonnes):
    table = pd.DataFrame({"land_class": ["arable", "fen", "scrub"], "value": tonnes})
    rest = {"unit": "t C/ha", "low": np.nan, "high": np.nan, "source": "x", "table_or_page": "", "tier": "B"}
    return table.assign(**rest, note="", source_id="lae_settings")


@given(tonnes=STOCKS, before=st.sampled_from(["arable", "fen"]), after=st.sampled_from(["arable", "fen", "scrub"]))
def test_a_stock_change_is_antisymmetric_and_nothing_for_no_change(tonnes, before, after):
    one, other = pd.Series([before]), pd.Series([after])
    table = stock_table(tonnes)
    there, back = (stock_change_tco2e(*pair, table).iloc[0] for pair in ((one, other), (other, one)))
    assert there == -back
    assert before != after or there == 0


def test_carbon_becomes_carbon_dioxide_by_44_over_12():
    # Arable 76.96 to fen 151.44: 74.48 t C, x 44/12 = 273.09 t CO2e/ha.
    change = stock_change_tco2e(pd.Series(["arable"]), pd.Series(["fen"]), ours("stocks", LandStocks))
    assert change.iloc[0] == pytest.approx(273.0933, abs=1e-3)


def test_a_stock_change_without_a_range_may_be_nothing():
    table = with_stock_changes(ours("factors", LandFactors), ours("stocks", LandStocks))
    row = table[table["option"].eq("fen") & table["land_class"].eq("arable")].iloc[0]
    assert (row["low"], row["high"]) == (0, row["value"])


def test_a_class_without_a_stock_is_an_error_by_name():
    with pytest.raises(FaultsError, match="urban"):
        stock_change_tco2e(pd.Series(["urban"]), pd.Series(["fen"]), ours("stocks", LandStocks))


def test_a_supplied_figure_replaces_ours_and_is_never_added_to_it():
    before = pd.DataFrame([factor("scrub", "arable", book="stock_change"), factor("orchard"), idle()])
    supplied = pd.DataFrame([factor("scrub", book="flux", curve="flux", ends=(1.0, 2.0, 3.0))])
    after, findings = replaced(before, supplied)
    assert after.loc[after["option"].eq("scrub"), "book"].tolist() == ["flux"]
    assert len(after) == 3
    assert [finding.rule for finding in findings] == ["replaced"]


def test_two_figures_for_one_option_and_class_break_the_contract():
    twice = pd.DataFrame([factor("scrub"), factor("scrub", book="flux", curve="flux")])
    assert any("same key" in finding.message for finding in check(twice, LandFactors, "factors"))


def test_a_figure_in_the_unit_of_another_book_breaks_the_contract():
    wrong = pd.DataFrame([factor("scrub", unit="t CO2e/ha/year")])
    assert {finding.rule for finding in check(wrong, LandFactors, "factors")} == {"unit_of_its_book"}


def test_soil_loss_that_stops_is_not_counted_where_the_figure_has_the_soil_in_it():
    baseline = np.array([[-0.6], [-0.3], [0.0]])
    assert avoided_loss(baseline, "biomass")[:, 0].tolist() == [0.0, 0.3, 0.6]
    for book in ("stock_change", "flux", "avoided"):
        assert not avoided_loss(baseline, book).any()


# Less baseline, precision, buffer


def test_low_is_the_least_gross_less_the_greatest_baseline():
    gross, baseline = np.array([10.0, 20.0, 30.0]), np.array([0.0, 1.0, 2.0])
    # (10 - 2) 0.64 = 5.12; (20 - 1) 0.64 = 12.16; (30 - 0) 0.64 = 19.2
    net = claimable(gross, baseline, precision=0.2, buffer=0.2)
    assert net.tolist() == pytest.approx([5.12, 12.16, 19.2])


def test_a_loss_is_never_made_smaller_and_emitting_land_gives_no_credit():
    assert claimable(np.full(3, -10.0), np.zeros(3), precision=0.2, buffer=0.2).tolist() == [-10] * 3
    assert claimable(np.full(3, 10.0), np.full(3, -5.0), precision=0.2, buffer=0.2).tolist() == pytest.approx([6.4] * 3)


def test_deductions_are_shares():
    with pytest.raises(ValueError, match="shares"):
        claimable(np.ones(3), np.zeros(3), precision=20, buffer=0.2)


# One claim a hectare


@given(
    area=st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=1, max_size=5),
    take=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    order=st.permutations(range(4)),
)
def test_claims_never_exceed_the_hectare_however_the_areas_lie(area, take, order):
    held = np.array(area)
    given_ha = claims(held, held * np.array(take), order)
    assert (given_ha >= 0).all()
    assert (given_ha <= held * np.array(take) + 1e-9).all()
    for place in range(len(held)):
        for limit in held[place]:
            # All claims on areas no larger than this one must fit inside it: they may all lie in it.
            assert given_ha[place, held[place] <= limit].sum() <= limit + 1e-9


def test_the_first_in_order_is_served_first():
    # 10 ha suit both; the first wants 6, the second gets the 4 that are left of its 9.
    got = claims(np.array([[10.0, 10.0]]), np.array([[6.0, 9.0]]), [0, 1])
    assert got.tolist() == [[6, 4]]
    assert claims(np.array([[10.0, 10.0]]), np.array([[6.0, 9.0]]), [1, 0]).tolist() == [[1, 9]]


def test_a_small_area_may_lie_inside_the_large_one():
    # 4 ha of 10 suit the second too. It may take its 4; the first, after it, gets the 6 that are surely free.
    assert claims(np.array([[10.0, 4.0]]), np.array([[10.0, 4.0]]), [1, 0]).tolist() == [[6, 4]]
    # The first, served first, may take all 10, and then nothing is surely free for the second.
    assert claims(np.array([[10.0, 4.0]]), np.array([[10.0, 4.0]]), [0, 1]).tolist() == [[10, 0]]


def test_open_land_is_used_up_before_land_under_caution():
    assert by_tier(np.array([5.0]), np.array([[3.0, 4.0, 9.0]])).tolist() == [[3, 2, 0]]


# The table


def test_a_hectare_suits_two_options_and_is_claimed_once_together_and_twice_alone():
    eligible = land(("z1", "arable", "native_woodland", "open", 10.0), ("z1", "arable", "orchard", "open", 10.0))
    book = toy_book(factor("native_woodland"), factor("orchard", book="flux", curve="flux", ends=(1.0, 2.0, 3.0)))
    together = sequestration_table(eligible, book, at_once(), years=(2050,)).table
    alone = sequestration_table(eligible, book, at_once(alone=True), years=(2050,)).table
    assert together["claim_ha"].tolist() == [10, 0]
    assert alone["claim_ha"].tolist() == [10, 10]
    assert set(together["basis"]) == {"together"}
    assert set(alone["basis"]) == {"alone"}


def test_stacking_is_off_by_default_and_says_so_when_it_is_on():
    eligible = land(("z1", "arable", "native_woodland", "open", 10.0), ("z1", "arable", "soil", "open", 10.0))
    book = toy_book(factor("native_woodland"), factor("soil", book="flux", curve="flux", ends=(1.0, 2.0, 3.0)))
    found = sequestration_table(eligible, book, at_once(stack_reason="soil under trees"), years=(2050,))
    assert found.table["claim_ha"].tolist() == [10, 10]
    assert set(found.table["basis"]) == {"stacked"}
    assert "stacked" in {finding.rule for finding in found.findings}


def test_ten_hectares_of_a_known_rate_by_hand():
    # Orchard 2 t/ha/yr on 10 ha from 2027, grass 0.5 t/ha/yr by itself: reported from age 5 with what grew until then.
    # 2031 (age 4): 0. 2032 (age 5): 10 x 5 x 2 = 100 gross, (100 - 25) 0.64 = 48 net. 2033: 20; (20-5) 0.64
    # = 9.6. Cumulative net by 2033: 57.6.
    eligible = land(("z1", "improved_grassland", "orchard", "open", 10.0))
    rate = factor("orchard", book="flux", curve="flux", ends=(2.0, 2.0, 2.0))
    book = toy_book(rate, idle(ends=(0.5, 0.5, 0.5)))
    table = sequestration_table(eligible, book, at_once(), years=(2031, 2032, 2033)).table
    assert table["gross_tco2e"].tolist() == pytest.approx([0, 100, 20])
    assert table["net_tco2e"].tolist() == pytest.approx([0, 48, 9.6])
    assert table["net_cumulative_tco2e"].tolist() == pytest.approx([0, 48, 57.6])
    # It lasts 30 years: nothing more is added in 2058.
    late = sequestration_table(eligible, book, at_once(), years=(2058,)).table
    assert late["gross_tco2e"].tolist() == [0]


def test_a_hedge_is_counted_by_length_and_takes_only_its_footprint():
    # 100 ha have room for 0.03 x 100 = 3 km of hedge on 1 ha; 90 t/km when old: 270 t at age 100.
    eligible = land(("z1", "arable", "hedgerow", "open", 100.0), ("z1", "arable", "native_woodland", "open", 100.0))
    per_km = factor("hedgerow", curve="hedge", unit="t CO2e/km at 100 years", ends=(90.0, 90.0, 90.0))
    programme = at_once(2027, years=101, order=("hedgerow", "native_woodland"))
    book = toy_book(per_km, factor("native_woodland"))
    table = sequestration_table(eligible, book, programme, years=(2127,)).table.set_index("option")
    assert table.at["hedgerow", "claim_km"] == pytest.approx(3.0)
    assert table.at["hedgerow", "claim_ha"] == pytest.approx(1.0)
    assert table.at["hedgerow", "gross_cumulative_tco2e"] == pytest.approx(270.0)
    assert table.at["native_woodland", "claim_ha"] == pytest.approx(99.0)
    assert np.isnan(table.at["native_woodland", "claim_km"])


def test_rewetting_stops_emission_and_is_marked_so():
    # 4 t/ha/yr on 2 ha; by the Peatland Code's shares x 0.9 x 0.85 = 0.765: 8 gross, 6.12 net a year once reported.
    eligible = land(("z1", "arable", "peat_rewetting", "open", 2.0))
    book = toy_book(factor("peat_rewetting", book="avoided", curve="steady", ends=(4.0, 4.0, 4.0)))
    table = sequestration_table(eligible, book, at_once(), years=(2040,), confined=["peat_rewetting"]).table
    assert table["effect"].tolist() == ["avoided"]
    assert table["gross_tco2e"].tolist() == pytest.approx([8.0])
    assert table["net_tco2e"].tolist() == pytest.approx([6.12])


def test_a_removal_booked_for_an_option_that_stops_emission_is_refused():
    with pytest.raises(FaultsError, match="peat_rewetting"):
        toy_book(factor("peat_rewetting"))


def test_a_curve_nobody_supplied_is_refused():
    with pytest.raises(FaultsError, match="names a curve"):
        toy_book(factor("native_woodland", curve="my calculator"))


def test_what_nobody_can_say_is_blank_with_its_hectares_and_a_reason():
    blank = factor("species_rich_grassland", book="flux", curve="flux", ends=(np.nan,) * 3)
    eligible = land(("z1", "arable", "species_rich_grassland", "open", 7.0))
    found = sequestration_table(eligible, toy_book(blank), at_once(), years=(2050,))
    row = found.table.iloc[0]
    assert row["unknown_ha"] == row["claim_ha"] == 7
    assert np.isnan(row["net_tco2e"])
    assert np.isnan(row["gross_cumulative_tco2e"])
    assert "why" in row["reason"]
    assert "no_figure" in {finding.rule for finding in found.findings}


def test_a_claim_known_in_part_has_figures_of_that_part_and_shows_the_rest():
    blank = factor("scrub", "improved_grassland", book="flux", curve="flux", ends=(np.nan,) * 3)
    rows = (("z1", "arable", "scrub", "open", 3.0), ("z1", "improved_grassland", "scrub", "open", 4.0))
    known = factor("scrub", "arable", ends=(100.0, 100.0, 100.0))
    whole = sequestration_table(land(*rows), toy_book(known, blank), at_once(), years=(2050,)).table.iloc[0]
    part = sequestration_table(land(rows[0]), toy_book(known), at_once(), years=(2050,)).table.iloc[0]
    assert (whole["claim_ha"], whole["unknown_ha"]) == (7, 4)
    assert whole["net_tco2e"] == part["net_tco2e"] > 0


def test_land_that_needs_an_unseen_layer_is_closed_and_says_which():
    eligible = land(
        ("z1", "arable", "peat_rewetting", "open", 5.0, "peaty_soil sssi"),
        ("z1", "arable", "native_woodland", "open", 5.0, "peaty_soil sssi"),
    )
    book = toy_book(
        factor("peat_rewetting", book="avoided", curve="steady", ends=(4.0, 4.0, 4.0)), factor("native_woodland")
    )
    found = sequestration_table(eligible, book, at_once(), years=(2050,))
    table = found.table.set_index("option")
    assert table.at["peat_rewetting", "claim_ha"] == 0
    assert table.at["peat_rewetting", "closed_ha"] == 5
    assert "peaty_soil" in table.at["peat_rewetting", "reason"]
    assert table.at["native_woodland", "claim_ha"] == 5
    assert table.at["native_woodland", "not_screened"] == "peaty_soil sssi"
    assert {"not_screened", "layers_missing"} <= {finding.rule for finding in found.findings}


def test_a_field_that_nothing_rules_out_is_not_a_peat_bog():
    eligible = land(("z1", "arable", "peat_rewetting", "open", 5.0))
    book = toy_book(factor("peat_rewetting", book="avoided", curve="steady", ends=(4.0, 4.0, 4.0)))
    row = sequestration_table(eligible, book, at_once(), years=(2050,)).table.iloc[0]
    assert (row["claim_ha"], row["closed_ha"]) == (0, 5)
    assert np.isnan(row["net_tco2e"])
    assert "vouches that it lies in peaty_soil" in row["reason"]
    # A layer that nobody looked at keeps it closed even then.
    unseen = eligible.assign(not_screened=pd.Series(["peaty_soil"], dtype="str"))
    held = sequestration_table(unseen, book, at_once(), years=(2050,), confined=["peat_rewetting"]).table
    assert held["claim_ha"].tolist() == [0]


def test_land_that_was_not_screened_is_shown_and_never_taken():
    eligible = land(
        ("z1", "arable", "native_woodland", "not_screened", 8.0, "sssi"),
        ("z1", "arable", "native_woodland", "excluded", 9.0),
        ("z1", "arable", "native_woodland", "open", 1.0),
    )
    row = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2050,)).table.iloc[0]
    assert (row["claim_ha"], row["closed_ha"], row["open_ha"]) == (1, 8, 1)
    assert "sssi" in row["reason"]


def test_trees_do_not_go_on_land_their_row_does_not_name():
    eligible = land(("z1", "urban", "native_woodland", "open", 5.0), ("z1", "arable", "native_woodland", "open", 2.0))
    found = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2050,))
    assert found.table["claim_ha"].tolist() == [2]
    assert "unfit_class" in {finding.rule for finding in found.findings}


def test_consent_land_is_taken_only_when_the_programme_says_so():
    eligible = land(
        ("z1", "arable", "native_woodland", "open", 1.0),
        ("z1", "arable", "native_woodland", "caution", 2.0),
        ("z1", "arable", "native_woodland", "consent", 4.0),
    )
    book = toy_book(factor("native_woodland"))
    usual = sequestration_table(eligible, book, at_once(), years=(2050,)).table
    wide = sequestration_table(eligible, book, at_once(tiers=("open", "caution", "consent")), years=(2050,)).table
    assert usual["claim_ha"].tolist() == [3]
    assert wide["claim_ha"].tolist() == [7]
    assert usual["consent_ha"].tolist() == [4]


def test_confidence_is_the_least_of_method_screening_and_figures():
    eligible = land(("z1", "arable", "native_woodland", "open", 1.0), ("z2", "arable", "native_woodland", "open", 1.0))
    eligible["confidence"] = ["high", "low"]
    verified = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2050,)).table
    guessed = sequestration_table(eligible, toy_book(factor("native_woodland", tier="D")), at_once(), years=(2050,))
    assert verified["confidence"].tolist() == ["medium", "low"]
    assert guessed.table["confidence"].tolist() == ["low", "low"]
    assert guessed.table["factor_tier"].tolist() == ["D", "D"]
    assert "unverified" in {finding.rule for finding in guessed.findings}


def test_no_eligible_land_gives_an_empty_table_and_a_finding():
    found = sequestration_table(empty(EligibleLand), toy_book(factor("native_woodland")), at_once())
    assert found.table.empty
    assert "no_land" in {finding.rule for finding in found.findings}


def test_a_year_before_the_programme_is_refused():
    eligible = land(("z1", "arable", "native_woodland", "open", 1.0))
    with pytest.raises(ValueError, match="2027"):
        sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2026,))


AREAS = st.lists(
    st.tuples(
        st.sampled_from(["z1", "z2", "z3"]),
        st.sampled_from(["arable", "improved_grassland", "neutral_grassland"]),
        st.sampled_from(["native_woodland", "orchard", "scrub", "hedgerow"]),
        st.sampled_from(["open", "caution", "consent"]),
        st.floats(0, 1000),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[:4],
)


@settings(deadline=None, max_examples=30)
@given(rows=AREAS, take=st.floats(0, 1))
def test_together_the_claims_of_a_zone_fit_in_it_and_tonnes_never_fall(rows, take):
    eligible = land(*rows)
    book = toy_book(
        factor("native_woodland"),
        factor("orchard", book="flux", curve="flux", ends=(1.0, 2.0, 3.0)),
        factor("scrub", ends=(10.0, 50.0, 90.0)),
        factor("hedgerow", curve="hedge", unit="t CO2e/km at 100 years", ends=(78.0, 93.5, 93.5)),
    )
    found = sequestration_table(eligible, book, at_once(take=take), years=(2030, 2040, 2050))
    table = found.table
    usable = eligible[eligible["tier"].ne("consent")]
    # No more than the union of what suits the options, which is at most their sum and at least the largest.
    most = usable.groupby(["zone_id", "land_class", "option"])["area_ha"].sum().groupby(level=[0, 1]).max()
    taken = pd.Series(
        found.claims.claim_ha.sum(axis=1),
        index=pd.MultiIndex.from_arrays(
            [found.claims.zone_ids[found.claims.zones], np.array(LAND_CLASSES)[found.claims.classes]]
        ),
    )
    assert (taken <= most.reindex(taken.index, fill_value=0.0) + 1e-9).all()
    for _, rows_of in table.groupby(["zone_id", "option"]):
        for name in ("gross_cumulative_tco2e", "net_low_cumulative_tco2e", "net_cumulative_tco2e"):
            assert (np.diff(rows_of[name]) >= -1e-9).all()
    assert (table["net_low_tco2e"] <= table["net_tco2e"] + 1e-9).all()
    assert (table["net_tco2e"] <= table["net_high_tco2e"] + 1e-9).all()
    assert (table["net_tco2e"] <= table["gross_tco2e"] + 1e-9).all()


@settings(deadline=None, max_examples=20)
@given(rows=AREAS)
def test_splitting_a_zone_in_two_changes_no_total(rows):
    whole, halves = land(*rows), land(*rows)
    halves["area_ha"] /= 2
    halves = pd.concat([halves, halves.assign(zone_id=halves["zone_id"] + "b")], ignore_index=True)
    book = toy_book(*(factor(name) for name in ("native_woodland", "orchard", "scrub", "hedgerow")))
    one, two = (sequestration_table(each, book, at_once(), years=(2050,)).table for each in (whole, halves))
    assert one["net_tco2e"].sum() == pytest.approx(two["net_tco2e"].sum())


def test_zones_add_up_to_their_area_and_what_nobody_knows_is_not_nothing():
    blank = factor("soil", book="flux", curve="flux", ends=(np.nan,) * 3)
    eligible = land(
        ("z1", "arable", "native_woodland", "open", 10.0),
        ("z1", "arable", "soil", "open", 10.0),
        ("z2", "arable", "native_woodland", "open", 5.0),
        ("z2", "arable", "soil", "open", 9.0, "sssi"),
    )
    table = sequestration_table(eligible, toy_book(factor("native_woodland"), blank), at_once(), years=(2050,)).table
    # Soil gets nothing of z1, where the wood takes all 10 ha, and 4 ha of z2, of which nobody knows what they store.
    assert table.loc[table["option"].eq("soil"), "net_tco2e"].tolist()[0] == 0
    area = by_area(table, pd.DataFrame({"zone_id": ["z1", "z2"], "area_code": ["d", "d"]})).set_index("option")
    wood = table.loc[table["option"].eq("native_woodland"), "net_tco2e"]
    assert area.at["native_woodland", "net_tco2e"] == pytest.approx(wood.sum())
    assert (area.at["soil", "claim_ha"], area.at["soil", "unknown_ha"]) == (4, 4)
    assert np.isnan(area.at["soil", "net_tco2e"])
    assert area.at["soil", "not_screened"] == "sssi"
    assert area.at["native_woodland", "not_screened"] == ""
    assert area.at["native_woodland", "claim_ha"] == 15
    with pytest.raises(ValueError, match="in no area: z2"):
        by_area(table, pd.DataFrame({"zone_id": ["z1"], "area_code": ["d"]}))


def test_a_programme_that_makes_no_sense_is_refused():
    share = np.array([0.5, 0.5])
    for wrong in (
        lambda: Programme(2027, np.array([0.8, 0.8]), {}),
        lambda: Programme(2027, share, {"ski_slope": 1.0}),
        lambda: Programme(2027, share, {"scrub": 1.5}),
        lambda: Programme(2027, share, {}, order=("scrub", "scrub")),
        lambda: Programme(2027, share, {}, tiers=("excluded",)),
    ):
        with pytest.raises(ValueError, match=r"planted_share|options|take_share|twice|tiers"):
            wrong()


def test_a_ramp_rises_evenly_and_adds_up_to_one():
    # 1 2 3 3 3 of 12
    assert ramp(5, full_after=3).tolist() == pytest.approx([1 / 12, 2 / 12, 3 / 12, 3 / 12, 3 / 12])


# Money


def test_each_price_stands_by_itself_and_says_whose_it_is():
    eligible = land(("z1", "arable", "native_woodland", "open", 10.0))
    table = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2030, 2050)).table
    worth = values(table, ours("prices", CarbonPrices))
    late = worth[worth["year"].eq(2050)].set_index("price")
    assert set(late["kind"]) == {"market", "appraisal", "compliance"}
    tonnes = table.loc[table["year"].eq(2050), "net_tco2e"].iloc[0]
    # The market's newest price is of 2023 (23.30 to 29.31) and held; the appraisal value is of 2050 itself (397.54).
    assert late.at["pending_issuance_unit", "value_gbp"] == pytest.approx(tonnes * 23.30)
    assert late.at["pending_issuance_unit", "quoted_year"] == 2023
    assert "held level" in late.at["pending_issuance_unit", "reason"]
    assert late.at["desnz_carbon_value", "value_gbp"] == pytest.approx(tonnes * 397.54)
    assert late.at["desnz_carbon_value", "reason"] == ""
    assert "peatland_unit" not in late.index
    assert (worth["low_gbp"] <= worth["value_gbp"] + 1e-9).all()


def test_a_value_outside_its_years_is_blank_with_a_reason():
    eligible = land(("z1", "arable", "native_woodland", "open", 10.0))
    table = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2060,)).table
    worth = values(table, ours("prices", CarbonPrices)).set_index("price")
    assert np.isnan(worth.at["desnz_carbon_value", "value_gbp"])
    assert worth.at["desnz_carbon_value", "reason"] == "no value for 2060"


# Food


def test_displaced_farmland_is_split_by_grade_and_provisional_grade_3_is_never_best():
    eligible = land(
        ("z1", "arable", "native_woodland", "open", 10.0),
        ("z1", "heather", "native_woodland", "open", 5.0),
        ("z2", "arable", "native_woodland", "open", 4.0),
    )
    grades = pd.DataFrame(
        [("z1", "arable", "2", 20.0), ("z1", "arable", "3", 60.0), ("z1", "heather", "5", 5.0)],
        columns=["zone_id", "land_class", "grade", "area_ha"],
    )
    assert not check(grades, GradedLand, "grades")
    found = sequestration_table(eligible, toy_book(factor("native_woodland")), at_once(), years=(2050,))
    table = displaced_food(found, ours("options", LandOptions), grades)
    # z1: a quarter of its arable is grade 2, so 2.5 ha of the 10; heather feeds nobody. z2 has no grades: unknown.
    assert list(zip(table["zone_id"], table["grade"], table["displaced_ha"], strict=True)) == [
        ("z1", "2", 2.5),
        ("z1", "3", 7.5),
        ("z2", "unknown", 4.0),
    ]
    assert table["best_and_most_versatile"].tolist() == ["yes", "possible", "unknown"]


def test_grazing_under_trees_is_reduced_not_displaced():
    eligible = land(("z1", "arable", "wood_pasture", "open", 10.0))
    found = sequestration_table(eligible, toy_book(factor("wood_pasture")), at_once(), years=(2050,))
    nothing = pd.DataFrame(
        {"zone_id": pd.Series(dtype="str"), "land_class": pd.Series(dtype="str"), "grade": pd.Series(dtype="str")}
    ).assign(area_ha=pd.Series(dtype="float64"))
    table = displaced_food(found, ours("options", LandOptions), nothing)
    assert table[["displaced_ha", "reduced_ha"]].to_numpy().tolist() == [[0, 10]]


def test_a_buffer_is_kept_of_what_is_left_after_precision_and_never_of_a_loss():
    # (10 - 2) x 0.9 x 0.2 = 1.44; a loss of 3 leaves nothing to keep. Baselines of 2 are taken off all three.
    gross, baseline = np.array([[0.0], [10.0], [-1.0]]), np.full((3, 1), 2.0)
    kept = kept_back(gross, baseline, precision=0.1, buffer=0.2)
    assert kept.ravel().tolist() == pytest.approx([0, 1.44, 0])
    sold = claimable(gross, baseline, precision=0.1, buffer=0.2)
    assert sold[1, 0] + kept[1, 0] == pytest.approx(8 * 0.9)


# A user's tables


def mix(*rows):
    """option, land class, part, share, tier, and what else is named."""
    columns = ["option", "land_class", "part", "mix_share", "tier"]
    named = [dict(zip(columns, row[:5], strict=True)) | (row[5] if len(row) > 5 else {}) for row in rows]
    return filled(pd.DataFrame(named), CarbonMixes, "mixes")


def growth(**curves):
    """Curves by name, each a list of (age, t CO2e/ha)."""
    rows = [
        {"curve_id": name, "age_years": age, "value": value, "unit": "t CO2e/ha", "source_id": "own.csv"}
        for name, points in curves.items()
        for age, value in points
    ]
    return filled(pd.DataFrame(rows).assign(source_row=1), CarbonLookup, "growth")


def states(**rates):
    """Habitats by name: low, value, high, removal above 0."""
    rows = [
        {"habitat": name, "low": low, "value": value, "high": high, "unit": "t CO2e/ha/year", "source_id": "own.csv"}
        for name, (low, value, high) in rates.items()
    ]
    return filled(pd.DataFrame(rows).assign(source_row=1), CarbonRates, "rates")


def own(lookup=None, rates=None, mixes=None):
    return own_carbon(
        empty(CarbonLookup) if lookup is None else lookup,
        empty(CarbonRates) if rates is None else rates,
        empty(CarbonMixes) if mixes is None else mixes,
        ours("options", LandOptions),
        years=100,
        lasts=100,
    )


def test_a_mix_of_species_grows_as_its_parts_do_by_their_shares():
    # Birch 100 t by year 50 and level after, oak 400 by 100 in a straight line: half of each is 50 + 100 = 150 at 50
    # and 50 + 200 = 250 at 100.
    lookup = growth(birch=[(50, 100.0)], oak=[(100, 400.0)])
    found = own(lookup, mixes=mix(("scrub", "any", "birch", 0.5, "A"), ("scrub", "any", "oak", 0.5, "B")))
    row = found.factors.iloc[0]
    assert (row["value"], row["tier"], row["source_id"]) == (pytest.approx(250), "B", "own.csv")
    assert np.isnan(row["low"])
    line = found.curves[row["curve_id"]]
    assert line[1, 50] * row["value"] == pytest.approx(150)
    assert line[1, 100] == 1
    (told,) = [finding for finding in found.findings if finding.rule == "own_table"]
    assert told.ids == ("scrub / any: 0.5 x birch, 0.5 x oak (own.csv, tier B)",)


def test_the_yield_classes_beside_it_are_the_range_of_a_curve():
    lookup = growth(y4=[(100, 300.0)], y6=[(100, 400.0)], y8=[(100, 700.0)])
    row = ("native_woodland", "any", "y6", 1.0, "A", {"low_part": "y4", "high_part": "y8"})
    found = own(lookup, mixes=mix(row))
    assert found.factors[["low", "value", "high"]].to_numpy().tolist() == [[300, 400, 700]]
    assert "no_option" not in {finding.rule for finding in found.findings}
    # The wrong way round it is refused, and lae's own figure stays.
    turned = own(lookup, mixes=mix((*row[:5], {"low_part": "y8", "high_part": "y4"})))
    assert turned.factors.empty
    assert "unusable" in {finding.rule for finding in turned.findings}


def test_emission_that_stops_is_the_state_before_less_the_state_after():
    # Drained 30 (20 to 40) a year, wet 1 (0 to 2): 29 stop, at least 20 - 2 = 18, at most 40 - 0 = 40.
    rates = states(drained=(-40.0, -30.0, -20.0), wet=(-2.0, -1.0, 0.0))
    row = ("peat_rewetting", "arable", "wet", 1.0, "B", {"instead_of": "drained"})
    found = own(rates=rates, mixes=mix(row))
    assert found.factors[["book", "low", "value", "high"]].to_numpy().tolist() == [["avoided", 18, 29, 40]]
    without = own(rates=rates, mixes=mix(row[:5]))
    assert without.factors.empty
    assert "unusable" in {finding.rule for finding in without.findings}


def test_what_land_does_anyway_may_rest_on_a_table_too():
    found = own(rates=states(Plough=(-0.5, -0.25, 0.0)), mixes=mix(("baseline", "arable", "Plough", 1.0, "A")))
    assert found.factors[["book", "curve_id", "value"]].to_numpy().tolist() == [["baseline", "steady", -0.25]]


def test_a_curve_and_a_habitat_in_one_mix_are_two_books_and_refused():
    mixed = mix(("scrub", "any", "birch", 0.5, "A"), ("scrub", "any", "wet", 0.5, "A"))
    found = own(growth(birch=[(100, 100.0)]), states(wet=(0.0, 1.0, 2.0)), mixed)
    assert found.factors.empty
    assert {finding.rule for finding in found.findings} == {"no_row", "no_option"}


def test_a_curve_of_two_files_counts_by_the_first_alone():
    two = pd.concat([growth(scrub=[(100, 100.0)]), growth(scrub=[(50, 900.0)]).assign(source_id="other.csv")])
    found = own(two)
    assert found.factors[["value", "source_id"]].to_numpy().tolist() == [[100, "own.csv"]]


def test_shares_of_a_mix_that_are_no_whole_are_refused():
    rows = pd.DataFrame([{"option": "scrub", "land_class": "any", "part": "x", "mix_share": 0.5, "tier": "A"}])
    with pytest.raises(FaultsError, match="whole"):
        filled(rows, CarbonMixes, "mixes")


# Food


def test_food_is_the_yield_of_displaced_hectares_and_blank_where_nobody_verified_it():
    eligible = land(
        ("z1", "arable", "native_woodland", "open", 10.0), ("z1", "improved_grassland", "native_woodland", "open", 4.0)
    )
    book = toy_book(factor("native_woodland"))
    found = sequestration_table(eligible, book, at_once(), years=(2050,))
    graded = pd.DataFrame(
        [("z1", "arable", "2", 5.0), ("z1", "arable", "3", 15.0)],
        columns=["zone_id", "land_class", "grade", "area_ha"],
    )
    yields = filled(
        pd.DataFrame(
            [
                ("arable", "corn", "t/ha/year", 6.0, 8.0, 9.0, "a book", "C", "toy"),
                ("improved_grassland", "meat", "t/ha/year", 0.1, 0.5, 0.6, "CHECK: a book", "D", "remembered"),
            ],
            columns=["land_class", "product", "unit", "low", "value", "high", "source", "tier", "note"],
        ),
        FoodYields,
        "food",
    )
    lost = lost_food(displaced_food(found, book.options, graded), yields).set_index("land_class")
    # 10 ha of corn at 6, 8 and 9 t; a quarter of it on grade 2, the rest on a grade 3 that nobody divided.
    assert lost.loc["arable", ["low", "value", "high"]].tolist() == [60, 80, 90]
    assert lost.loc["arable", ["displaced_ha", "best_ha", "ungraded_ha", "unit"]].tolist() == [10, 2.5, 7.5, "t/year"]
    assert np.isnan(lost.at["improved_grassland", "value"])
    assert lost.at["improved_grassland", "reason"] == "no verified yield: CHECK: a book"
    nothing = lost_food(displaced_food(found, book.options, graded), yields.iloc[:1]).set_index("land_class")
    assert nothing.at["improved_grassland", "reason"] == "no yield of such land is given"


# Files

GROWTH, RATES = (SAMPLES[f"carbon_{name}.csv"].decode() for name in ("growth", "rates"))


def test_a_growth_table_becomes_a_curve_that_replaces_ours(tmp_path):
    path = tmp_path / "any name.csv"
    path.write_text(GROWTH, encoding="utf-8")
    assert carbon_tables.recognise(head_of(path))
    reading = carbon_tables.read(path, SourceRow("my_wcc"))
    lookup = reading.tables["carbon_lookup"]
    assert lookup["age_years"].tolist() == [5, 10, 100]
    assert set(lookup["curve_id"]) == {"SAB / 4"}
    mine = own(lookup=lookup, mixes=mix(("native_woodland", "any", "SAB / 4", 1.0, "A")))
    assert mine.factors["value"].tolist() == [400]
    assert mine.factors["tier"].tolist() == ["A"]
    factors, _ = replaced(pd.DataFrame([factor("native_woodland"), idle()]), mine.factors)
    plain = toy_book(*factors[factors["option"].ne("native_woodland")].to_dict("records"))
    book = LandBook(plain.options, factors, {**plain.curves, **mine.curves}, plain.settings)
    eligible = land(("z1", "arable", "native_woodland", "open", 2.0))
    table = sequestration_table(eligible, book, at_once(), years=(2032, 2037)).table
    # 1 t/ha by age 5, 20 by age 10, on 2 ha.
    assert table["gross_cumulative_tco2e"].tolist() == pytest.approx([2, 40])


def test_published_rates_have_a_sink_below_zero_and_ours_above(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text(RATES, encoding="utf-8")
    assert carbon_tables.recognise(head_of(path))
    reading = carbon_tables.read(path, SourceRow("nerr"))
    table = reading.tables["carbon_rates"].set_index("habitat")
    assert table.loc["Traditional orchard", ["low", "value", "high"]].tolist() == [1, 2.9, 4]
    assert table.at["Arable", "value"] == -0.3
    assert (reading.count.read, reading.count.kept) == (4, 2)
    assert dict(reading.count.dropped) == {"no habitat": 1, "no figure": 1}
    # It is called like the option, so it needs no mix.
    mine = own(rates=reading.tables["carbon_rates"])
    assert mine.factors[["option", "low", "value", "high"]].to_numpy().tolist() == [["orchard", 1, 2.9, 4]]
    assert {finding.rule: finding.ids for finding in mine.findings}["no_option"] == ("Arable",)
    lost = own(rates=reading.tables["carbon_rates"], mixes=mix(("orchard", "any", "Moor", 1.0, "B")))
    assert lost.factors.empty
    assert {finding.rule: finding.ids for finding in lost.findings}["no_row"] == ("orchard / any", "Moor")


def test_a_workbook_is_found_by_its_columns_below_its_notes(tmp_path):
    sheets = {
        "growth": [["Notes"], [""], ["curve", "age", "cumulative tCO2e/ha"], ["mix A", 10, 30.5], ["mix A", 20, 90]],
        "rates": [["habitat", "tCO2e/ha/yr"], ["hedge", -1.99]],
    }
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(sheets))
    assert carbon_tables.recognise(head_of(path))
    reading = carbon_tables.read(path, SourceRow("mine"))
    assert reading.tables["carbon_lookup"]["value"].tolist() == [30.5, 90]
    assert reading.tables["carbon_lookup"]["source_row"].tolist() == [4, 5]
    assert reading.tables["carbon_rates"]["value"].tolist() == [1.99]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Species,Age\nx,1\n", "Habitat,Area (ha)\nx,1\n"])
def test_other_tables_are_neither_recognised_nor_read(tmp_path, text):
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    assert not carbon_tables.recognise(head_of(path))
    with pytest.raises(FaultsError, match="columns"):
        carbon_tables.read(path, SourceRow())
