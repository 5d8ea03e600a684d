"""Where the Future Energy Scenarios say their grid supply points (GSPs) are: NESO's list, and a geocoded one.

Since the edition of 2025 the positions in circulation are the middles of supply regions, some kilometres from the
substation; the rows say which is which.
"""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.geo import BRITAIN_DEG, bng_from_degrees
from lae.pathway.gsp_contract import GspSites
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of, with_texts
from lae.readers.tally import drop_findings, repeated, tally
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "neso_fes_gsps"

_LISTED: Final = {
    "GSP ID": "gsp_id",
    "GSP Group": "licence_letter",
    "Name": "name",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Comments": "note",
}
_GEOCODED: Final = {
    "site_code": "gsp_id",
    "site_name": "name",
    "lat": "latitude",
    "lon": "longitude",
    "source": "note",
}
_LETTER: Final = r"(_[A-P])?"
_MIDDLE: Final = re.compile(r"centroid", re.IGNORECASE)


def recognise(head: Head) -> bool:
    """True for NESO's list of grid supply points, or the table of geocoded ones."""
    return not head.members and bool(_columns(header_of(head.text())))


def read(path: Path, source: SourceRow) -> Reading:
    """The list as `gsp_sites` (contract `GspSites`), sorted by id; a site without a position keeps its row.

    Raises:
        FaultsError: the file cannot be read or lacks a column.
    """
    remarks = Remarks(path.name)
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    columns = _columns(raw.attrs["header"])
    if not columns:
        missing = ", ".join(name for name in _LISTED if name not in raw.columns) or "none"
        message = f"these are not the columns of a list of grid supply points; missing: {missing}."
        raise guard.refusal(path.name, "missing_column", message, "Download it again from the NESO data portal.")
    rows = raw[list(columns)].rename(columns=columns)
    letter = rows["licence_letter"] if "licence_letter" in rows else pd.Series("", index=rows.index, dtype="str")
    drops = {"no id": rows["gsp_id"].eq(""), "an unknown GSP Group": ~letter.str.fullmatch(_LETTER)}
    drops["the same id again"] = repeated(rows[["gsp_id"]], drops)
    latitude, longitude = (guard.numbers(rows[name])[0] for name in ("latitude", "longitude"))
    west, south, east, north = BRITAIN_DEG
    inside = latitude.between(south, north) & longitude.between(west, east)
    astray = ~inside & (rows["latitude"].ne("") | rows["longitude"].ne(""))
    easting, northing = bng_from_degrees(longitude.where(inside), latitude.where(inside))
    source_id = source.source_id or SOURCE
    repairs = {"a position outside Great Britain; left blank": int(astray.sum())}
    kept, count = tally(drops, source_id=source_id, ragged=raw.attrs["ragged"], repaired=repairs)
    remarks.extend(drop_findings(path.name, drops))
    remarks.rows("warning", "outside_britain", "the position was left blank.", _names(rows, astray))
    remarks.rows("note", "no_position", "no position is given.", _names(rows, kept & ~inside & ~astray))
    position = pd.Series("published" if columns is _LISTED else "geocoded", index=rows.index, dtype="str")
    position = position.mask(rows["note"].str.contains(_MIDDLE), "region_centroid").where(inside, "")
    middles = kept & position.eq("region_centroid")
    message = "the position is the middle of the supply region, not the substation; do not draw it as one."
    remarks.rows("note", "region_centroid", message, _names(rows, middles))
    table = pd.DataFrame(
        {
            "gsp_id": rows["gsp_id"],
            "name": rows["name"],
            "licence_letter": letter,
            "easting_m": easting,
            "northing_m": northing,
            "position": position,
            "note": rows["note"],
            "source_row": rows.index,
        },
        index=rows.index,
    )[kept]
    table = with_texts(table, vintage=source.vintage, source_id=source_id)
    table = table.sort_values(key_of(GspSites), kind="stable")[columns_of(GspSites)]
    return Reading({"gsp_sites": validated(table, GspSites, path.name)}, count, tuple(remarks.found))


def _columns(header: list[str]) -> dict[str, str]:
    """The columns of the kind of list this is, published name to ours; nothing where it is none."""
    return next((columns for columns in (_LISTED, _GEOCODED) if set(columns) <= set(header)), {})


def _names(rows: pd.DataFrame, flags: pd.Series) -> list[str]:
    return rows["gsp_id"][flags].tolist()
