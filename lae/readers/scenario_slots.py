"""The folders of data/pathway: which scenarios there are, which are listed, which wait for figures and why."""

import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.files import RefusedError, text_of
from lae.findings import Finding
from lae.pathway.scenario import LISTED, NO_FIGURES, READY, ScenarioSlots
from lae.tables import empty, filled

_TEXTS: Final = ("label", "family", "note", "source_id")


def slots(folder: Path, listed: Collection[str]) -> pd.DataFrame:
    """SCENARIO SLOTS of every folder with a scenario.toml or an uptake.csv.

    Args:
        folder: data/pathway.
        listed: scenarios of study.toml.
    """
    homes = sorted({path.parent for name in ("scenario.toml", "uptake.csv") for path in folder.glob(f"*/{name}")})
    rows = []
    for home in homes:
        count = _rows(home / "uptake.csv")
        status = LISTED if home.name in listed else READY if count else NO_FIGURES
        rows.append({"scenario": home.name, "status": status, "rows_count": count, **_told(home)})
    return filled(pd.DataFrame(rows), ScenarioSlots, "scenario_slots") if rows else empty(ScenarioSlots)


def open_questions(found: pd.DataFrame) -> Iterator[Finding]:
    """A note for each scenario without figures, and one that names those that could be listed.

    Args:
        found: contract ScenarioSlots.
    """
    for row in found[found["status"].eq(NO_FIGURES)].to_dict("records"):
        file = f"pathway/{row['scenario']}/uptake.csv"
        message = f"{row['label']} has no figures, so no answer includes it: an open question, not a zero."
        yield Finding("note", file, "no_figures", message, fix=row["note"])
    if ready := tuple(found.loc[found["status"].eq(READY), "scenario"]):
        message = "scenarios with figures that study.toml does not list; no answer includes them."
        yield Finding("note", "study.toml", "not_listed", message, "scenarios", ready, "Add them to scenarios.")


def _rows(path: Path) -> int:
    try:
        return sum(bool(line.strip()) for line in text_of(path).splitlines()[1:])
    except RefusedError:
        return 0


def _told(home: Path) -> dict[str, str]:
    """What scenario.toml says; the folder's name where it says nothing that can be read."""
    try:
        said: dict[str, Any] = tomllib.loads((home / "scenario.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        said = {}
    texts = {name: value if isinstance(value := said.get(name), str) else "" for name in _TEXTS}
    return texts | {"label": texts["label"] or home.name}
