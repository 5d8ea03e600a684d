import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.grid.ratings import parse_ratings
from lae.grid.works import before_after_mva, parse_works, scheme_id, year_month

REMOVE = (
    "Remove Northgate BSP from the existing Northgate - Mill 132kV network via 2 new 132kV circuits between Weir GSP "
    "and Northgate BSP"
)


def one(text, date="Mar-31"):
    (scheme,) = parse_works(text, date)
    return scheme


def test_blank_lines_part_schemes_each_with_its_own_date():
    cell = (
        f"{REMOVE} (Nov -26)\n\nReinforce the 132kV network between Mill BSP and Weir BSP (Jun-28)\n \nAdd a 3rd line"
    )
    schemes = parse_works(cell, "Dec-29")
    assert [scheme.completion for scheme in schemes] == ["2026-11", "2028-06", "2029-12"]
    assert [scheme.type for scheme in schemes] == ["transfer", "circuit", "circuit"]
    assert schemes[0].text.endswith("(Nov -26)")


def test_the_last_scheme_keeps_a_date_of_its_own():
    first, last = parse_works("Install a circuit (Sep-27)\n\nInstall a circuit to Weir (Dec-31)", "Sep-27")
    assert (first.completion, last.completion) == ("2027-09", "2031-12")


def test_an_earlier_scheme_without_a_date_has_none():
    first, last = parse_works("Install a cable\n\nReplace the 33kV board", "Sep-27")
    assert (first.completion, last.completion) == ("", "2027-09")
    assert math.isnan(first.effective_year)


def test_lines_of_one_scheme_stay_together_whatever_the_line_ends():
    assert one("Transmission works:\r\nReplace 2 x 240MVA  transformers with 460MVA units ").text == (
        "Transmission works: Replace 2 x 240MVA transformers with 460MVA units"
    )
    assert parse_works("", "") == ()
    assert parse_works(" \n\n \r\n", "Mar-31") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Transmission works:\nAdd a 5th 240MVA transformer", "transmission"),
        (
            "Establish a new Primary substation Mill Park fed from Weir BSP that includes 2 x 24MVA transformers",
            "new_site",
        ),
        ("Establish a new 132kV switchboard at Weir", "capacity"),
        ("Split the Weir 132kV network and transfer Mill BSP to the new Weir 132kV board", "transfer"),
        ("Reinforce the Mill - Weir 33kV ring by adding a 2nd circuit", "circuit"),
        (
            "Install a 3rd 120MVA transformer and replace the 132kV board with 40kA break / 100kA make switchgear",
            "capacity",
        ),
        ("Replace sections of 33kV overhead lines with 33kV cables between Mill Primary and Weir Primary", "circuit"),
        ("Do something else", None),
    ],
)
def test_types(text, kind):
    assert one(text).type == kind


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("Apr-29", 2029),
        ("Oct-29", 2029),
        ("Nov-29", 2030),
        ("Dec-29", 2030),
        ("Jan-30", 2030),
        ("Feb-30", 2030),
        ("Mar-30", 2030),
    ],
)
def test_a_scheme_counts_from_the_first_winter_after_it(date, year):
    assert one("Add a 3rd 90MVA transformer", date).effective_year == year


@pytest.mark.parametrize("text", ["", "soon", "13-26", "Foo-26", "Nov-1926", "2026-11"])
def test_other_words_are_no_date(text):
    assert year_month(text) is None


@pytest.mark.parametrize(
    ("ratings", "text", "before", "after"),
    [
        ("2 x 7.5 / 15MVA", "Replace both transformers with 15 / 30MVA units", 15, 30),
        ("2 x 30 / 60MVA", "Replace both transformers with 90MVA units (Nov-26)", 60, 90),
        (
            "2 x 20MVA",
            "Replace both transformers with 40MVA units and replace the 11kV board with 9kA break / 9A make switchgear",
            20,
            40,
        ),
        ("2 x 45 / 90MVA", "Add a 3rd 90MVA transformer", 90, 180),
        ("2 x 45 / 90MVA", "Install a 3rd 120MVA transformer", 90, 180),
        ("2 x 45 / 90MVA + 1 x 55 / 90MVA", "Add a 4th 90MVA transformer", 180, 270),
    ],
)
def test_capacity_before_and_after_where_text_and_ratings_settle_it(ratings, text, before, after):
    assert before_after_mva(one(text), parse_ratings(ratings)) == (before, after)


def test_a_second_transformer_has_no_n_minus_1_before_it():
    before, after = before_after_mva(one("Install a 2nd 15 / 30MVA transformer"), parse_ratings("1 x 15 / 30MVA"))
    assert math.isnan(before)
    assert after == 30


@pytest.mark.parametrize(
    ("ratings", "text"),
    [
        ("3 x 7.5 / 15MVA", "Replace both transformers with 20 / 40MVA units"),  # which two of three?
        ("2 x 45 / 90MVA", "Add a 5th 90MVA transformer on the Weir (Main) side of the BSP"),
        ("2 x 45 / 90MVA", "Add a 4th 90MVA transformer"),
        (
            "1 x 30 / 60MVA + 2 x 45 / 90MVA",
            "Add a 4th 90MVA transformer and place the existing 60MVA unit on hot-standby",
        ),
        ("2 x 45 / 90MVA", "Transmission works:\nAdd a 3rd 90MVA transformer"),
        ("2 x 45 / 90MVA", "Replace both transformers with larger units"),
        ("2 x 45 / 90MVA", "Replace both transformers with 90000MVA units"),
        ("", "Add a 1st 90MVA transformer"),
        ("unread", "Add a 3rd 90MVA transformer"),
    ],
)
def test_everything_else_stays_blank(ratings, text):
    assert all(math.isnan(value) for value in before_after_mva(one(text), parse_ratings(ratings)))


def test_one_scheme_on_several_rows_has_one_id():
    alone = one(REMOVE, "Nov-26")
    first, *_ = parse_works(f"{REMOVE.replace(' ', '  ', 1)} (Nov -26)\n\nReinforce the Mill line", "Jun-28")
    longer = one(f"{REMOVE}. Also reinforce the 33kV circuit to Mill Primary", "Nov-26")
    ids = {scheme_id(scheme, dno="ssen", site=site) for scheme, site in ((alone, "A"), (first, "B"), (longer, "C"))}
    assert len(ids) == 1
    assert scheme_id(one(REMOVE, "Nov-27"), dno="ssen", site="A") not in ids


def test_words_that_name_no_place_are_a_scheme_of_each_site():
    scheme = one("Replace both transformers with 20 / 40MVA units")
    assert scheme_id(scheme, dno="ssen", site="A") != scheme_id(scheme, dno="ssen", site="B")
    at_gsp = one("Transmission works:\nAdd a 5th 240MVA transformer")
    assert scheme_id(at_gsp, dno="ssen", site="A") != scheme_id(at_gsp, dno="ssen", site="B")


@settings(deadline=None)
@given(st.text(alphabet="Ab1 (-)\n\r./", max_size=80), st.text(max_size=12))
def test_any_cell_is_read(cell, date):
    schemes = parse_works(cell, date)
    assert "".join("".join(scheme.text.split()) for scheme in schemes) == "".join(cell.split())
    assert all(re.fullmatch(r"(\d{4}-\d{2})?", scheme.completion) for scheme in schemes)
