"""From all land to what is left, step by step: each step takes only what the former left, and the last closes exactly.

Another order of steps moves hectares between reasons and never changes the remainder.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from lae.land.cells_contract import Cells, Codes
from lae.land.policy_contract import BARRING, LAND_TIERS, USABLE, LandWaterfall
from lae.land.screening.screened import PARTS_PER_HA
from lae.land.screening.verdicts import EXCLUDED, NO_RULE, NOT_SCREENED, WHOLE, Verdicts, verdicts
from lae.tables import columns_of, validated

_NOBODY_LOOKED: Final = "nobody looked: "


class _Step(NamedTuple):
    """One line: what it is, the rule's row (-1 none), and by place the hundredths of a square metre it takes."""

    step: str
    rule: int
    taken: Codes


def waterfall(
    cells: Cells,
    policy: pd.DataFrame,
    option: str,
    titles: Mapping[str, str],
    *,
    kinds: Mapping[str, str],
    by_zone: bool = False,
) -> pd.DataFrame:
    """LAND_WATERFALL (contract LandWaterfall) of one option.

    Args:
        cells: of `build_cells`.
        policy: contract LandPolicy, one policy.
        option: what the land would be used for.
        titles: by layer_id, what to call it.
        kinds: by layer_id, its published kind.
        by_zone: a waterfall for each zone, with the steps that take anything there; else one for all zones together,
            with every step, so that it shows what was looked at.
    """
    said = verdicts(cells, policy, option, kinds)
    place = cells.zone if by_zone else np.zeros(len(cells.zone), dtype=np.int64)
    names = cells.zone_ids if by_zone else ("",)
    total = _sums(place, cells.area_m2 * WHOLE, len(names))
    steps = list(_steps(cells, said, place, len(names)))
    left = total.copy()
    lines = [_line(_Step("total", NO_RULE, np.zeros_like(total)), left, names)]
    for step in steps:
        left = left - step.taken
        lines.append(_line(step, left, names))
    lines.append(_line(_Step("available", NO_RULE, np.zeros_like(total)), left, names))
    lines += [
        _line(_Step(tier, NO_RULE, np.zeros_like(total)), parts, names)
        for tier, parts in _by_tier(cells, said, place, len(names))
    ]
    table = pd.concat(lines, ignore_index=True)
    table["step_rank"] = np.repeat(np.arange(1, len(lines) + 1), len(names))
    if by_zone:
        table = table[table["removed_ha"].gt(0) | table["rule"].eq(NO_RULE)]
    table = table.sort_values(["zone_id", "step_rank"], kind="stable").reset_index(drop=True)
    table["step_rank"] = table.groupby("zone_id").cumcount() + 1
    return validated(_worded(table, said, option, titles), LandWaterfall, "land_waterfall")


def _steps(cells: Cells, said: Verdicts, place: Codes, places: int) -> Iterator[_Step]:
    kind = (cells.land_class, cells.mask)
    tier, deciding, sharing = said.tier[kind], said.deciding[kind], said.sharing[kind]
    whole, lost = cells.area_m2 * WHOLE, cells.area_m2 * (WHOLE - said.hundredths[kind])
    rules = range(len(said.rules))
    exclude, share = said.rules["rule"].isin(BARRING), said.rules["usable_share"].lt(1.0)
    for rule in rules:
        if exclude[rule] and said.looked_at[rule]:
            yield _Step("exclude", rule, _sums(place, whole * ((tier == EXCLUDED) & (deciding == rule)), places))
    # A layer nobody looked at has no step of its own that takes nothing: none found would read as none there.
    for rule in rules:
        if exclude[rule] and said.unsure[rule]:
            taken = whole * ((tier == NOT_SCREENED) & (deciding == rule))
            yield _Step("not_screened", rule, _sums(place, taken, places))
    for rule in rules:
        if share[rule] and not exclude[rule]:
            yield _Step("share", rule, _sums(place, lost * (sharing == rule), places))


def _by_tier(cells: Cells, said: Verdicts, place: Codes, places: int) -> Iterator[tuple[str, Codes]]:
    """What is available, worst first: which of it needs consent, which caution."""
    kind = (cells.land_class, cells.mask)
    usable = cells.area_m2 * said.hundredths[kind]
    for name in reversed(USABLE):
        yield name, _sums(place, usable * (said.tier[kind] == LAND_TIERS.index(name)), places)


def _line(step: _Step, left: Codes, names: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": pd.Series(names, dtype="str"),
            "step": step.step,
            "rule": step.rule,
            "removed_ha": step.taken / PARTS_PER_HA,
            "left_ha": left / PARTS_PER_HA,
        }
    ).astype({"step": "str"})


def _worded(table: pd.DataFrame, said: Verdicts, option: str, titles: Mapping[str, str]) -> pd.DataFrame:
    """Each step with its layer or class, why, how sure and by whom."""
    rule = table.pop("rule").to_numpy(np.int64)
    names = {"subject_id": "subject_id", "why": "why", "tier": "tier", "source_id": "source_id"}
    words = {name: [*said.rules[column].tolist(), ""] for name, column in names.items()}
    for name, texts in words.items():
        table[name] = pd.Series(np.array(texts, dtype=object)[rule], index=table.index, dtype="str")
    title = table["subject_id"].map(lambda name: titles.get(name, name.replace("_", " "))).astype("str")
    unseen = table["step"].eq("not_screened")
    outside = pd.Series(np.array([*said.rules["rule"].eq("require"), False])[rule], index=table.index)
    title = title.mask(outside & ~unseen, "outside: " + title)
    cover = pd.Series(np.array([*said.rules["subject"].eq("land_class"), False])[rule], index=table.index)
    title = title.where(~(unseen & cover), "land cover, so as to tell: " + title)
    table["title"] = title.mask(unseen, _NOBODY_LOOKED + title)
    return table.assign(option=option).astype({"option": "str", "title": "str"})[columns_of(LandWaterfall)]


def _sums(place: Codes, parts: Codes, places: int) -> Codes:
    total = np.zeros(places, dtype=np.int64)
    np.add.at(total, place, parts)
    return total
