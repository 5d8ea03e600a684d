"""The files of a return: page, workbook and tables, all from one report, the same bytes every time."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd
import xlsxwriter

from lae.evidence.progress.movement import movement
from lae.evidence.progress.page import progress_page
from lae.evidence.progress.report import Report
from lae.evidence.shell import Siblings, write
from lae.files import disarmed, write_table

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zone, and the same bytes need one date
_WIDEST: Final = 60
_SHEETS: Final = ("kpis", "workstreams", "changes", "self_assessment", "open_questions", "nested_totals")


def write_page(report: Report, path: Path, *, siblings: Siblings = ()) -> None:
    """Write the page of the return; `siblings` are other pages of the pack."""
    write(progress_page(report, siblings=siblings), path)


def write_return(report: Report, folder: Path) -> list[Path]:
    """Write the whole return into `folder`: progress.html, progress.xlsx and a CSV a sheet; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    page, book = folder / "progress.html", folder / "progress.xlsx"
    write_page(report, page)
    tables = sheets(report)
    _write_workbook(tables, book)
    paths = [folder / f"{name}.csv" for name in tables]
    for path, frame in zip(paths, tables.values(), strict=True):
        write_table(frame, path, inert=True)
    return [page, book, *paths]


def sheets(report: Report) -> dict[str, pd.DataFrame]:
    """The tables of a return by name, in the order a reader wants them."""
    moved = report.moved if report.moved is not None else movement(report.kpis, report.kpis)
    held = (report.kpis, report.workstreams, moved, report.assessment, report.questions, report.nested)
    return dict(zip(_SHEETS, held, strict=True))


def _write_workbook(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """One sheet a table with its heading frozen; no cell is a formula or a link, and a blank stays blank."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "Progress return", "created": _MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for name, frame in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
            for at, column in enumerate(frame.columns):
                sheet.write_string(0, at, str(column), bold)
                cells = frame[column]
                number = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
                if number:
                    for row, value in enumerate(cells.to_numpy(float), start=1):
                        if value == value:  # noqa: PLR0124 - a blank is not a number
                            sheet.write_number(row, at, float(value))
                    longest = 12
                else:
                    texts = disarmed(cells.astype("str")).tolist()
                    for row, text in enumerate(texts, start=1):
                        sheet.write_string(row, at, text)
                    longest = max((len(text) for text in texts), default=0)
                sheet.set_column(at, at, min(max(longest, len(str(column)), 8) + 1, _WIDEST))
