"""`lae data emissions`: the study's districts out of the Department's table, in tonnes, and never fewer than all."""

import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.findings import FaultsError
from lae.prepare.emissions import emissions_table

HEADINGS = "lad_code,lad_name,year,total_emissions_scope_ktco2,territorial_emissions_ktco2e"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "emissions.csv"
    rows = ["E07000001,Here,2020,1.5,2.25", "E07000002,There,2020,3.5,-0.5", "E07000001,Here,2019,1.5,2.5"]
    path.write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
    return path


def test_kilotonnes_become_tonnes_and_land_that_takes_up_more_stays_negative(file):
    table = emissions_table(file, ["E07000001", "E07000002"]).table
    assert table[["district_code", "year", "emissions_tco2e"]].values.tolist() == [
        ["E07000001", 2019, 2500.0],
        ["E07000001", 2020, 2250.0],
        ["E07000002", 2020, -500.0],
    ]
    assert table["source_row"].tolist() == [3, 1, 2]


def test_a_file_without_one_of_the_districts_is_refused_by_name(file):
    with pytest.raises(FaultsError, match="1 districts of the study") as refused:
        emissions_table(file, ["E07000001", "E07000003"])
    assert refused.value.findings[0].ids == ("E07000003",)


def test_oxfordshires_table_is_the_one_its_file_makes(root, shared_data, tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    shutil.copyfile(root / "study.toml", study / "study.toml")
    shutil.copytree(root / "data", study / "data")
    made = study / "data" / "pathway" / "emissions.csv"
    made.unlink()
    file = shared_data / "energy" / "ghg_la_year_totals.csv"
    done = CliRunner().invoke(app, ["data", "emissions", "--ghg", str(file), "--study", str(study)])
    assert done.exit_code == 0, done.output
    assert made.read_bytes() == (root / "data" / "pathway" / "emissions.csv").read_bytes()
    # Cherwell in 2023, of the file: 1,093.793219911 kt.
    table = pd.read_csv(made)
    cherwell = table[table["district_code"].eq("E07000177") & table["year"].eq(2023)]
    assert cherwell["emissions_tco2e"].tolist() == [1_093_793.219911]
