"""What the placement of heating on homes is held beside: the simple placement, primary by primary."""

import pandera.pandas as pa

from lae.tables import Contract


class PlacementRatio(Contract):
    """The heat-pump load of homes that take it up beside the same units spread by homes, at one substation.

    Growth only (recorded stock is in the observed demand), homes beyond the study with it; the kW are after-diversity
    peaks of each technology added up, so that a hybrid counts for what it draws.
    """

    scenario: str
    substation_id: str
    year: int = pa.Field(ge=2020, le=2100)
    simple_units: float = pa.Field(description="profile units, each home one")
    adopted_units: float = pa.Field(description="profile units, each home by its own size")
    simple_kw: float
    adopted_kw: float
    load_ratio: float = pa.Field(nullable=True, description="adopted to simple kW; blank where simple is 0 or below")

    class Config(Contract.Config):
        unique = ["scenario", "substation_id", "year"]
