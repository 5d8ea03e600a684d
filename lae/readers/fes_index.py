"""The index of a regional edition of the Future Energy Scenarios: which file holds which building block."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.pathway.gsp_contract import BlockFiles
from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "fes_index"
_NAMES: Final = {
    "Consumer Transformation": "ct",
    "Falling Short": "fs",
    "Leading the Way": "lw",
    "Steady Progression": "sp",
    "System Transformation": "st",
}
_EDITION: Final = "fes22"
_MARKS: Final = ('"dataBy"', "building-block")


def recognise(head: Head) -> bool:
    """True for a JSON list of scenarios whose building blocks name their files."""
    text = head.text().lstrip()
    return text.startswith("[") and all(mark in text for mark in _MARKS)


def read(path: Path, source: SourceRow) -> Reading:
    """The index as `block_files` (contract `BlockFiles`): scenario, building block, file, column of areas.

    Raises:
        FaultsError: the file is no such index.
    """
    remarks = Remarks(path.name)
    document = guard.read_json(path)
    rows: list[dict[str, Any]] = []
    dropped: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    read_rows = 0
    for number, entry in enumerate(document if isinstance(document, list) else [], start=1):
        blocks = entry.get("data") if isinstance(entry, dict) else None
        for block, about in (blocks if isinstance(blocks, dict) else {}).items():
            read_rows += 1
            name = _NAMES.get(str(entry.get("key")), "")
            file = about.get("file") if isinstance(about, dict) else None
            reason = _reason(name, file, (name, block) in seen)
            if reason:
                dropped[reason] = dropped.get(reason, 0) + 1
                continue
            seen.add((name, block))
            area = about.get("key")
            rows.append(
                {
                    "scenario": f"{_EDITION}_{name}",
                    "building_block": str(block),
                    "file": str(file),
                    "area_column": area if isinstance(area, str) else "",
                    "source_row": number,
                }
            )
    if not rows:
        message = "the file is no index of scenarios and their building blocks."
        raise guard.refusal(path.name, "not_an_index", message, "Download it again.")
    for reason, times in dropped.items():
        remarks.file("warning", reason.replace(" ", "_"), f"left out: {reason}, {times} times.")
    source_id = source.source_id or SOURCE
    table = with_texts(pd.DataFrame(rows), source_id=source_id)
    words = ["scenario", "building_block", "file", "area_column"]
    table = table.astype(dict.fromkeys(words, "str")).sort_values(key_of(BlockFiles), kind="stable")
    files = validated(table[columns_of(BlockFiles)], BlockFiles, path.name)
    return Reading({"block_files": files}, Count(source_id, read_rows, len(files), dropped), tuple(remarks.found))


def _reason(name: str, file: Any, again: bool) -> str:  # noqa: FBT001 - one of three facts about a row
    if not name:
        return "an unknown scenario"
    if not isinstance(file, str) or not file:
        return "no file"
    return "the same building block again" if again else ""
