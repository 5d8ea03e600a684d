"""Which published layers lae knows how to fetch, where they live and what their licence asks for: an explicit list.

An address stands here only where it was seen at work. What has no lasting address, or may be had by hand only, is in
`BY_HAND` with the publisher's page: an honest list beats a guessed link.
"""

from dataclasses import dataclass
from typing import Final, Literal

Protocol = Literal["arcgis", "ckan", "opendatasoft", "ocm"]

_OGL: Final = "Open Government Licence v3.0"
_ONS: Final = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0"
_OS: Final = "Contains OS data © Crown copyright and database right."
_NE: Final = f"© Natural England. {_OS}"
_ONS_ROOT: Final = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
_NE_ROOT: Final = "https://services.arcgis.com/JJzESW51TqeY9uat/ArcGIS/rest/services"
_SSEN: Final = "https://data-api.ssen.co.uk/api/3/action"
_NGED: Final = "https://connecteddata.nationalgrid.co.uk/api/3/action"
_NESO: Final = "https://api.neso.energy/api/3/action"
_MB: Final = 1_000_000


@dataclass(frozen=True)
class Layer:
    """One published layer.

    Attributes:
        id: what `--layer` takes; the source_id in sources.csv is the id and the edition.
        address: the service's layer (arcgis), the portal (ckan), the export (opendatasoft) or the API (ocm).
        path: where it goes, in the data folder.
        package: of a CKAN portal: the set; `pattern` matches its file.
        key_name: the environment's variable with the key; `key_needed` where strangers get nothing.
        key_header: which header carries it, with {key} in its place.
    """

    id: str
    title: str
    publisher: str
    protocol: Protocol
    address: str
    path: str
    licence: str
    attribution: str
    package: str = ""
    pattern: str = ""
    key_name: str = ""
    key_needed: bool = False
    key_header: tuple[str, str] = ("Authorization", "{key}")
    most_bytes: int = 300 * _MB


@dataclass(frozen=True)
class ByHand:
    """A data set that lae reads but cannot fetch: where to get it and why."""

    title: str
    publisher: str
    page: str
    why: str


def _ons(name: str, title: str, service: str, path: str) -> Layer:
    address = f"{_ONS_ROOT}/{service}/FeatureServer/0"
    publisher = "Office for National Statistics"
    return Layer(name, title, publisher, "arcgis", address, path, _OGL, f"{_ONS}. {_OS}")


def _natural_england(name: str, title: str, service: str, number: int = 0, *, most_bytes: int = 300 * _MB) -> Layer:
    address = f"{_NE_ROOT}/{service}/FeatureServer/{number}"
    path = f"land/{name}.geojson"
    return Layer(name, title, "Natural England", "arcgis", address, path, _OGL, _NE, most_bytes=most_bytes)


def _ukpn(name: str, title: str, data_set: str) -> Layer:
    return Layer(
        id=name,
        title=title,
        publisher="UK Power Networks",
        protocol="opendatasoft",
        address=f"https://ukpowernetworks.opendatasoft.com/api/explore/v2.1/catalog/datasets/{data_set}/exports/csv",
        path=f"grid/{name}.csv",
        licence="CC BY 4.0 (as the portal states)",
        attribution="Contains data from UK Power Networks.",
        key_name="LAE_UKPN_KEY",
        key_needed=True,
        key_header=("Authorization", "Apikey {key}"),
    )


LAYERS: Final = (
    _ons(
        "ons_lsoa_2021",
        "Lower layer Super Output Areas, December 2021",
        "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5",
        "boundaries/lsoa_2021.geojson",
    ),
    _ons(
        "ons_districts_2024",
        "Local authority districts, December 2024",
        "Local_Authority_Districts_December_2024_Boundaries_UK_BFC",
        "boundaries/districts_2024.geojson",
    ),
    Layer(
        id="ssen_headroom",
        title="Headroom Dashboard Data",
        publisher="SSEN Distribution",
        protocol="ckan",
        address=_SSEN,
        package="generation-availability-and-network-capacity",
        pattern=r"headroom.*\.csv|headroom",
        path="grid/ssen_headroom.csv",
        licence="CC BY 4.0 (as registries of operators' portals state)",
        attribution="Contains data from SSEN Distribution.",
    ),
    Layer(
        id="connections_ssen",
        title="Embedded Capacity Register",
        publisher="SSEN Distribution",
        protocol="ckan",
        address=_SSEN,
        package="embedded_capacity_register",
        pattern=r"\.csv|part ?1",
        path="grid/connections_ssen.csv",
        licence="CC BY 4.0 (as registries of operators' portals state)",
        attribution="Contains data from SSEN Distribution.",
    ),
    Layer(
        id="nged_network_capacity",
        title="Network capacity map",
        publisher="National Grid Electricity Distribution",
        protocol="ckan",
        address=_NGED,
        package="nged-network-capacity",
        pattern=r"\.csv|capacity",
        path="grid/nged_network_capacity.csv",
        licence="NGED Open Data Licence",
        attribution="Contains data from National Grid Electricity Distribution.",
        key_name="LAE_NGED_KEY",
        key_needed=True,
    ),
    _ukpn("ukpn_headroom", "Network headroom report", "dfes-network-headroom-report"),
    _ukpn("ukpn_sites", "Grid and primary sites", "grid-and-primary-sites"),
    _ukpn("ukpn_secondary", "Secondary sites", "ukpn-secondary-sites"),
    Layer(
        id="neso_dno_areas",
        title="GIS boundaries for GB DNO licence areas",
        publisher="NESO",
        protocol="ckan",
        address=_NESO,
        package="gis-boundaries-for-gb-dno-license-areas",
        pattern=r"\.geojson|geojson",
        path="boundaries/dno_licence_areas.geojson",
        licence="NESO Open Data Licence",
        attribution="Contains data from the National Energy System Operator (NESO).",
    ),
    _natural_england(
        "alc_provisional",
        "Provisional Agricultural Land Classification",
        "Provisional Agricultural Land Classification (ALC) (England)",
    ),
    _natural_england(
        "alc_post_1988", "Agricultural Land Classification, post 1988", "Agricultural_Land_Classification_Post_1988"
    ),
    _natural_england(
        "priority_habitats",
        "Priority Habitats Inventory",
        "Priority_Habitats_Inventory_England",
        1,
        most_bytes=1_000 * _MB,
    ),
    _natural_england("ancient_woodland", "Ancient Woodland", "Ancient_Woodland_England"),
    _natural_england("sssi", "Sites of Special Scientific Interest", "SSSI_England"),
    _natural_england("sac", "Special Areas of Conservation", "Special_Areas_of_Conservation_England"),
    _natural_england("national_landscapes", "National Landscapes", "Areas_of_Outstanding_Natural_Beauty_England"),
    _natural_england("nnr", "National Nature Reserves", "National_Nature_Reserves_England"),
    _natural_england("lnr", "Local Nature Reserves", "Local_Nature_Reserves_England"),
    Layer(
        id="open_charge_map",
        title="Charge points",
        publisher="Open Charge Map",
        protocol="ocm",
        address="https://api.openchargemap.io/v3/poi/",
        path="charging/open_charge_map.json",
        licence="CC BY 4.0 (of its own data; other contributors' terms may differ)",
        attribution="Charge points: Open Charge Map contributors.",
        key_name="LAE_OCM_KEY",
        key_needed=True,
        key_header=("X-API-Key", "{key}"),
    ),
)
"""In the order they are fetched."""

_STATISTICS: Final = "https://www.gov.uk/government/collections"
BY_HAND: Final = (
    ByHand(
        "Domestic energy performance certificates",
        "MHCLG",
        "https://get-energy-performance-data.communities.gov.uk",
        "personal account needed",
    ),
    ByHand(
        "LSOA and MSOA electricity and gas",
        "DESNZ",
        f"{_STATISTICS}/sub-national-electricity-consumption-data",
        "the address changes with every edition",
    ),
    ByHand(
        "Greenhouse gases by local authority",
        "DESNZ",
        f"{_STATISTICS}/uk-local-authority-and-regional-greenhouse-gas-emissions-statistics",
        "the address changes with every edition",
    ),
    ByHand(
        "Licensed vehicles",
        "DfT",
        f"{_STATISTICS}/vehicles-statistics",
        "the address changes with every edition",
    ),
    ByHand("Network Headroom Report workbooks", "NGED", "https://connecteddata.nationalgrid.co.uk", "sign in first"),
    ByHand("tRESP pathways", "NESO", "https://www.neso.energy/data-portal", "pick the edition you plan against"),
    ByHand("Land cover", "UKCEH or ESA", "https://catalogue.ceh.ac.uk", "licence to be agreed, or tiles to be picked"),
)
"""What people ask for and lae cannot fetch for them."""
