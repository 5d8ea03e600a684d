"""A study's folder read into checked tables, with every fault found and every file's hash."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.assumptions import AssumptionRows, Assumptions, uncited
from lae.boundaries import PublishedAreas
from lae.config import StudyConfig, read_config
from lae.files import read_table
from lae.findings import FaultsError, Finding, errors
from lae.grid import contract as grid
from lae.grid.connections import Connections
from lae.grid.firm_contract import PublishedFirm
from lae.grid.network import check_network, stubs
from lae.measures import Recorded, Uptake
from lae.packaged import packaged_study
from lae.pathway.recorded import first_step
from lae.pathway.uptake import stock_by_year, uptake_findings
from lae.readers import dropped, own, supply_areas
from lae.readers.base import Count, sha256_of
from lae.sources import Sources
from lae.tables import Contract, empty
from lae.tiling import area_deviations


@dataclass(frozen=True)
class TableFile:
    """One of our own files in the data folder: where it is, what it must be, and whether it may hold no rows."""

    path: str
    contract: type[Contract]
    may_be_empty: bool = False


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
    "technologies": TableFile("grid/technologies.csv", grid.Technologies),
    "recorded": TableFile("pathway/recorded.csv", Recorded),
}
"""Every table of a study but the boundaries and the scenarios."""

_FARTHEST_M: Final = 100_000.0
"""No substation that serves a district stands farther from its county than this."""

_MAKERS: Final = ("boundaries", "grid", "pathway")
"""Folders of the data folder that `lae data` makes."""

_NAMES: Final = ("pathway/gsp_shares.csv",)
"""Tables that only the `lae data` commands read."""


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
    uptake, labels = _scenarios(reader, config)
    tables["uptake_rows"] = uptake
    areas, faults = supply_areas.read_supply_areas(data / "grid" / supply_areas.FILE)
    tables["supply_areas"] = areas
    # These come only from publishers' own files.
    tables["firm_capacity"], tables["connections"] = empty(PublishedFirm), empty(Connections)
    reader.findings += faults
    replaced = dropped.apply(data, tables, config.editions, known=reader.paths)
    reader.findings += replaced.findings
    reader.note(replaced.files)
    tables |= replaced.tables
    reader.findings += _across(config, tables, unread=reader.unread)
    ordered = sorted(dict.fromkeys(reader.findings), key=lambda f: (f.severity, f.table, f.rule, f.column))
    return Inputs(folder, config, tables, labels, tuple(ordered), replaced.counts, reader.hashes())


class _Reader:
    """Reads tables from the data folder, else from the study it extends, and remembers what it saw."""

    def __init__(self, data: Path, fallback: Path | None) -> None:
        self.data, self.fallback = data, fallback
        self.findings: list[Finding] = []
        self.paths: set[Path] = {data / name for name in _NAMES}
        self.unread: set[str] = set()

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
        self.paths.add(path)
        frame, faults = read_table(path, spec.contract, table=spec.path, may_be_empty=spec.may_be_empty)
        self.findings += [_with_maker(fault) for fault in faults]
        if faults:
            self.unread.add(spec.path)
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


def _across(config: StudyConfig, tables: Mapping[str, Any], *, unread: set[str]) -> Iterator[Finding]:
    """Faults that show only when tables are held beside each other; tables that could not be read are left out."""

    def readable(*names: str) -> bool:
        return not unread.intersection(TABLES[name].path for name in names)

    if readable("sources"):
        cited = {name: spec.path for name, spec in TABLES.items() if name != "sources"} | {"uptake_rows": "uptake.csv"}
        for name, path in cited.items():
            if "source_id" in tables[name].columns:
                yield from uncited(tables[name], tables["sources"], path)
    if readable("substations", "feeds"):
        yield from check_network(tables["substations"], tables["feeds"])
        yield from stubs(tables["substations"])
        yield from _strangers(tables, "works", "supply_overrides", "scenario_figures")
        yield from _far_away(tables)
    if readable("assumptions", "technologies"):
        yield from _unknown_assumptions(tables)
    if readable("published_areas") and len(tables["districts"]):
        yield from area_deviations(tables["districts"], tables["published_areas"])[1]
    if readable("served_lsoas"):
        yield from _served(config, tables)
    if readable("recorded"):
        yield from _totals(config, tables)
    yield from _lost_districts(config, tables)


def _totals(config: StudyConfig, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """What the control totals lack, and where their base year is above what was recorded."""
    rows = tables["uptake_rows"]
    if rows.empty:
        return
    faults = uptake_findings(rows, scenarios=config.scenarios, districts=config.districts, years=config.years)
    yield from faults
    if not faults:
        yield from first_step(stock_by_year(rows, [config.base_year]), tables["recorded"], config.base_year)


def _lost_districts(config: StudyConfig, tables: Mapping[str, Any]) -> Iterator[Finding]:
    drawn = set(tables["districts"]["district_code"])
    if drawn and (lost := sorted(set(config.districts) - drawn)):
        message = "the boundaries hold no polygon for these districts of the study."
        fix = f"Make them: lae data boundaries --lad {' --lad '.join(config.districts)}"
        yield Finding("error", "boundaries/boundaries.gpkg", "district", message, ids=tuple(lost), fix=fix)


def _strangers(tables: Mapping[str, Any], *names: str) -> Iterator[Finding]:
    known = set(tables["substations"]["substation_id"])
    for name in names:
        ids = tables[name]["substation_id"]
        if strangers := sorted(set(ids[~ids.isin(known)])):
            message = "names substations that substations.csv does not hold."
            path = TABLES[name].path
            yield Finding("error", path, "unknown_substation", message, "substation_id", tuple(strangers))


def _far_away(tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Substations too far from the study to serve it: coordinates swapped, in degrees, or of another place."""
    if tables["county"].empty:
        return
    rows = tables["substations"].dropna(subset=["easting_m", "northing_m"])
    points = gpd.GeoSeries.from_xy(rows["easting_m"], rows["northing_m"], crs=tables["county"].crs)
    away = points.distance(tables["county"].union_all()).to_numpy() > _FARTHEST_M
    if away.any():
        message = f"stand more than {_FARTHEST_M / 1000:.0f} km from the study's area."
        fix = "Are easting and northing swapped, or in degrees?"
        ids = tuple(rows.loc[away, "substation_id"])
        yield Finding("error", TABLES["substations"].path, "far_away", message, "easting_m", ids, fix)


def _unknown_assumptions(tables: Mapping[str, Any]) -> Iterator[Finding]:
    used = tables["technologies"].melt(value_vars=["admd_id", "power_factor_id"])["value"]
    if unknown := sorted(set(used) - set(tables["assumptions"]["id"])):
        message = "names assumptions that assumptions.csv does not hold."
        yield Finding("error", "grid/technologies.csv", "unknown_assumption", message, ids=tuple(unknown))


def _served(config: StudyConfig, tables: Mapping[str, Any]) -> Iterator[Finding]:
    served, path = tables["served_lsoas"], TABLES["served_lsoas"].path
    inside = served[served["in_study"]]
    if homeless := sorted(set(config.districts) - set(inside["district_code"])):
        yield Finding("error", path, "district", "no LSOA of these districts is listed.", ids=tuple(homeless))
    shares = served.groupby(["lsoa_code", "in_study"])["share"].sum().reset_index()
    # Beyond the study only the part on the study's substations is listed.
    uneven = shares[(shares["share"] - 1 > 1e-6) | (shares["in_study"] & (1 - shares["share"] > 1e-6))]
    if len(uneven):
        message, codes = "the shares of an LSOA do not sum to 1.", tuple(uneven["lsoa_code"])
        yield Finding("error", path, "shares", message, "share", codes)
    if len(tables["lsoas"]) and (lost := sorted(set(tables["lsoas"]["lsoa_code"]) - set(inside["lsoa_code"]))):
        message = "these LSOAs have no row, so their homes would be lost."
        yield Finding("error", path, "lsoa", message, "lsoa_code", tuple(lost))


def failed(inputs: Inputs) -> list[Finding]:
    """The findings that stop a run."""
    return errors(inputs.findings)
