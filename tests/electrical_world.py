"""Small electrical models for tests: rows with only what matters, the IEEE 33-bus feeder, random radial grids."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from lae.grid.electrical.graph import model

WHENCE = {"source_id": "invented", "source_row": 1, "provenance": "illustrative"}


def bus(name, kv=11.0, site=""):
    return {"bus_id": name, "name": name, "site_id": site, "nominal_kv": kv, **WHENCE}


def branch(asset, start, end, x=np.nan, r=0.0, *, kind="line", unit="percent", mva=np.nan, **more):
    """Percent on 1 MVA unless told otherwise: 100 x is then per unit on the base of `Network`."""
    row = {"asset_id": asset, "name": asset, "kind": kind, "from_bus": start, "to_bus": end, "clock_count": 0}
    row |= {"impedance_unit": unit, "base_mva": 1.0 if unit == "percent" else np.nan, "operation": ""}
    row |= {"resistance_value": r, "reactance_value": x, "winter_mva": mva, "summer_mva": mva, "normally_open": False}
    return row | WHENCE | more


def switch(asset, start, end, *, normally_open=False, operation="", mva=np.nan):
    row = branch(asset, start, end, kind="switch", unit="", mva=mva)
    return row | {"resistance_value": np.nan, "normally_open": normally_open, "operation": operation}


def source(name, volts=1.0, **more):
    row = {"asset_id": f"source {name}", "bus_id": name, "voltage_ratio": volts}
    return row | WHENCE | more


def load(name, p, q=0.0):
    return {"asset_id": f"load {name}", "bus_id": name, "substation_id": "", "p_mw": p, "q_mvar": q, **WHENCE}


def made(buses, branches, sources, loads=()):
    return model(*(pd.DataFrame(list(rows)) for rows in (buses, branches, sources, loads)))


IEEE_33 = """
1-2 .0922 .0470 100 60; 2-3 .4930 .2511 90 40; 3-4 .3660 .1864 120 80; 4-5 .3811 .1941 60 30; 5-6 .8190 .7070 60 20
6-7 .1872 .6188 200 100; 7-8 .7114 .2351 200 100; 8-9 1.0300 .7400 60 20; 9-10 1.0440 .7400 60 20
10-11 .1966 .0650 45 30; 11-12 .3744 .1238 60 35; 12-13 1.4680 1.1550 60 35; 13-14 .5416 .7129 120 80
14-15 .5910 .5260 60 10; 15-16 .7463 .5450 60 20; 16-17 1.2890 1.7210 60 20; 17-18 .7320 .5740 90 40
2-19 .1640 .1565 90 40; 19-20 1.5042 1.3554 90 40; 20-21 .4095 .4784 90 40; 21-22 .7089 .9373 90 40
3-23 .4512 .3083 90 50; 23-24 .8980 .7091 420 200; 24-25 .8960 .7011 420 200; 6-26 .2030 .1034 60 25
26-27 .2842 .1447 60 25; 27-28 1.0590 .9337 60 20; 28-29 .8042 .7006 120 70; 29-30 .5075 .2585 200 600
30-31 .9744 .9630 150 70; 31-32 .3105 .3619 210 100; 32-33 .3410 .5302 60 40
"""
"""Baran and Wu 1989: from-to, ohm, ohm, kW and kvar at the lower end; branch n ends at bus n + 1 of their numbering."""
IEEE_33_TIES = "8-21 2 2; 9-15 2 2; 12-22 2 2; 18-33 .5 .5; 25-29 .5 .5"


def ieee_33(*, opened=()):
    """The feeder at 12.66 kV. Branch s1 to s32 are the sections, s33 to s37 the ties; `opened` are their numbers."""
    rows = [part.split() for line in (IEEE_33, IEEE_33_TIES) for part in line.replace("\n", ";").split(";")]
    rows = [row for row in rows if row]
    idle = set(opened) or {33, 34, 35, 36, 37}
    branches = [
        branch(
            f"s{number}",
            *row[0].split("-"),
            float(row[2]),
            float(row[1]),
            unit="ohm",
            normally_open=number in idle,
        )
        for number, row in enumerate(rows, 1)
    ]
    loads = [load(row[0].split("-")[1], float(row[3]) / 1e3, float(row[4]) / 1e3) for row in rows if len(row) == 5]
    return made([bus(str(name), 12.66) for name in range(1, 34)], branches, [source("1")], loads)


@st.composite
def radial_models(draw, *, most=9, taps=True):
    """A random radial grid: charged lines, transformers with taps either way round, twins, couplers."""
    size = draw(st.integers(1, most))
    parents = [draw(st.integers(0, index)) for index in range(size)]
    kv = [33.0]
    branches, loads = [], []
    for child, parent in enumerate(parents, 1):
        wound = draw(st.booleans())
        kv.append(11.0 if wound and kv[parent] == 33 else kv[parent])
        for twin in range(draw(st.integers(1, 2))):
            name = f"a{child}{'xy'[twin]}"
            x, r = draw(st.floats(0.05, 0.5)), draw(st.floats(0.01, 0.3))
            if wound:
                tap = draw(st.sampled_from([-0.05, -0.025, 0.0, 0.0125, 0.05])) if taps else 0.0
                clock = 11 if kv[parent] != kv[child] else 0
                more = {"tap_share": tap, "clock_count": clock, "conductance_value": 0.02, "susceptance_value": -0.1}
                ends = (f"b{parent}", f"b{child}") if draw(st.booleans()) or clock else (f"b{child}", f"b{parent}")
                branches.append(branch(name, *ends, x, r, kind="transformer", mva=20.0, **more))
            else:
                more = {"susceptance_value": draw(st.floats(0.0, 5.0))}
                branches.append(branch(name, f"b{parent}", f"b{child}", x, r, mva=20.0, **more))
        loads.append(load(f"b{child}", draw(st.floats(-2, 5)), draw(st.floats(-1, 2))))
    buses = [bus(f"b{number}", volts) for number, volts in enumerate(kv)]
    if draw(st.booleans()):
        buses.append(bus("spare", kv[-1]))
        branches.append(switch("coupler", f"b{size}", "spare"))
        loads.append(load("spare", 1.0, 0.5))
    strength = draw(st.sampled_from([np.nan, 500.0, 2000.0]))
    slope = draw(st.sampled_from([np.nan, 10.0]))
    feeding = source("b0", draw(st.sampled_from([1.0, 1.03])), fault_level_mva=strength, x_over_r_ratio=slope)
    return made(buses, branches, [feeding], loads)
