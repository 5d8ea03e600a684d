"""A run whose names, taken from third parties' files, try to be markup, formulas, links and marks."""

from dataclasses import replace

import pandas as pd

from lae.results import Results

NAMES = (
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "[a](http://evil.example) [b](http://evil.example)",
    "$$zero$$ </script><script>alert(2)</script>",
    "***",
    "{=1+1}",
    "@SUM(1)&<b>\x0bbell",
)


def hostile(results: Results) -> Results:
    """The same run with every substation, district and place of the network called one of NAMES."""
    tables = dict(results.tables)
    stations = tables["substations"]
    called = dict(zip(stations["substation_id"], (NAMES[n % len(NAMES)] for n in range(len(stations))), strict=True))
    for name, table in tables.items():
        if isinstance(table, pd.DataFrame) and {"substation_id", "name"} <= set(table.columns):
            tables[name] = table.assign(name=table["substation_id"].map(called).fillna(table["name"]).astype("str"))
    places = tables["districts"]
    bad = [NAMES[n % len(NAMES)] for n in range(len(places))]
    tables["districts"] = places.assign(district_name=pd.Series(bad, index=places.index, dtype="str"))
    return replace(results, tables=tables)
