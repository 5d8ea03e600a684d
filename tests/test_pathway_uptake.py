"""Control totals become yearly stock: linear between the source's years, nothing invented where a block is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.measures import Uptake
from lae.pathway.contract import StockByYear
from lae.pathway.uptake import stock_by_year, uptake_findings
from lae.tables import validated

PLACE = "E07000001"


def rows(values, *, scenario="s1", district=PLACE, provenance="published"):
    """Uptake rows from {block: {year: value}}."""
    records = [
        (scenario, district, block, year, float(value), "homes", provenance, "x", 2)
        for block, series in values.items()
        for year, value in series.items()
    ]
    columns = list(Uptake.to_schema().columns)
    return validated(pd.DataFrame(records, columns=columns), Uptake, "uptake")


FULL = {
    "ASHP": {2025: 100, 2030: 200},
    "GSHP": {2025: 10, 2030: 60},
    "TotalHPs": {2025: 115, 2030: 300},
    "EV": {2025: 50, 2026: 70, 2027: 75, 2028: 80, 2029: 90, 2030: 95},
}


def one(stock, technology, year):
    found = stock[stock["technology"].eq(technology) & stock["year"].eq(year)]
    assert len(found) == 1
    return found.iloc[0]


def test_published_years_are_kept_and_years_between_are_linear_and_marked():
    stock = validated(stock_by_year(rows(FULL), range(2025, 2031)), StockByYear, "stock")
    at_knot, between = one(stock, "heat_pump", 2030), one(stock, "heat_pump", 2027)
    assert (at_knot["count"], at_knot["provenance"]) == (260.0, "published")
    assert (at_knot["knot_before"], at_knot["knot_after"]) == (2030, 2030)
    # 110 + (260 - 110) x 2/5
    assert between["count"] == pytest.approx(170.0)
    assert (between["provenance"], between["knot_before"], between["knot_after"]) == ("modelled", 2025, 2030)


def test_hybrids_are_what_the_source_does_not_split_and_never_called_published():
    stock = stock_by_year(rows(FULL), range(2025, 2031))
    hybrid = one(stock, "hybrid_heat_pump", 2030)
    assert hybrid["count"] == pytest.approx(40.0)
    assert set(stock.loc[stock["technology"].eq("hybrid_heat_pump"), "provenance"]) == {"modelled"}


def test_yearly_vehicles_have_no_interval():
    vehicles = stock_by_year(rows(FULL, provenance="modelled"), range(2025, 2031)).query(
        "technology=='electric_vehicle'"
    )
    assert vehicles["knot_before"].eq(vehicles["year"]).all()
    assert vehicles["knot_after"].eq(vehicles["year"]).all()


def test_rounding_below_zero_is_zero_but_more_is_an_error():
    nearly = FULL | {"TotalHPs": {2025: 109.9, 2030: 260}}
    assert one(stock_by_year(rows(nearly), [2025]), "hybrid_heat_pump", 2025)["count"] == 0.0
    wrong = FULL | {"TotalHPs": {2025: 90, 2030: 260}}
    with pytest.raises(FaultsError, match="more than all heat pumps") as caught:
        stock_by_year(rows(wrong), [2025])
    assert caught.value.findings[0].ids == ("s1 / E07000001 / hybrid_heat_pump / 2025",)


def test_a_missing_block_is_a_finding_and_has_no_row():
    short = rows({name: series for name, series in FULL.items() if name != "GSHP"})
    stock = stock_by_year(short, range(2025, 2031))
    assert set(stock["technology"]) == {"electric_vehicle"}
    findings = uptake_findings(short, scenarios=["s1"], districts=[PLACE, "E07000002"], years=range(2025, 2031))
    missing = next(finding for finding in findings if finding.rule == "missing_block")
    assert missing.severity == "error"
    assert "s1 / E07000001 / GSHP" in missing.ids
    assert "s1 / E07000002 / EV" in missing.ids
    assert len(missing.ids) == 5


def test_years_beyond_the_source_are_a_finding_and_never_extrapolated():
    stock = stock_by_year(rows(FULL), range(2024, 2033))
    assert (stock["year"].min(), stock["year"].max()) == (2025, 2030)
    findings = uptake_findings(rows(FULL), scenarios=["s1"], districts=[PLACE], years=range(2025, 2033))
    assert [finding.rule for finding in findings] == ["short_block"]
    assert len(findings[0].ids) == 4


def test_a_whole_table_has_no_findings_and_the_input_is_left_alone():
    table = rows(FULL)
    before = table.copy()
    assert uptake_findings(table, scenarios=["s1"], districts=[PLACE], years=range(2025, 2031)) == []
    stock_by_year(table, range(2025, 2031))
    pd.testing.assert_frame_equal(table, before)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=2, max_size=6),
    st.lists(st.integers(1, 7), min_size=5, max_size=5),
    st.integers(0, 30),
)
def test_interpolation_agrees_with_numpy(values, gaps, offset):
    knots = list(np.cumsum([2020, *gaps])[: len(values)])
    series = dict(zip(knots, values, strict=False))
    year = knots[0] + offset
    stock = stock_by_year(rows({"EV": series}), [year])
    if year > knots[-1]:
        assert stock.empty
    else:
        assert stock["count"].iloc[0] == pytest.approx(np.interp(year, list(series), values), rel=1e-9, abs=1e-9)
