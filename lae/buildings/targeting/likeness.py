"""What makes two homes alike to somebody who comes to insulate and heat them: type, age group, wall, heating."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.contract import WALLS
from lae.buildings.stock_contract import AGES, HEATINGS, TYPES

Codes = npt.NDArray[np.int64]

TYPE_OF: Final = {name: [name] for name in TYPES if "terrace" not in name} | {"terrace": ["end_terrace", "mid_terrace"]}
"""A street's terrace is one from end to end."""
AGE_OF: Final = {
    "before 1930": list("AB"),
    "1930-1966": list("CD"),
    "1967-1982": list("EF"),
    "1983-2002": list("GHI"),
    "since 2003": list("JKLM"),
}
"""Bands that share their usual walls and floors: solid, early cavity, late cavity, insulated as built, modern."""
WALL_OF: Final = {name: [name] for name in WALLS if name}
HEATING_OF: Final = {
    "gas": ["gas"],
    "oil, LPG or solid fuel": ["oil", "lpg", "solid_fuel"],
    "electric or none": ["electric_storage", "electric_direct", "none"],
    "heat pump": ["heat_pump", "hybrid_heat_pump"],
    "heat network": ["heat_network"],
}
PARTS: Final[dict[str, tuple[str, dict[str, list[str]], list[str]]]] = {
    "dwelling_type": ("dwelling_type", TYPE_OF, TYPES),
    "age": ("age_band", AGE_OF, AGES),
    "wall": ("wall", WALL_OF, WALLS),
    "heating": ("heating", HEATING_OF, HEATINGS),
}
"""Of each part of a kind: the column of Dwellings, its groups, and the column's categories."""
_SHAPE: Final = tuple(len(groups) for _, groups, _ in PARTS.values())


def kinds(dwellings: pd.DataFrame) -> Codes:
    """The kind of each home as one number, -1 where a part of it is not known: such a home is like none.

    Args:
        dwellings: contract Dwellings.
    """
    codes = np.array(
        [_group(groups, names)[codes_of(dwellings[name], names)] for name, groups, names in PARTS.values()]
    )
    known = (codes >= 0).all(axis=0)
    kind = np.ravel_multi_index(tuple(np.maximum(codes, 0)), _SHAPE)
    found: Codes = np.where(known, kind, -1).astype(np.int64)
    return found


def named(kind: Codes) -> dict[str, npt.NDArray[np.object_]]:
    """What homes of each kind share, in words, by part; every kind must be known."""
    codes = np.unravel_index(kind, _SHAPE)
    return {
        part: np.array(list(groups), dtype=object)[code]
        for (part, (_, groups, _)), code in zip(PARTS.items(), codes, strict=True)
    }


def _group(groups: Mapping[str, list[str]], names: list[str]) -> Codes:
    """The group of each category, and -1 last for a category of none."""
    of = {name: number for number, members in enumerate(groups.values()) for name in members}
    return np.array([*(of.get(name, -1) for name in names), -1], dtype=np.int64)
