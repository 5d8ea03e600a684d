"""The ledger of indicators: each definition with its figures, targets and workstream, judged by stated rules."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.plan.kpis.contract import (
    ALL_AREAS,
    BEHIND,
    BEYOND,
    NO_TARGET,
    ON_TRACK,
    STATUSES,
    UNKNOWN,
    Kpis,
)
from lae.plan.kpis.figures import ACTUAL, FORECAST, TARGET, Area, Measured
from lae.tables import filled, key_of, records

NOT_MEASURED: Final = "no table of the run counts it"
NO_TARGET_REASON: Final = "nobody published or supplied a target for this area and year"
NOT_OF_BEYOND: Final = "no area of the study has a target for it"
NO_OWNER: Final = "no convening lead is named in plan/workstreams.csv"
_CLOSE: Final = 1e-9
_TABLE: Final = "kpis"


def ledger(
    definitions: pd.DataFrame,
    targets: pd.DataFrame,
    workstreams: pd.DataFrame,
    figures: Mapping[str, Measured],
    area: Area,
) -> pd.DataFrame:
    """Contract KPIS: every indicator with a definition and a source, in all its areas and milestones.

    Args:
        definitions: contract KpiDefinitions.
        targets: contract KpiTargets; a supplied target stands before one worked out from the carbon targets.
        workstreams: contract Workstreams, for owner and next action.
        figures: by name of the measure.
        area: the study's areas and milestones.
    """
    lead = workstreams.set_index("workstream")["convening_lead"].to_dict()
    step = workstreams.set_index("workstream")["next_action"].to_dict()
    parts = []
    for row in records(definitions):
        known = figures.get(row.measure, Measured(no_actual=NOT_MEASURED, no_forecast=NOT_MEASURED))
        rows = _of_one(targets[targets["kpi_id"].eq(row.kpi_id)], known, area, everywhere=row.areas == ALL_AREAS)
        owner = str(lead.get(row.workstream, ""))
        parts.append(
            rows.assign(
                kpi_id=row.kpi_id,
                workstream=row.workstream,
                definition=row.definition,
                unit=row.unit,
                direction=row.direction,
                owner=owner,
                owner_reason="" if owner else NO_OWNER,
                next_action=str(step.get(row.workstream, "")),
                source=row.source,
            )
        )
    made = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if made.empty:
        return filled(made, Kpis, _TABLE)
    made["status"] = statuses(made)
    made["provenance"] = made["provenance"].fillna("modelled")
    return filled(made, Kpis, _TABLE).sort_values(key_of(Kpis), kind="stable", ignore_index=True)


def statuses(rows: pd.DataFrame) -> pd.Series:
    """On track, behind, no target or unknown, row by row.

    A milestone that is past by the year of the count is judged by the count, one ahead by the forecast. A count that is
    only a lower bound can prove that a target to reach is met, never that it is missed; for a target to stay below, the
    other way round.
    """
    past = rows["actual_value"].notna() & rows["actual_year"].ge(rows["milestone_year"])
    judged = rows["actual_value"].where(past, rows["forecast_value"]).astype("float64")
    target, up = rows["target_value"].astype("float64"), rows["direction"].eq("up")
    slack = _CLOSE * target.abs()
    met = judged.ge(target - slack).where(up, judged.le(target + slack))
    floor = past & rows["actual_bound"].ne("exact")
    proves = ~floor | met.where(up, ~met)
    status = np.select([target.isna(), judged.isna() | ~proves, met], [NO_TARGET, UNKNOWN, ON_TRACK], default=BEHIND)
    return pd.Series(status, index=rows.index, dtype="str")


def status_counts(kpis: pd.DataFrame) -> dict[str, int]:
    """How many rows of the ledger have each status, every status named."""
    return {status: int(kpis["status"].eq(status).sum()) for status in STATUSES}


def _of_one(targets: pd.DataFrame, known: Measured, area: Area, *, everywhere: bool) -> pd.DataFrame:
    """The rows of one indicator: figures and reasons, its name and status apart."""
    supplied = targets.rename(columns={"source": "target_source", "tier": "target_tier"})[TARGET]
    asked = pd.concat([supplied, known.target], ignore_index=True) if len(known.target) else supplied
    asked = asked.drop_duplicates(["area_code", "milestone_year"], keep="first")
    codes = [area.county, *area.districts] if everywhere else sorted(set(supplied["area_code"]))
    if everywhere and {BEYOND} & {*known.actual["area_code"], *known.forecast["area_code"]}:
        codes.append(BEYOND)
    frame = pd.DataFrame({"area_code": pd.Series(codes, dtype="str")}).merge(
        pd.DataFrame({"milestone_year": sorted({*area.milestones, *supplied["milestone_year"]})}), how="cross"
    )
    if not everywhere:
        frame = frame.merge(supplied[["area_code", "milestone_year"]], on=["area_code", "milestone_year"])
    scenarios = sorted(set(known.forecast["scenario"])) or [""]
    frame = frame.merge(pd.DataFrame({"scenario": scenarios}), how="cross")
    frame = frame.merge(known.forecast[FORECAST], on=["area_code", "milestone_year", "scenario"], how="left")
    frame = frame.merge(known.actual[ACTUAL], on="area_code", how="left")
    frame = frame.merge(asked, on=["area_code", "milestone_year"], how="left")
    no_target = np.where(frame["area_code"].eq(BEYOND), NOT_OF_BEYOND, NO_TARGET_REASON)
    blank: dict[str, Any] = {"target": no_target, "actual": known.no_actual, "forecast": known.no_forecast}
    for name, why in blank.items():
        missing = frame[f"{name}_value"].isna()
        frame[f"{name}_reason"] = np.where(missing, why, "")
    frame["area_level"] = [area.level(code) for code in frame["area_code"]]
    return frame


def ledger_findings(
    definitions: pd.DataFrame, targets: pd.DataFrame, workstreams: pd.DataFrame, figures: Mapping[str, Measured]
) -> list[Finding]:
    """What is refused or open: measures nobody defined, targets of no indicator, unverified ones, missing leads."""
    undefined = tuple(sorted(set(figures) - set(definitions["measure"])))
    strangers = tuple(sorted(set(targets["kpi_id"]) - set(definitions["kpi_id"])))
    unmade = tuple(sorted(set(definitions["measure"]) - {"", *figures}))
    blank = workstreams["convening_lead"].eq("")
    cases = [
        (
            "note",
            "plan/kpis.csv",
            "undefined",
            undefined,
            "the run works these out, but no indicator defines them: refused.",
            "Add a row with a definition and a source.",
        ),
        ("error", "plan/kpi_targets.csv", "unknown_kpi", strangers, "no indicator of plan/kpis.csv is called so.", ""),
        ("error", "plan/kpis.csv", "unknown_measure", unmade, "no measure of a run is called so.", "Leave it blank."),
        (
            "note",
            "plan/workstreams.csv",
            "no_lead",
            tuple(workstreams.loc[blank, "workstream"]),
            "no convening lead is named: an open question, which nobody may answer but the partnership.",
            "Write the name into convening_lead.",
        ),
    ]
    return [
        Finding(severity, table, rule, message, ids=ids, fix=fix)  # type: ignore[arg-type]
        for severity, table, rule, ids, message, fix in cases
        if ids
    ]
