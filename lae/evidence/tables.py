"""The tables a run leaves behind, one CSV each, formula-like text made inert."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from lae.files import write_table


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every one of `tables` under its name and return the files."""
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        write_table(table, path, inert=True)
        written.append(path)
    return written
