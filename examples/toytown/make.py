"""Makes the study of Toytown: every name and number in it is invented, and simple enough to check by hand.

Run it from anywhere to write the tables beside it again; tests/test_toytown.py proves that they are its work.
"""

import io
import runpy
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from lae.assumptions import AssumptionRows
from lae.boundaries import County, Districts, Lsoas, Postcodes, PublishedAreas
from lae.files import write_table
from lae.geo import BNG
from lae.geofiles import write_geopackage
from lae.grid import contract as grid
from lae.measures import Recorded, Uptake
from lae.pathway.contract import GspShares
from lae.pathway.developments_contract import Connections, Developments, Phasing
from lae.sources import Sources
from lae.tables import Contract, kind_of, validated

HERE: Final = Path(__file__).resolve().parent

DRAWING: Final = """
    A1 A2 A3 B1 B2
    A4 A5 A6 B3 B4
"""
"""The county: each cell is an LSOA, a square of 2 km with 1,000 homes. It lies in the North Sea, so nobody can take it
for a real place. A and B are its districts; B4 is the corner no operator's file covers."""
DISTRICTS: Final = {"A": ("E99000001", "Toy Vale"), "B": ("E99000002", "Model Marsh")}
BEYOND: Final = "E99000009"
"""The district of W1, a square west of A1 and A4 whose homes hang on a Toytown primary though they lie outside."""
WEST_M, SOUTH_M, CELL_M = 600_000, 500_000, 2_000
PER_CELL: Final = 1_000

SUBSTATIONS: Final = """
id,      name,           tier,   upstream, east, north, ratings,       n_1, observed, contracted, storage, published, bound,    bound_own, rag,   constraint
G1,      Toytown Grid,   gsp,    ,         4000, 5000,  ,              ,    30,       ,           ,        ,          unknown,  unknown,   Green,
FAR-GRID,Far Grid,       gsp,    ,         ,     ,      ,              ,    ,         ,           ,        ,          unknown,  unknown,   ,
B1,      Marble Road,    bsp,    G1,       3000, 4500,  2 x 40MVA,     40,  25,       3,          0,       12,        exact,    exact,     Green,
B2,      Top Spin,       bsp,    FAR-GRID, 8000, 4500,  2 x 20MVA,     20,  15,       2,          0,       3,         exact,    exact,     Amber,
P1,      Ball Street,    primary,B1,       1000, 2000,  2 x 10MVA,     10,  12,       0.5,        0,       0,         at_most,  at_most,   Red,   Substation Thermal Capacity
P2,      Hoop Lane,      primary,B1,       3000, 2000,  2 x 10MVA,     10,  8,        1,          2,       1,         exact,    exact,     Amber,
P3,      Kite Hill,      primary,B1,       5000, 2000,  2 x 20MVA,     20,  12,       0,          0,       8,         exact,    exact,     Green,
P4,      Yo-Yo Yard,     primary,B2,       7000, 2000,  1 x 12MVA,     ,    8,        0,          0,       2,         exact,    exact,     Amber,
P5,      Domino Dock,    primary,B2,       9000, 3500,  2 x 10MVA,     10,  5,        1,          0,       3,         exact,    at_least,  Amber,
P6,      Tin Smelter,    primary,B1,       5500, 1000,  2 x 10MVA,     10,  6,        0,          0,       4,         exact,    exact,     Green,
"""
"""East and north in metres from the drawing's south-west corner; powers in MVA."""
HOMES: Final = runpy.run_path(str(HERE / "homes.py"))
"""The homes, and lae's own tables for what Toytown does not invent."""
CARBON: Final = runpy.run_path(str(HERE / "carbon.py"))
MONEY: Final = runpy.run_path(str(HERE / "money.py"))
LAND: Final = runpy.run_path(str(HERE / "land.py"))
PLAN: Final = runpy.run_path(str(HERE / "plan.py"))
ELECTRIC: Final = runpy.run_path(str(HERE / "electric.py"))
GROWTH: Final = runpy.run_path(str(HERE / "growth.py"))
"""What grows: the control totals, what each unit draws, and the named sites."""
YEARS, PER_LSOA, LABELS = GROWTH["YEARS"], GROWTH["PER_LSOA"], GROWTH["LABELS"]

SOURCES: Final = {
    "toy_maps": "Squares drawn by hand",
    "toy_operator_2025": "Headroom of the Toytown Electric Company",
    "toy_futures": "Two futures of Toytown",
    "toy_settings": "Settings that keep the arithmetic simple",
}


def cells() -> list[tuple[str, int, int]]:
    """Name, west and south in metres of every LSOA of the drawing."""
    rows = [line.split() for line in DRAWING.split("\n") if line.strip()]
    height = len(rows)
    return [
        (name, WEST_M + column * CELL_M, SOUTH_M + (height - 1 - row) * CELL_M)
        for row, names in enumerate(rows)
        for column, name in enumerate(names)
    ]


def code_of(name: str) -> str:
    """The LSOA's code: A1 is E99100101, B4 is E99100204, W1 is E99100901."""
    return f"E991{ {'A': '001', 'B': '002', 'W': '009'}[name[0]] }{name[1:].zfill(2)}"


def boundaries() -> dict[str, gpd.GeoDataFrame]:
    """The layers of boundaries.gpkg: the county, its districts and their LSOAs."""
    shapes = {name: box(west, south, west + CELL_M, south + CELL_M) for name, west, south in cells()}
    lsoas = gpd.GeoDataFrame(
        {
            "lsoa_code": [code_of(name) for name in shapes],
            "lsoa_name": [f"{DISTRICTS[name[0]][1]} {name}" for name in shapes],
            "district_code": [DISTRICTS[name[0]][0] for name in shapes],
            "area_ha": [shape.area / 10_000 for shape in shapes.values()],
        },
        geometry=list(shapes.values()),
        crs=BNG,
    )
    districts = lsoas[["district_code", "geometry"]].dissolve("district_code").reset_index()
    districts["district_name"] = districts["district_code"].map(dict(DISTRICTS.values()))
    districts["area_ha"] = districts.area / 10_000
    county = lsoas[["geometry"]].dissolve().reset_index(drop=True)
    county["area_ha"] = county.area / 10_000
    layers = {"county": (county, County), "districts": (districts, Districts), "lsoas": (lsoas, Lsoas)}
    return {
        name: gpd.GeoDataFrame(validated(layer, contract, name), crs=BNG) for name, (layer, contract) in layers.items()
    }


def postcodes() -> pd.DataFrame:
    """Two postcodes an LSOA, both at its centre, but for A2: its second one lies 800 m nearer to Ball Street."""
    rows = []
    for name, west, south in cells():
        district = DISTRICTS[name[0]][0]
        for number in (1, 2):
            east = west + CELL_M // 2 - (800 if (name, number) == ("A2", 2) else 0)
            rows.append((f"TY{name[1:]} {number}{name[0]}A", district, code_of(name), east, south + CELL_M // 2))
    return table(Postcodes, rows, ["postcode", "district_code", "lsoa_code", "easting_m", "northing_m"])


def served_lsoas() -> pd.DataFrame:
    """Which operator and GSP group each LSOA lies in; B4 is another operator's, W1 lies beyond the county."""
    points = postcodes().groupby("lsoa_code")[["easting_m", "northing_m"]].mean()
    rows = []
    for name, _, _ in cells():
        dno = "elsewhere" if name == "B4" else "toy"
        area = "Elsewhere" if name == "B4" else "Toytown"
        group = "TOYG_1" if name[0] == "A" else "FARG_1"
        code = code_of(name)
        rows.append((code, DISTRICTS[name[0]][0], True, dno, area, group, *points.loc[code]))
    rows.append((code_of("W1"), BEYOND, False, "toy", "Toytown", "TOYG_1", WEST_M - 1000.0, SOUTH_M + 2000.0))
    names = ["lsoa_code", "district_code", "in_study", "dno", "licence_area", "gsp_group", "easting_m", "northing_m"]
    return table(grid.ServedLsoas, rows, names, share=1.0, dwellings=float(PER_CELL), source_id="toy_maps")


def substations() -> pd.DataFrame:
    """The SUBSTATIONS table: the drawing above with every other column at its plainest."""
    rows = block(SUBSTATIONS).reset_index(drop=True)
    known = rows["published"].notna()
    stub = rows["observed"].isna()
    far = rows["id"].isin(["FAR-GRID", "B2", "P4", "P5"])
    return table(
        grid.Substations,
        rows,
        substation_id=[substation(name) for name in rows["id"]],
        asset_id=rows["id"],
        dno="toy",
        licence_area="Toytown",
        gsp_group=np.where(far, "FARG_1", "TOYG_1"),
        voltage=rows["tier"].map({"gsp": "400 / 132", "bsp": "132 / 33", "primary": "33 / 11"}),
        easting_m=rows["east"] + WEST_M,
        northing_m=rows["north"] + SOUTH_M,
        stub=stub,
        transformers_count=rows["ratings"].str[0].astype("float64"),
        n_minus_1_mva=rows["n_1"],
        single_transformer=rows["ratings"].str.startswith("1 x"),
        observed_max_mva=rows["observed"],
        observed_min_mva=rows["observed"] / 2,
        observed_year=YEARS[0],
        contracted_excl_bess_mva=rows["contracted"],
        contracted_bess_mva=rows["storage"],
        figure_year=YEARS[0],
        headroom_basis=np.where(known, "path", "none"),
        demand_headroom_mva=rows["published"],
        demand_published_value=rows["published"],
        demand_unit=np.where(known, "MVA", ""),
        demand_queue="contracted_excl_bess",
        demand_bound=rows["bound"],
        demand_bound_own=rows["bound_own"],
        demand_rag=rows["rag"],
        demand_constraint=rows["constraint"],
        generation_headroom_mva=np.where(known, 0.0, np.nan),
        generation_published_value=np.where(known, 0.0, np.nan),
        generation_unit=np.where(known, "MVA", ""),
        generation_bound=np.where(known, "at_most", "unknown"),
        generation_rag=np.where(known, "Red", ""),
        generation_constraint=np.where(known, "Upstream Thermal Capacity", ""),
        vintage="2025-12",
        source_id="toy_operator_2025",
        source_row=np.arange(2, len(rows) + 2),
        licence="MIT",
    )


def feeds() -> pd.DataFrame:
    """Who feeds whom, as the `upstream` column says."""
    rows = block(SUBSTATIONS)
    rows["source_row"] = np.arange(2, len(rows) + 2)
    fed = rows[rows["upstream"].ne("")]
    ids = {"substation_id": "id", "upstream_id": "upstream"}
    named = {column: [substation(name) for name in fed[source]] for column, source in ids.items()}
    return table(
        grid.Feeds, fed[["source_row"]], **named, share=1.0, normally_open=False, source_id="toy_operator_2025"
    )


def works() -> pd.DataFrame:
    """Bigger transformers for Hoop Lane, and one circuit that two substations wait for."""
    names = ["work_id", "scheme_id", "substation_id", "scope", "type", "text", "completion"]
    names += ["effective_year", "before_mva", "after_mva"]
    nan = float("nan")
    bigger = "Replace 2 x 10MVA with 2 x 15MVA"
    circuit = "New circuit from Toytown Grid to Marble Road"
    rows = [
        ("toy-1", "toy-hoop", substation("P2"), "substation", "capacity", bigger, "2030-06", 2030.0, 10.0, 15.0),
        ("toy-2", "toy-circuit", substation("B1"), "substation", "circuit", circuit, "2032-12", 2033.0, nan, nan),
        ("toy-3", "toy-circuit", substation("P1"), "upstream", "circuit", circuit, "2032-12", 2033.0, nan, nan),
    ]
    origin = {"vintage": "2025-12", "source_id": "toy_operator_2025", "licence": "MIT"}
    return table(grid.Works, rows, names, **origin, source_row=np.arange(2, 5))


def scenario_figures() -> pd.DataFrame:
    """The operator's own scenario for Kite Hill, which is not one of ours."""
    rows = [(year, headroom) for year, headroom in zip(YEARS, (8.0, 7.0, 6.0), strict=True)]
    return table(
        grid.ScenarioFigures,
        rows,
        ["year", "headroom_mva"],
        substation_id=substation("P3"),
        direction="demand",
        scenario="toy:Company View",
        published_value=[headroom for _, headroom in rows],
        unit="MVA",
        vintage="2025-12",
        source_id="toy_operator_2025",
        source_row=9,
        licence="MIT",
    )


def profiles() -> pd.DataFrame:
    """All load in one half-hour: the base load swings from its minimum to its maximum, the rest from 0 to 1."""
    kinds = sorted({"base", *block(GROWTH["TECHNOLOGIES"])["profile_id"]})
    rows = [
        (kind, day, slot, float((day, slot) == GROWTH["ELSEWHEN"].get(kind, GROWTH["PEAK"])))
        for kind in kinds
        for day in ("summer", "winter")
        for slot in range(48)
    ]
    return table(grid.Profiles, rows, ["profile_id", "day", "slot", "shape_ratio"], tier="D", source_id="toy_settings")


def technologies() -> pd.DataFrame:
    """What a unit of each technology draws: one kind of load each, but three for cars and two for batteries."""
    rows = block(GROWTH["TECHNOLOGIES"])
    return table(grid.Technologies, rows, measure=rows["measure"].where(rows["measure"].ne(""), rows["technology"]))


def uptake(scenario: str) -> pd.DataFrame:
    """The control totals of one scenario, a row a district, block and year."""
    sizes = pd.Series([name[0] for name, _, _ in cells()]).value_counts()
    rows = [
        (DISTRICTS[letter][0], stock, year, float(count * sizes[letter]), GROWTH["UNITS"].get(stock, "homes"))
        for letter in sorted(DISTRICTS)
        for stock, counts in sorted(PER_LSOA[scenario].items())
        for year, count in zip(YEARS, counts, strict=True)
    ]
    names = ["district_code", "building_block", "year", "value", "unit"]
    origin = {"provenance": "illustrative", "source_id": "toy_futures", "source_row": np.arange(2, len(rows) + 2)}
    return table(Uptake, rows, names, scenario=scenario, **origin)


def recorded() -> pd.DataFrame:
    """What was counted at the end of the base year."""
    sizes = pd.Series([name[0] for name, _, _ in cells()]).value_counts()
    rows = [
        (DISTRICTS[letter][0], technology, float(count * sizes[letter]))
        for letter in sorted(DISTRICTS)
        for technology, count in sorted(GROWTH["RECORDED"].items())
    ]
    origin = {"bound": "exact", "source_id": "toy_futures", "source_row": np.arange(2, len(rows) + 2)}
    return table(Recorded, rows, ["district_code", "technology", "count"], year=YEARS[0], **origin)


def sites() -> dict[str, pd.DataFrame]:
    """Named developments, their yearly homes, and the connections the operator has contracted."""
    rows, connections = block(GROWTH["DEVELOPMENTS"]), block(GROWTH["CONNECTIONS"])
    origin = {"source_id": "toy_futures", "source_row": np.arange(2, len(rows) + 2), "updated": "2025-12-31"}
    found = table(
        Developments,
        rows,
        planning_authority=[DISTRICTS[name[0]][1] for name in rows["lsoa"]],
        district_code=[DISTRICTS[name[0]][0] for name in rows["lsoa"]],
        lsoa_code=[code_of(name) for name in rows["lsoa"]],
        substation_id=[substation(name) for name in rows["at"]],
        homes_count=rows["homes"],
        expected_kva=rows["kva"],
        contracted_connection_id=rows["connection"],
        evidence_grade=rows["grade"],
        **origin,
    )
    return {
        "pathway/developments.csv": found,
        "pathway/phasing.csv": table(Phasing, block(GROWTH["PHASING"])),
        "pathway/contracted_connections.csv": table(
            Connections, connections, substation_id=[substation(name) for name in connections["at"]]
        ),
    }


def tables() -> dict[str, pd.DataFrame]:
    """Every table of the study by its path inside data/."""
    sizes = [("E99000001", 2400.0), ("E99000002", 1600.0)]
    gsps = [("Toytown Grid", "TOYG_1"), ("Far Grid", "FARG_1")]
    shares = [("E99000001", "TOYG_1", 6000.0), ("E99000002", "FARG_1", 4000.0), (BEYOND, "TOYG_1", 1000.0)]
    smelter = [(substation("P6"), "exclude", "one customer, no homes", "toy_settings")]
    alias = [("toy", "Far Grid", "400 / 132", "far-grid", "Far Grid", "", "", "its owner publishes a name but no id")]
    alias_names = ["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"]
    return {
        "sources.csv": table(
            Sources,
            [*((key, title, "") for key, title in SOURCES.items()), *LAND["sources"]()],
            ["source_id", "title", "sha256"],
            publisher="Toytown (invented)",
            licence="MIT",
            attribution="Invented for lae's example study.",
            vintage="2025-12",
            retrieved="2025-12",
            note="No real place, firm or person is meant.",
        ),
        "assumptions.csv": HOMES["completed"](
            table(
                AssumptionRows,
                block(GROWTH["ASSUMPTIONS"]),
                source="invented, so that sums can be done in the head",
                year=float(YEARS[0]),
                tier="D",
                source_id="toy_settings",
            )
        ),
        "boundaries/postcodes.csv.gz": postcodes(),
        "boundaries/published_areas.csv": table(
            PublishedAreas, sizes, ["district_code", "area_ha"], source_id="toy_maps"
        ),
        "grid/substations.csv": substations(),
        "grid/feeds.csv": feeds(),
        "grid/works.csv": works(),
        "grid/scenario_figures.csv": scenario_figures(),
        "grid/aliases.csv": table(grid.Aliases, alias, alias_names),
        "grid/gsp_groups.csv": table(
            grid.GspGroups, gsps, ["upstream_gsp", "gsp_group"], dno="toy", complete=True, reason="all of it is drawn"
        ),
        "grid/served_lsoas.csv": served_lsoas(),
        "grid/supply_overrides.csv": table(
            grid.SupplyOverrides, smelter, ["substation_id", "rule", "reason", "source_id"]
        ),
        "grid/profiles.csv": profiles(),
        "grid/technologies.csv": technologies(),
        "pathway/recorded.csv": recorded(),
        "pathway/gsp_shares.csv": table(
            GspShares,
            shares,
            ["district_code", "gsp_group", "cars_count"],
            dwellings_share=1.0,
            source_id="toy_maps",
        ),
        **HOMES["tables"]({name: code_of(name) for name, _, _ in cells()}, DISTRICTS),
        **LAND["tables"](HOMES["own"], {name: code_of(name) for name, _, _ in cells()}),
        **CARBON["tables"](DISTRICTS),
        **MONEY["tables"](DISTRICTS),
        **PLAN["tables"](DISTRICTS),
        **ELECTRIC["tables"](),
        **sites(),
        **{f"pathway/{scenario}/uptake.csv": uptake(scenario) for scenario in sorted(PER_LSOA)},
    }


def table(contract: type[Contract], rows: Any, names: list[str] | None = None, /, **columns: Any) -> pd.DataFrame:
    """`rows` and constant `columns` as a checked table; what the contract has beyond them is blank."""
    frame = (rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=names)).assign(**columns)
    wanted = list(contract.to_schema().columns)
    blanks = {name: np.nan if kind_of(contract, name) == "float64" else "" for name in wanted if name not in frame}
    frame = frame.assign(**blanks)[wanted]
    kinds = {name: kind_of(contract, name) for name in wanted}
    return validated(frame.astype(kinds), contract, contract.__name__)


def block(text: str) -> pd.DataFrame:
    """A drawn table: cells parted by commas and padded with spaces; blank numbers are missing, blank text is empty."""
    frame = pd.read_csv(io.StringIO(text.strip()), skipinitialspace=True)
    empty = frame.columns[frame.isna().all()]
    frame = frame.astype(dict.fromkeys(empty, "str"))
    words = frame.columns[frame.dtypes == "str"]
    return frame.assign(**{name: frame[name].fillna("") for name in words})


def substation(name: str) -> str:
    """The substation's id."""
    return "toy:far-grid" if name == "FAR-GRID" else f"toy:{name}"


def write(folder: Path) -> None:
    """Write Toytown's data folder; the same bytes every time."""
    for path, frame in tables().items():
        write_table(frame, folder / path, inert=False)
    for path, content in LAND["files"]().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    write_geopackage(boundaries(), folder / "boundaries" / "boundaries.gpkg")
    for scenario, label in LABELS.items():
        lines = {"id": scenario, "label": label, "family": "Toytown", "note": "Invented.", "source_id": "toy_futures"}
        text = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
        (folder / "pathway" / scenario / "scenario.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(HERE / "data")
