"""Fabric, heat and peak of homes: one of every type, wall and heating by hand, and what must hold of any home."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings import contract as certified
from lae.buildings.demand_contract import HomeEnergy
from lae.buildings.energy import fabric
from lae.buildings.energy import home_year as energy
from lae.buildings.energy.fabric import FabricSettings, fabric_of
from lae.buildings.energy.home_year import EnergySettings, appliances_kwh, home_energy, hybrid_boiler_kwh
from lae.buildings.energy.hot_water import HotWaterSettings, hot_water_kwh, occupants
from lae.buildings.energy.not_known import energy_findings
from lae.buildings.energy.peak import PeakSettings, half_hourly_kw, heat_pump_day, heat_pump_kw, with_peaks
from lae.buildings.energy.u_values import UGrid
from lae.buildings.fabric_contract import INSULATIONS, KINDS, UValues
from lae.buildings.stock_contract import AGES, EPC_BANDS, HEATINGS, HOME_PROVENANCE, TYPES
from lae.files import read_table
from lae.findings import FaultsError
from lae.tables import check

# A plan is a square here (4 roots of its area), so that areas can be worked in the head.
SHAPE = FabricSettings(
    storeys=(2, 2, 2, 2, 1, 1, 1),
    exposed_perimeter=(1, 0.75, 0.75, 0.5, 0.5, 0.9, 1),
    air_changes_per_hour=(1.0,) * len(AGES),
    plan_perimeter_ratio=4.0,
    storey_height_m=2.5,
    window_share=0.2,
    loft_share=0.9,
    loft_w_per_mk=0.05,
    air_wh_per_m3k=0.33,
)
WATER = HotWaterSettings(1.76, 0.000349, 13.9, 0.0013, 25, 36, 37, 0.25, 1.163)
DESIGN = PeakSettings(inside_c=20, outside_c=-3, hot_water_at_peak=1.0, coldest_day_spf=2.44, coincidence=0.76)
YEAR = EnergySettings(
    gap=(0, 0, 0.08, 0.18, 0.28, 0.48, 0.48),
    degree_days=2_000,
    boiler_efficiency=0.85,
    solid_fuel_efficiency=0.6,
    electric_efficiency=1.0,
    heat_pump_spf=2.8,
    hybrid_share=0.7,
    appliances_scale_kwh=180,
    lighting_scale_kwh=60,
    lighting_ratio=0.5,
    exponent=0.5,
    cooking_fixed_kwh=140,
    cooking_per_person_kwh=30,
    water=WATER,
    peak=DESIGN,
)
LISTS = {
    "dwelling_type": TYPES,
    "age_band": AGES,
    "heating": HEATINGS,
    "epc_band": EPC_BANDS,
    "wall": certified.WALLS,
    "wall_insulation": certified.WALL_INSULATION,
    "roof": certified.ROOFS,
    "roof_insulation": certified.INSULATION,
    "floor": certified.FLOORS,
    "floor_insulation": certified.INSULATION,
    "glazing": certified.GLAZING,
    "provenance": HOME_PROVENANCE,
}
HOME = {
    "dwelling_type": "detached",
    "age_band": "A",
    "heating": "gas",
    "epc_band": "A",
    "wall": "solid_brick",
    "wall_insulation": "none",
    "roof": "pitched",
    "roof_insulation": "insulated",
    "floor": "solid",
    "floor_insulation": "none",
    "glazing": "single",
    "floor_area_m2": 128.0,
    "loft_insulation_mm": np.nan,
    "provenance": "epc",
}


def homes(number: int = 1, **changed) -> pd.DataFrame:
    """So many homes like `HOME`, some of whose columns are changed: the columns of Dwellings that are read here."""
    columns = {}
    for name, value in (HOME | changed).items():
        values = list(value) if isinstance(value, list | tuple | np.ndarray) else [value] * number
        columns[name] = (
            pd.Categorical(values, categories=pd.Index(LISTS[name], dtype="str")) if name in LISTS else values
        )
    frame = pd.DataFrame(columns)
    ids = pd.Series([f"E01900001-{row:05d}" for row in range(1, len(frame) + 1)], dtype="str")
    return frame.assign(dwelling_id=ids)


def year_of(stock: pd.DataFrame, table: pd.DataFrame, **changed) -> pd.DataFrame:
    return home_energy(stock, fabric_of(stock, table, SHAPE), replace(YEAR, **changed))


@pytest.fixture(scope="module")
def table(root):
    frame, findings = read_table(root / "data" / "buildings" / "u_values.csv", UValues, table="u_values.csv")
    assert findings == []
    return frame


@pytest.fixture(scope="module")
def grid(table):
    return UGrid.of(table)


# Houses of 128 m2: footprint 64, perimeter 32 m, 5 m high = 160 m2 all round, of which windows 25.6; the others are of
# 64 m2 and one storey: 80 m2 all round, windows 12.8.
@pytest.mark.parametrize(
    ("kind", "area", "wall", "window", "footprint"),
    [
        ("detached", 128, 160 - 25.6, 25.6, 64),
        ("semi_detached", 128, 120 - 25.6, 25.6, 64),
        ("end_terrace", 128, 120 - 25.6, 25.6, 64),
        ("mid_terrace", 128, 80 - 25.6, 25.6, 64),
        ("flat", 64, 40 - 12.8, 12.8, 64),
        ("bungalow", 64, 72 - 12.8, 12.8, 64),
        ("park_home", 64, 80 - 12.8, 12.8, 64),
    ],
)
def test_each_type_has_the_areas_of_its_box(table, kind, area, wall, window, footprint):
    made = fabric_of(homes(dwelling_type=kind, floor_area_m2=float(area)), table, SHAPE)
    assert made.wall_m2 == pytest.approx([wall])
    assert made.window_m2 == pytest.approx([window])
    assert made.floor_m2 == pytest.approx([footprint])
    assert made.roof_m2 == pytest.approx([0.9 * footprint])
    assert made.volume_m3 == pytest.approx([area * 2.5])


# The detached home but for its wall: roof 57.6 x 0.29 = 16.704, floor 64 x 0.65 = 41.6, windows 25.6 x 4.0 = 102.4 and
# air 0.33 x 1 x 320 = 105.6: together 266.304; the wall has 134.4 m2.
@pytest.mark.parametrize(
    ("wall", "insulation", "age", "u"),
    [
        ("solid_brick", "none", "A", 1.3),
        ("stone", "internal", "A", 0.51),
        ("cavity", "none", "D", 1.38),
        ("cavity", "filled", "D", 0.67),
        ("cavity", "insulated", "G", 0.60),
        ("timber_frame", "none", "D", 1.0),
        ("system_built", "external", "D", 0.6),
        ("cob", "none", "A", 0.8),
        ("park_home", "none", "F", 1.7),
        ("other", "none", "D", 1.38),
        ("", "", "A", 1.3),
        ("", "", "D", 0.67),
    ],
)
def test_each_wall_lets_through_what_the_table_says(table, wall, insulation, age, u):
    made = fabric_of(homes(wall=wall, wall_insulation=insulation, age_band=age), table, SHAPE)
    assert made.heat_loss_w_per_k == pytest.approx([266.304 + 134.4 * u])


# That home with a solid wall loses 266.304 + 134.4 x 1.3 = 441.024 W/K; 0.024 x 2,000 = 48 of it is 21,169.152 kWh.
# Of 128 m2: N = 1 + 1.76 (1 - exp(-0.000349 x 114.1^2)) + 0.0013 x 114.1. 0.000349 x 13,018.81 = 4.543565, whose
# exp(-) is 0.010635: N = 1 + 1.741282 + 0.14833 = 2.889612. Water: 25 N + 36 = 108.2403 l x 365 x 1.163 x 37 / 1,000
# = 1,700.049, with losses x 1.25 = 2,125.06 kWh. Heat: 23,294.21 kWh.
@pytest.mark.parametrize(
    ("heating", "fuel", "bought"),
    [
        ("gas", "gas", 23_294.21 / 0.85),
        ("oil", "oil", 23_294.21 / 0.85),
        ("lpg", "lpg", 23_294.21 / 0.85),
        ("solid_fuel", "solid_fuel", 23_294.21 / 0.6),
        ("electric_storage", "electricity", 23_294.21),
        ("electric_direct", "electricity", 23_294.21),
        ("heat_pump", "electricity", 23_294.21 / 2.8),
        ("hybrid_heat_pump", "electricity", 23_294.21 * 0.7 / 2.8),
        ("heat_network", "network", 23_294.21),
        ("none", "none", 0.0),
    ],
)
def test_each_heating_buys_its_fuel(table, heating, fuel, bought):
    row = year_of(homes(heating=heating), table).iloc[0]
    assert row["main_fuel"] == fuel
    assert row["archetype_space_heat_kwh"] == pytest.approx(21_169.152)
    assert row["hot_water_kwh"] == pytest.approx(2_125.06, rel=1e-5)
    assert row["heating_kwh"] == pytest.approx(bought, rel=1e-5)


def test_the_year_is_a_whole_table_whose_calibrated_figures_are_the_uncalibrated_ones(table):
    stock = homes(len(HEATINGS), heating=HEATINGS, epc_band=["C", "D"] * 5)
    made = year_of(stock, table)
    assert check(made, HomeEnergy, "home_energy") == []
    assert made["dwelling_id"].tolist() == stock["dwelling_id"].tolist()
    for name in ("space_heat_kwh", "hot_water_kwh", "heating_kwh", "appliances_kwh"):
        assert made[name].tolist() == made[f"uncalibrated_{name}"].tolist()


def test_a_home_without_heating_needs_heat_and_buys_none(table):
    cold, warm = year_of(homes(2, heating=["none", "gas"]), table).to_dict("records")
    assert cold["heating_kwh"] == 0
    assert cold["space_heat_kwh"] == warm["space_heat_kwh"] > 0
    assert cold["heat_pump_peak_kw"] == warm["heat_pump_peak_kw"] > 0


def test_a_hybrids_electricity_and_gas_together_give_its_heat(table):
    stock = homes(2, heating=["hybrid_heat_pump", "gas"])
    made = year_of(stock, table)
    heat = made["space_heat_kwh"] + made["hot_water_kwh"]
    gas = hybrid_boiler_kwh(made, stock, YEAR)
    assert made["heating_kwh"][0] * 2.8 + gas[0] * 0.85 == pytest.approx(heat[0])
    assert gas[0] == pytest.approx(0.3 * heat[0] / 0.85)
    assert gas[1] == 0


def test_the_in_use_correction_meets_its_end_points_and_never_rises_with_the_band(table):
    made = year_of(homes(len(EPC_BANDS), epc_band=EPC_BANDS), table)
    left = (made["uncalibrated_space_heat_kwh"] / made["archetype_space_heat_kwh"]).tolist()
    # A and B as modelled, C 8 % less, F and G 48 % less.
    assert left[:3] == pytest.approx([1, 1, 0.92])
    assert left[5:] == pytest.approx([0.52, 0.52])
    assert left == sorted(left, reverse=True)


def test_modelled_homes_share_the_mean_of_their_bands_corrections(table):
    # Two homes alike but for their band, C and G: (0.08 + 0.48) / 2 = 0.28 each.
    made = year_of(homes(2, epc_band=["C", "G"], provenance="modelled"), table)
    left = made["uncalibrated_space_heat_kwh"] / made["archetype_space_heat_kwh"]
    assert left.tolist() == pytest.approx([0.72, 0.72])


def test_people_and_electricity_follow_floor_area():
    # In 13.9 m2 or less lives one person; in 63.9 m2 N = 1 + 1.76 (1 - exp(-0.8725)) + 0.065 = 1 + 1.76 x 0.582094 +
    # 0.065 = 2.089486.
    people = occupants(np.array([10.0, 13.9, 63.9]), WATER)
    assert people == pytest.approx([1, 1, 2.089486], rel=1e-6)
    # One person: 61 l x 365 x 1.163 x 37 / 1,000 = 958.08 kWh, with losses 1,197.60.
    assert hot_water_kwh(np.array([1.0]), WATER) == pytest.approx([1_197.60], rel=1e-5)
    # (180 + 60 x 0.5) x root(100 x 2.25) + 140 + 30 x 2.25 = 210 x 15 + 207.5.
    assert appliances_kwh(np.array([100.0]), np.array([2.25]), YEAR) == pytest.approx([3_357.5])


def test_a_loft_of_known_depth_counts_by_its_depth_and_any_other_roof_by_its_words(table):
    roofs = ["pitched", "pitched", "pitched", "", "flat", "thatched"]
    stock = homes(6, roof=roofs, loft_insulation_mm=[0, 100, np.nan, 100, 100, 100], roof_insulation="none")
    # Bare 2.3; with 100 mm of 0.05 W/mK 1 / (1/2.3 + 2) = 0.410714. A flat roof's depth is not a loft's.
    loft = 1 / (1 / 2.3 + 2)
    made = fabric_of(stock, table, SHAPE)
    assert made.roof_u_w_per_m2k == pytest.approx([2.3, loft, 2.3, loft, 2.3, 0.35])
    assert made.roof_m2 == pytest.approx([57.6, 57.6, 57.6, 64, 64, 57.6])


@pytest.mark.parametrize(
    ("above", "below"), [("dwelling_above", "dwelling_below"), ("premises_above", "premises_below")]
)
def test_no_heat_goes_where_others_live_or_work(table, above, below):
    stock = homes(roof=above, roof_insulation="", floor=below, floor_insulation="", loft_insulation_mm=100.0)
    made = fabric_of(stock, table, SHAPE)
    assert (made.roof_m2[0], made.roof_u_w_per_m2k[0], made.floor_m2[0], made.floor_u_w_per_m2k[0]) == (0, 0, 0, 0)
    # Wall 134.4 x 1.3 + windows 102.4 + air 105.6.
    assert made.heat_loss_w_per_k == pytest.approx([382.72])


def test_what_is_not_known_is_counted_and_said(table):
    stock = homes(4, wall=["", "", "cavity", "cob"], glazing=["", "single", "single", "single"])
    found = {finding.column: finding.message for finding in energy_findings(stock)}
    assert set(found) == {"wall", "glazing"}
    assert "2 homes (50.0%)" in found["wall"]
    stock = homes(3, heating=["none", "hybrid_heat_pump", "gas"])
    assert [finding.rule for finding in energy_findings(stock)] == ["heat_not_met", "hybrid_boiler_left_out"]
    assert energy_findings(homes()) == ()


def test_insulation_never_lets_more_through_and_newer_homes_no_more_than_older_ones(grid):
    for element, worse, better in (
        ("wall", "none", "partial"),
        ("wall", "partial", "insulated"),
        ("wall", "none", "filled"),
        ("wall", "none", "internal"),
        ("wall", "filled", "filled_and_lined"),
        ("roof", "none", "limited"),
        ("roof", "limited", "insulated"),
        ("floor", "none", "limited"),
        ("floor", "limited", "insulated"),
    ):
        names = INSULATIONS[element]
        before = grid.values[element][:, names.index(worse)]
        assert (grid.values[element][:, names.index(better)] <= before).all(), (element, better)
    order = [KINDS["glazing"].index(name) for name in ("single", "some", "mostly", "full")]
    assert (np.diff(grid.values["glazing"][order, 0], axis=0) < 0).all()
    none = grid.values["wall"][:, INSULATIONS["wall"].index("none")]
    # From band F on; before, "not insulated" of a solid and a cavity wall were both measured, of no one age.
    assert (np.diff(none[:, AGES.index("F") :], axis=1) <= 0).all()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda frame: frame.iloc[1:], "no_u_value"),
        (lambda frame: pd.concat([frame, frame.iloc[:1].assign(note="again")], ignore_index=True), "named_twice"),
        (lambda frame: frame.assign(kinds=frame["kinds"].str.replace("cob", "mud")), "unknown_word"),
    ],
)
def test_a_table_with_holes_doubles_or_strange_words_is_refused(table, change, rule):
    with pytest.raises(FaultsError) as error:
        UGrid.of(change(table))
    assert {finding.rule for finding in error.value.findings} == {rule}


def test_a_hole_is_named_by_what_it_lacks(table):
    with pytest.raises(FaultsError, match="glazing / unknown / unknown / A"):
        UGrid.of(table[table["element"].ne("glazing")])


def test_a_register_with_every_id_makes_the_settings():
    ids = dict.fromkeys([*fabric.ASSUMPTION_IDS, *energy.ASSUMPTION_IDS])
    register = Assumptions(Assumption(key, float(row), "-", 0, 0, "toy", "D", "") for row, key in enumerate(ids))
    shape, year = FabricSettings.of(register), EnergySettings.of(register)
    assert shape.storeys == tuple(register.value(f"storeys_{name}") for name in TYPES)
    assert shape.air_changes_per_hour[AGES.index("E")] == register.value("air_changes_c_e")
    assert year.gap[EPC_BANDS.index("G")] == register.value("epc_gap_fg")
    assert year.water.rise_k == register.value("hot_water_temperature_rise")
    assert year.peak.outside_c == register.value("design_outside_temperature")
    assert len(ids) == len(fabric.ASSUMPTION_IDS) + len(energy.ASSUMPTION_IDS)


def test_the_design_day_by_hand(table):
    row = year_of(homes(epc_band="C"), table).iloc[0]
    # 441.024 W/K x 23 K x 0.92 = 9.332068 kW, and 2,125.06 kWh / 8,760 h = 0.242587 kW of hot water.
    assert row["design_heat_kw"] == pytest.approx(9.332068 + 0.242587, rel=1e-5)
    assert row["heat_pump_peak_kw"] == pytest.approx(9.574655 / 2.44 * 0.76, rel=1e-5)


def test_a_home_of_average_heat_adds_what_field_trials_measured():
    # 12,000 kWh in 2,200 hours of full load are 5.4545 kW; / 2.44 x 0.76 = 1.70 kW, Love et al.'s after-diversity peak.
    assert heat_pump_kw(np.array([12_000 / 2_200]), DESIGN).round(2).tolist() == [1.70]


def test_peaks_follow_calibration(table):
    before = year_of(homes(2, epc_band=["A", "D"]), table)
    # Homes whose meters show half the space heat and twice the hot water.
    changed = before.assign(space_heat_kwh=before["space_heat_kwh"] / 2, hot_water_kwh=before["hot_water_kwh"] * 2)
    after = with_peaks(changed, DESIGN)
    water = before["hot_water_kwh"] / 8_760
    assert after["design_heat_kw"].tolist() == pytest.approx(
        ((before["design_heat_kw"] - water) / 2 + 2 * water).tolist()
    )
    assert after["heat_pump_peak_kw"].tolist() == pytest.approx((after["design_heat_kw"] / 2.44 * 0.76).tolist())
    assert with_peaks(before, DESIGN).equals(before)


def test_the_day_of_a_group_peaks_at_the_sum_of_its_homes(table):
    made = year_of(homes(3, floor_area_m2=[50.0, 128.0, 200.0]), table)
    shape = np.full(48, 0.4)
    shape[14:20] = 1.0
    load = half_hourly_kw(made, shape)
    assert load.max() == pytest.approx(made["heat_pump_peak_kw"].sum(), rel=1e-12)
    assert load[0] == pytest.approx(0.4 * made["heat_pump_peak_kw"].sum())
    assert half_hourly_kw(made.iloc[:0], shape).tolist() == [0] * 48


@pytest.mark.parametrize(
    ("shape", "said"),
    [(np.ones(24), "48 half-hours"), (np.full(48, 0.9), "must be 1"), (np.r_[-0.1, np.ones(47)], "below 0")],
)
def test_a_shape_that_is_no_days_is_refused(table, shape, said):
    with pytest.raises(ValueError, match=said):
        half_hourly_kw(year_of(homes(), table), shape)


any_home = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in LISTS.items()}
    | {"floor_area_m2": st.floats(15, 1_000), "loft_insulation_mm": st.one_of(st.just(np.nan), st.floats(0, 1_000))}
)


@settings(max_examples=25, deadline=None)
@given(any_home)
def test_any_home_loses_heat_through_areas_that_are_not_below_zero(table, home):
    stock = homes(**home)
    made = fabric_of(stock, table, SHAPE)
    for name in ("wall_m2", "window_m2", "roof_m2", "floor_m2", "volume_m3"):
        assert getattr(made, name)[0] >= 0
    assert made.heat_loss_w_per_k[0] > 0
    assert check(home_energy(stock, made, YEAR), HomeEnergy, "home_energy") == []


@settings(max_examples=25, deadline=None)
@given(any_home, st.sampled_from(["wall", "roof", "floor", "window"]), st.floats(0, 3))
def test_a_worse_part_never_needs_less_heat(table, home, part, more):
    stock = homes(**home)
    made = fabric_of(stock, table, SHAPE)
    name = f"{part}_u_w_per_m2k"
    worse = replace(made, **{name: getattr(made, name) + more})
    before, after = home_energy(stock, made, YEAR), home_energy(stock, worse, YEAR)
    for column in ("heat_loss_w_per_k", "space_heat_kwh", "heating_kwh", "design_heat_kw", "heat_pump_peak_kw"):
        assert after[column][0] >= before[column][0]


@settings(max_examples=25, deadline=None)
@given(any_home, st.floats(0, 500), st.floats(0, 500))
def test_a_deeper_loft_and_a_smaller_home_never_lose_more(table, home, depth, more):
    pair = homes(**home | {"loft_insulation_mm": depth}), homes(**home | {"loft_insulation_mm": depth + more})
    shallow, deep = (fabric_of(one, table, SHAPE).heat_loss_w_per_k[0] for one in pair)
    assert deep <= shallow
    larger = homes(**home | {"loft_insulation_mm": depth, "floor_area_m2": home["floor_area_m2"] + more})
    assert fabric_of(larger, table, SHAPE).heat_loss_w_per_k[0] >= shallow


def test_a_districts_cold_day_at_both_levels():
    # Peaks of 1, 2 and 3 kW; the mean is 2 and the measured 4, so the measured level doubles each.
    dwellings = pd.DataFrame({"district_code": ["E07000001", "E07000002", "E07000002"]})
    energy = pd.DataFrame({"heat_pump_peak_kw": [1.0, 2.0, 3.0]})
    shape = np.r_[1.0, np.full(47, 0.5)]
    day = heat_pump_day(dwellings, energy, shape, measured_kw=4.0).set_index(["district_code", "slot"])
    assert day.loc[("E07000002", 0)].to_dict() == {"homes": 2.0, "heat_loss_kw": 5.0, "measured_kw": 10.0}
    assert day.loc[("E07000001", 47)].to_dict() == {"homes": 1.0, "heat_loss_kw": 0.5, "measured_kw": 1.0}
