"""What the census calls its tables and their categories, in its three spellings, and what we call them."""

import re
from typing import Final

from lae.readers.area_rows import Column

_TOPICS: Final = {
    "accommodationtype": "households_by_accommodation",
    "householdsinenglandandwalesbyaccommodationtype": "households_by_accommodation",
    "carorvanavailability": "households_by_cars",
    "numberofcarsorvans": "households_by_cars",
    "carsorvans": "households_by_cars",
    "availabilitycategory": "households_by_cars",
    "centralheating": "households_by_heating",
    "centralheatingtype": "households_by_heating",
    "typeofcentralheating": "households_by_heating",
    "typeofcentralheatinginhousehold": "households_by_heating",
    "tenure": "households_by_tenure",
    "tenureofhousehold": "households_by_tenure",
}
"""The variable a table is about, reduced to its letters."""
_OTHERS: Final = {
    "occupancy rating (rooms) of -1 or less": Column("households_by_occupancy", "rooms"),
    "occupancy rating (bedrooms) of -1 or less": Column("households_by_occupancy", "bedrooms"),
    "average household size": Column("household_size", "persons"),
    "average number of rooms per household": Column("household_size", "rooms"),
    "average number of bedrooms per household": Column("household_size", "bedrooms"),
}
"""Columns that stand in a table without being categories of its variable."""
_SAME: Final = {
    "does not have central heating": "no central heating",
    "does have central heating": "with central heating",
}
_TOTAL: Final = re.compile(r"(all categories|all households|total)\b")
NO_ANSWER: Final = "does not apply"
"""The census's category for places without households, which is none."""


def measure_of(topic: str) -> str:
    """Our measure for a variable's name ("Accommodation type (8 categories)"), "" for one we do not use."""
    words = re.sub(r"\(\d+ categories\)|\d+[a-z]?$", "", topic.casefold())
    return _TOPICS.get(re.sub(r"[^a-z]", "", words), "")


def category_of(label: str) -> str:
    """A category in lower case, all for the table's total, without the tail "; measures: Value"."""
    words = " ".join(label.casefold().split(";")[0].split())
    return "all" if _TOTAL.match(words) else _SAME.get(words, words)


def column_of(header: str) -> Column | None:
    """What a column of a wide table holds ("Central Heating: Average household size; measures: Value"), if used."""
    topic, _, label = header.partition(":")
    measure, category = measure_of(topic), category_of(label)
    if not measure or not category:
        return None
    return _OTHERS.get(category, Column(measure, category))
