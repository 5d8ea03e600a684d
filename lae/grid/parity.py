"""Published headrooms of different operators on one metric, with every step from the printed number written out.

The metric is the least room along the path up to the GSP, in MVA, at the figure's date, connected demand only, before
growth. What an operator took off and we must put back is an estimate; what its figure leaves out makes ours a bound.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumption
from lae.grid.figures import on_ladder, published_demand
from lae.grid.network import Ladder
from lae.grid.parity_contract import FLOORED, Parity
from lae.grid.path import AT_LEAST, EXACT, NOTHING, UNKNOWN, PathRoom, after_growth, path_room
from lae.measures import BOUNDS, UNNAMED
from lae.tables import columns_of, kind_of, validated

Floats = npt.NDArray[np.float64]

_INSIDE: Final = {"connected": "no", "contracted_excl_bess": "yes", "contracted": "with_storage"}
"""Which contracted demand a published figure has taken off, by the queue it counts."""
_TEXT: Final = [name for name in columns_of(Parity) if kind_of(Parity, name) == "str" and name != "steps"]


def parity(substations: pd.DataFrame, ladder: Ladder, *, coincidence: Assumption) -> pd.DataFrame:
    """PARITY: one row a substation, in order of id, with the common figure wherever it can be derived.

    Args:
        substations: the table of contract `Substations`.
        ladder: the network in normal running.
        coincidence: the share of contracted demand that the operator is taken to have subtracted, with its range.

    The steps, each written on the row:
        1. MW become MVA by the register's power factor (the reader did that).
        2. Contracted demand that the figure has taken off is put back times `coincidence`: an estimate.
        3. A figure that belongs to the site alone is exact. One that is its BSP's, or an unnamed circuit's, is a lower
           limit of the site's own room: the site's contracted demand is part of the contracted demand there. A floored
           zero that names the site leaves an upper limit, the contracted demand put back, because the shortage behind
           the zero may be of any size; one that names only what lies upstream says nothing of the site.
        4. The least along the path, by intervals; what has no figure does not bind: a path figure holds it already.
        5. Where a figure leaves upstream limits out, and no figure stands for them, the result is an upper limit.
    """
    rows = on_ladder(substations, ladder)
    at = {share: _room(rows, ladder, share) for share in (coincidence.value, coincidence.low, coincidence.high)}
    central = at[coincidence.value]
    published = rows["demand_headroom_mva"].notna().to_numpy(bool)
    back = np.where(published, _taken_off(rows) * coincidence.value, np.nan)
    names = np.append(np.asarray(ladder.ids), "")
    binding = names[np.where(central.bound == UNKNOWN, NOTHING, central.binding)]
    table = pd.DataFrame(
        {
            "substation_id": rows["substation_id"].to_numpy(str),
            "name": rows["name"].to_numpy(str),
            "dno": rows["dno"].to_numpy(str),
            "tier": rows["tier"].to_numpy(str),
            "published_value": rows["demand_published_value"].to_numpy(float),
            "published_unit": rows["demand_unit"].to_numpy(str),
            "published_mva": rows["demand_headroom_mva"].to_numpy(float),
            "basis": rows["headroom_basis"].to_numpy(str),
            "queue": rows["demand_queue"].to_numpy(str),
            "contains_upstream": rows["headroom_basis"].map({"path": "yes", "own": "no", "none": "unknown"}).to_numpy(),
            "contracted_inside": rows["demand_queue"].map(_INSIDE).fillna("unknown").to_numpy(str),
            # A published headroom is the base-year figure: the years with growth inside are scenario figures.
            "growth_inside": np.where(rows["headroom_basis"].eq("none"), "unknown", "no"),
            "floored": rows["dno"].map(FLOORED).fillna("unknown").to_numpy(str),
            "figure_year": rows["figure_year"].to_numpy(np.int64),
            "vintage": rows["vintage"].to_numpy(str),
            "added_back_mva": back,
            "estimated": back > 0,
            "room_mva": central.value,
            "room_low_mva": at[coincidence.low].value,
            "room_high_mva": at[coincidence.high].value,
            "bound": np.asarray(BOUNDS)[central.bound],
            "binding_substation_id": binding,
            "source_id": rows["source_id"].to_numpy(str),
            "source_row": rows["source_row"].to_numpy(np.int64),
        }
    ).astype(dict.fromkeys(_TEXT, "str"))
    steps = [_steps(row, coincidence) for row in table.to_dict("records")]
    table["steps"] = pd.Series(steps, dtype="str")
    return validated(table.sort_values("substation_id")[columns_of(Parity)], Parity, "parity")


def parity_summary(table: pd.DataFrame) -> pd.DataFrame:
    """How many substations of each operator and tier have a common figure of each bound: dno, tier, bound, count."""
    counted = table.groupby(["dno", "tier", "bound"], sort=True).size()
    return counted.rename("count").reset_index()


def _room(rows: pd.DataFrame, ladder: Ladder, coincidence: float) -> PathRoom:
    """The common figure at one coincidence."""
    value = rows["demand_headroom_mva"].to_numpy(float) + _taken_off(rows) * coincidence
    blank = np.isnan(value)
    figure = published_demand(rows, ladder)
    # What an unnamed circuit carries beside this site is contracted there too, and is not known.
    bound = np.where((figure.own_bound == EXACT) & (figure.names == UNNAMED), AT_LEAST, figure.own_bound)
    found = path_room(ladder, value, bound, never_binds=blank)
    # A path that ends without a figure for the limits above is no more than an upper limit.
    open_ended = rows["headroom_basis"].eq("own").to_numpy(bool)
    known = after_growth(found.bound, understated=open_ended, overstated=np.zeros_like(open_ended))
    known = np.where(blank, UNKNOWN, known)
    return PathRoom(np.where(known == UNKNOWN, np.nan, found.value), known, found.binding)


def _taken_off(rows: pd.DataFrame) -> Floats:
    """Contracted MVA that each published figure already counts; NaN where the queue or the demand is not known."""
    queue = rows["demand_queue"]
    without = rows["contracted_excl_bess_mva"].to_numpy(float)
    storage = rows["contracted_bess_mva"].to_numpy(float)
    choices = [queue.eq("connected"), queue.eq("contracted_excl_bess"), queue.eq("contracted")]
    return np.select(choices, [np.zeros(len(rows)), without, without + storage], np.nan)


def _steps(row: dict[Any, Any], coincidence: Assumption) -> str:
    """The derivation of one row in words."""
    if np.isnan(row["published_value"]):
        return "No figure is published, so nothing can be compared."
    steps = [f"published {row['published_value']:.2f} {row['published_unit']}"]
    if row["published_unit"] == "MW":
        steps.append(f"over the power factor = {row['published_mva']:.2f} MVA")
    if np.isnan(row["added_back_mva"]):
        return "; ".join([*steps, "how much contracted demand is inside is not known, so nothing can be compared."])
    if row["added_back_mva"]:
        whole = row["added_back_mva"] / coincidence.value
        total = row["published_mva"] + row["added_back_mva"]
        steps.append(f"contracted {whole:.2f} x {coincidence.value:g} put back = {total:.2f} MVA (estimate)")
    steps.append(_closing(row))
    return "; ".join(steps)


def _closing(row: dict[Any, Any]) -> str:
    if row["bound"] == BOUNDS[UNKNOWN]:
        return "the published figure does not say how much room the site itself has"
    own = row["binding_substation_id"] == row["substation_id"]
    where = "at the site itself" if own else f"at {row['binding_substation_id']}"
    if row["bound"] == BOUNDS[EXACT]:
        return f"the least along the path is {where}"
    if row["bound"] == BOUNDS[AT_LEAST]:
        return f"another asset sets the limit, where more contracted demand may be put back: at least, {where}"
    if row["basis"] == "own":
        return f"limits above the substation have no figure: at most, {where}"
    return f"a floored zero hides a shortage of any size: at most what is put back, {where}"
