"""The readers' editions of one run: what each may hold."""

from collections.abc import Iterable
from typing import Final, Literal

from lae.dictionary.registry import LAND, REGISTERS, REGISTRY

Edition = Literal["public", "internal", "operator", "nature"]
EDITIONS: Final[tuple[Edition, ...]] = ("public", "internal", "operator", "nature")
_SUBJECTS: Final[dict[str, frozenset[str]]] = {"nature": frozenset({LAND, REGISTERS})}
"""Editions that hold only tables about these; the others hold all."""


def tables_of(edition: str, names: Iterable[str]) -> list[str]:
    """Which of the tables called `names` the edition holds, in their order."""
    subjects = _SUBJECTS.get(edition)
    return [name for name in names if subjects is None or (name in REGISTRY and REGISTRY[name].subject in subjects)]
