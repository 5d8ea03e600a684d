"""Which LTDS table a header belongs to, and which of its columns is which, by pattern: names carry years and units."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lae.readers.cells import spelling

CIRCUITS: Final = "1"
TWO_WINDINGS: Final = "2a"
THREE_WINDINGS: Final = "2b"
OBSERVED: Final = "3a"
TRUE: Final = "3b"
FAULTS: Final = "4"
GENERATION: Final = "5"
INTEREST: Final = "6"

_R: Final = r"(?:positivesequence|pps)?(?:impedance)?(?:r1?|resistance)(?:pu|percent|pct|on100mvabase|on100mva)*"
_X: Final = r"(?:positivesequence|pps)?(?:impedance)?(?:x1?|reactance)(?:pu|percent|pct|on100mvabase|on100mva)*"
_WINTER: Final = r"(?=.*winter)(?=.*rating|.*mva|.*amps)(?!.*reverse)(?!.*earth)"
_SUMMER: Final = r"(?=.*summer)(?=.*rating|.*mva|.*amps)(?!.*reverse)(?!.*earth)"
_NODE: Final = r"(?:node|bus|busbar)(?:name|id|number)?"
_SITE: Final = r"(?:substation|site)(?:name)?"
_PAIRS: Final = {"12": "hvlv1", "13": "hvlv2", "23": "lv1lv2"}

_PATTERNS: Final[dict[str, dict[str, str]]] = {
    CIRCUITS: {
        "from_node": rf"from{_NODE}",
        "to_node": rf"to{_NODE}",
        "from_site": rf"from{_SITE}",
        "to_site": rf"to{_SITE}",
        "kv": r"(?:operating|nominal|circuit)?voltage(?:kv|level)?",
        "length": r"(?:circuit|total|overall)?length(?:km)?",
        "r": _R,
        "x": _X,
        "b": r"(?:positivesequence|pps)?(?:b1?|susceptance)(?:b1?)?(?:pu|percent|pct|on100mvabase|on100mva)*",
        "winter": _WINTER,
        "summer": _SUMMER,
    },
    TWO_WINDINGS: {
        "hv_node": rf"hv{_NODE}",
        "lv_node": rf"lv{_NODE}",
        "hv_site": rf"hv{_SITE}",
        "lv_site": rf"lv{_SITE}",
        "hv_kv": r"(?:voltagehv|hvvoltage|hv)(?:kv)?",
        "lv_kv": r"(?:voltagelv|lvvoltage|lv)(?:kv)?",
        "r": _R,
        "x": _X,
        "tap_min": r"(?=.*tap)(?=.*min)",
        "tap_max": r"(?=.*tap)(?=.*max)",
        "winter": _WINTER,
        "summer": _SUMMER,
        "group": r"(?:vectorgroup|windingtype|vector)",
    },
    THREE_WINDINGS: {
        "hv_node": rf"hv{_NODE}",
        "lv1_node": rf"lv1{_NODE}",
        "lv2_node": rf"lv2{_NODE}",
        "hv_site": rf"hv{_SITE}",
        "lv1_site": rf"lv1?{_SITE}",
        "lv2_site": rf"lv2{_SITE}",
        "hv_kv": r"(?:voltagehv|hvvoltage|hv)(?:kv)?",
        "lv1_kv": r"(?:voltagelv1|lv1voltage|lv1)(?:kv)?",
        "lv2_kv": r"(?:voltagelv2|lv2voltage|lv2)(?:kv)?",
        **{
            f"r{pair}": rf"(?=.*{name})(?!.*zero).*?(?:r1?|resistance)(?:percent|{name})*"
            for pair, name in _PAIRS.items()
        },
        **{
            f"x{pair}": rf"(?=.*{name})(?!.*zero).*?(?:x1?|reactance)(?:percent|{name})*"
            for pair, name in _PAIRS.items()
        },
        **{
            f"{season}{place}": rf"(?=.*{season})(?=.*{name}(?!\d))(?=.*rating|.*mva)(?!.*reverse)"
            for season in ("winter", "summer")
            for place, name in (("1", "hv"), ("2", "lv1"), ("3", "lv2"))
        },
        "group": r"(?:vectorgroup|windingtype|vector)",
    },
    OBSERVED: {
        "site": rf"{_SITE}",
        "season": r"season",
        "p": r"(?:observed|true)?max(?:imum)?(?:observed|true)?demand(?:\d{2,4})*mw",
        "pf": r"(?:observed|true)?max(?:imum)?(?:observed|true)?demand(?:\d{2,4})*(?:pf|powerfactor)|powerfactor|pf",
        "firm": r"firmcapacity(?:mw)?",
    },
    FAULTS: {
        "node": rf"{_NODE}|nodename|substation|name",
        "kv": r"(?:voltagelevel|operatingvoltage|voltage)(?:kv)?",
        "break": r"(?=.*(?:exist|fault|rms))(?=.*rmsbreak)(?!.*rating)(?!.*1ph|.*single)",
        "rating": r"(?=.*rating)(?=.*rmsbreak|.*break)(?!.*peak)(?!.*1ph|.*single)",
        "r": r"(?:system)?impedance(?:r|resistance)(?:percent|on100mva)*",
        "x": r"(?:system)?impedance(?:x|reactance)(?:percent|on100mva)*",
    },
    GENERATION: {
        "site": rf"{_SITE}",
        "status": r"connectedaccepted|connected(?:or)?accepted|status",
        "fuel": r"fueltype|typeofgeneration|technology",
        "mva": r"installedcapacity(?:mva|mw)?",
    },
    INTEREST: {
        "site": rf"{_SITE}",
        "status": r"statusofconnection|status",
        "number": r"(?=.*number)(?=.*(?:received|offer|enquir|application|request))",
    },
}
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    THREE_WINDINGS: ("hv_node", "lv1_node", "lv2_node"),
    TWO_WINDINGS: ("hv_node", "lv_node", "x"),
    CIRCUITS: ("from_node", "to_node", "x"),
    FAULTS: ("node", "break"),
    GENERATION: ("site", "status", "fuel", "mva"),
    INTEREST: ("site", "status", "number"),
    OBSERVED: ("site", "season", "p", "firm"),
}
"""What makes a header that of a table, the most telling first."""
_TAKEN_BY_UKPN: Final = ("functionallocation", "season", "firmcapacitymw")


class Layout(NamedTuple):
    """A table found: which, where each column stands and as it is spelt, which are per unit rather than percent."""

    kind: str
    places: dict[str, int]
    units: dict[str, str]
    per_unit: frozenset[str]


def layout_of(header: Sequence[object]) -> Layout | None:
    """The table whose header this row is; None for any other row."""
    words = [spelling(cell) for cell in header]
    for kind, needed in _NEEDED.items():
        places: dict[str, int] = {}
        for name, pattern in _PATTERNS[kind].items():
            found = next((place for place, word in enumerate(words) if word and _fits(pattern, word)), None)
            if found is not None:
                places[name] = found
        if all(name in places for name in needed):
            chosen = TRUE if kind == OBSERVED and _is_true(words) else kind
            unit = frozenset(name for name, at in places.items() if re.search(r"(?:r1?|x1?|b1?|ance)pu", words[at]))
            return Layout(chosen, places, {name: words[at] for name, at in places.items()}, unit)
    return None


def is_ukpn_demand(words: Iterable[str]) -> bool:
    """Whether a text file is the load table that the reader of UK Power Networks takes for firm capacity."""
    return set(_TAKEN_BY_UKPN) <= set(words)


def _fits(pattern: str, word: str) -> bool:
    looks = pattern.startswith("(?=") and not pattern.endswith(")*")
    return re.match(pattern, word) is not None if looks else re.fullmatch(pattern, word) is not None


def _is_true(words: Iterable[str]) -> bool:
    return not any("unutilised" in word or "observed" in word for word in words)
