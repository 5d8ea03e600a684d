"""Prices of works: published ones kept, brought to one price year by the index, missing ones refused."""

import numpy as np
import pandas as pd
import pytest

from lae.buildings.costs_contract import SEGMENTS, RetrofitCosts
from lae.buildings.retrofit import costs as costs_module
from lae.buildings.retrofit.costs import COST_IDS, Costs, CostSettings, inflation
from lae.files import read_table
from lae.findings import FaultsError
from lae.prices import Deflators
from lae.tables import check
from retrofit_world import COSTS, homes, register

SETTINGS = COSTS.settings


@pytest.fixture(scope="module")
def table(root):
    frame, findings = read_table(root / "data" / "buildings" / "costs.csv", RetrofitCosts, table="costs.csv")
    assert findings == []
    return frame


@pytest.fixture(scope="module")
def deflators(root):
    frame, findings = read_table(root / "data" / "buildings" / "deflators.csv", Deflators, table="deflators.csv")
    assert findings == []
    return frame


@pytest.fixture(scope="module")
def shipped(root, table, deflators):
    return Costs.of(table, deflators, CostSettings.of(register(root)), price_year=2024)


def test_prices_of_2016_17_rise_by_the_ratio_of_our_reference(deflators):
    # deflate_2017_to_2024 = 100 / mean(76.4554, 77.6367) = 1.298; 2020 to 2024 = 100 / 85.2137 = 1.1735.
    ratio = inflation(np.array([2016.5, 2020.0, 2024.0]), deflators, price_year=2024)
    assert ratio.tolist() == pytest.approx([1.298, 1.1735, 1.0], abs=5e-4)
    # Back from 2025: 1 / 1.035.
    assert inflation(np.array([2025.0]), deflators, price_year=2024)[0] == pytest.approx(1 / 1.035)


def test_a_year_outside_the_index_is_refused_and_not_extrapolated(deflators):
    with pytest.raises(FaultsError, match="2011"):
        inflation(np.array([2011.0, 2020.0]), deflators, price_year=2024)
    with pytest.raises(FaultsError, match="2030"):
        inflation(np.array([2020.0]), deflators, price_year=2030)


def test_homes_are_priced_as_their_type_and_size():
    kinds = [
        ("flat", 54.0, "flat_small"),
        ("flat", 54.1, "flat_large"),
        ("mid_terrace", 76.0, "mid_terrace_small"),
        ("mid_terrace", 77.0, "mid_terrace_large"),
        ("end_terrace", 80.0, "semi_small"),
        ("semi_detached", 81.0, "semi_large"),
        ("detached", 117.0, "detached_small"),
        ("detached", 118.0, "detached_large"),
        ("bungalow", 20.0, "bungalow"),
        ("bungalow", 200.0, "bungalow"),
        ("park_home", 40.0, "bungalow"),
    ]
    rows = homes(*({"dwelling_type": kind, "floor_area_m2": area} for kind, area, _ in kinds))
    assert [SEGMENTS[code] for code in COSTS.segments(rows)] == [segment for _, _, segment in kinds]


def test_the_shipped_prices_are_those_published_in_2024_money(shipped):
    semi = np.array([SEGMENTS.index("semi_large")])
    # Cavity of a large semi: 600 to 690 GBP of 2016/17, x 1.29793.
    assert shipped.by_segment("cavity_wall", semi)[:, 0].tolist() == pytest.approx([778.8, 837.2, 895.6], abs=0.1)
    # A pump of 10 kW: 11,500 GBP of 2020 x 1.17352 = 13,495, which recent averages of 12,500 to 13,500 bear out.
    assert shipped.by_size("air_source_heat_pump", np.array([10.0]))[1, 0] == pytest.approx(13_495, abs=1)
    assert shipped.beside_average(np.array([10.0])) == []
    [found] = shipped.beside_average(np.array([5.0]))
    assert "of 5.0 kW" in found.message


def test_low_central_and_high_of_every_price_are_in_order(shipped):
    segment = np.arange(len(SEGMENTS))
    for name in ("loft", "cavity_wall", "internal_wall", "glazing"):
        assert (np.diff(shipped.by_segment(name, segment), axis=0) >= 0).all()
    for name in shipped.curves:
        assert (np.diff(shipped.by_size(name, np.linspace(1, 40, 50)), axis=0) > 0).all()


def test_larger_homes_of_a_type_cost_no_less_but_where_the_source_says_so(shipped):
    dearer_small = set()
    for name in ("loft", "cavity_wall", "internal_wall", "glazing"):
        for family in ("flat", "mid_terrace", "semi", "detached"):
            pair = np.array([SEGMENTS.index(f"{family}_small"), SEGMENTS.index(f"{family}_large")])
            small, large = shipped.by_segment(name, pair)[1]
            dearer_small |= {(name, family)} if small > large else set()
    # BEIS 2017 prints 5,000 to 10,400 for the small semi's internal walls and 6,000 to 8,000 for the large one's.
    assert dearer_small == {("internal_wall", "semi")}


def test_a_larger_heat_pump_costs_no_less_and_beyond_the_curve_goes_by_size(shipped):
    sizes = np.linspace(0.5, 60, 400)
    for name in shipped.curves:
        assert (np.diff(shipped.by_size(name, sizes)[1]) >= -1e-9).all()
    at_end, twice = shipped.by_size("air_source_heat_pump", np.array([20.0, 40.0]))[1]
    assert twice == pytest.approx(2 * at_end)


def test_units_are_multiplied():
    # 90 m2 at 100, 150 and 200 GBP.
    assert COSTS.by_unit("external_wall", np.array([90.0]))[:, 0].tolist() == [9_000, 13_500, 18_000]
    assert COSTS.by_unit("floor", np.array([1.0]), kind="solid")[1, 0] == 5_000


def test_a_price_that_is_missing_or_in_another_unit_is_named(table, deflators):
    def found(frame: pd.DataFrame) -> tuple[str, ...]:
        with pytest.raises(FaultsError) as error:
            Costs.of(frame, deflators, SETTINGS, price_year=2024)
        return error.value.findings[0].ids

    assert found(table[table["measure"].ne("draught")]) == ("draught any home",)
    assert found(table[~(table["measure"].eq("loft") & table["segment"].eq("bungalow"))]) == ("loft bungalow home",)
    assert found(table.assign(per=table["per"].replace("kwp", "home"))) == ("photovoltaics any kwp",)
    assert found(table[table["measure"].ne("ground_source_heat_pump")]) == ("ground_source_heat_pump",)


def test_a_price_unverified_needs_a_range_and_what_to_check(table):
    assert check(table, RetrofitCosts, "costs.csv") == []
    row = table["measure"].eq("draught")
    for wrong in (
        table.assign(low_gbp=table["low_gbp"].mask(row)),
        table.assign(source=table["source"].mask(row, "x")),
    ):
        assert [one.rule for one in check(wrong, RetrofitCosts, "costs.csv")] == [
            "unverified_with_a_range_and_what_to_check"
        ]
    over = table.assign(low_gbp=table["low_gbp"].mask(row, 9_999.0))
    assert [one.rule for one in check(over, RetrofitCosts, "costs.csv")] == ["central_within_its_own_range"]


def test_every_source_of_the_two_tables_is_registered(root, table, deflators):
    paths = [root / "data" / "sources.csv", *sorted((root / "data" / "buildings").glob("NEW_sources_rows*.csv"))]
    known = set(pd.concat([pd.read_csv(path, dtype="str") for path in paths])["source_id"])
    assert set(table["source_id"]) | set(deflators["source_id"]) <= known


def test_settings_ask_for_the_ids_they_state(root):
    rows = register(root)
    assert CostSettings.of(rows).pump_ratio[1] == 1.0
    assert set(COST_IDS) <= set(rows)
    assert "optimism" in (costs_module.__doc__ or "")
