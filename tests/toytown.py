"""The invented study as tests use it: where it is, its tables read, and copies with something changed or broken."""

import runpy
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from lae.files import read_table
from lae.tables import Contract

TOYTOWN = Path(__file__).resolve().parent.parent / "examples" / "toytown"


def maker() -> dict[str, Any]:
    """What examples/toytown/make.py defines, without writing anything."""
    return runpy.run_path(str(TOYTOWN / "make.py"))


def toy_table(name: str, contract: type[Contract]) -> pd.DataFrame:
    """A table of Toytown by its path inside data/, checked."""
    frame, findings = read_table(TOYTOWN / "data" / name, contract, table=name)
    assert not findings, [finding.sentence() for finding in findings]
    return frame


def copy_of_toytown(folder: Path) -> Path:
    """A study folder of one's own, to change."""
    target = folder / "toytown"
    shutil.copytree(TOYTOWN, target, ignore=shutil.ignore_patterns("*.py", "README.md", "__pycache__"))
    return target


def without_drawn_land(study: Path) -> None:
    """Take the drawn land out of a copied study, and ask for every layer that lae's own study asks for."""
    shutil.rmtree(study / "data" / "land" / "drawn")
    for name in ("mixes", "costs", "zone_facts"):
        (study / "data" / "land" / f"{name}.csv").unlink()
    for name in ("layers", "policy"):
        ours = pd.read_csv(TOYTOWN.parents[1] / "data" / "land" / f"{name}.csv", dtype="str", keep_default_na=False)
        ours.assign(source_id="toy_settings").to_csv(study / "data" / "land" / f"{name}.csv", index=False)


def change(study: Path, table: str, old: str, new: str) -> None:
    """Replace `old`, which must stand there, by `new` everywhere in one file of a copied study's data."""
    path = study / "data" / table
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{table} holds no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
