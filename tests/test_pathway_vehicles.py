"""Headroom rule 16: licensed vehicles plus shared growth of the GSP groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.measures import Uptake
from lae.pathway.contract import GspShares, LicensedVehicles
from lae.pathway.shares import gsp_shares, shares_of_groups
from lae.pathway.vehicles import VehicleYears, district_vehicles
from lae.tables import validated

A, B, OUTSIDE = "E07000001", "E07000002", "E07000009"
SPAN = VehicleYears(2025, 2027, "fes;dft")


def blocks(battery, hybrid, *, scenario="s1"):
    """GspBlocks rows from {group: [2025, 2026, 2027]} for battery vehicles and plug-in hybrids."""
    records = [
        (scenario, block, group, 2025 + step, value, "fes", 2)
        for block, table in (("Lct_BB001", battery), ("Lct_BB002", hybrid))
        for group, series in table.items()
        for step, value in enumerate(series)
    ]
    columns = ["scenario", "building_block", "gsp_group", "year", "value", "source_id", "source_row"]
    return pd.DataFrame(records, columns=columns).astype({"value": "float64"})


def licensed(table):
    """LicensedVehicles rows of 2025 from {district: (electric, cars)}."""
    records = [(code, 2025, float(electric), float(cars), "dft", 2) for code, (electric, cars) in table.items()]
    columns = list(LicensedVehicles.to_schema().columns)
    return validated(pd.DataFrame(records, columns=columns), LicensedVehicles, "licensed")


def shares(table):
    """GspShares rows from {(district, group): (share, cars)}."""
    records = [(district, group, share, float(cars), "x") for (district, group), (share, cars) in table.items()]
    return validated(pd.DataFrame(records, columns=list(GspShares.to_schema().columns)), GspShares, "gsp_shares")


LICENSED = licensed({A: (100, 3000), B: (50, 1000), OUTSIDE: (10, 500)})
# Group G1: 2000 of A and 500 of the district outside; group G2: 1000 of A and 1000 of B.
SHARES = shares({(A, "G1"): (2 / 3, 2000), (OUTSIDE, "G1"): (1, 500), (A, "G2"): (1 / 3, 1000), (B, "G2"): (1, 1000)})


def values(uptake, district, scenario="s1"):
    rows = uptake[uptake["district_code"].eq(district) & uptake["scenario"].eq(scenario)]
    return dict(zip(rows["year"], rows["value"], strict=True))


def test_growth_is_shared_by_cars_of_the_whole_group():
    table = blocks({"G1": [10, 20, 40], "G2": [100, 110, 90]}, {"G1": [5, 5, 10], "G2": [0, 0, 0]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[A, B], span=SPAN)
    assert findings == []
    # A: G1 grows by 10 then 35 and A holds 2000 of its 2500 cars; G2 by 10 then -10 and A holds half.
    assert values(uptake, A) == pytest.approx({2025: 100, 2026: 100 + 8 + 5, 2027: 100 + 28 - 5})
    assert values(uptake, B) == pytest.approx({2025: 50, 2026: 55, 2027: 45})
    checked = validated(uptake, Uptake, "uptake")
    assert set(checked["provenance"]) == {"modelled"}
    assert set(checked["unit"]) == {"vehicles"}


def test_it_never_falls_below_zero_and_says_where_it_would():
    table = blocks({"G1": [0, 0, 0], "G2": [500, 400, 0]}, {"G1": [0, 0, 0], "G2": [0, 0, 0]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[A, B], span=SPAN)
    assert values(uptake, B) == {2025: 50, 2026: 0, 2027: 0}
    below = next(finding for finding in findings if finding.rule == "below_zero")
    assert below.ids == ("s1 / E07000001 from 2027", "s1 / E07000002 from 2027")


def test_more_vehicles_than_cars_is_reported_not_cut():
    table = blocks({"G1": [0, 0, 0], "G2": [0, 0, 4000]}, {"G1": [0, 0, 0], "G2": [0, 0, 0]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[A, B], span=SPAN)
    assert values(uptake, B)[2027] == 2050
    rules = {finding.rule: finding for finding in findings}
    assert rules["more_than_cars"].ids == ("s1 / E07000002 from 2027",)
    assert rules["group_more_than_cars"].ids == ("s1 / G2 2.00 a car",)


def test_a_blank_group_is_an_error_for_its_districts_and_not_zero():
    table = blocks({"G1": [10, np.nan, 40], "G2": [100, 110, 120]}, {"G1": [1, 1, 1], "G2": [1, 1, 1]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[A, B], span=SPAN)
    assert sorted(values(uptake, A)) == [2025, 2027]
    assert sorted(values(uptake, B)) == [2025, 2026, 2027]
    assert [(finding.rule, finding.ids) for finding in findings] == [("blank_group", ("s1 / G1",))]


def test_a_group_without_any_row_is_an_error():
    table = blocks({"G2": [100, 110, 120]}, {"G2": [1, 1, 1]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[A, B], span=SPAN)
    assert set(uptake["district_code"]) == {B}
    assert findings[0].ids == ("s1 / G1",)


def test_plug_in_hybrids_that_had_all_but_ended_end_at_zero_with_a_note():
    table = blocks({"G1": [10, 20, 40], "G2": [10, 10, 10]}, {"G1": [100, 10, np.nan], "G2": [100, 5, np.nan]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[B], span=SPAN)
    # G2: 110, 15, 10: B holds half, so 50 - 47.5 and 50 - 50.
    assert values(uptake, B) == pytest.approx({2025: 50, 2026: 2.5, 2027: 0})
    assert [(finding.severity, finding.rule) for finding in findings] == [("note", "phased_out")]
    assert findings[0].ids == ("s1 from 2027",)


def test_plug_in_hybrids_that_stop_at_their_height_stay_blank():
    table = blocks({"G1": [10, 20, 40], "G2": [10, 10, 10]}, {"G1": [100, 10, np.nan], "G2": [100, 90, np.nan]})
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[B], span=SPAN)
    assert sorted(values(uptake, B)) == [2025, 2026]
    assert ("error", "blank_group", ("s1 / G2",)) in [(f.severity, f.rule, f.ids) for f in findings]


def test_a_district_without_licensed_number_or_group_has_no_row_and_an_error():
    table = blocks({"G1": [1, 2, 3], "G2": [1, 2, 3]}, {"G1": [0, 0, 0], "G2": [0, 0, 0]})
    unknown = "E07000003"
    uptake, findings = district_vehicles(table, LICENSED, SHARES, districts=[B, unknown], span=SPAN)
    assert set(uptake["district_code"]) == {B}
    assert {(finding.rule, finding.ids) for finding in findings} == {
        ("no_group", (unknown,)),
        ("no_licensed", (unknown,)),
    }


def test_shares_count_homes_and_cover_every_district_of_a_group():
    homes = pd.DataFrame(
        {
            "district_code": [A, A, B, OUTSIDE, OUTSIDE, OUTSIDE],
            "gsp_group": ["G1", "G2", "G2", "G1", "FAR", ""],
            "dwellings": [300.0, 100.0, 50.0, 10.0, 25.0, 5.0],
        }
    )
    table, findings = gsp_shares(homes, LICENSED, districts=(A, B), year=2025, source_id="x")
    assert findings == []
    assert table[["district_code", "gsp_group"]].to_numpy().tolist() == [
        [A, "G1"],
        [A, "G2"],
        [B, "G2"],
        [OUTSIDE, "G1"],
    ]
    assert table["dwellings_share"].tolist() == [0.75, 0.25, 1.0, 0.25]
    assert table["cars_count"].tolist() == [2250.0, 750.0, 1000.0, 125.0]
    assert shares_of_groups(table).groupby(table["gsp_group"]).sum().tolist() == pytest.approx([1.0, 1.0])


def test_homes_outside_every_region_and_districts_without_cars_are_errors():
    homes = pd.DataFrame(
        {"district_code": [A, A, "E07000008"], "gsp_group": ["G1", "", "G1"], "dwellings": [300.0, 100.0, 50.0]}
    )
    _, findings = gsp_shares(homes, LICENSED, districts=(A, B), year=2025, source_id="x")
    assert {(finding.rule, finding.ids) for finding in findings} == {
        ("no_homes", (B,)),
        ("no_gsp_region", (A,)),
        ("no_cars", ("E07000008",)),
    }


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=3, max_size=3),
    st.lists(st.floats(1, 1e5), min_size=4, max_size=4),
)
def test_all_districts_of_a_group_together_gain_what_the_group_gains(level, cars):
    codes = [f"E0700000{number}" for number in range(4)]
    everyone = licensed(dict.fromkeys(codes, (1000000000.0, 2000000000.0)))
    table = shares({(code, "G"): (1.0, count) for code, count in zip(codes, cars, strict=True)})
    uptake, _ = district_vehicles(blocks({"G": level}, {"G": [0, 0, 0]}), everyone, table, districts=codes, span=SPAN)
    total = uptake.groupby("year")["value"].sum() - 4e9
    assert total.tolist() == pytest.approx([value - level[0] for value in level], abs=1e-3)
