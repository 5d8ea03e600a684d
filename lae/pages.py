"""Results as the atlas wants them: which tables it draws, under which labels. Nothing is worked out here."""

import geopandas as gpd
import numpy as np
import pandas as pd

from lae.atlas.model import PLACES, AtlasModel
from lae.explain import CAVEAT, caveat, loaded_technologies
from lae.measures import NO_SUBSTATION
from lae.pages_charging import charging_model
from lae.pages_findings import headline_findings
from lae.pages_homes import single_homes
from lae.results import Results

_HEAT_AND_CARS = "Heat pumps and cars only: no new homes, businesses, lorries or data centres."
_CONFIDENT, _FAIR = 0.8, 0.5
"""Shares of unambiguous homes above which an allocation is called good or fair."""


def atlas_model(results: Results, *, internal: bool = False) -> AtlasModel:
    """The public edition: nothing finer than LSOA but substations and postcode points; `internal` adds single homes."""
    inputs, table = results.inputs, results.table
    config, headroom = inputs.config, table("headroom")
    scope = _scope(loaded_technologies(results))
    grown = "heat pumps and electric cars" if scope == _HEAT_AND_CARS else "the scenario's growth"
    own = [(name, name) for name in sorted(set(headroom.loc[headroom["basis"].eq("nshr"), "scenario"]))]
    technologies = table("technologies")
    return AtlasModel(
        title=f"{config.title}: energy atlas",
        subtitle=(
            f"Where the network has room from {config.base_year} to {config.last_year}, as published and with {grown} "
            "added; homes, charging, land and carbon beside it."
        ),
        generated=_vintages(table("substations")),
        districts=gpd.GeoDataFrame(table("districts")),
        lsoas=gpd.GeoDataFrame(table("lsoas")),
        substations=table("substations"),
        feeds=table("feeds"),
        headroom=headroom,
        because=table("because"),
        shortfalls=table("shortfalls"),
        works=table("works"),
        coverage=_coverage(table("coverage")),
        not_assessed_lsoas=_not_assessed(table("supply")),
        technologies=dict(zip(technologies["technology"], technologies["label"], strict=True)),
        scenarios=(*((name, inputs.scenario_labels[name]) for name in config.scenarios), *own),
        milestones=config.milestones,
        headline=table("headline"),
        sources=table("sources"),
        assumptions=table("assumptions"),
        postcodes=table("postcodes"),
        allocation=_allocation(table("allocation")),
        sensitivity=_sensitivity(results),
        growth_scope=scope,
        generation_limits=table("generation_limits"),
        options=table("options"),
        firm=table("firm_table"),
        security=table("security"),
        connection_layers=table("connection_layers"),
        targeting=table("targeting"),
        zones=gpd.GeoDataFrame(table("zone_shapes")),
        homes_caveat=_homes_caveat(table("dwellings_by_area")),
        budgets=table("budgets"),
        burn_down=table("burn_down"),
        screened_land=table("screened_land"),
        land_layers=table("land_layers"),
        sequestration=table("sequestration"),
        land_options=table("land_options"),
        land_picture=results.tables.get("land_picture"),
        findings=headline_findings(results),
        served=_served(table("supply")),
        places=_places(results),
        **charging_model(results),
        **(single_homes(results) if internal else {}),
    )


def _served(supply: pd.DataFrame) -> pd.DataFrame:
    """For each LSOA the substation on which most of its homes hang; none where most hang on none we know."""
    rows = supply[supply["allocation"].eq("nearest") & supply["in_study"]]
    shares = pd.DataFrame(rows[["lsoa_code", "substation_id", "share"]])
    summed = shares.groupby(["lsoa_code", "substation_id"])["share"].sum().reset_index()
    most = summed.sort_values(["lsoa_code", "share"], ascending=[True, False], kind="stable")
    first = most.drop_duplicates("lsoa_code")
    known = first[first["substation_id"].ne(NO_SUBSTATION)]
    return pd.DataFrame(known[["lsoa_code", "substation_id"]]).reset_index(drop=True)


def _places(results: Results) -> pd.DataFrame:
    """Wards and places to search for, where a study supplies any."""
    places = results.tables.get("places")
    return places if isinstance(places, pd.DataFrame) else pd.DataFrame(columns=list(PLACES))


def _homes_caveat(homes: pd.DataFrame) -> str:
    """What every figure of homes rests on, in a sentence."""
    if homes.empty:
        return ""
    if homes["provenance"].eq("modelled").all():
        return "Modelled homes: no certificates were supplied."
    return "Homes without a certificate of their own are completed from others and from published totals."


def _scope(technologies: list[str]) -> str:
    """What growth leaves out, as the page prints it: the sentence of every other place, without its last."""
    said = caveat(technologies)
    if said == CAVEAT:
        return _HEAT_AND_CARS
    return said.removesuffix("This is not a connection offer.").strip()


def _sensitivity(results: Results) -> pd.DataFrame:
    hours = results.inputs.assumptions.value("profile_shift_hours")
    words = {
        "nearest": "as shown",
        "second_nearest": "ambiguous homes hang on their second-nearest primary",
        "earlier": f"heat pumps and cars draw {hours:g} hours earlier",
        "later": f"heat pumps and cars draw {hours:g} hours later",
    }
    names = {
        "first_year_below_zero": "first_year",
        "first_year_latest": "latest_year",
        "last_year_added_mva": "added_mva",
    }
    table = results.table("sensitivity").rename(columns=names)
    order = table["variant"].map({name: place for place, name in enumerate(words)})
    ordered = table.assign(order=order).sort_values(["scenario", "substation_id", "order"], kind="stable")
    return ordered.assign(variant=ordered["variant"].map(words).astype("str"))


def _vintages(substations: pd.DataFrame) -> str:
    dated = substations[~substations["stub"]]
    latest = dated.groupby("dno")["vintage"].max().to_dict()
    editions = [f"{str(dno).upper()} {vintage}" for dno, vintage in sorted(latest.items())]
    return "Operators' figures: " + ", ".join(editions)


def _coverage(coverage: pd.DataFrame) -> pd.DataFrame:
    area = coverage["licence_area"] + ", GSP group " + coverage["gsp_group"]
    status = coverage["status"].map({"read": "published file read", "no_file": "no operator's file here"})
    return coverage.assign(area=area, status=status)[["area", "dno", "dwellings", "status", "note"]]


def _not_assessed(supply: pd.DataFrame) -> frozenset[str]:
    """LSOAs most of whose homes hang on no substation that a supplied file names."""
    nearest = supply[supply["allocation"].eq("nearest") & supply["in_study"]]
    unserved = nearest[nearest["substation_id"].eq(NO_SUBSTATION)].groupby("lsoa_code")["share"].sum()
    return frozenset(str(code) for code in unserved.index[unserved > 0.5])


def _allocation(allocation: pd.DataFrame) -> pd.DataFrame:
    share = allocation["confidence_share"]
    words = np.select(
        [share.isna(), share >= _CONFIDENT, share >= _FAIR], ["none by this rule", "good", "fair"], "weak"
    )
    both = allocation[["dwellings", "second_nearest_dwellings"]]
    return pd.DataFrame(
        {
            "substation_id": allocation["substation_id"],
            "dwellings": allocation["dwellings"],
            "dwellings_low": both.min(axis=1),
            "dwellings_high": both.max(axis=1),
            "confidence": pd.Series(words, dtype="str"),
            "share_of_area_modelled": allocation["area_modelled_share"],
        }
    )
