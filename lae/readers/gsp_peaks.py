"""NESO's Future Energy Scenarios: peak demand of whole GSP groups by scenario and year, in MW."""

import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.pathway.beside_fes import GspPeaks
from lae.readers.base import Head, Reading
from lae.readers.rows import header_of, read_rows, row_numbers, sift, with_texts
from lae.tables import columns_of, key_of, validated

PEAK_SOURCE: Final = "fes22_gsp_peaks"
_EDITION: Final = "fes22"
"""The file's column `fes` does not say which edition; its publisher's folder does."""

_COLUMNS: Final = ("fes", "scenario", "gsp")
_YEAR: Final = re.compile(r"^(19|20)\d\d$")
_SCENARIOS: Final = ("CT", "FS", "LW", "ST")


def is_gsp_peaks(head: Head) -> bool:
    """True for the table of peaks by GSP group: its key columns, then years."""
    names = header_of(head.text())
    years = names[len(_COLUMNS) :]
    return names[: len(_COLUMNS)] == list(_COLUMNS) and bool(years) and all(_YEAR.match(name) for name in years)


def read_gsp_peaks(path: Path) -> Reading:
    """The table as `gsp_peaks` (contract `GspPeaks`): every scenario, group and year.

    A blank cell has no row. Rows of an unknown scenario, without a group, repeated, or with a cell that is no peak are
    dropped with a finding each.

    Raises:
        FaultsError: the file cannot be read as this table.
    """
    rows = read_rows(path, needed=_COLUMNS)
    years = [name for name in rows.columns if _YEAR.match(name)]
    blank = rows[years] == ""
    values = rows[years].mask(blank).apply(pd.to_numeric, errors="coerce").astype("float64")
    sound = blank | (values.ge(0.0) & values.lt(np.inf))
    drops = {
        "not a known scenario": ~rows["scenario"].isin(_SCENARIOS),
        "no GSP group": rows["gsp"].eq(""),
        "the same row again": rows.duplicated(["scenario", "gsp"]),
        "a cell is not a peak in MW": ~sound.all(axis=1),
    }
    kept, count = sift(drops, source_id=PEAK_SOURCE)
    wide = values.assign(
        scenario=_EDITION + "_" + rows["scenario"].str.lower(), gsp_group=rows["gsp"], source_row=rows["source_row"]
    )[kept]
    keys = ["scenario", "gsp_group", "source_row"]
    long = wide.melt(id_vars=keys, value_vars=years, var_name="year", value_name="peak_mw").dropna(subset=["peak_mw"])
    named = with_texts(long.astype({"year": "int64"}), source_id=PEAK_SOURCE)
    table = named.sort_values(key_of(GspPeaks), kind="stable", ignore_index=True)[columns_of(GspPeaks)]
    findings = tuple(
        Finding("error", path.name, reason.replace(" ", "_"), f"{reason}.", ids=row_numbers(rows[faulty]))
        for reason, faulty in drops.items()
        if faulty.any()
    )
    return Reading({"gsp_peaks": validated(table, GspPeaks, path.name)}, count, findings)
