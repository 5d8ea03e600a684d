"""Which eligible hectares an option may really take: its classes of land, and no layer it depends on unseen."""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, Severity
from lae.land.sequestration_contract import EXCLUDED, LAND_CLASSES, NOT_SCREENED, EligibleLand, words_of
from lae.tables import columns_of

Codes = npt.NDArray[np.int64]

_TABLE: Final = "eligible land"
_FIX: Final = "Supply the layers, and hold the option to the land inside those it needs."


def placed(
    eligible: pd.DataFrame, options: pd.DataFrame, *, confined: Collection[str] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows that an option may take, with `closed_ha` and `reason`; land nobody screened is closed, not dropped.

    A row is closed where the screening says so, where it could not look at a layer the option depends on, and where
    nobody vouches that the hectares lie in that layer: a field that nothing rules out is not a peat bog.

    Args:
        eligible: contract EligibleLand.
        options: contract LandOptions.
        confined: options whose hectares here lie wholly in the layers they need.
    """
    eligible = eligible.loc[eligible["tier"].ne(EXCLUDED), columns_of(EligibleLand)].reset_index(drop=True)
    option = pd.Index(options["option"]).get_indexer(pd.Index(eligible["option"]))
    land = pd.Index(LAND_CLASSES).get_indexer(pd.Index(eligible["land_class"]))
    # The last row and column are those of what we do not know.
    allowed = np.zeros((len(options) + 1, len(LAND_CLASSES) + 1), dtype=bool)
    for row, text in enumerate(options["land_classes"]):
        allowed[row, [LAND_CLASSES.index(name) for name in words_of(text)]] = True
    strange, unclassed, unfit = option < 0, land < 0, ~allowed[option, land]
    findings = [
        *_finding(
            eligible, strange, "option", "unknown_option", "no such option is known; its land is left out.", "error"
        ),
        *_finding(
            eligible,
            unclassed,
            "land_class",
            "unknown_class",
            "no such class of land is known; it is left out.",
            "warning",
        ),
        *_finding(
            eligible,
            unfit & ~strange & ~unclassed,
            "option",
            "unfit_class",
            "these may not go on all the classes given; the rest is left out.",
            "note",
        ),
    ]
    rows = eligible[~unfit].reset_index(drop=True)
    reason = _unseen(rows, option[~unfit], options, confined)
    closed = reason.ne("")
    rows = rows.assign(
        closed_ha=rows["area_ha"].where(closed, 0.0), area_ha=rows["area_ha"].mask(closed, 0.0), reason=reason
    )
    lacking = sorted(set(rows.loc[closed, "option"]))
    message = "some or all hectares are not opened to these: what would show that they suit was not looked at."
    return rows, findings + [Finding("warning", _TABLE, "not_screened", message, "not_screened", tuple(lacking), _FIX)][
        : len(lacking)
    ]


def _unseen(rows: pd.DataFrame, option: Codes, options: pd.DataFrame, confined: Collection[str]) -> pd.Series:
    """Why each row is closed, blank where it is not."""
    dark = rows["tier"].eq(NOT_SCREENED).to_numpy(bool)
    text, texts = pd.factorize(rows["not_screened"])
    seen = [set(words_of(name)) for name in texts]
    needed = [set(words_of(name)) for name in options["needs_layers"]]
    loose = [
        _outside(names) if name not in confined else "" for name, names in zip(options["option"], needed, strict=True)
    ]
    words = [[_needs(names & lacking) or out for names, out in zip(needed, loose, strict=True)] for lacking in seen]
    whole = [_needs(lacking) or _needs({"one"}) for lacking in seen]
    table = np.array([[*line, all_of] for line, all_of in zip(words, whole, strict=True)], dtype=object)
    # The last column is that of land no screening looked at.
    found = table.reshape(len(texts), len(options) + 1)[text, np.where(dark, len(options), option)]
    return pd.Series(found, index=rows.index, dtype="str")


def _needs(layers: set[str]) -> str:
    return f"needs a layer nobody supplied: {' '.join(sorted(layers))}" if layers else ""


def _outside(layers: set[str]) -> str:
    return f"nobody vouches that it lies in {' '.join(sorted(layers))}" if layers else ""


def _finding(
    eligible: pd.DataFrame, rows: np.ndarray, column: str, rule: str, message: str, severity: Severity
) -> list[Finding]:
    found = eligible[rows & eligible["area_ha"].gt(0).to_numpy()]
    if found.empty:
        return []
    ids = tuple(name or "(blank)" for name in sorted(set(found[column])))
    return [Finding(severity, _TABLE, rule, message, column, ids)]
