"""Invented certificates of an invented stock: SAP points follow from what a home is, its street and its assessor."""

import numpy as np
import pandas as pd

from lae.buildings import contract as certified
from lae.buildings.coded import codes_of
from lae.buildings.contract import Certificates
from lae.buildings.stock_contract import AGES, HEATINGS, TYPES
from lae.tables import columns_of, validated

AGE_POINTS = [52, 54, 58, 61, 64, 66, 68, 70, 73, 77, 80, 84, 86]
"""SAP points of an uninsulated house on gas by age band A to M, near what English homes of that age score."""
HEATING_POINTS = dict.fromkeys(HEATINGS, 0) | {"oil": -4, "lpg": -9, "solid_fuel": -12, "electric_storage": -7}
HEATING_POINTS |= {"electric_direct": -11, "heat_pump": 4, "hybrid_heat_pump": 4, "heat_network": 2, "none": -20}
TYPE_POINTS = dict(zip(TYPES, [-3, 0, 0, 2, 4, -3, -8], strict=True))
INSULATED_POINTS = 6
STREET_SD = 2.5
ERROR_SD_AT_35, ERROR_SD_AT_85 = 8.0, 2.4
"""The assessors' spread that Crawley et al. 2019 measured."""
KINDS = {"detached": "house", "semi_detached": "house", "end_terrace": "house", "mid_terrace": "house"}
SYSTEMS = {
    "gas": ("boiler", "gas"),
    "oil": ("boiler", "oil"),
    "lpg": ("boiler", "lpg"),
    "solid_fuel": ("room_heaters", "solid_fuel"),
    "electric_storage": ("storage_heaters", "electricity"),
    "electric_direct": ("electric_other", "electricity"),
    "heat_pump": ("heat_pump_air", "electricity"),
    "hybrid_heat_pump": ("hybrid_heat_pump", "gas"),
    "heat_network": ("heat_network", "gas"),
    "none": ("none", "none"),
}


def points(homes: pd.DataFrame, *, seed: int = 7) -> np.ndarray:
    """SAP points of homes, whole, 1 to 100."""
    rng = np.random.default_rng(seed)
    age = codes_of(homes["age_band"], AGES)
    base = np.array(AGE_POINTS, float)[age]
    base += homes["heating"].astype("str").map(HEATING_POINTS).to_numpy(float)
    base += homes["dwelling_type"].astype("str").map(TYPE_POINTS).to_numpy(float)
    insulated = homes["wall_insulation"].astype("str").isin(["filled", "internal", "external"]).to_numpy()
    base += INSULATED_POINTS * insulated
    street = pd.factorize(homes["postcode"].astype("str"))[0]
    base += rng.normal(0.0, STREET_SD, size=street.max() + 1)[street]
    spread = np.interp(base, [35, 85], [ERROR_SD_AT_35, ERROR_SD_AT_85])
    return np.clip(np.round(base + rng.normal(size=len(homes)) * spread), 1, 100)


def certificates(homes: pd.DataFrame, rows: np.ndarray, *, with_uprn: float = 0.92, seed: int = 7) -> pd.DataFrame:
    """A certificate of each of these rows of contract Dwellings, lodged in their order, as contract Certificates."""
    rng = np.random.default_rng(seed)
    sap = points(homes, seed=seed)[rows]
    of = homes.iloc[rows].reset_index(drop=True)
    number = len(of)
    kind = of["dwelling_type"].astype("str")
    heating = of["heating"].astype("str")
    band = np.array(list("GFEDCBA"))[np.searchsorted([21, 39, 55, 69, 81, 92], sap, side="right")]
    uprn = np.where(rng.random(number) < with_uprn, (10_000 + rows).astype("str"), "")
    days = np.datetime64("2015-01-01") + (np.arange(number) * 3_650 // max(number, 1)).astype("timedelta64[D]")
    text = {
        "uprn_basis": np.where(uprn == "", "", "assessor"),
        "postcode": of["postcode"].astype("str"),
        "lodgement_date": days.astype("str"),
        "inspection_date": days.astype("str"),
        "property_type": kind.map(KINDS).fillna(kind),
        "built_form": kind.where(kind.isin(KINDS), ""),
        "age_band": of["age_band"].astype("str"),
        "tenure": of["tenure"].astype("str"),
        "epc_band": band,
        "heating": heating.map({name: system for name, (system, _) in SYSTEMS.items()}),
        "main_fuel": heating.map({name: fuel for name, (_, fuel) in SYSTEMS.items()}),
        "source_id": "toy_certificates",
        "vintage": "2025-12",
        "licence": "MIT",
    }
    same = ["wall", "wall_insulation", "roof", "roof_insulation", "floor", "floor_insulation", "glazing"]
    text |= {name: of[name].astype("str") for name in same}
    frame = pd.DataFrame({name: pd.Series(values, index=range(number)) for name, values in text.items()})
    frame = frame.assign(
        certificate_id=[f"{row:010d}" for row in range(number)],
        uprn=pd.Series(uprn, dtype="str"),
        home_row=np.arange(2, number + 2),
        source_row=np.arange(2, number + 2),
        sap_points=sap,
        floor_area_m2=of["floor_area_m2"],
        loft_insulation_mm=of["loft_insulation_mm"],
    )
    return contracted(frame)


def contracted(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as contract Certificates: what it lacks is blank, and text is categorical where the contract says so."""
    lists = {
        "uprn_basis": certified.UPRN_BASES,
        "property_type": certified.HOME_TYPES,
        "built_form": certified.FORMS,
        "age_band": certified.AGE_BANDS,
        "tenure": certified.TENURES,
        "occasion": certified.OCCASIONS,
        "epc_band": certified.BANDS,
        "potential_band": certified.BANDS,
        "main_fuel": certified.FUELS,
        "heating": certified.HEATING,
        "hot_water": certified.HOT_WATER,
        "mains_gas": certified.YES_NO,
        "tariff": certified.TARIFFS,
        "wall": certified.WALLS,
        "wall_insulation": certified.WALL_INSULATION,
        "roof": certified.ROOFS,
        "roof_insulation": certified.INSULATION,
        "floor": certified.FLOORS,
        "floor_insulation": certified.INSULATION,
        "glazing": certified.GLAZING,
        "panes": certified.PANES,
        "photovoltaics": certified.YES_NO,
        "solar_water": certified.YES_NO,
    }
    kinds = Certificates.to_schema().columns
    columns = {}
    for name in columns_of(Certificates):
        kind = str(kinds[name].dtype)
        values = frame[name] if name in frame.columns else None
        if kind == "category":
            text = pd.Series([""] * len(frame) if values is None else values.astype("str").to_list(), dtype="str")
            known = lists.get(name) or sorted(set(text))
            columns[name] = pd.Series(pd.Categorical(text, categories=pd.Index(known, dtype="str")))
        elif values is None:
            columns[name] = pd.Series(np.full(len(frame), np.nan))
        else:
            columns[name] = values.reset_index(drop=True).astype("float64" if kind == "float64" else values.dtype)
    return validated(pd.DataFrame(columns), Certificates, "certificates")


LSOAS = ["E01900001", "E01900002", "E01900003"]
DISTRICTS = ["E07900001", "E07900001", "E07900002"]


def lsoas() -> pd.DataFrame:
    """Three LSOAs: a town and a village in one MSOA of one district, and a town in another."""
    names = ["Toy Vale 001A", "Toy Vale 001B", "Model Marsh 001A"]
    rows = {"lsoa_code": LSOAS, "lsoa_name": names, "district_code": DISTRICTS, "area_ha": [20.0, 2_000.0, 25.0]}
    return pd.DataFrame(rows)


def postcodes() -> pd.DataFrame:
    """Two places an LSOA, one of them with two postcodes; the last LSOA has none."""
    rows = [
        ("TY1 1AA", 0, 100, 100),
        ("TY1 1AB", 0, 100, 100),
        ("TY1 1AC", 0, 200, 100),
        ("TY1 2AA", 1, 900, 900),
        ("TY1 2AB", 1, 950, 900),
    ]
    return pd.DataFrame(
        {
            "postcode": [row[0] for row in rows],
            "district_code": [DISTRICTS[row[1]] for row in rows],
            "lsoa_code": [LSOAS[row[1]] for row in rows],
            "easting_m": [400_000 + row[2] for row in rows],
            "northing_m": [200_000 + row[3] for row in rows],
        }
    )


def margin(level: str, area: str, attribute: str, counts: dict[str, float], **changed: object) -> pd.DataFrame:
    """Rows of contract Margins of one area and attribute."""
    origin = {"counted": "dwellings", "provenance": "published", "basis": "", "source_id": "toy", "vintage": "2025-03"}
    rows = {"area_level": level, "area_code": area, "attribute": attribute, "category": list(counts)}
    frame = pd.DataFrame(rows | {"count": [float(value) for value in counts.values()]})
    return frame.assign(**(origin | {"licence": "MIT"} | changed))


def ages(**counts: float) -> dict[str, float]:
    """Homes of every age band, none where not said."""
    return {band: counts.get(band, 0.0) for band in AGES}


def margins() -> pd.DataFrame:
    """60, 30 and 10 homes by age, and the first LSOA's types: 40 flats and 20 detached."""
    types = dict.fromkeys(TYPES, 0.0)
    return pd.concat(
        [
            margin("lsoa", LSOAS[0], "age", ages(A=20, D=40)),
            margin("lsoa", LSOAS[1], "age", ages(A=30)),
            margin("lsoa", LSOAS[2], "age", ages(M=10)),
            margin("lsoa", LSOAS[0], "type", types | {"flat": 40, "detached": 20}),
            margin("lsoa", LSOAS[1], "type", types | {"detached": 30}),
            margin("lsoa", LSOAS[2], "type", types | {"semi_detached": 10}),
            margin("lad", DISTRICTS[0], "heating", {"gas": 60, "oil": 20}),
        ],
        ignore_index=True,
    )
