"""Who may import whom, and what no module may do, read from the syntax tree."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "lae"
KERNEL = {
    "findings",
    "tables",
    "files",
    "geofiles",
    "measures",
    "sources",
    "assumptions",
    "geo",
    "config",
    "packaged",
    "statistics",
    "joins",
    "scoring",
    "prices",
}
FLOORS = [
    KERNEL,
    {"boundaries", "grid", "pathway", "buildings", "charging", "land", "plan"},
    {"readers"},
    {"study", "prepare", "fetch"},
    {"atlas", "evidence"},
    {"cli"},
]
"""The house from the cellar up: a room may use the floors below its own, and only the kernel's rooms use each other."""
PARTS = {
    "tiling": "boundaries",
    "inputs": "study",
    "stages": "study",
    "stage": "study",
    "limit_stages": "study",
    "season_stages": "study",
    "check": "study",
    "checks": "study",
    "pathway_stages": "study",
    "building_stages": "study",
    "carbon_stage": "study",
    "carbon_path_stages": "study",
    "electrical_stage": "study",
    "investment_stage": "study",
    "finance_stage": "study",
    "land_reading": "study",
    "kpi_stage": "study",
    "land_stages": "study",
    "land_value_stages": "study",
    "charging_stages": "study",
    "siting_stage": "study",
    "retrofit_stages": "study",
    "grid_stages": "study",
    "adoption_stage": "study",
    "across": "study",
    "results": "study",
    "explain": "study",
    "dictionary": "study",
}
PARTS |= {
    "cli_data": "cli",
    "cli_faults": "cli",
    "cli_fetch": "cli",
    "cli_export": "cli",
    "printed_fetch": "cli",
    "printed_land": "cli",
    "printed_diff": "cli",
    "printed_plan": "cli",
    "pages": "cli",
    "pages_charging": "cli",
    "pages_findings": "cli",
    "pages_homes": "cli",
    "output": "cli",
    "printed": "cli",
    "printed_verify": "cli",
    "__main__": "cli",
    "__init__": "cli",
}
"""Modules that stand beside the room they are part of."""
LOWER = {room for floor in FLOORS[:2] for room in floor}
"""Rooms that open no file and read no clock; `DOORS` are those of the kernel that read and write our own files."""
DOORS = {"files", "geofiles", "config"}
OUTSIDE = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "urlopen"}
OUTSIDE |= {"read_csv", "read_excel", "read_file", "read_dataframe", "read_parquet"}
OUTSIDE |= {"to_excel", "to_file", "to_parquet", "now", "today", "utcnow"}
OUTSIDE_MODULES = {"os", "time", "random", "secrets", "socket", "urllib", "requests"}


@dataclass(frozen=True)
class Module:
    """One source file: dotted name, its text and tree."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return room_of(self.name)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def calls(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "id", getattr(node.func, "attr", ""))

    def imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def rooms_used(self) -> set[str]:
        return {room_of(name) for name in self.imports() if name.startswith("lae.") and name != "lae.__version__"}


def room_of(name: str) -> str:
    first = name.split(".")[1] if "." in name else "__init__"
    return PARTS.get(first, first)


def floor_of(room: str) -> int:
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), len(FLOORS))


def knows_its_room(module: Module) -> bool:
    return any(module.room in rooms for rooms in FLOORS)


def imports_downwards(module: Module) -> bool:
    own = floor_of(module.room)
    return all(
        room == module.room or floor_of(room) < own or own == 0 == floor_of(room) for room in module.rooms_used()
    )


def leaves_folium_to_the_atlas(module: Module) -> bool:
    return module.room == "atlas" or not {name.split(".")[0] for name in module.imports()} & {"folium", "branca"}


def stays_indoors(module: Module) -> bool:
    if module.room not in LOWER or module.room in DOORS:
        return True
    modules = {name.split(".")[0] for name in module.imports()}
    return not (OUTSIDE & set(module.calls()) or OUTSIDE_MODULES & modules or re.search(r"\bnp\.random\b", module.text))


def names_no_epsg_code(module: Module) -> bool:
    if module.room in {"geo", "readers"}:
        return True
    docs = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    return not any(re.search(r"^(EPSG:)?(27700|4326|3857)$", str(node.value), re.IGNORECASE) for node in constants)


def is_short(module: Module) -> bool:
    return module.text.count("\n") <= 400


def names_what_it_catches(module: Module) -> bool:
    caught = [node.type for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    names = {getattr(part, "id", "") for kind in caught if kind for part in getattr(kind, "elts", [kind])}
    return None not in caught and not names & {"Exception", "BaseException"}


def is_silent(module: Module) -> bool:
    return module.room == "cli" or "print" not in set(module.calls())


def says_what_it_guarantees(module: Module) -> bool:
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    holders = [module.tree, *classes]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [node for holder in holders for node in holder.body if isinstance(node, kinds) and node.name[0] != "_"]
    named = [node for node in public if node.name != "Config"]
    return all(ast.get_docstring(node) for node in [module.tree, *named])


def modules() -> list[Module]:
    def dotted(path: Path) -> str:
        return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")

    return [Module(dotted(path), path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def cycle_among(found: list[Module]) -> list[str]:
    """The modules of one import circle, or nothing."""
    names = {module.name for module in found}
    graph = {
        module.name: {name if name in names else name.rpartition(".")[0] for name in module.imports()} & names
        for module in found
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


RULES: list[tuple[Callable[[Module], bool], str, str]] = [
    (knows_its_room, "lae.attic", ""),
    (imports_downwards, "lae.grid.loads", "from lae.readers import ssen"),
    (imports_downwards, "lae.grid.loads", "def f():\n    import lae.pathway.uptake"),
    (imports_downwards, "lae.atlas.page", "from lae.evidence import exchange"),
    (leaves_folium_to_the_atlas, "lae.evidence.report", "from folium import Map"),
    (stays_indoors, "lae.grid.loads", "import pandas as pd\nframe = pd.read_csv('x')"),
    (stays_indoors, "lae.tables", "text = open('x')"),
    (stays_indoors, "lae.pathway.uptake", "from datetime import date\nyear = date.today().year"),
    (stays_indoors, "lae.grid.loads", "import numpy as np\nx = np.random.default_rng()"),
    (names_no_epsg_code, "lae.atlas.shapes", "layer.to_crs('EPSG:4326')"),
    (names_no_epsg_code, "lae.boundaries", "layer.to_crs(27700)"),
    (is_short, "lae.grid.loads", "x = 1\n" * 401),
    (names_what_it_catches, "lae.grid.loads", "try:\n    f()\nexcept Exception:\n    pass"),
    (names_what_it_catches, "lae.grid.loads", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
    (names_what_it_catches, "lae.grid.loads", "try:\n    f()\nexcept:\n    pass"),
    (is_silent, "lae.grid.loads", "print('x')"),
    (says_what_it_guarantees, "lae.grid.loads", '"""A module."""\n\ndef load():\n    return 1'),
    (
        says_what_it_guarantees,
        "lae.grid.loads",
        '"""M."""\nclass Load:\n    """L."""\n    def peak(self):\n        return 1',
    ),
]
"""Each rule with a module that breaks it, so that no rule can pass by never looking."""


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in RULES), ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule):
    assert [module.name for module in modules() if not rule(module)] == []


@pytest.mark.parametrize(("rule", "name", "text"), RULES, ids=lambda value: getattr(value, "__name__", None))
def test_the_rule_notices_who_breaks_it(rule, name, text):
    assert not rule(Module(name, text))


def test_no_two_modules_import_each_other():
    assert cycle_among(modules()) == []


def test_a_circle_of_imports_is_noticed():
    assert cycle_among([Module("lae.grid.a", "import lae.grid.b"), Module("lae.grid.b", "from lae.grid import a")])
