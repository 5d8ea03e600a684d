"""Valuation Office Agency, dwellings by build period and LSOA (2011): here only the number of dwellings."""

import csv
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.base import Count, Reading

SOURCE: Final = "voa_property_age_lsoa"
_CODE: Final = "AREA_CODE"
_ALL: Final = "ALL_PROPERTIES"


def read_dwellings(path: Path) -> Reading:
    """The table `dwellings` (lsoa_code, dwellings, source_row), one row an LSOA; counts are rounded to 10 by the VOA.

    Raises:
        FaultsError: the file is missing, is not this table, or states a code twice.
    """
    table = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except FileNotFoundError:
        raise _fault(table, "missing_file", f"the file {table} is not there.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _fault(table, "unreadable", f"the file cannot be read as CSV: {error}.") from None
    if not rows or not {_CODE, _ALL} <= set(rows[0]):
        raise _fault(table, "missing_column", f"the table has no rows, or lacks {_CODE} or {_ALL}.")
    stated = pd.DataFrame(
        {
            "lsoa_code": pd.Series([row[_CODE] for row in rows], dtype="str"),
            "dwellings": pd.to_numeric(pd.Series([row[_ALL] for row in rows]), errors="coerce").astype("float64"),
            "source_row": range(1, len(rows) + 1),
        }
    )
    not_lsoa = ~stated["lsoa_code"].str.fullmatch(r"[EW]01\d{6}").fillna(value=False).astype(bool)
    uncounted = ~not_lsoa & ~stated["dwellings"].ge(0)
    kept = stated[~not_lsoa & ~uncounted].reset_index(drop=True)
    if kept["lsoa_code"].duplicated().any():
        codes = tuple(sorted(set(kept["lsoa_code"][kept["lsoa_code"].duplicated()])))
        raise _fault(table, "duplicate_code", "an LSOA stands on more than one row.", codes)
    lost = {"not an LSOA": int(not_lsoa.sum()), "no count": int(uncounted.sum())}
    count = Count(SOURCE, len(stated), len(kept), {reason: n for reason, n in lost.items() if n})
    return Reading({"dwellings": kept}, count)


def _fault(table: str, rule: str, message: str, ids: tuple[str, ...] = ()) -> FaultsError:
    return FaultsError([Finding("error", table, rule, message, ids=ids)])
