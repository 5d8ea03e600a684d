"""The study's own table of charge points: open licences only, every row accounted for, the same bytes again."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from lae.charging.contract import Chargers
from lae.files import read_table
from lae.findings import FaultsError
from lae.geo import BNG, bng_from_degrees
from lae.prepare import charging
from lae.prepare.charging import FILE, chargers_table, make_chargers
from lae.readers.own import read_boundaries

MARGIN_M = 5_000.0


def feature(device, longitude=-1.25, latitude=51.75, **cells):
    properties = {
        "chargedeviceid": device,
        "name": "Mill Lane Car Park",
        "postcode": "OX1 1AA",
        "devicecontrollername": "Volts Ltd",
        "deviceownercontactname": "Ada Bloggs",
        "deviceownertelephoneno": "01632 960001",
        "street": "12 Hidden Row",
        "chargedevicestatus": "In service",
        "publishstatus": "Published",
        "dateupdated": "2021-05-04 10:00:00",
        "accessrestrictionflag": "0",
        "locationtype": "Public car park",
        "connector1type": "Type 2 Mennekes (IEC62196)",
        "connector1ratedoutputkw": "7.0",
    }
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties | cells}


def written(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


@pytest.fixture
def area():
    east, north = bng_from_degrees([-1.25], [51.75])
    box = shapely.box(east[0] - 1_000, north[0] - 1_000, east[0] + 1_000, north[0] + 1_000)
    return gpd.GeoDataFrame(geometry=[box], crs=BNG)


def test_every_row_read_is_kept_or_has_its_reason(tmp_path, area):
    one = written(
        tmp_path / "one.geojson",
        feature("a"),
        feature("b", locationtype="Private residential"),
        feature("c", longitude=-5.05, latitude=50.26),
        feature("d", longitude=131.0449, latitude=-25.3639),
        feature("e", longitude=51.75, latitude=-1.25),
        feature("f", chargedevicestatus="Planned"),
    )
    two = written(tmp_path / "two.geojson", feature("a", dateupdated="2021-06-01"), feature("g", longitude=-1.2))
    made = chargers_table([two, one], area=area, margin_m=MARGIN_M)
    assert made.table["charger_id"].tolist() == ["ncr:a", "ncr:e", "ncr:f", "ncr:g"]
    assert made.table["updated"].iloc[0] == "2021-06-01"
    assert made.count.dropped == {
        "outside Great Britain": 1,
        charging.AGAIN: 1,
        charging.PRIVATE: 1,
        charging.FAR: 1,
    }
    assert (made.count.read, made.count.kept) == (8, 4)
    assert made.rejected["id"].tolist() == ["ncr:c"]
    assert made.tally()["rows"].tolist() == [8, 1, 1, 1, 1, 4]
    assert "outside_study" in {finding.rule for finding in made.findings}


def test_nobody_s_name_street_or_telephone_is_in_it(tmp_path, area):
    path = written(
        tmp_path / "a.geojson",
        feature("a"),
        feature("b", locationtype="Workplace car park", name="Back yard of Bob Hidden"),
    )
    made = make_chargers([path], tmp_path / "out", area=area, margin_m=MARGIN_M)
    text = (tmp_path / "out" / FILE).read_text(encoding="utf-8")
    for secret in ("Bloggs", "01632", "Hidden"):
        assert secret not in text
    assert made.table["name"].tolist() == ["Mill Lane Car Park", ""]
    assert made.count.repaired == {charging.WITHHELD: 1}


def test_every_row_has_source_vintage_and_licence_and_the_bytes_are_the_same_again(tmp_path, area):
    one, two = written(tmp_path / "one.geojson", feature("a")), written(tmp_path / "two.geojson", feature("b"))
    made = make_chargers([one, two], tmp_path / "x", area=area, margin_m=MARGIN_M)
    make_chargers([two, one], tmp_path / "y", area=area, margin_m=MARGIN_M)
    assert (tmp_path / "x" / FILE).read_bytes() == (tmp_path / "y" / FILE).read_bytes()
    back, findings = read_table(tmp_path / "x" / FILE, Chargers, table=FILE)
    assert findings == []
    pd.testing.assert_frame_equal(back, made.table)
    assert set(back["source_id"]) == {"dft_ncr_2022"}
    assert set(back["vintage"]) == {"2022-01"}
    assert set(back["licence"]) == {"Open Government Licence v3.0"}


def test_openstreetmap_s_rows_are_never_ours(tmp_path, area):
    osm = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-1.25, 51.75]},
        "properties": {"osm_id": "12", "other": {"amenity": "charging_station"}, "amenity": "charging_station"},
    }
    path = written(tmp_path / "osm.geojson", osm)
    with pytest.raises(FaultsError, match="no charge point is left"):
        chargers_table([path], area=area, margin_m=MARGIN_M)
    both = chargers_table([path, written(tmp_path / "a.geojson", feature("a"))], area=area, margin_m=MARGIN_M)
    assert both.count.dropped == {charging.NOT_OPEN: 1}
    assert set(both.table["register"]) == {"ncr"}


def test_a_file_without_charge_points_is_refused_and_nothing_is_written(tmp_path, area):
    path = tmp_path / "c.csv"
    path.write_text("msoa,chargepoints\nE02005931,3\n", encoding="utf-8")
    with pytest.raises(FaultsError, match="holds no charge points"):
        make_chargers([path], tmp_path / "out", area=area, margin_m=MARGIN_M)
    assert not (tmp_path / "out").exists()
    with pytest.raises(FaultsError, match="no file"):
        chargers_table([], area=area, margin_m=MARGIN_M)


def test_a_point_far_from_its_postcode_is_told_and_kept(tmp_path, area):
    east, north = bng_from_degrees([-1.25], [51.75])
    postcodes = pd.DataFrame(
        {"postcode": ["OX1 1AA", "OX1 1AB"], "easting_m": [east[0], east[0] + 2_500.0], "northing_m": [north[0]] * 2}
    )
    path = written(
        tmp_path / "a.geojson", feature("a"), feature("b", postcode="OX11AB"), feature("c", postcode="EC2Y8AX")
    )
    made = chargers_table([path], area=area, margin_m=MARGIN_M, postcodes=postcodes)
    assert [finding.ids for finding in made.findings if finding.rule == "far_from_postcode"] == [("ncr:b",)]
    assert made.count.kept == 3


def test_our_table_is_what_the_registry_s_files_say(root, shared_data):
    files = sorted((shared_data / "ev" / "evaluator_oxfordshire").glob("*/*-chargepoints.geojson"))
    assert len(files) == 5
    boundaries = read_boundaries(root / "data" / "boundaries")
    made = chargers_table(files, area=boundaries.districts, margin_m=MARGIN_M, postcodes=boundaries.postcodes)
    kept, findings = read_table(root / "data" / "charging" / FILE, Chargers, table=FILE)
    assert findings == []
    pd.testing.assert_frame_equal(kept, made.table)
    # 49, 59, 27, 28 and 12 devices by district.
    assert (made.count.read, made.count.kept) == (175, 175)
    assert kept["name"][kept["access"].ne("public")].eq("").all()
