"""The internal edition's table of single homes: personal data as soon as a certificate is in it, never published."""

from pathlib import Path
from typing import Final

import pandas as pd

from lae.files import write_table
from lae.results import Results

FOLDER: Final = "internal"
_LEFT_OUT: Final = ["postcode", "has_uprn"]
_ENERGY: Final = ["heat_loss_w_per_k", "space_heat_kwh", "hot_water_kwh", "heating_kwh", "appliances_kwh"]
_WARNING: Final = """# Internal: do not publish

homes.csv.gz holds a row a home. Where provenance is epc it describes somebody's home: personal data under the UK GDPR,
which may be used for the purpose it was supplied for and goes no further. A modelled home is nobody's: it stands at a
real postcode's point and is no statement about whoever lives there. There is no address and no UPRN in it.
The same homes, in coarser figures, are on the map of this folder (index.html).

`<scenario>_adopted_year` is the year in which the scenario has the home take up `<scenario>_technology`; blank: never.
"""


def write_homes(results: Results, folder: Path) -> None:
    """Write internal/homes.csv.gz and a warning beside it into `folder`; nothing where the study has no homes."""
    homes = results.table("dwellings")
    if homes.empty:
        return
    rows = homes.drop(columns=_LEFT_OUT).join(results.table("home_energy")[_ENERGY])
    choice = results.tables["choice"]
    if choice is not None:
        rows = rows.join(choice.adopted.by_home().set_axis(rows.index))
    write_table(pd.DataFrame(rows), folder / FOLDER / "homes.csv.gz", inert=True)
    (folder / FOLDER / "README.md").write_text(_WARNING, encoding="utf-8", newline="\n")
