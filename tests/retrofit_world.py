"""Invented homes with round areas, uses and prices, so that what a measure does to one can be worked in the head."""

from dataclasses import replace

import numpy as np
import pandas as pd

from lae.assumptions import AssumptionRows, Assumptions
from lae.buildings import contract as certified
from lae.buildings.costs_contract import SEGMENTS
from lae.buildings.demand_contract import MAIN_FUELS, HomeEnergy
from lae.buildings.energy.fabric import Fabric
from lae.buildings.retrofit.carbon import Factors
from lae.buildings.retrofit.costs import Costs, CostSettings
from lae.buildings.retrofit.eligibility import Rules
from lae.buildings.retrofit.improved import Improved
from lae.buildings.retrofit.offers import works_of
from lae.buildings.retrofit.savings import SavingSettings, lasting
from lae.buildings.retrofit.settings import FabricWorks, Marks, Power, Pumps, RetrofitSettings
from lae.buildings.retrofit.surroundings import Surroundings
from lae.buildings.retrofit.works import Works
from lae.buildings.stock_contract import AGES, EPC_BANDS, HEATINGS, HOME_PROVENANCE, TENURES, TYPES, Dwellings
from lae.files import read_table
from lae.tables import columns_of, validated

LISTS = {
    "dwelling_type": TYPES,
    "age_band": AGES,
    "tenure": TENURES,
    "heating": HEATINGS,
    "epc_band": EPC_BANDS,
    "wall": certified.WALLS,
    "wall_insulation": certified.WALL_INSULATION,
    "roof": certified.ROOFS,
    "roof_insulation": certified.INSULATION,
    "floor": certified.FLOORS,
    "floor_insulation": certified.INSULATION,
    "glazing": certified.GLAZING,
    "photovoltaics": certified.YES_NO,
    "provenance": HOME_PROVENANCE,
}
SEMI = {
    "district_code": "E07900001",
    "lsoa_code": "E01900001",
    "postcode": "TY1 1AA",
    "easting_m": 400_000.0,
    "northing_m": 200_000.0,
    "dwelling_type": "semi_detached",
    "age_band": "C",
    "tenure": "owner_occupied",
    "heating": "gas",
    "epc_band": "D",
    "sap_points": np.nan,
    "floor_area_m2": 100.0,
    "wall": "cavity",
    "wall_insulation": "none",
    "roof": "pitched",
    "roof_insulation": "none",
    "loft_insulation_mm": 0.0,
    "floor": "suspended",
    "floor_insulation": "none",
    "glazing": "single",
    "photovoltaics": "no",
    "primary_energy_kwh_per_m2": np.nan,
    "has_uprn": False,
    "provenance": "modelled",
}
"""A semi of 100 m2 that nobody has improved, with a gas boiler, in band D."""
FUEL_OF = {"electric_direct": "electricity", "electric_storage": "electricity", "heat_pump": "electricity"}
FUEL_OF |= {"hybrid_heat_pump": "electricity", "heat_network": "network"}

SETTINGS = RetrofitSettings(
    rules=Rules(
        loft_enough_mm=200,
        pump_space_m2=30,
        pump_space_in_zone_m2=70,
        ground_space_m2=150,
        loop_homes_per_ha=25,
        least_kwp=1.0,
        battery_alone=False,
    ),
    savings=SavingSettings(
        median={
            "loft": (0.04, 0.05, 0.06),
            "cavity_wall": (0.08, 0.10, 0.12),
            "internal_wall": (0.12, 0.15, 0.18),
            "external_wall": (0.12, 0.15, 0.18),
        },
        lasting={"loft": lasting(0.04, 0.02, 0.0, 20), "cavity_wall": lasting(0.07, 0.03, 0.0, 20)},
        measured_ratio=(0.25, 0.5, 1.0),
    ),
    fabric=FabricWorks(
        loft_depth_mm=270,
        air_changes_cut_per_hour=0.1,
        air_changes_least_per_hour=0.5,
        lifetime_years={
            "loft": 20,
            "cavity_wall": 20,
            "internal_wall": 20,
            "external_wall": 20,
            "floor": 20,
            "glazing": 25,
            "draught": 10,
        },
    ),
    pumps=Pumps(
        air_spf_ratio=(2.5, 3.0, 4.0),
        ground_spf_ratio=(3.0, 4.0, 5.0),
        peak_ratio=(0.6, 1.0, 1.0),
        ground_peak_ratio=0.75,
        loop_cost_ratio=(0.5, 1.0, 1.5),
        direct_peak_share=(0.0, 0.25, 0.5),
        storage_peak_share=(0.0, 0.0, 0.1),
        design_k=20.0,
        lifetime_years=15,
    ),
    power=Power(
        roof_share=0.3,
        m2_per_kwp=5.0,
        most_kwp=4.0,
        yield_kwh=(800, 900, 1_000),
        own_use_share=(0.3, 0.4, 0.6),
        battery_own_use_share=(0.5, 0.7, 0.8),
        battery_kwh=5.0,
        battery_kw=2.5,
        battery_peak_share=(0.0, 0.0, 1.0),
        photovoltaics_years=25,
        battery_years=12,
    ),
    factors=Factors(gas=0.2, oil=0.25, lpg=0.22, solid_fuel=0.3, electricity=0.1, network=0.15),
    marks=Marks(
        target_points=69,
        band_points={"A": 96, "B": 86, "C": 74.5, "D": 61.5, "E": 46.5, "F": 29.5, "G": 10.5},
        points_per_tenth=3.0,
        ready_w_per_m2=70.0,
    ),
)


def segmented(low: float, central: float, high: float, measure: str) -> dict[tuple[str, str, str], tuple]:
    """One price for every segment."""
    return {(measure, "", name): (low, central, high) for name in SEGMENTS}


COSTS = Costs(
    prices={
        **segmented(300, 450, 600, "loft"),
        **segmented(500, 600, 900, "cavity_wall"),
        **segmented(6_000, 8_000, 9_000, "internal_wall"),
        **segmented(4_000, 5_000, 7_000, "glazing"),
        ("external_wall", "", "any"): (100, 150, 200),
        ("floor", "suspended", "any"): (1_000, 1_500, 2_000),
        ("floor", "solid", "any"): (4_000, 5_000, 6_000),
        ("draught", "", "any"): (50, 100, 200),
        ("photovoltaics", "", "any"): (1_500, 2_000, 2_500),
        ("battery", "", "any"): (400, 700, 900),
    },
    curves={
        "air_source_heat_pump": (
            np.array([5.0, 10.0, 20.0]),
            np.outer([0.8, 1.0, 1.5], [8_000.0, 12_000.0, 20_000.0]),
        ),
        "ground_source_heat_pump": (np.array([5.0, 20.0]), np.outer([0.8, 1.0, 1.5], [10_000.0, 40_000.0])),
    },
    price_year=2024,
    settings=CostSettings({"flat": 54, "mid_terrace": 76, "semi": 80, "detached": 117}, (0.8, 1.0, 1.5), (1, 2, 3)),
)


def homes(*changes: dict[str, object]) -> pd.DataFrame:
    """One home a dict (contract Dwellings): the semi, with these features changed."""
    rows = pd.DataFrame([SEMI | change for change in changes])
    rows["dwelling_id"] = [f"{code}-{number:05d}" for number, code in enumerate(rows["lsoa_code"], start=1)]
    for name, known in LISTS.items():
        rows[name] = pd.Categorical(rows[name], categories=pd.Index(known, dtype="str"))
    for name in ("district_code", "lsoa_code", "postcode"):
        rows[name] = pd.Categorical(rows[name].astype("str"), categories=pd.Index(sorted(set(rows[name])), dtype="str"))
    return validated(rows.astype({"dwelling_id": "str"})[columns_of(Dwellings)], Dwellings, "dwellings")


def fabric(number: int) -> Fabric:
    """Every home: 180 W/K of wall, 100 of roof, 40 of floor, 80 of window and 100 of air: 500 W/K."""
    parts = (100, 1.8, 50, 2.0, 50, 0.8, 20, 4.0, 250, 1.0)
    return Fabric(*(np.full(number, float(value)) for value in parts), air_wh_per_m3k=0.4)


def after(number: int) -> Improved:
    """Every home: a loft takes off 90 W/K, a wall 100, the floor 30, windows 50 (and draught-proofing 10)."""
    return Improved(*(np.full(number, value) for value in (0.2, 0.8, 0.8, 0.8, 0.2, 1.5)))


def energy(dwellings: pd.DataFrame) -> pd.DataFrame:
    """Every home: 20,000 kWh by heat loss, 16,000 in use, 2,000 of hot water, 20,000 of fuel, 8 kW at the coldest."""
    number = len(dwellings)
    heating = dwellings["heating"].astype("str")
    figures = {
        "heat_loss_w_per_k": 500,
        "archetype_space_heat_kwh": 20_000,
        "uncalibrated_space_heat_kwh": 16_000,
        "space_heat_kwh": 16_000,
        "uncalibrated_hot_water_kwh": 2_000,
        "hot_water_kwh": 2_000,
        "efficiency_ratio": 0.9,
        "uncalibrated_heating_kwh": 20_000,
        "heating_kwh": 20_000,
        "uncalibrated_appliances_kwh": 3_000,
        "appliances_kwh": 3_000,
        "design_heat_kw": 8,
        "heat_pump_peak_kw": 2.4,
    }
    frame = pd.DataFrame({name: np.full(number, float(value)) for name, value in figures.items()})
    fuels = pd.Index(MAIN_FUELS, dtype="str")
    frame["main_fuel"] = pd.Categorical(heating.map(FUEL_OF).fillna(heating), categories=fuels)
    frame["dwelling_id"] = dwellings["dwelling_id"]
    frame.loc[heating.eq("none").to_numpy(), ["uncalibrated_heating_kwh", "heating_kwh"]] = 0.0
    return validated(frame, HomeEnergy, "home_energy")


def works(
    *changes: dict[str, object],
    around: Surroundings | None = None,
    costs: Costs = COSTS,
    settings: RetrofitSettings = SETTINGS,
    fabric_of: Fabric | None = None,
    after_of: Improved | None = None,
    energy_of: pd.DataFrame | None = None,
) -> Works:
    """What could be done to these homes; fabric, energy and improvement are every home's unless given."""
    dwellings = homes(*changes)
    number = len(dwellings)
    return works_of(
        dwellings,
        fabric(number) if fabric_of is None else fabric_of,
        after(number) if after_of is None else after_of,
        energy(dwellings) if energy_of is None else energy_of,
        Surroundings() if around is None else around,
        costs,
        settings,
    )


def register(root) -> Assumptions:
    """The shipped register, with rows that wait beside it."""
    paths = [root / "data" / "assumptions.csv", *sorted((root / "data" / "buildings").glob("NEW_assumption_rows*.csv"))]
    frames = []
    for path in paths:
        frame, findings = read_table(path, AssumptionRows, table=path.name)
        assert [finding.sentence() for finding in findings] == []
        frames.append(frame)
    return Assumptions.from_frame(pd.concat(frames).drop_duplicates("id"))


def changed(of: RetrofitSettings, part: str, **values: object) -> RetrofitSettings:
    """`of` with some numbers of one part changed."""
    return replace(of, **{part: replace(getattr(of, part), **values)})
