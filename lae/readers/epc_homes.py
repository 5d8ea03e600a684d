"""Which certificates are of the same building: by UPRN, else by building number, else by address, within one file.

Addresses are compared here as 64-bit digests and then forgotten: no address, and nothing one could be recovered from,
leaves the reader.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]
Digests = npt.NDArray[np.uint64]

_NONE: Final = np.uint64(0)
_NO_LINE: Final = ord("@")
"""How an address begins whose lines are blank: what follows is the place."""
_CAPITALS: Final = bytes(range(256)).upper()


def digests(lines: Sequence[pd.Series], place: pd.Series | None, *, rows: int) -> Digests:
    """One digest a row of the one or two `lines` and the `place` together, 0 where the lines are blank.

    Blind to case, blanks and commas, and to nothing else: an address is the same or it is not.
    """
    if not lines or not rows:
        return np.zeros(rows, dtype=np.uint64)
    where = [""] * rows if place is None else place.tolist()
    columns = [line.tolist() for line in lines]
    if len(columns) == 1:
        columns.append([""] * rows)
    plain = _plain([f"{one}{other}@{code}" for one, other, code in zip(*columns, where, strict=True)])
    hashed: Digests = pd.util.hash_array(np.array(plain.split(b"\0"), dtype=object), categorize=False)
    letters = np.frombuffer(plain, dtype=np.uint8)
    starts = np.concatenate([[0], np.flatnonzero(letters == 0) + 1])
    hashed[letters[starts] == _NO_LINE] = _NONE
    return hashed


def _plain(texts: list[str]) -> bytes:
    """The texts in capitals without blanks and commas, all at once, since there are hundreds of thousands.

    Zero letters part them, of which `lae.readers.guard` lets none into a table.
    """
    whole = "\0".join(texts)
    capitals = (whole if whole.isascii() else whole.upper()).encode("utf-8", "surrogatepass")
    return capitals.translate(_CAPITALS, b" ,")


def first_rows(uprns: Whole, buildings: Digests, addresses: Digests, source_rows: Whole) -> Whole:
    """For each row the source row of the first one of the same building; its own where it stands alone.

    A row without a UPRN joins the rows with one where its building number, or else its address, belongs to one UPRN
    only; rows without any of the three stay apart.

    Args:
        uprns: 0 where there is none.
        buildings: digest of the old service's building number, 0 where there is none.
        addresses: digest of address and postcode, 0 where there is none.
        source_rows: ascending.
    """
    homes = np.where(uprns > 0, uprns, 0)
    homes = _joined(_joined(homes, buildings), addresses)
    homes = _grouped(_joined(_grouped(homes, buildings), addresses), addresses)
    alone = homes == 0
    homes[alone] = int(homes.min(initial=0)) - 1 - np.arange(int(alone.sum()))
    codes, distinct = pd.factorize(homes)
    first = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(first, codes, source_rows)
    found: Whole = first[codes]
    return found


def _joined(homes: Whole, keys: Digests) -> Whole:
    """`homes` filled in for rows whose key belongs to exactly one home so far."""
    seeking = (homes == 0) & (keys != _NONE)
    if not seeking.any():
        return homes
    offered = (homes != 0) & pd.Series(keys).isin(pd.unique(keys[seeking])).to_numpy()
    pairs = pd.DataFrame({"key": keys[offered], "home": homes[offered]}).drop_duplicates()
    single = pairs.drop_duplicates("key", keep=False).set_index("key")["home"]
    joined = homes.copy()
    joined[seeking] = single.reindex(keys[seeking]).fillna(0).to_numpy(dtype=np.int64)
    return joined


def _grouped(homes: Whole, keys: Digests) -> Whole:
    """`homes` with a number of its own, below 0, for each key shared by rows that have no home yet."""
    seeking = (homes == 0) & (keys != _NONE)
    grouped = homes.copy()
    codes, _ = pd.factorize(keys[seeking])
    grouped[seeking] = int(homes.min(initial=0)) - 1 - codes
    return grouped
