"""What the atlas is given: checked tables and labels. It adds nothing up; it draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.geo import BNG

COVERAGE: Final = ("area", "dno", "dwellings", "status", "note")
"""Columns of the coverage table, in the order they are shown."""
ALLOCATION: Final = (
    "substation_id",
    "dwellings",
    "dwellings_low",
    "dwellings_high",
    "confidence",
    "share_of_area_modelled",
)
"""Columns of the allocation table; `confidence` is text, low and high come from the nearest and second-nearest rule."""
SENSITIVITY: Final = ("substation_id", "scenario", "variant", "class", "first_year", "latest_year", "added_mva")
"""Columns of the sensitivity table, published demand; `variant` is text ("two hours later")."""

TARGETING: Final = (
    "area_level",
    "area_code",
    "package",
    "open_homes",
    "gbp_per_tco2e",
    "off_gas_share",
    "fuel_poor_share",
    "peak_added_kw",
    "score_ratio",
    "criteria_missing",
)
"""Columns of the targeting table that are drawn; a blank is drawn as not known."""
ZONES: Final = (
    "zone_id",
    "lsoa_codes",
    "homes",
    "open_homes",
    "capex_gbp",
    "carbon_saved_tco2e",
    "gbp_per_tco2e",
    "peak_added_kw",
    "score_ratio",
    "headroom_note",
    "reasons",
)
"""Columns of the zones that are drawn, beside their geometry; `reasons` are parted by semicolons."""
CHARGING_SITES: Final = (
    "site_id",
    "scenario",
    "name",
    "kind",
    "lsoa_code",
    "district_code",
    "substation_id",
    "easting_m",
    "northing_m",
    "first_year",
    "points_count",
    "rated_kw",
    "diversity_kw",
    "walk_in_homes",
    "walk_in_vehicles_count",
    "connection",
    "connection_note",
    "cost_low_gbp",
    "cost_gbp",
    "cost_high_gbp",
    "provenance",
)
"""Columns of the planned sites: one row a site and scenario, standing from its first year."""
CHARGERS: Final = (
    "location_id",
    "name",
    "operator",
    "easting_m",
    "northing_m",
    "points_count",
    "power_kw",
    "speed_gov_uk",
    "status",
    "vintage",
    "historical",
)
"""Columns of the recorded public locations; those of a register that closed are `historical`."""
CHARGING_NEED: Final = (
    "lsoa_code",
    "scenario",
    "year",
    "vehicles_count",
    "no_drive_vehicles_count",
    "uncovered_vehicles_count",
    "points_low",
    "points",
    "points_high",
)
"""Columns of the need, one row an LSOA, of one scenario and year."""

FINDINGS: Final = ("subject", "text", "basis", "table")
"""Columns of the headline findings: the view each belongs to, a sentence, what it rests on, the table it stands in."""
PLACES: Final = ("name", "kind", "easting_m", "northing_m")
"""Columns of the places that can be searched for, wards among them; `kind` is printed after the name."""
SINGLE_HOMES: Final = (
    "easting_m",
    "northing_m",
    "epc_band",
    "heating",
    "dwelling_type",
    "age_band",
    "provenance",
    "floor_area_m2",
    "heating_kwh",
    "package_status",
    "package_capex_gbp",
)
"""Columns of single homes, one row a home; those of words are categorical. For an internal edition alone."""
SERVED: Final = ("lsoa_code", "substation_id")
"""Columns of the table that says on which substation most homes of an LSOA hang; each LSOA once."""


class Picture(Protocol):
    """Cells of land as a picture: what each code means stands in the legend."""

    codes: npt.NDArray[np.uint8]
    west_m: float
    north_m: float
    cell_m: float
    legend: pd.DataFrame


def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def _no_targeting() -> pd.DataFrame:
    return pd.DataFrame(columns=list(TARGETING))


def _no_zones() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns=[*ZONES, "geometry"], geometry="geometry", crs=BNG)


def _no_sites() -> pd.DataFrame:
    return pd.DataFrame(columns=list(CHARGING_SITES))


def _no_chargers() -> pd.DataFrame:
    return pd.DataFrame(columns=list(CHARGERS))


def _no_need() -> pd.DataFrame:
    return pd.DataFrame(columns=list(CHARGING_NEED))


@dataclass(frozen=True)
class AtlasModel:
    """One county's results, ready to be drawn.

    The tables follow their contracts and have been checked: `districts` (boundaries.Districts), `lsoas`
    (boundaries.Lsoas), `substations`, `feeds`, `works` (grid.contract), `headroom`, `because`, `shortfalls` (measures),
    `sources`, `assumptions` (AssumptionRows), `postcodes` (boundaries.Postcodes). The rest:

    * `generated`: vintage in words ("Figures of March 2026"), never a clock reading;
    * `coverage`: columns `COVERAGE`; `not_assessed_lsoas`: LSOAs that no operator's file covers, hatched on the map;
    * `technologies`: technology to printed label;
    * `scenarios`: (id, label) in the order shown, the operators' own included;
    * `milestones`: years spelt out in text alternatives; the second one is shown first;
    * `headline`: printed as it is where no script runs; its `scenario` column is shown by label;
    * `growth_tier`: tier of the weakest assumption behind the growth, printed beside every grown figure;
    * `sensitivity`: columns `SENSITIVITY`, how the published-basis answer moves when an assumption is taken otherwise;
    * `allocation`: columns `ALLOCATION`, one row a substation;
    * `postcodes`: feeds the search box and the settlement dots;
    * `growth_scope`: what growth counts and leaves out, one sentence, printed beside every grown figure;
    * `generation_limits`, `options` (grid.limits_contract), `firm`, `security` (grid.security_contract) and
      `connection_layers` (grid.connections) fill their layers and parts of the panel; each may be None;
    * `targeting` (contract Targeting; its LSOAs are drawn), `zones` (contract Zones with their shapes) and
      `homes_caveat`, one sentence on what the homes are known from, fill the layer of homes; both tables may be empty;
    * `charging_sites` (columns `CHARGING_SITES`), `chargers` (`CHARGERS`), `charging_need` (`CHARGING_NEED`) and
      `charging_caveat`, one sentence on what they rest on, fill the layer of charge points; each may be empty;
    * `budgets` and `burn_down` (pathway.carbon_contract) fill the view of carbon; `screened_land`, `land_layers`
      (land.policy_contract), `sequestration` and `land_options` (land.sequestration_contract) and `land_picture`, cells
      with a legend, that of land: where nothing was screened it says so and names the layers that are missing;
    * `findings` (columns `FINDINGS`) are the sentences the page begins with; `places` (`PLACES`) can be searched for;
      `served` (`SERVED`) tints neighbourhoods by the substation that serves them;
    * `single_homes` (columns `SINGLE_HOMES`) and the name of the `package` their costs are of are drawn where the
      edition is `internal`, and refused where it is not.
    """

    title: str
    subtitle: str
    generated: str
    districts: gpd.GeoDataFrame
    lsoas: gpd.GeoDataFrame
    substations: pd.DataFrame
    feeds: pd.DataFrame
    headroom: pd.DataFrame
    because: pd.DataFrame
    shortfalls: pd.DataFrame
    works: pd.DataFrame
    coverage: pd.DataFrame
    not_assessed_lsoas: frozenset[str]
    technologies: Mapping[str, str]
    scenarios: tuple[tuple[str, str], ...]
    milestones: tuple[int, ...]
    headline: pd.DataFrame
    sources: pd.DataFrame
    assumptions: pd.DataFrame
    growth_tier: str = "D"
    growth_scope: str = "Heat pumps and cars only: no new homes, businesses, lorries or data centres."
    postcodes: pd.DataFrame | None = None
    allocation: pd.DataFrame | None = None
    sensitivity: pd.DataFrame | None = None
    generation_limits: pd.DataFrame | None = None
    options: pd.DataFrame | None = None
    firm: pd.DataFrame | None = None
    security: pd.DataFrame | None = None
    connection_layers: pd.DataFrame | None = None
    targeting: pd.DataFrame = field(default_factory=_no_targeting)
    zones: gpd.GeoDataFrame = field(default_factory=_no_zones)
    homes_caveat: str = ""
    charging_sites: pd.DataFrame = field(default_factory=_no_sites)
    chargers: pd.DataFrame = field(default_factory=_no_chargers)
    charging_need: pd.DataFrame = field(default_factory=_no_need)
    charging_caveat: str = ""
    budgets: pd.DataFrame = field(default_factory=pd.DataFrame)
    burn_down: pd.DataFrame = field(default_factory=pd.DataFrame)
    screened_land: pd.DataFrame = field(default_factory=pd.DataFrame)
    land_layers: pd.DataFrame = field(default_factory=pd.DataFrame)
    sequestration: pd.DataFrame = field(default_factory=pd.DataFrame)
    land_options: pd.DataFrame = field(default_factory=pd.DataFrame)
    land_picture: Picture | None = None
    findings: pd.DataFrame = field(default_factory=lambda: _no_rows(FINDINGS))
    places: pd.DataFrame = field(default_factory=lambda: _no_rows(PLACES))
    served: pd.DataFrame = field(default_factory=lambda: _no_rows(SERVED))
    internal: bool = False
    single_homes: pd.DataFrame = field(default_factory=lambda: _no_rows(SINGLE_HOMES))
    package: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn truthfully; raises ValueError naming the table and what is wrong with it."""
        for name, frame, wanted in (
            ("coverage", self.coverage, COVERAGE),
            ("allocation", self.allocation, ALLOCATION),
            ("sensitivity", self.sensitivity, SENSITIVITY),
            ("headline", self.headline, ("scenario",)),
            ("targeting", self.targeting, TARGETING),
            ("zones", self.zones, ZONES),
            ("charging sites", self.charging_sites, CHARGING_SITES),
            ("chargers", self.chargers, CHARGERS),
            ("charging need", self.charging_need, CHARGING_NEED),
            ("findings", self.findings, FINDINGS),
            ("places", self.places, PLACES),
            ("served", self.served, SERVED),
            ("single homes", self.single_homes, SINGLE_HOMES),
        ):
            if frame is None:
                continue
            if missing := [column for column in wanted if column not in frame.columns]:
                raise ValueError(f"the {name} table lacks {', '.join(missing)}")
        if self.substations.empty or self.headroom.empty or self.districts.empty:
            raise ValueError("an atlas needs districts, substations and headroom; one of them is empty")
        unknown = sorted(set(self.headroom["substation_id"]) - set(self.substations["substation_id"]))
        if unknown:
            raise ValueError(f"headroom names substations that are not in the table: {', '.join(unknown[:5])}")
        if len(self.single_homes) and not self.internal:
            raise ValueError("single homes belong in an internal edition, and this one is public")
        self._check_homes()
        self._check_charging()

    def _check_homes(self) -> None:
        """Refuse figures of LSOAs that have no shape to draw them by, and zones without one."""
        drawn = set(self.lsoas["lsoa_code"]) if len(self.lsoas) else set()
        lsoas = self.targeting.loc[self.targeting["area_level"].eq("lsoa"), "area_code"]
        for name, codes in (("targeting", set(lsoas)), ("zones", set(" ".join(self.zones["lsoa_codes"]).split()))):
            if unknown := sorted(codes - drawn):
                raise ValueError(f"{name} names LSOAs that are not drawn: {', '.join(unknown[:5])}")
        shapeless = self.zones.geometry.isna() | self.zones.geometry.is_empty
        if shapeless.any():
            raise ValueError(f"zones without a shape: {', '.join(self.zones.loc[shapeless, 'zone_id'])}")

    def _check_charging(self) -> None:
        """Refuse plans that a page cannot tell apart or name, and need of LSOAs it does not draw."""
        labels = {name for name, _ in self.scenarios}
        for name, frame in (("charging sites", self.charging_sites), ("charging need", self.charging_need)):
            if unknown := sorted(set(frame["scenario"]) - labels):
                raise ValueError(f"{name} of scenarios without a label: {', '.join(unknown)}")
        twice = self.charging_sites.duplicated(["scenario", "site_id"])
        if twice.any():
            names = sorted(set(self.charging_sites.loc[twice, "site_id"]))
            raise ValueError(f"charging sites given twice in one scenario: {', '.join(names[:5])}")
        if self.charging_sites["first_year"].isna().any():
            raise ValueError("charging sites without a first year")
        need = self.charging_need
        if len(need[["scenario", "year"]].drop_duplicates()) > 1:
            raise ValueError("charging need of more than one scenario or year")
        if need["lsoa_code"].duplicated().any():
            raise ValueError("charging need gives an LSOA twice")
        drawn = set(self.lsoas["lsoa_code"]) if len(self.lsoas) else set()
        if unknown := sorted(set(need["lsoa_code"]) - drawn):
            raise ValueError(f"charging need names LSOAs that are not drawn: {', '.join(unknown[:5])}")

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last that any figure has."""
        return tuple(range(int(self.headroom["year"].min()), int(self.headroom["year"].max()) + 1))
