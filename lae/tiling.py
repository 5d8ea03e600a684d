"""Proof that areas fit together: parts tile their whole, sizes match published ones, postcodes lie where they say."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely

from lae.boundaries import containing
from lae.findings import Finding
from lae.tables import Contract, validated

_TOLERANCE_M2: Final = 10.0
"""Difference of areas that rounding explains."""
_ENCLAVE_M2: Final = 1_000_000.0
"""A hole larger than this is a neighbour the county encloses (Leicester); a smaller one is a fault of the layer."""
_AREA_SHARE: Final = 0.01
"""Deviation from the published area that the generalised polygons may have."""
_FITTING_SHARE: Final = 0.9
"""Share of postcodes inside their stated district below which something is wrong with the layers."""
_HA: Final = 10_000.0


class AreaDeviations(Contract):
    """Our area of each district beside the published one; blank where none is published."""

    district_code: str
    district_name: str
    area_ha: float = pa.Field(gt=0)
    published_area_ha: float = pa.Field(gt=0, nullable=True)
    deviation_share: float = pa.Field(nullable=True, description="ours less published, over published")
    source_id: str

    class Config(Contract.Config):
        unique = ["district_code"]


@dataclass(frozen=True)
class PostcodeFit:
    """How many postcodes there are and how many lie inside the district they state."""

    postcodes: int
    inside: int

    @property
    def share(self) -> float:
        """Inside over all; NaN without postcodes."""
        return self.inside / self.postcodes if self.postcodes else float("nan")


def check_tiling(lsoas: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, county: gpd.GeoDataFrame) -> list[Finding]:
    """Every overlap, gap and stray area among LSOAs, districts and county (contracts Lsoas, Districts, County)."""
    codes = set(districts["district_code"])
    stray = lsoas[~lsoas["district_code"].isin(codes)]
    findings = []
    if len(stray):
        message = "the district of some LSOAs is not in the districts layer."
        ids = tuple(stray["lsoa_code"])
        findings.append(Finding("error", "lsoas", "unknown_district", message, "district_code", ids))
    for code, whole in zip(districts["district_code"], districts.geometry, strict=True):
        parts = lsoas[lsoas["district_code"] == code]
        findings += _fit(parts, whole, "lsoa_code", f"the LSOAs of district {code}", (code,))
    whole = shapely.union_all(county.geometry.to_numpy())
    findings += _fit(districts, whole, "district_code", "the districts", ("county",))
    return findings + _holes(whole)


def area_deviations(districts: gpd.GeoDataFrame, published: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The table AreaDeviations, and a warning for each district more than 1 % off its published area."""
    table = pd.DataFrame(districts[["district_code", "district_name"]])
    table["area_ha"] = districts.geometry.area.to_numpy() / _HA
    known = published.set_index("district_code").reindex(table["district_code"])
    table["published_area_ha"] = known["area_ha"].to_numpy(float)
    table["deviation_share"] = table["area_ha"] / table["published_area_ha"] - 1
    table["source_id"] = known["source_id"].astype("str").fillna("").to_numpy()
    off = table[table["deviation_share"].abs() > _AREA_SHARE]
    findings = [
        Finding(
            "warning",
            "districts",
            "area",
            f"the area is {row.deviation_share:+.1%} off the published {row.published_area_ha:,.0f} ha.",
            ids=(str(row.district_code),),
        )
        for row in off.itertuples()
    ]
    return validated(table, AreaDeviations, "area deviations"), findings


def postcode_fit(postcodes: pd.DataFrame, lsoas: gpd.GeoDataFrame) -> tuple[PostcodeFit, list[Finding]]:
    """How many postcodes lie inside an LSOA of their stated district; an error when the two layers contradict."""
    fit = _inside(postcodes, lsoas, swapped=False)
    if not fit.postcodes or fit.share >= _FITTING_SHARE:
        return fit, []
    stated = f"only {fit.share:.1%} of {fit.postcodes:,} postcodes lie inside the district they state"
    if _inside(postcodes, lsoas, swapped=True).share > fit.share:
        message = f"{stated}; with east and north exchanged they fit better."
        fix = "In either the postcodes or the LSOA layer the two coordinates are swapped."
        return fit, [Finding("error", "postcodes", "swapped_coordinates", message, fix=fix)]
    message = f"{stated}."
    return fit, [
        Finding("error", "postcodes", "misplaced", message, fix="Make both files again for the same districts.")
    ]


def _inside(postcodes: pd.DataFrame, lsoas: gpd.GeoDataFrame, *, swapped: bool) -> PostcodeFit:
    east, north = postcodes["easting_m"].to_numpy(float), postcodes["northing_m"].to_numpy(float)
    where = containing(north, east, lsoas) if swapped else containing(east, north, lsoas)
    found = np.where(where >= 0, lsoas["district_code"].to_numpy(object)[where], "")
    return PostcodeFit(len(postcodes), int((found == postcodes["district_code"].to_numpy(object)).sum()))


def _fit(parts: gpd.GeoDataFrame, whole: shapely.Geometry, key: str, words: str, ids: tuple[str, ...]) -> list[Finding]:
    shapes = parts.geometry.to_numpy()
    union = shapely.union_all(shapes)
    findings = []
    if float(shapely.area(shapes).sum()) - union.area > _TOLERANCE_M2:
        pairs = _overlapping(parts, key)
        findings.append(Finding("error", "boundaries", "overlap", f"{words} overlap.", ids=pairs or ids))
    off = shapely.symmetric_difference(union, whole).area
    if off > _TOLERANCE_M2:
        message = f"{words} do not cover it exactly: {off / _HA:,.2f} ha differ."
        findings.append(Finding("error", "boundaries", "not_tiled", message, ids=ids, fix="Make the file again."))
    return findings


def _overlapping(parts: gpd.GeoDataFrame, key: str) -> tuple[str, ...]:
    shapes, codes = parts.geometry.to_numpy(), parts[key].to_numpy(object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other])) > _TOLERANCE_M2
    return tuple(f"{a} and {b}" for a, b in sorted(zip(codes[one[shared]], codes[other[shared]], strict=True)))


def _holes(whole: shapely.Geometry) -> list[Finding]:
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    sizes = sorted(shapely.Polygon(ring).area for ring in rings)
    gaps = [size for size in sizes if size <= _ENCLAVE_M2]
    enclaves = [size for size in sizes if size > _ENCLAVE_M2]
    findings = []
    if gaps:
        message = f"there are {len(gaps)} gaps between the districts, together {sum(gaps) / _HA:,.2f} ha."
        findings.append(Finding("error", "boundaries", "gap", message, ids=("county",)))
    if enclaves:
        message = f"the county encloses {sum(enclaves) / _HA:,.0f} ha that belong to none of its districts."
        findings.append(Finding("note", "boundaries", "enclave", message, ids=("county",)))
    return findings
