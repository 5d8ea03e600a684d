"""Every table of a pack by name: what the run worked out, then the tables about those tables."""

import pandas as pd

from lae.dictionary.accounts import accounts
from lae.dictionary.basis import headline_basis
from lae.dictionary.editions import Edition, tables_of
from lae.dictionary.lineage import lineage
from lae.dictionary.registry import ABOUT, TABLES
from lae.results import Results


def pack_tables(results: Results, edition: Edition = "public") -> dict[str, pd.DataFrame]:
    """The tables of the edition in their order, then those about them, lineage last."""
    tables = {name: results.table(name) for name in tables_of(edition, TABLES)}
    basis = headline_basis(results)
    about = {"headline_basis": basis[basis["table_name"].isin(tables)].reset_index(drop=True)}
    about |= accounts(results, tables)
    tables |= {name: about[name] for name in tables_of(edition, ABOUT) if name in about}
    return tables | {"lineage": lineage(tables)}
