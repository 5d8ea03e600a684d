"""Makes a study's data/pathway from the publishers' files: recorded stock, GSP shares and each scenario's uptake."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.boundaries import assign_districts, containing
from lae.files import write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.measures import Recorded, Uptake
from lae.pathway.contract import (
    AIR_SOURCE,
    ALL_HEAT_PUMPS,
    ALL_HOMES,
    BATTERY_VEHICLES,
    GROUND_SOURCE,
    HEAT_NETWORKS,
    NON_DOMESTIC_DEMAND,
    PLUG_IN_HYBRIDS,
    GspShares,
)
from lae.pathway.non_domestic import district_demand
from lae.pathway.recorded import recorded_heat_pumps, recorded_vehicles
from lae.pathway.scenario import Scenario
from lae.pathway.shares import gsp_shares
from lae.pathway.uptake import uptake_findings
from lae.pathway.vehicles import VehicleYears, district_vehicles
from lae.readers import fes, la_statistics, la_tables, neso, ons, onspd, voa
from lae.readers.base import Count, Reading, SourceRow, head_of
from lae.statistics import STATISTICS
from lae.tables import validated

_EDITION: Final = "fes22"
_FIRST_RECORDED: Final = 2019
"""The first year of licensed vehicles kept: no operator's figure at hand was observed before it."""
_LABELS: Final = {
    "fes22_ct": "FES 2022 Consumer Transformation",
    "fes22_lw": "FES 2022 Leading the Way",
    "fes22_st": "FES 2022 System Transformation",
    "fes22_fs": "FES 2022 Falling Short",
}
_NOTE: Final = (
    "Heat pumps, homes on heat networks and all homes by district are the publisher's figures every five years; new "
    "homes are the growth of all homes since the base year. Electric vehicles are modelled: the vehicles "
    "licensed in the base year plus the growth of each GSP group, shared by cars and vans."
)
_WORK_NOTE: Final = (
    " Non-domestic demand is modelled: that of each GSP group, shared by what industry and commerce draw; only its "
    "growth since the base year counts."
)
_HEAT_BLOCKS: Final = [AIR_SOURCE, GROUND_SOURCE, ALL_HEAT_PUMPS, HEAT_NETWORKS, ALL_HOMES]
_SHARE_SOURCES: Final = ";".join((neso.GSP_SOURCE, ons.LSOA_SOURCE, onspd.SOURCE, voa.SOURCE, la_tables.VEHICLE_SOURCE))
_VEHICLE_SOURCES: Final = f"{fes.BLOCK_SOURCE};{la_tables.VEHICLE_SOURCE}"
_USE_SOURCE: Final = "desnz_industrial_commercial_2023"
_USE_SOURCES: Final = f"{fes.BLOCK_SOURCE};{_USE_SOURCE}"
_USE: Final = ("energy_industrial_commercial", "electricity")


@dataclass(frozen=True)
class PathwayFiles:
    """Where the publishers' files are; LSOAs and postcodes come from the packages of the extra [gb].

    Without `work_use`, which shares non-domestic demand, there is no control total of it.
    """

    heat_stock: Path
    building_blocks: Path
    vehicles: Path
    grants: Path
    gsp_regions: Path
    dwellings: Path
    work_use: Path | None = None


@dataclass(frozen=True)
class Area:
    """The study the tables are made for."""

    districts: tuple[str, ...]
    scenarios: tuple[str, ...]
    base_year: int
    last_year: int


@dataclass(frozen=True)
class PathwayTables:
    """The tables of data/pathway, the rows read for them, and what was found on the way."""

    recorded: pd.DataFrame
    gsp_shares: pd.DataFrame
    uptake: pd.DataFrame
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


def make_pathway(files: PathwayFiles, out: Path, *, area: Area) -> PathwayTables:
    """Write recorded.csv, gsp_shares.csv and a folder per scenario into `out`; the same files give the same bytes.

    Raises:
        FaultsError: a file cannot be used, or the study's districts, years or scenarios are not covered. Nothing is
            written then.
    """
    tables = pathway_tables(files, area=area)
    write_table(tables.recorded, out / "recorded.csv", inert=False)
    write_table(tables.gsp_shares, out / "gsp_shares.csv", inert=False)
    for name in area.scenarios:
        rows = tables.uptake[tables.uptake["scenario"] == name]
        write_table(rows, out / name / "uptake.csv", inert=False)
        work = rows["building_block"].eq(NON_DOMESTIC_DEMAND).any()
        sources = [fes.HEAT_SOURCE, _VEHICLE_SOURCES, *([_USE_SOURCE] if work else [])]
        note = _NOTE + (_WORK_NOTE if work else "")
        scenario = Scenario(name, _LABELS[name], "FES 2022", note, ";".join(sources))
        (out / name / "scenario.toml").write_text(_toml(scenario), encoding="utf-8", newline="\n")
    return tables


def pathway_tables(files: PathwayFiles, *, area: Area) -> PathwayTables:
    """The tables of data/pathway, checked against their contracts; raises `FaultsError` like `make_pathway`."""
    raise_errors(_unknown_scenarios(area))
    heat = _sound(fes.read_heat_stock(files.heat_stock))
    vehicles = _sound(la_tables.read_vehicles(files.vehicles))
    use = [_sound(la_statistics.read(path, SourceRow(_USE_SOURCE))) for path in (files.work_use,) if path]
    grants = _sound(la_tables.read_heat_pump_grants(files.grants))
    kinds = [BATTERY_VEHICLES, PLUG_IN_HYBRIDS, *([NON_DOMESTIC_DEMAND] if use else [])]
    blocks = read_blocks(files.building_blocks, kinds, scenarios=area.scenarios)
    homes, counts = homes_by_group(files.gsp_regions, files.dwellings)
    licensed = vehicles.tables["licensed"]
    shares, findings = gsp_shares(
        homes, licensed, districts=area.districts, year=area.base_year, source_id=_SHARE_SOURCES
    )
    by_group = pd.concat([reading.tables["gsp_blocks"] for reading in blocks], ignore_index=True)
    span = VehicleYears(area.base_year, area.last_year, _VEHICLE_SOURCES)
    cars, found = district_vehicles(by_group, licensed, shares, districts=area.districts, span=span)
    parts, findings = [_heat_stock(heat.tables["uptake"], area), cars], findings + found
    for reading in use:
        work, found = district_demand(
            by_group,
            latest_use(reading.tables[STATISTICS]),
            shares,
            districts=area.districts,
            years=span.years,
            source_id=_USE_SOURCES,
        )
        parts, findings = [*parts, work], findings + found
    uptake = pd.concat(parts, ignore_index=True)
    uptake = uptake.sort_values(["scenario", "district_code", "building_block", "year"], ignore_index=True)
    findings += uptake_findings(uptake, scenarios=area.scenarios, districts=area.districts, years=span.years)
    raise_errors(findings)
    recorded = pd.concat(
        [
            recorded_vehicles(licensed, districts=area.districts, first_year=_FIRST_RECORDED),
            recorded_heat_pumps(grants.tables["grants"], districts=area.districts),
        ],
        ignore_index=True,
    ).sort_values(["district_code", "technology", "year"], ignore_index=True)
    readings = [heat, vehicles, grants, *use, *blocks]
    return PathwayTables(
        validated(recorded, Recorded, "recorded.csv"),
        validated(shares, GspShares, "gsp_shares.csv"),
        validated(uptake, Uptake, "uptake.csv"),
        (*(reading.count for reading in readings), *counts),
        tuple(findings),
    )


def latest_use(statistics: pd.DataFrame) -> pd.Series:
    """Electricity of industry and commerce in MWh by district_code: the latest year that is not blank."""
    measure, fuel = _USE
    rows = statistics[statistics["measure"].eq(measure) & statistics["category"].eq(fuel)].dropna(subset=["value"])
    return rows.sort_values("year", kind="stable").groupby("area_code")["value"].last()


def read_blocks(folder: Path, kinds: Sequence[str], *, scenarios: Sequence[str]) -> list[Reading]:
    """The files of the building blocks `kinds` of each scenario in `folder`, in name order.

    Raises:
        FaultsError: a scenario's file is missing, stands twice or cannot be used.
    """
    wanted = {(name, block) for name in scenarios for block in kinds}
    named = {path: fes.block_of(path.name, edition=_EDITION) for path in sorted(folder.glob("*.csv"))}
    chosen = {path: name for path, name in named.items() if name in wanted}
    found = list(chosen.values())
    lost = sorted(f"{scenario} {block}" for scenario, block in wanted - set(found))
    twice = sorted({f"{name.scenario} {name.building_block}" for name in found if name and found.count(name) > 1})
    strange = tuple(path.name for path in chosen if not fes.is_building_block(head_of(path)))
    cases = [
        ("missing_file", "no file of these scenarios and building blocks.", tuple(lost)),
        ("two_files", "two files hold the same scenario and building block.", tuple(twice)),
        ("not_recognised", "the file does not start with the column GSP and years.", strange),
    ]
    raise_errors(Finding("error", folder.name, rule, message, ids=ids) for rule, message, ids in cases if ids)
    return [_sound(fes.read_building_block(path, name)) for path, name in chosen.items() if name]


def homes_by_group(gsp_regions: Path, dwellings: Path) -> tuple[pd.DataFrame, tuple[Count, ...]]:
    """Every LSOA (2011) of England and Wales: lsoa_code, district_code of today, gsp_group ("" in none), dwellings.

    An LSOA lies in the GSP region that holds its representative point. Takes about 20 seconds and 1 GB.
    """
    lsoas, postcodes = ons.read_lsoas(), onspd.read_postcodes()
    regions, stated = neso.read_gsp_regions(gsp_regions), _sound(voa.read_dwellings(dwellings))
    areas = lsoas.polygons
    points = postcodes.points
    at = containing(points["easting_m"].to_numpy(float), points["northing_m"].to_numpy(float), areas)
    located = pd.DataFrame(
        {"lsoa_code": areas["lsoa_code"].to_numpy()[at], "district_code": points["district_code"].to_numpy()}
    )
    districts = assign_districts(areas[["lsoa_code", "lsoa_name"]], located[at >= 0]).district_code
    middle = areas.geometry.representative_point()
    group = containing(middle.x.to_numpy(), middle.y.to_numpy(), regions.polygons)
    names = np.append(regions.polygons["gsp_group"].to_numpy(dtype="object"), "")
    count = areas["lsoa_code"].map(stated.tables["dwellings"].set_index("lsoa_code")["dwellings"])
    homes = pd.DataFrame(
        {
            "lsoa_code": areas["lsoa_code"].to_numpy(),
            "district_code": districts.fillna("").astype("str").to_numpy(),
            "gsp_group": names[group],
            "dwellings": count.to_numpy(float),
        }
    ).astype({"lsoa_code": "str", "district_code": "str", "gsp_group": "str"})
    if uncounted := tuple(homes["lsoa_code"][homes["dwellings"].isna()]):
        message = "these LSOAs have no number of dwellings."
        raise FaultsError([Finding("error", dwellings.name, "no_dwellings", message, "ALL_PROPERTIES", uncounted)])
    return homes, (lsoas.count, postcodes.count, regions.count, stated.count)


def _heat_stock(uptake: pd.DataFrame, area: Area) -> pd.DataFrame:
    """The publisher's rows of the study's scenarios and districts that our technologies are made of."""
    wanted = uptake["scenario"].isin(area.scenarios) & uptake["district_code"].isin(area.districts)
    return uptake[wanted & uptake["building_block"].isin(_HEAT_BLOCKS)]


def _unknown_scenarios(area: Area) -> list[Finding]:
    unknown = tuple(name for name in area.scenarios if name not in _LABELS)
    message = f"these scenarios cannot be made from the publisher's files; known are {', '.join(_LABELS)}."
    return [Finding("error", "study.toml", "unknown_scenario", message, "scenarios", unknown)] if unknown else []


def _sound(reading: Reading) -> Reading:
    """`reading`, or `FaultsError` when the reader found errors: a table with faulty rows is not used in part."""
    raise_errors(reading.findings)
    return reading


def _toml(scenario: Scenario) -> str:
    """The scenario as TOML; JSON writes basic strings the same way."""
    values = {
        "id": scenario.id,
        "label": scenario.label,
        "family": scenario.family,
        "note": scenario.note,
        "source_id": scenario.source_id,
    }
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
