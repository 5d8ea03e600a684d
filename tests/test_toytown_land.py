"""The land of Toytown: what its README counts in squares of 25 ha, a run finds."""

import numpy as np
import pandas as pd
import pytest

from lae.readers import rasters
from toytown import TOYTOWN

VALE, MARSH = "E99000001", "E99000002"


@pytest.fixture(scope="module")
def results(toytown_run):
    return toytown_run


@pytest.fixture(scope="module")
def claims(results):
    """Sequestration by district in 2035, by (basis, district, option)."""
    table = results.table("sequestration_by_district")
    return table[table["year"].eq(2035)].set_index(["basis", "zone_id", "option"]).sort_index()


def test_the_raster_written_by_hand_is_read_as_the_drawing():
    layer = rasters.describe(TOYTOWN / "data" / "land" / "drawn" / "cover.tif")
    assert (layer.crs, layer.shape, layer.nodata) == ("EPSG:27700", (40, 100), 0.0)
    assert (layer.kind, layer.scheme) == ("land_cover", "ukceh_lcm")
    assert layer.classes == (1, 3, 4, 5, 8, 20)


def test_every_layer_drawn_was_looked_at_and_the_one_left_out_is_named(results):
    layers = results.table("land_layers").set_index("layer_id")
    assert layers.index[layers["state"].eq("missing")].tolist() == ["local_nature_reserve"]
    assert layers.at["local_nature_reserve", "how_to_get"] == "lae fetch --layer lnr"


def test_the_waterfall_of_woodland_closes_on_the_squares(results):
    table = results.table("land_waterfall")
    rows = table[table["option"].eq("native_woodland") & table["zone_id"].eq("")]
    # 160 squares of 25 ha. Town 12, wood 4, fen 4; peat 6 of which 4 are fen; the SSSI's 4 and the meadow's 4.
    taken = rows[rows["removed_ha"].gt(0)].set_index("subject_id")["removed_ha"].to_dict()
    assert taken == {
        "urban": 300.0,
        "broadleaved_woodland": 100.0,
        "fen": 100.0,
        "peaty_soil": 50.0,
        "sssi": 100.0,
        "priority_habitat": 100.0,
    }
    parts = rows.set_index("step")["left_ha"]
    assert parts["available"] == pytest.approx(4_000 - 750)
    # The barrow, 100 m square, and 20 m around: 14 x 14 cells of 10 m less one at each corner, 1.92 ha. Flood zone 3
    # has 12 squares, 2 of them in the meadow: 250 ha. Caution: grade 2 has 24 squares of fields, the common 1.
    assert parts["consent"] == pytest.approx(1.92 + 250)
    assert parts["caution"] == pytest.approx(600 + 25)
    assert parts["open"] == pytest.approx(3_250 - 251.92 - 625)


def test_scrub_is_not_screened_for_want_of_one_layer_and_claims_nothing(results, claims):
    land = results.table("screened_land")
    scrub = land[land["option"].eq("scrub")]
    assert not set(scrub["tier"]) & {"open", "caution", "consent"}
    assert scrub.loc[scrub["tier"].eq("not_screened"), "not_screened"].eq("local_nature_reserve").all()
    assert "scrub" not in claims.index.get_level_values("option")


def test_tiers_of_every_option_add_up_to_all_land(results):
    land = results.table("screened_land")
    assert land.groupby("option")["area_ha"].sum().to_numpy() == pytest.approx(4_000.0)


def test_woodland_rests_on_the_birch_of_the_study_and_says_so(results):
    used = results.table("land_factors_used").set_index("option")
    row = used.loc["native_woodland"]
    assert row[["low", "value", "high", "tier"]].tolist() == [300, 400, 600, "A"]
    assert row["table_or_page"] == "1 x Toy birch / 6"
    (told,) = [finding for finding in results.findings if finding.rule == "own_table"]
    assert told.ids == ("native_woodland / any: 1 x Toy birch / 6 (toy_growth, tier A)",)
    # The rest is lae's own and unverified.
    assert used.loc["wet_woodland", "tier"] == "D"


def test_woodland_of_one_square_lsoa_is_worked_out_by_hand(results):
    table = results.table("sequestration")
    rows = table[table["basis"].eq("alone") & table["option"].eq("native_woodland") & table["year"].eq(2035)]
    row = rows.set_index("zone_id").loc["E99100101"]
    # A1: 12 squares of arable, all grade 2: 300 ha under caution, a tenth of them taken, a tenth of that each year.
    assert (row["caution_ha"], row["claim_ha"], row["planted_ha"]) == (300.0, 30.0, 30.0)
    # 4 t a year and hectare, nothing before age 5: in 2035 those of age 5 bring 20, of 6 to 9 4 each: 36 by a tenth.
    assert row["gross_tco2e"] == pytest.approx(30 * 3.6)
    # Arable loses carbon when left alone, so nothing is taken off but a fifth and a fifth; poor and good: 3 and 6 t.
    assert row["net_tco2e"] == pytest.approx(108 * 0.64)
    assert row[["net_low_tco2e", "net_high_tco2e"]].tolist() == pytest.approx([81 * 0.64, 162 * 0.64])
    # Ages 5 to 9 hold 20, 24, 28, 32 and 36 t, each on a tenth: 14 t/ha.
    assert row["net_cumulative_tco2e"] == pytest.approx(30 * 14 * 0.64)
    # A fifth of what precision leaves is kept back: 108 x 0.8 x 0.2 in the year.
    assert row["buffer_tco2e"] == pytest.approx(108 * 0.16)
    assert row["buffer_cumulative_tco2e"] == pytest.approx(30 * 14 * 0.16)
    # What stays out: soil that is not ploughed loses 0.3 t a year less; 5 + 4 years by a tenth, by 2035.
    assert row["avoided_loss_tco2e"] == pytest.approx(30 * 0.3 * 0.9)


def test_peat_stops_emission_and_removes_nothing(claims):
    row = claims.loc[("alone", MARSH, "peat_rewetting")]
    assert row["effect"] == "avoided"
    # 4 squares of fen and 2 of grass on peat, a tenth of each: 10 ha at 1.46 and 5 ha at 3.46, 0.9 years' worth.
    assert row["claim_ha"] == pytest.approx(15)
    assert row["gross_tco2e"] == pytest.approx((10 * 1.46 + 5 * 3.46) * 0.9)
    assert row["net_tco2e"] == pytest.approx((10 * 1.46 + 5 * 3.46) * 0.9 * 0.9 * 0.85)
    assert row["factor_tier"] == "D"


def test_the_totals_keep_what_is_removed_apart_from_what_stops(results, claims):
    table = results.table("sequestration_totals").set_index(["effect", "year"])
    both = claims.loc["together"]
    for effect in ("removed", "avoided"):
        ours = both[both["effect"].eq(effect)]
        assert table.at[(effect, 2035), "net_tco2e"] == pytest.approx(ours["net_tco2e"].sum())
        assert table.at[(effect, 2035), "claim_ha"] == pytest.approx(ours["claim_ha"].sum())
    assert table.at[("removed", 2035), "unknown_options"] == "soil species_rich_grassland"
    assert table.at[("avoided", 2035), "unknown_options"] == ""


def test_together_no_hectare_is_claimed_twice(results):
    land = results.table("screened_land")
    usable = land[land["tier"].isin(["open", "caution"])]
    room = usable.groupby(["zone_id", "land_class", "option"])["area_ha"].sum().groupby(["zone_id", "land_class"]).max()
    table = results.table("sequestration")
    rows = table[table["basis"].eq("together") & table["year"].eq(2035)]
    taken = rows.groupby("zone_id")["claim_ha"].sum()
    assert (taken <= room.groupby("zone_id").sum().reindex(taken.index) + 1e-9).all()


def test_corn_is_displaced_by_the_hectare_and_unverified_meat_is_blank(results):
    table = results.table("food_lost")
    wood = table[table["option"].eq("native_woodland") & table["basis"].eq("alone")]
    wood = wood.set_index(["zone_id", "land_class"])
    # Toy Vale: 48 squares of arable less the barrow, a tenth of them at 8 t; Model Marsh: 18 squares.
    assert wood.loc[(VALE, "arable"), "value"] == pytest.approx((1_200 - 1.92) / 10 * 8)
    assert wood.loc[(MARSH, "arable"), ["low", "value", "high"]].tolist() == pytest.approx([270, 360, 405])
    # Half of Toy Vale's arable is grade 2, the rest is a grade 3 that nobody divided.
    assert wood.loc[(VALE, "arable"), "best_ha"] == pytest.approx(60)
    assert wood.loc[(VALE, "arable"), "ungraded_ha"] == pytest.approx(60 - 0.192)
    assert np.isnan(wood.loc[(MARSH, "improved_grassland"), "value"])
    assert wood.loc[(MARSH, "improved_grassland"), "reason"] == "no verified yield: CHECK: Toytown's butcher"


def test_opportunities_show_what_the_drawing_tells_and_name_what_nobody_supplied(results):
    table = results.table("opportunities")
    wood = table[table["option"].eq("native_woodland")].set_index("zone_id")
    # The ten squares hang together.
    assert wood["cluster_id"].unique().tolist() == ["E99100101"]
    assert wood["cluster_ha"].to_numpy() == pytest.approx(wood["claim_ha"].sum())
    a1, a2, a3, b1 = (wood.loc[f"E99100{name}"] for name in ("101", "102", "103", "201"))
    assert a1["best_farmland_share"] == 1.0
    assert a2["best_farmland_share"] == 0.0
    # The river takes the southern quarter of A3; Old Wood begins 500 m south of the middle of A2; the common lies
    # 500 m north of the middle of B1. Homes stand in the middle of every square.
    assert a3["flood_share"] == 0.25
    assert a2["habitat_distance_m"] == pytest.approx(500)
    assert b1["access_distance_m"] == pytest.approx(500)
    assert wood["homes_distance_m"].eq(0).all()
    # 40 of A1's 400 ha are wanted for solar: beside 30 ha of wood they need not meet, and may wholly.
    assert a1[["solar_ha", "solar_overlap_low_ha", "solar_overlap_high_ha"]].tolist() == [40, 0, 30]
    assert wood.loc["E99100105", "nature_priority_share"] == 0.25
    assert "nature_priority" in a1["criteria_missing"]
    # Costs are drawn of woodland alone and nature priority of one LSOA: shown, and in no score.
    assert a1["criteria_scored"] == "carbon connectivity flood_water access homes few_conflicts food"
    # 8,000 pounds a hectare over 14 t x 0.64 a hectare.
    assert a1["cost_gbp_per_tco2e"] == pytest.approx(8_000 / (14 * 0.64))
    assert a1["woodland_carbon_code"] == "fits"
    assert a1["market_gbp_per_tco2e"] == 23.3
    assert table.loc[table["option"].eq("hedgerow"), "market_price"].eq("").all()


def test_every_place_of_the_list_is_within_its_best_and_worst(results):
    table = results.table("opportunities").dropna(subset=["rank"])
    assert len(table) > 20
    assert (table["best_rank"] <= table["rank"]).all()
    assert (table["rank"] <= table["worst_rank"]).all()
    assert set(table["order"]) == {"steady", "fragile"}
    assert isinstance(table, pd.DataFrame)


def test_insetting_sets_what_is_held_beside_what_is_still_emitted(results, claims):
    table = results.table("insetting").set_index(["scenario", "district_code", "year"])
    vale, marsh = table.loc[("toy_fast", VALE, 2035)], table.loc[("toy_fast", MARSH, 2035)]
    removed = claims.loc["together"].query("effect == 'removed'")["net_tco2e"]
    # 189.808 ha of wood at 3.6 t, and of orchard at 2.9 t by 0.9 (nine plantings of ten), less a fifth
    # and a fifth.
    assert removed[VALE]["native_woodland"] == pytest.approx(189.808 * 3.6 * 0.64)
    assert removed[VALE]["orchard"] == pytest.approx(189.808 * 2.9 * 0.9 * 0.64)
    assert removed[MARSH]["native_woodland"] == pytest.approx(110 * 3.6 * 0.64)
    assert vale["supply_tco2e"] == pytest.approx(removed[VALE].sum())
    # Model Marsh's rewetted peat stops 22 t a year, which is a lower residual and no supply.
    assert marsh["supply_tco2e"] == pytest.approx(removed[MARSH].sum())
    assert (round(vale["supply_tco2e"]), round(marsh["supply_tco2e"])) == (877, 580)
    # Far less than is emitted: all of it is matched, and most stays unmet; emissions themselves stay what they are.
    path = results.table("carbon_path").query("kind == 'trajectory' and year == 2035 and scenario == 'toy_fast'")
    emitted = path.set_index("area_code")["emissions_tco2e"]
    for code, row in ((VALE, vale), (MARSH, marsh)):
        assert row["residual_tco2e"] == emitted[code]
        assert row["matched_tco2e"] == row["supply_tco2e"]
        assert row["unmet_tco2e"] == pytest.approx(emitted[code] - row["supply_tco2e"])
        assert (row["surplus_tco2e"], row["met"]) == (0.0, "no")
    # Nothing is reported before the fifth year.
    assert table.loc[("toy_fast", VALE, 2030), "matched_tco2e"] == 0.0
    # Every scenario is met from the same land.
    slow = table.loc[("toy_slow", VALE, 2035)]
    assert slow["supply_tco2e"] == vale["supply_tco2e"]
    assert slow["unmet_tco2e"] > vale["unmet_tco2e"]
