"""The report: every number in a finding points to a row, nothing runs, and names from files stay text."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from hostile import NAMES, hostile
from lae.dictionary.pack import pack_tables
from lae.evidence.pages import siblings
from lae.evidence.report.write import report
from lae.evidence.shell import anchor, figure, figures, is_year


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen, self.ids, self.links, self.headings = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.seen.append((tag, told))
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a":
            self.links.append(told)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def _page(results, edition="public"):
    return report(results, pack_tables(results, edition), edition=edition)


@pytest.fixture(scope="module")
def page(toytown_run):
    return _page(toytown_run)


def test_every_link_leads_to_a_row_of_the_page_or_to_a_table_of_the_pack(page, toytown_run):
    tags = _Tags(page)
    assert len(tags.ids) == len(set(tags.ids))
    files = {f"tables/{name}.csv" for name in pack_tables(toytown_run)} | {
        page for _, page in siblings(toytown_run.tables)
    }
    for each in tags.links:
        target = each["href"]
        assert target[1:] in tags.ids if target.startswith("#") else target.partition("#")[0] in files, target


def test_every_figure_of_a_finding_is_a_link_that_names_its_row(page):
    cards = re.findall(r'<span class="figure">(.*?)</span>', page, flags=re.DOTALL)
    assert len(cards) >= 5
    for card in cards:
        outside = re.sub(r"<a .*?</a>", "", card, flags=re.DOTALL)
        assert not re.search(r"\d", outside), card
        assert 'href="' in card


def test_the_first_finding_is_the_count_of_the_table(page, toytown_run):
    row = toytown_run.table("headline").set_index("scenario").loc[toytown_run.inputs.config.scenarios[0]]
    first = re.search(r'<span class="figure"><a href="#([^"]+)"[^>]*>(\d+)</a>', page)
    assert int(first[2]) == row["at_or_below_zero_today"]
    assert re.search(rf'<tr id="{first[1]}"><th scope="row">.*?</th><td class="number">{first[2]}</td>', page)


def test_the_page_has_language_one_title_ordered_headings_and_a_skip_link(page):
    tags = _Tags(page)
    assert dict(tags.seen)["html"] == {"lang": "en-GB"}
    assert tags.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(tags.headings, tags.headings[1:], strict=False))
    assert tags.links[0]["href"] == "#main"
    assert "main" in tags.ids


def test_nothing_in_the_page_runs_or_is_fetched(page):
    tags = _Tags(page)
    assert "default-src 'none'" in page
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.seen}
    assert not [attrs for _, attrs in tags.seen for name in attrs if name.startswith("on")]
    assert "url(http" not in page


def test_every_chart_has_a_name_a_description_and_its_table(page):
    charts = re.findall(r'<svg[^>]*role="img".*?</svg>', page, flags=re.DOTALL)
    assert len(charts) >= 3
    assert all("<title" in chart and "<desc" in chart for chart in charts)


def test_indicators_projects_and_scenarios_have_a_section_that_leads_on(page):
    for key, leads_to in (
        ("indicators", "progress.html"), ("projects", "finance.html"), ("carbon", "carbon.html#scenarios")
    ):  # fmt: skip
        section = page.split(f'<section id="{key}"')[1].split("</section>")[0]
        assert "<table" in section
        assert f'href="{leads_to}"' in section


def test_the_same_run_gives_the_same_page(page, toytown_run):
    assert _page(toytown_run) == page


def test_hostile_names_are_text(toytown_run):
    page = _page(hostile(toytown_run))
    tags = _Tags(page)
    assert not {"script", "img"} & {tag for tag, _ in tags.seen}
    assert NAMES[0] not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_nature_edition_is_about_land(toytown_run):
    page = _page(toytown_run, "nature")
    assert '<section id="land"' in page
    assert '<section id="network"' not in page
    assert "headroom.csv" not in page
    assert "finance.html" not in page


def test_a_number_is_written_with_thousands_and_a_true_minus():
    assert [figure(-1234.5, 1), figure(-0.04, 1), figure(2030, bare=True)] == ["\N{MINUS SIGN}1,234.5", "0.0", "2030"]
    assert is_year("Worst year")
    assert not is_year("Carbon saved (t CO2e a year)")


def test_a_blank_is_said_and_decimals_are_those_of_the_column():
    assert figures(pd.Series([1.5, None])) == ["1.50", "not known"]
    assert figures(pd.Series([1000.4, 2.0])) == ["1,000", "2"]


def test_an_anchor_is_the_same_for_the_same_row():
    assert anchor("headline", "fes22_ct") == "headline-fes22_ct"
    assert anchor("a", "ssen:E/1") == "a-ssen_E_1"
