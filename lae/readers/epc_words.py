"""What a home's certificate says in words, as classes of the contract: rules tried in order, the first that fits wins.

Texts come in lower case on one line. Welsh certificates stand beside their English ("English|Welsh") or alone, so the
commonest Welsh words have a place in the rules; what fits none is left blank and named in a finding.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Final

from lae.buildings.contract import AGE_BANDS, AGE_STARTS

Meaning = Callable[[str], str | None]

_U_VALUE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*w\s*/\s*m")
_THICKNESS: Final = re.compile(r"(\d{1,4})\s*\+?\s*mm")
_LARGEST_U: Final = 5.0
_THICKEST_MM: Final = 1_000.0
_EARLIEST, _LATEST = 1000, 2099
_BAND_YEARS: Final = re.compile(r"(?:england and wales: ?)?(\d{4}) ?(?:- ?\d{4}|onwards)")
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?")
_OLDEST: Final = ("england and wales: before 1900", "before 1900", "pre-1900")


def rules(*pairs: tuple[str, str], first_part: bool = False) -> Meaning:
    """The class of the first pattern found in a text; None where none is.

    Args:
        pairs: class and pattern.
        first_part: look only at what stands before a "|", where descriptions of several parts are joined by it.
    """
    compiled = tuple((name, re.compile(pattern)) for name, pattern in pairs)

    def meaning(text: str) -> str | None:
        looked_at = (text.partition("|")[0].strip() or text) if first_part else text
        return next((name for name, pattern in compiled if pattern.search(looked_at)), None)

    return meaning


HOME_TYPE: Final = rules(
    ("park_home", r"park home|^4$"),
    ("bungalow", r"bungalow|^1$"),
    ("maisonette", r"maisonette|^3$"),
    ("flat", r"\bflat\b|^2$"),
    ("house", r"house|^0$"),
)
FORM: Final = rules(
    ("enclosed_end_terrace", r"enclosed end"),
    ("enclosed_mid_terrace", r"enclosed mid"),
    ("end_terrace", r"end-terrace"),
    ("mid_terrace", r"mid-terrace"),
    ("semi_detached", r"semi"),
    ("linked_detached", r"linked"),
    ("detached", r"detached"),
)
TENURE: Final = rules(
    ("owner_occupied", r"owner"),
    ("rented_social", r"social"),
    ("rented_private", r"private"),
)
OCCASION: Final = rules(
    ("", r"not recorded"),
    ("new_dwelling", r"new dwelling|construction"),
    ("grant", r"green deal|\beco\b|\brhi\b|\bfit\b"),
    ("other", r"not sale or rental|none of the above|stock condition|voluntary"),
    ("sale", r"sale"),
    ("rental", r"rent|to let"),
)
FUEL: Final = rules(
    ("none", r"no heating|^none$"),
    ("other", r"bio(?!mass)|b30|waste|liquid biofuel|rapeseed|ethanol|special fuel|geothermal|power station|from chp"),
    ("lpg", r"lpg|bottled gas|\blng\b"),
    ("gas", r"mains gas|^gas$|natural gas|nwy prif gyflenwad"),
    ("oil", r"\boil\b|^olew"),
    ("electricity", r"electric|^trydan"),
    ("solid_fuel", r"coal|anthracite|smokeless|dual fuel|mineral"),
    ("biomass", r"wood|biomass"),
    ("network", r"district|community|heat network"),
    ("other", r"^other"),
)
NETWORK_FUEL: Final = rules(("yes", r"\(community\)|community heating scheme|heat network data"), ("", r""))
"""Whether a main fuel says that the heat comes from a network."""
_BOILER: Final = re.compile(r"boiler|bwyler")
_PUMP: Final = re.compile(r"heat pump|pwmp gwres")
_SYSTEMS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("heat_network", r"communit|district heat|heat network|cynllun cymunedol"),
        ("heat_pump_ground", r"ground source|pwmp gwres.*d?daear"),
        ("heat_pump_water", r"water source"),
        ("heat_pump_air", r"((air|exhaust|solar)[a-z ]* )?heat pump|pwmp gwres"),
        ("none", r"no system present|^none$"),
        ("storage_heaters", r"(electric )?storage heater|gwresogyddion stor"),
        ("micro_chp", r"micro-?co-?gen|micro-?chp"),
        ("electric_other", r"room heaters, (radiators, |underfloor heating, )?electric|underfloor heating, electric"),
        ("electric_other", r"portable electric"),
        ("warm_air", r"warm air|electricaire|aer cynnes"),
        ("boiler", r"(gas |oil |back )?boiler|bwyler|radiators"),
        ("room_heaters", r"room heaters|gwresogyddion ystafell"),
        ("electric_other", r"electric"),
        ("other", r"other system|range cooker"),
    )
)
HOT_WATER: Final = rules(
    ("heat_network", r"communit|heat network"),
    ("second_system", r"\bsecond"),
    ("main_system", r"main system|main heating|brif system"),
    ("heat_pump", r"heat pump|pwmp gwres"),
    ("electric", r"electric|immersion|trydan"),
    ("gas", r"\bgas\b|nwy"),
    ("other_fuel", r"\boil\b|solid fuel|lpg|boiler|room heaters|range cooker"),
)
YES: Final = rules(("yes", r"^(y|yes|true|1)$"), ("no", r"^(n|no|false|0)$"))
TARIFF: Final = rules(
    ("off_peak", r"dual|off-peak|24"),
    ("single", r"single|standard"),
)
WALL: Final = rules(
    ("cavity", r"cavity wall|waliau ceudod"),
    ("solid_brick", r"solid brick|briciau solet"),
    ("stone", r"granite|whin|sandstone|limestone|tywodfaen|gwenithfaen|\bstone"),
    ("timber_frame", r"timber|ffr[aâ]m bren"),
    ("system_built", r"system built|curtain"),
    ("park_home", r"park home"),
    ("cob", r"^cob\b"),
    ("other", r"basement|^brick"),
    ("", r"w/m|transmittance|trawsyri"),
    first_part=True,
)
WALL_INSULATION: Final = rules(
    ("filled_and_lined", r"filled cavity and|insulated cavity and"),
    ("filled", r"filled cavity|wedi.i lenwi"),
    ("external", r"external insulation|inswleiddio allanol"),
    ("internal", r"internal insulation|inswleiddio mewnol"),
    ("none", r"no insulation|uninsulated|dim inswleiddio"),
    ("partial", r"partial|limited|rhannol"),
    ("insulated", r"insulated|additional insulation|wedi.i hinswleiddio|gydag inswleiddio"),
    ("", r""),
    first_part=True,
)
ROOF: Final = rules(
    ("dwelling_above", r"dwelling above|annedd arall uwchben"),
    ("premises_above", r"premises above"),
    ("room_in_roof", r"roof room|room-in-roof|room in roof|ystafell"),
    ("thatched", r"thatch|to gwellt"),
    ("flat", r"^flat|yn wastad|^gwastad"),
    ("pitched", r"pitched|slate|loft|ar oleddf|^roof|tiled"),
    ("", r"w/m|transmittance|trawsyri|^(no|limited|insulated)"),
    first_part=True,
)
ROOF_INSULATION: Final = rules(
    ("none", r"no insulation|uninsulated|dim inswleiddio|\b0 ?mm|thatched$"),
    ("limited", r"limited|cyfyngedig"),
    ("insulated", r"insulated|mm|additional insulation|inswleiddio"),
    ("", r""),
    first_part=True,
)
FLOOR: Final = rules(
    ("dwelling_below", r"dwelling below|annedd arall islaw"),
    ("premises_below", r"premises below"),
    ("exposed", r"external air|unheated space|exposed|heb ei wresogi"),
    ("suspended", r"suspended|^crog"),
    ("solid", r"solid|^solet|tiled|basement"),
    ("", r"w/m|transmittance|trawsyri|^,|conservatory|^(no|limited|insulated)"),
    first_part=True,
)
FLOOR_INSULATION: Final = rules(
    ("none", r"no insulation|uninsulated|dim inswleiddio"),
    ("limited", r"limited|cyfyngedig"),
    ("insulated", r"insulated|wedi.i inswleiddio"),
    ("", r""),
    first_part=True,
)
GLAZING: Final = rules(
    ("some", r"some|partial|single glazed.*(double|secondary|triple|multiple)|single and|rhannol"),
    ("mostly", r"mostly"),
    ("single", r"single|sengl"),
    ("full", r"full|throughout|high performance|secondary glaz|^(double|triple)|llawn|glass window"),
    first_part=True,
)
PANES: Final = rules(
    ("triple", r"triple|high performance"),
    ("secondary", r"secondary"),
    ("double", r"double|multiple|dwbl"),
    ("single", r"single|sengl"),
    ("", r"glass window"),
    first_part=True,
)
UPRN_BASIS: Final = rules(("assessor", r"assessor"), ("matched", r"match"))
BAND: Final = rules(*((band.upper(), rf"^{band}$") for band in "abcdefg"))


def heating(text: str) -> str | None:
    """The class of the system named first, `hybrid_heat_pump` where a boiler and a heat pump share the work."""
    found = [(place.start(), rank) for rank, (_, pattern) in enumerate(_SYSTEMS) if (place := pattern.search(text))]
    if not found:
        return None
    kind = _SYSTEMS[min(found)[1]][0]
    shared = kind != "heat_network" and _PUMP.search(text) and _BOILER.search(text)
    return "hybrid_heat_pump" if shared else kind


def age_band(text: str) -> str | None:
    """The band A to M of "England and Wales: 1930-1949", of a bare year, or of the older spellings."""
    if len(text) == 1 and text.upper() in AGE_BANDS:
        return text.upper()
    if text in _OLDEST:
        return "A"
    if text == "post-2006":
        return "K"
    band, year = _BAND_YEARS.fullmatch(text), _YEAR.fullmatch(text)
    if band and int(band[1]) in AGE_STARTS:
        return _band_of(int(band[1]))
    return _band_of(int(year[1])) if year and _EARLIEST <= int(year[1]) <= _LATEST else None


def photovoltaics(text: str) -> str | None:
    """Whether there are any: the cell holds a share of the roof in per cent, or JSON with the peak powers."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return "yes" if float(text) > 0 else "no"
    if not text.startswith(("{", "[")):
        return None
    try:
        return "yes" if _holds_power(json.loads(text), depth=0) else "no"
    except (ValueError, RecursionError):
        return None


def u_value(text: str) -> float:
    """The thermal transmittance a description states, W per m2 and K; NaN where it states none that can be."""
    found = _U_VALUE.search(text)
    value = float(found[1]) if found and len(found[1]) < 10 else float("nan")
    return value if 0 < value <= _LARGEST_U else float("nan")


def thickness_mm(text: str) -> float:
    """The loft insulation a description states; NaN where it states none, 0 where it states that there is none."""
    found = _THICKNESS.search(text.partition("|")[0])
    value = float(found[1]) if found else float("nan")
    return value if 0 <= value <= _THICKEST_MM else float("nan")


def _band_of(year: int) -> str:
    return "ABCDEFGHIJKLM"[bisect_right(AGE_STARTS, year)]


def _holds_power(value: Any, *, depth: int) -> bool:
    """Whether a figure above zero stands under a name that speaks of power or of a share of the roof."""
    if depth > 4:
        return False
    if isinstance(value, list):
        return any(_holds_power(item, depth=depth + 1) for item in value)
    if isinstance(value, dict):
        return any(
            _holds_power(item, depth=depth + 1)
            or (
                isinstance(item, int | float)
                and item > 0
                and re.search(r"power|percent|kwp", str(name).casefold()) is not None
            )
            for name, item in value.items()
        )
    return False
