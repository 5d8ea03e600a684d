"""Heat networks count from each scenario's own base year, new homes from none, and neither moves anything else."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.config import read_config
from lae.files import read_table
from lae.measures import Measures, Recorded, Supply, Uptake
from lae.pathway.contract import DISTRICT_HEAT, NEW_HOME, OPTIONAL, StockByYear
from lae.pathway.homes import existing_additions, growth_from, loaded_stock, starting_stock
from lae.pathway.placement import place, planned_additions
from lae.pathway.reconcile import reconciliation
from lae.pathway.recorded import GROUND_SHARE_ID, by_source
from lae.pathway.uptake import stock_by_year, uptake_findings
from lae.prepare.pathway import Area, _heat_stock
from lae.tables import columns_of, empty, validated

A, B, BEYOND = "E07000001", "E07000002", "E07000009"
YEARS = range(2025, 2031)
CORE = {
    "electric_vehicle": "ev",
    "air_source_heat_pump": "hp",
    "ground_source_heat_pump": "gshp",
    "hybrid_heat_pump": "hybrid",
}
ALL = CORE | {DISTRICT_HEAT: "dh", NEW_HOME: "home"}
PUMPS = {"ASHP": {2025: 10, 2030: 20}, "GSHP": {2025: 0, 2030: 0}, "TotalHPs": {2025: 10, 2030: 30}}
CARS = {"EV": dict.fromkeys(YEARS, 7)}
HOMES = {"DH": {2020: 30, 2025: 40, 2030: 90}, "Total": {2020: 900, 2025: 1000, 2030: 1100}}


def uptake_of(blocks, *, scenario="s1", district=A):
    records = [
        (scenario, district, block, year, float(value), "homes", "published", "x", 2)
        for block, series in blocks.items()
        for year, value in series.items()
    ]
    return pd.DataFrame(records, columns=columns_of(Uptake))


def recorded_of(*rows):
    """Recorded rows from (district, technology, year, count)."""
    records = [(*row[:3], float(row[3]), "exact", "x", 2) for row in rows]
    return pd.DataFrame(records, columns=columns_of(Recorded)) if records else empty(Recorded)


def supply_of(districts):
    """An LSOA with a substation of its own and ten homes for each (district, in_study)."""
    records = [
        ("nearest", f"E0100000{number}", district, inside, f"ssen:P{number}", 1.0, 10.0, "nearest_primary")
        for number, (district, inside) in enumerate(districts)
    ]
    return pd.DataFrame(records, columns=columns_of(Supply))


WHOLE = PUMPS | CARS | HOMES
SUPPLY = supply_of([(A, True), (BEYOND, False)])
RECORDED = recorded_of(
    (A, "electric_vehicle", 2019, 1), (A, "electric_vehicle", 2025, 7), (A, "air_source_heat_pump", 2022, 2)
)


def series(stock, technology):
    return stock[stock["technology"].eq(technology)].set_index("year")["count"].to_dict()


def test_new_homes_are_the_growth_of_all_homes_since_the_base_year():
    stock = validated(stock_by_year(uptake_of(WHOLE), YEARS), StockByYear, "stock")
    assert series(stock, NEW_HOME) == pytest.approx({2025: 0, 2026: 20, 2027: 40, 2028: 60, 2029: 80, 2030: 100})
    rows = stock[stock["technology"].eq(NEW_HOME)]
    # The source prints all homes; that more of them are new homes is our reading.
    assert set(rows["provenance"]) == {"modelled"}
    assert rows.set_index("year").loc[[2027, 2030], ["knot_before", "knot_after"]].to_numpy().tolist() == [
        [2025, 2030],
        [2030, 2030],
    ]


def test_the_base_year_need_not_be_among_the_years_asked_for():
    stock = stock_by_year(uptake_of(WHOLE), [2030], base_year=2028)
    assert series(stock, NEW_HOME) == pytest.approx({2030: 40})
    assert set(stock["year"]) == {2030}
    assert series(stock_by_year(uptake_of(WHOLE), [2030]), NEW_HOME) == {2030: 0}


def test_a_district_that_loses_homes_has_no_new_ones():
    shrinking = WHOLE | {"Total": {2025: 1000, 2030: 900}}
    assert set(series(stock_by_year(uptake_of(shrinking), YEARS), NEW_HOME).values()) == {0.0}


def test_new_homes_of_an_unknown_base_year_are_unknown():
    late = WHOLE | {"Total": {2027: 1000, 2030: 1100}}
    assert series(stock_by_year(uptake_of(late), YEARS), NEW_HOME) == {}
    found = uptake_findings(uptake_of(late), scenarios=["s1"], districts=[A], years=YEARS)
    assert [(finding.rule, finding.ids) for finding in found[:1]] == [("short_block", (f"s1 / {A} / Total",))]


def test_homes_on_heat_networks_are_as_published():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    assert series(stock, DISTRICT_HEAT)[2030] == 90
    assert series(stock, DISTRICT_HEAT)[2026] == pytest.approx(50)
    published = stock.loc[stock["technology"].eq(DISTRICT_HEAT) & stock["year"].isin([2025, 2030]), "provenance"]
    assert set(published) == {"published"}


def test_a_study_without_these_blocks_has_no_finding_but_part_of_them_has():
    def rules(*tables, districts=(A,), scenarios=("s1",)):
        found = uptake_findings(pd.concat(tables), scenarios=scenarios, districts=districts, years=YEARS)
        return [(one.severity, one.rule, one.ids) for one in found if one.rule != "not_in_totals"]

    core = PUMPS | CARS
    assert rules(uptake_of(core)) == []
    assert rules(uptake_of(WHOLE), uptake_of(core, district=B), districts=(A, B)) == [
        ("error", "missing_block", (f"s1 / {B} / DH", f"s1 / {B} / Total"))
    ]
    assert rules(uptake_of(WHOLE), uptake_of(core, scenario="s2"), scenarios=("s1", "s2")) == [
        ("warning", "no_total", ("s2 / district_heat", "s2 / new_home"))
    ]


def test_growth_of_heat_networks_counts_from_each_scenarios_own_base_year():
    other = WHOLE | {"DH": {2025: 70, 2030: 80}}
    stock = stock_by_year(pd.concat([uptake_of(WHOLE), uptake_of(other, scenario="s2")]), YEARS)
    start = starting_stock(stock, RECORDED, 2025).set_index(["scenario", "technology"])["start_count"]
    assert (start["s1", DISTRICT_HEAT], start["s2", DISTRICT_HEAT]) == (40.0, 70.0)
    # Hybrids have no register either, and keep counting from nothing.
    assert (start["s1", "hybrid_heat_pump"], start["s1", NEW_HOME], start["s1", "air_source_heat_pump"]) == (
        0.0,
        0.0,
        2.0,
    )
    planned = planned_additions(stock, RECORDED, base_year=2025)
    grown = planned[planned["technology"].eq(DISTRICT_HEAT)].groupby("scenario")["count"].sum()
    assert grown.to_dict() == pytest.approx({"s1": 50.0, "s2": 10.0})
    (note,) = growth_from(stock, RECORDED, 2025)
    assert (note.severity, note.rule, note.ids) == ("note", "growth_from", ("s1: 40", "s2: 70"))
    assert "own 2025" in note.message


def test_a_register_of_heat_networks_comes_first():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    recorded = pd.concat([RECORDED, recorded_of((A, DISTRICT_HEAT, 2024, 35))])
    start = starting_stock(stock, recorded, 2025).set_index("technology")["start_count"]
    assert start[DISTRICT_HEAT] == 35
    assert growth_from(stock, recorded, 2025) == []


def test_no_figure_counts_a_scenarios_own_base_as_growth():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    existing = existing_additions(stock, RECORDED, 2025)
    own = existing[existing["technology"].eq(DISTRICT_HEAT)]
    # The first year of any register: no figure at hand was observed before it.
    assert own[["year", "count"]].to_numpy().tolist() == [[2019, 40.0]]
    alone = existing_additions(stock, recorded_of(), 2025)
    assert alone[["technology", "year"]].to_numpy().tolist() == [[DISTRICT_HEAT, 2025]]


def test_what_stood_sums_to_what_growth_counts_from():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    start = starting_stock(stock, RECORDED, 2025).set_index("technology")["start_count"]
    summed = existing_additions(stock, RECORDED, 2025).groupby("technology")["count"].sum()
    assert summed.reindex(start.index, fill_value=0.0).to_dict() == start.to_dict()


def test_without_a_profile_an_optional_technology_is_left_out_and_said():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    left, findings = loaded_stock(stock, CORE)
    assert set(left["technology"]) == set(CORE)
    assert [(finding.severity, finding.rule, finding.ids) for finding in findings] == [
        ("warning", "not_loaded", ("s1: 90 by 2030",)),
        ("warning", "not_loaded", ("s1: 100 by 2030",)),
    ]
    assert "district_heat is not loaded yet" in findings[0].message
    same, none = loaded_stock(stock, ALL)
    pd.testing.assert_frame_equal(same, stock)
    assert none == []


def test_placement_leaves_unloaded_technologies_out_and_adds_up():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    measures = place(stock, RECORDED, SUPPLY, CORE, base_year=2025)
    assert set(measures["technology"]) <= set(CORE)
    beside = reconciliation(measures, stock, RECORDED, base_year=2025)
    assert set(beside["technology"]) == set(CORE)
    assert beside["difference_count"].abs().max() < 1e-6
    with pytest.raises(ValueError, match="no load profile is named for air_source_heat_pump, ground_source_heat_pump"):
        place(stock, RECORDED, SUPPLY, {"electric_vehicle": "ev", "hybrid_heat_pump": "h"}, base_year=2025)


def test_loaded_technologies_reach_their_control_totals_and_change_no_other():
    stock = stock_by_year(uptake_of(WHOLE), YEARS)
    measures = validated(place(stock, RECORDED, SUPPLY, ALL, base_year=2025), Measures, "measures")
    beside = reconciliation(measures, stock, RECORDED, base_year=2025)
    assert set(beside["technology"]) == set(ALL)
    assert beside["difference_count"].abs().max() < 1e-6
    core = place(stock, RECORDED, SUPPLY, CORE, base_year=2025)
    pd.testing.assert_frame_equal(measures[~measures["technology"].isin(OPTIONAL)].reset_index(drop=True), core)
    ours = measures[measures["technology"].eq(DISTRICT_HEAT) & measures["status"].eq("existing")]
    assert ours["count"].sum() == 40.0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e5).map(lambda value: round(value, 1)), min_size=6, max_size=6))
def test_heat_networks_never_fall_below_where_growth_starts(levels):
    blocks = PUMPS | CARS | {"DH": dict(zip(YEARS, levels, strict=True)), "Total": HOMES["Total"]}
    stock = stock_by_year(uptake_of(blocks), YEARS)
    measures = place(stock, RECORDED, SUPPLY, ALL, base_year=2025)
    beside = reconciliation(measures, stock, RECORDED, base_year=2025)
    rows = beside[beside["technology"].eq(DISTRICT_HEAT)]
    assert rows["difference_count"].abs().max() < 1e-6 if len(rows) else levels == [0.0] * 6
    assert (rows["placed_count"] >= levels[0] - 1e-6).all()


def test_the_maker_keeps_the_blocks_we_use_and_no_boilers():
    heat = uptake_of(PUMPS | HOMES | {"Gas_boiler": {2025: 1}})
    kept = _heat_stock(heat, Area((A,), ("s1",), 2025, 2030))
    assert set(kept["building_block"]) == {"ASHP", "GSHP", "TotalHPs", "DH", "Total"}


# the repository's own study


@pytest.fixture(scope="module")
def own(root):
    config = read_config(root / "study.toml")
    tables = [
        read_table(root / "data" / "pathway" / name / "uptake.csv", Uptake, table=name) for name in config.scenarios
    ]
    assert [faults for _, faults in tables if faults] == []
    recorded, faults = read_table(root / "data" / "pathway" / "recorded.csv", Recorded, table="recorded.csv")
    assert faults == []
    share = Assumptions([Assumption(GROUND_SHARE_ID, 0.2, "share", 0.0, 1.0, "", "D", "")])
    return config, pd.concat([table for table, _ in tables], ignore_index=True), by_source(recorded, share)


def test_oxfordshires_heat_networks_and_homes_are_the_publishers(own):
    config, uptake, _ = own
    county = uptake.groupby(["building_block", "scenario", "year"])["value"].sum()
    # reference/laep.md 8.5, measured from the publisher's file.
    assert county["DH", "fes22_ct", 2020] == pytest.approx(4166, abs=1)
    assert county["DH", "fes22_ct", 2050] == pytest.approx(62_388, abs=1)
    assert county["DH", "fes22_lw", 2040] == pytest.approx(29_650, abs=1)
    assert county["Total", "fes22_ct"][[2020, 2050]].tolist() == pytest.approx([291_582, 331_727], abs=1)
    (note,) = uptake_findings(uptake, scenarios=config.scenarios, districts=config.districts, years=config.years)
    assert (note.severity, note.rule, note.ids) == ("note", "not_in_totals", ("battery", "data_centre", "solar"))


def test_oxfordshires_other_technologies_do_not_move(own):
    config, uptake, recorded = own
    uptake = uptake[~uptake["building_block"].eq("Dem_BB008b")]
    without = uptake[~uptake["building_block"].isin(["DH", "Total"])]
    full, core = (stock_by_year(table, config.years) for table in (uptake, without))
    pd.testing.assert_frame_equal(full[~full["technology"].isin(OPTIONAL)].reset_index(drop=True), core)
    supply = supply_of([(district, True) for district in config.districts])
    placed = [place(stock, recorded, supply, CORE, base_year=config.base_year) for stock in (full, core)]
    pd.testing.assert_frame_equal(*placed)
    everything = place(full, recorded, supply, ALL, base_year=config.base_year)
    pd.testing.assert_frame_equal(
        everything[~everything["technology"].isin(OPTIONAL)].reset_index(drop=True), placed[0]
    )
    beside = reconciliation(everything, full, recorded, base_year=config.base_year)
    assert beside["difference_count"].abs().max() < 1e-6


def test_oxfordshires_heat_networks_start_where_their_scenario_does(own):
    config, uptake, recorded = own
    stock = stock_by_year(uptake, config.years)
    (note,) = growth_from(stock, recorded, config.base_year)
    county = uptake.query("building_block == 'DH' and year == 2025").groupby("scenario")["value"].sum()
    assert note.ids == tuple(f"{scenario}: {value:,.0f}" for scenario, value in county.items())
    assert county.max() - county.min() > 1000
