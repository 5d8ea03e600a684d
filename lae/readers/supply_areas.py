"""Published supply areas, where an operator gives them: which substation feeds which ground."""

from pathlib import Path
from typing import Final

import geopandas as gpd

from lae.findings import FaultsError, Finding
from lae.readers.layers import need_columns, read_layer, repaired

FILE: Final = "supply_areas.gpkg"
_TABLE: Final = f"grid/{FILE}"


def read_supply_areas(path: Path) -> tuple[gpd.GeoDataFrame | None, list[Finding]]:
    """The polygons (substation_id, geometry in EPSG:27700) or None without a file, and every fault; never raises."""
    if not path.is_file():
        return None, []
    try:
        frame = read_layer(path, table=_TABLE)
        need_columns(frame, ["substation_id"], table=_TABLE)
    except FaultsError as error:
        return None, list(error.findings)
    areas = repaired(frame[["substation_id", "geometry"]], source_id=_TABLE)
    lost = areas.count.read - areas.count.kept
    remark = Finding("warning", _TABLE, "no_area", f"{lost} areas have no ground and are left out.")
    return areas.polygons.astype({"substation_id": "str"}), [remark] if lost else []
