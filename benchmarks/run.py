"""Times `lae run` on a study by stage, with its peak memory.

    python benchmarks/run.py [STUDY] [--runs 3]

Without a study it is Oxfordshire. Prints medians; the share of a stage holds between machines better than its seconds.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent


def one_run(study: Path, out: Path) -> dict[str, Any]:
    """What one run in a process of its own says of itself, with the `wall` seconds of the whole process."""
    code = "from lae.cli import main; main()"
    words = [sys.executable, "-c", code, "run", str(study), "--out", str(out)]
    begun = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
    wall = time.perf_counter() - begun
    told: dict[str, Any] = json.loads((out / "timings.json").read_text(encoding="utf-8"))
    return told | {"wall": wall}


def table(told: list[dict[str, Any]]) -> str:
    """The stages with their median seconds and share of the whole process, and the peak memory."""
    wall = statistics.median(run["wall"] for run in told)
    stages = {name: statistics.median(run["seconds"][name] for run in told) for name in told[0]["seconds"]}
    stages["starting, reading and writing"] = wall - sum(stages.values())
    lines = ["| stage | s | share |", "|---|---|---|"]
    lines += [f"| {name} | {taken:.2f} | {100 * taken / wall:.0f} % |" for name, taken in stages.items()]
    lines.append(f"| **whole process** | {wall:.1f} | 100 % |")
    peak = statistics.median(run["peak_memory_mb"] for run in told)
    return "\n".join([*lines, "", f"Peak memory {peak:,.0f} MB; median of {len(told)} runs.", ""])


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="?", type=Path, default=_ROOT, help="folder with study.toml")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = [one_run(asked.study, Path(folder) / f"run{number}") for number in range(asked.runs)]
    sys.stdout.write(table(told))


if __name__ == "__main__":
    main()
