"""Homes and retrofit for the page: figures of LSOAs to shade them by, and priority zones with their reasons."""

from typing import Any, Final

import pandas as pd

from lae.atlas import shapes
from lae.atlas.areas import AreaFigure, packed_figure, plain
from lae.atlas.model import AtlasModel
from lae.tables import records

FIGURES: Final = (
    AreaFigure("score_ratio", "Score, 0 to 1", "modelled", decimals=2),
    AreaFigure("gbp_per_tco2e", "Cost of carbon saved, £ per tCO2e", "modelled", before="£", digits=3),
    AreaFigure("off_gas_share", "Homes off gas (oil, LPG, solid fuel)", "modelled", after=" %", scale=100.0),
    AreaFigure("open_homes", "Homes open to the package", "modelled", blank="too few to publish"),
    AreaFigure("peak_added_kw", "Added at peak were all open homes done, kW", "modelled", after=" kW", digits=3),
    AreaFigure("fuel_poor_share", "Households in fuel poverty", "published", after=" %", scale=100.0, decimals=1),
)
"""What LSOAs can be shaded by, in the order offered."""
ZONE: Final = [
    "number", "lsoas", "homes", "open_homes", "capex_gbp", "carbon_saved_tco2e", "gbp_per_tco2e", "peak_added_kw",
    "score_ratio", "note", "reasons", "label", "rings",
]  # fmt: skip
"""What a zone holds, in order; `lsoas` are places in the LSOAs, `reasons` pairs of text and basis."""
_NUMBERS: Final = (
    AreaFigure("homes", "", "modelled"),
    AreaFigure("open_homes", "", "modelled"),
    AreaFigure("capex_gbp", "", "modelled", digits=3),
    AreaFigure("carbon_saved_tco2e", "", "modelled", digits=3),
    AreaFigure("gbp_per_tco2e", "", "modelled", digits=3),
    AreaFigure("peak_added_kw", "", "modelled", digits=3),
    AreaFigure("score_ratio", "", "modelled", decimals=2),
)
"""A zone's numbers as they are printed: three digits of what is estimated, since more would claim what none knows."""
_NOTES: Final = ("ready", "network first", "not known")
_TOLD: Final = {" (published)": "published", " (modelled)": "modelled"}
_BEGINS: Final = {
    "fuel poverty": "published",
    "headroom after": "published, less modelled load",
    "headroom not known": "not known",
    "not known": "not known",
}


def packed_homes(model: AtlasModel) -> dict[str, Any] | None:
    """The layer's data, or None where the model has neither LSOAs with figures nor zones."""
    table = model.targeting
    table = table[table["area_level"].eq("lsoa")] if len(table) else table
    if table.empty and model.zones.empty:
        return None
    codes = list(model.lsoas["lsoa_code"])
    return {
        "caveat": model.homes_caveat,
        "package": _package(table),
        "figures": [] if table.empty else [packed_figure(figure, table, codes) for figure in FIGURES],
        **_left_out(table, codes),
        "zone": ZONE,
        "zones": _zones(model, codes),
    }


def reasons(text: str) -> list[list[str]]:
    """Each reason with what it rests on: as the reason says at its end, else by what it begins with, else modelled."""
    return [_reason(part.strip()) for part in text.split("; ") if part.strip()]


def _reason(part: str) -> list[str]:
    for ending, basis in _TOLD.items():
        if part.endswith(ending):
            return [part.removesuffix(ending), basis]
    return [part, next((basis for words, basis in _BEGINS.items() if part.startswith(words)), "modelled")]


def _package(table: pd.DataFrame) -> str:
    """The package the figures are of; several are named one after the other."""
    return ", ".join(sorted({str(name).replace("_", " ") for name in table["package"]})) if len(table) else ""


def _left_out(table: pd.DataFrame, codes: list[str]) -> dict[str, Any]:
    """`left_out`: for each LSOA the place of its missing criteria in `criteria`, as words; null without a row."""
    if table.empty:
        return {"criteria": [], "left_out": []}
    names = table.set_index("area_code")["criteria_missing"].reindex(codes)
    known = sorted(set(names.dropna()))
    places = pd.Index(known).get_indexer(pd.Index(names))
    words = [", ".join(name.replace("_", " ") for name in text.split()) for text in known]
    return {"criteria": words, "left_out": [None if place < 0 else place for place in places.tolist()]}


def _zones(model: AtlasModel, codes: list[str]) -> list[list[Any]]:
    table = model.zones
    if table.empty:
        return []
    place = {code: number for number, code in enumerate(codes)}
    numbers = pd.DataFrame({figure.column: figure.shown(table[figure.column]) for figure in _NUMBERS})
    outlines = shapes.packed_outlines(shapes.coarser(table))
    rows = []
    labels = shapes.label_points(table)
    for zone, printed, label, rings in zip(records(table), records(numbers), labels, outlines, strict=True):
        told = {
            "number": int(zone.zone_id.removeprefix("zone-")),
            "lsoas": [place[code] for code in zone.lsoa_codes.split()],
            **{figure.column: plain(getattr(printed, figure.column)) for figure in _NUMBERS},
            "note": zone.headroom_note if zone.headroom_note in _NOTES else "not known",
            "reasons": reasons(zone.reasons),
            "label": label,
            "rings": rings,
        }
        rows.append([told[name] for name in ZONE])
    return rows
