"""The gap between our control totals and tRESP's: worked by hand, and never a blank that reads as zero."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.measures import Uptake
from lae.pathway.resp_contract import RespRows
from lae.pathway.resp_gap import NO_BLOCK, NO_YEAR, NOT_OURS, NOT_SUPPLIED, gap_table
from lae.pathway.resp_gap_contract import RespGap
from lae.readers import tresp
from lae.readers.base import SourceRow
from lae.tables import check, columns_of, empty, unit_of

A, B = "E07000001", "E07000002"
YEARS = (2025, 2030, 2040, 2050)


def uptake(*rows):
    """Rows of (scenario, district, block, year, value, unit)."""
    named = pd.DataFrame(rows, columns=["scenario", "district_code", "building_block", "year", "value", "unit"])
    full = named.assign(provenance="published", source_id="ours", source_row=1).astype({"value": "float64"})
    return full[columns_of(Uptake)] if rows else empty(Uptake)


def resp(*rows, level="district"):
    """Rows of (district, pathway, block, year, value, unit)."""
    named = pd.DataFrame(rows, columns=["area_code", "pathway", "building_block", "year", "value", "unit"])
    full = named.assign(area_level=level, area_name="", published="", licence_area="", vintage="v", source_id="neso")
    full = full.assign(source_row=range(1, len(rows) + 1)).astype({"value": "float64"})
    return full[columns_of(RespRows)] if rows else empty(RespRows)


def told(table, *names):
    """The rows as tuples of the named columns, None where blank."""
    return [
        tuple(None if isinstance(cell, float) and np.isnan(cell) else cell for cell in row)
        for row in table[list(names)].astype("object").itertuples(index=False, name=None)
    ]


def test_the_gap_is_ours_less_theirs():
    # 500 - 600 = -100: we are behind; 2,000 - 1,500 = 500: we are ahead.
    ours = uptake(("fs", A, "Lct_BB001", 2030, 500, "Number"), ("fs", A, "Lct_BB001", 2040, 2000, "Number"))
    theirs = resp((A, "tresp_ht", "Lct_BB001", 2030, 600, "Number"), (A, "tresp_ht", "Lct_BB001", 2040, 1500, "Number"))
    table = gap_table(ours, theirs, districts=[A], years=[2030, 2040])
    assert check(table, RespGap, "gap") == []
    columns = ("year", "plan_value", "resp_value", "gap_value", "reason", "note", "plan_source_id", "resp_source_id")
    assert told(table, *columns) == [
        (2030, 500.0, 600.0, -100.0, "", "", "ours", "neso"),
        (2040, 2000.0, 1500.0, 500.0, "", "", "ours", "neso"),
    ]


def test_a_figure_of_zero_is_a_figure():
    ours = uptake(("fs", A, "Lct_BB001", 2030, 0, "Number"))
    theirs = resp((A, "tresp_ht", "Lct_BB001", 2030, 0, "Number"))
    table = gap_table(ours, theirs, districts=[A], years=[2030])
    assert told(table, "plan_value", "resp_value", "gap_value", "reason") == [(0.0, 0.0, 0.0, "")]


def test_without_rows_of_theirs_every_figure_of_ours_is_listed_and_theirs_are_blank():
    ours = uptake(*[("fs", place, "ASHP", year, 7, "homes") for place in (A, B) for year in YEARS])
    elsewhere = resp(("E06000001", "tresp_ht", "ASHP", 2030, 3, "Number"))
    of_areas = resp((A, "tresp_ht", "ASHP", 2030, 3, "Number"), level="gsp_area")
    for theirs in (resp(), elsewhere, of_areas):
        table = gap_table(ours, theirs, districts=[A, B], years=YEARS)
        assert told(table, "district_code", "year") == [(place, year) for place in (A, B) for year in YEARS]
        assert set(told(table, "unit", "pathway", "plan_value", "resp_value", "gap_value", "reason")) == {
            ("homes", "", 7.0, None, None, NOT_SUPPLIED)
        }


def test_a_pathway_without_a_year_is_not_published_and_never_filled_from_another():
    # EE begins in 2035; HT has 2030 and 2040; neither has the block ASHP.
    ours = uptake(*[("fs", A, block, year, 9, "Number") for block in ("ASHP", "Lct_BB001") for year in (2030, 2040)])
    theirs = resp(
        (A, "tresp_ht", "Lct_BB001", 2030, 4, "Number"),
        (A, "tresp_ht", "Lct_BB001", 2040, 6, "Number"),
        (A, "tresp_ee", "Lct_BB001", 2040, 5, "Number"),
    )
    table = gap_table(ours, theirs, districts=[A], years=[2030, 2040])
    assert told(table, "building_block", "pathway", "year", "resp_value", "gap_value", "reason") == [
        ("ASHP", "tresp_ee", 2030, None, None, NO_BLOCK),
        ("ASHP", "tresp_ee", 2040, None, None, NO_BLOCK),
        ("ASHP", "tresp_ht", 2030, None, None, NO_BLOCK),
        ("ASHP", "tresp_ht", 2040, None, None, NO_BLOCK),
        ("Lct_BB001", "tresp_ee", 2030, None, None, NO_YEAR),
        ("Lct_BB001", "tresp_ee", 2040, 5.0, 4.0, ""),
        ("Lct_BB001", "tresp_ht", 2030, 4.0, 5.0, ""),
        ("Lct_BB001", "tresp_ht", 2040, 6.0, 3.0, ""),
    ]


def test_what_we_do_not_have_is_blank_with_a_reason():
    # A has 2030 only; B none at all; tRESP has A only, in 2030 and 2040, and a block that we have nowhere.
    ours = uptake(("fs", A, "Lct_BB001", 2030, 9, "Number"), ("lw", A, "Lct_BB001", 2030, 8, "Number"))
    theirs = resp(
        (A, "tresp_ht", "Lct_BB001", 2040, 6, "Number"),
        (A, "tresp_ht", "Gen_BB001", 2040, 2.5, "MW"),
    )
    table = gap_table(ours, theirs, districts=[A, B], years=[2030, 2040])
    columns = ("district_code", "building_block", "unit", "year", "plan_value", "resp_value", "reason")
    assert told(table[table["scenario"].eq("fs")], *columns) == [
        (A, "Gen_BB001", "MW", 2040, None, 2.5, NOT_OURS),
        (A, "Lct_BB001", "Number", 2030, 9.0, None, NO_YEAR),
        (A, "Lct_BB001", "Number", 2040, None, 6.0, NOT_OURS),
        (B, "Lct_BB001", "Number", 2030, None, None, f"{NOT_OURS}; {NOT_SUPPLIED}"),
        (B, "Lct_BB001", "Number", 2040, None, None, f"{NOT_OURS}; {NOT_SUPPLIED}"),
    ]
    assert set(table["scenario"]) == {"fs", "lw"}
    assert table["gap_value"].isna().all()


def test_figures_in_different_units_stand_apart_and_are_never_taken_off_each_other():
    ours = uptake(("fs", A, "Gen_BB013", 2030, 5000, "kW"), ("fs", A, "Gen_BB013", 2040, 9, "MW"))
    theirs = resp((A, "tresp_ht", "Gen_BB013", 2030, 4, "MW"), (A, "tresp_ht", "Gen_BB013", 2040, 7, "MW"))
    table = gap_table(ours, theirs, districts=[A], years=[2030, 2040])
    reason = "units differ: ours kW, tRESP MW"
    columns = ("unit", "year", "plan_value", "resp_value", "gap_value", "reason", "plan_source_id", "resp_source_id")
    assert told(table, *columns) == [
        ("MW", 2030, None, 4.0, None, reason, "", "neso"),
        ("MW", 2040, 9.0, 7.0, 2.0, "", "ours", "neso"),
        ("kW", 2030, 5000.0, None, None, reason, "ours", ""),
    ]


def test_a_missing_figure_is_in_the_unit_of_the_districts_others_else_of_the_scenarios():
    ours = uptake(("fs", B, "Gen_BB013", 2030, 5, "MW"), ("fs", "E07000003", "Gen_BB013", 2030, 5000, "kW"))
    table = gap_table(ours, resp(), districts=[A, B, "E07000003"], years=[2040])
    assert told(table, "district_code", "unit") == [(A, "MW"), (B, "MW"), ("E07000003", "kW")]


def test_theirs_are_listed_even_where_we_have_no_scenario():
    table = gap_table(uptake(), resp((A, "tresp_he", "Gen_BB001", 2040, 2, "MW")), districts=[A], years=YEARS)
    assert told(table, "scenario", "pathway", "resp_value", "reason") == [("", "tresp_he", 2.0, NOT_OURS)]
    assert gap_table(uptake(), resp(), districts=[A], years=YEARS).empty


def test_two_editions_of_one_figure_are_a_fault():
    twice = resp((A, "tresp_he", "Gen_BB001", 2040, 2, "MW"), (A, "tresp_he", "Gen_BB001", 2040, 3, "MW"))
    with pytest.raises(FaultsError, match="the same key stands on more than one row"):
        gap_table(uptake(), twice, districts=[A], years=YEARS)


def test_the_contract_refuses_a_gap_without_both_figures_and_a_blank_without_a_reason():
    table = gap_table(uptake(("fs", A, "ASHP", 2030, 7, "homes")), resp(), districts=[A], years=[2030])
    rules = {finding.rule for finding in check(table.assign(gap_value=7.0), RespGap, "gap")}
    assert rules == {"gap_where_both_are_known", "reason_where_the_gap_is_blank"}
    assert [f.rule for f in check(table.assign(reason=""), RespGap, "gap")] == ["reason_where_the_gap_is_blank"]


def test_every_number_of_the_table_has_a_unit():
    assert all(unit_of(name) for name in ("year", "plan_value", "resp_value", "gap_value"))


def test_the_real_slice_beside_a_plan_of_the_same_district(shared_data):
    path = shared_data / "scenarios" / "tresp_la_england_demand_slice.csv"
    rows = tresp.read(path, SourceRow("neso_tresp", "2026-01", "")).tables["resp_rows"]
    ours = uptake(("fs", "E06000001", "Lct_BB001", 2025, 1000, "Number"))
    table = gap_table(ours, rows, districts=["E06000001"], years=[2025])
    own = table[table["building_block"].eq("Lct_BB001")].set_index("pathway")
    assert own.loc["tresp_ht", "gap_value"] == pytest.approx(1000 - 1027.8862)
    assert own["reason"].drop("tresp_ht").isin([NO_YEAR, NO_BLOCK]).all()


PLACES, BLOCKS, UNITS = [A, B, "E07000003"], ["Lct_BB001", "Gen_BB001"], ["MW", "Number"]
VALUES = st.floats(0, 1e6, allow_nan=False)
OURS = st.tuples(
    st.sampled_from(["fs", "lw"]), st.sampled_from(PLACES), st.sampled_from(BLOCKS), st.sampled_from(YEARS),
    VALUES, st.sampled_from(UNITS),
)  # fmt: skip
THEIRS = st.tuples(
    st.sampled_from(PLACES), st.sampled_from(["tresp_ht", "tresp_ee"]), st.sampled_from(BLOCKS), st.sampled_from(YEARS),
    VALUES, st.sampled_from(UNITS),
)  # fmt: skip


@given(
    mine=st.lists(OURS, max_size=12, unique_by=lambda row: row[:4]),
    published=st.lists(THEIRS, max_size=12, unique_by=lambda row: row[:4]),
)
def test_gap_and_theirs_make_ours_and_no_figure_is_lost(mine, published):
    districts, years = [A, B], (2030, 2040)
    table = gap_table(uptake(*mine), resp(*published), districts=districts, years=years)
    both = table[table["gap_value"].notna()]
    np.testing.assert_allclose(both["gap_value"] + both["resp_value"], both["plan_value"], atol=1e-9)
    assert check(table, RespGap, "gap") == [] or table.empty
    within = [row for row in mine if row[1] in districts and row[3] in years]
    shown = told(table, "scenario", "district_code", "building_block", "year", "plan_value", "unit")
    assert set(within) == {row for row in shown if row[4] is not None}
    scenarios = {row[0] for row in mine if row[1] in districts} or {""}
    theirs = told(table, "district_code", "pathway", "building_block", "year", "resp_value", "unit", "scenario")
    expected = {
        (*row, scenario) for row in published if row[0] in districts and row[3] in years for scenario in scenarios
    }
    assert sorted(expected) == sorted(row for row in theirs if row[4] is not None)
