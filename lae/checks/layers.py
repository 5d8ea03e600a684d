"""The layers a study can have, and what each answer lacks without them."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from lae.findings import Finding


class Layer(NamedTuple):
    """One layer: what it is called here, what it is, what the answers lack without it, and where to get it."""

    name: str
    what: str
    without: str
    get: str


LAYERS: Final = (
    Layer("boundaries", "districts and LSOAs", "nothing can be placed or drawn", "Run lae data boundaries."),
    Layer("grid", "substations and feeds", "no headroom can be worked out", "Run lae data grid."),
    Layer(
        "scenarios",
        "control totals by scenario",
        "no year after the operators' own figures can be answered",
        "Run lae data pathway.",
    ),
    Layer(
        "network",
        "impedances of circuits and transformers",
        "no figure is held to AC power flow, and no outage is worked out by impedance",
        "Download your operator's Long Term Development Statement (LTDS), as tables or as CIM.",
    ),
    Layer(
        "connections",
        "embedded capacity register",
        "generation and storage that wait for a connection are not seen site by site",
        "Download your operator's Embedded Capacity Register.",
    ),
    Layer(
        "supply_areas",
        "published supply areas",
        "homes hang on their nearest primary, which is an assumption",
        "Ask your operator for primary supply areas as GIS data.",
    ),
    Layer(
        "developments",
        "named developments",
        "growth lies where homes are today; no site of the local plan is placed",
        "Fill pathway/developments.csv from the local plan.",
    ),
    Layer(
        "buildings",
        "energy performance certificates",
        "heat pumps and retrofit are placed by the number of homes, not by what homes are like",
        "Download the certificates of your districts from the MHCLG service.",
    ),
    Layer(
        "census",
        "Census or VOA tables by area",
        "house types, tenure and heating are not known by area",
        "Download TS044, TS045 and TS046 from Nomis, or the VOA's council tax tables.",
    ),
    Layer(
        "half_hours",
        "half-hourly load of substations or feeders",
        "the daily shapes of load are not held beside metered ones",
        "Download a substation's time series from your operator.",
    ),
    Layer(
        "energy",
        "metered energy by area",
        "modelled kWh are not compared with what was metered",
        "Download the DESNZ LSOA electricity and gas tables.",
    ),
    Layer(
        "emissions",
        "greenhouse gas emissions by district",
        "no carbon budget can be set beside the pathway",
        "Download the DESNZ local authority greenhouse gas dataset.",
    ),
    Layer(
        "fuel_poverty",
        "fuel poverty by area",
        "nothing can be said of who is helped first",
        "Download the DESNZ sub-regional fuel poverty tables.",
    ),
    Layer(
        "vehicles",
        "licensed vehicles",
        "today's electric cars are not known, so growth is counted from the scenario alone",
        "Download DfT's VEH0105 and VEH0142.",
    ),
    Layer(
        "heat_pumps",
        "heat pump grants",
        "today's heat pumps are not known, so growth is counted from the scenario alone",
        "Download the Boiler Upgrade Scheme statistics.",
    ),
    Layer(
        "charging",
        "charge points and parking",
        "no gap in charging can be shown",
        "Download the charge points of your area from Open Charge Map, and parking from OpenStreetMap.",
    ),
    Layer(
        "renewables",
        "renewable energy projects",
        "planned generation is not on the map",
        "Download the Renewable Energy Planning Database.",
    ),
    Layer(
        "land",
        "habitats, woodland and agricultural land",
        "sequestration stays blank: a layer that is not there never counts as land that is free",
        "Run lae fetch (lae fetch --list names the layers), or download the layers from Natural England.",
    ),
)
"""The first three are needed by every answer; their absence is reported as an error where they are read."""


def missing_layers(present: Collection[str]) -> Iterator[Finding]:
    """A note for each layer that is not there, with what that means for the answers."""
    for layer in LAYERS:
        if layer.name not in present:
            message = f"no {layer.what} here: {layer.without}."
            yield Finding("note", layer.name, "missing_layer", message, fix=layer.get)
