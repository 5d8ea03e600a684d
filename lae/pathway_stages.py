"""Stages of what grows: control totals, named developments, measures, and our growth beside FES's."""

import pandas as pd

from lae.grid.technologies import per_measure
from lae.pathway import beside_fes, placement, reconcile, uptake
from lae.pathway.block_ids import ours_by_line, theirs_by_line
from lae.pathway.connections import left_out_by_year, match_connections
from lae.pathway.developments import share_of_total
from lae.pathway.homes import loaded_stock
from lae.pathway.recorded import by_source
from lae.pathway.resp_gap import gap_table
from lae.stage import Load, Settings, Store


def yearly_stock(settings: Settings, uptake_rows: pd.DataFrame, technologies: pd.DataFrame) -> Store:
    """Control totals by technology and year, and the years they are published for; of what has a load profile."""
    every = uptake.stock_by_year(uptake_rows, settings.config.years)
    stock, _ = loaded_stock(every, technologies["measure"])
    exact = stock["knot_before"].eq(stock["knot_after"]).groupby([stock["scenario"], stock["year"]]).all()
    knots = {name: [int(year) for _, year in rows.index[rows]] for name, rows in exact.groupby(level=0)}
    return {"stock": stock, "knots": knots}


def beside_resp(
    settings: Settings, uptake_rows: pd.DataFrame, resp_rows: pd.DataFrame, block_ids: pd.DataFrame
) -> Store:
    """RESP GAP: control totals at the milestones beside NESO's pathways; blank with the reason where none came."""
    config = settings.config
    ours, theirs = ours_by_line(uptake_rows, block_ids), theirs_by_line(resp_rows, block_ids)
    return {"gap_tresp": gap_table(ours, theirs, districts=config.districts, years=config.milestones)}


def name_sites(
    settings: Settings,
    stock: pd.DataFrame,
    recorded: pd.DataFrame,
    developments: pd.DataFrame,
    phasing: pd.DataFrame,
    contracted_connections: pd.DataFrame,
) -> Store:
    """What named developments take of the control totals, and the contracted load that growth holds already."""
    base_year = settings.config.base_year
    recorded = by_source(recorded, settings.assumptions)
    planned = placement.planned_additions(stock, recorded, base_year=base_year)
    shares, _ = share_of_total(planned, developments, phasing, base_year=base_year)
    matches, _ = match_connections(developments, contracted_connections)
    return {
        "development_shares": shares,
        "connection_matches": matches,
        "contracted_left_out": left_out_by_year(matches, shares),
    }


def place_measures(
    settings: Settings,
    stock: pd.DataFrame,
    recorded: pd.DataFrame,
    supply: pd.DataFrame,
    technologies: pd.DataFrame,
    development_shares: pd.DataFrame,
) -> Store:
    """MEASURES spread over all homes by both allocations of supply, and placed beside wanted."""
    recorded = by_source(recorded, settings.assumptions)
    kinds = technologies.groupby("measure")["profile_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    profile = {str(measure): profiles for measure, profiles in kinds.items()}
    ratio = settings.assumptions.value("context_uptake_ratio")
    base_year = settings.config.base_year

    def placed(allocation: str) -> pd.DataFrame:
        return placement.place(
            stock,
            recorded,
            supply[supply["allocation"] == allocation],
            profile,
            base_year=base_year,
            context_ratio=ratio,
            developments=development_shares,
        )

    measures = placed("nearest")
    return {
        "simple_measures": measures,
        "simple_measures_second": placed("second_nearest"),
        "reconciliation": reconcile.reconciliation(measures, stock, recorded, base_year=base_year),
        "provenance": reconcile.provenance_shares(measures, stock),
    }


def compare_fes(
    settings: Settings,
    load: Load,
    measures: pd.DataFrame,
    technologies: pd.DataFrame,
    supply: pd.DataFrame,
    coverage: pd.DataFrame,
    gsp_peaks: pd.DataFrame,
    gsp_shares: pd.DataFrame,
) -> Store:
    """BESIDE FES: our growth in each GSP group, FES's, the gap and what it is made of."""
    places = load.world.substations[["substation_id", "gsp_group", "observed_year"]]
    tops = load.world.rows["tier"].eq("gsp").to_numpy() & load.base.known
    groups = load.world.rows["gsp_group"].to_numpy(str)
    base = {}
    for group in sorted(set(groups[tops])):
        nodes = tops & (groups == group)
        base[str(group)] = (load.base.p_mw[nodes].sum(axis=0), load.base.q_mvar[nodes].sum(axis=0))
    p_mw, q_mvar = (per_measure(part, load.kinds) for part in (load.profiles.p_mw, load.profiles.q_mvar))
    loads = beside_fes.GroupLoads(load.kinds.counted, p_mw, q_mvar, base)
    config, loaded = settings.config, technologies[technologies["technology"].isin(load.profiles.technologies)]
    growth = beside_fes.group_growth(measures, places, loads, scenarios=config.scenarios, years=list(config.years))
    table = beside_fes.beside_fes(
        gsp_peaks,
        growth,
        gsp_shares,
        beside_fes.carried_homes(supply, coverage, places),
        districts=config.districts,
        labels=dict(zip(loaded["technology"], loaded["label"], strict=True)),
    )
    return {"beside_fes": table[table["year"].isin(config.milestones)].reset_index(drop=True)}
