"""What stands in the study or near enough to serve it, and where every location lies."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.charging.supply_contract import Rejected
from lae.findings import Finding
from lae.tables import columns_of, empty, validated

NO_PLACE: Final = "no coordinates"


@dataclass(frozen=True)
class Inside:
    """kept: the rows as they came; rejected: contract Rejected; read = kept + rejected."""

    kept: pd.DataFrame
    rejected: pd.DataFrame
    findings: tuple[Finding, ...]


def within_study(table: pd.DataFrame, area: gpd.GeoDataFrame, *, id_column: str, margin_m: float, name: str) -> Inside:
    """The rows within `margin_m` of the study, and each other one with its distance and why it was left out.

    Charge points just outside are kept: homes at the boundary walk to them. Coordinates that two columns swapped or a
    lost sign put elsewhere in the world are the readers' to mend or refuse; what they let pass ends here.

    Args:
        table: id_column, easting_m, northing_m (EPSG:27700), source_id; contracts Chargers, ChargerLocations,
            ParkingSites and the like.
        area: the study's polygons, EPSG:27700.
        id_column: the key of the table.
        margin_m: how far outside may still serve the study.
        name: the table's name in findings.
    """
    if table.empty:
        return Inside(table.reset_index(drop=True), empty(Rejected), ())
    east, north = table["easting_m"].to_numpy(float), table["northing_m"].to_numpy(float)
    placed = np.isfinite(east) & np.isfinite(north)
    distance = np.full(len(table), np.nan)
    whole = shapely.union_all(area.geometry.to_numpy())
    shapely.prepare(whole)
    distance[placed] = shapely.distance(shapely.points(east[placed], north[placed]), whole)
    near = placed & (distance <= margin_m)
    kept = table[near].reset_index(drop=True)
    if near.all():
        return Inside(kept, empty(Rejected), ())
    far = f"farther than {margin_m / 1_000:g} km outside the study"
    rejected = pd.DataFrame(
        {
            "id": table[id_column][~near].astype("str"),
            "easting_m": east[~near],
            "northing_m": north[~near],
            "distance_m": distance[~near].round(1),
            "reason": pd.Series(np.where(placed[~near], far, NO_PLACE), index=table.index[~near], dtype="str"),
            "source_id": table["source_id"][~near].astype("str"),
        }
    )[columns_of(Rejected)].sort_values("id", kind="stable")
    findings = [
        Finding("warning", name, "outside_study" if reason == far else "no_place", f"{len(rows)} left out: {reason}.",
                ids=tuple(rows["id"]))
        for reason, rows in rejected.groupby("reason", sort=True)
    ]  # fmt: skip
    return Inside(kept, validated(rejected.reset_index(drop=True), Rejected, f"{name}_rejected"), tuple(findings))


def areas_of(table: pd.DataFrame, lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """lsoa_code and district_code of each row's point, "" outside every LSOA; on a shared boundary the first by code.

    Args:
        table: easting_m, northing_m, EPSG:27700; its index is kept.
        lsoas: lsoa_code, district_code, geometry (contract Lsoas of the boundaries).
    """
    ordered = lsoas.sort_values("lsoa_code", kind="stable").reset_index(drop=True)
    points = shapely.points(table["easting_m"].to_numpy(float), table["northing_m"].to_numpy(float))
    area, point = shapely.STRtree(np.asarray(points, dtype=object).reshape(-1)).query(
        ordered.geometry.to_numpy(), predicate="intersects"
    )
    position = np.full(len(table), len(ordered), dtype=np.int64)
    np.minimum.at(position, point, area)
    codes = {name: np.append(ordered[name].to_numpy(object), "")[position] for name in ("lsoa_code", "district_code")}
    return pd.DataFrame(codes, index=table.index, dtype="str")
