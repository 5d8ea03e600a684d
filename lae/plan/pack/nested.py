"""Community, district and county add up: every additive column of every table of those levels, with residual 0."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.plan.pack.additive import must_add_up, why_not
from lae.tables import Contract, filled, key_of

LEVELS: Final = ["lsoa", "msoa", "lad", "county"]
"""From the smallest up; a table may leave any out."""
BEYOND: Final = "beyond"
ROUNDING: Final = 1e-9
"""Of the sum of sizes: what adding some hundred floating numbers in another order may change."""
_AREA: Final = ["area_level", "area_code"]


class NestedTotals(Contract):
    """One row a table, column and pair of levels: the largest difference between an area and the sum of its parts.

    A column that does not add up has its reason and no residual. Areas with a blank part or a blank whole are counted
    apart: a sum with an unknown in it is unknown.
    """

    table: str
    column: str
    levels: str = pa.Field(description="the smaller < the larger; blank for a column that does not add up")
    additive: bool
    areas_count: int = pa.Field(ge=0, description="larger areas and keys compared")
    parts_count: int = pa.Field(ge=0, description="smaller ones that were added up")
    unknown_count: int = pa.Field(ge=0, description="larger areas whose own figure or a part's is blank")
    whole_value: float = pa.Field(nullable=True, description="sum of the larger areas compared")
    residual_value: float = pa.Field(nullable=True, description="largest difference; 0 where all add up")
    worst: str = pa.Field(description="where the largest difference is; blank where there is none")
    reason: str = pa.Field(description="why the column does not add up, or nothing was compared")

    class Config(Contract.Config):
        unique = ["table", "column", "levels"]

    @pa.dataframe_check(name="a_residual_or_a_reason")
    @classmethod
    def _told(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["residual_value"].isna().eq(frame["reason"].ne(""))


def nested_sum(frame: pd.DataFrame, column: str, *, table: str, by: Sequence[str] = ()) -> pd.Series:
    """The exact sum of a column, by `by` where given; blank where a part is.

    Raises:
        NotAdditiveError: the column is a peak, a ratio or the like.
    """
    must_add_up(table, column)
    if by:
        return frame.groupby(list(by), sort=True)[column].agg(_exact)
    return pd.Series([_exact(frame[column])], name=column)


def _exact(cells: pd.Series) -> float:
    return fsum(cells.to_numpy(float))


def nested_totals(
    tables: Mapping[str, pd.DataFrame], keys: Mapping[str, Sequence[str]], parents: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Contract NESTED TOTALS of every table with area_level and area_code.

    Args:
        tables: by name.
        keys: the columns that name a row, by table; areas among them or not.
        parents: for each smaller level, the code of the area of a larger level that holds it: "lsoa<lad" and so on.
    """
    parts = [_of_table(name, frame, list(keys.get(name, ())), parents) for name, frame in sorted(tables.items())]
    rows = [row for part in parts for row in part]
    return filled(pd.DataFrame(rows), NestedTotals, "nested_totals").sort_values(
        key_of(NestedTotals), kind="stable", ignore_index=True
    )


def _of_table(
    table: str, frame: pd.DataFrame, key: list[str], parents: Mapping[str, Mapping[str, str]]
) -> list[dict[str, object]]:
    if not set(_AREA) <= set(frame.columns):
        return []
    by = [name for name in key if name not in _AREA]
    figures = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name]) and name not in by]
    figures = [name for name in figures if not pd.api.types.is_bool_dtype(frame[name])]
    there = [level for level in LEVELS if level in set(frame["area_level"])]
    pairs = [(small, large) for small, large in pairwise(there) if f"{small}<{large}" in parents]
    reasons = {column: why_not(table, column) for column in figures}
    alone = {column: reason or _NO_PAIR for column, reason in reasons.items() if reason or not pairs}
    rows = [_row(table, column, "", additive=not reasons[column], reason=why) for column, why in alone.items()]
    added = [column for column in figures if column not in alone]
    for small, large in pairs if added else []:
        whole, parts, size, counts = _sides(frame, added, by, (small, large), parents[f"{small}<{large}"])
        for column in added:
            told = _residual(whole[column], parts[column], size[column], counts)
            rows.append(_row(table, column, f"{small}<{large}", **told))
    return rows


_NO_PAIR: Final = "the table has no two levels that nest"
_Sides = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.Series]


def _sides(
    frame: pd.DataFrame, added: list[str], by: list[str], levels: tuple[str, str], held: Mapping[str, str]
) -> _Sides:
    """Larger areas' own figures, their parts' sums and sums of sizes, and how many parts: row by row the same areas.

    A row that is not there counts as none of its kind, as where what is 0 is left out; a blank figure is unknown.
    """
    small, large = levels
    children = frame[frame["area_level"].isin([small, BEYOND] if large == "county" else [small])]
    key = [*by, "area_code"]
    whole = frame[frame["area_level"].eq(large)].set_index(key)[added].astype("float64")
    owner = children["area_code"].map(held)
    if large == "county":
        owner = owner.fillna(next(iter(held.values())))
    figures = children[added].astype("float64")
    labels = [children[name] for name in by] + [owner.rename("area_code")]
    groups, sizes = figures.groupby(labels, sort=True), figures.abs().groupby(labels, sort=True)
    counts = groups.size()
    parts = groups.sum().where(groups.count().eq(counts, axis=0))
    every = whole.index.union(parts.index)
    there = pd.Series(every.isin(whole.index), index=every), pd.Series(every.isin(parts.index), index=every)
    sides = [
        side.reindex(every).where(present, 0.0)
        for side, present in ((whole, there[0]), (parts, there[1]), (sizes.sum(), there[1]))
    ]
    return sides[0], sides[1], sides[2], counts.reindex(every, fill_value=0)


def _residual(whole: pd.Series, parts: pd.Series, size: pd.Series, counts: pd.Series) -> dict[str, object]:
    """The largest difference of a column between an area and its parts, and how much was compared."""
    known = whole.notna() & parts.notna()
    unknown = int((~known).sum())
    if not known.any():
        return {"unknown_count": unknown, "reason": "no area has both its own figure and all its parts'"}
    gap = (whole - parts)[known]
    gap = gap.where(gap.abs() > ROUNDING * np.maximum(size, whole.abs())[known], 0.0)
    at = int(np.argmax(gap.abs().to_numpy()))
    worst, residual = gap.index[at], float(gap.iloc[at])
    place = " / ".join(map(str, worst)) if isinstance(worst, tuple) else str(worst)
    return {
        "areas_count": int(known.sum()),
        "parts_count": int(counts[known].sum()),
        "unknown_count": unknown,
        "whole_value": _exact(whole[known]),
        "residual_value": residual,
        "worst": place if residual else "",
    }


def _row(table: str, column: str, levels: str, **told: object) -> dict[str, object]:
    """A row with nothing compared, but for what is `told`."""
    counts = dict.fromkeys(("areas_count", "parts_count", "unknown_count"), 0)
    nothing = {"additive": True, **counts, "whole_value": np.nan, "residual_value": np.nan, "worst": "", "reason": ""}
    return {"table": table, "column": column, "levels": levels, **nothing, **told}


def parents_of(
    lsoas: pd.DataFrame, msoas: pd.DataFrame, *, districts: Sequence[str], county: str
) -> dict[str, dict[str, str]]:
    """Which area holds which, for every pair of levels of a study.

    Args:
        lsoas: lsoa_code and district_code.
        msoas: lsoa_code and msoa_code; may be empty.
        districts: the study's own.
        county: its code.
    """
    lad = dict(zip(lsoas["lsoa_code"], lsoas["district_code"], strict=True))
    msoa = dict(zip(msoas["lsoa_code"], msoas["msoa_code"], strict=True))
    return {
        "lsoa<lad": lad,
        "lsoa<msoa": msoa,
        "msoa<lad": {code: lad[small] for small, code in msoa.items() if small in lad},
        "lad<county": dict.fromkeys(districts, county),
        "lsoa<county": dict.fromkeys(lad, county),
        "msoa<county": dict.fromkeys(msoa.values(), county),
    }
