"""More than this no choice can cover: a bound that anybody can add up again from its prices."""

from dataclasses import dataclass

import numpy as np

from lae.charging.siting.core import Core
from lae.charging.siting.problem import Floats
from lae.charging.siting.rows import Rows


@dataclass(frozen=True)
class Bound:
    """A proven bound.

    Attributes:
        most: no choice brings more.
        worth: by candidate, by how much taking it can pay after its share of the need and its price of the rows;
            below 0 a choice that takes it stays that far under `most`, above 0 one that leaves it does.
    """

    most: float
    worth: Floats


def bound_of(core: Core, rows: Rows, need_price: Floats, row_price: Floats) -> Bound:
    """The bound that prices prove, whatever prices: nothing about the solver that found them has to be believed.

    Of a point's need w its candidates share u and the point keeps w - u; a row's room r costs v a unit. Then no choice
    brings more than sum(w - u) + sum(v r) + sum over candidates of max(0, their u - penalty - v times their load).

    Args:
        core: the question.
        rows: what a choice must keep to.
        need_price: by point, u.
        row_price: by row, v.
    """
    shared = np.clip(need_price, 0.0, core.weights)
    price = np.maximum(row_price, 0.0)
    worth: Floats = core.by_site @ shared - core.penalty - rows.load.T @ price
    most = (core.weights - shared).sum() + price @ rows.room + np.maximum(worth, 0.0).sum()
    return Bound(float(most), worth)
