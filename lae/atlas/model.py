"""What the atlas is given: checked tables and labels. It adds nothing up; it draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
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


def _no_targeting() -> pd.DataFrame:
    return pd.DataFrame(columns=list(TARGETING))


def _no_zones() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns=[*ZONES, "geometry"], geometry="geometry", crs=BNG)


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
      `homes_caveat`, one sentence on what the homes are known from, fill the layer of homes; both tables may be empty.
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

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn truthfully; raises ValueError naming the table and what is wrong with it."""
        for name, frame, wanted in (
            ("coverage", self.coverage, COVERAGE),
            ("allocation", self.allocation, ALLOCATION),
            ("sensitivity", self.sensitivity, SENSITIVITY),
            ("headline", self.headline, ("scenario",)),
            ("targeting", self.targeting, TARGETING),
            ("zones", self.zones, ZONES),
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
        self._check_homes()

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

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last that any figure has."""
        return tuple(range(int(self.headroom["year"].min()), int(self.headroom["year"].max()) + 1))
