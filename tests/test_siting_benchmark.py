"""The siting benchmark measures what it says: a county as written about, and answers that keep the rules."""

import importlib.util
import sys

import pytest


@pytest.fixture(scope="module")
def bench(root):
    """benchmarks/siting.py as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("bench_siting", root / "benchmarks" / "siting.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_county_is_the_one_that_is_written_about(bench):
    given = bench.county(2000, 500)
    assert given.weights.sum() == 83_789
    assert given.covers.nnz == 19_421
    assert (given.room_kw == 0).any()


def test_pairs_are_covered_within_the_radius_and_no_further(bench):
    given = bench.county(80, 30)
    assert ((given.distance_m() <= 800) == given.covers.toarray()).all()


def test_a_small_county_is_answered_with_and_without_headroom(bench):
    given = bench.county(80, 30)
    free = bench.answered(bench.Case("free", 80, 30, 4, "exact"), given)
    kept = bench.answered(bench.Case("kept", 80, 30, 4, "exact", headroom=True), given)
    quick = bench.answered(bench.Case("quick", 80, 30, 4, "guided"), given)
    assert 0 <= kept["figure"] <= free["figure"]
    assert quick["figure"] <= free["figure"] <= quick["bound"] + 1e-6
    assert bench.answered(bench.Case("median", 80, 30, 4, "median"), given)["figure"] > 0


def test_a_peer_that_is_not_there_is_skipped_with_its_reason(bench):
    case = bench.Case("cover", 20, 10, 2, "guided", peer=True)
    assert bench._peer(case, sys.executable).get("skipped", "No module named").count("No module named") == 1
