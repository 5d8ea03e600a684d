"""FES and local-authority tables: real headers on invented figures, hostile files, and the publishers' own files."""

import pytest

from lae.findings import FaultsError
from lae.measures import Uptake
from lae.pathway.contract import GspBlocks, HeatPumpGrants, LicensedVehicles
from lae.readers import fes, la_tables
from lae.readers.base import head_of
from lae.tables import check

HEAT = "fes,scenario,measure,lad19cd,2020,2025,2030\n"
TIDY = "area_code,area_name,indicator,period,measure,unit,value\n"
STUDY = ["E07000177", "E07000178", "E07000179", "E07000180", "E07000181"]


@pytest.fixture
def write(tmp_path):
    def _write(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return _write


def rules(caught):
    return {finding.rule for finding in caught.value.findings}


def balanced(count, *, read, kept):
    assert (count.read, count.kept) == (read, kept)
    assert count.read == count.kept + sum(count.dropped.values())


# heat stock


def test_heat_stock_keeps_figures_and_leaves_blanks_out(write):
    path = write(HEAT + "FES22,CT,ASHP,E07000001,1.5,,30\nFES22,LT,GSHP,E07000001,1,2,3\n")
    reading = fes.read_heat_stock(path)
    table = reading.tables["uptake"]
    assert check(table, Uptake, "uptake") == []
    ashp = table[table["building_block"].eq("ASHP")]
    assert ashp[["year", "value"]].to_numpy().tolist() == [[2020, 1.5], [2030, 30.0]]
    assert set(table["scenario"]) == {"fes22_ct", "fes22_lw"}
    assert set(ashp["source_row"]) == {2}
    balanced(reading.count, read=2, kept=2)
    assert reading.findings == ()


def test_heat_stock_drops_faulty_rows_with_a_reason_and_a_finding(write):
    body = (
        "FES22,CT,ASHP,E07000001,1,2,3\n"
        "FES22,CT,ASHP,E07000001,1,2,3\n"
        "FES22,CT,GSHP,Oxford,1,2,3\n"
        "FES22,CT,Total,E07000001,1,many,3\n"
        "FES22,CT,DH,E07000001,1,-2,3\n"
        "FES22,CT,Oil_boiler,E07000001,1,inf,3\n"
    )
    reading = fes.read_heat_stock(write(HEAT + body))
    balanced(reading.count, read=6, kept=1)
    assert dict(reading.count.dropped) == {
        "not a district code": 1,
        "the same row again": 1,
        "a cell is not a number": 3,
    }
    assert {finding.severity for finding in reading.findings} == {"error"}
    numbers = next(finding for finding in reading.findings if finding.rule == "a_cell_is_not_a_number")
    assert numbers.ids == ("row 5", "row 6", "row 7")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        (HEAT, "empty"),
        (HEAT + "FES22,CT,ASHP,E07000001,1,2\n", "uneven_rows"),
        ("fes,scenario,measure,2020\nFES22,CT,ASHP,1\n", "missing_column"),
        (HEAT.replace("2025", "2020") + "FES22,CT,ASHP,E07000001,1,2,3\n", "repeated_column"),
        (HEAT + 'FES22,CT,"ASHP,E07000001,1,2,3\n', "not_csv"),
    ],
)
def test_unusable_files_are_refused_with_the_fault(write, text, rule):
    with pytest.raises(FaultsError) as caught:
        fes.read_heat_stock(write(text))
    assert rule in rules(caught)


def test_wrong_encoding_and_missing_file_are_refused(write, tmp_path):
    with pytest.raises(FaultsError) as caught:
        fes.read_heat_stock(write(HEAT + "é", encoding="utf-16"))
    assert "encoding" in rules(caught)
    with pytest.raises(FaultsError) as caught:
        fes.read_heat_stock(tmp_path / "nowhere.csv")
    assert "missing_file" in rules(caught)


def test_a_table_without_a_year_holds_no_figure(write):
    head = HEAT.split("\n", maxsplit=1)[0].split(",")
    bare = ",".join(name for name in head if not name[:4].isdigit())
    with pytest.raises(FaultsError, match="no column is a year"):
        fes.read_heat_stock(write(bare + "\n" + ",".join(["x"] * len(bare.split(","))) + "\n"))


# building blocks


def test_a_building_block_keeps_groups_and_blanks(write):
    path = write("GSP,2024,2025\nAAAA_1;BBBB_H,1.5,\nCCCC,,\n")
    reading = fes.read_building_block(path, fes.BlockName("fes22_ct", "Lct_BB001"))
    table = reading.tables["gsp_blocks"]
    assert check(table, GspBlocks, "gsp_blocks") == []
    assert table["gsp_group"].tolist() == ["AAAA_1;BBBB_H"] * 2 + ["CCCC"] * 2
    assert table["value"].isna().tolist() == [False, True, True, True]
    balanced(reading.count, read=2, kept=2)


def test_a_building_block_drops_nameless_and_repeated_groups(write):
    path = write("GSP,2024,2025\nAAAA,1,2\nAAAA,3,4\n,5,6\nBBBB,x,1\n")
    reading = fes.read_building_block(path, fes.BlockName("fes22_ct", "Lct_BB001"))
    balanced(reading.count, read=4, kept=1)
    assert {finding.rule for finding in reading.findings} == {
        "no_GSP",
        "the_same_GSP_again",
        "a_cell_is_not_a_number",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CT-building-block-Lct_BB001.csv", ("fes22_ct", "Lct_BB001")),
        ("LT-building-block-Lct_BB002.csv", ("fes22_lw", "Lct_BB002")),
        ("FS-building-block-Dem_BB008a.csv", ("fes22_fs", "Dem_BB008a")),
        ("XX-building-block-Lct_BB001.csv", None),
        ("CT-building-block-Lct_BB001.csv.bak", None),
        ("notes.csv", None),
    ],
)
def test_only_the_file_name_says_which_block_it_is(name, expected):
    assert fes.block_of(name, edition="fes22") == expected


# local-authority tables


def test_vehicles_pair_electric_and_all(write):
    path = write(
        TIDY + "E07000001,X,Electric cars and vans,2025,Count,Vehicles,7\n"
        "E07000001,X,All cars and vans,2025,Count,Vehicles,90\n"
        "E07000001,X,All licensed vehicles,2025,Count,Vehicles,99\n"
        "E07000002,Y,All cars and vans,2025,Count,Vehicles,80\n"
        "E07000002,Y,Electric cars and vans,2025,Count,Vehicles,NA\n"
        "K02000001,United Kingdom,All cars and vans,2025,Count,Vehicles,1000\n"
    )
    reading = la_tables.read_vehicles(path)
    table = reading.tables["licensed"]
    assert check(table, LicensedVehicles, "licensed") == []
    assert table["electric_count"].fillna(-1).tolist() == [7, -1]
    assert table["cars_count"].tolist() == [90, 80]
    assert table["source_row"].tolist() == [2, 5]
    balanced(reading.count, read=6, kept=3)
    assert dict(reading.count.dropped) == {"other indicator": 1, "not a local authority": 1, "value withheld": 1}
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("E07000001,X,Electric cars and vans,2025,Count,Thousand vehicles,7", "unknown_unit"),
        ("E07000001,X,Electric cars and vans,2025,Percentage,Vehicles,7", "unknown_unit"),
        ("E07000001,X,Electric cars and vans,2025/26,Count,Vehicles,7", "unknown_period"),
        ('E07000001,X,Electric cars and vans,2025,Count,Vehicles,"1,234"', "not_a_number"),
        ("E07000001,X,Electric cars and vans,2025,Count,Vehicles,-1", "not_a_number"),
    ],
)
def test_units_and_periods_are_read_not_assumed(write, row, rule):
    sound = "E07000002,Y,Electric cars and vans,2025,Count,Vehicles,5\n"
    reading = la_tables.read_vehicles(write(TIDY + sound + row + "\n"))
    assert [(finding.severity, finding.rule) for finding in reading.findings] == [("error", rule)]
    assert reading.findings[0].ids == ("row 3",)
    balanced(reading.count, read=2, kept=1)


def test_grants_take_the_year_a_financial_year_begins_in(write):
    grants = "Boiler Upgrade Scheme redemptions paid"
    path = write(
        TIDY + f"E07000001,X [note 1],{grants},2025/26,Count,Heat pump technologies,4\n"
        f"E07000001,X [note 1],{grants},2022/23,Count,Heat pump technologies,NA\n"
        f"E07000001,X [note 1],{grants},2019/20,Count,Heat pump technologies,2\n"
        f"E07000001,X [note 1],{grants},2023/25,Count,Heat pump technologies,2\n"
    )
    reading = la_tables.read_heat_pump_grants(path)
    table = reading.tables["grants"]
    assert table[["year", "count"]].to_numpy().tolist() == [[2019, 2.0], [2025, 4.0]]
    assert [finding.rule for finding in reading.findings] == ["unknown_period"]
    balanced(reading.count, read=4, kept=2)


def test_files_are_recognised_by_what_they_hold(write):
    readers = (fes.is_heat_stock, fes.is_building_block, la_tables.is_vehicles, la_tables.is_heat_pump_grants)
    files = [
        write(HEAT + "FES22,CT,ASHP,E07000001,1,2,3\n", "1.csv"),
        write("GSP,2024,2025\nAAAA,1,2\n", "2.csv"),
        write(TIDY + "E07000001,X,Electric cars and vans,2025,Count,Vehicles,7\n", "3.csv"),
        write(TIDY + "E0,X,Boiler Upgrade Scheme redemptions paid,2022/23,Count,Heat pump technologies,7\n", "4.csv"),
        write("GSP,Name\nAAAA,Aaa\n", "5.csv"),
        write("\ufeff" + HEAT, "6.csv"),
        write('"unclosed', "7.csv"),
    ]
    claims = [[reader(head_of(path)) for reader in readers] for path in files]
    assert [claim.index(True) if any(claim) else None for claim in claims] == [0, 1, 2, 3, None, 0, None]
    assert max(sum(claim) for claim in claims) == 1


# the publishers' own files


def test_the_real_heat_stock(shared_data):
    reading = fes.read_heat_stock(shared_data / "scenarios" / "fes_oxfordshire_heat_stock.csv")
    balanced(reading.count, read=280, kept=280)
    table = reading.tables["uptake"]
    assert len(table) == 280 * 7
    assert set(table["district_code"]) == set(STUDY)
    assert {"fes22_ct", "fes22_lw", "fes22_st", "fes22_fs"} <= set(table["scenario"])


def test_the_real_building_blocks(shared_data):
    folder = shared_data / "scenarios" / "fes_2022_gsp_building_blocks"
    names = {path: fes.block_of(path.name, edition="fes22") for path in sorted(folder.glob("*.csv"))}
    assert len(names) == 80
    assert all(name is not None and fes.is_building_block(head_of(path)) for path, name in names.items())
    path = folder / "CT-building-block-Lct_BB002.csv"
    reading = fes.read_building_block(path, names[path])
    balanced(reading.count, read=311, kept=311)
    cowley = reading.tables["gsp_blocks"].query("gsp_group == 'COWL_1;ECLA_H'").set_index("year")["value"]
    assert cowley[2047] == pytest.approx(411.8)
    assert cowley[2048:].isna().all()


def test_the_real_local_authority_tables(shared_data):
    folder = shared_data / "energy" / "local_authority_tables"
    claimed = {
        path.name: (la_tables.is_vehicles(head_of(path)), la_tables.is_heat_pump_grants(head_of(path)))
        for path in folder.glob("*.csv")
    }
    assert {name for name, claims in claimed.items() if any(claims)} == {"ev.csv", "boiler_upgrade_scheme.csv"}
    vehicles = la_tables.read_vehicles(folder / "ev.csv")
    balanced(vehicles.count, read=16_245, kept=10_764)
    county = vehicles.tables["licensed"].query("district_code in @STUDY and year == 2025")
    assert (county["electric_count"].sum(), county["cars_count"].sum()) == (26_782, 443_170)
    # Plug-in hybrids are in: battery cars alone would be well below this.
    assert vehicles.tables["licensed"].query("year == 2025")["electric_count"].sum() == pytest.approx(2.70e6, rel=0.01)
    grants = la_tables.read_heat_pump_grants(folder / "boiler_upgrade_scheme.csv")
    balanced(grants.count, read=1264, kept=1201)
    ours = grants.tables["grants"].query("district_code in @STUDY")
    assert ours["count"].sum() == 2041
    assert sorted(set(ours["year"])) == [2022, 2023, 2024, 2025]
    assert check(grants.tables["grants"], HeatPumpGrants, "grants") == []
