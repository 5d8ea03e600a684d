"""Non-domestic demand: GSP groups shared by what industry and commerce draw, nothing lost and nothing made up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.measures import Uptake
from lae.pathway.contract import GspBlocks, GspShares
from lae.pathway.non_domestic import district_demand
from lae.tables import columns_of, validated

A, B, BEYOND = "E07000001", "E07000002", "E07000009"
ONE, TWO = "AAAA_1", "BBBB_1"


def shares_of(rows):
    """GspShares rows from {(district, group): share of its homes}."""
    records = [(district, group, share, 1.0, "x") for (district, group), share in rows.items()]
    return validated(pd.DataFrame(records, columns=columns_of(GspShares)), GspShares, "shares")


def blocks_of(rows, block="Dem_BB008b"):
    """GspBlocks rows from {(scenario, group): {year: GWh}}."""
    records = [
        (scenario, block, group, year, value, "fes", 2)
        for (scenario, group), series in rows.items()
        for year, value in series.items()
    ]
    return pd.DataFrame(records, columns=columns_of(GspBlocks)).astype({"value": "float64"})


# A draws 300 MWh, a third of it in group two; B 100, all in group one; beyond the study 100, all in group two.
USE = pd.Series({A: 300.0, B: 100.0, BEYOND: 100.0})
SHARES = shares_of({(A, ONE): 2 / 3, (A, TWO): 1 / 3, (B, ONE): 1.0, (BEYOND, TWO): 1.0})
BLOCKS = blocks_of({("s1", ONE): {2025: 30, 2026: 33}, ("s1", TWO): {2025: 10, 2026: 8}})
YEARS = [2025, 2026]


def shared(blocks=BLOCKS, use=USE, shares=SHARES, districts=(A, B)):
    table, findings = district_demand(blocks, use, shares, districts=districts, years=YEARS, source_id="fes;use")
    return table, [(fault.severity, fault.rule, fault.ids) for fault in findings]


def test_by_hand():
    table, findings = shared()
    assert findings == []
    validated(table, Uptake, "uptake")
    # Group one: A 200 of 300, B 100 of 300. Group two: A 100 of 200.
    values = table.set_index(["district_code", "year"])["value"]
    assert values[A].tolist() == pytest.approx([30 * 2 / 3 + 10 / 2, 33 * 2 / 3 + 8 / 2])
    assert values[B].tolist() == pytest.approx([10.0, 11.0])
    assert set(table["unit"]) == {"GWh"}
    assert set(table["provenance"]) == {"modelled"}
    assert set(table["source_id"]) == {"fes;use"}


def test_other_blocks_and_other_years_change_nothing():
    more = pd.concat([BLOCKS, blocks_of({("s1", ONE): {2024: 9, 2027: 9}}), blocks_of({("s1", ONE): {2025: 5}}, "x")])
    pd.testing.assert_frame_equal(shared(more)[0], shared()[0])


def test_a_blank_group_is_unknown_and_not_nothing():
    blank = blocks_of({("s1", ONE): {2025: 30, 2026: 33}, ("s1", TWO): {2025: 10, 2026: np.nan}})
    table, findings = shared(blank)
    assert findings == [("error", "blank_group", (f"s1 / {TWO}",))]
    known = table[["district_code", "year"]].to_numpy().tolist()
    assert known == [[A, 2025], [B, 2025], [B, 2026]]
    absent, findings = shared(BLOCKS[BLOCKS["gsp_group"].eq(ONE)])
    assert findings == [("error", "blank_group", (f"s1 / {TWO}",))]
    assert set(absent["district_code"]) == {B}


def test_a_district_without_a_meter_reading_spoils_its_groups_only():
    table, findings = shared(use=USE.drop(BEYOND))
    assert findings == [("error", "no_use", (BEYOND,))]
    # The weights in group two are unknown, so A's demand is; B has none there.
    assert set(table["district_code"]) == {B}


def test_a_district_in_no_group_is_said_so():
    table, findings = shared(districts=(A, B, "E07000005"))
    assert findings == [("error", "no_group", ("E07000005",))]
    assert set(table["district_code"]) == {A, B}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(1.0, 1e6), min_size=3, max_size=3),
    st.lists(st.floats(0.0, 1e5), min_size=4, max_size=4),
    st.floats(0.01, 0.99),
)
def test_the_districts_of_a_group_sum_to_the_group(use, demand, part):
    blocks = blocks_of(
        {("s1", ONE): dict(zip(YEARS, demand[:2], strict=True)), ("s1", TWO): dict(zip(YEARS, demand[2:], strict=True))}
    )
    shares = shares_of({(A, ONE): part, (A, TWO): 1 - part, (B, ONE): 1.0, (BEYOND, TWO): 1.0})
    series = pd.Series(use, index=[A, B, BEYOND])
    table, findings = shared(blocks, series, shares, districts=(A, B, BEYOND))
    assert findings == []
    sums = table.groupby("year")["value"].sum()
    np.testing.assert_allclose(sums, [demand[0] + demand[2], demand[1] + demand[3]], rtol=1e-9, atol=1e-9)
