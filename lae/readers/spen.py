"""SP Energy Networks' NSHR data workbook (SPD and SPM): headroom by substation group, scenario and winter, in MW.

A year is the winter that begins in it: 2022, and 2022/23, is the winter of 2022. The file has no base year: the Best
View of the edition's own year stands as the published figure, and every row as a scenario figure. A row "subject to
upstream constraints" is an own value that the path may not have; one that is not is a path value.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.readers.base import Count, Edition, Head, Reading, Register, head_of
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export
from lae.readers.figures import mva_from_mw, unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift
from lae.readers.scenarios import figures_in_mw
from lae.readers.stations import (
    NO_ALIAS,
    agree,
    aliases_of,
    answer,
    chosen,
    completed,
    gsp_groups_of,
    parents_of,
    warn_no_alias,
    with_aliases,
)

__all__ = ["DNO", "read", "recognise"]

DNO: Final = "spen"
UPSTREAM: Final = "subject to upstream constraints"
_FIELDS: Final = {
    "published_name": ("substation_group",),
    "voltage_kv": ("voltage_kv", "Voltage"),
    "gsp": ("gsp", "grid_gsp_group"),
    "scenario": ("scenario",),
    "year": ("year", "DFES Year"),
    "headroom": ("headroom_mw",),
    "type": ("headroom_type",),
    "upstream": ("subject_to_upstream_constraints",),
    "release": ("headroom_release_date",),
}
_OPTIONAL: Final = frozenset({"voltage_kv", "gsp", "upstream", "release"})
_BEST_VIEW: Final = frozenset({"bv", "bestview", "baseline", "baselinescenario"})
_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0"})
_HOLDS: Final = ("substations", "feeds", "scenario_figures")


def recognise(head: Head) -> bool:
    """Whether the file is one of these workbooks as the portal exports it."""
    words = header_words(head)
    needed = [options for name, options in _FIELDS.items() if name not in _OPTIONAL]
    return all(any(spelling(each) in words for each in options) for options in needed)


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The workbook as our substations, feeds and scenario figures, every row accounted for and every fault named."""
    remarks = Remarks(path.name)
    unproven(
        remarks, "Its fully-converted generation headroom is the figure; the synchronous one has its own scenario."
    )
    words = header_words(head_of(path)) if path.is_file() else frozenset()
    raw = read_export(path, chosen(words, _FIELDS), _OPTIONAL, remarks)
    if raw is None:
        return answer({}, Count(edition.source_id, 0, 0), remarks, holds=_HOLDS)
    ours = aliases_of(register, DNO)
    rows = _typed(raw, remarks)
    drops = {
        NO_ALIAS: ~rows["published_name"].isin(ours.index),
        "unknown type of headroom": rows["kind"].eq(""),
        "unreadable year": rows["year"].isna(),
        "no readable figure": rows["published_value"].isna(),
    }
    left, count = sift(drops, source_id=edition.source_id)
    warn_no_alias(rows["published_name"][left], remarks, DNO)
    if not left.any():
        return answer({}, count, remarks, holds=_HOLDS)
    kept = with_aliases(rows[left].astype({"year": "int64"}), ours)
    first = kept.drop_duplicates("substation_id")
    agree(first, ours, ("gsp",), remarks)
    groups = gsp_groups_of(first["gsp"], first["substation_id"], register, DNO, remarks)
    stated = pd.DataFrame(
        [_published(kept, own, edition.figure_year, register.power_factor) for own in first["substation_id"]],
        index=first.index,
    )
    blank = float("nan")
    about = first[["substation_id", "asset_id", "name", "tier", "voltage", "upstream_id"]]
    about = about.join(stated).assign(gsp_group=groups, easting_m=blank, northing_m=blank, source_row=first["row"])
    message = "the file gives no coordinates: not on the map, and no homes are found near it."
    remarks.rows("warning", "no_coordinates", message, first["substation_id"], column="coordinates")
    long = kept.assign(scenario=DNO + ": " + kept["scenario"] + kept["suffix"], source_row=kept["row"])
    tables = completed(about, parents_of(ours), edition, DNO, remarks)
    tables["scenario_figures"] = figures_in_mw(long, edition, register.power_factor, remarks)
    return answer(tables, count, remarks, holds=_HOLDS)


def _typed(raw: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """The rows with year, value, direction and constraint in our words."""
    ids = raw["published_name"] + " / " + raw["scenario"] + " / " + raw["year"] + " / " + raw["type"]
    value, faults = numbers_of(raw["headroom"], table=remarks.table, column="headroom_mw", ids=ids)
    remarks.extend(faults)
    stated = raw["year"].str.extract(r"^(20\d\d)(?:\.0|/\d\d(?:\d\d)?|-\d\d(?:-\d\d.*)?)?$", expand=False)
    year = pd.to_numeric(stated, errors="coerce")
    remarks.rows("error", "year", "is no year such as 2026 or 2026/27.", ids[year.isna()], column="year")
    words = raw["type"].str.casefold()
    kind = pd.Series(
        np.select(
            [words.str.contains("demand"), words.str.contains("synch"), words.str.contains("convert")],
            ["demand", "synchronous", "converter"],
            default="",
        ),
        index=raw.index,
        dtype="str",
    )
    message = "is none of demand, synchronous and fully-converted generation headroom."
    remarks.rows("error", "type", message, sorted(set(raw["type"][kind.eq("")])), column="headroom_type")
    said = raw["upstream"].str.casefold()
    flagged = said.isin(_YES) | said.str.contains("subject to upstream")
    strange = said.ne("") & ~flagged & ~said.isin(_NO)
    message = "says neither yes nor no to upstream constraints; taken as unsaid."
    remarks.rows("warning", "upstream", message, ids[strange], column=_FIELDS["upstream"][0])
    release = ("; headroom release date " + raw["release"]).where(raw["release"].ne(""), "")
    return raw.assign(
        published_value=value,
        year=year,
        kind=kind,
        direction=np.where(kind.eq("demand"), "demand", "generation"),
        suffix=np.where(kind.eq("synchronous"), " (synchronous generation)", ""),
        path=np.select([flagged, said.isin(_NO)], ["no", "yes"], default=""),
        constraint=(pd.Series(np.where(flagged, UPSTREAM, ""), index=raw.index, dtype="str") + release).str.lstrip(
            "; "
        ),
    )


def _published(kept: pd.DataFrame, own: str, year: int, power_factor: float) -> dict[str, Any]:
    """A substation's figures of today: the Best View of the edition's year, with what it says of the path."""
    words = kept["scenario"].map(spelling)
    today = kept[kept["substation_id"].eq(own) & kept["year"].eq(year) & words.isin(_BEST_VIEW)]
    found: dict[str, Any] = {}
    for direction, kind in (("demand", "demand"), ("generation", "converter")):
        rows = today[today["kind"].eq(kind)]
        if rows.empty:
            continue
        row = rows.iloc[0]
        is_path = row["path"] == "yes"
        found[f"{direction}_published_value"] = row["published_value"]
        found[f"{direction}_headroom_mva"] = mva_from_mw(rows["published_value"], power_factor).iloc[0]
        found[f"{direction}_unit"] = "MW"
        found[f"{direction}_constraint"] = row["constraint"]
        # Own room that hangs on limits above: the path has that much at most.
        found[f"{direction}_bound"] = "at_most" if row["path"] == "no" else "exact"
        if direction == "demand":
            found["demand_bound_own"] = "exact"
            found["headroom_basis"] = "path" if is_path else "own"
    return found
