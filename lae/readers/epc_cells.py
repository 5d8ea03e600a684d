"""Single cells of certificates: what says nothing, and the one spelling of a postcode, a district and a day."""

import re
from datetime import date
from typing import Any, Final

_POSTCODE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_WELL_WRITTEN: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", re.ASCII)
_DISTRICT: Final = re.compile(r"[EWSN]\d{8}")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_BRITISH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100
NOT_STATED: Final = frozenset(
    {
        "",
        "-",
        "n/a",
        "na",
        "no data!",
        "nodata!",
        "invalid!",
        "not recorded",
        "not applicable",
        "not defined",
        "not available",
        "unknown",
        "null",
        "nan",
    }
)
"""How certificates write that they do not say, in lower case; besides them whatever begins "SAP05:"."""


def plain(cell: Any) -> str:
    """A cell's text on one line, in lower case, blank where it says that it says nothing."""
    text = " ".join(str(cell).split()).casefold()
    return "" if text in NOT_STATED or text.startswith(("sap05:", "not defined - ", "not recorded - ")) else text


def postcode(text: str) -> str | None:
    """The postcode as "OX1 2JD", None where the text, such as "ox12jd", is none."""
    if _WELL_WRITTEN.fullmatch(text):
        return text
    found = _POSTCODE.fullmatch(text.replace(" ", "").upper())
    return f"{found[1]} {found[2]}" if found and text.isascii() else None


def district(text: str) -> str | None:
    """The text in capitals where it is a code of the Office for National Statistics."""
    code = text.upper()
    return code if code.isascii() and _DISTRICT.fullmatch(code) else None


def day(text: str) -> str | None:
    """The day as "2021-02-22", also out of "22/02/2021 00:00"; None where there is none from 2000 to 2099."""
    if iso := _ISO.fullmatch(text):
        parts = iso.groups()
    elif british := _BRITISH.fullmatch(text):
        parts = british.groups()[::-1]
    else:
        return None
    if not text[:10].isascii() or not _FIRST_YEAR <= int(parts[0]) < _LAST_YEAR:
        return None
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError:
        return None


def as_written(text: str) -> str:
    """The text itself, at most 100 letters of it."""
    return text[:100]
