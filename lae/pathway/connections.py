"""A named development and a contracted connection that are the same load: it loads once (headroom rule 17).

The match is a site's own `contracted_connection_id`. Without one it is inferred, when the site's substation, expected
load and connection year are known, and exactly one connection there is expected within a year of it, and no other site
could be the same one. What cannot be told apart is left unmatched and said: it then loads twice, an upper bound.
"""

from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.pathway.contract import NEW_HOME
from lae.pathway.developments_contract import ConnectionMatches
from lae.pathway.phasing import current
from lae.tables import columns_of, key_of

_TABLE: Final = "pathway/developments.csv"
_YEARS_APART: Final = 1.0
"""A site and an operator rarely agree on a connection's year to the year; two years apart are too often two schemes."""
_KVA_PER_MVA: Final = 1000.0
_ABOUT: Final = [
    "development_id",
    "substation_id",
    "contracted_connection_id",
    "homes_count",
    "expected_kva",
    "expected_connection_year",
]


def match_connections(developments: pd.DataFrame, connections: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Which contracted connection each site is, by its id or by substation and year; every other site has no row.

    `left_out_mva` is the site's expected load, at most the connection's: what a connection holds beyond the site stays
    contracted. A site without an expected load that names its connection is taken to be all of it. Sites that share a
    connection together leave out no more than it holds: those with an expected load first, then by id.

    Args:
        developments: a `Developments` table; its current editions count.
        connections: a `Connections` table.

    Returns:
        A `ConnectionMatches` table, and findings: an error for an id that no connection has, a warning for sites that
        could be several connections, or connections that could be several sites.
    """
    sites = current(developments)[_ABOUT]
    stated = sites["contracted_connection_id"].ne("")
    unknown = stated & ~sites["contracted_connection_id"].isin(set(connections["connection_id"]))
    columns = connections[["connection_id", "substation_id", "contracted_mva"]]
    named = sites.drop(columns="substation_id").merge(
        columns, left_on="contracted_connection_id", right_on="connection_id"
    )
    free = connections[~connections["connection_id"].isin(set(sites.loc[stated, "contracted_connection_id"]))]
    pairs = sites[~stated].dropna(subset=["expected_kva"]).merge(free, on="substation_id")
    near = (pairs["expected_connection_year"] - pairs["connection_year"]).abs() <= _YEARS_APART
    pairs = pairs[near & pairs["substation_id"].ne("")]
    alone = ~pairs["development_id"].duplicated(keep=False) & ~pairs["connection_id"].duplicated(keep=False)
    found = pd.concat([_by(named, "connection_id"), _by(pairs[alone], "substation_and_year")], ignore_index=True)
    return _left_out(found), _findings(sites[unknown], pairs[~alone])


def left_out_by_year(matches: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Contracted MVA to leave out of the contracted queue of each substation, because growth holds that load by then.

    A site's part grows with the homes it takes of the control total: homes not built yet, built before the base year,
    or in excess of the total stay contracted, so every part of the site loads once in every year. A site without homes
    leaves out nothing: no technology loads its floor space.

    Args:
        matches: a `ConnectionMatches` table.
        shares: the `NamedShares` table of the same sites; without new homes in it nothing is left out.

    Returns:
        scenario, year, substation_id (the connection's), left_out_mva; before the coincidence of contracted demand.
    """
    homes = shares.loc[shares["technology"].eq(NEW_HOME), ["scenario", "development_id", "year", "taken_count"]]
    both = homes.merge(matches[matches["homes_count"] > 0], on="development_id")
    part = (both["taken_count"] / both["homes_count"]).clip(upper=1.0)
    keys = ["scenario", "year", "substation_id"]
    return both.assign(left_out_mva=both["left_out_mva"] * part).groupby(keys, as_index=False)[["left_out_mva"]].sum()


def _by(rows: pd.DataFrame, rule: str) -> pd.DataFrame:
    return rows.assign(matched_by=pd.Series(rule, index=rows.index, dtype="str"))


def _left_out(found: pd.DataFrame) -> pd.DataFrame:
    """The matches with what each leaves out: its own load, as far as the connection has not been used up."""
    size = (found["expected_kva"] / _KVA_PER_MVA).fillna(found["contracted_mva"])
    order = found.assign(size=size, guessed=found["expected_kva"].isna())
    order = order.sort_values(["connection_id", "guessed", "development_id"], kind="stable")
    before = order.groupby("connection_id")["size"].cumsum() - order["size"]
    left = (order["contracted_mva"] - before).clip(lower=0.0)
    table = order.assign(left_out_mva=order["size"].where(order["size"] <= left, left))
    return table.sort_values(key_of(ConnectionMatches), ignore_index=True)[columns_of(ConnectionMatches)]


def _findings(unknown: pd.DataFrame, several: pd.DataFrame) -> list[Finding]:
    findings = []
    if len(unknown):
        ids = tuple(unknown["development_id"] + ": " + unknown["contracted_connection_id"])
        message = "names a contracted connection that no operator's table holds."
        findings.append(Finding("error", _TABLE, "unknown_connection", message, "contracted_connection_id", ids))
    if len(several):
        ordered = several.sort_values(["development_id", "connection_id"])
        ids = tuple(ordered["development_id"] + " or " + ordered["connection_id"])
        message = "more than one site or connection fits, so none is matched and the load may count twice."
        fix = "Write the operator's id into contracted_connection_id."
        findings.append(
            Finding("warning", _TABLE, "ambiguous_connection", message, "contracted_connection_id", ids, fix)
        )
    return findings
