"""Control totals become yearly stock: linear between the source's years, nothing invented where a block is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.measures import Uptake
from lae.pathway.contract import OPTIONAL, StockByYear
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
    at_knot, between = one(stock, "air_source_heat_pump", 2030), one(stock, "air_source_heat_pump", 2027)
    assert (at_knot["count"], at_knot["provenance"]) == (200.0, "published")
    assert (at_knot["knot_before"], at_knot["knot_after"]) == (2030, 2030)
    # 100 + (200 - 100) x 2/5
    assert between["count"] == pytest.approx(140.0)
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
    # Hybrids are what is left of all heat pumps: without ground source there is no telling.
    assert set(stock["technology"]) == {"air_source_heat_pump", "electric_vehicle"}
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
    assert [finding.rule for finding in findings] == ["short_block", "not_in_totals"]
    assert len(findings[0].ids) == 4


def told(table, **how):
    found = uptake_findings(table, **{"scenarios": ["s1"], "districts": [PLACE], "years": range(2025, 2031)} | how)
    return [(finding.severity, finding.rule, finding.ids) for finding in found]


def test_a_whole_table_has_one_note_on_what_it_does_without_and_is_left_alone():
    table = rows(FULL)
    before = table.copy()
    assert told(table) == [("note", "not_in_totals", tuple(OPTIONAL))]
    stock_by_year(table, range(2025, 2031))
    pd.testing.assert_frame_equal(table, before)


EVERYTHING = [
    (FULL | {"DH": {2025: 1, 2030: 2}, "Total": {2025: 900, 2030: 950}}, "homes"),
    ({"Gen_BB012": {2025: 2.5, 2030: 3}, "Gen_BB013": {2025: 1, 2030: 4}}, "MW"),
    ({"Srg_BB001": {2025: 0, 2030: 10}, "Srg_BB002": {2025: 500, 2030: 800}}, "kW"),
    ({"Dem_BB008b": {2025: 1.5, 2030: 1.75}}, "GWh"),
    ({"data_centre": {2025: 0.004, 2030: 0.03}}, "GW"),
]


def everything():
    return pd.concat([rows(blocks).assign(unit=unit) for blocks, unit in EVERYTHING], ignore_index=True)


def test_every_technology_comes_out_in_its_own_unit():
    stock = stock_by_year(everything(), [2025, 2030])
    counts = stock.set_index(["technology", "year"])["count"]
    assert counts["solar"].tolist() == [3500.0, 7000.0]
    # Home batteries in kW beside large ones in kW: 500, 10 + 800.
    assert counts["battery"].tolist() == [500.0, 810.0]
    assert counts["data_centre"].tolist() == pytest.approx([4000.0, 30_000.0])
    # Non-domestic demand is the growth since the base year, in MWh a year.
    assert counts["non_domestic"].tolist() == [0.0, 250.0]
    assert set(stock.loc[stock["technology"].eq("non_domestic"), "provenance"]) == {"modelled"}
    assert set(stock.loc[stock["technology"].eq("solar"), "provenance"]) == {"published"}
    assert told(everything()) == []


def test_falling_non_domestic_demand_is_no_growth():
    less = everything()
    less.loc[less["building_block"].eq("Dem_BB008b") & less["year"].eq(2030), "value"] = 1.4
    stock = stock_by_year(less, [2025, 2030])
    assert one(stock, "non_domestic", 2030)["count"] == 0.0


def test_rows_in_mw_and_kw_tell_the_same():
    table = everything()
    solar = table["building_block"].isin(["Gen_BB012", "Gen_BB013"])
    other = table.assign(
        value=table["value"].where(~solar, table["value"] * 1000), unit=table["unit"].mask(solar, "kW")
    )
    pd.testing.assert_frame_equal(stock_by_year(table, [2025, 2028]), stock_by_year(other, [2025, 2028]))


def test_a_unit_the_block_is_not_counted_in_is_an_error_and_never_a_number():
    wrong = everything()
    wrong.loc[wrong["building_block"].eq("Gen_BB013"), "unit"] = "GWh"
    assert told(wrong) == [("error", "unknown_unit", ("s1 / E07000001 / Gen_BB013: GWh, wanted kW",))]
    with pytest.raises(FaultsError, match="none that this building block"):
        stock_by_year(wrong, [2025, 2030])


def test_a_total_of_which_one_part_has_no_rows_counts_the_other_and_says_so():
    small = everything().query("building_block != 'Gen_BB012'")
    assert one(stock_by_year(small, [2025, 2030]), "solar", 2030)["count"] == 4000.0
    assert told(small) == [("note", "part_of_total", ("s1 / solar without Gen_BB012",))]


def test_a_part_that_one_district_has_is_asked_of_every_district():
    elsewhere = "E07000002"
    small = pd.concat([rows(blocks, district=elsewhere).assign(unit=unit) for blocks, unit in EVERYTHING])
    both = pd.concat([everything(), small.query("building_block != 'Gen_BB012'")], ignore_index=True)
    assert told(both, districts=[PLACE, elsewhere]) == [("error", "missing_block", (f"s1 / {elsewhere} / Gen_BB012",))]
    stock = stock_by_year(both, [2030])
    assert stock.loc[stock["technology"].eq("solar"), "district_code"].tolist() == [PLACE]


def test_a_scenario_without_a_technology_others_have_cannot_be_compared():
    other = pd.concat([rows(blocks, scenario="s2").assign(unit=unit) for blocks, unit in EVERYTHING[:3]])
    both = pd.concat([everything(), other], ignore_index=True)
    found = told(both, scenarios=["s1", "s2"])
    assert found == [("warning", "no_total", ("s2 / data_centre", "s2 / non_domestic"))]
    assert set(stock_by_year(both, [2030]).query("scenario == 's2'")["technology"]).isdisjoint(
        {"data_centre", "non_domestic"}
    )


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
