"""Readings of a low-voltage feeder monitor (Project LEO) every few seconds, averaged to half-hours.

One file a day or less, tab-separated, watts and vars as Min, Avg and Max of each interval; neither site nor time zone
stand in it. Net flow: it turns negative when the panels behind the feeder give more than its homes take.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.readers import guard
from lae.readers.base import Count
from lae.readers.cells import spelling
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.readers.tally import drop_findings, repeated, tally

HALF_HOUR: Final = pd.Timedelta(minutes=30)
LEAST_SHARE: Final = 0.9
"""Share of a half-hour's readings that must be there: with fewer, the mean may miss a kettle or a cloud."""
INCOMPLETE: Final = "in a half-hour with too few readings"
_NEEDED: Final = ("date", "time", "activepowertotalavg")
_REACTIVE: Final = "varclassictotalavg"
_W_PER_MW: Final = 1e6
_LARGEST_W: Final = 2e6
"""A distribution transformer has up to 1 MVA, and a feeder a part of it."""
_WRITTEN: Final = ("%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")
_YEARS: Final = (2000, 2100)
_LONDON: Final = "Europe/London"


def recognise(start: str) -> bool:
    """True for a table whose header has the monitor's date, time and total active power."""
    return set(_NEEDED) <= set(_spelt(re.split(r"[,;\t]", start.partition("\n")[0])))


def plausible(times: pd.Series) -> pd.Series:
    """Which times are there and of our age."""
    found: pd.Series = times.dt.year.between(*_YEARS)
    return found


def half_hours(path: Path, source_id: str, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    """One row a half-hour with site_id, site, start (UTC), p_mw, q_mvar, samples_count, basis and source_row.

    A half-hour is blank unless nine tenths of its readings are there.

    Raises:
        FaultsError: the file cannot be read, lacks a column, or has no half-hour with enough readings.
    """
    frame = guard.read_text_table(path, columns=lambda name: spelling(name) in (*_NEEDED, _REACTIVE))
    ragged, said = int(frame.attrs["ragged"]), frame.attrs["findings"]
    frame.attrs = {}
    found = _spelt(list(frame.columns))
    if lacking := [name for name in _NEEDED if name not in found]:
        message = f"the columns of {', '.join(lacking)} are missing."
        raise guard.refusal(path.name, "missing_column", message, "Download the whole file again.")
    remarks.extend(said)
    date, time, power = (frame[found[name]] for name in _NEEDED)
    rows = pd.DataFrame({"time": _times(date + " " + time), "p_w": _watts(power)}, index=frame.index)
    rows["q_var"] = _watts(frame[found[_REACTIVE]]) if _REACTIVE in found else np.nan
    drops = {"no time": ~plausible(rows["time"]), "no power that can be right": rows["p_w"].isna()}
    drops["the same time again"] = repeated(rows[["time"]], drops)
    sound = ~pd.concat(drops, axis=1).any(axis=1)
    if not sound.any():
        raise guard.refusal(path.name, "nothing_usable", "no row has a time and a power.", "Download it again.")
    table, whole = _averaged(rows[sound])
    drops[INCOMPLETE] = sound & ~whole.reindex(rows.index, fill_value=False)
    kept, count = tally(drops, source_id=source_id, ragged=ragged)
    remarks.extend(drop_findings(path.name, {reason: gone for reason, gone in drops.items() if reason != INCOMPLETE}))
    if not kept.any():
        message = f"no half-hour has {LEAST_SHARE:.0%} of its readings."
        raise guard.refusal(path.name, "nothing_usable", message, "Put in a file of an hour or more.")
    _say_zone(table["start"], remarks)
    site = " ".join(path.name.split(".")[0].split())
    message = "the file does not say which feeder it is of; it goes by the file's name."
    remarks.file("note", "named_by_file", message)
    return with_texts(table, site_id=f"monitor:{site}", site=site, basis="net"), count


def _spelt(header: Sequence[str]) -> dict[str, str]:
    """The published name of each column by its spelling; the first of equals."""
    return {spelling(name): name.strip() for name in reversed(header)}


def _times(written: pd.Series) -> pd.Series:
    """The times, NaT where there is none."""
    first, second = (pd.to_datetime(written, format=form, errors="coerce") for form in _WRITTEN)
    return first.fillna(second).dt.tz_localize("UTC").astype("datetime64[s, UTC]")


def _watts(cells: pd.Series) -> pd.Series:
    values, _ = guard.numbers(cells)
    return values.where(values.abs().le(_LARGEST_W))


def _averaged(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The half-hours, and which of the rows lie in one that has enough of them."""
    rows = rows.assign(source_row=rows.index, start=rows["time"].dt.floor(HALF_HOUR))
    step_seconds = float(rows["time"].sort_values().diff().dt.total_seconds().median())
    expected = 1 if np.isnan(step_seconds) else max(1, round(HALF_HOUR.total_seconds() / step_seconds))
    grouped = rows.groupby("start", sort=True)
    table = pd.DataFrame(
        {
            "p_mw": grouped["p_w"].mean() / _W_PER_MW,
            "q_mvar": grouped["q_var"].mean() / _W_PER_MW,
            "samples_count": grouped["p_w"].size(),
            "source_row": grouped["source_row"].min(),
        }
    )
    known = grouped["q_var"].count() >= LEAST_SHARE * expected
    enough = table["samples_count"] >= LEAST_SHARE * expected
    table["p_mw"] = table["p_mw"].where(enough)
    table["q_mvar"] = table["q_mvar"].where(enough & known)
    return table.reset_index(), rows["start"].map(enough).astype(bool)


def _say_zone(start: pd.Series, remarks: Remarks) -> None:
    """What the monitor's clock may have meant: in winter Britain's clocks show UTC, in summer they do not."""
    clock = start.dt.tz_convert(_LONDON).dt.tz_localize(None)
    if clock.eq(start.dt.tz_localize(None)).all():
        message = "the file does not say its time zone; in these months the clock shows UTC, so nothing turns on it."
        remarks.file("note", "time_zone", message)
        return
    message = "the file does not say its time zone and was taken as UTC; on the clock of summer it is an hour off."
    remarks.file("warning", "time_zone", message, fix="Compare the hour of the evening peak with another day's.")
