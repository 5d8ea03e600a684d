"""What shows only when a study's tables are held beside each other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.assumptions import Assumptions, uncited
from lae.boundaries import containing
from lae.config import StudyConfig
from lae.findings import Finding, errors
from lae.grid.network import check_network, stubs
from lae.grid.technologies import technology_findings
from lae.joins import Side, joined
from lae.land.cells.settings import CELL_ID
from lae.land.layers.faults import RASTERS_USED, feature_findings, pooled, raster_findings
from lae.land.layers.register import layer_keys, register_findings
from lae.land.screening.verdicts import policy_findings
from lae.pathway.connections import match_connections
from lae.pathway.contract import UNSPLIT_HEAT_PUMP
from lae.pathway.developments import development_findings
from lae.pathway.homes import growth_from, loaded_stock
from lae.pathway.phasing import phasing_findings
from lae.pathway.recorded import GROUND_SHARE_ID, by_source, first_step
from lae.pathway.uptake import stock_by_year, uptake_findings
from lae.tiling import area_deviations

_FARTHEST_M: Final = 100_000.0
"""No substation that serves a district stands farther from its county than this."""

_OF_HOMES: Final = ("shares", "u_values", "retrofit_costs", "deflators")
"""Tables about homes that depend on no place."""


def findings(
    config: StudyConfig, tables: Mapping[str, Any], paths: Mapping[str, str], *, unread: set[str]
) -> Iterator[Finding]:
    """Faults that show only when tables are held beside each other; tables that could not be read are left out.

    Args:
        config: the study's settings.
        tables: every table by name.
        paths: the file of each of our own tables, in the data folder.
        unread: files that could not be read whole.
    """
    checks: list[tuple[tuple[str, ...], Iterator[Finding]]] = [
        (("sources",), _uncited(tables, paths)),
        (("substations", "feeds"), _network(tables, paths)),
        (("assumptions", "technologies", "profiles"), _kinds_of_load(tables)),
        (("published_areas",), _areas(tables)),
        (("served_lsoas",), _served(config, tables, paths["served_lsoas"])),
        (("recorded", "technologies", "assumptions"), _totals(config, tables)),
        (("developments", "phasing", "contracted_connections", "served_lsoas", "substations"), _sites(tables)),
        ((), _lost_districts(config, tables)),
        (("margins", *_OF_HOMES), _homes(tables, paths)),
        (("constraint_layers", "land_policy", "assumptions"), _land(tables, paths)),
    ]
    for needed, found in checks:
        if not unread.intersection(paths[name] for name in needed):
            yield from found


def _homes(tables: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Finding]:
    """What homes are held to beside the study's own LSOAs, and the tables without which homes cannot be worked out."""
    margins, lsoas = tables["margins"], tables["lsoas"]
    if margins.empty:
        return
    for name in _OF_HOMES:
        if tables[name].empty:
            message = "homes are held to totals, and this table, which says what homes are like, is missing."
            fix = "Copy it from a study that lae new makes."
            yield Finding("error", paths[name], "missing_file", message, fix=fix)
    held = margins[margins["area_level"].eq("lsoa")][["area_code"]].drop_duplicates()
    if len(held):
        ours = Side("boundaries/boundaries.gpkg, layer lsoas", pd.DataFrame(lsoas[["lsoa_code"]]), ["lsoa_code"])
        yield from joined(Side(paths["margins"], held, ["area_code"]), ours).findings
    for name in ("fuel_poverty", "msoas"):
        if len(tables[name]):
            ours = Side("layer lsoas", pd.DataFrame(lsoas[["lsoa_code"]]), ["lsoa_code"], may_lose_share=0.25)
            yield from joined(Side(paths[name], tables[name], ["lsoa_code"]), ours).findings


def _land(tables: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Finding]:
    """Rows of the land registers that name what is not there, and land layers of another area or too fine to see."""
    layers, assumptions = tables["constraint_layers"], Assumptions.from_frame(tables["assumptions"])
    if layers.empty:
        return
    yield from register_findings(layers, tables["land_policy"], assumptions)
    for finding in policy_findings(tables["land_policy"], frozenset(layers["layer_id"])):
        yield replace(finding, table=paths["land_policy"])
    if tables["lsoas"].empty or CELL_ID not in assumptions:
        return
    edges = [float(edge) for edge in tables["lsoas"].total_bounds]
    box, supply = (edges[0], edges[1], edges[2], edges[3]), tables["land_supply"]
    features = pooled(*supply.tables, supply.files.features)
    named = dict(zip(layer_keys(layers), layers["file"].where(layers["file"].ne(""), layers["layer"]), strict=True))
    cell_m = assumptions.value(CELL_ID)
    yield from feature_findings(layers, features, box, cell_m=cell_m, files=named)
    ours = {named[key]: raster for key, raster in supply.files.rasters.items()}
    loose = {one.path.name: one for one in supply.rasters if one.kind in RASTERS_USED}
    yield from raster_findings(loose | ours, box)


def located(developments: pd.DataFrame, lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """The developments with a blank lsoa_code filled from their coordinates, where these lie in an LSOA."""
    blank = developments["lsoa_code"].eq("") & developments[["easting_m", "northing_m"]].notna().all(axis=1)
    if not blank.any() or lsoas.empty:
        return developments
    points = developments.loc[blank, ["easting_m", "northing_m"]].to_numpy(float)
    at = containing(points[:, 0], points[:, 1], lsoas)
    codes = lsoas["lsoa_code"].to_numpy()[at]
    filled = developments["lsoa_code"].copy()
    filled[blank] = pd.Series(codes, index=filled.index[blank], dtype="str").where(at >= 0, "")
    return developments.assign(lsoa_code=filled)


def _uncited(tables: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Finding]:
    for name, path in paths.items():
        if name != "sources" and "source_id" in tables[name].columns:
            yield from uncited(tables[name], tables["sources"], path)


def _network(tables: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[Finding]:
    yield from check_network(tables["substations"], tables["feeds"])
    yield from stubs(tables["substations"])
    yield from _strangers(tables, paths, "works", "supply_overrides", "scenario_figures", "contracted_connections")
    yield from _far_away(tables, paths["substations"])


def _areas(tables: Mapping[str, Any]) -> Iterator[Finding]:
    if len(tables["districts"]):
        yield from area_deviations(tables["districts"], tables["published_areas"])[1]


def _totals(config: StudyConfig, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """What the control totals lack, and where their base year is above what was recorded."""
    rows = tables["uptake_rows"]
    if rows.empty:
        return
    faults = uptake_findings(rows, scenarios=config.scenarios, districts=config.districts, years=config.years)
    yield from faults
    if errors(faults):
        return
    stock, recorded = stock_by_year(rows, config.years), tables["recorded"]
    assumptions = Assumptions.from_frame(tables["assumptions"])
    if recorded["technology"].eq(UNSPLIT_HEAT_PUMP).any() and GROUND_SHARE_ID not in assumptions:
        message = "the recorded heat pumps cannot be split: assumptions.csv does not hold the share."
        yield Finding("error", "pathway/recorded.csv", "unknown_assumption", message, ids=(GROUND_SHARE_ID,))
        return
    recorded = by_source(recorded, assumptions)
    yield from first_step(stock[stock["year"].eq(config.base_year)], recorded, config.base_year)
    yield from growth_from(stock, recorded, config.base_year)
    yield from loaded_stock(stock, tables["technologies"]["measure"])[1]


def _sites(tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Named developments that do not fit the places, the years or the connections of the other tables."""
    ids = set(tables["substations"]["substation_id"])
    yield from development_findings(tables["developments"], tables["served_lsoas"], ids)
    yield from phasing_findings(tables["developments"], tables["phasing"])
    yield from match_connections(tables["developments"], tables["contracted_connections"])[1]


def _lost_districts(config: StudyConfig, tables: Mapping[str, Any]) -> Iterator[Finding]:
    drawn = set(tables["districts"]["district_code"])
    if drawn and (lost := sorted(set(config.districts) - drawn)):
        message = "the boundaries hold no polygon for these districts of the study."
        fix = f"Make them: lae data boundaries --lad {' --lad '.join(config.districts)}"
        yield Finding("error", "boundaries/boundaries.gpkg", "district", message, ids=tuple(lost), fix=fix)


def _strangers(tables: Mapping[str, Any], paths: Mapping[str, str], *names: str) -> Iterator[Finding]:
    known = set(tables["substations"]["substation_id"])
    for name in names:
        ids = tables[name]["substation_id"]
        if strangers := sorted(set(ids[~ids.isin(known)])):
            message = "names substations that substations.csv does not hold."
            path = paths[name]
            yield Finding("error", path, "unknown_substation", message, "substation_id", tuple(strangers))


def _far_away(tables: Mapping[str, Any], path: str) -> Iterator[Finding]:
    """Substations too far from the study to serve it: coordinates swapped, in degrees, or of another place."""
    if tables["county"].empty:
        return
    rows = tables["substations"].dropna(subset=["easting_m", "northing_m"])
    points = gpd.GeoSeries.from_xy(rows["easting_m"], rows["northing_m"], crs=tables["county"].crs)
    away = points.distance(tables["county"].union_all()).to_numpy() > _FARTHEST_M
    if away.any():
        message = f"stand more than {_FARTHEST_M / 1000:.0f} km from the study's area."
        fix = "Are easting and northing swapped, or in degrees?"
        ids = tuple(rows.loc[away, "substation_id"])
        yield Finding("error", path, "far_away", message, "easting_m", ids, fix)


def _kinds_of_load(tables: Mapping[str, Any]) -> Iterator[Finding]:
    register = Assumptions.from_frame(tables["assumptions"])
    yield from technology_findings(tables["technologies"], tables["profiles"]["profile_id"], register)


def _served(config: StudyConfig, tables: Mapping[str, Any], path: str) -> Iterator[Finding]:
    served = tables["served_lsoas"]
    inside = served[served["in_study"]]
    if homeless := sorted(set(config.districts) - set(inside["district_code"])):
        yield Finding("error", path, "district", "no LSOA of these districts is listed.", ids=tuple(homeless))
    shares = served.groupby(["lsoa_code", "in_study"])["share"].sum().reset_index()
    # Beyond the study only the part on the study's substations is listed.
    uneven = shares[(shares["share"] - 1 > 1e-6) | (shares["in_study"] & (1 - shares["share"] > 1e-6))]
    if len(uneven):
        message, codes = "the shares of an LSOA do not sum to 1.", tuple(uneven["lsoa_code"])
        yield Finding("error", path, "shares", message, "share", codes)
    if len(tables["lsoas"]):
        drawn = Side("boundaries/boundaries.gpkg", pd.DataFrame(tables["lsoas"][["lsoa_code"]]), ["lsoa_code"])
        listed = Side(path, inside[["lsoa_code"]].drop_duplicates(), ["lsoa_code"])
        yield from joined(drawn, listed).findings
