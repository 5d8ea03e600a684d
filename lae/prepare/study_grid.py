"""A study's whole data/grid from publishers' files: the operators' figures first, then who lies in whose area."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lae.assumptions import AssumptionRows, Assumptions
from lae.config import read_config
from lae.files import read_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.prepare.grid import GridFiles, GridReport, Known, OperatorFile, make_grid
from lae.prepare.served import Publishers, Surroundings, make_served
from lae.readers.dropped import claimants, edition_of
from lae.readers.operators import Operator
from lae.readers.own import read_boundaries
from lae.sources import Sources

_WHOLE: Final = "whoever made the study says that every primary of this GSP is in the file"


@dataclass(frozen=True)
class Choice:
    """The publishers' files and what they do not say of themselves."""

    gsp_regions: Path
    licence_areas: Path
    dwellings: Path
    ssen: Path | None
    ssen_edition: str
    nged: tuple[Path, ...]
    nged_edition: str
    whole_gsps: tuple[str, ...]
    same_nodes: Mapping[str, str]


def make_study_grid(study: Path, choice: Choice, progress: Callable[[str], None] = lambda _: None) -> GridReport:
    """Write data/grid of the study in folder `study`; raises `FaultsError`, writing nothing of the part that failed.

    The study's boundaries and registers (sources.csv, assumptions.csv) must be there already.
    """
    data = study / read_config(study / "study.toml").data
    progress("reading boundaries and registers")
    geography = read_boundaries(data / "boundaries")
    rows, faults = read_table(data / "assumptions.csv", AssumptionRows, table="assumptions.csv")
    sources, more = read_table(data / "sources.csv", Sources, table="sources.csv")
    raise_errors([*geography.findings, *faults, *more])
    register = Assumptions.from_frame(rows)
    editions = {
        dno: [OperatorFile(path, edition_of(path, _reader(path), sources, register, stated=stated)) for path in paths]
        for dno, paths, stated in (
            ("ssen", [choice.ssen] if choice.ssen else [], choice.ssen_edition),
            ("nged", choice.nged, choice.nged_edition),
        )
    }
    progress("reading the operators' files")
    report = make_grid(
        data / "grid",
        files=GridFiles(
            choice.gsp_regions, choice.licence_areas, next(iter(editions["ssen"]), None), tuple(editions["nged"])
        ),
        postcodes=geography.postcodes,
        power_factor=register.value("power_factor_demand"),
        known=Known(dict.fromkeys(choice.whole_gsps, _WHOLE), choice.same_nodes),
    )
    progress("finding who lies in whose area")
    groups = report.tables["gsp_groups"]
    whole = groups[groups["complete"]]
    surroundings = Surroundings(
        primaries=report.primaries,
        serving=set(report.tables["substations"]["substation_id"]),
        complete=sorted(set(zip(whole["dno"], whole["gsp_group"], strict=True))),
    )
    publishers = Publishers(choice.licence_areas, choice.gsp_regions, choice.dwellings)
    make_served(data / "boundaries", publishers, surroundings, data / "grid" / "served_lsoas.csv")
    return report


def _reader(path: Path) -> Operator:
    """The one operator's reader that knows the file; raises `FaultsError` where there is none."""
    claims = [reader for reader in claimants(path) if isinstance(reader, Operator)]
    if len(claims) != 1:
        message = "no reader of an operator's headroom file, or more than one, takes this file for its own."
        raise FaultsError([Finding("error", path.name, "unknown_file", message)])
    return claims[0]
