"""Stages that ask what limits: generation, demand taken together, and what could be done where room runs out."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from lae.grid.connections import layers, placed
from lae.grid.firm import FirmSettings, firm_table
from lae.grid.formulas import candidates
from lae.grid.generation import (
    Plant,
    Queue,
    generation_disagreements,
    generation_facts,
    generation_room,
    minimum_demand,
)
from lae.grid.headroom import Room
from lae.grid.limit_rows import generation_table, joint_table
from lae.grid.parity import parity
from lae.grid.rederive import Rag, rederive
from lae.grid.secondary import by_area
from lae.grid.security import observed_groups, outages_of, security_verdicts
from lae.grid.security_contract import Transfers
from lae.grid.shortage_rows import Remedies, find_shortfalls, shortage_options
from lae.grid.technologies import HOME_CHARGING
from lae.stage import Load, Settings, Store
from lae.tables import empty


def generation(settings: Settings, load: Load, works: pd.DataFrame) -> Store:
    """GENERATION LIMITS at the milestones by plant and queue, and where today's room contradicts the operator."""
    world, ladder = load.world, load.world.ladder
    least = minimum_demand(world.growth.count, load.profiles, load.base)
    facts = generation_facts(world.substations, works, ladder, years=settings.config.years, minimum_mva=least)
    plants: tuple[Plant, ...] = ("inverter", "synchronous")
    queues: tuple[Queue, ...] = ("connected", "accepted")
    rooms = [
        (plant, queue, generation_room(facts, ladder, settings.assumptions, plant=plant, queue=queue))
        for plant in plants
        for queue in queues
    ]
    table = generation_table(world, facts, rooms)
    today = replace(
        facts,
        rating_mva=facts.rating_mva[0],
        minimum_mva=world.rows["observed_min_mva"].to_numpy(float),
    )
    room = generation_room(today, ladder, settings.assumptions, plant="inverter", queue="accepted")
    return {
        "generation_limits": table[table["year"].isin(settings.config.milestones)].reset_index(drop=True),
        "generation_disagreements": generation_disagreements(world.substations, ladder, room),
    }


def joint(_settings: Settings, load: Load, rooms: Sequence[Room]) -> Store:
    """JOINT ROOM of every GSP and BSP: what fits at once, and how often separate figures count the same room."""
    return {"joint": joint_table(load.world, rooms)}


def options(
    settings: Settings, load: Load, rooms: Sequence[Room], works: pd.DataFrame, disagreements: pd.DataFrame
) -> Store:
    """SHORTAGE OPTIONS for every proven shortfall at a milestone."""
    contradicted = disagreements["kind"].eq("deficit_against_published_room")
    doubtful = set(disagreements.loc[contradicted, "substation_id"])
    short = find_shortfalls(load.world, rooms, disagreeing=doubtful)
    table = shortage_options(
        load.world,
        short[short["year"].isin(settings.config.milestones)].reset_index(drop=True),
        load.profiles.demand,
        load.base,
        Remedies(works),
        movable=HOME_CHARGING,
        taking_part_share=settings.assumptions.value("managed_charging_share"),
    )
    return {"options": table}


def queue(_settings: Settings, connections: pd.DataFrame, substations: pd.DataFrame, feeds: pd.DataFrame) -> Store:
    """The capacity register by substation and technology: connected, accepted and queued as separate layers."""
    return {"connection_layers": layers(placed(connections, substations, feeds).connections)}


def below(_settings: Settings, secondary_sites: pd.DataFrame) -> Store:
    """Secondary substations by LSOA, as published: no headroom is worked out below the primary."""
    return {"secondary_by_area": by_area(secondary_sites)}


def firm_settings(settings: Settings) -> FirmSettings:
    """What the register says turns nameplate into firm, and winter into summer."""
    value = settings.assumptions.value
    return FirmSettings(
        cyclic_factor=value("cyclic_factor"),
        dual_rated_factor=value("dual_rated_factor"),
        summer_ratio=value("summer_firm_ratio"),
    )


def secure(settings: Settings, load: Load, works: pd.DataFrame, firm_capacity: pd.DataFrame) -> Store:
    """FIRM CAPACITY in the base year, P2/8 verdicts on observed demand, and the re-derivation of published figures."""
    value, substations = settings.assumptions.value, load.world.substations
    year = settings.config.base_year
    firm = firm_table(substations, firm_capacity, works, year=year, settings=firm_settings(settings))
    factor = value("power_factor_demand")
    groups = observed_groups(substations, power_factor=factor)
    outages = outages_of(substations, firm, power_factor=factor)
    formulas = candidates(cyclic_factor=value("cyclic_factor"), contracted_coincidence=value("contracted_coincidence"))
    detail, summary = rederive(
        substations, load.world.ladder, formulas, rag=Rag(value("rag_red_share"), value("rag_amber_share"))
    )
    return {
        "firm_table": firm,
        "security": security_verdicts(groups, outages, empty(Transfers)),
        "rederivation": detail,
        "rederivation_summary": summary,
    }


def compare(settings: Settings, load: Load) -> Store:
    """PARITY: every operator's figure on one metric, with what each contains spelled out."""
    table = parity(
        load.world.substations, load.world.ladder, coincidence=settings.assumptions["contracted_coincidence"]
    )
    return {"parity": table}
