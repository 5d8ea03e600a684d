"""`lae check` on studies with one thing wrong each: it is named, with its rows, why it matters and what to do."""

import csv
import json
import re
import shutil
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from lae.check import as_record, as_rows, check_study
from lae.checks import codes, dates, layers, licences, places, reasons, totals, units
from lae.evidence.check_page import check_page
from lae.findings import FaultsError, Finding
from lae.readers.catalogue import PUBLISHERS
from lae.sources import Sources
from lae.tables import empty
from toytown import TOYTOWN, copy_of_toytown, without_drawn_land

COUNTY = gpd.GeoDataFrame({"area_ha": [1e4]}, geometry=[box(450_000, 200_000, 460_000, 210_000)], crs="EPSG:27700")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def rewrite(path, change):
    """Apply `change` to every row, given as a dict."""
    header, rows = rows_of(path)
    changed = [change(dict(zip(header, row, strict=True))) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)


@pytest.fixture
def study(tmp_path):
    return copy_of_toytown(tmp_path)


def found(checked, rule, table=""):
    return [each for each in checked.findings if each.rule == rule and table in each.table]


class TestStudy:
    def test_a_sound_study_is_clean(self):
        checked = check_study(TOYTOWN)
        assert checked.exit_code == 0
        assert {each.severity for each in checked.findings} == {"note"}
        # The drawn land is known by its hash.
        assert set(checked.files["kind"]) == {"own", "text", "publisher"}

    def test_every_layer_that_is_not_there_is_said_with_what_it_means(self, study):
        without_drawn_land(study)
        missing = {each.table: each for each in found(check_study(study), "missing_layer")}
        assert "land" in missing
        assert "never counts as land that is free" in missing["land"].message
        assert not {"grid", "boundaries", "scenarios"} & set(missing)

    def test_a_study_that_cannot_be_used_is_one_clear_error(self, study):
        (study / "study.toml").write_text("name =")
        with pytest.raises(FaultsError):
            check_study(study)

    def test_megavolt_amperes_in_kilo_are_an_error_by_id(self, study):
        def slip(row):
            size = row["n_minus_1_mva"]
            return row | {"n_minus_1_mva": str(float(size) * 1000) if row["tier"] == "primary" and size else size}

        rewrite(study / "data/grid/substations.csv", slip)
        checked = check_study(study)
        (slip_found,) = found(checked, "unit_slip")
        assert checked.exit_code == 1
        assert set(slip_found.ids) == {"toy:P1", "toy:P2", "toy:P3", "toy:P5", "toy:P6"}
        assert "kVA" in slip_found.message

    def test_swapped_coordinates_are_an_error_by_id(self, study):
        header, rows = rows_of(study / "data/grid/substations.csv")
        first = dict(zip(header, rows[0], strict=True))["substation_id"]

        def swap(row):
            turned = {"easting_m": row["northing_m"], "northing_m": row["easting_m"]}
            return row | (turned if row["substation_id"] == first else {})

        rewrite(study / "data/grid/substations.csv", swap)
        ids = [identity for each in check_study(study).findings for identity in each.ids if each.severity == "error"]
        assert first in ids

    def test_files_are_recognised_or_said_why_not(self, study):
        inbox = study / "data" / "inbox"
        inbox.mkdir()
        (inbox / "notes.csv").write_text("who,what\nme,this\n")
        years = ",".join(str(year) for year in range(2021, 2025))
        (inbox / "renamed.csv").write_text(
            f"fes,scenario,gsp,{years}\nFES22,CT,COWL_1,1,2,3,4\nFES22,XX,COWL_1,1,2,3,4\n"
        )
        with zipfile.ZipFile(inbox / "evil.zip", "w") as made:
            made.writestr("../../outside.csv", "a\n")
        (inbox / "link.csv").symlink_to("/etc/hostname")
        (inbox / ".hidden.csv").write_text("a\n1\n")
        checked = check_study(study)
        table = checked.files.set_index("file")
        assert table.loc["inbox/notes.csv", "kind"] == "unknown"
        assert 'begins with "who,what"' in table.loc["inbox/notes.csv", "what"]
        assert table.loc["inbox/renamed.csv", ["kind", "reader", "layer"]].tolist() == [
            "publisher",
            "fes_peaks",
            "scenarios",
        ]
        counts = ["read_count", "kept_count", "dropped_count", "repaired_count"]
        assert table.loc["inbox/renamed.csv", counts].tolist() == [2, 1, 1, 0]
        assert table.loc["inbox/evil.zip", "kind"] == table.loc["inbox/link.csv", "kind"] == "refused"
        assert "inbox/.hidden.csv" not in table.index
        assert [each.table for each in found(checked, "traversal")] == ["inbox/evil.zip"]
        assert [each.table for each in found(checked, "link_outside")] == ["inbox/link.csv"]
        assert found(checked, "unregistered_file")[0].ids == ("inbox/renamed.csv",)
        assert [each.table for each in found(checked, "unknown_file")] == ["inbox/notes.csv"]

    def test_a_publishers_text_is_checked_for_dates_encoding_and_odd_rows(self, study):
        (study / "data" / "works.csv").write_bytes(
            "site,works date\nCafé,31/02/2024\nB,2024-03-01\nC\n".encode("cp1252")
        )
        checked = check_study(study)
        assert found(checked, "impossible_date")[0].ids == ("row 1",)
        assert found(checked, "mixed_dates")
        assert found(checked, "encoding", "works.csv")
        assert found(checked, "uneven_rows")[0].ids == ("row 3",)
        assert checked.files.set_index("file").loc["works.csv", "encoding"] == "cp1252"

    def test_nothing_is_written_into_the_study(self, study):
        before = sorted(path.stat().st_mtime_ns for path in study.rglob("*"))
        check_study(study)
        assert sorted(path.stat().st_mtime_ns for path in study.rglob("*")) == before

    def test_the_record_is_json_with_all_five_things_of_a_finding(self, study):
        (study / "data" / "notes.csv").write_text("who\nme\n")
        checked = check_study(study)
        record = json.loads(json.dumps(as_record(checked), allow_nan=False))
        assert record["exit_code"] == 0
        assert {row["file"] for row in record["files"]} >= {"notes.csv", "sources.csv"}
        (unknown,) = [row for row in record["findings"] if row["id"] == "unknown_file"]
        assert unknown["where"] == {"file": "notes.csv", "column": "", "rows": []}
        assert unknown["what"]
        assert unknown["why"]
        assert unknown["fix"]
        assert all(row["why"] for row in record["findings"])

    def test_two_checks_say_the_same(self, study):
        assert as_record(check_study(study)) == as_record(check_study(study))

    def test_real_files_are_looked_at_whole(self, tmp_path, root, shared_data):
        shutil.copytree(root / "data", tmp_path / "data")
        shutil.copy(root / "study.toml", tmp_path)
        for name in ("grid/dno_licence_areas.geojson", "energy/local_authority_tables/ev.csv"):
            shutil.copy(shared_data / name, tmp_path / "data")
        table = check_study(tmp_path).files.set_index("file")
        assert table.loc["dno_licence_areas.geojson", ["reader", "read_count", "kept_count"]].tolist() == [
            "neso_areas",
            14,
            14,
        ]
        counts = table.loc["ev.csv", ["read_count", "kept_count", "dropped_count"]]
        assert counts.iloc[0] == 16_245 == counts.iloc[1] + counts.iloc[2]


class TestPage:
    def test_names_from_files_are_text_and_nothing_is_loaded(self):
        evil = Finding(
            "error", '<img src=x onerror="alert(1)">.csv', "unit_slip", "<script>alert(1)</script>", "a&b", ("<b>",)
        )
        table = check_study(TOYTOWN).files.assign(file="<svg onload=alert(1)>")
        page = check_page("<i>Toy</i>", table, (evil,))
        assert not re.search(r"<(script|img|svg|i|b)\b", page)
        assert not re.search(r"(src|href)=[\"']?(https?:)?//", page)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "default-src 'none'" in page

    def test_it_says_first_whether_a_run_can_start(self):
        table = check_study(TOYTOWN).files
        error, warning = Finding("error", "a", "b", "c"), Finding("warning", "a", "b", "c")
        assert "1 things must be fixed before a run; 1 more should be looked at." in check_page(
            "T", table, (error, warning)
        )
        assert "Ready to run. 1 things should be looked at first." in check_page("T", table, (warning,))
        assert "Nothing was found that needs a decision." in check_page("T", table, ())

    def test_many_rows_are_counted_not_spelt_out(self):
        many = Finding("warning", "a", "b", "c", ids=tuple(f"r{number}" for number in range(100)))
        page = check_page("T", check_study(TOYTOWN).files, (many,))
        assert "r29 and 70 more" in page


class TestCodes:
    STUDY = pd.Series(["E01000001", "E01000002", "E01000003", "E01000004"])

    def rules(self, theirs, study=STUDY):
        return [(each.rule, each.ids) for each in codes.vintage_findings("t", "lsoa_code", pd.Series(theirs), study)]

    def test_a_table_of_the_other_census_names_what_a_join_would_lose(self):
        new = ["E01000001", "E01000002", "E01033999", "E01034000"]
        assert self.rules(new) == [("code_vintage", ("E01000003", "E01000004"))]
        assert self.rules(self.STUDY, pd.Series(new)) == [("code_vintage", ("E01033999", "E01034000"))]

    def test_a_table_of_the_same_census_may_be_cut_off_or_of_elsewhere(self):
        assert self.rules(["E01000001", "E01000002", "E01000003"]) == [("missing_areas", ("E01000004",))]
        assert self.rules(["E01000009"]) == [("other_area", ())]
        assert self.rules([*self.STUDY, "E01000009"]) == []
        assert self.rules(["E02000009"]) == []

    def test_real_editions_are_told_apart(self, shared_data):
        new = gpd.read_file(shared_data / "boundaries/oxfordshire/lsoa/E10000025.geojson")["LSOA21CD"]
        old = gpd.read_file(shared_data / "boundaries/oxfordshire/lsoa11/E10000025.geojson")["LSOA11CD"]
        assert (codes.vintage_of(new), codes.vintage_of(old)) == ("2021", "")
        (finding,) = codes.vintage_findings("t", "c", new, old)
        assert finding.rule == "code_vintage"
        assert len(finding.ids) == len(set(old) - set(new)) == 21

    def test_odd_codes_are_named(self):
        text = pd.Series(["E07000177", "E07000178", "E0700017", "E07000177", ""])
        assert [each.ids for each in codes.malformed("t", "c", text)] == [("E0700017",)]
        assert list(codes.malformed("t", "c", pd.Series(["Cherwell", "Oxford"]))) == []


class TestUnits:
    def check(self, name, **columns):
        frame = pd.DataFrame(columns)
        return [
            (each.column, each.ids)
            for each in units.unit_findings(name, frame, "p", pd.Series(range(len(frame))).map(str))
        ]

    def test_a_primary_of_thousands_is_in_kilovolt_amperes(self):
        assert self.check("substations", tier=["primary", "gsp"], n_minus_1_mva=[24_000.0, 1_920.0]) == [
            ("n_minus_1_mva", ("0",))
        ]

    def test_kilowatts_given_as_watts_and_as_megawatts(self):
        assert self.check("chargers", power_kw=[7_400.0, 22.0]) == [("power_kw", ("0",))]
        assert self.check("chargers", power_kw=[0.0074, 0.022, 0.05]) == [("power_kw", ("0", "1", "2"))]

    def test_small_sites_among_large_ones_and_blanks_are_fine(self):
        assert self.check("chargers", power_kw=[0.5, 7.4, 22.0, float("nan"), 0.0]) == []
        assert self.check("other", power_kw=[7_400.0]) == []

    def test_every_bound_is_wide_enough_to_tell_a_thousand(self):
        assert all(0 < rule.low < rule.high for rule in units.PLAUSIBLE)
        assert all(rule.column.rpartition("_")[2] in ("mva", "mw", "kw") for rule in units.PLAUSIBLE)


class TestPlaces:
    def points(self, *pairs):
        easting, northing = zip(*pairs, strict=True)
        ids = pd.Series([f"r{number}" for number in range(len(pairs))])
        frames = pd.Series(easting, dtype=float), pd.Series(northing, dtype=float)
        return [(each.rule, each.ids) for each in places.point_findings("t", *frames, COUNTY, ids)]

    def test_points_inside_or_absent_are_fine(self):
        assert self.points((455_000, 205_000), (float("nan"), float("nan"))) == []

    def test_swapped_and_degrees_are_named_by_row(self):
        assert self.points((455_000, 205_000), (205_000, 455_000)) == [("swapped_coordinates", ("r1",))]
        assert self.points((-1.2, 51.7), (455_000, 205_000)) == [("degrees", ("r0",))]

    def test_a_national_table_has_points_wherever_two_numbers_swap_to(self):
        away = [(300_000, 800_000), (100_000, 900_000), (250_000, 700_000)]
        assert self.points((455_000, 205_000), (205_000, 455_000), *away) == []

    def test_a_table_of_another_county_is_a_warning(self):
        assert self.points((100_000, 900_000)) == [("outside_area", ())]

    def test_layers_elsewhere_and_partly_elsewhere(self):
        here, away = box(455_000, 205_000, 456_000, 206_000), box(100_000, 900_000, 101_000, 901_000)

        def rules(*shapes):
            layer = gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:27700")
            return [each.rule for each in places.layer_findings("t", layer, COUNTY)]

        assert rules(here) == []
        assert rules(here, away) == ["part_outside"]
        assert rules(away) == ["outside_area"]

    def test_own_shapes_must_be_there_valid_and_different(self):
        bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
        shapes = [box(0, 0, 1, 1), None, bow, box(0, 0, 1, 1), Point(3, 3)]
        layer = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:27700")
        found_rules = {each.rule: each.ids for each in places.shape_findings("t", layer, pd.Series(list("abcde")))}
        assert found_rules == {"no_shape": ("b",), "invalid_geometry": ("c",), "same_shape": ("d",)}


class TestDates:
    def rules(self, *cells):
        text = pd.Series(cells, index=range(1, len(cells) + 1), dtype="str")
        return {each.rule: each.ids for each in dates.date_findings("t", "date", text)}

    def test_impossible_month_first_and_mixed(self):
        assert self.rules("31/12/2024", "1/2/2024", "", "Nov-26") == {}
        assert self.rules("30/02/2024", "2023-02-29T00:00") == {
            "impossible_date": ("row 1", "row 2"),
            "mixed_dates": (),
        }
        assert self.rules("12/31/2024") == {"month_first": ("row 1",)}

    def test_date_columns_are_known_by_their_name(self):
        assert dates.date_columns(["Lodgement Date", "LODGEMENT_DATE", "date", "update", "candidate"]) == [
            "Lodgement Date",
            "LODGEMENT_DATE",
            "date",
        ]


class TestTotals:
    ANCHOR = {
        "measure": "electricity_domestic_meters",
        "category": "all",
        "year": 2019,
        "district_code": "E07000178",
        "value": 1000.0,
        "unit": "meters",
        "tolerance_share": 0.01,
        "source_id": "x",
        "note": "",
    }

    def check(self, *values, unit="meters", anchor=ANCHOR):
        size = len(values)
        frame = pd.DataFrame(
            {
                "area_code": [f"E0200000{number}" for number in range(size)],
                "measure": "electricity_domestic_meters",
                "category": "all",
                "year": 2019,
                "value": values,
                "unit": unit,
            }
        )
        sums = totals.sums_by_district(frame, pd.Series("E07000178", index=frame["area_code"]))
        return [each.rule for each in totals.total_findings("t", sums, pd.DataFrame([anchor]))]

    def test_a_sum_near_the_published_total_is_fine_and_one_far_off_is_said(self):
        assert self.check(600.0, 395.0) == []
        assert self.check(600.0, 300.0) == ["total"]
        assert self.check(600.0, float("nan")) == ["total"]

    def test_another_unit_is_said_instead(self):
        assert self.check(1.0, unit="thousands") == ["total_unit"]

    def test_a_published_zero_divides_nothing(self):
        assert self.check(1.0, anchor=self.ANCHOR | {"value": 0.0}) == ["total"]


class TestLicences:
    def rules(self, **changed):
        blank = dict.fromkeys(Sources.to_schema().columns, "")
        sources = pd.DataFrame([blank | {"source_id": "a", "publisher": "P", "url": "u"} | changed]).astype("str")
        return {each.rule: each.message for each in licences.licence_findings(sources, {"a"})}

    def test_lines_owed_are_spelt_out(self):
        assert self.rules(licence="OGL", attribution="Contains P.") == {
            "attribution_owed": 'print with the results: "Contains P."'
        }

    def test_unknown_silent_binding_and_closed_licences_are_warnings(self):
        assert list(self.rules()) == ["licence"]
        assert list(self.rules(licence="OGL")) == ["attribution"]
        assert self.rules(licence=licences.QUOTED) == {}
        assert "share_alike" in self.rules(licence="ODbL 1.0", attribution="x")
        assert "closed_licence" in self.rules(licence="CC BY-NC 4.0", attribution="x")

    def test_no_sources_owe_nothing(self):
        assert list(licences.licence_findings(empty(Sources), set())) == []


def test_every_layer_a_reader_feeds_is_known():
    assert {publisher.layer for publisher in PUBLISHERS} <= {layer.name for layer in layers.LAYERS}


def test_every_finding_says_why_it_matters():
    for severity in ("error", "warning", "note"):
        assert reasons.why(Finding(severity, "t", "a_rule_nobody_listed", "m"))
    assert as_rows([Finding("error", "t", "unit_slip", "m")])[0]["why"] == reasons.WHY["unit_slip"]
