"""The account itself: no number without unit, provenance and source, no blank without a reason, text aligned."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.explain import Account, Line, Section, caveat
from lae.explain.account import ids, split_ids
from lae.explain.scene import milestone


def _number(**changes):
    return Line(
        **{"label": "room", "value": 1.5, "unit": "MVA", "provenance": "published", "source_id": "a", **changes}
    )


@pytest.mark.parametrize("lost", ["unit", "provenance", "source_id"])
def test_a_number_without_unit_provenance_or_source_is_refused(lost):
    with pytest.raises(ValueError, match="needs a unit, a provenance and a source"):
        _number(**{lost: ""})


@pytest.mark.parametrize("blank", [None, math.nan])
def test_a_blank_gives_its_reason(blank):
    with pytest.raises(ValueError, match="gives no reason"):
        _number(value=blank)
    line = _number(value=blank, note="not published")
    assert line.figure() == "unknown"
    assert line.data() == {
        "label": "room", "value": None, "unit": "", "bound": "", "provenance": "", "source_id": "a",
        "note": "not published",
    }  # fmt: skip


def test_bounds_and_provenances_are_the_kernels():
    with pytest.raises(ValueError, match="no bound about"):
        _number(bound="about")
    with pytest.raises(ValueError, match="no provenance guessed"):
        _number(provenance="guessed")
    assert _number(bound="at_most").figure() == "at most 1.50 MVA"
    assert _number(value=-0.0004).figure() == "0.00 MVA"
    assert _number(value=12345.0, decimals=0, unit="homes").figure() == "12,345 homes"


def test_text_and_data_say_the_same_and_sources_are_numbered_once():
    lines = (_number(), _number(label="less growth", source_id="a; b; c"), Line("constraint", "none named"))
    whole = Account("substation", "x:1", "One", "s", 2030, (Section("Room", lines),), {"a": "A's file"}, "Caveat.")
    text = whole.lines()
    assert any("room" in line and line.endswith("1.50 MVA  [published] (1)") for line in text)
    assert any(line.endswith("(1-3)") for line in text)
    assert "    1  a: A's file" in text
    assert "    2  b: not in the registers" in text
    assert text[-1] == "Caveat."
    assert not any(line != line.rstrip() for line in text)
    data = json.loads(json.dumps(whole.data(), allow_nan=False))
    assert [line["label"] for line in data["sections"][0]["lines"]] == [line.label for line in lines]
    assert data["registers"] == {"a": "A's file", "b": "not in the registers", "c": "not in the registers"}


def test_a_long_label_leaves_the_figure_in_its_column():
    short, long = _number(), _number(label="x" * 70)
    column = next(iter(short.lines({"a": 1}))).index("1.50")
    first, second = long.lines({"a": 1})
    assert first.strip() == "x" * 70
    assert second.index("1.50") == column


@settings(deadline=None)
@given(st.lists(st.text("abc_", min_size=1, max_size=4), max_size=12))
def test_ids_are_joined_once_each_in_order(names):
    assert split_ids(ids(*names)) == list(dict.fromkeys(names))
    assert ids(ids(*names), *names) == ids(*names)


@settings(deadline=None)
@given(st.lists(st.integers(2020, 2060), min_size=1), st.integers(2010, 2070))
def test_a_milestone_is_the_latest_not_after_the_year(years, year):
    chosen = milestone(years, year)
    assert chosen in years
    assert chosen == min(years) if min(years) > year else chosen <= year
    assert not any(chosen < other <= year for other in years)


def test_the_caveat_names_what_growth_still_leaves_out():
    assert caveat(["heat_pump", "electric_vehicle"]).startswith("Growth counts heat pumps and cars only.")
    some = caveat(["heat_pump", "electric_vehicle", "new_home", "district_heat"])
    assert some.startswith("Growth leaves out businesses, heavy vehicles and data centres.")
    every = ["new_home", "non_domestic", "heavy_vehicle", "data_centre", "district_heat"]
    assert caveat(every) == "This is not a connection offer."
