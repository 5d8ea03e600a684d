"""`lae data buildings` on the real files makes the committed tables again, byte for byte."""

import shutil

import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.findings import FaultsError
from lae.prepare.building_figures import BuildingFiles
from lae.prepare.metered import MeteredFiles
from lae.prepare.study_buildings import make_study_buildings

MADE = ("margins.csv.gz", "metered_energy.csv", "msoas.csv", "fuel_poverty.csv")


@pytest.fixture
def study(root, tmp_path):
    """Oxfordshire without the tables the verb makes."""
    folder = tmp_path / "study"
    folder.mkdir()
    shutil.copyfile(root / "study.toml", folder / "study.toml")
    shutil.copytree(root / "data", folder / "data")
    for name in MADE:
        (folder / "data" / "buildings" / name).unlink()
    return folder


def options(data):
    tables = data / "energy" / "local_authority_tables"
    return {
        "--lsoa-periods": data / "census" / "voapropertyage.csv",
        "--district-periods": tables / "domestic_property_build_period.csv",
        "--bands": tables / "domestic_epcs_energy_efficiency.csv",
        "--heat-stock": data / "scenarios" / "fes_oxfordshire_heat_stock.csv",
        "--domestic-energy": tables / "domestic_energy_consumption.csv",
        "--work-energy": tables / "industrial_commercial_energy_consumption.csv",
        "--rooms": data / "census" / "KS403EW.csv",
        "--msoas": data / "boundaries" / "oxfordshire" / "msoa11" / "E10000025.geojson",
        "--domestic-meters": data / "energy" / "MSOA_DOM_ELEC_2019.csv",
        "--work-meters": data / "energy" / "MSOA_NONDOM_2019.csv",
        "--fuel-poverty": data / "energy" / "sub-regional-fuel-poverty-2022-tables.xlsx",
    }


def test_the_verb_makes_the_committed_tables(root, study, shared_data):
    words = [str(word) for pair in options(shared_data).items() for word in pair]
    shown = CliRunner().invoke(app, ["data", "buildings", "--study", str(study), *words])
    assert shown.exit_code == 0, shown.output
    assert "voa_build_period_2025: 4134 read = 4134 kept + 0 dropped" in shown.output
    for name in MADE:
        made, kept = (folder / "data" / "buildings" / name for folder in (study, root))
        assert made.read_bytes() == kept.read_bytes(), name


def test_a_study_without_its_registers_is_told_what_is_missing(tmp_path):
    (tmp_path / "study.toml").write_text(
        'schema_version = 1\nname = "x"\ntitle = "X"\ndistricts = ["E99000001"]\nscenarios = ["a"]\n', encoding="utf-8"
    )
    nowhere = tmp_path / "none.csv"
    homes = BuildingFiles(nowhere, nowhere, nowhere, nowhere)
    with pytest.raises(FaultsError, match="is not there"):
        make_study_buildings(tmp_path, homes, MeteredFiles(nowhere, nowhere), None, lambda _: None)
