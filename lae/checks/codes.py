"""Codes of areas: of which census they are, which of the study's are not there, which stand twice."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.findings import Finding

_LAST_OF_2011: Final = {"E01": "E01033768", "W01": "W01001958", "E02": "E02006934", "W02": "W02000423"}
"""The highest codes of the 2011 census; an area that was new in 2021 has a higher one."""
_LEVELS: Final = {"E01": "LSOA", "W01": "LSOA", "E02": "MSOA", "W02": "MSOA"}
_CODE: Final = r"[EWSNK]\d{8}"
_ENDING: Final = "_code"


def code_columns(frame: pd.DataFrame) -> list[str]:
    """The columns whose name says that they hold codes of areas."""
    return [str(name) for name in frame.columns if str(name).endswith(_ENDING)]


def vintage_of(codes: pd.Series) -> str:
    """The census the LSOA or MSOA codes are of: "2021" where one is newer than 2011's last; else "", not told.

    A handful of areas may be the same in both, so that codes alone never prove 2011.
    """
    text = codes.dropna().astype("str")
    newest = {head: text[text.str.startswith(head)].max() for head in _LAST_OF_2011 if text.str.startswith(head).any()}
    return "2021" if any(newest[head] > _LAST_OF_2011[head] for head in newest) else ""


def vintage_findings(table: str, column: str, codes: pd.Series, study: pd.Series) -> Iterator[Finding]:
    """What a join on these codes would lose: the study's areas of the same level that the table has no row for.

    Args:
        table: the file as the reader of the report knows it.
        column: the codes' column.
        codes: the table's codes.
        study: the study's own codes, of one level.
    """
    theirs, ours = set(codes.dropna().astype("str")), set(study.dropna().astype("str"))
    levels = {_LEVELS.get(code[:3], "") for code in ours} - {""}
    if len(levels) != 1:
        return
    (level,) = levels
    same = {code for code in theirs if _LEVELS.get(code[:3]) == level}
    if not same:
        return
    lost = sorted(ours - same)
    if len(lost) == len(ours):
        message = f"holds {len(same)} {level}s, none of them among the study's {len(ours)}."
        fix = "Download the file for your county or for the whole country."
        yield Finding("warning", table, "other_area", message, column, fix=fix)
        return
    if not lost:
        return
    edition, own = vintage_of(codes), vintage_of(study)
    if edition != own:
        message = (
            f"has codes of {edition or 'an edition before 2021'}, the study's areas are of "
            f"{own or 'an edition before 2021'}: {len(lost)} of the study's {len(ours)} {level}s would lose their row "
            "in a join by code."
        )
        fix = f"Join through the ONS best-fit table of {level}s 2011 to 2021, or use a file of the study's edition."
        yield Finding("warning", table, "code_vintage", message, column, tuple(lost), fix)
        return
    message = f"has no row for {len(lost)} of the study's {len(ours)} {level}s."
    fix = "Is the file cut off, or did you download a part of it?"
    yield Finding("warning", table, "missing_areas", message, column, tuple(lost), fix)


def malformed(table: str, column: str, codes: pd.Series) -> Iterator[Finding]:
    """Codes that no British area has, where most of the column are codes."""
    text = codes.dropna().astype("str")
    text = text[text.ne("")]
    wrong = ~text.str.fullmatch(_CODE)
    if len(text) and wrong.any() and wrong.mean() < 0.5:
        ids = tuple(dict.fromkeys(text[wrong]))
        message = f"{int(wrong.sum())} of {len(text)} are no codes of British areas."
        yield Finding("warning", table, "code", message, column, ids, "Correct them, or take the rows out.")
