"""Carbon budgets by hand: an even fall, what is spent of it, and the cut that keeps to it; blanks say why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.assumptions import Assumptions
from lae.carbon_stage import account_for_carbon
from lae.pathway.budgets import Account, budgets
from lae.pathway.carbon_contract import CarbonTargets, Emissions
from lae.stage import Settings
from lae.tables import columns_of, empty, kind_of, validated


def _emissions(**districts: dict[int, float]) -> pd.DataFrame:
    rows = [(code, year, value, "toy", 1) for code, years in districts.items() for year, value in years.items()]
    kinds = {name: kind_of(Emissions, name) for name in columns_of(Emissions)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), Emissions, "emissions")


def _targets(*rows: tuple[str, int, float, float, float]) -> pd.DataFrame:
    full = [(*row, "a decision of the council", "2024", "B", "", "toy") for row in rows]
    kinds = {name: kind_of(CarbonTargets, name) for name in columns_of(CarbonTargets)}
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), CarbonTargets, "carbon_targets")


BLANK = float("nan")
FALLING = Account(np.array([100.0, 90.0, 80.0]), base_year=2020, target_year=2030, cut_ratio=1.0)
"""On the line of an even fall to nothing: 100, 90, 80 ... 0."""


def test_an_even_fall_to_nothing_emits_half_the_base_year_less_half_a_step():
    # 90 + 80 + ... + 10 + 0 = 450; 170 of it is spent by 2022.
    assert FALLING.budget_tco2e == 450.0
    assert FALLING.spent_tco2e == 170.0
    assert FALLING.remaining_tco2e[2] == 280.0


def test_emissions_that_stay_as_they_are_pass_the_budget_in_the_year_that_adds_up_to_it():
    # 280 left at 80 a year: 200, 120, 40 and in the fourth year, 2026, below nothing.
    assert FALLING.overspend_year == 2026.0


def test_a_budget_that_is_not_passed_before_the_target_has_no_year_of_overspending():
    assert np.isnan(Account(np.array([100.0, 10.0]), 2020, 2030, 0.5).overspend_year)


def test_the_catch_up_cut_for_two_years_is_the_root_of_a_quadratic():
    # 100 a year, 75 left for two years: q + q^2 = 0.75, so q = 0.5 and the cut is half.
    account = Account(np.array([100.0, 100.0]), 2020, 2023, 1.0, supplied_tco2e=175.0)
    assert account.catch_up_cut_ratio == pytest.approx(0.5, abs=1e-12)
    np.testing.assert_allclose(account.catch_up_tco2e, [np.nan, np.nan, 50.0, 25.0])


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (Account(np.array([100.0, 100.0]), 2020, 2022, 1.0, supplied_tco2e=90.0), "overspent"),
        (Account(np.array([100.0, 100.0, 100.0]), 2020, 2022, 1.0), "the target year is past"),
        (Account(np.array([100.0, -5.0]), 2020, 2025, 1.0), "land takes up more than is emitted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_even_cut_is_told_where_none_can_keep_to_the_budget(account, why):
    assert np.isnan(account.catch_up_cut_ratio)


@given(
    counted=st.lists(st.floats(1e3, 1e7), min_size=1, max_size=10),
    ahead=st.integers(1, 40),
    cut=st.floats(0.01, 1.0),
)
def test_spent_and_remaining_are_the_budget_and_catching_up_ends_exactly_on_it(counted, ahead, cut):
    account = Account(np.array(counted), 2015, 2015 + len(counted) - 1 + ahead, cut)
    spent, left = account.spent_tco2e, account.remaining_tco2e[len(counted) - 1]
    assert spent + left == pytest.approx(account.budget_tco2e, abs=1e-12 * max(counted))
    path = account.catch_up_tco2e
    if np.isnan(account.catch_up_cut_ratio):
        assert account.budget_tco2e <= spent
    else:
        assert spent + np.nansum(path) == pytest.approx(account.budget_tco2e, rel=1e-9)


def test_the_county_is_the_sum_of_its_districts_in_the_years_all_were_counted():
    emissions = _emissions(A={2018: 10.0, 2019: 9.0}, B={2018: 30.0, 2019: 29.0, 2020: 28.0})
    found, by_year = budgets(
        emissions, _targets(("C", 2022, 1.0, 2018, BLANK)), districts=["A", "B"], county_code="C", base_year=2018
    )
    county = found[found["area_level"].eq("county")].iloc[0]
    assert (county["base_tco2e"], county["latest_year"], county["latest_tco2e"]) == (40.0, 2019, 38.0)
    # An even fall from 40 in four years: 30 + 20 + 10 + 0.
    assert county["budget_cumulative_tco2e"] == 60.0
    assert by_year.loc[by_year["year"].eq(2019), "remaining_cumulative_tco2e"].tolist() == [22.0]


def test_an_area_is_blank_with_the_reason_where_it_has_no_target_or_no_base_year():
    emissions = _emissions(A={2019: 9.0}, B={2018: 30.0, 2020: 28.0}, D={2018: 1.0})
    targets = _targets(("A", 2040, 1.0, BLANK, BLANK), ("B", 2040, 1.0, BLANK, BLANK))
    found, by_year = budgets(emissions, targets, districts=["A", "B", "D"], county_code="C", base_year=2018)
    reasons = found.set_index("area_code")["reason"]
    assert reasons["A"] == "no emissions counted in the base year 2018"
    assert reasons["B"] == "years since 2018 were not counted"
    assert reasons["D"] == "no target supplied"
    assert found["budget_cumulative_tco2e"].isna().all()
    assert by_year.empty


def test_a_district_nobody_counted_is_blank_and_so_is_its_county_and_strangers_are_left_aside():
    emissions = _emissions(A={2018: 10.0, 2019: 9.0}, X={2018: 500.0, 2019: 500.0})
    targets = _targets(("B", 2030, 1.0, 2018, BLANK), ("C", 2030, 1.0, 2018, BLANK))
    found, _ = budgets(emissions, targets, districts=["A", "B"], county_code="C", base_year=2018)
    assert found.set_index("area_code")["reason"].to_dict() == {
        "C": "no emissions counted in the base year 2018",
        "A": "no target supplied",
        "B": "no emissions counted in the base year 2018",
    }


def test_a_supplied_budget_is_used_as_it_stands_and_marked_published():
    emissions = _emissions(A={2018: 10.0, 2019: 10.0})
    targets = _targets(("A", 2030, 1.0, 2018, 55.0))
    found, _ = budgets(emissions, targets, districts=["A"], county_code="C", base_year=2000)
    row = found[found["area_code"].eq("A")].iloc[0]
    assert (row["budget_basis"], row["provenance"], row["remaining_cumulative_tco2e"]) == (
        "supplied",
        "published",
        45.0,
    )


def test_a_budget_without_the_year_it_counts_from_is_refused():
    with pytest.raises(Exception, match="budget_has_a_base_year"):
        _targets(("A", 2030, 1.0, BLANK, 55.0))


def test_a_study_without_emissions_says_so_and_how_to_get_them():
    settings = Settings(config=None, assumptions=Assumptions({}))  # type: ignore[arg-type] - nothing of it is asked
    found = account_for_carbon(settings, empty(Emissions), empty(CarbonTargets))
    assert found["budgets"].empty
    assert [(said.severity, said.rule) for said in found["carbon_findings"]] == [("warning", "no_emissions")]
    assert "lae data emissions" in found["carbon_findings"][0].fix


def test_oxfordshires_districts_all_have_a_budget_and_the_county_is_their_sum(oxfordshire_run):
    found = oxfordshire_run.table("budgets")
    districts = found[found["area_level"].eq("lad")]
    assert set(districts["area_code"]) == {f"E07000{code}" for code in range(177, 182)}
    assert found["reason"].eq("").all()
    county = found[found["area_level"].eq("county")].iloc[0]
    assert districts["latest_tco2e"].sum() == pytest.approx(county["latest_tco2e"], rel=1e-12)
