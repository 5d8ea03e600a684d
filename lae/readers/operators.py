"""Every network operator whose files lae reads: an explicit list."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lae.grid.connections import CONNECTIONS
from lae.grid.secondary import SECONDARY_SITES
from lae.readers import best_view, ecr, enwl, nged, nged_map, npg, spen, ssen, ukpn, ukpn_secondary
from lae.readers.base import Edition, Head, Reading, Register


@dataclass(frozen=True)
class Operator:
    """One operator's reader. `lag_id`: the assumption of how many years before its edition the demand was observed."""

    dno: str
    recognise: Callable[[Head], bool]
    read: Callable[[Path, Edition, Register], Reading]
    lag_id: str


OPERATORS: Final = (
    Operator("ssen", ssen.recognise, ssen.read, "observed_lag_ssen"),
    Operator("nged", nged.recognise, nged.read, "observed_lag_nged"),
    Operator("nged", nged_map.recognise, nged_map.read, "observed_lag_nged_map"),
    Operator("ukpn", ukpn.recognise, ukpn.read, "observed_lag_ukpn"),
    Operator("npg", npg.recognise, npg.read, "observed_lag_npg"),
    Operator("enwl", enwl.recognise, enwl.read, "observed_lag_enwl"),
    Operator("spen", spen.recognise, spen.read, "observed_lag_spen"),
)
"""A file that two of them claim is an error."""


@dataclass(frozen=True)
class Compilation:
    """A file that replaces no operator's substations; `name` is the table it makes, `publisher` begins its source_id.

    Its reader looks at no observed year: there is no lag.
    """

    name: str
    publisher: str
    recognise: Callable[[Head], bool]
    read: Callable[[Path, Edition, Register], Reading]


COMPILATIONS: Final = (
    Compilation(CONNECTIONS, "connections", ecr.recognise, ecr.read),
    Compilation("best_view_2022", "best_view_2022", best_view.recognise, best_view.read),
    Compilation(SECONDARY_SITES, "ukpn", ukpn_secondary.recognise, ukpn_secondary.read),
)
"""No file is both one of these and an operator's."""
