"""Readers of figures by area: on invented rows under the publishers' own headers, then on the real files whole."""

import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.readers import (
    census,
    council_tax,
    fuel_poverty,
    ghg,
    la_statistics,
    la_statistics_points,
    ons_boundaries,
    ons_lookups,
    subnational_energy,
    subnational_energy_la,
    voa,
)
from lae.readers.base import SourceRow, head_of
from lae.statistics import MEASURES, AreaStatistics, PointSources
from lae.tables import check
from published import workbook

READERS = {
    "census": census,
    "council_tax": council_tax,
    "fuel_poverty": fuel_poverty,
    "ghg": ghg,
    "la_statistics": la_statistics,
    "la_statistics_points": la_statistics_points,
    "ons_boundaries": ons_boundaries,
    "ons_lookups": ons_lookups,
    "subnational_energy": subnational_energy,
    "subnational_energy_la": subnational_energy_la,
    "voa": voa,
}
OURS = [f"E0700017{number}" for number in (7, 8, 9)] + ["E07000180", "E07000181"]
SOURCE = SourceRow("a_source")
MSOA = (
    "Local Authority Name,Local Authority Code,MSOA Name,Middle Layer Super Output Area (MSOA) Code, Number of meters ,"
    " Consumption (kWh) , Mean consumption (kWh per meter) , Median consumption (kWh per meter) \n"
)
TIDY = "area_code,area_name,indicator,period,measure,unit,value"
VOA = (
    "AREA_CODE,AREA_NAME,BP_PRE_1900,BP_1900_1918,BP_2010_2015,BP_UNKNOWN,ALL_PROPERTIES,MODE1_VAL,MODE1_TYPE\n"
    "E01000001,Ash 001A,20,1,0,1,30,20,BP_PRE_1900\n"
)
KS403 = (
    '"date","geography","geography code","Rural Urban",'
    '"Central Heating: All categories: Type of central heating in household; measures: Value",'
    '"Central Heating: Does not have central heating; measures: Value",'
    '"Central Heating: Occupancy rating (rooms) of -1 or less; measures: Value",'
    '"Central Heating: Average household size; measures: Value"\n'
)
CTSOP = "geography,ba_code,ecode,area_name,band,bp_pre_1900,bp_2000_2008,bp_2009,bp_2025,bp_unkw,all_properties\n"
GHG = (
    "Country,Country Code,Region,Region Code,Second Tier Authority,Local Authority,Local Authority Code,Calendar Year,"
    "LA GHG Sector,LA GHG Sub-sector,Greenhouse gas,Territorial emissions (kt CO2e),{scope},"
    "Mid-year Population (thousands),Area (km2)\n"
)
ROW = "E,E92000001,N,E12000001,X,Ash,E07000001,2022,{rest}\n"


@pytest.fixture
def write(tmp_path):
    def written(text, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def figures(reading):
    """The figures of a reading by area, measure, category and year; blank ones as None."""
    table = reading.tables["area_statistics"]
    assert check(table, AreaStatistics, "area_statistics") == []
    keys = zip(table["area_code"], table["measure"], table["category"], table["year"], strict=True)
    return {key: None if pd.isna(value) else value for key, value in zip(keys, table["value"], strict=True)}


def refused(reader, path, source=SOURCE, **options):
    with pytest.raises(FaultsError) as caught:
        reader.read(path, source, **options)
    return [finding.rule for finding in caught.value.findings]


def attempt(reader, path):
    """The reading and its findings; no reading where the file is refused."""
    try:
        reading = reader.read(path, SourceRow("a_source", "2019"))
    except FaultsError as error:
        return None, error.findings
    return reading, reading.findings


def rules(reading):
    return [finding.rule for finding in reading.findings]


def district_total(table, measure, **values):
    rows = table[table["area_code"].isin(OURS) & table["measure"].eq(measure)]
    for column, value in values.items():
        rows = rows[rows[column].eq(value)]
    assert len(rows)
    return rows["value"].sum()


# Census.


def test_a_nomis_table_gives_a_figure_a_column(write):
    path = write(
        KS403 + '"2011","Ash 001A","E01000001","Total",100,4,9,2.5\n"2011","Wales","W92000004","Total",1,1,1,1\n'
    )
    reading = census.read(path, SOURCE)
    assert figures(reading) == {
        ("E01000001", "household_size", "persons", 2011): 2.5,
        ("E01000001", "households_by_heating", "all", 2011): 100,
        ("E01000001", "households_by_heating", "no central heating", 2011): 4,
        ("E01000001", "households_by_occupancy", "rooms", 2011): 9,
    }
    assert set(reading.tables["area_statistics"]["code_vintage"]) == {"2011"}
    assert reading.count.dropped == {"no code of a district, MSOA, LSOA or ward": 1}


def test_a_nomis_archive_and_a_tidy_table_give_the_same_categories(write, tmp_path):
    head = "Accommodation type: Total: All households,Accommodation type: Detached"
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("census2021-ts044-ltla.csv", "date,geography,geography code,x\n")
        archive.writestr(
            "census2021-ts044-lsoa.csv", f"date,geography,geography code,{head}\n2021,Ash 001A,E01000001,30,12\n"
        )
    tidy = "area_code,area_name,geography,period,indicator,accommodation_type,measure,unit,value\n"
    about = "LSOA,2021-03-21,Households in England and Wales by accommodation type"
    path = write(tidy + f"E01000001,Ash 001A,{about},Detached,Count,Households,12\n")
    packed, plain = census.read(tmp_path / "z.zip", SOURCE), census.read(path, SOURCE)
    assert figures(packed) == {**figures(plain), ("E01000001", "households_by_accommodation", "all", 2021): 30}
    assert "unproven" in rules(packed)
    assert census.recognise(head_of(tmp_path / "z.zip"))


def test_a_custom_data_set_leaves_out_those_it_does_not_apply_to(write):
    head = "Lower layer Super Output Areas Code,Lower layer Super Output Areas,Tenure of household (9 categories) Code,"
    head += "Tenure of household (9 categories),Observation\n"
    path = write(head + "E01000001,Ash 001A,-8,Does not apply,0\nE01000001,Ash 001A,1,Owned: Owns outright,7\n")
    reading = census.read(path, SOURCE)
    assert census.recognise(head_of(path))
    assert figures(reading) == {("E01000001", "households_by_tenure", "owned: owns outright", 2021): 7}
    assert reading.count.dropped == {"does not apply": 1}


def test_a_census_table_about_something_else_says_what_is_used(write):
    path = write("date,geography,geography code,Religion: No religion\n2021,Ash,E01000001,3\n")
    with pytest.raises(FaultsError) as caught:
        census.read(path, SOURCE)
    assert "Religion" in str(caught.value)
    assert [finding.rule for finding in caught.value.findings] == ["unused_topic"]


# The Valuation Office.


def test_a_bare_one_is_a_suppressed_count_and_never_one_home(write):
    reading = voa.read(write(VOA), SOURCE)
    assert figures(reading) == {
        ("E01000001", "dwellings_by_build_period", "1900-1918", 2015): None,
        ("E01000001", "dwellings_by_build_period", "2010-2015", 2015): 0,
        ("E01000001", "dwellings_by_build_period", "all", 2015): 30,
        ("E01000001", "dwellings_by_build_period", "pre-1900", 2015): 20,
        ("E01000001", "dwellings_by_build_period", "unknown", 2015): None,
    }
    assert reading.count.repaired == {voa.SUPPRESSED: 2}
    stated = voa.read(write(VOA), SourceRow("a_source", vintage="2016-03"))
    assert set(stated.tables["area_statistics"]["year"]) == {2016}


def test_council_tax_keeps_the_row_of_all_bands_and_leaves_dashes_blank(write, tmp_path):
    rows = "LSOA,1,E01000001,Ash 001A,All,-,20,0,10,0,30\nLSOA,1,E01000001,Ash 001A,A,-,20,0,10,0,30\n"
    rows += "REGL,1,E12000001,North,All,10,20,0,10,0,40\n"
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("CTSOP4.1/CTSOP4_1_2025_03_31.csv", "\ufeff" + CTSOP + rows)
    for path in (write(CTSOP + rows), tmp_path / "z.zip"):
        assert council_tax.recognise(head_of(path))
        assert not voa.recognise(head_of(path))
        reading = council_tax.read(path, SOURCE)
        found = figures(reading)
        assert found["E01000001", "dwellings_by_build_period", "pre-1900", 2025] is None
        assert found["E01000001", "dwellings_by_build_period", "2009", 2025] == 0
        assert found["E01000001", "dwellings_by_build_period", "all", 2025] == 30
        assert sum(reading.count.dropped.values()) == 2


def test_council_tax_by_type_needs_a_year_from_somebody(write):
    table = "geography,ba_code,ecode,area_name,band,bungalow_1,flat_mais_total,annexe,all_properties\n"
    path = write(table + "LAUA,1,E07000001,Ash,All,10,20,-,30\n")
    assert refused(council_tax, path) == ["year"]
    assert figures(council_tax.read(path, SourceRow("a_source", "2024"))) == {
        ("E07000001", "dwellings_by_type", "all", 2024): 30,
        ("E07000001", "dwellings_by_type", "annexe", 2024): None,
        ("E07000001", "dwellings_by_type", "bungalow, 1 bedroom", 2024): 10,
        ("E07000001", "dwellings_by_type", "flat or maisonette", 2024): 20,
    }


# Metered energy.


def test_half_hourly_meters_stay_with_their_district(write):
    rows = 'Ash,E07000001,Ash 001,E02000001,100,"1,500,000",15000,4000\n'
    rows += "Ash,E07000001,Half-Hourly,Half-Hourly,8,9000000,1,1\n"
    rows += "Unallocated,Unallocated,Half-Hourly,Half-Hourly,1,5,5,5\n"
    reading = subnational_energy.read(write(MSOA + rows), SourceRow("a_source", "2019"))
    found = figures(reading)
    assert found["E02000001", "electricity_non_domestic", "all but half-hourly meters", 2019] == 1500
    assert found["E07000001", "electricity_non_domestic", "half-hourly meters", 2019] == 9000
    assert reading.count.dropped == {"not allocated to an area": 1}
    assert rules(reading) == ["guessed_fuel"]


@pytest.mark.parametrize(
    ("meters", "kwh", "source_id", "measure"),
    [
        (3000, 3_500, "", "electricity_domestic"),
        (3000, 13_000, "", "gas_domestic"),
        (40, 500_000, "", "gas_non_domestic"),
        (200, 15_000, "", None),
        (200, 15_000, "desnz_msoa_electricity_non_domestic", "electricity_non_domestic"),
    ],
)
def test_the_fuel_is_told_by_the_register_or_shown_by_the_figures(write, meters, kwh, source_id, measure):
    path = write(MSOA + f"Ash,E07000001,Ash 001,E02000001,{meters},{meters * kwh},{kwh},{kwh}\n")
    source = SourceRow(source_id, "2019")
    if measure is None:
        assert refused(subnational_energy, path, source) == ["unknown_fuel"]
        return
    reading = subnational_energy.read(path, source)
    assert figures(reading)["E02000001", measure, "all", 2019] == meters * kwh / 1000
    assert ("guessed_fuel" in rules(reading)) == (source_id == "")


def test_a_year_nobody_states_is_refused(write):
    path = write(MSOA + "Ash,E07000001,Ash 001,E02000001,3000,9000000,3000,3000\n")
    assert refused(subnational_energy, path) == ["year"]


def energy_sheet(year, lsoa="E01000001"):
    head = ["Local authority code", "Local authority", "MSOA code", "Middle layer super output area", "LSOA code"]
    head += ["Lower layer super output area", "Number\nof meters\n", "Total \nconsumption\n(kWh)"]
    head += ["Mean \nconsumption\n(kWh per meter)", "Median \nconsumption\n(kWh per meter)"]
    title = f"Lower layer Super Output Area (LSOA) domestic gas consumption, Great Britain, {year} [note 1]"
    rows = [["E07000001", "Ash", "E02000001", "Ash 001", lsoa, "Ash 001A", 500, 6_000_000.0, 12_000.0, 11_000.0]]
    rows += [["E07000002", "Elm", "E02000002", "Elm 001", "E01000002", "Elm 001A", 400, "[c]", "[c]", "[c]"]]
    return [[title], ["notes"], [""], [""], head, *rows]


def test_a_workbook_of_years_tells_fuel_and_year_itself(tmp_path):
    sheets = {"Cover": [["Sub-national gas"]], "2023": energy_sheet(2023), "2024": energy_sheet(2024, "E01034000")}
    path = workbook(tmp_path / "b.xlsx", sheets)
    assert subnational_energy.recognise(head_of(path))
    reading = subnational_energy.read(path, SOURCE)
    found = figures(reading)
    assert found["E01000001", "gas_domestic", "all", 2023] == 6000
    assert found["E01034000", "gas_domestic_median", "all", 2024] == 11_000
    assert found["E01000002", "gas_domestic", "all", 2023] is None
    table = reading.tables["area_statistics"]
    assert set(table.loc[table["year"] == 2024, "code_vintage"]) == {"2021"}
    assert (reading.count.read, reading.count.kept) == (4, 4)
    ours = subnational_energy.read(path, SOURCE, districts=["E07000001"])
    assert ours.count.dropped == {subnational_energy.ELSEWHERE: 2}
    assert set(ours.tables["area_statistics"]["area_code"]) == {"E01000001", "E01034000"}


def test_final_energy_reads_the_unit_of_each_sheet(tmp_path):
    head = ["Code", "Country or region", "Local authority", "Notes", "Coal:\r\nIndustrial\r\n[note 2]"]
    head += ["Petroleum: \r\nCommercial", "Bioenergy \r\nand wastes:\r\nDomestic", "All fuels:\r\nTotal"]
    row = ["E07000001", "South East", "Ash", "", 1.0, 2.0, "[x]", 3.0]
    title = "Sub-national total final energy consumption, {unit}. Manufactured fuels"
    sheets = {
        "2022": [[title.format(unit="ktoe")], [""], head, row],
        "2023": [[title.format(unit="GWh")], [""], head, row],
        "2021": [["no unit here"], [""], head, row],
    }
    path = workbook(tmp_path / "b.xlsx", sheets)
    assert subnational_energy_la.recognise(head_of(path))
    reading = subnational_energy_la.read(path, SOURCE)
    found = figures(reading)
    assert found["E07000001", "energy_final", "coal / industrial", 2022] == 11_630
    assert found["E07000001", "energy_final", "petroleum products / commercial", 2023] == 2000
    assert found["E07000001", "energy_final", "bioenergy and wastes / domestic", 2023] is None
    assert ("E07000001", "energy_final", "all / total", 2021) not in found
    assert "unit" in rules(reading)


# Tidy tables by local authority.


def test_tidy_tables_are_read_by_indicator_and_unit_together(write):
    ktoe = "Thousands of tonnes of oil equivalent (ktoe)"
    rows = f"E07000001,Ash,Domestic energy consumption,2023,Energy,{ktoe},2,Gas\n"
    rows += "E07000001,Ash,Domestic energy consumption,2022,Energy,Gigawatt hours (GWh),3,Gas\n"
    rows += "E07000001,Ash,Domestic energy consumption,2021,Energy,Therms,4,Gas\n"
    rows += f"E07000001,Ash,Domestic energy consumption,2023,Energy,{ktoe},NA,Coal\n"
    rows += f"E07000001,Ash,Domestic energy consumption,2023,Energy,{ktoe},-5,Electricity\n"
    rows += f"E07000001,Ash,Domestic energy consumption,2023,Energy,{ktoe},9,Gas\n"
    rows += f"K02000001,UK,Domestic energy consumption,2023,Energy,{ktoe},9,Gas\n"
    path = write(f"{TIDY},group\n{rows}")
    assert la_statistics.recognise(head_of(path))
    reading = la_statistics.read(path, SOURCE)
    assert figures(reading) == {
        ("E07000001", "energy_domestic", "coal", 2023): None,
        ("E07000001", "energy_domestic", "electricity", 2023): None,
        ("E07000001", "energy_domestic", "gas", 2022): 3000,
        ("E07000001", "energy_domestic", "gas", 2023): 23_260,
    }
    assert reading.count.dropped == {
        "no code of a district, MSOA, LSOA or ward": 1,
        "unknown indicator or unit": 1,
        "the same figure again": 1,
    }
    assert reading.count.repaired == {"unreadable figures left blank": 1}
    assert set(rules(reading)) == {"unknown_indicator_or_unit", "the_same_figure_again", "figure"}


@pytest.mark.parametrize(
    ("row", "head", "key", "value"),
    [
        (
            "Domestic EPCs by Energy Efficiency Rating,2016/Q2 to 2026/Q1,Lodgements,Count,245,A",
            "efficiency",
            ("epc_lodgements_energy", "A", 2026),
            245,
        ),
        ("Green Belt area,2024/25,Area,Hectares,8130,", "x", ("green_belt_area", "all", 2024), 8130),
        (
            "Domestic Renewable Heat Incentive scheme,2014-04 to 2024-03,Count,Accredited installations,7,",
            "x",
            ("renewable_heat_installations", "all", 2024),
            7,
        ),
        (
            "Domestic property build period,2020-2025,Count,Dwellings,70,",
            "x",
            ("dwellings_by_build_period", "2020-2025", 2025),
            70,
        ),
        (
            "Renewable electricity generation,2024,Energy,MWh,5,Onshore Wind",
            "group",
            ("renewable_generation", "onshore wind", 2024),
            5,
        ),
    ],
)
def test_periods_and_categories_of_the_tidy_tables(write, row, head, key, value):
    path = write(f"{TIDY},{head}\nE07000001,Ash,{row}\n")
    assert la_statistics.recognise(head_of(path))
    assert figures(la_statistics.read(path, SOURCE)) == {("E07000001", *key): value}


def test_vehicles_and_grants_are_left_to_their_own_reader(write):
    path = write(f"{TIDY}\nE07000001,X,Electric cars and vans,2025,Count,Vehicles,7\n")
    assert not la_statistics.recognise(head_of(path))
    path = write(f"{TIDY}\nE07000001,X,Boiler Upgrade Scheme redemptions paid,2022/23,Count,Heat pump technologies,7\n")
    assert not la_statistics.recognise(head_of(path))


def test_a_wind_farm_has_the_capacity_of_all_its_turbines(write):
    head = "area_code,area_name,name,operator,type,turbines,capacity,address,county,lon,lat\n"
    rows = (
        "E07000001,Ash,Hill,A,Wind Onshore,5,1.3,a,b,-1.3,51.7\nE07000001,Ash,Dale,A,Wind Onshore,2,NA,a,b,-1.3,51.7\n"
    )
    rows += (
        "E07000001,Ash,Sea,A,Wind Onshore,2,3,a,b,51.7,-1.3\nE07000001,Ash,Odd,A,Wind Onshore,many,3,a,b,-1.3,51.7\n"
    )
    reading = la_statistics_points.read(write((head + rows).encode("latin-1")), SOURCE)
    table = reading.tables["point_sources"]
    assert check(table, PointSources, "point_sources") == []
    assert table["value"].fillna(-1).tolist() == [6.5, -1, -1]
    assert table["easting_m"].iloc[0] == pytest.approx(448_466, abs=50)
    assert reading.count.dropped == {"no place in Britain": 1}


# Emissions and fuel poverty.


@pytest.mark.parametrize(
    ("scope", "measure"),
    [
        ("CO2 emissions within the scope of influence of LAs (kt CO2)", "emissions_in_scope_co2"),
        ("CO2 emissions within the scope of influence of LAs (kt CO2e)", "emissions_in_scope"),
        ("Emissions within the scope of influence of LAs (kt CO2)", "emissions_in_scope_co2"),
        ("Emissions within the scope of influence of LAs (kt CO2e)", "emissions_in_scope"),
    ],
)
def test_every_name_of_the_scope_column_is_known(write, scope, measure):
    rows = ROW.format(rest="Transport,Road Transport (A roads),CO2,12.5,10,90.5,93")
    rows += ROW.format(rest="LULUCF Net Emissions,Net Emissions: Forest land,CO2,-3,-2,90.5,93")
    path = write(GHG.format(scope=scope) + rows)
    assert ghg.recognise(head_of(path))
    reading = ghg.read(path, SOURCE)
    assert figures(reading) == {
        ("E07000001", "emissions_territorial", "transport / road transport (a roads) / co2", 2022): 12.5,
        ("E07000001", "emissions_territorial", "lulucf net emissions / net emissions: forest land / co2", 2022): -3,
        ("E07000001", measure, "transport / road transport (a roads) / co2", 2022): 10,
        ("E07000001", measure, "lulucf net emissions / net emissions: forest land / co2", 2022): -2,
        ("E07000001", "population", "all", 2022): 90_500,
        ("E07000001", "land_area", "all", 2022): 9300,
    }
    assert "unproven" in rules(reading)


def test_the_wide_tables_of_emissions_stop_at_their_total(write, tmp_path):
    head = ["Local Authority", "Local Authority Code", "Calendar Year", "Industry Gas", "Industry Total", "Grand Total"]
    head += ["Population ('000s, mid-year estimate)", "Per Capita Emissions (tCO2e)"]
    row = ["Ash", "E07000001", 2022, 1.5, 2.5, 9.5, 90, 0.1]
    title = ["Emissions within the scope of influence of local authorities"]
    path = workbook(tmp_path / "w.xlsx", {"1_1": [["Territorial emissions"], head, row], "2_1": [title, head, row]})
    assert ghg.recognise(head_of(path))
    found = figures(ghg.read(path, SOURCE))
    assert found["E07000001", "emissions_territorial", "all", 2022] == 9.5
    assert found["E07000001", "emissions_in_scope", "industry gas", 2022] == 1.5
    assert found["E07000001", "population", "all", 2022] == 90_000
    assert len(found) == 7
    csv = ",".join(f'"{name}"' for name in head) + "\n" + ",".join(map(str, row)) + "\n"
    assert "scope" in rules(ghg.read(write(csv), SOURCE))


def test_fuel_poverty_finds_its_tables_wherever_they_stand(tmp_path):
    head = ["LSOA Code", "LSOA Name", "Local Authority Code", "Local Authority Name", "Region", "Number of households"]
    head += ["Number of households in fuel poverty", "Proportion of households fuel poor (%)"]
    rows = [["E01000001", "Ash 001A", "E07000001", "Ash", "North", 200, 30, 15.0]]
    rows += [["E01000002", "Ash 001B", "E07000001", "Ash", "North", 100, 120, 15.0], ["Note A: with caution"]]
    sheets = {
        "Contents": [["nothing"]],
        "Table 1": [["Table 1: by region, 2024"], ["Region", "Number of households"], ["North", 1]],
        "Table 4": [["Table 4: Fuel poverty by LSOA, 2024 [note 1]"], [""], head, *rows],
    }
    path = workbook(tmp_path / "f.xlsx", sheets)
    assert fuel_poverty.recognise(head_of(path))
    reading = fuel_poverty.read(path, SOURCE)
    assert figures(reading)["E01000001", "households_fuel_poor", "all", 2024] == 30
    assert reading.count.dropped == {"notes below the table": 1}
    assert set(rules(reading)) == {"more_than_all", "share"}
    assert refused(fuel_poverty, workbook(tmp_path / "g.xlsx", {"T": [["x"]]})) == ["missing_sheet"]


# What every reader promises.

SEEDS = {
    "voa": VOA,
    "council_tax": CTSOP + "LSOA,1,E01000001,Ash 001A,All,10,20,0,10,0,30\n",
    "census": KS403 + '"2011","Ash 001A","E01000001","Total",100,4,9,2.5\n',
    "subnational_energy": MSOA + "Ash,E07000001,Ash 001,E02000001,3000,9000000,3000,3000\n",
    "la_statistics": f"{TIDY}\nE07000001,Ash,Green Belt area,2024/25,Area,Hectares,8130\n",
    "ghg": GHG.format(scope="CO2 emissions within the scope of influence of LAs (kt CO2)")
    + ROW.format(rest="Transport,Road,CO2,12.5,10,90.5,93"),
    "la_statistics_points": "area_code,area_name,name,operator,type,turbines,capacity,address,county,lon,lat\n"
    "E07000001,Ash,Hill,A,Wind Onshore,5,1.3,a,b,-1.3,51.7\n",
    "ons_lookups": "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,LAD22CD\nE01000001,Ash 001A,E01000001,Ash 001A,E07000001\n",
}
CELLS = st.sampled_from(
    ["", "NA", "-1", "nan", "1e999", "[c]", "E01000002", "1,234", "x" * 300, "\t", "=1", "2２", "1900"]
)


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_kept_and_dropped_make_up_what_was_read_whatever_the_cells(name, tmp_path, data):
    header, _, row = SEEDS[name].rstrip("\n").rpartition("\n")
    width = len(row.split(","))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=width + 1), max_size=4))
    junk = [",".join(f'"{cell}"' for cell in cells) for cells in rows]
    path = tmp_path / "t.csv"
    path.write_text("\n".join([header, row, *junk]) + "\n", encoding="utf-8")
    reading, findings = attempt(READERS[name], path)
    assert all(finding.sentence() for finding in findings)
    if reading is None:
        return
    lost = sum(reading.count.dropped.values())
    assert reading.count.read == reading.count.kept + lost
    assert 1 <= reading.count.kept <= len(rows) + 1
    for table in reading.tables.values():
        assert set(table["source_id"]) == {"a_source"}
        assert table["source_row"].between(1, len(rows) + 1).all()


@pytest.mark.parametrize("name", sorted(set(READERS) - {"ons_boundaries"}))
@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"\xff" * 40, b"a,b\n1,2\n", b"PK\x03\x04nothing", b"<html></html>"])
def test_what_is_no_such_table_is_refused(name, write, data):
    path = write(data)
    assert not READERS[name].recognise(head_of(path))
    assert refused(READERS[name], path)


def test_every_measure_has_a_unit_and_a_meaning():
    assert all(measure.unit and measure.meaning for measure in MEASURES.values())


# The real files.


def claims(path):
    head = head_of(path)
    return [name for name, reader in READERS.items() if reader.recognise(head)]


def test_each_real_file_has_the_reader_meant_for_it_and_no_other(shared_data):
    found = {
        path.relative_to(shared_data).as_posix(): names
        for path in sorted(shared_data.rglob("*"))
        if path.is_file() and (names := claims(path))
    }
    tables = "energy/local_authority_tables"
    expected = {
        "boundaries/WD21_LAD21_CTY21_RGN21_CTRY21.csv": ["ons_lookups"],
        "boundaries/lad22_buc_uk_epsg27700.geojson": ["ons_boundaries"],
        "packaged/ox_lsoa11.geojson": ["ons_boundaries"],
        "census/KS403EW.csv": ["census"],
        "census/voapropertyage.csv": ["voa"],
        "energy/MSOA_DOM_ELEC_2019.csv": ["subnational_energy"],
        "energy/MSOA_NONDOM_2019.csv": ["subnational_energy"],
        "energy/ghg_la_year_totals.csv": ["ghg"],
        "energy/sub-regional-fuel-poverty-2022-tables.xlsx": ["fuel_poverty"],
        f"{tables}/large_point_sources.csv": ["la_statistics_points"],
        f"{tables}/onshore_wind.csv": ["la_statistics_points"],
    }
    expected |= {f"ev/evaluator_oxfordshire/{code}/{code}.geojson": ["ons_boundaries"] for code in OURS}
    expected |= {
        f"boundaries/oxfordshire/{level}/{code}.geojson": ["ons_boundaries"]
        for level in ("lsoa", "lsoa11", "msoa", "msoa11", "ward")
        for code in ("E10000025", *OURS)
    }
    for topic in ("accommodation_type", "car_van_availability", "central_heating"):
        expected[f"census/2021_{topic}_lsoa_trafford.csv"] = ["census"]
    for name in (
        *("domestic_energy_consumption", "domestic_epcs_energy_efficiency", "domestic_epcs_environmental_impact"),
        *("domestic_property_build_period", "domestic_rhi", "green_belt", "industrial_commercial_energy_consumption"),
        *("non_domestic_energy_consumption", "renewable_electricity_generation", "ulev"),
    ):
        expected[f"{tables}/{name}.csv"] = ["la_statistics"]
    assert found == expected


def test_the_real_metered_electricity(shared_data):
    homes = subnational_energy.read(shared_data / "energy" / "MSOA_DOM_ELEC_2019.csv", SourceRow("s", "2019"))
    table = homes.tables["area_statistics"]
    assert (homes.count.read, homes.count.kept) == (8_481, 8_480)
    assert set(table["code_vintage"]) == {"2011"}
    assert table.loc[table["measure"] == "electricity_domestic_meters", "value"].sum() == pytest.approx(
        28.95e6, rel=0.01
    )
    path = shared_data / "energy" / "MSOA_NONDOM_2019.csv"
    others = subnational_energy.read(path, SourceRow("s", "2019"), districts=OURS)
    table = others.tables["area_statistics"]
    energy = table[table["measure"] == "electricity_non_domestic"].groupby("area_level")["value"].agg(["size", "sum"])
    assert energy["size"].to_dict() == {"lad": 5, "msoa": 86}
    assert energy["sum"].sum() == pytest.approx(2_298_760, rel=1e-4)
    assert others.count.read == 8_842


def test_the_real_meters_of_each_district_are_the_published_ones(shared_data):
    """Anchors of reference data: domestic meters 2019, the sum of each district's MSOAs."""
    path = shared_data / "energy" / "MSOA_DOM_ELEC_2019.csv"
    for code, meters in zip(OURS, (67_128, 58_380, 63_983, 59_885, 50_661), strict=True):
        reading = subnational_energy.read(path, SourceRow("s", "2019"), districts=[code])
        table = reading.tables["area_statistics"]
        assert table.loc[table["measure"] == "electricity_domestic_meters", "value"].sum() == meters


def test_the_real_build_periods(shared_data):
    reading = voa.read(shared_data / "census" / "voapropertyage.csv", SOURCE)
    table = reading.tables["area_statistics"]
    assert reading.count.read == reading.count.kept == 34_753
    assert reading.count.repaired == {voa.SUPPRESSED: 66_205}
    assert table.loc[table["category"] == "all", "value"].sum() == 24_976_540
    assert set(table["code_vintage"]) == {"2011"}


def test_the_real_census_tables(shared_data):
    reading = census.read(shared_data / "census" / "KS403EW.csv", SOURCE)
    table = reading.tables["area_statistics"]
    assert reading.count.read == reading.count.kept == 34_753
    wide = table[table["measure"] == "households_by_heating"].pivot(
        index="area_code", columns="category", values="value"
    )
    assert (wide["all"] == wide["no central heating"] + wide["with central heating"]).all()
    assert wide["all"].sum() == 23_366_044
    totals = {"accommodation_type": 96_286, "car_van_availability": 96_253, "central_heating": 96_292}
    for topic, households in totals.items():
        reading = census.read(shared_data / "census" / f"2021_{topic}_lsoa_trafford.csv", SOURCE)
        table = reading.tables["area_statistics"]
        assert table["value"].sum() == households
        assert set(table["code_vintage"]) == {"2021"}
        assert reading.findings == ()


@pytest.mark.parametrize(
    ("name", "read", "measure", "total"),
    [
        ("domestic_energy_consumption", 2_166, "energy_domestic", 409.08 * 11_630),
        ("industrial_commercial_energy_consumption", 2_166, "energy_industrial_commercial", 411.68 * 11_630),
        ("non_domestic_energy_consumption", 2_244, "energy_non_domestic", 1022.95 * 11_630),
        ("domestic_epcs_energy_efficiency", 2_226, "epc_lodgements_energy", 198_005),
        ("domestic_epcs_environmental_impact", 2_226, "epc_lodgements_environment", 198_005),
        ("domestic_property_build_period", 4_134, "dwellings_by_build_period", 320_390),
        ("domestic_rhi", 350, "renewable_heat_installations", 2_048),
        ("green_belt", 592, "green_belt_area", 33_570),
        ("renewable_electricity_generation", 3_971, "renewable_generation", 500_489),
    ],
)
def test_the_real_tables_by_local_authority(shared_data, name, read, measure, total):
    reading = la_statistics.read(shared_data / "energy" / "local_authority_tables" / f"{name}.csv", SOURCE)
    table = reading.tables["area_statistics"]
    assert (reading.count.read, reading.count.kept) == (read, read)
    assert district_total(table, measure) == pytest.approx(total, rel=1e-4)


def test_green_belt_areas_are_those_of_the_county(shared_data):
    """District areas of reference data, in hectares to within 0.1 %."""
    reading = la_statistics.read(shared_data / "energy" / "local_authority_tables" / "green_belt.csv", SOURCE)
    found = figures(reading)
    for code, km2 in zip(OURS, (588.7, 45.6, 678.4, 578.7, 714.4), strict=True):
        assert found[code, "land_area", "all", 2024] == pytest.approx(100 * km2, rel=1e-3)


def test_the_real_points(shared_data):
    folder = shared_data / "energy" / "local_authority_tables"
    plants = la_statistics_points.read(folder / "large_point_sources.csv", SOURCE)
    assert (plants.count.read, plants.count.dropped) == (1_616, {"the same row again": 1})
    assert district_total(plants.tables["point_sources"], "co2_point_source") == pytest.approx(535_704.9)
    wind = la_statistics_points.read(folder / "onshore_wind.csv", SOURCE)
    assert wind.count.read == wind.count.kept == 777
    ours = wind.tables["point_sources"].query("area_code == 'E07000180'")
    assert ours[["name", "value"]].to_numpy().tolist() == [["Westmill Wind Farm", 6.5]]


def test_the_real_emissions(shared_data):
    reading = ghg.read(shared_data / "energy" / "ghg_la_year_totals.csv", SOURCE)
    found = figures(reading)
    assert reading.count.read == reading.count.kept == 6_859
    assert found["E07000177", "emissions_territorial", "all", 2023] == pytest.approx(1093.793219911)
    assert found["E07000181", "emissions_in_scope_co2", "all", 2023] == pytest.approx(461.72070535)
    assert found["E07000177", "land_area", "all", 2023] == pytest.approx(58_874.12)
    assert set(reading.tables["area_statistics"]["code_vintage"]) == {"2023"}
    assert rules(reading) == ["republished"]


def test_the_real_fuel_poverty(shared_data):
    path = shared_data / "energy" / "sub-regional-fuel-poverty-2022-tables.xlsx"
    reading = fuel_poverty.read(path, SOURCE)
    table = reading.tables["area_statistics"]
    assert reading.findings == ()
    totals = table.groupby(["area_level", "measure"])["value"].agg(["size", "sum"])
    assert totals["size"].to_list() == [309, 309, 32_844, 32_844]
    assert totals["sum"].to_list() == [23_868_877, 3_158_206, 23_868_877, 3_158_206]
    assert district_total(table, "households_fuel_poor") == 22_861
    assert set(zip(table["area_level"], table["code_vintage"], strict=True)) == {("lad", "2021"), ("lsoa", "2011")}
    assert set(table["year"]) == {2020}
