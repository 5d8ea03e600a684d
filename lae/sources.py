"""The register of data sets: who published it, under which licence, of which date."""

import pandera.pandas as pa

from lae.tables import Contract


class Sources(Contract):
    """One row a data set. Every table row and every assumption cites one by `source_id`."""

    source_id: str = pa.Field(str_matches=r"^[a-z0-9_]+$")
    publisher: str
    title: str
    url: str = pa.Field(description="the publisher's page, or blank")
    licence: str
    attribution: str = pa.Field(description="the line the licence wants printed")
    vintage: str = pa.Field(description="edition or reference date of the data")
    retrieved: str = pa.Field(str_matches=r"^(\d{4}-\d{2}(-\d{2})?)?$", description="when we took it")
    sha256: str = pa.Field(str_matches=r"^([0-9a-f]{64})?$", description="of the file the facts were taken from")
    etag: str = pa.Field(description="the server's name of this version, where lae fetched it; else blank")
    note: str

    class Config(Contract.Config):
        unique = ["source_id"]
