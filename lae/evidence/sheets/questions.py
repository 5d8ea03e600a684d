"""What to ask an operator about one substation, from what its figures say and leave out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

Row = Mapping[Any, Any]
_KINDS: Final = {
    "deficit_against_published_room": "We find a deficit where you publish room. Which of our figures is wrong?",
    "room_against_published_zero": "We find room where you publish none. What limits this site?",
}
_MISSING: Final = {
    "n_minus_1_mva": "What is the firm capacity, in winter and in summer, with which transfer?",
    "observed_max_mva": "What was the greatest demand observed, on which day, and how much generation hid part of it?",
    "contracted_excl_bess_mva": "How much demand is contracted but not connected, and in which years do you expect it?",
    "generation_headroom_mva": "What limits generation here: reverse power, fault level, voltage or transmission?",
}
"""What to ask where a figure is not in the file."""


def questions(station: Row, crossing: pd.DataFrame, disagreements: pd.DataFrame, works: pd.DataFrame) -> Iterator[str]:
    """Questions in the order to ask them; every site gets at least one.

    Args:
        station: a row of contract Substations.
        crossing: rows of Shortfalls of this site in which it crosses zero.
        disagreements: rows of Disagreements of this site.
        works: rows of Works of this site.
    """
    yield from _about_headroom(station)
    yield from (asked for column, asked in _MISSING.items() if pd.isna(station[column]))
    for kind in disagreements["kind"]:
        yield _KINDS.get(str(kind), f"Our figure and yours disagree ({str(kind).replace('_', ' ')}). Why?")
    if len(crossing):
        first, latest = crossing["first_year_below_zero"].min(), crossing["first_year_latest"].max()
        span = f"{first:.0f}" if first == latest else f"{first:.0f} to {latest:.0f}"
        yield f"Under the scenarios it crosses zero in {span}. What is planned here before then?"
    if works.empty:
        yield "No works are in the file supplied. Are any in your plan for this site?"


def _about_headroom(station: Row) -> Iterator[str]:
    headroom = station["demand_headroom_mva"]
    if pd.isna(headroom):
        yield "No demand headroom is in the file supplied. Is there a figure, and of what date?"
    elif station["demand_bound"] == "at_most" and headroom <= 0.0:
        yield "Demand headroom is given as nought. By how much is the site, or what is above it, short today?"
    elif station["demand_bound"] != "exact":
        yield "Is the demand headroom a limit of this site or of the network above it?"
    if named := str(station["demand_constraint"]).strip():
        yield f"You name a constraint on demand ({named}). Which circuit or equipment is it, and when is it lifted?"
