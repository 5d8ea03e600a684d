"""The tidy local-authority tables of energy, certificates, homes, Green Belt and vehicles, as figures by area.

Vehicles licensed and heat-pump grants go to the pathway by `la_tables`; tables of places by `la_statistics_points`.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers.area_rows import NOT_AN_AREA, Column, Sheet, figures, opened, reading, stated_year, year_of
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.build_periods import last_year, period_label
from lae.readers.la_tables import COLUMNS, is_heat_pump_grants, is_vehicles
from lae.readers.rows import header_of
from lae.statistics import levels_of

SOURCE: Final = "la_statistics"
_BANDS: Final = ("efficiency", "impact")
MWH_OF: Final = {"ktoe": 11_630.0, "gwh": 1000.0, "mwh": 1.0}
"""MWh in one unit; a tonne of oil equivalent is 41.868 GJ by definition."""
_KTOE: Final = "Thousands of tonnes of oil equivalent (ktoe)"
_GWH: Final = "Gigawatt hours (GWh)"
_PERIODS: Final = "Domestic property build period"
_FUEL_TABLES: Final = {
    "Domestic energy consumption": "energy_domestic",
    "Industrial and commercial energy consumption": "energy_industrial_commercial",
    "Non domestic energy consumption": "energy_non_domestic",
}


def _key(indicator: str, measure: str, unit: str) -> str:
    return f"{indicator}\n{measure}\n{unit}"


_MEANINGS: Final = {
    **{
        _key(indicator, "Energy", unit): Column(measure, "group", factor)
        for indicator, measure in _FUEL_TABLES.items()
        for unit, factor in ((_KTOE, MWH_OF["ktoe"]), (_GWH, MWH_OF["gwh"]))
    },
    _key("Renewable electricity generation", "Energy", "MWh"): Column("renewable_generation", "group"),
    _key("Domestic EPCs by Energy Efficiency Rating", "Lodgements", "Count"): Column(
        "epc_lodgements_energy", "efficiency"
    ),
    _key("Domestic EPCs by Environmental Impact Rating", "Lodgements", "Count"): Column(
        "epc_lodgements_environment", "impact"
    ),
    _key(_PERIODS, "Count", "Dwellings"): Column("dwellings_by_build_period", "period"),
    _key("Domestic Renewable Heat Incentive scheme", "Count", "Accredited installations"): Column(
        "renewable_heat_installations"
    ),
    _key("Green Belt area", "Area", "Hectares"): Column("green_belt_area"),
    _key("Total area", "Area", "Hectares"): Column("land_area"),
    _key("Ultra low emission vehicles", "Count", "Vehicles"): Column("vehicles_ultra_low_emission"),
    _key("All licensed vehicles", "Count", "Vehicles"): Column("vehicles_licensed"),
}
"""What a row's indicator, measure and unit together mean; `category` names the column that holds it."""
_KNOWN: Final = frozenset(key.partition("\n")[0] for key in _MEANINGS)


def recognise(head: Head) -> bool:
    """True for a tidy table of an indicator we use, other than those that `la_tables` reads."""
    text = head.text()
    names = header_of(text)
    if names[: len(COLUMNS)] != list(COLUMNS) or is_vehicles(head) or is_heat_pump_grants(head):
        return False
    return any(f",{indicator}," in text for indicator in _KNOWN)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics`, one row a figure; a withheld one is blank.

    The year is the one a financial year begins with or a span ends with; build periods are of the register's vintage.

    Raises:
        FaultsError: the file cannot be read, lacks a column, or no row is of an indicator and unit we know.
    """
    needed = {name: (name.replace("_", ""),) for name in COLUMNS}
    sheet, names = opened(path, source_id=source.source_id or SOURCE, needed=needed)
    text = sheet.text.rename(columns={published: ours for ours, published in names.items()})
    keys = text["indicator"] + "\n" + text["measure"] + "\n" + text["unit"]
    rows = pd.DataFrame(
        {
            "area_code": text["area_code"],
            "measure": keys.map({key: column.measure for key, column in _MEANINGS.items()}).fillna("").astype("str"),
            "category": _categories(text, keys),
        }
    )
    rows["year"] = _years(sheet, text["period"], source.vintage, rows)
    level, known = levels_of(text["area_code"]), rows["measure"].ne("")
    again = known & level.ne("") & rows.duplicated(["area_code", "measure", "category", "year"])
    faults = {
        "unknown indicator or unit": ~known,
        "no category": known & rows["category"].eq(""),
        "no year": known & rows["year"].isna(),
        "the same figure again": again,
    }
    sheet.told(faults)
    kept, count = sheet.sifted({NOT_AN_AREA: level.eq(""), **faults})
    values = [
        figures(sheet, text.loc[kept.index[keys[kept.index].eq(key)], "value"], _MEANINGS[key], named="value")
        for key in keys[kept.index].unique()
    ]
    whole = rows.loc[kept.index].assign(value=pd.concat(values))
    return reading(sheet, whole.astype({"year": "int64"}), count)


def _categories(text: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """The category of each row, from the column its meaning names; "" where there is none."""
    category = pd.Series("", index=text.index, dtype="str")
    for key in sorted(set(keys) & set(_MEANINGS)):
        rows, column = keys.eq(key), _MEANINGS[key].category
        if column == "all":
            category = category.mask(rows, "all")
        elif column == "period":
            periods = {period: period_label(period) for period in text.loc[rows, column].unique()}
            category = category.mask(rows, text[column].map(periods).astype("str").fillna(""))
        elif column in text.columns:
            category = category.mask(rows, text[column] if column in _BANDS else text[column].str.casefold())
    return category


def _years(sheet: Sheet, period: pd.Series, vintage: str, rows: pd.DataFrame) -> pd.Series:
    """The year of each row, NaN where its period is none."""
    last = period.str.extract(r" to ((?:19|20)[0-9]{2})(?![0-9])")[0]
    year = pd.to_numeric(last, errors="coerce").astype("float64").fillna(year_of(period))
    periods = rows["measure"].eq("dwellings_by_build_period")
    if not periods.any():
        return year
    newest = last_year(sorted(set(rows["category"][periods])))
    return year.mask(
        periods, stated_year(sheet, vintage, otherwise=newest, because="in which the last build period ends")
    )
