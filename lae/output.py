"""From a study to its output folder: run, write everything aside, exchange the folder whole."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from lae.atlas import write_atlas
from lae.dictionary.accounts import totals_summary
from lae.dictionary.editions import Edition
from lae.evidence.exchange import MARK, check_out, exchanged
from lae.evidence.pack import write_pack, write_readme
from lae.evidence.package.bundle import SUMS, checksums, write_zip
from lae.evidence.record import run_record, write_json
from lae.pages import atlas_model
from lae.plan.kpis.ledger import status_counts
from lae.readers.base import sha256_of
from lae.results import Results
from lae.study import Study

_UNSTABLE: Final = ("timings.json", "run.log")
"""The only files that differ between two runs on the same inputs."""


def run_to_folder(
    study: Study,
    out: Path,
    progress: Callable[[str], None],
    *,
    log_level: str,
    edition: Edition = "public",
    zipped: bool = False,
) -> tuple[Results, dict[str, Any]]:
    """Run `study` and leave its output in `out`, or leave `out` as it was; returns the results and a summary.

    The public edition holds nothing finer than LSOA but substations; the internal one adds single homes as a table and
    on the map, the operator's a page for each substation to talk over, and the nature partnership's holds land alone.
    With `zipped` the folder holds the whole pack as one zip, too.

    Raises `FaultsError` when the inputs do not pass, `NotOursError` when `out` holds something lae did not make.
    """
    check_out(out)
    with exchanged(out) as fresh:
        with _logged(fresh / "run.log", log_level):
            results = study.run(progress)
            progress("writing")
            tables = write_pack(results, fresh, edition=edition)
            write_atlas(atlas_model(results, internal=edition == "internal"), fresh / "index.html")
            write_readme(results, tables, fresh, edition=edition)
        outputs = {
            path.relative_to(fresh).as_posix(): sha256_of(path)
            for path in sorted(fresh.rglob("*"))
            if path.is_file() and path.name not in _UNSTABLE
        }
        record = run_record(results, outputs) | {"edition": edition}
        write_json(record, fresh / MARK)
        sums = outputs | {MARK: sha256_of(fresh / MARK)}
        (fresh / SUMS).write_text(checksums(sums), encoding="utf-8", newline="\n")
        if zipped:
            name = f"lae-{study.read().config.name}-{edition}"
            write_zip(fresh, [*sums, SUMS], fresh / f"{name}.zip", top=name)
        write_json({"seconds": dict(results.seconds), "peak_memory_mb": _peak_mb()}, fresh / "timings.json")
    summary = {
        "out": str(out),
        "page": str(out / "index.html"),
        "headline": results.table("headline").to_dict("records"),
        "agreement": results.table("agreement").to_dict("records"),
        "indicators": status_counts(results.table("kpis")),
        "nested_totals": totals_summary(tables["nested_totals"]),
        "findings": record["findings"],
    }
    return results, summary


@contextmanager
def _logged(path: Path, level: str) -> Iterator[None]:
    """Everything lae logs at `level` or above, in the file at `path`."""
    log = logging.getLogger("lae")
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(level.upper())
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


def _peak_mb() -> float | None:
    """The process's greatest memory so far; Linux counts in kB, macOS in bytes, Windows not at all."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not there on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_000_000 if sys.platform == "darwin" else 1_000), 1)
