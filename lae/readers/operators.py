"""Every network operator whose files lae reads: an explicit list."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lae.readers import nged, ssen
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
)
"""A file that two of them claim is an error."""
