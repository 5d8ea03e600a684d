"""OpenStreetMap's tags in our words: what a feature is, who may use it, how many vehicles it takes."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from lae.readers.charger_power import connector_kind

Tags = Mapping[str, str]

CHARGING: Final = "charging"
ENTRANCE: Final = "an entrance or a single space, not a car park"
SINGLE_DEVICE: Final = "a device of a charging station that is mapped as a whole"
NOT_CARS: Final = "charges bicycles, not cars"
DISUSED: Final = "disused"
STRAY: Final = "tagged as something else"

WANTED: Final = frozenset({"amenity", "shop", "building", "industrial", "landuse", "man_made", "name", "operator"}) | {
    *("network", "brand", "access", "capacity", "parking", "fee", "motorcar", "bicycle", "start_date", "check_date"),
    *("operational_status", "addr:postcode", "charging_station:output"),
    *(f"{life}:amenity" for life in ("planned", "proposed", "construction", "disused", "abandoned")),
}
"""Tags that are looked at, beside socket:*. Telephone numbers, e-mail and mappers' names are not among them."""
_ACCESS: Final = {
    **dict.fromkeys(("yes", "permissive", "public", "designated"), "public"),
    **dict.fromkeys(("customers", "customer"), "customers"),
    **dict.fromkeys(
        ("private", "no", "permit", "residents", "residential", "employees", "staff", "members"), "private"
    ),
    **dict.fromkeys(("school", "delivery", "emergency"), "private"),
}
_COMING: Final = ("planned:amenity", "proposed:amenity", "construction:amenity")
_GONE: Final = ("disused:amenity", "abandoned:amenity")
_STATION: Final = "charging_station"
_SOCKET: Final = re.compile(r"socket:([a-z0-9_]{1,40})")
_CAR_SOCKETS: Final = frozenset({"type1", "type2", "ccs1", "ccs2", "chademo", "tesla"})
_OUTPUT: Final = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*(kw|kva|w)?", re.IGNORECASE)
_COUNT: Final = re.compile(r"\d{1,6}")


def is_wanted(tag: str) -> bool:
    """Whether a tag is one of those looked at."""
    return tag in WANTED or tag.startswith("socket:")


def kind_of(tags: Tags) -> str:
    """What the feature is: `CHARGING`, one of `SITE_KINDS`, or a reason to leave it out."""
    amenity, name = tags.get("amenity", ""), tags.get("name", "").casefold()
    if amenity == _STATION or any(tags.get(key) == _STATION for key in _COMING):
        return NOT_CARS if _only_bicycles(tags) else CHARGING
    rules = (
        (any(tags.get(key) == _STATION for key in _GONE), DISUSED),
        (tags.get("man_made") == "charge_point", SINGLE_DEVICE),
        (amenity in ("parking_entrance", "parking_space"), ENTRANCE),
        (amenity == "parking", "parking"),
        (tags.get("shop") == "supermarket", "supermarket"),
        ("distribution" in name and ("building" in tags or tags.get("landuse") == "industrial"), "distribution"),
        (tags.get("industrial") == "distributor", "distribution"),
        (tags.get("building") == "warehouse" or tags.get("industrial") == "warehouse", "warehouse"),
    )
    return next((kind for holds, kind in rules if holds), STRAY)


def access_of(tags: Tags) -> str:
    """Who may use it, in our words; no tag, or one that says nothing of it, is unknown."""
    return _ACCESS.get(tags.get("access", "").partition(";")[0].strip().casefold(), "unknown")


def status_of(tags: Tags) -> str:
    """A mapped station is there and works unless it is tagged as planned or out of order."""
    if tags.get("amenity") != _STATION:
        return "planned"
    said = tags.get("operational_status", "").casefold()
    return "out_of_service" if said in ("closed", "broken", "out_of_order", "non-operational") else "working"


def operator_of(tags: Tags) -> str:
    """The company that runs it: operator, else network, else brand."""
    return next((tags[key] for key in ("operator", "network", "brand") if tags.get(key)), "")


def spaces_of(capacity: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The number each capacity states, and which cells hold something else, for instance "~50" or "20;30"."""
    plain = capacity.str.fullmatch(_COUNT)
    return pd.to_numeric(capacity.where(plain), errors="coerce").astype("float64"), capacity.ne("") & ~plain


def sockets_of(tags: Tags) -> list[tuple[str, float, float]]:
    """Kind, power in kW and number of each socket tagged; NaN where it is not stated, a plain yes counts one."""
    found = []
    for key, value in sorted(tags.items()):
        match = _SOCKET.fullmatch(key)
        if match and value.casefold() not in ("no", "0", ""):
            quantity = float(value) if _COUNT.fullmatch(value) else 1.0
            power = output_kw(tags.get(f"{key}:output", "") or tags.get("charging_station:output", ""))
            found.append((connector_kind(match[1]), power, quantity))
    if not found and (power := output_kw(tags.get("charging_station:output", ""))) > 0:
        found.append(("", power, 1.0))
    return found


def output_kw(written: str) -> float:
    """The largest power in a text such as "22 kW" or "7400 W;22 kW", in kW; a bare number is taken as it stands."""
    figures = [
        float(digits.replace(",", ".")) / (1_000.0 if unit.casefold() == "w" else 1.0)
        for digits, unit in _OUTPUT.findall(written)
    ]
    return max(figures, default=float("nan"))


def _only_bicycles(tags: Tags) -> bool:
    if tags.get("motorcar") == "no":
        return True
    bicycles = tags.get("bicycle") in ("yes", "designated") and not tags.get("motorcar")
    return bicycles and not any(kind in _CAR_SOCKETS for kind, _, _ in sockets_of(tags))
