"""Where to start: runs of like homes, criteria worked by hand, scores that cannot be gamed, zones of neighbours."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings import contract as certified
from lae.buildings import stock_contract as stock
from lae.buildings.poverty_contract import FuelPoverty
from lae.buildings.retrofit_contract import SUITABLE, Offer
from lae.buildings.stock_contract import Dwellings
from lae.buildings.targeting.clusters import ClusterSettings, clusters
from lae.buildings.targeting.criteria import scores, weights_of
from lae.buildings.targeting.neighbours import neighbours, zone_shapes
from lae.buildings.targeting.room import least_room, supplied
from lae.buildings.targeting.scored import (
    TARGETING_IDS,
    Surroundings,
    TargetingSettings,
    for_publication,
    targeting_table,
)
from lae.buildings.targeting.zones import ZONE_IDS, ZoneSettings, grown, zones
from lae.buildings.targeting_contract import CRITERIA
from lae.findings import FaultsError
from lae.scoring import better_than, placed
from lae.tables import columns_of, empty, validated

NAN = float("nan")
LSOAS = [f"E0190000{number}" for number in range(1, 7)]
DISTRICTS = ["E07900001"] * 3 + ["E07900002"] * 3
CLUSTERS = ClusterSettings(min_homes=3, link_homes=1, reach_m=150, known_share=0.5)
SETTINGS = TargetingSettings(CLUSTERS, power_factor=0.95)
EQUAL = dict.fromkeys(CRITERIA, 1.0)
ZONES = ZoneSettings(top_share=1.0, most_homes=8, zones_most=10, min_open_homes=2, power_factor=0.95)
LISTS = {
    "dwelling_type": stock.TYPES,
    "age_band": stock.AGES,
    "tenure": stock.TENURES,
    "heating": stock.HEATINGS,
    "epc_band": stock.EPC_BANDS,
    "wall": certified.WALLS,
    "wall_insulation": certified.WALL_INSULATION,
    "roof": certified.ROOFS,
    "roof_insulation": certified.INSULATION,
    "floor": certified.FLOORS,
    "floor_insulation": certified.INSULATION,
    "glazing": certified.GLAZING,
    "photovoltaics": certified.YES_NO,
    "provenance": stock.HOME_PROVENANCE,
}
PLAIN = {
    "district_code": "E07900001",
    "lsoa_code": LSOAS[0],
    "postcode": "TY1 1AA",
    "easting_m": 400_000.0,
    "northing_m": 200_000.0,
    "dwelling_type": "semi_detached",
    "age_band": "D",
    "tenure": "owner_occupied",
    "heating": "gas",
    "epc_band": "D",
    "sap_points": 60.0,
    "floor_area_m2": 100.0,
    "wall": "cavity",
    "provenance": "epc",
}


def homes(rows):
    """Contract Dwellings: a plain home for each row, changed as the row says."""
    frame = pd.DataFrame([PLAIN | row for row in rows])
    frame["dwelling_id"] = [f"{code}-{number:05d}" for number, code in enumerate(frame["lsoa_code"], start=1)]
    blank = {name: "" for name in LISTS if name not in frame.columns}
    frame = frame.assign(**blank, loft_insulation_mm=NAN, primary_energy_kwh_per_m2=NAN, has_uprn=False)
    for name in columns_of(Dwellings):
        if name in LISTS:
            frame[name] = pd.Categorical(frame[name], categories=pd.Index(LISTS[name], dtype="str"))
        elif name in ("district_code", "lsoa_code", "postcode"):
            frame[name] = pd.Categorical(frame[name], categories=pd.Index(sorted(set(frame[name])), dtype="str"))
    return validated(frame.astype({"dwelling_id": "str"}), Dwellings, "dwellings")


def offer(is_open, capex, carbon, *, peak=1.9):
    """An offer of 20 years to the homes that are open, low and high far off."""
    is_open = np.array(is_open)

    def triple(values):
        central = np.where(is_open, values, 0.0)
        return np.vstack([central / 2, central, central * 2])

    status = np.where(is_open, SUITABLE.index("needs_consent"), SUITABLE.index("unknown"))
    none = triple(0.0)
    added = triple(np.full(len(is_open), peak))
    return Offer("deep", status, triple(np.array(capex, float)), none, none, none, triple(carbon), added, 20.0, ())


# Six LSOAs of four homes on a grid: 1 2 3 over 4 5 6.
OPEN = [4, 4, 4, 2, 4, 0]
CAPEX = [1_000.0, 2_000.0, 3_000.0, 4_000.0, 5_000.0, 0.0]
CARBON = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
HEATING = {
    0: ["gas", "gas", "gas", "electric_storage"],
    1: ["oil", "gas", "gas", "gas"],
    2: ["oil", "lpg", "gas", "gas"],
    3: ["solid_fuel"] * 4,
    4: ["gas"] * 4,
    5: ["oil", "gas", "gas", "heat_network"],
}


def toy_homes():
    types = ["detached", "flat", "mid_terrace", "bungalow"]
    rows = [
        {
            "lsoa_code": code,
            "district_code": DISTRICTS[place],
            "postcode": f"TY{place + 1} 1AA",
            "heating": HEATING[place][number],
            "tenure": "rented_social" if place == 0 else "owner_occupied",
            "dwelling_type": types[number] if place == 1 else "semi_detached",
            "provenance": "epc" if place < 2 else "modelled",
        }
        for place, code in enumerate(LSOAS)
        for number in range(4)
    ]
    return homes(rows)


def toy_energy():
    return pd.DataFrame({"space_heat_kwh": np.repeat([1_000.0, 2_000, 3_000, 4_000, 5_000, 6_000], 4)})


def toy_offer(*, peak=1.9):
    is_open = [number < OPEN[place] for place in range(6) for number in range(4)]
    return offer(is_open, np.repeat(CAPEX, 4), np.repeat(CARBON, 4), peak=peak)


def toy_poverty():
    counts = {"households_count": [100.0] * 6, "fuel_poor_count": [10.0, 20, 30, 40, NAN, 20]}
    frame = pd.DataFrame({"lsoa_code": LSOAS, **counts, "year": 2020, "source_id": "toy"})
    return validated(frame, FuelPoverty, "fuel_poverty")


def toy_around():
    on = [(0, "A", 1.0), (1, "A", 0.5), (1, "B", 0.5), (2, "B", 1.0), (3, "C", 1.0), (4, "A", 0.5), (5, "B", 1.0)]
    rows = [(LSOAS[place], name, share) for place, name, share in on]
    homes_on = pd.DataFrame(rows, columns=["lsoa_code", "substation_id", "share"])
    figures = {"headroom_mva": [0.032, 0.0, NAN], "bound": ["exact", "at_most", "unknown"]}
    return Surroundings(homes_on, pd.DataFrame({"substation_id": list("ABC"), **figures}), toy_poverty())


def toy(*, weights=EQUAL, around=None, how=SETTINGS, **options):
    around = toy_around() if around is None else around
    return targeting_table(toy_homes(), toy_energy(), toy_offer(), around, weights=weights, settings=how, **options)


def level(found, name):
    return found.table[found.table["area_level"].eq(name)].set_index("area_code")


def square(column, row):
    return shapely.box(column * 1_000, row * 1_000, column * 1_000 + 1_000, row * 1_000 + 1_000)


def toy_shapes():
    shapes = [square(number % 3, 1 - number // 3) for number in range(6)]
    return gpd.GeoDataFrame({"lsoa_code": LSOAS, "district_code": DISTRICTS}, geometry=shapes, crs="EPSG:27700")


# Figures and criteria.


def test_the_figures_of_an_lsoa_are_sums_of_its_homes():
    found = level(toy(), "lsoa")
    assert found["homes"].tolist() == [4] * 6
    assert found["open_homes"].tolist() == OPEN
    assert found["capex_gbp"].tolist() == [4_000, 8_000, 12_000, 8_000, 20_000, 0]
    # 4,000 pounds for 4 tonnes a year over 20 years is 50; the fifth saves nothing, the sixth is not open.
    assert found["gbp_per_tco2e"].tolist() == pytest.approx([50, 100, 150, 200, NAN, NAN], nan_ok=True)
    assert found["heat_need_kwh_per_m2"].tolist() == [10, 20, 30, 40, 50, 60]
    assert found["fuel_poor_share"].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, NAN, 0.2], nan_ok=True)
    assert found["off_gas_share"].tolist() == [0, 0.25, 0.5, 1, 0, 0.25]
    assert found["electric_share"].tolist() == [0.25, 0, 0, 0, 0, 0]
    assert found["social_share"].tolist() == [1, 0, 0, 0, 0, 0]
    assert found["owner_share"].tolist() == [0, 1, 1, 1, 1, 1]
    # Three gas semis of the first LSOA are a run and the electric one is not; the second has four kinds; no others
    # have certificates.
    assert found["clustered_share"].tolist() == pytest.approx([0.75, 0, NAN, NAN, NAN, NAN], nan_ok=True)
    assert found["clusters_count"].tolist() == [1, 0, 0, 0, 0, 0]
    assert found["peak_added_kw"].tolist() == pytest.approx([7.6, 7.6, 7.6, 3.8, 7.6, 0])


def test_headroom_of_an_lsoa_is_the_least_of_its_substations_and_says_no_more_than_they_do():
    found = level(toy(), "lsoa")
    # 1.9 kW at 0.95 is 0.002 MVA a home. The second: 0.032 - 0.004 at A, at most 0 - 0.004 at B. Half the fifth hangs
    # on nothing known, so A is an upper limit.
    assert found["headroom_mva"].tolist() == pytest.approx([0.032, 0, 0, NAN, 0.032, 0], nan_ok=True)
    assert found["headroom_after_mva"].tolist() == pytest.approx([0.024, -0.004, -0.008, NAN, 0.028, 0], nan_ok=True)
    assert found["headroom_bound"].tolist() == ["exact", "at_most", "at_most", "unknown", "at_most", "at_most"]
    assert found["headroom_ratio"].tolist() == pytest.approx([0.75, 0, 0, NAN, NAN, 0], nan_ok=True)


def test_each_criterion_is_the_share_of_other_places_it_beats():
    found = level(toy(), "lsoa")
    expected = {
        # Five can be told; 50 is cheaper than four of four others, and what saves no carbon is dearest.
        "carbon_cost": [1, 0.75, 0.5, 0.25, 0, NAN],
        # Of five known: 0.2 twice beats one of four, 0.3 three.
        "fuel_poverty": [0, 0.25, 0.75, 1, NAN, 0.25],
        "heat_need": [0, 0.2, 0.4, 0.6, 0.8, 1],
        "clustering": [1, 0, NAN, NAN, NAN, NAN],
        # 0 twice beats none of five, 0.25 twice beats two, 0.5 four.
        "off_gas": [0, 0.4, 0.8, 1, 0, 0.4],
        "social_homes": [1, 0, 0, 0, 0, 0],
    }
    for name, ratios in expected.items():
        assert found[f"{name}_ratio"].tolist() == pytest.approx(ratios, nan_ok=True), name


def test_the_score_is_the_mean_of_the_known_criteria_by_weight():
    found = level(toy(), "lsoa")
    # (1+0+0+1+0+1+.75)/7; (.75+.25+.2+0+.4+0+0)/7; (.5+.75+.4+.8+0+0)/6; (.25+1+.6+1+0)/5; (0+.8+0+0)/4; none open.
    expected = [3.75 / 7, 1.6 / 7, 2.45 / 6, 2.85 / 5, 0.2, NAN]
    assert found["score_ratio"].tolist() == pytest.approx(expected, nan_ok=True)
    assert found["rank_count"].tolist() == pytest.approx([2, 4, 3, 1, 5, NAN], nan_ok=True)
    assert found["criteria_missing"].tolist()[2:5] == [
        "clustering",
        "clustering headroom",
        "fuel_poverty clustering headroom",
    ]
    heavy = level(toy(weights=EQUAL | {"headroom": 0.0, "clustering": 0.0, "carbon_cost": 3.0}), "lsoa")
    # First: (3 x 1 + 0 + 0 + 0 + 1) / 7.
    assert heavy["score_ratio"].iloc[0] == pytest.approx(4 / 7)


def test_a_primary_gets_the_shares_of_its_lsoas():
    found = level(toy(), "primary")
    assert found.index.tolist() == ["A", "B", "C"]
    assert found["homes"].tolist() == [8, 10, 4]
    # A: 4,000 + half of 8,000 and of 20,000, for 4 + 2 + 0 tonnes; B: half of 8,000 + 12,000, for 2 + 4.
    assert found["capex_gbp"].tolist() == [18_000, 16_000, 8_000]
    assert found["gbp_per_tco2e"].tolist() == pytest.approx([150, 16_000 / 120, 200])
    # An LSOA of A is withheld; B: (10 + 30 + 20) of 250 households.
    assert found["fuel_poor_share"].tolist() == pytest.approx([NAN, 0.24, 0.4], nan_ok=True)
    # A: 8 open homes are 0.016 MVA.
    assert found["headroom_after_mva"].tolist() == pytest.approx([0.016, -0.012, NAN], nan_ok=True)
    assert found["headroom_ratio"].tolist() == pytest.approx([0.5, 0, NAN], nan_ok=True)


def test_a_load_taken_off_leaves_all_the_room_there_was():
    around = toy_around()
    found = targeting_table(toy_homes(), toy_energy(), toy_offer(peak=-1.9), around, weights=EQUAL, settings=SETTINGS)
    first = level(found, "lsoa").iloc[0]
    assert (first["headroom_after_mva"], first["headroom_ratio"]) == (pytest.approx(0.04), 1.0)
    # At most 0 today and load taken off: whether there is room afterwards nobody knows.
    assert np.isnan(level(found, "lsoa")["headroom_ratio"].iloc[2])


def test_what_nobody_supplied_is_blank_named_and_in_no_score():
    dwellings = toy_homes()
    modelled = pd.Categorical(["modelled"] * 24, categories=dwellings["provenance"].cat.categories)
    found = targeting_table(
        dwellings.assign(provenance=modelled),
        toy_energy(),
        toy_offer(),
        Surroundings(),
        weights=EQUAL,
        settings=SETTINGS,
    )
    assert found.table["criteria_missing"].tolist()[0] == "fuel_poverty clustering headroom"
    blank = ["clustered_share", "fuel_poor_share", "headroom_mva", "clustering_ratio", "headroom_ratio"]
    assert found.table[blank].isna().all(axis=None)
    assert found.table["area_level"].unique().tolist() == ["lsoa"]
    rules = {finding.rule: finding for finding in found.findings}
    assert set(rules) == {"no_clusters", "no_fuel_poverty", "no_network", "nothing_open"}
    assert "certificates" in rules["no_clusters"].fix
    # (1 + 0 + 0 + 1) / 4: carbon, heat, off gas, social.
    assert found.table["score_ratio"].iloc[0] == pytest.approx(0.5)


def test_a_place_of_which_nothing_can_be_told_has_no_score():
    found = toy(untold=dict.fromkeys(CRITERIA, "nobody counted."))
    assert found.table["score_ratio"].isna().all()
    assert found.table["rank_count"].isna().all()
    assert set(found.table["criteria_missing"]) == {" ".join(CRITERIA)}
    assert sum(finding.rule == "untold" for finding in found.findings) == len(CRITERIA)
    shapes = toy_shapes()
    pairs = neighbours(shapes)
    none = zones(found.table, shapes, pairs, toy_around(), lifetime_years=20, weights=EQUAL, settings=ZONES)
    assert none.empty


def test_findings_name_what_is_unknown():
    found = toy(untold={"social_homes": "no count."})
    assert found.table["social_share"].isna().all()
    assert found.table["owner_share"].notna().all()
    rules = {finding.rule: finding.ids for finding in found.findings}
    assert rules == {
        "untold": (),
        "fuel_poverty_blank": (LSOAS[4],),
        "nothing_open": (LSOAS[5],),
        "no_substation": (LSOAS[4],),
        "headroom_unknown": ("C",),
    }


def test_a_place_known_by_too_few_certificates_has_no_share_of_runs():
    dwellings = toy_homes()
    text = ["epc"] * 4 + ["epc", "donor_lsoa", "donor_lsoa", "donor_building"] + ["modelled"] * 16
    provenance = pd.Categorical(text, categories=dwellings["provenance"].cat.categories)
    found = targeting_table(
        dwellings.assign(provenance=provenance),
        toy_energy(),
        toy_offer(),
        toy_around(),
        weights=EQUAL,
        settings=SETTINGS,
    )
    assert level(found, "lsoa")["clustered_share"].tolist()[:2] == pytest.approx([0.75, NAN], nan_ok=True)
    trusting = replace(SETTINGS, clusters=replace(CLUSTERS, known_share=0.0))
    found = targeting_table(toy_homes(), toy_energy(), toy_offer(), toy_around(), weights=EQUAL, settings=trusting)
    assert level(found, "lsoa")["clustered_share"].isna().tolist() == [False, False, True, True, True, True]


def test_inputs_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="clustering"):
        toy(weights={name: 1.0 for name in CRITERIA if name != "clustering"})
    with pytest.raises(ValueError, match="from 0: headroom"):
        toy(weights=EQUAL | {"headroom": -1.0})
    with pytest.raises(ValueError, match="no criterion: charm"):
        toy(untold={"charm": "."})
    with pytest.raises(ValueError, match="24 homes, energy of 23"):
        targeting_table(toy_homes(), toy_energy()[1:], toy_offer(), toy_around(), weights=EQUAL, settings=SETTINGS)
    rows = [("E1", "A", 0.7), ("E1", "B", 0.4), ("E2", "A", -0.1), ("E3", "A", 0.2), ("E3", "A", 0.2)]
    with pytest.raises(FaultsError) as error:
        supplied(pd.DataFrame(rows, columns=["lsoa_code", "substation_id", "share"]))
    ids = {finding.rule: finding.ids for finding in error.value.findings}
    assert ids == {"shares_above_1": ("E1",), "share_not_from_0": ("E2",), "repeated_pair": ("E3",)}


@settings(max_examples=20)
@given(st.permutations(range(24)))
def test_the_order_of_homes_changes_nothing(order):
    rows = np.array(order)
    plain, whole = toy_offer(), toy()
    turned = Offer(
        plain.name,
        plain.status[rows],
        *(getattr(plain, name)[:, rows] for name in ("capex_gbp", "heat_saved_kwh", "fuel_saved_kwh")),
        plain.electricity_added_kwh[:, rows],
        plain.carbon_saved_tco2e[:, rows],
        plain.peak_added_kw[:, rows],
        plain.lifetime_years,
        (),
    )
    found = targeting_table(
        toy_homes().iloc[rows].reset_index(drop=True),
        toy_energy().iloc[rows].reset_index(drop=True),
        turned,
        toy_around(),
        weights=EQUAL,
        settings=SETTINGS,
    )
    pd.testing.assert_frame_equal(found.table, whole.table, rtol=1e-12, atol=1e-15)
    assert found.clusters.number.tolist() == whole.clusters.number[rows].tolist()


# The score, whatever the figures.

RATIO = st.one_of(st.just(NAN), st.floats(0, 1))
WEIGHTS = st.fixed_dictionaries({name: st.floats(0, 10) for name in CRITERIA})


def table_of(rows):
    return pd.DataFrame(rows, columns=[f"{name}_ratio" for name in CRITERIA], dtype=float)


@given(st.lists(st.lists(RATIO, min_size=7, max_size=7), min_size=1, max_size=5), WEIGHTS)
def test_a_score_lies_between_the_least_and_the_best_known_criterion(rows, weights):
    table = table_of(rows)
    heavy = table.where(np.tile([weights[name] > 0 for name in CRITERIA], (len(rows), 1)))
    found = scores(table, weights)
    blank = heavy.isna().all(axis=1).to_numpy()
    assert np.isnan(found).tolist() == blank.tolist()
    assert (found[~blank] >= heavy.min(axis=1)[~blank] - 1e-9).all()
    assert (found[~blank] <= heavy.max(axis=1)[~blank] + 1e-9).all()
    assert (found[~blank] >= 0).all()
    assert (found[~blank] <= 1).all()


@given(st.lists(RATIO, min_size=7, max_size=7), WEIGHTS, st.integers(0, 6), st.floats(0, 1))
def test_raising_a_criterion_never_lowers_the_score(row, weights, which, higher):
    if np.isnan(row[which]) or higher < row[which]:
        return
    raised = [higher if place == which else value for place, value in enumerate(row)]
    before, after = scores(table_of([row, raised]), weights)
    assert np.isnan(before) or after >= before - 1e-12


@given(st.lists(RATIO, min_size=7, max_size=7), WEIGHTS, st.integers(0, 6), RATIO)
def test_a_criterion_of_no_weight_has_no_effect(row, weights, which, other):
    changed = [other if place == which else value for place, value in enumerate(row)]
    before, after = scores(table_of([row, changed]), weights | {CRITERIA[which]: 0.0})
    assert before == after or (np.isnan(before) and np.isnan(after))


@given(
    st.lists(st.one_of(st.just(NAN), st.floats(-1e6, 1e6)), min_size=1, max_size=12),
    st.integers(0, 11),
    st.floats(0, 1e6),
)
def test_a_higher_figure_never_beats_fewer_places(values, which, more):
    values = np.array(values)
    which %= len(values)
    raised = values.copy()
    raised[which] += more
    before, after = better_than(values), better_than(raised)
    assert np.isnan(before).tolist() == np.isnan(values).tolist()
    assert np.isnan(before[which]) or 0 <= before[which] <= after[which] <= 1


def test_equal_figures_are_equal_to_the_last_bit_of_a_sum():
    values = np.array([0.1 + 0.2, 0.3, 0.7])
    assert better_than(values).tolist() == [0, 0, 1]
    assert placed(values).tolist() == [2, 2, 1]
    assert better_than(np.array([5.0])).tolist() == [0]


# Headroom: what is said of the least is true whatever lies behind the bounds.

SUBSTATION = st.tuples(
    st.sampled_from(["exact", "at_most", "at_least", "unknown"]), st.integers(-5, 5), st.integers(0, 3)
)


@given(st.lists(SUBSTATION, min_size=1, max_size=4), st.integers(-4, 4), st.booleans())
def test_the_least_headroom_is_never_said_to_be_better_known_than_it_is(substations, load, whole):
    names = [f"s{number}" for number in range(len(substations))]
    truth, rows = [], []
    for name, (bound, value, off) in zip(names, substations, strict=True):
        truth.append(value - off if bound == "at_most" else value + off if bound == "at_least" else value)
        rows.append((name, NAN if bound == "unknown" else float(value), bound))
    headroom = pd.DataFrame(rows, columns=["substation_id", "headroom_mva", "bound"])
    share = (1.0 if whole else 0.8) / len(names)
    supply = pd.DataFrame({"area_code": "x", "substation_id": pd.Series(names, dtype="str"), "share": share})
    found = least_room(pd.Index(["x"]), supply, headroom, np.array([float(load)])).iloc[0]
    # Homes on no known substation could hang on one of any headroom; -9 is worse than all.
    least = min(truth + ([] if whole else [-9]))
    after = min([value - load * share for value in truth] + ([] if whole else [-9]))
    for said, true in ((found["headroom_mva"], least), (found["headroom_after_mva"], after)):
        if found["headroom_bound"] == "exact":
            assert said == pytest.approx(true)
        elif found["headroom_bound"] == "at_most":
            assert true <= said + 1e-9
        elif found["headroom_bound"] == "at_least":
            assert true >= said - 1e-9
        else:
            assert np.isnan(said)


def test_a_load_can_turn_an_exact_least_into_a_lower_limit():
    headroom = pd.DataFrame({"substation_id": ["A", "B"], "headroom_mva": [3.0, 5.0], "bound": ["exact", "at_least"]})
    supply = pd.DataFrame({"area_code": ["x", "x"], "substation_id": ["A", "B"], "share": [0.1, 0.9]})
    # Today A's 3 is the least; after 0.4 at A and 3.6 at B it is 2.6 or as little as 1.4.
    before, after, bound = least_room(pd.Index(["x"]), supply, headroom, np.array([4.0])).iloc[0]
    assert (before, after, bound) == (3.0, pytest.approx(1.4), "at_least")


def test_homes_on_an_unnamed_substation_are_on_none():
    rows = pd.DataFrame({"lsoa_code": ["E1", "E1"], "substation_id": ["", "A"], "share": [0.5, 0.5]})
    assert supplied(rows)["substation_id"].tolist() == ["A"]


def test_a_lower_limit_that_the_load_uses_up_tells_nothing():
    around = toy_around()
    headroom = around.headroom.assign(bound=["at_least", "at_most", "unknown"])
    low = Surroundings(around.homes_on, headroom.assign(headroom_mva=[0.004, 0.0, NAN]), around.fuel_poverty)
    first = level(toy(around=low), "lsoa").iloc[0]
    assert (first["headroom_bound"], first["headroom_after_mva"]) == ("at_least", pytest.approx(-0.004))
    assert np.isnan(first["headroom_ratio"])
    enough = Surroundings(around.homes_on, headroom, around.fuel_poverty)
    assert level(toy(around=enough), "lsoa")["headroom_ratio"].iloc[0] == pytest.approx(0.75)


# Runs of like homes.


def street(*rows, settings=CLUSTERS, eligible=None):
    dwellings = homes(rows)
    return clusters(dwellings, np.full(len(dwellings), fill_value=True) if eligible is None else eligible, settings)


def at(unit, east=0.0, **changed):
    return {"postcode": f"TY1 {unit}", "easting_m": 400_000.0 + east} | changed


def test_like_homes_of_neighbouring_postcodes_are_one_run():
    found = street(at("1AA"), at("1AB", 100), at("1AD", 250), at("1AD", 250, dwelling_type="flat"))
    assert found.number.tolist() == [0, 0, 0, -1]
    assert found.table.to_dict("records") == [
        {
            "lsoa_code": LSOAS[0],
            "postcodes": "TY1 1AA, TY1 1AB, TY1 1AD",
            "homes": 3.0,
            "dwelling_type": "semi_detached",
            "age": "1930-1966",
            "wall": "cavity",
            "heating": "gas",
        }
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"easting_m": 400_300.0},
        {"easting_m": NAN},
        {"postcode": "TY1 2AA"},
        {"lsoa_code": LSOAS[1]},
        {"postcode": ""},
        {"wall": ""},
        {"wall": "solid_brick"},
        {"age_band": "E"},
        {"heating": "oil"},
        {"dwelling_type": "detached"},
        {"provenance": "donor_building"},
        {"provenance": "modelled"},
    ],
    ids=lambda change: "-".join(map(str, *change.items())),
)
def test_a_run_ends_where_homes_are_not_known_to_be_alike_and_near(broken):
    assert street(at("1AA"), at("1AB"), at("1AD")).number.tolist() == [0, 0, 0]
    assert street(at("1AA"), at("1AB"), at("1AD") | broken).number.tolist() == [-1, -1, -1]


def test_terraces_and_near_ages_are_alike():
    rows = [at("1AA", dwelling_type="end_terrace"), at("1AA", dwelling_type="mid_terrace", age_band="C")]
    assert street(*rows, at("1AA", dwelling_type="mid_terrace")).number.tolist() == [0, 0, 0]


def test_a_home_that_is_not_open_is_in_no_run():
    eligible = np.array([True, True, False])
    found = street(at("1AA"), at("1AA"), at("1AA"), eligible=eligible)
    assert (found.number.tolist(), found.known.tolist()) == ([-1] * 3, eligible.tolist())


def test_a_postcode_of_other_homes_between_ends_a_run():
    rows = [at("1AA"), at("1AA"), at("1AB", dwelling_type="flat"), at("1AD")]
    assert street(*rows).number.tolist() == [-1] * 4


def test_too_few_like_homes_do_not_carry_a_run_on():
    links = ClusterSettings(min_homes=3, link_homes=2, reach_m=150, known_share=0.5)
    rows = [at("1AA")] * 3 + [at("1AB")]
    assert street(*rows, settings=links).number.tolist() == [0, 0, 0, -1]
    assert street(*rows, at("1AB"), settings=links).number.tolist() == [0] * 5
    assert street(*[at("1AA")], *[at("1AB")] * 3, settings=links).number.tolist() == [-1, 0, 0, 0]


def test_homes_at_no_postcode_are_no_street():
    assert street(*[PLAIN | {"postcode": ""}] * 3).number.tolist() == [-1] * 3


def test_runs_are_numbered_by_place():
    rows = [at("1AD")] * 3 + [at("1AA", dwelling_type="flat")] * 3
    assert street(*rows).number.tolist() == [1, 1, 1, 0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=1, max_size=30))
def test_every_run_is_large_enough_and_of_one_kind(rows):
    units = ["1AA", "1AB", "1AD", "1AE", "2AA", "2AB"]
    kinds = ["flat", "detached"]
    found = street(*[at(units[unit], dwelling_type=kinds[kind]) for unit, kind in rows])
    inside = found.number[found.number >= 0]
    assert np.bincount(inside, minlength=len(found.table)).tolist() == found.table["homes"].tolist()
    assert (found.table["homes"] >= 3).all()
    for run, kind in enumerate(found.table["dwelling_type"]):
        assert {kinds[rows[home][1]] for home in np.flatnonzero(found.number == run)} == {kind}


# Zones.


def test_neighbours_share_a_boundary_and_not_a_corner():
    found = neighbours(toy_shapes().iloc[::-1])
    pairs = [f"{one[-1]}{other[-1]}" for one, other in found.itertuples(index=False)]
    assert pairs == ["12", "14", "23", "25", "36", "45", "56"]


def toy_zones(found=None, **settings):
    chosen = ZoneSettings(**(ZONES.__dict__ | settings))
    table, shapes = (found or toy()).table, toy_shapes()
    pairs = neighbours(shapes)
    names = {"B": "Brook"}
    return zones(table, shapes, pairs, toy_around(), lifetime_years=20, weights=EQUAL, settings=chosen, names=names)


def test_zones_grow_from_the_best_with_the_best_neighbour_that_fits():
    found = toy_zones()
    # Order 4, 1, 3, 2, 5 and no sixth: 4 takes 1 and is full, 3 takes 2, 5 is alone.
    expected = [" ".join(LSOAS[place] for place in zone) for zone in ([0, 3], [1, 2], [4])]
    assert found["lsoa_codes"].tolist() == expected
    assert found["district_codes"].tolist() == ["E07900001 E07900002", "E07900001", "E07900002"]
    assert found["open_homes"].tolist() == [6, 8, 4]
    # 12,000 pounds, 6 tonnes a year, 20 years; the last saves none.
    assert found["gbp_per_tco2e"].tolist() == pytest.approx([100, 20_000 / 160, NAN], nan_ok=True)
    assert found["score_ratio"].tolist() == pytest.approx([(2.85 / 5 + 3.75 / 7) / 2, (1.6 / 7 + 2.45 / 6) / 2, 0.2])


def test_a_zone_says_why_and_what_is_not_known():
    found = toy_zones()
    assert found["headroom_note"].tolist() == ["not known", "network first", "not known"]
    # Half of eight homes let, which beats the five LSOAs at 0; half off gas beats four of six; 25 % poor three of five.
    assert found["reasons"].iloc[0].split("; ") == [
        "50% of homes let by a council or housing association, more than in 83% of LSOAs",
        "50% of homes on oil, LPG or solid fuel, more than in 67% of LSOAs",
        "fuel poverty of 25.0% of households, more than in 60% of LSOAs",
        "not known: clustering",
        "headroom not known at C",
    ]
    # 0.004 and 0.008 MVA on at most nothing at B, which serves 6 of 8 homes.
    assert (
        found["reasons"]
        .iloc[1]
        .endswith("headroom after: -0.01 MVA at Brook, which serves 75% of its homes: network first")
    )
    assert found["reasons"].iloc[2].endswith("headroom not known for homes that no known substation serves")


def test_a_zone_is_ready_only_where_every_substation_has_room_after_those_before_it():
    table = toy().table
    exact = pd.DataFrame({"substation_id": ["A"], "headroom_mva": [0.021], "bound": ["exact"]})
    homes_on = pd.DataFrame({"lsoa_code": LSOAS, "substation_id": "A", "share": 1.0})
    shapes = toy_shapes()
    found = zones(
        table,
        shapes,
        neighbours(shapes),
        Surroundings(homes_on, exact),
        lifetime_years=20,
        weights=EQUAL,
        settings=ZONES,
    )
    # 0.021 less 0.012 for six open homes leaves 0.009; eight more need 0.016, so the next two wait.
    assert found["headroom_note"].tolist() == ["ready", "network first", "network first"]
    assert "headroom after: 0.01 MVA at A, which serves 100% of its homes" in found["reasons"].iloc[0]
    assert "-0.01 MVA at A, which serves 100% of its homes, counting the zones before it" in found["reasons"].iloc[1]


def test_a_cheap_zone_says_so_unless_cost_has_no_weight():
    # 50 pounds, against 100, 150 and 200 of the four that are known.
    words = "carbon at £50 a tonne over the measures' life, cheaper than in 75% of LSOAs"
    assert words in toy_zones(most_homes=4)["reasons"].iloc[1]
    shapes = toy_shapes()
    weights = EQUAL | {"carbon_cost": 0.0}
    options = {"lifetime_years": 20, "settings": replace(ZONES, most_homes=4), "weights": weights}
    found = zones(toy(weights=weights).table, shapes, neighbours(shapes), toy_around(), **options)
    assert not found["reasons"].str.contains("carbon").any()


@pytest.mark.parametrize(
    ("peak", "room", "notes"), [(-1.9, 0.001, ["ready"] * 3), (-1.9, -0.014, ["network first"] * 3)]
)
def test_load_taken_off_frees_no_room_for_later_zones(peak, room, notes):
    found = targeting_table(
        toy_homes(), toy_energy(), toy_offer(peak=peak), toy_around(), weights=EQUAL, settings=SETTINGS
    )
    homes_on = pd.DataFrame({"lsoa_code": LSOAS, "substation_id": "A", "share": 1.0})
    around = Surroundings(homes_on, pd.DataFrame({"substation_id": ["A"], "headroom_mva": [room], "bound": ["exact"]}))
    shapes = toy_shapes()
    chosen = replace(ZONES, most_homes=4)
    made = zones(found.table, shapes, neighbours(shapes), around, lifetime_years=20, weights=EQUAL, settings=chosen)
    # Each zone takes 0.004 or 0.008 off: alone that does not undo -0.014, and the zones before it do not count.
    assert made["headroom_note"].tolist()[:3] == notes


def test_no_room_at_all_is_not_room():
    homes_on = pd.DataFrame({"lsoa_code": LSOAS, "substation_id": "A", "share": 1.0})
    around = Surroundings(homes_on, pd.DataFrame({"substation_id": ["A"], "headroom_mva": [0.0], "bound": ["exact"]}))
    shapes = toy_shapes()
    still = toy().table.assign(peak_added_kw=0.0)
    made = zones(still, shapes, neighbours(shapes), around, lifetime_years=20, weights=EQUAL, settings=ZONES)
    assert set(made["headroom_note"]) == {"network first"}


def test_zones_keep_their_limits():
    assert len(toy_zones(zones_most=1)) == 1
    # The best fifth of five scored LSOAs is one, and so is the best hundredth.
    assert toy_zones(top_share=0.2)["lsoa_codes"].tolist() == [LSOAS[3]]
    assert toy_zones(top_share=0.01)["lsoa_codes"].tolist() == [LSOAS[3]]
    # 4, its neighbour 1, and 2 beyond it rather than 3, which touches neither; then nothing else fits.
    assert toy_zones(most_homes=12)["lsoa_codes"].iloc[0] == " ".join(LSOAS[place] for place in (0, 1, 3))
    # No zone may grow, and the fourth has two open homes where four are asked for.
    alone = toy_zones(most_homes=4, min_open_homes=4)["lsoa_codes"]
    assert alone.tolist() == [LSOAS[place] for place in (0, 2, 1, 4)]


@pytest.mark.parametrize("lacking", ["homes_on", "headroom"])
def test_either_half_of_the_network_alone_tells_no_headroom(lacking):
    found = toy(around=replace(toy_around(), **{lacking: getattr(Surroundings(), lacking)}))
    assert found.table["headroom_mva"].isna().all()
    assert set(found.table["headroom_bound"]) == {"unknown"}
    message = {"homes_on": "which substation serves whom", "headroom": "not supplied: headroom"}[lacking]
    assert [message in finding.message for finding in found.findings if finding.rule == "no_network"] == [True]


def test_zones_are_drawn_as_one_shape_each():
    found = toy_zones()
    drawn = zone_shapes(found, toy_shapes())
    assert drawn.crs == "EPSG:27700"
    assert drawn["zone_id"].tolist() == ["zone-001", "zone-002", "zone-003"]
    assert drawn.area.tolist() == [2e6, 2e6, 1e6]
    assert drawn.geom_type.unique().tolist() == ["Polygon"]
    with pytest.raises(KeyError):
        zone_shapes(found, toy_shapes().iloc[:3])


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=10),
    st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20),
)
def test_zones_are_disjoint_hang_together_and_keep_to_the_limit(sizes, links):
    codes = [f"E0100000{number}" for number in range(len(sizes))]
    best = pd.DataFrame({"area_code": codes, "homes": sizes, "open_homes": sizes})
    edges = {(one, other) for one, other in links if one != other and max(one, other) < len(codes)}
    names = [(codes[one], codes[other]) for one, other in sorted(edges)]
    pairs = pd.DataFrame(names, columns=["lsoa_code", "neighbour_code"])
    found = grown(best, pairs, ZoneSettings(1.0, 8, 4, 2, 0.95))
    together = [code for zone in found for code in zone]
    assert len(together) == len(set(together))
    assert len(found) <= 4
    near = {frozenset(pair) for pair in names}
    for zone in found:
        total = sum(sizes[codes.index(code)] for code in zone)
        assert total >= 2
        assert total <= 8 or len(zone) == 1
        for place in range(1, len(zone)):
            assert any(frozenset((zone[place], before)) in near for before in zone[:place])


# What leaves, and the register.


def test_what_would_tell_of_few_certified_homes_is_not_published():
    found = toy()
    table = for_publication(found, smallest=3).set_index("area_code")
    # The second LSOA is certified and one of its homes is on oil; the first has one electric one.
    assert np.isnan(table.loc[LSOAS[1], "off_gas_share"])
    assert np.isnan(table.loc[LSOAS[0], "electric_share"])
    assert table.loc[LSOAS[0], "social_share"] == 1
    # Modelled homes are nobody's: two open ones stay. Scores and places stay everywhere.
    assert table.loc[LSOAS[3], "open_homes"] == 2
    assert table["score_ratio"].tolist() == pytest.approx(found.table["score_ratio"].tolist(), nan_ok=True)
    strict = for_publication(found, smallest=5).set_index("area_code")
    hidden = ["open_homes", "capex_gbp", "carbon_saved_tco2e", "gbp_per_tco2e", "peak_added_kw", "social_share"]
    assert strict.loc[LSOAS[0], hidden].isna().all()
    assert strict.loc[LSOAS[2], hidden].notna().all()


def test_a_tenure_that_the_others_give_away_is_not_published():
    dwellings = toy_homes()
    tenure = dwellings["tenure"].astype("str").to_numpy(dtype=object)
    tenure[0] = "rented_private"
    changed = dwellings.assign(tenure=pd.Categorical(tenure, categories=pd.Index(stock.TENURES, dtype="str")))
    found = targeting_table(changed, toy_energy(), toy_offer(), toy_around(), weights=EQUAL, settings=SETTINGS)
    # Three let by a landlord, none owned: what is left is one.
    table = for_publication(found, smallest=2).set_index("area_code")
    assert table.loc[LSOAS[0], ["social_share", "owner_share"]].isna().all()
    assert table.loc[LSOAS[1], "owner_share"] == 1


def test_the_register_tells_every_setting():
    names = sorted({*TARGETING_IDS, *ZONE_IDS})
    rows = [Assumption(name, float(place), "x", NAN, NAN, "toy", "D", "toy") for place, name in enumerate(names)]
    register = Assumptions(rows)
    value = register.value
    assert weights_of(register)["headroom"] == value("target_weight_headroom")
    assert weights_of(register)["carbon_cost"] == value("target_weight_carbon_cost")
    made = TargetingSettings.of(register)
    assert made.clusters.min_homes == value("cluster_min_homes")
    assert made.clusters.known_share == value("cluster_known_share")
    assert made.power_factor == value("power_factor_heat_pump")
    zone = ZoneSettings.of(register)
    assert (zone.top_share, zone.zones_most) == (value("zone_top_share"), value("zones_most"))
    assert (zone.most_homes, zone.min_open_homes) == (value("zone_most_homes"), value("zone_min_open_homes"))


def test_a_table_of_fuel_poverty_has_no_more_poor_than_households():
    with pytest.raises(FaultsError, match="no_more_poor_than_all"):
        validated(toy_poverty().assign(fuel_poor_count=101.0), FuelPoverty, "fuel_poverty")
    assert empty(FuelPoverty).empty


def test_a_place_of_few_open_homes_is_described_and_not_scored():
    many = toy(how=replace(SETTINGS, least_open_homes=3.0)).table
    few = many["open_homes"].lt(3.0)
    assert few.any()
    assert (~few).any()
    assert many.loc[few, ["score_ratio", "rank_count"]].isna().all(axis=None)
    assert many.loc[few, "gbp_per_tco2e"].notna().any()
    assert many.loc[~few, "score_ratio"].notna().all()
