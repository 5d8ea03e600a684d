"""What the command line shows of the land: hectares by tier and option, and the steps for trees that take most."""

import sys
from typing import Final

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lae.land.picture import PICTURED
from lae.land.policy_contract import LAND_TIERS
from lae.results import Results
from lae.tables import records

_PLAIN_WIDTH: Final = 132
_STEPS: Final = ("exclude", "not_screened", "share")
_MOST: Final = 6
"""Steps of the waterfall that are shown."""


def land(results: Results) -> None:
    """Hectares by tier for each option; nothing where no layer was supplied, which a finding has said."""
    screened = results.table("screened_land")
    if screened.empty:
        return
    console = Console(soft_wrap=True, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    table = Table(title="Land by what rules it out (ha; a screening, not permission)", title_justify="left")
    for name in ("option", *LAND_TIERS):
        table.add_column(name.replace("_", " "), justify="left" if name == "option" else "right")
    sums = screened.groupby(["option", "tier"], sort=True)["area_ha"].sum().unstack(fill_value=0)
    for option, row in sums.reindex(columns=LAND_TIERS, fill_value=0.0).iterrows():
        table.add_row(str(option).replace("_", " "), *(f"{value:,.0f}" for value in row))
    console.print(table)
    console.print(f"What takes most from {PICTURED[0].replace('_', ' ')}:", highlight=False)
    for row in records(_steps(results.table("land_waterfall"))):
        console.print(f"  {escape(row.title)}: {row.removed_ha:,.0f} ha; {escape(row.why)}", highlight=False)


def _steps(waterfall: pd.DataFrame) -> pd.DataFrame:
    """The steps for trees that take most, in the order in which they take it."""
    ours = waterfall[waterfall["option"].eq(PICTURED[0]) & waterfall["zone_id"].eq("")]
    taking = ours[ours["step"].isin(_STEPS) & ours["removed_ha"].gt(0)]
    return taking.nlargest(_MOST, "removed_ha", keep="first").sort_values("step_rank", kind="stable")
