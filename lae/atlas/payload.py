"""Everything the page shows, as one JSON value of arrays; texts from data travel only here and are written as text."""

import json
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas import queues, shapes, theme
from lae.atlas.carbon import packed_carbon
from lae.atlas.charging import packed_charging
from lae.atlas.findings import packed_findings, packed_places, packed_served
from lae.atlas.homes import packed_homes
from lae.atlas.land import packed_land
from lae.atlas.limits import packed_limits
from lae.atlas.model import COVERAGE, AtlasModel
from lae.atlas.remedies import packed_options
from lae.atlas.series import SCALE, SeriesPool, Words
from lae.atlas.views import CELL, OUTCOME, packed_view, technologies_of, views_of
from lae.geo import degrees_from_bng
from lae.measures import BASE_SHIFT, BOUNDS

_SUBSTATION_TEXTS: Final = [
    "substation_id", "asset_id", "name", "tier", "dno", "licence_area", "voltage", "ratings", "headroom_basis",
    "demand_unit", "demand_queue", "demand_bound", "demand_bound_own", "demand_rag", "demand_constraint",
    "generation_unit", "generation_bound", "generation_rag", "generation_constraint", "tia_threshold", "comment",
    "vintage", "source_id", "licence",
]  # fmt: skip
_SUBSTATION_NUMBERS: Final = [
    "n_minus_1_mva", "observed_max_mva", "observed_min_mva", "observed_year", "contracted_excl_bess_mva",
    "contracted_bess_mva", "figure_year", "demand_headroom_mva", "demand_published_value", "generation_headroom_mva",
    "generation_published_value", "connected_generation_mw", "contracted_generation_mw",
]  # fmt: skip
_WORKS: Final = ["scheme_id", "scope", "type", "text", "completion", "effective_year", "before_mva", "after_mva"]
_SOURCES: Final = ["source_id", "publisher", "title", "url", "licence", "attribution", "vintage", "note"]
_ASSUMPTIONS: Final = ["id", "value", "unit", "low", "high", "source", "table_or_page", "tier", "note"]
_ALLOCATION: Final = ["dwellings", "dwellings_low", "dwellings_high", "confidence", "share_of_area_modelled"]


def payload(model: AtlasModel) -> dict[str, Any]:
    """The page's data; two equal models give equal values."""
    pool, words = SeriesPool(), Words(BOUNDS)
    views = [packed_view(view, model, pool, words) for view in views_of(model.headroom)]
    limits = packed_limits(model, words)
    views += [_limit_view(view, place) for place, view in enumerate(limits["views"])]
    views += queues.plain_views(model)
    ids = list(model.substations["substation_id"])
    options = packed_options(model, words)
    homes, charging, land = packed_homes(model), packed_charging(model), packed_land(model)
    return {
        "title": model.title,
        "generated": model.generated,
        "years": [model.years[0], model.years[-1]],
        "milestones": list(model.milestones),
        "scenarios": [list(pair) for pair in model.scenarios],
        "technologies": [[name, label] for name, label in technologies_of(model).items()],
        "base_shift": BASE_SHIFT,
        "growth_tier": model.growth_tier,
        "growth_scope": model.growth_scope,
        "words": _words(),
        "districts": _districts(model),
        "lsoas": _lsoas(model),
        "substations": _substations(model.substations),
        "feeds": _feeds(model.feeds, ids),
        "works": _by_substation(model.works, _WORKS, ids),
        "allocation": None if model.allocation is None else _by_substation(model.allocation, _ALLOCATION, ids),
        **_sensitivity(model, ids),
        "limits": limits,
        "options": options,
        "firm": _optional(model.firm, queues.FIRM, ids),
        "security": _optional(queues.current(model.security), queues.SECURITY, ids),
        "register": _optional(model.connection_layers, queues.REGISTER, ids),
        "areas": _area_names(
            model, told=any(layer is not None for layer in (homes, charging, land)) or len(model.served) > 0
        ),
        "homes": homes,
        "charging": charging,
        "land": land,
        "carbon": packed_carbon(model),
        "findings": packed_findings(model),
        "places": packed_places(model),
        "served": packed_served(model),
        "coverage": _records(model.coverage, list(COVERAGE)),
        "sources": _records(model.sources, _SOURCES),
        "assumptions": _records(model.assumptions, _ASSUMPTIONS),
        "cell": CELL,
        "outcome": OUTCOME,
        "views": views,
        "scale": SCALE,
        "degree": shapes.DEGREE_STEPS,
        "texts": words.listed(),
        "series": pool.packed(),
    }


def as_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in: ASCII only, `<` written as an escape."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _words() -> dict[str, Any]:
    return {
        "states": theme.STATES,
        "colours": theme.COLOURS,
        "lines": theme.LINES,
        "shades": theme.SHADES,
        "state": theme.STATE_WORDS,
        "bound": theme.BOUND_WORDS,
        "tier": theme.TIER_WORDS,
        "basis": theme.BASIS_WORDS,
        "queue": theme.QUEUE_WORDS,
        "queue_short": theme.QUEUE_SHORT,
        "work": theme.WORK_WORDS,
        "limit": theme.LIMIT_WORDS,
        "plant": theme.PLANT_WORDS,
        "generation_queue": theme.GENERATION_QUEUE_WORDS,
        "method": theme.METHOD_WORDS,
        "layer_states": theme.LAYER_STATES,
    }


def _districts(model: AtlasModel) -> list[list[Any]]:
    table = model.districts
    return [
        list(row)
        for row in zip(
            table["district_code"],
            table["district_name"],
            shapes.label_points(table),
            shapes.packed_outlines(table),
            strict=True,
        )
    ]


def _lsoas(model: AtlasModel) -> list[list[Any]]:
    if model.lsoas.empty:
        return []
    outlines = shapes.packed_outlines(shapes.coarser(model.lsoas))
    gaps = [int(code in model.not_assessed_lsoas) for code in model.lsoas["lsoa_code"]]
    return [list(row) for row in zip(model.lsoas["lsoa_code"], gaps, outlines, strict=True)]


def _area_names(model: AtlasModel, *, told: bool) -> dict[str, list[Any]]:
    """Names of the LSOAs and the place of each one's district (-1 where not drawn), where a layer tells of them."""
    if not told or model.lsoas.empty:
        return {"names": [], "district": []}
    districts = pd.Index(list(model.districts["district_code"]))
    return {
        "names": [str(name) for name in model.lsoas["lsoa_name"]],
        "district": districts.get_indexer(pd.Index(model.lsoas["district_code"])).tolist(),
    }


def _substations(table: pd.DataFrame) -> dict[str, list[Any]]:
    columns = {name: _values(table[name]) for name in [*_SUBSTATION_TEXTS, *_SUBSTATION_NUMBERS]}
    lon, lat = degrees_from_bng(table["easting_m"], table["northing_m"])
    return {
        **columns,
        "stub": [int(value) for value in table["stub"]],
        "single_transformer": [int(value) for value in table["single_transformer"]],
        "lon": _values(pd.Series(lon), decimals=5),
        "lat": _values(pd.Series(lat), decimals=5),
    }


def _feeds(feeds: pd.DataFrame, ids: list[str]) -> list[list[Any]]:
    """Rows [substation, upstream, share, normally open] by place in the substations; the largest share first."""
    ordered = feeds.sort_values(
        ["substation_id", "normally_open", "share"], ascending=[True, True, False], kind="stable"
    )
    places = (pd.Index(ids).get_indexer(pd.Index(ordered[name])) for name in ("substation_id", "upstream_id"))
    rows = zip(*places, ordered["share"].round(4), ordered["normally_open"], strict=True)
    return [
        [int(low), int(high), float(share), int(opened)] for low, high, share, opened in rows if min(low, high) >= 0
    ]


def _by_substation(table: pd.DataFrame, columns: list[str], ids: list[str]) -> list[list[Any]]:
    """Rows led by the place of their substation; rows of substations that are not drawn are left out."""
    at = pd.Index(ids).get_indexer(pd.Index(table["substation_id"]))
    return [[place, *row] for place, row in zip(at.tolist(), _records(table, columns), strict=True) if place >= 0]


def _sensitivity(model: AtlasModel, ids: list[str]) -> dict[str, Any]:
    """`variants` in words; `sensitivity` rows of places (substation, scenario, variant, state), years and growth."""
    if model.sensitivity is None:
        return {"variants": [], "sensitivity": []}
    scenarios = pd.Index([name for name, _ in model.scenarios])
    variants = pd.Index(list(dict.fromkeys(model.sensitivity["variant"])))
    table = model.sensitivity.assign(
        scenario=scenarios.get_indexer(pd.Index(model.sensitivity["scenario"])),
        variant=variants.get_indexer(pd.Index(model.sensitivity["variant"])),
        state=model.sensitivity["class"].map(theme.CLASS_STATES).map(theme.STATES.index),
        added_mva=model.sensitivity["added_mva"].round(2),
    )
    known = table[table["scenario"] >= 0]
    columns = ["scenario", "variant", "state", "first_year", "latest_year", "added_mva"]
    return {"variants": [str(name) for name in variants], "sensitivity": _by_substation(known, columns, ids)}


def _limit_view(view: dict[str, Any], place: int) -> dict[str, Any]:
    """The view of one plant and queue; `place` is where its cells stand."""
    key = f"generation.limits.{view['plant']}.{view['queue']}"
    own = {"plant": view["plant"], "queue": view["queue"], "place": place}
    return {"key": key, "kind": "limits", "direction": "generation", "basis": "modelled", **own}


def _optional(table: pd.DataFrame | None, columns: list[str], ids: list[str]) -> list[list[Any]]:
    return [] if table is None or table.empty else _by_substation(table, columns, ids)


def _records(table: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    if table.empty:
        return []
    return [list(row) for row in zip(*(_values(table[name], decimals=6) for name in columns), strict=True)]


def _values(column: pd.Series, *, decimals: int = 2) -> list[Any]:
    """Plain values: text with blanks as "", numbers rounded with blanks as null, whole numbers without a point."""
    if not pd.api.types.is_numeric_dtype(column):
        return [str(value) for value in column.astype("str").fillna("")]
    rounded = column.to_numpy(dtype=np.float64).round(decimals)
    return [None if np.isnan(value) else int(value) if value.is_integer() else float(value) for value in rounded]
