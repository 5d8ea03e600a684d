"""NESO's transitional RESP pathways (tRESP): demand, generation and storage by district, GSP area or RESP region.

The files differ in their columns' order and say of themselves neither whether they hold demand or generation (the
building block's code does) nor their edition.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from lae.findings import Finding
from lae.pathway.pathway_names import ids_of
from lae.pathway.resp_contract import AREA_LEVELS, UNITS, RespRows, resp_uptake
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of, with_texts
from lae.readers.tally import drop_findings, repeated, tally
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "neso_tresp"


class Layout(NamedTuple):
    """One kind of file: which area it is by, its header in the published order, and the columns that name the area."""

    level: str
    header: tuple[str, ...]
    code: str
    name: str = ""
    licence: str = ""


LAYOUTS: Final = (
    Layout(
        "district",
        ("Building_block_id", "LAD24CD", "LAD24NM", "Pathway", "Year", "Unit", "Value"),
        "LAD24CD",
        "LAD24NM",
    ),
    Layout(
        "gsp_area",
        ("Building_block_id", "tRESP_GSP_area", "Pathway", "Year", "Value", "Unit", "DNO_licence_area"),
        "tRESP_GSP_area",
        licence="DNO_licence_area",
    ),
    Layout("resp_region", ("Building_block_id", "RESP_region", "Pathway", "Year", "Value", "Unit"), "RESP_region"),
)
_UNPROVEN: Final = ("resp_region",)
"""Layouts known by their header only: no real file has been read."""
_PATHWAYS: Final = ids_of("tRESP 2026")
_DISTRICT: Final = r"[EWSN]\d{8}"
_BLOCK: Final = r"[A-Za-z]{3}_BB\d{3}\w*"


def recognise(head: Head) -> bool:
    """True for a tRESP file: one of its three headers, in any order of columns."""
    return not head.members and _layout(header_of(head.text())) is not None


def read(path: Path, source: SourceRow) -> Reading:
    """The file as `resp_rows` (contract `RespRows`), and its districts' figures as `uptake` (contract `Uptake`).

    Years that a pathway does not have are not filled; zero rows are figures and stay.

    Raises:
        FaultsError: the file cannot be read, or has none of the three headers.
    """
    remarks = Remarks(path.name)
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    layout = _layout(raw.attrs["header"])
    if layout is None:
        missing = ", ".join(name for name in LAYOUTS[0].header if name not in raw.columns) or "none"
        message = f"these are not the columns of a tRESP file by district, GSP area or region; missing: {missing}."
        fix = (
            "Download the CSV from the NESO data portal, packages tresp-demand-pathways and tresp-generation-pathways."
        )
        raise guard.refusal(path.name, "missing_column", message, fix)
    value, unreadable = guard.numbers(raw["Value"])
    year, _ = guard.numbers(raw["Year"])
    pathway = raw["Pathway"].map(_PATHWAYS)
    drops = {
        "no area": raw[layout.code].eq(""),
        "not a district code": ~raw[layout.code].str.fullmatch(_DISTRICT) & (layout.level == "district"),
        "not a building block": ~raw["Building_block_id"].str.fullmatch(_BLOCK),
        "an unknown pathway": pathway.isna(),
        "not a year from 2010 to 2100": ~(year.between(2010, 2100) & year.mod(1).eq(0)),
        "an unknown unit": ~raw["Unit"].isin(UNITS),
        "the figure is not a number": unreadable,
        "no figure": value.isna() & ~unreadable,
    }
    keys = raw[["Building_block_id", layout.code]].assign(pathway=pathway, year=year)
    drops["the same figure again"] = repeated(keys, drops)
    source_id = source.source_id or SOURCE
    kept, count = tally(drops, source_id=source_id, ragged=raw.attrs["ragged"])
    remarks.extend(drop_findings(path.name, drops))
    table = pd.DataFrame(
        {
            "area_code": raw[layout.code],
            "area_name": raw[layout.name] if layout.name else "",
            "pathway": pathway,
            "building_block": raw["Building_block_id"],
            "year": year,
            "value": value,
            "unit": raw["Unit"],
            "published": raw["Value"],
            "licence_area": raw[layout.licence] if layout.licence else "",
            "source_row": raw.index,
        },
        index=raw.index,
    )[kept]
    table = with_texts(table, area_level=layout.level, vintage=source.vintage, source_id=source_id)
    table = table.astype({"year": "int64", "area_name": "str", "licence_area": "str", "pathway": "str"})
    table = table.sort_values(key_of(RespRows), kind="stable")[columns_of(RespRows)]
    rows = validated(table, RespRows, path.name)
    _remark_on(rows, layout, remarks)
    return Reading({"resp_rows": rows, "uptake": resp_uptake(rows)}, count, tuple(remarks.found))


def to_published(rows: pd.DataFrame, *, header: Sequence[str] = ()) -> str:
    """The rows of one area level as the publisher's own CSV text: CRLF, the rows' own order, every figure as written.

    Figures that were never published (`published` is blank) are written as the shortest decimal that reads back the
    same.

    Args:
        rows: contract `RespRows`.
        header: the columns' order; the publisher's own by default.

    Raises:
        ValueError: the rows are of several area levels, or `header` is not made of the publisher's columns.
    """
    levels = sorted(set(rows["area_level"]))
    if len(levels) != 1:
        raise ValueError(f"one file holds one area level, not {len(levels)}: {', '.join(levels)}.")
    layout = next(layout for layout in LAYOUTS if layout.level == levels[0])
    if header and sorted(header) != sorted(layout.header):
        raise ValueError(f"the columns of a file by {layout.level} are {', '.join(layout.header)}.")
    ordered = rows.sort_values("source_row", kind="stable")
    names = {identifier: name for name, identifier in _PATHWAYS.items()}
    written = ordered["published"].where(ordered["published"].ne(""), ordered["value"].map(repr))
    columns = {
        "Building_block_id": ordered["building_block"],
        layout.code: ordered["area_code"],
        "Pathway": ordered["pathway"].map(names),
        "Year": ordered["year"].astype("str"),
        "Unit": ordered["unit"],
        "Value": written,
    }
    columns |= {layout.name: ordered["area_name"]} if layout.name else {}
    columns |= {layout.licence: ordered["licence_area"]} if layout.licence else {}
    return pd.DataFrame(columns)[list(header or layout.header)].to_csv(index=False, lineterminator="\r\n")


def _layout(header: Sequence[str]) -> Layout | None:
    """The layout whose columns are exactly these, whatever their order."""
    return next((layout for layout in LAYOUTS if sorted(layout.header) == sorted(header)), None)


def _remark_on(rows: pd.DataFrame, layout: Layout, remarks: Remarks) -> None:
    if rows.empty:
        remarks.file("error", "empty", "no row of the file can be used.")
        return
    first = rows.groupby("pathway")["year"].min()
    if first.nunique() > 1:
        late = ", ".join(f"{name} from {year}" for name, year in first.items() if year > first.min())
        message = f"not every pathway has every year: {late}; the years before are not published, which is not none."
        remarks.file("note", "years_missing", message)
    negative = rows["value"].lt(0.0)
    fix = "Compare it with the publisher's page; it is kept here, and out of the stock."
    ids = (f"row {number}" for number in rows["source_row"][negative])
    remarks.rows("warning", "negative", "a figure is negative.", ids, column="Value", fix=fix)
    if layout.level in _UNPROVEN:
        message = f"files by {AREA_LEVELS[2].replace('_', ' ')} are known by their header only: no real one was tried."
        remarks.found.append(Finding("note", remarks.table, "unproven", message))
