"""The evidence pack of one edition, file by file."""

from pathlib import Path

from lae.dictionary.editions import Edition, tables_of
from lae.dictionary.pack import pack_tables
from lae.evidence.geopackage import write_layers
from lae.evidence.package import datapackage, readme
from lae.evidence.record import write_json
from lae.evidence.report import FILE as REPORT
from lae.evidence.report import write_report
from lae.evidence.sheets import write_districts, write_operator_sheets
from lae.evidence.tables import TABLES, write_tables
from lae.evidence.workbook import FILE, write_workbook
from lae.results import Results


def write_pack(results: Results, folder: Path, *, edition: Edition) -> None:
    """Write tables, workbook, layers and their description into `folder`/evidence."""
    evidence = folder / "evidence"
    tables = pack_tables(results, tables_of(edition, TABLES))
    write_tables(tables, evidence / "tables")
    write_workbook(results, tables, evidence / FILE, edition=edition)
    write_layers(results, evidence, edition=edition)
    write_report(results, tables, evidence / REPORT, edition=edition)
    write_districts(results, tables, evidence)
    if edition == "operator":
        write_operator_sheets(results, evidence)
    package = datapackage.data_package(results, tables, evidence, edition=edition)
    write_json(package, evidence / datapackage.FILE)


def write_readme(results: Results, folder: Path, *, edition: Edition) -> None:
    """Write README.txt over what lies in `folder` by then."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    tables = pack_tables(results, tables_of(edition, TABLES))
    told = readme.readme(results, tables, sorted([*names, "run.json", "SHA256SUMS"]), edition=edition)
    (folder / readme.FILE).write_text(told, encoding="utf-8", newline="\n")
