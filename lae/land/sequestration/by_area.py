"""SEQUESTRATION of larger areas: zones added up, and nothing added that nobody knows."""

from typing import Final

import numpy as np
import pandas as pd

from lae.land.sequestration_contract import LEVELS, Sequestration, words_of
from lae.tables import columns_of, empty, validated

_KEY: Final = ["basis", "zone_id", "option", "year"]
_SAME: Final = ["effect", "permanence", "scheme", "provenance"]


def by_area(sequestration: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Contract Sequestration of areas, whose codes stand in `zone_id`; a figure is of its known hectares.

    A figure is blank where no claimed hectare of the area is known and some are unknown or closed: then nothing is
    known, which is not nothing.

    Args:
        sequestration: contract Sequestration.
        zones: zone_id and area_code, each zone once.

    Raises:
        ValueError: a zone is in no area.
    """
    if sequestration.empty:
        return empty(Sequestration)
    code = sequestration["zone_id"].map(zones.set_index("zone_id")["area_code"])
    if loose := sorted(set(sequestration.loc[code.isna(), "zone_id"])):
        raise ValueError(f"in no area: {', '.join(loose[:5])}")
    rows = sequestration.assign(zone_id=code.astype("str"))
    groups = rows.groupby(_KEY, sort=True)
    numbers = [name for name in rows.select_dtypes("float64").columns if name not in _KEY]
    table = groups[numbers].sum(min_count=1)
    dark = nothing_known(table)
    figures = [name for name in numbers if name.endswith("tco2e")]
    table[figures] = table[figures].mask(dark)
    level = rows["confidence"].map({name: at for at, name in enumerate(LEVELS)})
    table["confidence"] = np.array(LEVELS, dtype=object)[level.groupby([rows[name] for name in _KEY]).max().to_numpy()]
    table["factor_tier"] = groups["factor_tier"].max()
    for name, between in (("not_screened", " "), ("assumption_ids", " "), ("reason", "; ")):
        table[name] = _union(rows, name, between).reindex(table.index, fill_value="")
    table = table.join(groups[_SAME].first()).reset_index()
    texts = [name for name in columns_of(Sequestration) if name not in numbers and name != "year"]
    return validated(table.astype(dict.fromkeys(texts, "str")), Sequestration, "sequestration")


def nothing_known(sums: pd.DataFrame) -> pd.Series:
    """Where no claimed hectare is known, and some are unknown or closed because nobody looked.

    Args:
        sums: claim_ha, unknown_ha and closed_ha.
    """
    return sums["claim_ha"].le(sums["unknown_ha"]) & (sums["unknown_ha"] + sums["closed_ha"]).gt(0)


def _union(rows: pd.DataFrame, name: str, between: str) -> pd.Series:
    """The distinct words or reasons of each group, sorted."""
    pairs = rows.loc[rows[name].ne(""), [*_KEY, name]].drop_duplicates()
    apart = words_of if between == " " else (lambda text: text.split(between))
    lists = pd.Series([list(apart(text)) for text in pairs[name]], index=pairs.index, dtype="object")
    parts = pairs.assign(**{name: lists}).explode(name).drop_duplicates()
    return parts.sort_values([*_KEY, name], kind="stable").groupby(_KEY, sort=True)[name].agg(between.join)
