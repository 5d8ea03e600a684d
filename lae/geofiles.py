"""GeoPackages whose bytes depend on nothing but their content."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio

EPOCH: Final = "2000-01-01T00:00:00.000Z"
"""GeoPackage wants a date of last change; a fixed one keeps the bytes the same."""


def write_geopackage(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write the layers in their order as one GeoPackage 1.3; an existing file is replaced only once all are written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.draft.gpkg")
    draft.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": EPOCH})
    try:
        for number, (name, layer) in enumerate(layers.items()):
            pyogrio.write_dataframe(
                layer,
                draft,
                layer=name,
                driver="GPKG",
                append=number > 0,
                promote_to_multi=True,
                dataset_options={"VERSION": "1.3"} if number == 0 else None,
                layer_options={"SPATIAL_INDEX": "NO"},
            )
        draft.replace(path)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
        draft.unlink(missing_ok=True)
