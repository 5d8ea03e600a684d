"""The single list of the tables of a pack: what each is called in words, what it is about, and its contract."""

from dataclasses import dataclass
from typing import Final

from lae.assumptions import AssumptionRows
from lae.buildings.adoption_contract import PlacementRatio
from lae.buildings.demand_contract import EnergyByArea, HeatPumpDay
from lae.buildings.non_domestic_contract import CertifiedBuildings, NonDomesticByArea
from lae.buildings.retrofit_contract import Retrofit
from lae.buildings.stock_contract import DwellingsByArea
from lae.buildings.targeting_contract import Targeting, Zones
from lae.charging import sites_contract as sites
from lae.charging import supply_contract as chargers
from lae.charging.need_contract import ChargingNeed
from lae.dictionary import declared
from lae.dictionary.contract import HeadlineBasis, Lineage
from lae.grid import contract as grid
from lae.grid import limits_contract as limits
from lae.grid import security_contract as security
from lae.grid.connections import ConnectionLayers
from lae.grid.electrical.joint_room import Reinforcements
from lae.grid.electrical.outages import Contingencies
from lae.grid.electrical.verification import Verification
from lae.grid.parity_contract import Parity
from lae.grid.seasons_contract import SeasonalBecause, SeasonalHeadroom
from lae.grid.secondary import SecondaryByArea
from lae.land import policy_contract as land
from lae.land.food_contract import DisplacedFood, FoodLost
from lae.land.opportunities.contract import Insetting, Opportunities
from lae.land.sequestration_contract import LandFactors, Sequestration, SequestrationValue
from lae.land.totals_contract import LandTotals
from lae.measures import Because, Headroom, Options, Shortfalls
from lae.pathway import carbon_path_contract as path
from lae.pathway.beside_fes import BesideFes
from lae.pathway.carbon_contract import Budgets, BurnDown
from lae.pathway.developments_contract import ConnectionMatches, NamedShares
from lae.pathway.pathway_names import PathwayNames
from lae.pathway.resp_gap_contract import RespGap
from lae.pathway.scenario import ScenarioSlots
from lae.plan import funding_contract as funding
from lae.plan import projects_contract as projects
from lae.plan.bundles import Bundles
from lae.plan.carbon_contract import CarbonValue
from lae.plan.contract import Investment
from lae.plan.kpis.contract import Kpis, KpiTargets, Workstreams
from lae.plan.pack.assessment import SelfAssessment
from lae.plan.pack.nested import NestedTotals
from lae.plan.pack.questions import OpenQuestions
from lae.plan.ranking import ProjectScores
from lae.plan.tariffs import Tariffs
from lae.sources import Sources
from lae.tables import Contract
from lae.tiling import AreaDeviations

NETWORK, HOMES, CHARGING, LAND = "network", "homes", "charging", "land"
CARBON, PLAN, DEMAND, REGISTERS = "carbon", "plan", "demand", "registers"


@dataclass(frozen=True)
class Written:
    """One table of the pack: its title, what it is about, and the contract or declaration of its columns."""

    title: str
    subject: str
    contract: type[Contract] | declared.Declared


REGISTRY: Final[dict[str, Written]] = {
    "headroom": Written("Headroom of every substation, year by year", NETWORK, Headroom),
    "because": Written("What growth at each substation is made of", NETWORK, Because),
    "shortfalls": Written("When each substation runs short", NETWORK, Shortfalls),
    "seasonal_headroom": Written("Headroom by season", NETWORK, SeasonalHeadroom),
    "seasonal_because": Written("What growth by season is made of", NETWORK, SeasonalBecause),
    "contingencies": Written("What every first outage does, who comes back and when", NETWORK, Contingencies),
    "reinforcements": Written("What an MVA more of each asset frees in a mesh", NETWORK, Reinforcements),
    "verification": Written("Flagged years held to AC power flow", NETWORK, Verification),
    "options": Written("What could be done about each shortage", NETWORK, limits.ShortageOptions),
    "joint": Written("Room for everything below a substation at once", NETWORK, limits.JointRoom),
    "development_shares": Written("Named developments' shares of the control totals", DEMAND, NamedShares),
    "connection_matches": Written("Developments that are contracted connections too", DEMAND, ConnectionMatches),
    "beside_fes": Written("Our growth beside FES's by group of grid supply points", DEMAND, BesideFes),
    "connection_layers": Written("Connections registered at each substation", NETWORK, ConnectionLayers),
    "secondary_by_area": Written("Secondary substations by area", NETWORK, SecondaryByArea),
    "generation_limits": Written("Room for generation and what limits it", NETWORK, limits.GenerationLimits),
    "generation_disagreements": Written(
        "Where generation limits and published figures disagree", NETWORK, limits.GenerationDisagreements
    ),
    "headline": Written("Substations by class and scenario", NETWORK, declared.HEADLINE),
    "agreement": Written("Our figures of today beside published ones", NETWORK, grid.Agreement),
    "fit": Written("Settings that would fit the published figures best", NETWORK, grid.Fit),
    "disagreements": Written("Where our figures and published ones disagree", NETWORK, grid.Disagreements),
    "rederivation": Written("Published headroom worked out again", NETWORK, security.Rederivation),
    "rederivation_summary": Written(
        "How often we get the published figure back", NETWORK, security.RederivationSummary
    ),
    "firm_table": Written("Firm capacity of each substation", NETWORK, security.FirmCapacity),
    "security": Written("Security of supply against the planning standard", NETWORK, security.SecurityVerdicts),
    "parity": Written("Every operator's figure on one metric", NETWORK, Parity),
    "dwellings_by_area": Written("Homes by area and kind", HOMES, DwellingsByArea),
    "stock_held": Written("How the stock of homes holds to published totals", HOMES, declared.STOCK_HELD),
    "energy_by_area": Written("Energy bought by homes, modelled and metered", HOMES, EnergyByArea),
    "heat_pump_day": Written("Heat pumps' load on the coldest day", HOMES, HeatPumpDay),
    "retrofit": Written("Retrofit measures and packages by area", HOMES, Retrofit),
    "targeting": Written("Where to start with homes", HOMES, Targeting),
    "zones": Written("Priority zones for homes", HOMES, Zones),
    "charging_need": Written("Need for charging by area, scenario and year", CHARGING, ChargingNeed),
    "charging_gaps": Written("Homes without a drive that no charger covers", CHARGING, chargers.ChargingGaps),
    "chargers_by_area": Written("Charge points of today by area", CHARGING, chargers.ChargersByArea),
    "charger_locations": Written("Charge points of today", CHARGING, chargers.ChargerLocations),
    "charger_matches": Written(
        "Records of the same charge point in several registers", CHARGING, chargers.ChargerMatches
    ),
    "charging_candidates": Written("Candidate sites for chargers", CHARGING, sites.Candidates),
    "charging_sites": Written("Planned sites for chargers", CHARGING, sites.ChargingSites),
    "siting_reasons": Written("Why each site was chosen", CHARGING, sites.SitingReasons),
    "levi_evidence": Written("Chargers by district: the LEVI table", CHARGING, sites.LeviEvidence),
    "moved_load": Written("Charging moved from homes' substations to sites'", CHARGING, sites.MovedLoad),
    "land_layers": Written("Which land layers were looked at", LAND, land.LayerStates),
    "screened_land": Written("Land by tier and option", LAND, land.ScreenedLand),
    "land_waterfall": Written("What takes land away, step by step", LAND, land.LandWaterfall),
    "land_zones": Written("Land by zone of the study's choice, and what takes most of it", LAND, land.LandZones),
    "sequestration": Written("Carbon that land could hold, by zone", LAND, Sequestration),
    "sequestration_by_district": Written("Carbon that land could hold, by district", LAND, Sequestration),
    "sequestration_value": Written("What that carbon would be worth", LAND, SequestrationValue),
    "sequestration_totals": Written("What land would hold in all, each hectare once", LAND, LandTotals),
    "land_factors_used": Written("Carbon a hectare: whose figures were used", LAND, LandFactors),
    "displaced_food": Written("Farmland that leaves food production", LAND, DisplacedFood),
    "food_lost": Written("Food that land would no longer grow", LAND, FoodLost),
    "opportunities": Written("Places for each land option, ranked", LAND, Opportunities),
    "placement_ratio": Written("Heating placed at likely homes beside an even spread", HOMES, PlacementRatio),
    "home_options": Written("Homes' heating by area and substation", HOMES, Options),
    "budgets": Written("Carbon budgets by area and target", CARBON, Budgets),
    "burn_down": Written("Emissions and paths year by year", CARBON, BurnDown),
    "emissions_by_sector": Written("Emissions by sector and gas", CARBON, path.SectorEmissions),
    "carbon_path": Written("What each scenario emits and why", CARBON, path.CarbonPath),
    "energy_change": Written("Energy each scenario changes by technology", CARBON, path.EnergyChange),
    "plan_budgets": Written("Each scenario against each target", CARBON, path.PlanBudgets),
    "plan_burn_down": Written("Each scenario's budget year by year", CARBON, path.PlanBurnDown),
    "carbon_value": Written("What each scenario's carbon is worth", CARBON, CarbonValue),
    "residual_emissions": Written("What each scenario still emits, by district", CARBON, path.Residual),
    "insetting": Written("What land would store beside what is still emitted", LAND, Insetting),
    "gap_tresp": Written("Control totals beside NESO's tRESP pathways", DEMAND, RespGap),
    "kpis": Written("Indicators: target, count, forecast and status", PLAN, Kpis),
    "workstreams": Written("Workstreams in their leads' words", PLAN, Workstreams),
    "kpi_targets": Written("What somebody set out to reach", PLAN, KpiTargets),
    "scenario_slots": Written("Scenarios: which have figures, and which are open", DEMAND, ScenarioSlots),
    "pathway_names": Written("Which publisher's name means which pathway", DEMAND, PathwayNames),
    "investment": Written("What actions cost beside the value of their carbon", PLAN, Investment),
    "projects": Written("Projects: what they cost, save and are worth", PLAN, projects.Projects),
    "project_years": Written("Projects year by year", PLAN, projects.ProjectYears),
    "project_dependencies": Written("What each project waits for", PLAN, projects.ProjectDependencies),
    "funding": Written("Who funds each project", PLAN, funding.Funding),
    "funds": Written("Funds and their terms", PLAN, funding.Funds),
    "project_scores": Written("How projects rank", PLAN, ProjectScores),
    "bundles": Written("Projects bundled into issues of a size", PLAN, Bundles),
    "workstream_needs": Written("What each workstream needs by year", PLAN, projects.WorkstreamNeeds),
    "tariffs": Written("Prices of energy and where they are from", PLAN, Tariffs),
    "non_domestic_by_area": Written("Energy of other buildings by area", HOMES, NonDomesticByArea),
    "certified_buildings": Written("Certificates of other buildings by area", HOMES, CertifiedBuildings),
    "allocation": Written("Which homes hang on which substation, and how sure that is", NETWORK, grid.Allocation),
    "coverage": Written("Whose published files were read, and where none was", NETWORK, grid.Coverage),
    "areas": Written("Area of each district beside the published one", REGISTERS, AreaDeviations),
    "sensitivity": Written("How results move under other assumptions", NETWORK, grid.Sensitivity),
    "reconciliation": Written("Placed beside wanted for every control total", DEMAND, declared.RECONCILIATION),
    "provenance": Written("What the units of each scenario rest on", DEMAND, declared.PROVENANCE),
    "works": Written("Network works the operators have published", NETWORK, grid.Works),
    "substations": Written("Substations as published", NETWORK, grid.Substations),
    "sources": Written("Data sets, licences and attributions", REGISTERS, Sources),
    "assumptions": Written("Assumptions with range, source and tier", REGISTERS, AssumptionRows),
    "headline_basis": Written("What each headline rests on", REGISTERS, HeadlineBasis),
    "nested_totals": Written("Do communities, districts and county add up", REGISTERS, NestedTotals),
    "self_assessment": Written("The pack graded against published frameworks", PLAN, SelfAssessment),
    "open_questions": Written("What is blank, why, and who could answer", REGISTERS, OpenQuestions),
    "lineage": Written("Where each column comes from", REGISTERS, Lineage),
}
"""Every table of the pack by the name of its file, in the order an engineer reads them."""
ABOUT: Final = ("headline_basis", "nested_totals", "self_assessment", "open_questions", "lineage")
"""Tables that a pack makes about its other tables."""
TABLES: Final = tuple(name for name in REGISTRY if name not in ABOUT)
"""Tables that a run works out or reads, and a pack writes."""
