"""Homes scaled to the record: two districts, three MSOAs and six homes by hand, and what holds of any."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings.contract import DisplayCertificates, NonDomesticCertificates
from lae.buildings.demand_contract import CARRIERS, MAIN_FUELS, HomeEnergy, MeteredEnergy
from lae.buildings.energy.by_area import headline_findings, headlines
from lae.buildings.energy.calibration import calibrated
from lae.buildings.energy.metered_record import CARRIER_OF, bought, recorded
from lae.buildings.energy.non_domestic import NO_FLOORSPACE, NOT_METERED, TOO_FEW, non_domestic_by_area, smallest_count
from lae.buildings.energy.scaling import ASSUMPTION_IDS, CalibrationSettings
from lae.buildings.stock.targets import Places
from lae.tables import columns_of, validated

VALE, MARSH = "E07900001", "E07900002"
LSOAS = ["E01900001", "E01900002", "E01900003"]
MSOAS = ["E02900001", "E02900002", "E02900003"]
SETTINGS = CalibrationSettings(ratio_max=2.0, bound_share=0.15, gas_meter_largest_kwh=73_200)
HOMES = [
    # district, LSOA, main fuel, space heat, hot water, efficiency, appliances; fuel bought in the comment
    (VALE, 0, "gas", 8_500, 1_700, 0.85, 3_000),  # 12,000
    (VALE, 0, "electricity", 3_000, 1_000, 1.0, 2_000),  # 4,000
    (VALE, 1, "gas", 5_100, 1_700, 0.85, 1_000),  # 8,000
    (VALE, 1, "oil", 8_500, 1_700, 0.85, 4_000),  # 12,000
    (MARSH, 2, "gas", 8_500, 1_700, 0.85, 3_000),  # 12,000
    (MARSH, 2, "solid_fuel", 6_000, 1_000, 0.7, 2_000),  # 10,000
]


def stock(homes=HOMES):
    """Dwellings, as far as they are read, and their energy, for such rows."""
    ids = [f"{LSOAS[home[1]]}-{number:05d}" for number, home in enumerate(homes, start=1)]
    dwellings = pd.DataFrame(
        {
            "dwelling_id": pd.Series(ids, dtype="str"),
            "district_code": pd.Categorical([home[0] for home in homes], categories=pd.Index([VALE, MARSH])),
            "lsoa_code": pd.Categorical([LSOAS[home[1]] for home in homes], categories=pd.Index(LSOAS)),
        }
    )
    fuel = [home[2] for home in homes]
    space, water, efficiency, appliances = (np.array([float(home[column]) for home in homes]) for column in range(3, 7))
    heating = np.where(np.array(fuel) == "none", 0.0, (space + water) / efficiency)
    energy = pd.DataFrame(
        {
            "dwelling_id": dwellings["dwelling_id"],
            "main_fuel": pd.Categorical(fuel, categories=pd.Index(MAIN_FUELS, dtype="str")),
            "heat_loss_w_per_k": 200.0,
            "archetype_space_heat_kwh": space,
            "uncalibrated_space_heat_kwh": space,
            "space_heat_kwh": space,
            "uncalibrated_hot_water_kwh": water,
            "hot_water_kwh": water,
            "efficiency_ratio": efficiency,
            "uncalibrated_heating_kwh": heating,
            "heating_kwh": heating,
            "uncalibrated_appliances_kwh": appliances,
            "appliances_kwh": appliances,
            "design_heat_kw": 5.0,
            "heat_pump_peak_kw": 1.5,
        }
    )
    return validated(energy, HomeEnergy, "energy"), dwellings


def record(*rows, users="domestic", basis=""):
    """MeteredEnergy of (level, area, carrier, year, kWh) rows."""
    frame = pd.DataFrame(
        {
            "area_level": pd.Series([row[0] for row in rows], dtype="str"),
            "area_code": pd.Series([row[1] for row in rows], dtype="str"),
            "users": users,
            "carrier": pd.Series([row[2] for row in rows], dtype="str"),
            "year": [row[3] for row in rows],
            "consumption_kwh": [float(row[4]) for row in rows],
            "meters_count": np.nan,
            "provenance": "published",
            "basis": basis,
            "source_id": "toy",
        }
    )
    return validated(frame, MeteredEnergy, "metered")


METERED = record(
    ("lad", VALE, "gas", 2022, 1),
    ("lad", VALE, "gas", 2023, 24_000),
    ("lad", MARSH, "gas", 2023, 9_000),
    ("lad", VALE, "electricity", 2023, 12_000),
    ("lad", MARSH, "electricity", 2023, 6_000),
    ("lad", VALE, "petroleum", 2023, 18_000),
    ("lad", MARSH, "petroleum", 2023, 0),
    ("lad", VALE, "solid_fuel", 2023, 0),
    ("lad", MARSH, "solid_fuel", 2023, 60_000),
    ("msoa", MSOAS[0], "electricity", 2019, 12_000),
    ("msoa", MSOAS[1], "electricity", 2019, 8_000),
)
LOOKUP = pd.DataFrame({"lsoa_code": LSOAS, "msoa_code": MSOAS, "source_id": ["toy"] * 3})
NO_LOOKUP = LOOKUP.iloc[:0]


def toy(metered=METERED, msoas=LOOKUP, homes=HOMES):
    energy, dwellings = stock(homes)
    return calibrated(energy, dwellings, metered, msoas, SETTINGS, county_code="E10900001")


def row(by_area, level, area, carrier):
    wanted = by_area[["area_level", "area_code", "carrier"]].eq([level, area, carrier]).all(axis=1)
    return by_area[wanted].iloc[0]


def told(findings, rule):
    return [finding for finding in findings if finding.rule == rule]


def without(metered, **wanted):
    hit = np.logical_and.reduce([metered[name].eq(value) for name, value in wanted.items()])
    return metered[~hit].reset_index(drop=True)


def test_gas_and_the_heat_it_gives_are_scaled_to_the_districts_latest_record():
    energy = toy().energy
    # Vale: 12,000 + 8,000 = 20,000 to 24,000, x 1.2. Marsh: 12,000 to 9,000, x 0.75.
    assert energy["heating_kwh"][[0, 2, 4]].tolist() == pytest.approx([14_400, 9_600, 9_000])
    assert energy["space_heat_kwh"][[0, 2, 4]].tolist() == pytest.approx([10_200, 6_120, 6_375])
    assert energy["hot_water_kwh"][[0, 2, 4]].tolist() == pytest.approx([2_040, 2_040, 1_275])
    assert energy["uncalibrated_heating_kwh"][[0, 2, 4]].tolist() == [12_000, 8_000, 12_000]


def test_an_areas_gas_heat_is_its_recorded_gas_times_the_efficiency():
    energy = toy().energy
    heat = energy["space_heat_kwh"] + energy["hot_water_kwh"]
    assert heat[[0, 2]].sum() == pytest.approx(24_000 * 0.85, rel=1e-9)
    assert heat[4] == pytest.approx(9_000 * 0.85, rel=1e-9)


def test_electricity_takes_its_shape_from_msoas_and_its_total_from_the_district():
    result = toy()
    # 2019 shares Vale 12 : 8; so of 12,000 the first MSOA has 7,200 (of 9,000, x 0.8), the second 4,800 (of 5,000).
    assert result.energy["appliances_kwh"][:4].tolist() == pytest.approx([2_400, 1_600, 960, 3_840])
    assert result.energy["heating_kwh"][1] == pytest.approx(3_200)
    # Marsh has no MSOA figure: 5,000 to 6,000 over the whole district, x 1.2.
    assert result.energy["appliances_kwh"][4:].tolist() == pytest.approx([3_600, 2_400])
    first = row(result.by_area, "msoa", MSOAS[0], "electricity")
    assert first[["published_kwh", "published_year", "calibration"]].tolist() == [12_000, 2019, "msoa"]
    assert first["calibrated_kwh"] == pytest.approx(7_200)
    assert first["uncalibrated_ratio"] == pytest.approx(9_000 / 12_000)
    assert row(result.by_area, "msoa", MSOAS[2], "electricity")["calibration"] == "lad"


def test_an_oil_home_is_held_to_petroleum_and_never_to_gas():
    energy = toy().energy
    assert energy["heating_kwh"][3] == pytest.approx(18_000)
    no_oil = toy(without(METERED, carrier="petroleum"))
    assert no_oil.energy["space_heat_kwh"][3] == 8_500
    assert told(no_oil.findings, "not_calibrated")[0].ids == (VALE,)


def test_solid_fuel_homes_are_not_given_the_wood_of_everybodys_stoves():
    result = toy()
    assert result.energy["heating_kwh"][5] == 10_000
    finding = next(one for one in told(result.findings, "record_far_from_homes") if "solid_fuel" in one.message)
    # 60,000 of 10,000.
    assert finding.ids == (f"{MARSH}: x 6.00",)
    assert "not scaled to it" in finding.message
    area = row(result.by_area, "lad", MARSH, "solid_fuel")
    assert area[["published_kwh", "calibrated_kwh", "calibration"]].tolist() == [60_000, 10_000, "none"]
    at_the_bound = METERED.assign(consumption_kwh=METERED["consumption_kwh"].replace(60_000, 20_000))
    assert toy(at_the_bound).energy["heating_kwh"][5] == pytest.approx(20_000)


def test_a_metered_record_far_from_the_homes_is_kept_to_and_told_of():
    far = METERED.assign(consumption_kwh=METERED["consumption_kwh"].replace(9_000, 30_000))
    result = toy(far)
    assert result.energy["heating_kwh"][4] == pytest.approx(30_000)
    assert told(result.findings, "record_far_from_homes")[0].ids == (f"{MARSH}: x 2.50",)


def test_no_record_at_all_leaves_homes_as_they_are_and_says_so():
    result = toy(record(("lad", VALE, "network", 2023, 0)))
    energy, _ = stock()
    pd.testing.assert_frame_equal(result.energy, energy)
    bare = {
        finding.message.partition(" by district")[0].rpartition(" ")[2]: finding
        for finding in told(result.findings, "not_calibrated")
    }
    assert {name: finding.ids for name, finding in bare.items()} == {
        "gas": (VALE, MARSH),
        "electricity": (VALE, MARSH),
        "petroleum": (VALE,),
        "solid_fuel": (MARSH,),
    }
    assert {finding.severity for finding in bare.values()} == {"warning"}
    assert set(result.by_area["calibration"]) == {"none"}
    assert len(told(result.findings, "no_headline")) == 2


def test_an_msoa_record_alone_is_held_to_in_its_own_year():
    result = toy(without(METERED, area_level="lad", carrier="electricity"))
    # 12,000 of 9,000 and 8,000 of 5,000; Marsh has neither and stays.
    assert row(result.by_area, "msoa", MSOAS[0], "electricity")["calibrated_kwh"] == pytest.approx(12_000)
    assert row(result.by_area, "lad", VALE, "electricity")["calibrated_kwh"] == pytest.approx(20_000)
    assert result.energy["appliances_kwh"][4] == 3_000
    assert told(result.findings, "no_district_record")[0].ids == (VALE,)
    assert any(one.ids == (MARSH,) for one in told(result.findings, "not_calibrated"))


def test_an_msoa_that_no_record_holds_stays_as_it_is_beside_one_that_is_held():
    result = toy(without(without(METERED, area_level="lad", carrier="electricity"), area_code=MSOAS[1]))
    assert row(result.by_area, "msoa", MSOAS[0], "electricity")["calibrated_kwh"] == pytest.approx(12_000)
    assert result.energy["appliances_kwh"][[2, 3]].tolist() == [1_000, 4_000]
    assert row(result.by_area, "lad", VALE, "electricity")["calibration"] == "none"


def test_a_disbelieved_total_takes_its_finer_shape_with_it():
    finer = record(("msoa", MSOAS[2], "solid_fuel", 2019, 15_000))
    result = toy(pd.concat([METERED, finer], ignore_index=True))
    assert result.energy["heating_kwh"][5] == 10_000
    assert row(result.by_area, "msoa", MSOAS[2], "solid_fuel")["calibration"] == "none"


def test_an_msoa_left_out_of_the_finer_record_follows_its_districts_others():
    result = toy(without(METERED, area_code=MSOAS[1]))
    # Without a figure the second MSOA has the first's ratio, so all of Vale is 12,000 / 14,000.
    assert result.energy["appliances_kwh"][:4].tolist() == pytest.approx(
        [3_000 * 6 / 7, 2_000 * 6 / 7, 6e3 / 7, 24e3 / 7]
    )
    assert told(result.findings, "no_finer_record")[0].ids == (MSOAS[1],)
    assert row(result.by_area, "msoa", MSOAS[1], "electricity")["calibration"] == "lad"


def test_a_record_by_lsoa_goes_before_one_by_msoa():
    finer = record(("lsoa", LSOAS[0], "electricity", 2024, 3_000), ("lsoa", LSOAS[1], "electricity", 2024, 9_000))
    result = toy(pd.concat([METERED, finer], ignore_index=True))
    # 3 : 9 of 12,000.
    assert row(result.by_area, "lsoa", LSOAS[0], "electricity")["calibrated_kwh"] == pytest.approx(3_000)
    assert row(result.by_area, "lsoa", LSOAS[1], "electricity")["calibrated_kwh"] == pytest.approx(9_000)
    assert row(result.by_area, "lsoa", LSOAS[1], "electricity")["calibration"] == "lsoa"


def test_finer_figures_of_two_years_are_never_mixed():
    older = record(("msoa", MSOAS[2], "electricity", 2018, 9_999))
    mixed = recorded(pd.concat([METERED, older], ignore_index=True), "msoa", "electricity", MSOAS)
    assert mixed.kwh[:2].tolist() == [12_000, 8_000]
    assert np.isnan(mixed.kwh[2])


def test_use_recorded_where_no_home_stands_is_told_of_and_lost_by_nobody():
    stray = record(("msoa", "E02900009", "electricity", 2019, 5_000), ("lad", "E07900009", "gas", 2023, 7_000))
    result = toy(pd.concat([METERED, stray], ignore_index=True))
    ids = {one.ids for one in told(result.findings, "record_without_homes")}
    assert {("E02900009",), ("E07900009",)} <= ids
    assert row(result.by_area, "msoa", "E02900009", "electricity")[["homes", "calibrated_kwh"]].tolist() == [0, 0]
    # The county's record is that of the districts where homes are.
    assert row(result.by_area, "county", "E10900001", "gas")["published_kwh"] == 33_000
    pd.testing.assert_frame_equal(result.energy, toy().energy)


def test_a_record_of_nothing_takes_no_homes_heat_away():
    nothing = METERED.assign(consumption_kwh=METERED["consumption_kwh"].replace(9_000, 0))
    result = toy(nothing)
    assert result.energy["heating_kwh"][4] == 12_000
    assert told(result.findings, "record_of_nothing")[0].ids == (MARSH,)
    assert row(result.by_area, "lad", MARSH, "gas")["calibration"] == "none"


def test_a_home_without_heating_keeps_its_need_and_buys_nothing_for_it():
    homes = [*HOMES, (VALE, 0, "none", 4_000, 900, 1.0, 1_000)]
    energy = toy(homes=homes).energy
    assert energy.loc[6, ["space_heat_kwh", "hot_water_kwh", "heating_kwh"]].tolist() == [4_000, 900, 0]


def test_homes_of_no_known_msoa_follow_their_district():
    result = toy(msoas=NO_LOOKUP)
    # 14,000 to 12,000 everywhere in Vale.
    assert result.energy["appliances_kwh"][0] == pytest.approx(3_000 * 6 / 7)
    assert told(result.findings, "no_msoa")[0].ids == tuple(LSOAS)


def test_every_level_sums_to_the_county_and_the_county_to_its_districts_record():
    result = toy()
    gas = result.by_area[result.by_area["carrier"].eq("gas")]
    for column, total in (("uncalibrated_kwh", 32_000), ("calibrated_kwh", 33_000), ("homes", 3)):
        assert gas.groupby("area_level")[column].sum().tolist() == pytest.approx([total] * 4)
    county = row(result.by_area, "county", "E10900001", "gas")
    assert county[["published_kwh", "published_year", "calibration"]].tolist() == [33_000, 2023, "lad"]
    assert county["uncalibrated_ratio"] == pytest.approx(32 / 33)
    assert result.by_area.loc[result.by_area["area_level"].eq("lsoa"), "published_kwh"].isna().all()


def test_a_county_with_one_district_unrecorded_has_no_record_of_its_own():
    result = toy(without(METERED, area_code=MARSH, carrier="gas"))
    county = row(result.by_area, "county", "E10900001", "gas")
    assert np.isnan(county["published_kwh"])
    assert county["calibration"] == "none"
    assert told(result.findings, "no_headline")[0].message.startswith("no record of the whole")


def test_the_headline_warns_only_beyond_its_bound():
    found = {one.carrier: one for one in headlines(toy().by_area)}
    # Electricity: 14,000 + 5,000 by our method, 12,000 + 6,000 recorded.
    assert found["gas"].ratio == pytest.approx(32 / 33)
    assert found["electricity"].ratio == pytest.approx(19 / 18)
    assert headline_findings(list(found.values()), bound_share=0.15) == []
    (warning,) = headline_findings(list(found.values()), bound_share=0.05)
    assert (warning.severity, warning.rule) == ("warning", "far_from_record")
    assert "electricity" in warning.message
    low = replace(found["gas"], uncalibrated_kwh=0.84 * 33_000)
    assert len(headline_findings([low], bound_share=0.15)) == 1


def test_what_a_record_of_gas_means_is_said_with_the_number_of_the_register():
    notes = [one.message for one in told(toy().findings, "record_means")]
    assert any("73,200 kWh" in note and "corrected for weather" in note for note in notes)
    assert any("electricity is not corrected for weather" in note for note in notes)


def test_peaks_are_left_to_be_worked_out_again():
    energy = toy().energy
    assert set(energy["design_heat_kw"]) == {5.0}
    assert set(energy["heat_pump_peak_kw"]) == {1.5}


def test_rows_of_other_homes_are_refused():
    energy, dwellings = stock()
    with pytest.raises(ValueError, match="same homes"):
        calibrated(energy, dwellings.iloc[::-1].reset_index(drop=True), METERED, LOOKUP, SETTINGS)


def test_no_homes_make_no_table_and_what_was_recorded_is_told_of():
    energy, dwellings = stock()
    result = calibrated(energy.iloc[:0], dwellings.iloc[:0], METERED, LOOKUP, SETTINGS)
    assert result.energy.empty
    assert set(result.by_area["homes"]) == {0}
    assert "record_without_homes" in {finding.rule for finding in result.findings}


def test_settings_come_from_the_register_by_id():
    rows = [
        Assumption(name, value, "", 0, 0, "", "D", "")
        for name, value in zip(ASSUMPTION_IDS, (2, 0.15, 73_200), strict=True)
    ]
    assert CalibrationSettings.of(Assumptions(rows)) == SETTINGS
    assert smallest_count(Assumptions([Assumption("min_publish_count", 10, "", 5, 10, "", "D", "")])) == 10


HOME = st.tuples(
    st.sampled_from([(VALE, 0), (VALE, 1), (MARSH, 2)]),
    st.sampled_from(MAIN_FUELS),
    st.floats(0, 30_000),
    st.floats(0, 5_000),
    st.sampled_from([0.7, 0.85, 1.0, 2.8]),
    st.floats(1, 9_000),
)
KWH = st.one_of(st.none(), st.just(0.0), st.floats(1, 200_000))
RECORDS = st.lists(KWH, min_size=2 * len(CARRIERS) + 3, max_size=2 * len(CARRIERS) + 3)


@given(st.lists(HOME, min_size=1, max_size=12), RECORDS)
def test_totals_are_kept_and_no_home_changes_its_share_of_its_area(drawn, figures):
    homes = sorted((*place, fuel, *rest) for place, fuel, *rest in drawn)
    keys = [("lad", area, carrier, 2023) for area in (VALE, MARSH) for carrier in CARRIERS]
    keys += [("msoa", msoa, "electricity", 2019) for msoa in MSOAS]
    rows = [(*key, kwh) for key, kwh in zip(keys, figures, strict=True) if kwh is not None]
    metered = record(*rows) if rows else METERED.iloc[:0]
    energy, dwellings = stock(homes)
    result = calibrated(energy, dwellings, metered, LOOKUP, SETTINGS)
    after, before = bought(result.energy), bought(energy, prefix="uncalibrated_")
    district = dwellings["district_code"].astype("str").to_numpy()
    lsoa = dwellings["lsoa_code"].astype("str").to_numpy()
    numbers = ["space_heat_kwh", "hot_water_kwh", "heating_kwh", "appliances_kwh"]
    assert np.isfinite(result.energy[numbers].to_numpy()).all()
    assert (result.energy[numbers].to_numpy() >= 0).all()
    for level, area, carrier, _, kwh in rows:
        here = district == area
        total = before[carrier][here].sum()
        believed = carrier not in ("petroleum", "solid_fuel") or 0.5 <= kwh / max(total, 1e-300) <= 2.0
        if level == "lad" and kwh > 0 and total > 0 and believed:
            assert after[carrier][here].sum() == pytest.approx(kwh, rel=1e-9)
    for carrier in CARRIERS:
        for area in LSOAS:
            here = lsoa == area
            if before[carrier][here].sum() > 0:
                shares = [use[carrier][here] / use[carrier][here].sum() for use in (before, after)]
                assert shares[1].tolist() == pytest.approx(shares[0].tolist(), rel=1e-9)
    burns = np.isin(result.energy["main_fuel"], list(CARRIER_OF))
    heat = (result.energy["space_heat_kwh"] + result.energy["hot_water_kwh"]).to_numpy()
    fuel = (result.energy["heating_kwh"] * result.energy["efficiency_ratio"]).to_numpy()
    assert heat[burns].tolist() == pytest.approx(fuel[burns].tolist(), rel=1e-9)


PLACES = Places.of(pd.DataFrame({"lsoa_code": LSOAS, "district_code": [VALE, VALE, MARSH]}))
POSTCODES = pd.DataFrame({"postcode": ["TY1 1AA", "TY1 2AA", "TY2 1AA"], "lsoa_code": LSOAS})
WORKS = pd.concat(
    [
        record(
            ("lad", VALE, "electricity", 2023, 10_000),
            ("lad", MARSH, "electricity", 2023, 6_000),
            ("lad", VALE, "gas", 2023, 5_000),
            ("lad", MARSH, "gas", 2023, 4_000),
            users="non_domestic",
        ),
        record(("lad", VALE, "petroleum", 2023, 900), users="non_domestic", basis="industry_and_commerce_only"),
        record(
            ("msoa", MSOAS[0], "electricity", 2018, 1),
            ("msoa", MSOAS[0], "electricity", 2019, 2_000),
            users="non_domestic",
            basis="without_half_hourly_meters",
        ),
        METERED,
    ],
    ignore_index=True,
)


def certificates(contract, postcodes, **columns):
    """Certificates at these postcodes, one building each unless `building_row` says otherwise."""
    number = len(postcodes)
    columns = {
        "certificate_id": [f"{kind:04d}" for kind in range(number)],
        "building_row": list(range(2, number + 2)),
        "source_row": list(range(2, number + 2)),
        "uprn": [""] * number,
        "postcode": postcodes,
        "lodgement_date": ["2024-01-01"] * number,
        "source_id": ["toy"] * number,
        **columns,
    }
    made = {}
    for name, column in contract.to_schema().columns.items():
        kind = str(column.dtype)
        empty = np.nan if kind == "float64" else ""
        values = pd.Series(columns.get(name, [empty] * number))
        made[name] = values.astype("float64" if kind == "float64" else "int64" if kind == "int64" else "str")
        if kind == "category":
            made[name] = pd.Series(pd.Categorical(made[name]))
    return validated(pd.DataFrame(made)[columns_of(contract)], contract, "certificates")


def works(given=None, smallest=2):
    return non_domestic_by_area(WORKS, places=PLACES, certificates=given or {}, postcodes=POSTCODES, smallest=smallest)


def test_what_others_bought_is_the_newest_record_unscaled_and_says_what_it_leaves_out():
    result = works()
    area = row(result.by_area, "msoa", MSOAS[0], "electricity")
    assert area[["consumption_kwh", "year", "bound"]].tolist() == [2_000, 2019, "at_least"]
    assert row(result.by_area, "lad", VALE, "electricity")[["consumption_kwh", "bound"]].tolist() == [10_000, "exact"]
    assert row(result.by_area, "lad", VALE, "petroleum")["bound"] == "at_least"
    assert len(result.by_area) == 6
    # 2,000 of 16,000.
    assert "hold 12% of the districts'" in told(result.findings, "half_hourly_left_out")[0].message


def test_floor_area_and_unrecorded_fuels_of_others_are_blank_with_a_reason():
    result = works()
    assert result.by_area["floor_area_m2"].isna().all()
    assert set(result.by_area["floor_area_missing"]) == {NO_FLOORSPACE}
    lack = {one.message.split(" is at hand")[0].split()[-1]: one.ids for one in told(result.findings, "no_record")}
    assert lack == {"petroleum": (MARSH,), "solid_fuel": (VALE, MARSH)}
    assert told(result.findings, "no_certificates")[0].ids == ("display", "non_domestic")
    assert result.certified.empty


def test_display_certificates_add_up_by_the_latest_of_each_building():
    frame = certificates(
        DisplayCertificates,
        ["TY1 1AA", "TY1 1AA", "TY1 1AA", "TY2 1AA", "ZZ9 9ZZ"],
        building_row=[2, 2, 4, 5, 6],
        lodgement_date=["2023-01-01", "2024-01-01", "2024-01-01", "2024-01-01", "2024-01-01"],
        floor_area_m2=[1_000, 1_000, 500, 200, 9],
        heat_kwh_per_m2=[999, 100, 80, np.nan, 1],
        electricity_kwh_per_m2=[999, 50, np.nan, np.nan, 1],
    )
    result = works({"display": frame}, smallest=1)
    # Two buildings: 1,000 m2 x 100 + 500 x 80 of heat, 1,000 x 50 of electricity; the older certificate is left out.
    area = result.certified[result.certified["area_code"].eq(LSOAS[0])].iloc[0]
    figures = ["buildings_count", "floor_area_m2", "heat_kwh", "electricity_kwh", "metered_count"]
    assert area[figures].tolist() == [2, 1_500, 140_000, 50_000, 2]
    marsh = result.certified[result.certified["area_code"].eq(MARSH)].iloc[0]
    assert marsh[["buildings_count", "metered_count"]].tolist() == [1, 0]
    assert marsh[["heat_kwh", "electricity_kwh"]].isna().all()
    assert "1 an older certificate" in told(result.findings, "certificates_left_out")[0].message
    assert "1 its postcode is not" in told(result.findings, "certificates_left_out")[0].message
    assert told(result.findings, "no_certificates")[0].ids == ("non_domestic",)


def test_few_buildings_are_blank_and_the_districts_total_does_not_give_them_back():
    codes = ["TY1 1AA"] + ["TY1 2AA"] * 3 + ["TY2 1AA"] * 4
    frame = certificates(NonDomesticCertificates, codes, floor_area_m2=[100.0] * 8)
    result = works({"non_domestic": frame}, smallest=3)
    table = result.certified.set_index("area_code")
    # One building in the first LSOA is too few; the second's three would tell it from the district's four.
    assert table.loc[[LSOAS[0], LSOAS[1]], "buildings_count"].isna().all()
    assert table.loc[[LSOAS[0], LSOAS[1]], "missing"].tolist() == [TOO_FEW, TOO_FEW]
    assert table.loc[[VALE, LSOAS[2], MARSH], "buildings_count"].tolist() == [4, 4, 4]
    assert table.loc[VALE, ["floor_area_m2", "missing"]].tolist() == [400, NOT_METERED]
