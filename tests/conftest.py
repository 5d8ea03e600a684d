"""Where tests find real files and a browser, and when their absence is a failure rather than a skip."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from lae.results import Results
from lae.study import Study

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every run, and none fails for the time a busy machine takes.
settings.register_profile("lae", deadline=None, derandomize=True)
settings.load_profile("lae")


def _absent(need: str, reason: str) -> None:
    if need in os.environ.get("LAE_REQUIRE", "").split(","):
        pytest.fail(f"LAE_REQUIRE asks for {need}: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def oxfordshire_run() -> Results:
    """The packaged study, run once for all who only look."""
    return Study(ROOT).run()


@pytest.fixture(scope="session")
def toytown_run() -> Results:
    """The same of Toytown."""
    return Study(ROOT / "examples" / "toytown").run()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real published files; the test skips, or fails where they are required, when it is absent."""
    folder = Path(os.environ.get("LAE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "SOURCES.md").is_file():
        _absent("data", "the real published files are not here (LAE_SHARED_DATA names their folder)")
    return folder
