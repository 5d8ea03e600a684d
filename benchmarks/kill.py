"""Kills `lae run` at random moments and looks whether the output is the old one or the new one, whole.

    python benchmarks/kill.py [--kills 50] [--seed 1]

Each run is made on Toytown under another title, so that two outputs never look alike. Half of the moments are drawn
from the whole run, half from its last fifth, where the folders are exchanged. Exits 1 when an output was torn.
"""

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_TOYTOWN = Path(__file__).resolve().parent.parent / "examples" / "toytown"


def command(study: Path, out: Path) -> list[str]:
    """`lae run` in a process of its own."""
    return [sys.executable, "-c", "from lae.cli import main; main()", "run", str(study), "--out", str(out)]


def retitled(study: Path, title: str) -> None:
    """Give the study another title, so that its page is another page."""
    path = study / "study.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f'title = "{title}"' if line.startswith("title") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def torn(out: Path) -> str:
    """What is wrong with the output folder; blank where every file is there as its own record says."""
    try:
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return f"run.json cannot be read: {error}"
    for name, sha256 in record["outputs"].items():
        path = out / name
        if not path.is_file():
            return f"{name} is missing"
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            return f"{name} is not what run.json says"
    return ""


def killed_runs(folder: Path, kills: int, seed: int) -> tuple[list[str], int, float]:
    """What was torn, how often the new output was in place already, and how long a whole run takes in seconds."""
    draw = random.Random(seed)  # noqa: S311 - moments, not secrets
    study, out = folder / "study", folder / "out"
    shutil.copytree(_TOYTOWN, study, ignore=shutil.ignore_patterns("__pycache__"))
    retitled(study, "Whole")
    # The first run warms the disk's cache; the second tells how long one takes.
    for _ in range(2):
        began = time.perf_counter()
        subprocess.run(command(study, out), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        whole = time.perf_counter() - began
    faults, renewed = [], 0
    for number in range(kills):
        before = (out / "run.json").read_bytes()
        retitled(study, f"Run {number}")
        first = 0.0 if number % 2 else 0.8
        moment = draw.uniform(first, 1.05) * whole
        with subprocess.Popen(  # noqa: S603 - our own command
            command(study, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.kill()
        if fault := torn(out):
            faults.append(f"kill {number} after {moment:.2f} s: {fault}")
        renewed += (out / "run.json").read_bytes() != before
    return faults, renewed, whole


def main() -> None:
    """Kill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults, renewed, whole = killed_runs(Path(folder), asked.kills, asked.seed)
    sys.stdout.write(f"{asked.kills} runs of {whole:.1f} s killed: {renewed} left the new output, ")
    sys.stdout.write(f"{asked.kills - renewed - len(faults)} the old one, {len(faults)} a torn one.\n")
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
