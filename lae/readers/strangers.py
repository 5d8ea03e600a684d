"""Files that lae knows and does not read: what each is, and what to get instead."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from lae.findings import Finding, Severity
from lae.readers.base import Head
from lae.readers.land_layer_head import tables_in

_NO_FEATURES: Final = re.compile(r'"features"\s*:\s*\[\s*\]')
_POLYGON: Final = re.compile(r'"(?:Multi)?Polygon"')
_AREA: Final = re.compile(
    r"(?:lsoa|msoa|ward|wd|lad|ltla|district|county|ctyua|cty|utla)(?:\d\d)?(?:nmw?|_?name)?", re.I
)
_NAMES: Final = re.compile(r"(?:name|id|fid|objectid)|" + _AREA.pattern, re.I)
_DEFINED: Final = ("field name", "definition")
_ENUMERATED: Final = ('"xsd_node_name"', '"attribute_name"')
_CIM: Final = re.compile(r"iec\.ch/TC57|/ns/CIM/")
_VOCABULARY: Final = re.compile(r"2000/01/rdf-schema#|/ns/shacl#")
_MODEL: Final = "FullModel"


class _Kind(NamedTuple):
    """A kind of file: how it is known, and the finding that says so."""

    known: Callable[[str], bool]
    severity: Severity
    rule: str
    message: str
    fix: str


def finding_about(head: Head, table: str) -> Finding | None:
    """What to say of a file that no reader takes for its own but that is of a known kind; None for any other."""
    text = head.text().lstrip()
    for kind in _KINDS:
        if kind.known(text):
            return Finding(kind.severity, table, kind.rule, kind.message, fix=kind.fix)
    return None


def _is_empty_layer(text: str) -> bool:
    return text.startswith("{") and '"FeatureCollection"' in text and _NO_FEATURES.search(text) is not None


def _has_names_only(text: str) -> bool:
    """Whether a map's areas say what they are called and nothing else."""
    if not text.startswith("{") or not _POLYGON.search(text):
        return False
    columns = {column for table in tables_in(text) for column in table.columns}
    named = any(_AREA.fullmatch(column) for column in columns)
    return named and all(_NAMES.fullmatch(column) for column in columns)


def _is_dictionary(text: str) -> bool:
    if text.startswith("{"):
        return all(word in text for word in _ENUMERATED)
    first = text.partition("\n")[0].casefold()
    return all(word in first for word in _DEFINED)


def _is_profile(text: str) -> bool:
    return _is_cim(text) and _VOCABULARY.search(text) is not None and _MODEL not in text


def _is_cim(text: str) -> bool:
    return text.startswith(("<", "BASE", "PREFIX", "@")) and _CIM.search(text) is not None


_KINDS: Final = (
    _Kind(
        _is_empty_layer,
        "warning",
        "empty_layer",
        "the layer holds no feature and so says nothing: neither that there are none here nor that there are some.",
        "Download it again for your area; leave it out if its publisher has none there.",
    ),
    _Kind(
        _has_names_only,
        "warning",
        "no_codes",
        "the areas carry names and no codes; figures are joined by code, never by name, so the map is not used.",
        "Download it with its codes (a column such as LAD25CD) from the ONS Open Geography Portal.",
    ),
    _Kind(
        _is_dictionary,
        "note",
        "column_dictionary",
        "the file explains columns or codes of energy certificates and holds no certificate; it is not used.",
        "Take it out of the data folder; download the certificates themselves.",
    ),
    _Kind(
        _is_profile,
        "note",
        "cim_profile",
        "the file says what a network model in CIM may hold and holds no network itself; it is not used.",
        "Take it out of the data folder.",
    ),
    _Kind(
        _is_cim,
        "warning",
        "not_yet_read",
        "the file is a network model in CIM, but not as RDF/XML; it is not used.",
        "Save it as RDF/XML, which is how operators publish it.",
    ),
)
"""The first kind that fits is said."""
RULES: Final = tuple(kind.rule for kind in _KINDS)
"""The rules of these findings."""
