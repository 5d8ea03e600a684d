"""What the tables of named developments mean: sites, their yearly homes, their connections, and what they take."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.pathway.contract import TECHNOLOGIES
from lae.tables import Contract

HEATINGS: Final = ["heat_pump", "ground_source", "hybrid", "gas", "heat_network", "unknown"]
STATUSES: Final = ["under_construction", "full", "outline", "allocation"]
"""How sure a site is, surest first: the order in which sites take their share."""
GRADES: Final = ["A", "B", "C", "D"]
"""How good the evidence is, best first: A the developer's programme, B a permission, C a plan, D an estimate."""
_FLOOR_SPACE: Final = ["office", "laboratory", "industrial", "retail", "education", "health", "leisure", "data_centre"]
USES: Final = ["", "residential", *_FLOOR_SPACE, "mixed", "other"]
MATCHED_BY: Final = ["connection_id", "substation_and_year"]

_AREA: Final = r"^[EWSN]\d{8}$"
_AREA_OR_BLANK: Final = r"^([EWSN]\d{8})?$"


class Developments(Contract):
    """One row an edition of a named site; the highest version of a site counts (`current`)."""

    development_id: str = pa.Field(str_matches=r"^\S+$", description="the same in every edition")
    version: int = pa.Field(ge=1, description="edition of this site's row")
    name: str
    planning_authority: str
    district_code: str = pa.Field(str_matches=_AREA)
    lsoa_code: str = pa.Field(str_matches=_AREA_OR_BLANK, description="blank: to be found from the coordinates")
    easting_m: float = pa.Field(ge=0, le=700_000, nullable=True, description="British National Grid")
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    substation_id: str = pa.Field(description="blank: the substations that supply its LSOA")
    homes_count: float = pa.Field(ge=0, le=1e6, description="homes when complete, those already built included")
    floor_space_m2: float = pa.Field(ge=0, le=1e8, nullable=True, description="other than homes, gross")
    use: str = pa.Field(isin=USES, description="main use of the floor space")
    first_year: int = pa.Field(ge=2000, le=2100, description="of the first homes complete")
    last_year: int = pa.Field(ge=2000, le=2100, description="of the last homes complete")
    heating: str = pa.Field(isin=HEATINGS)
    chargers_per_home: float = pa.Field(ge=0, le=10, nullable=True)
    solar_kwp: float = pa.Field(ge=0, nullable=True, description="on the whole site")
    expected_kva: float = pa.Field(ge=0, nullable=True, description="maximum demand when complete, after diversity")
    expected_connection_year: float = pa.Field(ge=2000, le=2100, nullable=True)
    contracted_connection_id: str = pa.Field(description="blank: none known")
    evidence_grade: str = pa.Field(isin=GRADES)
    status: str = pa.Field(isin=STATUSES)
    source_id: str
    source_row: int = pa.Field(ge=0)
    updated: str = pa.Field(str_matches=r"^\d{4}-\d{2}-\d{2}$", description="day of the edition")

    class Config(Contract.Config):
        unique = ["development_id", "version"]

    @pa.dataframe_check(name="last_year_not_before_first_year")
    @classmethod
    def _ordered(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["last_year"] >= frame["first_year"]


class Phasing(Contract):
    """The homes an edition of a site completes in each year, where its programme is known; they sum to its homes."""

    development_id: str
    version: int = pa.Field(ge=1)
    year: int = pa.Field(ge=2000, le=2100)
    homes_count: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["development_id", "version", "year"]


class Connections(Contract):
    """Demand connections an operator has contracted, one row each; they are part of a substation's contracted MVA."""

    connection_id: str
    substation_id: str
    connection_year: float = pa.Field(ge=2000, le=2100, nullable=True, description="expected by the operator")
    contracted_mva: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["connection_id"]


class NamedShares(Contract):
    """What a site asks of its district's control total and what it gets, in units since the base year, cumulative."""

    scenario: str
    technology: str = pa.Field(isin=TECHNOLOGIES)
    development_id: str
    district_code: str
    lsoa_code: str
    substation_id: str
    year: int = pa.Field(ge=2010, le=2100)
    claimed_count: float = pa.Field(ge=0)
    taken_count: float = pa.Field(ge=0, description="claimed, or what the control total had left")
    excess_count: float = pa.Field(ge=0, description="claimed - taken: not placed anywhere")

    class Config(Contract.Config):
        unique = ["scenario", "technology", "development_id", "year"]


class ConnectionMatches(Contract):
    """A site and the contracted connection it is; `left_out_mva` is loaded as growth once the site is complete."""

    development_id: str
    connection_id: str
    substation_id: str = pa.Field(description="of the connection")
    matched_by: str = pa.Field(isin=MATCHED_BY)
    homes_count: float = pa.Field(ge=0)
    contracted_mva: float = pa.Field(ge=0)
    left_out_mva: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["development_id"]
