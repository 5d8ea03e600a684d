"""The pack graded against what funders and regulators ask of a plan: present, weak or missing, with the files."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.tables import Contract, filled, records

PRESENT, WEAK, MISSING = "present", "weak", "missing"
GRADES: Final = [PRESENT, WEAK, MISSING]
_TABLE: Final = "self_assessment"


class SupportFramework(Contract):
    """One row a theme of a published framework: what it asks for, and which files of a pack answer it.

    A file answers one theme of a framework, so that taking it away lowers that theme and no other. `file:column` asks
    that the column hold something.
    """

    framework: str = pa.Field(str_length={"min_value": 1})
    theme: str = pa.Field(str_length={"min_value": 1})
    asks: str = pa.Field(str_length={"min_value": 1}, description="in our words")
    evidence: str = pa.Field(str_length={"min_value": 1}, description="files, separated by a space")
    at_most: str = pa.Field(isin=[PRESENT, WEAK], description="the best a pack of ours can be graded")
    why_at_most: str
    source: str = pa.Field(str_length={"min_value": 1})
    tier: str = pa.Field(isin=TIERS)

    class Config(Contract.Config):
        unique = ["framework", "theme"]

    @pa.dataframe_check(name="a_file_answers_one_theme")
    @classmethod
    def _once(cls, frame: pd.DataFrame) -> pd.Series:
        named = frame["evidence"].str.split().map(lambda words: [word.partition(":")[0] for word in words])
        pairs = pd.DataFrame({"framework": frame["framework"], "file": named}).explode("file")
        twice = pairs.duplicated(keep=False)
        return ~twice.groupby(level=0).any().reindex(frame.index, fill_value=False)


class SelfAssessment(Contract):
    """One row a theme: the pack's grade, the files it rests on and those that are not there or hold nothing."""

    framework: str
    theme: str
    asks: str
    grade: str = pa.Field(isin=GRADES)
    held_share: float = pa.Field(ge=0, le=1, description="of the files asked for")
    files: str = pa.Field(description="there, separated by a space")
    lacks: str = pa.Field(description="asked for and not there, or empty")
    note: str
    source: str
    tier: str = pa.Field(isin=TIERS)

    class Config(Contract.Config):
        unique = ["framework", "theme"]


def self_assessment(framework: pd.DataFrame, pack: Mapping[str, pd.DataFrame | None]) -> pd.DataFrame:
    """Contract SELF ASSESSMENT: all files there gives the best grade of the theme, some is weak, none missing.

    Args:
        framework: contract SupportFramework.
        pack: the files of the pack by name; a table's rows, None for a page.
    """
    rows = []
    for row in records(framework):
        asked = row.evidence.split()
        there = [word for word in asked if _holds(word, pack)]
        lacks = [word for word in asked if word not in there]
        grade = MISSING if not there else WEAK if lacks else row.at_most
        rows.append(
            {
                "framework": row.framework,
                "theme": row.theme,
                "asks": row.asks,
                "grade": grade,
                "held_share": len(there) / len(asked),
                "files": " ".join(there),
                "lacks": " ".join(lacks),
                "note": row.why_at_most,
                "source": row.source,
                "tier": row.tier,
            }
        )
    return filled(pd.DataFrame(rows), SelfAssessment, _TABLE)


def _holds(word: str, pack: Mapping[str, pd.DataFrame | None]) -> bool:
    """Whether the file is in the pack and holds something, in the column where one is named."""
    name, _, column = word.partition(":")
    if name not in pack:
        return False
    frame = pack[name]
    if frame is None:
        return True
    if not column:
        return len(frame) > 0
    cells = frame[column] if column in frame.columns else pd.Series(dtype="str")
    return bool((cells.notna() & cells.astype("str").ne("")).any())
