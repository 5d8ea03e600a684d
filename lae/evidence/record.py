"""The run record: what went in, what was assumed, what was dropped, and what came out."""

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import lae
from lae.config import SCHEMA_VERSION
from lae.results import Results
from lae.stages import STAGES

_LIBRARIES: Final = (
    "folium",
    "geopandas",
    "matplotlib",
    "networkx",
    "numpy",
    "pandas",
    "pandera",
    "pyogrio",
    "pyproj",
    "scipy",
    "shapely",
)


def run_record(results: Results, outputs: Mapping[str, str]) -> dict[str, Any]:
    """Everything needed to say where a number came from; holds no clock and no path of the machine.

    Args:
        results: of the run.
        outputs: SHA-256 by file name of what was written.
    """
    inputs = results.inputs
    named = results.table("technologies")[["admd_id", "power_factor_id", "share_id"]].to_numpy().ravel()
    used = sorted({key for stage in STAGES for key in stage.assumptions} | {str(key) for key in named if key})
    register = inputs.assumptions
    return {
        "made_by": "lae",
        "lae": lae.__version__,
        "schema_version": SCHEMA_VERSION,
        "study": inputs.config.model_dump(mode="json"),
        "scenario_labels": dict(inputs.scenario_labels),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "inputs": dict(inputs.hashes),
        "rows": {name: len(results.table(name)) for name in ("substations", "feeds", "works", "measures", "headroom")},
        "readers": [
            {
                "file": count.file,
                "source_id": count.source_id,
                "read": count.read,
                "kept": count.kept,
                "dropped": dict(count.dropped),
                "repaired": dict(count.repaired),
            }
            for count in inputs.counts
        ],
        "stages": [
            {"name": stage.name, "inputs": stage.inputs, "outputs": stage.outputs, "assumptions": stage.assumptions}
            for stage in STAGES
        ],
        "assumptions": {
            key: {"value": register[key].value, "unit": register[key].unit, "tier": register[key].tier} for key in used
        },
        "findings": [finding.sentence() for finding in results.findings],
        "outputs": dict(outputs),
    }


def write_json(content: Any, path: Path) -> None:
    """Write `content` as indented JSON with a newline at the end."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
