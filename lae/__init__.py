"""lae: the open tool with which a British county turns published data into a Local Area Energy Plan's evidence."""

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lae.study import Study

__version__ = "0.1.0"

# Silent unless the caller listens, as a library should be.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = ["Study", "__version__"]


def __getattr__(name: str) -> Any:
    """`lae.Study`, imported when first asked for: `lae --help` should not wait for pandas."""
    if name == "Study":
        from lae.study import Study  # noqa: PLC0415

        return Study
    raise AttributeError(f"module lae has no attribute {name}")
