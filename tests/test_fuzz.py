"""Spoilt files of every publisher are read or refused; nothing else leaves a reader. The whole run is a benchmark."""

import importlib.util
import random
import sys

import pytest

from lae.readers.base import Count, Reading
from lae.readers.catalogue import PUBLISHERS, Publisher
from mutations import mutated
from samples import SAMPLES

INPUTS = 6
"""Spoilt files a reader: a few hundred in all. benchmarks/fuzz.py takes a hundred thousand."""


@pytest.fixture(scope="module")
def fuzz(root):
    """benchmarks/fuzz.py as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("bench_fuzz", root / "benchmarks" / "fuzz.py")
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def files(fuzz, tmp_path_factory):
    """Sound files by reader: invented ones only, so that the test is the same where there are no shared data."""
    kept = fuzz.real
    fuzz.real = lambda: iter(())
    try:
        return fuzz.seeds(tmp_path_factory.mktemp("seeds"))
    finally:
        fuzz.real = kept


def test_every_reader_has_a_file_to_spoil(files):
    assert [name for name, found in files.items() if not found] == []


@pytest.mark.parametrize("name", [publisher.name for publisher in PUBLISHERS])
def test_nothing_but_our_own_error_leaves_a_reader(fuzz, files, name):
    outcome = fuzz.run(name, files[name], INPUTS, seed=7)
    assert outcome.failures == {}
    assert outcome.read + outcome.refused == INPUTS


def test_the_same_seed_spoils_the_same_way():
    for name, data in SAMPLES.items():
        first, second = (mutated(random.Random(f"{name}/1"), data) for _ in range(2))  # noqa: S311
        assert first == second
    assert len({mutated(random.Random(n), SAMPLES["ssen.csv"]) for n in range(50)}) > 40  # noqa: S311


def test_a_reader_that_breaks_is_noticed(fuzz, tmp_path, monkeypatch):
    def broken(path, source):
        return {"a": path}[source]

    def silent(path, source):
        raise fuzz.FaultsError([])

    for read, kind in ((broken, "KeyError"), (silent, "FaultsError")):
        publisher = Publisher("broken", "grid", "a broken reader", lambda _: True, read)
        monkeypatch.setattr(fuzz, "PUBLISHERS", (publisher,))
        outcome = fuzz.run("broken", [("a.csv", b"a,b\n1,2\n")], 3, seed=1)
        assert sum(outcome.failed.values()) == 3
        assert all(found.startswith(kind) for found in outcome.failures)


def test_outcomes_add_up(fuzz):
    one, other = fuzz.Outcome(read=1, refused=2, slowest=0.5), fuzz.Outcome(read=3, slowest=0.7)
    other.failed["KeyError"] = 2
    one.add(other)
    assert (one.read, one.refused, one.slowest, one.failed["KeyError"]) == (4, 2, 0.7, 2)


def test_every_reader_gets_its_share_and_the_quick_ones_more(fuzz):
    shares = fuzz.shares({"quick": 0.01, "slow": 0.1}, 1000)
    assert sum(shares.values()) >= 1000
    assert shares["quick"] > 4 * shares["slow"] > 4 * 125


def test_a_reading_that_loses_count_cannot_be_made():
    with pytest.raises(ValueError, match="read 3 is not kept 1"):
        Reading({}, Count("x", 3, 1, {"lost": 1}))
