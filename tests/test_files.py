"""Tables as files: every way a file can be broken is named, and what is written reads back as it was."""

import gzip

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings

from lae.files import csv_text, disarmed, read_table, write_table
from lae.tables import Contract

HEADER = "name,size_m,stock_count,open\n"
GOOD = HEADER + "a,1.5,2,true\nb,,0,false\n"


class Sheds(Contract):
    """A shed."""

    name: str
    size_m: float = pa.Field(ge=0, nullable=True)
    stock_count: int = pa.Field(ge=-5)
    open: bool

    class Config(Contract.Config):
        unique = ["name"]


@pytest.fixture
def read(tmp_path):
    def reader(content, *, name="sheds.csv", **options):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return read_table(tmp_path / name, Sheds, table=name, **options)

    return reader


def rules(findings):
    return [(fault.rule, fault.column) for fault in findings]


def test_a_good_file_is_read_with_its_types_and_blanks(read):
    frame, findings = read(GOOD)
    assert findings == []
    assert list(frame["name"]) == ["a", "b"]
    assert frame["size_m"][0] == 1.5
    assert np.isnan(frame["size_m"][1])
    assert list(frame["stock_count"]) == [2, 0]
    assert list(frame["open"]) == [True, False]


def test_the_order_of_columns_does_not_matter_but_the_result_s_does(read):
    frame, findings = read("open,name,stock_count,size_m\ntrue,a,2,1.5\n")
    assert findings == []
    assert list(frame.columns) == ["name", "size_m", "stock_count", "open"]


@pytest.mark.parametrize("name", ["sheds.csv", "sheds.csv.gz"])
def test_what_spreadsheets_do_to_a_file_is_forgiven(read, name):
    frame, findings = read("\ufeff" + HEADER.replace("\n", "\r\n") + "a, 1.5 ,2.0,TRUE\r\nb,,0,False\r\n", name=name)
    assert findings == []
    assert list(frame["open"]) == [True, False]
    assert list(frame["stock_count"]) == [2, 0]


def test_a_missing_file_is_named(tmp_path):
    frame, (fault,) = read_table(tmp_path / "sheds.csv", Sheds, table="grid/sheds.csv")
    assert frame.empty
    assert fault.sentence() == "grid/sheds.csv: the file sheds.csv is not there. Put it back, or make it again."


def test_a_folder_in_the_file_s_place_is_a_missing_file(tmp_path):
    _, (fault,) = read_table(tmp_path, Sheds, table="sheds.csv")
    assert fault.rule == "missing_file"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (HEADER, "empty"),
        (GOOD.encode("utf-16"), "encoding"),
        (HEADER.encode() + b"caf\xe9,1,2,true\n", "encoding"),
        (HEADER + "a\0b,1,2,true\n", "encoding"),
        (HEADER + 'a,1,2,"tru', "not_csv"),
        (HEADER + 'a,1,2,"tr"ue\n', "not_csv"),
        (HEADER + "a,1.5,2,true\nb,1", "uneven_rows"),
        (HEADER + "a,1.5,2,true,x\n", "uneven_rows"),
    ],
)
def test_a_broken_file_is_one_plain_fault_and_no_rows(read, content, rule):
    frame, findings = read(content)
    assert frame.empty
    assert [fault.rule for fault in findings] == [rule]


def test_a_file_cut_off_names_the_lines(read):
    _, (fault,) = read(GOOD + "c,1\nd,2\n")
    assert fault.ids == ("line 4", "line 5")
    assert "may be cut off" in fault.message


def test_a_table_that_may_be_empty_may_hold_a_header_alone(read):
    frame, findings = read(HEADER, may_be_empty=True)
    assert findings == []
    assert list(frame.columns) == ["name", "size_m", "stock_count", "open"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "plain", "trailing"])
def test_a_damaged_gzip_file_is_one_plain_fault(tmp_path, damage):
    whole = gzip.compress((HEADER + "".join(f"row{n},{n * 1.37},{n},true\n" for n in range(400))).encode())
    flipped = bytearray(whole)
    flipped[20:40] = bytes(255 - value for value in flipped[20:40])
    broken = {"cut": whole[:-30], "flipped": bytes(flipped), "plain": GOOD.encode(), "trailing": whole + b"rubbish"}
    (tmp_path / "sheds.csv.gz").write_bytes(broken[damage])
    frame, findings = read_table(tmp_path / "sheds.csv.gz", Sheds, table="sheds.csv.gz")
    assert frame.empty
    assert rules(findings) == [("unreadable", "")]


def test_unknown_missing_and_repeated_columns_are_all_named(read):
    _, findings = read("name,size,open,open\na,1,true,true\n")
    assert rules(findings) == [
        ("missing_column", "size_m"),
        ("missing_column", "stock_count"),
        ("unknown_column", "size"),
        ("repeated_column", "open"),
    ]


@pytest.mark.parametrize("cell", ["tall", "1,5", "1_000", "0x10", "inf", "-inf", "nan", "1e400", "½", "True"])
def test_what_is_no_finite_number_is_refused(read, cell):
    _, findings = read(HEADER + f'a,"{cell}",2,true\n')
    assert rules(findings) == [("type", "size_m")]
    assert f'must be a number. Found: "{cell}". (a)' in findings[0].sentence()


@pytest.mark.parametrize("cell", ["", "2.5", "x", "99999999999999999999", "18446744073709551615", "1e30"])
def test_what_is_no_whole_number_is_refused_and_never_wraps_round(read, cell):
    _, findings = read(HEADER + f"a,1,{cell},true\n")
    assert rules(findings) == [("type", "stock_count")]


@pytest.mark.parametrize("cell", ["", "yes", "1"])
def test_what_is_neither_true_nor_false_is_refused(read, cell):
    _, findings = read(HEADER + f"a,1,2,{cell}\n")
    assert rules(findings) == [("type", "open")]


def test_wrong_types_and_broken_rules_are_told_together_without_echoes(read):
    _, findings = read(HEADER + "a,tall,2,true\nb,-1,-9,perhaps\nc,-2,1,true\n")
    assert rules(findings) == [("type", "size_m"), ("type", "open"), ("greater_than_or_equal_to", "stock_count")]
    assert findings[2].ids == ("b",)


def test_a_repeated_key_is_named(read):
    _, (fault,) = read(GOOD + "a,3,1,true\n")
    assert (fault.rule, fault.ids) == ("multiple_fields_uniqueness", ("a",))


def test_a_file_beyond_any_table_of_ours_is_refused_unread(read, monkeypatch):
    monkeypatch.setattr("lae.files._LARGEST_BYTES", 20)
    _, (fault,) = read(GOOD, name="sheds.csv.gz")
    assert fault.rule == "too_large"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_only_when_asked(start):
    frame = pd.DataFrame({"note": [f"{start}cmd|' /C calc'!A0", "plain = text", ""]})
    assert list(disarmed(frame["note"]))[1:] == ["plain = text", ""]
    assert disarmed(frame["note"])[0] == "'" + frame["note"][0]
    assert "'" + start.replace("\r", "\n") in csv_text(frame, inert=True)
    assert "'" + start.replace("\r", "\n") not in csv_text(frame, inert=False)


def test_negative_numbers_are_no_formulas():
    assert csv_text(pd.DataFrame({"size_m": [-1.5]}), inert=True) == "size_m\n-1.5\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e-9, "0"),
        (-1e-9, "0"),
        (0.000001, "1e-06"),
        (123456789.123456789, "123456789.123457"),
        (1e20, "1e+20"),
        (np.nan, '""'),
    ],
)
def test_a_number_is_written_in_its_shortest_form_at_six_decimals(value, text):
    assert csv_text(pd.DataFrame({"size_m": [value]}), inert=False) == f"size_m\n{text}\n"


def test_writing_gives_the_same_bytes_every_time(tmp_path):
    frame = pd.DataFrame({"name": ["a"], "size_m": [1.0]})
    for name in ("one.csv", "one.csv.gz"):
        write_table(frame, tmp_path / "deep" / name, inert=True)
        first = (tmp_path / "deep" / name).read_bytes()
        write_table(frame, tmp_path / "deep" / name, inert=True)
        assert (tmp_path / "deep" / name).read_bytes() == first
    assert gzip.decompress(first) == (tmp_path / "deep" / "one.csv").read_bytes() == b"name,size_m\na,1\n"


def test_writing_leaves_the_table_alone():
    frame = pd.DataFrame({"name": ["=1"], "size_m": [1.23456789]})
    before = frame.copy()
    csv_text(frame, inert=True)
    pd.testing.assert_frame_equal(frame, before)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
rows = st.tuples(
    cells,
    st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False)),
    st.integers(-5, 10**9),
    st.booleans(),
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    table=st.lists(rows, min_size=1, max_size=6, unique_by=lambda row: row[0].replace("\r\n", "\n").replace("\r", "\n"))
)
def test_what_is_written_reads_back(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("sheds") / "sheds.csv"
    frame = pd.DataFrame(table, columns=["name", "size_m", "stock_count", "open"])
    frame = frame.astype({"name": "str", "size_m": "float64", "stock_count": "int64", "open": "bool"})
    write_table(frame, path, inert=False)
    back, findings = read_table(path, Sheds, table="sheds.csv")
    assert findings == []
    # Line ends become line feeds and numbers keep six decimals; nothing else may change.
    wanted = frame.assign(name=frame["name"].str.replace("\r\n?", "\n", regex=True), size_m=frame["size_m"].round(6))
    pd.testing.assert_frame_equal(back, wanted, check_exact=True)
