"""Farmland that leaves food production, by agricultural grade."""

from typing import Final

import numpy as np
import pandas as pd

from lae.land.sequestration.by_zone import Sequestered
from lae.land.sequestration_contract import LAND_CLASSES, UNGRADED, DisplacedFood
from lae.tables import empty, validated

FARMED: Final = ["arable", "improved_grassland"]
"""Classes of land that grow crops or are grazed for yield."""
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
    found = joined.groupby(["zone_id", "option", "grade"], as_index=False, sort=True)[
        ["displaced_ha", "reduced_ha"]
    ].sum()
    found = found.assign(
        basis=sequestered.table["basis"].iloc[0],
        best_and_most_versatile=found["grade"].map(lambda grade: _BMV.get(grade, "no")),
    )
    texts = ["basis", "zone_id", "option", "grade", "best_and_most_versatile"]
    return validated(found.astype(dict.fromkeys(texts, "str")), DisplacedFood, "displaced_food")
