"""Where the tool's own Oxfordshire study is: in the installed package, or in the checkout it is run from."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from lae.findings import FaultsError, Finding

_INSIDE: Final = "_study"
"""The folder a wheel carries the study in; hatch_build.py puts it there."""


def packaged_study() -> Path:
    """The folder that holds the tool's own study.toml; raises `FaultsError` when this installation has none."""
    package = Path(str(files("lae")))
    for folder in (package / _INSIDE, package.parent):
        if (folder / "study.toml").is_file():
            return folder
    fault = Finding(
        "error",
        "study.toml",
        "missing_file",
        f"this installation of lae carries no study of its own (looked in {package / _INSIDE} and {package.parent}).",
        fix="Install lae again, or name a study folder.",
    )
    raise FaultsError([fault])
