"""The burn-down page by hand: what its sentences say, what it leaves blank, and that nothing in it runs."""

import dataclasses
import re
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest

from lae.evidence.carbon_chart import burn_down_svg, kilotonnes
from lae.evidence.carbon_page import budget_words, carbon_page, write_carbon_page
from lae.evidence.carbon_plans import Plans, plans_part
from lae.pathway.budgets import budgets
from lae.pathway.carbon_contract import Budgets, BurnDown, CarbonTargets, Emissions
from lae.pathway.carbon_path_contract import CarbonPath, PlanBudgets
from lae.tables import columns_of, empty, filled, kind_of, validated

BLANK = float("nan")
NAMES = {"E1": "Eastham", "W1": "Westley", "CTY": "Toyshire"}
FALLING = {2020: 100e3, 2021: 90e3, 2022: 80e3}


def _typed(rows, contract):
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), contract, "toy")


def _tables(emissions, *targets):
    counted = [(code, year, value, "toy", 1) for code, years in emissions.items() for year, value in years.items()]
    rows = [(*figures, source, "2024", tier, "", "toy") for *figures, source, tier in targets]
    tables = _typed(counted, Emissions), _typed(rows, CarbonTargets)
    return budgets(*tables, districts=list(emissions), county_code="CTY", base_year=2020)


def _eastham(tier="B", source="a decision of the council", emissions=FALLING):
    return _tables({"E1": emissions}, ("E1", 2030, 1.0, BLANK, BLANK, source, tier))


def _page(tables, names=NAMES):
    return carbon_page(*tables, names, title="Toyshire")


def _section(page, heading):
    """The text of one area's section, without its drawing."""
    section = next(part for part in page.split("<section")[1:] if re.search(rf"<h2[^>]*>{heading}", part))
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", section, flags=re.DOTALL)))


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.ids, self.references = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "xlink:href", "src"):
                self.references.append(value)


def _tags(page):
    parser = _Tags()
    parser.feed(page)
    return parser


class TestWords:
    def test_a_falling_area_is_told_in_the_figures_worked_by_hand(self):
        # 90 + 80 + ... + 0 = 450 kt; 90 + 80 = 170 spent, 280 left; at 80 a year gone in the fourth year, 2026.
        # Mean cut: 1 - sqrt(0.8) = 10.6%. Even cut for 8 years: q + ... + q^8 = 280 / 80 = 3.5.
        found, _ = _eastham()
        budget = found[found["area_code"].eq("E1")].iloc[0].to_dict()
        kept = 1.0 - budget["catch_up_cut_ratio"]
        assert sum(kept**power for power in range(1, 9)) == pytest.approx(3.5)
        words = " ".join(budget_words(budget, 80e3 * kept**8, 0.0))
        assert "The budget is 450 kt CO2e for the years after 2020 up to 2030." in words
        assert "170 kt were spent by the end of 2022, which left 280 kt." in words
        assert "At the level of 2022 the budget is gone in 2026." in words
        assert f"Keeping to it needs an even cut of {100 * (1 - kept):.1f}% a year after 2022" in words
        assert "the mean cut since 2020 was 10.6% a year, to 2022." in words
        assert f"still emits {80 * kept**8:.1f} kt in 2030, where the target is 0 kt." in words

    def test_an_overspent_budget_says_that_no_cut_can_keep_to_it(self):
        # 170 spent of 150: 20 over, in 2022 (90 of 150 was spent by 2021).
        text = _section(_page(_tables({"E1": FALLING}, ("E1", 2030, 1.0, 2020, 150e3, "x", "B"))), "Eastham")
        assert "which overspent it by 20.0 kt" in text
        assert "The budget was used up in 2022." in text
        assert "No yearly cut can keep to it: nothing is left" in text

    def test_room_in_a_budget_is_not_told_as_reaching_the_target(self):
        # 900 kt less 170 leaves 730 for 8 years at 80: emissions may rise, and the target of 0 is then missed.
        text = _section(_page(_tables({"E1": FALLING}, ("E1", 2030, 1.0, 2020, 900e3, "x", "B"))), "Eastham")
        assert "The budget alone would let emissions rise by an even" in text
        assert "Keeping to the budget is not yet reaching the target" in text
        assert "At the level of 2022 the budget is not used up by 2030." in text

    def test_risen_emissions_are_not_called_a_cut(self):
        # From 100 to 121 in two years: 10.0% a year.
        text = _section(_page(_eastham(emissions={2020: 100e3, 2021: 110e3, 2022: 121e3})), "Eastham")
        assert "since 2020 emissions rose by a mean 10.0% a year" in text

    def test_a_target_year_that_is_past_has_no_cut_left_to_make(self):
        text = _section(_page(_tables({"E1": FALLING}, ("E1", 2021, 0.5, BLANK, BLANK, "x", "B"))), "Eastham")
        assert "The target year is past" in text
        assert "90.0 kt were spent by the end of 2021" in text

    def test_every_number_of_the_sentences_stands_in_the_tables(self):
        page = _page(_eastham())
        body = next(part for part in page.split("<section")[1:] if re.search("<h2[^>]*>Eastham", part))
        body = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
        sentences = re.search(r"</figure>\s*<p>(.*?)</p>", body, re.DOTALL)[1]
        tables = " ".join(re.findall(r"<table>(.*?)</table>", body, re.DOTALL))
        number = r"\d+(?:,\d{3})*(?:\.\d+)?%?"
        said = re.findall(number, sentences.replace("CO2e", ""))
        assert len(said) > 10
        assert set(said) <= set(re.findall(number, re.sub(r"<[^>]+>", " ", tables)))


class TestPage:
    def test_the_county_comes_first_then_districts_by_name(self):
        both = {"W1": FALLING, "E1": FALLING}
        aims = [(code, 2030, 1.0, BLANK, BLANK, "x", "B") for code in ("CTY", "W1", "E1")]
        page = _page(_tables(both, *aims), {**NAMES, "E1": "Zeal", "W1": "Acton"})
        assert [each.split(":")[0] for each in re.findall(r"<h2[^>]*>(.*?)</h2>", page)] == [
            "Toyshire",
            "Acton",
            "Zeal",
        ]

    def test_a_blank_budget_gives_its_reason_and_no_figures(self):
        text = _section(_page(_tables({"E1": FALLING}, ("E1", 2030, 1.0, 2005, BLANK, "x", "B"))), "Eastham")
        assert "The budget is blank: no emissions counted in the base year 2005." in text
        assert "not good news" in text
        assert "kt" not in text

    def test_an_area_without_a_target_says_so(self):
        page = _page(_eastham())
        assert re.search("<h2[^>]*>Toyshire: no target supplied</h2>", page)
        assert "The budget is blank: no target supplied." in page

    def test_a_target_of_tier_d_is_called_not_verified_and_names_what_to_open(self):
        text = _section(_page(_eastham("D", "CHECK: climate plan")), "Eastham")
        assert re.search(r"not verified \(tier D\)\s*\.\s*To be checked in: climate plan\.", text)
        assert "not verified" not in _section(_page(_eastham("B")), "Eastham")

    def test_years_of_the_table_are_every_fifth_with_base_latest_and_target(self):
        page = _page(_tables({"E1": FALLING}, ("E1", 2033, 1.0, BLANK, BLANK, "x", "B")))
        years = re.findall(r'<th scope="row" class="year">(.*?)</th>', page)
        assert years == ["2020 (base)", "2022 (latest counted)", "2025", "2030", "2033 (target)"]

    def test_years_not_counted_are_blank_cells(self):
        page = _page(_eastham())
        row = re.search(r'class="year">2025</th>(.*?)</tr>', page, re.DOTALL)[1]
        # The line is at 50 kt in 2025; 280 left after 2022, less three years of 80.
        cells = re.findall(r'<td class="number">(.*?)</td>', row)
        assert (cells[0], cells[1], cells[3]) == ("", "50.0", "40.0")

    def test_no_tables_at_all_is_said_rather_than_shown_as_an_empty_page(self):
        page = _page((empty(Budgets), empty(BurnDown)))
        assert "No budgets are at hand." in page
        assert "<table" not in page

    def test_what_is_covered_is_stated(self):
        text = " ".join(_page(_eastham()).split())
        assert "Territorial greenhouse gases, as counted by the Department for Energy Security and Net Zero" in text
        assert "are arithmetic, not a forecast, and no measure of the plan is in them." in text


class TestSafety:
    EVIL = '</title></svg><script>alert(1)</script><img src="http://x" onerror=a>"\'&'

    def test_hostile_text_is_inert_wherever_it_stands(self):
        tables = _tables({"E1": FALLING}, ("E1", 2030, 1.0, BLANK, BLANK, self.EVIL, "D"))
        tags = _tags(carbon_page(*tables, {"E1": self.EVIL, "CTY": self.EVIL}, title=self.EVIL))
        assert {tag for tag, _ in tags.seen}.isdisjoint({"script", "img", "iframe", "link", "object"})
        assert not [name for _, attributes in tags.seen for name in attributes if name.startswith("on")]

    def test_nothing_is_fetched_and_the_policy_forbids_it(self):
        tags = _tags(_page(_eastham()))
        assert tags.references
        assert all(each.startswith("#") and each[1:] in tags.ids for each in tags.references)
        policy = [each.get("content") for tag, each in tags.seen if tag == "meta" and "http-equiv" in each]
        assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]

    def test_ids_are_unique_though_charts_are_alike(self):
        twins = {"E1": FALLING, "W1": FALLING}
        aims = [(code, 2030, 1.0, BLANK, BLANK, "x", "B") for code in twins]
        page = _page(_tables(twins, *aims))
        tags = _tags(page)
        assert page.count("<svg") == 2
        assert len(tags.ids) == len(set(tags.ids))
        assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(tags.ids)

    def test_the_same_tables_give_the_same_bytes(self, tmp_path):
        for name in ("one.html", "two.html"):
            write_carbon_page(*_eastham(), NAMES, tmp_path / "deep" / name, title="Toyshire")
        first, second = ((tmp_path / "deep" / name).read_bytes() for name in ("one.html", "two.html"))
        assert first == second
        assert b"\r" not in first


class TestChart:
    @staticmethod
    def _years():
        years = _eastham()[1]
        return years[years["area_code"].eq("E1")]

    def _svg(self):
        return burn_down_svg(self._years(), key="k", title="A < B", description="Falls & ends")

    def test_it_names_itself_and_its_lines_in_text(self):
        root = ET.fromstring(self._svg())  # noqa: S314 (our own drawing)
        assert root.get("role") == "img"
        space = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{space}title[@id='{root.get('aria-labelledby')}']").text == "A < B"
        assert root.find(f"{space}desc[@id='{root.get('aria-describedby')}']").text == "Falls & ends"
        text = {each.text for each in root.iter(f"{space}text")}
        assert {"base year", "target year", "2020", "2030", "kt CO2e a year"} <= text
        assert {"Counted, 2022: 80.0 kt", "Straight line: 0 kt"} <= text
        assert any(each.startswith("Catch-up path: ") for each in text)

    def test_the_readers_own_settings_of_matplotlib_neither_change_it_nor_are_changed(self):
        plain = self._svg()
        with mpl.rc_context({"font.size": 30.0, "lines.linewidth": 9.0, "svg.hashsalt": "other"}):
            assert self._svg() == plain
            assert mpl.rcParams["font.size"] == 30.0

    @pytest.mark.parametrize("last", [0.0, -30e3])
    def test_emissions_at_or_below_nothing_are_drawn(self, last):
        page = _page(_eastham(emissions={2020: 100e3, 2021: 50e3, 2022: last}))
        assert "emissions in 2022 were not above 0" in page
        assert "Catch-up path:" not in page


@pytest.mark.parametrize(
    ("tonnes", "text"),
    [(1_234_567.0, "1,235"), (99_940.0, "99.9"), (-40.0, "0"), (-1_500.0, "\N{MINUS SIGN}1.5"), (BLANK, "")],
)
def test_tonnes_read_as_kilotonnes_and_blank_stays_blank(tonnes, text):
    assert kilotonnes(tonnes) == text


def _plans(*, label="Steady <b>going</b>", reason="", solar=False):
    place = {"scenario": "s", "area_level": "lad", "area_code": "E1", "use": "reporting", "provenance": "modelled"}
    lines = [
        ("baseline", "last_counted", 80e3),
        ("exogenous", "grid_factor", -20e3),
        ("measure", "electric_vehicle", -5e3),
    ]
    lines += [("trajectory", "trajectory", 55e3)]
    rows = [
        {**place, "year": year, "kind": kind, "component": name, "emissions_tco2e": tonnes}
        for year in range(2023, 2031)
        for kind, name, tonnes in lines
    ]
    if solar:
        told = {"kind": "beside", "component": "solar", "count": 9.0, "emissions_tco2e": -1e3, "reason": "told alone"}
        rows.append({**place, "year": 2030, **told})
    path = filled(pd.DataFrame(rows), CarbonPath, "path")
    path.loc[path["kind"].eq("trajectory"), "reason"] = reason
    own = {"scenario": "s", "area_level": "lad", "area_code": "E1", "target_year": 2030.0, "tier": "B"}
    figures = {"overspend_year": 2028.0, "gap_tco2e": 55e3, "path_tco2e": 55e3, "remaining_cumulative_tco2e": -9e3}
    against = filled(pd.DataFrame([{**own, **figures, "provenance": "modelled"}]), PlanBudgets, "against")
    counted = pd.DataFrame({"area_code": "E1", "year": [2021, 2022], "emissions_tco2e": [90e3, 80e3]})
    return Plans(path, against, counted, _eastham()[1], {"s": label}, (2025, 2030), 2025)


def _part(plans):
    return "".join(section.body for section in plans_part(plans, NAMES))


class TestScenarios:
    def test_measures_and_what_changes_without_them_stand_apart_in_the_table(self):
        part = _part(_plans())
        heads = re.findall(r'<th scope="col(?:group)?"[^>]*>([^<]*)', part)
        assert heads[:8] == [
            "Scenario", "Year", "Last counted", "Without the plan", "Measures", "Path", "Cleaner grid", "Electric cars"
        ]  # fmt: skip
        cells = re.findall(r"<td[^>]*>(?:<strong>)?([^<]*)", part)
        assert cells[:5] == ["2025", "80.0", "−20.0", "−5.0", "55.0"]

    def test_a_scenario_is_set_against_the_target(self):
        cells = re.findall(r"<td[^>]*>([^<]*)", _part(_plans(label="Steady")))
        assert cells[-6:] == ["Steady", "2028", "−9.0", "55.0", "55.0", "none can"]

    def test_names_of_the_files_run_nothing_and_the_chart_says_what_it_shows(self):
        part = _part(_plans())
        assert "<b>going" not in part
        assert "Without any measure: 60.0 kt" in part
        drawing = ET.fromstring(re.search(r"<svg.*?</svg>", part, flags=re.DOTALL)[0])  # noqa: S314 - our own drawing
        assert drawing.get("role") == "img"

    def test_what_is_left_out_and_what_stands_beside_is_said(self):
        part = _part(_plans(reason="without data_centre", solar=True))
        assert "The path is not complete, or blank: without data centres." in part
        assert "Solar: −1.0 to −1.0 kt in 2030; told alone." in part

    def test_the_page_links_to_the_scenarios_only_where_there_are_any(self):
        tables = _eastham()
        nothing = plans_part(dataclasses.replace(_plans(), path=empty(CarbonPath)), NAMES)
        assert 'href="#scenarios"' not in carbon_page(*tables, NAMES, title="Toyshire", plans=nothing)
        page = carbon_page(*tables, NAMES, title="Toyshire", plans=plans_part(_plans(), NAMES))
        tags = _tags(page)
        assert {each[1:] for each in tags.references if each.startswith("#")} <= set(tags.ids)
        assert len(tags.ids) == len(set(tags.ids))
        assert not any(tag == "script" for tag, _ in tags.seen)
