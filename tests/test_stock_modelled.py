"""A stock without certificates: totals exact, places real, patterns kept, and the same homes every time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings.stock.ages import HomesCounted, ages_by_lsoa, crosswalk, filled, newer_homes, years_of
from lae.buildings.stock.by_area import dwellings_by_area, for_publication
from lae.buildings.stock.derived import band_totals, heating_totals
from lae.buildings.stock.features import draw
from lae.buildings.stock.homes import modelled_stock
from lae.buildings.stock.placing import Spots
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Places, targets
from lae.buildings.stock.types import types_by_lsoa
from lae.buildings.stock_contract import AGES, ATTRIBUTES, COLUMN_OF, EPC_BANDS, HEATINGS, Dwellings, Margins, Shares
from lae.files import read_table
from lae.findings import FaultsError
from lae.prepare.building_figures import BuildingFiles
from lae.prepare.buildings import building_tables
from lae.readers.own import read_boundaries
from lae.tables import check
from stock_world import DISTRICTS, LSOAS, ages, lsoas, margin, margins, postcodes

PERIODS = ["pre-1900", "1900-1918", "1945-1954", "1965-1972", "1973-1982", "1993-1999", "2000-2009", "2020-2025"]


@pytest.fixture(scope="module")
def shares(root):
    frame, findings = read_table(root / "data" / "buildings" / "shares.csv", Shares, table="shares.csv")
    assert findings == []
    return frame


@pytest.fixture(scope="module")
def toy(shares):
    return modelled_stock(margins(), shares, lsoas(), postcodes(), off_gas_half_density=2.0)


def rules(error: pytest.ExceptionInfo[FaultsError]) -> set[str]:
    return {finding.rule for finding in error.value.findings}


def test_periods_are_spread_over_bands_by_their_years():
    table = pd.DataFrame(crosswalk(PERIODS, until=2025.25), index=PERIODS, columns=AGES)
    assert (table.loc["pre-1900", "A"], table.loc["1900-1918", "B"]) == (1, 1)
    # 1945-49 is C, 1950-54 is D; 1965-66 of eight years is D; 1973-75 of ten is E; 1993-95 of seven is H.
    assert table.loc["1945-1954", ["C", "D"]].tolist() == pytest.approx([0.5, 0.5])
    assert table.loc["1965-1972", ["D", "E"]].tolist() == pytest.approx([0.25, 0.75])
    assert table.loc["1973-1982", ["E", "F"]].tolist() == pytest.approx([0.3, 0.7])
    assert table.loc["1993-1999", ["H", "I"]].tolist() == pytest.approx([3 / 7, 4 / 7])
    assert table.loc["2000-2009", ["I", "J", "K"]].tolist() == pytest.approx([0.3, 0.4, 0.3])
    # Counted in March 2025: two years of 5.25 before band M begins.
    assert table.loc["2020-2025", ["L", "M"]].tolist() == pytest.approx([2 / 5.25, 3.25 / 5.25])
    assert table.sum(axis=1).tolist() == pytest.approx([1] * len(PERIODS))
    assert years_of("2020-2025", until=2025.25) == (2020, 2025.25)


def test_a_suppressed_count_is_a_share_of_what_the_total_leaves_and_never_more_than_four():
    nan = float("nan")
    counts = np.array([[10.0, nan, nan], [10.0, nan, 20.0], [10.0, nan, 5.0]])
    whole = filled(counts, np.array([16.0, 60.0, 10.0]))
    assert whole.tolist() == [[10, 3, 3], [10, 4, 20], [10, 1, 5]]


def test_new_homes_go_where_meters_outnumber_the_homes_of_the_table():
    # Five MSOAs of 100 homes and two LSOAs each; the quarter mark is 1.0, only the last has 30 meters beyond it.
    everything = np.full(10, 50.0)
    recent = np.array([0.0] * 8 + [10.0, 0.0])
    meters = np.array([100.0, 100.0, 100.0, 100.0, 130.0])
    table = HomesCounted(recent, everything, np.repeat(np.arange(5), 2), np.zeros(10, int))
    weights = newer_homes(table, meters, mark_share=0.25, recent_share=0.5)
    assert weights[:8].tolist() == [0] * 8
    # Half of 30 to the LSOA with the recent homes, half as homes stand (50 : 50).
    assert weights[8:].tolist() == pytest.approx([22.5, 7.5])
    unknown = newer_homes(table, np.full(5, np.nan), mark_share=0.25, recent_share=0.5)
    assert unknown.tolist() == [0] * 10


def test_district_periods_are_shared_by_the_pattern_of_the_lsoas():
    places = Places.of(lsoas())
    bands = np.zeros((2, len(AGES)))
    bands[0, 0] = bands[1, 3] = 1.0
    seed = np.array([[1.0, 1.0], [3.0, 1.0], [5.0, 5.0]])
    totals = np.array([[80.0, 20.0], [7.0, 3.0]])
    whole, district = ages_by_lsoa(seed, totals, bands, places)
    assert whole[:, [0, 3]].tolist() == [[20, 10], [60, 10], [7, 3]]
    assert district[:, [0, 3]].tolist() == totals.tolist()
    with pytest.raises(ValueError, match="E07900002 has homes of a period"):
        ages_by_lsoa(seed * [[1, 1], [1, 1], [0, 1]], totals, bands, places)


def test_rooms_move_types_and_keep_homes():
    homes = np.zeros((3, len(AGES)))
    homes[:, 3] = 100.0
    likely = np.full((len(AGES), 2), 0.5)
    rooms = np.array([0.0, 1.0, np.nan])
    types = types_by_lsoa(homes, likely, rooms, np.array([7.0, 3.0]), heard_share=1.0)
    assert types.sum(axis=1).tolist() == pytest.approx([100, 100, 100])
    # Mean 5 rooms is half and half; 6 rooms is three quarters of 7 and a quarter of 3.
    assert types.tolist() == [pytest.approx([50, 50]), pytest.approx([75, 25]), pytest.approx([50, 50])]
    deaf = types_by_lsoa(homes, likely, rooms, np.array([7.0, 3.0]), heard_share=0.0)
    assert deaf[1].tolist() == pytest.approx([50, 50])


def test_certificates_of_new_homes_do_not_stand_for_old_ones():
    # 30 lodged in B, 70 in D; 20 homes were built: 10 B and 70 D stand for the 80 older homes, 1 : 7.
    lodged = np.array([[0, 30, 0, 70, 0, 0, 0.0]])
    assert band_totals(lodged, np.array([100.0]), np.array([20.0]))[0].tolist() == pytest.approx(
        [0, 30, 0, 70, 0, 0, 0]
    )
    assert band_totals(lodged, np.array([1_000.0]), np.array([20.0]))[0][[1, 3]].tolist() == pytest.approx(
        [20 + 980 / 8, 980 * 7 / 8]
    )
    # More were built than A and B were lodged: those all are new homes'.
    assert band_totals(lodged, np.array([100.0]), np.array([40.0]))[0][[1, 3]].tolist() == pytest.approx([40, 60])


def test_heating_is_a_share_of_the_model_s_homes():
    totals = heating_totals({"gas": np.array([80.0])}, np.array([100.0]), np.array([50.0]))
    assert totals[0, HEATINGS.index("gas")] == 40
    assert np.isnan(totals[0]).sum() == len(HEATINGS) - 1


def test_the_toy_stock_is_what_its_margins_say(toy):
    homes = toy.dwellings
    assert check(homes, Dwellings, "dwellings") == []
    assert len(homes) == 100
    assert set(homes["provenance"]) == {"modelled"}
    town = homes[homes["lsoa_code"] == LSOAS[0]]
    assert town["age_band"].value_counts()[["A", "D"]].tolist() == [20, 40]
    assert town["dwelling_type"].value_counts()[["flat", "detached"]].tolist() == [40, 20]
    assert (homes["heating"].eq("gas") & homes["district_code"].eq(DISTRICTS[0])).sum() == 60
    assert (homes["heating"].eq("oil") & homes["district_code"].eq(DISTRICTS[0])).sum() == 20
    assert toy.held["worst_dwellings"].max() == 0
    assert toy.held["worst_weight_ratio"].max() <= 1e-6
    (note,) = [finding for finding in toy.findings if finding.rule == "not_held"]
    assert note.ids == ("tenure", "epc")


def test_fuels_off_the_gas_main_are_burnt_in_the_country(toy):
    oil = toy.dwellings[toy.dwellings["heating"].eq("oil")]["lsoa_code"].value_counts()
    # 3 homes a hectare in the town, 0.015 in the village.
    assert oil[LSOAS[0]] + oil[LSOAS[1]] == 20
    assert oil[LSOAS[1]] / 30 > 4 * oil[LSOAS[0]] / 60


def test_what_cannot_be_is_not(toy):
    homes = toy.dwellings
    flats = homes["dwelling_type"].eq("flat")
    assert not homes[~flats]["roof"].eq("dwelling_above").any()
    assert homes[homes["roof"].ne("pitched")]["loft_insulation_mm"].isna().all()
    assert homes[homes["floor"].eq("dwelling_below")]["floor_insulation"].eq("").all()
    assert homes[homes["age_band"].eq("M")]["wall_insulation"].ne("filled").all()


def test_homes_stand_evenly_at_the_places_of_their_postcodes(toy):
    places = toy.dwellings.groupby(["lsoa_code", "postcode"], observed=True).size()
    # TY1 1AB stands where TY1 1AA does; the last LSOA has no postcode.
    assert places.to_dict() == {
        (LSOAS[0], "TY1 1AA"): 30,
        (LSOAS[0], "TY1 1AC"): 30,
        (LSOAS[1], "TY1 2AA"): 15,
        (LSOAS[1], "TY1 2AB"): 15,
        (LSOAS[2], ""): 10,
    }
    nowhere = toy.dwellings[toy.dwellings["postcode"].eq("")]
    assert nowhere[["easting_m", "northing_m"]].isna().all(axis=None)
    assert Spots.of(postcodes(), Places.of(lsoas())).placed(np.array([0, 0, 0, 2])).tolist() == [0, 1, 0, -1]


def test_the_same_input_in_another_order_gives_the_same_homes(toy, shares):
    again = modelled_stock(
        margins().iloc[::-1], shares, lsoas().iloc[::-1], postcodes().iloc[::-1], off_gas_half_density=2.0
    )
    pd.testing.assert_frame_equal(again.dwellings, toy.dwellings)


def test_homes_by_area_reconcile(toy):
    table = dwellings_by_area(toy.dwellings)
    whole = table.groupby(["area_level", "attribute"])["dwellings"].sum()
    assert set(whole) == {100.0}
    lsoa = table[table["area_level"] == "lsoa"]
    district = lsoa.assign(area_code=lsoa["area_code"].map(dict(zip(LSOAS, DISTRICTS, strict=True))))
    key = ["area_code", "attribute", "category", "provenance"]
    summed = district.groupby(key)["dwellings"].sum()
    stated = table[table["area_level"] == "lad"].set_index(key)["dwellings"].sort_index()
    pd.testing.assert_series_equal(summed, stated)


def test_small_counts_of_certified_homes_are_blank_and_no_sum_gives_them_back(toy):
    homes = toy.dwellings.assign(
        provenance=pd.Categorical(["epc"] * 100, categories=toy.dwellings["provenance"].cat.categories)
    )
    table = dwellings_by_area(homes)
    public = for_publication(table, smallest=5)
    lsoa = public[public["area_level"] == "lsoa"]
    small = table.loc[lsoa.index, "dwellings"] < 5
    assert small.any()
    assert lsoa.loc[small, "dwellings"].isna().all()
    blanks = lsoa["dwellings"].isna().groupby([lsoa["area_code"], lsoa["attribute"]]).sum()
    sizes = lsoa.groupby(["area_code", "attribute"]).size()
    assert not (blanks.eq(1) & sizes.gt(1)).any()
    assert for_publication(dwellings_by_area(toy.dwellings), smallest=5)["dwellings"].notna().all()


def test_margins_of_lsoas_and_district_that_disagree_are_an_error(shares):
    wrong = pd.concat([margins(), margin("lad", DISTRICTS[0], "age", ages(A=60, D=30))])
    with pytest.raises(FaultsError) as error:
        modelled_stock(wrong, shares, lsoas(), postcodes(), off_gas_half_density=2.0)
    assert rules(error) == {"margins_disagree"}
    ids = next(finding.ids for finding in error.value.findings)
    assert ids == ("E07900001 A: 60.0 stated, 50.0 by LSOA", "E07900001 D: 30.0 stated, 40.0 by LSOA")


def test_households_are_scaled_to_dwellings_and_said_so():
    tenures = {"owner_occupied": 27.0, "rented_private": 18.0, "rented_social": 9.0}
    rows = pd.concat([margins(), margin("lsoa", LSOAS[0], "tenure", tenures, counted="households")])
    found = targets(rows, Places.of(lsoas()))
    # 54 households in 60 homes.
    assert found.held["lsoa", "tenure"][0].tolist() == pytest.approx([30, 20, 10])
    (note,) = found.findings
    assert (note.severity, note.ids) == ("note", (LSOAS[0],))
    assert "by 1.111 to 1.111" in note.message


def test_dwellings_that_are_15_percent_off_are_refused():
    tenures = {"owner_occupied": 20.0, "rented_private": 20.0, "rented_social": 10.0}
    rows = pd.concat([margins(), margin("lsoa", LSOAS[0], "tenure", tenures)])
    with pytest.raises(FaultsError) as error:
        targets(rows, Places.of(lsoas()))
    assert error.value.findings[0].ids == (f"{LSOAS[0]}: x 1.200",)


def test_more_gas_homes_than_homes_is_an_error():
    rows = pd.concat([margins(), margin("lad", DISTRICTS[2], "heating", {"gas": 11})])
    with pytest.raises(FaultsError) as error:
        targets(rows, Places.of(lsoas()))
    assert rules(error) == {"more_than_all"}


def test_an_lsoa_without_homes_is_named():
    rows = margins()
    with pytest.raises(FaultsError) as error:
        targets(rows[rows["area_code"] != LSOAS[2]], Places.of(lsoas()))
    assert error.value.findings[0].ids == (LSOAS[2],)


def test_a_tenure_held_by_lsoa_is_met(shares):
    tenures = {"owner_occupied": 31, "rented_private": 17, "rented_social": 12}
    rest = [margin("lsoa", code, "tenure", {"owner_occupied": size, "rented_private": 0, "rented_social": 0})
            for code, size in ((LSOAS[1], 30), (LSOAS[2], 10))]  # fmt: skip
    rows = pd.concat([margins(), margin("lsoa", LSOAS[0], "tenure", tenures), *rest], ignore_index=True)
    stock = modelled_stock(rows, shares, lsoas(), postcodes(), off_gas_half_density=2.0)
    town = stock.dwellings[stock.dwellings["lsoa_code"] == LSOAS[0]]
    assert town["tenure"].value_counts().to_dict() == tenures
    assert stock.held["worst_dwellings"].max() == 0


def test_shares_must_sum_to_one_and_name_what_is_known(shares):
    half = shares.assign(share=shares["share"] / 2)
    with pytest.raises(FaultsError, match="do not sum to 1"):
        Register(half, {"age_band": AGES})
    register = Register(shares.replace({"condition": {"A": "Z"}}), {"age_band": AGES, "dwelling_type": ["detached"]})
    with pytest.raises(FaultsError, match="not known"):
        register.patterns("dwelling_type")


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_features_meet_their_districts_and_stay_within_a_home_of_their_lsoas(seed):
    rng = np.random.default_rng(seed)
    places = Places.of(lsoas())
    cell = np.sort(rng.integers(0, 9, size=200))
    cell = np.unique(cell, return_inverse=True)[1]
    lsoa = np.sort(rng.integers(0, 3, size=cell.max() + 1))
    likely = rng.dirichlet(np.ones(4), size=len(lsoa))
    drawn = draw(cell, lsoa, likely, places, held={}, turn=seed)
    assert len(drawn.codes) == 200
    expected = np.zeros((3, 4))
    np.add.at(expected, lsoa[cell], likely[cell])
    found = np.zeros((3, 4))
    np.add.at(found, (lsoa[cell], drawn.codes), 1.0)
    assert np.abs(found - expected).max() < 3.0
    by_district = np.zeros((2, 4))
    np.add.at(by_district, places.district_of, found - expected)
    assert np.abs(by_district).max() < 1.0 + 1e-6


def test_the_shipped_margins_make_oxfordshire(root, shares):
    frame, findings = read_table(root / "data" / "buildings" / "margins.csv.gz", Margins, table="margins.csv.gz")
    assert findings == []
    where = read_boundaries(root / "data" / "boundaries")
    stock = modelled_stock(frame, shares, where.lsoas, where.postcodes, off_gas_half_density=2.0)
    homes = stock.dwellings
    assert len(homes) == 320_390
    assert check(homes, Dwellings, "dwellings") == []
    assert homes["postcode"].ne("").all()
    assert stock.held["worst_dwellings"].max() == 0
    assert stock.held["worst_weight_ratio"].max() <= 1e-6
    assert homes.memory_usage(deep=True).sum() < 60e6
    # The Valuation Office's own totals where its periods and the age bands meet exactly.
    old = homes.groupby("district_code", observed=True)["age_band"].apply(lambda ages: ages.eq("A").sum())
    assert old.tolist() == [7420, 10060, 9190, 6110, 8900]
    middle = homes["age_band"].isin(list("CDEF")).groupby(homes["district_code"], observed=True).sum()
    assert middle.tolist() == [30730, 28080, 28340, 28520, 19960]
    table = dwellings_by_area(homes)
    lad, lsoa = (table[table["area_level"] == level] for level in ("lad", "lsoa"))
    key = ["attribute", "category"]
    assert (lad.groupby(key)["dwellings"].sum() == lsoa.groupby(key)["dwellings"].sum()).all()
    assert set(COLUMN_OF) | {"all"} == set(ATTRIBUTES)


@pytest.fixture(scope="module")
def remade(root, shared_data, shares):
    local = shared_data / "energy" / "local_authority_tables"
    files = BuildingFiles(
        lsoa_periods=shared_data / "census" / "voapropertyage.csv",
        district_periods=local / "domestic_property_build_period.csv",
        bands=local / "domestic_epcs_energy_efficiency.csv",
        heat_stock=shared_data / "scenarios" / "fes_oxfordshire_heat_stock.csv",
        rooms=shared_data / "census" / "KS403EW.csv",
        meters=shared_data / "energy" / "MSOA_DOM_ELEC_2019.csv",
        msoas=shared_data / "boundaries" / "oxfordshire" / "msoa11" / "E10000025.geojson",
    )
    where = read_boundaries(root / "data" / "boundaries")
    return building_tables(files, lsoas=where.lsoas, shares=shares, assumptions=rooms_register())


def rooms_register() -> Assumptions:
    rooms = {"detached": 6.9, "semi_detached": 5.6, "end_terrace": 5.1, "mid_terrace": 4.9}
    rooms |= {"flat": 3.6, "bungalow": 5.0, "park_home": 4.0}
    values = {f"rooms_{name}": value for name, value in rooms.items()} | {"rooms_due_to_type": 0.4}
    values |= {"new_homes_meters_mark": 0.25, "new_homes_where_recent": 0.5}
    nan = float("nan")
    return Assumptions(Assumption(name, value, "x", nan, nan, "test", "D", "") for name, value in values.items())


def test_the_shipped_margins_follow_from_the_publishers_files(root, remade):
    shipped, _ = read_table(root / "data" / "buildings" / "margins.csv.gz", Margins, table="margins.csv.gz")
    pd.testing.assert_frame_equal(remade.margins, shipped)


def test_the_margins_agree_with_what_others_publish(remade):
    table = remade.margins[remade.margins["area_level"] == "lad"]
    homes = table[table["attribute"] == "all"]["count"].sum()
    assert homes == 320_390
    epc = table[table["attribute"] == "epc"].groupby("category")["count"].sum()
    assert epc.sum() == homes
    # Lodgements alone have 20 % in A and B; without those of new homes fewer.
    assert (epc["A"] + epc["B"]) / homes == pytest.approx(0.17, abs=0.01)
    assert list(epc.index) == EPC_BANDS
    lsoa = remade.margins[remade.margins["area_level"] == "lsoa"]
    assert lsoa.groupby("attribute")["count"].sum().to_dict() == {"age": homes, "type": homes}
    assert lsoa["area_code"].nunique() == 407
