"""Supply: what registers share is counted once, cover is a walk and no more, and nothing unknown is good news."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGERS, CHARGING_TOTALS, Chargers, ChargingTotals, dft_speed, gov_uk_speed
from lae.charging.supply.by_area import chargers_by_area
from lae.charging.supply.cover import cover
from lae.charging.supply.gaps import gaps
from lae.charging.supply.merged import merged
from lae.charging.supply.operators import operator_keys
from lae.charging.supply.published import beside_published
from lae.charging.supply.roads import Roads, walks
from lae.charging.supply.settings import ASSUMPTION_IDS, SupplySettings
from lae.charging.supply.standing import standing
from lae.charging.supply.study_area import NO_PLACE, areas_of, within_study
from lae.charging.supply_contract import ChargersByArea, ChargingGaps, OperatorAliases
from lae.files import read_table
from lae.findings import FaultsError
from lae.geo import BNG, bng_from_degrees, degrees_from_bng
from lae.readers import catalogue, charging_tables
from lae.readers.base import SourceRow
from lae.tables import check, columns_of, empty, validated

SETTINGS = SupplySettings(
    merge_m=30, same_id_m=500, margin_m=5_000, walk_m=400, detour_ratio=1.0, beyond_published_ratio=1.2
)
E, N = 450_000.0, 200_000.0


def charger(charger_id, east, north=0.0, *, operator="Volts Ltd", **cells):
    register = charger_id.partition(":")[0]
    row = {
        "charger_id": charger_id,
        "location_id": f"{charger_id}-place",
        "register": register,
        "operator": operator,
        "name": "Mill Lane",
        "postcode": "OX1 1AA",
        "easting_m": E + east,
        "northing_m": N + north,
        "points_count": 1.0,
        "connectors_count": 3.0,
        "connectors": "type2",
        "power_kw": 7.0,
        "weakest_power_kw": 7.0,
        "power_basis": "stated",
        "access": "public",
        "status": "working",
        "setting": "off_street",
        "opened": "",
        "recorded": "",
        "updated": "2024-01-01",
        "vintage": "2024",
        "source_id": register,
        "source_row": 1,
        "licence": f"licence of {register}",
    }
    return row | cells


def table(*rows):
    frame = pd.DataFrame(list(rows))
    texts = [name for name in frame.columns if frame[name].map(type).eq(str).all()]
    frame = frame.astype(dict.fromkeys(texts, "str") | {"points_count": float, "power_kw": float})
    frame = frame.assign(speed_dft=dft_speed(frame["power_kw"]), speed_gov_uk=gov_uk_speed(frame["power_kw"]))
    return validated(frame, Chargers, CHARGERS)


def supply(*rows, **options):
    return merged(table(*rows), SETTINGS, **options)


def rules(findings):
    return {finding.rule for finding in findings}


def places(*points):
    frame = pd.DataFrame(points, columns=["easting_m", "northing_m"], dtype=float)
    return frame.assign(easting_m=frame["easting_m"] + E, northing_m=frame["northing_m"] + N)


def square(west, south, side=1_000.0):
    return shapely.box(E + west, N + south, E + west + side, N + south + side)


def lsoas():
    """Two LSOAs side by side: A from 0 to 1 km, B from 1 to 2 km east."""
    frame = {"lsoa_code": ["E01000002", "E01000001"], "district_code": ["E07000001", "E07000001"]}
    shapes = [square(1_000, -500), square(0, -500)]
    return gpd.GeoDataFrame(pd.DataFrame(frame, dtype="str"), geometry=shapes, crs=BNG)


# --- merging ------------------------------------------------------------


def test_one_device_in_two_registers_is_one_location_with_both_ids_and_the_newest_words():
    found = supply(
        charger("ncr:a1", 0, updated="2021-05-04", name="Old name", power_kw=3.0),
        charger("ocm:77", 18, 24, operator="VOLTS limited", updated="2023-01-03", name="New name", power_kw=7.0),
    )
    # 3-4-5: 18 east and 24 north are 30 m, which is still within.
    row = found.locations.iloc[0]
    assert len(found.locations) == 1
    assert (row["charger_ids"], row["registers"], row["register"]) == ("ncr:a1; ocm:77", "ncr; ocm", "ocm")
    assert (row["name"], row["power_kw"], row["points_count"]) == ("New name", 7, 1)
    assert (row["easting_m"], row["northing_m"], row["extent_m"]) == (E + 18, N + 24, 24)
    assert row["licence"] == "licence of ncr; licence of ocm"
    assert not row["historical"]
    match = found.matches.iloc[0]
    assert (match["id_a"], match["id_b"], match["distance_m"]) == ("ncr:a1-place", "ocm:77-place", 30)
    assert (match["why"], match["merged"], match["location_id"]) == ("same_operator_near", True, "ocm:77-place")
    assert found.points.set_index("charger_id")["counted"].to_dict() == {"ncr:a1": False, "ocm:77": True}


def test_31_metres_or_another_operator_are_two_locations():
    apart = supply(charger("ncr:a1", 0), charger("ocm:77", 31))
    other = supply(charger("ncr:a1", 0), charger("ocm:77", 1, operator="Amps plc"))
    assert (len(apart.locations), len(other.locations)) == (2, 2)
    assert (len(apart.matches), len(other.matches)) == (0, 0)


def test_the_same_stated_id_is_one_place_near_by_and_a_warning_far_off():
    near = supply(charger("ocpi:GB*VOL*E123", 0), charger("osm:gb-vol-e123", 400, operator="Another"))
    far = supply(charger("ocpi:GB*VOL*E123", 0), charger("osm:gb-vol-e123", 600, operator="Another"))
    assert len(near.locations) == 1
    assert near.matches["why"].tolist() == ["same_id"]
    assert len(far.locations) == 2
    assert (far.matches["why"].tolist(), far.matches["merged"].tolist()) == (["same_id_far"], [False])
    assert "same_id_far" in rules(far.findings)


def test_ids_our_readers_made_up_match_nothing():
    found = supply(
        charger("ncr:row-3", 0, location_id="ncr:at-450000-200000"),
        charger("ocm:row-3", 200, location_id="ocm:at-450000-200000", operator="Amps"),
    )
    assert (len(found.locations), len(found.matches)) == (2, 0)


def test_devices_of_one_register_are_never_taken_as_the_same_and_are_told():
    found = supply(charger("ncr:a1", 0), charger("ncr:a2", 4))
    assert (len(found.locations), found.locations["points_count"].sum()) == (2, 2)
    assert "side_by_side" in rules(found.findings)


def test_a_street_of_lamp_columns_stays_a_street():
    # Columns every 20 m; a second register lists each 2 m off: five places, not one of 80 m.
    rows = [charger(f"ncr:a{n}", 20 * n, updated="2021-01-01") for n in range(5)]
    rows += [charger(f"osm:node/{n}", 20 * n + 2) for n in range(5)]
    found = supply(*rows)
    assert len(found.locations) == 5
    assert found.locations["extent_m"].tolist() == [2] * 5
    assert found.locations["points_count"].sum() == 5


def test_two_devices_meet_the_one_site_that_holds_both():
    found = supply(
        charger("ncr:a1", 0, updated="2021-01-01"),
        charger("ncr:a2", 20, updated="2021-01-01"),
        charger("ocm:7", 10, points_count=3.0),
    )
    row = found.locations.iloc[0]
    assert len(found.locations) == 1
    # The newer register states 3; the older one's two devices make 2.
    assert (row["points_count"], row["points_least_count"], row["points_most_count"]) == (3, 2, 3)


def test_a_register_silent_on_points_and_power_takes_those_of_the_next_newest():
    found = supply(
        charger("osm:node/1", 0, points_count=math.nan, power_kw=math.nan),
        charger("ocm:7", 5, points_count=4.0, power_kw=22.0, updated="2023-01-01"),
        charger("ncr:a", 5, points_count=9.0, power_kw=50.0, updated="2020-01-01"),
    )
    point = found.points.set_index("charger_id").loc["osm:node/1"]
    assert (point["points_count"], point["power_kw"], point["figures_from"]) == (4, 22, "ocm")
    assert (point["speed_dft"], point["speed_gov_uk"]) == ("8 to 49 kW", "fast")
    assert found.locations["points_count"].tolist() == [4]


def test_silent_records_share_the_points_another_register_states():
    at = {"location_id": "osm:1", "points_count": math.nan}
    rows = [charger("osm:a", 0, **at), charger("osm:b", 0, **at)]
    found = supply(*rows, charger("ocm:7", 5, points_count=6.0, updated="2023-01-01"))
    # Six points of one site on two records of the other: three each, six in all.
    assert found.points.set_index("charger_id")["points_count"].to_dict() == {"osm:a": 3, "osm:b": 3, "ocm:7": 6}
    assert found.locations["points_count"].tolist() == [6]


def test_a_record_without_an_update_is_as_new_as_its_first_day():
    found = supply(
        charger("ncr:a", 0, updated="", recorded="2022-01-01", name="First"),
        charger("ocm:7", 5, updated="2021-01-01", name="Second"),
    )
    assert found.locations["name"].tolist() == ["First"]


def test_operators_at_one_point_stay_apart_and_a_placeholder_is_no_operator():
    at = "ncr:at-1-2"
    found = supply(charger("ncr:a", 0, location_id=at), charger("ncr:b", 0, location_id=at, operator="Amps"))
    assert found.locations["location_id"].tolist() == [f"{at}/amps", f"{at}/volts"]
    keys = operator_keys(pd.Series(["*No Controller", "", "POD Point", "Pod Point Ltd.", "Network Ltd", "n/a"]))
    assert keys.tolist() == ["", "", "podpoint", "podpoint", "networkltd", ""]


def test_side_by_side_without_an_operator_is_told_not_merged():
    found = supply(charger("ncr:a", 0), charger("osm:node/1", 3, operator=""))
    assert len(found.locations) == 2
    assert (found.matches["why"].tolist(), found.matches["merged"].tolist()) == (["operator_not_stated"], [False])
    assert "operator_not_stated" in rules(found.findings)


def test_an_alias_brings_two_names_of_one_company_together(root):
    path = root / "data" / "charging" / "operator_aliases.csv"
    aliases, findings = read_table(path, OperatorAliases, table="operator_aliases.csv")
    assert findings == []
    pair = charger("ncr:a", 0, operator="Chargemaster"), charger("osm:node/1", 3, operator="bp pulse")
    assert (len(supply(*pair).locations), len(supply(*pair, aliases=aliases).locations)) == (2, 1)


def test_planned_private_and_broken_points_never_name_a_place_open():
    access = pd.Series(["public", "private", "public", "public", "customers", "unknown", "public"])
    status = pd.Series(["planned", "planned", "out_of_service", "working", "working", "working", "unknown"])
    assert standing(access, status).tolist() == [
        *("planned", "planned", "out_of_service", "open", "customers", "unknown", "unknown")
    ]
    at = {"location_id": "ocpi:1"}
    found = supply(
        charger("ocpi:a", 0, status="planned", points_count=5.0, power_kw=150.0, **at), charger("ocpi:b", 0, **at)
    )
    row = found.locations.iloc[0]
    # The planned five and their 150 kW stand apart from the one that is open.
    assert (row["standing"], row["points_count"], row["power_kw"]) == ("open", 1, 7)
    assert "never_cover" in rules(found.findings)


def test_the_closed_registry_is_called_history_and_no_register_is_no_news():
    found = supply(charger("ncr:a", 0))
    assert found.locations["historical"].tolist() == [True]
    assert "historical" in rules(found.findings)
    nothing = merged(empty(Chargers), SETTINGS)
    assert len(nothing.locations) == 0
    assert [finding.severity for finding in nothing.findings] == ["warning"]


def test_the_newest_of_a_charge_point_in_two_files_is_used():
    rows = [charger("ocpi:a", 0, updated="2023-01-01", name="Old"), charger("ocpi:a", 0, name="New")]
    frame = pd.concat([table(row) for row in rows])
    found = merged(frame, SETTINGS)
    assert found.locations["name"].tolist() == ["New"]
    assert "same_charger_again" in rules(found.findings)


worlds = st.lists(
    st.tuples(
        st.sampled_from(["ncr", "ocm", "osm", "ocpi"]),
        st.integers(0, 120),
        st.sampled_from(["Volts", "Amps", ""]),
        st.sampled_from(["2021-01-01", "2022-01-01", ""]),
        st.sampled_from([1.0, 2.0, math.nan]),
        st.sampled_from(["public", "unknown", "private"]),
    ),
    min_size=1,
    max_size=12,
)


def world(drawn):
    return [
        charger(f"{register}:{number}", east, operator=operator, updated=day, points_count=points, access=access)
        for number, (register, east, operator, day, points, access) in enumerate(drawn)
    ]


@settings(max_examples=40)
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_every_point_is_in_one_location(drawn, order):
    rows = world(drawn)
    one = supply(*rows)
    order.shuffle(rows)
    other = supply(*rows)
    for ours, theirs in ((one.locations, other.locations), (one.points, other.points), (one.matches, other.matches)):
        pd.testing.assert_frame_equal(ours, theirs)
    assert sorted(one.points["charger_id"]) == sorted(row["charger_id"] for row in rows)
    assert sorted("; ".join(one.locations["charger_ids"]).split("; ")) == sorted(one.points["charger_id"])
    assert set(one.points["location_id"]) == set(one.locations["location_id"])
    # One register is counted a location; devices are never fewer than the locations they stand in.
    counted = one.points[one.points["counted"]]
    assert (counted.groupby("location_id")["register"].nunique() == 1).all()
    assert len(counted) >= len(one.locations) == counted["location_id"].nunique()
    assert one.locations["points_count"].dropna().ge(1).all()


# --- the study's area ------------------------------------------------------------


def test_far_points_and_placeless_ones_are_left_out_each_with_its_reason():
    frame = table(charger("ncr:in", 500), charger("ncr:near", -4_999), charger("ncr:far", -5_001))
    frame = pd.concat([frame, table(charger("ncr:lost", 0)).assign(easting_m=np.nan)], ignore_index=True)
    inside = within_study(frame, lsoas(), id_column="charger_id", margin_m=5_000, name=CHARGERS)
    assert inside.kept["charger_id"].tolist() == ["ncr:in", "ncr:near"]
    assert inside.rejected["id"].tolist() == ["ncr:far", "ncr:lost"]
    assert inside.rejected["reason"].tolist() == ["farther than 5 km outside the study", NO_PLACE]
    assert inside.rejected["distance_m"].iloc[0] == 5_001
    assert rules(inside.findings) == {"outside_study", "no_place"}


def test_a_point_on_a_shared_boundary_is_in_the_first_lsoa_by_code_and_outside_is_blank():
    found = areas_of(places((1_000, 0), (1_500, 0), (9_000, 0)), lsoas())
    assert found["lsoa_code"].tolist() == ["E01000001", "E01000002", ""]
    assert found["district_code"].tolist() == ["E07000001", "E07000001", ""]


def test_the_registry_s_traps_end_in_counts_not_in_oxfordshire(tmp_path):
    # A column that stands twice, a swap, the southern hemisphere, a lost sign, 0 0 and a device in Cornwall.
    head = "chargeDeviceID,reference,name,latitude,longitude,chargeDeviceStatus,name"
    rows = [
        "aa01,1,Right,51.75,-1.25,In service,x",
        "aa02,2,Swapped,-1.25,51.75,In service,x",
        "aa03,3,South,-25.3639,131.0449,In service,x",
        "aa04,4,No sign,51.75,2.9,In service,x",
        "aa05,5,Nowhere,0,0,In service,x",
        "aa06,6,Cornwall,50.26,-5.05,In service,x",
    ]
    path = tmp_path / "register.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    _, reading = catalogue.read(path, SourceRow("toy", "2020"))
    east, north = bng_from_degrees([-1.25], [51.75])
    here = gpd.GeoDataFrame(
        geometry=[shapely.box(east[0] - 500, north[0] - 500, east[0] + 500, north[0] + 500)], crs=BNG
    )
    inside = within_study(reading.tables[CHARGERS], here, id_column="charger_id", margin_m=5_000, name=CHARGERS)
    assert inside.kept["charger_id"].tolist() == ["ncr:aa01", "ncr:aa02"]
    assert inside.rejected["id"].tolist() == ["ncr:aa06"]
    assert (reading.count.read, reading.count.kept) == (6, 3)
    assert "repeated_column" in rules(reading.findings)
    assert inside.kept["name"].tolist() == ["Right", "Swapped"]


# --- cover ------------------------------------------------------------


def test_400_metres_are_400_metres_on_the_ground():
    longitude, latitude = degrees_from_bng([E, E + 400], [N, N])
    metres = pyproj.Geod(ellps="WGS84").inv(longitude[0], latitude[0], longitude[1], latitude[1])[2]
    assert metres == pytest.approx(400, rel=1e-3)
    found = cover(places((400, 0), (400.01, 0), (240, 320)), supply(charger("ocpi:a", 0)).locations, SETTINGS)
    # 240 and 320 are 400 by 3-4-5.
    assert found.covered.tolist() == [True, False, True]
    assert found.walk_m[[0, 2]].tolist() == pytest.approx([400, 400])
    assert np.isnan(found.walk_m[1])


def test_a_straight_line_is_shortened_by_the_detour():
    quarter = SupplySettings(30, 500, 5_000, walk_m=400, detour_ratio=1.25, beyond_published_ratio=1.2)
    found = cover(places((320, 0), (321, 0)), supply(charger("ocpi:a", 0)).locations, quarter)
    # 400 / 1.25 = 320 m as the crow flies are 400 m walked.
    assert (found.covered.tolist(), found.walk_m[0]) == ([True, False], pytest.approx(400))
    assert found.basis == "straight_line"


def test_only_an_open_point_covers_and_an_uncertain_one_may():
    rows = [
        charger("ocpi:open", 0),
        charger("ocpi:shop", 2_000, access="customers"),
        charger("ocpi:unknown", 4_000, access="unknown"),
        charger("ocpi:planned", 6_000, status="planned"),
        charger("ocpi:private", 8_000, access="private"),
        charger("ocpi:broken", 10_000, status="out_of_service"),
        charger("ncr:old", 12_000),
    ]
    locations = supply(*rows).locations
    found = cover(places(*((2_000 * n, 100) for n in range(7))), locations, SETTINGS)
    assert found.covered.tolist() == [True, False, False, False, False, False, True]
    assert found.maybe.tolist() == [False, True, True, False, False, False, False]
    assert found.historical.tolist() == [False] * 6 + [True]
    assert found.within.shape == (7, 7)
    assert found.within.sum() == 7


def test_without_any_register_nobody_is_covered_and_every_area_counts_none():
    nothing = merged(empty(Chargers), SETTINGS)
    found = cover(places((0, 0)), nothing.locations, SETTINGS)
    assert (found.covered.tolist(), found.within.shape) == ([False], (1, 0))
    by_area, _ = chargers_by_area(nothing, lsoas())
    assert by_area["points_count"].tolist() == [0, 0, 0]
    assert set(by_area["bound"]) == {"at_least"}


def test_a_place_without_coordinates_is_not_covered_and_told():
    found = cover(places((0, 0), (math.nan, 0)), supply(charger("ocpi:a", 0)).locations, SETTINGS)
    assert found.covered.tolist() == [True, False]
    assert rules(found.findings) == {"no_place"}


def roads(nodes, edges):
    points = pd.DataFrame(
        [(name, E + x, N + y) for name, x, y in nodes], columns=["node_id", "easting_m", "northing_m"]
    )
    lines = pd.DataFrame(edges, columns=["node_a", "node_b", "length_m"])
    return Roads.of(
        points.astype({"node_id": "str", "easting_m": float, "northing_m": float}),
        lines.astype({"node_a": "str", "node_b": "str", "length_m": float}),
    )


def test_a_river_without_a_bridge_is_not_walked_across():
    # Two banks 100 m apart, joined by a bridge 300 m upstream: 300 + 100 + 300 = 700 m.
    banks = [("a", 0, 0), ("b", 300, 0), ("c", 300, 100), ("d", 0, 100)]
    river = roads(banks, [("a", "b", 300), ("b", "c", 100), ("c", "d", 300)])
    locations = supply(charger("ocpi:a", 0, 0)).locations
    homes = places((0, 100), (300, 10), (0, -20))
    straight, walked = cover(homes, locations, SETTINGS), cover(homes, locations, SETTINGS, roads=river)
    assert straight.covered.tolist() == [True, True, True]
    assert walked.covered.tolist() == [False, True, True]
    # Along the bank and up the bridge: 300 + 10; from the road to the third: 20.
    assert walked.walk_m[[1, 2]].tolist() == pytest.approx([310, 20])
    assert walked.basis == "network"


def test_a_winding_road_is_as_long_as_stated_and_two_on_one_road_walk_between_each_other():
    # 200 m in a straight line, 400 m by road: 50 m to 150 m along are half of it.
    lane = roads([("a", 0, 0), ("b", 200, 0)], [("b", "a", 400)])
    found = walks(lane, places((150, 0), (200, 0)).to_numpy(), places((50, 0)).to_numpy(), limit_m=400)
    assert (found.place.tolist(), found.walk_m.tolist()) == ([0, 1], pytest.approx([200, 300]))


def test_of_two_roads_between_two_nodes_the_shorter_is_walked():
    ends = [("c", 0, 50), ("a", 0, 0), ("b", 100, 0), ("d", 100, 50)]
    both = roads(ends, [("a", "b", 350), ("b", "a", 120), ("c", "a", 50), ("b", "d", 50)])
    found = walks(both, places((100, 40)).to_numpy(), places((0, 40)).to_numpy(), limit_m=700)
    # Down 40 m, across by 120 m, up 40 m.
    assert found.walk_m.tolist() == pytest.approx([200])


def test_a_road_shorter_than_its_straight_line_is_put_right_and_told():
    short = roads([("a", 0, 0), ("b", 300, 0)], [("a", "b", 3)])
    found = cover(places((300, 0)), supply(charger("ocpi:a", 0)).locations, SETTINGS, roads=short)
    assert found.walk_m.tolist() == pytest.approx([300])
    assert "too_short" in rules(found.findings)


def test_a_road_file_of_elsewhere_covers_nobody_and_is_told():
    away = roads([("a", 90_000, 0), ("b", 90_100, 0)], [("a", "b", 100)])
    found = cover(places((0, 0)), supply(charger("ocpi:a", 0)).locations, SETTINGS, roads=away)
    assert found.covered.tolist() == [False]
    assert "no_road" in rules(found.findings)


def test_a_road_to_an_unknown_node_is_refused():
    with pytest.raises(FaultsError, match="a to z"):
        roads([("a", 0, 0)], [("a", "z", 5)])


def walked_by_hand(nodes, edges, home, target):
    """The walk by every pair's shortest way, each end joined to its nearest road."""
    points = {name: np.array([E + x, N + y]) for name, x, y in nodes}
    ways = {name: {name: 0.0} for name in points}
    for one, other, length in edges:
        metres = max(length, float(np.hypot(*(points[one] - points[other]))))
        for here, there in ((one, other), (other, one)):
            ways[here][there] = min(metres, ways[here].get(there, math.inf))
    for middle in points:
        for start in points:
            for end in points:
                way = ways[start].get(middle, math.inf) + ways[middle].get(end, math.inf)
                ways[start][end] = min(way, ways[start].get(end, math.inf))
    joined = []
    for point in (home, target):
        lines = [shapely.LineString([points[a], points[b]]) for a, b, _ in edges]
        leg, best = min((line.distance(shapely.Point(point)), number) for number, line in enumerate(lines))
        one, other, length = edges[best]
        share = lines[best].project(shapely.Point(point), normalized=True)
        metres = max(length, lines[best].length)
        joined.append((leg, best, share * metres, {one: share * metres, other: (1 - share) * metres}))
    (leg, edge, at, out), (leg_b, edge_b, at_b, back) = joined
    along = min(out[a] + ways[a].get(b, math.inf) + back[b] for a in out for b in back)
    return leg + leg_b + (min(along, abs(at - at_b)) if edge == edge_b else along)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=6, unique=True),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 300)), min_size=1, max_size=8),
    st.tuples(st.floats(0, 600), st.floats(0, 600)),
    st.tuples(st.floats(0, 600), st.floats(0, 600)),
)
def test_walks_are_the_shortest_ways_of_the_network(corners, pairs, home, target):
    nodes = [(f"n{number}", 10.0 * x, 10.0 * y) for number, (x, y) in enumerate(corners)]
    named = {
        tuple(sorted((f"n{a % len(nodes)}", f"n{b % len(nodes)}"))): float(length)
        for a, b, length in pairs
        if a % len(nodes) != b % len(nodes)
    }
    edges = [(one, other, length) for (one, other), length in sorted(named.items())]
    if not edges:
        return
    ends = places(home).to_numpy(), places(target).to_numpy()
    lines = [shapely.LineString([n[1:] for n in nodes if n[0] in pair[:2]]) for pair in edges]
    for point in (home, target):
        apart = sorted(line.distance(shapely.Point(point)) for line in lines)
        if len(apart) > 1 and apart[1] - apart[0] < 1e-6:
            return  # two roads are equally near: either may be joined
    found = walks(roads(nodes, edges), *ends, limit_m=700)
    expected = walked_by_hand(nodes, edges, ends[0][0], ends[1][0])
    if expected <= 699.99:
        assert found.walk_m.tolist() == pytest.approx([expected], abs=1e-6)
    elif expected > 700.01:
        assert len(found.walk_m) == 0


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-900, 900), st.integers(-900, 900)), min_size=1, max_size=8), st.integers(50, 500)
)
def test_more_chargers_and_a_longer_walk_never_cover_fewer(points, walk):
    homes = places(*((x, y) for x in range(-900, 901, 300) for y in range(-900, 901, 300)))
    locations = supply(*(charger(f"ocpi:{number}", x, y) for number, (x, y) in enumerate(points))).locations
    shorter = SupplySettings(30, 500, 5_000, walk_m=walk, detour_ratio=1.3, beyond_published_ratio=1.2)
    longer = SupplySettings(30, 500, 5_000, walk_m=walk + 50, detour_ratio=1.3, beyond_published_ratio=1.2)
    whole = cover(homes, locations, shorter).covered
    assert (whole >= cover(homes, locations.iloc[1:], shorter).covered).all()
    assert (cover(homes, locations, longer).covered >= whole).all()


# --- gaps and counts ------------------------------------------------------------


def test_the_gap_is_what_no_walk_reaches():
    homes = places((0, 0), (600, 0), (1_200, 0)).assign(
        lsoa_code=pd.Series(["E01000001", "E01000001", "E01000002"], dtype="str"), district_code="E07000001"
    )
    locations = supply(charger("ncr:a", 0), charger("ocpi:b", 1_200, access="unknown")).locations
    found = gaps(homes, np.array([10.0, 20.0, 5.5]), cover(homes, locations, SETTINGS))
    assert not check(found, ChargingGaps, "gaps")
    assert found["lsoa_code"].tolist() == ["E01000001", "E01000002"]
    assert found["covered_homes"].tolist() == [10, 0]
    assert found["maybe_homes"].tolist() == [0, 5.5]
    assert found["uncovered_homes"].tolist() == [20, 0]
    assert found["historical"].tolist() == [True, False]
    assert set(found["assumption_ids"]) == {"walk_detour walk_radius"}


def test_a_gap_without_a_count_is_no_gap():
    homes = places((0, 0)).assign(lsoa_code="E01000001", district_code="E07000001")
    found = cover(homes, supply(charger("ncr:a", 0)).locations, SETTINGS)
    with pytest.raises(ValueError, match="missing or negative"):
        gaps(homes, np.array([math.nan]), found)
    with pytest.raises(ValueError, match="1 places, 2 counts"):
        gaps(homes, np.array([1.0, 1.0]), found)


def counts_of(by_area, level, code, definition, standing_="open"):
    rows = by_area[
        by_area["area_level"].eq(level)
        & by_area["area_code"].eq(code)
        & by_area["definition"].eq(definition)
        & by_area["standing"].eq(standing_)
    ]
    return dict(zip(rows["band"], rows["points_count"], strict=True))


def test_points_are_banded_twice_and_never_connectors():
    found = supply(
        charger("ocpi:a", 100, power_kw=7.0, points_count=2.0),
        charger("ocpi:b", 200, 50, power_kw=30.0, points_count=1.0),
        charger("ocpi:c", 300, 99, power_kw=150.0, points_count=1.0),
        charger("osm:node/1", 400, 200, power_kw=math.nan, points_count=math.nan),
        charger("ocpi:d", 1_500, access="unknown", points_count=4.0),
        charger("ocpi:e", 9_000),
    )
    by_area, findings = chargers_by_area(found, lsoas())
    assert not check(by_area, ChargersByArea, "chargers_by_area")
    assert counts_of(by_area, "lsoa", "E01000001", "all") == {"all": 5}
    assert counts_of(by_area, "lsoa", "E01000001", "dft") == {
        "3 to 8 kW": 2,
        "8 to 49 kW": 1,
        "150 kW and over": 1,
        "": 1,
    }
    # 30 kW has no name on gov.uk, and no power none either.
    assert counts_of(by_area, "lsoa", "E01000001", "gov_uk") == {"fast": 2, "ultra-rapid": 1, "": 2}
    assert counts_of(by_area, "lsoa", "E01000002", "all") == {"all": 0}
    assert counts_of(by_area, "lsoa", "E01000002", "all", "unknown") == {"all": 4}
    assert counts_of(by_area, "lad", "E07000001", "all") == {"all": 5}
    first = by_area[by_area["area_code"].eq("E01000001") & by_area["definition"].eq("all")].iloc[0]
    assert (first["locations_count"], first["not_stated_count"], first["bound"]) == (4, 1, "at_least")
    assert rules(findings) == {"outside_areas"}


@settings(max_examples=40)
@given(worlds)
def test_bands_sum_to_all_and_lsoas_to_their_district(drawn):
    by_area, _ = chargers_by_area(supply(*world(drawn)), lsoas())
    sums = by_area.groupby(["area_level", "standing", "definition"])["points_count"].sum().unstack()
    assert np.allclose(sums["dft"].fillna(0), sums["all"])
    assert np.allclose(sums["gov_uk"].fillna(0), sums["all"])
    assert np.allclose(sums.loc["lsoa", "all"], sums.loc["lad", "all"])


def published(value):
    row = {"area_code": "E07000001", "area_level": "lad", "period": "2023-04", "measure": "public_devices"}
    row |= {"value": value, "unit": "devices", "vintage": "", "source_id": "toy", "source_row": 1, "licence": ""}
    frame = pd.DataFrame([row, row | {"period": "2022-10", "value": 1.0}])
    texts = [name for name in columns_of(ChargingTotals) if name not in ("value", "source_row")]
    return validated(frame.astype(dict.fromkeys(texts, "str")), ChargingTotals, CHARGING_TOTALS)


def test_what_is_located_stands_beside_what_was_counted():
    by_area, _ = chargers_by_area(supply(charger("ncr:a", 0), charger("ncr:b", 0, 60, access="unknown")), lsoas())
    beside, findings = beside_published(by_area, published(8.0), SETTINGS)
    row = beside.iloc[0]
    assert (row["open_count"], row["maybe_count"], row["historical_count"], row["published_count"]) == (1, 1, 2, 8)
    assert (row["located_share"], row["period"]) == (0.25, "2023-04")
    assert rules(findings) == {"located"}
    _, over = beside_published(by_area, published(1.0), SETTINGS)
    assert rules(over) == {"located", "beyond_published"}
    blank, nothing = beside_published(by_area, empty(ChargingTotals), SETTINGS)
    assert blank["published_count"].isna().all()
    assert rules(nothing) == {"no_published_count"}


def test_the_settings_come_from_the_register_and_no_walk_is_shorter_than_the_line():
    assert len(ASSUMPTION_IDS) == len(set(ASSUMPTION_IDS)) == 6
    with pytest.raises(ValueError, match="below 1"):
        SupplySettings(30, 500, 5_000, 400, detour_ratio=0.9, beyond_published_ratio=1.2)


def test_the_real_national_extract_is_merged_whole_and_stays_history(shared_data):
    _, reading = catalogue.read(shared_data / "ev" / "ncr_2020_12306.csv", SourceRow("ncr_2020", "2020"))
    found = merged(reading.tables[CHARGERS], SETTINGS)
    assert found.points["counted"].all()
    assert found.locations["historical"].all()
    assert len(found.points) == reading.count.kept == 12_289
    # A location's points are those of its best standing: some work beside others that do not.
    assert found.locations["points_count"].sum() <= found.points["points_count"].sum() == 12_289
    assert len(found.matches) == 0


def test_oxfordshire_s_published_count_is_more_than_the_registry_places(root, shared_data):
    totals = charging_tables.read(shared_data / "ev" / "LAD22_ev_charging_points.csv", SourceRow("dft"))
    ours = totals.tables[CHARGING_TOTALS]
    ours = ours[ours["measure"].eq("public_devices") & ours["area_code"].isin([f"E0700017{n}" for n in (7, 8, 9)])]
    assert ours["value"].tolist() == [174, 148, 84]
