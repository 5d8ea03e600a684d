"""UK Power Networks' open-data exports: the network headroom report, its sites, its GSPs and their firm capacities.

Each file states a part: the headroom report who feeds whom and the headroom by scenario, the sites their ratings and
maximum demand, the overview the limits of the GSPs, the LTDS load tables the firm capacity. `readers.together` joins
the parts by id. All are known from published headers only.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.grid.firm_contract import PublishedFirm
from lae.readers.base import Count, Edition, Reading, Register, head_of
from lae.readers.cells import numbers_of
from lae.readers.figures import LARGEST_MVA, unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.readers.ukpn_file import DNO, FIRM, HEADROOM, OVERVIEW, SITES, data_set_of, read_rows, recognise, site_ids
from lae.readers.ukpn_headroom import tables_of
from lae.readers.ukpn_sites import gsps_of, sites_of
from lae.tables import Contract, check, columns_of, empty

__all__ = ["DNO", "read", "recognise"]

_CONTRACTS: Final[dict[str, type[Contract]]] = {
    "substations": Substations,
    "feeds": Feeds,
    "scenario_figures": ScenarioFigures,
    "firm_capacity": PublishedFirm,
}
_HOLDS: Final = {
    HEADROOM.name: ("substations", "feeds", "scenario_figures"),
    SITES.name: ("substations",),
    OVERVIEW.name: ("substations",),
    FIRM.name: ("firm_capacity",),
}
_DOUBTS: Final = {
    HEADROOM.name: "Its headroom is taken as own values in MW, its year as the calendar year.",
    SITES.name: "Maximum demand and seasonal ratings are taken as MVA, which the file does not state.",
    OVERVIEW.name: "Power flows and limits are kept as text, since the file does not state their unit.",
    FIRM.name: "Firm capacity is turned into MVA by the row's own power factor where it states one.",
}


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The file as those of our tables it can fill, every row accounted for and every fault named by id."""
    remarks = Remarks(path.name)
    data_set = data_set_of(head_of(path)) if path.is_file() else None
    if data_set is None:
        unproven(remarks)
        remarks.file("error", "unknown_file", "the file is none of UKPN's data sets that lae reads.")
        return Reading({}, Count(edition.source_id, 0, 0), tuple(remarks.found))
    unproven(remarks, _DOUBTS[data_set.name])
    blank = {name: empty(_CONTRACTS[name]) for name in _HOLDS[data_set.name]}
    raw = read_rows(path, data_set, remarks)
    if raw is None:
        return Reading(blank, Count(edition.source_id, 0, 0), tuple(remarks.found))
    readers = {HEADROOM.name: tables_of, SITES.name: sites_of, OVERVIEW.name: gsps_of, FIRM.name: _firm}
    tables, count = readers[data_set.name](raw, edition, register, remarks)
    for name, frame in tables.items():
        remarks.extend(check(frame, _CONTRACTS[name], remarks.table) if len(frame) else [])
    return Reading({**blank, **tables}, count, tuple(remarks.found))


def _firm(
    raw: pd.DataFrame, edition: Edition, register: Register, remarks: Remarks
) -> tuple[dict[str, pd.DataFrame], Count]:
    """One published firm capacity a substation and season, the earliest year's; MVA = MW / power factor."""
    ids = raw["name"] + " / " + raw["season"]
    numbers = {}
    for name in ("firm", "power_factor"):
        numbers[name], faults = numbers_of(raw[name], table=remarks.table, column=FIRM.fields[name], ids=ids)
        remarks.extend(faults)
    factor = numbers["power_factor"]
    wrong = factor.notna() & ~factor.between(0.5, 1.0)
    remarks.rows("warning", "power_factor", "is no power factor; the study's is used.", ids[wrong], column="pf")
    factor = factor.where(~wrong & factor.notna(), register.power_factor)
    value = numbers["firm"]
    absurd = value.lt(0) | value.gt(LARGEST_MVA)
    remarks.rows("error", "unit", f"lies outside 0 to {LARGEST_MVA:.0f} MW.", ids[absurd], column="firm_capacity_mw")
    rows = raw.assign(
        substation_id=site_ids(raw["site"]),
        season=raw["season"].str.casefold(),
        published_value=value,
        firm_mva=value / factor,
        when=raw["year"].str[:4],
        source_row=raw["row"],
    )
    key = ["substation_id", "season"]
    strange = ids[~rows["season"].isin(["winter", "summer"])]
    remarks.rows("warning", "season", "is neither winter nor summer; left out.", strange, column="season")
    ordered = rows.sort_values(["when", "published_value"], kind="stable")
    drops = {
        "no functional location": rows["substation_id"].eq(""),
        "neither winter nor summer": ~rows["season"].isin(["winter", "summer"]),
        "no figure": value.isna(),
        "figure out of range": absurd,
        "no power factor for MW": rows["firm_mva"].isna(),
    }
    sound, _ = sift(drops, source_id=edition.source_id)
    good = ordered[sound[ordered.index]]
    again = good.duplicated(key).reindex(rows.index, fill_value=False)
    first_year = good.groupby(key)["when"].transform("first")
    spread = good[good["when"].eq(first_year)].groupby(key)["published_value"].nunique()
    differing = [" / ".join(names) for names in spread.index[spread.gt(1)]]
    remarks.rows("warning", "several_firm", "its rows state several firm capacities; the least is used.", differing)
    left, count = sift({**drops, "same substation and season again": again}, source_id=edition.source_id)
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    table = with_texts(rows[left], unit="MW", **stamp)[columns_of(PublishedFirm)]
    return ({"firm_capacity": table.sort_values(key, ignore_index=True)} if len(table) else {}), count
