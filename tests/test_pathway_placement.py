"""Placement loses nothing, keeps recorded stock under every scenario, and never counts homes beyond the study."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.measures import Measures, Recorded, Supply
from lae.pathway.contract import StockByYear
from lae.pathway.placement import CONTEXT_RATIO_ID, place
from lae.pathway.reconcile import district_totals, provenance_shares, reconciliation
from lae.pathway.recorded import (
    first_step,
    recorded_additions,
    recorded_heat_pumps,
    recorded_stock,
    recorded_vehicles,
)
from lae.tables import check, key_of, validated

A, B, BEYOND = "E07000001", "E07000002", "E07000009"
PROFILES = {"electric_vehicle": "ev_home", "air_source_heat_pump": "hp", "hybrid_heat_pump": "hybrid"}
YEARS = range(2025, 2029)


def stock_of(table):
    """StockByYear rows from {(scenario, district, technology): [2025, 2026, ...]}."""
    records = [
        (scenario, district, technology, 2025 + step, float(value), "published", 2025 + step, 2025 + step)
        for (scenario, district, technology), series in table.items()
        for step, value in enumerate(series)
    ]
    return pd.DataFrame(records, columns=list(StockByYear.to_schema().columns))


def recorded_of(table):
    """Recorded rows from {(district, technology): {year: count}}."""
    records = [
        (district, technology, year, float(count), "at_least", "x", 2)
        for (district, technology), series in table.items()
        for year, count in series.items()
    ]
    frame = pd.DataFrame(records, columns=list(Recorded.to_schema().columns))
    return frame.astype({"district_code": "str", "technology": "str", "year": "int64", "count": "float64"})


def supply_of(rows):
    """Supply rows from (lsoa, district, in_study, substation, dwellings)."""
    records = [
        ("nearest", lsoa, district, in_study, substation, 1.0, float(dwellings), "nearest_primary")
        for lsoa, district, in_study, substation, dwellings in rows
    ]
    return pd.DataFrame(records, columns=list(Supply.to_schema().columns))


SUPPLY = supply_of(
    [
        ("E01000001", A, True, "ssen:P1", 60),
        ("E01000001", A, True, "", 20),
        ("E01000002", A, True, "ssen:P2", 20),
        ("E01000003", B, True, "ssen:P2", 50),
        ("E01000009", BEYOND, False, "ssen:P2", 30),
    ]
)


def test_by_hand():
    stock = stock_of(
        {("s1", A, "air_source_heat_pump"): [10, 30, 20, 20], ("s1", B, "air_source_heat_pump"): [5, 5, 10, 10]}
    )
    recorded = recorded_of(
        {(A, "air_source_heat_pump"): {2023: 8, 2024: 9, 2025: 12}, (B, "air_source_heat_pump"): {2024: 1}}
    )
    measures = validated(place(stock, recorded, SUPPLY, PROFILES, base_year=2025), Measures, "measures")
    by_place = measures.set_index(["lsoa_code", "substation_id", "start_year", "status"])["count"]
    # A has 100 homes. Recorded: 8, then 1, then 3; planned: max(10, 12) - 12 = 0 (no row), then 18, then -10.
    assert by_place.loc[("E01000001", "ssen:P1", 2023, "existing")] == pytest.approx(8 * 0.6)
    assert by_place.loc[("E01000001", "", 2025, "existing")] == pytest.approx(3 * 0.2)
    assert by_place.loc[("E01000002", "ssen:P2", 2026, "planned")] == pytest.approx(18 * 0.2)
    assert by_place.loc[("E01000001", "ssen:P1", 2027, "planned")] == pytest.approx(-10 * 0.6)
    assert ("E01000001", "ssen:P1", 2025, "planned") not in by_place.index
    assert by_place.loc[("E01000003", "ssen:P2", 2025, "planned")] == pytest.approx(4.0)
    # Beyond the study 30 homes follow the study's 150: (18 + 0) / 150 a home in 2026.
    assert by_place.loc[("E01000009", "ssen:P2", 2026, "context")] == pytest.approx(18 / 150 * 30)
    context = measures[measures["status"].eq("context")]
    assert set(context["assumption_ids"]) == {CONTEXT_RATIO_ID}
    assert set(context["provenance"]) == {"assumed"}
    assert set(context["district_code"]) == {BEYOND}
    assert set(measures["profile_id"]) == {"hp"}
    assert measures["profile_units"].equals(measures["count"])


def test_rows_come_in_the_order_of_their_key_and_inputs_stay_as_they_were():
    stock = stock_of({("s2", A, "air_source_heat_pump"): [1, 2, 3, 4], ("s1", A, "electric_vehicle"): [1, 2, 3, 4]})
    recorded = recorded_of({(A, "air_source_heat_pump"): {2024: 1}})
    copies = stock.copy(), recorded.copy(), SUPPLY.copy()
    shuffled = SUPPLY.sample(frac=1, random_state=1)
    measures = place(stock.sample(frac=1, random_state=2), recorded, shuffled, PROFILES, base_year=2025)
    assert measures.equals(measures.sort_values(key_of(Measures), ignore_index=True))
    for left, right in zip((stock, recorded, SUPPLY), copies, strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_existing_rows_are_the_same_in_every_scenario():
    stock = stock_of(
        {("s1", A, "air_source_heat_pump"): [10, 30, 20, 20], ("s2", A, "air_source_heat_pump"): [900, 901, 902, 903]}
    )
    recorded = recorded_of({(A, "air_source_heat_pump"): {2023: 8, 2025: 12, 2026: 99}})
    measures = place(stock, recorded, SUPPLY, PROFILES, base_year=2025)
    existing = measures[measures["status"].eq("existing")]
    one, other = (
        existing[existing["scenario"].eq(name)].drop(columns="scenario").reset_index(drop=True) for name in ("s1", "s2")
    )
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other)
    assert existing["start_year"].max() == 2025


def test_a_stock_recorded_below_an_earlier_count_falls_back():
    recorded = recorded_of({(A, "electric_vehicle"): {2022: 70, 2023: 50}, (B, "electric_vehicle"): {2027: 5}})
    assert recorded_additions(recorded, 2025)["count"].tolist() == [70.0, -20.0]
    assert recorded_stock(recorded, 2025).to_numpy().tolist() == [[A, "electric_vehicle", 50.0]]


def test_without_recorded_stock_all_is_planned():
    stock = stock_of({("s1", A, "hybrid_heat_pump"): [4, 5, 6, 7]})
    measures = place(stock, recorded_of({}), SUPPLY, PROFILES, base_year=2025)
    assert set(measures["status"]) == {"planned", "context"}
    ours = measures[measures["status"].eq("planned") & measures["start_year"].eq(2025)]
    assert ours["count"].sum() == pytest.approx(4.0)


def test_the_context_ratio_scales_only_homes_beyond_the_study():
    stock = stock_of({("s1", A, "air_source_heat_pump"): [10, 30, 50, 70]})
    full, half = (
        place(stock, recorded_of({}), SUPPLY, PROFILES, base_year=2025, context_ratio=ratio) for ratio in (1.0, 0.5)
    )
    context = full["status"].eq("context")
    assert np.allclose(half["count"][context], full["count"][context] / 2)
    assert np.array_equal(half["count"][~context], full["count"][~context])


def test_what_cannot_be_placed_is_refused_by_name():
    stock = stock_of({("s1", A, "air_source_heat_pump"): [1, 2, 3, 4]})
    none = recorded_of({})
    both = pd.concat([SUPPLY, SUPPLY.assign(allocation="second_nearest")])
    with pytest.raises(ValueError, match=r"2 allocations \(nearest, second_nearest\)"):
        place(stock, none, both, PROFILES, base_year=2025)
    with pytest.raises(ValueError, match="no load profile is named for air_source_heat_pump"):
        place(stock, none, SUPPLY, {"electric_vehicle": "ev"}, base_year=2025)
    with pytest.raises(ValueError, match=f"no homes in {A}"):
        place(stock, none, SUPPLY[SUPPLY["district_code"].ne(A)], PROFILES, base_year=2025)


def test_nothing_to_place_is_an_empty_table():
    stock = stock_of({("s1", A, "air_source_heat_pump"): [0, 0, 0, 0]})
    measures = place(stock, recorded_of({}), SUPPLY, PROFILES, base_year=2025)
    assert len(measures) == 0
    assert list(measures.columns) == list(Measures.to_schema().columns)


def test_grants_add_up_and_vehicles_stay_as_counted():
    grants = pd.DataFrame(
        {
            "district_code": [A, A, B],
            "year": [2023, 2022, 2022],
            "count": [7.0, 5.0, 1.0],
            "source_id": ["bus"] * 3,
            "source_row": [3, 2, 4],
        }
    )
    pumps = validated(recorded_heat_pumps(grants, districts=[A]), Recorded, "recorded")
    assert pumps[["year", "count"]].to_numpy().tolist() == [[2022, 5.0], [2023, 12.0]]
    assert set(pumps["bound"]) == {"at_least"}
    licensed = pd.DataFrame(
        {
            "district_code": [A, A, A],
            "year": [2018, 2019, 2020],
            "electric_count": [1.0, 4.0, np.nan],
            "cars_count": [9.0, 9.0, 9.0],
            "source_id": ["dft"] * 3,
            "source_row": [2, 3, 4],
        }
    )
    cars = validated(recorded_vehicles(licensed, districts=[A], first_year=2019), Recorded, "recorded")
    assert cars[["year", "count", "bound"]].to_numpy().tolist() == [[2019, 4.0, "exact"]]


counts = st.floats(0, 1e5, allow_nan=False).map(lambda value: round(value, 1))
homes = st.floats(1, 500)


@st.composite
def worlds(draw):
    """Random stock in two scenarios, recorded stock in some places, and a supply table with context homes."""
    series = st.lists(counts, min_size=len(YEARS), max_size=len(YEARS))
    stock = stock_of(
        {
            (scenario, district, technology): draw(series)
            for scenario in ("s1", "s2")
            for district in (A, B)
            for technology in ("air_source_heat_pump", "electric_vehicle")
        }
    )
    recorded = recorded_of(
        {
            (district, technology): draw(st.dictionaries(st.integers(2019, 2027), counts, max_size=4))
            for district in (A, B)
            for technology in ("air_source_heat_pump", "electric_vehicle")
        }
    )
    places = [(A, True), (B, True), (BEYOND, False)]
    supply = supply_of(
        [
            (f"E0100000{number}", district, in_study, substation, draw(homes))
            for number, (district, in_study) in enumerate(places)
            for substation in draw(st.sets(st.sampled_from(["", "ssen:P1", "ssen:P2"]), min_size=1))
        ]
    )
    return stock, recorded, supply


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_placed_equals_the_control_total_or_the_recorded_floor(world):
    stock, recorded, supply = world
    measures = place(stock, recorded, supply, PROFILES, base_year=2025)
    beside = reconciliation(measures, stock, recorded, base_year=2025)
    assert len(beside) == len(stock)
    assert beside["difference_count"].abs().max() <= 1e-6
    floor = (
        recorded[recorded["year"] <= 2025].sort_values("year").groupby(["district_code", "technology"])["count"].last()
    )
    floors = pd.Series(
        [floor.get((row.district_code, row.technology), 0.0) for row in beside.itertuples()], index=beside.index
    )
    assert (beside["placed_count"] >= floors - 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_scenarios_do_not_touch_each_other_and_context_no_district(world):
    stock, recorded, supply = world
    both = place(stock, recorded, supply, PROFILES, base_year=2025)
    alone = place(stock[stock["scenario"].eq("s1")], recorded, supply, PROFILES, base_year=2025)
    pd.testing.assert_frame_equal(both[both["scenario"].eq("s1")].reset_index(drop=True), alone)
    inside = place(stock, recorded, supply[supply["in_study"]], PROFILES, base_year=2025)
    pd.testing.assert_frame_equal(both[both["status"].ne("context")].reset_index(drop=True), inside)
    totals = [district_totals(measures, YEARS) for measures in (both, inside)]
    pd.testing.assert_frame_equal(*totals)


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_measures_keep_their_contract(world):
    stock, recorded, supply = world
    measures = place(stock, recorded, supply, PROFILES, base_year=2025)
    assert len(measures) == 0 or check(measures, Measures, "measures") == []


STANDING = [("existing", 10.0), ("planned", 60.0), ("context", 30.0)]


def test_provenance_shares_say_what_the_units_rest_on():
    columns = ["scenario", "technology", "status", "count"]
    rows = [
        ("s", "air_source_heat_pump", "existing", 10.0),
        ("s", "air_source_heat_pump", "planned", 60.0),
        ("s", "air_source_heat_pump", "context", 30.0),
    ]
    stock = pd.DataFrame(
        {"scenario": ["s"], "technology": ["air_source_heat_pump"], "year": [2050], "provenance": ["published"]}
    )
    table = provenance_shares(pd.DataFrame(rows, columns=columns), stock).set_index("provenance")["units_share"]
    # The recorded 10 and the published control total's 60 of 100; 30 stand beyond the study.
    assert table.to_dict() == pytest.approx({"published": 0.7, "assumed": 0.3})


def test_a_base_year_above_the_recorded_stock_is_said():
    key = {"scenario": ["s", "t"], "technology": "air_source_heat_pump", "district_code": "E1", "year": 2025}
    stock = pd.DataFrame(key | {"count": [150.0, 90.0]})
    recorded = pd.DataFrame(
        {"district_code": ["E1"], "technology": ["air_source_heat_pump"], "year": [2025], "count": [100.0]}
    )
    (finding,) = first_step(stock, recorded, 2025)
    assert "50 more of air_source_heat_pump in 2025" in finding.message
    assert "/s/" in finding.table
