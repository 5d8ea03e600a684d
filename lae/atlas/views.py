"""The figures behind each choice of direction, basis and queue, as arrays scenario x substation x year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas.model import AtlasModel
from lae.atlas.series import SeriesPool, Words
from lae.atlas.theme import CLASS_STATES, STATES
from lae.measures import BASES, BOUNDS, DIRECTIONS, QUEUES

NUMBERS: Final = [
    "headroom_own_mva",
    "headroom_mva",
    "capacity_mva",
    "observed_mva",
    "contracted_mva",
    "added_mva",
]
TEXTS: Final = ["bound_own", "bound", "binding_substation_id", "peak_slot", "queue", "source_id"]
CELL: Final = [*NUMBERS, *TEXTS, "because"]
"""What a cell holds, in order: places of series, then `because` as lines [technology, count series, MVA series]."""
OUTCOME: Final = [
    "state",
    "bound",
    "first_year_below_zero",
    "first_year_latest",
    "worst_year",
    "worst_headroom_mva",
    "binding_substation_id",
]
"""What a substation's outcome in a scenario holds, in order."""


@dataclass(frozen=True)
class View:
    """One choice a reader can make. `queue` is empty where each substation has its own, as on published figures."""

    direction: str
    basis: str
    queue: str

    @property
    def key(self) -> str:
        """The view's name in links."""
        return ".".join(part for part in (self.direction, self.basis, self.queue) if part)

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table keyed by direction, basis and queue that this view shows."""
        chosen = frame["direction"].eq(self.direction) & frame["basis"].eq(self.basis)
        return frame[chosen & frame["queue"].eq(self.queue)] if self.queue else frame[chosen]


def views_of(headroom: pd.DataFrame) -> list[View]:
    """Every view the table can fill: operators' figures in one view each, the modelled basis once a queue."""
    found = []
    for direction in DIRECTIONS:
        for basis in BASES:
            rows = View(direction, basis, "").rows(headroom)
            queues = [queue for queue in QUEUES if rows["queue"].eq(queue).any()]
            if basis != "modelled" and not rows.duplicated(["scenario", "year", "substation_id"]).any():
                queues = [""] if queues else []
            found += [View(direction, basis, queue) for queue in queues]
    return found


def technologies_of(model: AtlasModel) -> dict[str, str]:
    """Every technology with a `because` line and its label; one without a label is shown by its own name."""
    named = dict(model.technologies)
    return named | {name: name for name in sorted(model.because["technology"].unique()) if name not in named}


def packed_view(view: View, model: AtlasModel, pool: SeriesPool, words: Words) -> dict[str, Any]:
    """The view for the page: `cells` and `outcomes`, by scenario and then by substation, null where there is none."""
    scenarios = [scenario for scenario, _ in model.scenarios]
    places = _Places(scenarios, list(model.substations["substation_id"]), list(model.years))
    return {
        "key": view.key,
        "kind": "headroom",
        "direction": view.direction,
        "basis": view.basis,
        "queue": view.queue,
        "cells": list(_cells(view, model, places, pool, words)),
        "outcomes": list(_outcomes(view, model, places, words)),
    }


def contradicted(outcomes: pd.DataFrame, substations: pd.DataFrame) -> pd.Series:
    """True where a modelled outcome contradicts the operator's published figure, by the index of `outcomes`.

    A modelled deficit beside published room, or modelled room beside a published zero, is a disagreement to be settled
    with the operator: neither a shortfall nor room.
    """
    known = substations.set_index("substation_id")
    disagree = pd.Series(data=False, index=outcomes.index)
    for direction in DIRECTIONS:
        here = outcomes["basis"].eq("modelled") & outcomes["direction"].eq(direction)
        value = outcomes["substation_id"].map(known[f"{direction}_headroom_mva"])
        bound = outcomes["substation_id"].map(known[f"{direction}_bound"])
        short = outcomes["class"].eq("at_or_below_zero_today") & value.gt(0) & bound.isin(["exact", "at_least"])
        room = outcomes["class"].isin(["crosses", "stays_above"]) & value.le(0) & bound.isin(["exact", "at_most"])
        disagree |= here & (short | room)
    return disagree


@dataclass(frozen=True)
class _Places:
    """Where a scenario, substation and year stand in the arrays."""

    scenarios: list[str]
    substations: list[str]
    years: list[int]

    def codes(self, frame: pd.DataFrame) -> tuple[np.ndarray, ...]:
        """Positions of each row; raises ValueError for a scenario without a label."""
        scenario = pd.Index(self.scenarios).get_indexer(pd.Index(frame["scenario"]))
        if (scenario < 0).any():
            unknown = sorted(set(frame["scenario"][scenario < 0]))
            raise ValueError(f"these scenarios have figures but no label: {', '.join(unknown)}")
        places = [scenario, pd.Index(self.substations).get_indexer(pd.Index(frame["substation_id"]))]
        if "year" in frame.columns:
            places.append(frame["year"].to_numpy() - self.years[0])
        return tuple(places)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Lengths of the three axes."""
        return len(self.scenarios), len(self.substations), len(self.years)


def _cells(
    view: View, model: AtlasModel, places: _Places, pool: SeriesPool, words: Words
) -> Iterator[list[list[Any] | None]]:
    rows = view.rows(model.headroom)
    at = places.codes(rows)
    present = np.zeros(places.shape, dtype=bool)
    present[at] = True
    numbers = {name: _filled(places.shape, at, rows[name].to_numpy(dtype=float), np.nan) for name in NUMBERS}
    texts = {name: _filled(places.shape, at, rows[name].map(words.code).to_numpy(dtype=np.int64), -1) for name in TEXTS}
    because = _because(view, model, places, pool)
    for scenario in range(places.shape[0]):
        line: list[list[Any] | None] = []
        for substation in range(places.shape[1]):
            here = (scenario, substation)
            if not present[here].any():
                line.append(None)
                continue
            cell: list[Any] = [pool.numbers(numbers[name][here]) for name in NUMBERS]
            cell += [pool.codes(texts[name][here]) for name in TEXTS]
            line.append([*cell, because.get(here, [])])
        yield line


def _because(
    view: View, model: AtlasModel, places: _Places, pool: SeriesPool
) -> dict[tuple[int, int], list[list[int]]]:
    """For each scenario and substation its lines [technology, series of counts, series of MVA]."""
    rows = view.rows(model.because)
    found: dict[tuple[int, int], list[list[int]]] = {}
    for number, technology in enumerate(technologies_of(model)):
        of_technology = rows[rows["technology"].eq(technology)]
        at = places.codes(of_technology)
        counts = _filled(places.shape, at, of_technology["count"].to_numpy(dtype=float), np.nan)
        added = _filled(places.shape, at, of_technology["added_mva"].to_numpy(dtype=float), np.nan)
        for here in sorted(set(zip(at[0].tolist(), at[1].tolist(), strict=True))):
            line = [number, pool.numbers(counts[here]), pool.numbers(added[here])]
            found.setdefault(here, []).append(line)
    return found


def _outcomes(view: View, model: AtlasModel, places: _Places, words: Words) -> Iterator[list[list[Any] | None]]:
    rows = view.rows(model.shortfalls)
    states = rows["class"].map(CLASS_STATES).mask(contradicted(rows, model.substations), "disagrees")
    table = pd.DataFrame(
        {
            "state": states.map(STATES.index),
            "bound": rows["bound"].map(BOUNDS.index),
            "binding_substation_id": rows["binding_substation_id"].map(words.code),
        }
    ).join(rows[["first_year_below_zero", "first_year_latest", "worst_year", "worst_headroom_mva"]].round(2))
    grid: list[list[list[Any] | None]] = [[None] * places.shape[1] for _ in range(places.shape[0])]
    for scenario, substation, values in zip(*places.codes(rows), table[OUTCOME].to_numpy(), strict=True):
        grid[scenario][substation] = [_plain(value) for value in values]
    yield from grid


def _plain(value: float) -> float | int | None:
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _filled(shape: tuple[int, ...], at: tuple[np.ndarray, ...], values: np.ndarray, blank: float) -> np.ndarray:
    array = np.full(shape, blank, dtype=values.dtype)
    array[at] = values
    return array
