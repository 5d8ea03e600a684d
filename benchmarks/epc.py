"""Reading a county's energy certificates: lae against a bare pandas read of the same columns, in the same run.

    python benchmarks/epc.py [--rows 350000] [--runs 3]

Writes an invented file in the layout of the 2026 service (93 columns, 350,000 certificates: 0.3 GB) and reads it in
processes of their own, in turns. The ratios hold between machines better than seconds and megabytes do.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.readers import epc
from lae.readers.base import SourceRow
from lae.readers.cells import spelling
from lae.readers.epc_domestic import CERTIFICATES

COUNTY: Final = 350_000
"""Certificates of a county with 320,000 homes, of which some have two and some none."""
_SEED: Final = 20_264
_BLOCK: Final = 20_000
# fmt: off
_ORDER: Final = (
    "certificate_number", "address1", "address2", "address3", "postcode", "posttown", "address", "constituency",
    "constituency_label", "local_authority", "local_authority_label", "built_form", "co2_emiss_curr_per_floor_area",
    "co2_emissions_current", "co2_emissions_potential", "construction_age_band", "current_energy_efficiency",
    "current_energy_rating", "energy_consumption_current", "energy_consumption_potential", "energy_tariff",
    "environment_impact_current", "environment_impact_potential", "extension_count", "fixed_lighting_outlets_count",
    "flat_storey_count", "flat_top_storey", "floor_description", "floor_energy_eff", "floor_height", "floor_level",
    "glazed_area", "glazed_type", "heat_loss_corridor", "heating_cost_current", "heating_cost_potential",
    "hot_water_cost_current", "hot_water_cost_potential", "hot_water_energy_eff", "hot_water_env_eff",
    "hotwater_description", "inspection_date", "lighting_cost_current", "lighting_cost_potential",
    "lighting_description", "lighting_energy_eff", "lighting_env_eff", "lodgement_date", "lodgement_datetime",
    "low_energy_lighting", "low_energy_fixed_lighting_outlets_count", "main_fuel", "mainheat_description",
    "mainheat_energy_eff", "mainheat_env_eff", "mainheatc_energy_eff", "mainheatc_env_eff",
    "mainheatcont_description", "main_heating_controls", "mains_gas_flag", "mechanical_ventilation",
    "multi_glaze_proportion", "number_habitable_rooms", "number_heated_rooms", "number_open_fireplaces",
    "photo_supply", "potential_energy_efficiency", "potential_energy_rating", "property_type", "report_type",
    "roof_description", "roof_energy_eff", "roof_env_eff", "secondheat_description", "sheating_energy_eff",
    "sheating_env_eff", "solar_water_heating_flag", "tenure", "total_floor_area", "transaction_type",
    "unheated_corridor_length", "walls_description", "walls_energy_eff", "walls_env_eff", "wind_turbine_count",
    "windows_description", "windows_energy_eff", "windows_env_eff", "floor_env_eff", "region", "country", "uprn",
    "uprn_source",
)
# fmt: on
"""The header of `certificates-YYYY.csv`."""
_GRADES: Final = ("Very Good", "Good", "Average", "Poor", "Very Poor", "N/A")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "local_authority": ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181"),
    "local_authority_label": ("Cherwell", "Oxford"),
    "constituency": ("E14001083", "E14001411"),
    "constituency_label": ("Banbury", "Oxford East"),
    "posttown": ("OXFORD", "BANBURY", "ABINGDON", "WITNEY"),
    "property_type": ("House", "House", "House", "Flat", "Bungalow", "Maisonette", "Park home"),
    "built_form": ("Detached", "Semi-Detached", "Mid-Terrace", "End-Terrace", "Enclosed End-Terrace", "Not Recorded"),
    "construction_age_band": (
        "England and Wales: before 1900",
        "England and Wales: 1900-1929",
        "England and Wales: 1930-1949",
        "England and Wales: 1950-1966",
        "England and Wales: 1967-1975",
        "England and Wales: 2012 onwards",
        "NO DATA!",
        "INVALID!",
        "1750",
        "2015",
    ),
    "tenure": ("Owner-occupied", "owner-occupied", "Rented (social)", "rental (private)", "NO DATA!"),
    "transaction_type": ("marketed sale", "rental", "new dwelling", "ECO assessment", "none of the above"),
    "energy_tariff": ("Single", "dual", "off-peak 7 hour", "Unknown"),
    "floor_description": (
        "Solid, no insulation (assumed)",
        "Suspended, no insulation (assumed)",
        "(another dwelling below)",
        "Average thermal transmittance 0.12 W/m²K",
    ),
    "walls_description": (
        "Cavity wall, filled cavity",
        "Cavity wall, as built, no insulation (assumed)",
        "Solid brick, as built, no insulation (assumed)",
        "Sandstone or limestone, as built, no insulation (assumed)",
        "Timber frame, as built, insulated (assumed)",
        "Average thermal transmittance 0.24 W/m²K",
    ),
    "roof_description": (
        "Pitched, 270 mm loft insulation",
        "Pitched, 100 mm loft insulation",
        "Pitched, no insulation (assumed)",
        "Flat, limited insulation (assumed)",
        "(another dwelling above)",
        "Average thermal transmittance 0.11 W/m²K",
    ),
    "windows_description": (
        "Fully double glazed",
        "Mostly double glazing",
        "Single glazed",
        "High performance glazing",
    ),
    "mainheat_description": (
        "Boiler and radiators, mains gas",
        "Boiler and radiators, oil",
        "Electric storage heaters",
        "Air source heat pump, radiators, electric",
        "Boiler and radiators, mains gas, Room heaters, electric",
        "Community scheme",
    ),
    "main_fuel": (
        "mains gas (not community)",
        "oil (not community)",
        "electricity (not community)",
        "mains gas (community)",
        "LPG (not community)",
    ),
    "hotwater_description": ("From main system", "Electric immersion, off-peak", "From main system, plus solar"),
    "secondheat_description": ("None", "Room heaters, electric", "Room heaters, wood logs"),
    "mainheatcont_description": ("Programmer, room thermostat and TRVs", "Programmer, no room thermostat"),
    "lighting_description": ("Low energy lighting in 50% of fixed outlets", "Low energy lighting in all fixed outlets"),
    "glazed_type": ("double glazing installed during or after 2002", "double glazing, unknown install date"),
    "glazed_area": ("Normal", "More Than Typical"),
    "mechanical_ventilation": ("natural", "mechanical, extract only"),
    "mains_gas_flag": ("Y", "Y", "N", ""),
    "solar_water_heating_flag": ("N", "Y", ""),
    "flat_top_storey": ("N", "Y"),
    "floor_level": ("01", "0", ""),
    "heat_loss_corridor": ("", "unheated corridor", "no corridor"),
    "report_type": ("2", "3"),
    "region": ("South East",),
    "country": ("England",),
    "uprn_source": ("Energy Assessor", "Address Matched"),
}
_RANGES: Final[dict[str, tuple[int, int]]] = {
    "current_energy_efficiency": (1, 100),
    "potential_energy_efficiency": (40, 105),
    "energy_consumption_current": (40, 700),
    "energy_consumption_potential": (20, 350),
    "multi_glaze_proportion": (0, 101),
    "number_habitable_rooms": (1, 10),
    "photo_supply": (0, 60),
}
_BANDS: Final = np.array(list("GFEDCBA"))
_BAND_STARTS: Final = np.array([21, 39, 55, 69, 81, 92])


def write(path: Path, rows: int) -> None:
    """Write an invented file of so many certificates, the same for the same number."""
    rng = np.random.default_rng(_SEED)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_ORDER)
        for start in range(0, rows, _BLOCK):
            columns = _columns(rng, start, min(_BLOCK, rows - start))
            writer.writerows(zip(*(columns[name] for name in _ORDER), strict=True))


def _columns(rng: np.random.Generator, start: int, size: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in _ORDER:
        if name in _CHOICES:
            columns[name] = rng.choice(np.array(_CHOICES[name], dtype=object), size)
        elif name.endswith(("_eff", "env_eff")):
            columns[name] = rng.choice(np.array(_GRADES, dtype=object), size)
        elif name in _RANGES:
            columns[name] = rng.integers(*_RANGES[name], size).tolist()
        else:
            columns[name] = rng.integers(0, 100, size).tolist()
    homes = rng.integers(0, 8_500_000, size)
    columns["certificate_number"] = [
        f"{number:04d}-{number % 9973:04d}-{start:06d}-{9973 - number % 9973:04d}-{number % 7919:04d}"
        for number in range(start, start + size)
    ]
    columns["address1"] = [f"{home % 211 + 1} Nonesuch Street {home // 1000}" for home in homes]
    columns["address2"] = [f"Village {home % 613}" if home % 3 else "" for home in homes]
    columns["address3"] = [""] * size
    columns["address"] = [f"{one}, {two}" for one, two in zip(columns["address1"], columns["address2"], strict=True)]
    columns["postcode"] = [f"OX{home % 40 + 1} {home // 40 % 9 + 1}{_letters(home // 360 % 70)}" for home in homes]
    stated = rng.random(size) > 0.08
    columns["uprn"] = [str(100_120_000_000 + home) if known else "" for home, known in zip(homes, stated, strict=True)]
    columns["total_floor_area"] = np.round(rng.gamma(6.0, 16.0, size), 1).tolist()
    columns["co2_emissions_current"] = np.round(rng.gamma(4.0, 1.0, size), 1).tolist()
    columns["co2_emissions_potential"] = np.round(rng.gamma(2.0, 0.7, size), 1).tolist()
    days = np.datetime64("2012-01-01") + rng.integers(0, 5_300, size)
    columns["inspection_date"] = days.astype("str").tolist()
    columns["lodgement_date"] = (days + 3).astype("str").tolist()
    columns["lodgement_datetime"] = [
        f"{day} 10:11:{number % 60:02d}" for number, day in enumerate(columns["lodgement_date"])
    ]
    for side in ("current", "potential"):
        scores = np.array(columns[f"{side}_energy_efficiency"])
        columns[f"{side}_energy_rating"] = _BANDS[np.searchsorted(_BAND_STARTS, scores, side="right")].tolist()
    for name in ("heating_cost_current", "heating_cost_potential", "hot_water_cost_current", "lighting_cost_current"):
        columns[name] = np.round(rng.gamma(4.0, 150.0, size), 2).tolist()
    return columns


def _letters(number: int) -> str:
    return "ABDEFGHJLN"[number % 10] + "PQRSTUW"[number // 10]


def used() -> list[str]:
    """The columns of the layout that lae reads."""
    kinds = CERTIFICATES.kinds()
    return [name for name in _ORDER if spelling(name) in kinds]


def bare(path: Path) -> int:
    """Read the columns lae uses with pandas and nothing else; the number of rows."""
    return len(pd.read_csv(path, usecols=used()))


def ours(path: Path) -> int:
    """Read the file with lae, every row accounted for; the number of rows kept."""
    return len(epc.read(path, SourceRow("epc", "", "")).tables["certificates"])


READERS: Final[dict[str, Callable[[Path], int]]] = {"pandas": bare, "lae": ours}


def timed(name: str, path: Path) -> dict[str, float]:
    """What one reader took in a process of its own: rows, seconds, CPU seconds and its peak memory in MB.

    Both processes have imported the same modules and read ten rows before the clock starts, so that what is imported
    only when it is needed stands outside.
    """
    words = [sys.executable, __file__, "--only", name, "--file", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    told: dict[str, float] = json.loads(done.stdout)
    return told


def table(told: dict[str, list[dict[str, float]]]) -> str:
    """Medians of both readers, and lae's share of pandas' in each."""
    lines = ["| reader | rows | s | CPU s | peak MB |", "|---|---|---|---|---|"]
    middle = {
        name: {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
        for name, runs in told.items()
    }
    for name, found in middle.items():
        lines.append(f"| {name} | {found['rows']:,.0f} | {found['s']:.2f} | {found['cpu']:.2f} | {found['mb']:,.0f} |")
    ratio = {figure: middle["lae"][figure] / middle["pandas"][figure] for figure in ("s", "cpu", "mb")}
    lines.append(f"| **ratio** | | **{ratio['s']:.2f}** | **{ratio['cpu']:.2f}** | **{ratio['mb']:.2f}** |")
    return "\n".join([*lines, "", f"Median of {len(told['lae'])} runs in turns.", ""])


def _one(name: str, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.csv"
        write(few, 10)
        READERS[name](few)
    begun, worked = time.perf_counter(), time.process_time()
    rows = READERS[name](path)
    found: dict[str, Any] = {"rows": rows, "s": time.perf_counter() - begun, "cpu": time.process_time() - worked}
    found["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    sys.stdout.write(json.dumps(found))


def main() -> None:
    """Write the file, read it in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=COUNTY)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=list(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help="read this file instead of an invented one")
    asked = parser.parse_args()
    if asked.only:
        _one(asked.only, asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or Path(folder) / "certificates.csv"
        if not asked.file:
            write(path, asked.rows)
        told: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
        for _ in range(asked.runs):
            for name, runs in told.items():
                runs.append(timed(name, path))
    sys.stdout.write(table(told))


if __name__ == "__main__":
    main()
