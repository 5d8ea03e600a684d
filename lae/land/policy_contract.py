"""What rules land out, where it is looked up, and what is left: layers, rules, the state of each layer, hectares.

Land of which nobody knows whether a layer rules it out is `not_screened`: it is in no tier that may be used.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS as MARKS
from lae.land.cells_contract import METHODS
from lae.land.sequestration_contract import ANY, OPTIONS
from lae.tables import Contract

RULES: Final = ["exclude", "require", "consent", "caution", "ignore"]
"""What a layer means for an option; government's own text: a constraint "does not always prohibit planting".

`require` excludes what lies outside: peat is rewetted where peat is."""
FORMS: Final = ["polygons", "raster", "terrain"]
BARRING: Final = ("exclude", "require")
LAND_TIERS: Final = ["open", "caution", "consent", "not_screened", "excluded"]
"""From best to worst; the worst rule met decides."""
USABLE: Final = ("open", "caution", "consent")
STATES: Final = ["screened", "nothing_here", "elsewhere", "unreadable", "missing"]
"""`nothing_here`: the file covers the study and has nothing in it. `elsewhere`: the file is of another area."""
LOOKED_AT: Final = ("screened", "nothing_here")
SUBJECTS: Final = ["layer", "land_class"]
LAND_COVER: Final = "land_cover"
"""The name under which unknown land cover is listed."""
STEPS: Final = ["total", "exclude", "not_screened", "share", "available", "consent", "caution", "open"]


class ConstraintLayers(Contract):
    """One row a layer of the screening: which published features or cells it is made of, and how far it reaches.

    `grades` are the classes of `layer` it holds, separated by ;, blank for all. `covers` is `everywhere` for maps that
    leave no land out: where they do, nothing is known. Form `polygons` is any vector, `raster` cells of `least_value`
    or more or of the classes in `grades`, `terrain` heights of which the slope in degrees is held to `least_value`.

    With `file` (a path in the data folder) the layer is that file's features or cells, whatever it is called and
    whatever system it is in; `class_column` is the column that `grades` speaks of. `assumption_id` names the row of
    assumptions.csv that gives the buffer or the least value; {value} in the title shows it. `rule` and `why` say what
    the layer means for any option that policy.csv does not speak of.
    """

    layer_id: str = pa.Field(str_matches=r"^[a-z0-9_]+$")
    title: str = pa.Field(str_length={"min_value": 1})
    layer: str = pa.Field(str_length={"min_value": 1}, description="the published kind, of lae.land.contract.LAYERS")
    grades: str
    form: str = pa.Field(isin=FORMS)
    covers: str = pa.Field(isin=["everywhere", "features"])
    buffer_m: float = pa.Field(ge=0, le=10_000)
    buffer_low_m: float = pa.Field(ge=0, nullable=True)
    buffer_high_m: float = pa.Field(ge=0, nullable=True)
    least_value: float = pa.Field(nullable=True)
    unit: str
    tier: str = pa.Field(isin=MARKS, description="of the buffer or the least value")
    source: str = pa.Field(str_length={"min_value": 1})
    how_to_get: str = pa.Field(str_length={"min_value": 1})
    note: str
    source_id: str
    file: str
    class_column: str
    assumption_id: str
    rule: str = pa.Field(isin=["", "exclude", "require", "consent", "caution"])
    why: str

    class Config(Contract.Config):
        unique = ["layer_id"]

    @pa.dataframe_check(name="buffer_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        above = frame["buffer_low_m"].isna() | frame["buffer_low_m"].le(frame["buffer_m"])
        return above & (frame["buffer_high_m"].isna() | frame["buffer_high_m"].ge(frame["buffer_m"]))

    @pa.dataframe_check(name="raster_has_a_least_value_or_classes_and_nothing_else_has")
    @classmethod
    def _threshold(cls, frame: pd.DataFrame) -> pd.Series:
        classes = frame["form"].eq("raster") & frame["grades"].ne("")
        stated = frame["least_value"].notna().astype("int64") + frame["assumption_id"].ne("") + classes
        return frame["least_value"].isna().where(frame["form"].eq("polygons"), stated.eq(1))

    @pa.dataframe_check(name="classes_of_a_raster_are_whole_numbers")
    @classmethod
    def _codes(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["form"].eq("polygons") | frame["grades"].str.fullmatch(r"|-?\d+(;-?\d+)*")

    @pa.dataframe_check(name="a_buffer_is_stated_once_and_only_of_polygons")
    @classmethod
    def _buffered(cls, frame: pd.DataFrame) -> pd.Series:
        free = frame["form"].eq("polygons") & frame["assumption_id"].eq("")
        return frame["buffer_m"].eq(0.0) | free

    @pa.dataframe_check(name="file_is_a_path_inside_the_data_folder")
    @classmethod
    def _inside(cls, frame: pd.DataFrame) -> pd.Series:
        out = frame["file"].str.startswith(("/", "\\")) | frame["file"].str.contains(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^\w:")
        return ~out

    @pa.dataframe_check(name="classes_of_a_file_have_a_column_and_only_they")
    @classmethod
    def _column(cls, frame: pd.DataFrame) -> pd.Series:
        asked = frame["form"].eq("polygons") & frame["file"].ne("") & frame["grades"].ne("")
        return frame["class_column"].ne("").where(asked, frame["class_column"].eq("") | frame["file"].ne(""))

    @pa.dataframe_check(name="rule_says_why")
    @classmethod
    def _reasoned(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["rule"].ne("").eq(frame["why"].ne(""))

    @pa.dataframe_check(name="unverified_says_what_to_check")
    @classmethod
    def _unverified(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["tier"].ne("D") | (frame["source"].str.startswith("CHECK: ") & frame["note"].ne(""))


class LandPolicy(Contract):
    """One row a policy, option and layer or class of land: what it means there, and how much stays usable.

    A row for one option stands in place of the row for `any`. `step_rank` orders the steps of the waterfall; it never
    changes what is left.
    """

    policy_id: str = pa.Field(str_matches=r"^[a-z0-9_]+$")
    option: str = pa.Field(isin=[ANY, *OPTIONS])
    subject: str = pa.Field(isin=SUBJECTS)
    subject_id: str = pa.Field(str_length={"min_value": 1}, description="a layer_id or a land class")
    rule: str = pa.Field(isin=RULES)
    usable_share: float = pa.Field(ge=0, le=1, description="of the land there; whole hundredths")
    step_rank: int = pa.Field(ge=1)
    why: str = pa.Field(str_length={"min_value": 1})
    tier: str = pa.Field(isin=MARKS)
    source: str = pa.Field(str_length={"min_value": 1})
    source_id: str

    class Config(Contract.Config):
        unique = ["policy_id", "option", "subject", "subject_id"]

    @pa.dataframe_check(name="excluded_land_has_no_usable_share")
    @classmethod
    def _excluded(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["rule"].eq("exclude").eq(frame["usable_share"].eq(0.0))

    @pa.dataframe_check(name="share_in_whole_hundredths")
    @classmethod
    def _hundredths(cls, frame: pd.DataFrame) -> pd.Series:
        cents = frame["usable_share"] * 100
        return (cents - cents.round()).abs() < 1e-9


class LayerStates(Contract):
    """One row a layer of the screening: whether it was looked at, and where to get it when not."""

    layer_id: str
    title: str
    layer: str
    state: str = pa.Field(isin=STATES)
    features_count: int = pa.Field(ge=0, description="that act on the study, buffers counted")
    vintage: str
    reason: str = pa.Field(description="why it was not looked at")
    how_to_get: str = pa.Field(description="blank where it was")
    source_id: str

    class Config(Contract.Config):
        unique = ["layer_id"]


class ScreenedLand(Contract):
    """One row a zone, class of land, option and tier: its hectares; tiers of a zone, class and option add up to all.

    What a `usable_share` takes away is `excluded`. `not_screened` names kinds of layers, separated by a space.
    """

    zone_id: str
    land_class: str
    option: str = pa.Field(isin=OPTIONS)
    tier: str = pa.Field(isin=LAND_TIERS)
    area_ha: float = pa.Field(gt=0)
    confidence: str = pa.Field(isin=["high", "medium", "low", "none"])
    not_screened: str

    class Config(Contract.Config):
        unique = ["zone_id", "land_class", "option", "tier"]


class LandWaterfall(Contract):
    """One row an option and step, from all land to what is left; each step takes only what the former left.

    `left_ha` of a step is that of the step before less `removed_ha`. After `available` the rows are its parts, and
    `left_ha` the part. `zone_id` is blank for all zones together.
    """

    option: str = pa.Field(isin=OPTIONS)
    zone_id: str
    step_rank: int = pa.Field(ge=1)
    step: str = pa.Field(isin=STEPS)
    subject_id: str = pa.Field(description="layer or class of land; blank for sums")
    title: str
    removed_ha: float = pa.Field(ge=0)
    left_ha: float = pa.Field(ge=0)
    why: str
    tier: str = pa.Field(isin=["", *MARKS])
    source_id: str

    class Config(Contract.Config):
        unique = ["option", "zone_id", "step_rank"]


class LandZones(Contract):
    """One row a zone of the study's choice and option: its hectares by tier, and what takes most of it away.

    `reason` is the rule that closes most of the zone (excluded or not screened), else the one that asks for most care;
    blank where all is open. `not_screened` names kinds of layers, separated by a space. Zones with `method` none hold
    no part of a cell: nothing is known of them.
    """

    zone_id: str
    zone_name: str
    option: str = pa.Field(isin=OPTIONS)
    area_ha: float = pa.Field(ge=0)
    open_ha: float = pa.Field(ge=0)
    caution_ha: float = pa.Field(ge=0)
    consent_ha: float = pa.Field(ge=0)
    not_screened_ha: float = pa.Field(ge=0)
    excluded_ha: float = pa.Field(ge=0)
    reason_id: str
    reason: str
    reason_ha: float = pa.Field(ge=0)
    not_screened: str
    method: str = pa.Field(isin=METHODS)

    class Config(Contract.Config):
        unique = ["zone_id", "option"]
