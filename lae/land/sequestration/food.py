"""Farmland that leaves food production, by agricultural grade, and the food it grew."""

from typing import Final

import numpy as np
import pandas as pd

from lae.land.food_contract import PER_HA, DisplacedFood, FoodLost
from lae.land.sequestration.by_zone import Sequestered
from lae.land.sequestration_contract import LAND_CLASSES, UNGRADED
from lae.tables import empty, filled, validated

FARMED: Final = ["arable", "improved_grassland"]
"""Classes of land that grow crops or are grazed for yield."""
_ENDS: Final = ["low", "value", "high"]
_BMV: Final = {"1": "yes", "2": "yes", "3a": "yes", "3": "possible", UNGRADED: UNGRADED}


def displaced_food(sequestered: Sequestered, options: pd.DataFrame, graded: pd.DataFrame) -> pd.DataFrame:
    """Contract DisplacedFood: each claim on farmland split by the grades of that zone's farmland of its class.

    Which field a claim falls on is not known, so it takes of each grade alike; land without a grade is `unknown`.

    Args:
        sequestered: of `sequestration_table`.
        options: contract LandOptions, as it was made with.
        graded: contract GradedLand.
    """
    if sequestered.table.empty:
        return empty(DisplacedFood)
    held, names = sequestered.claims, list(options["option"])
    place = pd.DataFrame({"zone_id": held.zone_ids[held.zones], "land_class": np.array(LAND_CLASSES)[held.classes]})
    whole = pd.concat([place, pd.DataFrame(held.claim_ha, columns=names)], axis=1)
    long = whole.melt(["zone_id", "land_class"], var_name="option", value_name="claim_ha")
    long = long[long["claim_ha"].gt(0) & long["land_class"].isin(FARMED)]
    shares = graded.assign(total=graded.groupby(["zone_id", "land_class"])["area_ha"].transform("sum"))
    shares = shares[shares["total"].gt(0)]
    joined = long.merge(shares, on=["zone_id", "land_class"], how="left")
    joined["grade"] = joined["grade"].fillna(UNGRADED)
    part = (joined["area_ha"] / joined["total"]).fillna(1.0)
    food = joined["option"].map(options.set_index("option")["food"])
    joined = joined.assign(
        displaced_ha=(joined["claim_ha"] * part).where(food.eq("displaced"), 0.0),
        reduced_ha=(joined["claim_ha"] * part).where(food.eq("reduced"), 0.0),
    )
    joined = joined[joined["displaced_ha"].gt(0) | joined["reduced_ha"].gt(0)]
    if joined.empty:
        return empty(DisplacedFood)
    found = joined.groupby(["zone_id", "option", "land_class", "grade"], as_index=False, sort=True)[
        ["displaced_ha", "reduced_ha"]
    ].sum()
    found = found.assign(
        basis=sequestered.table["basis"].iloc[0],
        best_and_most_versatile=found["grade"].map(lambda grade: _BMV.get(grade, "no")),
    )
    texts = ["basis", "zone_id", "option", "land_class", "grade", "best_and_most_versatile"]
    return validated(found.astype(dict.fromkeys(texts, "str")), DisplacedFood, "displaced_food")


def lost_food(displaced: pd.DataFrame, yields: pd.DataFrame) -> pd.DataFrame:
    """Contract FoodLost of the places in `zone_id`, each class of farmland in the unit of its own product.

    Args:
        displaced: contract DisplacedFood.
        yields: contract FoodYields; an unverified one (tier D) gives no figure, and says so.
    """
    if displaced.empty:
        return empty(FoodLost)
    key = ["basis", "zone_id", "option", "land_class"]
    parts = displaced.assign(
        best_ha=displaced["displaced_ha"].where(displaced["best_and_most_versatile"].eq("yes"), 0.0),
        ungraded_ha=displaced["displaced_ha"].where(
            displaced["best_and_most_versatile"].isin(["unknown", "possible"]), 0.0
        ),
    )
    hectares = ["displaced_ha", "best_ha", "ungraded_ha", "reduced_ha"]
    table = parts.groupby(key, as_index=False, sort=True)[hectares].sum()
    named = ["land_class", "product", "unit", *_ENDS, "tier", "source", "note"]
    table = table.merge(yields[named], on="land_class", how="left", validate="many_to_one")
    none, guessed, blank = table["tier"].isna(), table["tier"].eq("D"), table["value"].isna()
    taken = table["displaced_ha"].gt(0)
    known = ~none & ~guessed & ~blank & taken
    for end in _ENDS:
        each = table[end].fillna(table["value"])
        table[end] = (each * table["displaced_ha"]).where(known)
    reason = np.select(
        [~taken, none, blank | guessed],
        [
            "land that goes on yielding some: how much less is not known",
            "no yield of such land is given",
            "no verified yield: " + table["source"].astype("object").fillna(""),
        ],
        default="",
    )
    unit = table["unit"].str.removesuffix(PER_HA) + "/year"
    return filled(table.assign(reason=reason, unit=unit), FoodLost, "food_lost")
