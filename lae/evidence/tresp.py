"""The return to NESO: a study's control totals in tRESP's own long format, and the publisher's files as they came."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.inputs import Inputs, own_files
from lae.pathway.block_ids import ours_by_line
from lae.readers import catalogue, dropped, guard, tresp

PLAN_FILE: Final = "plan_la_pathways.csv"
"""What holds the study's own control totals."""
_HEADER: Final = tresp.LAYOUTS[0].header
_PUBLISHER: Final = "tresp"


@dataclass(frozen=True)
class Export:
    """The files by name as bytes, and what was found on the way."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def plan_text(uptake: pd.DataFrame, blocks: pd.DataFrame, names: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """UPTAKE as a tRESP file by district: its header, CRLF, numbers that read back the same, one row a figure.

    Args:
        uptake: contract Uptake.
        blocks: contract BlockIds: which of ours go by the publisher's ids. What it does not name keeps our own.
        names: name by district.
        labels: name by scenario; the column Pathway holds it, so that nobody takes it for the publisher's.
    """
    rows = ours_by_line(uptake, blocks)
    columns = {
        "Building_block_id": rows["building_block"],
        "LAD24CD": rows["district_code"],
        "LAD24NM": rows["district_code"].map(dict(names)).astype("object").fillna(""),
        "Pathway": rows["scenario"].map(dict(labels)).astype("object").fillna(rows["scenario"]),
        "Year": rows["year"].astype("str"),
        "Unit": rows["unit"],
        "Value": rows["value"].map(repr),
    }
    table = pd.DataFrame(columns)[list(_HEADER)]
    ordered = table.sort_values(["Building_block_id", "LAD24CD", "Pathway", "Year"], kind="stable")
    return str(ordered.to_csv(index=False, lineterminator="\r\n"))


def tresp_export(inputs: Inputs) -> Export:
    """The plan's file and every tRESP file of the data folder, byte for byte as it came or with a finding why not."""
    data = inputs.folder / inputs.config.data
    places = inputs.tables["districts"]
    names = dict(zip(places["district_code"], places["district_name"], strict=True))
    text = plan_text(inputs.tables["uptake_rows"], inputs.tables["block_ids"], names, inputs.scenario_labels)
    files, findings = {PLAN_FILE: text.encode("utf-8")}, [*_own_ids(inputs)]
    for path in dropped.strangers(data, own_files(data)):
        found = catalogue.identify(path, root=data)
        if isinstance(found, Finding) or found.name != _PUBLISHER:
            continue
        try:
            again = _again(path, inputs)
        except FaultsError as error:
            findings += error.findings
            continue
        name = path.name if path.name not in files else f"{path.parent.name}_{path.name}"
        files[name] = again
        if again != path.read_bytes():
            message = "is not written back byte for byte: rows that could not be used are left out of the copy."
            findings.append(Finding("warning", path.name, "not_identical", message, fix="lae check names these rows."))
    return Export(files, tuple(findings))


def _again(path: Path, inputs: Inputs) -> bytes:
    """A published file written from the rows that were read of it."""
    publisher = next(each for each in catalogue.PUBLISHERS if each.name == _PUBLISHER)
    source = dropped.source_row(path, publisher, inputs.tables["sources"], inputs.config.editions)
    rows = tresp.read(path, source).tables[dropped.RESP_ROWS]
    return tresp.to_published(rows, header=list(guard.header_of(path))).encode("utf-8")


def _own_ids(inputs: Inputs) -> list[Finding]:
    """A note on the building blocks that go by names of ours, for the publisher has no id for them."""
    rows = ours_by_line(inputs.tables["uptake_rows"], inputs.tables["block_ids"])
    blocks = rows["building_block"]
    own = tuple(sorted(set(blocks[~blocks.str.fullmatch(r"[A-Za-z]{3}_BB\d{3}\w*")])))
    message = "building blocks the publisher has no single id for: they go by names of ours, sums joined by +."
    return [Finding("note", PLAN_FILE, "own_ids", message, "Building_block_id", own)][: len(own)]
