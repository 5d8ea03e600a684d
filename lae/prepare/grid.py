"""Makes a study's data/grid from the operators' files: substations, feeds, works, scenario figures and the registers.

SSEN's rows enter whole: the supplied file is the choice. Of NGED's workbook only those primaries enter that are the
nearest to a postcode of the study inside the licence area the workbook covers, each under an alias registered with its
reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from lae.files import read_table, write_table
from lae.findings import Finding, raise_errors
from lae.grid.contract import Aliases, Feeds, GspGroups, ScenarioFigures, Substations, Works
from lae.prepare import registers as of
from lae.readers import nged, ssen
from lae.readers.base import Count, Edition, Reading, Register
from lae.readers.neso import read_gsp_regions, read_licence_areas
from lae.readers.remarks import Remarks
from lae.tables import Contract, empty, validated

FILES: Final[dict[str, type[Contract]]] = {
    "substations": Substations,
    "feeds": Feeds,
    "works": Works,
    "scenario_figures": ScenarioFigures,
    "aliases": Aliases,
    "gsp_groups": GspGroups,
}
"""The tables written, by file name without .csv."""

_ORDER: Final = {
    "substations": ["substation_id"],
    "feeds": ["substation_id", "upstream_id"],
    "works": ["substation_id", "work_id"],
    "scenario_figures": ["substation_id", "direction", "scenario", "year"],
    "aliases": ["dno", "published_name"],
    "gsp_groups": ["dno", "upstream_gsp"],
}
_POINT: Final = ["substation_id", "dno", "gsp_group", "easting_m", "northing_m"]


@dataclass(frozen=True)
class OperatorFile:
    """An operator's file, and what it does not say of itself."""

    path: Path
    edition: Edition


@dataclass(frozen=True)
class GridFiles:
    """The publishers' files: NESO's two maps, an SSEN dashboard, NGED workbooks."""

    gsp_regions: Path
    licence_areas: Path
    ssen: OperatorFile | None = None
    nged: Sequence[OperatorFile] = ()


@dataclass(frozen=True)
class Known:
    """What no file says; it adds to what the folder's gsp_groups.csv and aliases.csv hold already.

    whole_gsps: SSEN's GSPs whose primaries are all in the file, with the reason to say so.
    same_nodes: the SSEN substation_id that stands for a GSP of NGED's too, by NGED's name.
    """

    whole_gsps: Mapping[str, str] = field(default_factory=dict)
    same_nodes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GridReport:
    """What `make_grid` wrote.

    `primaries` holds every primary of the GSP groups known whole, in the study's table or not: substation_id, dno,
    gsp_group, easting_m, northing_m. It tells which homes beyond the study hang on the study's substations.
    """

    tables: Mapping[str, pd.DataFrame]
    primaries: pd.DataFrame
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]


def make_grid(
    folder: Path,
    *,
    files: GridFiles,
    postcodes: pd.DataFrame,
    power_factor: float,
    known: Known | None = None,
) -> GridReport:
    """Write the study's grid tables into `folder`; nothing is written when a file has errors.

    Args:
        folder: the study's data/grid; aliases and GSP groups registered there are kept.
        files: the publishers' files.
        postcodes: the study's postcodes, easting_m and northing_m in EPSG:27700.
        power_factor: MW per MVA of NGED's figures and of SSEN's generation.
        known: what the files do not say.

    Raises:
        FaultsError: a file cannot be read or breaks a contract.
    """
    added = known or Known()
    regions, areas = read_gsp_regions(files.gsp_regions), read_licence_areas(files.licence_areas)
    maps = of.Maps(regions.polygons, areas.polygons)
    aliases, groups = (_registered(folder, name) for name in ("aliases", "gsp_groups"))
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in FILES}
    counts, findings = [regions.count, areas.count], list[Finding]()
    others: list[pd.DataFrame] = []

    def take(reading: Reading, group_rows: pd.DataFrame) -> None:
        for name, table in reading.tables.items():
            parts[name].append(table)
        parts["gsp_groups"].append(group_rows)
        counts.append(reading.count)
        findings.extend(reading.findings)

    if files.ssen is not None:
        file, none = files.ssen, Register(empty(GspGroups), aliases, power_factor)
        first = ssen.read(file.path, file.edition, none)
        raise_errors(first.findings)
        stations = maps.placed(first.tables["substations"])
        group_rows = of.ssen_groups(stations, first.tables["feeds"], groups, added.whole_gsps)
        take(ssen.read(file.path, file.edition, replace(none, gsp_groups=group_rows)), group_rows)
    for file in files.nged:
        remarks = Remarks(file.path.name)
        sites = maps.placed(nged.sites(file.path, remarks))
        raise_errors(remarks.found)
        primaries = sites[sites["tier"].eq("primary")].reset_index(drop=True)
        area = of.licence_area_of(sites)
        chosen = of.serving(primaries, maps.areas[maps.areas["licence_area"] == area], postcodes)
        aliases = of.register_aliases(aliases, chosen, added.same_nodes)
        group_rows = of.nged_groups(primaries, aliases)
        reading = nged.read(file.path, file.edition, Register(group_rows, aliases, power_factor))
        stations = reading.tables["substations"].assign(licence_area=area)
        take(replace(reading, tables={**reading.tables, "substations": stations}), group_rows)
        others.append(of.identified(primaries, aliases)[_POINT])
    raise_errors(findings)
    parts["aliases"].append(aliases)
    tables = {name: _joined(rows, name) for name, rows in parts.items()}
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv", inert=False)
    paths = tuple(folder / f"{name}.csv" for name in tables)
    return GridReport(tables, _known_whole(tables, others), tuple(counts), tuple(findings), paths)


def _registered(folder: Path, name: str) -> pd.DataFrame:
    """The register as it stands, no rows where there is none yet."""
    path, contract = folder / f"{name}.csv", FILES[name]
    if not path.is_file():
        return empty(contract)
    frame, findings = read_table(path, contract, table=path.name, may_be_empty=True)
    raise_errors(findings)
    return frame


def _known_whole(tables: Mapping[str, pd.DataFrame], others: list[pd.DataFrame]) -> pd.DataFrame:
    """Every primary with a place in a (dno, gsp_group) that is known whole."""
    stations = tables["substations"]
    ours = stations[stations["tier"].eq("primary") & stations["easting_m"].notna()][_POINT]
    whole = tables["gsp_groups"].groupby(["dno", "gsp_group"])["complete"].all()
    every = pd.concat([ours, *others], ignore_index=True).drop_duplicates("substation_id")
    known = pd.MultiIndex.from_frame(every[["dno", "gsp_group"]]).isin(whole.index[whole])
    return every[known].sort_values("substation_id").reset_index(drop=True)


def _joined(parts: list[pd.DataFrame], name: str) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return empty(FILES[name])
    table = pd.concat(filled, ignore_index=True).sort_values(_ORDER[name], kind="stable", ignore_index=True)
    return validated(table, FILES[name], f"{name}.csv")
