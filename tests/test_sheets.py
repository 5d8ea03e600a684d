"""One-page sheets: the operator's figures as printed, ours beside them, and a district on a page."""

import re
from html import unescape

import pandas as pd
import pytest

from hostile import NAMES, hostile
from lae.dictionary.pack import pack_tables
from lae.evidence.sheets import write_districts, write_operator_sheets
from lae.evidence.sheets.questions import questions


def _text(path):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def sheets(toytown_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    write_operator_sheets(toytown_run, folder)
    write_districts(toytown_run, pack_tables(toytown_run), folder)
    return folder


def test_every_bsp_and_primary_with_figures_has_a_sheet_that_the_index_names(sheets, toytown_run):
    stations = toytown_run.table("substations")
    wanted = stations[stations["tier"].isin(["bsp", "primary"]) & ~stations["stub"]]
    pages = [path for path in (sheets / "operator").rglob("*.html") if path.name != "index.html"]
    assert len(pages) == len(wanted)
    index = (sheets / "operator" / "index.html").read_text(encoding="utf-8")
    assert {path.relative_to(sheets / "operator").as_posix() for path in pages} == set(
        re.findall(r'href="([^"#]+\.html)"', index)
    )


def test_a_sheet_prints_the_figures_as_published_with_edition_and_row(sheets, toytown_run):
    stations = toytown_run.table("substations").set_index("substation_id")
    station = stations.loc["toy:P5"]
    text = _text(sheets / "operator" / "toy" / "toy_P5.html")
    assert f"Demand headroom {station['demand_published_value']:,.10g} {station['demand_unit']}" in text
    assert f"Edition {station['vintage']}" in text
    assert f"row {station['source_row']}" in text


def test_a_sheet_shows_our_growth_by_scenario(sheets, toytown_run):
    table = toytown_run.table("headroom")
    config = toytown_run.inputs.config
    year, scenario = config.milestones[-1], config.scenarios[0]
    mine = table["substation_id"].eq("toy:P5") & table["basis"].eq("published") & table["direction"].eq("demand")
    added = table[mine & table["year"].eq(year) & table["scenario"].eq(scenario)]["added_mva"].iloc[0]
    text = _text(sheets / "operator" / "toy" / "toy_P5.html")
    growth = text.partition("Growth since your figure")[2].partition("Room left")[0]
    assert f"{added:.2f}" in growth


def _station(**changes):
    known = {
        "demand_headroom_mva": 5.0,
        "demand_bound": "exact",
        "demand_constraint": "",
        "n_minus_1_mva": 10.0,
        "observed_max_mva": 4.0,
        "contracted_excl_bess_mva": 0.0,
        "generation_headroom_mva": 1.0,
    }
    return known | changes


def _asked(station, crossing=(), works=("W1",), disagreements=()):
    years = pd.DataFrame(crossing, columns=["first_year_below_zero", "first_year_latest"])
    return list(questions(station, years, pd.DataFrame({"kind": disagreements}), pd.DataFrame({"work_id": works})))


def test_a_site_without_gaps_is_asked_nothing_but_what_is_planned_when_it_crosses():
    assert _asked(_station()) == []
    (asked,) = _asked(_station(), crossing=[(2026.0, 2030.0)])
    assert "2026 to 2030" in asked


def test_a_published_nought_and_every_missing_figure_are_asked_about():
    zero = _station(demand_headroom_mva=0.0, demand_bound="at_most", demand_constraint="Transformer")
    first, named = _asked(zero)
    assert "By how much" in first
    assert "(Transformer)" in named
    blank = _station(demand_headroom_mva=float("nan"), n_minus_1_mva=float("nan"))
    assert len(_asked(blank, works=())) == 3
    assert "deficit where you publish room" in _asked(_station(), disagreements=["deficit_against_published_room"])[0]


def test_every_district_has_a_page_with_its_homes(sheets, toytown_run):
    places = toytown_run.table("districts")
    homes = toytown_run.table("dwellings_by_area")
    for code in places["district_code"]:
        text = _text(sheets / "districts" / f"{code}.html")
        whole = homes[homes["area_code"].eq(code) & homes["attribute"].eq("all")]["dwellings"].sum()
        assert f"{whole:,.0f} modelled homes" in text
        assert "each hectare claimed once" in text


def test_land_that_nobody_screened_is_said_to_be_unknown(toytown_run, tmp_path):
    tables = pack_tables(toytown_run)
    tables["sequestration_by_district"] = tables["sequestration_by_district"].iloc[:0]
    assert "land layers were not supplied" in _text(write_districts(toytown_run, tables, tmp_path)[0])


def test_a_district_of_the_nature_edition_tells_of_land_alone(toytown_run, tmp_path):
    tables = pack_tables(toytown_run, "nature")
    pages = write_districts(toytown_run, tables, tmp_path)
    text = pages[0].read_text(encoding="utf-8")
    assert 'id="land"' in text
    assert 'id="network"' not in text
    assert 'id="homes"' not in text


def test_hostile_names_are_text_on_every_sheet(toytown_run, tmp_path):
    run = hostile(toytown_run)
    pages = write_operator_sheets(run, tmp_path) + write_districts(run, pack_tables(run), tmp_path)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert NAMES[0] not in text
        assert page.resolve().is_relative_to(tmp_path.resolve())


def test_the_difference_is_ours_less_the_operators_figure_on_its_own_queue(sheets, toytown_run):
    station = toytown_run.table("substations").set_index("substation_id").loc["toy:P5"]
    table, config = toytown_run.table("headroom"), toytown_run.inputs.config
    mine = table["substation_id"].eq("toy:P5") & table["basis"].eq("modelled") & table["direction"].eq("demand")
    today = table["scenario"].eq(config.scenarios[0]) & table["year"].eq(min(config.milestones))
    (ours,) = table[mine & today & table["queue"].eq(station["demand_queue"])]["headroom_own_mva"]
    text = _text(sheets / "operator" / "toy" / "toy_P5.html").replace("\N{MINUS SIGN}", "-")
    told = text.partition("Where we differ today")[2].partition("Questions")[0]
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", told)]
    assert ours - station["demand_headroom_mva"] in [pytest.approx(number, abs=0.006) for number in numbers]
