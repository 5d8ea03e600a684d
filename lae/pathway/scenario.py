"""What a scenario is called and where it comes from, and which scenarios a study has, listed or waiting for figures."""

from dataclasses import dataclass
from typing import Final

import pandera.pandas as pa

from lae.tables import Contract

LISTED: Final = "listed"
READY: Final = "ready"
NO_FIGURES: Final = "no_figures"


@dataclass(frozen=True)
class Scenario:
    """One published future; `note` says what was modelled between the publisher's figures and ours."""

    id: str
    label: str
    family: str
    note: str
    source_id: str


class ScenarioSlots(Contract):
    """One row a folder of data/pathway: a run uses those that are listed; one without figures is an open question."""

    scenario: str
    label: str
    family: str
    status: str = pa.Field(
        isin=[LISTED, NO_FIGURES, READY], description="ready: has rows and study.toml does not list it"
    )
    rows_count: int = pa.Field(ge=0, description="control totals in uptake.csv")
    note: str = pa.Field(description="what was modelled, or why there are no figures and where they stand")
    source_id: str

    class Config(Contract.Config):
        unique = ["scenario"]
