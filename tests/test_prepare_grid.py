import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from lae.files import read_table
from lae.findings import FaultsError
from lae.grid.network import check_network
from lae.prepare.grid import FILES, GridFiles, Known, OperatorFile, make_grid
from lae.readers.base import Edition
from published import DEMAND, GENERATION, col, demand, generation, row, text_of, workbook

# West of 440 km lies NGED's land, east of it SSEN's; each is one GSP group.
WEST, EAST = box(400_000, 150_000, 440_000, 250_000), box(440_000, 150_000, 480_000, 250_000)
TOWN = ("Weir 66kV", "Town 66 11 (T1)", "TOWN 66 11kV S STN", "Primary", 11, -1.5, 51.8)  # 434.6 km east
HAMLET = ("Lock 132kV", "Hamlet 132 11 (GT1)", "Hamlet 132/11kVDUMMY", "Primary", 11, -1.6, 51.7)  # 427.7 km
FAR = ("Weir 66kV", "Far 66 11 (T1)", "FAR 66 11kV S STN", "Primary", 11, -1.95, 51.5)
POSTCODES = pd.DataFrame(
    {
        "easting_m": [435_000, 434_000, 433_000, 428_000, 460_000, 478_000],
        "northing_m": [211_000, 211_500, 212_000, 200_000, 200_000, 160_000],
    }
)
KNOWN = Known({"Lock GSP": "every row is here"}, {"Lock 132kV": "ssen:E-LOCK-01"})


@pytest.fixture
def files(tmp_path):
    ids = {"licence": "test", "observed_year": 2025}
    at_lock = {col("Upstream GSP"): "Lock GSP"}
    dashboard = tmp_path / "dashboard.csv"
    dashboard.write_text(
        text_of(
            [
                row("E - LOCK - 01", "Lock GSP", "GSP"),
                row("E - LOCK - 02", "Mill BSP", "BSP", **at_lock),
                row("E - LOCK - 03", "Ford Primary", "Primary", **at_lock),
                row("E - WEIR - 01", "Weir GSP", "GSP"),
                row("E - WEIR - 09", "Odd Primary", "Primary", **{col("Upstream BSP"): "N/A"}),
            ]
        ),
        encoding="utf-8",
    )
    rows = [demand(site, "Best View", 4.8, 4.0, 3.0, -1.0) for site in (TOWN, HAMLET, FAR)]
    other = [generation(site, "Best View", "N/A", 9.6, 9, 9, 9) for site in (FAR, TOWN, HAMLET)]
    book = workbook(tmp_path / "book.xlsx", {"A": [DEMAND, *rows], "B": [GENERATION, *other]})
    regions, areas = tmp_path / "regions.geojson", tmp_path / "areas.geojson"
    gpd.GeoDataFrame({"GSP": ["WEST_1", "EAST_1"]}, geometry=[WEST, EAST], crs=27700).to_crs(4326).to_file(regions)
    names = {"ID": [14, 20], "Name": ["_E", "_H"], "LongName": ["WPD (Midlands)", "SSE (Southern)"]}
    gpd.GeoDataFrame(names, geometry=[WEST, EAST], crs=27700).to_crs(4326).to_file(areas)
    return GridFiles(
        regions,
        areas,
        ssen=OperatorFile(dashboard, Edition("2026-03", source_id="ssen_test", **ids)),
        nged=(OperatorFile(book, Edition("2022", source_id="nged_test", **ids)),),
    )


def make(folder, files, **options):
    return make_grid(
        folder, **{"files": files, "postcodes": POSTCODES, "power_factor": 0.96, "known": KNOWN, **options}
    )


def test_tables_are_written_whole_and_read_back_without_a_finding(tmp_path, files):
    report = make(tmp_path / "grid", files)
    tables = {}
    for name, contract in FILES.items():
        tables[name], findings = read_table(tmp_path / "grid" / f"{name}.csv", contract, table=name, may_be_empty=True)
        assert not findings
        assert len(tables[name]) == len(report.tables[name])
    assert not check_network(tables["substations"], tables["feeds"])
    assert all(count.read == count.kept + sum(count.dropped.values()) for count in report.counts)
    assert {path.name for path in report.files} == {f"{name}.csv" for name in FILES}


def test_only_the_nearest_primaries_of_the_workbook_enter(tmp_path, files):
    report = make(tmp_path, files)
    ours = report.tables["substations"].set_index("substation_id")
    ours = ours[ours["dno"] == "nged"]
    assert set(ours.index) == {"nged:town", "nged:hamlet", "nged:weir-66kv"}
    assert set(ours["licence_area"]) == {"WPD (Midlands)"}
    assert ours.loc["nged:town", "demand_headroom_mva"] == pytest.approx(5)
    assert ours.loc["nged:town", "voltage"] == "66 / 11"
    aliases = report.tables["aliases"].set_index("alias")
    assert "3 of the study's 4 postcodes in WPD (Midlands)" in aliases.loc["town", "reason"]
    assert aliases.loc["lock-132kv", "same_as"] == "ssen:E-LOCK-01"
    feeds = report.tables["feeds"].set_index("substation_id")["upstream_id"]
    assert feeds["nged:hamlet"] == "ssen:E-LOCK-01"
    assert feeds["nged:town"] == "nged:weir-66kv"


def test_gsps_are_in_the_group_their_primaries_stand_in(tmp_path, files):
    report = make(tmp_path, files)
    groups = report.tables["gsp_groups"].set_index(["dno", "upstream_gsp"])
    assert groups.loc[("nged", "Lock 132kV"), "gsp_group"] == "WEST_1"
    assert groups.loc[("ssen", "Lock GSP"), "gsp_group"] == "EAST_1"
    assert groups["complete"].to_dict() == {
        ("nged", "Lock 132kV"): True,
        ("nged", "Weir 66kV"): True,
        ("ssen", "Lock GSP"): True,
        ("ssen", "Weir GSP"): False,
    }
    # One incomplete GSP leaves its whole group open; NGED's far primary is known though the study has no use for it.
    assert list(report.primaries["dno"].unique()) == ["nged"]
    assert len(report.primaries) == 3
    assert report.primaries["substation_id"].is_unique


def test_a_register_that_stands_is_kept(tmp_path, files):
    first = make(tmp_path, files)
    renamed = first.tables["aliases"].replace({"alias": {"town": "old-town"}, "name": {"Town Primary": "Old Town"}})
    renamed.to_csv(tmp_path / "aliases.csv", index=False)
    again = make(tmp_path, files, known=None)
    assert "nged:old-town" in set(again.tables["substations"]["substation_id"])
    assert "Old Town" in set(again.tables["aliases"]["name"])
    assert again.tables["aliases"].set_index("alias").loc["lock-132kv", "same_as"] == "ssen:E-LOCK-01"
    pd.testing.assert_frame_equal(again.tables["gsp_groups"], first.tables["gsp_groups"])


def test_the_same_files_give_the_same_bytes(tmp_path, files):
    make(tmp_path / "a", files)
    make(tmp_path / "b", files, postcodes=POSTCODES.iloc[::-1])
    for name in FILES:
        assert (tmp_path / "a" / f"{name}.csv").read_bytes() == (tmp_path / "b" / f"{name}.csv").read_bytes()


def test_nothing_is_written_when_a_file_has_errors(tmp_path, files):
    broken = files.ssen.path.read_text(encoding="utf-8").replace("Mill BSP,Primary", "Nowhere BSP,Primary")
    files.ssen.path.write_text(broken, encoding="utf-8")
    with pytest.raises(FaultsError, match="ssen:E-LOCK-03"):
        make(tmp_path / "grid", files)
    assert not (tmp_path / "grid").exists()


def test_a_study_of_one_operator_needs_no_file_of_the_other(tmp_path, files):
    alone = make(tmp_path / "grid", GridFiles(files.gsp_regions, files.licence_areas, ssen=files.ssen))
    assert alone.tables["aliases"].empty
    assert set(alone.tables["substations"]["dno"]) == {"ssen"}
    unserved = make(tmp_path / "none", files, postcodes=POSTCODES.tail(2))
    assert set(unserved.tables["substations"]["dno"]) == {"ssen"}


# The study's own tables, against the real files.


@pytest.fixture(scope="module")
def remade(shared_data, tmp_path_factory):
    postcodes = pd.read_csv(shared_data / "packaged" / "ox_postcodes_onspd_nov2025.csv.gz")
    licences = (
        "CC BY 4.0 (as registries of operators' portals state; not read on the portal)",
        "NGED Open Data Licence",
    )
    grid = shared_data / "grid"
    book = grid / "nshr" / "West Midlands Network Headroom Report.xlsx"
    files = GridFiles(
        grid / "gridsupplypoints-unique-all.geojson",
        grid / "dno_licence_areas.geojson",
        OperatorFile(
            grid / "ssen_headroom_dashboard_oxfordshire.csv",
            Edition("2026-03", 2025, "ssen_headroom_2026_03", licences[0]),
        ),
        (OperatorFile(book, Edition("2022", 2022, "nged_nshr_west_midlands_2022", licences[1])),),
    )
    folder = tmp_path_factory.mktemp("grid")
    whole = dict.fromkeys(("Cowley GSP", "East Claydon GSP"), "its asset ids run from 01 without a gap")
    points = postcodes.rename(columns={"oseast1m": "easting_m", "osnrth1m": "northing_m"})
    known = Known(whole, {"East Claydon 132kV": "ssen:E-ECLA-01"})
    return make_grid(folder, files=files, postcodes=points, power_factor=0.96, known=known)


@pytest.mark.parametrize("name", ["substations", "feeds", "works", "scenario_figures"])
def test_the_committed_tables_are_what_the_real_files_give(remade, root, name):
    committed, findings = read_table(root / "data" / "grid" / f"{name}.csv", FILES[name], table=name)
    assert not findings
    made = next(path for path in remade.files if path.stem == name)
    again, _ = read_table(made, FILES[name], table=name)
    pd.testing.assert_frame_equal(committed, again)


def test_the_real_choice_of_nged_primaries(remade):
    aliases = remade.tables["aliases"].set_index("alias")
    assert set(aliases.index) == {"banbury", "bloxham", "epwell", "moreton", "feckenham-66kv", "east-claydon-132kv"}
    assert "to 3164 of the study's 3945 postcodes" in aliases.loc["banbury", "reason"]
    assert "to 11 of the study's 3945 postcodes" in aliases.loc["moreton", "reason"]
    assert set(remade.tables["substations"]["dno"].value_counts().items()) == {("ssen", 86), ("nged", 5)}


def test_the_real_gsp_groups(remade):
    groups = remade.tables["gsp_groups"].set_index(["dno", "upstream_gsp"])["gsp_group"].to_dict()
    assert groups == {
        ("nged", "East Claydon 132kV"): "FECK_6",
        ("nged", "Feckenham 66kV"): "FECK_6",
        ("ssen", "Bramley (Ames-That) GSP"): "FLEE_1;BRLE_1",
        ("ssen", "Cowley GSP"): "COWL_1;ECLA_H",
        ("ssen", "East Claydon GSP"): "COWL_1;ECLA_H",
        ("ssen", "Fleet-Bramley GSP"): "FLEE_1;BRLE_1",
        ("ssen", "Minety GSP"): "MITY_1",
    }
    assert remade.primaries["dno"].value_counts().to_dict() == {"ssen": 53, "nged": 22}
