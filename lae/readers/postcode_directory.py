"""ONS postcode directories (ONSPD, NSPL) of any edition, and extracts of them: one point a live postcode.

The columns were renamed in 2025: oseast1m and oslaua of before are east1m and lad25cd of today.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.boundaries import PostcodeDirectory
from lae.geo import BRITAIN_M
from lae.readers import guard
from lae.readers.area_rows import member_of
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.ons_codes import districts_edition
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of, with_texts
from lae.readers.tally import drop_findings, repeated, tally
from lae.tables import columns_of, validated

POSTCODES: Final = "postcode_directory"
SOURCE: Final = "ons_postcodes"
LICENCE: Final = "Open Government Licence v3.0"
_COLUMNS: Final = {
    "postcode": re.compile(r"pcds|pcd7?|pcd[28]|postcode"),
    "easting": re.compile(r"(?:os)?east1m"),
    "northing": re.compile(r"osnrth1m|north1m"),
    "district": re.compile(r"(?:os)?laua|lad(\d\d)cd"),
    "ended": re.compile(r"doterm"),
    "user": re.compile(r"usertype|usrtypind"),
    "lsoa11": re.compile(r"lsoa11(?:cd)?"),
    "lsoa21": re.compile(r"lsoa21(?:cd)?"),
}
"""How each column is spelt, editions of before and after 2025."""
_NEEDED: Final = ("postcode", "easting", "northing", "district")
_MEMBER: Final = re.compile(r"(?:^|/)(?:ONSPD|NSPL)[^/]*_UK\.csv$", re.IGNORECASE)
_SOLID: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_DISTRICT: Final = r"[EWS][0-9]{8}"
_NOWHERE: Final = r"[A-Z]9{8}"
"""How ONS writes that a postcode lies in no such area."""
_ELSEWHERE: Final = ("N", "L", "M")
"""Northern Ireland, which uses the Irish Grid, the Channel Islands and the Isle of Man."""
_LSOA: Final = r"[EWS]01[0-9]{6}"
_INWARD: Final = 3
"""Characters after the space: "OX1 1AA"."""
_USERS: Final = {"0": "small", "1": "large"}
_ENDED: Final = "ended by Royal Mail"
_ABROAD: Final = "outside Great Britain"
_EXPECTED: Final = (_ENDED, _ABROAD, "no grid reference")
"""Reasons that every directory has rows for; the others are faults of the file."""


def recognise(head: Head) -> bool:
    """True for a table of postcodes with grid references and districts, or the archive such a directory comes in."""
    if head.members:
        return any(_MEMBER.search(member) for member in head.members)
    return set(_NEEDED) <= set(_found(header_of(head.text())))


def read(path: Path, source: SourceRow) -> Reading:
    """The table `postcode_directory` (contract `PostcodeDirectory`), sorted by postcode; every row left out is counted.

    Raises:
        FaultsError: the file cannot be read, lacks a column, or has no postcode that can be used.
    """
    remarks = Remarks(path.name)
    member = member_of(path, _MEMBER, holds="directory of postcodes")
    frame = guard.read_text_table(path, member=member, columns=lambda name: bool(_found([name])))
    ragged, said = int(frame.attrs["ragged"]), frame.attrs["findings"]
    frame.attrs = {}
    found = _found(list(frame.columns))
    if lacking := [name for name in _NEEDED if name not in found]:
        message = f"the columns of {', '.join(lacking)} are missing."
        raise guard.refusal(path.name, "missing_column", message, "Download the whole directory from the ONS.")
    remarks.extend(said)
    cells = {name: frame[column] for name, column in found.items()}
    places = _places(cells)
    solid = cells["postcode"].str.upper().str.replace(" ", "", regex=False)
    drops = _drops(cells, places, solid)
    drops["the same postcode again"] = repeated(pd.DataFrame({"postcode": solid}), drops)
    kept, count = tally(drops, source_id=source.source_id or SOURCE, ragged=ragged)
    _say(remarks, drops, found)
    if not kept.any():
        message = f"no row can be used: {', '.join(f'{number} {why}' for why, number in count.dropped.items())}."
        raise guard.refusal(path.name, "nothing_usable", message, "Download the directory again.")
    table = pd.DataFrame(
        {
            "postcode": solid.str[:-_INWARD] + " " + solid.str[-_INWARD:],
            "district_code": cells["district"],
            "lsoa11_code": _codes(cells.get("lsoa11"), frame.index),
            "lsoa21_code": _codes(cells.get("lsoa21"), frame.index),
            "user_type": _users(cells.get("user"), frame.index),
        },
        index=frame.index,
    )[kept]
    whole = np.rint(places[kept]).astype("int64")
    edition = _edition(found["district"], set(table["district_code"]), remarks)
    table = with_texts(
        table.assign(easting_m=whole["easting"], northing_m=whole["northing"], source_row=table.index),
        district_vintage=edition,
        vintage=source.vintage,
        source_id=count.source_id,
        licence=source.licence or LICENCE,
    )
    ordered = table.sort_values("postcode", kind="stable", ignore_index=True)[columns_of(PostcodeDirectory)]
    checked = validated(ordered.astype({"source_row": "int64"}), PostcodeDirectory, path.name)
    return Reading({POSTCODES: checked}, count, tuple(remarks.found))


def _found(header: Collection[str]) -> dict[str, str]:
    """The published name of each column that is there; of several spellings the first in the file."""
    spelt = [(spelling(name), name) for name in header]
    matches = {
        ours: next((name for plain, name in spelt if pattern.fullmatch(plain)), "")
        for ours, pattern in _COLUMNS.items()
    }
    return {ours: name for ours, name in matches.items() if name}


def _places(cells: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Easting and northing in metres, NaN where there is none."""
    return pd.DataFrame({name: guard.numbers(cells[name])[0] for name in ("easting", "northing")})


def _drops(cells: Mapping[str, pd.Series], places: pd.DataFrame, solid: pd.Series) -> dict[str, pd.Series]:
    west, south, east, north = BRITAIN_M
    district = cells["district"]
    ended = cells["ended"].ne("") if "ended" in cells else pd.Series(data=False, index=district.index)
    absent = places.isna().any(axis=1) | places.eq(0).all(axis=1)
    inside = places["easting"].between(west, east) & places["northing"].between(south, north)
    return {
        _ENDED: ended,
        _ABROAD: district.str.startswith(_ELSEWHERE),
        "no grid reference": absent,
        "no postcode": ~solid.str.fullmatch(_SOLID),
        "no district": ~_fits(district, _DISTRICT),
        "outside the National Grid": ~inside,
    }


def _say(remarks: Remarks, drops: Mapping[str, pd.Series], found: Mapping[str, str]) -> None:
    """What is left out in numbers where every directory has it, by row where it is a fault."""
    for reason in _EXPECTED:
        if number := int(drops[reason].sum()):
            rule = reason.replace(" ", "_").casefold()
            remarks.file("note", rule, f"{number} postcodes are left out: {reason}.", column=found.get("ended", ""))
    gone = pd.concat([drops[reason] for reason in _EXPECTED], axis=1).any(axis=1)
    faults = {reason: faulty & ~gone for reason, faulty in drops.items() if reason not in _EXPECTED}
    remarks.extend(drop_findings(remarks.table, faults))
    if "ended" not in found:
        message = "the table does not say which postcodes have ended; they cannot be told apart and are kept."
        remarks.file("note", "ended_unknown", message)


def _codes(cells: pd.Series | None, index: pd.Index) -> pd.Series:
    """The LSOA codes, blank where a cell holds none."""
    if cells is None:
        return pd.Series("", index=index, dtype="str")
    return cells.where(_fits(cells, _LSOA), "")


def _fits(cells: pd.Series, pattern: str) -> pd.Series:
    """Which cells are codes of the pattern and of a real area; each distinct one is looked at once."""
    which, distinct = pd.factorize(cells)
    fine = [re.fullmatch(pattern, code) is not None and not re.fullmatch(_NOWHERE, code) for code in distinct]
    return pd.Series(np.array(fine, dtype=bool)[which], index=cells.index)


def _users(cells: pd.Series | None, index: pd.Index) -> pd.Series:
    if cells is None:
        return pd.Series("", index=index, dtype="str")
    return cells.map(_USERS).astype("str").fillna("")


def _edition(column: str, codes: Collection[str], remarks: Remarks) -> str:
    """The edition of the districts' codes: as the column's name says, else as the codes themselves prove."""
    match = _COLUMNS["district"].fullmatch(spelling(column))
    if match is not None and match[1]:
        return f"20{match[1]}"
    edition, findings = districts_edition(codes, remarks.table)
    remarks.extend(findings)
    return edition
