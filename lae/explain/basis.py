"""What stands behind the numbers of an account: the registers in words, and where the units come from."""

import math

from lae.explain.account import Line, Section, ids
from lae.results import Results
from lae.tables import records


def registers(results: Results) -> dict[str, str]:
    """What each source and each assumption of the run's registers is, by id."""
    sources = {
        row.source_id: ", ".join(part for part in (row.publisher, row.title, row.vintage) if part)
        for row in records(results.table("sources"))
    }
    assumptions = {}
    for key, item in results.inputs.assumptions.items():
        span = "no range stated" if math.isnan(item.low) else f"{item.low:g} to {item.high:g}"
        assumptions[key] = f"assumed, {item.value:g} {item.unit}, {span}; {item.badge()}; {item.source}"
    return sources | assumptions


def units_section(results: Results) -> Section:
    """Where the units that grow come from: control totals by building block, and the recorded stock."""
    totals = results.table("uptake_rows").groupby("building_block")["source_id"].agg(lambda names: sorted(set(names)))
    lines = [
        Line(f"control totals of {block}", "by district and year", source_id=ids(*names))
        for block, names in totals.to_dict().items()
    ]
    counted = ids(*sorted(set(results.table("recorded")["source_id"])))
    return Section(
        "Where the units come from", (*lines, Line("recorded stock", "counted by registers", source_id=counted))
    )
