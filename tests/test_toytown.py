"""Toytown: the committed tables are its drawing's work, and a run finds what its README works out by hand."""

import geopandas as gpd
import pandas as pd
import pytest

import lae
from lae.pathway.contract import TECHNOLOGIES
from toytown import TOYTOWN, maker


@pytest.fixture(scope="module")
def results(toytown_run):
    return toytown_run


@pytest.fixture(scope="module")
def room(results):
    """Demand headroom rows by (basis, queue, scenario, year, substation)."""
    table = results.table("headroom")
    demand = table[table["direction"].eq("demand")]
    return demand.set_index(["basis", "queue", "scenario", "year", "substation_id"]).sort_index()


def published(room, scenario, year, name):
    return room.loc["published", "contracted_excl_bess", scenario, year, f"toy:{name}"]


def test_the_committed_tables_are_the_drawings_work(tmp_path):
    maker()["write"](tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(TOYTOWN / "data") for path in (TOYTOWN / "data").rglob("*") if path.is_file()}
    assert made == kept
    for path in sorted(path for path in made if path.suffix != ".gpkg"):
        assert (tmp_path / path).read_bytes() == (TOYTOWN / "data" / path).read_bytes(), path


def test_the_committed_shapes_are_the_drawing():
    for name, drawn in maker()["boundaries"]().items():
        kept = gpd.read_file(TOYTOWN / "data" / "boundaries" / "boundaries.gpkg", layer=name)
        assert kept.crs == drawn.crs
        assert kept.geometry.geom_equals(drawn.geometry).all()
        pd.testing.assert_frame_equal(
            pd.DataFrame(kept.drop(columns="geometry")),
            pd.DataFrame(drawn.drop(columns="geometry")),
            check_column_type=False,
        )


def test_the_study_has_no_fault_and_remarks_only_on_its_stub_and_on_what_was_drawn():
    found = lae.Study(TOYTOWN).read().findings
    assert {fault.severity for fault in found} == {"note"}
    assert [fault.ids for fault in found if fault.rule == "stub"] == [("toy:far-grid",)]
    # Eight maps and a table of growth, read whole; that no real file of their layouts was tried is said of each.
    read = [fault.message for fault in found if fault.rule == "read"]
    assert len(read) == 9
    assert all(message.endswith(" 0 dropped.") for message in read)
    assert {fault.rule for fault in found} <= {"stub", "read", "unproven", "kind_inferred"}


@pytest.mark.parametrize(
    ("scenario", "year", "name", "mva"),
    [
        # In a hurry an LSOA gains 300 heat pumps, 300 of 400 cars and 100 kW more by 2030: 0.7 MVA. Hoop Lane has two.
        ("toy_fast", 2030, "P2", 1.4),
        # At leisure 50 heat pumps, 50 hybrids, 60 of 80 cars and 40 kW more: 0.2 MVA.
        ("toy_slow", 2030, "P2", 0.4),
        # Two LSOAs of the study and one beyond it, 2.1, and Marble Mews takes 60 kW that Kite Hill would have had.
        ("toy_fast", 2030, "P1", 2.16),
        ("toy_fast", 2030, "P3", 1.34),
        # 0.84 of three years, and of the first 10 + 20 homes half each: 30 kW.
        ("toy_fast", 2028, "P1", 1.29),
        # No homes.
        ("toy_fast", 2035, "P6", 0.0),
        # Ball Street 3, Hoop Lane 2 and Kite Hill 2 LSOAs, each 1.4 MVA by 2035.
        ("toy_fast", 2035, "B1", 9.8),
        ("toy_fast", 2025, "B1", 0.0),
        # Linear between the control totals: 7 LSOAs x 0.14 a year.
        ("toy_fast", 2028, "B1", 2.94),
    ],
)
def test_growth_is_the_units_times_one_kilowatt(room, scenario, year, name, mva):
    assert published(room, scenario, year, name)["added_mva"] == pytest.approx(mva)


@pytest.mark.parametrize(
    ("scenario", "year", "name", "own", "path", "binding"),
    [
        ("toy_fast", 2028, "P2", 0.16, 0.16, "P2"),
        ("toy_fast", 2029, "P2", -0.12, -0.12, "P2"),
        ("toy_slow", 2035, "P2", 0.20, 0.20, "P2"),
        ("toy_fast", 2035, "P3", 5.26, 2.20, "B1"),
        ("toy_slow", 2035, "P3", 7.26, 7.26, "P3"),
        ("toy_fast", 2035, "P6", 4.00, 2.20, "B1"),
        ("toy_fast", 2032, "B2", 0.06, 0.06, "B2"),
        ("toy_fast", 2033, "B2", -0.36, -0.36, "B2"),
        ("toy_fast", 2033, "P4", -0.24, -0.36, "B2"),
        ("toy_fast", 2035, "P5", 1.60, -1.20, "B2"),
    ],
)
def test_published_headroom_is_what_the_readme_says(room, scenario, year, name, own, path, binding):
    row = published(room, scenario, year, name)
    assert (row["headroom_own_mva"], row["headroom_mva"]) == (pytest.approx(own), pytest.approx(path))
    assert row["binding_substation_id"] == f"toy:{binding}"


@pytest.mark.parametrize(
    ("queue", "name", "own"),
    [
        ("contracted_excl_bess", "P1", -2.5),
        ("contracted_excl_bess", "P2", 1.0),
        ("contracted", "P2", -1.0),
        ("connected", "P2", 2.0),
        ("contracted_excl_bess", "P3", 8.0),
        ("contracted_excl_bess", "P5", 4.0),
        ("contracted_excl_bess", "B1", 12.0),
        ("contracted_excl_bess", "B2", 3.0),
    ],
)
def test_modelled_headroom_today_is_n_minus_1_less_observed_less_contracted(room, queue, name, own):
    assert room.loc["modelled", queue, "toy_fast", 2025, f"toy:{name}"]["headroom_own_mva"] == pytest.approx(own)


def test_a_single_transformer_leaves_the_site_s_own_room_unknown(room):
    row = room.loc["modelled", "contracted_excl_bess", "toy_fast", 2025, "toy:P4"]
    assert pd.isna(row["headroom_own_mva"])
    assert row["bound_own"] == "unknown"


def test_bigger_transformers_lift_only_the_modelled_basis(room):
    # 15 - 8 - 1 - 1.4 + 0.3 = 4.9 of its own in 2030: Hoop Wharf's 0.3 of the contracted 1 are in the growth by then.
    # Published stays 1.00 - 1.40.
    modelled = room.loc["modelled", "contracted_excl_bess", "toy_fast", 2030, "toy:P2"]
    assert modelled["headroom_own_mva"] == pytest.approx(4.9)
    assert published(room, "toy_fast", 2030, "P2")["headroom_own_mva"] == pytest.approx(-0.4)


def test_the_classes_are_what_the_readme_says(results):
    table = results.table("shortfalls")
    table = table[table["basis"].eq("published") & table["direction"].eq("demand")]
    classes = table.set_index(["scenario", "substation_id"])["class"].unstack(level=0)
    leisure = {"P1": "at_or_below_zero_today"} | dict.fromkeys(["G1", "far-grid", "P6"], "unknown")
    leisure |= dict.fromkeys(["P2", "P3", "P4", "P5", "B1", "B2"], "stays_above")
    hurry = leisure | dict.fromkeys(["P2", "P4", "P5", "B2"], "crosses")
    assert classes["toy_slow"].to_dict() == {f"toy:{name}": kind for name, kind in leisure.items()}
    assert classes["toy_fast"].to_dict() == {f"toy:{name}": kind for name, kind in hurry.items()}


def test_a_crossing_between_control_totals_is_an_interval(results):
    table = results.table("shortfalls").set_index(["basis", "scenario", "direction", "substation_id"]).sort_index()
    row = table.loc["published", "toy_fast", "demand", "toy:P2"]
    assert (row["first_year_below_zero"], row["first_year_latest"]) == (2026, 2030)


def test_only_one_postcode_s_homes_are_in_doubt(results):
    homes = results.table("allocation").set_index("substation_id")
    moved = homes["second_nearest_dwellings"] - homes["dwellings"]
    assert moved[moved.ne(0)].to_dict() == {"toy:P1": 500, "toy:P2": -500}


def test_the_corner_without_a_file_is_said_to_be_unread(results):
    coverage = results.table("coverage").set_index("dno")
    assert coverage.loc["elsewhere", "status"] == "no_file"
    assert coverage.loc["elsewhere", "dwellings"] == 1000


def test_what_fits_at_once_is_less_than_the_sum_of_what_fits_separately(results):
    table = results.table("joint").set_index(["basis", "queue", "scenario", "year", "substation_id"])
    row = table.loc["published", "contracted_excl_bess", "toy_slow", 2025, "toy:B1"]
    # Today Ball Street 0, Hoop Lane 1, Kite Hill 8 and Tin Smelter 4 add up to 13; Marble Road has room for 12.
    assert row["sum_mva"] == pytest.approx(13.0)
    assert row["joint_mva"] == pytest.approx(12.0)
    assert row["double_counting_ratio"] == pytest.approx(13 / 12)


def test_every_shortfall_at_a_milestone_has_its_options(results):
    table = results.table("options")
    short = table[table["basis"].eq("published") & table["scenario"].eq("toy_fast") & table["year"].eq(2035)]
    hoop = short[short["substation_id"].eq("toy:P2")].set_index("option")
    # Hoop Lane: 1.00 - 2.80 = -1.80. All of its 1,200 cars' 1.2 MW at home could move out of the one peak half-hour.
    assert hoop["shortage_mva"].to_numpy() == pytest.approx(1.8)
    assert {"flexibility", "managed_charging", "reinforce", "transfer"} <= set(hoop.index)
    assert hoop.loc["transfer", "reason"] == "transfer capacity unpublished"
    assert hoop["cost_gbp"].isna().all()


def test_every_technology_is_at_work_and_reaches_its_control_total(results):
    assert set(results.table("measures")["technology"]) == set(TECHNOLOGIES)
    beside = results.table("reconciliation")
    assert set(beside["technology"]) == set(TECHNOLOGIES)
    assert beside["difference_count"].abs().max() < 1e-6


def test_growth_is_made_of_every_technology(results):
    because = results.table("because")
    rows = because[because["basis"].eq("published") & because["scenario"].eq("toy_fast") & because["year"].eq(2030)]
    hoop = rows[rows["substation_id"].eq("toy:P2") & rows["direction"].eq("demand")].set_index("technology")
    # Twice what an LSOA gains; Hoop Wharf takes 30 homes and heat pumps, just what the sites leave Hoop Lane short of.
    wanted = {
        "air_source_heat_pump": (400, 0.40),
        "ground_source_heat_pump": (200, 0.20),
        "hybrid_heat_pump": (0, 0.0),
        # 800 cars: three quarters at home in the evening, the others at noon and at night.
        "ev_home_charging": (600, 0.60),
        "ev_public_charging": (160, 0.0),
        "ev_depot_charging": (40, 0.0),
        "new_home": (80, 0.08),
        "district_heat": (40, 0.04),
        "non_domestic": (40, 0.04),
        "data_centre": (40, 0.04),
        # Summer noon and two in the night are not the winter evening.
        "solar": (400, 0.0),
        "battery_charging": (140, 0.0),
        "battery_discharging": (140, 0.0),
    }
    for technology, (count, added) in wanted.items():
        line = hoop.loc[technology]
        assert (line["count"], line["added_mva"]) == (pytest.approx(count), pytest.approx(added)), technology
    assert hoop["added_mva"].sum() == pytest.approx(1.4)


def test_a_site_that_is_a_contracted_connection_loads_once(results):
    (match,) = results.table("connection_matches").to_dict("records")
    assert (match["development_id"], match["connection_id"]) == ("toy-wharf", "toy-c1")
    assert match["left_out_mva"] == pytest.approx(0.3)


def test_named_sites_take_their_homes_out_of_the_control_total(results):
    shares = results.table("development_shares")
    homes = shares[shares["technology"].eq("new_home") & shares["scenario"].eq("toy_slow")]
    taken = homes.pivot_table(index="development_id", columns="year", values="taken_count")
    # The second edition of Marble Mews counts, 60 homes and not 80; a tower without homes takes none.
    assert taken[2028].to_dict() == {"toy-mews": 30.0, "toy-wharf": 15.0}
    assert taken[2035].to_dict() == {"toy-mews": 60.0, "toy-wharf": 30.0}
    assert shares["excess_count"].eq(0).all()
