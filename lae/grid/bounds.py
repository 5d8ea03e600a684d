"""How much a published headroom says: exactly that much, at most, at least, or nothing at all."""

import math
from typing import Final, Literal, NamedTuple

Bound = Literal["exact", "at_most", "at_least", "unknown"]

_OWN_LIMIT: Final = "substation"
"""The word by which a published constraint names the substation itself."""


class Bounds(NamedTuple):
    """What a figure means for the path up to the GSP, and for the substation's own equipment."""

    path: Bound
    own: Bound


def path_bounds(value: float, bsp_value: float, constraint: str) -> Bounds:
    """The bounds of a path figure that its operator floors at zero.

    A zero may hide any shortfall, so the path has at most zero. The substation's own room is then at most zero where
    the constraint names the substation, and unknown where it names only what lies upstream, or nothing. A figure equal
    to that of its BSP is the BSP's limit: the substation itself has at least that much.

    Args:
        value: the published figure, NaN where there is none.
        bsp_value: the figure of the BSP that feeds it, NaN where it is fed straight from a GSP or is a BSP.
        constraint: the operator's constraint text.
    """
    if math.isnan(value):
        return Bounds("unknown", "unknown")
    if value == 0:
        return Bounds("at_most", "at_most" if _OWN_LIMIT in constraint.casefold() else "unknown")
    return Bounds("exact", "at_least" if value == bsp_value else "exact")


def floored_bound(value: float) -> Bound:
    """The bound of a figure that its operator floors at zero and gives no parent's figure for."""
    if math.isnan(value):
        return "unknown"
    return "at_most" if value == 0 else "exact"


def own_bounds(value: float) -> Bounds:
    """The bounds of an own figure that its operator publishes with its sign: exact, or unknown where there is none."""
    bound: Bound = "unknown" if math.isnan(value) else "exact"
    return Bounds(bound, bound)
