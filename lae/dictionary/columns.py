"""Columns of a written table as its contract has them: type, unit, meaning, range."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pandas as pd

from lae.dictionary.declared import Declared
from lae.dictionary.registry import REGISTRY
from lae.dictionary.words import wording
from lae.tables import UNITS, columns_of, key_of, kind_of, unit_of

_TYPES: Final = {"int64": "integer", "float64": "number", "bool": "boolean", "str": "string"}
_RANGES: Final = {
    "greater_than_or_equal_to": ("min_value", "minimum"),
    "less_than_or_equal_to": ("max_value", "maximum"),
    "isin": ("allowed_values", "enum"),
}


@dataclass(frozen=True)
class Column:
    """One column: `kind` is a Table Schema type; `limits` its constraints; a required one is never blank."""

    name: str
    kind: str
    unit: str
    meaning: str
    required: bool = False
    limits: tuple[tuple[str, Any], ...] = ()

    @property
    def heading(self) -> str:
        """The name in words with its unit: "Added (MVA)"."""
        ending = next((end for end in _ENDINGS if self.name == end or self.name.endswith(f"_{end}")), "")
        shown = _SHORT.get(self.unit, self.unit)
        bare = self.name
        if not shown or ending in _STAYS:
            shown = ""
        elif self.name != ending:
            bare = self.name.removesuffix(f"_{ending}")
        elif ending == shown:
            shown = ""
        words = " ".join(_SAID.get(word, word) for word in bare.split("_"))
        return words[:1].upper() + words[1:] + (f" ({shown})" if shown else "")


_ENDINGS: Final = sorted(UNITS, key=len, reverse=True)
_STAYS: Final = {"year", "latest", "zero", "row", "rank", "version", "slot", "value", "low", "high", "count", "years"}
"""Endings that are part of the name rather than a unit to be taken off."""
_SHORT: Final = {
    "share of 1": "share",
    "GBP": "£",
    "GBP per t CO2e": "£ per t CO2e",
    "count": "",
    "dwellings": "homes",
    "t CO2e in all up to the year": "t CO2e in all",
    "as the unit column says": "",
}
_SAID: Final = {
    "id": "ID", "ids": "IDs", "dno": "operator", "npv": "NPV", "capex": "cost", "gsp": "GSP",
    "lsoa": "LSOA", "rag": "RAG",
    "gbp": "cost", "7kw": "7 kW", "22kw": "22 kW", "50kw": "50 kW", "fes": "FES",
    "p2": "P2", "bess": "storage",
    "resp": "tRESP", "a": "A", "b": "B", "c": "C", "d": "D", "tco2e": "tonne",
    "sha256": "SHA-256", "url": "address", "etag": "server tag",
}  # fmt: skip


def columns(table: str, frame: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of `table` in the order of `frame`; one that no contract knows is told by its type and its name."""
    known = {column.name: column for column in _registered(table)}
    return tuple(known.get(name, _guessed(str(name), frame[name])) for name in frame.columns)


def key(table: str) -> tuple[str, ...]:
    """The columns whose values name a row; nothing where the table has no key."""
    if table not in REGISTRY:
        return ()
    contract = REGISTRY[table].contract
    return contract.key if isinstance(contract, Declared) else tuple(key_of(contract))


def title(table: str) -> str:
    """What the table is called in words."""
    return REGISTRY[table].title if table in REGISTRY else table.replace("_", " ").capitalize()


def meaning(table: str) -> str:
    """What the table is, from its contract: one paragraph."""
    if table not in REGISTRY:
        return ""
    contract = REGISTRY[table].contract
    text = contract.meaning if isinstance(contract, Declared) else (contract.__doc__ or "")
    return " ".join(text.split())


@cache
def _registered(table: str) -> tuple[Column, ...]:
    if table not in REGISTRY:
        return ()
    contract = REGISTRY[table].contract
    if isinstance(contract, Declared):
        return tuple(Column(name, *told, required=True) for name, told in contract.columns.items())
    schema = contract.to_schema()
    made = []
    for name in columns_of(contract):
        field = schema.columns[name]
        kind = _TYPES.get(kind_of(contract, name), "string")
        limits = []
        for check in field.checks:
            argument, constraint = _RANGES.get(str(check.name), ("", ""))
            if constraint and argument in check.statistics:
                limits.append((constraint, _plain(check.statistics[argument])))
        told = field.description or wording(name)
        unit = (unit_of(name) or "") if kind in ("integer", "number") else ""
        made.append(Column(name, kind, unit, told, not field.nullable and kind != "string", tuple(limits)))
    return tuple(made)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else value


def _guessed(name: str, values: pd.Series) -> Column:
    kind = _TYPES.get(str(values.dtype), "string")
    return Column(name, kind, (unit_of(name) or "") if kind in ("integer", "number") else "", wording(name))
