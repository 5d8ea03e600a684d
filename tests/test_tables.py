"""Table contracts: every fault at once, by the reader's own ids."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from lae.assumptions import AssumptionRows
from lae.findings import FaultsError
from lae.tables import (
    UNITS,
    Contract,
    check,
    columns_of,
    empty,
    key_of,
    kind_of,
    records,
    row_ids,
    unit_of,
    validated,
)


class Ponds(Contract):
    """A pond."""

    district_code: str
    pond: str = pa.Field(str_matches=r"^[a-z]+$")
    depth_m: float = pa.Field(ge=0, le=100, nullable=True)
    area_ha: float = pa.Field(gt=0)
    ducks_count: int = pa.Field(ge=0)
    kind: str = pa.Field(isin=["natural", "dug"])
    fenced: bool

    class Config(Contract.Config):
        unique = ["district_code", "pond"]

    @pa.dataframe_check(name="ducks_need_water")
    @classmethod
    def _water(cls, frame):
        return frame["ducks_count"].eq(0) | frame["depth_m"].gt(0)


def ponds(**columns):
    frame = pd.DataFrame(
        {
            "district_code": ["E1", "E1", "E2"],
            "pond": ["mill", "duck", "mill"],
            "depth_m": [1.0, 2.0, np.nan],
            "area_ha": [0.5, 1.5, 2.5],
            "ducks_count": [0, 7, 0],
            "kind": ["dug", "natural", "dug"],
            "fenced": [True, False, True],
        }
    )
    return frame.assign(**columns)


def found(frame):
    return {(fault.rule, fault.column): fault for fault in check(frame, Ponds, "ponds.csv")}


def test_a_table_that_keeps_its_contract_has_no_faults():
    assert found(ponds()) == {}


def test_every_fault_is_found_at_once_and_named_by_the_row_s_own_key():
    faults = found(
        ponds(pond=["mill", "Duck Pond", "mill"], depth_m=[-1.0, 200.0, 1.0], area_ha=[np.nan, 0.0, 1.0], kind="wet")
    )
    assert set(faults) == {
        ("str_matches", "pond"),
        ("greater_than_or_equal_to", "depth_m"),
        ("less_than_or_equal_to", "depth_m"),
        ("not_nullable", "area_ha"),
        ("greater_than", "area_ha"),
        ("isin", "kind"),
    }
    assert faults["str_matches", "pond"].ids == ("E1 / Duck Pond",)
    assert faults["greater_than_or_equal_to", "depth_m"].ids == ("E1 / mill",)
    assert "must not be below 0. Found: -1.0." in faults["greater_than_or_equal_to", "depth_m"].sentence()
    assert faults["isin", "kind"].ids == ("E1 / mill", "E1 / Duck Pond", "E2 / mill")


def test_ids_are_the_rows_own_whatever_the_index():
    frame = ponds(area_ha=[1.0, -1.0, 1.0])
    for index in ([7, 7, 7], [2, 1, 0], ["a", "b", "c"]):
        (fault,) = check(frame.set_axis(index), Ponds, "ponds.csv")
        assert fault.ids == ("E1 / duck",)


def test_a_repeated_key_is_one_fault_that_names_it_once():
    (fault,) = check(ponds(district_code="E1"), Ponds, "ponds.csv")
    assert fault.rule == "multiple_fields_uniqueness"
    assert fault.ids == ("E1 / mill",)
    assert fault.message == "the same key stands on more than one row."


def test_a_rule_over_whole_rows_is_one_fault_a_table_and_looks_at_rows_with_blanks():
    (fault,) = check(ponds(ducks_count=[1, 1, 1], depth_m=[0.0, 2.0, np.nan]), Ponds, "ponds.csv")
    assert (fault.rule, fault.column, fault.ids) == ("ducks_need_water", "", ("E1 / mill", "E2 / mill"))


def test_missing_and_unknown_columns_are_named_before_anything_else():
    frame = ponds(area_ha=-1.0).drop(columns=["kind", "fenced"]).assign(colour="green")
    faults = check(frame, Ponds, "ponds.csv")
    assert [(fault.rule, fault.column) for fault in faults] == [
        ("missing_column", "kind"),
        ("missing_column", "fenced"),
        ("unknown_column", "colour"),
    ]


@pytest.mark.parametrize(
    ("column", "values"),
    [("depth_m", ["deep", "deeper", "deepest"]), ("ducks_count", [0.5, 1.0, 2.0]), ("fenced", ["yes", "no", "no"])],
)
def test_a_wrong_type_is_named(column, values):
    assert ("dtype", column) in found(ponds(**{column: values}))


def test_an_empty_table_says_so_and_an_empty_result_is_allowed():
    assert [fault.rule for fault in check(empty(Ponds), Ponds, "ponds.csv")] == ["empty"]
    assert validated(empty(Ponds), Ponds, "ponds").empty


def test_validated_orders_the_columns_numbers_the_rows_and_leaves_its_input_alone():
    frame = ponds()[["pond", *(name for name in columns_of(Ponds) if name != "pond")]].set_axis([5, 6, 7])
    before = frame.copy()
    result = validated(frame, Ponds, "ponds")
    assert list(result.columns) == columns_of(Ponds)
    assert list(result.index) == [0, 1, 2]
    pd.testing.assert_frame_equal(frame, before)


def test_validated_raises_with_every_fault():
    with pytest.raises(FaultsError) as caught:
        validated(ponds(kind="wet", area_ha=-1.0), Ponds, "ponds")
    assert {fault.rule for fault in caught.value.findings} == {"isin", "greater_than"}


def test_an_empty_table_has_the_contract_s_types():
    assert {name: str(kind) for name, kind in empty(Ponds).dtypes.items()} == {
        "district_code": "str",
        "pond": "str",
        "depth_m": "float64",
        "area_ha": "float64",
        "ducks_count": "int64",
        "kind": "str",
        "fenced": "bool",
    }
    assert kind_of(Ponds, "ducks_count") == "int64"
    assert key_of(Ponds) == ["district_code", "pond"]
    assert key_of(Contract) == []


def test_a_value_outside_its_own_range_is_a_fault_though_other_cells_are_blank():
    row = {"id": "a", "value": 5.0, "unit": "kW", "low": 1.0, "high": 2.0, "price_year": np.nan, "source": "x"}
    row |= {"table_or_page": "", "year": np.nan, "tier": "A", "note": "", "source_id": "s"}
    (fault,) = check(pd.DataFrame([row]), AssumptionRows, "assumptions.csv")
    assert (fault.rule, fault.ids) == ("value_within_its_own_range", ("a",))


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("headroom_mva", "MVA"),
        ("mva", "MVA"),
        ("power_mva_per_mw", "MVA per MW"),
        ("area_ha", "ha"),
        ("start_year", "calendar year"),
        ("first_year_below_zero", "calendar year"),
        ("alpha", None),
        ("headroom", None),
        ("name", None),
    ],
)
def test_the_unit_is_the_longest_known_ending_of_the_name(column, unit):
    assert unit_of(column) == unit


def test_the_list_of_units_is_closed_and_spelt_as_endings():
    assert all(ending == ending.lower() and not ending.startswith("_") for ending in UNITS)


def test_a_row_without_a_key_is_called_by_its_number_and_a_blank_key_is_shown():
    frame = pd.DataFrame({"a": ["x", None], "b": [1, 2]})
    assert row_ids(frame, []) == ["row 1", "row 2"]
    assert row_ids(frame, ["a", "b"]) == ["x / 1", "(blank) / 2"]


def test_records_name_their_columns():
    assert [(row.name, row.depth_m) for row in records(pd.DataFrame({"name": ["mill"], "depth_m": [1.5]}))] == [
        ("mill", 1.5)
    ]
