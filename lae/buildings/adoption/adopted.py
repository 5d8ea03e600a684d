"""Homes that take up heating until a district's control totals are met, and where their units are added each year.

Every technology of a scenario and district has a queue of homes. The first `n` stand when its total is `n`, the one at
the boundary in part, so that the total is met exactly; where it falls, the last to come leave first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.adoption.propensity import Ranking
from lae.buildings.coded import categorical
from lae.findings import Finding
from lae.tables import records

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NOBODY: Final = -1
NEVER: Final = 0
_ROUNDING: Final = 1e-9
"""What sums of doubles may be off by: less than this is no home and no remainder."""


@dataclass(frozen=True)
class Adopted:
    """Who takes up what and when, in every scenario; arrays (scenario, home) in the order of Dwellings.

    Attributes:
        technology: position in `technologies`, NOBODY where the home takes up none in any year.
        place: how many homes of its district come before it in the technology's queue.
        adopted_year: the first year it stands, in whole or in part; NEVER where in none.
        district: position in `districts`, one a home.
        wanted: (scenario, district, technology, year) the control totals, cumulative.
        met: the same, as far as homes meet them.
    """

    scenarios: tuple[str, ...]
    districts: tuple[str, ...]
    technologies: tuple[str, ...]
    years: tuple[int, ...]
    technology: npt.NDArray[np.int8]
    place: npt.NDArray[np.int32]
    adopted_year: npt.NDArray[np.int16]
    district: Codes
    wanted: Floats
    met: Floats

    def standing(self, scenario: str, year: int) -> Floats:
        """What part of each home's technology stands at the end of a year: 1, 0, or between at the boundary."""
        row, column = self.scenarios.index(scenario), self.years.index(year)
        kind = self.technology[row]
        total = self.met[row, self.district, np.maximum(kind, 0), column]
        part: Floats = np.where(kind == NOBODY, 0.0, np.clip(total - self.place[row], 0.0, 1.0))
        return part

    def by_home(self) -> pd.DataFrame:
        """Two columns a scenario, one row a home: `<scenario>_technology` ("": none), `<scenario>_adopted_year`."""
        names = ["", *self.technologies]
        columns: dict[str, object] = {}
        for row, scenario in enumerate(self.scenarios):
            kind = np.where(self.adopted_year[row] == NEVER, 0, self.technology[row].astype(np.int64) + 1)
            year = self.adopted_year[row].astype(np.float64)
            columns[f"{scenario}_technology"] = categorical(kind, names)
            columns[f"{scenario}_adopted_year"] = np.where(year == NEVER, np.nan, year)
        return pd.DataFrame(columns)

    def left_over(self) -> pd.DataFrame:
        """What no home is left for, as additions: scenario, technology, district_code, year, count (not 0)."""
        left = self.wanted - self.met
        left = np.where(np.abs(left) > _ROUNDING, left, 0.0)
        change = np.diff(left, axis=-1, prepend=0.0)
        where = np.nonzero(change)
        names = [
            np.array(axis, dtype=object)[at]
            for axis, at in zip((self.scenarios, self.districts, self.technologies), where[:3], strict=True)
        ]
        columns = dict(zip(("scenario", "district_code", "technology"), names, strict=True))
        years = np.array(self.years, dtype=np.int64)[where[3]]
        table = pd.DataFrame(columns).astype("str").assign(year=years, count=change[where])
        return table[["scenario", "technology", "district_code", "year", "count"]]

    def findings(self) -> list[Finding]:
        """A warning for each technology that outgrows a district's homes in a scenario, with what is left over."""
        left = self.left_over()
        if left.empty:
            return []
        by = ["scenario", "technology", "district_code"]
        ordered = left.sort_values([*by, "year"], kind="stable")
        level = ordered.assign(level=ordered.groupby(by)["count"].cumsum())
        most = level.loc[level.groupby(by)["level"].idxmax()]
        message = (
            "more {} in its greatest year than homes are left for: a home takes up one technology in a scenario, and "
            "those of others are kept for them. The rest is spread over the district by homes."
        )
        fix = "New homes may carry the rest: name their sites in developments.csv."
        return [
            Finding(
                "warning",
                "uptake.csv",
                "homes_run_out",
                message.format(technology),
                "count",
                tuple(f"{row.scenario} / {row.district_code}: {row.level:,.0f} in {row.year}" for row in records(rows)),
                fix,
            )
            for technology, rows in most.groupby("technology", sort=True)
        ]


def adopt(
    additions: pd.DataFrame, ranking: Ranking, district: Codes, *, scenarios: Sequence[str], districts: Sequence[str]
) -> Adopted:
    """Every control total met by the homes that come first; no home takes up two technologies in one scenario.

    Technologies choose in the order of the ranking, each as many homes as its total ever asks for.

    Args:
        additions: scenario, technology, district_code, year and count, the net additions of each year; a technology
            the ranking has not is left alone.
        ranking: rank of each home for each technology.
        district: position in `districts` of each home's district.
        scenarios: in order.
        districts: in order.

    Raises:
        ValueError: a scenario or district of the additions is not named.
    """
    rows = additions[additions["technology"].isin(ranking.technologies)]
    years = tuple(sorted({int(year) for year in rows["year"]}))
    wanted = _wanted(rows, ranking.technologies, years, scenarios, districts)
    met, homes = np.zeros_like(wanted), ranking.rank.shape[1]
    technology = np.full((len(scenarios), homes), NOBODY, dtype=np.int8)
    place = np.zeros((len(scenarios), homes), dtype=np.int32)
    year = np.full((len(scenarios), homes), NEVER, dtype=np.int16)
    for area in range(len(districts)):
        queues = _queues(ranking, np.flatnonzero(district == area))
        for row in range(len(scenarios)):
            for kind, queue in enumerate(queues):
                total = np.maximum(wanted[row, area, kind], 0.0)
                needed = int(np.ceil(total.max(initial=0.0) - _ROUNDING))
                chosen = queue[technology[row, queue] == NOBODY][:needed]
                met[row, area, kind] = np.minimum(total, len(chosen))
                technology[row, chosen] = kind
                place[row, chosen] = np.arange(len(chosen))
                year[row, chosen] = _first_years(met[row, area, kind], years, len(chosen))
    return Adopted(
        tuple(scenarios), tuple(districts), ranking.technologies, years, technology, place, year, district, wanted, met
    )


def placed_additions(adopted: Adopted, place: Codes, places: pd.DataFrame, units: Floats) -> pd.DataFrame:
    """What homes add at each place and year: scenario, technology, places' columns, start_year, count, profile_units.

    Counts of a scenario, district and technology add up to what homes meet of its control total; a row adds or takes
    away something, and rows are in order of scenario, technology, place and year.

    Args:
        adopted: who takes up what.
        place: row of `places` of each home.
        places: what a row of the result says of where it is.
        units: profile units of each home's technology.
    """
    shape = (len(adopted.scenarios), len(adopted.technologies), len(places), len(adopted.years))
    count, weight = np.zeros(shape), np.zeros(shape)
    for row, kind in np.ndindex(shape[:2]):
        takers = np.flatnonzero(adopted.technology[row] == kind)
        takers = takers[np.lexsort((adopted.place[row, takers], adopted.district[takers]))]
        bounds = np.searchsorted(adopted.district[takers], np.arange(len(adopted.districts) + 1))
        for area in range(len(adopted.districts)):
            queue = takers[bounds[area] : bounds[area + 1]]
            who, when, change = _changes(adopted.met[row, area, kind])
            at = place[queue[who]] * shape[3] + when
            size = shape[2] * shape[3]
            count[row, kind] += np.bincount(at, change, minlength=size).reshape(shape[2:])
            weight[row, kind] += np.bincount(at, change * units[queue[who]], minlength=size).reshape(shape[2:])
    where = np.nonzero((count != 0) | (weight != 0))
    years = np.array(adopted.years, dtype=np.int64)
    first = {
        "scenario": np.array(adopted.scenarios, dtype=object)[where[0]],
        "technology": np.array(adopted.technologies, dtype=object)[where[1]],
    }
    table = pd.DataFrame(first).astype("str")
    at_place = places.take(where[2]).reset_index(drop=True)
    return pd.concat([table, at_place], axis=1).assign(
        start_year=years[where[3]], count=count[where], profile_units=weight[where]
    )


def _wanted(
    rows: pd.DataFrame,
    technologies: Sequence[str],
    years: Sequence[int],
    scenarios: Sequence[str],
    districts: Sequence[str],
) -> Floats:
    """The cumulative control totals (scenario, district, technology, year)."""
    axes = (
        ("scenario", scenarios),
        ("district_code", districts),
        ("technology", technologies),
        ("year", years),
    )
    codes = [pd.Index(list(order)).get_indexer(pd.Index(rows[name])) for name, order in axes]
    for (name, _), code in zip(axes, codes, strict=True):
        if (code < 0).any():
            unknown = sorted(set(rows.loc[code < 0, name].astype("str")))
            raise ValueError(f"unknown {name} among the additions: {', '.join(unknown)}")
    yearly = np.zeros(tuple(len(order) for _, order in axes))
    np.add.at(yearly, tuple(codes), rows["count"].to_numpy(float))
    total: Floats = yearly.cumsum(axis=-1)
    return total


def _queues(ranking: Ranking, homes: Codes) -> list[Codes]:
    """For each technology these homes in order of their rank, those that are not open left out."""
    queues = []
    for rank in ranking.rank:
        is_open = homes[rank[homes] > 0]
        queues.append(is_open[np.argsort(rank[is_open], kind="stable")])
    return queues


def _first_years(met: Floats, years: Sequence[int], number: int) -> npt.NDArray[np.int16]:
    """The first year each of a queue's first homes stands, NEVER where it never does."""
    most = np.maximum.accumulate(met)
    index = np.searchsorted(most, np.arange(number) + _ROUNDING, side="right")
    return np.append(np.array(years, dtype=np.int16), np.int16(NEVER))[index]


def _changes(met: Floats) -> tuple[Codes, Codes, Floats]:
    """Place in the queue, position of the year and change of every home that comes or leaves, in whole or in part."""
    before = np.append(0.0, met[:-1])
    first = np.floor(np.minimum(before, met)).astype(np.int64)
    last = np.where(before == met, first, np.ceil(np.maximum(before, met)).astype(np.int64))
    number = last - first
    when = np.repeat(np.arange(len(met)), number)
    who = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number) + first[when]
    change: Floats = np.clip(met[when] - who, 0.0, 1.0) - np.clip(before[when] - who, 0.0, 1.0)
    return who, when, change
