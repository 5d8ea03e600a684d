"""A study's folder read into checked tables, with every fault found and every file's hash."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae import across
from lae.assumptions import AssumptionRows, Assumptions
from lae.boundaries import Areas, PublishedAreas
from lae.buildings import stock_contract as homes
from lae.buildings.contract import Certificates, DisplayCertificates, NonDomesticCertificates
from lae.buildings.costs_contract import RetrofitCosts
from lae.buildings.demand_contract import MeteredEnergy
from lae.buildings.fabric_contract import UValues
from lae.buildings.non_domestic_contract import MsoaOfLsoa
from lae.buildings.poverty_contract import FuelPoverty
from lae.charging.contract import Chargers, ParkingSites
from lae.charging.costs_contract import ChargingCosts
from lae.charging.supply_contract import OperatorAliases
from lae.config import StudyConfig, read_config
from lae.files import read_table
from lae.findings import FaultsError, Finding, errors
from lae.grid import contract as grid
from lae.grid.connections import CONNECTIONS, Connections
from lae.grid.electrical.contract import Branches, Buses, GridLoads, GridSources, ReinforcementCosts
from lae.grid.electrical.published_contract import BusPoints, NodeFaults, SiteDemands
from lae.grid.firm_contract import PublishedFirm
from lae.grid.secondary import SECONDARY_SITES, SecondarySites
from lae.land.cells_contract import LandClasses
from lae.land.contract import ConstraintLines, ConstraintPolygons, LandSupply
from lae.land.food_contract import FoodYields
from lae.land.layers.register import resolved
from lae.land.mixes_contract import CarbonMixes
from lae.land.opportunities.contract import OpportunityFacts, OptionCosts
from lae.land.policy_contract import ConstraintLayers, LandPolicy
from lae.land.sequestration_contract import (
    CarbonLookup,
    CarbonPrices,
    CarbonRates,
    LandFactors,
    LandOptions,
    LandStocks,
)
from lae.measures import Recorded, Uptake
from lae.packaged import packaged_study
from lae.pathway import developments_contract as sites
from lae.pathway.beside_fes import GspPeaks
from lae.pathway.block_ids import BlockIds
from lae.pathway.carbon_contract import CarbonTargets, Emissions
from lae.pathway.carbon_path_contract import GridFactors
from lae.pathway.contract import GspShares
from lae.pathway.pathway_names import names_table
from lae.pathway.resp_contract import RespRows
from lae.plan.funding_contract import FundingRows, Funds
from lae.plan.kpis.contract import KpiDefinitions, KpiTargets, Workstreams
from lae.plan.pack.assessment import SupportFramework
from lae.plan.tariffs import Tariffs
from lae.prices import Deflators
from lae.readers import declared_layers, dropped, own, scenario_slots, supply_areas, zone_shapes
from lae.readers.base import Count, sha256_of
from lae.sources import Sources
from lae.statistics import AreaStatistics
from lae.tables import Contract, empty


@dataclass(frozen=True)
class TableFile:
    """One of our own files in the data folder: where it is and what it must be; an optional one need not be there."""

    path: str
    contract: type[Contract]
    may_be_empty: bool = False
    optional: bool = False


TABLES: Final[dict[str, TableFile]] = {
    "sources": TableFile("sources.csv", Sources),
    "assumptions": TableFile("assumptions.csv", AssumptionRows),
    "published_areas": TableFile("boundaries/published_areas.csv", PublishedAreas, may_be_empty=True),
    "substations": TableFile("grid/substations.csv", grid.Substations),
    "feeds": TableFile("grid/feeds.csv", grid.Feeds),
    "works": TableFile("grid/works.csv", grid.Works, may_be_empty=True),
    "scenario_figures": TableFile("grid/scenario_figures.csv", grid.ScenarioFigures, may_be_empty=True),
    "gsp_groups": TableFile("grid/gsp_groups.csv", grid.GspGroups),
    "aliases": TableFile("grid/aliases.csv", grid.Aliases, may_be_empty=True),
    "served_lsoas": TableFile("grid/served_lsoas.csv", grid.ServedLsoas),
    "supply_overrides": TableFile("grid/supply_overrides.csv", grid.SupplyOverrides, may_be_empty=True),
    "profiles": TableFile("grid/profiles.csv", grid.Profiles),
    "buses": TableFile("grid/buses.csv", Buses, optional=True),
    "branches": TableFile("grid/branches.csv", Branches, optional=True),
    "grid_sources": TableFile("grid/sources.csv", GridSources, optional=True),
    "grid_loads": TableFile("grid/loads.csv", GridLoads, optional=True),
    "bus_points": TableFile("grid/bus_points.csv", BusPoints, optional=True),
    "reinforcement_costs": TableFile("grid/reinforcement_costs.csv", ReinforcementCosts, optional=True),
    "technologies": TableFile("grid/technologies.csv", grid.Technologies),
    "margins": TableFile("buildings/margins.csv.gz", homes.Margins, optional=True),
    "shares": TableFile("buildings/shares.csv", homes.Shares, optional=True),
    "u_values": TableFile("buildings/u_values.csv", UValues, optional=True),
    "retrofit_costs": TableFile("buildings/costs.csv", RetrofitCosts, optional=True),
    "deflators": TableFile("buildings/deflators.csv", Deflators, optional=True),
    "fuel_poverty": TableFile("buildings/fuel_poverty.csv", FuelPoverty, optional=True),
    "metered_energy": TableFile("buildings/metered_energy.csv", MeteredEnergy, optional=True),
    "msoas": TableFile("buildings/msoas.csv", MsoaOfLsoa, optional=True),
    "chargers": TableFile("charging/chargers.csv", Chargers, may_be_empty=True, optional=True),
    "operator_aliases": TableFile("charging/operator_aliases.csv", OperatorAliases, may_be_empty=True, optional=True),
    "charging_costs": TableFile("charging/costs.csv", ChargingCosts, optional=True),
    "constraint_layers": TableFile("land/layers.csv", ConstraintLayers, optional=True),
    "land_policy": TableFile("land/policy.csv", LandPolicy, optional=True),
    "land_classes": TableFile("land/land_classes.csv", LandClasses, optional=True),
    "land_options": TableFile("land/options.csv", LandOptions, optional=True),
    "land_factors": TableFile("land/factors.csv", LandFactors, optional=True),
    "option_costs": TableFile("land/costs.csv", OptionCosts, may_be_empty=True, optional=True),
    "zone_facts": TableFile("land/zone_facts.csv", OpportunityFacts, may_be_empty=True, optional=True),
    "food_yields": TableFile("land/food.csv", FoodYields, optional=True),
    "carbon_mixes": TableFile("land/mixes.csv", CarbonMixes, may_be_empty=True, optional=True),
    "land_stocks": TableFile("land/stocks.csv", LandStocks, optional=True),
    "carbon_prices": TableFile("land/prices.csv", CarbonPrices, optional=True),
    "recorded": TableFile("pathway/recorded.csv", Recorded),
    "gsp_shares": TableFile("pathway/gsp_shares.csv", GspShares, may_be_empty=True, optional=True),
    "emissions": TableFile("pathway/emissions.csv", Emissions, optional=True),
    "carbon_targets": TableFile("pathway/carbon_targets.csv", CarbonTargets, may_be_empty=True, optional=True),
    "tariffs": TableFile("plan/tariffs.csv", Tariffs, optional=True),
    "funding_rows": TableFile("plan/funding.csv", FundingRows, may_be_empty=True, optional=True),
    "funds": TableFile("plan/funds.csv", Funds, may_be_empty=True, optional=True),
    "kpi_definitions": TableFile("plan/kpis.csv", KpiDefinitions, optional=True),
    "kpi_targets": TableFile("plan/kpi_targets.csv", KpiTargets, may_be_empty=True, optional=True),
    "support_framework": TableFile("plan/support_framework.csv", SupportFramework, optional=True),
    "workstreams": TableFile("plan/workstreams.csv", Workstreams, may_be_empty=True, optional=True),
    "block_ids": TableFile("pathway/block_ids.csv", BlockIds, may_be_empty=True, optional=True),
    "grid_factors": TableFile("pathway/grid_factors.csv", GridFactors, may_be_empty=True, optional=True),
    "gsp_peaks": TableFile("pathway/gsp_peaks.csv", GspPeaks, may_be_empty=True, optional=True),
    "developments": TableFile("pathway/developments.csv", sites.Developments, may_be_empty=True, optional=True),
    "phasing": TableFile("pathway/phasing.csv", sites.Phasing, may_be_empty=True, optional=True),
    "contracted_connections": TableFile(
        "pathway/contracted_connections.csv", sites.Connections, may_be_empty=True, optional=True
    ),
}
"""Every table of a study but the boundaries and the scenarios."""
ANCHORS: Final = "anchors.csv"
"""Published totals that `lae check` holds publishers' files against; a run does not read it."""

_FOUND: Final[dict[str, type[Contract]]] = {
    **dict(zip(dropped.CERTIFICATES, (Certificates, DisplayCertificates, NonDomesticCertificates), strict=True)),
    dropped.FOUND_CHARGERS: Chargers,
    dropped.PARKING: ParkingSites,
    dropped.CONSTRAINTS: ConstraintPolygons,
    dropped.LINES: ConstraintLines,
    dropped.RESP_ROWS: RespRows,
    dropped.CARBON_LOOKUP: CarbonLookup,
    dropped.CARBON_RATES: CarbonRates,
    dropped.EMISSIONS: AreaStatistics,
    dropped.FOUND_AREAS: Areas,
    "node_faults": NodeFaults,
    "site_demands": SiteDemands,
}
"""Tables that only publishers' own files fill."""
_MAKERS: Final = ("boundaries", "buildings", "grid", "pathway")
"""Folders of the data folder that `lae data` makes."""


@dataclass(frozen=True)
class Inputs:
    """Everything a run reads: checked tables by name, what was found, and the files with their SHA-256."""

    folder: Path
    config: StudyConfig
    tables: Mapping[str, Any]
    scenario_labels: Mapping[str, str]
    findings: tuple[Finding, ...]
    counts: tuple[Count, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def assumptions(self) -> Assumptions:
        """The register of assumptions."""
        return Assumptions.from_frame(self.tables["assumptions"])


def read_inputs(folder: Path) -> Inputs:
    """The study in `folder`, whatever its faults; raises `FaultsError` only when study.toml itself cannot be used."""
    config = read_config(folder / "study.toml")
    data = folder / config.data
    fallback = _inherited(config)
    reader = _Reader(data, fallback)
    tables: dict[str, Any] = {name: reader.table(spec) for name, spec in TABLES.items()}
    boundaries = own.read_boundaries(reader.folder("boundaries"))
    tables |= {name: getattr(boundaries, name) for name in ("districts", "county", "lsoas", "postcodes")}
    places = (replace(fault, table=f"boundaries/{fault.table}") for fault in boundaries.findings)
    reader.findings += [_with_maker(fault) for fault in places]
    reader.note(reader.folder("boundaries") / name for name in (own.GEOPACKAGE, own.POSTCODES))
    reader.counts += [
        Count("", rows := len(tables[name]), rows, file=f"boundaries/{file}")
        for name, file in (("districts", own.GEOPACKAGE), ("lsoas", own.GEOPACKAGE), ("postcodes", own.POSTCODES))
    ]
    uptake, labels = _scenarios(reader, config)
    tables["uptake_rows"] = uptake
    tables["scenario_slots"] = scenario_slots.slots(reader.folder("pathway"), config.scenarios)
    tables["pathway_names"] = names_table()
    reader.findings += scenario_slots.open_questions(tables["scenario_slots"])
    areas, faults = supply_areas.read_supply_areas(data / "grid" / supply_areas.FILE)
    tables["supply_areas"] = areas
    tables |= {"firm_capacity": empty(PublishedFirm), CONNECTIONS: empty(Connections)}
    tables |= {SECONDARY_SITES: empty(SecondarySites), **{name: empty(kind) for name, kind in _FOUND.items()}}
    reader.findings += faults
    tables["constraint_layers"] = resolved(tables["constraint_layers"], Assumptions.from_frame(tables["assumptions"]))
    declared = declared_layers.read_declared(tables["constraint_layers"], data)
    reader.findings += declared.findings
    reader.note(declared.paths)
    chosen = zone_shapes.read_zones(config, data)
    reader.findings += chosen.findings
    reader.note(chosen.paths)
    named = named_files(config, tables["constraint_layers"], data)
    replaced = dropped.apply(data, tables, config.editions, known=reader.paths | own_files(data) | named)
    reader.findings += replaced.findings
    reader.note(replaced.files)
    tables |= {**replaced.tables, "raster_layers": replaced.rasters}
    features = tuple(tables[name] for name in (dropped.CONSTRAINTS, dropped.LINES))
    tables["land_supply"] = LandSupply(features, replaced.rasters, declared.files, chosen.shapes, replaced.none_here)
    tables["developments"] = across.located(tables["developments"], tables["lsoas"])
    paths = {name: spec.path for name, spec in TABLES.items()} | {"uptake_rows": "uptake.csv"}
    reader.findings += across.findings(config, tables, paths, unread=reader.unread)
    ordered = sorted(dict.fromkeys(reader.findings), key=lambda f: (f.severity, f.table, f.rule, f.column))
    counts = (*reader.counts, *declared.counts, *replaced.counts)
    return Inputs(folder, config, tables, labels, tuple(ordered), counts, reader.hashes())


def own_files(data: Path) -> set[Path]:
    """The files of a data folder that are the study's own tables, whether there, chosen and readable or not."""
    named = {data / spec.path for spec in TABLES.values()} | {data / ANCHORS}
    named |= {data / "boundaries" / name for name in (own.GEOPACKAGE, own.POSTCODES)}
    return named | {data / "grid" / supply_areas.FILE} | set(data.glob("pathway/*/uptake.csv"))


def named_files(config: StudyConfig, layers: pd.DataFrame, data: Path) -> set[Path]:
    """The files that the study's own settings and tables name, there or not."""
    zones = {data / config.land_zones_file} if config.land_zones_file else set()
    return declared_layers.declared_paths(layers, data) | zones


class _Reader:
    """Reads tables from the data folder, else from the study it extends, and remembers what it saw."""

    def __init__(self, data: Path, fallback: Path | None) -> None:
        self.data, self.fallback = data, fallback
        self.findings: list[Finding] = []
        self.paths: set[Path] = set()
        self.unread: set[str] = set()
        self.counts: list[Count] = []

    def find(self, name: str) -> Path:
        path = self.data / name
        inherited = self.fallback / name if self.fallback else path
        return inherited if not path.exists() and inherited.exists() else path

    def folder(self, name: str) -> Path:
        return self.find(name)

    def note(self, paths: Any) -> None:
        self.paths.update(paths)

    def table(self, spec: TableFile) -> pd.DataFrame:
        path = self.find(spec.path)
        if spec.optional and not path.exists():
            return empty(spec.contract)
        self.paths.add(path)
        frame, faults = read_table(path, spec.contract, table=spec.path, may_be_empty=spec.may_be_empty)
        self.findings += [_with_maker(fault) for fault in faults]
        if faults:
            self.unread.add(spec.path)
        # A table of our own is whole or refused, so nothing of it is dropped.
        self.counts.append(Count("", len(frame), len(frame), file=spec.path))
        return frame

    def hashes(self) -> dict[str, str]:
        root = self.data.parent
        found = {}
        for path in sorted(path for path in self.paths if path.is_file()):
            inside = path.is_relative_to(root)
            found[path.relative_to(root).as_posix() if inside else f"oxfordshire:{path.name}"] = sha256_of(path)
        return found


def _with_maker(fault: Finding) -> Finding:
    """A missing table's fault with the command that makes it."""
    room = fault.table.split("/", maxsplit=1)[0]
    if fault.rule != "missing_file" or room not in _MAKERS:
        return fault
    return replace(fault, fix=f"Put it back, or make it: lae data {room}")


def _inherited(config: StudyConfig) -> Path | None:
    """The data folder of the packaged study, when this one extends it; only for the same districts."""
    if not config.extends:
        return None
    packaged = packaged_study()
    parent = read_config(packaged / "study.toml")
    if set(parent.districts) != set(config.districts):
        message = f"extends {config.extends}, whose districts are {', '.join(parent.districts)}; these are others."
        fix = "Name the same districts, or leave extends out and make the tables with lae data."
        raise FaultsError([Finding("error", "study.toml", "extends", message, "extends", fix=fix)])
    return packaged / parent.data


def _scenarios(reader: _Reader, config: StudyConfig) -> tuple[pd.DataFrame, dict[str, str]]:
    frames, labels = [], {}
    for name in config.scenarios:
        path = f"pathway/{name}"
        frame = reader.table(TableFile(f"{path}/uptake.csv", Uptake))
        if strangers := sorted(set(frame["scenario"]) - {name}):
            message = f"holds rows of {', '.join(strangers)}; the folder's name is {name}."
            reader.findings.append(Finding("error", f"{path}/uptake.csv", "other_scenario", message, "scenario"))
            frame = frame[frame["scenario"] == name]
        frames.append(frame)
        labels[name] = _label(reader, reader.find(f"{path}/scenario.toml"), name)
    filled = [frame for frame in frames if len(frame)]
    return (pd.concat(filled, ignore_index=True) if filled else empty(Uptake)), labels


def _label(reader: _Reader, path: Path, name: str) -> str:
    reader.paths.add(path)
    table = f"pathway/{name}/scenario.toml"
    if not path.is_file():
        message = "the file scenario.toml is not there."
        reader.findings.append(_with_maker(Finding("error", table, "missing_file", message)))
        return name
    try:
        label = tomllib.loads(path.read_text(encoding="utf-8")).get("label")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reader.findings.append(Finding("error", table, "unreadable", f"the file cannot be read: {error}."))
        return name
    if not isinstance(label, str) or not label:
        reader.findings.append(Finding("error", table, "label", "the file names no label.", "label"))
        return name
    return label


def failed(inputs: Inputs) -> list[Finding]:
    """The findings that stop a run."""
    return errors(inputs.findings)
