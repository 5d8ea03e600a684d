"""What travels in the wheel, which versions are tested, and what the project's own commands do on a bare machine."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

from lae import packaged
from lae.cli import app
from lae.findings import FaultsError
from toytown import copy_of_toytown
from wheels import ROOT, build, checkout, installed, run_lae, run_python, tracked

STRAY = "data/grid/publisher_export.csv"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A checkout in which somebody left a publisher's file."""
    folder = checkout(tmp_path_factory.mktemp("source"))
    (folder / STRAY).write_text("not ours\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    return build(source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    return installed(wheel, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def hook():
    """The module hatch_build.py."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ours(source):
    """The files git tracks in that checkout."""
    return set(tracked(source))


def inside(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_study_the_assets_and_the_licences(wheel, ours):
    names = inside(wheel)
    study = {f"lae/_study/{name}" for name in ours if name == "study.toml" or name.startswith("data/")}
    package = {name for name in ours if name.startswith("lae/")}
    assert {"lae/_study/study.toml", "lae/_study/data/sources.csv", "lae/_study/data/assumptions.csv"} <= study <= names
    assert package <= names
    assert {name for name in package if Path(name).suffix in {".js", ".css", ".html"}}
    assert {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_wheel_holds_nothing_that_is_not_tracked(wheel, ours):
    carried = {name.replace("lae/_study/", "") for name in inside(wheel) if ".dist-info/" not in name}
    assert carried <= ours
    assert STRAY not in carried


def test_a_wheel_made_from_the_source_distribution_is_the_same(source, wheel, tmp_path):
    code = f"from hatchling.build import build_sdist; build_sdist({str(tmp_path)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert build(unpacked, tmp_path / "wheel").read_bytes() == wheel.read_bytes()


def test_a_source_distribution_lists_what_it_holds_itself(hook, tmp_path):
    (tmp_path / "data" / "grid").mkdir(parents=True)
    for name in ("study.toml", "data/grid/feeds.csv", "README.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert hook.study_files(tmp_path) == ["data/grid/feeds.csv", "study.toml"]


def test_an_editable_install_takes_no_copy_of_the_study(hook, tmp_path):
    built = {"force_include": {}}
    hook.StudyHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel").initialize("editable", built)
    assert built == {"force_include": {}}


def test_a_build_without_the_study_is_refused(hook, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"study\.toml"):
        hook.StudyHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel").initialize(
            "standard", {"force_include": {}}
        )


def test_the_study_is_found_in_the_checkout():
    assert packaged.packaged_study() == ROOT


def test_the_study_is_found_in_an_installed_wheel(site, tmp_path):
    code = "import lae; from lae.packaged import packaged_study; print(lae.__file__); print(packaged_study())"
    done = run_python(site, ["-c", code], tmp_path)
    assert done.stdout.split() == [str(site / "lae" / "__init__.py"), str(site / "lae" / "_study")], done.stderr


def test_an_installed_wheel_runs_a_study_from_another_folder(site, tmp_path):
    study = copy_of_toytown(tmp_path)
    done = run_lae(site, ["run", str(study), "--out", "result"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "result" / "index.html").is_file()


def test_an_installation_without_a_study_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(packaged, "files", lambda _: tmp_path / "lae")
    with pytest.raises(FaultsError, match="carries no study of its own"):
        packaged.packaged_study()


def test_every_dependency_has_one_exact_tested_version():
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n") if line]
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []
    versions = dict(line.split("==") for line in pins)
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    wanted = [Requirement(text) for text in [*PROJECT["dependencies"], *extras]]
    assert [str(need) for need in wanted if canonicalize_name(need.name) not in versions] == []
    assert [str(need) for need in wanted if not need.specifier.contains(versions[canonicalize_name(need.name)])] == []


def test_every_command_the_readme_names_exists():
    named = set(re.findall(r"`lae (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"run", "check", "explain", "sources", "new", "data"} <= named
    for verb in sorted(named):
        assert CliRunner().invoke(app, [verb, "--help"]).exit_code == 0, verb


def test_ci_runs_what_the_readme_says_and_lets_nothing_skip():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "LAE_REQUIRE=browser,data make test" in script
    assert "make lint" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test", "lint"):
        assert f"make {target}" in readme
        assert f"\n{target}:" in makefile


def test_make_looks_for_the_browsers_that_the_tests_know():
    known = re.search(
        r"^NAMES = \((.*)\)$", (ROOT / "tests/browser/conftest.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    sought = re.search(r"^BROWSERS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert sought.group(1).split() == [name.strip(' "') for name in known.group(1).split(",")]


@pytest.fixture
def bare_machine(tmp_path):
    """Runs make on a machine whose PATH holds only the named stand-ins; each is a line of shell."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")

    def run(target, **programs):
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, line in programs.items():
            (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            (folder / name).chmod(0o755)
        words = [make, "--no-print-directory", target, f"VENV={tmp_path / 'venv'}"]
        environment = {"PATH": str(folder), "HOME": str(tmp_path)}
        return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def test_make_says_plainly_that_python_is_missing(bare_machine):
    done = bare_machine("run", python3="exit 1")
    assert done.returncode != 0
    assert "lae needs Python 3.11 or newer" in done.stderr


def test_make_says_plainly_that_python_can_make_no_environment(bare_machine):
    done = bare_machine("run", python3='case "$2" in *version_info*) exit 0;; esac; exit 1')
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


def test_make_carries_on_without_a_browser(bare_machine):
    done = bare_machine("browser", id="echo 1000")
    assert done.returncode == 0
    assert "No browser found" in done.stdout


def test_make_carries_on_when_apt_has_no_browser(bare_machine):
    done = bare_machine("browser", id="echo 0", **{"apt-get": "exit 100"})
    assert done.returncode == 0
    assert "apt could not install chromium" in done.stdout


def test_the_installed_wheel_runs_oxfordshire_from_another_folder(site, tmp_path):
    done = run_lae(site, ["run"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "maps" / "oxfordshire" / "index.html").is_file()
    assert "not a connection offer" in done.stdout
