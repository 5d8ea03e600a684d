"""The record of what areas bought: a hand-checked toy world, its refusals, and Oxfordshire's own table made again."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from lae.buildings.demand_contract import MeteredEnergy
from lae.buildings.non_domestic_contract import MsoaOfLsoa
from lae.files import read_table
from lae.findings import FaultsError
from lae.prepare.metered import FILE, MSOA_FILE, MeteredFiles, make_metered, metered_tables
from lae.readers.own import read_boundaries

VALE, MARSH, BEYOND = "E07000001", "E07000002", "E07000009"
KTOE = "Thousands of tonnes of oil equivalent (ktoe)"
GROUPS = ["Coal", "Manufactured fuels", "Petroleum products", "Gas", "Electricity", "Bioenergy and wastes"]
MSOA_HEADER = (
    "Local Authority Name,Local Authority Code,MSOA Name,Middle Layer Super Output Area (MSOA) Code, Number of meters ,"
    " Consumption (kWh) , Mean consumption (kWh per meter) , Median consumption (kWh per meter) "
)


def table(path, indicator, years):
    """A table by district: {year: {district: six values in GROUPS' order}}."""
    lines = ["area_code,area_name,indicator,period,measure,unit,value,group"]
    for year, districts in years.items():
        for code, values in districts.items():
            lines += [
                f"{code},Place,{indicator},{year},Energy,{KTOE},{value},{group}"
                for group, value in zip(GROUPS, values, strict=True)
            ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def msoa_table(path, rows):
    lines = [MSOA_HEADER, *(f"Place,{row[0]},Name,{row[1]},{row[2]},{row[3]},{row[3] / row[2]:.3f},1" for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def square(number):
    return shapely.box(400_000 + 100 * number, 200_000, 400_100 + 100 * number, 200_100)


@pytest.fixture
def lsoas():
    """Three LSOAs in a row; the second is named after the first's MSOA, though its middle lies in the second."""
    rows = {
        "lsoa_code": ["E01000001", "E01000002", "E01000003"],
        "lsoa_name": ["Toy Vale 001A", "Toy Vale 001B", "Model Marsh 001A"],
        "district_code": [VALE, VALE, MARSH],
        "area_ha": [1.0, 1.0, 1.0],
    }
    return gpd.GeoDataFrame(rows, geometry=[square(0), square(1), square(2)], crs="EPSG:27700")


@pytest.fixture
def files(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"MSOA11CD": code, "MSOA11NM": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in (
            ("E02000001", "Toy Vale 001", square(0)),
            ("E02000002", "Toy Vale 002", square(1)),
            ("E02000003", "Model Marsh 001", square(2)),
        )
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    msoas = tmp_path / "msoas.geojson"
    msoas.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    homes = {VALE: (0.1, 0.2, 2.0, 10.0, 4.0, 0.7), MARSH: (0, 0, 1.0, 5.0, 2.0, 0.0), BEYOND: (9, 9, 9, 9, 9, 9)}
    works = {VALE: (1.0, 0.0, 3.0, 6.0, 8.0, 1.0), MARSH: (0, 0, 1.0, "NA", 2.0, 0.5)}
    return MeteredFiles(
        domestic=table(
            tmp_path / "homes.csv",
            "Domestic energy consumption",
            {2022: {VALE: (7, 7, 7, 7, 7, 7)}, 2023: homes},
        ),
        industrial_commercial=table(
            tmp_path / "works.csv", "Industrial and commercial energy consumption", {2023: works}
        ),
        msoa_domestic=msoa_table(
            tmp_path / "dom.csv",
            [(VALE, "E02000001", 2000, 7e6), (MARSH, "E02000003", 3000, 9e6), (BEYOND, "E02000009", 3000, 1e7)],
        ),
        msoa_non_domestic=msoa_table(
            tmp_path / "nondom.csv",
            [
                (VALE, "E02000001", 100, 1e6),
                (MARSH, "E02000003", 200, 2e6),
                (VALE, "Half-Hourly", 10, 6e6),
                (BEYOND, "Half-Hourly", 10, 5e7),
            ],
        ),
        msoas=msoas,
    )


def figure(frame, level, area, users, carrier):
    wanted = [level, area, users, carrier]
    names = ["area_level", "area_code", "users", "carrier"]
    found = frame[frame[names].eq(wanted).all(axis=1)]
    return found.iloc[0] if len(found) else None


def rules(findings):
    return {finding.rule for finding in findings}


def test_a_district_has_the_latest_years_figures_in_kwh_by_our_carriers(files, lsoas):
    metered = metered_tables(files, lsoas=lsoas).metered
    # 1 ktoe = 11.63 GWh: 10 of gas are 116.3 GWh; solid fuel is 0.1 + 0.2 + 0.7 = 1 ktoe; 2022 is not used.
    gas = figure(metered, "lad", VALE, "domestic", "gas")
    assert (gas["consumption_kwh"], gas["year"], gas["basis"]) == (pytest.approx(116.3e6), 2023, "")
    solid = figure(metered, "lad", VALE, "domestic", "solid_fuel")
    assert solid["consumption_kwh"] == pytest.approx(11.63e6)
    assert solid["basis"] == "coal_manufactured_fuels_bioenergy_summed"
    assert figure(metered, "lad", MARSH, "domestic", "solid_fuel")["consumption_kwh"] == 0
    assert set(metered["area_code"]) == {VALE, MARSH, "E02000001", "E02000003"}
    assert set(metered["provenance"]) == {"published"}


def test_what_the_publisher_leaves_out_of_industry_and_commerce_is_said(files, lsoas):
    metered = metered_tables(files, lsoas=lsoas).metered
    assert figure(metered, "lad", VALE, "non_domestic", "electricity")["basis"] == ""
    assert figure(metered, "lad", VALE, "non_domestic", "petroleum")["basis"] == "industry_and_commerce_only"
    basis = figure(metered, "lad", VALE, "non_domestic", "solid_fuel")["basis"]
    assert basis == "coal_manufactured_fuels_bioenergy_summed; industry_and_commerce_only"


def test_a_withheld_fuel_has_no_row_and_a_warning_that_names_the_district(files, lsoas):
    tables = metered_tables(files, lsoas=lsoas)
    assert figure(tables.metered, "lad", MARSH, "non_domestic", "gas") is None
    told = [finding for finding in tables.findings if finding.rule == "no_figure" and "gas" in finding.message]
    assert [finding.ids for finding in told] == [(MARSH,)]


def test_msoas_keep_their_own_year_and_are_not_scaled(files, lsoas):
    tables = metered_tables(files, lsoas=lsoas)
    homes = figure(tables.metered, "msoa", "E02000001", "domestic", "electricity")
    assert (homes["consumption_kwh"], homes["year"], homes["meters_count"]) == (pytest.approx(7e6), 2019, 2000)
    works = figure(tables.metered, "msoa", "E02000003", "non_domestic", "electricity")
    assert (works["consumption_kwh"], works["basis"]) == (pytest.approx(2e6), "without_half_hourly_meters")
    # Half-hourly meters of the study's districts: 6 of 6 + 1 + 2 GWh.
    note = next(finding for finding in tables.findings if finding.rule == "half_hourly_left_out")
    assert "6 GWh of the study's 9 GWh" in note.message


def test_an_lsoa_lies_in_the_msoa_it_is_named_after_else_where_its_middle_lies(files, lsoas):
    tables = metered_tables(files, lsoas=lsoas)
    assert tables.msoas["msoa_code"].tolist() == ["E02000001", "E02000001", "E02000003"]
    note = next(finding for finding in tables.findings if finding.rule == "named_elsewhere")
    assert note.ids == ("E01000002",)
    renamed = metered_tables(files, lsoas=lsoas.assign(lsoa_name=["A", "B", "C"]))
    assert renamed.msoas["msoa_code"].tolist() == ["E02000001", "E02000002", "E02000003"]
    lack = [finding.ids for finding in renamed.findings if finding.rule == "no_figure" and "MSOA" in finding.message]
    assert lack == [("E02000002",), ("E02000002",)]


def test_without_msoas_their_electricity_is_left_out_and_that_is_said(files, lsoas):
    bare = MeteredFiles(files.domestic, files.industrial_commercial, files.msoa_domestic)
    tables = metered_tables(bare, lsoas=lsoas)
    assert set(tables.metered["area_level"]) == {"lad"}
    assert tables.msoas.empty
    assert "no_msoas" in rules(tables.findings)


def test_a_table_of_other_districts_is_refused_and_nothing_is_written(files, lsoas, tmp_path):
    elsewhere = lsoas.assign(district_code="E07000008")
    with pytest.raises(FaultsError) as error:
        make_metered(files, tmp_path / "out", lsoas=elsewhere)
    assert rules(error.value.findings) == {"no_figure"}
    assert error.value.findings[0].ids == ("E07000008",)
    assert not (tmp_path / "out").exists()


def test_the_same_files_give_the_same_bytes_and_they_read_back(files, lsoas, tmp_path):
    first = make_metered(files, tmp_path / "one", lsoas=lsoas)
    make_metered(files, tmp_path / "two", lsoas=lsoas)
    for name, contract, frame in ((FILE, MeteredEnergy, first.metered), (MSOA_FILE, MsoaOfLsoa, first.msoas)):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        back, findings = read_table(tmp_path / "one" / name, contract, table=name)
        assert findings == []
        pd.testing.assert_frame_equal(back, frame)


def test_every_row_of_every_file_is_counted(files, lsoas):
    counts = {count.source_id: count for count in metered_tables(files, lsoas=lsoas).counts}
    # Homes: 6 rows for 2022 and 18 for 2023; works: 12; the tables by MSOA: 3 and 4; 3 shapes.
    assert counts["desnz_domestic_energy_2023"].read == 24
    assert counts["desnz_industrial_commercial_2023"].read == 12
    assert counts["desnz_msoa_electricity_2019"].read == 3
    assert counts["desnz_msoa_electricity_non_domestic_2019"].read == 4
    assert counts["ons_msoa_2011_layers"].read == 3


def test_oxfordshires_tables_are_the_ones_its_files_make(root, shared_data, tmp_path):
    energy = shared_data / "energy"
    local = energy / "local_authority_tables"
    real = MeteredFiles(
        domestic=local / "domestic_energy_consumption.csv",
        industrial_commercial=local / "industrial_commercial_energy_consumption.csv",
        msoa_domestic=energy / "MSOA_DOM_ELEC_2019.csv",
        msoa_non_domestic=energy / "MSOA_NONDOM_2019.csv",
        msoas=shared_data / "boundaries" / "oxfordshire" / "msoa11" / "E10000025.geojson",
    )
    made = make_metered(real, tmp_path, lsoas=read_boundaries(root / "data" / "boundaries").lsoas)
    for name in (FILE, MSOA_FILE):
        assert (tmp_path / name).read_bytes() == (root / "data" / "buildings" / name).read_bytes()
    county = made.metered[made.metered["area_level"].eq("lad") & made.metered["users"].eq("domestic")]
    gwh = county.groupby("carrier")["consumption_kwh"].sum() / 1e6
    # Of the publisher's file: gas 254.2674 ktoe, electricity 101.2394, petroleum 35.0497; x 11.63.
    assert gwh["gas"] == pytest.approx(2_957.13, abs=0.01)
    assert gwh["electricity"] == pytest.approx(1_177.41, abs=0.01)
    assert gwh["petroleum"] == pytest.approx(407.63, abs=0.01)
    assert made.msoas["msoa_code"].nunique() == 86
