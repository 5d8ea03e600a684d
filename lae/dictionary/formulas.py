"""How the columns people quote are worked out, in words; the columns they name stand in the same table."""

from typing import Final

FORMULAS: Final[dict[tuple[str, str], str]] = {
    ("headroom", "headroom_own_mva"): (
        "modelled basis: capacity - observed - contracted - added, row by row; published basis: the operator's "
        "figure - added since the figure's year; nshr basis: the operator's own scenario table"
    ),
    ("headroom", "headroom_mva"): "the least headroom_own_mva of the substation and of all above it that have a figure",
    ("headroom", "added_mva"): (
        "greatest (base + added load) over the half-hours of all representative days - greatest base load; "
        "its parts are in because.csv"
    ),
    ("headroom", "contracted_mva"): "contracted demand of the queue x the share taken to draw at the peak",
    ("because", "added_mva"): "units added since the figure's year x profile at the deciding half-hour / power factor",
    ("shortfalls", "class"): (
        "at or below 0 today; crosses: above 0 today and below in some year; stays_above: above in every year; "
        "unknown: no figure, or one that only bounds it"
    ),
    ("shortfalls", "first_year_below_zero"): "the first year whose headroom_mva is below 0, or could be",
    ("headline", "crosses"): "rows of shortfalls.csv of class crosses, published basis, demand",
    ("headline", "at_or_below_zero_today"): "rows of shortfalls.csv of that class, published basis, demand",
    ("headline", "stays_above"): "rows of shortfalls.csv of that class, published basis, demand",
    ("headline", "unknown"): "rows of shortfalls.csv of that class, published basis, demand",
    ("joint", "joint_mva"): "the most that all substations below can take at once within the limits above them",
    ("generation_limits", "headroom_own_mva"): "the least of reverse power, fault level, voltage and transmission room",
    (
        "energy_by_area",
        "uncalibrated_kwh",
    ): "heat loss x degree hours / efficiency + hot water + appliances, home by home",
    (
        "energy_by_area",
        "calibrated_kwh",
    ): "uncalibrated x metered / uncalibrated of the area, where meters are published",
    ("energy_by_area", "uncalibrated_ratio"): "uncalibrated / published",
    ("retrofit", "capex_gbp"): "cost a home of its kind and size in prices of price_year, summed over eligible homes",
    ("retrofit", "carbon_saved_tco2e"): "fuel saved x its factor - electricity added x its factor",
    ("retrofit", "gbp_per_tco2e"): "capex / (carbon saved a year x lifetime)",
    ("retrofit", "peak_added_kw"): "electricity added at the network's peak, after diversity",
    (
        "targeting",
        "score_ratio",
    ): "weighted mean of the criteria that are known, each a rank from 0 to 1; weights: target_weight_...",
    ("charging_need", "no_drive_vehicles_count"): "vehicles_count x no_drive_share",
    ("charging_need", "public_resident_kwh"): "electric cars without a drive x energy a car x share charged near home",
    ("charging_need", "resident_points_count"): "public_resident_kwh / energy a point delivers in a year",
    ("charging_sites", "headroom_after_mva"): "headroom_before_mva - the site's unmanaged load",
    ("levi_evidence", "central_per_point_gbp"): "central cost / charge points",
    (
        "levi_evidence",
        "covered_after_homes",
    ): "homes without a drive in reach of a charger of today or a planned site, enough points or not",
    ("sequestration", "net_tco2e"): "(land claimed x rate of the option and age) - what the land holds or takes today",
    ("sequestration_by_district", "net_tco2e"): "sum over the district's zones",
    ("sequestration_value", "value_gbp"): "net carbon x price of carbon of the year",
    (
        "budgets",
        "budget_cumulative_tco2e",
    ): "sum of the target setter's path, or of a straight line, after the base year",
    ("budgets", "spent_cumulative_tco2e"): "sum of counted emissions after the base year",
    ("budgets", "remaining_cumulative_tco2e"): "budget - spent",
    ("budgets", "overspend_year"): "first year whose cumulative emissions at the latest level exceed the budget",
    ("budgets", "catch_up_cut_ratio"): "the even yearly cut from the latest year whose emissions sum to what remains",
    ("budgets", "measured_cut_ratio"): "1 - (latest / base) ^ (1 / years between)",
    ("burn_down", "line_tco2e"): "straight line from the base year to the target",
    ("burn_down", "catch_up_tco2e"): "the year before x (1 - catch_up_cut_ratio)",
    ("investment", "npv_carbon_only_gbp"): "carbon value - capex; no energy bills",
    (
        "investment",
        "carbon_value_gbp",
    ): "carbon saved each year x Green Book price of the year, discounted over lifetime",
    ("investment", "gbp_per_tco2e"): "capex / carbon over the lifetime, not discounted",
    ("gap_tresp", "gap_value"): "plan_value - resp_value",
    ("reconciliation", "difference_count"): "placed_count - wanted_count",
    ("provenance", "units_share"): "units of this provenance / all units of the scenario and technology",
    ("headline_basis", "published_share"): "what is published / all of what weighed_by names",
    ("headline_basis", "modelled_share"): "what is modelled / all of what weighed_by names",
    ("headline_basis", "assumed_share"): "what is assumed / all of what weighed_by names",
    ("beside_fes", "gap_mw"): "fes_change_mw - added_mw: + where FES grows more",
    ("allocation", "dwellings"): "homes of each LSOA x the share of its postcodes nearest to this substation",
    ("areas", "deviation_share"): "area_ha / published_area_ha - 1",
    ("firm_table", "firm_mva"): "what is left after the largest outage, cyclic rating where the operator rates so",
}
"""By (table, column)."""
