"""The certificate benchmark measures what it says: its file is lae's to read whole; no time is asserted."""

import importlib.util
import sys

import pandas as pd
import pytest

from lae.readers import epc
from lae.readers.base import SourceRow, head_of


@pytest.fixture(scope="module")
def bench(root):
    """benchmarks/epc.py as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("bench_epc", root / "benchmarks" / "epc.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_file_is_the_same_every_time_and_has_the_published_layout(bench, tmp_path):
    for name in ("one.csv", "two.csv"):
        bench.write(tmp_path / name, 50)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    frame = pd.read_csv(tmp_path / "one.csv", dtype="str")
    assert frame.shape == (50, 93)
    assert len(bench.used()) == 36


def test_lae_reads_the_file_whole_and_pandas_the_same_figures(bench, tmp_path):
    path = tmp_path / "certificates.csv"
    bench.write(path, 300)
    assert epc.recognise(head_of(path))
    assert bench.bare(path) == bench.ours(path) == 300
    reading = epc.read(path, SourceRow("epc", "", ""))
    assert not [finding for finding in reading.findings if finding.severity != "note"]
    bare = pd.read_csv(path, usecols=bench.used())
    table = reading.tables["certificates"]
    assert table["sap_points"].tolist() == bare["current_energy_efficiency"].tolist()
    within = bare["total_floor_area"].between(15, 1_000)
    assert table["floor_area_m2"].fillna(0).tolist() == bare["total_floor_area"].where(within, 0).tolist()


def test_the_table_holds_ratios_of_the_same_runs(bench):
    run = {"rows": 10.0, "s": 2.0, "cpu": 2.0, "mb": 100.0}
    text = bench.table({"pandas": [run], "lae": [run | {"s": 3.0, "mb": 50.0}]})
    assert "| **ratio** | | **1.50** | **1.00** | **0.50** |" in text
