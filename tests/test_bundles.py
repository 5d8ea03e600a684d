"""Bundles by hand: what fits an issue, what is cut, what is put together over districts, what stays too small."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.plan.buildings_projects import programmes
from lae.plan.bundles import LOT, Issue, bundles, greedy, lots_of
from lae.plan.drafts import Drafts
from lae.plan.other_projects import charging_projects
from lae.plan.sheets import project_sheets
from plan_world import YEARS, fuels, packages, pumps, sites, values

ISSUE = Issue(50.0, 100.0)


def _lots(*capital, districts=None):
    rows = pd.DataFrame({"capex_gbp": capital}, dtype="float64")
    same = {"scenario": "toy", "workstream": "ev_infrastructure", "action": "sites", "first_year": 2026}
    return rows.assign(
        **same,
        last_year=2030,
        district_code=districts or ["A"] * len(rows),
        project_id="p",
        lot_id=[f"s{place}" for place in range(len(rows))],
        order=np.arange(len(rows)),
        homes=1.0,
        sites_count=1.0,
    )[LOT]


def _made(*capital, districts=None):
    return bundles(_lots(*capital, districts=districts), ISSUE, price_year=2024)


def test_lots_fill_a_bundle_in_order_until_the_next_would_pass_the_greatest():
    # 40 + 30 = 70, 40 more is too much; 40 + 60 = 100 fits; 10 is less than the least.
    assert greedy(np.array([40.0, 30, 40, 60, 10]), ISSUE).tolist() == [0, 0, 1, 1, -1]


def test_a_lot_of_the_greatest_or_more_stands_alone_and_the_open_bundle_goes_on():
    found = greedy(np.array([40.0, 250, 30]), ISSUE).tolist()
    assert found[0] == found[2] != found[1]


def test_a_large_lot_is_cut_into_as_few_equal_issues_as_keep_to_the_greatest():
    row = _made(250.0).iloc[0]
    assert (row["issues_count"], row["issue_gbp"], row["capex_gbp"]) == (3.0, pytest.approx(250 / 3), 250.0)


def test_what_districts_leave_over_is_put_together_over_the_county():
    table = _made(80.0, 30.0, 40.0, districts=["A", "A", "B"])
    assert table["capex_gbp"].tolist() == [80.0, 70.0]
    assert table["district_codes"].tolist() == ["A", "A B"]


def test_what_is_still_too_small_is_shown_with_the_reason():
    row = _made(80.0, 30.0).set_index("status").loc["too_small"]
    assert (row["capex_gbp"], row["issues_count"], row["lot_ids"]) == (30.0, 0.0, "s1")
    assert math.isnan(row["issue_gbp"])
    assert row["reason"] == "less than the least issue of 50 GBP, also when put together"


@pytest.mark.parametrize(("least", "most"), [(60.0, 100.0), (0.0, 100.0)])
def test_issues_that_cutting_could_leave_too_small_are_refused(least, most):
    with pytest.raises(ValueError, match="at least twice"):
        Issue(least, most)


def test_nothing_to_bundle_is_an_empty_table():
    assert _made().empty


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.01, 500.0), st.sampled_from("ABC")), min_size=1, max_size=30))
def test_every_pound_is_in_one_bundle_or_shown_as_left_and_every_issue_keeps_its_size(lots):
    capital, districts = zip(*lots, strict=True)
    table = _made(*capital, districts=list(districts))
    assert math.fsum(table["capex_gbp"]) == pytest.approx(math.fsum(capital), rel=1e-12)
    named = [lot for text in table["lot_ids"] for lot in text.split()]
    assert sorted(named) == sorted(f"s{place}" for place in range(len(capital)))
    sold = table[table["status"].eq("bundled")]
    assert (sold["issue_gbp"] >= ISSUE.least_gbp * (1 - 1e-12)).all()
    assert (sold["issue_gbp"] <= ISSUE.most_gbp * (1 + 1e-12)).all()
    assert (sold["issue_gbp"] * sold["issues_count"]).tolist() == pytest.approx(sold["capex_gbp"].tolist())
    left = table[table["status"].eq("too_small")]["capex_gbp"].sum()
    assert left < ISSUE.least_gbp


def test_lots_of_a_stage_are_its_years_and_its_sites_one_by_one():
    chosen = sites({}, {"year": 2030, "capex_low_gbp": 1, "capex_central_gbp": 2, "capex_high_gbp": 3})
    homes = programmes(pumps(2, 3, 1), packages({}), fuels({}), years=YEARS, upkeep_gbp=80.0)
    drafts = Drafts.joined([homes, charging_projects(chosen, base_year=2025)])
    projects, years = project_sheets(drafts, values(), dependencies={}, names={})
    lots = lots_of(projects, years, chosen, [2025, 2027, 2030]).set_index(["action", "first_year"])
    # 5 homes by 2027, one after; the site opens for 60 and grows for 2.
    assert lots.loc["heat_pump_ready", "capex_gbp"].to_dict() == {2026: 500.0, 2028: 100.0}
    assert lots.loc["public_charging_sites", "capex_gbp"].to_dict() == {2026: 60.0, 2028: 2.0}
    assert lots.loc["public_charging_sites", "sites_count"].to_dict() == {2026: 1.0, 2028: 0.0}
    assert math.fsum(lots["capex_gbp"]) == pytest.approx(math.fsum(projects["capex_gbp"]))
