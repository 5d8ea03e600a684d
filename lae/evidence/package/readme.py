"""README.txt of the pack: what each file is, how to read and to cite it, whose data are in it."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

import lae
from lae.dictionary.columns import title
from lae.evidence.package.datapackage import attributions
from lae.explain import caveat, loaded_technologies
from lae.results import Results

FILE: Final = "README.txt"
_FILES: Final = {
    "index.html": "the map: one file, opens by double click, asks no host",
    "evidence/report.html": "method, findings, charts, assumptions, sources, gaps; prints on A4",
    "evidence/carbon.html": "carbon budgets and burn-down, area by area",
    "evidence/finance.html": "projects, what they cost and wait for, who pays, bundles",
    "evidence/progress.html": "the return a partnership asks for: workstreams, indicators, targets, open questions",
    "evidence/lae.xlsx": "workbook: the tables people read, one a sheet, with notes",
    "evidence/lae.gpkg": "layers for a GIS in EPSG:27700; QGIS opens them drawn",
    "evidence/land_<option>.tif": "what rules each square of land out; Cloud-Optimised GeoTIFF with its legend",
    "evidence/datapackage.json": "every table's columns: types, units, meanings, keys, licences, sources",
    "evidence/ocpi_locations.json": "planned charging sites in the form operators' systems read",
    "evidence/districts/index.html": "a page for each district",
    "evidence/operator/index.html": "a page for each bulk supply point and primary, to talk over with its operator",
    "internal/": "single homes: personal data, never to be published",
    "run.json": "inputs with hashes, versions, assumptions used, rows read = kept + dropped, what was found",
    "SHA256SUMS": "checksums; test them with: sha256sum --check SHA256SUMS",
}
_EDITIONS: Final = {
    "public": "Public edition: nothing finer than LSOA but substations and planned sites; small counts suppressed.",
    "internal": "INTERNAL edition: holds single homes. It must not be published or passed on.",
    "operator": "Operator edition: the public edition with a page for each bulk supply point and primary.",
    "nature": "Nature edition: tables of land, and the registers they rest on.",
}


def readme(results: Results, tables: Mapping[str, pd.DataFrame], files: Iterable[str], *, edition: str) -> str:
    """The text, with only those files and tables that are in the pack."""
    config, there = results.inputs.config, list(files)
    lines = [f"{config.title}: evidence for the Local Area Energy Plan", _EDITIONS[edition], ""]
    lines += ["What is here", ""]
    for name, told in _FILES.items():
        head, _, tail = name.partition("<option>")
        if any(file == name or ((tail or name.endswith("/")) and file.startswith(head)) for file in there):
            lines += _item(name, told)
    lines += ["", "Tables, in evidence/tables (UTF-8 CSV; units in the names of columns)", ""]
    for name, frame in tables.items():
        lines += _item(f"{name}.csv", f"{title(name)}; {len(frame):,} rows")
    lines += ["", "How to read it", ""]
    for text in (
        "Blank means not known, never nought; the reason is in the row or in open_questions.csv.",
        "bound: exact, at_most, at_least or unknown. A published zero is at most zero: ask the operator.",
        "provenance: published, modelled, assumed or illustrative. headline_basis.csv: how much of each headline.",
        "lineage.csv says of every column what it is made from; `lae explain TABLE.COLUMN` prints the same.",
        "A text that a spreadsheet would run as a formula is led by an apostrophe.",
        caveat(loaded_technologies(results)),
    ):
        lines += textwrap.wrap(text, 100, initial_indent="* ", subsequent_indent="  ")
    lines += ["", "How to cite it", ""]
    lines += textwrap.wrap(
        f"{config.title}, Local Area Energy Plan evidence, {edition} edition, made by lae {lae.__version__}; "
        "inputs as listed in run.json. Cite a number by table, key and column.",
        100,
    )
    lines += ["", "Whose data", ""]
    for attribution, licence in attributions(results):
        lines += textwrap.wrap(
            f"{attribution} {licence}".strip(), 100, initial_indent="* ", subsequent_indent="  ", break_long_words=False
        )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _item(name: str, told: str) -> list[str]:
    return textwrap.wrap(
        told, 108, initial_indent=f"  {name:<32} ", subsequent_indent=" " * 35, break_long_words=False
    ) or [f"  {name}"]
