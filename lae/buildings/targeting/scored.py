"""Where to start: LSOAs and primaries with their figures, criteria and score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.poverty_contract import FuelPoverty
from lae.buildings.retrofit_contract import Offer
from lae.buildings.targeting.clusters import CLUSTER_IDS, Clusters, ClusterSettings, clusters
from lae.buildings.targeting.criteria import RANKED, WEIGHT_IDS, checked, missing, ratios, scores
from lae.buildings.targeting.room import WHOLE, least_room, limits, load_mva, supplied
from lae.buildings.targeting.sums import by_lsoa, by_primary, figures
from lae.buildings.targeting_contract import CRITERIA, Targeting
from lae.findings import Finding
from lae.scoring import placed
from lae.tables import empty, validated

POWER_FACTOR_ID: Final = "power_factor_heat_pump"
LEAST_ID: Final = "zone_min_open_homes"
TARGETING_IDS: Final = (*WEIGHT_IDS, *CLUSTER_IDS, POWER_FACTOR_ID, LEAST_ID)
MODELLED: Final = "modelled"
_TABLE: Final = "targeting"
_TENURES: Final = ["social_share", "owner_share"]
_OF_OPEN: Final = ["open_homes", "capex_gbp", "carbon_saved_tco2e", "gbp_per_tco2e", "peak_added_kw"]
"""What a few open homes would be told by."""


@dataclass(frozen=True)
class TargetingSettings:
    """What turns homes into clusters and kW into MVA, and how many open homes a place needs to be scored."""

    clusters: ClusterSettings
    power_factor: float
    least_open_homes: float = 1.0

    @classmethod
    def of(cls, assumptions: Assumptions) -> "TargetingSettings":
        """The register's values."""
        factor, least = (assumptions.value(name) for name in (POWER_FACTOR_ID, LEAST_ID))
        return cls(ClusterSettings.of(assumptions), factor, least)


def _nothing(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype="float64" if name in ("share", "headroom_mva") else "str") for name in columns}
    )


@dataclass(frozen=True)
class Surroundings:
    """What is known of places beside their homes; without rows where nobody supplied it.

    Attributes:
        homes_on: lsoa_code, substation_id, share of the LSOA's homes (summing to 1 an LSOA at most).
        headroom: substation_id, headroom_mva (published, demand, today; may be blank), bound.
        fuel_poverty: contract FuelPoverty.
    """

    homes_on: pd.DataFrame = field(default_factory=lambda: _nothing("lsoa_code", "substation_id", "share"))
    headroom: pd.DataFrame = field(default_factory=lambda: _nothing("substation_id", "headroom_mva", "bound"))
    fuel_poverty: pd.DataFrame = field(default_factory=lambda: empty(FuelPoverty))


@dataclass(frozen=True)
class Targeted:
    """The contract Targeting, the clusters behind it (not for publication), and what could not be told.

    `certified` are LSOAs and primaries with homes that are known by a certificate: people's, not modelled ones.
    """

    table: pd.DataFrame
    clusters: Clusters
    certified: frozenset[str]
    findings: tuple[Finding, ...]


def targeting_table(
    dwellings: pd.DataFrame,
    energy: pd.DataFrame,
    offer: Offer,
    around: Surroundings,
    *,
    weights: Mapping[str, float],
    settings: TargetingSettings,
    untold: Mapping[str, str] | None = None,
) -> Targeted:
    """Every LSOA with homes and every primary that serves one, scored and placed; each level by itself.

    A primary gets of each LSOA's figures the share of its homes: homes of an LSOA are taken to be alike across it, and
    homes outside the study add nothing. A place of fewer open homes than are worth starting with has no score, such as
    a primary beyond the county that serves a corner of it.

    Args:
        dwellings: contract Dwellings.
        energy: contract HomeEnergy, of the same homes in the same order.
        offer: the package looked at, of the same homes.
        around: substations, headroom and fuel poverty.
        weights: of each criterion.
        settings: of the register.
        untold: criteria that the stock cannot tell one place from another by, each with the reason; they go blank. For
            instance social_homes where tenure is held to no count of any LSOA.

    Raises:
        FaultsError: the shares of `homes_on` are no shares.
        ValueError: homes, energy and offer are not of the same homes; a weight or `untold` names no criterion.
    """
    wanted, hidden = checked(weights), dict(untold or {})
    if strange := set(hidden) - set(CRITERIA):
        raise ValueError(f"untold names what is no criterion: {', '.join(sorted(strange))}")
    if not len(dwellings) == len(energy) == len(offer.status):
        raise ValueError(f"{len(dwellings)} homes, energy of {len(energy)} and an offer to {len(offer.status)}")
    runs = clusters(dwellings, offer.open, settings.clusters)
    lsoas = by_lsoa(dwellings, energy, offer, runs, around.fuel_poverty)
    supply = supplied(around.homes_on)
    supply = supply[supply["lsoa_code"].isin(lsoas.index)].reset_index(drop=True)
    primaries = by_primary(lsoas, supply)
    itself = pd.DataFrame({"area_code": primaries.index, "substation_id": primaries.index, "share": 1.0})
    parts = []
    for level, sums, hung in (
        ("lsoa", lsoas, supply.rename(columns={"lsoa_code": "area_code"})),
        ("primary", primaries, itself),
    ):
        told = figures(sums, lifetime_years=offer.lifetime_years, known_share=settings.clusters.known_share)
        load = load_mva(sums["peak_kw"].to_numpy(float), settings.power_factor)
        told = told.join(least_room(sums.index, hung, around.headroom, load).set_index(sums.index))
        parts.append(_scored(told, wanted, hidden, settings.least_open_homes).assign(area_level=level))
    table = pd.concat(parts).reset_index(names="area_code").assign(package=offer.name)
    table = table.astype(dict.fromkeys(["area_level", "area_code", "package"], "str"))
    remarks = [*_untold(hidden), *_unknown(table, runs, around), *_unserved(lsoas.index, supply, around)]
    own = _certified(dwellings, supply)
    return Targeted(validated(table, Targeting, _TABLE), runs, own, tuple(remarks))


def for_publication(targeted: Targeted, *, smallest: int) -> pd.DataFrame:
    """The table with what would tell of fewer than `smallest` certified homes blank; scores and places stay.

    Tenures of an area go blank together where any of the three is of too few. Where homes are all modelled they are
    nobody's, and everything stays.

    Args:
        targeted: of all areas.
        smallest: the least number of homes that is shown.
    """
    table = targeted.table
    personal = table["area_code"].isin(targeted.certified)

    def few(homes: pd.Series) -> pd.Series:
        return personal & homes.round().gt(0) & homes.round().lt(smallest)

    homes = table["homes"]
    tenures = [table[name] * homes for name in _TENURES]
    rest = homes - tenures[0] - tenures[1]
    shown = {name: table[name].mask(few(table[name] * homes)) for name in ("off_gas_share", "electric_share")}
    shown |= {name: table[name].mask(few(tenures[0]) | few(tenures[1]) | few(rest)) for name in _TENURES}
    shown |= {name: table[name].mask(few(table["open_homes"])) for name in (*_OF_OPEN, "headroom_after_mva")}
    return validated(table.assign(**shown), Targeting, _TABLE)


def _scored(
    told: pd.DataFrame, weights: Mapping[str, float], untold: Mapping[str, str], least_homes: float
) -> pd.DataFrame:
    """The figures with ratios, score and place; what is untold is blank."""
    told = told.assign(**{RANKED[name]: np.nan for name in untold if name in RANKED})
    criteria = ratios(told).assign(**{f"{name}_ratio": np.nan for name in untold})
    enough = told["open_homes"].gt(0) & told["open_homes"].ge(least_homes)
    score = np.where(enough, scores(criteria, weights), np.nan)
    joined = told.join(criteria)
    return joined.assign(score_ratio=score, criteria_missing=missing(criteria), rank_count=placed(score))


def _certified(dwellings: pd.DataFrame, supply: pd.DataFrame) -> frozenset[str]:
    """LSOAs with homes that are not modelled, and the primaries that serve them."""
    own = dwellings["provenance"].ne(MODELLED).to_numpy(bool)
    lsoas = frozenset(dwellings.loc[own, "lsoa_code"].unique())
    return lsoas | frozenset(supply.loc[supply["lsoa_code"].isin(lsoas), "substation_id"])


def _untold(untold: Mapping[str, str]) -> list[Finding]:
    return [
        Finding("note", _TABLE, "untold", f"left out of every score: {reason}", f"{name}_ratio")
        for name, reason in sorted(untold.items())
    ]


def _unknown(table: pd.DataFrame, runs: Clusters, around: Surroundings) -> list[Finding]:
    """What homes and households do not tell."""
    found = []
    if not runs.known.any():
        message = "no open home has a certificate of its own, so runs of like homes are not known and are in no score."
        fix = (
            "Supply the county's energy certificates: modelled homes are spread evenly, and would show runs we made up."
        )
        found.append(Finding("warning", _TABLE, "no_clusters", message, "clustered_share", fix=fix))
    if around.fuel_poverty.empty:
        message, fix = "no table of fuel poverty is at hand; it is in no score.", "Make buildings/fuel_poverty.csv."
        found.append(Finding("warning", _TABLE, "no_fuel_poverty", message, "fuel_poor_share", fix=fix))
    else:
        known = around.fuel_poverty.dropna(subset=["households_count", "fuel_poor_count"])["lsoa_code"]
        lsoas = table.loc[table["area_level"].eq("lsoa"), "area_code"]
        poor = lsoas[~lsoas.isin(known)]
        message = "fuel poverty is not published for these LSOAs; it is in no score of theirs, nor of their primaries'."
        found += [Finding("warning", _TABLE, "fuel_poverty_blank", message, "fuel_poor_share", tuple(poor))][
            : len(poor)
        ]
    idle = table.loc[table["open_homes"].eq(0), "area_code"]
    message = "no home is open to the package here, so there is no score."
    return [*found, *[Finding("note", _TABLE, "nothing_open", message, "score_ratio", tuple(idle))][: len(idle)]]


def _unserved(lsoas: pd.Index, supply: pd.DataFrame, around: Surroundings) -> list[Finding]:
    """What the network does not tell."""
    absent = {"which substation serves whom": supply.empty, "headroom": around.headroom.empty}
    if any(absent.values()):
        lacking = " and ".join(name for name, lacks in absent.items() if lacks)
        message = f"not supplied: {lacking}; headroom is in no score."
        return [Finding("warning", _TABLE, "no_network", message, "headroom_mva")]
    hung = supply.groupby("lsoa_code")["share"].sum().reindex(lsoas, fill_value=0.0)
    loose = list(hung.index[hung.lt(WHOLE)])
    names = pd.Series(sorted(supply["substation_id"].unique()), dtype="str")
    ends = limits(names, around.headroom)
    dark = list(names[np.isinf(ends["lower_mva"]) & np.isinf(ends["upper_mva"])])
    told = {
        "no_substation": ("some homes here hang on no known substation: headroom is an upper limit at best.", loose),
        "headroom_unknown": ("headroom is not known; it is in no score of these and of whom they serve alone.", dark),
    }
    return [
        Finding("note", _TABLE, rule, message, "headroom_mva", tuple(ids))
        for rule, (message, ids) in told.items()
        if len(ids)
    ]
