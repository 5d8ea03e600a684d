"""The latest certificate of each home; no home is lost for want of a UPRN."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.stock.targets import Places

Codes = npt.NDArray[np.int64]

OLDER: Final = "an older certificate of the same home"
ELSEWHERE: Final = "its postcode is not one of the study's"


@dataclass(frozen=True)
class Latest:
    """One certificate a home in the order of the input, what was left out and why, and how many have no UPRN."""

    certificates: pd.DataFrame
    dropped: Mapping[str, int]
    without_uprn: int


def latest(certificates: pd.DataFrame) -> Latest:
    """The certificate of each home with the greatest lodgement date, inspection date and id, in that order.

    Certificates are of one home where the reader of a file found so (`home_row`), and across files where their UPRNs
    are the same. A certificate with neither stands for a home of its own.

    Args:
        certificates: contract Certificates, of one or more files.
    """
    homes = home_of(certificates)
    dates = [_ranks(certificates[name]) for name in ("inspection_date", "lodgement_date")]
    order = np.lexsort((*dates, homes))
    chosen = order[_lasts(homes[order])]
    same = np.ones(len(homes), dtype=bool)
    for date in dates:
        same &= date == date[chosen][np.argsort(homes[chosen], kind="stable")][homes]
    tied = np.flatnonzero(same)
    if len(tied) > len(chosen):
        # Ids are compared only where both dates are the same: sorting all of a county's costs a second.
        _, names = np.unique(certificates["certificate_id"].to_numpy(dtype=object)[tied], return_inverse=True)
        by_name = tied[np.lexsort((names, homes[tied]))]
        chosen = by_name[_lasts(homes[by_name])]
    kept = certificates.iloc[np.sort(chosen)].reset_index(drop=True)
    lost = len(certificates) - len(kept)
    return Latest(kept, {OLDER: lost} if lost else {}, int(kept["uprn"].eq("").sum()))


def home_of(certificates: pd.DataFrame) -> Codes:
    """A number for each certificate that those of the same home share, from 0."""
    source = certificates["source_id"].cat.codes.to_numpy(np.int64)
    row = certificates["home_row"].to_numpy(np.int64)
    group = pd.factorize(source * (row.max(initial=0) + 1) + row)[0].astype(np.int64)
    uprn, distinct = pd.factorize(certificates["uprn"].where(certificates["uprn"].ne(""), None))
    of_group = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    np.maximum.at(of_group, group, uprn)
    whole = np.where(of_group[group] >= 0, of_group[group], len(distinct) + group)
    homes: Codes = pd.factorize(whole)[0].astype(np.int64)
    return homes


def located(found: Latest, postcodes: pd.DataFrame, places: Places) -> tuple[Latest, Codes]:
    """The certificates that lie in the study, and the position of the LSOA of each.

    An LSOA the certificate states wins where it is one of the study's; else its postcode tells.

    Args:
        found: the latest certificates.
        postcodes: contract Postcodes.
        places: the study's.
    """
    rows = found.certificates
    lsoas = pd.Index(places.lsoas)
    of_postcode = lsoas.get_indexer(pd.Index(postcodes["lsoa_code"]))
    row_of = pd.Index(postcodes["postcode"]).get_indexer(rows["postcode"].cat.categories)
    by_postcode = np.append(of_postcode, -1)[row_of][rows["postcode"].cat.codes]
    stated = lsoas.get_indexer(rows["lsoa_code"].cat.categories)[rows["lsoa_code"].cat.codes]
    lsoa = np.where(stated >= 0, stated, by_postcode).astype(np.int64)
    inside = lsoa >= 0
    dropped = {**found.dropped, **({ELSEWHERE: int((~inside).sum())} if not inside.all() else {})}
    kept = rows[inside].reset_index(drop=True)
    return Latest(kept, dropped, int(kept["uprn"].eq("").sum())), lsoa[inside]


def _lasts(sorted_keys: Codes) -> Codes:
    """The position of the last row of each key."""
    if not len(sorted_keys):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.r_[sorted_keys[1:] != sorted_keys[:-1], True])


def _ranks(column: pd.Series) -> Codes:
    """The order of each row's category among the categories as text."""
    categories = column.cat.categories
    rank = np.empty(len(categories), dtype=np.int64)
    rank[np.argsort(categories.to_numpy(dtype=object), kind="stable")] = np.arange(len(categories))
    return rank[column.cat.codes.to_numpy()]
