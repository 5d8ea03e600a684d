"""Scores by hand: criteria, three groups, places among like projects, and how firm they are."""

import math

import numpy as np
import pandas as pd
import pytest

from lae.plan.buildings_projects import potentials
from lae.plan.ranking import CRITERIA, GROUPS, WEIGHT_IDS, RankSettings, project_scores
from lae.plan.sheets import project_sheets
from plan_world import fuels, packages, values

EVEN = RankSettings(np.ones(len(CRITERIA)), 0.2, 0.05)


def _projects():
    """A saves twice what B saves for the same money; C is as B at a hundredth the homes' money."""
    rows = {"A": {"carbon_saved_tco2e": 8}, "B": {}, "C": {"capex_gbp": 900}}
    retrofit = packages(*({"area_code": code, **told} for code, told in rows.items()))
    drafts = potentials(retrofit, fuels(*({"area_code": code} for code in rows)), base_year=2025, upkeep_gbp=80.0)
    return project_sheets(drafts, values(), dependencies={}, names={})[0]


def _scores(settings=EVEN, granted=None, short=None, known=("A", "B", "C")):
    name = "retrofit/heat_pump_ready/{}".format
    none = pd.Series(dtype="float64")
    ids = {name(code) for code in known}
    found = project_scores(
        _projects(),
        none if granted is None else granted.rename(name),
        none if short is None else short.rename(name),
        ids,
        settings,
    )
    return found.assign(code=found["project_id"].str[-1]).set_index("code")


def test_each_criterion_is_the_share_of_like_projects_it_beats():
    found = _scores()
    # Tonnes of a home: A 1.6, B and C 0.8; cost of a tonne: A 62.5, C 112.5, B 125.
    assert found["carbon_ratio"].to_dict() == {"A": 1.0, "B": 0.0, "C": 0.0}
    assert found["carbon_cost_ratio"].to_dict() == {"A": 1.0, "C": 0.5, "B": 0.0}
    assert found["outlay_ratio"].to_dict() == {"A": 0.0, "B": 0.0, "C": 1.0}


def test_figures_are_of_one_home():
    found = _scores().loc["B"]
    assert (found["carbon_cumulative_tco2e"], found["outlay_gbp"], found["bill_saving_gbp"]) == (0.8, 100.0, 50.0)
    # 576 of carbon for 1,000 of capital.
    assert found["value_ratio"] == pytest.approx(0.576)


def test_a_score_is_the_weighted_mean_of_what_is_known():
    # Nobody knows of grants: A has carbon 1, cost 1, bills 0, value 1, ready 0, outlay 0.
    found = _scores().loc["A"]
    assert found["criteria_missing"] == "funded"
    assert found["score_ratio"] == pytest.approx(0.5)
    assert (found["environmental_ratio"], found["economic_ratio"], found["financial_ratio"]) == pytest.approx(
        (1, 1 / 3, 0)
    )


def test_a_weight_of_nothing_leaves_a_criterion_out():
    only = RankSettings(np.array([float(name == "outlay") for name in CRITERIA]), 0.2, 0.05)
    assert _scores(only)["rank"].to_dict() == {"C": 1.0, "A": 2.0, "B": 2.0}


def test_grants_and_full_substations_count():
    granted = pd.Series({"A": 0.0, "B": 0.5, "C": 0.0})
    short = pd.Series({"A": 0.75})
    found = _scores(granted=granted, short=short)
    assert found["funded_ratio"].to_dict() == {"A": 0.0, "B": 1.0, "C": 0.0}
    assert found["ready_share"].to_dict() == {"A": 0.25, "B": 1.0, "C": 1.0}


def test_where_nobody_looked_for_substations_readiness_is_blank():
    assert _scores(known=("B", "C")).loc[["A"], "ready_share"].isna().all()


def test_a_place_that_weights_can_move_is_fragile():
    # On two criteria that disagree a fifth either way decides.
    two = RankSettings(np.array([1.0, 0, 0, 0, 0, 1.1, 0]), 0.2, 0.05)
    found = _scores(two)
    assert (found.loc["C", "rank"], found.loc["A", "rank"]) == (1.0, 2.0)
    assert found.loc[["A", "C"], "order"].tolist() == ["fragile", "fragile"]
    assert (found.loc["A", "best_rank"], found.loc["C", "worst_rank"]) == (1.0, 2.0)
    assert found.loc["B", "order"] == "steady"


def test_every_criterion_has_its_weight_and_its_group():
    assert [f"plan_weight_{name}" for name in CRITERIA] == list(WEIGHT_IDS)
    assert list(GROUPS) == ["environmental", "economic", "financial"]
    assert "carbon 1" in _scores().iloc[0]["weights"]
    assert not math.isnan(_scores().iloc[0]["score_ratio"])
