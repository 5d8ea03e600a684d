"""What a scenario is called and where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """One published future; `note` says what was modelled between the publisher's figures and ours."""

    id: str
    label: str
    family: str
    note: str
    source_id: str
