"""Our building blocks beside those of tRESP and FES: what of ours and what of theirs counts the same thing.

Nothing is converted: a line adds up blocks of one side that together count what the other side counts. Where a block of
a line is missing, that side of the line has no figure and its other blocks stand alone.
"""

from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.measures import PROVENANCE, Uptake
from lae.pathway.resp_contract import RespRows
from lae.tables import Contract, columns_of, filled, key_of

OURS, THEIRS = "ours", "theirs"
ADDED, TAKEN_OFF = "added", "taken_off"
_PLAIN: Final = ("homes", "vehicles", "count")
"""What ours calls a number and theirs `Number`."""


class BlockIds(Contract):
    """One row a block of a line and side; a line's name is the id or ids of tRESP and FES."""

    line: str = pa.Field(str_length={"min_value": 1}, description="ids of the publisher, joined by +")
    label: str
    side: str = pa.Field(isin=[OURS, THEIRS])
    building_block: str
    part: str = pa.Field(isin=[ADDED, TAKEN_OFF], description="of the line's figure")
    source: str = pa.Field(str_length={"min_value": 1})
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["line", "side", "building_block"]


def ours_by_line(uptake: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """UPTAKE with our blocks under the publisher's ids; those no line names stay as they are.

    Args:
        uptake: contract Uptake.
        blocks: contract BlockIds.
    """
    own = blocks[blocks["side"].eq(OURS)]
    # Ours in homes or vehicles is their Number.
    plain = uptake.assign(unit=uptake["unit"].mask(uptake["unit"].isin(_PLAIN), "Number"))
    place = ["scenario", "district_code", "year"]
    summed = _lines(plain, own, [*place, "unit"], {"provenance": _weakest, "source_id": _cited})
    if summed.empty:
        return uptake
    made = own.merge(summed.rename(columns={"building_block": "line"})[["line", *place]], on="line")
    used = _keys(uptake, ["building_block", *place]).isin(_keys(made, ["building_block", *place]))
    alone = uptake[~used]
    # A figure somebody gave under the publisher's own id stands; the sum of ours gives way.
    given = _keys(summed, ["building_block", *place]).isin(_keys(alone, ["building_block", *place]))
    table = pd.concat([alone, summed[~given].assign(source_row=0)], ignore_index=True)
    return filled(table.sort_values(key_of(Uptake), kind="stable"), Uptake, "uptake")[columns_of(Uptake)]


def theirs_by_line(rows: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """RESP ROWS with lines of several of their blocks beside them, where all of a line's blocks are published.

    Args:
        rows: contract RespRows.
        blocks: contract BlockIds.
    """
    own = blocks[blocks["side"].eq(THEIRS)]
    several = own[own.groupby("line")["building_block"].transform("size").gt(1)]
    key = ["area_level", "area_code", "area_name", "pathway", "year", "unit", "licence_area", "vintage"]
    summed = _lines(rows, several, key, {"source_id": _cited, "source_row": "min"})
    if summed.empty:
        return rows
    place = ["area_level", "area_code", "pathway", "year"]
    here = _keys(rows, place).isin(_keys(summed, place))
    rest = rows[~(rows["building_block"].isin(set(several["building_block"])) & here)]
    table = pd.concat([rest, summed.assign(published="")], ignore_index=True)
    return filled(table.sort_values(key_of(RespRows), kind="stable"), RespRows, "resp_rows")[columns_of(RespRows)]


def _keys(rows: pd.DataFrame, names: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[names])


def _lines(rows: pd.DataFrame, blocks: pd.DataFrame, key: list[str], told: dict[str, Any]) -> pd.DataFrame:
    """One row a line and key where every block of the line has a figure."""
    met = rows.merge(blocks[["line", "building_block", "part"]], on="building_block", how="inner")
    if met.empty:
        return met
    met = met.assign(value=met["value"].where(met["part"].eq(ADDED), -met["value"]))
    groups = met.groupby(["line", *key], as_index=False, sort=True)
    texts = {name: (name, how) for name, how in told.items()}
    sums = groups.agg(value=("value", "sum"), there=("value", "size"), **texts)
    wanted = sums["line"].map(blocks.groupby("line").size())
    whole = sums[sums["there"].eq(wanted)]
    # Parts rounded apart may leave a hair below nothing.
    return whole.assign(value=whole["value"].clip(lower=0.0)).rename(columns={"line": "building_block"})


def _weakest(provenance: pd.Series) -> str:
    return str(max(provenance, key=PROVENANCE.index))


def _cited(sources: pd.Series) -> str:
    return ";".join(dict.fromkeys(name for text in sources for name in text.split(";")))
