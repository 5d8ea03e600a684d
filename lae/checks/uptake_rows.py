"""What is wrong with a scenario's rows as somebody typed them, each fault by the line it stands on."""

import re
from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.measures import PROVENANCE, Uptake
from lae.pathway.recipes import UNIT_OF, units_of
from lae.tables import columns_of

_OTHER_BLOCK: Final = re.compile(r"[A-Z][a-z]{2}_BB\d{3}\w*")
"""A building block of FES or tRESP that no technology of ours is made of."""
_KEY: Final = ["scenario", "district_code", "building_block", "year"]


def uptake_row_findings(
    file: str,
    rows: pd.DataFrame,
    *,
    scenario: str,
    districts: Collection[str],
    years: Collection[int],
    sources: Collection[str],
) -> Iterator[Finding]:
    """An error a rule with the lines that break it; a block that no run uses is a warning.

    Args:
        file: the name the reader knows it by.
        rows: cells of text, the first row of the index being 1 and standing on line 2 of the file.
        scenario: the folder's name.
        districts: of the study.
        years: of the study, the first and last of which every block should reach.
        sources: ids of sources.csv.
    """
    wanted = columns_of(Uptake)
    if missing := [name for name in wanted if name not in rows.columns]:
        fix = f"The first line reads: {','.join(wanted)}"
        message = f"the columns {', '.join(missing)} are missing."
        yield Finding("error", file, "missing_column", message, fix=fix)
        return
    lines = pd.Series([f"line {int(number) + 1}" for number in rows.index], index=rows.index, dtype="str")
    block, unit, value = rows["building_block"], rows["unit"], pd.to_numeric(rows["value"], errors="coerce")
    year = pd.to_numeric(rows["year"], errors="coerce")
    known = block.isin(set(UNIT_OF))
    other = ~known & block.str.fullmatch(_OTHER_BLOCK)
    accepted = {name: set(units_of(name)) for name in UNIT_OF}
    strange = np.array([u not in accepted.get(b, {u}) for b, u in zip(block, unit, strict=True)], dtype=bool)
    whole = year.between(2010, 2100) & year.mod(1).eq(0)
    cited = rows["source_id"].str.split(";").map(lambda ids: all(name.strip() in sources for name in ids if name))
    span = f"{min(years)} to {max(years)}"
    faults: list[tuple[str, str, pd.Series, pd.Series, str, str]] = [
        (
            "unknown_block", "building_block", ~known & ~other, block,
            "no building block is called that.", f"Use one of {', '.join(sorted(UNIT_OF))}.",
        ),
        (
            "unknown_unit", "unit", pd.Series(strange, index=rows.index), block + " in " + unit,
            "that building block cannot be counted in this unit.",
            "Homes for ASHP, GSHP, TotalHPs, DH and Total; vehicles for EV; kW or MW for Gen_ and Srg_; GWh for Dem_.",
        ),
        ("year", "year", ~whole, rows["year"], "is not a year from 2010 to 2100.", f"The study runs from {span}."),
        (
            "unknown_district", "district_code", ~rows["district_code"].isin(districts), rows["district_code"],
            "is none of the study's districts.", f"Use {', '.join(sorted(districts))}.",
        ),
        ("no_source", "source_id", rows["source_id"].eq(""), block, "says of no source.", "Name a row of sources.csv."),
        (
            "unknown_source", "source_id", rows["source_id"].ne("") & ~cited, rows["source_id"],
            "cites a source that sources.csv does not list.", "Add the document to sources.csv, then cite its id.",
        ),
        (
            "value", "value", value.isna() | value.lt(0.0) | np.isinf(value), rows["value"],
            "is not a number of 0 or more.", "A figure nobody has is a row that is left out, never 0.",
        ),
        (
            "other_scenario", "scenario", rows["scenario"].ne(scenario), rows["scenario"],
            f"is not the folder's name, {scenario}.", f"Write {scenario} in every row.",
        ),
        (
            "provenance", "provenance", ~rows["provenance"].isin(PROVENANCE), rows["provenance"],
            "is not how sure a figure is.", f"Use {', '.join(PROVENANCE)}.",
        ),
        ("repeated_key", "", rows.duplicated(_KEY, keep=False), block, "stands there more than once.", "Keep one."),
    ]  # fmt: skip
    for rule, column, wrong, shown, message, fix in faults:
        if wrong.any():
            ids = tuple(lines[wrong] + ": " + shown[wrong].astype("str"))
            yield Finding("error", file, rule, message, column, ids, fix)
    if other.any():
        message = "building blocks of FES or tRESP that no technology here is made of: no result includes them."
        named = tuple(lines[other] + ": " + block[other])
        yield Finding("warning", file, "unused_block", message, "building_block", named)
    yield from _short(file, rows[known & whole], min(years), max(years))


def _short(file: str, rows: pd.DataFrame, first: int, last: int) -> Iterator[Finding]:
    """A warning for each block of a district that does not reach from the study's first year to its last."""
    if rows.empty:
        return
    span = rows.assign(year=rows["year"].astype(float)).groupby(["district_code", "building_block"])["year"]
    reach = span.agg(["min", "max"])
    short = reach[reach["min"].gt(first) | reach["max"].lt(last)]
    if len(short):
        ids = tuple(f"{district} / {block}" for district, block in short.index)
        message = f"does not reach from {first} to {last}, so a run that lists the scenario stops."
        yield Finding("warning", file, "short_block", message, "year", ids, "Give its first and last year, too.")
