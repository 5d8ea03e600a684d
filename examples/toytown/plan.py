"""What Toytown holds itself to: lae's own indicators, two invented targets, and workstreams with invented leads.

make.py writes what is drawn here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from lae.files import read_table
from lae.findings import raise_errors
from lae.plan.kpis.contract import WORKSTREAMS, KpiDefinitions, KpiTargets, Workstreams
from lae.plan.pack.assessment import SupportFramework
from lae.tables import Contract, columns_of, kind_of, validated

REGISTER: Final = Path(__file__).resolve().parents[2] / "data"
HEAT_PUMPS: Final = {"A": 3_000.0, "B": 100.0}
"""Homes with a heat pump by 2030: more than A's hurried scenario reaches, fewer than either of B's."""
TARGET_YEAR: Final = 2030
UNLED: Final = "green_finance"
"""The one workstream nobody convenes yet."""


def tables(districts: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """The plan's tables by their path inside data/.

    Args:
        districts: code and name by letter.
    """
    definitions, findings = read_table(REGISTER / "plan/kpis.csv", KpiDefinitions, table="plan/kpis.csv")
    raise_errors(findings)
    targets = [
        ("homes_heat_pump", districts[letter][0], TARGET_YEAR, homes, "the council's own, invented", "2024", "D", "")
        for letter, homes in sorted(HEAT_PUMPS.items())
    ]
    streams = [
        (
            name,
            name.replace("_", " ").capitalize(),
            "" if name == UNLED else f"Captain {name[:4].capitalize()} (invented)",
            *(("drew a map", "nothing", "draw another map", "crayons") if name != UNLED else ("", "", "", "")),
            "2024-12",
            "invented",
        )
        for name in WORKSTREAMS
    ]
    framework, findings = read_table(
        REGISTER / "plan/support_framework.csv", SupportFramework, table="support_framework"
    )
    raise_errors(findings)
    return {
        "plan/support_framework.csv": framework,
        "plan/kpis.csv": definitions[definitions["areas"].eq("all")].reset_index(drop=True),
        "plan/kpi_targets.csv": _checked(KpiTargets, targets),
        "plan/workstreams.csv": _checked(Workstreams, streams),
    }


def _checked(contract: type[Contract], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), contract, contract.__name__)
