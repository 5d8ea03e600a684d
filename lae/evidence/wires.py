"""A study's electrical model with its loads as amounts and its branches in ohms: what every export is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import FaultsError, Finding, raise_errors
from lae.grid.electrical.contract import RATIO_KINDS
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.graph import Model, model
from lae.inputs import Inputs

FACTOR_ID: Final = "power_factor_demand"
TABLES: Final = ("buses", "branches", "grid_sources", "grid_loads")
MICRO: Final = 1e-6


@dataclass(frozen=True)
class Made:
    """A file's content, and what it leaves out."""

    content: bytes
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Wires:
    """The model, every load an amount, with the study's points; `findings` say what of it has no amount or place."""

    given: Model
    points: pd.DataFrame
    findings: tuple[Finding, ...]


def wires_of(inputs: Inputs) -> Wires:
    """The study's electrical model at the observed maximum of each substation.

    Raises:
        FaultsError: the study has no impedances, or they break their contracts.
    """
    tables = inputs.tables
    if tables["branches"].empty:
        message = "the study has no impedances: there is no electrical model to export."
        fix = "Put LTDS tables, an LTDS CIM model, pandapower or power-grid-model JSON into its data folder."
        raise FaultsError([Finding("error", "grid/branches.csv", "no_impedances", message, fix=fix)])
    loads, found = _amounts(tables["grid_loads"], tables["substations"], inputs.assumptions.value(FACTOR_ID))
    given = model(tables["buses"], tables["branches"], tables["grid_sources"], loads)
    raise_errors(model_findings(given))
    return Wires(given, _points(given, tables), tuple(found))


def _amounts(loads: pd.DataFrame, substations: pd.DataFrame, factor: float) -> tuple[pd.DataFrame, list[Finding]]:
    """The loads with P and Q: a share of a substation's load becomes one of its observed maximum."""
    peak = loads["substation_id"].map(substations.set_index("substation_id")["observed_max_mva"]).astype("float64")
    mva = loads["share"] * peak
    shared = loads["substation_id"].ne("")
    p, q = (
        loads[name].where(~shared, mva * size)
        for name, size in (("p_mw", factor), ("q_mvar", float(np.sqrt(1 - factor**2))))
    )
    blank = p.isna() | q.isna()
    told = loads.assign(p_mw=p, q_mvar=q, share=np.nan)[~blank]
    told = told.assign(substation_id=pd.Series("", index=told.index, dtype="str"))
    message = "hang on substations of no observed maximum, and are left out of the export."
    ids = tuple(loads.loc[blank, "asset_id"])
    found = [Finding("warning", "grid/loads.csv", "no_amount", message, ids=ids)] if ids else []
    if shared.any():
        message = f"loads are the observed maxima at a power factor of {factor:g}, not of one moment."
        found.append(Finding("note", "grid/loads.csv", "observed_maxima", message))
    return told.reset_index(drop=True), found


def _points(given: Model, tables: Mapping[str, Any]) -> pd.DataFrame:
    """Easting and northing by busbar: its own where published, else those of the substation it belongs to."""
    buses, substations = given.buses, tables["substations"]
    own = tables["bus_points"].set_index("bus_id")[["easting_m", "northing_m"]]
    places = substations.set_index("substation_id")[["easting_m", "northing_m"]]
    of_bus = tables["grid_loads"].drop_duplicates("bus_id").set_index("bus_id")["substation_id"]
    by_asset = substations.drop_duplicates("asset_id").set_index("asset_id")["substation_id"]
    by_name = substations.drop_duplicates("name").set_index("name")["substation_id"]
    site = buses["site_id"]
    whose = buses["bus_id"].map(of_bus).replace("", np.nan)
    whose = whose.fillna(site.map(by_asset)).fillna(site.map(by_name))
    found = {
        name: buses["bus_id"].map(own[name]).astype("float64").fillna(whose.map(places[name]).astype("float64"))
        for name in ("easting_m", "northing_m")
    }
    return pd.DataFrame({"bus_id": buses["bus_id"], **found})


def physical(rows: pd.DataFrame, buses: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    """Rated kV of both ends, nominal kV of both, the base, and ohm and siemens at the `to` end, each (row,)."""
    kv = buses.set_index("bus_id")["nominal_kv"]
    nominal = {end: rows[f"{end}_bus"].map(kv).to_numpy(float) for end in ("from", "to")}
    rated = {
        end: np.where(rows[f"rated_{end}_kv"].isna(), nominal[end], rows[f"rated_{end}_kv"]) for end in ("from", "to")
    }
    size = rows["winter_mva"].fillna(rows["summer_mva"]).fillna(100.0).replace(0.0, 100.0)
    base = np.where(rows["base_mva"].isna(), size, rows["base_mva"]).astype(float)
    ohm = rated["to"] ** 2 / base
    percent = rows["impedance_unit"].eq("percent").to_numpy()
    scale, shunt = np.where(percent, ohm / 100, 1.0), np.where(percent, 1 / ohm / 100, MICRO)
    return {
        "from": rated["from"],
        "to": rated["to"],
        "nominal_from": nominal["from"],
        "nominal_to": nominal["to"],
        "base": base,
        "r": rows["resistance_value"].fillna(0).to_numpy(float) * scale,
        "x": rows["reactance_value"].fillna(0).to_numpy(float) * scale,
        "g": rows["conductance_value"].fillna(0).to_numpy(float) * shunt,
        "b": rows["susceptance_value"].fillna(0).to_numpy(float) * shunt,
    }


def component(rows: pd.DataFrame, real: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.str_]:
    """What each branch is elsewhere: line, transformer, link, transfer, or generic, a winding without nameplate."""
    wound = rows["kind"].isin(RATIO_KINDS).to_numpy()
    plain = wound & (real["x"] > 0) & (real["b"] <= 0)
    kinds = np.where(wound, np.where(plain, "transformer", "generic"), "line")
    kinds = np.where(rows["kind"].eq("switch"), "link", kinds)
    return np.where(rows["kind"].eq("transfer"), "transfer", kinds)


def rating(rows: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The winter rating, the summer one where there is none."""
    return rows["winter_mva"].fillna(rows["summer_mva"]).to_numpy(float)


def left_out(rows: pd.DataFrame, why: str) -> list[Finding]:
    """A warning that names branches a format has no place for; none where there are none."""
    ids = tuple(rows["asset_id"])
    return [Finding("warning", "grid/branches.csv", "not_exported", why, ids=ids)] if ids else []
