"""A policy's verdict on every kind of land in the cells: tier, the rule that decides, usable share, what is not known.

A layer of which nothing is known counts as if it were everywhere; where it would exclude, land is `not_screened`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding
from lae.land.cells_contract import Cells, Codes
from lae.land.policy_contract import LAND_COVER, LAND_TIERS, LandPolicy
from lae.land.sequestration_contract import ANY, LAND_CLASSES
from lae.tables import key_of, row_ids

Flags = npt.NDArray[np.bool_]

OPEN, CAUTION, CONSENT, NOT_SCREENED, EXCLUDED = range(len(LAND_TIERS))
NO_RULE: Final = -1
WHOLE: Final = 100
"""Hundredths of land that are usable where no rule says less."""
_TIER_OF: Final = {"caution": CAUTION, "consent": CONSENT, "exclude": EXCLUDED, "require": EXCLUDED}


@dataclass(frozen=True)
class Verdicts:
    """By land class and mask of some cells (both by number), what a policy says of one option.

    Attributes:
        rules: the option's rules in order of their steps, without those that ignore.
        tier: place in LAND_TIERS.
        deciding: row of the first rule that gives the tier; -1 where none is met.
        guessed: the tier rests on a layer of which nobody knows whether it lies there.
        hundredths: usable share in whole hundredths; 0 where excluded, whole where not screened.
        sharing: row of the rule that gives the share; -1 where all is usable.
        looked_at: by rule, whether anybody looked anywhere.
        unsure: by rule, whether there is land of which nobody knows.
        gap: number of the set of layers not looked at.
        gaps: those sets: kinds of layers.
        sure: the worst that layers not looked at might say, as a place in LAND_TIERS.
    """

    rules: pd.DataFrame
    tier: Codes
    deciding: Codes
    guessed: Flags
    hundredths: Codes
    sharing: Codes
    looked_at: Flags
    unsure: Flags
    gap: Codes
    gaps: tuple[frozenset[str], ...]
    sure: Codes


def verdicts(cells: Cells, policy: pd.DataFrame, option: str, kinds: Mapping[str, str]) -> Verdicts:
    """What the policy says of every class and mask.

    Args:
        cells: of `build_cells`; a layer that has no bit there was not looked at.
        policy: contract LandPolicy, one policy.
        option: what the land would be used for.
        kinds: by layer_id, the published kind by which a layer that was not looked at is named.
    """
    rules = rules_of(policy, option)
    shape = (len(cells.classes), len(cells.masks))
    tier, deciding, sharing = (np.full(shape, start, dtype=np.int64) for start in (OPEN, NO_RULE, NO_RULE))
    hundredths, gap, sure = (np.full(shape, start, dtype=np.int64) for start in (WHOLE, 0, OPEN))
    present, guessed = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    present[cells.land_class, cells.mask] = True
    looked_at, unsure = np.ones(len(rules), dtype=bool), np.zeros(len(rules), dtype=bool)
    gaps: dict[frozenset[str], int] = {frozenset(): 0}
    columns = (rules["subject"], rules["subject_id"], rules["rule"], rules["usable_share"])
    for number, (subject, name, rule, share) in enumerate(zip(*columns, strict=True)):
        inside, unknown = _met(cells, subject, name)
        step, unseen = _TIER_OF[rule], unknown & ~inside
        if rule == "require":
            inside = ~inside & ~unknown
        looked_at[number], unsure[number] = (present & ~unknown).any(), (present & unseen).any()
        reached = np.where(inside, step, np.where(unseen, min(step, NOT_SCREENED), OPEN))
        worse = reached > tier
        deciding[worse], guessed[worse] = number, unseen[worse]
        tier = np.maximum(tier, reached)
        cents = round(share * WHOLE)
        if step != EXCLUDED and cents < WHOLE:
            less = (inside | unseen) & (cents < hundredths)
            sharing[less], hundredths[less] = number, cents
        sure = np.where(unseen, np.maximum(sure, step), sure)
        if unseen.any():
            gap = _with(gap, unseen, kinds.get(name, name) if subject == "layer" else LAND_COVER, gaps)
    out = tier == EXCLUDED
    hundredths[out], sharing[out] = 0, NO_RULE
    closed = tier == NOT_SCREENED
    hundredths[closed], sharing[closed] = WHOLE, NO_RULE
    return Verdicts(rules, tier, deciding, guessed, hundredths, sharing, looked_at, unsure, gap, tuple(gaps), sure)


def rules_of(policy: pd.DataFrame, option: str) -> pd.DataFrame:
    """The option's rules that do not ignore, its own in place of those for any, in the order of their steps."""
    mine = policy[policy["option"].isin([option, ANY])]
    own_first = mine.assign(own=mine["option"].ne(option)).sort_values("own", kind="stable")
    rules = own_first.drop_duplicates(["subject", "subject_id"])
    order = ["step_rank", "subject", "subject_id"]
    rules = rules[rules["rule"].ne("ignore")].sort_values(order, kind="stable")
    return rules.drop(columns="own").reset_index(drop=True)


def policy_findings(policy: pd.DataFrame, layer_ids: frozenset[str]) -> list[Finding]:
    """An error for each rule about a layer or class of land that does not exist: it would never be applied."""
    named = policy["subject_id"]
    known = np.where(policy["subject"].eq("layer"), named.isin(layer_ids), named.isin(LAND_CLASSES))
    if known.all():
        return []
    ids = tuple(row_ids(policy[~known], key_of(LandPolicy)))
    message = "the rule is about a layer that layers.csv does not have, or about a class of land that does not exist."
    return [Finding("error", "policy.csv", "unknown_subject", message, "subject_id", ids, "Correct the name.")]


def _met(cells: Cells, subject: str, name: str) -> tuple[Flags, Flags]:
    """By class and mask: certainly of this layer or class; and nobody knows."""
    shape = (len(cells.classes), len(cells.masks))
    if subject == "land_class":
        classes = np.array(cells.classes)[:, None]
        return np.broadcast_to(classes == name, shape), np.broadcast_to(classes == "", shape)
    inside = (cells.masks & cells.bits_of(name, "inside")) != 0
    unknown = (cells.masks & cells.bits_of(name, "unknown")) != 0
    if name not in cells.layer_ids:
        unknown = np.ones(len(cells.masks), dtype=bool)
    return np.broadcast_to(inside, shape), np.broadcast_to(unknown, shape)


def _with(gap: Codes, rows: Flags, name: str, gaps: dict[frozenset[str], int]) -> Codes:
    """The sets with `name` added where `rows`; only sets met there are made, numbered as they come."""
    sets = list(gaps)
    lut = np.arange(len(sets), dtype=np.int64)
    for one in np.unique(gap[rows]).tolist():
        lut[one] = gaps.setdefault(sets[one] | {name}, len(gaps))
    return np.where(rows, lut[gap], gap)
