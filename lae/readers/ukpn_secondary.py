"""UK Power Networks' secondary sites as SECONDARY SITES, in the operator's own words where it gives no unit."""

from pathlib import Path
from typing import Final

import pandas as pd

from lae.grid.secondary import SECONDARY_SITES, SecondarySites
from lae.readers.base import Count, Edition, Head, Reading, Register
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export
from lae.readers.figures import unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.readers.ukpn_file import DNO, points, site_ids
from lae.tables import columns_of, empty, validated

_FIELDS: Final = {
    "site": "functionallocation",
    "feeder": "primaryfeeder",
    "rating": "onanrating",
    "customers": "customer_count",
    "band": "utilisation_band",
    "headroom": "demand_headroom",
    "reinforcement": "predicted_year_of_reinforcement",
    "lsoa": "llsoacode",
    "place": "geopoint",
}
_NEEDED: Final = ("site", "feeder", "customers")
_LARGEST_KVA: Final = 10_000.0
"""A larger transformer stands in a primary."""
_BAND: Final = r"^\s*(\d{1,3})\s*(?:-|–|to)?\s*(\d{1,3})?\s*%?\s*\+?$"


def recognise(head: Head) -> bool:
    """Whether the file is the operator's list of secondary sites, as CSV or JSON."""
    return {spelling(_FIELDS[name]) for name in _NEEDED} <= header_words(head)


def read(
    path: Path,
    edition: Edition,
    register: Register,  # noqa: ARG001 - every reader has one signature
) -> Reading:
    """The file as SECONDARY SITES: one row a site, unreadable figures blank with a finding, every row counted."""
    remarks = Remarks(path.name)
    unproven(remarks, "The unit of its demand headroom is not stated: it is kept as text and limits nothing.")
    raw = read_export(path, _FIELDS, set(_FIELDS) - set(_NEEDED), remarks)
    if raw is None:
        return Reading({SECONDARY_SITES: empty(SecondarySites)}, Count(edition.source_id, 0, 0), tuple(remarks.found))
    ids = site_ids(raw["site"])
    drops = {"no functional location": ids.eq(""), "the same site again": ids.duplicated() & ids.ne("")}
    kept, count = sift(drops, source_id=edition.source_id)
    for reason, faulty in drops.items():
        rows = [f"row {row}" for row in raw["row"][faulty]]
        remarks.rows("warning", reason.replace(" ", "_"), f"{reason}; left out.", rows)
    if not kept.any():
        return Reading({SECONDARY_SITES: empty(SecondarySites)}, count, tuple(remarks.found))
    table = _sites(raw[kept].assign(site_id=ids[kept]), remarks)
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    table = with_texts(table, dno=DNO, **stamp)[columns_of(SecondarySites)]
    table = table.sort_values("site_id", ignore_index=True)
    return Reading({SECONDARY_SITES: validated(table, SecondarySites, path.name)}, count, tuple(remarks.found))


def _sites(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    ids = rows["site_id"]
    found = points(rows["place"], ids, remarks)
    rating = _figure(rows, "rating", remarks)
    absurd = rating.le(0) | rating.gt(_LARGEST_KVA)
    message = f"a secondary transformer is rated at nothing or less, or above {_LARGEST_KVA:,.0f} kVA; left blank."
    remarks.rows("warning", "absurd_rating", message, ids[absurd], column=_FIELDS["rating"])
    customers = _figure(rows, "customers", remarks)
    absurd_customers = customers.lt(0) | customers.gt(_LARGEST_KVA)
    message = "an absurd number of customers; left blank."
    remarks.rows("warning", "absurd_customers", message, ids[absurd_customers], column=_FIELDS["customers"])
    ends = rows["band"].str.extract(_BAND).astype("float64") / 100
    unread = rows["band"].ne("") & (ends[0].isna() | (ends[1] < ends[0]))
    remarks.rows("warning", "unread_band", "cannot be read; left blank.", ids[unread], column=_FIELDS["band"])
    whole = rows["lsoa"].str.fullmatch(r"[EW]\d{8}").astype(bool)
    remarks.rows("warning", "no_lsoa", "is no LSOA code; left blank.", ids[~whole & rows["lsoa"].ne("")])
    return rows.assign(
        rating_kva=rating.mask(absurd),
        customers_count=customers.mask(absurd_customers),
        used_from_share=ends[0].mask(unread),
        used_to_share=ends[1].mask(unread),
        demand_headroom=rows["headroom"],
        lsoa_code=rows["lsoa"].where(whole, ""),
        easting_m=found.easting_m,
        northing_m=found.northing_m,
        source_row=rows["row"].astype("int64"),
    )


def _figure(rows: pd.DataFrame, name: str, remarks: Remarks) -> pd.Series:
    values, faults = numbers_of(rows[name], table=remarks.table, column=_FIELDS[name], ids=rows["site_id"])
    remarks.extend(faults)
    return values
