"""A study's own tables of growth and rates as factors and curves, mixed as its mixes.csv says.

A curve or habitat that is called like an option serves it without a mix. Everything else is named, never guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.land.mixes_contract import CarbonMixes
from lae.land.sequestration.curve import CENTURY, Floats, looked_up
from lae.land.sequestration_contract import ANY, BASELINE, PER_HA_CENTURY, PER_HA_YEAR, LandFactors
from lae.tables import empty, filled, records

_TABLE: Final = "land/mixes.csv"
_ENDS: Final = ("low", "value", "high")
_FIX: Final = "Name them in data/land/mixes.csv: option, land_class, part, mix_share and tier."
_NAMED_ALIKE: Final = "B"
"""A copy of somebody's table is second-hand until the study says that it is the publisher's own."""


@dataclass(frozen=True)
class OwnCarbon:
    """What a study's own tables say: factors (contract LandFactors), their curves by id, and what was found.

    A curve is (3, ages): shares of its own total at age 100, poor, central and good.
    """

    factors: pd.DataFrame
    curves: Mapping[str, Floats]
    findings: tuple[Finding, ...]


def own_carbon(
    lookup: pd.DataFrame, rates: pd.DataFrame, mixes: pd.DataFrame, options: pd.DataFrame, *, years: int, lasts: int
) -> OwnCarbon:
    """Every option and class of land that the dropped tables cover; what they cannot serve is found, not filled.

    Args:
        lookup: contract CarbonLookup.
        rates: contract CarbonRates.
        mixes: contract CarbonMixes.
        options: contract LandOptions.
        years: the last age wanted.
        lasts: no curve grows beyond this age.
    """
    held = _Held.of(lookup, rates)
    wanted = pd.concat([mixes, _named_alike(held, mixes, options)], ignore_index=True)
    effect = options.set_index("option")["effect"].to_dict()
    rows: list[dict[str, object]] = []
    curves: dict[str, Floats] = {}
    faults: list[Finding] = []
    used: set[str] = set()
    for (option, land_class), parts in wanted.groupby(["option", "land_class"], sort=True):
        key = f"{option} / {land_class}"
        if lacking := held.lacking(parts):
            message = "no dropped table has these rows, or they are of two kinds; lae's own figure stays."
            faults.append(Finding("warning", _TABLE, "no_row", message, "part", (key, *lacking), _FIX))
        elif held.grows(parts):
            lines = held.mixed(parts, held.line)
            curve_id = f"own {option} {land_class}"
            totals = lines[:, CENTURY]
            if not 0 < totals[0] <= totals[1] <= totals[2]:
                faults.append(_odd(key, "stores nothing by age 100, or its low exceeds its high"))
                continue
            share = lines / totals[:, None]
            curves[curve_id] = share[:, np.minimum(np.arange(years + 1), min(lasts, share.shape[1] - 1))]
            rows.append(_row(parts, held, "biomass", curve_id, PER_HA_CENTURY, totals))
            used |= _names(parts)
        else:
            stops = effect.get(str(option)) == "avoided"
            if stops and parts["instead_of"].eq("").any():
                faults.append(_odd(key, "is emission that stops, so it needs the state of land before (instead_of)"))
                continue
            ends = held.mixed(parts, held.rate)
            if not ends[0] <= ends[1] <= ends[2]:
                faults.append(_odd(key, "has a low above its high"))
                continue
            book = "baseline" if option == BASELINE else "avoided" if stops else "flux"
            rows.append(_row(parts, held, book, "flux" if book == "flux" else "steady", PER_HA_YEAR, ends))
            used |= _names(parts)
    factors = filled(pd.DataFrame(rows), LandFactors, "land/factors.csv") if rows else empty(LandFactors)
    return OwnCarbon(factors, curves, (*faults, *_told(factors, held, used)))


@dataclass(frozen=True)
class _Held:
    """The dropped rows by name, and where each comes from."""

    lines: Mapping[str, Floats]
    rates: Mapping[str, Floats]
    sources: Mapping[str, str]

    @classmethod
    def of(cls, lookup: pd.DataFrame, rates: pd.DataFrame) -> "_Held":
        # Of a curve that stands in two files the first file's counts whole: rows of two are never strung together.
        first = lookup[lookup["source_id"].eq(lookup.groupby("curve_id")["source_id"].transform("first"))]
        first = first.drop_duplicates(["curve_id", "age_years"])
        lines, sources = {}, {}
        for name, rows in first.groupby("curve_id", sort=True):
            ordered = rows.sort_values("age_years", kind="stable")
            ages, tonnes = (ordered[column].to_numpy(float) for column in ("age_years", "value"))
            lines[str(name)] = looked_up(ages, tonnes, years=CENTURY)
            sources[str(name)] = str(ordered["source_id"].iloc[0])
        unique = rates.drop_duplicates("habitat").sort_values("habitat", kind="stable")
        by_habitat = {str(row.habitat): np.array([row.low, row.value, row.high]) for row in records(unique)}
        sources |= {name: str(source) for name, source in zip(unique["habitat"], unique["source_id"], strict=True)}
        return cls(lines, by_habitat, sources)

    def lacking(self, parts: pd.DataFrame) -> list[str]:
        """The names no table has; all, where some are curves and some habitats."""
        names = _names(parts)
        if names <= set(self.lines) or names <= set(self.rates):
            return []
        return sorted(names - set(self.lines) - set(self.rates)) or sorted(names)

    def grows(self, parts: pd.DataFrame) -> bool:
        """Whether a mix is of curves; a name that is both is taken for a curve."""
        return _names(parts) <= set(self.lines)

    def mixed(self, parts: pd.DataFrame, of: Callable[[str, str, int], Floats]) -> Floats:
        """Low, central and high of the mix, each part by its share."""
        ends = []
        for end, own in enumerate(("low_part", "part", "high_part")):
            columns = (parts[name] for name in (own, "part", "instead_of", "mix_share"))
            each = [share * of(name or part, before, end) for name, part, before, share in zip(*columns, strict=True)]
            ends.append(np.sum(each, axis=0))
        return np.stack(ends)

    def line(self, name: str, _before: str, _end: int) -> Floats:
        return self.lines[name]

    def rate(self, name: str, before: str, end: int) -> Floats:
        """What changes: the state after less the state before, the widest that both ranges allow."""
        after, idle = self.rates[name], self.rates[before] if before else np.zeros(3)
        ends = [row[1] if np.isnan(row[at]) else row[at] for row, at in ((after, end), (idle, 2 - end))]
        return np.asarray(ends[0] - ends[1])


def _names(parts: pd.DataFrame) -> set[str]:
    columns = ("part", "low_part", "high_part", "instead_of")
    return {str(name) for column in columns for name in parts[column]} - {""}


def _named_alike(held: _Held, mixes: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """A mix of one for each option without mixes that a curve, else a habitat, is called like."""
    known: dict[str, str] = {}
    for name in (*sorted(held.lines), *sorted(held.rates)):
        known.setdefault(_plain(name), name)
    mixed, rows = set(mixes["option"]), []
    for option, title, effect in zip(options["option"], options["name"], options["effect"], strict=True):
        part = known.get(_plain(option)) or known.get(_plain(title))
        if part and option not in mixed and effect == "removed":
            rows.append((option, ANY, part, "", "", "", 1.0, _NAMED_ALIKE, "called like the option"))
    return pd.DataFrame(rows, columns=list(CarbonMixes.to_schema().columns)) if rows else empty(CarbonMixes)


def _plain(name: str) -> str:
    """Letters and digits only, in the singular, so that "Hedgerows" is a hedgerow."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()).removesuffix("s")


def _row(parts: pd.DataFrame, held: _Held, book: str, curve_id: str, unit: str, ends: Floats) -> dict[str, object]:
    first: pd.Series = parts.iloc[0]
    sources = sorted({held.sources[name] for name in _names(parts)})
    ranged = bool((parts["low_part"] + parts["high_part"]).ne("").any()) or not ends[0] == ends[1] == ends[2]
    low, high = (ends[0], ends[2]) if ranged else (np.nan, np.nan)
    mix = ", ".join(f"{share:g} x {name}" for share, name in zip(parts["mix_share"], parts["part"], strict=True))
    before = sorted(set(parts["instead_of"]) - {""})
    return {
        "option": first["option"],
        "land_class": first["land_class"],
        "book": book,
        "curve_id": curve_id,
        "to_class": "",
        "unit": unit,
        "low": low,
        "value": ends[1],
        "high": high,
        "source": "; ".join(sources) or "the study's own table",
        "table_or_page": mix + (f" instead of {', '.join(before)}" if before else ""),
        "tier": parts["tier"].max(),
        "note": "; ".join(dict.fromkeys(note for note in parts["note"] if note)),
        "source_id": "; ".join(sources),
    }


def _odd(key: str, why: str) -> Finding:
    return Finding("warning", _TABLE, "unusable", f"{why}; lae's own figure stays.", "part", (key,), _FIX)


def _told(factors: pd.DataFrame, held: _Held, used: set[str]) -> list[Finding]:
    """What now rests on the study's tables, and which of their rows serve no option."""
    ids = tuple(
        f"{row.option} / {row.land_class}: {row.table_or_page} ({row.source}, tier {row.tier})"
        for row in records(factors)
    )
    message = "these rest on the study's own tables now, and no longer on lae's figures."
    idle = tuple(sorted((set(held.lines) | set(held.rates)) - used))
    beside = "these rows of the study's own tables serve no option."
    return [
        *[Finding("note", "land/factors.csv", "own_table", message, "option", ids)][: len(ids)],
        *[Finding("note", _TABLE, "no_option", beside, "part", idle, _FIX)][: len(idle)],
    ]
