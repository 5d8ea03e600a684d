"""Places side by side that could be one project."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components


def clusters(zone_ids: Iterable[str], pairs: pd.DataFrame) -> pd.Series:
    """The cluster of each place, named after its first member; a place beside none is its own.

    Args:
        zone_ids: places that take part, each once.
        pairs: zone_id and neighbour_id, each pair once or twice; others than of `zone_ids` are left aside.
    """
    names = pd.Index(sorted(zone_ids), dtype="str")
    one, other = names.get_indexer(pd.Index(pairs["zone_id"])), names.get_indexer(pd.Index(pairs["neighbour_id"]))
    both = (one >= 0) & (other >= 0)
    links = sparse.coo_array((np.ones(int(both.sum())), (one[both], other[both])), shape=(len(names), len(names)))
    number, group = connected_components(links, directed=False)
    first = np.full(number, len(names), dtype=np.int64)
    np.minimum.at(first, group, np.arange(len(names)))
    return pd.Series(names[first[group]] if len(names) else names, index=names, dtype="str")
