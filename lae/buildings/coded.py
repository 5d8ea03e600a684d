"""Categorical columns from codes, and codes from them."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]


def categorical(codes: npt.NDArray[np.integer], categories: Sequence[str]) -> pd.Categorical:
    """A categorical of these codes, -1 for missing, in as few bytes as its categories need."""
    made: pd.Categorical = pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(list(categories), dtype="str"))
    return made


def constant(name: str, number: int, categories: Sequence[str]) -> pd.Categorical:
    """So many times one category."""
    return categorical(np.full(number, list(categories).index(name), dtype=np.int64), categories)


def positions(values: Iterable[str], among: Iterable[str]) -> Codes:
    """The position of each value among others, all different, -1 for one that is none of them."""
    found: Codes = pd.Index(list(among), dtype="object").get_indexer(pd.Index(list(values), dtype="object"))
    return found.astype(np.int64)


def codes_of(column: pd.Series, categories: Sequence[str]) -> Codes:
    """The position of each value of a categorical column among `categories`, -1 for a value that is none of them."""
    order = np.append(positions(column.cat.categories, categories), -1)
    found: Codes = order[column.cat.codes.to_numpy()].astype(np.int64)
    return found
