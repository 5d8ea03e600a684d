import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.grid.bounds import floored_bound, own_bounds, path_bounds

NAN = float("nan")
UPSTREAM, OWN = "Upstream Thermal Capacity", "Substation Thermal Capacity"


@pytest.mark.parametrize(
    ("value", "bsp", "constraint", "path", "own"),
    [
        (0.0, 0.0, UPSTREAM, "at_most", "unknown"),
        (0.0, 6.67, OWN, "at_most", "at_most"),
        (0.0, 0.0, f"{OWN} & {UPSTREAM}", "at_most", "at_most"),
        (0.0, NAN, "", "at_most", "unknown"),
        (6.67, 6.67, "", "exact", "at_least"),
        (1.85, 1.85, UPSTREAM, "exact", "at_least"),
        (5.93, 11.21, "", "exact", "exact"),
        (39.07, NAN, "", "exact", "exact"),
        (NAN, 11.21, "", "unknown", "unknown"),
    ],
)
def test_a_path_figure_says_what_the_rules_say(value, bsp, constraint, path, own):
    assert path_bounds(value, bsp, constraint) == (path, own)


def test_a_floored_figure_without_a_parent():
    assert [floored_bound(value) for value in (0.0, 2.5, NAN)] == ["at_most", "exact", "unknown"]


@settings(deadline=None)
@given(st.floats(allow_infinity=False))
def test_an_own_figure_is_exact_or_absent(value):
    assert own_bounds(value) == (("unknown",) * 2 if math.isnan(value) else ("exact",) * 2)
