"""What is wrong with an electrical model, all at once, and what its blanks cost."""

from typing import Final

import pandas as pd

from lae.findings import Finding, Severity
from lae.grid.electrical.contract import IMPEDANT, RATIO_KINDS
from lae.grid.electrical.graph import Model, asset_graph, dead, phases

_BRANCHES: Final = "grid/branches.csv"
_SOURCES: Final = "grid/sources.csv"
_LOADS: Final = "grid/loads.csv"
_PLAUSIBLE: Final = (0.03, 0.40)
"""Reactance of a transformer on its own rating. LTDS percent is on 100 MVA; on the wrong base it falls outside."""
_VOLTS: Final = 0.25
"""A rated voltage further from nominal than this is a slip of the pen, not a tap."""


def model_findings(given: Model) -> list[Finding]:
    """Every fault (error) and every blank that costs an answer (warning or note), by asset."""
    found: list[Finding] = []

    def say(severity: Severity, table: str, rule: str, message: str, ids: pd.Series | list[str], fix: str = "") -> None:
        if len(ids):
            found.append(Finding(severity, table, rule, message, ids=tuple(sorted(map(str, ids))), fix=fix))

    branches, buses = given.branches, set(given.buses["bus_id"])
    names = branches["asset_id"]
    strange = ~(branches["from_bus"].isin(buses) & branches["to_bus"].isin(buses))
    fix = "Add the busbar to grid/buses.csv, or correct the name."
    say("error", _BRANCHES, "unknown_bus", "branches end at busbars that are not listed.", names[strange], fix)
    adrift = {_SOURCES: given.sources, _LOADS: given.loads}
    for table, rows in adrift.items():
        missing = rows.loc[~rows["bus_id"].isin(buses), "asset_id"]
        say("error", table, "unknown_bus", "hang on busbars that are not listed.", missing, fix)
    loop = branches["from_bus"].eq(branches["to_bus"])
    say("error", _BRANCHES, "self_loop", "branches begin and end at the same busbar.", names[loop])
    if given.sources.empty:
        say("error", _SOURCES, "no_source", "no infeed is listed, so nothing can be supplied.", ["grid/sources.csv"])
    twice = pd.concat([names, given.sources["asset_id"], given.loads["asset_id"]])
    repeated = list(twice[twice.duplicated()])
    say("error", _BRANCHES, "duplicate_asset", "one id names two assets.", repeated, "Give each asset its own id.")
    whole = not found
    for finding in _electrical(given):
        say(finding.severity, finding.table, finding.rule, finding.message, list(finding.ids), finding.fix)
    if whole:
        graph = asset_graph(given)
        out_of_phase, never = phases(graph)
        message = "join busbars that stand at different phases: the vector groups around the loop do not close."
        fix = "Correct clock_count; a unit that really is so must not run in parallel."
        say("error", _BRANCHES, "vector_group", message, list(out_of_phase), fix)
        message = "are normally open and would join different phases: they can bring nothing back."
        say("warning", _BRANCHES, "open_vector_group", message, list(never), "Correct clock_count, or remove the tie.")
        islands = list(dead(graph))
        message = "busbars that no infeed reaches in normal running: nothing is worked out there."
        say("warning", "grid/buses.csv", "island", message, islands, "Close a switch, or add the infeed.")
    return found


def _electrical(given: Model) -> list[Finding]:
    """Faults of impedances, ratings, voltages and shares; busbars that are not listed are no fault here."""
    rows = given.branches
    kv = given.buses.set_index("bus_id")["nominal_kv"]
    ends = pd.DataFrame({end: kv.reindex(rows[f"{end}_bus"]).to_numpy(float) for end in ("from", "to")})
    impedant, wound = rows["kind"].isin(IMPEDANT), rows["kind"].isin(RATIO_KINDS)
    none = impedant & (rows["impedance_unit"].eq("") | rows["resistance_value"].isna() | rows["reactance_value"].isna())
    zero = impedant & ~none & rows["resistance_value"].eq(0) & rows["reactance_value"].eq(0)
    baseless = impedant & rows["impedance_unit"].eq("percent") & rows["base_mva"].isna()
    unrated = (impedant | rows["kind"].eq("transfer")) & rows["winter_mva"].isna() & rows["summer_mva"].isna()
    stepped = rows["target_ratio"].notna()
    untapped = stepped & rows[["tap_low_share", "tap_high_share", "tap_step_share"]].isna().any(axis=1)
    low, high = rows["tap_low_share"].fillna(0), rows["tap_high_share"].fillna(0)
    outside = rows["tap_share"].notna() & rows["tap_step_share"].notna()
    outside &= ~rows["tap_share"].between(low - 1e-9, high + 1e-9)
    far = pd.Series(data=False, index=rows.index)
    for end in ("from", "to"):
        far |= (rows[f"rated_{end}_kv"] / ends[end].to_numpy() - 1).abs().gt(_VOLTS)
    uneven = rows["kind"].isin(["line", "switch"]) & ~ends["from"].eq(ends["to"]).to_numpy() & ends.notna().all(axis=1)
    own = rows["reactance_value"] / 100 * rows["winter_mva"].fillna(rows["summer_mva"]) / rows["base_mva"]
    odd = wound & ~none & rows["impedance_unit"].eq("percent") & own.notna() & ~own.between(*_PLAUSIBLE)
    unworked = rows["normally_open"] & rows["operation"].eq("") & rows["kind"].isin(["switch", "line"])
    names = rows["asset_id"]

    def told(severity: Severity, rule: str, message: str, flags: pd.Series, fix: str = "") -> Finding:
        ids = tuple(names[flags.to_numpy()])
        return Finding(severity, _BRANCHES, rule, message, ids=ids, fix=fix)

    found = [
        told("error", "no_impedance", "carry no impedance.", none, "Give it, or make the row a transfer."),
        told("error", "zero_impedance", "have zero impedance.", zero, "Make a closed coupler a switch."),
        told("error", "no_base", "state percent without the base in MVA.", baseless),
        told("error", "rated_voltage", "have a rated voltage far from their busbar's nominal one.", far),
        told("error", "two_voltages", "join busbars of two nominal voltages without a transformer.", uneven),
        told("error", "tap_outside_range", "stand on a tap outside their range.", outside),
        told("warning", "no_tap_range", "hold a voltage, but have no tap range or step: taken as fixed.", untapped),
        told("warning", "no_rating", "have no rating: they never bind here, which proves nothing.", unrated),
        told(
            "warning",
            "impedance_base",
            f"have a reactance outside {_PLAUSIBLE[0]:.0%} to {_PLAUSIBLE[1]:.0%} of their own rating.",
            odd,
            "Look at the base: LTDS percent is on 100 MVA, nameplates are on the unit's own.",
        ),
        told("note", "unknown_operation", "are normally open, and how they are worked is not told.", unworked),
    ]
    stiff = given.sources.loc[given.sources["fault_level_mva"].isna(), "asset_id"]
    message = "have no fault level: taken as stiff, so voltages here are too good."
    found.append(Finding("warning", _SOURCES, "stiff_source", message, ids=tuple(stiff), fix="Give the fault level."))
    return [*found, *_shares(given.loads)]


def _shares(loads: pd.DataFrame) -> list[Finding]:
    """Loads that say neither or both of a share and an amount, and substations spread over more or less than 1."""
    shared = loads["substation_id"].ne("")
    fixed = loads["p_mw"].notna() & loads["q_mvar"].notna()
    wrong = loads.loc[(shared & loads["share"].isna()) | (~shared & ~fixed), "asset_id"]
    sums = loads[shared].groupby("substation_id")["share"].sum()
    off = sums.index[(sums - 1).abs() > 1e-6]
    message = "neither take a share of a substation's load nor a fixed P and Q."
    spread = "substations whose load is not spread in shares that sum to 1."
    return [
        Finding("error", _LOADS, "no_load", message, ids=tuple(wrong)),
        Finding("error", _LOADS, "shares", spread, ids=tuple(str(name) for name in off)),
    ]
