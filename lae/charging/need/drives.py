"""Homes without a drive at every place, from the best evidence there is, and how well each is known.

In order: a flag of the homes themselves; the rule on buildings and roads; how often homes of a type have a drive; the
mean of homes whose type is known. What somebody saw is never scaled: what is left is held to the published share.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.need.scaling import Floats, Scaled, held
from lae.charging.need.settings import DriveSettings
from lae.charging.need_contract import (
    DRIVE_BASES,
    HOME_TYPES,
    SEEN,
    DriveEvidence,
    HomesAtPlaces,
    PlaceDrives,
)
from lae.findings import Finding
from lae.tables import row_ids, validated

Codes = npt.NDArray[np.int64]

PLACE: Final = ["place_id", "lsoa_code"]
_TABLE: Final = "charging_need"
_EVIDENCE: Final = "drive_evidence"
_ATTRIBUTES: Final = ["district_code", "easting_m", "northing_m"]


@dataclass(frozen=True)
class Drives:
    """Homes without a drive by place (contract PlaceDrives), the chances by type behind them, and what to say of both.

    Attributes:
        places: in order of LSOA and place.
        types: dwelling_type, homes, prior_share, drive_low_share, drive_share, drive_high_share: chances of a drive.
        factors: of the odds, for the low, central and high chances; NaN where nothing was scaled.
        findings: of this step.
    """

    places: pd.DataFrame
    types: pd.DataFrame
    factors: tuple[float, float, float]
    findings: tuple[Finding, ...]


def drives(homes: pd.DataFrame, settings: DriveSettings, *, evidence: pd.DataFrame | None = None) -> Drives:
    """Every place's homes without a drive, at least, centrally and at most; over the study the published share.

    Args:
        homes: contract HomesAtPlaces.
        settings: chances by type and the share they are held to.
        evidence: contract DriveEvidence; flags go before geometry. None: nobody looked.

    Raises:
        FaultsError: a table breaks its contract.
        ValueError: there is no home at all.
    """
    rows = validated(homes, HomesAtPlaces, "homes")
    if not rows["homes"].sum() > 0.0:
        raise ValueError("there are no homes to ask for a drive")
    place, table = _places(rows)
    kinds = np.zeros((len(table), len(HOME_TYPES)))
    np.add.at(kinds, (place, pd.Index(HOME_TYPES).get_indexer(pd.Index(rows["dwelling_type"]))), rows["homes"])
    whole = kinds.sum(axis=1)
    seen, without, findings = _seen(table, whole, evidence)
    looked = seen.sum(axis=1)
    # Nobody tells which types were looked at: what is left is of the place's own mixture.
    left = kinds * np.divide(whole - looked, whole, out=np.zeros_like(whole), where=whole > 0.0)[:, None]
    scaled, prior = _scaled(left.sum(axis=0), float(without.sum()), float(whole.sum()), settings)
    by_type = [without + left @ (1.0 - chance) for chance in (scaled.drive_high, scaled.drive, scaled.drive_low)]
    table = table.assign(
        homes=whole,
        seen_homes=looked,
        no_drive_low_homes=by_type[0],
        no_drive_homes=by_type[1],
        no_drive_high_homes=by_type[2],
        basis=_basis(seen, left),
    )
    types = pd.DataFrame(
        {
            "dwelling_type": pd.Series(HOME_TYPES, dtype="str"),
            "homes": kinds.sum(axis=0),
            "prior_share": prior,
            "drive_low_share": scaled.drive_low,
            "drive_share": scaled.drive,
            "drive_high_share": scaled.drive_high,
        }
    )
    findings += _of_scaling(scaled, table, settings, prior_no_drive=float(without.sum() + (left @ (1.0 - prior)).sum()))
    findings += _of_bases(table, kinds[:, 0])
    return Drives(validated(table, PlaceDrives, "drives"), types, scaled.factors, tuple(findings))


def _places(rows: pd.DataFrame) -> tuple[Codes, pd.DataFrame]:
    """The place of each row, and the places in order of LSOA and id with what their first row says of them."""
    order = rows[PLACE + _ATTRIBUTES].drop_duplicates(PLACE).sort_values(PLACE[::-1], kind="stable")
    table = order.reset_index(drop=True)
    place = pd.MultiIndex.from_frame(table[PLACE]).get_indexer(pd.MultiIndex.from_frame(rows[PLACE]))
    return place.astype(np.int64), table


def _seen(table: pd.DataFrame, whole: Floats, evidence: pd.DataFrame | None) -> tuple[Floats, Floats, list[Finding]]:
    """Homes looked at by place and basis, how many of these have no drive, and evidence that fits no home."""
    seen, without = np.zeros((len(table), len(SEEN))), np.zeros(len(table))
    if evidence is None or evidence.empty:
        return seen, without, []
    rows = validated(evidence, DriveEvidence, _EVIDENCE)
    place = pd.MultiIndex.from_frame(table[PLACE]).get_indexer(pd.MultiIndex.from_frame(rows[PLACE]))
    found, left = place >= 0, whole.copy()
    for number, basis in enumerate(SEEN):
        here = found & rows["basis"].eq(basis).to_numpy()
        at, told = place[here], rows.loc[here, "homes"].to_numpy(float)
        used = np.minimum(told, left[at])
        rate = np.divide(
            rows.loc[here, "no_drive_homes"].to_numpy(float), told, out=np.zeros_like(told), where=told > 0
        )
        seen[at, number] = used
        without[at] += used * rate
        left[at] -= used
    claimed = np.bincount(place[found], weights=rows.loc[found, "homes"], minlength=len(table))
    return seen, without, _of_evidence(rows[~found], table[claimed > whole * (1.0 + 1e-9) + 1e-9])


def _scaled(left: Floats, without: float, whole: float, settings: DriveSettings) -> tuple[Scaled, Floats]:
    """Chances of a drive by type of `HOME_TYPES`, held to what the published share leaves, and the central prior."""
    priors = [
        np.array([np.nan, *(getattr(settings.drive[name], end) for name in HOME_TYPES[1:])])
        for end in ("low", "central", "high")
    ]
    typed = float(left[1:].sum())
    for chance in priors:
        chance[0] = float((chance[1:] * left[1:]).sum()) / typed if typed > 0.0 else float(chance[1:].mean())
    shares = settings.no_drive
    wanted = (
        None if shares is None else tuple(one * whole - without for one in (shares.low, shares.central, shares.high))
    )
    scaled = held(
        (priors[0], priors[1], priors[2]), left, None if wanted is None else (wanted[0], wanted[1], wanted[2])
    )
    return scaled, priors[1]


def _basis(seen: Floats, left: Floats) -> pd.Series:
    """The basis of most homes of each place, the better evidence of equals; of a place without homes not known."""
    parts = np.column_stack([seen, left[:, 1:].sum(axis=1), left[:, 0]])
    best = np.where(parts.sum(axis=1) > 0.0, parts.argmax(axis=1), len(DRIVE_BASES) - 1)
    return pd.Series(np.array(DRIVE_BASES, dtype=object)[best], dtype="str")


def _of_evidence(lost: pd.DataFrame, over: pd.DataFrame) -> list[Finding]:
    cases = [
        ("evidence_without_homes", lost, "evidence of drives names places that hold no home of the study; not used."),
        ("more_evidence_than_homes", over, "evidence of drives names more homes than stand there; used up to these."),
    ]
    return [
        Finding("warning", _EVIDENCE, rule, message, "homes", tuple(dict.fromkeys(row_ids(rows, PLACE))))
        for rule, rows, message in cases
        if len(rows)
    ]


def _of_scaling(
    scaled: Scaled, table: pd.DataFrame, settings: DriveSettings, *, prior_no_drive: float
) -> list[Finding]:
    """How far the priors were moved, or why they were not."""
    whole, column = float(table["homes"].sum()), "no_drive_share"
    before = prior_no_drive / whole
    if settings.no_drive is None:
        message = f"no published share of homes without a drive; chances by type give {before:.1%}, unchecked."
        return [Finding("warning", _TABLE, "drives_not_calibrated", message, column)]
    wanted = settings.no_drive
    found: list[Finding] = []
    ends = zip(("upper", "central", "lower"), scaled.factors, (wanted.high, wanted.central, wanted.low), strict=True)
    for name, factor, share in ends:
        if np.isnan(factor):
            message = (
                f"no chance of a drive by type leaves {share:.1%} of homes without one ({name} figure) beside what was "
                "seen; the chances stand as they are."
            )
            fix = "Do the homes that were looked at stand for the study, and is the published share its own?"
            found.append(Finding("warning", _TABLE, "drive_share_out_of_reach", message, column, fix=fix))
    if not np.isnan(scaled.factors[1]):
        message = (
            f"chances of a drive by type would leave {before:.1%} of homes without one; their odds are multiplied by "
            f"{scaled.factors[1]:.3g} to reach the published {wanted.central:.1%} ({wanted.low:.1%} to "
            f"{wanted.high:.1%})."
        )
        found.append(Finding("note", _TABLE, "drives_calibrated", message, column))
    return found


def _of_bases(table: pd.DataFrame, untyped: Floats) -> list[Finding]:
    whole = float(table["homes"].sum())
    seen, blank = float(table["seen_homes"].sum()) / whole, float(untyped.sum()) / whole
    message = f"nobody looked at {1.0 - seen:.1%} of homes; whether they have a drive follows from their type."
    found = [Finding("note", _TABLE, "drives_by_type", message, "basis")] if seen < 1.0 else []
    if blank > 0.0:
        message = f"{blank:.1%} of homes are of no known type; they count as the mean of those that are."
        found.append(Finding("note", _TABLE, "type_not_known", message, "basis"))
    return found
