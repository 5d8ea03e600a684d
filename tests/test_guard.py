"""Hostile files are refused, or read within bounds, whatever they hold; what is lost on the way is counted."""

import gzip
import json
import math
import os
import sqlite3
import tracemalloc
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from lae.findings import FaultsError
from lae.readers import guard
from lae.readers.guard import limits, regular, shapes, tables

SHEET = "xl/worksheets/sheet1.xml"


def refused(function, *args, **options):
    with pytest.raises(FaultsError) as caught:
        function(*args, **options)
    (finding,) = caught.value.findings
    assert finding.severity == "error"
    assert finding.message
    return finding.rule


def archive(path, members, *, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = "http://schemas.openxmlformats.org"
OFFICE = f"{FORMATS}/officeDocument/2006/relationships"


def cell_sheet(*references):
    cells = "".join(f'<row><c r="{reference}"><v>1</v></c></row>' for reference in references)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def relations(kind, target):
    one = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{FORMATS}/package/2006/relationships">{one}</Relationships>'


def book(path, sheet):
    kinds = '<Default Extension="xml" ContentType="application/xml"/>'
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{FORMATS}/package/2006/content-types">{kinds}</Types>',
        "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
        SHEET: sheet,
    }
    return archive(path, parts)


def open_document(path, cell):
    names = "urn:oasis:names:tc:opendocument:xmlns"
    filler = f'<table:table-cell table:number-columns-repeated="16384"{cell}/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{filler}</table:table-row>'
    sheets = f'<office:spreadsheet><table:table table:name="S">{row}</table:table></office:spreadsheet>'
    opening = f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0">'
    content = f"{opening}<office:body>{sheets}</office:body></office:document-content>"
    kind = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<manifest/>"}
    return archive(path, kind | {"content.xml": content})


class TestCheck:
    def test_a_plain_file_passes(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("a,b\n1,2\n")
        guard.check(path, root=tmp_path)

    def test_what_is_no_file_is_refused(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "empty.csv").touch()
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert refused(guard.check, tmp_path / "absent.csv") == "missing_file"
        assert refused(guard.check, tmp_path / "pipe") == "not_a_file"
        assert refused(guard.check, tmp_path) == "not_a_file"
        assert refused(guard.check, tmp_path / "empty.csv") == "empty"
        assert refused(guard.check, tmp_path / "loop") == "unreadable"

    def test_a_link_may_lead_anywhere_inside_the_study_and_nowhere_outside(self, tmp_path):
        study, outside = tmp_path / "study", tmp_path / "secret.csv"
        (study / "data").mkdir(parents=True)
        outside.write_text("a\n1\n")
        (study / "own.csv").write_text("a\n1\n")
        (study / "data" / "inside.csv").symlink_to(study / "own.csv")
        (study / "data" / "outside.csv").symlink_to(outside)
        (study / "folder").symlink_to(tmp_path)
        guard.check(study / "data" / "inside.csv", root=study)
        assert refused(guard.check, study / "data" / "outside.csv", root=study) == "link_outside"
        assert refused(guard.check, study / "folder" / "secret.csv", root=study) == "link_outside"

    def test_a_file_larger_than_any_layer_is_refused_unread(self, tmp_path):
        path = tmp_path / "huge.csv"
        with path.open("wb") as stream:
            stream.truncate(limits.LARGEST_FILE + 1)
        assert refused(guard.check, path) == "too_large"

    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\b", "C:\\b"])
    def test_an_archive_that_names_files_outside_itself_is_refused(self, tmp_path, name):
        assert refused(guard.check, archive(tmp_path / "a.zip", {name: b"x"})) == "traversal"

    def test_an_archive_that_holds_a_link_is_refused(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
            entry = zipfile.ZipInfo("link.csv")
            entry.external_attr = 0o120777 << 16
            made.writestr(entry, "/etc/passwd")
        assert refused(guard.check, tmp_path / "a.zip") == "traversal"

    def test_bombs_are_refused_without_unpacking(self, tmp_path):
        zeros = bytes(limits.SMALL_MEMBER + 1)
        assert refused(guard.check, archive(tmp_path / "ratio.xlsx", {SHEET: zeros})) == "bomb"
        many = {f"{number}.csv": b"" for number in range(limits.MOST_MEMBERS + 1)}
        path = archive(tmp_path / "many.zip", many, method=zipfile.ZIP_STORED)
        assert refused(guard.check, path) == "too_many_members"

    def test_many_harmless_members_may_be_too_much_together(self, tmp_path):
        path = archive(tmp_path / "a.zip", {f"{n}.csv": b"x" for n in range(4)})
        data, at = bytearray(path.read_bytes()), -1
        for _ in range(4):  # each claims 0.9 GB, packed well enough to be believed one by one
            at = data.find(b"PK\x01\x02", at + 1)
            data[at + 20 : at + 24] = (900_000_000 // 200).to_bytes(4, "little")
            data[at + 24 : at + 28] = (900_000_000).to_bytes(4, "little")
        path.write_bytes(data)
        assert refused(guard.check, path) == "bomb"

    def test_locked_and_damaged_archives_are_refused(self, tmp_path):
        path = archive(tmp_path / "a.zip", {"a.csv": b"a\n1\n" * 100})
        whole = path.read_bytes()
        locked = bytearray(whole)
        locked[locked.find(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(locked)
        assert refused(guard.check, path) == "locked"
        path.write_bytes(whole.replace(b"PK\x01\x02", b"PK\x07\x07"))
        assert refused(guard.check, path) == "damaged_archive"


class TestTextTable:
    def read(self, tmp_path, data, **options):
        path = tmp_path / "a.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return guard.read_text_table(path, **options)

    def test_cells_are_stripped_text_with_their_row(self, tmp_path):
        frame = self.read(tmp_path, 'code , name\r\n E1 ,"Cowley, ""Main"""\r\n\r\nE2,\r\n')
        assert frame.to_dict("index") == {1: {"code": "E1", "name": 'Cowley, "Main"'}, 3: {"code": "E2", "name": ""}}
        assert frame.index.name == "source_row"
        assert [str(kind) for kind in frame.dtypes] == ["str", "str"]
        assert frame.attrs["header"] == ("code", "name")
        assert frame.attrs["findings"] == ()

    def test_uneven_rows_are_left_out_and_counted_but_blank_extra_cells_are_nothing(self, tmp_path):
        frame = self.read(tmp_path, "a,b\n1,2\n3\n4,5,6\n7,8,,\n")
        assert frame.index.tolist() == [1, 4]
        assert frame.attrs["ragged"] == 2
        assert frame.attrs["ragged_rows"] == (2, 3)
        assert [finding.rule for finding in frame.attrs["findings"]] == ["uneven_rows"]

    @pytest.mark.parametrize(
        ("encoding", "found"),
        [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
    )
    def test_the_encoding_is_found(self, tmp_path, encoding, found):
        frame = self.read(tmp_path, "naïve,£\nLlanfair–ym,Ŵ\n".replace("Ŵ", "œ").encode(encoding))
        assert frame.columns.tolist() == ["naïve", "£"]
        assert frame.iloc[0].tolist() == ["Llanfair–ym", "œ"]
        assert frame.attrs["encoding"] == found

    @pytest.mark.parametrize("data", [b"a\n\x81\x8d\n", b"a\n\xc3", b"a\n" + b"x\n" * 800_000 + b"\xc3"])
    def test_any_other_bytes_are_read_as_the_older_encodings(self, tmp_path, data):
        frame = self.read(tmp_path, data)
        assert frame.attrs["encoding"] in ("cp1252", "latin-1")
        assert [finding.rule for finding in frame.attrs["findings"]] == ["encoding"]

    def test_mixed_encodings_are_a_warning(self, tmp_path):
        frame = self.read(tmp_path, b"name\n" + "Dŵr\n".encode() + "Café\n".encode("cp1252"))
        assert len(frame) == 2
        assert [finding.rule for finding in frame.attrs["findings"]] == ["mixed_encoding"]

    @pytest.mark.parametrize("data", [b"a,b\n1,\x00\n", b"\xff\xfea", b"\xff\xfea\0\0\0", b"\xfe\xff\xd8\x00\n"])
    def test_what_is_no_text_is_refused(self, tmp_path, data):
        assert refused(self.read, tmp_path, data) == "encoding"

    def test_columns_separators_header_rows_and_repeated_names(self, tmp_path):
        text = "A title\nanother line\nx;y;x;z\n1;2;3;4\n"
        frame = self.read(tmp_path, text, header_row=2, columns=["x", "x.1", "z", "absent"])
        assert frame.to_dict("list") == {"x": ["1"], "x.1": ["3"], "z": ["4"]}
        assert frame.attrs["header"] == ("x", "y", "x", "z")
        assert self.read(tmp_path, "sep=;\nx;y\n1;2\n").to_dict("list") == {"x": ["1"], "y": ["2"]}
        assert self.read(tmp_path, "x\ty\n1\t2\n").to_dict("list") == {"x": ["1"], "y": ["2"]}

    def test_a_cell_that_never_closes_is_a_file_cut_off(self, tmp_path):
        assert refused(self.read, tmp_path, 'a,b\n1,"two\n3,4\n') == "not_csv"

    def test_loose_quotes_are_read_and_said(self, tmp_path):
        frame = self.read(tmp_path, 'a,b\n"5" pipe,2\n')
        assert len(frame) == 1
        assert [finding.rule for finding in frame.attrs["findings"]] == ["loose_quotes"]

    def test_no_header_and_too_many_columns_are_refused(self, tmp_path):
        assert refused(self.read, tmp_path, "\n\n") == "empty"
        assert refused(self.read, tmp_path, "a\n", header_row=3) == "empty"
        assert refused(self.read, tmp_path, ",".join("x" * (limits.MOST_COLUMNS + 1)) + "\n1\n") == "too_many_columns"

    def test_columns_may_be_chosen_by_what_they_are_called(self, tmp_path):
        frame = self.read(tmp_path, "ab,b,cb\n1,2,3\n", columns=lambda name: name.endswith("b") and len(name) == 2)
        assert frame.columns.tolist() == ["ab", "cb"]
        assert frame.attrs["header"] == ("ab", "b", "cb")

    def test_a_member_and_a_gzipped_file_are_read(self, tmp_path):
        path = archive(tmp_path / "a.zip", {"in/certificates.csv": "a\n1\n"})
        assert guard.read_text_table(path, member="in/certificates.csv")["a"].tolist() == ["1"]
        assert refused(guard.read_text_table, path, member="other.csv") == "missing_member"
        packed = tmp_path / "b.csv.gz"
        packed.write_bytes(gzip.compress(b"a\n1\n"))
        assert guard.read_text_table(packed)["a"].tolist() == ["1"]
        packed.write_bytes(gzip.compress(b"a\n" + b"1\n" * 9999)[:-20])
        assert refused(guard.read_text_table, packed) == "damaged"

    def test_a_line_of_a_gigabyte_is_refused_after_its_first_megabytes(self, tmp_path):
        path = tmp_path / "line.csv"
        with path.open("wb") as stream:
            stream.write(b"a,b\n")
            stream.write(b"x" * (limits.LONGEST_LINE + 1))
            stream.truncate(1_000_000_000)
        tracemalloc.start()
        assert refused(guard.read_text_table, path) == "too_long_line"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
        tracemalloc.stop()

    def test_a_gzip_bomb_is_given_up_at_its_first_endless_line(self, tmp_path):
        path = tmp_path / "bomb.csv.gz"
        with gzip.open(path, "wb", compresslevel=1) as stream:
            for _ in range(200):
                stream.write(b"x" * 1_000_000)
        tracemalloc.start()
        assert refused(guard.read_text_table, path) == "too_long_line"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
        tracemalloc.stop()

    def test_a_gzip_bomb_of_short_lines_is_refused_by_its_ratio(self, tmp_path):
        path = tmp_path / "bomb.csv.gz"
        with gzip.open(path, "wb") as stream:
            for _ in range(limits.SMALL_MEMBER // 1_000_000 + 1):
                stream.write(b"a,b\n" * 250_000)
        assert refused(guard.read_text_table, path) == "bomb"
        assert refused(guard.read_text, path) == "bomb"

    def test_a_table_longer_than_any_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "LARGEST_TEXT", 10_000)
        assert refused(self.read, tmp_path, "a\n" + "1\n" * 10_000) == "too_large"


cells = st.text(alphabet='ab ,;"\n\r\té', max_size=6)


class TestFastWay:
    """The fast way through a large table gives what the careful way gives, or gives up."""

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=12), st.booleans(), st.data())
    def test_both_ways_agree(self, tmp_path, rows, quoted, data):
        path = tmp_path / "t.csv"
        lines = [",".join(_quoted(cell) if quoted else cell.replace("\n", "") for cell in row) for row in rows]
        text = "a,b,c\n" + data.draw(st.sampled_from(["\n", "\r\n"])).join(lines)
        path.write_bytes(text.encode())
        self.compare(path)

    def test_a_regular_table_takes_the_fast_way(self, tmp_path, monkeypatch):
        path = tmp_path / "t.csv"
        rows = "".join(f'{n}," x, {n % 7} ","say ""{n}""\nagain"\r\n' for n in range(500))
        path.write_text(f"a,b,c\r\n{rows}1,2\r\n\r\n3,4,5", newline="")
        monkeypatch.setattr(regular, "_BLOCK", 1000)
        shape = regular.Shape(1, ",", 3, [0, 1, 2])
        assert regular.read_regular(path, None, shape).ragged == [501]
        self.compare(path)

    def test_a_file_changes_nothing_but_the_time_it_takes(self, tmp_path, monkeypatch):
        path = tmp_path / "t.csv"
        path.write_text("a,b\n" + "x ,1\n" * 100 + "y\n")
        careful = guard.read_text_table(path)
        monkeypatch.setattr(tables, "_LARGE", 0)
        fast = guard.read_text_table(path)
        pd.testing.assert_frame_equal(careful, fast)
        assert careful.attrs == fast.attrs

    def compare(self, path):
        shape = regular.Shape(1, ",", 3, [0, 2])
        fast = regular.read_regular(path, None, shape)
        if fast is None:
            return
        careful = guard.read_text_table(path, columns=["a", "c"])
        assert fast.cells.to_numpy().tolist() == careful.to_numpy().tolist()
        assert fast.cells.index.tolist() == careful.index.tolist()
        assert len(fast.ragged) == careful.attrs["ragged"]


def _quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


class TestJson:
    def read(self, tmp_path, text):
        path = tmp_path / "a.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return guard.read_json(path)

    def test_numbers_that_are_none_read_as_missing(self, tmp_path):
        text = '[NaN, Infinity, -Infinity, 1e999, -1e999, 1.5, 12, 123456789012345678901234567890, "é"]'
        found = self.read(tmp_path, text)
        assert found == [None, None, None, None, None, 1.5, 12, 1.2345678901234568e29, "é"]
        assert self.read(tmp_path, "1" * 5000) is None

    @pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000])
    def test_deep_nesting_is_refused_before_it_is_followed(self, tmp_path, deep):
        assert refused(self.read, tmp_path, deep) == "too_deep"

    def test_brackets_in_text_are_no_depth(self, tmp_path):
        assert self.read(tmp_path, json.dumps(["[" * 200, '{\\"' * 100])) == ["[" * 200, '{\\"' * 100]

    @pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", "]" * 300, "nul", '{"a" 1}', '"\\u12"'])
    def test_broken_documents_are_refused(self, tmp_path, text):
        assert refused(self.read, tmp_path, text or " ") == "not_json"

    def test_half_a_surrogate_pair_can_be_written_afterwards(self, tmp_path):
        found = self.read(tmp_path, r'{"\ud83d\ude00": ["\udc80 x", "\ud83d"]}')
        assert json.dumps(found, ensure_ascii=False).encode()
        assert list(found) == ["\N{GRINNING FACE}"]

    def test_a_document_too_large_is_refused(self, tmp_path):
        with (tmp_path / "a.json").open("wb") as stream:
            stream.truncate(600_000_000)
        assert refused(guard.read_json, tmp_path / "a.json") == "too_large"


class TestNumbers:
    def test_publishers_numbers_and_their_words_for_none(self):
        cells = pd.Series(
            ["1,234.5", " 7 ", "-3", "1e3", ".5", "-", "[x]", "[c]", "..", "N/A", "", None, "tbc"], index=range(5, 18)
        )
        values, wrong = guard.numbers(cells)
        assert values.tolist()[:5] == [1234.5, 7.0, -3.0, 1000.0, 0.5]
        assert values.isna().sum() == 8
        assert not wrong.any()
        assert values.index.equals(cells.index)

    @pytest.mark.parametrize(
        "cell", ["inf", "1e999", "12 kW", "1,23", "0x10", "١٢", "1_000", "=1+1", "--5", "1" * 400, "1e-9999"]
    )
    def test_anything_else_is_named(self, cell):
        values, wrong = guard.numbers(pd.Series([cell]))
        assert values.isna().all()
        assert wrong.all()

    def test_numbers_stay_numbers_but_finite(self):
        values, wrong = guard.numbers(pd.Series([1.0, np.inf, np.nan]))
        assert values.tolist()[0] == 1.0
        assert wrong.tolist() == [False, True, False]

    @given(st.lists(st.text(max_size=8) | st.floats().map(str)))
    def test_every_cell_is_finite_missing_or_wrong(self, cells):
        values, wrong = guard.numbers(pd.Series(cells, dtype="str"))
        assert all(math.isfinite(value) or math.isnan(value) for value in values)
        assert not (wrong & values.notna()).any()


class TestWorkbook:
    def test_a_sheet_is_read(self, tmp_path):
        found = guard.workbook(book(tmp_path / "a.xlsx", cell_sheet("A1", "C3")))
        assert found.get_sheet_by_index(0).to_python()[0][0] == 1.0

    @pytest.mark.parametrize("far", ["XFD1048576", "A99999999999", "ZZZZZZ1", "XFD2000"])
    def test_a_cell_far_away_is_refused_before_the_sheet_is_held(self, tmp_path, far):
        assert refused(guard.workbook, book(tmp_path / "a.xlsx", cell_sheet("A1", far))) == "bomb"

    def test_an_opendocument_sheet_that_repeats_a_filled_cell_is_refused_and_an_empty_one_is_not(self, tmp_path):
        full = open_document(tmp_path / "full.ods", ' office:value-type="float" office:value="1"')
        assert refused(guard.workbook, full) == "bomb"
        empty = guard.workbook(open_document(tmp_path / "empty.ods", ""))
        assert empty.sheet_names == ["S"]
        assert empty.get_sheet_by_index(0).to_python() == []

    def test_what_is_no_workbook_is_refused(self, tmp_path):
        (tmp_path / "text.xlsx").write_text("a,b\n")
        assert refused(guard.workbook, tmp_path / "text.xlsx") == "damaged"
        assert refused(guard.workbook, archive(tmp_path / "b.xlsb", {"xl/workbook.bin": b"x"})) == "binary_workbook"
        assert refused(guard.workbook, archive(tmp_path / "a.xlsx", {"other.xml": b"<x/>"})) == "not_workbook"
        assert refused(guard.workbook, tmp_path / "absent.xlsx") == "unreadable"
        (tmp_path / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
        assert refused(guard.workbook, tmp_path / "old.xls") == "not_workbook"

    def test_a_flipped_byte_fails_its_checksum(self, tmp_path):
        path = book(tmp_path / "a.xlsx", cell_sheet(*(f"A{n}" for n in range(1, 400))))
        whole = path.read_bytes()
        start = whole.find(SHEET.encode()) + len(SHEET)
        for place in range(start + 5, start + 60, 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            assert refused(guard.workbook, path) in ("damaged", "damaged_archive")


class TestVectors:
    def write(self, tmp_path, geometry, *, crs="EPSG:27700", name="a.geojson", **columns):
        frame = gpd.GeoDataFrame(
            {"name": [f"n{n}" for n in range(len(geometry))], **columns}, geometry=geometry, crs=crs
        )
        path = tmp_path / name
        pyogrio.write_dataframe(frame, path)
        return path

    def document(self, tmp_path, *coordinates, kind="Point", **extra):
        features = [
            {"type": "Feature", "properties": {"n": n}, "geometry": {"type": kind, "coordinates": c}}
            for n, c in enumerate(coordinates)
        ]
        path = tmp_path / "d.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **extra}))
        return path

    @pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.fgb"])
    def test_layers_come_in_national_grid(self, tmp_path, name):
        path = self.write(tmp_path, [box(450_000, 200_000, 451_000, 201_000), Point(450_500, 200_500)][:1], name=name)
        frame = guard.vectors(path, columns=["name"])
        assert frame.crs == "EPSG:27700"
        assert frame.columns.tolist() == ["name", "geometry"]
        assert frame.index.tolist() == [1]
        assert frame.geometry.area.iloc[0] == pytest.approx(1e6, rel=1e-3)
        assert (frame.attrs["read"], frame.attrs["dropped"], frame.attrs["findings"]) == (1, {}, ())

    def test_a_zipped_shapefile_is_read_and_an_archive_without_a_map_is_not(self, tmp_path):
        self.write(tmp_path, [box(450_000, 200_000, 451_000, 201_000)], name="a.shp")
        parts = {path.name: path.read_bytes() for path in tmp_path.glob("a.*")}
        assert len(guard.vectors(archive(tmp_path / "z.zip", parts))) == 1
        assert refused(guard.vectors, archive(tmp_path / "y.zip", {"readme.txt": b"x"})) == "unreadable"

    def parts(self, tmp_path, name="a.shp", folder=""):
        self.write(tmp_path, [box(450_000, 200_000, 451_000, 201_000)], name=name)
        stem = name.partition(".")[0]
        return {folder + path.name: path.read_bytes() for path in sorted(tmp_path.glob(f"{stem}.*"))}

    @pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.geojson", "a.fgb"])
    def test_a_map_in_a_folder_of_an_archive_is_found(self, tmp_path, name):
        beside = {"__MACOSX/one/._a.shp": b"x", "one/data.json": b"{}", "one/two/read me.txt": b"x"}
        path = archive(tmp_path / "download.bin", beside | self.parts(tmp_path, name, "one/two {3}/"))
        assert guard.vectors(path)["name"].tolist() == ["n0"]

    def test_of_several_maps_in_an_archive_none_is_taken_unasked(self, tmp_path):
        parts = self.parts(tmp_path, "a.shp", "x/") | self.parts(tmp_path, "b.shp", "y/")
        path = archive(tmp_path / "z.zip", parts)
        assert refused(guard.vectors, path) == "not_one_map"
        assert len(guard.vectors(path, layer="b")) == 1

    def test_a_map_in_an_archive_is_held_to_the_same_rules_as_one_outside(self, tmp_path, monkeypatch):
        leads_away = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
        assert refused(guard.vectors, archive(tmp_path / "v.zip", {"a.geojson": leads_away})) == "unreadable"
        whole = self.parts(tmp_path, "a.gpkg")
        with sqlite3.connect(tmp_path / "a.gpkg") as base:
            base.execute("CREATE VIEW endless AS SELECT 1")
        base.close()
        assert len(guard.vectors(archive(tmp_path / "u.zip", whole))) == 1
        path = archive(tmp_path / "w.zip", {"in/a.gpkg": (tmp_path / "a.gpkg").read_bytes()})
        assert refused(guard.vectors, path) == "views"
        path = archive(tmp_path / "d.zip", {"in/a.gpkg": b"SQLite format 3\0" + b"x" * 100})
        assert refused(guard.vectors, path) == "unreadable"
        path = archive(tmp_path / "l.zip", self.parts(tmp_path, "b.geojson"))
        monkeypatch.setattr(limits, "LARGEST_DOCUMENT", 100)
        assert refused(guard.vectors, path) == "too_large"

    def test_a_gzipped_document_is_read_and_another_gzipped_map_is_not(self, tmp_path):
        whole = self.parts(tmp_path, "a.geojson")["a.geojson"]
        (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(whole))
        assert len(guard.vectors(tmp_path / "a.geojson.gz")) == 1
        (tmp_path / "a.gpkg.gz").write_bytes(gzip.compress(b"SQLite format 3\0"))
        assert refused(guard.vectors, tmp_path / "a.gpkg.gz") == "packed"

    def test_a_self_crossing_polygon_is_repaired_and_counted(self, tmp_path):
        bow = Polygon([(450_000, 200_000), (451_000, 201_000), (451_000, 200_000), (450_000, 201_000)])
        frame = guard.vectors(self.write(tmp_path, [bow, box(450_000, 200_000, 451_000, 201_000)], name="a.gpkg"))
        assert frame.geometry.is_valid.all()
        assert frame.attrs["repaired"] == {"crossed itself": 1}
        assert frame.geometry.area.iloc[0] == pytest.approx(5e5)
        assert [(f.rule, f.ids) for f in frame.attrs["findings"]] == [("repaired_shapes", ("feature 1",))]

    def test_numbers_that_are_none_missing_shapes_and_places_abroad_are_dropped_by_reason(self, tmp_path):
        text = self.document(
            tmp_path, [-1.2, 51.7], [-1.3, 51.7], [-1.4, 51.7], [100.0, 10.0], [-1.5, 51.7]
        ).read_text()
        data = json.loads(text)
        data["features"][2]["geometry"] = None
        text = json.dumps(data).replace("[-1.3, 51.7]", "[NaN, 51.7]")
        (tmp_path / "d.geojson").write_text(text)
        frame = guard.vectors(tmp_path / "d.geojson")
        assert frame["n"].tolist() == [0, 4]
        assert sum(frame.attrs["dropped"].values()) == 3
        assert frame.attrs["read"] == 5
        assert next(f for f in frame.attrs["findings"] if f.rule == "dropped_shapes").ids == (
            "feature 2",
            "feature 3",
            "feature 4",
        )

    def test_a_polygon_of_too_many_vertices_is_dropped(self, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "MOST_VERTICES", 50)
        around = Point(450_000, 200_000).buffer(1000, quad_segs=50)
        frame = guard.vectors(self.write(tmp_path, [around, box(450_000, 200_000, 451_000, 201_000)]))
        assert frame.attrs["dropped"] == {"too many vertices": 1}

    def test_a_million_vertices_are_read_in_bounded_memory(self, tmp_path):
        angle = np.linspace(0, 2 * np.pi, limits.MOST_VERTICES + 10, endpoint=False)
        ring = np.column_stack([450_000 + 9_000 * np.cos(angle), 200_000 + 9_000 * np.sin(angle)])
        frame = guard.vectors(self.write(tmp_path, [Polygon(ring)], name="a.gpkg"))
        assert frame.empty
        assert frame.attrs["dropped"] == {"too many vertices": 1}

    def test_a_shape_that_crosses_itself_everywhere_is_not_repaired(self):
        points = np.column_stack([[450_000, 460_000] * 5_000, np.linspace(200_000, 201_000, 10_000)])
        points = points[np.random.default_rng(1).permutation(len(points))]
        result = shapes.sound(np.array([Polygon(points), box(450_000, 200_000, 451_000, 201_000)], dtype=object))
        assert result.dropped == {"crosses itself too often to be repaired": 1}
        assert result.left.tolist() == [False, True]

    def test_lines_and_collections_survive_and_a_polygon_without_area_does_not(self):
        flat = Polygon([(450_000, 200_000), (451_000, 201_000), (450_000, 200_000), (451_000, 201_000)])
        lines = [LineString([(450_000, 200_000), (451_000, 201_000)]), Point(450_000, 200_000), flat]
        result = shapes.sound(np.array(lines, dtype=object))
        assert result.left.tolist() == [True, True, False]
        assert result.dropped == {"nothing left after repair": 1}

    def test_a_missing_or_wrong_system_is_guessed_and_said(self, tmp_path):
        grid = self.document(tmp_path, [450_000.0, 200_000.0], [451_000.0, 201_000.0])
        frame = guard.vectors(grid)
        assert [f.rule for f in frame.attrs["findings"]] == ["guessed_crs"]
        assert frame.geometry.x.tolist() == [450_000.0, 451_000.0]

    def test_swapped_degrees_are_put_right_and_said(self, tmp_path):
        frame = guard.vectors(self.document(tmp_path, [51.7, -1.2], [51.8, -1.3]))
        assert [f.rule for f in frame.attrs["findings"]] == ["swapped_coordinates"]
        assert frame.geometry.x.between(440_000, 460_000).all()

    def test_a_layer_elsewhere_is_refused(self, tmp_path):
        assert refused(guard.vectors, self.document(tmp_path, [100.0, 10.0])) == "outside_britain"

    def test_an_empty_layer_has_no_rows_and_no_columns(self, tmp_path):
        frame = guard.vectors(self.document(tmp_path))
        assert frame.empty
        assert frame.crs == "EPSG:27700"

    def test_only_what_touches_the_box_is_read(self, tmp_path):
        path = self.document(tmp_path, [-1.2, 51.7], [-3.2, 55.9])
        assert guard.vectors(path, bbox=(400_000, 150_000, 500_000, 250_000))["n"].tolist() == [0]

    def test_topojson_is_placed(self, tmp_path):
        arcs = [[[-1.3, 51.7], [-1.2, 51.7], [-1.2, 51.8], [-1.3, 51.8], [-1.3, 51.7]]]
        shape = {"type": "Polygon", "arcs": [[0]], "properties": {"LAD22CD": "E07000178"}}
        topology = {
            "type": "Topology",
            "objects": {"lad": {"type": "GeometryCollection", "geometries": [shape]}},
            "arcs": arcs,
        }
        (tmp_path / "t.json").write_text(json.dumps(topology))
        frame = guard.vectors(tmp_path / "t.json")
        assert frame.geometry.area.iloc[0] == pytest.approx(7.7e7, rel=0.05)
        assert [f.rule for f in frame.attrs["findings"]] == ["guessed_crs"]

    def test_layers_that_are_not_there_or_hold_no_shapes_are_refused(self, tmp_path):
        path = self.write(tmp_path, [Point(450_000, 200_000)], name="a.gpkg")
        assert refused(guard.vectors, path, "other") == "missing_layer"
        table = tmp_path / "t.gpkg"
        pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), table, layer="t")
        assert refused(guard.vectors, table) == "no_geometry"

    def test_a_geopackage_that_computes_its_rows_is_refused(self, tmp_path):
        path = self.write(tmp_path, [Point(450_000, 200_000)], name="a.gpkg")
        with sqlite3.connect(path) as base:
            base.execute(
                "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n"
            )
        base.close()
        assert refused(guard.vectors, path) == "views"

    @pytest.mark.parametrize(
        "data",
        [
            b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>',
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><gml/>",
            b"a,b\n1,2\n",
            b'{"type":"FeatureCollection","features":[{"type"',
            b"SQLite format 3\x00" + bytes(100),
            bytes.fromhex("0000270a") + bytes(96),
            b"fgb\x03fgb\x00" + bytes(40),
            b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + bytes(30),
        ],
    )
    def test_other_formats_and_halves_are_refused(self, tmp_path, data):
        (tmp_path / "a.gpkg").write_bytes(data)
        assert refused(guard.vectors, tmp_path / "a.gpkg") in ("unreadable", "missing_layer")
