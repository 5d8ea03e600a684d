"""The SSEN dashboard as a file: its two spellings, and its cells as text, numbers and points under our short names."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from lae.files import RefusedError, text_of
from lae.readers.base import Head
from lae.readers.cells import numbers_of, plain, spelling, yes_no
from lae.readers.points import far_from_reference, points_of
from lae.readers.remarks import Remarks

DNO: Final = "ssen"

_TEXT: Final = {
    "asset_id": "AssetID",
    "area": "Map / License Area",
    "name": "Substation",
    "gsp": "Upstream GSP",
    "bsp": "Upstream BSP",
    "tier": "Substation Type",
    "voltage": "Voltage (kV)",
    "reference": "Grid Reference",
    "comment": "Substation Comment",
    "ratings": "Transformer Nameplate Ratings",
    "single": "Single Transformer Site",
    "demand_rag": "Substation Demand RAG Status",
    "demand_constraint": "Demand Constraint",
    "tia_threshold": "TIA Threshold",
    "generation_rag": "Substation Generation RAG Status",
    "generation_constraint": "Generation Constraint",
    "upstream_works": "Upstream Reinforcement Works",
    "upstream_date": "Upstream Reinforcement Completion Date",
    "substation_works": "Substation Reinforcement Works",
    "substation_date": "Substation Reinforcement Completion Date",
}
_NUMBERS: Final = {
    "latitude": "Location Latitude",
    "longitude": "Location Longitude",
    "observed_max_mva": "Maximum Observed Gross Demand (MVA)",
    "observed_min_mva": "Minimum Observed Gross Demand (MVA)",
    "contracted_excl_bess_mva": "Contracted Demand Excl BESS (MVA)",
    "contracted_bess_mva": "Contracted BESS Demand (MVA)",
    "demand": "Estimated Demand Headroom (MVA)",
    "connected_generation_mw": "Connected Generation (MW)",
    "contracted_generation_mw": "Contracted Generation (MW)",
    "generation": "Estimated Generation Headroom (MW)",
    "fault_rating_ka": "3-Phase Break Fault Rating (kA)",
    "fault_level_ka": "3-Phase Break Fault Level (kA)",
}
HEADERS: Final = {**_TEXT, **_NUMBERS}
"""Our short name of each column we read, and the publisher's."""

_MARKS: Final = frozenset(
    spelling(HEADERS[name]) for name in ("asset_id", "gsp", "tier", "contracted_bess_mva", "demand")
)
_TIERS: Final = {"gsp": "gsp", "bsp": "bsp", "primary": "primary"}
_VOLTAGES: Final = frozenset({"400", "275", "132", "66", "33", "22", "20", "11", "6.6"})
"""Nominal voltages of British networks, kV."""


class Rows(NamedTuple):
    """One row a substation under our short names, and how many rows the file had and lost."""

    frame: pd.DataFrame
    read: int
    dropped: dict[str, int]


def recognise(head: Head) -> bool:
    """Whether the file is this dashboard, in either spelling."""
    text = head.text().lstrip()
    if text.startswith("{"):
        return _MARKS.issubset(spelling(word) for word in re.findall(r'"([^"\n]{3,60})"', text))
    first, _, rest = text.partition("\n")
    header = rest.partition("\n")[0] if first.casefold().startswith("sep=") else first
    return _MARKS.issubset(spelling(word) for word in re.split(r'[,;\t"]', header))


def read_rows(path: Path, remarks: Remarks) -> Rows | None:
    """The file's rows with every fault in `remarks`; None where it cannot be taken for the dashboard at all."""
    try:
        text = text_of(path)
        header, body = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    except RefusedError as refusal:
        remarks.file("error", refusal.rule, refusal.message, fix=refusal.fix)
        return None
    raw = _named(header, body, remarks)
    if raw is None:
        return None
    kept, dropped = _distinct(raw, remarks)
    return Rows(_typed(kept, remarks), len(raw), dropped)


def _from_csv(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows, whatever separator a leading "sep=" line or the header itself names."""
    first, _, rest = text.lstrip().partition("\n")
    stated = first.casefold().startswith("sep=")
    separator = first.strip()[4:5] or "," if stated else max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(rest if stated else text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        message = f"the file is not well-formed CSV: {error}."
        raise RefusedError("not_csv", message, "It may be cut off: download it again.") from None
    if not lines:
        raise RefusedError("empty", "the file has no header.")
    return lines[0], lines[1:]


def _from_json(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a datastore_search answer."""
    fix = "Download it again, with a limit above the number of rows."
    try:
        answer = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise RefusedError("not_json", "the file is not well-formed JSON.", fix) from None
    result = answer.get("result", answer) if isinstance(answer, dict) else {}
    records = result.get("records") if isinstance(result, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise RefusedError("not_records", "the JSON holds no list of records.", fix)
    total = result.get("total", len(records))
    if total != len(records):
        raise RefusedError("cut_off", f"the answer holds {len(records)} of {total} records.", fix)
    header = list(dict.fromkeys(name for record in records for name in record))
    body = [["" if record.get(name) is None else str(record[name]) for name in header] for record in records]
    return header, body


def _named(header: list[str], body: list[list[str]], remarks: Remarks) -> pd.DataFrame | None:
    """The cells as text under our names, `row` as a spreadsheet counts it; None where columns or cells are missing."""
    known = {spelling(published): name for name, published in HEADERS.items()}
    names = [known.get(spelling(cell), "") for cell in header]
    missing = [published for name, published in HEADERS.items() if name not in names]
    repeated = [HEADERS[name] for name in sorted(set(names)) if name and names.count(name) > 1]
    uneven = [f"row {number}" for number, row in enumerate(body, start=2) if len(row) != len(header)]
    for column in missing:
        remarks.file("error", "missing_column", f"the column {column} is missing.", column=column)
    for column in repeated:
        remarks.file("error", "repeated_column", f"the column {column} stands twice.", column=column)
    message = f"{len(uneven)} rows do not have {len(header)} cells; the file may be cut off."
    remarks.rows("error", "uneven_rows", message, uneven, fix="Download it again.")
    if missing or repeated or uneven:
        return None
    if not body:
        remarks.file("error", "empty", "the file has a header but no rows.")
        return None
    if HEADERS["demand"] not in [cell.strip() for cell in header]:
        message = "this spelling of the dashboard is known from its published headers only: header-only, unproven."
        remarks.file("note", "header_only", message)
    columns = {name: [row[place] for row in body] for place, name in enumerate(names) if name}
    frame = pd.DataFrame(columns, dtype="str")
    frame["row"] = np.arange(2, len(frame) + 2)
    return frame


def _distinct(raw: pd.DataFrame, remarks: Remarks) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row an AssetID: rows repeated word for word are dropped and counted, different ones are an error."""
    asset = plain(raw["asset_id"])
    rows = raw.assign(asset_id=asset, substation_id=DNO + ":" + asset.str.replace(" ", ""))
    nameless = asset.eq("")
    lines = [f"row {number}" for number in rows["row"][nameless]]
    remarks.rows("error", "no_asset_id", "the AssetID is missing.", lines, column=HEADERS["asset_id"])
    rows = rows[~nameless]
    again = rows["substation_id"].duplicated()
    same = rows.duplicated([name for name in rows.columns if name not in ("row", "asset_id")])
    clash = rows["substation_id"][again & ~same].unique()
    message = "the same AssetID stands on rows that differ."
    remarks.rows("error", "repeated_id", message, clash, column=HEADERS["asset_id"], fix="Keep one of them.")
    dropped = {
        "no AssetID": int(nameless.sum()),
        "repeated row": int(same.sum()),
        "same AssetID on a different row": int((again & ~same).sum()),
    }
    return rows[~again].reset_index(drop=True), {reason: number for reason, number in dropped.items() if number}


def _typed(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Text cleaned, numbers as float64, tiers in our words, points in EPSG:27700."""
    ids, table = rows["substation_id"], remarks.table
    typed = rows.copy()
    for name in _TEXT:
        # The lines of a works cell part its schemes.
        typed[name] = rows[name].str.strip() if name.endswith("_works") else plain(rows[name])
    for name, header in _NUMBERS.items():
        typed[name], faults = numbers_of(rows[name], table=table, column=header, ids=ids)
        remarks.extend(faults)
    typed["single_transformer"], faults = yes_no(rows["single"], table=table, column=HEADERS["single"], ids=ids)
    remarks.extend(faults)
    typed["tier"] = typed["tier"].str.casefold().map(_TIERS).fillna("")
    unknown = ids[typed["tier"].eq("")]
    remarks.rows("error", "tier", "is none of GSP, BSP and Primary.", unknown, column=HEADERS["tier"])
    odd = ~typed["voltage"].map(lambda text: {part.strip() for part in text.split("/")} <= _VOLTAGES).astype(bool)
    remarks.rows("warning", "voltage", "is no usual voltage.", ids[odd], column=HEADERS["voltage"])
    points = points_of(typed["latitude"], typed["longitude"], table=table, ids=ids)
    remarks.extend(points.findings)
    remarks.extend(far_from_reference(points, typed["reference"], table=table, ids=ids))
    return typed.assign(easting_m=points.easting_m, northing_m=points.northing_m, swapped=points.swapped)
