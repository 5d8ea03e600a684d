"""Time and memory of land cells and scenarios on 26 million cells, 12 constraint layers and 5,000 zones.

    python benchmarks/land.py [--side 5104] [--zones 5000] [--runs 3] [--others PYTHON]

Prints CPU seconds and peak megabytes of: reading the land-cover raster once; folding it into the table of cells; one
policy on that table; the same policy by going over the raster again, whose hectares must be the same. Each in a process
of its own. A quarter of the rows is folded too: where memory is flat, its peak is about the same. `--others` is a
Python that has exactextract, rasterstats or pygeoprocessing: the count of land classes by zone, which they can do, is
timed with each that is there, and skipped with the reason where it is not.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from scipy.ndimage import gaussian_filter, zoom

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
warnings.filterwarnings("ignore", category=PendingDeprecationWarning)  # rasterio 1.4 with affine 3

from lae.geo import BNG  # noqa: E402
from lae.land.cells.build import build_cells  # noqa: E402
from lae.land.cells.burning import Burner  # noqa: E402
from lae.land.cells.grid import Grid, Strip  # noqa: E402
from lae.land.cells.zones import zone_sets  # noqa: E402
from lae.land.cells_contract import BitLayer, ClassCodes  # noqa: E402
from lae.land.screening.screened import hectares, screened_land  # noqa: E402
from lae.land.sequestration_contract import LAND_CLASSES  # noqa: E402
from lae.readers import rasters  # noqa: E402
from lae.readers.rasters_windows import windows  # noqa: E402

WEST, SOUTH, CELL = 420_000, 248_000, 10
LAYERS, PER_LAYER, CLASSES, SEED = 12, 300, 10, 1
WOOD: Final = "native_woodland"
CODES: Final = ClassCodes(tuple(range(1, CLASSES + 1)), tuple(LAND_CLASSES[:CLASSES]))

_OTHERS: Final = """
import json, resource, sys, time
name, raster, zones = sys.argv[1:]
try:
    if name == "exactextract":
        from exactextract import exact_extract
        import geopandas as gpd
        frame = gpd.read_file(zones)
        work = lambda: exact_extract(raster, frame, ["unique", "frac", "count"], output="pandas")
    elif name == "rasterstats":
        from rasterstats import zonal_stats
        work = lambda: zonal_stats(zones, raster, categorical=True)
    else:
        from pygeoprocessing import zonal_statistics
        work = lambda: zonal_statistics((raster, 1), zones, polygons_might_overlap=False)
except ImportError as error:
    print(json.dumps({"skipped": str(error)}))
    raise SystemExit
start = time.process_time()
work()
print(json.dumps({"seconds": time.process_time() - start,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def make_world(folder: Path, side: int, zones: int) -> None:
    """A smooth cover of ten classes, zones with shared jittered edges and twelve layers; the same every time."""
    rng = np.random.default_rng(SEED)
    coarse = gaussian_filter(rng.normal(size=(side // 8 + 1, side // 8 + 1)), 3)
    field = zoom(coarse, 8, order=1)[:side, :side]
    edges = np.quantile(field[::16, ::16], np.linspace(0, 1, CLASSES + 1)[1:-1])
    cover = (np.digitize(field, edges) + 1).astype(np.uint8)
    grid = Grid(WEST, SOUTH + side * CELL, CELL, side, side)
    shape = {"count": 1, "height": side, "width": side, "dtype": "uint8", "nodata": 0}
    tiled = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "zstd"}
    with rasterio.open(
        folder / "cover.tif", "w", driver="GTiff", crs=BNG, transform=grid.transform(0), **shape, **tiled
    ) as out:
        out.write(cover, 1)
    _partition(rng, grid, zones).to_file(folder / "zones.gpkg")
    other = _partition(rng, grid, zones)
    layers = [other.sample(min(PER_LAYER, len(other) // 2), random_state=number) for number in range(LAYERS)]
    named = [layer.assign(layer=f"l{number}") for number, layer in enumerate(layers)]
    gpd.GeoDataFrame(pd.concat(named, ignore_index=True), crs=BNG).to_file(folder / "layers.gpkg")


def _partition(rng: np.random.Generator, grid: Grid, number: int) -> gpd.GeoDataFrame:
    """Voronoi areas whose edges are cut at 50 m and moved by up to 8 m, alike on both sides of an edge."""
    west, south, east, north = grid.box
    spots = np.column_stack([rng.uniform(west, east, number), rng.uniform(south, north, number)])
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=shapely.box(*grid.box)))
    parts = shapely.segmentize(shapely.set_precision(shapely.intersection(parts, shapely.box(*grid.box)), 1.0), 50.0)

    def moved(points: np.ndarray) -> np.ndarray:
        at = np.round(points, 3)
        inner = ((at > [west, south]) & (at < [east, north])).all(axis=1, keepdims=True)
        turn = np.sin(at[:, :1] * 12.9898 + at[:, 1:] * 78.233) * 43_758.5453
        wave = np.column_stack([turn - np.floor(turn), turn * 7 - np.floor(turn * 7)]) * 16 - 8
        return points + np.where(inner, wave, 0.0)

    shapes = shapely.make_valid(shapely.transform(parts, moved))
    names = pd.Series([f"Z{row:05d}" for row in range(len(shapes))], dtype="str")
    return gpd.GeoDataFrame({"zone_id": names}, geometry=shapes, crs=BNG)


class World:
    """What is read before the clock starts; rasters are read inside it."""

    def __init__(self, folder: Path, share: float = 1.0) -> None:
        self.folder = folder
        with rasterio.open(folder / "cover.tif") as raster:
            side, whole = raster.width, raster.height
        high = max(int(whole * share), 1)
        self.grid = Grid(WEST, SOUTH + whole * CELL, CELL, side, high)
        self.zones = gpd.read_file(folder / "zones.gpkg")
        rows = gpd.read_file(folder / "layers.gpkg")
        groups = rows.groupby("layer", sort=True)
        self.layers = [BitLayer((str(name),), "inside", np.asarray(part.geometry.to_numpy())) for name, part in groups]
        self.cover = rasters.describe(folder / "cover.tif", kind="land_cover")
        self.policy = policy()

    def read(self) -> int:
        """The raster once, straight from the file."""
        with rasterio.open(self.folder / "cover.tif") as raster:
            return int(sum(raster.read(1, window=window)[0, 0] for _, window in raster.block_windows(1)))

    def strips(self) -> int:
        """The raster once, through the reader that brings any raster to the grid."""
        return sum(int(window.values[0, 0]) for window in windows(self.cover, self.grid.box, cell_m=CELL))

    def cells(self) -> Any:
        """The table of cells."""
        sets = zone_sets(self.zones, cell_m=CELL, exact_below_ha=1.0)
        cover = windows(self.cover, self.grid.box, cell_m=CELL)
        return build_cells(self.grid, sets, self.layers, codes=CODES, cover=cover)

    def direct(self) -> np.ndarray:
        """Available hectares by zone without the table: burn everything whole and look at every cell."""
        strip = Strip(0, self.grid.rows)
        sets = zone_sets(self.zones, cell_m=CELL, exact_below_ha=0.0)
        ((burner, _),) = sets.large
        labels = burner.labels(self.grid, strip)
        barred = np.zeros(labels.shape, dtype=bool)
        marks = np.zeros(labels.shape, dtype=np.uint8)
        excluded = set(self.policy.loc[self.policy["rule"].eq("exclude"), "subject_id"])
        for layer in self.layers:
            if layer.layer_ids[0] in excluded:
                barred |= Burner.of(layer.shapes, cell_m2=CELL * CELL).marks(self.grid, strip, marks) > 0
        with rasterio.open(self.folder / "cover.tif") as raster:
            cover = raster.read(1)
        out = [code for code, name in zip(CODES.codes, CODES.names, strict=True) if name in excluded]
        free = labels[~(barred | np.isin(cover, out))]
        return np.bincount(free, minlength=len(sets.zone_ids) + 1)[1:] * (CELL * CELL) / 10_000


def policy() -> pd.DataFrame:
    """Six layers and two classes exclude, three layers ask for consent, three for caution."""
    named = [
        *(("layer", f"l{number}") for number in range(LAYERS)),
        *(("land_class", name) for name in CODES.names[:2]),
    ]
    words = ["exclude"] * 6 + ["consent"] * 3 + ["caution"] * 3 + ["exclude"] * 2
    rows = {
        "policy_id": "bench",
        "option": "any",
        "subject": [subject for subject, _ in named],
        "subject_id": [name for _, name in named],
        "rule": words,
        "usable_share": [0.0 if word == "exclude" else 1.0 for word in words],
        "step_rank": range(1, len(named) + 1),
        "why": "bench",
        "tier": "D",
        "source": "bench",
        "source_id": "bench",
    }
    return pd.DataFrame(rows)


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The least CPU seconds of several runs, and what the last returned."""
    least, found = np.inf, None
    for _ in range(runs):
        start = time.process_time()
        found = work()
        least = min(least, time.process_time() - start)
    return float(least), found


def measured(step: str, folder: Path, runs: int) -> dict[str, Any]:
    """One step: CPU seconds, peak megabytes, megabytes before it began, and what it says."""
    world = World(folder, 0.25 if step == "quarter" else 1.0)
    before = _peak_mb()
    said: dict[str, Any] = {}
    if step in ("cells", "quarter"):
        seconds, cells = timed(world.cells, runs)
        peak = _peak_mb()
        said["rows"] = len(cells.zone)
        if step == "cells":
            said["policy_seconds"], quick = timed(lambda: hectares(cells, world.policy, WOOD, {}), 20)
            said["table_seconds"], _ = timed(lambda: screened_land(cells, world.policy, [WOOD], {}), runs)
            small = cells.in_parts
            said["available_ha"] = float(quick[~small, :3].sum())
            said["small_zones"] = int(small.sum())
    elif step == "direct":
        seconds, by_zone = timed(world.direct, 1)
        peak = _peak_mb()
        large = world.zones.sort_values("zone_id").area.to_numpy() >= 10_000.0
        said["available_ha"] = float(by_zone[large].sum())
        quick = hectares(world.cells(), world.policy, WOOD, {})[:, :3].sum(axis=1)
        said["zones_that_differ"] = int((np.rint(quick[large] * 1e6) != np.rint(by_zone[large] * 1e6)).sum())
    else:
        seconds, _ = timed(world.read if step == "read" else world.strips, runs)
        peak = _peak_mb()
    return {"seconds": seconds, "before_mb": before, "peak_mb": peak, **said}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one line a step."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--side", type=int, default=5_104, help="cells a side")
    options.add_argument("--zones", type=int, default=5_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--others", default=sys.executable, help="a Python with the other tools")
    options.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    options.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.make:
        make_world(Path(asked.make[0]), int(asked.make[1]), int(asked.make[2]))
        return
    if asked.alone:
        sys.stdout.write(json.dumps(measured(asked.alone[0], Path(asked.alone[1]), asked.runs)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: a child's peak starts at that of the process it came from.
        size = [str(asked.side), str(asked.zones)]
        subprocess.run([sys.executable, __file__, "--make", name, *size], check=True)  # noqa: S603 - our own command
        for step in ("read", "strips", "cells", "quarter", "direct"):
            command = [sys.executable, __file__, "--alone", step, name, "--runs", str(asked.runs)]
            sys.stdout.write(_told(step, _output(command)))
        for other in ("exactextract", "rasterstats", "pygeoprocessing"):
            command = [asked.others, "-c", _OTHERS, other, str(folder / "cover.tif"), str(folder / "zones.gpkg")]
            sys.stdout.write(_told(other, _output(command)))


def _output(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own command
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _told(step: str, found: dict[str, Any]) -> str:
    if "skipped" in found:
        return f"{step:<16} skipped: {found['skipped']}\n"
    parts = [f"{step:<16} {found.pop('seconds'):8.3f} s CPU", f"peak {found.pop('peak_mb'):6.0f} MB"]
    return ", ".join([*parts, *(f"{name} {value:,.6g}" for name, value in found.items())]) + "\n"


if __name__ == "__main__":
    main()
