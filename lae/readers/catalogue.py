"""Every publisher whose files lae reads: an explicit list, and who takes a file for its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lae.findings import FaultsError, Finding
from lae.readers import (
    best_view,
    carbon_tables,
    census,
    charging_tables,
    council_tax,
    dft_vehicles,
    ecr,
    enwl,
    epc,
    evaluator,
    fes,
    fes_blocks,
    fes_gsps,
    fes_index,
    fes_regions,
    fuel_poverty,
    ghg,
    gsp_peaks,
    guard,
    half_hourly,
    la_statistics,
    la_statistics_points,
    la_tables,
    land_layers,
    ncr,
    neso,
    nged,
    nged_map,
    npg,
    ocm,
    ocpi,
    ons_boundaries,
    ons_lookups,
    osm,
    overhead_lines,
    postcode_directory,
    rasters,
    repd,
    spen,
    ssen,
    strangers,
    subnational_energy,
    subnational_energy_la,
    tresp,
    ukpn,
    voa,
)
from lae.readers.adapters import is_licence_areas, of_areas, of_file, of_operator
from lae.readers.base import Head, Reading, SourceRow, head_of
from lae.readers.electrical import cim, ltds, pandapower_json, pgm_json

UNKNOWN: Final = "unknown_file"
"""The rule of the finding about a file that no reader takes for its own."""


@dataclass(frozen=True)
class Publisher:
    """One reader: who publishes, which layer of a study it feeds, what the file is in plain words, and how to read it.

    `recognise` looks at the head of a file, never at its name; `read` raises nothing but `FaultsError`. `whole` says
    that one file holds all there is, so that of two editions only the newer one counts.
    """

    name: str
    layer: str
    what: str
    recognise: Callable[[Head], bool]
    read: Callable[[Path, SourceRow], Reading]
    whole: bool = False


_LICENCE_AREAS: Final = of_areas(neso.read_licence_areas, "licence_areas")
_GRANTS: Final = of_file(la_tables.read_heat_pump_grants)
_PEAKS: Final = of_file(gsp_peaks.read_gsp_peaks)

PUBLISHERS: Final[tuple[Publisher, ...]] = (
    Publisher("ssen", "grid", "SSEN headroom dashboard", ssen.recognise, of_operator(ssen.read), whole=True),
    Publisher("nged", "grid", "NGED network headroom report", nged.recognise, of_operator(nged.read)),
    Publisher(
        "nged_map", "grid", "NGED network capacity map", nged_map.recognise, of_operator(nged_map.read), whole=True
    ),
    Publisher("ukpn", "grid", "UK Power Networks grid data", ukpn.recognise, of_operator(ukpn.read)),
    Publisher("npg", "grid", "Northern Powergrid heat map or headroom", npg.recognise, of_operator(npg.read)),
    Publisher("enwl", "grid", "Electricity North West heat map", enwl.recognise, of_operator(enwl.read), whole=True),
    Publisher("spen", "grid", "SP Energy Networks headroom workbook", spen.recognise, of_operator(spen.read)),
    Publisher("ecr", "connections", "embedded capacity register", ecr.recognise, of_operator(ecr.read)),
    Publisher(
        "best_view",
        "grid",
        "operators' Best View of 2022",
        best_view.recognise,
        of_operator(best_view.read),
        whole=True,
    ),
    Publisher("ltds", "network", "LTDS tables of impedances", ltds.recognise, ltds.read),
    Publisher("ltds_cim", "network", "LTDS network model in CIM", cim.recognise, cim.read),
    Publisher("pandapower", "network", "pandapower network", pandapower_json.recognise, pandapower_json.read),
    Publisher("power_grid_model", "network", "power-grid-model input", pgm_json.recognise, pgm_json.read),
    Publisher("half_hours", "half_hours", "half-hourly load as metered", half_hourly.recognise, half_hourly.read),
    Publisher("neso_areas", "boundaries", "NESO licence areas", is_licence_areas, _LICENCE_AREAS),
    Publisher("ons_boundaries", "boundaries", "ONS boundaries", ons_boundaries.recognise, ons_boundaries.read),
    Publisher("ons_lookups", "boundaries", "ONS lookup between codes", ons_lookups.recognise, ons_lookups.read),
    Publisher(
        "postcodes",
        "boundaries",
        "ONS postcode directory",
        postcode_directory.recognise,
        postcode_directory.read,
        whole=True,
    ),
    Publisher("census", "census", "Census table by area", census.recognise, census.read),
    Publisher("voa", "census", "VOA build periods of 2015", voa.recognise, voa.read),
    Publisher("council_tax", "census", "VOA council tax stock", council_tax.recognise, council_tax.read),
    Publisher("la_statistics", "energy", "statistics by district", la_statistics.recognise, la_statistics.read),
    Publisher("la_points", "energy", "large sites", la_statistics_points.recognise, la_statistics_points.read),
    Publisher("energy_areas", "energy", "DESNZ energy by area", subnational_energy.recognise, subnational_energy.read),
    Publisher(
        "energy_districts",
        "energy",
        "DESNZ final energy by district",
        subnational_energy_la.recognise,
        subnational_energy_la.read,
    ),
    Publisher("ghg", "emissions", "DESNZ greenhouse gas emissions", ghg.recognise, ghg.read),
    Publisher("fuel_poverty", "fuel_poverty", "DESNZ fuel poverty", fuel_poverty.recognise, fuel_poverty.read),
    Publisher("epc", "buildings", "energy certificates", epc.recognise, epc.read),
    Publisher(
        "dft_cars", "vehicles", "licensed vehicles", la_tables.is_vehicles, of_file(la_tables.read_vehicles), whole=True
    ),
    Publisher("dft_vehicles", "vehicles", "DfT vehicle tables", dft_vehicles.recognise, dft_vehicles.read),
    Publisher("desnz_bus", "heat_pumps", "Boiler Upgrade Scheme", la_tables.is_heat_pump_grants, _GRANTS, whole=True),
    Publisher("charging_tables", "charging", "chargers by district", charging_tables.recognise, charging_tables.read),
    Publisher("evaluator", "charging", "EValuator tables by MSOA", evaluator.recognise, evaluator.read),
    Publisher("ncr", "charging", "National Chargepoint Registry", ncr.recognise, ncr.read, whole=True),
    Publisher("ocm", "charging", "Open Charge Map", ocm.recognise, ocm.read),
    Publisher("ocpi", "charging", "OCPI locations", ocpi.recognise, ocpi.read),
    Publisher("osm", "charging", "OpenStreetMap parking and chargers", osm.recognise, osm.read),
    Publisher("fes", "scenarios", "FES heat stock or building block", fes.recognise, fes.read),
    Publisher("fes_blocks", "scenarios", "FES building blocks, whole editions", fes_blocks.recognise, fes_blocks.read),
    Publisher("fes_gsps", "scenarios", "FES list of GSPs", fes_gsps.recognise, fes_gsps.read),
    Publisher("fes_index", "scenarios", "FES index of files", fes_index.recognise, fes_index.read),
    Publisher("fes_peaks", "scenarios", "FES peaks by GSP group", gsp_peaks.is_gsp_peaks, _PEAKS),
    Publisher("fes_regions", "boundaries", "NESO GSP regions", fes_regions.recognise, fes_regions.read),
    Publisher("tresp", "scenarios", "tRESP projections", tresp.recognise, tresp.read),
    Publisher("repd", "renewables", "Renewable Energy Planning Database", repd.recognise, repd.read, whole=True),
    Publisher("land_layers", "land", "land designation or habitat", land_layers.recognise, land_layers.read),
    Publisher("overhead_lines", "land", "SSEN overhead lines", overhead_lines.recognise, overhead_lines.read),
    Publisher("carbon_tables", "land", "carbon by age or habitat", carbon_tables.recognise, carbon_tables.read),
    Publisher("rasters", "land", "raster of land cover, terrain or people", rasters.recognise, rasters.read),
)
"""A file that two of them claim is an error."""


def claimants(path: Path) -> list[Publisher]:
    """Every publisher whose reader takes the file for its own, by what it holds.

    Raises:
        FaultsError: the file cannot be opened, or its archive is damaged.
    """
    try:
        head = head_of(path)
    except guard.DAMAGE as error:
        message = f"the file cannot be opened: {error}."
        raise guard.refusal(path.name, "unreadable", message, "Download it again.") from None
    return [publisher for publisher in PUBLISHERS if publisher.recognise(head)]


def identify(path: Path, *, root: Path | None = None) -> Publisher | Finding:
    """The one publisher whose file this is, or the finding that says why there is none.

    Args:
        path: the file; it is put through `guard.check` first.
        root: the folder the file must really lie in, links followed.
    """
    try:
        guard.check(path, root=root)
        found = claimants(path)
    except FaultsError as error:
        return error.findings[0]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(publisher.what for publisher in found)
        message = f"more than one reader takes this file for its own: {names}."
        return Finding("error", path.name, "two_readers", message, fix="Take it out of the data folder and tell us.")
    head = head_of(path)
    if (said := strangers.finding_about(head, path.name)) is not None:
        return said
    message = f"no reader knows this file; it is not used. It {_looks(head)}."
    fix = "Take it out of the data folder, or download it again as its publisher offers it."
    return Finding("warning", path.name, UNKNOWN, message, fix=fix)


def read(path: Path, source: SourceRow, *, root: Path | None = None) -> tuple[Publisher, Reading]:
    """The file by its publisher's reader; raises `FaultsError` where nobody, or more than one, knows it."""
    found = identify(path, root=root)
    if isinstance(found, Finding):
        raise FaultsError([found])
    return found, found.read(path, source)


def newest(files: Iterable[tuple[Path, Publisher, str]]) -> tuple[list[Path], list[Finding]]:
    """The files to use, in the order given: of a `whole` publisher only the newest edition, with a finding for others.

    Args:
        files: path, publisher and edition ("2026-03"); "" where nobody states it, which is then not compared.
    """
    known = list(files)
    latest: dict[str, str] = {}
    for _, publisher, edition in known:
        latest[publisher.name] = max(latest.get(publisher.name, ""), edition)
    kept, findings = [], []
    for path, publisher, edition in known:
        best = latest[publisher.name]
        if not publisher.whole or edition in ("", best):
            kept.append(path)
            continue
        message = f"is {publisher.what} of {edition}; a newer file, of {best}, is here and is used instead."
        fix = "Take the older file out of the data folder."
        findings.append(Finding("warning", path.name, "older_edition", message, fix=fix))
    return kept, findings


def _looks(head: Head) -> str:
    """What a file nobody claims looks like, as the end of a sentence."""
    if head.members:
        return f"is an archive that holds {', '.join(head.members[:3])}"
    text = head.text().lstrip()
    if text.startswith(("{", "[")):
        return "is JSON"
    first = " ".join(text.partition("\n")[0].split())
    printable = first.isprintable() and "\N{REPLACEMENT CHARACTER}" not in first
    return f'begins with "{first[:80]}"' if first and printable else "is not text"
