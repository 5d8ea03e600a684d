"""From a table of areas with one column a figure to CHARGING_TOTALS: one row an area, period and measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from lae.charging.contract import CHARGING_TOTALS, ChargingTotals
from lae.readers import guard
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import columns_of, validated

NO_AREA: Final = "no code of an area"
AGAIN: Final = "the same area again"
_CODE: Final = r"^[EWSNK]\d{8}$"
_PSEUDO: Final = r"^[A-Z]99999999$"
"""ONS's codes for "nowhere in this country"."""
_LEVELS: Final = {
    **dict.fromkeys(("E06", "E07", "E08", "E09", "W06", "S12", "N09"), "lad"),
    **dict.fromkeys(("E92", "W92", "S92", "N92", "K02", "K03", "K04"), "country"),
    **dict.fromkeys(("E01", "W01", "S01", "N20"), "lsoa"),
    **dict.fromkeys(("E02", "W02", "S02"), "msoa"),
    "E10": "county",
    "E12": "region",
}


@dataclass(frozen=True)
class Figure:
    """What one published column holds: our name of it, its period ("" where there is none), unit and factor to it."""

    measure: str
    period: str = ""
    unit: str = ""
    factor: float = 1.0


@dataclass(frozen=True)
class AreaTable:
    """A table of areas as its reader found it; every part has the index of `cells`, which is the source's row.

    cells: text or numbers; `figures`: what each of its columns holds, those not named are not looked at.
    codes: the area of each row; level: of all of them where the file says so, else it is read off the code.
    drops: rows to leave out, by reason; lost: rows that never became any, by reason.
    keys: what a row's figures are of (a fuel, a keeper), added to their measure; None where a row is a whole area.
    """

    cells: pd.DataFrame
    codes: pd.Series
    figures: Mapping[str, Figure]
    level: str = ""
    drops: Mapping[str, pd.Series] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    keys: pd.Series | None = None


def totals(table: AreaTable, *, path: Path, source: SourceRow, remarks: Remarks) -> Reading:
    """The table's figures as `charging_totals` (contract `ChargingTotals`), every row of the file counted.

    Raises:
        FaultsError: no row can be used.
    """
    cells, codes = table.cells, table.codes
    kind = pd.Series("", index=codes.index, dtype="str") if table.keys is None else table.keys
    faults = {NO_AREA: ~codes.str.match(_CODE) | codes.str.match(_PSEUDO), **table.drops}
    sound = ~pd.concat(faults, axis=1).any(axis=1)
    faults[AGAIN] = sound & pd.DataFrame({"code": codes, "kind": kind}).where(sound).duplicated()
    left, count = sift(faults, source_id=source.source_id)
    remarks.rows("warning", "no_area", f"{NO_AREA}; left out.", codes[faults[NO_AREA]].replace("", "(blank)").unique())
    remarks.rows("warning", "again", f"{AGAIN}; the first was kept.", codes[faults[AGAIN]])
    gone = dict(table.lost)
    count = Count(
        source.source_id, count.read + sum(gone.values()), count.kept, {**count.dropped, **gone}, count.repaired
    )
    if not left.any():
        raise guard.refusal(path.name, "nothing_usable", "no row of the table can be used.", "Download it again.")
    parts = [
        _one(cells.loc[left, column], codes[left], kind[left], figure, column, remarks)
        for column, figure in table.figures.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    levels = frame["area_code"].str[:3].map(_LEVELS).fillna("").astype("str")
    frame = frame.assign(area_level=table.level or levels)
    frame = with_texts(frame, vintage=source.vintage, source_id=source.source_id, licence=source.licence)
    ordered = frame[columns_of(ChargingTotals)].sort_values(
        ["area_code", "period", "measure"], kind="stable", ignore_index=True
    )
    return Reading({CHARGING_TOTALS: validated(ordered, ChargingTotals, path.name)}, count, tuple(remarks.found))


def _one(
    column: pd.Series, codes: pd.Series, kind: pd.Series, figure: Figure, header: str, remarks: Remarks
) -> pd.DataFrame:
    values, wrong = guard.numbers(column)
    wrong |= values.lt(0)
    remarks.rows("warning", "not_a_figure", "is no figure; left blank.", codes[wrong], column=header)
    if len(values) > 1 and values.eq(0).all():
        remarks.file("note", "all_zero", "is 0 on every row: perhaps never filled in.", column=header)
    frame = pd.DataFrame(
        {
            "area_code": codes.to_numpy(),
            "measure": (figure.measure + kind).to_numpy(),
            "value": values.mask(wrong).to_numpy() * figure.factor,
            "source_row": codes.index.to_numpy(dtype="int64"),
        }
    )
    frame = frame.astype({"area_code": "str", "measure": "str"})
    return with_texts(frame, period=figure.period, unit=figure.unit)
