"""The register of shares as arrays: how likely each category of a feature is, given what is known of a home already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.tables import records, row_ids

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_SUM: Final = 1e-3
"""How far from 1 the rounded shares of a condition may sum."""


@dataclass(frozen=True)
class Pattern:
    """Shares of a feature's categories, one row a category of the feature they depend on."""

    given: str
    shares: Floats


class Register:
    """The table of contract Shares, asked by feature."""

    def __init__(self, shares: pd.DataFrame, categories: Mapping[str, Sequence[str]]) -> None:
        """Take the shares of every feature.

        Args:
            shares: contract Shares.
            categories: the categories of each feature that others depend on, in the order of their codes.

        Raises:
            FaultsError: shares of a condition do not sum to 1, or a category a feature depends on has none.
        """
        self._rows = shares
        self._categories = dict(categories)
        sums = shares.groupby(["feature", "given", "condition"], sort=True)["share"].sum()
        wrong = sums[(sums - 1).abs() > _SUM]
        names = row_ids(wrong.reset_index(), ["feature", "given", "condition"])
        ids = tuple(f"{name}: {total:.4f}" for name, total in zip(names, wrong, strict=True))
        message = "the shares of a condition do not sum to 1."
        raise_errors([Finding("error", "buildings/shares.csv", "share", message, "share", ids)] if ids else [])

    def categories(self, feature: str) -> list[str]:
        """The categories a home's feature may get: the agreed ones, else those the table names, in its order."""
        named = self._rows.loc[self._rows["feature"] == feature, "category"].drop_duplicates().tolist()
        return list(self._categories.get(feature, named))

    def patterns(self, feature: str) -> list[Pattern]:
        """One pattern for each feature this one depends on."""
        rows = self._rows[self._rows["feature"] == feature]
        if rows.empty:
            message = f"no shares say what a home's {feature} is likely to be."
            raise_errors([Finding("error", "buildings/shares.csv", "no_shares", message, ids=(feature,))])
        return [self._pattern(feature, str(given), of) for given, of in rows.groupby("given", sort=True)]

    def likely(self, feature: str, known: Mapping[str, Codes]) -> Floats:
        """Shares of the feature's categories (rows, categories) for homes of which `known` holds codes.

        Where it depends on several features the shares multiply, so equal shares say nothing.

        Raises:
            FaultsError: for some known combination no category is possible.
        """
        product: Floats | float = 1.0
        patterns = self.patterns(feature)
        for pattern in patterns:
            product = product * pattern.shares[known[pattern.given]]
        total = np.asarray(product).sum(axis=1, keepdims=True)
        if (total <= 0).any():
            row = int(np.flatnonzero(total[:, 0] <= 0)[0])
            named = [
                f"{pattern.given} {self.categories(pattern.given)[known[pattern.given][row]]}" for pattern in patterns
            ]
            message = f"no {feature} is possible for a home of {' and '.join(named)}."
            raise_errors([Finding("error", "buildings/shares.csv", "impossible", message, "share")])
        likely: Floats = np.asarray(product) / total
        return likely

    def _pattern(self, feature: str, given: str, rows: pd.DataFrame) -> Pattern:
        columns = {name: number for number, name in enumerate(self.categories(feature))}
        lines = {name: number for number, name in enumerate(self.categories(given))}
        shares = np.zeros((len(lines), len(columns)))
        told = np.zeros(len(lines), dtype=bool)
        unknown = []
        for row in records(rows):
            conditions = row.condition.split() or [""]
            unknown += [name for name in conditions if name not in lines]
            unknown += [row.category] if row.category not in columns else []
            if unknown:
                continue
            for name in conditions:
                shares[lines[name], columns[row.category]] += row.share
                told[lines[name]] = True
        table, where = "buildings/shares.csv", f"{feature} given {given}"
        silent = [name for name, number in lines.items() if not told[number]]
        faults = [
            Finding("error", table, rule, f"{where}: {what}.", ids=tuple(dict.fromkeys(names)))
            for rule, what, names in (
                ("unknown_category", "these categories are not known", unknown),
                ("no_shares", "these conditions have no shares", [] if unknown else silent),
            )
            if names
        ]
        raise_errors(faults)
        return Pattern(given, shares)
