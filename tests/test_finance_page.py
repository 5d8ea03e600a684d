"""The page of projects by hand: figures as text, what is blank, and that nothing in it runs."""

import re
from html import unescape

import pandas as pd
import pytest

from lae.evidence.finance_page import finance_page, millions, span, write_finance_page
from lae.plan.buildings_projects import potentials, programmes
from lae.plan.bundles import Bundles, Issue, bundles, lots_of
from lae.plan.drafts import Drafts
from lae.plan.funding import funding_stack
from lae.plan.funding_contract import Funding, Funds
from lae.plan.needs import workstream_needs
from lae.plan.other_projects import works_named, works_projects
from lae.plan.projects_contract import Projects, WorkstreamNeeds
from lae.plan.ranking import CRITERIA, ProjectScores, RankSettings, project_scores
from lae.plan.sheets import project_sheets
from lae.tables import empty
from plan_world import BLANK, YEARS, fuels, packages, promised, pumps, sites, table, tariffs, values, works

LABELS = {"toy": "Toy <b>future</b>"}
MONEY = {"capex_low_gbp": 6e6, "capex_gbp": 10e6, "capex_high_gbp": 15e6}
FUND = {
    "fund_id": "box",
    "kind": "grant",
    "name": "The <i>box</i>",
    "state": "open",
    "source": "CHECK: it",
    "tier": "D",
}


@pytest.fixture(scope="module")
def tables():
    homes = packages(MONEY)
    named = works({"text": "Bigger <script>transformers</script>"})
    drafts = Drafts.joined(
        [
            programmes(pumps(2, 3), homes, fuels({}), years=YEARS, upkeep_gbp=80.0),
            potentials(homes, fuels({}), base_year=2025, upkeep_gbp=80.0),
            works_projects(named, years=YEARS),
        ]
    )
    weak = tariffs({"tier": "D", "source": "CHECK: a list", "note": "guessed"}, {"carrier": "electricity"})
    projects, years = project_sheets(drafts, values(weak), dependencies=dict(works_named(named)), names={"A": "Aford"})
    lots = lots_of(projects, years, sites({}).iloc[:0], [2025, 2030])
    settings = RankSettings(pd.Series([1.0] * len(CRITERIA)).to_numpy(), 0.2, 0.05)
    none = pd.Series(dtype="float64")
    return {
        "projects": projects,
        "workstream_needs": workstream_needs(projects, years),
        "funding": funding_stack(projects, promised({})),
        "funds": table(Funds, [FUND], least_gbp=BLANK, most_gbp=BLANK),
        "bundles": bundles(lots, Issue(5e5, 1e6), price_year=2024),
        "project_scores": project_scores(projects, none, none, set(), settings),
    }


def _text(page):
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))
    )


@pytest.mark.parametrize(
    ("gbp", "text"), [(123.4e6, "123"), (9.96e6, "10.0"), (-1.25e6, "−1.2"), (42_000, "0.04"), (0, "0"), (BLANK, "")]
)
def test_pounds_are_told_in_millions(gbp, text):
    assert millions(gbp) == text


def test_a_range_is_told_and_one_that_is_none_is_not():
    assert span(4e6, 5e6, 7e6) == "5.0 (4.0 to 7.0)"
    assert span(5e6, 5e6, 5e6) == "5.0"
    assert span(BLANK, BLANK, BLANK) == ""


def test_needs_funding_bundles_and_blanks_are_told(tables):
    text = _text(finance_page(tables, LABELS, title="Toyshire"))
    # 5 of 10 homes: 5.0 million, 3.0 to 7.5; half granted.
    assert "2026–2030 Buildings 5 homes 5.0 (3.0 to 7.5)" in text
    assert "5.0 2.5 0 2.5" in text
    assert "Networks 1 scheme blank: no published cost" in text
    # 5 million in 1 million issues.
    assert "fabric enough for a heat pump, and the pump 5 1.0 5.0 0" in text
    assert "bills rest on prices not verified" in text
    assert "operators publish no cost with their works 1" in text
    assert "Owner: not known of any of 3 projects" in text


def test_texts_of_files_are_escaped_and_nothing_runs_or_is_asked_for(tables):
    page = finance_page(tables, LABELS, title="<u>Toyshire</u>")
    for raw in ("<script", "<b>", "<i>", "<u>", "src=", "onload", "url("):
        assert raw not in page
    assert all(address.startswith("#") for address in re.findall(r'href="([^"]*)"', page))
    assert "default-src 'none'" in page
    assert "&lt;script&gt;transformers" in page


def test_no_projects_are_a_page_that_says_so():
    kinds = {
        "projects": Projects,
        "workstream_needs": WorkstreamNeeds,
        "funding": Funding,
        "funds": Funds,
        "bundles": Bundles,
        "project_scores": ProjectScores,
    }
    page = finance_page({name: empty(kind) for name, kind in kinds.items()}, LABELS, title="Nowhere")
    assert "No projects are at hand." in page


def test_the_same_tables_give_the_same_bytes(tables, tmp_path):
    for name in ("one", "two"):
        write_finance_page(tables, LABELS, tmp_path / f"{name}.html", title="Toyshire")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
