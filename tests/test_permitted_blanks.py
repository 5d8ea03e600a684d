"""Which cells of Oxfordshire's baseline and trajectories may be blank, by name; all others hold a figure."""

import pandas as pd
import pytest

from lae.pathway.carbon_path_contract import BASELINE, COUNTED

PERMITTED = {
    "carbon_path": {"count": "baseline, the grid and the sum count no units"},
    "plan_budgets": {
        "overspend_year": "a budget that is not overspent by its target year",
        "catch_up_cut_ratio": "no cut can keep to a budget that is gone",
    },
    "plan_burn_down": {},
    "carbon_value": {},
    "residual_emissions": {},
    "energy_change": {},
    "burn_down": {"emissions_tco2e": "years not counted yet", "catch_up_tco2e": "years counted, or no cut can"},
    "budgets": {
        "overspend_year": "a budget that is not overspent by its target year",
        "catch_up_cut_ratio": "no cut can keep to a budget that is gone",
    },
    "insetting": dict.fromkeys(
        [
            *(f"{name}_{end}tco2e" for name in ("supply", "matched") for end in ("low_", "", "high_")),
            "unmet_tco2e",
            "surplus_tco2e",
            "matched_share",
        ],
        "land is not screened: no layer ships",
    ),
    "emissions_by_sector": {
        "year": "no file at hand splits emissions by sector",
        "emissions_tco2e": "no file at hand splits emissions by sector",
    },
}
"""By table: the columns of figures that may be blank, and why. Every other figure is there."""


@pytest.mark.parametrize("name", PERMITTED)
def test_no_other_figure_is_blank(oxfordshire_run, name):
    table = oxfordshire_run.table(name)
    assert len(table)
    numbers = table.select_dtypes("number")
    blank = {column for column in numbers.columns if numbers[column].isna().any()}
    assert blank <= set(PERMITTED[name]), name


@pytest.mark.parametrize(
    "name", ["carbon_path", "plan_burn_down", "residual_emissions", "energy_change", "carbon_value"]
)
def test_every_scenario_has_all_five_districts(oxfordshire_run, name):
    table, config = oxfordshire_run.table(name), oxfordshire_run.inputs.config
    column = "area_code" if "area_code" in table.columns else "district_code"
    held = table.groupby("scenario")[column].agg(set)
    assert set(held.index) == set(config.scenarios)
    assert all(set(config.districts) <= codes for codes in held)


def test_the_baseline_is_the_published_count_of_each_district(oxfordshire_run):
    path, counted = oxfordshire_run.table("carbon_path"), oxfordshire_run.table("emissions")
    rows = path[path["kind"].eq(BASELINE) & path["component"].eq(COUNTED) & path["area_level"].eq("lad")]
    last = counted[counted["year"].eq(counted["year"].max())].set_index("district_code")["emissions_tco2e"]
    by_district = rows.groupby("area_code")["emissions_tco2e"].agg(["min", "max"])
    pd.testing.assert_series_equal(by_district["min"], last.round(6), check_names=False)
    pd.testing.assert_series_equal(by_district["max"], last.round(6), check_names=False)


def test_control_totals_of_fes_reach_every_district_block_and_year_of_a_run(oxfordshire_run):
    rows, config = oxfordshire_run.table("uptake_rows"), oxfordshire_run.inputs.config
    span = rows.groupby(["scenario", "district_code", "building_block"])["year"].agg(["min", "max"])
    assert len(span) == len(config.scenarios) * len(config.districts) * rows["building_block"].nunique()
    assert span["min"].le(config.base_year).all()
    assert span["max"].ge(config.last_year).all()
    assert rows["value"].notna().all()
