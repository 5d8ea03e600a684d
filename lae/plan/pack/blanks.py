"""Blanks that no column of their table explains: why they are permitted, and whether there is anything to ask.

A blank that is neither explained in its row nor listed here fails a test.
"""

from typing import Final, NamedTuple

EVERY: Final = "*"
"""In the place of a column: any of the table's that is not named."""


class Blank(NamedTuple):
    """Why a figure may be blank; `who` could fill it, and nobody where it cannot exist."""

    reason: str
    who: str = ""

    @property
    def asks(self) -> bool:
        """Whether somebody could answer."""
        return bool(self.who)


_NO_FIGURE: Final = Blank(
    "the operator publishes no figure it could be worked out from, or not for so early a year", "operator"
)
_OF_BASIS: Final = Blank("not part of this basis, or the operator publishes no figure of it", "operator")
_GROWTH: Final = Blank("the operator's own scenario holds the growth already")
_BASE_SHIFT: Final = Blank("the shift of the base load is of no technology, so nothing is counted")
_NEVER: Final = Blank("never below zero up to the last year, or unknown: see the class")
_NO_CARBON: Final = Blank("no carbon is saved there, so no tonne has a price")
_WORKS: Final = Blank("only works have it")
_RANGE: Final = Blank("the source states none")

BLANKS: Final[dict[tuple[str, str], Blank]] = {
    ("headroom", EVERY): _OF_BASIS,
    ("headroom", "added_mva"): _GROWTH,
    ("headroom", "headroom_own_mva"): _NO_FIGURE,
    ("headroom", "headroom_mva"): _NO_FIGURE,
    ("because", "count"): _BASE_SHIFT,
    ("seasonal_because", "count"): _BASE_SHIFT,
    ("shortfalls", "first_year_below_zero"): _NEVER,
    ("shortfalls", "first_year_latest"): _NEVER,
    ("shortfalls", EVERY): _NO_FIGURE,
    ("seasonal_headroom", EVERY): _NO_FIGURE,
    ("options", EVERY): _WORKS,
    ("options", "cost_gbp"): Blank("no operator publishes what it costs", "operator"),
    ("options", "cost_low_gbp"): Blank("no operator publishes what it costs", "operator"),
    ("options", "cost_high_gbp"): Blank("no operator publishes what it costs", "operator"),
    ("options", "price_year"): Blank("no cost is published, so no price has a year", "operator"),
    ("options", "movable_mw"): Blank("only shifted charging has it"),
    ("joint", "joint_mva"): _NO_FIGURE,
    ("joint", "sum_mva"): _NO_FIGURE,
    ("joint", "double_counting_ratio"): Blank("nothing is shared there, or nothing is known to compare"),
    ("generation_limits", EVERY): _NO_FIGURE,
    ("generation_disagreements", EVERY): _NO_FIGURE,
    ("agreement", EVERY): Blank("no substation has both figures to compare"),
    ("fit", EVERY): Blank("too few substations to fit it"),
    ("beside_fes", EVERY): Blank("no published peak or share of this group is at hand", "publisher"),
    ("rederivation", EVERY): _NO_FIGURE,
    ("rederivation_summary", EVERY): Blank("the formula does not use it, or no substation can be compared"),
    ("firm_table", EVERY): _NO_FIGURE,
    ("security", EVERY): _NO_FIGURE,
    ("parity", EVERY): Blank("the operator publishes no demand figure here", "operator"),
    ("energy_by_area", EVERY): Blank("nothing is published of this carrier for so small an area", "publisher"),
    ("retrofit", "gbp_per_tco2e"): _NO_CARBON,
    ("retrofit", EVERY): Blank("it is done to no home there"),
    ("targeting", "social_share"): Blank("no count of tenure by area is at hand", "council"),
    ("targeting", "social_homes_ratio"): Blank("no count of tenure by area is at hand", "council"),
    ("targeting", "clustered_share"): Blank("no certificates of single homes are at hand", "publisher"),
    ("targeting", "clustering_ratio"): Blank("no certificates of single homes are at hand", "publisher"),
    ("targeting", "gbp_per_tco2e"): _NO_CARBON,
    ("targeting", "carbon_cost_ratio"): _NO_CARBON,
    ("targeting", EVERY): Blank(
        "the substations that serve it have no published figure, or no home is open", "operator"
    ),
    ("zones", EVERY): _NO_CARBON,
    ("charging_candidates", "headroom_least_mva"): _NO_FIGURE,
    ("charging_candidates", EVERY): Blank("no file of car parks with their spaces is at hand", "council"),
    ("charging_need", EVERY): Blank("no home or vehicle is there"),
    ("charging_sites", "works_year"): Blank("no works are needed or known for the site"),
    ("charging_sites", "shift_needed_mw"): Blank("nothing has to be shifted, or room is unknown"),
    ("charging_sites", EVERY): _NO_FIGURE,
    ("charger_locations", EVERY): Blank("the register does not say", "operator"),
    ("charger_matches", EVERY): Blank("the registers do not say"),
    ("siting_reasons", EVERY): _NO_FIGURE,
    ("levi_evidence", "council_share"): Blank("no site's owner or operator is known", "council"),
    ("levi_evidence", EVERY): Blank("no site is planned there"),
    ("sequestration", EVERY): Blank("no hectare of it is known, or it is counted in another unit", "council"),
    ("sequestration_by_district", EVERY): Blank(
        "no hectare of it is known, or it is counted in another unit", "council"
    ),
    ("sequestration_value", EVERY): Blank("no tonne is known, or the price has no range"),
    **{
        ("opportunities", f"{name}_gbp_per_tco2e"): Blank("no cost of this option with a source is at hand", "council")
        for name in ("low", "cost", "high")
    },
    ("opportunities", "cost_ratio"): Blank("no cost of this option with a source is at hand", "council"),
    **{
        ("opportunities", f"market_{name}gbp_per_tco2e"): Blank("no market takes its carbon, or no price is published")
        for name in ("low_", "", "high_")
    },
    ("opportunities", "solar_ha"): Blank("no land of solar farms is at hand", "council"),
    ("opportunities", "solar_overlap_low_ha"): Blank("no land of solar farms is at hand", "council"),
    ("opportunities", "solar_overlap_high_ha"): Blank("no land of solar farms is at hand", "council"),
    ("opportunities", EVERY): Blank("the layer it is measured by is not at hand; see criteria_missing", "publisher"),
    ("placement_ratio", EVERY): Blank("nothing is placed there by the simple rule"),
    ("budgets", "overspend_year"): Blank("at the latest year's level the budget is not used up by the target year"),
    ("budgets", EVERY): Blank("emissions have not fallen, or no yearly cut keeps to the budget"),
    ("burn_down", "emissions_tco2e"): Blank("the year is not counted yet", "publisher"),
    ("burn_down", "catch_up_tco2e"): Blank("the year is past, or no yearly cut keeps to the budget"),
    ("bundles", EVERY): Blank("the bundle is of homes, or of sites, and not of both"),
    ("funding", EVERY): Blank("no source of the money is named, or no cost is known to take a share of", "council"),
    ("funds", EVERY): Blank("what was read of the scheme names no amount", "publisher"),
    ("project_dependencies", "works_year"): Blank("no dated works are published there", "operator"),
    ("project_dependencies", EVERY): _NEVER,
    ("project_scores", EVERY): Blank("no saving or carbon of the project is known to score it by"),
    ("project_years", EVERY): Blank("not of this kind of project or year, or nothing with a source is known of it"),
    ("projects", EVERY): Blank("not of this kind of project, or nothing with a source is known of it"),
    ("workstream_needs", EVERY): Blank("not of this workstream"),
    ("workstreams", "convening_lead"): Blank("nobody named who convenes it", "council"),
    ("workstreams", "next_action"): Blank("its lead has not said what is next", "council"),
    ("kpis", "actual_year"): Blank("the source states no year", "operator"),
    ("investment", "homes"): Blank("the action is done at sites, not at homes"),
    ("investment", "sites_count"): Blank("the action is done at homes, not at sites"),
    ("investment", EVERY): _NO_CARBON,
    ("non_domestic_by_area", EVERY): Blank("nothing is published of it for this area", "publisher"),
    ("certified_buildings", EVERY): Blank("no certificates of other buildings are at hand", "publisher"),
    ("connection_layers", EVERY): Blank("the register does not state it", "operator"),
    ("connection_matches", EVERY): Blank("the site or the connection does not state it", "council"),
    ("secondary_by_area", EVERY): Blank("the operator does not state it", "operator"),
    ("allocation", EVERY): _NO_FIGURE,
    ("areas", EVERY): Blank("no published area of the district is at hand", "publisher"),
    ("sensitivity", "first_year_below_zero"): _NEVER,
    ("sensitivity", "first_year_latest"): _NEVER,
    ("sensitivity", EVERY): _NO_FIGURE,
    ("works", EVERY): Blank("the text of the works names no rating", "operator"),
    ("substations", EVERY): Blank("the operator's file does not hold it", "operator"),
    ("assumptions", EVERY): _RANGE,
    ("retrofit", "lifetime_years"): Blank("measures of one package last for different times"),
    ("heat_pump_day", EVERY): Blank("no home there is heated"),
    ("chargers_by_area", EVERY): Blank("no register of chargers is at hand", "operator"),
    ("carbon_path", "count"): Blank("what was counted, the grid and the sum are of no number of units"),
    ("plan_budgets", "overspend_year"): Blank("the scenario's path does not use the budget up by the target year"),
    ("plan_budgets", "catch_up_cut_ratio"): Blank("no yearly cut can keep to the budget any more"),
    ("land_factors_used", EVERY): Blank("no table at hand says what becomes of this land; see note", "publisher"),
    ("reinforcements", EVERY): Blank("no costed scheme for the asset is in grid/reinforcement_costs.csv", "operator"),
    ("verification", "hosting_mva"): Blank("a limit is passed already, or the network is meshed: see hosting_limit"),
    ("gap_tresp", EVERY): Blank("no figure of either is at hand", "publisher"),
}
"""By table and column."""
REMARKS: Final = frozenset({"options"})
"""Tables whose `reason` is a remark on the row and does not say why a figure is blank."""
ASKED_WORDS: Final = frozenset({("workstreams", "convening_lead"), ("workstreams", "next_action")})
"""Words that are asked for like a figure."""
