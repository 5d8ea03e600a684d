"""LTDS tables: columns by pattern, the 100 MVA base and its guard, and what a study makes of a dropped workbook."""

import math

import pandas as pd
import pytest

from lae.assumptions import Assumptions
from lae.readers import catalogue
from lae.readers.base import SourceRow, head_of
from lae.readers.electrical import ltds
from lae.readers.electrical.joined import plain_name
from lae.readers.electrical.ltds_headers import layout_of
from lae.readers.electrical.ltds_rows import BASE_ID, BASE_MVA
from lae.readers.electrical.star import Pair, star_of
from published import workbook

CIRCUITS = (
    "fromnode,tonode,fromsubstation,tosubstation,circuit_length,operating_voltage,"
    "positive_sequence_impedance_r_percent,positive_sequence_impedance_x_percent,susceptance_b_percent,"
    "rating_amps_summer,rating_amps_winter"
)
TWO = (
    "hv_node,lv_node,hv_substation,lv_substation,voltage_hv,voltage_lv,positive_sequence_impedance_r_percent,"
    "positive_sequence_impedance_x_percent,zero_sequence_impedance_x_percent,tap_range_min_percent,"
    "tap_range_max_percent,transformer_rating_mva_summer,transformer_rating_mva_winter,vector_group"
)
THREE = (
    "hv_node,lv1_node,lv2_node,hv_substation,lv1_substation,voltage_hv,voltage_lv1,voltage_lv2,"
    "impedance_hv_lv1_r_percent,impedance_hv_lv1_x_percent,impedance_hv_lv2_r_percent,impedance_hv_lv2_x_percent,"
    "impedance_lv1_lv2_r_percent,impedance_lv1_lv2_x_percent,"
    "transformer_rating_mva_hv_winter,transformer_rating_mva_lv1_winter,transformer_rating_mva_lv2_winter"
)

SAMPLES = {
    "ltds_1.csv": f"{CIRCUITS}\nA3,B3,Aton,Bton,4.1,33,2,5,0.12,350,400\nB3,C3,Bton,Cton,2,33,0,0,,350,40\n".encode(),
    "ltds_2a.csv": f"{TWO}\nA3,A1,Aton,Aton,33,11,2,100,90,-10,5,20,24,Dyn11\n".encode(),
    "ltds_2b.csv": f"{THREE}\nA13,A3,A1,Aton,Aton,132,33,11,1,25,1,40,1,20,60,45,30\n".encode(),
}


def written(tmp_path, header, *rows, name="table.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def read(path):
    assert ltds.recognise(head_of(path))
    return ltds.read(path, SourceRow("toy_ltds", "2026", "toy"))


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_a_circuit_keeps_percent_on_100_mva_and_amps_become_mva_at_nominal_voltage(tmp_path):
    path = written(
        tmp_path, CIRCUITS, "A3,B3,Aton,Bton,4.1,33,2.5,5.5,0.12,350,400", "A3,B3,Aton,Bton,4,33,2,5,,350,400"
    )
    reading = read(path)
    table = reading.tables["branches"].set_index("asset_id")
    assert list(table.index) == ["A3 to B3", "A3 to B3 #2"]  # parallel circuits stay two assets
    first = table.loc["A3 to B3"]
    assert (first["impedance_unit"], first["base_mva"]) == ("percent", 100.0)
    assert (first["resistance_value"], first["reactance_value"], first["susceptance_value"]) == (2.5, 5.5, 0.12)
    assert first["winter_mva"] == pytest.approx(math.sqrt(3) * 33 * 0.4)  # 22.86 MVA
    assert set(reading.tables["buses"]["bus_id"]) == {"A3", "B3"}
    assert (reading.count.read, reading.count.kept) == (2, 2)
    assert {"amps", "unproven"} <= rules(reading)


@pytest.mark.parametrize(
    ("reactance", "odd"),
    [
        ("100", False),  # 100 % on 100 MVA is 24 % of a 24 MVA transformer
        ("24", True),  # stated on its own 24 MVA it would come out at 5.76 %
        ("200", True),  # 48 %
    ],
)
def test_a_reactance_no_transformer_has_names_its_row(tmp_path, reactance, odd):
    row = f"A3,A1,Aton,Aton,33,11,2,{reactance},90,-10,5,20,24,Dyn11"
    reading = read(written(tmp_path, TWO, row))
    found = [finding for finding in reading.findings if finding.rule == "impedance_base"]
    assert bool(found) is odd
    assert all("A3 to A1" in finding.ids[0] for finding in found)
    branch = reading.tables["branches"].iloc[0]
    assert (branch["clock_count"], branch["tap_low_share"], branch["tap_high_share"]) == (11, -0.1, 0.05)
    assert math.isnan(branch["target_ratio"])  # nobody says what the taps hold


def test_the_base_is_the_register_s(root):
    assumptions = Assumptions.from_frame(pd.read_csv(root / "data" / "assumptions.csv"))
    assert assumptions.value(BASE_ID) == BASE_MVA
    assert assumptions[BASE_ID].tier == "D"


def test_three_windings_become_a_star_whose_arms_sum_to_the_pairs(tmp_path):
    row = "A13,A3,A1,Aton,Aton,132,33,11,1,25,1,40,1,20,60,45,30"
    reading = read(written(tmp_path, THREE, row))
    arms = reading.tables["branches"].set_index("asset_id")["reactance_value"]
    name = "A13 to A3 and A1"
    # Half of 25 and 40 less 20, of 25 and 20 less 40, of 40 and 20 less 25.
    assert [arms[f"{name} {winding}"] for winding in ("HV", "LV1", "LV2")] == [22.5, 2.5, 17.5]
    assert reading.count.kept == 1  # one row of theirs, three of ours
    star = reading.tables["buses"].set_index("bus_id")["nominal_kv"]
    assert star[f"{name} (star)"] == 132


def test_an_arm_below_no_resistance_is_lifted_and_said():
    star = star_of(Pair(1, 10), Pair(1, 10), Pair(3, 10))
    assert star.lifted
    assert star.arms[0] == Pair(0.0, 5.0)


def test_rows_that_say_too_little_are_counted_with_the_reason(tmp_path):
    rows = ("A3,,Aton,Bton,4,33,2,5,0,350,400", "A3,B3,Aton,Bton,4,,2,5,0,350,400", "A3,C3,Aton,Cton,4,33,2,,0,350,400")
    good = "A3,D3,Aton,Dton,4,33,0,0,,350,400"
    reading = read(written(tmp_path, CIRCUITS, *rows, good))
    assert dict(reading.count.dropped) == {"no node at both ends": 1, "no voltage": 1, "no reactance": 1}
    assert list(reading.tables["branches"]["kind"]) == ["switch"]  # of no impedance at all: a closed coupler


def test_a_fault_level_and_a_demand_wait_for_their_busbars(tmp_path):
    faults = (
        "nodename,voltage_level_kv,existing_system_fault_currents_rms_break_ka,"
        "system_impedance_r_percent,system_impedance_x_percent"
    )
    reading = read(written(tmp_path, faults, "A13,132,13.1,0.3,3.2"))
    assert reading.tables["node_faults"].loc[0, "break_ka"] == 13.1
    demands = "substation,season,maximum_demand_24_25_mw,maximum_demand_24_25_pf,firm_capacity_mw"
    reading = read(written(tmp_path, demands, "Aton Primary 11kV,Winter,7.0,0.92,9.2"))
    told = reading.tables["site_demands"].loc[0]
    assert (told["kind"], told["season"], told["p_mw"], told["power_factor_ratio"]) == ("true", "winter", 7.0, 0.92)


def test_a_workbook_holds_several_tables_under_titles_and_in_sheets(tmp_path):
    first = [["LTDS November 2025", ""], ["Table 1 circuits", ""], CIRCUITS.split(",")]
    first.append(["A3", "B3", "Aton", "Bton", 4.1, 33, 2.5, 5.5, 0.12, 350, 400])
    second = [
        ["Table 2A transformers"],
        TWO.split(","),
        ["A3", "A1", "Aton", "Aton", 33, 11, 2, 100, 90, -10, 5, 20, 24, "Dyn11"],
    ]
    path = workbook(tmp_path / "ltds.xlsx", {"Notes": [["Read me"]], "Table 1": first, "Table 2A": second})
    assert [publisher.name for publisher in catalogue.claimants(path)] == ["ltds"]
    reading = read(path)
    assert list(reading.tables["branches"]["kind"]) == ["line", "transformer"]
    assert reading.tables["branches"]["source_row"].tolist() == [4, 3]  # as a spreadsheet counts
    assert set(reading.tables["buses"]["bus_id"]) == {"A1", "A3", "B3"}
    assert "no_table" in rules(reading)


def test_the_load_table_of_uk_power_networks_has_one_reader(tmp_path):
    header = (
        "substation,season,functional_location,maximum_demand_24_25_mw,firm_capacity_mw,unutilised_capacity_percent"
    )
    path = written(tmp_path, header, "Aton,Winter,F1,7,9,20")
    assert [publisher.name for publisher in catalogue.claimants(path)] == ["ukpn"]


def test_generation_and_enquiries_are_left_to_the_register(tmp_path):
    reading = read(
        written(tmp_path, "substation,connected_accepted,fuel_type,installedcapacity_mva", "Aton,Connected,Solar,5")
    )
    assert (reading.count.read, reading.count.kept) == (1, 0)


def test_a_header_of_two_rows_is_found_too():
    assert layout_of(["From Node", "To Node", "Rating Winter (Amps)", "X % on 100MVA"]).kind == "1"


@pytest.mark.parametrize(
    "name", ["Ilmer Primary 11kV", "ILMER GRID 33 kV", "Ilmer 33/11kV Primary Substation", "Ilmer"]
)
def test_a_substation_is_known_by_what_is_left_of_its_name(name):
    assert plain_name(name) == "ilmer"
