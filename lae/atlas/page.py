"""One county's atlas as one offline page."""

from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from lae.atlas.dwellings import packed_dwellings
from lae.atlas.figure import CountyMap, OfflineFigure, StartAtlas, asset
from lae.atlas.model import AtlasModel
from lae.atlas.packed import PackedPoints
from lae.atlas.payload import as_json, payload
from lae.atlas.picture import packed_cells
from lae.atlas.postcodes import pack
from lae.atlas.secondaries import packed_secondaries, without_secondaries
from lae.atlas.still import still_picture
from lae.atlas.theme import HEADLINE_WORDS
from lae.geo import to_wgs84

_SCRIPTS: Final = (
    "data.js", "layers.js", "dom.js", "figures.js", "symbols.js", "limits.js", "queue.js", "works.js", "options.js",
    "compare.js", "difference.js", "map.js", "zoom.js", "areas.js", "tint.js", "zones.js", "popup.js", "spots.js",
    "points.js", "labels.js", "chart.js", "panel.js", "csv.js", "table.js", "search.js", "legend.js", "homes.js",
    "charging.js", "picture.js", "land.js", "burn.js", "carbon.js", "twin.js", "views.js", "hash.js", "paper.js",
    "page.js",
)  # fmt: skip
"""In the order they run."""
_START: Final = "page.js"
"""What belongs to an edition comes before it."""


def write_atlas(model: AtlasModel, path: Path) -> None:
    """Write the atlas to `path` as one UTF-8 file; equal models give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_atlas(model).encode("utf-8"))


def render_atlas(model: AtlasModel) -> str:
    """The whole page; it asks no host for anything and its policy lets nothing else run.

    Raises:
        ValueError: a figure names a scenario without a label, or the page would fetch something.
    """
    west, south, east, north = (float(value) for value in to_wgs84(model.districts).total_bounds)
    county = CountyMap((west, south, east, north))
    upper, added, layers = _packed(model)
    for layer in layers:
        county.add_child(layer, name=layer.key)
    county.add_child(StartAtlas(), name="start")
    scripts = ["packed.js", *(f"{layer.key}.js" for layer in layers)] if layers else []
    figure = OfflineFigure(_content(upper, added, scripts))
    figure.add_child(county, name="map")
    return figure.render()


def _packed(model: AtlasModel) -> tuple[AtlasModel, dict[str, Any], list[PackedPoints]]:
    """The model without what is packed, and what is: the page's words for it by key, and the layers."""
    upper = without_secondaries(model)
    made = [found for found in (packed_secondaries(model, upper), packed_dwellings(model)) if found is not None]
    return upper, {layer.key: told for told, layer in made}, [layer for _, layer in made]


def _content(model: AtlasModel, added: dict[str, Any], scripts: list[str]) -> dict[str, Any]:
    """What the template is given; `added` data and `scripts` are those of the edition."""
    packed = None if model.postcodes is None or model.postcodes.empty else pack(model.postcodes)
    data = payload(model) | {"postcodes": None if packed is None else packed.header} | added
    own = [name for name in _SCRIPTS if name != _START]
    return {
        "title": model.title,
        "subtitle": model.subtitle,
        "generated": model.generated,
        "growth_scope": model.growth_scope,
        "still": still_picture(model),
        "find_label": _find_label(model),
        "headline": _headline(model),
        "attributions": sorted({line for line in model.sources["attribution"] if line}),
        "years": model.years,
        "data": Markup(as_json(data)),  # noqa: S704 - as_json writes no "<"
        "postcodes": "" if packed is None else packed.body,
        "picture": packed_cells(model.land_picture),
        "findings": [row[1:3] for row in data["findings"]],
        "style": Markup(asset("page.css")),  # noqa: S704 - our own file
        "scripts": [Markup(asset(name)) for name in (*own, *scripts, _START)],  # noqa: S704 - our own files
        "internal": model.internal,
    }


def _find_label(model: AtlasModel) -> str:
    """What the search box finds, as its label says it."""
    kinds = sorted({str(kind).lower() for kind in model.places["kind"]})
    return f"Find a {', '.join(['substation', 'district', *kinds])} or postcode"


def _headline(model: AtlasModel) -> dict[str, Any]:
    """Headings and rows of the headline table as text, for readers without scripts."""
    labels = dict(model.scenarios)
    table = model.headline.assign(scenario=model.headline["scenario"].map(lambda name: labels.get(name, name)))
    return {
        "columns": [HEADLINE_WORDS.get(name, name.replace("_", " ")) for name in table.columns],
        "rows": [[_shown(value) for value in row] for row in table.itertuples(index=False, name=None)],
    }


def _shown(value: Any) -> str:
    if pd.isna(value):
        return "none"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
