"""Zones to start in: neighbouring LSOAs of high score, grown from the best, the same every time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.targeting.criteria import checked
from lae.buildings.targeting.room import supplied
from lae.buildings.targeting.scored import POWER_FACTOR_ID, Surroundings
from lae.buildings.targeting.zone_reasons import reasons
from lae.buildings.targeting.zone_room import Network
from lae.buildings.targeting_contract import Zones
from lae.tables import empty, validated

ZONE_IDS: Final = ("zone_top_share", "zone_most_homes", "zones_most", "zone_min_open_homes", POWER_FACTOR_ID)


@dataclass(frozen=True)
class ZoneSettings:
    """Which LSOAs may be in a zone and how large one grows.

    Attributes:
        top_share: of the LSOAs with a score, the best that may be in a zone.
        most_homes: the most homes of a zone of several LSOAs; a single larger one stands alone.
        zones_most: the most zones.
        min_open_homes: the fewest open homes of a zone: fewer are no programme, and would tell of single homes.
        power_factor: of the package's load.
    """

    top_share: float
    most_homes: float
    zones_most: float
    min_open_homes: float
    power_factor: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "ZoneSettings":
        """The register's values."""
        return cls(*(assumptions.value(name) for name in ZONE_IDS))


def zones(
    targeting: pd.DataFrame,
    lsoas: pd.DataFrame,
    pairs: pd.DataFrame,
    around: Surroundings,
    *,
    lifetime_years: float,
    weights: Mapping[str, float],
    settings: ZoneSettings,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The contract Zones, best seed first; none overlap, and each hangs together by shared boundaries.

    Headroom is counted substation by substation: several zones below one bulk supply point may be ready each and not
    together.

    Args:
        targeting: contract Targeting, before anything was blanked for publication.
        lsoas: lsoa_code and district_code.
        pairs: lsoa_code and neighbour_code, each pair of neighbours once or twice.
        around: as the targeting was made with.
        lifetime_years: of the package.
        weights: of each criterion, as the targeting was made with.
        settings: of the register.
        names: of substations by id; the id stands where there is none.

    Raises:
        FaultsError: the shares of `around.homes_on` are no shares.
        ValueError: weights are not of the criteria.
    """
    wanted = checked(weights)
    rows = targeting[targeting["area_level"].eq("lsoa")].set_index("area_code", drop=False).rename_axis(None)
    scored = rows[rows["rank_count"].notna()].sort_values(["rank_count", "area_code"], kind="stable")
    best = scored[scored["rank_count"].le(max(1.0, settings.top_share * len(scored)))]
    network = Network(supplied(around.homes_on), around.headroom, settings.power_factor, names or {})
    district = dict(zip(lsoas["lsoa_code"], lsoas["district_code"], strict=True))
    found = []
    for number, members in enumerate(grown(best, pairs, settings), start=1):
        zone = rows.loc[list(members)]
        capex, carbon = float(zone["capex_gbp"].sum()), float(zone["carbon_saved_tco2e"].sum())
        cost = capex / (carbon * lifetime_years) if carbon > 0 else float("nan")
        room = network.room(zone)
        found.append(
            {
                "zone_id": f"zone-{number:03d}",
                "lsoa_codes": " ".join(sorted(members)),
                "district_codes": " ".join(sorted({district[code] for code in members})),
                "homes": float(zone["homes"].sum()),
                "open_homes": float(zone["open_homes"].sum()),
                "capex_gbp": capex,
                "carbon_saved_tco2e": carbon,
                "gbp_per_tco2e": cost,
                "peak_added_kw": float(zone["peak_added_kw"].sum()),
                "score_ratio": float((zone["score_ratio"] * zone["homes"]).sum() / zone["homes"].sum()),
                "headroom_note": room.note,
                "reasons": "; ".join([*reasons(zone, rows, cost, wanted), room.words]),
            }
        )
    return validated(pd.DataFrame(found), Zones, "zones") if found else empty(Zones)


def grown(best: pd.DataFrame, pairs: pd.DataFrame, settings: ZoneSettings) -> list[tuple[str, ...]]:
    """Groups of neighbours, each begun at the best LSOA still free and given the best free neighbour while one fits.

    Args:
        best: area_code, homes and open_homes of the LSOAs that may be in a zone, the best first.
        pairs: lsoa_code and neighbour_code.
        settings: of the register.
    """
    order: Sequence[str] = list(best["area_code"])
    homes = dict(zip(order, best["homes"], strict=True))
    open_homes = dict(zip(order, best["open_homes"], strict=True))
    near: dict[str, set[str]] = {code: set() for code in order}
    for one, other in zip(pairs["lsoa_code"], pairs["neighbour_code"], strict=True):
        if one in near and other in near:
            near[one].add(other)
            near[other].add(one)
    free = set(order)
    found: list[tuple[str, ...]] = []
    for seed in order:
        if len(found) >= settings.zones_most:
            break
        if seed not in free:
            continue
        members, beside = [seed], set(near[seed])
        while True:
            room = settings.most_homes - sum(homes[code] for code in members)
            fits = (code for code in order if code in beside & free and code not in members and homes[code] <= room)
            best_one = next(fits, None)
            if best_one is None:
                break
            members.append(best_one)
            beside |= near[best_one]
        if sum(open_homes[code] for code in members) >= settings.min_open_homes:
            free -= set(members)
            found.append(tuple(members))
    return found
