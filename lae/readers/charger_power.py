"""What a connector can deliver, whatever unit or volts a register wrote down."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from lae.charging.contract import LARGEST_KW

_MOST_VOLTS: Final = 1_500.0
_MOST_AMPERES: Final = 1_000.0
_BETWEEN_LINES: Final = 300.0
"""Volts from which a three-phase supply is stated between lines: 230 to neutral is 400 between lines."""
CONNECTOR_COLUMNS: Final = ("row", "kind", "current", "stated", "volts", "amperes", "quantity")
"""A connector: its charge point's row, kind in our words, ac1, ac2, ac3, dc or blank, power as stated, how many."""


@dataclass(frozen=True)
class Rated:
    """Power and connectors by charge point, and how many connectors needed their figures put right or left out."""

    table: pd.DataFrame
    slipped: int
    between_lines: int
    wrong: int


def rated(connectors: pd.DataFrame, index: pd.Index, *, unit: Literal["kW", "W"], to_neutral: bool) -> Rated:
    """Each charge point's strongest and weakest connector in kW, how that is known, and its connectors.

    Args:
        connectors: `CONNECTOR_COLUMNS`; `row` is a label of `index`.
        index: the charge points.
        unit: what the register means its stated power to be in; a figure that can only be in the other is converted.
        to_neutral: whether the register's own rule gives three-phase volts to neutral, so that others are slips.
    """
    stated, slipped, wrong = kilowatts(connectors["stated"], unit=unit)
    computed = _computed(connectors)
    three = connectors["current"].eq("ac3") & connectors["volts"].ge(_BETWEEN_LINES)
    repaired = three & stated.isna() & computed.notna() if to_neutral else three & ~three
    each = pd.DataFrame(
        {
            "row": connectors["row"],
            "kind": connectors["kind"],
            "power": stated.fillna(computed),
            "stated": stated.notna(),
            "quantity": connectors["quantity"].where(connectors["quantity"].between(1, 1_000), 1.0),
        }
    )
    strongest = each.sort_values(["power", "stated"], ascending=False, kind="stable", na_position="last")
    best = strongest.drop_duplicates("row").set_index("row")
    by_row = each.groupby("row", sort=False)
    named = each[each["kind"].ne("")].drop_duplicates(["row", "kind"]).sort_values("kind", kind="stable")
    table = pd.DataFrame(index=index)
    table["power_kw"] = best["power"].reindex(index).astype("float64")
    table["weakest_power_kw"] = by_row["power"].min().reindex(index).astype("float64")
    basis = best["stated"].map({True: "stated", False: "computed"}).astype("str").reindex(index)
    table["power_basis"] = basis.where(table["power_kw"].notna(), "unknown").astype("str")
    table["connectors_count"] = by_row["quantity"].sum().reindex(index).astype("float64")
    kinds = named.groupby("row", sort=False)["kind"].agg("; ".join).astype("str")
    table["connectors"] = kinds.reindex(index).fillna("").astype("str")
    return Rated(table, int(slipped.sum()), int(repaired.sum()), int(wrong.sum()))


def kilowatts(stated: pd.Series, *, unit: Literal["kW", "W"]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The power in kW, which figures stood in the other unit, and which cannot be a power; 0 is not stated."""
    positive = stated.where(stated.gt(0))
    in_watts = positive.gt(LARGEST_KW) if unit == "kW" else positive.ge(LARGEST_KW)
    power = positive.where(~in_watts, positive / 1_000.0)
    wrong = stated.lt(0) | power.gt(LARGEST_KW)
    slipped = (in_watts if unit == "kW" else positive.notna() & ~in_watts) & ~wrong
    return power.mask(wrong), slipped, wrong


def _computed(connectors: pd.DataFrame) -> pd.Series:
    """Power in kW from volts and amperes: three-phase volts below 300 are to neutral, the others between lines."""
    volts = connectors["volts"].where(connectors["volts"].between(1.0, _MOST_VOLTS))
    amperes = connectors["amperes"].where(connectors["amperes"].between(0.1, _MOST_AMPERES))
    phases = connectors["current"].map({"ac1": 1.0, "dc": 1.0, "ac2": 2.0, "ac3": 3.0}).astype("float64")
    between = connectors["current"].eq("ac3") & volts.ge(_BETWEEN_LINES)
    power = phases.mask(between, np.sqrt(3.0)) * volts * amperes / 1_000.0
    return power.where(power.le(LARGEST_KW))


def no_connectors() -> pd.DataFrame:
    """An empty table of `CONNECTOR_COLUMNS`."""
    kinds = {"row": "int64", "kind": "str", "current": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "float64")) for name in CONNECTOR_COLUMNS})


def connector_kind(name: str) -> str:
    """A connector in our words, by what any register or OpenStreetMap calls it; blank where it says nothing."""
    word = "".join(letter for letter in name.casefold() if letter.isalnum())
    if word in {"", "unknown", "0"}:
        return ""
    return next((kind for marks, kind in _KINDS if any(mark in word for mark in marks)), "other")


_KINDS: Final = (
    (("combotype2", "type2combo", "t2combo", "ccstype2", "ccs2"), "ccs2"),
    (("combotype1", "type1combo", "t1combo", "ccstype1", "ccs1"), "ccs1"),
    (("ccs",), "ccs2"),
    (("chademo",), "chademo"),
    (("tesla",), "tesla"),
    (("t2", "type2", "mennekes"), "type2"),
    (("t1", "type1", "j1772"), "type1"),
    (("typeg", "bs1363", "domesticg", "3pin13", "3pintype"), "uk3pin"),
    (("commando", "60309", "ceeblue", "ceered", "cee3pin", "cee5pin"), "commando"),
)
"""Marks in a name without signs, the more particular ones first. OCPI: IEC_62196_T2_COMBO; NCR: Type 2 Mennekes."""
