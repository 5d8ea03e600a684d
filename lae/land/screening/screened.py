"""Hectares by tier: whole-number arithmetic on the cells, so that every sum comes out as the raster's own."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.cells_contract import Cells, Codes
from lae.land.policy_contract import LAND_TIERS, USABLE, ScreenedLand
from lae.land.screening.verdicts import EXCLUDED, OPEN, WHOLE, Verdicts, verdicts
from lae.land.sequestration_contract import EligibleLand
from lae.tables import empty, validated

PARTS_PER_HA: Final = 10_000 * WHOLE
"""Hundredths of a square metre in a hectare."""
_CONFIDENCE: Final = ("high", "medium", "low", "none", "none")
"""By the worst that layers not looked at might say."""


def hectares(cells: Cells, policy: pd.DataFrame, option: str, kinds: Mapping[str, str]) -> npt.NDArray[np.float64]:
    """Hectares by zone and tier (in the order of LAND_TIERS): the quick answer to a scenario.

    Args:
        cells: of `build_cells`.
        policy: contract LandPolicy, one policy.
        option: what the land would be used for.
        kinds: by layer_id, its published kind.
    """
    said = verdicts(cells, policy, option, kinds)
    number = len(LAND_TIERS)
    key, parts = _split(cells, said, cells.zone * number)
    return _summed(key, parts, len(cells.zone_ids) * number).reshape(-1, number) / PARTS_PER_HA


def screened_land(cells: Cells, policy: pd.DataFrame, options: Sequence[str], kinds: Mapping[str, str]) -> pd.DataFrame:
    """SCREENED_LAND (contract ScreenedLand): every zone, class and option by tier, what cannot be used included.

    Args:
        cells: of `build_cells`.
        policy: contract LandPolicy, one policy.
        options: what the land would be used for.
        kinds: by layer_id, its published kind.
    """
    parts = [_of_option(cells, policy, option, kinds) for option in options]
    if not any(len(part) for part in parts):
        return empty(ScreenedLand)
    return validated(pd.concat(parts, ignore_index=True), ScreenedLand, "screened_land")


def eligible_land(screened: pd.DataFrame) -> pd.DataFrame:
    """Of `screened_land`, what may be used (contract EligibleLand): land not screened is never in it."""
    usable = screened[screened["tier"].isin(USABLE)]
    return validated(usable, EligibleLand, "eligible_land") if len(usable) else empty(EligibleLand)


def _of_option(cells: Cells, policy: pd.DataFrame, option: str, kinds: Mapping[str, str]) -> pd.DataFrame:
    said = verdicts(cells, policy, option, kinds)
    tiers, classes = len(LAND_TIERS), len(cells.classes)
    key, parts = _split(cells, said, (cells.zone * classes + cells.land_class) * tiers)
    total = _summed(key, parts, len(cells.zone_ids) * classes * tiers)
    met = np.flatnonzero(total)
    # Of one tier's land some may be better known than the rest: the tier is no surer than its worst.
    there = parts > 0
    rows = np.tile(np.arange(len(cells.zone)), 2)[there]
    kind = (cells.land_class[rows], cells.mask[rows])
    known = pd.DataFrame({"key": key[there], "gap": said.gap[kind], "sure": said.sure[kind]}).drop_duplicates()
    sure = known.groupby("key", sort=True)["sure"].max().reindex(met).to_numpy(np.int64)
    texts = _texts(known, said, met)
    pair, tier = np.divmod(met, tiers)
    zone, land_class = np.divmod(pair, classes)
    sure = np.where(tier == EXCLUDED, OPEN, sure)  # one reason is enough
    return pd.DataFrame(
        {
            "zone_id": pd.Series(np.array(cells.zone_ids, dtype=object)[zone], dtype="str"),
            "land_class": pd.Series(np.array(cells.classes, dtype=object)[land_class], dtype="str"),
            "option": pd.Series([option] * len(met), dtype="str"),
            "tier": pd.Series(np.array(LAND_TIERS, dtype=object)[tier], dtype="str"),
            "area_ha": total[met] / PARTS_PER_HA,
            "confidence": pd.Series(np.array(_CONFIDENCE, dtype=object)[sure], dtype="str"),
            "not_screened": texts,
        }
    )


def _texts(known: pd.DataFrame, said: Verdicts, met: Codes) -> pd.Series:
    """By key met, all the layers not looked at on some of its land; one text for all that share the same sets."""
    ordered = known[["key", "gap"]].drop_duplicates().sort_values(["key", "gap"], kind="stable")
    single = ordered.groupby("key", sort=True)["gap"].agg(["min", "max", "size"]).reindex(met)
    words = np.array([" ".join(sorted(names)) for names in said.gaps], dtype=object)
    texts = words[single["min"].to_numpy(np.int64)]
    mixed = np.flatnonzero(single["size"].to_numpy() > 1)
    if len(mixed):
        groups = ordered[ordered["key"].isin(met[mixed])].groupby("key", sort=True)["gap"]
        several = {tuple(sets): "" for sets in (rows.tolist() for _, rows in groups)}
        for sets in several:
            several[sets] = " ".join(sorted(frozenset().union(*(said.gaps[one] for one in sets))))
        texts[mixed] = [several[tuple(rows.tolist())] for _, rows in groups]
    return pd.Series(texts, dtype="str")


def _split(cells: Cells, said: Verdicts, base: Codes) -> tuple[Codes, Codes]:
    """Twice the cells: what is usable under its own tier, what a share takes away under `excluded`."""
    kind = (cells.land_class, cells.mask)
    tier = said.tier[kind]
    usable = np.where(tier == EXCLUDED, 0, said.hundredths[kind])
    return (
        np.concatenate([base + tier, base + EXCLUDED]),
        np.concatenate([cells.area_m2 * usable, cells.area_m2 * (WHOLE - usable)]),
    )


def _summed(key: Codes, parts: Codes, length: int) -> Codes:
    """Whole-number sums by key; never through floating point."""
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, key, parts)
    return total
