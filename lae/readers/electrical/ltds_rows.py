"""The rows of one LTDS table as busbars, branches, faults and demands."""

import math
import re
from collections import Counter
from typing import Any, Final, NamedTuple

from lae.readers.electrical import ltds_headers as headers
from lae.readers.electrical.ltds_headers import Layout
from lae.readers.electrical.parts import BRANCHES, DEMANDS, FAULTS, Parts, distinct
from lae.readers.electrical.star import Pair, star_of
from lae.readers.json_cells import number, text
from lae.readers.sheets import Cells

BASE_ID: Final = "ltds_base_mva"
BASE_MVA: Final = 100.0
"""Base of LTDS percent, as the register has it, unverified: each transformer is held against `OWN_REACTANCE`."""
OWN_REACTANCE: Final = (0.08, 0.35)
"""Reactance on its own rating that a distribution transformer has; outside it the base is in doubt."""
NO_NODES: Final = "no node at both ends"
NO_VOLTAGE: Final = "no voltage"
NO_FIGURE: Final = "no figure"
NO_REACTANCE: Final = "no reactance"
REGISTERED: Final = "generation and enquiries, which the embedded capacity register holds one by one"
_PERCENT: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%?")
_VOLTAGE: Final = re.compile(r"\d+(?:\.\d+)?")
_CLOCK: Final = re.compile(r"[a-z]+(\d{1,2})", re.IGNORECASE)


class Sheet(NamedTuple):
    """The rows under a header; `first` is the number of the first of them in the file."""

    name: str
    body: Cells
    first: int
    layout: Layout


class _Row:
    """One row by the short names of its columns."""

    def __init__(self, cells: list[Any], layout: Layout) -> None:
        self._cells, self._layout = cells, layout

    def text(self, name: str) -> str:
        place = self._layout.places.get(name)
        return "" if place is None or place >= len(self._cells) else text(self._cells[place])

    def number(self, name: str) -> float:
        told = self.text(name).replace(",", "")
        found = _PERCENT.fullmatch(told)
        return number(found[1] if found else told)

    def percent(self, name: str) -> float:
        """An impedance in percent, whichever of percent and per unit the header says."""
        return self.number(name) * (100.0 if name in self._layout.per_unit else 1.0)

    def kv(self, name: str) -> float:
        found = _VOLTAGE.search(self.text(name))
        return float(found[0]) if found else math.nan

    @property
    def blank(self) -> bool:
        return not any(text(cell) for cell in self._cells)


def rows_of(sheet: Sheet, parts: Parts) -> None:
    """Every row of the sheet into `parts`, or counted there with the reason why not."""
    if sheet.layout.kind in (headers.GENERATION, headers.INTEREST):
        if lost := sum(not _Row(cells, sheet.layout).blank for cells in sheet.body):
            parts.drop(REGISTERED, lost)
        return
    take = {
        headers.CIRCUITS: _circuit,
        headers.TWO_WINDINGS: _two_windings,
        headers.THREE_WINDINGS: _three_windings,
        headers.FAULTS: _fault,
        headers.OBSERVED: _demand,
        headers.TRUE: _demand,
    }[sheet.layout.kind]
    work = _Work(sheet, parts)
    for place, cells in enumerate(sheet.body):
        row = _Row(cells, sheet.layout)
        if not row.blank:
            take(row, sheet.first + place, work)
    work.say()


class _Work:
    """What a sheet's rows share: names taken, and rows to be named in a finding."""

    def __init__(self, sheet: Sheet, parts: Parts) -> None:
        self.kind, self.parts, self.names = sheet.layout.kind, parts, Counter[str]()
        self.odd: list[str] = []
        self.lifted: list[str] = []
        self.amps: list[str] = []
        self.in_amps = {
            season: "amp" in _header(sheet, season) or "mva" not in _header(sheet, season)
            for season in ("winter", "summer")
        }

    def say(self) -> None:
        low, high = OWN_REACTANCE
        message = (
            f"have a reactance outside {low:.0%} to {high:.0%} of their own rating, on {BASE_MVA:.0f} MVA ({BASE_ID})."
        )
        fix = "Ask the operator on what base table 2 stands; until then do not rely on flows and voltages there."
        self.parts.remarks.rows("warning", "impedance_base", message, self.odd, column="reactance", fix=fix)
        message = "a winding of the star has a resistance below 0, which was taken as 0."
        self.parts.remarks.rows("note", "star_resistance", message, self.lifted)
        message = "ratings in amps are turned to MVA at nominal voltage: a network run higher carries more."
        if self.amps:
            self.parts.remarks.file("note", "amps", message, column="rating")

    def guard(self, asset: str, x: float, mva: float) -> None:
        """Name the asset where its reactance on its own rating is none a transformer has."""
        own = x * mva / BASE_MVA / 100.0
        if math.isfinite(own) and not OWN_REACTANCE[0] <= own <= OWN_REACTANCE[1]:
            self.odd.append(f"{asset}: {own:.0%}")


def _header(sheet: Sheet, season: str) -> str:
    return sheet.layout.units.get(season, "")


def _circuit(row: _Row, at: int, work: _Work) -> None:
    start, end, kv = row.text("from_node"), row.text("to_node"), row.kv("kv")
    parts = work.parts
    if not (start and end) or start == end:
        parts.drop(NO_NODES)
        return
    if not kv > 0:
        parts.drop(NO_VOLTAGE)
        return
    asset = distinct(work.names, f"{start} to {end}")
    for node, site in ((start, "from_site"), (end, "to_site")):
        parts.bus(node, kv, number=at, site=row.text(site))
    if not math.isfinite(row.percent("x")):
        parts.drop(NO_REACTANCE)
        return
    ratings: dict[str, float] = {}
    for season, in_amps in work.in_amps.items():
        rated = row.number(season)
        ratings[f"{season}_mva"] = math.sqrt(3.0) * kv * rated / 1e3 if in_amps else rated
        work.amps += [asset] if in_amps and math.isfinite(rated) else []
    told: dict[str, Any] = {
        "asset_id": asset,
        "name": asset,
        "kind": "line",
        "from_bus": start,
        "to_bus": end,
        "susceptance_value": row.percent("b"),
        **_impedance(row.percent("r"), row.percent("x")),
    }
    parts.add(BRANCHES, {**told, **ratings}, number=at)


def _impedance(r: float, x: float) -> dict[str, Any]:
    """Percent on the common base, a blank resistance as none; a line of no impedance at all is a closed switch."""
    r = r if math.isfinite(r) else 0.0
    if r == 0 and x == 0:
        return {"kind": "switch"}
    return {"impedance_unit": "percent", "base_mva": BASE_MVA, "resistance_value": r, "reactance_value": x}


def _two_windings(row: _Row, at: int, work: _Work) -> None:
    high, low, parts = row.text("hv_node"), row.text("lv_node"), work.parts
    if not (high and low) or high == low:
        parts.drop(NO_NODES)
        return
    kv = {high: row.kv("hv_kv"), low: row.kv("lv_kv")}
    if not all(value > 0 for value in kv.values()):
        parts.drop(NO_VOLTAGE)
        return
    winter, summer, x = row.number("winter"), row.number("summer"), row.percent("x")
    if not math.isfinite(x) or x == 0:
        parts.drop(NO_REACTANCE)
        return
    site = row.text("lv_site") or row.text("hv_site")
    parts.bus(high, kv[high], number=at, site=row.text("hv_site") or site)
    parts.bus(low, kv[low], number=at, site=site)
    asset = distinct(work.names, f"{high} to {low}")
    work.guard(asset, x, winter if math.isfinite(winter) else summer)
    told: dict[str, Any] = {"asset_id": asset, "name": asset, "kind": "transformer", "from_bus": high, "to_bus": low}
    told |= {"winter_mva": winter, "summer_mva": summer, "clock_count": _clock(row.text("group"))}
    parts.add(BRANCHES, {**told, **_impedance(row.percent("r"), x), **_taps(row)}, number=at)


def _three_windings(row: _Row, at: int, work: _Work) -> None:
    parts = work.parts
    nodes = [row.text(f"{end}_node") for end in ("hv", "lv1", "lv2")]
    kvs = [row.kv(f"{end}_kv") for end in ("hv", "lv1", "lv2")]
    if not all(nodes) or len(set(nodes)) < 3:
        parts.drop(NO_NODES)
        return
    if not all(kv > 0 for kv in kvs):
        parts.drop(NO_VOLTAGE)
        return
    pairs = [Pair(row.percent(f"r{pair}"), row.percent(f"x{pair}")) for pair in ("12", "13", "23")]
    if not all(math.isfinite(pair.x) for pair in pairs):
        parts.drop(NO_REACTANCE)
        return
    known = [Pair(pair.r if math.isfinite(pair.r) else 0.0, pair.x) for pair in pairs]
    star, site = star_of(*known), row.text("lv1_site") or row.text("hv_site")
    asset = distinct(work.names, f"{nodes[0]} to {nodes[1]} and {nodes[2]}")
    work.lifted += [asset] if star.lifted else []
    middle = f"{asset} (star)"
    for node, kv in zip([*nodes, middle], [*kvs, kvs[0]], strict=True):
        parts.bus(node, kv, number=at, site=site)
    ratings = [{f"{season}_mva": row.number(f"{season}{place}") for season in ("winter", "summer")} for place in "123"]
    work.guard(f"{asset}, HV to LV1", known[0].x, min(_known(ratings[0]), _known(ratings[1])))
    clock = _clock(row.text("group"))
    ends = ((nodes[0], middle, 0), (middle, nodes[1], clock), (middle, nodes[2], clock))
    for place, ((start, end, hours), arm) in enumerate(zip(ends, star.arms, strict=True)):
        winding = ("HV", "LV1", "LV2")[place]
        told: dict[str, Any] = {"asset_id": f"{asset} {winding}", "name": f"{asset} {winding}", "kind": "transformer"}
        told |= {"from_bus": start, "to_bus": end, "clock_count": hours, **ratings[place]}
        parts.add(BRANCHES, {**told, **_impedance(arm.r, arm.x)}, number=at, counted=place == 0)


def _known(rating: dict[str, float]) -> float:
    """The winter rating, the summer one where there is none; endless where there is neither, so that it never binds."""
    told = [value for value in rating.values() if math.isfinite(value)]
    return told[0] if told else math.inf


def _taps(row: _Row) -> dict[str, Any]:
    """The range as shares; steps and what they hold are not published, so the taps stand still."""
    ends = sorted(value / 100.0 for name in ("tap_min", "tap_max") if math.isfinite(value := row.number(name)))
    if len(ends) < 2 or not ends[0] <= 0 <= ends[1]:
        return {}
    return {"tap_low_share": ends[0], "tap_high_share": ends[1]}


def _clock(group: str) -> int:
    """The hour a vector group ends in, as "Dyn11"; 0 where it says none, as "Yy"."""
    found = _CLOCK.findall(group)
    return int(found[-1]) % 12 if found else 0


def _fault(row: _Row, at: int, work: _Work) -> None:
    node, current = row.text("node"), row.number("break")
    r, x = row.percent("r"), row.percent("x")
    if not node or not (math.isfinite(current) or math.isfinite(x)):
        work.parts.drop(NO_FIGURE)
        return
    told: dict[str, Any] = {
        "bus_id": node,
        "nominal_kv": row.kv("kv"),
        "break_ka": current,
        "rating_ka": row.number("rating"),
    }
    told |= {"base_mva": BASE_MVA, "resistance_value": r, "reactance_value": x}
    work.parts.add(FAULTS, told, number=at)


def _demand(row: _Row, at: int, work: _Work) -> None:
    site, season, p = row.text("site"), row.text("season").casefold(), row.number("p")
    chosen = next((known for known in ("winter", "summer") if known in season), "")
    if not site or not chosen or not math.isfinite(p):
        work.parts.drop(NO_FIGURE)
        return
    kind = "true" if work.kind == headers.TRUE else "observed"
    told: dict[str, Any] = {"site": site, "kind": kind, "season": chosen, "p_mw": p}
    told |= {"power_factor_ratio": row.number("pf"), "firm_mw": row.number("firm")}
    work.parts.add(DEMANDS, told, number=at)
