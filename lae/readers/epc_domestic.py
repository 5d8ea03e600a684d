"""Energy performance certificates of homes: which published column becomes which of ours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from lae.buildings import contract as c
from lae.readers import epc_words as words
from lae.readers.epc_fields import Figures, Measured, Words, coded
from lae.readers.epc_gather import Column, Columns, Layout

_BAND_STARTS: Final = [21, 39, 55, 69, 81, 92]
"""The lowest SAP score of bands F to A; a score is rounded to a whole one first."""


def _class(source: str, name: str, classes: Sequence[str], meaning: Callable[[str], str | None]) -> Column:
    return Column((source,), "words", Words(name, classes, meaning))


def _figure(source: str, name: str, low: float, high: float, *, per: float = 1.0) -> Column:
    return Column((source,), "figures", Figures(name, low, high, per=per))


def _stated(source: str, figure: Callable[[str], float]) -> Column:
    return Column((source,), "words", Measured(figure))


def _columns() -> Columns:
    wall, roof, floor, windows = "wallsdescription", "roofdescription", "floordescription", "windowsdescription"
    return {
        "property_type": _class("propertytype", "property type", c.HOME_TYPES, words.HOME_TYPE),
        "built_form": _class("builtform", "built form", c.FORMS, words.FORM),
        "age_band": _class("constructionageband", "construction age", c.AGE_BANDS, words.age_band),
        "tenure": _class("tenure", "tenure", c.TENURES, words.TENURE),
        "occasion": _class("transactiontype", "transaction type", c.OCCASIONS, words.OCCASION),
        "floor_area_m2": _figure("totalfloorarea", "floor area", c.SMALLEST_HOME_M2, c.LARGEST_HOME_M2),
        "habitable_rooms_count": _figure("numberhabitablerooms", "habitable rooms", 1, 100),
        "epc_band": _class("currentenergyrating", "band", c.BANDS, words.BAND),
        "potential_band": _class("potentialenergyrating", "potential band", c.BANDS, words.BAND),
        "sap_points": _figure("currentenergyefficiency", "SAP score", 1, 200),
        "potential_sap_points": _figure("potentialenergyefficiency", "potential SAP score", 1, 200),
        "primary_energy_kwh_per_m2": _figure("energyconsumptioncurrent", "energy", -2_000, 5_000),
        "potential_primary_energy_kwh_per_m2": _figure("energyconsumptionpotential", "potential energy", -2_000, 5_000),
        "carbon_tco2": _figure("co2emissionscurrent", "carbon", -100, 500),
        "potential_carbon_tco2": _figure("co2emissionspotential", "potential carbon", -100, 500),
        "main_fuel": _class("mainfuel", "main fuel", c.FUELS, words.FUEL),
        "network_fuel": _class("mainfuel", "main fuel", ["", "yes"], words.NETWORK_FUEL),
        "heating": _class("mainheatdescription", "main heating", c.HEATING, words.heating),
        "hot_water": _class("hotwaterdescription", "hot water", c.HOT_WATER, words.HOT_WATER),
        "mains_gas": _class("mainsgasflag", "mains gas", c.YES_NO, words.YES),
        "tariff": _class("energytariff", "tariff", c.TARIFFS, words.TARIFF),
        "wall": _class(wall, "walls", c.WALLS, words.WALL),
        "wall_insulation": _class(wall, "walls", c.WALL_INSULATION, words.WALL_INSULATION),
        "wall_u_w_per_m2k": _stated(wall, words.u_value),
        "roof": _class(roof, "roof", c.ROOFS, words.ROOF),
        "roof_insulation": _class(roof, "roof", c.INSULATION, words.ROOF_INSULATION),
        "loft_insulation_mm": _stated(roof, words.thickness_mm),
        "roof_u_w_per_m2k": _stated(roof, words.u_value),
        "floor": _class(floor, "floor", c.FLOORS, words.FLOOR),
        "floor_insulation": _class(floor, "floor", c.INSULATION, words.FLOOR_INSULATION),
        "floor_u_w_per_m2k": _stated(floor, words.u_value),
        "glazing": _class(windows, "windows", c.GLAZING, words.GLAZING),
        "panes": _class(windows, "windows", c.PANES, words.PANES),
        "multiple_glazed_share": _figure("multiglazeproportion", "glazed share", 0, 100, per=100),
        "photovoltaics": _class("photosupply", "photovoltaics", c.YES_NO, words.photovoltaics),
        "solar_water": _class("solarwaterheatingflag", "solar water heating", c.YES_NO, words.YES),
    }


def _closing(frame: pd.DataFrame, _: Columns) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """Bands by their score, which is the finer figure, and heat from a network where only the fuel tells of it."""
    mended: dict[str, int] = {}
    columns: dict[str, pd.Categorical] = {}
    for band, score in (("epc_band", "sap_points"), ("potential_band", "potential_sap_points")):
        columns[band], changed = _by_score(frame[band].array, frame[score].to_numpy())
        if changed:
            mended[f"{band.replace('_', ' ')} set by its score"] = changed
    silent = frame["heating"].cat.codes.to_numpy() == 0
    codes = frame["heating"].cat.codes.to_numpy().copy()
    codes[silent & (frame["network_fuel"].cat.codes.to_numpy() == 1)] = c.HEATING.index("heat_network")
    columns["heating"] = coded(codes, c.HEATING)
    return frame.drop(columns="network_fuel").assign(**columns), mended


def _by_score(bands: pd.Categorical, scores: np.ndarray) -> tuple[pd.Categorical, int]:
    stated = np.asarray(bands.codes)
    places = np.searchsorted(_BAND_STARTS, np.floor(scores + 0.5), side="right")
    derived = np.array([c.BANDS.index(band) for band in "GFEDCBA"], dtype=np.int8)[np.minimum(places, 6)]
    codes = np.where(np.isnan(scores), stated, derived).astype(np.int8)
    return coded(codes, c.BANDS), int((codes != stated).sum())


CERTIFICATES: Final = Layout(
    table="certificates",
    what="certificate of a home",
    contract=c.Certificates,
    columns=_columns,
    group="home_row",
    needed=("postcode", "lodgementdate", "propertytype", "totalfloorarea", "currentenergyefficiency"),
    closing=_closing,
)
"""`closing` sees the helper column `network_fuel` too, and drops it."""
