"""A new study's folder: study.toml, the registers and the profiles every study starts from, and what to do next."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lae.config import read_config
from lae.findings import FaultsError, Finding
from lae.measures import Uptake
from lae.packaged import packaged_study
from lae.tables import columns_of

_SHARED: Final = (
    "sources.csv",
    "assumptions.csv",
    "grid/profiles.csv",
    "grid/technologies.csv",
    "buildings/shares.csv",
    "buildings/u_values.csv",
    "buildings/costs.csv",
    "buildings/deflators.csv",
    "charging/costs.csv",
    "charging/operator_aliases.csv",
    "pathway/block_ids.csv",
    "pathway/grid_factors.csv",
    "land/layers.csv",
    "land/policy.csv",
    "land/land_classes.csv",
    "land/options.csv",
    "land/factors.csv",
    "land/stocks.csv",
    "land/prices.csv",
    "plan/kpis.csv",
    "plan/support_framework.csv",
    "plan/workstreams.csv",
)
"""Tables that do not depend on the area."""
_OWN: Final = "own_pathway"
"""The folder of data/pathway that holds the template."""
_EMPTY: Final = ("grid/supply_overrides.csv", "boundaries/published_areas.csv", "plan/kpi_targets.csv")
"""Tables that start with their header alone."""


def make_study(folder: Path, *, title: str, districts: Sequence[str]) -> list[str]:
    """Make the study's folder and return what to do next, a line each; raises `FaultsError` and leaves nothing behind.

    Args:
        folder: absent or empty.
        title: the area's name.
        districts: ONS district codes.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FaultsError([Finding("error", str(folder), "not_empty", "the folder exists and is not empty.")])
    packaged = packaged_study()
    parent = read_config(packaged / "study.toml")
    content = _toml(title, districts, parent.scenarios)
    draft = folder.with_name(f".{folder.name}.lae-new")
    draft.mkdir(parents=True)
    try:
        (draft / "study.toml").write_text(content, encoding="utf-8", newline="\n")
        read_config(draft / "study.toml")
        for name in _SHARED + _EMPTY:
            target = draft / "data" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            source = packaged / parent.data / name
            if name in _EMPTY:
                header = source.read_text(encoding="utf-8").split("\n", 1)[0]
                target.write_text(header + "\n", encoding="utf-8", newline="\n")
            else:
                shutil.copyfile(source, target)
        own = draft / "data" / "pathway" / _OWN
        own.mkdir(parents=True, exist_ok=True)
        for name, text in _own_scenario().items():
            (own / name).write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _next_steps(folder, districts)


def _own_scenario() -> dict[str, str]:
    """The template of a scenario that somebody types in: its name, and the header of its rows."""
    note = "Copy this folder, name it and type rows into uptake.csv: one a district, building block and year."
    told = {"id": _OWN, "label": "Your own pathway", "family": "Own", "note": note, "source_id": ""}
    toml = "".join(f'{name} = "{text}"\n' for name, text in told.items())
    return {"scenario.toml": toml, "uptake.csv": ",".join(columns_of(Uptake)) + "\n"}


def _toml(title: str, districts: Sequence[str], scenarios: Sequence[str]) -> str:
    slug = "".join(letter if letter.isalnum() else "-" for letter in title.lower()).strip("-")[:40] or "study"
    quoted = ", ".join(f'"{code}"' for code in districts)
    named = ", ".join(f'"{name}"' for name in scenarios)
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return (
        "schema_version = 1\n"
        f'name = "{slug}"\n'
        f'title = "{escaped}"\n'
        f"districts = [{quoted}]\n"
        'data = "data"\n'
        "base_year = 2025\n"
        "last_year = 2050\n"
        "milestones = [2025, 2030, 2040, 2050]\n"
        f"scenarios = [{named}]\n"
    )


def _next_steps(folder: Path, districts: Sequence[str]) -> list[str]:
    codes = " ".join(f"--lad {code}" for code in districts)
    return [
        f"Made {folder}. Next:",
        f'  lae data boundaries {codes} --study {folder}     (needs the extra: pip install "lae[gb]")',
        f"  lae data grid --study {folder} --help             (your operators' headroom files)",
        f"  lae data pathway --study {folder} --help          (FES, licensed vehicles, heat pump grants)",
        f"  lae data buildings --study {folder} --help        (homes by kind, metered energy, fuel poverty)",
        f"  lae data charging --study {folder} --help         (public charge points of today)",
        f"  {folder}/data/pathway/{_OWN}: the template of a pathway you type in yourself",
        f"  lae check {folder}",
    ]
