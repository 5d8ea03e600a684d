"""Land for the page: open hectares of LSOAs by option, every tier's hectares, and the layers nobody looked at."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas.areas import AreaFigure, packed_figure, plain
from lae.atlas.model import AtlasModel
from lae.atlas.picture import packed_legend

TIERS: Final = ["open", "caution", "consent", "not_screened", "excluded"]
NOTHING: Final = AreaFigure("open_land_ha", "Open land, hectares", "modelled", after=" ha", unknown="not screened")
"""What is drawn where no land was screened: every neighbourhood as not screened."""
CAVEAT: Final = (
    "Where nobody looked, land is not screened and never available. Options are alternatives for the same hectares: "
    "they do not add up."
)
_HECTARES: Final = AreaFigure("area_ha", "", "modelled", decimals=1, digits=3)
_CARBON: Final = AreaFigure("net_tco2e", "", "modelled", digits=3)
_RANGE: Final = ["net_low_tco2e", "net_tco2e", "net_high_tco2e"]
_LAYER: Final = ["title", "state", "reason", "how_to_get"]


def packed_land(model: AtlasModel) -> dict[str, Any] | None:
    """The view's data, or None where the model knows of no layer and no land at all."""
    if model.screened_land.empty and model.land_layers.empty and model.land_picture is None:
        return None
    codes = list(model.lsoas["lsoa_code"]) if len(model.lsoas) else []
    names = _names(model)
    hectares = {option: _hectares(model.screened_land, option) for option in names}
    year, carbon = _carbon(model.sequestration, list(names), codes)
    return {
        "caveat": CAVEAT,
        "options": [[option, name] for option, name in names.items()],
        "tiers": TIERS,
        "figures": _figures(hectares, names, codes),
        "hectares": [_listed(table, codes) for table in hectares.values()],
        "year": year,
        "carbon": carbon,
        "layers": _layers(model.land_layers),
        "picture": packed_legend(model.land_picture),
    }


def open_hectares(hectares: pd.DataFrame) -> pd.Series:
    """Open hectares by LSOA; blank where none is open and some of it nobody looked at, since that is no nought."""
    return hectares["open"].mask(hectares["open"].eq(0) & hectares["not_screened"].gt(0))


def _names(model: AtlasModel) -> dict[str, str]:
    """Options that were screened and their names, in the order of the register of options."""
    if model.screened_land.empty:
        return {}
    here = set(model.screened_land["option"])
    known: dict[str, str] = {}
    if len(model.land_options):
        known = dict(zip(model.land_options["option"], model.land_options["name"], strict=True))
    ordered = [option for option in known if option in here] + sorted(here - set(known))
    return {option: known.get(option, option.replace("_", " ").capitalize()) for option in ordered}


def _hectares(screened: pd.DataFrame, option: str) -> pd.DataFrame:
    """Hectares of every LSOA that was screened for the option, by tier."""
    rows = screened[screened["option"].eq(option)]
    wide = rows.pivot_table(index="zone_id", columns="tier", values="area_ha", aggfunc="sum", fill_value=0.0)
    return wide.reindex(columns=TIERS, fill_value=0.0)


def _figures(hectares: dict[str, pd.DataFrame], names: dict[str, str], codes: list[str]) -> list[dict[str, Any]]:
    if not hectares:
        blank = pd.DataFrame({"area_code": codes, NOTHING.column: np.full(len(codes), np.nan)})
        return [packed_figure(NOTHING, blank, codes)]
    made = []
    for option, table in hectares.items():
        figure = AreaFigure(
            f"open_{option}_ha", f"{names[option]}: open hectares", "modelled", after=" ha", digits=3,
            unknown="not screened",
        )  # fmt: skip
        told = pd.DataFrame({"area_code": table.index, figure.column: open_hectares(table).to_numpy()})
        made.append(packed_figure(figure, told, codes))
    return made


def _listed(table: pd.DataFrame, codes: list[str]) -> list[list[Any] | None]:
    """For each LSOA its hectares by tier, or null where it was not screened at all."""
    shown = pd.DataFrame({tier: _HECTARES.shown(table[tier]) for tier in TIERS}, index=table.index).reindex(codes)
    return [None if np.isnan(row).all() else [plain(value) for value in row] for row in shown.to_numpy(np.float64)]


def _carbon(sequestration: pd.DataFrame, options: list[str], codes: list[str]) -> tuple[int | None, list[list[Any]]]:
    """The last year worked out and, for each option, t CO2e a year of each LSOA: low, central, high."""
    if sequestration.empty or not options:
        return None, []
    year = int(sequestration["year"].max())
    rows = sequestration[sequestration["year"].eq(year) & sequestration["basis"].eq("alone")]
    made = []
    for option in options:
        here = rows[rows["option"].eq(option)].drop_duplicates("zone_id").set_index("zone_id")
        shown = pd.DataFrame({name: _CARBON.shown(here[name]) for name in _RANGE}, index=here.index).reindex(codes)
        numbers = shown.to_numpy(np.float64)
        made.append([None if np.isnan(row).all() else [plain(value) for value in row] for row in numbers])
    return year, made


def _layers(states: pd.DataFrame) -> list[list[str]]:
    """Every layer of the screening: title, state, reason, how to get it."""
    if states.empty:
        return []
    return [[str(value) for value in row] for row in states[_LAYER].itertuples(index=False, name=None)]
