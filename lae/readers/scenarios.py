"""An operator's headroom by scenario and year, whatever shape its file has, as rows of `ScenarioFigures`."""

import pandas as pd

from lae.grid.contract import ScenarioFigures
from lae.readers.base import Edition
from lae.readers.figures import LARGEST_MVA, mva_from_mw
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.tables import columns_of

KEY = ["substation_id", "direction", "scenario", "year"]


def figures_in_mw(long: pd.DataFrame, edition: Edition, power_factor: float, remarks: Remarks) -> pd.DataFrame:
    """The rows as `ScenarioFigures`, MW as MVA; rows without a figure or a way to turn it into MVA are left out.

    Args:
        long: substation_id, direction, scenario, year, published_value in MW, constraint and source_row.
        edition: what the rows carry.
        power_factor: MW per MVA; NaN converts nothing but zero.
        remarks: where faults go.
    """
    rows = long[long["published_value"].notna()]
    names = rows["substation_id"] + " / " + rows["scenario"] + " / " + rows["year"].astype("str")
    absurd = rows["published_value"].abs().gt(LARGEST_MVA)
    message = f"is more than {LARGEST_MVA:.0f} MW: it may be in kilowatts."
    remarks.rows("error", "unit", message, names[absurd], column="headroom")
    rows = rows.assign(headroom_mva=mva_from_mw(rows["published_value"], power_factor))
    unsaid = rows["headroom_mva"].isna()
    message = "is published in MW and no power factor was given, so it is left out."
    remarks.rows("warning", "power_factor", message, names[unsaid], column="headroom")
    rows = rows[~unsaid]
    again = rows.duplicated(KEY)
    message = "the same substation, kind of headroom, scenario and year stand on two rows; the first is used."
    remarks.rows("error", "repeated_row", message, names[~unsaid][again], fix="Keep one of them.")
    stamp = {"vintage": edition.vintage, "source_id": edition.source_id, "licence": edition.licence, "unit": "MW"}
    table = with_texts(rows[~again], **stamp).sort_values(KEY, kind="stable", ignore_index=True)
    return table[columns_of(ScenarioFigures)].astype({"year": "int64", "source_row": "int64"})
