"""Funding by hand: sources are uses, nothing is taken as granted, and what nobody pays for is a row of its own."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.plan.buildings_projects import programmes
from lae.plan.drafts import Drafts
from lae.plan.funding import funding_findings, funding_stack, granted_share
from lae.plan.funding_contract import NOT_FUNDED, FundingRows, Funds
from lae.plan.other_projects import works_projects
from lae.plan.sheets import project_sheets
from lae.tables import check, empty
from plan_world import BLANK, YEARS, fuels, packages, promised, pumps, table, values, works

HOMES = "programme/heat_pump_ready/A/toy"


def _projects(capital=1000.0):
    money = {"capex_low_gbp": capital, "capex_gbp": capital, "capex_high_gbp": capital}
    homes = programmes(pumps(10), packages(money), fuels({}), years=YEARS, upkeep_gbp=80.0)
    drafts = Drafts.joined([homes, works_projects(works({}), years=YEARS)])
    return project_sheets(drafts, values(), dependencies={}, names={})[0]


PROJECTS = _projects()


def _of(funding, project=HOMES):
    return funding[funding["project_id"].eq(project)].set_index("kind")


def test_half_granted_leaves_half_that_nobody_funds():
    found = _of(funding_stack(PROJECTS, promised({})))
    assert found["amount_gbp"].to_dict() == {"grant": 500.0, NOT_FUNDED: 500.0}
    assert found["share_ratio"].to_dict() == {"grant": 0.5, NOT_FUNDED: 0.5}


def test_without_any_source_all_of_it_is_not_funded():
    found = _of(funding_stack(PROJECTS, empty(FundingRows)))
    assert found["amount_gbp"].to_dict() == {NOT_FUNDED: 1000.0}


def test_only_what_is_granted_is_money_anybody_has():
    rows = promised({}, {"name": "hope", "kind": "private", "share": 0.25, "status": "idea"})
    funding = funding_stack(PROJECTS, rows)
    assert granted_share(funding)[HOMES] == pytest.approx(0.5)
    told = funding_findings(PROJECTS, funding, rows)
    assert [note.message for note in told] == ["toy: 500 GBP of 1,000 GBP of capital are granted."]


def test_works_are_the_operators_to_pay_for_and_what_they_cost_is_blank():
    found = _of(funding_stack(PROJECTS, empty(FundingRows)), "works/big")
    assert list(found.index) == ["operator_funded"]
    assert found["amount_gbp"].isna().all()
    assert found["reason"].tolist() == ["the cost of the project is not known"]
    assert math.isnan(granted_share(funding_stack(PROJECTS, empty(FundingRows)))["works/big"])


@pytest.mark.parametrize(
    ("row", "rule"), [({"project_id": "programme/none"}, "no_project"), ({"project_id": "works/big"}, "no_cost")]
)
def test_a_row_that_funds_nothing_known_is_left_aside_and_named(row, rule):
    rows = promised(row)
    funding = funding_stack(PROJECTS, rows)
    assert _of(funding)["amount_gbp"].to_dict() == {NOT_FUNDED: 1000.0}
    told = funding_findings(PROJECTS, funding, rows)
    assert [(note.rule, note.ids) for note in told if note.severity == "warning"] == [(rule, (row["project_id"],))]


def test_sources_that_are_more_than_a_project_costs_are_refused():
    with pytest.raises(FaultsError, match="more than the project costs"):
        funding_stack(PROJECTS, promised({"share": BLANK, "amount_gbp": 1000.01}))


@pytest.mark.parametrize("row", [{"amount_gbp": 5.0}, {"share": BLANK}], ids=["both", "neither"])
def test_a_row_states_a_share_or_an_amount(row):
    rows = promised({}).assign(**row)
    assert [finding.rule for finding in check(rows, FundingRows, "funding")] == ["share_or_amount_and_not_both"]


def test_a_scheme_that_nobody_read_says_what_to_open():
    usual = {"fund_id": "box", "kind": "grant", "name": "Box", "state": "open", "source": "somebody", "tier": "B"}
    rows = table(Funds, [usual])
    assert [finding.rule for finding in check(rows.assign(tier="D"), Funds, "funds")] == [
        "unverified_with_what_to_check"
    ]


@settings(max_examples=40)
@given(
    st.floats(0.01, 1e9).map(lambda gbp: round(gbp, 2)),
    st.lists(st.floats(0.001, 0.33).map(lambda share: round(share, 3)), max_size=3),
)
def test_sources_are_uses(capital, shares):
    projects = PROJECTS.assign(capex_low_gbp=capital, capex_gbp=capital, capex_high_gbp=capital)
    rows = [{"name": f"source {place}", "share": share} for place, share in enumerate(shares)]
    funding = funding_stack(projects, promised(*rows) if rows else empty(FundingRows))
    for _, own in funding.groupby("project_id"):
        assert math.fsum(own["amount_gbp"]) == pytest.approx(capital, rel=1e-12)
        assert math.fsum(own["share_ratio"]) == pytest.approx(1.0)
