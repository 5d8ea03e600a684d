"""The evidence pack of one edition, file by file."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from lae.dictionary.editions import Edition
from lae.dictionary.pack import pack_tables
from lae.evidence import pages
from lae.evidence.geopackage import write_layers
from lae.evidence.homes import write_homes
from lae.evidence.land_rasters import write_land_rasters
from lae.evidence.package import datapackage, readme
from lae.evidence.record import write_json
from lae.evidence.report import FILE as REPORT
from lae.evidence.report import write_report
from lae.evidence.sheets import write_districts, write_operator_sheets
from lae.evidence.tables import write_tables
from lae.evidence.workbook import FILE, write_workbook
from lae.results import Results

Tables = Mapping[str, pd.DataFrame]


def write_pack(results: Results, folder: Path, *, edition: Edition) -> dict[str, pd.DataFrame]:
    """Write all of the pack but the map and README.txt into `folder`; returns the tables it holds.

    Tables come first and their description last, so that it tells of every file beside them.
    """
    evidence = folder / "evidence"
    tables = pack_tables(results, edition)
    write_tables(tables, evidence / "tables")
    write_workbook(results, tables, evidence / FILE, edition=edition)
    layers = [write_layers(results, evidence, edition=edition), *write_land_rasters(results, evidence)]
    write_report(results, tables, evidence / REPORT, edition=edition)
    write_districts(results, tables, evidence)
    pages.write_pages(results, tables, evidence)
    if edition == "operator":
        write_operator_sheets(results, evidence)
    if edition == "internal":
        write_homes(results, folder)
    package = datapackage.data_package(results, tables, evidence, edition=edition, layers=layers)
    write_json(package, evidence / datapackage.FILE)
    return tables


def write_readme(results: Results, tables: Tables, folder: Path, *, edition: Edition) -> None:
    """Write README.txt over what lies in `folder` by then."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    told = readme.readme(results, tables, sorted([*names, "run.json", "SHA256SUMS"]), edition=edition)
    (folder / readme.FILE).write_text(told, encoding="utf-8", newline="\n")
