"""A study is a folder: read -> check -> stages -> results. This is the public API."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lae.check import Checked, check_study
from lae.explain import Account, account
from lae.findings import raise_errors
from lae.inputs import Inputs, read_inputs
from lae.packaged import packaged_study
from lae.results import Results, found_by
from lae.stage import Settings, Stage
from lae.stages import STAGES

_LOG = logging.getLogger(__name__)
_LEVELS: Final = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""


class Study:
    """One study folder.

    Args:
        folder: the folder that holds study.toml; without it, the Oxfordshire study lae carries.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = packaged_study() if folder is None else Path(folder)
        self._inputs: Inputs | None = None

    def read(self) -> Inputs:
        """The study's inputs, read once; raises `FaultsError` when study.toml cannot be used."""
        if self._inputs is None:
            self._inputs = read_inputs(self.folder)
        return self._inputs

    def check(self) -> Checked:
        """Every file of the data folder and everything that is wrong or worth knowing about it, errors first."""
        return check_study(self.folder)

    def run(self, progress: Progress = lambda _: None) -> Results:
        """All tables of the study; raises `FaultsError` with every error when the inputs do not pass their checks."""
        progress("reading")
        inputs = self.read()
        raise_errors(inputs.findings)
        for finding in inputs.findings:
            _LOG.log(_LEVELS[finding.severity], finding.sentence())
        tables: dict[str, Any] = dict(inputs.tables)
        settings, seconds = Settings(inputs.config, inputs.assumptions), {}
        for stage, outputs, taken in _run(settings, tables, progress):
            tables |= outputs
            seconds[stage.name] = taken
            _LOG.info("%s: %.2f s", stage.name, taken)
            raise_errors(found_by(outputs))
        results = Results(inputs, tables, seconds)
        for finding in found_by(tables):
            _LOG.log(_LEVELS[finding.severity], finding.sentence())
        return results

    def explain(self, name: str, *, scenario: str, year: int) -> Account:
        """All that is known of a substation, a district or a named development, with sources and tiers."""
        return account(self.run(), name, scenario=scenario, year=year)


def _run(
    settings: Settings, tables: dict[str, Any], progress: Progress
) -> Iterator[tuple[Stage, Mapping[str, Any], float]]:
    for stage in STAGES:
        progress(stage.name)
        begun = time.perf_counter()
        outputs = stage.function(settings, **{name: tables[name] for name in stage.inputs})
        if set(outputs) != set(stage.outputs):
            raise RuntimeError(f"stage {stage.name} returned {sorted(outputs)}, not {sorted(stage.outputs)}")
        yield stage, outputs, time.perf_counter() - begun
