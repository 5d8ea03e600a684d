"""What screened land is worth in a run: carbon tables, claims, food and places; Oxfordshire with made layers."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin

from lae.geo import BNG
from lae.inputs import read_inputs
from lae.land.contract import ConstraintPolygons
from lae.land.opportunities.criteria import weights_of
from lae.land.opportunities.facts import neighbours
from lae.land.opportunities.market import market
from lae.land.opportunities.ranking import Around, OpportunitySettings, opportunities
from lae.land.screening.vouched import vouched_options
from lae.land.sequestration.by_area import by_area
from lae.land.sequestration.by_zone import sequestration_table
from lae.land.sequestration_contract import CarbonPrices, LandOptions
from lae.readers import rasters
from land_carbon_world import at_once, factor, land, ours, register_rows, toy_book
from land_files import add_layer, rules, run_land, save_shapes, square
from toytown import change, copy_of_toytown

FIGURES = ["net_low_tco2e", "net_tco2e", "net_high_tco2e", "net_cumulative_tco2e", "claim_ha", "planted_ha"]


# A study's own tables of carbon


def test_without_a_table_of_growth_woodland_rests_on_our_shape_and_says_that_nobody_verified_it(tmp_path):
    folder = copy_of_toytown(tmp_path)
    (folder / "data" / "land" / "drawn" / "growth.csv").unlink()
    found = run_land(read_inputs(folder))
    # The mix is still there and names a curve that no file holds: said, and lae's figure stays.
    assert {"no_row", "unverified"} <= rules(found)
    row = found["land_factors_used"].set_index("option").loc["native_woodland"]
    assert (row["value"], row["tier"], row["curve_id"]) == (400, "D", "woodland")


def test_a_curve_that_nothing_grows_by_is_named_with_where_to_say_what_does(tmp_path):
    folder = copy_of_toytown(tmp_path)
    (folder / "data" / "land" / "mixes.csv").unlink()
    found = run_land(read_inputs(folder))
    (told,) = [finding for finding in found["land_book_findings"] if finding.rule == "no_option"]
    assert told.ids == ("Toy birch / 4", "Toy birch / 6", "Toy birch / 8")
    assert "data/land/mixes.csv" in told.fix


def test_a_mix_whose_shares_are_no_whole_stops_the_check(tmp_path):
    folder = copy_of_toytown(tmp_path)
    change(folder, "land/mixes.csv", ",1,A,", ",0.5,A,")
    faults = [fault for fault in read_inputs(folder).findings if fault.severity == "error"]
    assert [(fault.table, fault.rule) for fault in faults] == [("land/mixes.csv", "shares_of_a_mix_make_one_whole")]


def test_facts_of_a_zone_that_is_not_there_are_left_out_and_said(tmp_path):
    folder = copy_of_toytown(tmp_path)
    change(folder, "land/zone_facts.csv", "E99100105", "E99100999")
    found = run_land(read_inputs(folder))
    assert "unknown_zone" in rules(found)
    assert found["opportunity_facts"]["nature_priority_share"].isna().all()


# Layers of a study's own


@pytest.fixture(scope="module")
def own_layers(tmp_path_factory):
    """Toytown whose own map of floods, and no longer lae's policy, says where fen may lie; and a meadow beside A1."""
    folder = copy_of_toytown(tmp_path_factory.mktemp("own"))
    path = folder / "data" / "land" / "policy.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[~rows["subject_id"].str.startswith("flood_zone")].to_csv(path, index=False, lineterminator="\n")
    save_shapes(folder / "data" / "land" / "floods.gpkg", square(4_000, 2_000, 1_000))
    save_shapes(folder / "data" / "land" / "meadow.gpkg", square(2_000, 2_500, 1_000))
    add_layer(folder, "our_floods", layer="flood_zone", file="land/floods.gpkg", rule="require")
    add_layer(folder, "our_meadow", layer="priority_habitat", file="land/meadow.gpkg", rule="caution")
    return run_land(read_inputs(folder))


def test_a_layer_s_own_rule_opens_land_to_an_option_as_it_does_in_screening(own_layers):
    claims = own_layers["sequestration"]
    fen = claims[claims["option"].eq("fen") & claims["basis"].eq("alone") & claims["year"].eq(2035)]
    # The square kilometre of grass in A3, a tenth of it; everything else lies outside and is closed to all.
    assert fen.loc[fen["claim_ha"].gt(0), ["zone_id", "claim_ha"]].to_numpy().tolist() == [["E99100103", 10.0]]
    assert not fen["reason"].str.contains("nobody vouches").any()
    # To lie in a flood zone says nothing of peat: rewetting keeps the rule of its own.
    rules = own_layers["land_rules"]
    kept = rules[rules["rule"].eq("require")][["option", "subject_id"]].to_numpy().tolist()
    assert ["any", "our_floods"] in kept
    assert ["peat_rewetting", "peaty_soil"] in kept


def test_a_rule_to_stay_in_one_layer_does_not_vouch_for_another():
    policy = pd.DataFrame(
        [("any", "layer", "ours", "require", 1), ("fen", "layer", "floods", "require", 2)],
        columns=["option", "subject", "subject_id", "rule", "step_rank"],
    )
    options = pd.DataFrame(
        {"option": ["fen", "peat_rewetting", "hedgerow"], "needs_layers": ["flood_zone", "peaty_soil", ""]}, dtype="str"
    )
    kinds = {"floods": "flood_zone", "ours": "estate"}
    assert vouched_options(policy, options, kinds) == ("fen", "hedgerow")
    assert vouched_options(policy, options, kinds | {"ours": "peaty_soil"}) == ("fen", "peat_rewetting", "hedgerow")


def test_a_study_s_own_map_of_meadows_is_seen_in_how_far_a_place_lies_from_habitat(own_layers):
    facts = own_layers["opportunity_facts"].set_index("zone_id")
    # From the middle of A1 to the meadow's western edge; Old Wood is more than twice as far.
    assert facts.loc["E99100101", "habitat_distance_m"] == pytest.approx(1_000.0)


# Neighbours, markets


def test_zones_with_an_edge_in_common_are_neighbours_and_a_corner_is_not():
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 3, 2), shapely.box(0, 1, 1, 2)]
    zones = gpd.GeoDataFrame({"zone_id": ["a", "b", "c", "d"]}, geometry=shapes, crs=BNG)
    assert neighbours(zones).to_numpy().tolist() == [["a", "b"], ["a", "d"]]
    assert neighbours(zones.iloc[::-1]).to_numpy().tolist() == [["a", "b"], ["a", "d"]]


def test_the_newest_market_price_up_to_the_year_stands_beside_an_option():
    prices = ours("prices", CarbonPrices)
    option = pd.Series(["native_woodland", "hedgerow", "peat_rewetting"], dtype="str")
    found = market(option, prices, year=2050)
    assert found["market_gbp_per_tco2e"].tolist()[::2] == [23.3, 23.95]
    assert found["market_high_gbp_per_tco2e"][0] == 29.31
    assert found["market_price"][1] == ""
    assert market(option, prices, year=2021)["market_gbp_per_tco2e"][0] == 15.13


# Order and grain


HECTARES = st.lists(st.integers(1, 60), min_size=2, max_size=8)


REGISTER = register_rows()


def claims_of(hectares):
    options = ["native_woodland", "orchard", "hedgerow"]
    rows = [(f"z{at}", "arable", options[at % 3], "open", float(size)) for at, size in enumerate(hectares)]
    factors = [factor("native_woodland"), factor("orchard", ends=(10.0, 20.0, 30.0)), factor("hedgerow")]
    return sequestration_table(land(*rows), toy_book(*factors), at_once(), years=(2050,)).table


@settings(max_examples=8)
@given(hectares=HECTARES, seed=st.integers(0, 99))
def test_the_order_of_rows_changes_no_score_and_no_place(hectares, seed):
    table = claims_of(hectares)
    how = {"year": 2050, "weights": weights_of(REGISTER), "settings": OpportunitySettings.of(REGISTER)}
    first, _ = opportunities(table, ours("options", LandOptions), Around(), **how)
    mixed = table.sample(frac=1, random_state=seed)
    again, _ = opportunities(mixed, ours("options", LandOptions), Around(), **how)
    pd.testing.assert_frame_equal(first.reset_index(drop=True), again.reset_index(drop=True))


@settings(max_examples=8)
@given(parts=st.lists(st.floats(0.1, 50), min_size=2, max_size=6))
def test_hectares_and_tonnes_are_the_same_for_fine_zones_and_for_coarse_ones(parts):
    book = toy_book(factor("native_woodland"), factor("orchard", ends=(10.0, 20.0, 30.0)))
    options = ("native_woodland", "orchard")
    fine = land(*((f"z{at}", "arable", name, "open", size) for at, size in enumerate(parts) for name in options))
    coarse = land(*(("d", "arable", name, "open", sum(parts)) for name in options))
    codes = pd.DataFrame({"zone_id": [f"z{at}" for at in range(len(parts))], "area_code": "d"}, dtype="str")
    for programme in (at_once(take=0.4), at_once(take=0.4, alone=True)):
        one = by_area(sequestration_table(fine, book, programme, years=(2035, 2050)).table, codes)
        other = sequestration_table(coarse, book, programme, years=(2035, 2050)).table
        other = other.sort_values(["option", "year"], kind="stable")
        assert one[FIGURES].to_numpy() == pytest.approx(other[FIGURES].to_numpy(), rel=1e-9)


# Oxfordshire


@pytest.fixture(scope="module")
def oxfordshire(root, tmp_path_factory):
    """The packaged study with made layers: arable, grass and town in stripes of 2 km, and a river of flood zone 3."""
    inputs = read_inputs(root)
    west, south, east, north = (round(edge, -3) for edge in inputs.tables["lsoas"].total_bounds)
    west, south, east, north = west - 1_000, south - 1_000, east + 1_000, north + 1_000
    columns, rows = int(east - west) // 100, int(north - south) // 100
    stripe = (np.arange(columns) // 20) % 4
    values = np.broadcast_to(np.array([3, 4, 3, 20], dtype=np.uint8)[stripe], (rows, columns))
    path = tmp_path_factory.mktemp("made") / "cover.tif"
    shape = {"count": 1, "height": rows, "width": columns, "dtype": "uint8", "nodata": 0, "crs": "EPSG:27700"}
    with rasterio.open(path, "w", driver="GTiff", transform=from_origin(west, north, 100, 100), **shape) as out:
        out.write(values, 1)
    river = shapely.box(west, (south + north) / 2 - 1_000, east, (south + north) / 2 + 1_000)
    rows = pd.DataFrame([("flood_zone", "river", "made", "3", "2026", "made", 1)])
    rows.columns = ["layer", "feature_id", "name", "grade", "vintage", "source_id", "source_row"]
    features = gpd.GeoDataFrame(
        rows.assign(area_ha=river.area / 10_000)[[*rows.columns[:4], "area_ha", *rows.columns[4:]]],
        geometry=[river],
        crs=BNG,
    )
    assert set(features.columns) == set(ConstraintPolygons.to_schema().columns)
    asked = inputs.tables["land_policy"]
    policy = asked[asked["subject"].eq("land_class") | asked["subject_id"].str.startswith("flood")]
    changes = {
        "land_supply": replace(inputs.tables["land_supply"], tables=(features,), rasters=(rasters.describe(path),)),
        "land_policy": policy.reset_index(drop=True),
    }
    return inputs, changes, run_land(inputs, **changes)


def test_oxfordshire_fills_every_table_of_land_once_layers_are_there(oxfordshire):
    _, _, found = oxfordshire
    for name in ("sequestration", "sequestration_by_district", "displaced_food", "food_lost", "opportunities"):
        assert len(found[name]), name
    table = found["sequestration_by_district"]
    assert table["zone_id"].nunique() == 5
    assert set(table["year"]) == {2030, 2040, 2050}
    wood = table[table["option"].eq("native_woodland") & table["basis"].eq("alone")].set_index(["zone_id", "year"])
    assert (wood["net_low_cumulative_tco2e"] <= wood["net_cumulative_tco2e"]).all()
    cumulative = wood["net_cumulative_tco2e"].unstack("year")
    assert (cumulative[2030] <= cumulative[2040]).all()
    assert (cumulative[2040] < cumulative[2050]).all()
    # No yield ships, so food is blank with the document to open.
    assert found["food_lost"]["value"].isna().all()
    assert found["food_lost"]["reason"].ne("").all()


def test_oxfordshire_conserves_hectares_and_tonnes_from_lsoa_to_district(oxfordshire):
    _, _, found = oxfordshire
    keys = ["basis", "option", "year"]
    fine = found["sequestration"].groupby(keys)[FIGURES].sum(min_count=1)
    whole = found["sequestration_by_district"].groupby(keys)[FIGURES].sum(min_count=1)
    assert fine.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-9, nan_ok=True)
    land_of = found["screened_land"].groupby("option")["area_ha"].sum()
    assert land_of.to_numpy() == pytest.approx(land_of.iloc[0])


def test_oxfordshire_ranks_places_and_names_the_criteria_without_a_layer(oxfordshire):
    _, _, found = oxfordshire
    table = found["opportunities"]
    ranked = table[table["rank"].notna()]
    assert ranked["rank"].iloc[0] == 1
    assert ranked["rank"].is_monotonic_increasing
    assert table["homes_distance_m"].notna().all()
    assert table["flood_share"].between(0, 1).all()
    assert table["flood_share"].gt(0).any()
    for name in ("connectivity", "access", "nature_priority", "food", "cost"):
        assert table["criteria_missing"].str.contains(name).all(), name
    assert set(table["year"]) == {2050}


def test_without_a_raster_the_stages_give_empty_tables_and_no_claim(oxfordshire):
    inputs, changes, _ = oxfordshire
    found = run_land(inputs, **(changes | {"land_supply": replace(changes["land_supply"], rasters=())}))
    for name in ("sequestration", "displaced_food", "food_lost", "opportunities"):
        assert found[name].empty, name
    # What is known of a place needs no land cover; nothing is ranked by it.
    assert len(found["opportunity_facts"]) == 407
    assert found["land_book_findings"] == ()
