"""Charge points of several registers as locations, each once, with the evidence of what was taken as the same."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.charging.contract import CHARGERS, dft_speed, gov_uk_speed
from lae.charging.supply.locations import locations_of
from lae.charging.supply.matching import Found, matched
from lae.charging.supply.merging_findings import merging_findings, side_by_side
from lae.charging.supply.operators import operator_keys
from lae.charging.supply.settings import SupplySettings
from lae.charging.supply.standing import standing
from lae.charging.supply_contract import ChargerLocations, ChargerMatches, ChargerPoints
from lae.findings import Finding
from lae.tables import columns_of, empty, validated

_LIVE_FIRST: Final = ["ncr", "osm", "ocm", "ocpi"]
"""Among registers that touched a location on the same day the later one here is followed."""
_UNNAMED: Final = "unnamed"


@dataclass(frozen=True)
class Merged:
    """locations: contract ChargerLocations; points: ChargerPoints; matches: ChargerMatches; what was found."""

    locations: pd.DataFrame
    points: pd.DataFrame
    matches: pd.DataFrame
    findings: tuple[Finding, ...]


def merged(chargers: pd.DataFrame, settings: SupplySettings, *, aliases: pd.DataFrame | None = None) -> Merged:
    """Every charge point in exactly one location; in each, one register is counted and the others kept as evidence.

    Locations of different registers are one where the operator is the same and they stand within `settings.merge_m`,
    or where they state the same id. The register that touched a location last is followed. Within one register
    nothing but a repeated id is taken as the same. The rows' order does not matter.

    Args:
        chargers: contract Chargers, of any number of files and registers; may be empty.
        settings: distances.
        aliases: contract OperatorAliases, other names of one company.
    """
    if chargers.empty:
        nothing = "no register of charge points is at hand: where vehicles charge today is not known."
        finding = Finding("warning", CHARGERS, "no_chargers", nothing, fix="Add an OCPI, Open Charge Map or OSM file.")
        return Merged(empty(ChargerLocations), empty(ChargerPoints), empty(ChargerMatches), (finding,))
    rows, again = _each_once(chargers)
    rows = rows.assign(
        operator_key=operator_keys(rows["operator"], aliases),
        standing=standing(rows["access"], rows["status"]),
        touched=rows["updated"].mask(rows["updated"].eq(""), rows["recorded"]),
        live=rows["register"].map(_LIVE_FIRST.index),
    )
    rows = rows.assign(node_id=_node_ids(rows))
    nodes = _nodes(rows)
    place = pd.Series(np.arange(len(nodes)), index=nodes["node_id"])
    node = rows["node_id"].map(place)
    ids = pd.concat([pd.DataFrame({"node": node, "id": rows[name]}) for name in ("charger_id", "location_id")])
    found = matched(nodes, ids, merge_m=settings.merge_m, same_id_m=settings.same_id_m)
    rows = _figures_filled(_followed(rows.assign(group=found.group[node.to_numpy(int)])))
    # First by text: pandas takes the least of each group's texts one group at a time.
    first = rows[rows["counted"]].sort_values("node_id", kind="stable").drop_duplicates("group")
    names = first.set_index("group")["node_id"]
    rows = rows.assign(merged_id=rows["group"].map(names).astype("str"))
    locations = locations_of(rows)
    matches = _matches(nodes, found, names)
    points = rows.assign(location_id=rows["merged_id"])[columns_of(ChargerPoints)]
    findings = (*again, *merging_findings(locations, rows, matches), *side_by_side(found.beside, settings.merge_m))
    return Merged(
        locations, validated(points.reset_index(drop=True), ChargerPoints, "charger_points"), matches, findings
    )


def _each_once(chargers: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows by id, the newest of each; two files of one register may hold the same charge point."""
    texts = ["updated", "recorded", "vintage", "source_id"]
    ordered = chargers.sort_values(["charger_id", *texts, "source_row"], kind="stable")
    again = ordered["charger_id"].duplicated(keep="last")
    rows = ordered[~again].reset_index(drop=True)
    if not again.any():
        return rows, []
    ids = tuple(dict.fromkeys(ordered["charger_id"][again]))
    message = f"{int(again.sum())} rows repeat a charge point of another file; the newest of each is used."
    return rows, [Finding("note", CHARGERS, "same_charger_again", message, "charger_id", ids)]


def _node_ids(rows: pd.DataFrame) -> pd.Series:
    """The register's location, told apart by operator where several stand at one."""
    shared = rows.groupby("location_id")["operator_key"].transform("nunique").gt(1)
    apart = rows["location_id"] + "/" + rows["operator_key"].mask(rows["operator_key"].eq(""), _UNNAMED)
    return rows["location_id"].mask(shared, apart).astype("str")


def _nodes(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a node in order of its id, at the middle of its charge points."""
    grouped = rows.groupby("node_id", sort=True)
    named = grouped[["register", "operator_key", "operator"]].first()
    middle = grouped[["easting_m", "northing_m"]].mean().round(3)
    return named.join(middle).reset_index()


def _followed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `counted`: whether their register is the one that touched the location last."""
    last = rows.sort_values(["group", "touched", "live"], kind="stable").drop_duplicates("group", keep="last")
    followed = rows["group"].map(last.set_index("group")["register"])
    return rows.assign(counted=rows["register"].eq(followed))


def _figures_filled(rows: pd.DataFrame) -> pd.DataFrame:
    """Points and power of a register that states neither, from the next newest one that does, by equal parts."""
    counted = rows["counted"]
    table = rows.assign(figures_from=pd.Series("", index=rows.index, dtype="str"))
    for column, others_are in (("points_count", "sum"), ("power_kw", "max")):
        known = rows.groupby("group")[column].transform("count")
        silent = counted & rows[column].where(counted).groupby(rows["group"]).transform("count").eq(0) & known.gt(0)
        if not silent.any():
            continue
        others = rows[~counted & rows[column].notna()]
        by = others.groupby(["group", "register", "live"], as_index=False).agg(
            touched=("touched", "max"), figure=(column, others_are)
        )
        best = by.sort_values(["group", "touched", "live"], kind="stable").drop_duplicates("group", keep="last")
        best = best.set_index("group")
        parts = silent.groupby(rows["group"]).transform("sum") if others_are == "sum" else 1.0
        figure = rows["group"].map(best["figure"]) / parts
        source = rows["group"].map(best["register"]).fillna("").astype("str")
        table[column] = table[column].mask(silent, figure)
        table["figures_from"] = table["figures_from"].mask(silent, source)
    return table.assign(speed_dft=dft_speed(table["power_kw"]), speed_gov_uk=gov_uk_speed(table["power_kw"]))


def _matches(nodes: pd.DataFrame, found: Found, names: pd.Series) -> pd.DataFrame:
    pairs = found.pairs
    if pairs.empty:
        return empty(ChargerMatches)
    sides: dict[str, pd.Series] = {}
    for end, side in (("one", "a"), ("other", "b")):
        row = nodes.iloc[pairs[end].to_numpy(int)].reset_index(drop=True)
        sides |= {
            f"id_{side}": row["node_id"],
            f"register_{side}": row["register"],
            f"operator_{side}": row["operator"],
        }
    merged_id = pd.Series(found.group[pairs["one"].to_numpy(int)]).map(names)
    table = pd.DataFrame(sides).assign(
        distance_m=pairs["distance_m"].round(1),
        why=pairs["why"],
        merged=pairs["merged"].astype(bool),
        location_id=merged_id.where(pairs["merged"].astype(bool), "").astype("str"),
    )
    ordered = table[columns_of(ChargerMatches)].sort_values(["id_a", "id_b", "why"], kind="stable", ignore_index=True)
    return validated(ordered, ChargerMatches, "charger_matches")
