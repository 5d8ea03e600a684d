"""Single homes for the internal edition: packed points, and the words and colours of what is known of each.

No address, no UPRN and no id leaves here: homes of one place stand in the order of what they are, not of any list.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np

from lae.atlas.areas import AreaFigure, breaks, plain
from lae.atlas.model import AtlasModel
from lae.atlas.packed import PackedPoints, binned, pack
from lae.atlas.theme import SHADES
from lae.geo import degrees_from_bng

KEY: Final = "dwellings"
"""What the page calls the layer."""
FROM_ZOOM: Final = 13
WORDS: Final = ("epc_band", "heating", "dwelling_type", "age_band", "provenance", "package_status")
"""Columns of a few words each, packed as places in their list, 0 where it is not known."""
BINS: Final = {"floor_area_m2": 5.0, "heating_kwh": 250.0, "package_capex_gbp": 500.0}
"""Columns packed as bins of this width: a figure of one home is no better than that."""
BANDS: Final = {
    "A": "#12436D",
    "B": "#2073BC",
    "C": "#6BACE6",
    "D": "#BDBD8C",
    "E": "#F2B134",
    "F": "#C65A11",
    "G": "#7A0C1E",
}
"""About 20 apart (CIE76) for full and for each kind of colour-blind vision."""
HEATINGS: Final = {
    "Gas": ("#8F8F8F", ("gas",)),
    "Oil or LPG": ("#C65A11", ("oil", "lpg")),
    "Solid fuel": ("#7A0C1E", ("solid_fuel",)),
    "Electric, no heat pump": ("#F2B134", ("electric_storage", "electric_direct")),
    "Heat pump": ("#12436D", ("heat_pump", "hybrid_heat_pump")),
    "Heat network": ("#6BACE6", ("heat_network",)),
    "None": ("#BDBD8C", ("none",)),
}
"""Main heating as it is coloured: a few groups that can be told apart."""
UNKNOWN: Final = "#DFE2E6"
OPEN: Final = ("suitable", "needs_consent")
"""Statuses of a home to which the package can be done."""
_SHORT: Final = {"lpg": "LPG", "epc": "its own certificate"}
_DONOR: Final = "donor_"


def packed_dwellings(model: AtlasModel) -> tuple[dict[str, Any], PackedPoints] | None:
    """What the page says of single homes and the layer that holds them; None in a public edition or without homes.

    Homes without a place are counted and not drawn. A bin's width is the figure's grain; its last takes all above it.
    """
    table = model.single_homes
    if table.empty:
        return None
    lon, lat = degrees_from_bng(table["easting_m"], table["northing_m"])
    placed = np.isfinite(lon) & np.isfinite(lat)
    drawn = table[placed]
    names = {column: [str(name) for name in drawn[column].cat.categories] for column in WORDS}
    columns = {column: (drawn[column].cat.codes.to_numpy() + 1).astype(np.uint8) for column in WORDS}
    columns |= {column: binned(drawn[column], step) for column, step in BINS.items()}
    is_open = drawn["package_status"].isin(OPEN).to_numpy()
    columns["package_capex_gbp"] = np.where(is_open, columns["package_capex_gbp"], 0).astype(np.uint8)
    told = {
        "key": KEY,
        "from_zoom": FROM_ZOOM,
        "caveat": model.homes_caveat,
        "package": model.package.replace("_", " "),
        "homes": len(table),
        "without_place": int((~placed).sum()),
        "words": {column: [_told(name) for name in found] for column, found in names.items()},
        "own": [name == "epc" for name in names["provenance"]],
        "bins": dict(BINS),
        "colourings": [
            _bands(names["epc_band"]),
            _heatings(names["heating"]),
            _costs(drawn["package_capex_gbp"].to_numpy(np.float64)[is_open]),
        ],
    }
    return told, PackedPoints(pack(lon[placed], lat[placed], columns), KEY, settings={"pane": "homes"}, show=False)


def _told(name: str) -> str:
    if name.startswith(_DONOR):
        return (
            f"a certificate from the same {name.removeprefix(_DONOR).replace('lsoa', 'LSOA').replace('msoa', 'MSOA')}"
        )
    return _SHORT.get(name, name.replace("_", " "))


def _bands(names: list[str]) -> dict[str, Any]:
    """Colour by energy band: for each place in the column's list a class, the last for what is not known."""
    classes = [[band, colour] for band, colour in BANDS.items()] + [["Not known", UNKNOWN]]
    place = {band: at for at, band in enumerate(BANDS)}
    return {
        "key": "band",
        "label": "Energy band (EPC)",
        "column": "epc_band",
        "classes": classes,
        "class_of": [len(BANDS), *(place[name] for name in names)],
    }


def _heatings(names: list[str]) -> dict[str, Any]:
    place = {name: at for at, (_, group) in enumerate(HEATINGS.values()) for name in group}
    return {
        "key": "heating",
        "label": "Main heating",
        "column": "heating",
        "classes": [[label, colour] for label, (colour, _) in HEATINGS.items()] + [["Not known", UNKNOWN]],
        "class_of": [len(HEATINGS), *(place[name] for name in names)],
    }


def _costs(gbp: np.ndarray) -> dict[str, Any]:
    """Colour by the cost of the package, in round classes of like size; homes not open to it have their own."""
    figure = AreaFigure("package_capex_gbp", "", "modelled")
    step = BINS["package_capex_gbp"]
    lower = np.floor(gbp[np.isfinite(gbp)] / step) * step
    parts = [int(plain(value) or 0) for value in breaks(lower, decimals=figure.decimals)]
    # A class begins where a bin does, so that no bin lies in two.
    parts = sorted({int(np.ceil(value / step) * step) for value in parts})
    edges = [0, *parts]
    words = [f"under £{parts[0]:,}" if parts else "open to it"]
    words += [f"£{low:,} to £{high:,}" for low, high in pairwise(parts)]
    words += [f"£{parts[-1]:,} or more"] if parts else []
    shades = [SHADES[round(at * (len(SHADES) - 1) / max(len(words) - 1, 1))] for at in range(len(words))]
    starts = np.arange(255) * step
    of_bin = np.searchsorted(edges, starts, side="right") - 1
    return {
        "key": "cost",
        "label": "Cost of the package",
        "column": "package_capex_gbp",
        "classes": [[word, shade] for word, shade in zip(words, shades, strict=True)] + [["Not open to it", "#8F8F8F"]],
        "class_of": [len(words), *(int(place) for place in of_bin)],
    }
