"""Certificates as JSON: the service's nested records, and rows under the columns' own names, as rows of raw cells."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lae.readers.cells import spelling

_LISTS: Final = ("rows", "data", "results", "certificates", "assessments")
_MOST_TEXT: Final = 10_000
"""Letters of a cell looked at."""
_PARTS: Final = {
    "wallsdescription": ("wall", "walls"),
    "roofdescription": ("roof", "roofs"),
    "floordescription": ("floor", "floors"),
    "windowsdescription": ("window", "windows"),
}
_PATHS: Final[dict[str, tuple[str, ...]]] = {
    "certificatenumber": ("assessment_id",),
    "uprn": ("address.address_id",),
    "postcode": ("address.postcode",),
    "address1": ("address.address_line1",),
    "address2": ("address.address_line2",),
    "lodgementdate": ("date_of_registration",),
    "inspectiondate": ("date_of_assessment",),
    "propertytype": ("property_type",),
    "builtform": ("built_form",),
    "constructionageband": ("construction_age_band",),
    "tenure": ("tenure",),
    "transactiontype": ("transaction_type",),
    "totalfloorarea": ("total_floor_area",),
    "numberhabitablerooms": ("habitable_room_count",),
    "currentenergyrating": ("current_energy_efficiency_band",),
    "potentialenergyrating": ("potential_energy_efficiency_band",),
    "currentenergyefficiency": ("current_energy_efficiency_rating",),
    "potentialenergyefficiency": ("potential_energy_efficiency_rating",),
    "energyconsumptioncurrent": ("primary_energy_use",),
    "energyconsumptionpotential": ("energy_consumption_potential",),
    "co2emissionscurrent": ("current_carbon_emission",),
    "co2emissionspotential": ("potential_carbon_emission",),
    "mainheatdescription": ("main_heating_descriptions",),
    "hotwaterdescription": ("hot_water_description",),
    "mainsgasflag": ("mains_gas",),
    "energytariff": ("energy_tariff", "meter_type"),
    "windowsdescription": ("window_description",),
    "multiglazeproportion": ("multiple_glazed_proportion",),
    "photosupply": ("photovoltaic_roof_area_percent",),
    "solarwaterheatingflag": ("solar_water_heating",),
    "assetrating": ("asset_rating",),
    "assetratingband": ("asset_rating_band",),
    "floorarea": ("floor_area",),
    "mainheatingfuel": ("main_heating_fuel",),
    "buildingenvironment": ("building_environment",),
    "newbuildbenchmark": ("new_build_rating",),
    "existingstockbenchmark": ("existing_build_rating",),
    "primaryenergyvalue": ("primary_energy_use",),
    "buildingemissions": ("building_emission_rate",),
    "typicalemissions": ("typical_emissions",),
    "airconpresent": ("aircon_present",),
    "airconkwrating": ("aircon_kw_rating",),
}
"""Where a nested record keeps what the table has as a column."""
_HOMES: Final = {"rdsap", "sap"}
_BUSINESS: Final = {"cepc"}
_FUELS: Final = {
    "rdsap": {
        "mains gas": "1 20 26",
        "LPG": "2 3 17 21 27",
        "oil": "4 22 28",
        "electricity": "10 25 29",
        "house coal": "5 9 14 15 24 33",
        "biomass": "6 7 8 12 16 31",
        "other": "11 13 18 19 23 30 32 34 35 36 37 51 56 57 58",
        "from heat network data (community)": "99",
        "no heating": "0",
    },
    "sap": {
        "mains gas": "1",
        "LPG": "2 3 8 9",
        "oil": "4",
        "electricity": "36 37 39",
        "house coal": "10 11 12 15",
        "biomass": "20 21 22 23",
        "other": "7 71 72 73 74 75 76",
        "Community heating schemes: mains gas": "51",
        "Community heating schemes: electricity": "41",
        "Community heating schemes: biomass": "43",
        "Community heating schemes": "42 44 45 46 48 49 50 52 53 54 55 56 57 58 99",
    },
}
"""Fuel numbers of the two assessment schemas as a text the rules for `main_fuel` read."""
_FUEL_TEXTS: Final = {
    kind: {number: text for text, numbers in fuels.items() for number in numbers.split()}
    for kind, fuels in _FUELS.items()
}
_ADVICE: Final = {
    "improvementitem": "sequence",
    "improvementid": "improvement_code",
    "improvementsummarytext": "improvement_title",
    "improvementdescrtext": "improvement_description",
    "indicativecost": "indicative_cost",
}


def tables_of(document: Any) -> dict[str, pd.DataFrame]:
    """The document's rows as raw text cells by kind of certificate, rows numbered from 1 in order of the document.

    Kinds are "nested_home", "nested_business", "nested_advice" for the service's records and "flat" for rows under the
    columns' own names; what is neither is under "other". Empty where the document holds no list of records at all.
    """
    found: dict[str, dict[int, dict[str, str]]] = {}
    advice: list[dict[str, str]] = []
    for number, record in enumerate(_records(document), start=1):
        kind = _kind(record)
        if kind == "flat":
            row = {spelling(name): _text(value) for name, value in record.items()}
        elif kind == "other":
            row = {"certificatenumber": ""}
        else:
            row = _nested(record)
            advice += _advice(record)
        found.setdefault(kind, {})[number] = row
    tables = {kind: _frame(rows) for kind, rows in found.items()}
    if advice:
        tables["nested_advice"] = _frame(dict(enumerate(advice, start=1)))
    return tables


def _records(document: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, dict):
        inside = next((document[name] for name in _LISTS if isinstance(document.get(name), list | dict)), None)
        documents: Sequence[Any] = inside if isinstance(inside, list) else [document if inside is None else inside]
    else:
        documents = document if isinstance(document, list) else []
    for record in documents:
        yield record if isinstance(record, dict) else {}


def _kind(record: Mapping[str, Any]) -> str:
    if "assessment_id" in record and isinstance(record.get("address"), dict):
        stated = str(record.get("type_of_assessment", "")).casefold()
        return "nested_home" if stated in _HOMES else "nested_business" if stated in _BUSINESS else "other"
    return "flat" if {spelling(name) for name in record} & {"certificatenumber", "lmkkey"} else "other"


def _nested(record: Mapping[str, Any]) -> dict[str, str]:
    row = {
        name: next((text for path in paths if (text := _text(_at(record, path)))), "") for name, paths in _PATHS.items()
    }
    for name, parts in _PARTS.items():
        row[name] = _part(record.get("property_summary"), parts) or row.get(name, "")
    kind = str(record.get("type_of_assessment", "")).casefold()
    number = _text(record.get("main_fuel_type"))
    row["mainfuel"] = _FUEL_TEXTS.get(kind, {}).get(number, number)
    if not row["uprn"].startswith("UPRN-"):
        row["uprn"] = ""
    return row


def _advice(record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    items = record.get("recommended_improvements")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            row = {name: _text(item.get(theirs)) for name, theirs in _ADVICE.items()}
            yield {"certificatenumber": _text(record.get("assessment_id")), **row}


def _at(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = record.get(name) if isinstance(record, dict) else None
    return record


def _part(summary: Any, names: tuple[str, ...]) -> str:
    """The description of the first of the parts so called: that of the main building."""
    parts = summary if isinstance(summary, list) else []
    found = (part for part in parts if isinstance(part, dict) and str(part.get("name", "")) in names)
    return _text(next(found, {}).get("description"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        value = value["description"] if "description" in value else json.dumps(value)
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str)) or json.dumps(value)
    return str(value)[:_MOST_TEXT].replace("\0", "")


def _frame(rows: Mapping[int, Mapping[str, str]]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype="int64", name="source_row")
    frame = pd.DataFrame(list(rows.values()), index=index, dtype="object")
    return frame.fillna("")
