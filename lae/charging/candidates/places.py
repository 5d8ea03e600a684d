"""Places to serve, out of residents' need in one scenario and year: the weights of a choice of sites."""

import pandas as pd

from lae.charging.sites_contract import Places
from lae.findings import Finding
from lae.tables import validated


def places_of(
    need: pd.DataFrame, substations: pd.DataFrame, districts: pd.Series, *, scenario: str, year: int
) -> tuple[pd.DataFrame, list[Finding]]:
    """Contract Places of one scenario and year, and a warning for places that stand nowhere.

    Args:
        need: contract PlaceNeed.
        substations: place_id, substation_id; a place without one gets "".
        districts: district_code by lsoa_code.
        scenario: to take the vehicles from.
        year: the same.

    Raises:
        FaultsError: a substation stands twice for a place, or the need breaks its ranges.
    """
    rows = need[need["scenario"].eq(scenario) & need["year"].eq(year)]
    standing = rows["easting_m"].notna() & rows["northing_m"].notna()
    lost = rows[~standing]
    message = (
        f"{lost['no_drive_homes'].sum():,.0f} homes without a drive stand at places without coordinates; left out."
    )
    found = [Finding("warning", "places", "no_coordinates", message, ids=tuple(lost["place_id"]))] if len(lost) else []
    named = substations.drop_duplicates().set_index("place_id")["substation_id"]
    kept = rows[standing].sort_values(["place_id", "lsoa_code"], kind="stable", ignore_index=True)
    table = kept.assign(
        district_code=kept["lsoa_code"].map(districts).fillna("").astype("str"),
        substation_id=kept["place_id"].map(named).fillna("").astype("str"),
    )
    wanted = list(Places.to_schema().columns)
    return validated(table[wanted], Places, "places"), found
