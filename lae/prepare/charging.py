"""Makes a study's data/charging/chargers.csv from openly licensed files of the closed National Chargepoint Registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from lae.assumptions import AssumptionRows, Assumptions
from lae.charging.contract import CHARGERS, Chargers
from lae.charging.supply.study_area import within_study
from lae.config import read_config
from lae.files import read_table, write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.readers import catalogue
from lae.readers.base import Count, SourceRow
from lae.readers.own import read_boundaries
from lae.tables import validated

FILE: Final = "chargers.csv"
SOURCE: Final = SourceRow("dft_ncr_2022", "2022-01", "Open Government Licence v3.0")
"""The registry as EValuator took it: five files of one download whose newest record is of 17 January 2022."""
OPEN_REGISTERS: Final = ("ncr",)
"""Whose rows a study's own table may hold; OpenStreetMap's (ODbL) and Open Charge Map's stay in the user's files."""
NOT_OPEN: Final = "of a register whose licence keeps it out of our table"
AGAIN: Final = "in another of the files too"
PRIVATE: Final = "private, perhaps a home"
FAR: Final = "not in the study nor near it"
WITHHELD: Final = "name withheld, access not being public"
_POSTCODE_M: Final = 2_000.0
"""A charge point farther from the postcode it states may be misplaced, or state its operator's office."""


@dataclass(frozen=True)
class ChargersMade:
    """The table of data/charging (contract Chargers), every row read accounted for, and what was found on the way.

    rejected: contract Rejected, the rows that stand elsewhere.
    """

    table: pd.DataFrame
    count: Count
    rejected: pd.DataFrame
    findings: tuple[Finding, ...]

    def tally(self) -> pd.DataFrame:
        """reason, rows: what was read, what was dropped and why, what was kept."""
        reasons = {"read": self.count.read, **self.count.dropped, "kept": self.count.kept}
        return pd.DataFrame({"reason": list(reasons), "rows": list(reasons.values())})


def make_chargers(
    files: Sequence[Path],
    out: Path,
    *,
    area: gpd.GeoDataFrame,
    margin_m: float,
    postcodes: pd.DataFrame | None = None,
    source: SourceRow = SOURCE,
) -> ChargersMade:
    """Write chargers.csv into `out`; the same files in any order give the same bytes.

    Raises:
        FaultsError: a file cannot be used, or no row is left. Nothing is written then.
    """
    made = chargers_table(files, area=area, margin_m=margin_m, postcodes=postcodes, source=source)
    write_table(made.table, out / FILE, inert=False)
    return made


def make_study_chargers(study: Path, files: Sequence[Path]) -> ChargersMade:
    """Write data/charging/chargers.csv of the study in `study`, whose boundaries and register are in place.

    Raises:
        FaultsError: as `make_chargers`, or the study lacks what is needed.
    """
    data = study / read_config(study / "study.toml").data
    places = read_boundaries(data / "boundaries")
    register, faults = read_table(data / "assumptions.csv", AssumptionRows, table="assumptions.csv")
    raise_errors([*places.findings, *faults])
    margin_m = Assumptions.from_frame(register).value("charger_study_margin")
    return make_chargers(files, data / "charging", area=places.county, margin_m=margin_m, postcodes=places.postcodes)


def chargers_table(
    files: Sequence[Path],
    *,
    area: gpd.GeoDataFrame,
    margin_m: float,
    postcodes: pd.DataFrame | None = None,
    source: SourceRow = SOURCE,
) -> ChargersMade:
    """The contract Chargers of the study and its surroundings: no private one, no name but of a public place.

    Args:
        files: charge points of the registry, one file or one a district.
        area: the study's polygons, EPSG:27700.
        margin_m: how far outside a charge point still serves the study (`charger_study_margin`).
        postcodes: postcode, easting_m, northing_m, the study's; None does not look whether points stand at theirs.
        source: of the files in sources.csv, its vintage and licence.

    Raises:
        FaultsError: a file is not charge points, or no row is left.
    """
    readings = [_chargers_of(path, source) for path in sorted(files, key=lambda path: path.name)]
    if not readings:
        raise FaultsError([Finding("error", FILE, "no_files", "no file of charge points is given.")])
    every = pd.concat([table for table, _, _ in readings], ignore_index=True)
    counts = [count for _, count, _ in readings]
    findings = [finding for _, _, found in readings for finding in found]
    dropped: dict[str, int] = {}
    for count in counts:
        for reason, number in count.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + number
    ordered = every.sort_values(["charger_id", "updated", "source_row"], kind="stable", ignore_index=True)
    faults = {
        NOT_OPEN: ~ordered["register"].isin(OPEN_REGISTERS),
        AGAIN: ordered["charger_id"].duplicated(keep="last"),
        PRIVATE: ordered["access"].eq("private"),
    }
    gone = pd.Series(data=False, index=ordered.index)
    for reason, faulty in faults.items():
        dropped[reason] = int((faulty & ~gone).sum())
        gone |= faulty
    inside = within_study(ordered[~gone], area, id_column="charger_id", margin_m=margin_m, name=CHARGERS)
    dropped[FAR] = len(inside.rejected)
    if inside.kept.empty:
        fix = "Are the files of this study's districts?"
        raise FaultsError([*findings, Finding("error", FILE, "nothing_left", "no charge point is left.", fix=fix)])
    # A name is a public site's or nobody's business: a work place's, or a device's number, says nothing more here.
    known = inside.kept["access"].isin(["public", "customers"])
    withheld = int((~known & inside.kept["name"].ne("")).sum())
    table = inside.kept.assign(name=inside.kept["name"].where(known, ""))
    count = Count(
        source.source_id,
        sum(count.read for count in counts),
        len(table),
        {reason: number for reason, number in dropped.items() if number},
        {WITHHELD: withheld} if withheld else {},
    )
    found = tuple(dict.fromkeys([*findings, *inside.findings, *_strays(table, postcodes)]))
    return ChargersMade(validated(table, Chargers, FILE), count, inside.rejected, found)


def _strays(table: pd.DataFrame, postcodes: pd.DataFrame | None) -> list[Finding]:
    """A note of charge points that stand far from the postcode they state; one the study lacks is not looked at."""
    if postcodes is None:
        return []
    written = postcodes["postcode"].str.replace(" ", "")
    points = postcodes.set_axis(written, axis=0)[["easting_m", "northing_m"]]
    stated = points[~points.index.duplicated()].reindex(table["postcode"].str.replace(" ", ""))
    apart = np.hypot(
        stated["easting_m"].to_numpy(float) - table["easting_m"],
        stated["northing_m"].to_numpy(float) - table["northing_m"],
    )
    far = apart > _POSTCODE_M
    if not far.any():
        return []
    message = (
        f"stands more than {_POSTCODE_M / 1_000:g} km from the postcode it states; kept where its coordinates are."
    )
    return [Finding("warning", FILE, "far_from_postcode", message, "postcode", tuple(table["charger_id"][far]))]


def _chargers_of(path: Path, source: SourceRow) -> tuple[pd.DataFrame, Count, tuple[Finding, ...]]:
    """The file's charge points by whichever reader knows it, its count and findings."""
    _, reading = catalogue.read(path, source)
    raise_errors(reading.findings)
    if CHARGERS not in reading.tables:
        message = "holds no charge points."
        raise FaultsError([Finding("error", path.name, "no_chargers", message, fix="Give files of the registry.")])
    others = reading.count.kept - len(reading.tables[CHARGERS])
    if others:
        # An OpenStreetMap file holds car parks too: they are no row of ours.
        count = Count(
            source.source_id, reading.count.read - others, len(reading.tables[CHARGERS]), reading.count.dropped
        )
        return reading.tables[CHARGERS], count, reading.findings
    return reading.tables[CHARGERS], reading.count, reading.findings
