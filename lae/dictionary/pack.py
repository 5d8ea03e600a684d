"""Every table of the pack by name: what the run worked out, then the tables about those tables."""

from collections.abc import Iterable

import pandas as pd

from lae.dictionary.basis import headline_basis
from lae.dictionary.blanks import open_blanks
from lae.dictionary.lineage import lineage
from lae.results import Results


def pack_tables(results: Results, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables called `names` in their order, with what headlines rest on, what is open, and lineage last."""
    tables = {name: results.table(name) for name in names}
    tables |= {"headline_basis": headline_basis(results), "open_blanks": open_blanks(results)}
    return tables | {"lineage": lineage(tables)}
