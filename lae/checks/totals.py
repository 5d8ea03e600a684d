"""Published totals as yardsticks: what a table sums to beside what its publisher says the area has."""

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

from lae.findings import Finding
from lae.tables import Contract, records


class Anchors(Contract):
    """One published total of one district, and how far a sum over finer areas may be from it."""

    measure: str = pa.Field(description="as in AreaStatistics, for instance electricity_meters")
    category: str = pa.Field(description="as the measure says; all for the total")
    year: int = pa.Field(ge=1900, le=2100)
    district_code: str = pa.Field(str_matches=r"^[EWS]\d{8}$")
    value: float = pa.Field(ge=0)
    unit: str
    tolerance_share: float = pa.Field(ge=0, le=1, description="rounding and suppression of the finer areas")
    source_id: str
    note: str

    class Config(Contract.Config):
        unique = ["measure", "category", "year", "district_code"]


def total_findings(table: str, sums: pd.DataFrame, anchors: pd.DataFrame) -> Iterator[Finding]:
    """A warning for each measure and year whose sum is farther from the published total than it may be.

    Args:
        table: the file as the reader of the report knows it.
        sums: measure, category, year, district_code, value, unit; one row each.
        anchors: contract `Anchors`.
    """
    keys = ["measure", "category", "year", "district_code"]
    both = sums.merge(anchors, on=keys, suffixes=("", "_published"))
    other = both["unit"].ne(both["unit_published"])
    beside = both["value"] / both["value_published"].where(both["value_published"].ne(0.0)) - 1.0
    off = ~other & ~beside.abs().le(both["tolerance_share"])
    for row in records(both.assign(beside_share=beside)[off]):
        message = (
            f"{row.measure.replace('_', ' ')} of {row.year} sum to {row.value:,.0f} {row.unit} in {row.district_code}; "
            f"{row.value_published:,.0f} are published ({row.beside_share:+.1%}, at most {row.tolerance_share:.1%})."
        )
        fix = "Is the file whole, of that year, and in that unit?"
        yield Finding("warning", table, "total", message, "value", (row.district_code,), fix)
    for row in records(both[other]):
        message = f"{row.measure.replace('_', ' ')} are in {row.unit}; the published total is in {row.unit_published}."
        yield Finding("warning", table, "total_unit", message, "unit", (row.district_code,), "Check the file's unit.")


def sums_by_district(statistics: pd.DataFrame, district_of: pd.Series) -> pd.DataFrame:
    """Statistics of finer areas (contract `AreaStatistics`) summed by district, as `total_findings` wants them.

    Args:
        statistics: area_code, measure, category, year, value, unit.
        district_of: district_code by area_code.
    """
    named = statistics.assign(district_code=statistics["area_code"].map(district_of)).dropna(subset=["district_code"])
    keys = ["measure", "category", "year", "district_code", "unit"]
    sums = named.groupby(keys, sort=True, observed=True)["value"].sum(min_count=1).dropna()
    return sums.reset_index()
