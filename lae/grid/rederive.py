"""The standing validation: published demand headroom worked out again from the same row's other columns.

Each row is judged by factors fitted on the other rows of its tier only (headroom rule 8). The operator's RAG and
constraint texts follow from the figure, so no formula reads them. Two answers stand side by side for what lies above a
primary: our own figure for the BSP (nothing published is used), and the operator's figure for it, another row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.figures import on_ladder
from lae.grid.formulas import Flags, Floats, Formula, Knowns, best_elsewhere, fitted, knowns, left_out
from lae.grid.network import Ladder
from lae.grid.path import path_room
from lae.grid.security_contract import UPSTREAM, Rederivation, RederivationSummary
from lae.tables import validated

CHOSEN: Final = "best on the other rows"
ALWAYS_ZERO: Final = "always zero"
_CLOSE_MVA: Final = 1.0

Texts = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Rag:
    """Inferred thresholds on headroom / (headroom + maximum + contracted): Red below the first, Green from the second.

    Zero is always Red.
    """

    red_share: float
    amber_share: float

    def colours(self, headroom: Floats, demand: Floats) -> Texts:
        """The colour of each headroom; empty where it is NaN."""
        share = headroom / np.maximum(headroom + demand, np.finfo(float).tiny)
        colours = np.select([share < self.red_share, share < self.amber_share], ["Red", "Amber"], "Green")
        return np.where(np.isnan(headroom), "", colours).astype(str)


@dataclass(frozen=True)
class _Case:
    """The rows in the ladder's order, which of them are judged, and what their RAG is compared with."""

    rows: pd.DataFrame
    known: Knowns
    judged: Flags
    demand: Floats
    rag: Rag


def rederive(
    substations: pd.DataFrame, ladder: Ladder, formulas: Sequence[Formula], *, rag: Rag
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """REDERIVATION of every published path figure, and its SUMMARY by formula beside the always-zero baseline.

    A row gets the formula that does best on those other rows of its tier that tell a site's own room; the study's own
    settings may stem from these very rows and are printed, never chosen. Not re-derived are rows without ratings,
    maximum or contracted demand, and single-transformer sites, whose transfer capacity is unpublished.
    """
    rows = on_ladder(substations, ladder)
    known = knowns(rows)
    judged = rows["headroom_basis"].eq("path").to_numpy() & np.isfinite(known.published)
    contracted = rows["contracted_excl_bess_mva"] + rows["contracted_bess_mva"].fillna(0.0)
    case = _Case(rows, known, judged, known.maximum + contracted.to_numpy(float), rag)
    own = np.array([left_out(known, formula, known.own) for formula in formulas])
    best = best_elsewhere(known, formulas)
    details, summaries = [], []
    for upstream in UPSTREAM:
        above = _operators(ladder, known) if upstream == "published" else _ours(ladder, rows, own)
        room = np.maximum(np.minimum(own, above), 0.0)
        said = np.where(judged, room[best, np.arange(len(best))], np.nan)
        details.append(_detail(case, upstream, said, [formulas[at].name for at in best]))
        answers = {formula.name: answer for formula, answer in zip(formulas, room, strict=True)}
        answers |= {CHOSEN: said, ALWAYS_ZERO: said * 0.0}
        summaries += _summaries(case, upstream, answers, {formula.name: formula for formula in formulas})
    detail = pd.concat(details).sort_values(["upstream", "substation_id"], kind="stable")
    texts = dict.fromkeys(("upstream", "tier", "formula"), "str")
    return (
        validated(detail, Rederivation, "re-derivation"),
        validated(pd.DataFrame(summaries).astype(texts), RederivationSummary, "re-derivation summary"),
    )


def _ours(ladder: Ladder, rows: pd.DataFrame, own: Floats) -> Floats:
    """The least of our own rooms from each node to the top, each judged by its own left-out fit."""
    never = rows["tier"].eq("gsp").to_numpy(bool)
    return path_room(ladder, own, np.zeros(own.shape[-1], dtype=np.int64), never_binds=never).value


def _operators(ladder: Ladder, known: Knowns) -> Floats:
    """The operator's path figure at the node that feeds each node, over the share it takes; infinite without one."""
    least = np.full(len(known.tier), np.inf)
    for node, parents in enumerate(ladder.parents):
        for parent, share in parents:
            least[node] = np.fmin(least[node], known.published[parent] / share)
    return least


def _detail(case: _Case, upstream: str, said: Floats, names: Sequence[str]) -> pd.DataFrame:
    published = case.known.published
    table = pd.DataFrame(
        {
            "upstream": upstream,
            "substation_id": case.rows["substation_id"].to_numpy(str),
            "tier": case.known.tier,
            "formula": np.where(np.isnan(said), "", np.array(names)),
            "published_mva": published,
            "rederived_mva": said,
            "error_mva": said - published,
            "within_1_mva": _close(said, published),
            "published_rag": case.rows["demand_rag"].to_numpy(str),
            "rederived_rag": case.rag.colours(said, case.demand),
            "reason": _reasons(case, said),
        }
    )
    texts = ("upstream", "substation_id", "tier", "formula", "published_rag", "rederived_rag", "reason")
    return table.astype(dict.fromkeys(texts, "str"))[case.judged]


def _reasons(case: _Case, said: Floats) -> npt.NDArray[np.str_]:
    """Why a row is not re-derived, or what the difference points at; empty within 1 MVA."""
    published = case.known.published
    text = case.rows["demand_constraint"]
    upstream_only = (text.str.contains("Upstream") & ~text.str.contains("Substation")).to_numpy(bool)
    return np.select(
        [
            case.rows["single_transformer"].to_numpy(bool),
            np.isnan(said),
            _close(said, published),
            (published == 0) & upstream_only,
            said > published,
        ],
        [
            "one transformer: transfer capacity unpublished",
            "ratings, maximum or contracted demand unpublished, or too few rows to fit",
            "",
            "the operator names an upstream limit that the ladder does not hold",
            "the operator finds less: a limit that transformer ratings do not show",
        ],
        "the operator finds more: a higher firm capacity, or less of the contracted demand at the peak",
    )


def _summaries(
    case: _Case, upstream: str, answers: Mapping[str, Floats], formulas: Mapping[str, Formula]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, answer in answers.items():
        same_rag = case.rag.colours(answer, case.demand) == case.rows["demand_rag"].to_numpy(str)
        for tier in sorted(set(case.known.tier[case.judged])):
            here = case.judged & (case.known.tier == tier)
            compared = here & np.isfinite(answer)
            positive = compared & (case.known.published > 0)
            error = np.abs(answer - case.known.published)
            settings = np.full(3, np.nan)
            if name in formulas:
                settings = fitted(case.known, formulas[name], case.known.own & (case.known.tier == tier))
            rows.append(
                {
                    "upstream": upstream,
                    "tier": tier,
                    "formula": name,
                    "compared_count": int(compared.sum()),
                    "not_compared_count": int((here & ~compared).sum()),
                    "positive_count": int(positive.sum()),
                    "mean_error_mva": _mean(error[compared]),
                    "positive_error_mva": _mean(error[positive]),
                    "within_1_mva_share": _mean(_close(answer, case.known.published)[compared]),
                    "rag_agreement_share": _mean(same_rag[compared]),
                    "single_rated_factor_ratio": settings[0],
                    "dual_rated_factor_ratio": settings[1] if tier == "primary" else np.nan,
                    "contracted_coincidence_share": settings[2],
                }
            )
    return rows


def _close(said: Floats, published: Floats) -> Flags:
    close: Flags = np.abs(said - published) <= _CLOSE_MVA
    return close


def _mean(values: npt.NDArray[np.float64] | Flags) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
