"""A run killed at any moment leaves the old output or the new one, whole; benchmarks/kill.py does the same 50 times."""

import importlib.util
import sys

import pytest


@pytest.fixture(scope="module")
def bench(root):
    """benchmarks/kill.py as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("bench_kill", root / "benchmarks" / "kill.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def killed(bench, root, tmp_path_factory):
    """An output folder whose last runs were killed, and what was seen of it."""
    folder = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        faults, _, whole = bench.killed_runs(folder, kills=3, seed=7)
    return folder / "out", faults, whole


def test_a_killed_run_leaves_one_output_whole(killed):
    out, faults, whole = killed
    assert faults == []
    assert whole > 0
    assert (out / "index.html").is_file()


def test_a_torn_output_is_seen(bench, killed):
    out, _, _ = killed
    assert bench.torn(out) == ""
    (out / "index.html").write_text("torn", encoding="utf-8")
    assert "index.html is not what run.json says" in bench.torn(out)
    (out / "index.html").unlink()
    assert "missing" in bench.torn(out)
    (out / "run.json").write_text("{", encoding="utf-8")
    assert "cannot be read" in bench.torn(out)
