"""Substations on their way into our tables: registered names, the parents they hang on, stubs, feeds and the check."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.grid.network import lower_voltage_kv
from lae.readers.base import Count, Edition, Reading, Register
from lae.readers.cells import numbers_of, spelling
from lae.readers.figures import blank_figures
from lae.readers.points import Points, points_of
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.tables import Contract, check, columns_of, empty

NO_ALIAS: Final = "no registered alias"
_CONTRACTS: Final[dict[str, type[Contract]]] = {
    "substations": Substations,
    "feeds": Feeds,
    "scenario_figures": ScenarioFigures,
}
_LOWEST_BSP_KV: Final = 25.0
"""A bulk supply point hands on at more than this; a primary at less."""


class Parent(NamedTuple):
    """A substation that a file names as a parent, or that we registered; `upstream_id` is empty for a GSP."""

    asset_id: str
    name: str
    tier: str
    voltage: str
    upstream_id: str


def chosen(words: Iterable[str], spellings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each short name the first of its spellings that the header has, else the first of all."""
    known = {spelling(word) for word in words}
    return {
        name: next((each for each in options if spelling(each) in known), options[0])
        for name, options in spellings.items()
    }


def aliases_of(register: Register, dno: str) -> pd.DataFrame:
    """The operator's registered names with `substation_id` and `tier`, indexed by the published name."""
    ours = register.aliases[register.aliases["dno"] == dno].set_index("published_name")
    own = ours["same_as"].where(ours["same_as"].ne(""), dno + ":" + ours["alias"])
    tiers = [_tier(voltage, up) for voltage, up in zip(ours["voltage"], ours["upstream_id"], strict=True)]
    return ours.assign(substation_id=own, tier=pd.Series(tiers, index=ours.index, dtype="str"))


def parents_of(ours: pd.DataFrame) -> dict[str, Parent]:
    """The registered substations by their id."""
    columns = ours[["substation_id", "alias", "name", "tier", "voltage", "upstream_id"]]
    return {str(row[0]): Parent(*map(str, row[1:])) for row in columns.itertuples(index=False, name=None)}


def with_aliases(rows: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """Rows of registered names with the alias's substation_id, asset_id, name, voltage, tier and upstream_id."""
    known = ours.loc[rows["published_name"]].set_axis(rows.index)
    columns = ["substation_id", "name", "voltage", "tier", "upstream_id"]
    return rows.drop(columns=columns, errors="ignore").join(known[columns]).assign(asset_id=known["alias"])


def warn_no_alias(names: pd.Series, remarks: Remarks, dno: str) -> None:
    """Say, once, that no row of the file is registered."""
    if names.empty:
        fix = f"Register the ones you need in grid/aliases.csv, dno {dno}."
        remarks.file("warning", "no_alias", "no row has a registered alias.", fix=fix)


def agree(first: pd.DataFrame, ours: pd.DataFrame, named: Iterable[str], remarks: Remarks) -> None:
    """Check each substation against its alias: the parents its file names, where registered, and its voltage.

    Args:
        first: one row a substation, with `voltage_kv` as text (empty where unsaid) beside the alias's columns.
        ours: `aliases_of` the operator.
        named: the columns of `first` that name a parent.
        remarks: where faults go.
    """
    parents = parents_of(ours)
    nodes = ours["substation_id"]
    ids = first["substation_id"]
    above = [_above(up, parents) for up in first["upstream_id"]]
    for column in named:
        stated = first[column].map(nodes)
        triples = zip(stated, ids, above, strict=True)
        # Where the registered way up breaks off, `completed` says so.
        strays = [pd.notna(node) and node != own and bool(up) and node not in up for node, own, up in triples]
        elsewhere = pd.Series(strays, index=first.index, dtype=bool)
        message = "the file names another parent than the registered alias."
        fix = "Correct upstream_id in grid/aliases.csv."
        remarks.rows("error", "alias_upstream", message, ids[elsewhere], column=column, fix=fix)
    stated_kv = [lower_voltage_kv(text) for text in first["voltage_kv"]]
    alias_kv = [{lower_voltage_kv(part) for part in text.split("/")} for text in first["voltage"]]
    odd = pd.Series(
        [pd.notna(kv) and kv not in ours_kv for kv, ours_kv in zip(stated_kv, alias_kv, strict=True)],
        index=first.index,
        dtype=bool,
    )
    message = "the file's voltage is not that of the registered alias."
    fix = "Check grid/aliases.csv: it may be another substation."
    remarks.rows("error", "alias_voltage", message, ids[odd], column="voltage", fix=fix)


def gsp_groups_of(gsps: pd.Series, ids: pd.Series, register: Register, dno: str, remarks: Remarks) -> pd.Series:
    """NESO's GSP group of each row by the operator's GSP; empty, with a warning, where none is registered."""
    groups = register.gsp_groups
    found = gsps.map(groups[groups["dno"] == dno].set_index("upstream_gsp")["gsp_group"]).astype("str").fillna("")
    message = "no GSP group is registered for their GSP, so no growth reaches them."
    fix = "Add the GSP to grid/gsp_groups.csv."
    remarks.rows("warning", "gsp_group", message, ids[found.eq("")], fix=fix)
    return found


def places(text: pd.Series, ids: pd.Series, remarks: Remarks, *, column: str) -> Points:
    """The points of cells such as "53.75, -1.55", swapped ones put right; a cell that is no point counts as none."""
    parts = text.str.extract(r"^\s*([-+]?\d+(?:\.\d+)?)\s*,\s*([-+]?\d+(?:\.\d+)?)\s*$").astype("str")
    unread = text.ne("") & parts[0].isna()
    remarks.rows("warning", "coordinates", "is no point such as 53.75, -1.55.", ids[unread], column=column)
    latitude, _ = numbers_of(parts[0], table=remarks.table, column=column, ids=ids)
    longitude, _ = numbers_of(parts[1], table=remarks.table, column=column, ids=ids)
    found = points_of(latitude, longitude, table=remarks.table, ids=ids)
    remarks.extend(found.findings)
    return found


def completed(
    first: pd.DataFrame, parents: Mapping[str, Parent], edition: Edition, dno: str, remarks: Remarks
) -> dict[str, pd.DataFrame]:
    """Substations and feeds of one row a substation; blanks where it says nothing, a stub for each parent it lacks.

    Args:
        first: substation_id, asset_id, name, tier, voltage, upstream_id, gsp_group, easting_m, northing_m, source_row
            and whichever figures of `Substations` the file states.
        parents: what is known of substations above, by id.
        edition: what the rows carry.
        dno: the operator.
        remarks: where a parent nobody knows is named.
    """
    known = set(first["substation_id"])
    stubs: dict[str, dict[str, Any]] = {}
    unknown: list[str] = []
    for row in first.sort_values("substation_id").to_dict("records"):
        up = str(row["upstream_id"])
        if not up and row["tier"] != "gsp":
            unknown.append(str(row["substation_id"]))
        while up and up not in known and up not in stubs:
            parent = parents.get(up)
            if parent is None:
                unknown.extend([f"{row['substation_id']} (fed by {up})"] if up.startswith(f"{dno}:") else [])
                break
            if up.startswith(f"{dno}:"):
                about = {"gsp_group": row["gsp_group"], "source_row": row["source_row"], "substation_id": up}
                stubs[up] = {**parent._asdict(), **about}
                if parent.tier != "gsp" and not parent.upstream_id:
                    unknown.append(up)
            up = parent.upstream_id
    message = "what feeds them is neither in the file nor registered."
    fix = "Add it to grid/aliases.csv, and name it there as their upstream_id."
    remarks.rows("error", "unknown_parent", message, unknown, fix=fix)
    above = pd.DataFrame(list(stubs.values()), columns=[*Parent._fields, "gsp_group", "source_row", "substation_id"])
    rows = pd.concat([first.assign(stub=False), above.assign(stub=True)], ignore_index=True)
    blanks = {
        name: rows[name].where(rows[name].notna(), value) if name in rows else value
        for name, value in blank_figures().items()
    }
    rows = rows.assign(**blanks, observed_year=edition.observed_year, figure_year=edition.figure_year)
    rows = with_texts(
        rows, dno=dno, vintage=edition.vintage, source_id=edition.source_id, licence=edition.licence
    ).sort_values("substation_id", ignore_index=True)
    text = [name for name, kind in Substations.to_schema().columns.items() if str(kind.dtype) == "str"]
    whole = {"source_row": "int64", "stub": "bool", "single_transformer": "bool"}
    number = {name: "float64" for name, value in blank_figures().items() if isinstance(value, float)}
    table = rows[columns_of(Substations)].astype({**dict.fromkeys(text, "str"), **whole, **number})
    fed = table.assign(upstream_id=rows["upstream_id"].astype("str"), share=1.0, normally_open=False)
    return {"substations": table, "feeds": fed[fed["upstream_id"].ne("")][columns_of(Feeds)].reset_index(drop=True)}


def answer(tables: Mapping[str, pd.DataFrame], count: Count, remarks: Remarks, *, holds: tuple[str, ...]) -> Reading:
    """The reading of a file that can fill the tables `holds`, each checked against its contract."""
    for name, frame in tables.items():
        remarks.extend(check(frame, _CONTRACTS[name], remarks.table) if len(frame) else [])
    return Reading({name: tables.get(name, empty(_CONTRACTS[name])) for name in holds}, count, tuple(remarks.found))


def _tier(voltage: str, upstream_id: str) -> str:
    if not upstream_id:
        return "gsp"
    return "bsp" if lower_voltage_kv(voltage) > _LOWEST_BSP_KV else "primary"


def _above(up: str, parents: Mapping[str, Parent]) -> set[str]:
    """The nodes above, from `up` to the GSP; none where the way up is not registered to its end."""
    found: set[str] = set()
    while up and up not in found:
        if up not in parents:
            return set()
        found.add(up)
        up = parents[up].upstream_id
    return found
