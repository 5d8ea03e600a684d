"""From a study to its output folder: run, write everything aside, exchange the folder whole."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from lae.atlas import write_atlas
from lae.evidence.carbon_page import write_carbon_page
from lae.evidence.exchange import MARK, check_out, exchanged
from lae.evidence.finance_page import write_finance_page
from lae.evidence.geopackage import write_layers
from lae.evidence.homes import write_homes
from lae.evidence.ocpi import planned_locations
from lae.evidence.record import run_record, write_json
from lae.evidence.tables import write_tables
from lae.pages import atlas_model
from lae.readers.base import sha256_of
from lae.results import Results
from lae.study import Study

Edition = Literal["public", "internal"]
_UNSTABLE: Final = ("timings.json", "run.log")
"""The only files that differ between two runs on the same inputs."""


def run_to_folder(
    study: Study, out: Path, progress: Callable[[str], None], *, log_level: str, edition: Edition = "public"
) -> tuple[Results, dict[str, Any]]:
    """Run `study` and leave its output in `out`, or leave `out` as it was; returns the results and a summary.

    The public edition holds nothing finer than LSOA but substations; the internal one adds single homes, as
    a table and on the map.

    Raises `FaultsError` when the inputs do not pass, `NotOursError` when `out` holds something lae did not make.
    """
    check_out(out)
    with exchanged(out) as fresh:
        with _logged(fresh / "run.log", log_level):
            results = study.run(progress)
            progress("writing")
            write_tables(results, fresh / "evidence" / "tables")
            write_layers(results, fresh / "evidence")
            write_json(_ocpi(results), fresh / "evidence" / "ocpi_locations.json")
            _write_carbon(results, fresh / "evidence" / "carbon.html")
            _write_finance(results, fresh / "evidence" / "finance.html")
            if edition == "internal":
                write_homes(results, fresh)
            write_atlas(atlas_model(results, internal=edition == "internal"), fresh / "index.html")
        outputs = {
            path.relative_to(fresh).as_posix(): sha256_of(path)
            for path in sorted(fresh.rglob("*"))
            if path.is_file() and path.name not in _UNSTABLE
        }
        record = run_record(results, outputs) | {"edition": edition}
        write_json(record, fresh / MARK)
        write_json({"seconds": dict(results.seconds), "peak_memory_mb": _peak_mb()}, fresh / "timings.json")
    summary = {
        "out": str(out),
        "page": str(out / "index.html"),
        "headline": results.table("headline").to_dict("records"),
        "agreement": results.table("agreement").to_dict("records"),
        "findings": record["findings"],
    }
    return results, summary


def _ocpi(results: Results) -> list[dict[str, Any]]:
    """The planned sites of the first scenario at the first milestone ahead, as OCPI Locations."""
    sites, config = results.table("charging_sites"), results.inputs.config
    ahead = [year for year in config.milestones if year > config.base_year]
    if sites.empty or not ahead:
        return []
    return planned_locations(
        sites,
        _names(results),
        scenario=config.scenarios[0],
        year=min(ahead),
        last_updated=f"{config.base_year}-12-31T00:00:00Z",
    )


def _write_carbon(results: Results, path: Path) -> None:
    """The burn-down of every area with a target."""
    config = results.inputs.config
    names = _names(results) | {config.county_code or "county": config.title}
    write_carbon_page(results.table("budgets"), results.table("burn_down"), names, path, title=config.title)


def _write_finance(results: Results, path: Path) -> None:
    """Projects, funding and bundles."""
    wanted = ("projects", "workstream_needs", "funding", "funds", "bundles", "project_scores")
    tables = {name: results.table(name) for name in wanted}
    write_finance_page(tables, results.inputs.scenario_labels, path, title=results.inputs.config.title)


def _names(results: Results) -> dict[str, str]:
    """The name of each district by its code."""
    places = results.table("districts")
    return dict(zip(places["district_code"], places["district_name"], strict=True))


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
