"""Hectares by tier and the first reason, zone by zone, for zones of any kind: wards, parishes, parcels, squares."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.cells_contract import METHODS, Cells, Codes
from lae.land.policy_contract import LAND_TIERS, LandZones
from lae.land.screening.screened import hectares
from lae.land.screening.verdicts import CAUTION, EXCLUDED, NO_RULE, NOT_SCREENED, Verdicts, verdicts
from lae.tables import columns_of, empty, validated

_HA: Final = 10_000.0
_UNSEEN: Final = "nobody looked: "
_SLIVER: Final = "so small that no part of a cell lies in it: not screened"


def land_zones(
    cells: Cells,
    policy: pd.DataFrame,
    options: Sequence[str],
    names: Mapping[str, str],
    titles: Mapping[str, str],
    *,
    kinds: Mapping[str, str],
) -> pd.DataFrame:
    """LAND_ZONES (contract LandZones): every zone and option, the tiers adding up to the zone's cells.

    Args:
        cells: of `build_cells`.
        policy: contract LandPolicy, one policy.
        options: what the land would be used for.
        names: by zone_id, what to call it.
        titles: by layer_id, what to call it.
        kinds: by layer_id, its published kind.
    """
    if not cells.zone_ids:
        return empty(LandZones)
    parts = [
        _of_option(cells, verdicts(cells, policy, one, kinds), hectares(cells, policy, one, kinds), one, names, titles)
        for one in options
    ]
    table = pd.concat(parts, ignore_index=True).sort_values(["zone_id", "option"], kind="stable")
    return validated(table, LandZones, "land_zones")


def _of_option(
    cells: Cells,
    said: Verdicts,
    by_tier: npt.NDArray[np.float64],
    option: str,
    names: Mapping[str, str],
    titles: Mapping[str, str],
) -> pd.DataFrame:
    kind = (cells.land_class, cells.mask)
    tier, deciding, guessed = said.tier[kind], said.deciding[kind], said.guessed[kind]
    counted = _sums(cells.zone, cells.area_m2, len(cells.zone_ids))
    closed = tier >= NOT_SCREENED
    careful = (tier >= CAUTION) & (tier < NOT_SCREENED)
    reason, reason_m2 = _largest(cells, deciding, guessed, closed, said)
    other, other_m2 = _largest(cells, deciding, guessed, careful, said)
    open_all = reason == NO_RULE
    reason, reason_m2 = np.where(open_all, other, reason), np.where(open_all, other_m2, reason_m2)
    words, ids = _words(said, titles)
    text = pd.Series(np.array(words, dtype=object)[reason], dtype="str")
    method = np.where(counted == 0, METHODS.index("none"), cells.in_parts.astype(np.int64))
    columns = dict(zip(LAND_TIERS, by_tier.T, strict=True))
    table = pd.DataFrame(
        {
            "zone_id": pd.Series(cells.zone_ids, dtype="str"),
            "zone_name": pd.Series([names.get(one, "") for one in cells.zone_ids], dtype="str"),
            "option": option,
            "area_ha": counted / _HA,
            **{f"{name}_ha": columns[name] for name in LAND_TIERS},
            "reason_id": pd.Series(np.array(ids, dtype=object)[reason], dtype="str"),
            "reason": text.mask(counted == 0, _SLIVER),
            "reason_ha": reason_m2 / _HA,
            "not_screened": _gaps(cells, said, tier < EXCLUDED),
            "method": pd.Series(np.array(METHODS, dtype=object)[method], dtype="str"),
        }
    )
    return table.astype({"option": "str", "reason": "str"})[columns_of(LandZones)]


def _largest(
    cells: Cells, deciding: Codes, guessed: npt.NDArray[np.bool_], rows: npt.NDArray[np.bool_], said: Verdicts
) -> tuple[Codes, Codes]:
    """By zone, twice the rule that decides most of these rows' land, plus 1 where nobody looked; its square metres."""
    zones, reasons = len(cells.zone_ids), 2 * len(said.rules)
    if not reasons:
        return np.full(zones, NO_RULE), np.zeros(zones, dtype=np.int64)
    key = cells.zone * reasons + 2 * deciding + guessed
    area = _sums(key[rows], cells.area_m2[rows], zones * reasons).reshape(zones, reasons)
    first, most = area.argmax(axis=1), area.max(axis=1)
    return np.where(most > 0, first, NO_RULE), most


def _words(said: Verdicts, titles: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """By reason of `_largest`, its words and its layer or class; blank at the end for none."""
    words, ids = [], []
    columns = (said.rules["subject_id"], said.rules["rule"])
    for name, rule in zip(*columns, strict=True):
        title = titles.get(name, name.replace("_", " "))
        words += [f"outside: {title}" if rule == "require" else title, f"{_UNSEEN}{title}"]
        ids += [name, name]
    return [*words, ""], [*ids, ""]


def _gaps(cells: Cells, said: Verdicts, rows: npt.NDArray[np.bool_]) -> pd.Series:
    """By zone, the kinds of layers nobody looked at on land that nothing excludes."""
    gap = said.gap[cells.land_class, cells.mask]
    pairs = np.unique(np.column_stack([cells.zone[rows], gap[rows]]), axis=0)
    sets: dict[int, frozenset[str]] = {}
    for zone, one in pairs.tolist():
        sets[zone] = sets.get(zone, frozenset()) | said.gaps[one]
    return pd.Series([" ".join(sorted(sets.get(zone, ()))) for zone in range(len(cells.zone_ids))], dtype="str")


def _sums(key: Codes, parts: Codes, length: int) -> Codes:
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, key, parts)
    return total
