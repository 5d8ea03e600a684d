"""What the tables of an electrical model mean: busbars, branches, infeeds and loads, each row keyed by its asset."""

from typing import Final

import pandera.pandas as pa

from lae.tables import Contract

KINDS: Final = ["line", "transformer", "transformer_feeder", "switch", "transfer"]
IMPEDANT: Final = ("line", "transformer", "transformer_feeder")
"""Kinds that carry an impedance; a closed switch joins two busbars into one, a transfer is only a published amount."""
RATIO_KINDS: Final = ("transformer", "transformer_feeder")
"""Kinds that may join two voltages, with taps on the side of `from_bus`."""
IMPEDANCE_UNITS: Final = ["ohm", "percent", ""]
OPERATIONS: Final = ["", "auto", "remote", "manual"]
PROVENANCES: Final = ["published", "modelled", "assumed", "illustrative"]
SEASONS: Final = ("winter", "summer")
INTACT: Final = "intact"
FIRST_OUTAGE: Final = "first_outage"
DIFFERENCES: Final = ["verified", "disagrees", "unverified"]


class _Sourced(Contract):
    """Where a row comes from."""

    source_id: str
    source_row: int = pa.Field(ge=0)
    provenance: str = pa.Field(isin=PROVENANCES)


class Buses(_Sourced):
    """A busbar at one voltage. `site_id` groups the busbars of one substation."""

    bus_id: str = pa.Field(str_length={"min_value": 1})
    name: str
    site_id: str
    nominal_kv: float = pa.Field(gt=0, le=500)

    class Config(Contract.Config):
        unique = ["bus_id"]


class Branches(_Sourced):
    """One asset between two busbars; of two transformers side by side each has its own row.

    Impedances are positive sequence. `percent` is on `base_mva` and the rated voltages; `ohm` is at the rated voltage
    of the `to_bus`, with conductance and susceptance in microsiemens there. Half the shunt stands at each end. For
    transformers `from_bus` is the side with the taps, as a rule the higher voltage.
    """

    asset_id: str = pa.Field(str_length={"min_value": 1})
    name: str
    kind: str = pa.Field(isin=KINDS)
    from_bus: str
    to_bus: str
    impedance_unit: str = pa.Field(isin=IMPEDANCE_UNITS, description="blank where no impedance is known")
    base_mva: float = pa.Field(gt=0, nullable=True, description="base of `percent`, for instance 100; blank for ohm")
    resistance_value: float = pa.Field(ge=0, nullable=True)
    reactance_value: float = pa.Field(nullable=True)
    conductance_value: float = pa.Field(ge=0, nullable=True, description="iron losses; blank: neglected")
    susceptance_value: float = pa.Field(
        nullable=True, description="charging above 0, magnetising below; blank: neglected"
    )
    rated_from_kv: float = pa.Field(gt=0, nullable=True, description="blank: the busbar's nominal voltage")
    rated_to_kv: float = pa.Field(gt=0, nullable=True)
    winter_mva: float = pa.Field(
        ge=0, nullable=True, description="rating; of a transformer-feeder the lesser of its parts"
    )
    summer_mva: float = pa.Field(ge=0, nullable=True)
    tap_low_share: float = pa.Field(gt=-0.5, le=0, nullable=True, description="most turns off, as a share of the rated")
    tap_high_share: float = pa.Field(ge=0, lt=0.5, nullable=True)
    tap_step_share: float = pa.Field(gt=0, lt=0.2, nullable=True)
    tap_share: float = pa.Field(gt=-0.5, lt=0.5, nullable=True, description="turns now, less the rated; blank: rated")
    target_ratio: float = pa.Field(
        gt=0.8,
        lt=1.2,
        nullable=True,
        description="voltage the taps hold at to_bus, over nominal; blank: taps stand still",
    )
    clock_count: int = pa.Field(ge=0, le=11, description="vector group: to_bus lags by this many times 30 degrees")
    normally_open: bool
    operation: str = pa.Field(isin=OPERATIONS, description="how a switch is worked; says when it is closed (P2/8)")

    class Config(Contract.Config):
        unique = ["asset_id"]


class GridSources(_Sourced):
    """An infeed that holds its voltage behind the impedance its fault level gives."""

    asset_id: str = pa.Field(str_length={"min_value": 1})
    bus_id: str
    voltage_ratio: float = pa.Field(gt=0.8, lt=1.2, description="set point over nominal")
    fault_level_mva: float = pa.Field(gt=0, nullable=True, description="three-phase; blank: unknown, taken as stiff")
    x_over_r_ratio: float = pa.Field(gt=0, nullable=True, description="blank: no resistance")

    class Config(Contract.Config):
        unique = ["asset_id"]


class ReinforcementCosts(_Sourced):
    """What a scheme for one asset costs and adds. A cost whose source nobody names is never printed."""

    asset_id: str = pa.Field(str_length={"min_value": 1})
    added_mva: float = pa.Field(gt=0)
    cost_gbp: float = pa.Field(gt=0)
    price_year: float = pa.Field(ge=1990, le=2100)
    cost_source: str

    class Config(Contract.Config):
        unique = ["asset_id"]


class GridLoads(_Sourced):
    """What a busbar draws: a share of a substation's modelled load, or an amount where `substation_id` is blank."""

    asset_id: str = pa.Field(str_length={"min_value": 1})
    bus_id: str
    substation_id: str
    share: float = pa.Field(ge=0, le=1, nullable=True, description="of that substation's load")
    p_mw: float = pa.Field(nullable=True)
    q_mvar: float = pa.Field(nullable=True)

    class Config(Contract.Config):
        unique = ["asset_id"]
