"""The Embedded Capacity Register as a file: its three spellings, its two ways to write a date, its energy sources."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from lae.readers.base import Head
from lae.readers.cells import spelling
from lae.readers.exports import header_words

STATUS: Final = "connection_status"
SOURCES: Final = (1, 2, 3)
"""A register row names up to three energy sources."""
FIELDS: Final = {
    "status": STATUS,
    "connected_mw": "already_connected_registered_capacity_mw",
    "accepted_mw": "accepted_to_connect_registered_capacity_mw",
    "export_mw": "maximum_export_capacity_mw",
    "export_mva": "maximum_export_capacity_mva",
    "import_mw": "maximum_import_capacity_mw",
    "import_mva": "maximum_import_capacity_mva",
    "export_change_mw": "change_to_maximum_export_capacity_mw",
    "export_change_mva": "change_to_maximum_export_capacity_mva",
    "import_change_mw": "change_to_maximum_import_capacity_mw",
    "import_change_mva": "change_to_maximum_import_capacity_mva",
    "queue": "in_a_connection_queue_y_n",
    "poc_voltage_kv": "point_of_connection_poc_voltage_kv",
    "primary": "primary",
    "bsp": "bulk_supply_point",
    "gsp": "grid_supply_point",
    "area": "licence_area",
    "easting": "location_x_coordinate_eastings_where_data_is_held",
    "northing": "location_y_coordinate_northings_where_data_is_held",
    "latitude": "latitude",
    "longitude": "longitude",
    "date_connected": "date_connected",
    "date_accepted": "date_accepted",
    "target_energisation": "target_energisation_date",
    "unique_id": "unique_id",
    **{f"source_{n}": f"energy_source_{n}" for n in SOURCES},
    **{f"conversion_{n}": f"energy_conversion_technology_{n}" for n in SOURCES},
    **{f"storage_{n}": f"storage_capacity_{n}_mwh" for n in SOURCES},
    "customer": "customer_name",
    "site": "customer_site",
    "address_1": "address_line_1",
    "address_2": "address_line_2",
}
"""Our short names, and the national template's names in snake case; every spelling reduces to these."""
PRIVATE: Final = ("customer", "site", "address_1", "address_2")
"""Read only to know what must not leave the reader."""
NEEDED: Final = frozenset({"status", "connected_mw", "accepted_mw", "primary", "gsp", "area"})
_FLATTENED: Final = "featuresproperties"
"""What a flattened GeoJSON, such as Northern Powergrid's, puts before every name."""
_POINT: Final = {"longitude": "features.geometry.coordinates.0", "latitude": "features.geometry.coordinates.1"}
_DNOS: Final = (
    (r"northern powergrid|\bnpg[ny]?\b", "npg"),
    (r"southern electric|scottish hydro|scottish and southern|\bssen\b|\bsepd\b|\bshepd\b", "ssen"),
    (r"national grid electricity distribution|western power|\bnged\b|\bwpd\b", "nged"),
    (r"uk power networks|eastern power|london power|south ?eastern power|\bukpn\b|\b[els]pn\b", "ukpn"),
    (r"electricity north west|\benwl?\b", "enwl"),
    (r"sp energy|sp distribution|sp manweb|\bspen?\b|\bsp[dm]\b", "spen"),
)
_SOURCES: Final = (
    (r"stored|storage|batter", "storage"),
    (r"solar|photovoltaic", "solar"),
    (r"wind", "wind"),
    (r"landfill|sewage|biofuel|biogas|anaerobic", "biofuel"),
    (r"biomass", "biomass"),
    (r"waste", "waste"),
    (r"hydrogen", "hydrogen"),
    (r"water|hydro|tidal|wave|marine", "water"),
    (r"gas", "gas"),
    (r"oil|diesel", "oil"),
    (r"coal", "coal"),
    (r"geothermal", "geothermal"),
    (r"nuclear", "nuclear"),
)
_OTHER: Final = "other"
UNKNOWN: Final = "unknown"


def prefix_of(words: Iterable[str]) -> str | None:
    """What stands before every name of the register's header; None where it is no register."""
    known = set(words)
    needed = [spelling(FIELDS[name]) for name in NEEDED]
    prefixes = (word.removesuffix(spelling(STATUS)) for word in sorted(known) if word.endswith(spelling(STATUS)))
    return next((prefix for prefix in prefixes if all(prefix + name in known for name in needed)), None)


def recognise(head: Head) -> bool:
    """Whether the file is a register in one of its spellings."""
    return prefix_of(header_words(head)) is not None


def fields_of(words: Iterable[str]) -> dict[str, str]:
    """Our short names and the names this header has for them."""
    prefix = prefix_of(words) or ""
    fields = {name: prefix + spelling(published) for name, published in FIELDS.items()}
    return fields | (_POINT if prefix == _FLATTENED else {})


def is_proven(words: Iterable[str]) -> bool:
    """Whether a real file in this spelling was at hand: only the flattened one was."""
    return prefix_of(words) == _FLATTENED


def dno_of(areas: pd.Series) -> pd.Series:
    """The operator a licence area belongs to, empty where nobody knows."""
    return _first_match(areas, _DNOS, default="")


def technology_of(rows: pd.DataFrame) -> pd.Series:
    """The energy sources of each row in our words, sorted and joined by " + "; unknown where it names none.

    A row whose source says nothing is known by its conversion technology.
    """
    named = []
    for number in SOURCES:
        source, conversion = rows[f"source_{number}"], rows[f"conversion_{number}"]
        by_source = _first_match(source, _SOURCES, default="")
        by_conversion = _first_match(conversion, _SOURCES, default="")
        either = by_source.where(by_source.ne(""), by_conversion)
        said = source.ne("") | conversion.ne("")
        named.append(either.where(either.ne(""), pd.Series(np.where(said, _OTHER, ""), index=rows.index, dtype="str")))
    joined = [" + ".join(sorted(set(cells) - {""})) or UNKNOWN for cells in zip(*named, strict=True)]
    return pd.Series(joined, index=rows.index, dtype="str")


def dates_of(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Dates as "2019-10-10" from "10/10/2019" and "2019-10-10 00:00:00", and which cells hold something else."""
    iso = text.str.extract(r"^(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?$")
    british = text.str.extract(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?$")[[2, 1, 0]].set_axis([0, 1, 2], axis=1)
    parts = iso.where(iso[0].notna(), british)
    stated = parts[0] + "-" + parts[1].str.zfill(2) + "-" + parts[2].str.zfill(2)
    real = pd.to_datetime(stated, format="%Y-%m-%d", errors="coerce").notna()
    return stated.where(real, "").astype("str"), text.ne("") & ~real


def _first_match(text: pd.Series, patterns: Iterable[tuple[str, str]], *, default: str) -> pd.Series:
    lowered = text.str.casefold()
    pairs = [(lowered.str.contains(pattern, regex=True).to_numpy(bool), word) for pattern, word in patterns]
    found = np.select([hit for hit, _ in pairs], [word for _, word in pairs], default=default)
    return pd.Series(found, index=text.index, dtype="str")
