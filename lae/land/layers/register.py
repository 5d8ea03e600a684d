"""The register of layers with its numbers filled in, what each layer is read from, and the rules it brings along."""

from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import Assumption, Assumptions
from lae.findings import Finding
from lae.land.policy_contract import LandPolicy
from lae.land.sequestration_contract import ANY
from lae.tables import columns_of, validated

REGISTER: Final = "land/layers.csv"
_VALUE: Final = "{value}"
_BETWEEN: Final = "|"


def layer_keys(layers: pd.DataFrame) -> pd.Series:
    """By row, what its features or cells are kept under: its file and column of classes, else the published kind."""
    named = layers["file"].where(layers["class_column"].eq(""), layers["file"] + _BETWEEN + layers["class_column"])
    return named.where(layers["file"].ne(""), layers["layer"]).astype("str")


def resolved(layers: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """The register (contract ConstraintLayers) with buffers and least values of assumptions.csv in their places.

    A row of an assumption that is not there stays as it is: `register_findings` names it, and its run stops.
    """
    found = {name: assumptions[name] for name in set(layers["assumption_id"]) if name in assumptions}
    rows = layers.copy()
    for place, name in layers["assumption_id"].items():
        if name not in found:
            continue
        known = found[name]
        if layers.at[place, "form"] == "polygons":
            rows.loc[place, ["buffer_m", "buffer_low_m", "buffer_high_m"]] = [known.value, *_range(known)]
        else:
            rows.loc[place, "least_value"] = known.value
        rows.loc[place, "title"] = str(layers.at[place, "title"]).replace(_VALUE, f"{known.value:g}")
    done = layers["assumption_id"].isin(set(found))
    return rows.assign(assumption_id=layers["assumption_id"].mask(done, "").astype("str"))


def with_own_rules(policy: pd.DataFrame, layers: pd.DataFrame, *, policy_id: str) -> pd.DataFrame:
    """The rows of one policy, and for every layer with a rule of its own that no row speaks of, that rule last."""
    ours = policy[policy["policy_id"].eq(policy_id)].reset_index(drop=True)
    spoken = set(ours.loc[ours["option"].eq(ANY) & ours["subject"].eq("layer"), "subject_id"])
    added = layers[layers["rule"].ne("") & ~layers["layer_id"].isin(spoken)]
    if added.empty:
        return ours
    last = int(ours["step_rank"].max()) if len(ours) else 0
    rows = pd.DataFrame(
        {
            "policy_id": policy_id,
            "option": ANY,
            "subject": "layer",
            "subject_id": added["layer_id"],
            "rule": added["rule"],
            "usable_share": np.where(added["rule"].eq("exclude"), 0.0, 1.0),
            "step_rank": np.arange(last + 1, last + 1 + len(added)),
            "why": added["why"],
            "tier": added["tier"],
            "source": added["source"],
            "source_id": added["source_id"],
        }
    ).astype({"policy_id": "str", "option": "str", "subject": "str"})
    return validated(pd.concat([ours, rows], ignore_index=True)[columns_of(LandPolicy)], LandPolicy, "land/policy.csv")


def register_findings(layers: pd.DataFrame, policy: pd.DataFrame, assumptions: Assumptions) -> list[Finding]:
    """Rows that name an assumption that is not there, or a file that no rule speaks of."""
    named = layers["assumption_id"]
    unknown = named.ne("") & ~named.isin(set(assumptions))
    ruled = set(policy.loc[policy["subject"].eq("layer"), "subject_id"])
    silent = layers["file"].ne("") & layers["rule"].eq("") & ~layers["layer_id"].isin(ruled)
    fix = "Fill rule and why in its row, or add rows to policy.csv."
    cases = (
        ("error", "unknown_assumption", unknown, "names an assumption that assumptions.csv does not hold.", ""),
        ("warning", "no_rule", silent, "has a file, and no rule says what it means: it rules nothing out.", fix),
    )
    return [
        Finding(severity, REGISTER, rule, message, ids=tuple(layers.loc[rows, "layer_id"]), fix=mend)  # type: ignore[arg-type]
        for severity, rule, rows, message, mend in cases
        if rows.any()
    ]


def _range(known: Assumption) -> tuple[float, float]:
    return known.low, known.high
