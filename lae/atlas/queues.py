"""Firm capacity, security of supply and the capacity register for the page, by place of their substation."""

from typing import Any, Final

import pandas as pd

from lae.atlas.model import AtlasModel

FIRM: Final = ["season", "firm_mva", "method", "derived_mva", "reason"]
SECURITY: Final = ["year", "group_demand_mw", "p2_class", "verdict", "equipment_alone", "reason"]
REGISTER: Final = [
    "layer", "technology", "connections_count", "registered_mw", "registered_unknown_count", "export_mva", "import_mva",
]  # fmt: skip
QUEUES: Final = ["contracted_excl_bess", "contracted"]
"""Contracted demand without and with storage, each a layer of its own."""


def plain_views(model: AtlasModel) -> list[dict[str, Any]]:
    """The views that need no scenario: contracted demand against firm capacity, the register, published works."""
    views: list[dict[str, Any]] = []
    if model.firm is not None and not model.firm.empty:
        views += [_view(f"queue.{queue}", "queue", queue) for queue in QUEUES]
    if model.connection_layers is not None and not model.connection_layers.empty:
        views.append(_view("queue.register", "register", ""))
    if not model.works.empty:
        views.append(_view("works", "works", ""))
    return views


def current(security: pd.DataFrame | None) -> pd.DataFrame | None:
    """The verdicts on observed demand; those of scenarios are not drawn."""
    return None if security is None else security[security["scenario"].eq("")]


def _view(key: str, kind: str, queue: str) -> dict[str, Any]:
    return {"key": key, "kind": kind, "direction": "demand", "basis": "published", "queue": queue}
