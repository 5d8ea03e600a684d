"""Half-hourly load as metered: NGED's time series (JSON) and Project LEO's monitors of low-voltage feeders (text).

A customer's own meter is nobody's business here, and its sign is the other way round: only substations are read.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.grid.half_hours_contract import HalfHours
from lae.readers import feeder_monitor, guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.feeder_monitor import HALF_HOUR, plausible
from lae.readers.json_cells import at, documents, listed, numbers, objects, text, texts
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.readers.tally import drop_findings, repeated, tally
from lae.tables import columns_of, key_of, validated

HALF_HOURS: Final = "half_hours"
NGED: Final = "nged_time_series"
LEO: Final = "project_leo"
UNREADABLE: Final = "figures that cannot be right left blank"
_MARKS: Final = ('"TimeSeriesName"', '"SubstationType"', '"Units"')
_BASES: Final = {"disaggregated demand": "generation removed", "raw flow": "net"}
_SUBSTATIONS: Final = ("primary", "bsp", "gsp")
_REAL: Final = {"MW": 1.0, "kW": 1e-3}
_REACTIVE: Final = {"MVAr": 1.0, "kVAr": 1e-3}
_LARGEST_MW: Final = 5_000.0
_OFFSET: Final = r".*(?:Z|[+-]\d\d:?\d\d)"
_FIGURES: Final = ["p_mw", "q_mvar"]


def recognise(head: Head) -> bool:
    """True for NGED's time series of a substation and for the readings of a feeder monitor."""
    start = head.text()
    if start.lstrip().startswith(("{", "[")):
        return all(mark in start for mark in _MARKS)
    return feeder_monitor.recognise(start)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `half_hours` (contract `HalfHours`), sorted by site and time; readings left out are counted by reason.

    Raises:
        FaultsError: the file cannot be read, or holds no half-hour of a substation or feeder.
    """
    remarks = Remarks(path.name)
    with guard.opened(path) as stream:
        series = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    if series:
        table, count = _series(path, source.source_id or NGED, remarks)
    else:
        table, count = feeder_monitor.half_hours(path, source.source_id or LEO, remarks)
    _say_gaps(table, remarks)
    table = with_texts(table, vintage=source.vintage, source_id=count.source_id, licence=source.licence)
    table["start"] = table["start"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str")
    table = table.astype({"samples_count": "int64", "source_row": "int64"})
    ordered = table.sort_values(key_of(HalfHours), kind="stable", ignore_index=True)[columns_of(HalfHours)]
    return Reading({HALF_HOURS: validated(ordered, HalfHours, path.name)}, count, tuple(remarks.found))


def _series(path: Path, source_id: str, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    """Every substation's series in the file as rows, and the count of all readings."""
    rows = pd.concat(list(_rows(path)), ignore_index=True)
    rows["source_row"] = rows.index + 1
    unread = rows["stated"].isna() | rows["unit"].eq("")
    wrong = rows["written"] & (rows["stated"].isna() | rows["stated"].abs().gt(_LARGEST_MW))
    drops = {
        "one customer's meter": ~rows["kind"].isin(_SUBSTATIONS),
        "no unit of power with a sign": rows["unit"].eq(""),
        "no time": ~plausible(rows["start"]),
        "no half-hour": ~_is_half_hour(rows),
    }
    drops["the same half-hour again"] = repeated(rows[["site_id", "start"]], drops)
    kept, count = tally(drops, source_id=source_id, repaired={UNREADABLE: int(wrong.sum())})
    remarks.extend(drop_findings(path.name, drops, unit="reading"))
    message = "the figure is none, or more than any substation carries; left blank."
    remarks.rows("warning", "figure", message, (f"reading {n}" for n in rows["source_row"][wrong & kept]))
    if (naive := kept & ~rows["zoned"]).any():
        message = f"{int(naive.sum())} times do not say their time zone; they were taken as UTC."
        remarks.file("warning", "time_zone", message, fix="In summer they may be an hour off: ask the publisher.")
    if not kept.any():
        shown = ", ".join(f"{lost} {reason}" for reason, lost in count.dropped.items()) or "there are none"
        message = f"no reading of the file can be used: {shown}."
        raise guard.refusal(path.name, "nothing_usable", message, "Download a substation's series in MW.")
    stated = rows["stated"].mask(wrong)
    table = rows.assign(
        p_mw=stated.where(rows["unit"].eq("p")),
        q_mvar=stated.where(rows["unit"].eq("q")),
        samples_count=(~(unread | wrong)).astype("int64"),
    )
    return table[kept].drop(columns=["stated", "written", "unit", "kind", "end", "zoned"]), count


def _rows(path: Path) -> Iterator[pd.DataFrame]:
    """Each series of the file as one frame, and an empty one first so that there always is one."""
    series = [each for document in documents(path).found for each in (listed(document) or [document])]
    for place, one in enumerate([{}, *series]):
        records = list(objects(listed(at(one, "data"))))
        unit = text(at(one, "Units"))
        begun, ended = (texts(at(record, name) for record in records) for name in ("startTime", "endTime"))
        start, end = _times(begun), _times(ended)
        frame = pd.DataFrame(
            {
                "start": start.fillna(end - HALF_HOUR),
                "end": end,
                "stated": numbers(at(record, "value") for record in records) * _factor(unit),
                "written": pd.Series([at(record, "value") is not None for record in records], dtype=bool),
                "zoned": begun.mask(begun.eq(""), ended).str.fullmatch(_OFFSET).astype(bool),
            }
        )
        yield with_texts(
            frame,
            site_id=f"nged:{_id_of(one, place)}",
            site=text(at(one, "TimeSeriesName")),
            kind=text(at(one, "SubstationType")).casefold(),
            basis=_BASES.get(text(at(one, "TimeSeriesType")).casefold(), ""),
            unit="p" if unit in _REAL else "q" if unit in _REACTIVE else "",
        )


def _factor(unit: str) -> float:
    return {**_REAL, **_REACTIVE}.get(unit, 1.0)


def _id_of(series: Any, place: int) -> str:
    """The substation's number and the series' own, which differ where a substation has several."""
    parts = [text(at(series, name)) for name in ("SubstationNumber", "TimeSeriesID")]
    return "/".join(part for part in parts if part) or f"series {place}"


def _times(written: pd.Series) -> pd.Series:
    return pd.to_datetime(written, format="ISO8601", errors="coerce", utc=True).astype("datetime64[s, UTC]")


def _is_half_hour(rows: pd.DataFrame) -> pd.Series:
    """Whether a reading is of a half-hour as the clock counts them; an end that is not stated is not doubted."""
    whole = rows["start"].eq(rows["start"].dt.floor(HALF_HOUR))
    return whole & (rows["end"].isna() | (rows["end"] - rows["start"]).eq(HALF_HOUR))


def _say_gaps(table: pd.DataFrame, remarks: Remarks) -> None:
    """A note of the half-hours that are blank, and of those between the first and the last that are not there."""
    blank = table[table[_FIGURES].isna().all(axis=1)]
    message = f"{len(blank)} half-hours are blank: no figure, or too few readings."
    remarks.rows("note", "blank_half_hours", message, blank["start"].dt.strftime("%Y-%m-%d %H:%M"))
    missing: Counter[str] = Counter()
    for site, start in table.groupby("site_id", sort=True)["start"]:
        spanned = int((start.max() - start.min()) / HALF_HOUR) + 1
        missing[str(site)] = spanned - len(start)
    for site, gone in missing.items():
        if gone:
            message = f"{site} lacks {gone} half-hours between its first and its last."
            remarks.file("warning", "gaps", message)
