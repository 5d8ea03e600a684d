"""What a stage of a run is: a pure function of named tables, and the settings it may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lae.assumptions import Assumptions
from lae.config import StudyConfig
from lae.grid import loads
from lae.grid.headroom import World
from lae.grid.technologies import LoadKinds

Store = Mapping[str, Any]
"""Tables and intermediate values by name."""


@dataclass(frozen=True)
class Settings:
    """What a stage may use beside its tables: the study's choices and the register of assumptions."""

    config: StudyConfig
    assumptions: Assumptions


@dataclass(frozen=True)
class Load:
    """Growth worked out, and what it takes to work it out again under another assumption."""

    world: World
    profiles: loads.Profiles
    base: loads.Base
    kinds: LoadKinds


@dataclass(frozen=True)
class Stage:
    """One step of a run: `function(settings, **inputs)` returns a mapping of its `outputs`."""

    name: str
    function: Callable[..., Store]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
