"""Charge points as the page carries them: complete, scenario by scenario, escaped, and blank where nobody knows."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from atlas_charging import ABSENT, BLANK, CHARGING_CAVEAT, PLAN, RECORDED, charged, chargers, crowd, need, sites
from atlas_homes import homed
from atlas_world import world
from lae.atlas import render_atlas
from lae.atlas.charging import CHARGER, CONNECTIONS, NEED, PLACE, packed_charging
from lae.atlas.charging import PLAN as PLAN_COLUMNS
from lae.atlas.homes import FIGURES
from lae.atlas.model import CHARGERS, CHARGING_NEED, CHARGING_SITES
from lae.charging.contract import GOV_UK_SPEEDS, STATUSES
from lae.charging.sites_contract import GRID_FLAGS
from lae.geo import degrees_from_bng

HOSTILE = "</script><img src=x onerror=alert(1)>${x}`\u2028=cmd"


def _data(page: str) -> dict:
    return json.loads(re.search(r'<script id="lae-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture(scope="module")
def told() -> dict:
    return _data(render_atlas(charged()))["charging"]


def _plans(told: dict, scenario: int) -> list[dict]:
    """The plans of a scenario with the facts of their places, texts spelt out."""
    found = []
    for row in told["plans"][scenario]:
        plan = dict(zip(told["plan"], row, strict=True))
        place = dict(zip(told["place"], told["places"][plan["place"]], strict=True))
        texts = {name: told["texts"][plan[name]] for name in ("connection", "note", "provenance")}
        named = {name: told["texts"][place[name]] for name in ("kind", "substation")}
        found.append({**place, **plan, **texts, **named})
    return found


def _recorded(told: dict) -> list[dict]:
    rows = [dict(zip(told["charger"], row, strict=True)) for row in told["chargers"]]
    texts = ("operator", "speed", "status", "vintage")
    return [{**row, **{name: told["texts"][row[name]] for name in texts}} for row in rows]


def test_without_charge_points_the_page_carries_none():
    for model in (world(), homed(), world(charging_caveat=CHARGING_CAVEAT)):
        assert _data(render_atlas(model))["charging"] is None


def test_every_figure_of_a_planned_site_reaches_the_page(told):
    first = _plans(told, 0)[0]
    # 84 kW: 12 points of 7 kW; 42.4 kW after diversity, 1033.2 homes, 383.04 cars, £ 103,698: three digits of each.
    assert {name: first[name] for name in ("points", "rated_kw", "diversity_kw", "homes", "vehicles")} == {
        "points": 12,
        "rated_kw": 84,
        "diversity_kw": 42,
        "homes": 1030,
        "vehicles": 383,
    }
    assert (first["cost_low"], first["cost"], first["cost_high"]) == (84_000, 104_000, 168_000)
    assert (first["site_id"], first["name"], first["kind"]) == ("osm:1", "Mill Lane car park", "car_park")
    assert (first["connection"], first["first_year"], first["substation"]) == ("fits_now", 2026, "ssen:T-4")
    assert first["note"] == "6.40 MVA left at Aldermoor Lane Primary"
    assert first["provenance"] == "modelled; car parks of OpenStreetMap"
    # 6 km east and 35 km north: the first square of the top row, in the district of the north-west.
    data = _data(render_atlas(charged()))
    assert data["areas"]["names"][first["lsoa"]] == "Square 13"
    assert data["districts"][first["district"]][1] == "Castlewick"


def test_a_place_is_written_once_and_each_scenario_has_its_own_plan_of_it(told):
    assert len(told["places"]) == len(PLAN)
    fast, slow = _plans(told, 0), _plans(told, 1)
    assert [site["site_id"] for site in fast] == [row[0] for row in PLAN]
    assert [(site["site_id"], site["first_year"], site["connection"]) for site in slow] == [
        ("osm:1", 2031, "needs_reinforcement")
    ]


def test_plans_stand_in_the_order_of_their_first_year_and_else_as_given():
    given = sites().iloc[[3, 2, 1, 0]].assign(first_year=[2035, 2028, 2028, 2026])
    plans = _plans(packed_charging(charged(charging_sites=given)), 0)
    assert [site["site_id"] for site in plans] == ["osm:1", "cluster-E01000009-1", "osm:2", "osm:4"]


def test_what_a_site_lacks_is_null_and_its_connection_unknown_unless_it_is_one_of_four(told):
    asked = _plans(told, 0)[2]
    assert (asked["cost_low"], asked["cost"], asked["cost_high"]) == (None, None, None)
    assert asked["substation"] == ""
    bare = sites().assign(
        connection="surely fine", rated_kw=np.nan, easting_m=np.nan, lsoa_code="", district_code="W06000001"
    )
    odd = _plans(packed_charging(charged(charging_sites=bare)), 0)[0]
    assert odd["connection"] == "unknown"
    assert (odd["rated_kw"], odd["x"], odd["y"], odd["lsoa"], odd["district"]) == (None, None, None, None, None)


def test_marks_stand_where_their_tables_say_within_a_metre(told):
    table = chargers()
    lon, lat = degrees_from_bng(table["easting_m"], table["northing_m"])
    for row, east, north in zip(_recorded(told), lon, lat, strict=True):
        if np.isnan(east):
            assert (row["x"], row["y"]) == (None, None)
        else:
            assert abs(row["x"] / 100_000 - east) <= 0.000_005_1
            assert abs(row["y"] / 100_000 - north) <= 0.000_005_1


def test_recorded_locations_keep_their_record_and_whether_it_is_history(told):
    found = _recorded(told)
    assert [row["location_id"] for row in found] == [row[0] for row in RECORDED]
    assert [row["historical"] for row in found] == [int(row[-1]) for row in RECORDED]
    assert [row["vintage"] for row in found] == [row[-2] for row in RECORDED]
    assert (found[3]["points"], found[3]["power_kw"], found[3]["speed"]) == (None, None, "")
    assert {row["status"] for row in found} == set(STATUSES)
    assert {row["speed"] for row in found} <= set(GOV_UK_SPEEDS)


def test_need_is_told_for_every_lsoa_with_its_scenario_and_year(told):
    assert told["need_of"] == ["Fast lane", 2030]
    # Square 7: 700 cars, 233 of them without a drive, 175 uncovered; 7 points, 3.5 to 14.
    assert {figure["key"]: figure["values"][6] for figure in told["figures"]} == {
        "vehicles_count": 700,
        "no_drive_vehicles_count": 233,
        "uncovered_vehicles_count": 175,
        "points_low": 3.5,
        "points": 7,
        "points_high": 14,
    }
    for code in (BLANK, ABSENT):
        assert {figure["values"][int(code[-2:]) - 1] for figure in told["figures"]} == {None}


def test_no_figure_of_need_shares_its_name_in_links_with_one_of_homes():
    keys = [figure.column for figure in (*FIGURES, *NEED)]
    assert len(keys) == len(set(keys))
    assert {figure.column for figure in NEED} < set(CHARGING_NEED)
    assert {figure.basis for figure in NEED} == {"modelled"}


@pytest.mark.parametrize(
    ("only", "has"),
    [
        ({"charging_sites": sites()}, "places"),
        ({"chargers": chargers()}, "chargers"),
        ({"charging_need": need()}, "figures"),
    ],
)  # fmt: skip
def test_each_table_may_stand_alone(only, has):
    data = _data(render_atlas(world(**only)))
    filled = {name for name in ("places", "chargers", "figures") if data["charging"][name]}
    assert filled == {has}
    assert data["homes"] is None
    assert len(data["areas"]["names"]) == 16


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"charging_sites": sites().assign(scenario="odd")}, "charging sites of scenarios without a label: odd"),
        ({"charging_need": need().assign(scenario="odd")}, "charging need of scenarios without a label: odd"),
        ({"charging_sites": pd.concat([sites(), sites()])}, "given twice in one scenario: cluster-E01000009-1, osm:1"),
        ({"charging_sites": sites().assign(first_year=np.nan)}, "charging sites without a first year"),
        ({"charging_need": need().assign(year=range(15))}, "charging need of more than one scenario or year"),
        ({"charging_need": pd.concat([need(), need()])}, "charging need gives an LSOA twice"),
        ({"charging_need": need().assign(lsoa_code=[f"E0199{n:04d}" for n in range(15)])}, "not drawn: E01990000"),
        ({"charging_sites": sites().drop(columns="connection")}, "the charging sites table lacks connection"),
        ({"chargers": chargers().drop(columns="historical")}, "the chargers table lacks historical"),
        ({"charging_need": need().drop(columns="points_low")}, "the charging need table lacks points_low"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_truthfully_is_refused_by_name(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        charged(**changes)


def test_hostile_texts_stand_only_in_data_and_only_escaped():
    texts = ("name", "kind", "substation_id", "connection", "connection_note", "provenance")
    page = render_atlas(
        charged(
            charging_caveat=HOSTILE,
            charging_sites=sites().assign(**dict.fromkeys(texts, HOSTILE)),
            chargers=chargers().assign(
                **dict.fromkeys(["location_id", "name", "operator", "speed_gov_uk", "status", "vintage"], HOSTILE)
            ),
        )
    )
    assert "<img" not in page
    assert "\u2028" not in re.search(r'<script id="lae-data".*?</script>', page, re.DOTALL)[0]
    told = _data(page)["charging"]
    site, charger = _plans(told, 0)[0], _recorded(told)[0]
    assert {site[name] for name in ("name", "kind", "substation", "note", "provenance")} == {HOSTILE}
    assert site["connection"] == "unknown"
    assert {charger[name] for name in ("location_id", "name", "operator", "speed", "status", "vintage")} == {HOSTILE}
    assert told["caveat"] == HOSTILE


def test_the_callers_tables_are_left_as_they_were_and_equal_models_give_equal_bytes():
    model = charged()
    names = ("charging_sites", "chargers", "charging_need")
    before = {name: getattr(model, name).copy() for name in names}
    assert render_atlas(model) == render_atlas(charged())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(model, name), frame)


def test_three_hundred_sites_and_a_thousand_chargers_cost_less_than_250_kilobytes():
    grown = len(render_atlas(charged(**crowd(300)))) - len(render_atlas(homed(layers=True)))
    assert 50_000 < grown < 250_000


def test_the_page_has_a_place_for_every_column_it_is_given():
    # The scenario is which list a plan stands in; a plan names its place, which has no column.
    assert len(PLACE) + len(PLAN_COLUMNS) - 1 == len(CHARGING_SITES) - 1
    assert len(CHARGER) == len(CHARGERS)


def test_the_classes_of_connection_are_those_of_the_plan():
    assert set(CONNECTIONS) == set(GRID_FLAGS)
