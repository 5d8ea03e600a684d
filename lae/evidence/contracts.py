"""Which contract a written table is of, told by its columns, so that its key is never stated twice."""

from collections.abc import Iterator, Sequence
from functools import cache

import lae.inputs
import lae.stages  # noqa: F401 - with the inputs it brings every contract of a run into being
from lae.tables import Contract, columns_of, key_of


@cache
def _by_columns() -> dict[tuple[str, ...], type[Contract]]:
    ordered = sorted(_below(Contract), key=lambda kind: (kind.__module__, kind.__qualname__), reverse=True)
    return {tuple(columns_of(kind)): kind for kind in ordered}


def _below(kind: type[Contract]) -> Iterator[type[Contract]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def contract_of(columns: Sequence[str]) -> type[Contract] | None:
    """The contract with just these columns in this order; None where no contract has them."""
    return _by_columns().get(tuple(columns))


def key_columns(columns: Sequence[str]) -> list[str]:
    """The columns whose values name a row of such a table; none where no contract says."""
    contract = contract_of(columns)
    return key_of(contract) if contract else []
