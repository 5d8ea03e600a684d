"""Time and memory of homes per 100,000, from the stock to where to start, at 1x, 2x and 4x a synthetic county.

    python benchmarks/homes.py [--scales 1 2 4] [--runs 3]

Each scale runs in a process of its own, so that its peak memory is its own. Prints seconds of CPU and megabytes, and
the time per 100,000 homes against that of the first scale: about 1 where growth is linear.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lae import building_stages, retrofit_stages  # noqa: E402
from lae.assumptions import AssumptionRows, Assumptions  # noqa: E402
from lae.buildings.costs_contract import RetrofitCosts  # noqa: E402
from lae.buildings.demand_contract import MeteredEnergy  # noqa: E402
from lae.buildings.fabric_contract import UValues  # noqa: E402
from lae.buildings.non_domestic_contract import MsoaOfLsoa  # noqa: E402
from lae.buildings.poverty_contract import FuelPoverty  # noqa: E402
from lae.buildings.stock.by_area import dwellings_by_area  # noqa: E402
from lae.buildings.stock.certified_homes import Geography, certified_stock  # noqa: E402
from lae.buildings.stock.homes import modelled_stock  # noqa: E402
from lae.buildings.stock_contract import AGES, TYPES, Shares  # noqa: E402
from lae.config import read_config  # noqa: E402
from lae.files import read_table  # noqa: E402
from lae.prices import Deflators  # noqa: E402
from lae.stage import Settings  # noqa: E402
from lae.tables import empty  # noqa: E402
from stock_world import certificates  # noqa: E402

LSOAS: Final = 100
HOMES_PER_LSOA: Final = 800
POSTCODES_PER_LSOA: Final = 60
DISTRICTS: Final = 5
CERTIFIED_SHARE: Final = 0.65
_SEED: Final = 20_251
_GENERAL: Final = (
    ("assumptions", "assumptions.csv", AssumptionRows),
    ("u_values", "buildings/u_values.csv", UValues),
    ("retrofit_costs", "buildings/costs.csv", RetrofitCosts),
    ("deflators", "buildings/deflators.csv", Deflators),
)


def county(scale: int) -> tuple[pd.DataFrame, Geography]:
    """Margins and places of a county of 80,000 homes times `scale`, the same for the same scale."""
    rng = np.random.default_rng(_SEED)
    number = LSOAS * scale
    codes = [f"E01{row:06d}" for row in range(number)]
    districts = [f"E0799{row % DISTRICTS:04d}" for row in range(number)]
    ages = rng.multinomial(HOMES_PER_LSOA, rng.dirichlet(np.ones(len(AGES)) * 2, size=number))
    types = rng.multinomial(HOMES_PER_LSOA, rng.dirichlet(np.ones(len(TYPES)) * 2, size=number))
    parts = [
        pd.DataFrame(
            {
                "area_level": "lsoa",
                "area_code": np.repeat(codes, len(names)),
                "attribute": attribute,
                "category": np.tile(names, number),
                "count": table.reshape(-1).astype(float),
                "counted": "dwellings",
                "provenance": "published",
                "basis": "",
                "source_id": "synthetic",
                "vintage": "2025",
                "licence": "MIT",
            }
        )
        for attribute, names, table in (("age", AGES, ages), ("type", TYPES, types))
    ]
    lsoas = pd.DataFrame(
        {
            "lsoa_code": codes,
            "lsoa_name": [f"Place {row // 5:03d}{'ABCDE'[row % 5]}" for row in range(number)],
            "district_code": districts,
            "area_ha": rng.uniform(20, 3_000, size=number),
        }
    )
    spot = np.arange(number * POSTCODES_PER_LSOA)
    postcodes = pd.DataFrame(
        {
            "postcode": [
                f"{_letters(one // 5_000)}{one % 5_000 // 500 + 1} {one % 10}{_letters(one % 500)}" for one in spot
            ],
            "district_code": np.repeat(districts, POSTCODES_PER_LSOA),
            "lsoa_code": np.repeat(codes, POSTCODES_PER_LSOA),
            "easting_m": 400_000 + spot % 1_000 * 50,
            "northing_m": 200_000 + spot // 1_000 * 50,
        }
    ).drop_duplicates("postcode")
    return pd.concat(parts, ignore_index=True), Geography(lsoas, postcodes)


def where_of(where: Geography) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of a geography, as the modelled stock takes them."""
    return where.lsoas, where.postcodes


class Chain:
    """The stages of a run after the stock, on homes of a county whose LSOAs are squares in rows."""

    def __init__(self, homes: pd.DataFrame, lsoas: pd.DataFrame) -> None:
        tables = {name: read_table(ROOT / "data" / path, kind, table=path)[0] for name, path, kind in _GENERAL}
        config = read_config(ROOT / "study.toml")
        self.settings = Settings(config, Assumptions.from_frame(tables.pop("assumptions")))
        self.homes, self.tables = homes, tables
        squares = [shapely.box(row % 50, row // 50, row % 50 + 1, row // 50 + 1) for row in range(len(lsoas))]
        self.lsoas = gpd.GeoDataFrame(lsoas, geometry=squares, crs="EPSG:27700")
        codes = self.lsoas["lsoa_code"]
        names = [f"P{row // 6}" for row in range(len(codes))]
        self.supply = pd.DataFrame({"lsoa_code": codes, "substation_id": names, "share": 1.0, "in_study": True})
        self.supply = self.supply.assign(allocation="nearest")
        ids = sorted(set(names))
        room = {"substation_id": ids, "name": ids, "demand_headroom_mva": 5.0, "demand_bound": "exact"}
        self.substations = pd.DataFrame(room)
        self.energy: dict[str, Any] = {}
        self.offers: dict[str, Any] = {}

    def work_out_energy(self) -> None:
        """Heat, hot water, electricity and peaks of every home."""
        self.energy = dict(
            building_stages.work_out_energy(
                self.settings, self.homes, self.tables["u_values"], empty(MeteredEnergy), empty(MsoaOfLsoa)
            )
        )

    def offer_measures(self) -> None:
        """Every measure and package on every home, added up by LSOA and district."""
        fabric, energy = self.energy["fabric"], self.energy["home_energy"]
        general = (self.tables[name] for name in ("u_values", "retrofit_costs", "deflators"))
        self.offers = dict(
            retrofit_stages.offer_measures(self.settings, self.homes, fabric, energy, *general, self.lsoas)
        )

    def find_zones(self) -> None:
        """Criteria, scores and zones."""
        retrofit_stages.find_zones(
            self.settings,
            self.homes,
            self.energy["home_energy"],
            self.offers["package_offer"],
            self.supply,
            self.substations,
            empty(FuelPoverty),
            self.lsoas,
        )


def measured(scale: int, runs: int) -> dict[str, Any]:
    """CPU seconds of each part, the least of `runs`, and peak memory in MB, inputs with it."""
    margins, where = county(scale)
    shares, _ = read_table(ROOT / "data" / "buildings" / "shares.csv", Shares, table="shares.csv")
    first = modelled_stock(margins, shares, where.lsoas, where.postcodes, off_gas_half_density=2.0).dwellings
    rows = np.flatnonzero(np.random.default_rng(_SEED).random(len(first)) < CERTIFIED_SHARE)
    lodged = certificates(first, rows)
    chain = Chain(first, where.lsoas)
    seconds: dict[str, float] = {}
    for _ in range(runs):
        for name, work in (
            ("modelled", lambda: modelled_stock(margins, shares, *where_of(where), off_gas_half_density=2.0)),
            ("certified", lambda: certified_stock(lodged, margins, shares, where, prior_homes=10.0)),
            ("counted", lambda: dwellings_by_area(first)),
            ("energy", chain.work_out_energy),
            ("measures", chain.offer_measures),
            ("targeting", chain.find_zones),
        ):
            start = time.process_time()
            work()
            seconds[name] = min(seconds.get(name, np.inf), time.process_time() - start)
    seconds["modelled to targeting"] = sum(taken for name, taken in seconds.items() if name != "certified")
    return {
        "scale": scale,
        "homes": len(first),
        "lsoas": len(where.lsoas),
        "certificates": len(lodged),
        "seconds": seconds,
        "table_mb": first.memory_usage(deep=True).sum() / 1e6,
        "peak_mb": _peak_mb(),
    }


def _letters(number: int) -> str:
    return f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one line a scale and part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scales", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.alone:
        sys.stdout.write(json.dumps(measured(asked.alone, asked.runs)))
        return
    base: dict[str, float] = {}
    for scale in asked.scales:
        command = [sys.executable, __file__, "--alone", str(scale), "--runs", str(asked.runs)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
        sys.stdout.write(_told(json.loads(done.stdout), base))


def _told(found: dict[str, Any], base: dict[str, float]) -> str:
    """The lines of one scale; `base` takes the first scale's time per 100,000 homes."""
    size = f"{found['homes']:,} homes, {found['lsoas']} LSOAs, {found['certificates']:,} certificates"
    lines = [f"{found['scale']}x: {size}; table {found['table_mb']:.0f} MB, peak {found['peak_mb']:.0f} MB"]
    for name, seconds in found["seconds"].items():
        each = seconds / found["homes"] * 100_000
        part = each / base.setdefault(name, each)
        lines.append(f"    {name:<21} {seconds:6.2f} s   {each:5.2f} s per 100,000 homes   {part:.2f} of the first")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
