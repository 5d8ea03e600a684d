"""The cells of a publisher's workbook, sheet by sheet."""

from pathlib import Path
from typing import Any

from python_calamine import CalamineError

from lae.findings import FaultsError
from lae.readers import guard
from lae.readers.remarks import Remarks

Cells = list[list[Any]]


def sheets_of(path: Path, remarks: Remarks) -> dict[str, Cells]:
    """Every sheet by name; nothing, with the faults in `remarks`, where the workbook cannot be opened safely."""
    if not path.is_file():
        remarks.file("error", "missing_file", f"the file {path.name} is not there.", fix="Put it back.")
        return {}
    try:
        book = guard.workbook(path)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except FaultsError as error:
        remarks.extend(error.findings)
    except CalamineError as error:
        message = f"a sheet of the workbook cannot be read: {' '.join(str(error).split()).rstrip('.')}."
        remarks.file("error", "unreadable", message, fix="Download it again.")
    return {}
