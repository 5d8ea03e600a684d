"""The land of Toytown: a cover of 500 m squares, what rules it out, and what it could hold. All of it is invented.

make.py writes what is drawn here, the raster and the maps byte by byte, so that they are the same on every machine.
"""

import json
import struct
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.food_contract import FoodYields
from lae.land.mixes_contract import CarbonMixes
from lae.land.opportunities.contract import OpportunityFacts, OptionCosts
from lae.land.policy_contract import ConstraintLayers, LandPolicy
from lae.tables import Contract, filled

WEST_M, NORTH_M, SQUARE_M, CELL_M = 600_000, 504_000, 500, 100
COVER: Final = """
    UUAA AAAA GGGG AAGG GGGG
    UUAA AAAA GGGG AAGG GGGG
    AAAA AAWW GGGG AAGG GGNN
    AAAA AAWW GGGG GGGG GGNN

    UUAA AAAA GGGG GGGG UUGG
    UUAA AAAA GGGG AAAA UUGG
    AAAA AANN GGGG AAAA FFGG
    AAAA AANN GGGG AAAA FFGG
"""
"""Squares of 25 ha, sixteen an LSOA: U town, A arable, G improved and N neutral grassland, W wood, F fen."""
CODES: Final = {"W": 1, "A": 3, "G": 4, "N": 5, "F": 8, "U": 20}
"""UKCEH's numbers."""
DRAWN: Final = {
    "sssi": ("6 6 8 8", {"SSSI_NAME": "Long Meadow", "ENSIS_ID": 1, "STATUS": "SSSI"}),
    "ancient_woodland": ("6 3 8 4", {"NAME": "Old Wood", "THEMNAME": "Ancient", "STATUS": "ASNW", "THEMID": 1}),
    "priority_habitat": ("18 2 20 4", {"MainHabs": "Lowland meadows", "HabCodes": "LMEAD", "UID": "toy-1"}),
    "peaty_soil": ("16 6 19 8", {"PCLASSDESC": "Deep Peaty Soils"}),
    "scheduled_monument": ("5 1 5.2 1.2", {"ListEntry": 1, "Name": "Toy barrow", "SchedDate": "2025-12-01"}),
    "open_access": ("14 0 15 1", {"Descrip": "Open Country"}),
    "flood_zone_3": ("8 3 20 4", {"flood_zone": "FZ3", "flood_source": "river"}),
    "flood_zone_2": ("8 4 16 5", {"flood_zone": "FZ2", "flood_source": "river"}),
    "alc_grade_2": ("0 0 4 8", {"ALC_GRADE": "Grade 2", "GEOGEXT": "toy"}),
    "alc_grade_3": ("4 0 12 8", {"ALC_GRADE": "Grade 3", "GEOGEXT": "toy"}),
    "alc_grade_4": ("12 0 20 8", {"ALC_GRADE": "Grade 4", "GEOGEXT": "toy"}),
}
"""West, north, east and south edge in squares from the north-west corner, and the columns its publisher has."""
FILES: Final = {
    "sssi": ("sssi",),
    "ancient_woodland": ("ancient_woodland",),
    "priority_habitat": ("priority_habitat",),
    "peaty_soil": ("peaty_soil",),
    "scheduled_monument": ("scheduled_monument",),
    "crow_access": ("open_access",),
    "flood_zones": ("flood_zone_3", "flood_zone_2"),
    "alc": ("alc_grade_2", "alc_grade_3", "alc_grade_4"),
}
MISSING: Final = "local_nature_reserve"
"""The layer nobody supplied, on purpose: it would rule scrub out, so Toytown's scrub is not screened."""
LAYERS: Final = (
    *(f"alc_grade_{grade}" for grade in range(1, 6)),
    *("ancient_woodland", "sssi", "priority_habitat", "peaty_soil", "scheduled_monument"),
    *("flood_zone_3", "flood_zone_any", "open_access", MISSING),
)
GROWTH: Final = {"Toy birch / 4": 300, "Toy birch / 6": 400, "Toy birch / 8": 600}
"""t CO2e/ha by year 100, in a straight line: a curve a yield class."""
FOLDER: Final = "land/drawn"

Own = Callable[[str, type[Contract]], pd.DataFrame]


def tables(own: Own, codes: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Tables of data/land that are not lae's own, by their path inside data/.

    Args:
        own: a table of lae's own study.
        codes: code of each LSOA by name.
    """
    layers, policy = own("land/layers.csv", ConstraintLayers), own("land/policy.csv", LandPolicy)
    asked = policy["subject"].eq("land_class") | policy["subject_id"].isin([*LAYERS])
    scrub = policy["option"].eq("any") & policy["subject_id"].eq(MISSING)
    rules = pd.concat(
        [
            policy[asked & policy["subject_id"].ne(MISSING)],
            policy[scrub].assign(option="scrub", why="Toytown keeps its reserves free of scrub"),
        ]
    )
    birch = [f"Toy birch / {number}" for number in (6, 4, 8)]
    mix = ("native_woodland", "any", *birch, "", 1.0, "A", "the invented yield class 6, poorer and better beside it")
    toy, butcher = "invented, so that sums can be done in the head", "CHECK: Toytown's butcher"
    yields = [
        ("arable", "toy corn", "t/ha/year", 6.0, 8.0, 9.0, toy, "C", "Invented.", "toy_settings"),
        ("improved_grassland", "toy meat", "t/ha/year", 0.1, 0.5, 0.6, butcher, "D", "Not verified.", "toy_settings"),
    ]
    costs = [("native_woodland", 4_000.0, 8_000.0, 12_000.0, 2024, "toy_settings")]
    places = [(codes["A5"], 400.0, 0.25, np.nan), (codes["A1"], 400.0, np.nan, 40.0)]
    return {
        "land/layers.csv": layers[layers["layer_id"].isin(LAYERS)].reset_index(drop=True),
        "land/policy.csv": rules.reset_index(drop=True),
        "land/mixes.csv": filled(pd.DataFrame([mix], columns=list(CarbonMixes.to_schema().columns)), CarbonMixes, "m"),
        "land/food.csv": _made(FoodYields, yields, "land_class product unit low value high source tier note source_id"),
        "land/costs.csv": _made(OptionCosts, costs, "option low_gbp cost_gbp high_gbp price_year source_id"),
        "land/zone_facts.csv": _made(OpportunityFacts, places, "zone_id zone_ha nature_priority_share solar_ha"),
    }


def files() -> dict[str, bytes]:
    """The raster of land cover, the maps and the table of growth, by their path inside data/."""
    grown = "".join(f"{name},100,{tonnes}\n" for name, tonnes in GROWTH.items())
    return {
        f"{FOLDER}/cover.tif": geotiff(cover()),
        f"{FOLDER}/growth.csv": f"curve,age,cumulative tCO2e/ha\n{grown}".encode(),
        **{f"{FOLDER}/{name}.geojson": geojson(name, parts) for name, parts in FILES.items()},
    }


def sources() -> list[tuple[str, str, str]]:
    """source_id, title and SHA-256 of every file drawn, so that each is known for what it is."""
    return [
        (f"toy_{(name := Path(path).stem)}", f"Drawn land: {name.replace('_', ' ')}", sha256(content).hexdigest())
        for path, content in sorted(files().items())
    ]


def cover() -> npt.NDArray[np.uint8]:
    """The classes of land by cells of a hectare, north row first."""
    rows = ["".join(line.split()) for line in COVER.split("\n") if line.strip()]
    squares = np.array([[CODES[letter] for letter in row] for row in rows], dtype=np.uint8)
    finer = SQUARE_M // CELL_M
    return np.kron(squares, np.ones((finer, finer), dtype=np.uint8))


def geotiff(cells: npt.NDArray[np.uint8]) -> bytes:
    """A GeoTIFF of one strip on the National Grid (EPSG:27700), 0 for nothing, as short as the format allows."""
    rows, columns = cells.shape
    scale = struct.pack("<3d", CELL_M, CELL_M, 0.0)
    corner = struct.pack("<6d", 0.0, 0.0, 0.0, WEST_M, NORTH_M, 0.0)
    # Version 1.1.0, three keys: projected, cells are areas, EPSG:27700.
    keys = struct.pack("<16H", *(1, 1, 0, 3), *(1024, 0, 1, 1), *(1025, 0, 1, 1), *(3072, 0, 1, 27_700))
    short, long, double, text = 3, 4, 12, 2
    count = 12
    data = 8 + 2 + count * 12 + 4
    tags = [
        (256, short, 1, columns),
        (257, short, 1, rows),
        (258, short, 1, 8),
        (259, short, 1, 1),
        (262, short, 1, 1),
        (273, long, 1, data + len(scale) + len(corner) + len(keys)),
        (278, short, 1, rows),
        (279, long, 1, rows * columns),
        (33_550, double, 3, data),
        (33_922, double, 6, data + len(scale)),
        (34_735, short, 16, data + len(scale) + len(corner)),
        (42_113, text, 2, ord("0")),
    ]
    head = struct.pack("<2sHIH", b"II", 42, 8, count) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return head + struct.pack("<I", 0) + scale + corner + keys + cells.tobytes()


def geojson(name: str, parts: tuple[str, ...]) -> bytes:
    """A map of rectangles with the columns of their publisher."""
    features = [
        {
            "type": "Feature",
            "properties": DRAWN[part][1],
            "geometry": {"type": "Polygon", "coordinates": [_ring(DRAWN[part][0])]},
        }
        for part in parts
    ]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    whole = {"type": "FeatureCollection", "name": name, "crs": system, "features": features}
    return (json.dumps(whole, indent=1) + "\n").encode()


def _ring(edges: str) -> list[list[float]]:
    west, north, east, south = (float(edge) * SQUARE_M for edge in edges.split())
    corners = [(west, north), (west, south), (east, south), (east, north), (west, north)]
    return [[WEST_M + x, NORTH_M - y] for x, y in corners]


def _made(contract: type[Contract], rows: list[tuple[object, ...]], names: str) -> pd.DataFrame:
    return filled(pd.DataFrame(rows, columns=names.split()), contract, contract.__name__)
