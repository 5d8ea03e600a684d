"""Chosen sites as a programme: points, cost, grid verdicts, evidence and moved load, worked by hand."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charging_sites_world import SIZES, WALK, A, B, box, costs, lsoas, need, places, prices, room, sites
from lae.charging.candidates.criteria import Ground, candidates
from lae.charging.contract import CHARGERS
from lae.charging.costs_contract import ChargingCosts
from lae.charging.portfolio.catchments import catchments
from lae.charging.portfolio.costs import Prices
from lae.charging.portfolio.ledger import Grid
from lae.charging.portfolio.levi import levi_evidence
from lae.charging.portfolio.moved import moved_load
from lae.charging.portfolio.programme import Choice, programme
from lae.charging.portfolio.sizing import hub_kw, served_at_most
from lae.charging.portfolio.verdicts import verdicts
from lae.evidence.ocpi import planned_locations
from lae.files import read_table
from lae.findings import FaultsError
from lae.readers import ocpi
from lae.readers.base import SourceRow

NONE = float("nan")
YEARS = {("x", 2030): 1.0, ("x", 2040): 5.0}
"""Vehicles of the places in 2030, five times as many in 2040."""
AMPLE = room([("x", year, name, 9.0, "exact") for year in (2030, 2040) for name in ("s1", "s2")])
FIRST, SMALL, SECOND = f"cluster-{A}-1", f"cluster-{A}-2", f"cluster-{B}-1"


def chosen(*names, scenario="x"):
    return pd.DataFrame({"scenario": scenario, "candidate_id": list(names), "rank_count": range(1, len(names) + 1)})


def planned(names=(FIRST, SECOND), years=None, grid=None, found=None, **options):
    """Everything of a programme of these candidates: sites, catchments, findings, need."""
    at = places()
    found = found or candidates(at, None, Ground(lsoas()), WALK)
    picked = chosen(*names)
    served = catchments(picked, found.table, found.reach, at)
    wanted = need(years or YEARS)
    destination = options.pop("destination", None)
    choice = Choice(picked, found.table, served, wanted, destination)
    made = programme(choice, prices(), grid or Grid(AMPLE), options.pop("sizes", SIZES), **options)
    return made.sites, served, made.findings, wanted


def row(sites_table, site, year):
    return sites_table.set_index(["site_id", "year"]).loc[(site, year)]


def test_points_suffice_for_the_vehicles_of_the_nearest_homes():
    # 2030: 2 + 6 + 4 = 12 vehicles at 7 a point: 2 points; 2040: 60, 8.57: 9. With 10.5 a point 6, with 3.5 18 points.
    table, *_ = planned()
    assert row(table, FIRST, 2030)["points_7kw_count"] == 2.0
    later = row(table, FIRST, 2040)
    assert later[["points_low_count", "points_7kw_count", "points_high_count"]].tolist() == [6.0, 9.0, 18.0]
    assert later[["rated_kw", "unmanaged_kw", "managed_kw"]].tolist() == [63.0, 63.0, 31.5]
    assert later["homes"] == 60.0


def test_energy_is_that_of_the_vehicles_served_and_utilisation_is_per_point_and_day():
    # 60 vehicles x 1,825 x 0.5 = 54,750 kWh; / 365 / 9 points = 16.67 kWh a point and day.
    later = row(planned()[0], FIRST, 2040)
    assert later["energy_kwh"] == pytest.approx(54_750.0)
    assert later["point_day_kwh"] == pytest.approx(54_750.0 / 365 / 9)


def test_cost_is_of_what_is_new_and_the_connection_is_paid_once():
    # 2030: 2 points + connection: 2,500 (1,800 to 3,100); 2040: 7 more: 7,000 (6,300 to 8,400).
    table, *_ = planned()
    columns = ["capex_low_gbp", "capex_central_gbp", "capex_high_gbp"]
    assert row(table, FIRST, 2030)[columns].tolist() == [1_800.0, 2_500.0, 3_100.0]
    assert row(table, FIRST, 2040)[columns].tolist() == [6_300.0, 7_000.0, 8_400.0]


def test_a_site_opens_when_its_vehicles_keep_one_point_busy():
    # OX5 2AA has 8 x 0.5 = 4 vehicles in 2030, fewer than the 7 of a point; 40 in 2040.
    table, *_ = planned(years={("x", 2030): 0.5, ("x", 2040): 5.0})
    assert row(table, SECOND, 2040)["first_year"] == 2040
    assert (SECOND, 2030) not in set(zip(table["site_id"], table["year"], strict=True))


def test_where_only_one_may_open_the_better_rank_goes_first():
    table, *_ = planned(names=(SECOND, FIRST), most_open={2030: 1})
    assert table.set_index("site_id").groupby("site_id")["first_year"].first().to_dict() == {FIRST: 2040, SECOND: 2030}


def test_a_site_no_year_needs_is_told_and_not_planned():
    table, _, findings, _ = planned(years={("x", 2030): 0.1})
    assert table.empty
    assert [finding.ids for finding in findings if finding.rule == "never_needed"] == [(FIRST, SECOND)]


def test_points_never_fall_when_vehicles_do():
    table, *_ = planned(years={("x", 2030): 5.0, ("x", 2040): 1.0})
    later = row(table, FIRST, 2040)
    assert later["points_7kw_count"] == 9.0
    assert later["capex_central_gbp"] == 0.0
    assert later["energy_kwh"] == pytest.approx(12 * 912.5)


def test_a_car_park_takes_no_more_points_than_its_bays_and_says_whom_it_leaves():
    # 12 stated spaces x 0.25 = 3 points x 7 = 21 of the 60 vehicles.
    park = sites([("p", "parking", "public", "surface", 12.0, box(280, 85, 40, 30))])
    found = candidates(places(), park, Ground(lsoas()), WALK)
    table, _, findings, _ = planned(names=("osm:p",), found=found)
    later = row(table, "osm:p", 2040)
    assert later[["points_7kw_count", "vehicles_count", "served_vehicles_count"]].tolist() == [3.0, 60.0, 21.0]
    assert [finding.ids for finding in findings if finding.rule == "too_few_bays"] == [("osm:p",)]
    # 12 vehicles are within its walk in the year of the candidates, no more than its 21; of 60 it could serve 21.
    assert served_at_most(found.table.iloc[[-1]], SIZES).tolist() == [12.0]
    busier = found.table.iloc[[-1]].assign(no_drive_vehicles_count=60.0)
    assert served_at_most(busier, SIZES).tolist() == [21.0]


def test_a_destination_has_22_kw_for_residents_and_rapid_points_only_for_told_demand():
    # 22 x 1.5 x 365 = 12,045 kWh a point / 912.5 = 13.2 vehicles: 60 need 5. A rapid gives 50 x 3.5 x 365 = 63,875 kWh.
    shop = sites([("shop", "supermarket", "customers", "", NONE, box(280, 85, 40, 30))])
    found = candidates(places(), shop, Ground(lsoas()), WALK)
    visits = pd.DataFrame({"scenario": "x", "year": [2040], "candidate_id": "osm:shop", "destination_kwh": 100_000.0})
    table, *_ = planned(names=("osm:shop",), found=found, destination=visits)
    later = row(table, "osm:shop", 2040)
    assert later[["points_7kw_count", "points_22kw_count", "points_50kw_count"]].tolist() == [0.0, 5.0, 2.0]
    assert later["rated_kw"] == 210.0
    assert later["energy_kwh"] == pytest.approx(54_750.0 + 100_000.0)
    bare, _, findings, _ = planned(names=("osm:shop",), found=found)
    assert bare["points_50kw_count"].sum() == 0.0
    assert "no_destination_demand" in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("mva", "bound", "flag", "light", "shift_mw"),
    [
        # The site's load in 2040 is 63 kW, 31.5 managed.
        (0.063, "exact", "fits_now", "amber", 0.0),
        (0.050, "exact", "needs_reinforcement", "amber", 0.013),
        (0.020, "exact", "needs_reinforcement", "red", 0.043),
        (0.063, "at_least", "fits_now", "amber", 0.0),
        (0.050, "at_least", "ask_operator", "amber", 0.013),
        (0.0, "at_most", "ask_operator", "red", NONE),
        (-1.0, "at_most", "ask_operator", "red", NONE),
        (9.0, "at_most", "ask_operator", "unknown", NONE),
        (0.050, "at_most", "needs_reinforcement", "unknown", NONE),
        (NONE, "unknown", "ask_operator", "unknown", NONE),
        (9.0, "unknown", "ask_operator", "unknown", NONE),
    ],
)
def test_the_grid_flag_says_no_more_than_the_headroom_proves(mva, bound, flag, light, shift_mw):
    grid = Grid(room([("x", 2040, "s1", mva, bound)]))
    later = row(planned(names=(FIRST,), grid=grid)[0], FIRST, 2040)
    assert (later["grid_flag"], later["light"]) == (flag, light)
    assert later["shift_needed_mw"] == pytest.approx(shift_mw, nan_ok=True)
    assert later["shift_possible_mw"] == pytest.approx(0.0315)
    assert later["assessed"] == "primary and above only, LV not assessed"


def test_a_year_without_a_figure_is_not_taken_from_another():
    grid = Grid(room([("x", 2040, "s1", 9.0, "exact")]))
    assert row(planned(names=(FIRST,), grid=grid)[0], FIRST, 2030)["grid_flag"] == "ask_operator"


def test_green_needs_a_known_secondary_with_room():
    known = pd.DataFrame({"candidate_id": [FIRST], "headroom_kw": [63.0]})
    table = planned(names=(FIRST,), grid=Grid(AMPLE, secondary=known))[0]
    assert row(table, FIRST, 2040)["light"] == "green"
    assert row(table, FIRST, 2040)["assessed"].startswith("secondary")
    tight = planned(names=(FIRST,), grid=Grid(AMPLE, secondary=known.assign(headroom_kw=40.0)))[0]
    assert row(tight, FIRST, 2040)["light"] == "amber"
    full = planned(names=(FIRST,), grid=Grid(AMPLE, secondary=known.assign(headroom_kw=10.0)))[0]
    assert row(full, FIRST, 2040)["light"] == "red"


def test_no_headroom_is_promised_twice_to_sites_on_one_substation():
    # Both on s1: 63 kW of FIRST, then SMALL with 5 vehicles: 2 points, 14 kW. 0.070 holds the first alone.
    at = places()
    found = candidates(at, None, Ground(lsoas()), replace(WALK, cluster_min_homes=1.0))
    grid = Grid(room([("x", 2040, "s1", 0.070, "exact")]))
    table, *_ = planned(names=(FIRST, SMALL), grid=grid, found=found, years={("x", 2040): 7.0})
    first, second = row(table, FIRST, 2040), row(table, SMALL, 2040)
    # 7 times 12 vehicles: 84, 12 points, 84 kW; SMALL: 7 vehicles, 2 points, 14 kW, of -0.014 left.
    assert first[["unmanaged_kw", "headroom_before_mva"]].tolist() == [84.0, 0.070]
    assert second["headroom_before_mva"] == pytest.approx(0.070 - 0.084)
    assert second["headroom_after_mva"] == pytest.approx(0.070 - 0.098)


def test_a_site_that_stands_keeps_its_room_when_a_better_rank_opens_later():
    # Rank 1 opens in 2040 only, with 7 vehicles, 14 kW; rank 2 stands since 2030, in 2040 with 84 kW of 90.
    at = places()
    found = candidates(at, None, Ground(lsoas()), replace(WALK, cluster_min_homes=1.0))
    grid = Grid(room([("x", year, "s1", 0.090, "exact") for year in (2030, 2040)]))
    times = {("x", 2030): 1.0, ("x", 2040): 7.0}
    table, *_ = planned(names=(SMALL, FIRST), grid=grid, found=found, years=times)
    assert row(table, SMALL, 2040)["first_year"] == 2040
    assert row(table, FIRST, 2040)["grid_flag"] == "fits_now"
    assert row(table, SMALL, 2040)["headroom_before_mva"] == pytest.approx(0.006)


def test_nothing_chosen_and_no_places_make_empty_tables():
    at = places()
    found = candidates(at, None, Ground(lsoas()), WALK)
    none = chosen(FIRST).iloc[:0]
    served = catchments(none, found.table, found.reach, at)
    wanted = need(YEARS)
    made = programme(Choice(none, found.table, served, wanted), prices(), Grid(AMPLE), SIZES)
    assert made.sites.empty
    assert moved_load(made.sites, wanted, at[["place_id", "lsoa_code", "substation_id"]], served).empty
    levi = levi_evidence(made.sites, at, wanted, served, None, price_year=2024)
    assert levi["sites_count"].eq(0.0).all()
    assert levi["no_drive_homes"].tolist() == [64.0, 40.0, 64.0, 40.0]
    assert candidates(at.iloc[:0], None, Ground(lsoas()), WALK).table.empty


def test_the_whole_path_counts_and_the_tightest_of_it_binds():
    # s1 and s2 have room, their BSP 0.1: FIRST takes 0.063, SECOND (40 vehicles, 6 points, 42 kW) finds 0.037.
    paths = pd.DataFrame({"substation_id": ["s1", "s2", "s2"], "limit_id": ["bsp", "bsp", "gsp"]})
    whole = pd.concat([AMPLE, room([("x", year, "bsp", 0.1, "exact") for year in (2030, 2040)])], ignore_index=True)
    table, *_ = planned(grid=Grid(whole, paths=paths))
    first, second = row(table, FIRST, 2040), row(table, SECOND, 2040)
    assert first[["grid_flag", "binding_substation_id"]].tolist() == ["fits_now", "bsp"]
    assert second[["grid_flag", "binding_substation_id"]].tolist() == ["needs_reinforcement", "bsp"]
    assert second["headroom_before_mva"] == pytest.approx(0.037)
    assert second["shift_needed_mw"] == pytest.approx(0.005)


def works(*rows):
    return pd.DataFrame(rows, columns=["work_id", "substation_id", "effective_year", "added_mva"])


def test_named_works_with_a_stated_capacity_make_room_from_their_year():
    # 0.05 + 0.01 (2028) is not 0.063; + 0.02 (2032) is.
    grid = Grid(
        room([("x", 2040, "s1", 0.05, "exact")]),
        works=works(("w1", "s1", 2028.0, 0.01), ("w2", "s1", 2032.0, 0.02), ("w3", "s2", 2026.0, 9.0)),
    )
    later = row(planned(names=(FIRST,), grid=grid)[0], FIRST, 2040)
    assert later[["grid_flag", "works_year", "work_ids"]].tolist() == ["fits_after_named_works", 2032.0, "w1; w2"]


def test_works_without_a_capacity_or_date_are_named_and_prove_nothing():
    grid = Grid(
        room([("x", 2040, "s1", 0.05, "exact")]), works=works(("w1", "s1", 2028.0, NONE), ("w2", "s1", NONE, 9.0))
    )
    later = row(planned(names=(FIRST,), grid=grid)[0], FIRST, 2040)
    assert later[["grid_flag", "work_ids"]].tolist() == ["needs_reinforcement", "w1; w2"]
    assert np.isnan(later["works_year"])


def test_works_at_one_place_do_not_help_against_a_limit_nobody_knows():
    paths = pd.DataFrame({"substation_id": ["s1"], "limit_id": ["bsp"]})
    figures = room([("x", 2040, "s1", 0.05, "exact"), ("x", 2040, "bsp", 0.0, "at_most")])
    grid = Grid(figures, paths=paths, works=works(("w1", "s1", 2028.0, 1.0)))
    later = row(planned(names=(FIRST,), grid=grid)[0], FIRST, 2040)
    assert later["grid_flag"] == "ask_operator"


def test_excluded_and_unknown_sites_and_shared_ranks_are_refused():
    at = places()
    found = candidates(at, None, Ground(lsoas()), WALK)
    with pytest.raises(FaultsError, match="excluded"):
        catchments(chosen(FIRST, SMALL), found.table, found.reach, at)
    with pytest.raises(FaultsError, match="no candidates"):
        catchments(chosen("elsewhere"), found.table, found.reach, at)
    with pytest.raises(FaultsError, match="rank"):
        catchments(chosen(FIRST, SECOND).assign(rank_count=1), found.table, found.reach, at)


def test_a_place_is_served_by_its_nearest_site_and_of_equals_by_the_better_rank():
    # "a" stands on AB, "b" 200 m east on AC; AA is nearer to a; a home half way goes by rank.
    rows = [
        ("OX4 1AA", A, 300.0, 9.0, 1.0, "s1"),
        ("OX4 1AB", A, 400.0, 9.0, 1.0, "s1"),
        ("OX4 1AC", A, 500.0, 9.0, 1.0, "s1"),
    ]
    at = places(rows)
    two = sites(
        [
            ("a", "parking", "public", "surface", 50.0, box(295, 95, 10, 10)),
            ("b", "parking", "public", "surface", 50.0, box(495, 95, 10, 10)),
        ]
    )
    found = candidates(at, two, Ground(lsoas()), WALK)
    for names in (("osm:a", "osm:b"), ("osm:b", "osm:a")):
        served = catchments(chosen(*names), found.table, found.reach, at).set_index("place_id")["candidate_id"]
        assert served.to_dict() == {"OX4 1AA": "osm:a", "OX4 1AB": names[0], "OX4 1AC": "osm:b"}


def test_a_place_its_nearest_site_has_no_room_for_goes_to_the_next_that_has():
    # All three are nearest to "a", which serves 4: AA (2 vehicles, 10 m) and AB (2, 20 m) fill it; AC (3, 30 m) goes to
    # "b" 170 m off. With room for 4 at "a" and none at "b", AC stays with its nearest.
    rows = [("OX4 1AA", A, 310.0, 9.0, 2.0, "s1"), ("OX4 1AB", A, 320.0, 9.0, 2.0, "s1")]
    at = places([*rows, ("OX4 1AC", A, 330.0, 9.0, 3.0, "s1")])
    two = sites(
        [
            ("a", "parking", "public", "surface", 50.0, box(295, 95, 10, 10)),
            ("b", "parking", "public", "surface", 50.0, box(495, 95, 10, 10)),
        ]
    )
    found = candidates(at, two, Ground(lsoas()), WALK)
    for most, last in ((np.array([4.0, 9.0]), "osm:b"), (np.array([4.0, 0.0]), "osm:a")):
        served = catchments(chosen("osm:b", "osm:a"), found.table, found.reach, at, at_most=most)
        assert served.set_index("place_id")["candidate_id"].to_dict() == {
            "OX4 1AA": "osm:a",
            "OX4 1AB": "osm:a",
            "OX4 1AC": last,
        }


def test_moved_load_leaves_the_homes_substation_and_arrives_at_the_sites():
    # AC hangs on s9 here: its 4 vehicles leave s9 for s1, where the site stands; AA and AB stay on s1: nothing moves.
    table, served, _, wanted = planned(names=(FIRST,), years={("x", 2030): 1.0})
    homes = places()[["place_id", "lsoa_code", "substation_id"]]
    homes.loc[homes["place_id"].eq("OX4 1AC"), "substation_id"] = "s9"
    moved = moved_load(table, wanted, homes, served)
    assert moved["vehicles_count"].tolist() == [4.0, -4.0]
    assert moved["substation_id"].tolist() == ["s1", "s9"]


def test_levi_evidence_counts_homes_before_and_after_and_cost_to_date():
    # District 1: 64 homes, AA covered today (10), AB and AC by the site (50): 60; 2,500 + 7,000 GBP for 9 points.
    table, served, _, wanted = planned(names=(FIRST,))
    covered = places()["place_id"].eq("OX4 1AA").to_numpy()
    levi = levi_evidence(table, places(), wanted, served, covered, price_year=2024).set_index(["district_code", "year"])
    one = levi.loc[("E07000001", 2040)]
    columns = ["no_drive_homes", "covered_before_homes", "covered_after_homes", "points_7kw_count", "capex_central_gbp"]
    assert one[columns].tolist() == [64.0, 10.0, 60.0, 9.0, 9_500.0]
    assert one["central_per_point_gbp"] == pytest.approx(9_500.0 / 9)
    assert one["on_street_share"] == 1.0
    assert np.isnan(one["council_share"])
    other = levi.loc[("E07000002", 2040)]
    assert other[["no_drive_homes", "covered_after_homes", "sites_count", "capex_central_gbp"]].tolist() == [
        40.0,
        0,
        0,
        0,
    ]
    assert np.isnan(other["on_street_share"])


def test_a_council_is_told_by_its_name_and_an_unknown_register_of_chargers_is_blank():
    park = sites([("p", "parking", "public", "surface", 50.0, box(280, 85, 40, 30))])
    ground = Ground(lsoas(), owners={"osm:p": "Toytown District Council"})
    table, served, _, wanted = planned(names=("osm:p",), found=candidates(places(), park, ground, WALK))
    levi = levi_evidence(table, places(), wanted, served, None, price_year=2024).set_index(["district_code", "year"])
    assert levi.loc[("E07000001", 2040), "council_share"] == 1.0
    assert levi["covered_before_homes"].isna().all()


def test_the_shipped_prices_keep_their_contract_and_every_item_has_one(root: Path):
    table, findings = read_table(root / "data" / "charging" / "costs.csv", ChargingCosts, table="costs.csv")
    assert findings == []
    assert Prices.of(table, price_year=2024).of_points("7_kw", np.array(["on_street"]), np.ones(1))[1, 0] > 0


def test_prices_of_other_years_are_brought_to_one_by_the_index_or_refused():
    index = pd.DataFrame({"year": [2020, 2024], "index_ratio": [0.8, 1.0]})
    later = Prices.of(costs().assign(price_year=2020.0), index, price_year=2024)
    # 1,000 / 0.8 = 1,250.
    assert later.of_points("7_kw", np.array(["off_street"]), np.ones(1))[1, 0] == pytest.approx(1_250.0)
    with pytest.raises(FaultsError, match="2020"):
        Prices.of(costs().assign(price_year=2020.0), price_year=2024)
    with pytest.raises(FaultsError, match="50_kw"):
        Prices.of(costs()[lambda frame: frame["item"].ne("50_kw")], price_year=2024)


def test_ocpi_has_a_planned_evse_a_point_with_coordinates_as_text():
    table, *_ = planned()
    found = planned_locations(
        table, {"E07000001": "Toytown"}, scenario="x", year=2030, last_updated="2026-11-30T00:00:00Z"
    )
    assert [place["id"] for place in found] == [FIRST, SECOND]
    first = found[0]
    assert first["city"] == "Toytown"
    assert first["address"] == "near OX4 1"
    assert first["publish"] is False
    assert [evse["status"] for evse in first["evses"]] == ["PLANNED", "PLANNED"]
    assert first["evses"][0]["connectors"][0]["power_type"] == "AC_1_PHASE"
    latitude, longitude = (first["coordinates"][name] for name in ("latitude", "longitude"))
    assert isinstance(latitude, str)
    assert (float(latitude), float(longitude)) == pytest.approx((51.698, -1.273), abs=0.01)


def test_our_own_reader_reads_the_export_as_planned_points(tmp_path):
    table, *_ = planned()
    found = planned_locations(table, {}, scenario="x", year=2030, last_updated="2026-11-30T00:00:00Z", publish=True)
    path = tmp_path / "planned.json"
    path.write_text(json.dumps({"data": found, "status_code": 1000, "timestamp": "2026-11-30T00:00:00Z"}))
    chargers = ocpi.read(path, SourceRow("planned", "", "open")).tables[CHARGERS]
    assert len(chargers) == table.loc[table["year"].eq(2030), "points_7kw_count"].sum()
    assert set(chargers["status"]) == {"planned"}
    assert chargers["power_kw"].tolist() == pytest.approx([7.36] * len(chargers))


worlds = st.lists(
    st.tuples(
        st.integers(0, 1900),
        st.integers(1, 60),
        st.floats(0, 30, allow_nan=False),
        st.sampled_from(["s1", "s2", ""]),
        st.sampled_from([A, B]),
    ),
    min_size=1,
    max_size=12,
)


def world(rows):
    at = places(
        [
            (f"OX1 {n:03d}", code, float(east), float(homes), vehicles, sub)
            for n, (east, homes, vehicles, sub, code) in enumerate(rows)
        ]
    )
    found = candidates(at, None, Ground(lsoas()), replace(WALK, cluster_min_homes=0.0))
    names = found.table.loc[found.table["excluded"].eq(""), "candidate_id"]
    return at, found, names


def made_of(rows, mva=0.1):
    at, found, names = world(rows)
    picked = chosen(*names)
    served = catchments(picked, found.table, found.reach, at)
    wanted = need({("x", 2030): 0.7, ("x", 2040): 1.0}, at)
    grid = Grid(room([("x", year, name, mva, "exact") for year in (2030, 2040) for name in ("s1", "s2")]))
    result = programme(Choice(picked, found.table, served, wanted), prices(), grid, SIZES)
    return at, found, served, wanted, result.sites


@settings(max_examples=25)
@given(worlds)
def test_moved_load_sums_to_exactly_nothing_and_no_lsoa_loses_more_than_its_vehicles(rows):
    at, _, served, wanted, table = made_of(rows)
    moved = moved_load(table, wanted, at[["place_id", "lsoa_code", "substation_id"]], served)
    if moved.empty:
        return
    assert moved.groupby(["scenario", "year"])["vehicles_count"].sum().eq(0.0).all()
    had = wanted.groupby(["year", "lsoa_code"])["no_drive_vehicles_count"].sum()
    lost = -moved["vehicles_count"].clip(upper=0.0).groupby([moved["year"], moved["lsoa_code"]]).sum()
    assert (lost <= had.reindex(lost.index) + 1e-9).all()


@settings(max_examples=25)
@given(worlds)
def test_sites_sell_no_more_than_their_vehicles_public_energy_and_costs_are_ordered(rows):
    *_, wanted, table = made_of(rows)
    assert (table["energy_kwh"] <= table["vehicles_count"] * 912.5 + 1e-6).all()
    served = table.groupby("year")["served_vehicles_count"].sum()
    assert (served <= wanted.groupby("year")["no_drive_vehicles_count"].sum().reindex(served.index) + 1e-9).all()
    assert (table["capex_low_gbp"] <= table["capex_central_gbp"]).all()
    assert (table["capex_central_gbp"] <= table["capex_high_gbp"]).all()
    assert (table["points_low_count"] <= table["points_7kw_count"]).all()
    assert (table["points_7kw_count"] <= table["points_high_count"]).all()


@settings(max_examples=25)
@given(worlds)
def test_no_site_is_larger_than_what_siting_allowed_for_it(rows):
    _, found, _, _, table = made_of(rows)
    allowed = pd.Series(hub_kw(found.table, SIZES), index=found.table["candidate_id"])
    assert (table["rated_kw"].to_numpy() <= allowed[table["site_id"]].to_numpy() + 1e-9).all()


@settings(max_examples=25)
@given(worlds, st.floats(0, 0.3, allow_nan=False))
def test_sites_that_fit_now_never_load_a_substation_past_its_headroom(rows, mva):
    *_, table = made_of(rows, mva)
    fits = table[table["grid_flag"].eq("fits_now")]
    load = fits.groupby(["year", "substation_id"])["unmanaged_kw"].sum() / 1_000.0
    assert (load <= mva + 1e-9).all()
    assert not table.loc[table["substation_id"].eq(""), "grid_flag"].eq("fits_now").any()
    assert table["light"].ne("green").all()


@settings(max_examples=25)
@given(worlds, st.floats(0, 0.2, allow_nan=False), st.floats(0, 0.2, allow_nan=False))
def test_more_headroom_never_makes_a_verdict_worse(rows, mva, more):
    order = ["needs_reinforcement", "ask_operator", "fits_now"]
    less, better = (made_of(rows, room_mva)[-1] for room_mva in (mva, mva + more))
    assert (better["grid_flag"].map(order.index) >= less["grid_flag"].map(order.index)).all()


@settings(max_examples=25)
@given(worlds, st.lists(st.floats(0, 40, allow_nan=False), min_size=12, max_size=12))
def test_asking_for_room_never_serves_fewer_and_each_place_has_one_site(rows, most):
    at, found, names = world(rows)
    at_most = np.array(most)[: len(found.table)]
    served = []
    for limit in (None, at_most):
        whose = catchments(chosen(*names), found.table, found.reach, at, at_most=limit)
        assert not whose.duplicated(["scenario", "place_id", "lsoa_code"]).any()
        vehicles = (
            whose.merge(at, on=["place_id", "lsoa_code"]).groupby("candidate_id")["no_drive_vehicles_count"].sum()
        )
        room_of = pd.Series(at_most, index=found.table["candidate_id"]).reindex(vehicles.index)
        served.append((len(whose), np.minimum(vehicles, room_of).sum()))
    assert served[0][0] == served[1][0]
    assert served[1][1] >= served[0][1] - 1e-6


def test_a_verdict_of_no_sites_is_an_empty_table():
    blank = pd.DataFrame(
        {
            **{name: pd.Series(dtype="str") for name in ("scenario", "candidate_id", "substation_id")},
            **{name: pd.Series(dtype="int64") for name in ("year", "first_year", "rank_count")},
            **{name: pd.Series(dtype="float64") for name in ("unmanaged_kw", "managed_kw")},
        }
    )
    assert verdicts(blank, Grid(AMPLE), SIZES).empty
