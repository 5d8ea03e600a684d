"""What grows in Toytown: two futures, what was counted, what each unit draws, the settings, and the sites planned.

Everything is invented. make.py reads these drawings and writes the tables.
"""

from typing import Final

YEARS: Final = (2025, 2030, 2035)
PER_LSOA: Final = {
    "toy_fast": {
        "ASHP": (10, 210, 410),
        "GSHP": (0, 100, 200),
        "TotalHPs": (10, 310, 610),
        "EV": (20, 420, 820),
        "DH": (10, 30, 50),
        "Total": (1000, 1040, 1080),
        "Dem_BB008b": (1.0, 1.02, 1.04),
        "data_centre": (0, 20, 40),
        "Gen_BB012": (0.1, 0.2, 0.3),
        "Gen_BB013": (30, 130, 230),
        "Srg_BB001": (0, 50, 100),
        "Srg_BB002": (10, 30, 50),
    },
    "toy_slow": {
        "ASHP": (10, 60, 110),
        "GSHP": (0, 0, 0),
        "TotalHPs": (10, 110, 210),
        "EV": (20, 100, 180),
        "DH": (10, 18, 26),
        "Total": (1000, 1016, 1032),
        "Dem_BB008b": (1.0, 1.008, 1.016),
        "data_centre": (0, 8, 16),
        "Gen_BB012": (0.1, 0.15, 0.2),
        "Gen_BB013": (30, 80, 130),
        "Srg_BB001": (0, 20, 40),
        "Srg_BB002": (10, 20, 30),
    },
}
"""Stock in every LSOA at the end of 2025, 2030 and 2035; a district's control total is this times its LSOAs."""
UNITS: Final = {"EV": "vehicles", "Dem_BB008b": "GWh", "Gen_BB012": "MW"} | dict.fromkeys(
    ["data_centre", "Gen_BB013", "Srg_BB001", "Srg_BB002"], "kW"
)
"""Units other than homes; a control total may speak MW where another speaks kW."""
LABELS: Final = {"toy_fast": "Toytown in a hurry", "toy_slow": "Toytown at leisure"}
RECORDED: Final = {
    "heat_pump": 10,
    "electric_vehicle": 20,
    "district_heat": 10,
    "solar": 130,
    "battery": 10,
    "data_centre": 0,
}
"""Counted in every LSOA at the end of 2025, the same for every scenario: homes, cars and kW."""

TECHNOLOGIES: Final = """
technology, label, measure, profile_id, admd_id, power_factor_id, share_id, energy_of
air_source_heat_pump, toy air-source heat pumps, , heat_pump, hp_admd, power_factor_heat_pump, ,
battery_charging, toy batteries filling, battery, battery_charging, battery_charge, power_factor_electronics, ,
battery_discharging, toy batteries giving back, battery, battery_discharging, battery_discharge, power_factor_electronics, ,
data_centre, toy data centres, , data_centre, data_centre_demand, power_factor_electronics, ,
district_heat, toy heat networks, , district_heat, district_heat_admd, power_factor_heat_pump, ,
ev_depot_charging, toy cars at depots, electric_vehicle, ev_depot_charging, ev_admd_home7, power_factor_ev, ev_depot_share, electric_vehicle
ev_home_charging, toy cars at home, electric_vehicle, electric_vehicle, ev_admd_home7, power_factor_ev, ev_home_share,
ev_public_charging, toy cars in public, electric_vehicle, ev_public_charging, ev_admd_home7, power_factor_ev, ev_public_share, electric_vehicle
ev_public_moved, toy cars at planned sites, public_charging, ev_public_charging, ev_admd_home7, power_factor_ev, , electric_vehicle
ground_source_heat_pump, toy ground-source heat pumps, , heat_pump, hp_admd, power_factor_heat_pump, ,
hybrid_heat_pump, toy heat pumps nobody splits: hybrids, , hybrid_heat_pump, hybrid_hp_admd, power_factor_heat_pump, ,
new_home, toy new homes, , new_home, new_home_admd, power_factor_demand, ,
non_domestic, toy workplaces, , non_domestic, non_domestic_demand, power_factor_demand, ,
solar, toy solar, , solar, solar_export, power_factor_electronics, ,
"""
"""A blank measure is the technology itself. Three quarters of a car are charged at home, the rest at other times."""
ASSUMPTIONS: Final = """
id,                       value, unit,                         low,  high, note
battery_charge,           1,     kW/kW,                        0,    1,    a kilowatt fills at a kilowatt
battery_discharge,        -1,    kW/kW,                        -1,   0,    a kilowatt gives back a kilowatt
context_uptake_ratio,     1,     ratio to the study's homes,   0,    2,    homes beyond the county take up as many
contracted_coincidence,   1,     share of contracted demand,   0.5,  1,    all of it arrives at the peak
cyclic_factor,            1,     ratio to nameplate,           1,    1.39, firm capacity = N-1 nameplate
data_centre_demand,       1,     kW/kW,                        0,    1,    all of it
district_heat_admd,       1,     kW/home,                      0,    2,    one kilowatt a home served
dual_rated_factor,        1,     ratio to nameplate,           1,    1.3,  as for single ratings
ev_admd_home7,            1,     kW/EV,                        0.5,  2,    one kilowatt a car
ev_depot_share,           0.05,  share of the cars,            0,    1,    one in twenty at a depot
ev_home_share,            0.75,  share of the cars,            0,    1,    three in four at home
ev_public_share,          0.2,   share of the cars,            0,    1,    one in five in public
fault_infeed_inverter,    1,     MVA per MVA of plant,         1,    1.2,  fault headroom counts as it stands
fault_infeed_synchronous, 5,     MVA per MVA of plant,         4,    8,    a fifth of it
ground_source_share,      0,     share of recorded heat pumps, 0,    1,    none of the heat pumps counted
hp_admd,                  1,     kW/home,                      0.5,  2,    one kilowatt a heat pump
hybrid_hp_admd,           1,     kW/home,                      0,    2,    one kilowatt a hybrid
land_years_to_full,       1,     years,                        1,    5,    as much is planted in every year
managed_charging_share,   1,     share of cars that take part, 0,    1,    all of them
new_home_admd,            1,     kW/home,                      0,    2,    one kilowatt a new home
non_domestic_demand,      1,     kW per MWh/yr,                0,    2,    one kilowatt a megawatt hour
power_factor_demand,      1,     MW per MVA,                   0.9,  1,    so that 1 MW is 1 MVA
power_factor_electronics, 1,     MW per MVA,                   0.9,  1,    so that 1 MW is 1 MVA
power_factor_ev,          1,     MW per MVA,                   0.9,  1,    so that 1 MW is 1 MVA
power_factor_generation,  1,     MW per MVA,                   0.9,  1,    so that 1 MW is 1 MVA
power_factor_heat_pump,   1,     MW per MVA,                   0.9,  1,    so that 1 MW is 1 MVA
profile_shift_hours,      2,     h,                            0,    4,    how far profiles move in the sensitivity
rag_amber_share,          0.1,   share,                        0.09, 0.1,  green from it
rag_red_share,            0.05,  share,                        0.04, 0.05, red below it
reverse_power_share,      0.5,   share of N-1 nameplate,       0,    1,    half of it
small_number_spread,      2,     share of ADMD,                1,    4,    one unit alone needs three times its share
solar_export,             -1,    kW/kW,                        -1,   0,    a kilowatt gives back a kilowatt
summer_firm_ratio,        0.8,   ratio of summer to winter,    0.7,  1,    as one published site has it
supply_ambiguity_ratio,   1.5,   ratio of distances,           1.2,  2,    a second primary this near is ambiguous
"""
PEAK: Final = ("winter", 36)
"""The one half-hour (18:00) in which everything in Toytown draws its most; in all others it draws its least."""
ELSEWHEN: Final = {
    "solar": ("summer", 24),
    "battery_charging": ("winter", 4),
    "battery_discharging": ("winter", 38),
    "ev_depot_charging": ("winter", 4),
    "ev_public_charging": ("winter", 24),
}
"""What has its one half-hour at another time: the sun shines on a summer noon, batteries and depots fill at two in the
night, batteries give back at seven in the evening, and cars in public are charged at noon."""

DEVELOPMENTS: Final = """
development_id, version, name, lsoa, at, homes, use, first_year, last_year, heating, kva, connection, status, grade
toy-mews, 1, Marble Mews, A1, P1, 80, residential, 2027, 2030, heat_pump, , , outline, C
toy-mews, 2, Marble Mews, A1, P1, 60, residential, 2027, 2030, heat_pump, , , full, B
toy-wharf, 1, Hoop Wharf, A2, P2, 30, residential, 2027, 2030, heat_pump, 300, toy-c1, under_construction, A
toy-tower, 1, Domino Tower, B2, P5, 0, data_centre, 2029, 2029, unknown, 800, , allocation, D
"""
"""Marble Mews shrank in its second edition. Hoop Wharf is the operator's connection toy-c1: it loads once."""
PHASING: Final = """
development_id, version, year, homes_count
toy-mews, 2, 2027, 10
toy-mews, 2, 2028, 20
toy-mews, 2, 2029, 20
toy-mews, 2, 2030, 10
toy-wharf, 1, 2027, 5
toy-wharf, 1, 2028, 10
toy-wharf, 1, 2029, 10
toy-wharf, 1, 2030, 5
"""
CONNECTIONS: Final = """
connection_id, at, connection_year, contracted_mva
toy-c1, P2, 2028, 0.5
toy-c2, P5, 2033, 0.5
"""
"""Parts of what the operator has contracted at Hoop Lane and at Domino Dock; nobody knows whose the second is."""
