"""Recorded heat pumps that no register splits: one share parts them, and together they are what was counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.findings import FaultsError
from lae.measures import Recorded
from lae.pathway.recorded import GROUND_SHARE_ID, by_source, recorded_additions
from lae.tables import columns_of, empty, validated

A, B = "E07000001", "E07000002"
AIR, GROUND = "air_source_heat_pump", "ground_source_heat_pump"


def recorded_of(*rows):
    """Recorded rows from (district, technology, year, count)."""
    return pd.DataFrame([(*row, "at_least", "bus", 2) for row in rows], columns=columns_of(Recorded))


def register(share):
    return Assumptions([Assumption(GROUND_SHARE_ID, share, "share", 0.0, 1.0, "", "D", "")])


COUNTED = recorded_of((A, "heat_pump", 2024, 40.0), (A, "heat_pump", 2025, 60.0), (B, "electric_vehicle", 2025, 7.0))


def test_one_share_parts_every_district_and_year():
    split = validated(by_source(COUNTED, register(0.2)), Recorded, "recorded")
    counts = split.set_index(["district_code", "technology", "year"])["count"].to_dict()
    assert counts == {
        (A, AIR, 2024): 32.0,
        (A, AIR, 2025): 48.0,
        (A, GROUND, 2024): 8.0,
        (A, GROUND, 2025): 12.0,
        (B, "electric_vehicle", 2025): 7.0,
    }
    # At least 60 heat pumps says nothing certain about either part.
    assert set(split.loc[split["technology"].isin([AIR, GROUND]), "bound"]) == {"unknown"}
    assert split.loc[split["technology"].eq("electric_vehicle"), "bound"].tolist() == ["at_least"]


def test_a_register_that_splits_them_itself_needs_no_share():
    own = recorded_of((A, AIR, 2025, 50.0), (A, GROUND, 2025, 10.0))
    pd.testing.assert_frame_equal(by_source(own, Assumptions([])), own)
    assert by_source(empty(Recorded), Assumptions([])).empty


def test_the_same_heat_pumps_twice_are_refused_by_district():
    with pytest.raises(FaultsError) as caught:
        by_source(pd.concat([COUNTED, recorded_of((A, GROUND, 2025, 10.0))]), register(0.2))
    (fault,) = caught.value.findings
    assert (fault.rule, fault.ids) == ("split_twice", (A,))
    # Another district may be split already.
    both = by_source(pd.concat([COUNTED, recorded_of((B, GROUND, 2025, 10.0))]), register(0.2))
    assert len(both) == 6


def test_a_missing_share_is_named():
    with pytest.raises(KeyError, match="assumption ground_source_share is not in"):
        by_source(COUNTED, Assumptions([]))


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0.0, 1.0),
    st.dictionaries(
        st.tuples(st.sampled_from([A, B]), st.integers(2022, 2025)), st.floats(0.0, 1e5), min_size=1, max_size=8
    ),
)
def test_the_parts_sum_to_what_was_counted_whatever_the_share(share, counted):
    recorded = recorded_of(*((place, "heat_pump", year, count) for (place, year), count in sorted(counted.items())))
    split = by_source(recorded, register(share))
    key = ["district_code", "year"]
    for table in (lambda rows: rows, lambda rows: recorded_additions(rows, 2025)):
        sums = table(split).groupby(key)["count"].sum()
        np.testing.assert_allclose(sums, table(recorded).groupby(key)["count"].sum(), rtol=1e-12, atol=1e-6)
    assert (split["count"] >= 0).all()
