import numpy as np
import pandas as pd
import pytest

from lae.grid.shortfalls import class_counts, shortfall_table
from worlds import LADDER, drawn


def rows(values, bound="exact", basis="published", scenario="s", name="P1"):
    years = list(range(2026, 2026 + len(values)))
    return pd.DataFrame(
        {
            "scenario": scenario,
            "year": years,
            "substation_id": f"t:{name}",
            "name": name,
            "tier": "primary",
            "dno": "t",
            "direction": "demand",
            "basis": basis,
            "queue": "contracted_excl_bess",
            "headroom_mva": np.asarray(values, float),
            "bound": bound,
            "binding_substation_id": f"t:{name}",
        }
    )


def judged(table, knots=(), disagreeing=(), text=LADDER):
    substations, _, _ = drawn(text)
    return shortfall_table(table, substations, {"s": list(knots)} if knots else {}, set(disagreeing)).iloc[0]


def test_a_crossing_between_published_years_is_an_interval():
    row = judged(rows([3, 2, 1, 0.5, -1, -2, -3]), knots=(2025, 2030, 2035))
    # Below zero first in 2030, itself published. Between 2025 and 2030 the totals are linear, so any of 2026-2030.
    assert (row["class"], row.first_year_below_zero, row.first_year_latest) == ("crosses", 2026, 2030)
    row = judged(rows([3, 2, 1, 0.5, 0.4, 0.3, -3]), knots=(2025, 2030, 2035))
    assert (row.first_year_below_zero, row.first_year_latest) == (2031, 2035)


def test_yearly_totals_give_a_single_year():
    row = judged(rows([3, 2, -1, -2]), knots=range(2025, 2031))
    assert (row.first_year_below_zero, row.first_year_latest) == (2028, 2028)


def test_operators_own_tables_step_where_they_have_no_years():
    table = rows([3, 2, -1], basis="nshr", scenario="t: Best View")
    table["year"] = [2034, 2035, 2040]
    row = judged(table)
    assert (row.first_year_below_zero, row.first_year_latest) == (2036, 2040)


@pytest.mark.parametrize(
    ("values", "bound", "expected"),
    [
        ([3, 1], "exact", "stays_above"),
        ([3, 1], "at_least", "stays_above"),
        ([3, 1], "at_most", "unknown"),
        ([3, -1], "at_most", "crosses"),
        ([3, -1], "exact", "crosses"),
        ([3, -1], "at_least", "unknown"),
        ([3, -1], "unknown", "unknown"),
        ([np.nan, np.nan], "unknown", "unknown"),
        ([np.nan, 2], "exact", "stays_above"),
    ],
)
def test_only_what_a_bound_proves_makes_a_class(values, bound, expected):
    assert judged(rows(values, bound))["class"] == expected


def test_a_published_zero_is_a_class_of_its_own_and_has_no_first_year():
    row = judged(rows([0, -1], "at_most", name="P2"))
    assert row["class"] == "at_or_below_zero_today"
    assert np.isnan(row.first_year_below_zero)
    assert (row.worst_year, row.worst_headroom_mva) == (2027, -1)


def test_modelled_room_never_overrides_a_published_zero():
    assert judged(rows([9, 8], name="P2", basis="modelled"))["class"] == "at_or_below_zero_today"


def test_a_modelled_deficit_against_a_published_figure_is_a_disagreement_not_a_shortfall():
    table = rows([-4, -5], basis="modelled")
    assert judged(table)["class"] == "crosses"
    row = judged(table, disagreeing=["t:P1"])
    assert row["class"] == "unknown"
    assert np.isnan(row.first_year_below_zero)


def test_headline_counts_every_substation_once():
    substations, _, _ = drawn(LADDER)
    table = pd.concat([rows([3, 1]), rows([0, -1], "at_most", name="P2"), rows([3, -1], name="P3")])
    counted = class_counts(shortfall_table(table, substations, {}, set()))
    assert counted.drop(columns="scenario").iloc[0].to_dict() == {
        "at_or_below_zero_today": 1,
        "crosses": 1,
        "stays_above": 1,
        "unknown": 0,
    }
