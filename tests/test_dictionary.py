"""The data dictionary: every table is known, every column told, every quoted formula true of the table it is about."""

import numpy as np
import pandas as pd
import pytest

from lae.dictionary.columns import columns, key, meaning, title
from lae.dictionary.editions import EDITIONS, tables_of
from lae.dictionary.formulas import FORMULAS
from lae.dictionary.lineage import origin
from lae.dictionary.pack import pack_tables
from lae.dictionary.registry import REGISTRY, TABLES
from lae.stages import STAGES


@pytest.fixture(scope="module")
def tables(toytown_run):
    return pack_tables(toytown_run)


def test_every_written_table_has_a_contract_a_title_and_a_meaning(tables):
    assert [name for name in tables if name not in REGISTRY] == []
    assert [name for name in tables if not title(name) or not meaning(name)] == []


def test_the_columns_written_are_those_of_the_contract(tables):
    for name, frame in tables.items():
        told = columns(name, frame)
        assert [column.name for column in told] == list(frame.columns)
        assert [column.name for column in told if not column.meaning] == []


def test_the_key_of_every_table_names_each_row_once(tables):
    doubled = [name for name, frame in tables.items() if key(name) and frame.duplicated(list(key(name))).any()]
    assert doubled == []


def test_a_heading_takes_the_unit_out_of_the_name():
    frame = pd.DataFrame({"added_mva": [1.0], "first_year_below_zero": [2030.0], "homes": [1.0], "npv_gbp": [1.0]})
    told = [column.heading for column in columns("strange", frame)]
    assert told == ["Added (MVA)", "First year below zero", "Homes", "NPV (£)"]


def test_a_table_without_a_contract_is_told_by_its_types_and_names():
    (told,) = columns("strange", pd.DataFrame({"room_mva": [1.5]}))
    assert (told.kind, told.unit, told.meaning) == ("number", "MVA", "room on the common metric")
    assert key("strange") == ()


def test_lineage_goes_back_to_files_and_assumptions():
    made = origin("budgets")
    assert made.stage == "carbon budgets"
    assert set(made.files) >= {"pathway/emissions.csv", "pathway/carbon_targets.csv"}
    assert origin("emissions").files == ("pathway/emissions.csv",)
    assert origin("substations").stage == ""
    # The table of headroom is made by the headroom stage, whose load goes back to the homes' stage.
    assert "cyclic_factor" in origin("headroom").assumptions
    assert "stock_prior_homes" in origin("headroom").every_assumption


def test_lineage_has_a_row_for_every_column(tables):
    told = tables["lineage"]
    wanted = {(name, column) for name, frame in tables.items() if name != "lineage" for column in frame.columns}
    assert set(zip(told["table_name"], told["column_name"], strict=True)) == wanted
    outputs = {output for stage in STAGES for output in stage.outputs}
    assert set(told.loc[told["table_name"].isin(outputs), "stage"]) <= {stage.name for stage in STAGES}


def test_formulas_are_about_columns_that_exist(tables):
    assert [pair for pair in FORMULAS if pair[0] not in tables or pair[1] not in tables[pair[0]].columns] == []


@pytest.mark.parametrize(
    ("name", "column", "sum_of"),
    [
        ("reconciliation", "difference_count", lambda t: t["placed_count"] - t["wanted_count"]),
        ("charging_need", "no_drive_vehicles_count", lambda t: t["vehicles_count"] * t["no_drive_share"]),
        ("beside_fes", "gap_mw", lambda t: t["fes_change_mw"] - t["added_mw"]),
        (
            "budgets",
            "remaining_cumulative_tco2e",
            lambda t: t["budget_cumulative_tco2e"] - t["spent_cumulative_tco2e"],
        ),
        (
            "retrofit",
            "gbp_per_tco2e",
            lambda t: (
                t["capex_gbp"] / (t["carbon_saved_tco2e"] * t["lifetime_years"]).where(t["carbon_saved_tco2e"] > 1)
            ),
        ),
        ("investment", "npv_carbon_only_gbp", lambda t: t["carbon_value_gbp"] - t["capex_gbp"]),
        ("energy_by_area", "uncalibrated_ratio", lambda t: t["uncalibrated_kwh"] / t["published_kwh"]),
        ("investment", "gbp_per_tco2e", lambda t: t["capex_gbp"] / t["lifetime_cumulative_tco2e"]),
        ("areas", "deviation_share", lambda t: t["area_ha"] / t["published_area_ha"] - 1.0),
        (
            "budgets",
            "measured_cut_ratio",
            lambda t: 1.0 - (t["latest_tco2e"] / t["base_tco2e"]) ** (1.0 / (t["latest_year"] - t["base_year"])),
        ),
        (
            "levi_evidence",
            "central_per_point_gbp",
            lambda t: t["capex_central_gbp"] / t[[f"points_{kw}kw_count" for kw in (7, 22, 50)]].sum(axis=1),
        ),
    ],
)
def test_a_formula_in_words_is_true_of_its_table(oxfordshire_run, name, column, sum_of):
    table = oxfordshire_run.table(name)
    both = pd.DataFrame({"told": table[column], "made": sum_of(table)}).replace([np.inf, -np.inf], np.nan).dropna()
    assert len(both)
    np.testing.assert_allclose(both["told"].to_numpy(float), both["made"].to_numpy(float), rtol=1e-5, atol=1e-5)


def test_the_modelled_headroom_is_capacity_less_what_draws_on_it(oxfordshire_run):
    table = oxfordshire_run.table("headroom")
    rows = table[table["basis"].eq("modelled") & table["direction"].eq("demand") & table["headroom_own_mva"].notna()]
    made = rows["capacity_mva"] - rows["observed_mva"] - rows["contracted_mva"].fillna(0.0) - rows["added_mva"]
    assert len(rows)
    np.testing.assert_allclose(rows["headroom_own_mva"], made, atol=1e-6)


def test_the_shares_of_a_headline_sum_to_one_or_say_why_not(tables):
    told = tables["headline_basis"]
    shares = told[["published_share", "modelled_share", "assumed_share", "illustrative_share"]]
    known = shares.notna().all(axis=1)
    np.testing.assert_allclose(shares[known].sum(axis=1), 1.0)
    assert (told.loc[~known, "reason"] != "").all()
    assert (told.loc[known, "reason"] == "").all()
    # Today's classes are the operators' figures, whatever growth assumes.
    today = told.set_index("headline").loc["Substations at or below zero today"]
    assert (today["published_share"], today["tier_d_count"]) == (1.0, 0)


def test_every_edition_tells_only_of_tables_it_holds(toytown_run, tables):
    for edition in EDITIONS:
        held = pack_tables(toytown_run, edition)
        assert set(held["lineage"]["table_name"]) == set(held) - {"lineage"}
        assert set(held["open_questions"]["table"]) <= set(held)
        assert set(held["headline_basis"]["table_name"]) <= set(held)
    assert set(tables["open_questions"]["table"]) & {"headroom", "budgets"}


def test_the_nature_edition_holds_land_and_registers_alone():
    held = tables_of("nature", TABLES)
    assert {"land_layers", "sequestration", "sources", "assumptions"} <= set(held)
    assert not {"headroom", "retrofit", "charging_sites"} & set(held)
    for edition in set(EDITIONS) - {"nature"}:
        assert tables_of(edition, TABLES) == list(TABLES)
