"""What merging registers has to say: what was saved from counting twice, what may be twice, what is only history."""

import pandas as pd

from lae.charging.supply_contract import STANDINGS
from lae.findings import Finding


def merging_findings(locations: pd.DataFrame, rows: pd.DataFrame, matches: pd.DataFrame) -> list[Finding]:
    """The findings about contracts ChargerLocations, ChargerPoints (with its register's rows) and ChargerMatches."""
    found = []
    several = int(locations["registers"].str.contains("; ").sum())
    if len(set(rows["register"])) > 1:
        spared = int((~rows["counted"]).sum())
        message = f"{several} of {len(locations)} locations stand in more than one register; {spared} records of "
        message += "charge points are kept as evidence and not counted again."
        found.append(Finding("note", "charger_locations", "merged", message))
    if locations["historical"].any():
        message = (
            f"{int(locations['historical'].sum())} of {len(locations)} locations are known only from the National "
        )
        message += "Chargepoint Registry, which closed on 28 November 2024: a floor, not today."
        fix = "Add operators' OCPI files, Open Charge Map or OpenStreetMap."
        found.append(Finding("warning", "charger_locations", "historical", message, fix=fix))
    silent = matches[matches["why"].eq("operator_not_stated")]
    if len(silent):
        message = f"{len(silent)} pairs of two registers' locations stand side by side and one names no operator: not "
        message += "merged, so some may be counted twice."
        found.append(Finding("warning", "charger_matches", "operator_not_stated", message, ids=_pairs(silent)))
    far = matches[matches["why"].eq("same_id_far")]
    if len(far):
        message = f"{len(far)} ids stand in two registers, too far apart to be one place: not merged."
        found.append(Finding("warning", "charger_matches", "same_id_far", message, ids=_pairs(far)))
    blank = rows["counted"] & rows["points_count"].isna()
    if blank.any():
        message = f"{int(blank.sum())} records do not say how many vehicles they charge; each counts as one at least."
        found.append(Finding("note", "charger_points", "points_not_stated", message, "points_count"))
    never = rows[rows["counted"] & rows["standing"].isin(["planned", "private", "out_of_service"])]
    if len(never):
        kinds = ", ".join(f"{number} {word.replace('_', ' ')}" for word, number in _tally(never["standing"]))
        message = f"{kinds}: kept apart, never counted as cover."
        found.append(Finding("note", "charger_points", "never_cover", message))
    return found


def side_by_side(number: int, merge_m: float) -> list[Finding]:
    """A note of the pairs of one register that another register's would have been merged with."""
    if not number:
        return []
    message = f"pairs of one operator's locations within {merge_m:g} m in one register: {number}; taken as two "
    message += "places, though a register may list one twice."
    return [Finding("note", "charger_locations", "side_by_side", message)]


def _tally(words: pd.Series) -> list[tuple[str, int]]:
    counts = words.value_counts()
    return [(word, int(counts[word])) for word in STANDINGS if word in counts]


def _pairs(matches: pd.DataFrame) -> tuple[str, ...]:
    return tuple(matches["id_a"] + " and " + matches["id_b"])
