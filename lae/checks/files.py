"""The files of a study's data folder: whose each one is, and what became of its rows."""

import pandera.pandas as pa

from lae.tables import Contract

KINDS = ["own", "publisher", "unknown", "refused", "text"]


class Files(Contract):
    """One row a file. Counts are blank where the file was not read as a table."""

    file: str = pa.Field(description="path in the study's folder")
    kind: str = pa.Field(
        isin=KINDS, description="own tables, a publisher's file, unknown, refused unread, or plain text"
    )
    reader: str = pa.Field(description="the reader that takes it for its own, or blank")
    layer: str = pa.Field(description="the layer it feeds, or blank")
    what: str = pa.Field(description="what it is, or why it is not used")
    source_id: str = pa.Field(description="its row in sources.csv, or blank")
    vintage: str
    encoding: str = pa.Field(description="of a text table, or blank")
    read_count: float = pa.Field(ge=0, nullable=True)
    kept_count: float = pa.Field(ge=0, nullable=True)
    dropped_count: float = pa.Field(ge=0, nullable=True)
    repaired_count: float = pa.Field(ge=0, nullable=True)

    class Config(Contract.Config):
        unique = ["file"]
