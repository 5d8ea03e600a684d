import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.grid.connections import (
    LAYERS,
    NO_GSP,
    NO_OPERATOR,
    SEVERAL,
    UNKNOWN_GSP,
    UNKNOWN_NAME,
    ConnectionLayers,
    Connections,
    layers,
    name_key,
    placed,
)
from lae.grid.text import network_from_text
from lae.tables import check, columns_of, empty, kind_of

NETWORK = """
G1 gsp     -
B1 bsp     G1
P1 primary B1
P2 primary B1
P3 primary B1
G2 gsp     -
P4 primary G2
"""
NAMES = {
    "t:G1": "Lock GSP",
    "t:B1": "Mill BSP",
    "t:P1": "Mill Primary",
    "t:P2": "Ford Primary",
    "t:P3": "Ford (33/11kV) Primary",
    "t:G2": "Weir GSP",
    "t:P4": "Mill Primary",
}


def connections(*rows):
    """A CONNECTIONS table of the given cells; the others are blank."""
    texts = {name: "" for name in columns_of(Connections) if kind_of(Connections, name) == "str"}
    numbers = {name: np.nan for name in columns_of(Connections) if kind_of(Connections, name) == "float64"}
    usual = {**texts, **numbers, "dno": "t", "status": "connected", "technology": "solar", "source_row": 2}
    filled = [{**usual, "connection_id": f"t:{number}", **row} for number, row in enumerate(rows)]
    frame = pd.DataFrame(filled, columns=columns_of(Connections))
    return frame.astype({name: kind_of(Connections, name) for name in columns_of(Connections)})


@pytest.fixture
def network():
    substations, feeds = network_from_text(NETWORK)
    return substations.assign(name=substations["substation_id"].map(NAMES).astype("str"), dno="t"), feeds


@pytest.mark.parametrize(
    ("primary", "bsp", "gsp", "expected"),
    [
        ("MILL", "", "Lock", "t:P1"),
        ("mill primary", "Mill", "WEIR G.S.P", ""),
        ("Mill", "", "Weir GSP", "t:P4"),
        ("", "Mill 132/33kV", "Lock", "t:B1"),
        ("", "", "Lock GSP", "t:G1"),
        ("Nowhere", "Mill", "Lock", ""),
        ("Ford", "", "Lock", ""),
    ],
)
def test_names_are_found_under_their_own_gsp_only(network, primary, bsp, gsp, expected):
    table = connections({"primary_name": primary, "bsp_name": bsp, "gsp_name": gsp})
    assert placed(table, *network).connections["substation_id"].tolist() == [expected]


def test_every_connection_without_a_substation_has_a_reason(network):
    table = connections(
        {"primary_name": "Mill", "gsp_name": "Lock"},
        {"primary_name": "Mill"},
        {"primary_name": "Mill", "gsp_name": "Sea"},
        {"primary_name": "Farm", "gsp_name": "Lock"},
        {"primary_name": "Farm", "gsp_name": "Lock"},
        {"primary_name": "Ford", "gsp_name": "Lock"},
        {"primary_name": "Mill", "gsp_name": "Lock", "dno": "npg"},
    )
    before = table.copy()
    found = placed(table, *network)
    assert found.reasons == {NO_OPERATOR: 1, NO_GSP: 1, UNKNOWN_GSP: 1, UNKNOWN_NAME: 2, SEVERAL: 1}
    assert found.connections["substation_id"].eq("").sum() == sum(found.reasons.values())
    pd.testing.assert_frame_equal(table, before)


def test_names_are_compared_without_case_voltage_and_tier():
    assert name_key("Norton 132/11kV BSP") == name_key("NORTON") == "norton"
    assert name_key("Oxford (Osney) BSP") == "oxford osney"
    assert name_key("Primary Road Primary") == "primary road"


def test_layers_stay_apart():
    # 5 MW there, 3 MW more accepted and queueing at the same site; 7 MW accepted elsewhere, queue flag blank.
    table = connections(
        {"connected_mw": 5.0, "accepted_mw": 3.0, "in_queue": "yes", "export_mva": 5.5, "export_change_mva": 3.3},
        {"status": "accepted", "accepted_mw": 7.0, "import_change_mva": 1.0},
        {"status": "queued", "in_queue": "yes"},
    )
    assert not check(table, Connections, "c")
    found = layers(table)
    assert not check(found, ConnectionLayers, "l")
    by_layer = found.set_index("layer")
    assert by_layer["registered_mw"].to_dict() == {"accepted": 7.0, "connected": 5.0, "queued": 3.0}
    assert by_layer["connections_count"].to_dict() == {"accepted": 1, "connected": 1, "queued": 2}
    assert by_layer["registered_unknown_count"].to_dict() == {"accepted": 0, "connected": 0, "queued": 1}
    assert (by_layer.loc["connected", "export_mva"], by_layer.loc["queued", "export_mva"]) == (5.5, 3.3)
    # Nobody states an import of what is connected: that is not 0.
    assert np.isnan(by_layer.loc["connected", "import_mva"])
    assert by_layer.loc["accepted", "import_mva"] == 1.0
    assert layers(empty(Connections)).empty


CELLS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["connected", "accepted"]),
        "in_queue": st.sampled_from(["yes", "no", ""]),
        "technology": st.sampled_from(["solar", "storage"]),
        "substation_id": st.sampled_from(["", "t:P1", "t:P2"]),
        "connected_mw": st.one_of(st.just(np.nan), st.floats(0, 50)),
        "accepted_mw": st.one_of(st.just(np.nan), st.floats(0, 50)),
    }
)


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_no_megawatt_is_lost_or_counted_twice(rows):
    rows = [
        {**row, "status": "queued" if row["status"] == "accepted" and row["in_queue"] == "yes" else row["status"]}
        for row in rows
    ]
    table = connections(*rows)
    found = layers(table)
    assert not check(found, ConnectionLayers, "l")
    assert set(found["layer"]) <= set(LAYERS)
    assert found["registered_mw"].sum() == pytest.approx(table["connected_mw"].sum() + table["accepted_mw"].sum())
    connected = found.loc[found["layer"].eq("connected"), "registered_mw"].sum()
    assert connected == pytest.approx(table["connected_mw"].sum())
    stated = found["connections_count"].sum() - found["registered_unknown_count"].sum()
    assert stated == table["connected_mw"].notna().sum() + table["accepted_mw"].notna().sum()
