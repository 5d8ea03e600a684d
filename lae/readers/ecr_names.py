"""Which substation names of a register may leave it: not those that are a customer's own.

A site with a substation to itself often gives it its name, so the columns Primary and Bulk Supply Point hold customers'
names, farms and streets. A name goes where it says what the customer's cells say, unless other customers share it or
the operator publishes a substation of that name.
"""

import re
from collections.abc import Collection
from typing import Final

import pandas as pd

_GENERIC: Final = frozenset(
    {"primary", "substation", "direct", "grid", "bsp", "gsp", "the", "of", "at", "and", "no", "site", "new"}
)
"""Words that tell no substation from another."""
_OWN: Final = frozenset(
    {
        *("solar", "pv", "wind", "windfarm", "turbine", "turbines", "bess", "battery", "batteries", "storage", "stor"),
        *("generation", "generator", "biomass", "biodiesel", "hybrid", "landfill", "chp", "energy", "energypark"),
        *("ltd", "limited", "plc", "farm", "hospital", "quarry", "brewery", "ev", "charger"),
    }
)
"""Words that name a customer's site, not a place on the network."""
_VOLTAGE: Final = re.compile(r"\b\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)*\s*kv\b")


def public_names(
    names: pd.Series, private: pd.DataFrame, substation_names: Collection[str] = ()
) -> tuple[pd.Series, pd.Series]:
    """The names that may be told, empty where they may not, and which rows lost theirs.

    Args:
        names: one column of substation names.
        private: the customer's cells of the same rows: name, site, address lines, in this order.
        substation_names: names that operators publish for their substations; these always stay.
    """
    known = {frozenset(_words(name)) for name in substation_names}
    words = [frozenset(_words(name)) for name in names]
    customers: dict[frozenset[str], set[str]] = {}
    for own, customer in zip(words, private.iloc[:, 0], strict=True):
        customers.setdefault(own, set()).add(" ".join(sorted(_words(customer))))
    lost = []
    for own, cells in zip(words, private.itertuples(index=False, name=None), strict=True):
        said = [frozenset(_words(cell)) for cell in cells]
        shared = len(customers[own]) > 1
        echoes = own in said[:2] or (not shared and any(own <= cell for cell in said))
        lost.append(bool(own) and own not in known and (bool(own & _OWN) or echoes))
    withheld = pd.Series(lost, index=names.index, dtype=bool)
    return names.where(~withheld, "").astype("str"), withheld


def _words(text: str) -> list[str]:
    bare = _VOLTAGE.sub(" ", text.casefold())
    return [word for word in re.findall(r"[a-z0-9]+", bare) if word not in _GENERIC]
