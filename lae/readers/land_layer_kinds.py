"""Which columns make which land layer, publisher by publisher: the layout is data, the reader has no cases.

Three of Natural England's designations (SSSI, local and national nature reserves) share one set of columns, so that
only the layer's own name tells them apart; planning.data.gov.uk says in each row what it is.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """One layer of one publisher.

    needs: columns that are all there, in lower case; lacks: columns of its look-alikes. Where columns do not tell, one
    of `named` must stand in the layer's own name (without signs), or one of `marks` in its rows. ids, names and grades
    are the columns of id, name and class, first found first used. Where `only_column` is given, rows with another value
    in it than `only_values` (lower case) are no part of the layer.
    """

    layer: str
    publisher: str
    needs: frozenset[str]
    lacks: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ("globalid",)
    names: tuple[str, ...] = ("name",)
    grades: tuple[str, ...] = ()
    proven: bool = False
    only_column: str = ""
    only_values: frozenset[str] = frozenset()


def _kind(layer: str, publisher: str, needs: str, **more: object) -> Kind:
    return Kind(layer, publisher, frozenset(needs.split()), **more)  # type: ignore[arg-type]


_NE: Final = "Natural England"
_HE: Final = "Historic England"
_EA: Final = "Environment Agency"

KINDS: Final = (
    _kind("alc_post_1988", _NE, "alc_grade hectares", grades=("alc_grade",), ids=("globalid",), names=("geogext",)),
    _kind(
        "alc_provisional",
        _NE,
        "alc_grade",
        lacks=frozenset({"hectares"}),
        grades=("alc_grade",),
        names=("geogext",),
    ),
    _kind(
        "alc_provisional",
        "Trafford Data Lab",
        "grade area_code area_name",
        named=("agriculturalland", "alc"),
        marks=("Grade ",),
        grades=("grade",),
        names=("area_name",),
        proven=True,
    ),
    _kind(
        "priority_habitat",
        _NE,
        "mainhabs habcodes",
        ids=("uid", "globalid"),
        names=("mainhabs",),
        grades=("mainhabs",),
    ),
    _kind("ancient_woodland", _NE, "name themname status", ids=("themid",), grades=("status",)),
    _kind("ancient_woodland", _NE, "name status area perimeter", ids=("themid",), grades=("status",)),
    _kind("sac", _NE, "sac_name", ids=("sac_code",), names=("sac_name",), grades=("status",)),
    _kind("spa", _NE, "spa_name", ids=("spa_code",), names=("spa_name",), grades=("status",)),
    _kind("ramsar", _NE, "name code area grid_ref easting latitude status", ids=("code",), grades=("status",)),
    _kind("sssi", _NE, "sssi_name", ids=("ref_code", "ensis_id"), names=("sssi_name",), grades=("status",)),
    _kind("sssi", _NE, "ref_code name measure", named=("sssi", "specialscientific"), ids=("ref_code",)),
    _kind("local_nature_reserve", _NE, "lnr_name", ids=("ref_code",), names=("lnr_name",)),
    _kind("local_nature_reserve", _NE, "ref_code name measure", named=("lnr", "localnature"), ids=("ref_code",)),
    _kind("national_nature_reserve", _NE, "nnr_name", ids=("ref_code",), names=("nnr_name",)),
    _kind("national_nature_reserve", _NE, "ref_code name measure", named=("nnr", "nationalnature"), ids=("ref_code",)),
    _kind("national_landscape", _NE, "name stat_area", ids=("code",)),
    _kind("national_park", _NE, "code name measure desig_date", ids=("code",)),
    _kind("peaty_soil", _NE, "pclassdesc", names=("pclassdesc",), grades=("pclassdesc",)),
    _kind(
        "open_access",
        _NE,
        "descrip",
        named=("crow", "accessland", "accesslayer"),
        marks=("Open Country", "Common Land", "Section 15", "Section 16"),
        names=(),
        grades=("descrip",),
    ),
    _kind("common_land", _NE, "mapstatus authority name", ids=("globalid",), grades=("mapstatus",)),
    _kind("flood_zone", _EA, "flood_zone flood_source", names=("flood_source",), grades=("flood_zone",)),
    _kind(
        "flood_zone",
        _EA,
        "layer type",
        named=("floodzone",),
        marks=("Flood Zone ",),
        names=("type",),
        grades=("layer",),
    ),
    _kind("scheduled_monument", _HE, "listentry name scheddate", ids=("listentry",)),
    _kind("scheduled_monument", _HE, "listentrynumber name scheduledate", ids=("listentrynumber",)),
    _kind(
        "registered_park",
        _HE,
        "listentry name grade regdate",
        lacks=frozenset({"listdate", "scheddate"}),
        ids=("listentry",),
        grades=("grade",),
    ),
    _kind(
        "greenspace",
        "Ordnance Survey",
        "id function distname1",
        ids=("id",),
        names=("distname1",),
        grades=("function",),
    ),
    _kind(
        "greenspace",
        "Ordnance Survey",
        "id function distinctivename1",
        ids=("id",),
        names=("distinctivename1",),
        grades=("function",),
    ),
    _kind(
        "woodland",
        "Forestry Commission",
        "category ift_ioa",
        names=(),
        grades=("ift_ioa",),
        only_column="category",
        only_values=frozenset({"woodland"}),
    ),
    _kind(
        "woodland",
        "Ordnance Survey",
        "id featcode",
        named=("woodland",),
        marks=("15999",),
        ids=("id",),
        names=(),
        only_column="featcode",
        only_values=frozenset({"15999"}),
        proven=True,
    ),
    _kind("green_belt", "MHCLG", "la_name gb_name", names=("gb_name", "la_name")),
)
"""Sorted from the telling to the common: the first whose columns fit is the file's."""

PLANNING_PUBLISHER: Final = "planning.data.gov.uk"
PLANNING_NEEDS: Final = frozenset({"dataset", "entity", "reference"})
PLANNING: Final = {
    "agricultural-land-classification": ("alc_provisional", "agricultural-land-classification-grade"),
    "ancient-woodland": ("ancient_woodland", "ancient-woodland-status"),
    "area-of-outstanding-natural-beauty": ("national_landscape", ""),
    "flood-risk-zone": ("flood_zone", "flood-risk-level"),
    "green-belt": ("green_belt", "green-belt-core"),
    "local-nature-reserve": ("local_nature_reserve", ""),
    "national-nature-reserve": ("national_nature_reserve", ""),
    "national-park": ("national_park", ""),
    "park-and-garden": ("registered_park", "park-and-garden-grade"),
    "ramsar": ("ramsar", ""),
    "scheduled-monument": ("scheduled_monument", ""),
    "site-of-special-scientific-interest": ("sssi", ""),
    "special-area-of-conservation": ("sac", ""),
    "special-protection-area": ("spa", ""),
}
"""What planning.data.gov.uk calls a layer: ours, and its column of classes. Its column names are in kebab case."""

_ARCHIVED: Final = (
    (r"provisional.*(alc|agricultural)|^alcprov", "alc_provisional"),
    (r"post1988|alcpost", "alc_post_1988"),
    (r"priorityhabitat", "priority_habitat"),
    (r"ancientwoodland", "ancient_woodland"),
    (r"specialareasofconservation|^sac", "sac"),
    (r"specialprotectionareas|^spa", "spa"),
    (r"ramsar", "ramsar"),
    (r"sssi(?!units)|specialscientific", "sssi"),
    (r"localnaturereserve|^lnr", "local_nature_reserve"),
    (r"nationalnaturereserve|^nnr", "national_nature_reserve"),
    (r"outstandingnaturalbeauty|aonb", "national_landscape"),
    (r"nationalparks?", "national_park"),
    (r"greenbelt", "green_belt"),
    (r"floodzone|floodmapforplanning", "flood_zone"),
    (r"scheduledmonument", "scheduled_monument"),
    (r"parksandgardens|registeredpark", "registered_park"),
    (r"peatysoil", "peaty_soil"),
    (r"crow.*access|accesslayer|accessland", "open_access"),
    (r"commonland", "common_land"),
    (r"greenspacesite", "greenspace"),
    (r"nationalforestinventory", "woodland"),
)


FETCHED: Final = {
    "alc_provisional": "alc_provisional",
    "alc_post_1988": "alc_post_1988",
    "ancient_woodland": "ancient_woodland",
    "lnr": "local_nature_reserve",
    "national_landscapes": "national_landscape",
    "nnr": "national_nature_reserve",
    "priority_habitats": "priority_habitat",
    "sac": "sac",
    "sssi": "sssi",
}
"""What `lae fetch` calls a layer: ours. It asks for the study's own box, so that an empty answer says: none here."""


def kind_of(columns: Collection[str], *, name: str = "", text: str = "") -> Kind | None:
    """The kind whose columns these are; None where there is none, or where only a name could tell and none does.

    Args:
        columns: the layer's columns, in any case.
        name: what the layer calls itself.
        text: some of its rows as text.
    """
    present = {plain_column(column) for column in columns}
    plain = plain_name(name)

    def fits(kind: Kind) -> bool:
        told = any(word in plain for word in kind.named) or any(mark in text for mark in kind.marks)
        return kind.needs <= present and not kind.lacks & present and (told or not (kind.named or kind.marks))

    return next((kind for kind in KINDS if fits(kind)), None)


def lookalikes(columns: Collection[str]) -> Sequence[str]:
    """The layers whose columns these would be if the layer's name said so."""
    present = {plain_column(column) for column in columns}
    return sorted({kind.layer for kind in KINDS if kind.named and kind.needs <= present})


def archived(members: Collection[str]) -> str:
    """The layer an archive's map is called after, or nothing."""
    stems = [plain_name(re.split(r"[/\\]", member)[-1].rsplit(".", 1)[0]) for member in members if _is_map(member)]
    return next((layer for stem in stems for pattern, layer in _ARCHIVED if re.search(pattern, stem)), "")


def plain_column(column: object) -> str:
    """A column in lower case without blanks, so that "List entry number" and "ListEntryNumber" agree."""
    return re.sub(r"\s", "", str(column).casefold())


def plain_name(name: str) -> str:
    """A name's letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _is_map(member: str) -> bool:
    return member.lower().endswith((".shp", ".gpkg", ".geojson", ".json"))
