"""Which substation, district or development a text means."""

from typing import Any

import pandas as pd

from lae.explain.scene import held_rows
from lae.findings import FaultsError, Finding
from lae.results import Results
from lae.tables import records

_ACCEPTED = "lae explain takes a substation's id, operator's id or name, a district's code or name, a development's id."


def find_substation(substations: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """The one row meant by an id, an operator's id or a name; raises `FaultsError` naming the candidates."""
    wanted = _plain(name)
    for column in ("substation_id", "asset_id", "name"):
        found = substations[substations[column].str.replace(" ", "").str.casefold() == wanted]
        if len(found) == 1:
            return found.iloc[0]
    loose = substations[substations["name"].str.casefold().str.contains(name.casefold(), regex=False)]
    if len(loose) == 1:
        return loose.iloc[0]
    known = tuple(f"{row.name} = {row.substation_id}" for row in records(loose))
    message = (
        f"{len(loose)} substations are called something like {name}." if known else f"no substation is called {name}."
    )
    fix = "Give one of the ids." if known else _ACCEPTED
    raise FaultsError([Finding("error", "grid/substations.csv", "which", message, ids=known, fix=fix)])


def find_district(results: Results, name: str) -> "pd.Series[Any] | None":
    """The district of this code or exact name, or None."""
    table = results.table("districts")
    wanted = _plain(name)
    for column in ("district_code", "district_name"):
        found = table[table[column].str.replace(" ", "").str.casefold() == wanted]
        if len(found) == 1:
            return found.iloc[0]
    return None


def find_development(results: Results, name: str) -> "pd.Series[Any] | None":
    """The newest edition of the development of this id, or None."""
    table = held_rows(results, "developments")
    if table.empty:
        return None
    found = table[table["development_id"].str.casefold() == name.strip().casefold()]
    return None if found.empty else found.sort_values("version").iloc[-1]


def refuse_unknown(what: str, value: str, known: tuple[str, ...]) -> None:
    """Raises `FaultsError` where `value` is not among those the study knows."""
    if value not in known:
        message = f"there is no {what} {value} in this study."
        raise FaultsError([Finding("error", "study.toml", what, message, ids=known)])


def _plain(name: str) -> str:
    return name.replace(" ", "").casefold()
