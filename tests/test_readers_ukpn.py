import csv
import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.grid.firm_contract import PublishedFirm
from lae.grid.network import check_network
from lae.readers import nged, ssen, ukpn
from lae.readers.base import Edition, Register, head_of
from lae.readers.figures import mva_from_mw
from lae.readers.together import NO_FEED, together
from lae.tables import check


def columns(header):
    return header.split(",")


HEADROOM = columns(
    "category,substation_name,voltage_kv,sitefunctionallocation,bulksupplypoint,gridsupplypoint,"
    "scenario,year,headroom_mw,spatial_coordinates,licencearea"
)
OTHER_HEADROOM = columns(
    "substation_name,physical_level,scenario,category,year,gridsupplypoint,headroom,spatial_coordinates"
)
SITES = columns(
    "sitefunctionallocation,licencearea,sitename,sitetype,sitevoltage,easting,northing,"
    "transratingwinter,transratingsummer,reversepower,maxdemandsummer,maxdemandwinter,"
    "local_authority,local_authority_code,spatial_coordinates"
)
OVERVIEW = columns(
    "dno,gsp,floc,minimum_observed_power_flow,maximum_observed_power_flow,asset_import_limit,"
    "asset_export_limit,technical_limit_import_summer,technical_limit_import_winter,"
    "technical_limit_export,geo_point_2d"
)
FIRM = columns(
    "gridsupplypoint,substation,functional_location,season,maximum_demand_24_25_mw,"
    "maximum_demand_24_25_pf,firm_capacity_mw,minimum_load_scaling_factor"
)

AREA = "Eastern Power Networks (EPN)"
GRID = ("Mill Grid 33kV", "33", "EPN-S1", "Mill Grid 33kV", "Weir", "51.70, -0.90")
FORD = ("Ford Primary 11kV", "11", "EPN-S2", "MILL GRID", "Weir", "51.71, -0.91")
LONE = ("Lone Primary 11kV", "11", "EPN-S3", "Lone Grid 132kV", "Faraway", "51.72, -0.92")
DEMAND, INVERTER, SYNCHRONOUS = "Demand Headroom", "Gen inverter headroom", "Gen synch headroom"


def figure(site, category=DEMAND, scenario="Counterfactual", year=2026, value="4.8"):
    name, voltage, own, bsp, gsp, place = site
    return [category, name, voltage, own, bsp, gsp, scenario, str(year), value, place, AREA]


ROWS = [
    figure(FORD),
    figure(FORD, year=2031, value="-1.2"),
    figure(FORD, INVERTER, value="9.6"),
    figure(FORD, SYNCHRONOUS, value="2.5"),
    figure(GRID, scenario="Electric Engagement", value="0"),
    figure(LONE),
]
SITE = ["EPN-S2", AREA, "FORD 33/11KV", "Primary Substation", "33", "475400", "201800"]
SITE += ["15.00, 15.00", "12.00, 12.00", "<100%", "6.5", "8.25", "Toyshire", "E07000179", "51.71, -0.91"]
GSP = ["EPN", "Weir", "EPN-G1", "-10.5", "85.2", "120 MVA", "40", "100 MVA", "110 MVA", "50 MVA", "51.6, -0.8"]

ALIASES = pd.DataFrame(
    [
        ("ukpn", "Weir", "132", "weir", "Weir GSP", "", "", "test"),
        ("nged", "Faraway", "132", "faraway", "Faraway GSP", "", "", "another operator's"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("ukpn", "Weir", "WEIR_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)
CONTRACTS = {
    "substations": Substations,
    "feeds": Feeds,
    "scenario_figures": ScenarioFigures,
    "firm_capacity": PublishedFirm,
}


def text(header, rows, separator=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


@pytest.fixture
def export(tmp_path):
    def write(header=HEADROOM, rows=ROWS, name="any.csv", separator=","):
        path = tmp_path / name
        path.write_text(text(header, rows, separator), encoding="utf-8")
        return path

    return write


def read(path, **options):
    edition = Edition("2026-01", 2025, "ukpn_test", "CC BY 4.0")
    looked_up = {"gsp_groups": GROUPS, "aliases": ALIASES, "power_factor": 0.96}
    register = Register(**{name: options.pop(name, value) for name, value in looked_up.items()})
    reading = ukpn.read(path, replace(edition, **options), register)
    (note,) = [finding for finding in reading.findings if finding.rule == "unproven"]
    assert note.severity == "note"
    assert "header-only, unproven" in note.message
    for name, frame in reading.tables.items():
        assert not len(frame) or not check(frame, CONTRACTS[name], name), name
    return reading


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def by_rule(reading, rule):
    (found,) = [finding for finding in reading.findings if finding.rule == rule]
    return found


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


# The headroom report.


def test_the_report_becomes_substations_feeds_and_scenario_figures(export):
    reading = read(export())
    assert not rules(reading)
    assert rules(reading, "warning") == {"no_gsp_alias"}
    assert by_rule(reading, "no_gsp_alias").ids == ("Faraway",)
    assert (reading.count.read, reading.count.kept) == (6, 4)
    assert reading.count.dropped == {
        "its GSP is not registered": 1,
        "synchronous generation, stated beside the inverter-connected figure": 1,
    }
    table = stations(reading)
    assert set(table.index) == {"ukpn:EPN-S1", "ukpn:EPN-S2", "ukpn:weir"}
    assert table["tier"].to_dict() == {"ukpn:EPN-S1": "bsp", "ukpn:EPN-S2": "primary", "ukpn:weir": "gsp"}
    assert list(table.index[table["stub"]]) == ["ukpn:weir"]
    assert set(table["gsp_group"]) == {"WEIR_1"}
    ford = table.loc["ukpn:EPN-S2"]
    assert (ford["name"], ford["voltage"], ford["licence_area"]) == ("Ford Primary 11kV", "11", AREA)
    assert [ford["easting_m"], ford["northing_m"]] == pytest.approx([475410, 201814], abs=1)
    feeds = reading.tables["feeds"].set_index("substation_id")["upstream_id"].to_dict()
    assert feeds == {"ukpn:EPN-S1": "ukpn:weir", "ukpn:EPN-S2": "ukpn:EPN-S1"}
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])


def test_a_forecast_is_never_a_figure_of_today(export):
    table = stations(read(export()))
    assert table[["demand_headroom_mva", "demand_published_value", "generation_headroom_mva"]].isna().all(axis=None)
    assert set(table["headroom_basis"]) == {"none"}
    assert set(table["demand_bound"]) | set(table["demand_bound_own"]) == {"unknown"}


def test_generation_takes_the_inverter_figure_and_says_the_synchronous_one_beside_it(export):
    figures = read(export()).tables["scenario_figures"].set_index(["substation_id", "direction", "year"])
    one = figures.loc[("ukpn:EPN-S2", "generation", 2026)]
    assert one["published_value"] == 9.6
    assert one["headroom_mva"] == pytest.approx(10.0)
    assert one["constraint"] == "Gen inverter headroom; Gen synch headroom 2.5 MW"
    later = figures.loc[("ukpn:EPN-S2", "demand", 2031)]
    assert (later["published_value"], later["unit"], later["constraint"]) == (-1.2, "MW", DEMAND)
    assert later["headroom_mva"] == pytest.approx(-1.25)
    assert set(figures["scenario"]) == {"ukpn: Counterfactual", "ukpn: Electric Engagement"}
    assert later["source_row"] == 3


def test_a_synchronous_figure_alone_is_left_out_with_its_id(export):
    reading = read(export(rows=[figure(FORD), figure(FORD, SYNCHRONOUS)]))
    assert by_rule(reading, "synchronous_alone").ids == ("ukpn:EPN-S2",)
    assert reading.count.dropped == {"synchronous generation without an inverter-connected figure": 1}
    assert set(reading.tables["scenario_figures"]["direction"]) == {"demand"}


def test_five_yearly_steps_keep_their_own_years(export):
    years = [2026, 2030, 2035, 2040, 2050]
    figures = read(export(rows=[figure(FORD, year=year) for year in years])).tables["scenario_figures"]
    assert list(figures["year"]) == years


def test_the_edition_without_ids_needs_a_registered_name(export):
    rows = [["Ford Primary 11kV", "PRIMARY", "Counterfactual", DEMAND, "2026-01-01", "Weir", "4.8", "51.71, -0.91"]]
    rows += [["Ford Primary 11kV", "", "Counterfactual", INVERTER, "2026-01-01", "Weir", "9.6", "51.71, -0.91"]]
    rows += [["Reed Primary 11kV", "PRIMARY", "Counterfactual", DEMAND, "2026-01-01", "Weir", "1", "51.7, -0.9"]]
    path = export(OTHER_HEADROOM, rows)
    assert ukpn.recognise(head_of(path))
    none = read(path)
    assert none.count.dropped == {"no functional location and no registered alias": 3}
    assert set(by_rule(none, "no_alias").ids) == {"Ford Primary 11kV", "Reed Primary 11kV"}
    alias = ("ukpn", "Ford Primary 11kV", "33 / 11", "ford", "Ford Primary", "ukpn:weir", "", "test")
    some = read(path, aliases=pd.concat([ALIASES, pd.DataFrame([alias], columns=ALIASES.columns)]))
    table = stations(some)
    assert (table.loc["ukpn:ford", "name"], table.loc["ukpn:ford", "tier"]) == ("Ford Primary", "primary")
    figures = some.tables["scenario_figures"]
    assert set(figures["direction"]) == {"demand", "generation"}
    assert set(figures["year"]) == {2026}


@pytest.mark.parametrize("shape", ["list", "results", "ckan"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_every_form_of_export_reads_the_same(export, tmp_path, shape, separator):
    plain = read(export()).tables
    path = export(name="semicolon.csv", separator=separator)
    assert ukpn.recognise(head_of(path))
    other = read(path).tables
    records = [dict(zip(HEADROOM, row, strict=True)) for row in ROWS]
    for record in records:
        lat, lon = record["spatial_coordinates"].split(", ")
        record |= {"spatial_coordinates": {"lat": float(lat), "lon": float(lon)}, "year": int(record["year"])}
        record["headroom_mw"] = float(record["headroom_mw"])
    whole = {
        "list": records,
        "results": {"total_count": 6, "results": records},
        "ckan": {"result": {"records": records}},
    }
    file = tmp_path / "any.json"
    file.write_text(json.dumps(whole[shape]), encoding="utf-8")
    assert ukpn.recognise(head_of(file))
    as_json = read(file).tables
    for name, frame in plain.items():
        pd.testing.assert_frame_equal(frame, other[name])
        unlike = ["constraint"] if name == "scenario_figures" else []
        pd.testing.assert_frame_equal(frame.drop(columns=unlike), as_json[name].drop(columns=unlike))


def test_portal_labels_are_the_same_columns(export):
    labels = [name.replace("_", " ").title() for name in HEADROOM]
    path = export(["Headroom (MW)" if name == "Headroom Mw" else name for name in labels])
    assert ukpn.recognise(head_of(path))
    assert read(path).count.kept == 4


@pytest.mark.parametrize(
    ("row", "rule", "reason"),
    [
        (figure(FORD, value="lots"), "type", "unreadable figure"),
        (figure(FORD, value="4800000"), "unit", "unreadable figure"),
        (figure(FORD, year="soon"), "year", "unreadable year"),
        (figure(FORD, year=1926), "year", "unreadable year"),
        (figure(FORD, category="Cooling headroom"), "category", "unknown category"),
        (figure(FORD, value="4.9"), "repeated_row", "same substation, scenario and year on a row that differs"),
    ],
)
def test_faulty_figures_are_errors_and_counted(export, row, rule, reason):
    reading = read(export(rows=[*ROWS[:3], row]))
    assert rules(reading) == {rule}
    assert reading.count.dropped == {reason: 1}


@pytest.mark.parametrize("nothing", ["", "N/A", "-", "null", "NA"])
def test_nothing_published_is_no_figure(export, nothing):
    reading = read(export(rows=[ROWS[0], figure(FORD, year=2027, value=nothing)]))
    assert not rules(reading)
    assert reading.count.dropped == {"no figure": 1}


def test_a_row_repeated_word_for_word_counts_once(export):
    reading = read(export(rows=[ROWS[0], ROWS[0]]))
    assert not rules(reading)
    assert reading.count.dropped == {"repeated row": 1}


def test_swapped_and_foreign_coordinates_are_named(export):
    swapped = read(export(rows=[figure((*FORD[:5], "-0.91, 51.71"))]))
    assert swapped.count.repaired == {"swapped coordinates": 1}
    assert stations(swapped).loc["ukpn:EPN-S2", "easting_m"] == stations(read(export())).loc["ukpn:EPN-S2", "easting_m"]
    abroad = read(export(rows=[figure((*FORD[:5], "40.0, -0.91"))]))
    assert by_rule(abroad, "outside_britain").ids == ("ukpn:EPN-S2",)
    nowhere = read(export(rows=[figure((*FORD[:5], ""))]))
    assert by_rule(nowhere, "no_coordinates").ids == ("ukpn:EPN-S2",)
    garbled = read(export(rows=[figure((*FORD[:5], "here"))]))
    assert "type" in rules(garbled)


def test_two_substations_under_one_functional_location_are_left_out(export):
    twin = figure(("Ford Grid 33kV", "33", *FORD[2:]))
    reading = read(export(rows=[*ROWS, twin]))
    assert by_rule(reading, "repeated_id").ids == ("ukpn:EPN-S2",)
    assert reading.count.dropped["several substations under one functional location"] == 5
    assert "ukpn:EPN-S2" not in stations(reading).index


def test_names_that_repeat_are_no_parents(export):
    other = figure(("Mill Grid 33kV", "33", "EPN-S9", "Mill Grid 33kV", "Weir", "51.69, -0.89"))
    reading = read(export(rows=[*ROWS, other]))
    assert by_rule(reading, "ambiguous_parent").ids == ("ukpn:EPN-S2 (fed by MILL GRID)",)
    assert "ukpn:EPN-S2" not in set(reading.tables["feeds"]["substation_id"])


def test_a_missing_parent_is_named_and_its_gsp_stands_in(export):
    reading = read(export(rows=[figure(FORD)]))
    assert by_rule(reading, "unknown_parent").ids == ("ukpn:EPN-S2 (fed by MILL GRID)",)
    assert list(reading.tables["feeds"]["upstream_id"]) == ["ukpn:weir"]


def test_a_gsp_that_is_another_operators_row_gets_no_stub(export):
    shared = ALIASES.assign(same_as=["ssen:E-WEIR-01", ""])
    reading = read(export(), aliases=shared)
    assert set(stations(reading).index) == {"ukpn:EPN-S1", "ukpn:EPN-S2"}
    assert "ssen:E-WEIR-01" in set(reading.tables["feeds"]["upstream_id"])
    assert by_rule(read(export(), gsp_groups=GROUPS.head(0)), "gsp_group").ids == ("Weir",)


def test_without_level_or_voltage_the_tier_is_not_guessed(export):
    bare = read(export(rows=[figure((FORD[0], "", *FORD[2:])), figure(GRID)]))
    assert by_rule(bare, "tier").ids == ("ukpn:EPN-S2",)
    assert bare.count.dropped == {"neither level nor voltage": 1}
    assert by_rule(bare, "tier_by_voltage").ids == ("ukpn:EPN-S1",)


def test_megawatts_without_a_power_factor_are_blank_but_for_zero(export):
    reading = read(export(), power_factor=float("nan"))
    assert set(reading.tables["scenario_figures"]["published_value"]) == {0.0}
    assert reading.count.dropped["no power factor for MW"] == 4
    assert "power_factor" in rules(reading, "warning")
    values = mva_from_mw(pd.Series([0.0, 4.8, np.nan]), 0.96)
    assert values[1] == pytest.approx(5.0)
    assert np.isnan(values[2])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([FORD, GRID, LONE]),
            st.sampled_from([DEMAND, INVERTER, SYNCHRONOUS, "Heat"]),
            st.sampled_from(["2026", "2027-01-01", "never"]),
            st.sampled_from(["1.5", "0", "-3", "", "N/A", "x", "9e9"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_is_kept_or_counted(tmp_path, cells):
    path = tmp_path / "any.csv"
    rows = [figure(site, category, year=year, value=value) for site, category, year, value in cells]
    path.write_text(text(HEADROOM, rows), encoding="utf-8")
    reading = read(path)
    assert reading.count.read == len(rows)
    assert reading.count.kept == len(reading.tables["scenario_figures"])
    assert reading.count.kept + sum(reading.count.dropped.values()) == len(rows)


# Sites and GSPs.


def test_sites_state_ratings_and_maximum_demand_but_no_headroom(export):
    reading = read(export(SITES, [SITE]))
    assert not rules(reading) | rules(reading, "warning")
    (row,) = reading.tables["substations"].to_dict("records")
    assert (row["substation_id"], row["asset_id"], row["tier"]) == ("ukpn:EPN-S2", "EPN-S2", "primary")
    assert row["ratings"] == "winter: 15.00, 15.00; summer: 12.00, 12.00"
    assert (row["observed_max_mva"], row["observed_year"], row["transformers_count"]) == (8.25, 2025, 2)
    assert np.isnan(row["n_minus_1_mva"])
    assert row["generation_constraint"] == "reverse power <100%"
    assert row["comment"] == "local authority E07000179"
    assert row["headroom_basis"] == "none"
    assert set(reading.tables) == {"substations"}
    assert "seasonal_ratings" in rules(reading, "note")


def changed(column, value):
    return [value if name == column else cell for name, cell in zip(SITES, SITE, strict=True)]


@pytest.mark.parametrize(
    ("column", "value", "severity", "rule"),
    [
        ("transratingwinter", "15.00, big", "warning", "unread_rating"),
        ("transratingwinter", "15.00, -15.00", "error", "absurd_rating"),
        ("transratingwinter", "15000, 15000", "error", "absurd_rating"),
        ("maxdemandwinter", "8.1, 0.4", "warning", "several_figures"),
        ("maxdemandwinter", "high", "error", "type"),
        ("maxdemandwinter", "8250", "error", "less_than_or_equal_to"),
        ("easting", "405400", "warning", "grid_reference"),
        ("easting", "51.7", "warning", "outside_britain"),
        ("spatial_coordinates", "-0.91, 51.71", "note", "swapped_coordinates"),
        ("spatial_coordinates", "", "warning", "no_coordinates"),
    ],
)
def test_faulty_sites_are_named_by_id(export, column, value, severity, rule):
    path = export(SITES, [changed(column, value)])
    edition = Edition("2026-01", 2025, "ukpn_test", "CC BY 4.0")
    reading = ukpn.read(path, edition, Register(GROUPS, ALIASES, 0.96))
    assert rule in rules(reading, severity)
    if rule != "swapped_coordinates":
        assert by_rule(reading, rule).ids == ("ukpn:EPN-S2",)


def test_sites_of_other_types_and_without_ids_are_counted(export):
    rows = [SITE, SITE, changed("sitetype", "Switching Station"), changed("sitefunctionallocation", "")]
    reading = read(export(SITES, rows))
    assert reading.count.dropped == {"neither a grid nor a primary site": 1, "no id": 1, "repeated row": 1}
    assert {"tier", "no_id"} <= rules(reading, "warning")
    twice = read(export(SITES, [SITE, changed("sitename", "FORD SOUTH")]))
    assert by_rule(twice, "repeated_id").ids == ("ukpn:EPN-S2",)


def test_a_grid_point_stands_in_for_missing_degrees(export):
    table = stations(read(export(SITES, [changed("spatial_coordinates", "")])))
    assert list(table.loc["ukpn:EPN-S2", ["easting_m", "northing_m"]]) == [475400, 201800]


def test_a_registered_gsp_keeps_its_limits_as_text(export):
    far = ["EPN", "Faraway", "EPN-G9", *GSP[3:]]
    reading = read(export(OVERVIEW, [GSP, far]))
    assert reading.count.dropped == {"not registered": 1}
    (row,) = reading.tables["substations"].to_dict("records")
    assert (row["substation_id"], row["asset_id"], row["tier"], row["name"]) == (
        "ukpn:weir",
        "EPN-G1",
        "gsp",
        "Weir GSP",
    )
    assert row["demand_constraint"] == (
        "asset import limit 120 MVA; technical limit import winter 110 MVA; technical limit import summer 100 MVA"
    )
    assert row["generation_constraint"] == "asset export limit 40; technical limit export 50 MVA"
    assert row["comment"].endswith("least -10.5, greatest 85.2")
    assert np.isnan(row["observed_max_mva"])


# Firm capacities: the worked rows of the operator's own tutorials.


def test_firm_capacity_by_the_rows_own_power_factor(export):
    rows = [
        ["Amersham", "Ilmer Primary 11kV", "EPN-S2", "Summer", "7.0", "0.92", "9.2", "25.2%"],
        ["Amersham", "Coldharbour 11kV", "EPN-S4", "Winter", "4.2", "0.96", "14.4", ""],
        ["Amersham", "Coldharbour 11kV", "EPN-S4", "Summer", "2.9", "", "11.5", "28.8%"],
        ["Amersham", "Ilmer Grid 33kV", "EPN-S1", "Summer", "43.4", "0.96", "57.6", "28.4%"],
    ]
    path = export(FIRM, rows)
    assert ukpn.recognise(head_of(path))
    reading = read(path)
    table = reading.tables["firm_capacity"].set_index(["substation_id", "season"])
    assert table.loc[("ukpn:EPN-S2", "summer"), "firm_mva"] == pytest.approx(10.0)
    assert table.loc[("ukpn:EPN-S4", "winter"), "firm_mva"] == pytest.approx(15.0)
    assert table.loc[("ukpn:EPN-S1", "summer"), "firm_mva"] == pytest.approx(60.0)
    cold = table.loc[("ukpn:EPN-S4", "summer")]
    assert (cold["published_value"], cold["unit"], cold["source_row"]) == (11.5, "MW", 4)
    assert cold["firm_mva"] == pytest.approx(11.5 / 0.96)
    assert not rules(reading) | rules(reading, "warning")


def test_firm_capacities_that_differ_or_cannot_be_right_are_named(export):
    row = ["Amersham", "Ilmer", "EPN-S2", "Summer", "7.0", "0.92", "9.2", ""]
    spread = read(export(FIRM, [row, [*row[:6], "8.0", ""], [*row[:3], "Autumn", *row[4:]]]))
    assert by_rule(spread, "several_firm").ids == ("ukpn:EPN-S2 / summer",)
    assert list(spread.tables["firm_capacity"]["published_value"]) == [8.0]
    assert spread.count.dropped == {"neither winter nor summer": 1, "same substation and season again": 1}
    assert "unit" in rules(read(export(FIRM, [[*row[:6], "-9.2", ""]])))
    odd = read(export(FIRM, [[*row[:5], "92", "9.6", ""]]))
    assert "power_factor" in rules(odd, "warning")
    assert odd.tables["firm_capacity"]["firm_mva"].tolist() == pytest.approx([10.0])


# Several files of the operator.


def test_the_files_join_by_id_and_orphans_are_left_out(export):
    orphan = ["EPN-S7", *SITE[1:]]
    stray = ["", "Far", "EPN-S8", "Winter", "7", "0.96", "9.6", ""]
    parts = [
        read(export(SITES, [SITE, orphan], "sites.csv")),
        read(export(OVERVIEW, [GSP], "gsps.csv")),
        read(export(FIRM, [["", "Ford", "EPN-S2", "Winter", "7", "0.96", "9.6", ""], stray], "firm.csv")),
        read(export(), source_id="ukpn_report"),
    ]
    whole = together(parts, dno="ukpn")
    assert whole.count.dropped[NO_FEED] == 2
    assert list(whole.tables["firm_capacity"]["substation_id"]) == ["ukpn:EPN-S2"]
    assert whole.count.read == sum(part.count.read for part in parts)
    assert by_rule(whole, "no_feed").ids == ("ukpn:EPN-S7",)
    for name, frame in whole.tables.items():
        assert not check(frame, CONTRACTS[name], name), name
    table = stations(whole)
    assert set(table.index) == {"ukpn:EPN-S1", "ukpn:EPN-S2", "ukpn:weir"}
    ford, weir = table.loc["ukpn:EPN-S2"], table.loc["ukpn:weir"]
    assert (ford["name"], ford["observed_max_mva"], ford["gsp_group"]) == ("Ford Primary 11kV", 8.25, "WEIR_1")
    assert ford["ratings"].startswith("winter")
    assert ford["source_id"] == "ukpn_report;ukpn_test"
    assert not weir["stub"]
    assert weir["asset_id"] == "weir"
    assert "120 MVA" in weir["demand_constraint"]
    assert (weir["demand_bound"], weir["headroom_basis"]) == ("unknown", "none")
    assert not check_network(whole.tables["substations"], whole.tables["feeds"])
    again = together(list(reversed(parts)), dno="ukpn")
    pd.testing.assert_frame_equal(again.tables["substations"], whole.tables["substations"])


def test_one_file_alone_stays_as_it_is_and_two_that_differ_warn(export):
    one = read(export())
    assert together([one], dno="ukpn") is one
    other = read(export(rows=[figure(FORD, value="3.0")], name="other.csv"))
    both = together([one, other], dno="ukpn")
    assert by_rule(both, "two_files").ids == ("ukpn:EPN-S2 / demand / ukpn: Counterfactual / 2026",)
    figures = both.tables["scenario_figures"].set_index(["substation_id", "direction", "year"])
    assert figures.loc[("ukpn:EPN-S2", "demand", 2026), "published_value"] == 4.8
    sites = together([read(export(SITES, [SITE], "sites.csv"))], dno="ukpn")
    assert sites.tables["substations"].empty


# Files that are something else.


def test_files_that_cannot_be_read_are_reported_without_a_traceback(export, tmp_path):
    assert rules(read(tmp_path / "none.csv")) == {"unknown_file"}
    assert rules(read(export(rows=[]))) == {"empty"}
    assert rules(read(export(rows=[*ROWS, ROWS[0][:4]]))) == {"uneven_rows"}
    assert rules(read(export([*HEADROOM, "Scenario"], [[*row, "x"] for row in ROWS]))) == {"repeated_column"}
    lacking = [name for name in SITES if name != "reversepower"]
    assert rules(read(export(lacking, [[*SITE[:9], *SITE[10:]]]))) == {"missing_column"}
    cases = {
        b"\xff\xfe" + text(HEADROOM, ROWS).encode("utf-16-le"): "encoding",
        text(HEADROOM, ROWS).encode() + b"\xff": "encoding",
        text(HEADROOM, ROWS).encode() + b'"open': "not_csv",
        json.dumps([dict.fromkeys(HEADROOM, "1")]).encode()[:-2]: "not_json",
        json.dumps({"total_count": 9, "results": [dict.fromkeys(HEADROOM, "1")]}).encode(): "cut_off",
        json.dumps({"fields": dict.fromkeys(HEADROOM, "1")}).encode(): "not_records",
    }
    for data, rule in cases.items():
        path = tmp_path / "bad.csv"
        path.write_bytes(data)
        assert rules(read(path)) == {rule}, data[-40:]


def test_only_these_data_sets_are_recognised(export, tmp_path):
    for header, row in ((HEADROOM, ROWS[0]), (SITES, SITE), (OVERVIEW, GSP)):
        head = head_of(export(header, [row]))
        assert ukpn.recognise(head)
        assert not ssen.recognise(head)
        assert not nged.recognise(head)
    for header in ("substation_id,name,tier,dno", "name,type,pvoltage,genhr,demhr,gsp_name", "substation_group,year"):
        (tmp_path / "x.csv").write_text(header + "\n", encoding="utf-8")
        assert not ukpn.recognise(head_of(tmp_path / "x.csv"))


def test_real_files_of_others_are_not_taken_for_these(shared_data):
    for path in sorted((shared_data / "grid").rglob("*")):
        if path.is_file():
            assert not ukpn.recognise(head_of(path)), path.name
