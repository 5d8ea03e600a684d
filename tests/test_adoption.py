"""Homes take up heating until the control totals are met, each once, and their load stands where they do."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.adoption_stage import (
    ADOPTION_IDS,
    HomesPlaced,
    Plan,
    adopted_measures,
    choose_homes,
    compare_placements,
    place_at_homes,
)
from lae.assumptions import Assumption, Assumptions
from lae.buildings.adoption.adopted import NEVER, NOBODY, adopt, placed_additions
from lae.buildings.adoption.candidates import options_by_area, places_of
from lae.buildings.adoption.placement_ratio import placement_ratio, ratio_findings
from lae.buildings.adoption.propensity import (
    PROPENSITY_IDS,
    REASONS,
    TECHNOLOGIES,
    PropensitySettings,
    Ranking,
    density,
    likelihoods,
    order_of,
    ranked,
    ranking,
)
from lae.buildings.adoption.supplied import Supplied, substations_of_homes
from lae.buildings.adoption.units import home_units, level_finding
from lae.buildings.adoption_contract import PlacementRatio
from lae.buildings.stock_contract import EPC_BANDS, HEATINGS, TENURES, TYPES
from lae.grid.contract import Substations
from lae.grid.loads import cumulative_counts
from lae.grid.supply import allocate
from lae.measures import Measures, Options, Recorded, Supply
from lae.pathway.contract import StockByYear
from lae.pathway.developments_contract import NamedShares
from lae.pathway.placement import place
from lae.pathway.reconcile import reconciliation
from lae.tables import check, columns_of, empty, key_of, validated
from worlds import drawn

A, B, BEYOND = "E07000001", "E07000002", "E07000009"
LSOAS = ["E01000001", "E01000002", "E01000003"]
ASHP, GSHP, HYBRID, DH = "air_source_heat_pump", "ground_source_heat_pump", "hybrid_heat_pump", "district_heat"
PROFILES = {ASHP: "hp", GSHP: "hp", HYBRID: "hybrid", DH: "network", "electric_vehicle": "car"}
EVEN = PropensitySettings(
    {name: 1.0 for name in PROPENSITY_IDS if not name.endswith(("_m2", "_per_ha"))}, 120.0, 2.0, 25.0
)
YEARS = range(2025, 2029)
NETWORK = """
G1 gsp     -
B1 bsp     G1  firm=60 peak=41 low=10 contracted=4 bess=2 published=8
P1 primary B1  firm=24 peak=18 low=3  contracted=1 bess=0 published=3.1
P2 primary B1  firm=15 peak=14 low=2  contracted=1 bess=0 published=0
"""


def homes(rows, *, columns=None):
    """Dwellings columns from (district, lsoa, easting, changed features); a semi-detached gas home unless changed."""
    plain = {
        "dwelling_type": "semi_detached",
        "tenure": "rented_private",
        "heating": "gas",
        "epc_band": "D",
        "floor_area_m2": 80.0,
    }
    records, number = [], {}
    for district, lsoa, easting, changed in rows:
        number[lsoa] = number.get(lsoa, 0) + 1
        identity = {"dwelling_id": f"{lsoa}-{number[lsoa]:05d}", "district_code": district, "lsoa_code": lsoa}
        records.append(identity | {"easting_m": easting, "northing_m": 0.0} | plain | changed)
    frame = pd.DataFrame(records)
    lists = {
        "district_code": sorted(set(frame["district_code"])),
        "lsoa_code": sorted(set(frame["lsoa_code"])),
        "dwelling_type": TYPES,
        "tenure": TENURES,
        "heating": HEATINGS,
        "epc_band": EPC_BANDS,
    }
    for name, categories in lists.items():
        frame[name] = pd.Categorical(frame[name], categories=pd.Index(categories, dtype="str"))
    return frame.astype({"dwelling_id": "str", "easting_m": "float64"})


def eight(**changed):
    """Four homes at 100 m in the first LSOA and four at 900 m in the second, in one district."""
    return homes([(A, LSOAS[0], 100.0, changed)] * 4 + [(A, LSOAS[1], 900.0, changed)] * 4)


POINTS = pd.DataFrame(
    {
        "lsoa_code": [LSOAS[0], LSOAS[1]],
        "easting_m": [100.0, 900.0],
        "northing_m": [0.0, 0.0],
        "first": ["t:P1", "t:P2"],
        "second": ["t:P2", "t:P2"],
    }
).astype({"lsoa_code": "str", "first": "str", "second": "str"})


def supply_of(rows, allocation="nearest"):
    """Supply rows from (lsoa, district, in_study, substation, share, dwellings)."""
    records = [
        (allocation, lsoa, district, in_study, substation, share, float(dwellings), "nearest_primary")
        for lsoa, district, in_study, substation, share, dwellings in rows
    ]
    return pd.DataFrame(records, columns=columns_of(Supply)).astype({"share": "float64"})


SUPPLY = supply_of(
    [
        (LSOAS[0], A, True, "t:P1", 0.75, 3),
        (LSOAS[0], A, True, "t:P2", 0.25, 1),
        (LSOAS[1], A, True, "t:P2", 1.0, 4),
        ("E01000009", BEYOND, False, "t:P2", 1.0, 2),
    ]
)


def additions_of(table, years=YEARS):
    """Additions from {(scenario, technology, district): [2025, 2026, ...]}."""
    records = [
        (scenario, technology, district, year, float(count))
        for (scenario, technology, district), series in table.items()
        for year, count in zip(years, series, strict=False)
    ]
    names = ["scenario", "technology", "district_code", "year", "count"]
    return pd.DataFrame(records, columns=names).astype(dict.fromkeys(names[:3], "str"))


def stock_of(table):
    """StockByYear rows from {(scenario, district, technology): [2025, 2026, ...]}."""
    records = [
        (scenario, district, technology, 2025 + step, float(value), "published", 2025 + step, 2025 + step)
        for (scenario, district, technology), series in table.items()
        for step, value in enumerate(series)
    ]
    return pd.DataFrame(records, columns=columns_of(StockByYear))


def recorded_of(table):
    """Recorded rows from {(district, technology): {year: count}}."""
    records = [
        (district, technology, year, float(count), "at_least", "x", 2)
        for (district, technology), series in table.items()
        for year, count in series.items()
    ]
    frame = pd.DataFrame(records, columns=columns_of(Recorded))
    return frame.astype({"district_code": "str", "technology": "str", "year": "int64", "count": "float64"})


def register(**changed):
    """A register with every assumption the stages ask for: 1 unless said."""
    values = dict.fromkeys(ADOPTION_IDS, 1.0) | {"propensity_large_m2": 120.0, "propensity_rural_per_ha": 2.0}
    values |= {"propensity_dense_per_ha": 25.0, "placement_ratio_low": 0.7, "placement_ratio_high": 1.4}
    values |= {"hp_admd": 2.0, "ground_source_share": 0.25, "ground_hp_admd": 1.2} | changed
    return Assumptions(Assumption(name, value, "x", np.nan, np.nan, "s", "D", "") for name, value in values.items())


def lsoa_areas(ha=1.0):
    return pd.DataFrame({"lsoa_code": LSOAS, "area_ha": [ha] * 3})


def chosen(table, dwellings, *, setting=EVEN, scenarios=("s",)):
    """Adopted for additions of one district."""
    districts = sorted(set(dwellings["district_code"].astype("str")))
    code = dwellings["district_code"].cat.codes.to_numpy(np.int64)
    ranks = ranking(dwellings, np.full(len(dwellings), 10.0), setting)
    return adopt(additions_of(table), ranks, code, scenarios=scenarios, districts=districts)


def test_a_home_hangs_on_the_substation_of_its_own_postcode_by_either_allocation():
    dwellings = homes(
        [(A, LSOAS[0], 100.0, {}), (A, LSOAS[0], 101.0, {}), (A, LSOAS[1], 100.0, {}), (B, LSOAS[2], np.nan, {})]
    )
    both = pd.concat([SUPPLY, SUPPLY.assign(allocation="second_nearest")])
    near = substations_of_homes(dwellings, POINTS, both, "nearest")
    # At its point; a metre off, so P1 with 0.75 of the LSOA; the first LSOA's easting in the second; no LSOA, no share.
    assert [near.substations[code] for code in near.codes] == ["t:P1", "t:P1", "t:P2", ""]
    assert near.by_share == 3
    assert [finding.rule for finding in near.findings()] == ["home_without_point"]
    other = substations_of_homes(dwellings, POINTS, both, "second_nearest")
    assert [other.substations[code] for code in other.codes] == ["t:P2", "t:P1", "t:P2", ""]
    assert substations_of_homes(dwellings[:1], POINTS, both, "nearest").findings() == []


def test_the_points_of_the_supply_areas_find_every_home_of_their_postcodes():
    substations, _, _ = drawn(
        "G1 gsp -\nB1 bsp G1 firm=60\nP1 primary B1 firm=24 peak=18\nP2 primary B1 firm=24 peak=18"
    )
    spots = {"t:P1": 0.0, "t:P2": 2000.0}
    east = substations["substation_id"].map(spots)
    substations = validated(
        substations.assign(easting_m=east, northing_m=east * 0.0, gsp_group="A"), Substations, "substations"
    )
    served = pd.DataFrame(
        [(LSOAS[0], True, str(substations["dno"].iloc[0]), "A", 1.0, 100.0, 900.0)],
        columns=["lsoa_code", "in_study", "dno", "gsp_group", "share", "dwellings", "easting_m"],
    ).assign(district_code=A, licence_area="area", northing_m=0.0, source_id="x")
    postcodes = pd.DataFrame({"lsoa_code": [LSOAS[0]] * 3, "easting_m": [100, 900, 900], "northing_m": [0, 0, 0]})
    overrides = pd.DataFrame({"substation_id": [], "rule": [], "reason": [], "source_id": []}).astype("str")
    groups = pd.DataFrame({"dno": served["dno"], "gsp_group": ["A"], "complete": [True]})
    points = allocate(served, postcodes, substations, overrides, groups, ambiguity_ratio=1.5).points
    # At 0.1 km P2 is 19 times as far; at 0.9 km it is 1.22 times as far, so the second allocation moves that home.
    assert points[["easting_m", "first", "second"]].to_numpy().tolist() == [
        [100, "t:P1", "t:P1"],
        [900, "t:P1", "t:P2"],
    ]
    dwellings = homes([(A, LSOAS[0], 100.0, {}), (A, LSOAS[0], 900.0, {})])
    found = substations_of_homes(dwellings, points, SUPPLY, "second_nearest")
    assert [found.substations[code] for code in found.codes] == ["t:P1", "t:P2"]
    assert found.by_share == 0


def test_a_place_that_stands_twice_or_an_unknown_allocation_is_refused():
    with pytest.raises(ValueError, match="twice"):
        substations_of_homes(eight(), pd.concat([POINTS, POINTS]), SUPPLY, "nearest")
    with pytest.raises(ValueError, match="no allocation is called furthest"):
        substations_of_homes(eight(), POINTS, SUPPLY, "furthest")


def test_reasons_multiply_and_homes_served_already_are_closed():
    times = EVEN.times | {"propensity_owner": 3.0, "propensity_off_gas": 4.0, "propensity_detached_ground": 5.0}
    times |= {"propensity_dense_network": 8.0, "propensity_social_network": 3.0, "propensity_gas_hybrid": 10.0}
    setting = PropensitySettings(times, 120.0, 2.0, 25.0)
    dwellings = homes(
        [
            (A, LSOAS[0], 0.0, {"tenure": "owner_occupied", "heating": "oil", "dwelling_type": "bungalow"}),
            (A, LSOAS[0], 0.0, {"tenure": "rented_social"}),
            (A, LSOAS[0], 0.0, {"heating": "heat_pump"}),
            (A, LSOAS[0], 0.0, {"heating": "heat_network"}),
        ]
    )
    likely = pd.DataFrame(likelihoods(dwellings, np.full(4, 30.0), setting), index=list(TECHNOLOGIES))
    # An owner's bungalow on oil: 3 x 4, under ground 5 times that; a hybrid 3, not 10. A dense LSOA: networks x 8.
    assert likely[0].to_dict() == {DH: 8.0, GSHP: 60.0, HYBRID: 3.0, ASHP: 12.0}
    assert likely[1].to_dict() == {DH: 24.0, GSHP: 1.0, HYBRID: 10.0, ASHP: 1.0}
    assert likely[[2, 3]].to_numpy().tolist() == [[0.0, 0.0]] * 4


def test_an_lsoa_without_an_area_is_neither_rural_nor_dense():
    dwellings = eight()
    areas = pd.DataFrame({"lsoa_code": LSOAS[:1], "area_ha": [8.0]})
    assert density(dwellings, areas).tolist()[:4] == [0.5] * 4
    assert np.isnan(density(dwellings, areas)[4:]).all()
    times = EVEN.times | {"propensity_rural_ground": 7.0, "propensity_dense_network": 9.0}
    likely = likelihoods(dwellings, density(dwellings, areas), PropensitySettings(times, 120.0, 2.0, 25.0))
    assert likely[TECHNOLOGIES.index(GSHP)].tolist() == [7.0] * 4 + [1.0] * 4
    assert likely[TECHNOLOGIES.index(DH)].tolist() == [1.0] * 8


@given(
    kinds=st.lists(
        st.tuples(st.sampled_from(TYPES), st.sampled_from(TENURES), st.sampled_from(HEATINGS[:6])),
        min_size=1,
        max_size=6,
    ),
    name=st.sampled_from(sorted(EVEN.times)),
)
@settings(max_examples=40, deadline=None)
def test_a_reason_that_weighs_more_lowers_no_home(kinds, name):
    dwellings = homes(
        [(A, LSOAS[0], 0.0, {"dwelling_type": kind, "tenure": tenure, "heating": heat}) for kind, tenure, heat in kinds]
    )
    before = likelihoods(dwellings, np.full(len(dwellings), 30.0), EVEN)
    heavier = PropensitySettings(EVEN.times | {name: 2.0}, 120.0, 2.0, 25.0)
    after = likelihoods(dwellings, np.full(len(dwellings), 30.0), heavier)
    assert (after >= before).all()
    untouched = [row for row, kind in enumerate(TECHNOLOGIES) if name not in {given for _, given in REASONS[kind]}]
    assert (after[untouched] == before[untouched]).all()


def test_a_factor_of_nothing_is_refused():
    with pytest.raises(ValueError, match="propensity_owner must be above 0"):
        PropensitySettings(EVEN.times | {"propensity_owner": 0.0}, 120.0, 2.0, 25.0)


def test_equals_are_picked_evenly_by_hand():
    dwellings = eight()
    ranks = ranking(dwellings, np.full(8, 10.0), EVEN).rank
    # frac((i + 0.5) x 0.618034) = .309 .927 .545 .163 .781 .399 .017 .635: the smallest comes first.
    assert ranks[0].tolist() == [3, 8, 5, 2, 7, 4, 1, 6]
    assert (ranks == ranks[0]).all()


def test_picks_among_equals_spread_over_lsoas_at_every_length():
    order = np.arange(400)
    rank = ranked(np.ones(400), np.zeros(400, dtype=np.int64), order)
    lsoa = order // 40
    for picked in range(1, 401):
        by_lsoa = np.bincount(lsoa[rank <= picked], minlength=10)
        assert np.abs(by_lsoa - picked / 10).max() < 2


def test_homes_twice_as_likely_come_twice_as_often():
    rank = ranked(np.repeat([2.0, 1.0], 1000), np.zeros(2000, dtype=np.int64), np.arange(2000))
    # When half of the others have come, 1 - 0.5 ** 2 = 750 of 1,000 of the likelier have, 1,250 in all.
    first = rank <= 1250
    assert first[:1000].sum() == pytest.approx(750, abs=2)
    assert first[1000:].sum() == pytest.approx(500, abs=2)


def test_ranks_number_each_district_from_one_and_leave_closed_homes_out():
    likelihood = np.array([1.0, 0.0, 2.0, 1.0, 1.0, 0.0])
    district = np.array([1, 1, 1, 0, 0, 0])
    rank = ranked(likelihood, district, np.arange(6))
    assert rank[[1, 5]].tolist() == [0, 0]
    assert sorted(rank[[0, 2]]) == [1, 2]
    assert sorted(rank[[3, 4]]) == [1, 2]
    alone = ranked(likelihood[:3], district[:3], np.arange(3))
    assert alone.tolist() == rank[:3].tolist()


def test_adopters_come_in_rank_in_part_at_the_boundary_and_the_last_leave_first():
    dwellings = eight()
    # Totals 0, 1.5, 2.5, 0.5; the queue is the 7th home, the 4th, the 1st.
    adopted = chosen({("s", ASHP, A): [0, 1.5, 1, -2]}, dwellings)
    assert adopted.adopted_year[0].tolist() == [2027, NEVER, NEVER, 2026, NEVER, NEVER, 2026, NEVER]
    assert adopted.standing("s", 2026).tolist() == [0, 0, 0, 0.5, 0, 0, 1, 0]
    assert adopted.standing("s", 2027).tolist() == [0.5, 0, 0, 1, 0, 0, 1, 0]
    assert adopted.standing("s", 2028).tolist() == [0, 0, 0, 0, 0, 0, 0.5, 0]
    units = np.array([3.0, 1, 1, 0.5, 1, 1, 2.0, 1])
    lsoa = np.repeat([0, 1], 4)
    rows = placed_additions(adopted, lsoa, pd.DataFrame({"lsoa_code": LSOAS[:2]}), units)
    found = {(row.lsoa_code, row.start_year): (row.count, row.profile_units) for row in rows.itertuples(index=False)}
    # 2027: half of the 4th (0.25 units) and half of the 1st (1.5); 2028: the 4th and half of the 1st go, and half of
    # the 7th.
    assert found == {
        (LSOAS[0], 2026): (0.5, 0.25),
        (LSOAS[1], 2026): (1.0, 2.0),
        (LSOAS[0], 2027): (1.0, 1.75),
        (LSOAS[0], 2028): (-1.5, -2.0),
        (LSOAS[1], 2028): (-0.5, -1.0),
    }
    assert adopted.findings() == []
    assert adopted.left_over().empty


def test_where_homes_run_out_the_rest_is_counted_and_left_over():
    adopted = chosen({("s", ASHP, A): [0, 2, 4, 0], ("s", DH, A): [0, 1, 4, 0]}, eight())
    # Networks choose first and take 5 of 8 homes; air-source pumps want 6 and get 3.
    assert np.bincount(adopted.technology[0] + 1).tolist() == [0, 5, 0, 0, 3]
    assert adopted.left_over().to_numpy().tolist() == [["s", ASHP, A, 2027, 3.0]]
    (finding,) = adopted.findings()
    assert (finding.rule, finding.severity) == ("homes_run_out", "warning")
    assert finding.ids == (f"s / {A}: 3 in 2027",)


def test_additions_of_an_unknown_scenario_are_refused():
    with pytest.raises(ValueError, match="unknown scenario among the additions: other"):
        chosen({("other", ASHP, A): [1]}, eight())


SERIES = st.lists(st.floats(0, 30, allow_nan=False), min_size=4, max_size=4)


def mixed(number):
    """Homes of two districts and three LSOAs, of all kinds, some served already."""
    return homes(
        [
            (
                A if row % 3 else B,
                LSOAS[1 + row % 2] if row % 3 else LSOAS[0],
                float(row % 4),
                {
                    "dwelling_type": TYPES[row % 7],
                    "tenure": TENURES[row % 3],
                    "heating": HEATINGS[row % 10],
                    "epc_band": EPC_BANDS[row % 5],
                },
            )
            for row in range(number)
        ]
    )


def levels(series):
    """Net additions of a series of totals."""
    return np.diff(series, prepend=0.0).tolist()


@given(table=st.dictionaries(st.tuples(st.just("s"), st.sampled_from(TECHNOLOGIES), st.sampled_from([A, B])), SERIES))
@settings(max_examples=60, deadline=None)
def test_totals_are_met_exactly_and_nobody_takes_up_two(table):
    dwellings = mixed(70)
    times = EVEN.times | {"propensity_owner": 3.0, "propensity_flat_network": 4.0}
    adopted = chosen(
        {key: levels(series) for key, series in table.items()} or {("s", ASHP, A): [0] * 4},
        dwellings,
        setting=PropensitySettings(times, 120.0, 2.0, 25.0),
    )
    places = pd.DataFrame({"district_code": [A, B]})
    rows = placed_additions(adopted, adopted.district, places, np.ones(70))
    left = adopted.left_over().rename(columns={"year": "start_year"})
    together = pd.concat([rows, left]).groupby(["technology", "district_code", "start_year"])["count"].sum()
    for (_, technology, district), series in table.items():
        yearly = [together.get((technology, district, year), 0.0) for year in YEARS]
        assert np.allclose(np.cumsum(yearly), series, rtol=0, atol=1e-9)
    assert np.allclose(rows["count"], rows["profile_units"], rtol=0, atol=1e-12)
    taken = adopted.technology[0] != NOBODY
    served = dwellings["heating"].isin(["heat_pump", "hybrid_heat_pump", "heat_network"]).to_numpy()
    assert not (taken & served).any()
    seats = pd.DataFrame({"d": adopted.district, "t": adopted.technology[0], "p": adopted.place[0]})[taken]
    assert not seats.duplicated().any()
    assert ((adopted.adopted_year[0] != NEVER) <= taken).all()


@given(series=SERIES, more=st.lists(st.floats(0, 10), min_size=4, max_size=4), other=SERIES)
@settings(max_examples=60, deadline=None)
def test_more_uptake_never_removes_an_adopter(series, more, other):
    dwellings = mixed(70)
    greater = [one + extra for one, extra in zip(series, more, strict=True)]
    few, many = (
        chosen({("s", GSHP, A): levels(totals), ("s", ASHP, A): levels(other)}, dwellings)
        for totals in (series, greater)
    )
    ground = TECHNOLOGIES.index(GSHP)
    for year in YEARS:
        before = np.where(few.technology[0] == ground, few.standing("s", year), 0.0)
        after = np.where(many.technology[0] == ground, many.standing("s", year), 0.0)
        assert (after >= before - 1e-12).all()
    assert ((few.technology[0] != NOBODY) <= (many.technology[0] != NOBODY)).all()


def toy_stock():
    """Control totals of one district whose recorded pumps stand above the scenario at first."""
    return stock_of(
        {
            ("s", A, ASHP): [1, 2.5, 4, 3],
            ("s", A, GSHP): [0, 0.5, 1, 1],
            ("s", A, DH): [0.5, 0.5, 1.5, 2],
            ("s", A, "electric_vehicle"): [1, 2, 3, 4],
        }
    )


RECORDED = {(A, ASHP): {2023: 1, 2025: 2}}


def toy_homes():
    """Ten homes: four and four as in `eight`, and one heat pump and one heat network in the second LSOA."""
    plain = [(A, LSOAS[0], 100.0, {})] * 4 + [(A, LSOAS[1], 900.0, {})] * 4
    served = [(A, LSOAS[1], 900.0, {"heating": "heat_pump"}), (A, LSOAS[1], 900.0, {"heating": "heat_network"})]
    return homes(plain + served)


def energy_of(dwellings, *, kw=2.0):
    return pd.DataFrame({"dwelling_id": dwellings["dwelling_id"], "heat_pump_peak_kw": kw})


SIZED = [6.0] * 8 + [1.0] * 2
"""Peaks in kW whose mean is 5: each of the eight open homes of `toy_homes` counts 1.2 units, the two others 0.2."""


def study(**changed):
    config = SimpleNamespace(base_year=2025, last_year=2028, scenarios=("s",), homes_take_up="by_propensity")
    return SimpleNamespace(config=config, assumptions=register(**changed))


def run(dwellings, energy, *, sites=None, stock=None, config=None):
    """What the three stages give on the toy, both allocations alike but for the homes of the first LSOA."""
    sites = empty(NamedShares) if sites is None else sites
    stock = toy_stock() if stock is None else stock
    recorded = recorded_of(RECORDED)
    setting = config or study()
    simple = place(stock, recorded, SUPPLY, PROFILES, base_year=2025, developments=sites)
    choice = choose_homes(setting, stock, recorded, sites, dwellings, lsoa_areas())["choice"]
    both = pd.concat([SUPPLY, SUPPLY.assign(allocation="second_nearest")])
    made = place_at_homes(setting, simple, simple, both, POINTS, choice, dwellings, energy)
    technologies = pd.DataFrame({"technology": [ASHP, GSHP, DH], "admd_id": ["hp_admd", "ground_hp_admd", "hp_admd"]})
    ratio = compare_placements(setting, simple, made["placed_measures"], technologies, choice)
    return made | ratio | {"choice": choice, "simple_measures": simple}


def test_measures_of_homes_keep_every_district_total_and_pass_their_contract():
    made = run(toy_homes(), energy_of(toy_homes()))
    for name in ("placed_measures", "placed_measures_second"):
        rows = validated(made[name], Measures, name)
        assert rows.equals(rows.sort_values(key_of(Measures), ignore_index=True))
        table = reconciliation(rows, toy_stock(), recorded_of(RECORDED), base_year=2025)
        assert table["difference_count"].abs().max() < 1e-9
    simple = made["simple_measures"]
    same = ["electric_vehicle"]
    for rows in (simple[simple["technology"].isin(same)], simple[simple["status"].eq("context")]):
        found = made["placed_measures"].merge(rows[key_of(Measures)], on=key_of(Measures))
        pd.testing.assert_frame_equal(found, rows.reset_index(drop=True))


def test_recorded_pumps_stand_where_the_stock_has_them_a_unit_each():
    made = run(toy_homes(), energy_of(toy_homes(), kw=4.0))
    rows = made["placed_measures"]
    existing = rows[rows["status"].eq("existing") & rows["technology"].eq(ASHP)]
    assert existing[["lsoa_code", "substation_id", "start_year", "count", "profile_units"]].to_numpy().tolist() == [
        [LSOAS[1], "t:P2", 2023, 1.0, 1.0],
        [LSOAS[1], "t:P2", 2025, 1.0, 1.0],
    ]
    # Without a heat pump in the stock they are spread by homes: 3, 1 and 4 of 8.
    bare = run(eight(), energy_of(eight()))["placed_measures"]
    spread_out = bare[bare["status"].eq("existing") & bare["technology"].eq(ASHP) & bare["start_year"].eq(2023)]
    assert spread_out["count"].tolist() == [0.375, 0.125, 0.5]


def test_a_home_counts_by_its_size_and_says_what_that_rests_on():
    # The first LSOA's four homes draw 3 kW, the other six 0.5 kW: the mean of ten is 1.5.
    energy = energy_of(toy_homes(), kw=[3.0] * 4 + [0.5] * 6)
    assert home_units(energy).tolist() == pytest.approx([2.0] * 4 + [1 / 3] * 6)
    assert "1.50 kW" in level_finding(energy, measured_kw=1.7).message
    rows = run(toy_homes(), energy)["placed_measures"]
    planned = rows[rows["status"].eq("planned") & rows["technology"].eq(ASHP)]
    # Homes stand at their points: none of the first LSOA's on t:P2, though the supply table gives it a quarter.
    assert set(zip(planned["lsoa_code"], planned["substation_id"], strict=True)) <= {
        (LSOAS[0], "t:P1"),
        (LSOAS[1], "t:P2"),
    }
    size = planned["lsoa_code"].map({LSOAS[0]: 2.0, LSOAS[1]: 1 / 3})
    assert np.allclose(planned["profile_units"], size * planned["count"])
    named = {"hp_admd", *(name for _, name in REASONS[ASHP])}
    assert [set(ids.split(";")) for ids in planned["assumption_ids"].unique()] == [named]
    with pytest.raises(ValueError, match="above 0"):
        home_units(energy_of(toy_homes(), kw=0.0))


def named_site(taken):
    years = [2026, 2027, 2028]
    frame = pd.DataFrame({"year": years, "claimed_count": taken, "taken_count": taken, "excess_count": [0.0] * 3})
    texts = {"scenario": "s", "technology": ASHP, "development_id": "field", "district_code": A}
    frame = frame.assign(**texts, lsoa_code=LSOAS[0], substation_id="t:P1")
    return frame[columns_of(NamedShares)].astype(dict.fromkeys([*texts, "lsoa_code", "substation_id"], "str"))


def test_a_named_site_keeps_its_own_units_and_changes_no_total():
    energy = energy_of(toy_homes(), kw=SIZED)
    without, beside = (run(toy_homes(), energy, sites=sites) for sites in (None, named_site([0.25, 1.0, 1.0])))
    counts = []
    for made in (without, beside):
        rows = made["placed_measures"]
        ours = rows[rows["technology"].eq(ASHP) & rows["status"].eq("planned")]
        counts.append(ours.groupby("start_year")["count"].sum())
        assert not check(rows, Measures, "measures")
    pd.testing.assert_series_equal(*counts)
    rows = beside["placed_measures"]
    planned = rows[rows["technology"].eq(ASHP) & rows["status"].eq("planned")]
    # In 2027 the total rises by 1.5; 0.75 are the site's, a unit each, and 0.75 homes' of 1.2 units.
    added = planned[planned["start_year"].eq(2027)]
    assert added["count"].sum() == pytest.approx(1.5)
    assert added["profile_units"].sum() == pytest.approx(0.75 + 0.75 * 1.2)


def test_the_remainder_is_spread_as_the_simple_placement_spreads_it():
    stock = stock_of({("s", A, ASHP): [2, 2, 14, 14]})
    made = run(toy_homes(), energy_of(toy_homes(), kw=SIZED), stock=stock)
    # 12 more than the 2 recorded, and 8 homes are open: 4 are spread by homes 3, 1 and 4 of 8.
    rows = made["placed_measures"]
    planned = rows[rows["status"].eq("planned")].set_index(["lsoa_code", "substation_id"])
    assert planned["count"].to_dict() == {
        (LSOAS[0], "t:P1"): 4 + 1.5,
        (LSOAS[0], "t:P2"): 0.5,
        (LSOAS[1], "t:P2"): 4 + 2.0,
    }
    # Four homes of 1.2 units, and the spread ones a unit each.
    assert planned["profile_units"].to_dict() == {
        (LSOAS[0], "t:P1"): pytest.approx(4.8 + 1.5),
        (LSOAS[0], "t:P2"): 0.5,
        (LSOAS[1], "t:P2"): pytest.approx(4.8 + 2.0),
    }
    assert planned["assumption_ids"].ne("").to_dict() == {
        (LSOAS[0], "t:P1"): True,
        (LSOAS[0], "t:P2"): False,
        (LSOAS[1], "t:P2"): True,
    }
    assert "homes_run_out" in {finding.rule for finding in made["adoption_findings"]}


def test_removing_the_homes_measures_removes_exactly_their_load():
    made = run(toy_homes(), energy_of(toy_homes(), kw=SIZED))
    _, _, ladder = drawn(NETWORK)
    asked = {"scenarios": ("s",), "years": list(YEARS), "technologies": sorted(PROFILES), "since": 2025}

    def counts(rows):
        return cumulative_counts(rows, ladder, **asked)

    rows, simple = made["placed_measures"], made["simple_measures"]
    homes_own = rows["technology"].isin(TECHNOLOGIES) & rows["status"].eq("planned")
    spread_out = simple["technology"].isin(TECHNOLOGIES) & simple["status"].eq("planned")
    assert counts(rows[homes_own]).any()
    assert np.array_equal(counts(rows[~homes_own]), counts(simple[~spread_out]))
    assert np.allclose(counts(rows) - counts(rows[homes_own]), counts(rows[~homes_own]), rtol=0, atol=1e-12)
    # 2028: air source (3 - 2 recorded), ground source 1 and networks 1.5, each of 1.2 units.
    assert counts(rows[homes_own])[0, -1].sum() == pytest.approx(1.2 * (1 + 1 + 1.5))


def test_an_even_study_or_one_without_homes_keeps_the_simple_placement():
    even = study()
    even.config.homes_take_up = "evenly"
    for made in (
        run(toy_homes(), energy_of(toy_homes()), config=even),
        run(toy_homes()[:0], energy_of(toy_homes()[:0])),
    ):
        pd.testing.assert_frame_equal(made["placed_measures"], made["simple_measures"])
        assert made["choice"] is None
        assert made["home_options"].empty
        assert made["placement_ratio"].empty
        assert made["adoption_findings"] == made["substation_findings"] == ()


def test_the_order_of_homes_changes_nothing():
    dwellings = mixed(70)
    energy = energy_of(dwellings).assign(heat_pump_peak_kw=1.0 + np.arange(70) / 7)
    stock = stock_of({("s", A, ASHP): [1, 9.3, 20, 18], ("s", B, DH): [0, 3.5, 4, 9], ("s", A, HYBRID): [0, 3, 12, 9]})
    shuffled = np.random.default_rng(3).permutation(70)
    supply = supply_of(
        [
            (LSOAS[0], B, True, "t:P1", 1.0, 24),
            (LSOAS[1], A, True, "t:P1", 1.0, 23),
            (LSOAS[2], A, True, "t:P2", 1.0, 23),
        ]
    )
    setting = study(propensity_owner=3.0, propensity_flat_network=4.0)
    found = []
    for order in (np.arange(70), shuffled):
        some, kw = dwellings.iloc[order].reset_index(drop=True), energy.iloc[order].reset_index(drop=True)
        recorded = recorded_of({(A, ASHP): {2025: 1}})
        simple = place(stock, recorded, supply, PROFILES, base_year=2025)
        choice = choose_homes(setting, stock, recorded, empty(NamedShares), some, lsoa_areas())["choice"]
        both = pd.concat([supply, supply.assign(allocation="second_nearest")])
        made = place_at_homes(setting, simple, simple, both, POINTS[:0], choice, some, kw)
        found.append((made["placed_measures"], made["home_options"]))
    for one, other in zip(*found, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_the_order_of_ids_is_the_order_of_text():
    assert order_of(pd.Series(["b", "a", "c"], dtype="str")).tolist() == [1, 0, 2]
    assert order_of(pd.Series(["a", "b", "c"], dtype="str")).tolist() == [0, 1, 2]


def test_options_count_open_homes_by_area_and_rank_the_earliest_first():
    dwellings = homes(
        [(A, LSOAS[0], 100.0, {})] * 3
        + [(A, LSOAS[1], 900.0, {"tenure": "owner_occupied"})] * 3
        + [(A, LSOAS[1], 900.0, {"heating": "heat_pump"})]
    )
    setting = PropensitySettings(EVEN.times | {"propensity_owner": 1_000.0}, 120.0, 2.0, 25.0)
    ranks = ranking(dwellings, np.full(7, 10.0), setting)
    table = options_by_area(dwellings, ranks, substations_of_homes(dwellings, POINTS, SUPPLY, "nearest"))
    assert not check(table, Options, "options")
    air = table[table["technology"].eq(ASHP)].set_index("lsoa_code")
    # Three owners stand before all others; the heat pump is no candidate.
    assert air["count"].to_dict() == {LSOAS[0]: 3.0, LSOAS[1]: 3.0}
    assert air["rank"].to_dict() == {LSOAS[0]: 2.0, LSOAS[1]: 1.0}
    assert air.loc[LSOAS[1], "option_id"] == f"{ASHP}/{LSOAS[1]}/t:P2"


def measures_rows(rows):
    """Measures from (technology, substation, year, status, units)."""
    frame = place(stock_of({("s", A, ASHP): [0, 1, 1, 1]}), recorded_of({}), SUPPLY, PROFILES, base_year=2025)
    frame = pd.concat([frame.head(1)] * len(rows), ignore_index=True)
    names = ["technology", "substation_id", "start_year", "status", "profile_units"]
    return frame.assign(**{name: [row[place] for row in rows] for place, name in enumerate(names)})


def test_the_ratio_is_of_kilowatts_and_outside_its_bounds_a_finding():
    simple = measures_rows(
        [
            (ASHP, "t:P1", 2026, "planned", 10.0),
            (HYBRID, "t:P1", 2027, "context", 4.0),
            (ASHP, "t:P1", 2023, "existing", 99.0),
            (ASHP, "t:P2", 2026, "planned", 10.0),
            (ASHP, "t:P2", 2029, "planned", 99.0),
            ("electric_vehicle", "t:P2", 2026, "planned", 99.0),
            (ASHP, "", 2026, "planned", 99.0),
        ]
    )
    adopted = measures_rows(
        [
            (ASHP, "t:P1", 2026, "planned", 5.0),
            (HYBRID, "t:P1", 2027, "context", 4.0),
            (ASHP, "t:P2", 2026, "planned", 15.0),
            (ASHP, "t:P3", 2026, "planned", 1.0),
        ]
    )
    table = placement_ratio(simple, adopted, scenarios=["s"], year=2028, peak_kw={ASHP: 2.0, HYBRID: 1.0})
    assert not check(table, PlacementRatio, "placement_ratio")
    rows = table.set_index("substation_id")
    # P1: 5 x 2 + 4 = 14 kW beside 10 x 2 + 4 = 24; P2: 30 beside 20; P3: nothing to compare with.
    assert rows.loc["t:P1", ["simple_kw", "adopted_kw", "adopted_units"]].tolist() == [24.0, 14.0, 9.0]
    assert rows["load_ratio"].tolist()[:2] == pytest.approx([14 / 24, 1.5])
    assert np.isnan(rows.loc["t:P3", "load_ratio"])
    found = {finding.rule: finding.ids for finding in ratio_findings(table, low=0.7, high=1.4)}
    assert found == {"placement_ratio_low": ("t:P1 in s: 0.58",), "placement_ratio_high": ("t:P2 in s: 1.50",)}
    assert ratio_findings(table, low=0.5, high=1.6) == []


def test_a_plan_without_heating_changes_nothing_else():
    stock = stock_of({("s", A, "electric_vehicle"): [1, 2, 3, 4]})
    simple = place(stock, recorded_of({}), SUPPLY, PROFILES, base_year=2025)
    dwellings = toy_homes()
    plan = Plan.of(stock, recorded_of({}), empty(NamedShares), base_year=2025)
    adopted = adopt(
        plan.planned, ranking(dwellings, np.full(10, 9.0), EVEN), np.zeros(10, np.int64), scenarios=("s",), districts=[]
    )
    supplied = Supplied(np.zeros(10, np.int64), ("t:P1",), 0)
    where = HomesPlaced(*places_of(dwellings, supplied), np.ones(10), dwellings["heating"])
    pd.testing.assert_frame_equal(adopted_measures(simple, plan, adopted, where, SUPPLY), simple)


def test_the_ranking_names_its_technologies_in_the_order_they_choose():
    ranks = ranking(eight(), np.full(8, 9.0), EVEN)
    assert isinstance(ranks, Ranking)
    assert ranks.technologies == (DH, GSHP, HYBRID, ASHP)
