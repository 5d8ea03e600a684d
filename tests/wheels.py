"""A wheel built from a clean copy of this checkout, and lae run out of it from another folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-c", f"safe.directory={folder}", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def project_files() -> list[str]:
    """Every file of the checkout that is tracked, or new and not ignored; skips where there is no checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this copy of lae is no git checkout")
    listed = _git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return sorted(name for name in listed if name and (ROOT / name).is_file())


def tracked(folder: Path) -> list[str]:
    """The files git tracks in `folder`."""
    return sorted(name for name in _git(folder, "ls-files", "-z").split("\0") if name)


def checkout(folder: Path) -> Path:
    """A git checkout of its own in `folder` whose tracked files are `project_files()`."""
    for name in project_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    return folder


def build(source: Path, out: Path) -> Path:
    """The wheel of `source`, built without a network."""
    words = [
        "wheel",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--quiet",
        "--wheel-dir",
        str(out),
        str(source),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("lae-*.whl")
    return wheel


def installed(wheel: Path, folder: Path) -> Path:
    """The wheel's content laid out in `folder` as pip would lay it, its dependencies being those of this Python."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_python(site: Path, code: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """This Python with `site` first on its path and `cwd` as its folder; `code` is what follows `python`."""
    environment = os.environ | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *code], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def run_lae(site: Path, words: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """`lae WORDS` out of an installed wheel."""
    start = "import sys; from lae.cli import main; sys.argv[0] = 'lae'; sys.exit(main())"
    return run_python(site, ["-c", start, *words], cwd)
