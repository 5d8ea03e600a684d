"""The explicit list of what a run does: each stage a pure function of named tables, with the assumptions it uses.

Progress, timing, lineage and the run record all hang on this list.
"""

from typing import Final

from lae.stages.answers import ANSWERS
from lae.stages.growth import GROWTH
from lae.stages.places import PLACES

STAGES: Final = (*PLACES, *GROWTH, *ANSWERS)
"""Every stage of a run, in order."""
