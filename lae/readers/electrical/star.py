"""Three windings as a star of three two-winding transformers, which is exact between each two of them."""

from typing import NamedTuple


class Pair(NamedTuple):
    """Resistance and reactance between two windings, percent on one common base."""

    r: float
    x: float


class Star(NamedTuple):
    """The arms of the star, first winding first; an arm's resistance is never below 0, `lifted` says where it was."""

    arms: tuple[Pair, Pair, Pair]
    lifted: bool


def star_of(first_second: Pair, first_third: Pair, second_third: Pair) -> Star:
    """The arms whose sums are the pairs; reactances may be negative, as they are in many a real one."""
    sums = (
        (first_second, first_third, second_third),
        (first_second, second_third, first_third),
        (first_third, second_third, first_second),
    )
    raw = [Pair((a.r + b.r - c.r) / 2, (a.x + b.x - c.x) / 2) for a, b, c in sums]
    arms = tuple(Pair(max(arm.r, 0.0), arm.x) for arm in raw)
    return Star((arms[0], arms[1], arms[2]), any(arm.r < -1e-9 for arm in raw))
