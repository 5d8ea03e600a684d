"""What an operator says of nodes and sites beside its impedances: faults, demands, places."""

from typing import Final

import pandera.pandas as pa

from lae.grid.electrical.contract import PROVENANCES
from lae.tables import Contract

DEMAND_KINDS: Final = ["observed", "true"]


class _Sourced(Contract):
    source_id: str
    source_row: int = pa.Field(ge=0)
    provenance: str = pa.Field(isin=PROVENANCES)


class NodeFaults(_Sourced):
    """What a short circuit at a busbar draws, three-phase: as a current that must be broken, or behind an impedance."""

    bus_id: str = pa.Field(str_length={"min_value": 1})
    nominal_kv: float = pa.Field(gt=0, le=500, nullable=True)
    break_ka: float = pa.Field(gt=0, le=200, nullable=True, description="symmetrical RMS")
    rating_ka: float = pa.Field(gt=0, le=200, nullable=True, description="what the switchgear can break")
    base_mva: float = pa.Field(gt=0, description="base of the percent beside it")
    resistance_value: float = pa.Field(nullable=True, description="percent on base_mva")
    reactance_value: float = pa.Field(nullable=True, description="percent on base_mva")

    class Config(Contract.Config):
        unique = ["bus_id"]


class SiteDemands(_Sourced):
    """Maximum demand of a substation in a season; `true` adds back what generation hid in the `observed` one."""

    site: str = pa.Field(str_length={"min_value": 1}, description="substation as published")
    kind: str = pa.Field(isin=DEMAND_KINDS)
    season: str = pa.Field(isin=["winter", "summer"])
    p_mw: float = pa.Field(ge=0, le=5_000)
    power_factor_ratio: float = pa.Field(gt=0, le=1, nullable=True)
    firm_mw: float = pa.Field(ge=0, le=5_000, nullable=True)

    class Config(Contract.Config):
        unique = ["site", "kind", "season"]


class BusPoints(_Sourced):
    """Where a busbar stands, British National Grid."""

    bus_id: str = pa.Field(str_length={"min_value": 1})
    easting_m: float = pa.Field(ge=0, le=700_000)
    northing_m: float = pa.Field(ge=0, le=1_300_000)

    class Config(Contract.Config):
        unique = ["bus_id"]
