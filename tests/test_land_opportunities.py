"""Where to store carbon first: criteria, order and how firm it is, schemes, solar, clusters, insetting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.land.opportunities.clusters import clusters
from lae.land.opportunities.contract import CRITERIA, FITS, OpportunityFacts, OptionCosts
from lae.land.opportunities.criteria import checked, ratios, weights_of
from lae.land.opportunities.insetting import insetting
from lae.land.opportunities.ranking import OPPORTUNITY_IDS, Around, OpportunitySettings, opportunities
from lae.land.opportunities.schemes import SchemeSettings, schemes
from lae.land.opportunities.solar import overlap
from lae.land.sequestration.by_zone import sequestration_table
from lae.land.sequestration_contract import LandOptions
from lae.scoring import better_than, placed, reach, scores
from lae.tables import check
from land_carbon_world import at_once, factor, idle, land, ours, register_rows, toy_book

EVEN = dict.fromkeys(CRITERIA, 1.0)
HOW = OpportunitySettings(sway=0.2, tolerance=0.05, least_ha=1.0, schemes=SchemeSettings(10.0, 0.1, 1.0))


def facts(*rows):
    """zone, ha, habitat m, flood, access m, priority, homes m, best farmland, solar ha."""
    names = [
        "zone_id",
        "zone_ha",
        "habitat_distance_m",
        "flood_share",
        "access_distance_m",
        "nature_priority_share",
        "homes_distance_m",
        "best_farmland_share",
        "solar_ha",
    ]
    table = pd.DataFrame(rows, columns=names)
    table[names[1:]] = table[names[1:]].astype("float64")
    assert not check(table, OpportunityFacts, "facts")
    return table


def claims_of(*rows, years=(2050,)):
    """Sequestration of (zone, option, hectares)."""
    eligible = land(*((zone, "arable", option, "open", area) for zone, option, area in rows))
    factors = [
        factor("native_woodland"),
        factor("orchard", book="flux", curve="flux", ends=(1.0, 2.0, 3.0)),
        factor("peat_rewetting", book="avoided", curve="steady", ends=(1.0, 3.0, 30.0)),
        factor("species_rich_grassland", book="flux", curve="flux", ends=(np.nan,) * 3),
        idle(),
    ]
    return sequestration_table(eligible, toy_book(*factors), at_once(), years=years, confined=["peat_rewetting"]).table


def ranked(table, *, weights=None, how=HOW, **around):
    return opportunities(
        table, ours("options", LandOptions), Around(**around), year=2050, weights=weights or EVEN, settings=how
    )


@pytest.fixture(scope="module")
def register():
    return register_rows()


# Criteria


def test_a_ratio_reads_better_than_so_many_of_the_others():
    assert better_than(np.array([1.0, 3.0, 2.0, np.nan, 2.0])).tolist()[:3] == pytest.approx([0, 1, 1 / 3])


def test_a_score_is_the_weighted_mean_of_what_is_known():
    # (3 x 1 + 1 x 0) / 4 = 0.75; without the second 1; nothing known: blank.
    table = np.array([[1.0, 0.0], [1.0, np.nan], [np.nan, np.nan]])
    found = scores(table, np.array([3.0, 1.0]))
    assert found[:2].tolist() == [0.75, 1.0]
    assert np.isnan(found[2])


def test_equal_scores_share_a_place():
    assert placed(np.array([0.5, 0.9, 0.5])).tolist() == [2, 1, 2]


@pytest.mark.parametrize("wrong", [{}, {**EVEN, "beauty": 1.0}, {**EVEN, "carbon": -1.0}, {**EVEN, "carbon": np.inf}])
def test_weights_are_of_every_criterion_and_none_is_below_zero(wrong):
    with pytest.raises(ValueError, match="weight"):
        checked(wrong)


def test_the_register_has_every_id(register):
    assert set(weights_of(register)) == set(CRITERIA)
    assert set(OPPORTUNITY_IDS) <= set(register)
    assert OpportunitySettings.of(register).sway == 0.2


def test_near_habitat_and_priority_land_and_little_good_farmland_come_first():
    table = claims_of(("a", "native_woodland", 10.0), ("b", "native_woodland", 10.0))
    near = facts(("a", 20, 0, 0.5, 100, 1.0, 200, 0.0, 0), ("b", 20, 900, 0.0, 900, 0.0, 900, 1.0, 0))
    found, _ = ranked(table, facts=near)
    assert found["zone_id"].tolist() == ["a", "b"]
    assert found["rank"].tolist() == [1, 2]
    first = found.iloc[0]
    for name in ("connectivity", "flood_water", "access", "nature_priority", "homes", "food"):
        assert first[f"{name}_ratio"] == 1
    # Carbon, conflicts: alike. Cost: nobody supplied it.
    assert first["carbon_ratio"] == 0
    assert first["criteria_missing"] == "cost"


def test_more_carbon_a_hectare_is_better_and_a_dear_tonne_is_worse():
    table = claims_of(("a", "native_woodland", 10.0), ("b", "orchard", 10.0))
    costs = pd.DataFrame(
        [
            ("native_woodland", 4_000.0, 8_000.0, 12_000.0, 2026, "x"),
            ("orchard", 20_000.0, 30_000.0, 40_000.0, 2026, "x"),
        ],
        columns=["option", "low_gbp", "cost_gbp", "high_gbp", "price_year", "source_id"],
    )
    assert not check(costs, OptionCosts, "costs")
    found, _ = ranked(table, costs=costs)
    wood = found.set_index("option").loc["native_woodland"]
    assert wood["rank"] == 1
    # 8,000 GBP a hectare over its tonnes by 2050; dearest of least carbon, cheapest of most.
    assert wood["cost_gbp_per_tco2e"] == pytest.approx(80_000 / wood["net_cumulative_tco2e"])
    assert wood["low_gbp_per_tco2e"] == pytest.approx(40_000 / wood["net_high_cumulative_tco2e"])
    assert wood["high_gbp_per_tco2e"] == pytest.approx(120_000 / wood["net_low_cumulative_tco2e"])


def test_a_criterion_nobody_supplied_is_named_and_in_no_score():
    found, findings = ranked(claims_of(("a", "native_woodland", 10.0), ("b", "orchard", 10.0)))
    assert "untold" in {finding.rule for finding in findings}
    assert found["criteria_missing"].str.contains("connectivity").all()
    assert found["score_ratio"].notna().all()


def test_a_criterion_known_of_some_places_only_is_shown_and_favours_nobody():
    table = claims_of(("a", "native_woodland", 10.0), ("b", "native_woodland", 10.0), ("c", "native_woodland", 10.0))
    near = facts(
        ("a", 20, None, None, 0, None, 0, None, None),
        ("b", 20, None, None, 500, None, 500, None, None),
        ("c", 20, None, None, None, None, 900, None, None),
    )
    found, findings = ranked(table, facts=near)
    assert {finding.rule: finding.ids for finding in findings}["partly_told"] == ("access",)
    assert found["criteria_scored"].unique().tolist() == ["carbon homes few_conflicts"]
    by_zone = found.set_index("zone_id")
    # a is nearer to a path than b, shown as such; c, of which nobody knows, is not lifted by it.
    assert by_zone.loc[["a", "b"], "access_ratio"].tolist() == [1, 0]
    assert by_zone.at["c", "criteria_missing"].split() == [
        *("cost", "connectivity", "flood_water", "access", "nature_priority", "food")
    ]
    # Carbon and conflicts alike: 0; homes: 1, a half and 0; a third of each.
    assert found["score_ratio"].tolist() == pytest.approx([1 / 3, 1 / 6, 0])


def test_what_is_too_small_or_unknown_has_no_place_and_says_why():
    table = claims_of(
        ("a", "native_woodland", 0.5), ("b", "species_rich_grassland", 9.0), ("c", "native_woodland", 5.0)
    )
    found = ranked(table)[0].set_index("zone_id")
    assert found.at["c", "rank"] == 1
    assert np.isnan(found.at["a", "rank"])
    assert np.isnan(found.at["b", "rank"])
    assert "small" in found.at["a", "reason"]
    assert "not known" in found.at["b", "reason"]
    assert found.at["a", "order"] == ""


def test_neighbours_make_one_project_and_reach_the_least_size_together():
    table = claims_of(("a", "native_woodland", 0.6), ("b", "native_woodland", 0.6), ("c", "native_woodland", 0.6))
    pairs = pd.DataFrame({"zone_id": ["b"], "neighbour_id": ["a"]})
    found = ranked(table, neighbours=pairs)[0].set_index("zone_id")
    assert found["cluster_id"].to_dict() == {"a": "a", "b": "a", "c": "c"}
    assert found.at["a", "cluster_ha"] == pytest.approx(1.2)
    assert found["rank"].notna().to_dict() == {"a": True, "b": True, "c": False}


def test_clusters_are_chains_of_neighbours_whatever_the_order_of_pairs():
    pairs = pd.DataFrame({"zone_id": ["c", "b", "x"], "neighbour_id": ["b", "a", "y"]})
    assert clusters(["d", "c", "b", "a"], pairs).to_dict() == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_two_bases_are_alternatives_and_are_not_ranked_together():
    table = claims_of(("a", "native_woodland", 10.0))
    with pytest.raises(ValueError, match="one basis"):
        ranked(pd.concat([table, table.assign(basis="alone")]))


# Firmness


def test_an_order_that_hangs_on_a_fifth_of_a_weight_is_fragile_and_a_clear_one_is_steady():
    # Two criteria of weight 1. a: 1 and 0.1 (1.1); b: 0 and 1 (1.0); c: 0 and 0. At 0.8 and 1.2: a has 0.92, b 1.2.
    table = np.array([[1.0, 0.1], [0.0, 1.0], [0.0, 0.0]])
    best, worst = reach(table, np.array([1.0, 1.0]), sway=0.2)
    assert best.tolist() == [1, 1, 3]
    assert worst.tolist() == [2, 2, 3]
    best, worst = reach(table, np.array([1.0, 1.0]), sway=0.0)
    assert best.tolist() == worst.tolist() == [1, 2, 3]


def test_fragile_places_are_labelled():
    table = claims_of(("a", "native_woodland", 10.0), ("b", "native_woodland", 10.0), ("c", "native_woodland", 10.0))
    # a is nearest to habitat and c to homes, b second in both: equal at even weights.
    tied = facts(
        ("a", 20, 0, None, None, None, 900, None, None),
        ("b", 20, 500, None, None, None, 500, None, None),
        ("c", 20, 900, None, None, None, 0, None, None),
    )
    found, findings = ranked(table, facts=tied)
    assert found["order"].tolist() == ["fragile"] * 3
    assert "fragile" in {finding.rule for finding in findings}
    # Were a the best in both, its place would be steady.
    clear = tied.assign(homes_distance_m=[0.0, 500.0, 900.0])
    assert ranked(table, facts=clear)[0]["order"].tolist() == ["steady"] * 3


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=8),
    weights=st.lists(st.floats(0.1, 5), min_size=3, max_size=3),
    bend=st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=3),
)
def test_no_weights_within_the_sway_change_an_order_that_no_corner_changes(rows, weights, bend):
    table, plain = np.array(rows), np.array(weights)
    best, worst = reach(table, plain, sway=0.2)
    there = scores(table, plain * (1 + np.array(bend)))
    for one in range(len(table)):
        for other in range(len(table)):
            if worst[one] < best[other]:
                assert there[one] >= there[other] - 1e-9


def test_a_place_lies_between_its_best_and_worst():
    rng = [[(7 * a + 3 * b) % 11 / 10 for b in range(4)] for a in range(12)]
    table, plain = np.array(rng), np.ones(4)
    best, worst = reach(table, plain, sway=0.2)
    middle = placed(scores(table, plain))
    assert (best <= middle).all()
    assert (middle <= worst).all()


# Schemes


def test_a_wood_is_small_up_to_ten_hectares_and_hedges_are_not_covered():
    options = ours("options", LandOptions)
    option = pd.Series(["native_woodland", "native_woodland", "native_woodland", "hedgerow", "peat_rewetting", "soil"])
    hectares = pd.Series([0.05, 10.0, 10.1, 50.0, 5.0, 50.0])
    found = schemes(option, hectares, options, SchemeSettings(10.0, 0.1, 1.0))
    assert found["woodland_carbon_code"].tolist() == [
        "below_minimum",
        "small_project",
        "fits",
        "not_covered",
        "not_covered",
        "not_covered",
    ]
    assert found["peatland_code"].tolist() == ["not_covered"] * 4 + ["fits", "not_covered"]
    assert set(found["woodland_carbon_code"]) <= set(FITS)
    # Carbon with biodiversity is off; biodiversity and nutrients go together; soil earns neither.
    assert "carbon with either is off" in found["stacking"][0]
    assert "may be sold together" in found["stacking"][3]
    assert "no carbon code" in found["stacking"][3]
    assert found["stacking"][5] == "no carbon code at hand takes it"


# Solar


def test_carbon_and_solar_overlap_at_least_by_what_the_zone_cannot_hold_of_both():
    # 6 and 7 ha in 10: 3 at least, 6 at most. 2 and 3 in 10: none to 2. Unknown stays unknown.
    least, most = overlap(np.array([6.0, 2.0, 1.0]), np.array([7.0, 3.0, np.nan]), np.array([10.0, 10.0, 10.0]))
    assert least[:2].tolist() == [3, 0]
    assert most[:2].tolist() == [6, 2]
    assert np.isnan(least[2])
    assert np.isnan(most[2])


@given(claim=st.floats(0, 100), solar=st.floats(0, 100), zone=st.floats(1, 200))
def test_the_overlap_is_never_more_than_either(claim, solar, zone):
    least, most = overlap(np.array([claim]), np.array([solar]), np.array([zone]))
    assert 0 <= least[0] <= most[0] == min(claim, solar)


def test_competition_with_solar_stands_beside_each_opportunity():
    table = claims_of(("a", "native_woodland", 10.0))
    found, _ = ranked(table, facts=facts(("a", 12, None, None, None, None, None, None, 5)))
    assert found[["solar_ha", "solar_overlap_low_ha", "solar_overlap_high_ha"]].to_numpy().tolist() == [[5, 3, 5]]


# Insetting


ZONES = pd.DataFrame({"zone_id": ["a", "b", "c"], "district_code": ["d1", "d1", "d2"]}, dtype="str")


def residual(*rows):
    frame = pd.DataFrame(rows, columns=["district_code", "year", "residual_tco2e"])
    return frame.assign(scenario=pd.Series("steady", index=frame.index, dtype="str"))


def test_supply_is_matched_once_and_never_beyond_what_is_left_over():
    table = claims_of(("a", "native_woodland", 10.0), ("b", "native_woodland", 20.0), ("c", "native_woodland", 30.0))
    each = table.set_index("zone_id")["net_tco2e"]
    found, findings = insetting(table, ZONES, residual(("d1", 2050, 1e6), ("d2", 2050, 50.0)))
    found = found.set_index("district_code")
    assert not findings
    assert found.at["d1", "supply_tco2e"] == pytest.approx(each["a"] + each["b"])
    assert found.at["d1", "matched_tco2e"] == found.at["d1", "supply_tco2e"]
    assert found.at["d1", "unmet_tco2e"] == pytest.approx(1e6 - found.at["d1", "supply_tco2e"])
    assert found.at["d2", "matched_tco2e"] == 50
    assert found.at["d2", "surplus_tco2e"] == pytest.approx(each["c"] - 50)
    assert found.at["d2", "matched_share"] == 1
    assert found["met"].to_dict() == {"d1": "no", "d2": "yes"}
    assert (found["matched_low_tco2e"] <= found["matched_tco2e"]).all()


def test_emission_that_stops_is_not_set_against_what_is_left_over():
    table = claims_of(("a", "peat_rewetting", 10.0), ("b", "native_woodland", 10.0))
    found, _ = insetting(table, ZONES, residual(("d1", 2050, 1e6)))
    wood = table.set_index("option").at["native_woodland", "net_tco2e"]
    assert found["supply_tco2e"].tolist() == pytest.approx([wood])


def test_alternatives_are_no_supply():
    table = claims_of(("a", "native_woodland", 10.0))
    found, _ = insetting(table.assign(basis="alone"), ZONES, residual(("d1", 2050, 10.0)))
    assert found["supply_tco2e"].isna().all()
    assert found["reason"].tolist() == ["what the land stores is not known"]


def test_blank_residual_or_unknown_carbon_is_blank_with_a_reason_never_zero():
    table = claims_of(("a", "native_woodland", 10.0), ("c", "species_rich_grassland", 10.0))
    found, findings = insetting(table, ZONES, residual(("d2", 2050, 10.0)))
    found = found.set_index("district_code")
    assert np.isnan(found.at["d1", "matched_tco2e"])
    assert found.at["d1", "reason"] == "residual emissions are not known"
    assert np.isnan(found.at["d2", "supply_tco2e"])
    assert found.at["d2", "unknown_ha"] == 10
    assert [finding.rule for finding in findings] == ["blank"]


def test_every_scenario_is_met_from_the_same_land_and_rows_stay_apart():
    table = claims_of(("a", "native_woodland", 10.0))
    both = pd.concat([residual(("d1", 2050, 1.0)), residual(("d1", 2050, 1e6)).assign(scenario="wild")])
    found, _ = insetting(table, ZONES, both)
    assert found["scenario"].tolist() == ["steady", "wild"]
    assert found["supply_tco2e"].nunique() == 1
    assert found["met"].tolist() == ["yes", "no"]


def test_land_that_nobody_screened_meets_nothing_and_says_so():
    found, _ = insetting(claims_of(("a", "native_woodland", 10.0)).iloc[:0], ZONES, residual(("d1", 2050, 10.0)))
    assert found["matched_tco2e"].isna().all()
    assert found["met"].tolist() == [""]
    assert found["reason"].tolist() == ["what the land stores is not known"]


def test_a_zone_in_no_district_is_refused():
    table = claims_of(("z", "native_woodland", 10.0))
    with pytest.raises(ValueError, match="in no district: z"):
        insetting(table, ZONES, residual(("d1", 2050, 10.0)))


@given(values=st.lists(st.one_of(st.floats(0, 1000), st.just(np.nan)), min_size=2, max_size=12))
def test_a_better_figure_never_has_a_worse_ratio(values):
    given_values = np.array(values)
    found = better_than(given_values)
    known = ~np.isnan(given_values)
    order = np.argsort(given_values[known], kind="stable")
    assert (np.diff(found[known][order]) >= 0).all()
    assert np.isnan(found[~known]).all()


def test_ratios_follow_the_order_of_the_criteria():
    figures = pd.DataFrame(
        {
            "carbon_tco2e_per_ha": [1.0, 2.0],
            "cost_gbp_per_tco2e": [1.0, 2.0],
            "habitat_distance_m": [np.nan, 2.0],
            "flood_share": [0.0, 1.0],
            "access_distance_m": [1.0, 2.0],
            "nature_priority_share": [0.0, 1.0],
            "homes_distance_m": [1.0, 2.0],
            "conflict_share": [0.0, 1.0],
            "best_farmland_share": [0.0, 1.0],
        }
    )
    assert ratios(figures)[1, [0, 1, 3]].tolist() == [1, 0, 1]
    assert np.isnan(ratios(figures)[0, 2])
