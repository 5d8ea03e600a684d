"""The registers and the contracts: every number has a source, a unit and a use, and nothing of this machine is told."""

import ast
import hashlib
import importlib
import pkgutil
import re
from pathlib import Path

import pandas as pd
import pytest

import lae
from lae.assumptions import AssumptionRows
from lae.files import read_table
from lae.sources import Sources
from lae.tables import Contract, columns_of, kind_of, unit_of
from wheels import ROOT, project_files

STUDIES = [ROOT, ROOT / "examples" / "toytown"]
LARGE = {"data/boundaries/boundaries.gpkg", "data/boundaries/postcodes.csv.gz"}
"""Our own files that may be larger than `LARGEST_BYTES`."""
LARGEST_BYTES = 500_000
TOLD = re.compile(
    r"(?<![\w.-])/(?:w[o]rk|r[o]ot|h[o]me|f[a]rm|U[s]ers)/|https?://\S+(?:/simple/?\b|[.]whl|[.]tgz)"
    r"|p[y]pi[.]org|p[y]thonhosted|registry[.]n[p]mjs|d[e]b[.]debian"
)
"""Machine paths and hosts of package registries, spelt so that this file does not hold them."""


def register(study, name, contract):
    frame, findings = read_table(study / "data" / name, contract, table=name)
    assert [finding.sentence() for finding in findings] == []
    return frame


def data_tables(study):
    """Every CSV of a study's data as text, by its path."""
    folder = study / "data"
    paths = sorted([*folder.rglob("*.csv"), *folder.rglob("*.csv.gz")])
    return {str(path.relative_to(folder)): pd.read_csv(path, dtype="str", keep_default_na=False) for path in paths}


def uncited(tables, known):
    """Sources that a table cites and the register does not hold, as "table: source"."""
    found = set()
    for name, frame in tables.items():
        if "source_id" in frame.columns and name != "sources.csv":
            cited = frame["source_id"].str.split(";").explode().str.strip()
            found |= {f"{name}: {source}" for source in set(cited) - known}
    return sorted(found)


def contracts():
    """Every table contract that any module of lae defines."""
    for module in pkgutil.walk_packages(lae.__path__, "lae."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)

    def below(kind):
        return [kind, *(deeper for child in kind.__subclasses__() for deeper in below(child))]

    return sorted((kind for kind in below(Contract) if kind is not Contract), key=lambda kind: kind.__qualname__)


def unitless(contract):
    """The contract's numeric columns whose name tells no unit."""
    numeric = [name for name in columns_of(contract) if kind_of(contract, name) in ("float64", "int64")]
    return [f"{contract.__name__}.{name}" for name in numeric if unit_of(name) is None]


def constants(tree):
    """Every text that stands in the code, docstrings apart."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return {node.value for node in found if isinstance(node.value, str)}


def looked_up(tree):
    """Assumption ids the code asks for: `.value("id")`, and constants called `..._ID`."""
    asked = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "value" and node.args:
            asked.add(getattr(node.args[0], "value", None))
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "").endswith("_ID"):
            asked.add(getattr(node.value, "value", None))
    return {name for name in asked if isinstance(name, str)}


def code():
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(lae.__file__).parent.rglob("*.py"))]


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.name)
def test_every_source_cited_is_in_the_register(study):
    assert uncited(data_tables(study), set(register(study, "sources.csv", Sources)["source_id"])) == []


def test_a_source_that_nobody_registered_is_noticed():
    cited = pd.DataFrame({"source_id": ["known", "known; unheard_of"]})
    assert uncited({"grid/feeds.csv": cited}, {"known"}) == ["grid/feeds.csv: unheard_of"]


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.name)
def test_every_assumption_states_its_range_and_why(study):
    rows = register(study, "assumptions.csv", AssumptionRows)
    ranged = rows["low"].notna() & rows["high"].notna()
    assert list(rows.loc[~ranged & rows["tier"].isin(["C", "D"]), "id"]) == []
    assert list(rows.loc[rows["note"].eq("") & rows["tier"].isin(["C", "D"]), "id"]) == []
    checked = rows["source"].str.startswith("CHECK: ")
    assert list(rows.loc[checked & rows["tier"].ne("D"), "id"]) == []


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.name)
def test_every_assumption_is_used_and_every_one_used_exists(study):
    ids = set(register(study, "assumptions.csv", AssumptionRows)["id"])
    cells = {name: frame for name, frame in data_tables(study).items() if name != "assumptions.csv"}
    named = {value for frame in cells.values() for column in frame for value in frame[column].unique()}
    spoken = set().union(*(constants(tree) for tree in code()))
    assert sorted(ids - named - spoken) == []
    assert sorted(set().union(*(looked_up(tree) for tree in code())) - ids) == []


def test_an_assumption_the_code_asks_for_is_seen():
    tree = ast.parse('RATIO_ID: Final = "a"\nx = assumptions.value("b")\ny = assumptions.value(RATIO_ID)')
    assert looked_up(tree) == {"a", "b"}


def test_every_numeric_column_ends_in_its_unit():
    assert [column for contract in contracts() for column in unitless(contract)] == []


def test_a_column_without_a_unit_is_noticed():
    fields = {
        "__module__": __name__,
        "__doc__": "A table.",
        "__annotations__": {"id": str, "size": float, "size_m": float},
    }
    assert unitless(type("Sized", (Contract,), fields)) == ["Sized.size"]


def test_no_file_tells_of_a_machine_or_a_registry():
    told = []
    for name in project_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told += [f"{name}: {found.group()}" for found in TOLD.finditer(text)]
    assert told == []


@pytest.mark.parametrize("text", ["see /w" + "ork/main", "from https://x.y/si" + "mple/", "https://p" + "ypi.org/p"])
def test_a_machine_path_or_a_registry_is_noticed(text):
    assert TOLD.search(text)


def test_no_file_is_too_large_to_review():
    sizes = {name: (ROOT / name).stat().st_size for name in project_files()}
    assert {name: size for name, size in sizes.items() if size > LARGEST_BYTES and name not in LARGE} == {}


def test_no_file_is_a_publishers(shared_data):
    def digest(path):
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    theirs = {digest(path): path.name for path in shared_data.rglob("*") if path.is_file()}
    assert len(theirs) > 10
    assert {name: theirs[digest(ROOT / name)] for name in project_files() if digest(ROOT / name) in theirs} == {}


def test_the_notice_carries_every_attribution():
    lines = set((ROOT / "NOTICE").read_text(encoding="utf-8").split("\n"))
    wanted = set(register(ROOT, "sources.csv", Sources)["attribution"]) - {""}
    assert len(wanted) > 3
    assert sorted(wanted - lines) == []
