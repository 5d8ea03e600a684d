"""Joins keep every left row at most once and name what found no partner, on both sides."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.joins import Side, joined

HOMES = pd.DataFrame({"lsoa_code": ["E01000001", "E01000002", "E01000003"], "homes": [700, 650, 610]})
FUEL = pd.DataFrame({"code": ["E01000001", "E01000002", "E01000009"], "mwh": [9.0, 8.0, 7.0]})


def rules(result):
    return {(finding.severity, finding.table, finding.rule): finding.ids for finding in result.findings}


def test_both_sides_name_what_found_no_partner():
    result = joined(Side("homes", HOMES, ["lsoa_code"], 0.5), Side("fuel", FUEL, ["code"], 0.5))
    assert result.rows.to_dict("list") == {
        "lsoa_code": ["E01000001", "E01000002"],
        "homes": [700, 650],
        "mwh": [9.0, 8.0],
    }
    assert rules(result) == {
        ("warning", "homes", "unmatched_rows"): ("E01000003",),
        ("warning", "fuel", "unmatched_rows"): ("E01000009",),
    }


def test_a_join_that_loses_more_than_its_share_is_an_error():
    result = joined(Side("homes", HOMES, ["lsoa_code"], 0.3), Side("fuel", FUEL, ["code"], 1.0))
    assert rules(result) == {
        ("error", "homes", "unmatched_rows"): ("E01000003",),
        ("note", "fuel", "unmatched_rows"): ("E01000009",),
    }
    message = next(f.message for f in result.findings if f.severity == "error")
    assert message == "1 of 3 rows (33.3%) have no row in fuel; at most 30.0% may be lost."


def test_a_join_that_loses_nothing_says_nothing():
    assert joined(Side("a", HOMES, ["lsoa_code"]), Side("b", HOMES, ["lsoa_code"])).findings == ()


def test_unmatched_rows_can_be_kept_with_blanks():
    rows = joined(Side("homes", HOMES, ["lsoa_code"], 1), Side("fuel", FUEL, ["code"], 1), keep_unmatched=True).rows
    assert rows["mwh"].isna().tolist() == [False, False, True]
    assert len(rows) == 3


def test_a_repeated_key_on_the_right_is_an_error_and_multiplies_nothing():
    twice = pd.concat([FUEL, FUEL.iloc[[0]].assign(mwh=99.0)])
    result = joined(Side("homes", HOMES, ["lsoa_code"], 1), Side("fuel", twice, ["code"], 1))
    assert result.rows["mwh"].tolist() == [9.0, 8.0]
    assert rules(result)["error", "fuel", "repeated_key"] == ("E01000001",)


def test_blank_keys_match_nothing():
    blank = pd.DataFrame({"code": ["", None], "mwh": [1.0, 2.0]})
    left = pd.DataFrame({"lsoa_code": ["", None], "homes": [1, 2]})
    assert joined(Side("l", left, ["lsoa_code"], 1), Side("r", blank, ["code"], 1)).rows.empty


def test_keys_of_several_columns_do_not_run_together():
    left = pd.DataFrame({"a": ["x", "xy"], "b": ["yz", "z"]})
    right = pd.DataFrame({"a": ["x"], "b": ["yz"], "value": [1]})
    assert joined(Side("l", left, ["a", "b"], 1), Side("r", right, ["a", "b"], 1)).rows["value"].tolist() == [1]


def test_a_side_must_have_its_key_and_a_share_must_be_one():
    with pytest.raises(ValueError, match="has no column code"):
        Side("homes", HOMES, ["code"])
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Side("homes", HOMES, ["lsoa_code"], 1.5)
    with pytest.raises(ValueError, match="different length"):
        joined(Side("homes", HOMES, ["lsoa_code"]), Side("fuel", FUEL, ["code", "mwh"]))


codes = st.lists(st.sampled_from(["", "A", "B", "C", "D"]), max_size=8)


@given(codes, codes, st.booleans())
def test_no_row_is_lost_unnamed_or_multiplied(left, right, keep):
    ours = pd.DataFrame({"code": pd.Series(left, dtype="str"), "place": range(len(left))}).set_axis([7] * len(left))
    theirs = pd.DataFrame({"key": pd.Series(right, dtype="str"), "value": range(len(right))})
    result = joined(Side("l", ours, ["code"], 1), Side("r", theirs, ["key"], 1), keep_unmatched=keep)
    expected = [place for place, code in enumerate(left) if keep or (code and code in right)]
    assert result.rows["place"].tolist() == expected
    lost = {finding.table: set(finding.ids) for finding in result.findings if finding.rule == "unmatched_rows"}
    assert lost.get("l", set()) == {code or "(blank)" for code in left if not code or code not in right}
    assert lost.get("r", set()) == {code or "(blank)" for code in right if not code or code not in left}
    values = [right.index(left[place]) for place in expected if left[place] and left[place] in right]
    assert result.rows["value"].dropna().astype(int).tolist() == values
