"""Build hook: carries the study's own tables into the distribution, and nothing else that lies about in the tree."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STUDY = ("study.toml", "data")
"""What makes the repository's own study: its settings and its folder of tables."""
PLACES = {"wheel": "lae/_study/", "sdist": ""}
"""Where the study lands in each kind of distribution."""


class StudyHook(BuildHookInterface):
    """Puts study.toml and data/ into standard builds; an editable install reads them where they are."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the study's files to hatchling; raises when the study is not there."""
        if version == "editable" or self.target_name not in PLACES:
            return
        root = Path(self.root)
        names = study_files(root)
        if STUDY[0] not in names:
            raise FileNotFoundError(f"{STUDY[0]} is not among the tracked files of {root}: nothing to run")
        place = PLACES[self.target_name]
        build_data["force_include"].update({str(root / name): place + name for name in names})


def study_files(root: Path) -> list[str]:
    """The study's files by their path from `root`, sorted: those git tracks, or all where there is no git.

    A working tree may hold a publisher's file that somebody tried out; only a checkout can tell it from ours.
    An unpacked source distribution holds nothing but ours.
    """
    if (root / ".git").exists():
        # The clone may belong to another user than the one who builds.
        command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "--", *STUDY]
        listed = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8").split("\0")
        return sorted(name for name in listed if name and (root / name).is_file())
    found = [root / STUDY[0], *(root / STUDY[1]).rglob("*")]
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())
