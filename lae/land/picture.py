"""A picture of the land: small squares, each coloured by the rule that decides its middle cell.

It is taken while the rasters pass by for the table of cells, so that it needs no second reading and never tells another
story than the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.cells.burning import Burner
from lae.land.cells.grid import Grid, Strip
from lae.land.cells.strips import Land
from lae.land.cells_contract import Cells, Shapes
from lae.land.policy_contract import LAND_TIERS
from lae.land.screening.verdicts import NO_RULE, NOT_SCREENED, OPEN, Verdicts, verdicts

PICTURE_ID: Final = "land_picture_cell"
PICTURED: Final = ("native_woodland", "species_rich_grassland", "peat_rewetting")
"""Options that differ most in what rules them out: trees, open habitats, wet ground."""
OUTSIDE: Final = 0
_MOST_CODES: Final = 255
_UNSEEN: Final = "nobody looked: "


@dataclass(frozen=True)
class LandPicture:
    """What decides on each square, seen from above, for one option.

    Attributes:
        codes: by row (north first) and column, a code of the legend; 0 outside the study.
        west_m: west edge in EPSG:27700.
        north_m: north edge.
        cell_m: edge of a square.
        legend: one row a code but 0: code, option, tier (one of LAND_TIERS), layer_id (layer or class of land that
            decides; blank where nothing does), title, words (why), source_id, provenance (published, modelled where it
            is worked out or widened, assumed where nobody looked).
    """

    codes: npt.NDArray[np.uint8]
    west_m: int
    north_m: int
    cell_m: int
    legend: pd.DataFrame

    @property
    def option(self) -> str:
        """What the land would be used for."""
        return str(self.legend["option"].iloc[0])


class Samples:
    """The middle cell of each square of a picture, kept as strips of land pass by.

    Args:
        grid: of the cells.
        cell_m: edge wished for of a square; the nearest odd number of cells is taken, so that one is in the middle.
    """

    def __init__(self, grid: Grid, *, cell_m: float) -> None:
        self.step = max(2 * round((cell_m / grid.cell_m - 1) / 2) + 1, 1)
        columns, rows = -(-grid.columns // self.step), -(-grid.rows // self.step)
        self.grid = Grid(grid.west_m, grid.north_m, grid.cell_m * self.step, columns, rows)
        # A square whose middle lies beyond the grid's edge lies outside the study, whatever is kept of it.
        middle = self.step // 2
        self._columns = np.minimum(np.arange(columns) * self.step + middle, grid.columns - 1)
        self._rows = np.minimum(np.arange(rows) * self.step + middle, grid.rows - 1)
        self.classes = np.zeros((rows, columns), dtype=np.uint8)
        self.masks = np.zeros((rows, columns), dtype=np.uint64)

    def look(self, land: Land) -> None:
        """Keep what is wanted of one strip."""
        wanted = np.flatnonzero((self._rows >= land.strip.top) & (self._rows < land.strip.top + land.strip.rows))
        rows = self._rows[wanted] - land.strip.top
        self.classes[wanted] = land.classes[np.ix_(rows, self._columns)]
        self.masks[wanted] = land.masks[np.ix_(rows, self._columns)]


def land_pictures(
    samples: Samples,
    cells: Cells,
    study: Shapes,
    policy: pd.DataFrame,
    layers: pd.DataFrame,
    *,
    options: Sequence[str] = PICTURED,
) -> tuple[LandPicture, ...]:
    """A picture for each option, the first always, others only where they differ from those before.

    Args:
        samples: what passed by when `cells` was built.
        cells: of `build_cells`.
        study: shapes that make up the study; squares whose middle lies in none are outside.
        policy: contract LandPolicy, one policy.
        layers: contract ConstraintLayers, its numbers filled in.
        options: what the land would be used for.
    """
    inside = Burner.of(study, cell_m2=0.0).labels(samples.grid, Strip(0, samples.grid.rows)) > 0
    # A mask that stands nowhere in the table lies in no zone: beyond the edge of a zone's cells.
    place = np.minimum(np.searchsorted(cells.masks, samples.masks), max(len(cells.masks) - 1, 0))
    inside &= cells.masks[place] == samples.masks if len(cells.masks) else False
    kinds = dict(zip(layers["layer_id"], layers["layer"], strict=True))
    pictures: list[LandPicture] = []
    for option in options:
        said = verdicts(cells, policy, option, kinds)
        made = _drawn(samples, place, inside, said, layers, option)
        if not any(_alike(made, one) for one in pictures):
            pictures.append(made)
    return tuple(pictures)


def _alike(one: LandPicture, other: LandPicture) -> bool:
    told = [picture.legend[["tier", "layer_id"]].to_numpy().tolist() for picture in (one, other)]
    return told[0] == told[1] and bool((one.codes == other.codes).all())


def _drawn(
    samples: Samples,
    place: npt.NDArray[np.int64],
    inside: npt.NDArray[np.bool_],
    said: Verdicts,
    layers: pd.DataFrame,
    option: str,
) -> LandPicture:
    """Codes in the order of the rules' steps, numbered as far as they are met."""
    # One number for rule, tier and whether somebody looked: ascending, it is the order of the legend.
    number = ((said.deciding + 1) * len(LAND_TIERS) + said.tier) * 2 + said.guessed
    here = number[samples.classes, place]
    met = np.union1d(np.unique(here[inside]), [OPEN])
    if len(met) > _MOST_CODES:
        raise ValueError(f"a picture of {len(met)} reasons cannot be drawn; {_MOST_CODES} fit.")
    codes = np.where(inside, np.searchsorted(met, np.where(inside, here, OPEN)) + 1, OUTSIDE).astype(np.uint8)
    rows = [_row(int(one), said, layers, option) for one in met]
    legend = pd.DataFrame(rows).assign(code=np.arange(1, len(rows) + 1))
    legend = legend[["code", "option", "tier", "layer_id", "title", "words", "source_id", "provenance"]]
    texts = dict.fromkeys([name for name in legend.columns if name != "code"], "str")
    grid = samples.grid
    return LandPicture(codes, grid.west_m, grid.north_m, grid.cell_m, legend.astype(texts))


def _row(number: int, said: Verdicts, layers: pd.DataFrame, option: str) -> dict[str, str]:
    rest, guessed = divmod(number, 2)
    rule, tier = divmod(rest, len(LAND_TIERS))
    if rule - 1 == NO_RULE:
        words = "no layer that was looked at stands in the way"
        row = {"layer_id": "", "title": "available", "words": words, "source_id": "", "provenance": "modelled"}
        return row | {"option": option, "tier": LAND_TIERS[tier]}
    ours = said.rules.iloc[rule - 1]
    name = str(ours["subject_id"])
    known = layers[layers["layer_id"].eq(name)] if ours["subject"] == "layer" else layers.iloc[:0]
    title = str(known["title"].iloc[0]) if len(known) else name.replace("_", " ")
    if ours["rule"] == "require" and not guessed:
        title = f"outside: {title}"
    widened = len(known) > 0 and (known["form"].iloc[0] == "terrain" or known["buffer_m"].iloc[0] > 0)
    words = str(ours["why"])
    if guessed:
        closed = "land stays closed" if tier == NOT_SCREENED else "it counts as everywhere"
        title, words = f"{_UNSEEN}{title}", f"{words}: no file tells whether it is here, so {closed}"
    return {
        "option": option,
        "tier": LAND_TIERS[tier],
        "layer_id": name,
        "title": title,
        "words": words,
        "source_id": str(ours["source_id"]),
        "provenance": "assumed" if guessed else "modelled" if widened else "published",
    }
