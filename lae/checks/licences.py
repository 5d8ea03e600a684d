"""What the licences of the data ask of whoever publishes the results."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.findings import Finding

_SHARE_ALIKE: Final = ("odbl", "open database", "sharealike", "share-alike", "cc by-sa")
QUOTED: Final = "single figures quoted and cited"
"""What the register says instead of a licence where only numbers were taken from a paper or somebody's code."""
_CLOSED: Final = ("non-commercial", "noncommercial", "cc by-nc", "all rights reserved", "confidential", "internal")


def licence_findings(sources: pd.DataFrame, used: set[str]) -> Iterator[Finding]:
    """The attribution lines owed for the sources used, and warnings where a licence is unknown or binds the results.

    Args:
        sources: the register of sources.
        used: the source_ids that the rows of the study's tables cite.
    """
    table = "sources.csv"
    others = sources[sources["publisher"].ne("lae")]
    published = others[others["source_id"].isin(used)]
    unknown = published[published["licence"].eq("") & published["url"].ne("")]
    if len(unknown):
        message = "the register does not say under which licence this was published."
        ids = tuple(unknown["source_id"])
        fix = "Look it up on the publisher's page before you publish the results."
        yield Finding("warning", table, "licence", message, "licence", ids, fix)
    silent = published[~published["licence"].isin(["", QUOTED]) & published["attribution"].eq("")]
    if len(silent):
        message = "the licence is known, but not the line it wants printed."
        yield Finding("warning", table, "attribution", message, "attribution", tuple(silent["source_id"]))
    for words, rule, message, fix in (
        (
            _SHARE_ALIKE,
            "share_alike",
            "a database derived from this may only be published under the same licence.",
            "Keep its rows apart, or publish the tables that hold them under the same licence.",
        ),
        (_CLOSED, "closed_licence", "the licence does not allow the results to be published freely.", "Ask its owner."),
    ):
        text = published["licence"].str.casefold()
        bound = published[text.map(lambda licence, words=words: any(word in licence for word in words)).astype(bool)]
        if len(bound):
            yield Finding("warning", table, rule, message, "licence", tuple(bound["source_id"]), fix)
    # Polygons and postcodes carry no source_id, yet their lines are owed: the register holds what the study rests on.
    for line in sorted(set(others["attribution"]) - {""}):
        owed = others[others["attribution"].eq(line)]
        yield Finding(
            "note", table, "attribution_owed", f'print with the results: "{line}"', "", tuple(owed["source_id"])
        )


def unregistered(files: pd.DataFrame) -> Iterator[Finding]:
    """A warning for each publisher whose files sources.csv does not list, so that nobody knows their licence.

    `files`: file, kind, what and source_id, one row a file.
    """
    unlisted = files[files["kind"].eq("publisher") & files["source_id"].eq("")]
    for what, rows in unlisted.groupby("what", sort=True):
        message = f"holds no row with the SHA-256 of these files ({what}): their edition and licence are not known."
        fix = "Add a row with publisher, licence, attribution, edition and SHA-256, or get the files by lae fetch."
        yield Finding("warning", "sources.csv", "unregistered_file", message, "sha256", tuple(rows["file"]), fix)
