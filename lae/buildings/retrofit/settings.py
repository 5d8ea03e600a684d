"""The numbers measures rest on beside prices and savings, read from the register by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions
from lae.buildings.retrofit.carbon import CARBON_IDS, Factors
from lae.buildings.retrofit.cases import spread
from lae.buildings.retrofit.eligibility import RULE_IDS, Rules
from lae.buildings.retrofit.savings import SAVING_IDS, SavingSettings
from lae.buildings.retrofit_contract import FABRIC

Triple = tuple[float, float, float]

LIFETIME_IDS: Final = {
    **dict.fromkeys(FABRIC, "insulation_lifetime"),
    "glazing": "glazing_lifetime",
    "draught": "draught_lifetime",
}


@dataclass(frozen=True)
class FabricWorks:
    """What fabric measures leave behind beside U-values.

    Attributes:
        loft_depth_mm: of insulation after the works.
        air_changes_cut_per_hour: what draught-proofing takes away.
        air_changes_least_per_hour: what it never goes below.
        lifetime_years: by measure.
    """

    loft_depth_mm: float
    air_changes_cut_per_hour: float
    air_changes_least_per_hour: float
    lifetime_years: Mapping[str, float]

    @classmethod
    def of(cls, assumptions: Assumptions) -> "FabricWorks":
        """From the register."""
        return cls(
            loft_depth_mm=assumptions.value("loft_depth_after"),
            air_changes_cut_per_hour=assumptions.value("draught_air_changes_cut"),
            air_changes_least_per_hour=assumptions.value("draught_air_changes_least"),
            lifetime_years={name: assumptions.value(key) for name, key in LIFETIME_IDS.items()},
        )


@dataclass(frozen=True)
class Pumps:
    """Heat pumps, and the electric heating they or insulation relieve.

    Attributes:
        air_spf_ratio: useful heat for a kWh of electricity over a year, air source.
        ground_spf_ratio: the same, ground source.
        peak_ratio: peak to the peak in HomeEnergy; low is a pump that is controlled.
        ground_peak_ratio: ground source's peak to air source's.
        loop_cost_ratio: a home's part of a shared loop to a ground-source pump of its own.
        direct_peak_share: of design heat that direct heating draws at the network's peak.
        storage_peak_share: the same of storage heaters.
        design_k: inside less outside temperature on the design day.
        lifetime_years: of a heat pump.
    """

    air_spf_ratio: Triple
    ground_spf_ratio: Triple
    peak_ratio: Triple
    ground_peak_ratio: float
    loop_cost_ratio: Triple
    direct_peak_share: Triple
    storage_peak_share: Triple
    design_k: float
    lifetime_years: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Pumps":
        """From the register."""
        low, used, high = spread(assumptions, "hp_coincidence_76")
        return cls(
            air_spf_ratio=spread(assumptions, "ashp_spf_median"),
            ground_spf_ratio=spread(assumptions, "gshp_spf"),
            peak_ratio=(low / used, 1.0, high / used),
            ground_peak_ratio=assumptions.value("ground_hp_admd") / assumptions.value("hp_admd"),
            loop_cost_ratio=spread(assumptions, "shared_loop_cost_ratio"),
            direct_peak_share=spread(assumptions, "electric_direct_peak_share"),
            storage_peak_share=spread(assumptions, "electric_storage_peak_share"),
            design_k=assumptions.value("design_inside_temperature") - assumptions.value("design_outside_temperature"),
            lifetime_years=assumptions.value("hp_lifetime"),
        )


@dataclass(frozen=True)
class Power:
    """Panels and batteries.

    Attributes:
        roof_share: of a roof that panels may cover.
        m2_per_kwp: of panel.
        most_kwp: of a home.
        yield_kwh: a year from a kWp on a mean roof.
        own_use_share: of generation used in the home.
        battery_own_use_share: the same, more by a battery.
        battery_kwh: what a battery holds.
        battery_kw: what it gives.
        battery_peak_share: of that at the network's peak, by the dispatch assumed.
        photovoltaics_years: lifetime.
        battery_years: lifetime.
    """

    roof_share: float
    m2_per_kwp: float
    most_kwp: float
    yield_kwh: Triple
    own_use_share: Triple
    battery_own_use_share: Triple
    battery_kwh: float
    battery_kw: float
    battery_peak_share: Triple
    photovoltaics_years: float
    battery_years: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Power":
        """From the register."""
        return cls(
            roof_share=assumptions.value("photovoltaics_roof_share"),
            m2_per_kwp=assumptions.value("photovoltaics_m2_per_kwp"),
            most_kwp=assumptions.value("photovoltaics_most_kwp"),
            yield_kwh=spread(assumptions, "photovoltaics_yield"),
            own_use_share=spread(assumptions, "photovoltaics_own_use_share"),
            battery_own_use_share=spread(assumptions, "battery_own_use_share"),
            battery_kwh=assumptions.value("battery_size"),
            battery_kw=assumptions.value("battery_power"),
            battery_peak_share=spread(assumptions, "battery_peak_share"),
            photovoltaics_years=assumptions.value("photovoltaics_lifetime"),
            battery_years=assumptions.value("battery_lifetime"),
        )


@dataclass(frozen=True)
class Marks:
    """What packages aim at.

    Attributes:
        target_points: SAP points of band C.
        band_points: of a home of which only the band is known, its middle, by band.
        points_per_tenth: SAP points for a tenth of the heat loss taken away.
        ready_w_per_m2: heat on the design day of a home that is ready for a heat pump.
    """

    target_points: float
    band_points: Mapping[str, float]
    points_per_tenth: float
    ready_w_per_m2: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Marks":
        """From the register."""
        edges = [assumptions.value(key) for key in BAND_IDS]
        tops = [100.0, *(edge - 1 for edge in edges)]
        middles = {band: (edge + top) / 2 for band, edge, top in zip("ABCDEFG", edges, tops[:-1], strict=True)}
        return cls(
            target_points=assumptions.value("epc_band_c_min"),
            band_points=middles,
            points_per_tenth=assumptions.value("sap_points_per_tenth"),
            ready_w_per_m2=assumptions.value("heat_pump_ready_mark"),
        )


BAND_IDS: Final = (
    "epc_band_a_min",
    "epc_band_b_min",
    "epc_band_c_min",
    "epc_band_d_min",
    "epc_band_e_min",
    "epc_band_f_min",
    "epc_band_g_min",
)


@dataclass(frozen=True)
class RetrofitSettings:
    """Everything measures and packages take from the register but prices."""

    rules: Rules
    savings: SavingSettings
    fabric: FabricWorks
    pumps: Pumps
    power: Power
    factors: Factors
    marks: Marks

    @classmethod
    def of(cls, assumptions: Assumptions) -> "RetrofitSettings":
        """From the register."""
        return cls(
            rules=Rules.of(assumptions),
            savings=SavingSettings.of(assumptions),
            fabric=FabricWorks.of(assumptions),
            pumps=Pumps.of(assumptions),
            power=Power.of(assumptions),
            factors=Factors.of(assumptions),
            marks=Marks.of(assumptions),
        )


ASSUMPTION_IDS: Final = tuple(
    dict.fromkeys(
        (
            *CARBON_IDS,
            *(one for ids in SAVING_IDS.values() for one in ids),
            *LIFETIME_IDS.values(),
            *BAND_IDS,
            *RULE_IDS,
            "loft_depth_after",
            "draught_air_changes_cut",
            "draught_air_changes_least",
            "ashp_spf_median",
            "gshp_spf",
            "hp_coincidence_76",
            "ground_hp_admd",
            "hp_admd",
            "shared_loop_cost_ratio",
            "electric_direct_peak_share",
            "electric_storage_peak_share",
            "design_inside_temperature",
            "design_outside_temperature",
            "hp_lifetime",
            "photovoltaics_roof_share",
            "photovoltaics_m2_per_kwp",
            "photovoltaics_most_kwp",
            "photovoltaics_yield",
            "photovoltaics_own_use_share",
            "photovoltaics_lifetime",
            "battery_own_use_share",
            "battery_size",
            "battery_power",
            "battery_peak_share",
            "battery_lifetime",
            "sap_points_per_tenth",
            "heat_pump_ready_mark",
        )
    )
)
"""Every id that `RetrofitSettings.of` asks for."""
