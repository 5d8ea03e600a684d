"""Drives every reader in the catalogue through spoilt files; nothing but `FaultsError` may leave a reader.

    python benchmarks/fuzz.py [--inputs 100000] [--seed 1] [--jobs 2] [--only ssen]

Spoils the invented files of tests/samples.py, those that tests/test_readers_*.py export as SAMPLES, and, where the
shared data are (LAE_SHARED_DATA), the first rows of every real file; these are read at run time and never stored.
Prints a table by reader and each kind of failure once, with the seed that brings it back. Exit code 1 on any failure.
"""

import argparse
import gzip
import importlib.util
import io
import json
import os
import random
import re
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests")]

import pandas as pd  # noqa: E402 - the repository comes first on the path
from python_calamine import CalamineWorkbook  # noqa: E402

from lae.findings import FaultsError  # noqa: E402
from lae.grid.contract import Aliases, GspGroups  # noqa: E402
from lae.readers import guard  # noqa: E402
from lae.readers.base import Edition, Reading, Register, SourceRow, head_of  # noqa: E402
from lae.readers.catalogue import PUBLISHERS, Publisher  # noqa: E402
from lae.readers.operators import COMPILATIONS, OPERATORS  # noqa: E402
from lae.tables import columns_of, empty  # noqa: E402
from mutations import mutated, workbook  # noqa: E402
from samples import SAMPLES  # noqa: E402

SOURCE = SourceRow("fuzz_source", "2026-03", "OGL")
EDITION = Edition("2026-03", 2025, "fuzz_source", "OGL")
_ROWS, _BYTES = 12, 60_000
"""Rows and bytes taken of a real file: enough to read, little enough to spoil a hundred thousand times."""
_KINDS = (".csv", ".tsv", ".txt", ".json", ".geojson", ".xlsx", ".gz")
_STEP, _TRIED = 250, 20
"""Inputs a process takes at a time, and those that show how quick a reader is."""
_OF_OPERATOR = {reader.recognise: reader for reader in (*OPERATORS, *COMPILATIONS)}


@dataclass
class Outcome:
    """What became of one reader's inputs: how many were read, refused and failed, the failures, the slowest read."""

    read: int = 0
    refused: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    @property
    def tried(self) -> int:
        """Inputs so far."""
        return self.read + self.refused + sum(self.failed.values())

    def add(self, other: "Outcome") -> None:
        """Take the other's counts in."""
        self.read += other.read
        self.refused += other.refused
        self.failures = other.failures | self.failures
        self.failed += other.failed
        self.slowest = max(self.slowest, other.slowest)

    def note(self, error: BaseException, seed: str, kind: str) -> None:
        """Count a failure, and keep the first of its kind with the seed that brings it back."""
        self.failed[kind] += 1
        self.failures.setdefault(kind, f"{seed}: {str(error)[:200]!r}")


def seeds(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """Sound files by the reader that takes them: name and bytes. `folder` is scratch space."""
    found: dict[str, list[tuple[str, bytes]]] = {publisher.name: [] for publisher in PUBLISHERS}
    for name, data in (*SAMPLES.items(), *exported(), *real()):
        path = folder / name
        path.write_bytes(data)
        for publisher in PUBLISHERS:
            if publisher.recognise(head_of(path)):
                found[publisher.name].append((name, data))
        path.unlink()
    return found


def exported() -> Iterator[tuple[str, bytes]]:
    """The SAMPLES of the reader tests that export some."""
    for path in sorted((_ROOT / "tests").glob("test_readers_*.py")):
        if "SAMPLES" not in path.read_text(encoding="utf-8"):
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from getattr(module, "SAMPLES", {}).items()


def real() -> Iterator[tuple[str, bytes]]:
    """The start of every real file, still a file of its kind; nothing where the shared data are absent."""
    folder = Path(os.environ.get("LAE_SHARED_DATA", _ROOT.parent / "shared" / "data"))
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.suffix in _KINDS and "building_blocks" not in path.parent.name:
            yield path.name, _start(path)
    yield from ((path.name, _start(path)) for path in sorted(folder.rglob("*-building-block-*.csv"))[:2])


def _start(path: Path) -> bytes:
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        return workbook({name: book.get_sheet_by_name(name).to_python()[:_ROWS] for name in book.sheet_names})
    data = path.read_bytes()
    if path.suffix in (".json", ".geojson"):
        return json.dumps(_shortened(json.loads(data))).encode()[:_BYTES]
    plain = gzip.decompress(data) if path.suffix == ".gz" else data
    start = b"".join(plain[: 50 * _BYTES].splitlines(keepends=True)[:_ROWS])
    return gzip.compress(start, mtime=0) if path.suffix == ".gz" else start


def _shortened(value: Any, depth: int = 0) -> Any:
    """Long lists cut: records to three, rings of coordinates to their first vertices and the last."""
    if isinstance(value, dict):
        return {name: _shortened(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        kept = value if len(value) <= 8 else [*value[:7], value[-1]] if depth > 2 else value[:3]
        return [_shortened(item, depth + 1) for item in kept]
    return value


def _words(data: bytes) -> set[str]:
    """The cells of a sound file, or of a workbook its shared texts."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(re.findall(r"<t>([^<]*)</t>", archive.read("xl/sharedStrings.xml").decode()))
    return {cell.strip('" ') for cell in re.split(r"[,;\t\n]", data.decode("utf-8", "replace"))}


@lru_cache(maxsize=256)
def registered(data: bytes, dno: str) -> Register:
    """A register that knows every word of the file as a substation of `dno`, so that no row is dropped for its name."""
    words = _words(data)
    names = sorted(word for word in words if 2 < len(word) < 40 and word.isprintable())[:200]
    aliases = pd.DataFrame({column: pd.Series([""] * len(names), dtype="str") for column in columns_of(Aliases)})
    aliases = aliases.assign(
        dno=dno,
        published_name=pd.Series(names, dtype="str"),
        alias=pd.Series([f"a{number}" for number in range(len(names))], dtype="str"),
        name=pd.Series(names, dtype="str"),
        voltage="33 / 11",
    ).astype("str")
    return Register(empty(GspGroups), aliases, 0.95)


def read(publisher: Publisher, path: Path, sound: bytes, *, as_study: bool) -> Reading:
    """The file by the publisher's reader, as the catalogue reads it or, of an operator, as a study with aliases does.

    Raises:
        FaultsError: the reader refuses it.
    """
    guard.check(path)
    head = head_of(path)
    publisher.recognise(head)
    operator = _OF_OPERATOR.get(publisher.recognise)
    if operator is None or not as_study:
        return publisher.read(path, SOURCE)
    return operator.read(path, EDITION, registered(sound, str(getattr(operator, "dno", "ssen"))))


def attempt(publisher: Publisher, path: Path, data: bytes, sound: bytes, outcome: Outcome, seed: str) -> None:
    """One spoilt file read; what leaves the reader is counted, and any failure kept under its kind."""
    path.write_bytes(data)
    begun = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # The map reader warns from a callback that cannot raise; lae.readers.guard listens to it.
            warnings.filterwarnings("ignore", category=RuntimeWarning, module="pyogrio")
            _sound_reading(read(publisher, path, sound, as_study=outcome.tried % 4 > 0))
        outcome.read += 1
    except FaultsError as error:
        if error.findings and all(finding.message for finding in error.findings):
            outcome.refused += 1
        else:
            outcome.note(error, seed, "FaultsError that says nothing")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - to catch whatever leaves a reader, a Rust panic too, is the purpose
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/lae/" in frame.filename] or frames
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}"
        outcome.note(error, seed, f"{type(error).__name__} in {place}")
    outcome.slowest = max(outcome.slowest, time.perf_counter() - begun)


def _sound_reading(reading: Reading) -> None:
    """Raise where a table that left the reader holds a row nobody can find in the file."""
    if any("source_row" in table.columns and table["source_row"].isna().any() for table in reading.tables.values()):
        raise AssertionError("a row without source_row left the reader")


def run(name: str, files: list[tuple[str, bytes]], inputs: int, seed: int) -> Outcome:
    """The outcome of `inputs` spoilt files of one reader; the same seed spoils the same way."""
    publisher = next(each for each in PUBLISHERS if each.name == name)
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(inputs if files else 0):
            hand = random.Random(f"{name}/{seed}/{number}")  # noqa: S311 - it must be the same again
            file, sound = files[number % len(files)]
            data = mutated(hand, sound)
            attempt(
                publisher, Path(folder) / file, data, sound, outcome, f"--only {name} --seed {seed}, input {number}"
            )
    return outcome


def shares(costs: dict[str, float], inputs: int) -> dict[str, int]:
    """How many of `inputs` each reader gets: a quarter evenly, the rest the more the quicker it reads."""
    quick = {name: 1 / max(cost, 1e-3) for name, cost in costs.items()}
    whole = sum(quick.values())
    return {name: -(-inputs // (4 * len(costs))) + round(0.75 * inputs * quick[name] / whole) for name in costs}


def outcomes(chosen: Iterable[str], inputs: int, seed: int, jobs: int) -> Iterator[tuple[str, Outcome]]:
    """Each chosen reader's outcome, at least `inputs` spoilt files in all.

    Which inputs a reader gets depends on its speed, what each input holds only on the reader, the seed and its number.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = seeds(Path(folder))
    names = [name for name in chosen if files[name]]
    with ProcessPoolExecutor(jobs) as pool:
        begun = {name: pool.submit(_seconds, name, files[name], seed) for name in names}
        counts = shares({name: future.result() for name, future in begun.items()}, inputs)
        parts = {
            name: [
                pool.submit(run, name, files[name], min(_STEP, counts[name] - start), seed + start)
                for start in range(0, counts[name], _STEP)
            ]
            for name in names
        }
        for name, futures in parts.items():
            whole = Outcome()
            for future in futures:
                whole.add(future.result())
            yield name, whole
    yield from ((name, Outcome()) for name in chosen if not files[name])


def _seconds(name: str, files: list[tuple[str, bytes]], seed: int) -> float:
    """What one input of the reader takes, on a few."""
    begun = time.perf_counter()
    run(name, files, _TRIED, seed)
    return (time.perf_counter() - begun) / _TRIED


def main() -> None:
    """Run, print the table and the failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000, help="spoilt files in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*", default=[publisher.name for publisher in PUBLISHERS], help="readers")
    asked = parser.parse_args()
    say = sys.stdout.write
    say("| reader | read | refused | failed | slowest, s |\n|---|---|---|---|---|\n")
    total, failures = Outcome(), []
    for name, outcome in outcomes(asked.only, asked.inputs, asked.seed, asked.jobs):
        failed = sum(outcome.failed.values())
        say(f"| {name} | {outcome.read} | {outcome.refused} | {failed} | {outcome.slowest:.2f} |\n")
        sys.stdout.flush()
        failures += [f"{name}: {count} x {kind}; {outcome.failures[kind]}" for kind, count in outcome.failed.items()]
        total.add(outcome)
    failed = sum(total.failed.values())
    say(f"| **all** | {total.read} | {total.refused} | {failed} | {total.slowest:.2f} |\n\n")
    say("\n".join(failures or ["Nothing but FaultsError left a reader."]) + "\n")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
