"""The tidy local-authority tables (area_code, indicator, period, measure, unit, value): vehicles and heat-pump grants.

One file holds one or several indicators; what a value counts is read from its indicator, measure and unit together,
never from the file's name.
"""

import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.pathway.contract import HeatPumpGrants, LicensedVehicles
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.rows import header_of, read_rows, row_numbers, sift, with_texts
from lae.tables import Contract, columns_of, key_of, validated

VEHICLE_SOURCE: Final = "dft_vehicles_2025"
GRANT_SOURCE: Final = "desnz_bus_2026"

COLUMNS: Final = ("area_code", "area_name", "indicator", "period", "measure", "unit", "value")
_ELECTRIC: Final = "Electric cars and vans"
_CARS: Final = "All cars and vans"
_GRANTS: Final = "Boiler Upgrade Scheme redemptions paid"
_DISTRICT: Final = r"^(E0[6-9]|W06|S12|N09)[0-9]{6}$"
_FACTORS: Final = {
    (_ELECTRIC, "Count", "Vehicles"): 1.0,
    (_CARS, "Count", "Vehicles"): 1.0,
    (_GRANTS, "Count", "Heat pump technologies"): 1.0,
}
"""What one unit of the published value is in ours; any other measure or unit is refused."""
_MISSING: Final = ("", "NA", "N/A", "[c]", "[x]", "[z]", "-")
_CALENDAR: Final = re.compile(r"^[0-9]{4}$")
_FINANCIAL: Final = re.compile(r"^([0-9]{4})/([0-9]{2})$")


def is_vehicles(head: Head) -> bool:
    """True for the table of licensed vehicles."""
    return _holds(head, _ELECTRIC)


def is_heat_pump_grants(head: Head) -> bool:
    """True for the table of Boiler Upgrade Scheme redemptions."""
    return _holds(head, _GRANTS)


def read_vehicles(path: Path, source: SourceRow | None = None) -> Reading:
    """Licensed cars and vans as `licensed` (contract `LicensedVehicles`), one row a district and calendar year.

    A value the publisher withholds ("NA") leaves that figure blank. Raises `FaultsError` for a file of another shape.
    """
    source_id = (source.source_id if source else "") or VEHICLE_SOURCE
    rows, count, findings = _read(path, (_ELECTRIC, _CARS), _CALENDAR, source_id=source_id)
    kinds = {_ELECTRIC: "electric_count", _CARS: "cars_count"}
    keys = ["district_code", "year"]
    named = rows.assign(kind=rows["indicator"].map(kinds))
    wide = named.pivot(index=keys, columns="kind", values="value").reindex(columns=list(kinds.values()))
    numbers = named.sort_values("kind", ascending=False, kind="stable").groupby(keys)["source_row"].first()
    table = wide.assign(source_row=numbers).rename_axis(columns=None).reset_index()
    return Reading({"licensed": _checked(table, LicensedVehicles, path, source_id)}, count, findings)


def read_heat_pump_grants(path: Path, source: SourceRow | None = None) -> Reading:
    """Heat pumps paid for as `grants` (contract `HeatPumpGrants`): the financial year 2022/23 is called 2022.

    A value the publisher withholds has no row. Raises `FaultsError` for a file of another shape.
    """
    source_id = (source.source_id if source else "") or GRANT_SOURCE
    rows, count, findings = _read(path, (_GRANTS,), _FINANCIAL, source_id=source_id)
    table = rows.rename(columns={"value": "count"})
    return Reading({"grants": _checked(table, HeatPumpGrants, path, source_id)}, count, findings)


def _holds(head: Head, indicator: str) -> bool:
    text = head.text()
    return header_of(text)[: len(COLUMNS)] == list(COLUMNS) and f",{indicator}," in text


def _read(
    path: Path, indicators: tuple[str, ...], period: re.Pattern[str], *, source_id: str
) -> tuple[pd.DataFrame, Count, tuple[Finding, ...]]:
    """The usable rows (district_code, indicator, year, value, source_row), the count, and one error a kind of fault."""
    raw = read_rows(path, needed=COLUMNS)
    wanted = raw["indicator"].isin(indicators)
    factor = pd.Series(
        [_FACTORS.get(key, np.nan) for key in zip(raw["indicator"], raw["measure"], raw["unit"], strict=True)],
        index=raw.index,
    )
    withheld = raw["value"].isin(_MISSING)
    value = pd.to_numeric(raw["value"].where(~withheld), errors="coerce") * factor
    place = raw["area_code"].str.match(_DISTRICT)
    dated = raw["period"].str.match(period) & _consecutive(raw["period"])
    faults = {
        "unknown unit": wanted & factor.isna(),
        "unknown period": wanted & ~dated,
        "not a number": wanted & factor.notna() & ~withheld & ~(value.ge(0) & value.lt(np.inf)),
        "the same figure again": wanted & raw.duplicated(["area_code", "indicator", "period"]),
    }
    drops = {"other indicator": ~wanted, "not a local authority": ~place, **faults, "value withheld": withheld}
    left, count = sift(drops, source_id=source_id)
    findings = tuple(_fault(path.name, reason, raw[faulty]) for reason, faulty in faults.items() if faulty.any())
    kept = raw.assign(value=value)[left].rename(columns={"area_code": "district_code"})
    kept = kept.assign(year=kept["period"].str[:4].astype("int64"))
    columns = ["district_code", "indicator", "year", "value", "source_row"]
    return kept[columns], count, findings


def _consecutive(period: pd.Series) -> pd.Series:
    """True where a financial year names two years in a row, and for every period of another form."""
    parts = period.str.extract(_FINANCIAL)
    first, second = (pd.to_numeric(parts[column]) for column in (0, 1))
    return first.isna() | ((first + 1) % 100 == second)


def _fault(table: str, reason: str, rows: pd.DataFrame) -> Finding:
    column = {"unknown unit": "unit", "unknown period": "period"}.get(reason, "value")
    values = ", ".join(f'"{value}"' for value in dict.fromkeys(rows[column].head(3)))
    return Finding("error", table, reason.replace(" ", "_"), f"{reason}: {values}.", column, row_numbers(rows))


def _checked(table: pd.DataFrame, contract: type[Contract], path: Path, source_id: str) -> pd.DataFrame:
    ordered = with_texts(table, source_id=source_id).sort_values(key_of(contract), kind="stable", ignore_index=True)[
        columns_of(contract)
    ]
    return validated(ordered, contract, path.name)
