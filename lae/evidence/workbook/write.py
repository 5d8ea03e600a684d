"""The workbook by gptables: good-practice tables with fixed dates, so that the same run gives the same bytes."""

import warnings
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

import gptables
import numpy as np
import pandas as pd

from lae.evidence.shell import is_year
from lae.evidence.workbook.cells import BLANK, NONE, plain, written
from lae.evidence.workbook.views import Sheet, all_tables, sheets
from lae.explain import caveat, loaded_technologies
from lae.results import Results

FILE: Final = "lae.xlsx"
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A workbook must hold a date of making; a fixed one keeps the bytes the same."""
_INERT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST, _NARROWEST = 48, 9
_LINE: Final = 16
"""Points a line of text takes; not every program makes room for wrapped ones by itself."""
_TALLEST: Final = 400
"""Excel takes 409 points a row."""
_ABOVE_NOTES: Final = 3
"""Rows of the sheet of notes before the first note: title, instructions, headings."""
_BLANKS: Final = f"{BLANK} means not available, never nought; {NONE} means that there is nothing to say."
_NOTES: Final = {
    "zero": "A published zero means at most zero: the operator must be asked. It is not an exact figure.",
    "light": (
        "Red: at or below zero today, as published. Amber: crosses zero in some year. Green: stays above zero. "
        "Not known: no figure, or one that only bounds it. These are our classes, not the operators' own colours."
    ),
    "offer": "Nothing here is a connection offer.",
    "provenance": (
        "published: somebody published or counted it. modelled: worked out by us or by a model. "
        "assumed: taken for want of data. illustrative: invented to show the method."
    ),
    "tiers": (
        "Tier A: read in the publisher's own text. B: read second-hand. C: derived by us from named data. "
        "D: not verified, with the document to open named."
    ),
    "money": "Money is in pounds of the price year, without energy bills unless the column says so.",
}


def write_workbook(results: Results, tables: dict[str, pd.DataFrame], path: Path, *, edition: str) -> None:
    """Write lae.xlsx at `path`: cover, contents, notes, one table a sheet, and the list of every CSV last."""
    shown = sheets(results, tables)
    listed = all_tables(tables, shown)
    shown.append(Sheet("All tables", "tables", "Every table of the pack", listed, "One row for each CSV file."))
    made = {sheet.tab: _table(sheet, number) for number, sheet in enumerate(shown, start=1)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # gptables warns of its own theme file, and of notes and blanks that this module has seen to.
        warnings.simplefilter("ignore")
        book = gptables.produce_workbook(
            filename=str(path),
            sheets=made,
            cover=_cover(results, edition),
            contentsheet_label="Contents",
            notes_table=_notes(shown),
            auto_width=False,
            workbook_options=_INERT,
        )
        for sheet in shown:
            _lay_out(book.get_worksheet_by_name(sheet.tab), sheet, made[sheet.tab])
        _widths(book.get_worksheet_by_name("Contents"), [18, 70])
        _widths(book.get_worksheet_by_name("Notes"), [14, 100])
        _heights(book.get_worksheet_by_name("Notes"), _notes(shown), [14, 100], _ABOVE_NOTES)
        for worksheet in book.worksheets():
            worksheet.set_paper(9)
            worksheet.fit_to_pages(1, 0)
        title = _clean(f"{results.inputs.config.title}: evidence workbook")
        book.set_properties({"title": title, "author": "lae", "created": _MADE})
        book.close()


def _table(sheet: Sheet, number: int) -> Any:
    frame = (
        sheet.frame
        if len(sheet.frame)
        else pd.DataFrame({"Blank": ["No rows: see the sheets Land layers and Open questions for what is missing."]})
    )
    shown = written(frame)
    shown.columns = plain(pd.Series([str(name) for name in frame.columns], dtype="str")).tolist()
    marks = "".join(f"$${name}$$" for name in sheet.notes)
    return gptables.GPTable(
        table=shown,
        table_name=f"{sheet.table}_{number}",
        title=f"Table {number}: {_clean(sheet.title)}{marks}",
        scope=_clean(sheet.scope),
        source=f"Source: tables/{sheet.table}.csv in this pack" if sheet.table != "tables" else "Source: this pack",
        instructions=f"This sheet holds one table. {_BLANKS}",
        index_columns={},
        additional_formatting=_formats(frame, list(shown.columns)),
    )


def _formats(frame: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Thousands apart, decimals where there are any, years bare; text wraps at the top of its cell."""
    made: list[dict[str, Any]] = [
        {"column": {"columns": names, "format": {"text_wrap": True, "valign": "top"}}},
        {"row": {"rows": [0], "format": {"text_wrap": True, "valign": "bottom"}}},
    ]
    for name, column in zip(names, frame.columns, strict=True):
        values = frame[column]
        if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            continue
        bare = is_year(name)
        whole = bool((values.dropna() % 1 == 0).all()) or float(values.abs().max()) >= 1000.0
        look = "0" if bare else "#,##0" if whole else "#,##0.00"
        if not whole and float(values.abs().max()) <= 1.0:
            look = "0.000"
        made.append({"column": {"columns": [name], "format": {"num_format": look}}})
    return made


def _lay_out(worksheet: Any, sheet: Sheet, made: Any) -> None:
    """Columns as wide as they need, headings in sight on screen and paper."""
    frame = sheet.frame if len(sheet.frame) else pd.DataFrame({"Blank": [""]})
    widths = {str(name): _width(str(name), frame[name]) for name in frame.columns}
    _widths(worksheet, list(widths.values()))
    header = made.data_range[0]
    lines = max(len(wrap(name, int(width) - 2)) for name, width in widths.items())
    worksheet.set_row(header, _LINE * lines)
    _heights(worksheet, made.table, list(widths.values()), header + 1)
    worksheet.freeze_panes(header + 1, 0)
    worksheet.set_landscape()
    worksheet.repeat_rows(header)


def _heights(worksheet: Any, frame: pd.DataFrame, widths: list[float], first: int) -> None:
    """Room for the lines of every row that wraps; `first` is where the rows begin."""
    texts = [frame[name].astype("str").str.len() for name in frame.columns]
    lines = np.max([np.ceil(text.to_numpy() / (width - 2)) for text, width in zip(texts, widths, strict=True)], axis=0)
    for place in np.flatnonzero(lines > 1):
        worksheet.set_row(first + int(place), min(_LINE * int(lines[place]), _TALLEST))


def _width(name: str, values: pd.Series) -> float:
    longest_word = max((len(word) for word in name.split()), default=1)
    if pd.api.types.is_numeric_dtype(values):
        return float(min(max(longest_word + 2, 12), 20))
    typical = float(values.astype("str").str.len().quantile(0.9)) if len(values) else 0.0
    return float(min(max(longest_word + 2, typical + 2, _NARROWEST), _WIDEST))


def _widths(worksheet: Any, widths: list[float]) -> None:
    for place, width in enumerate(widths):
        worksheet.set_column(place, place, width)


def _cover(results: Results, edition: str) -> Any:
    config = results.inputs.config
    return gptables.Cover(
        cover_label="Cover",
        title=_clean(f"{config.title}: evidence for the Local Area Energy Plan"),
        intro=[
            f"{edition.capitalize()} edition, made by lae; {config.base_year} to {config.last_year}.",
            "Every table is also a CSV file in the folder tables, with all its rows; Contents lists the sheets.",
            "report.html beside this file tells method and findings; lineage.csv says where each column comes from.",
        ],
        about=[
            caveat(loaded_technologies(results)),
            _NOTES["zero"],
            _BLANKS,
            "Licences and attributions are on the sheet Sources. Status colours are written as words.",
        ],
        width=95,
    )


def _notes(shown: list[Sheet]) -> pd.DataFrame:
    used = dict.fromkeys(name for sheet in shown for name in sheet.notes)
    return pd.DataFrame([(name, _NOTES[name]) for name in used], columns=["Note", "Note text"])


def _clean(text: str) -> str:
    return str(plain(pd.Series([text])).iloc[0])
