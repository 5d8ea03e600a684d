"""What is said of a record that homes are, or cannot be, scaled to; ids are the areas'."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.findings import Finding, Severity

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.object_]

_TABLE: Final = "buildings/metered_energy.csv"
_AGAIN: Final = "Run `lae data buildings` with the Department's table."


def contradictions(carrier: str, level: str, record: Floats, sums: Floats, codes: Ids) -> Iterator[Finding]:
    """Use recorded where no home buys the carrier, and none recorded where some do.

    Args:
        carrier: of CARRIERS.
        level: of RECORDS.
        record: kWh published of each area, NaN where nobody did.
        sums: kWh that its homes buy by our method.
        codes: the areas.
    """
    lonely, naught = (record > 0) & (sums == 0), (record == 0) & (sums > 0)
    if lonely.any():
        gwh = record[lonely].sum() / 1e6
        message = f"{gwh:,.3f} GWh of {carrier} are recorded by {level} where no home buys it; no home is given it."
        fix = "Is an area's code of another edition, or a heating system missing from the stock there?"
        ids = tuple(codes[lonely])
        yield Finding("warning", _TABLE, "record_without_homes", message, "consumption_kwh", ids, fix)
    if naught.any():
        message = f"no {carrier} at all is recorded by {level} where homes buy it; they are not scaled to nothing."
        fix = "A figure of zero may be one the publisher withholds."
        ids = tuple(codes[naught])
        yield Finding("warning", _TABLE, "record_of_nothing", message, "consumption_kwh", ids, fix)


def without_record(carrier: str, untold: Ids, finer_only: Ids) -> Iterator[Finding]:
    """Districts whose homes no record of the district holds; heat of networks is published by nobody, so only noted.

    Args:
        carrier: of CARRIERS.
        untold: districts without any record of it.
        finer_only: districts with a record of smaller areas alone.
    """
    severity: Severity = "note" if carrier == "network" else "warning"
    fix = "" if carrier == "network" else _AGAIN
    for ids, rule, what in (
        (untold, "not_calibrated", "homes are as our method makes them"),
        (finer_only, "no_district_record", "homes are held to the finer record, of its own year, instead"),
    ):
        if len(ids):
            message = f"nobody's record of {carrier} by district is at hand; {what}."
            yield Finding(severity, _TABLE, rule, message, "carrier", tuple(ids), fix)


def no_finer_record(carrier: str, level: str, codes: Ids) -> Iterator[Finding]:
    """Areas with homes that the finer record leaves out."""
    if len(codes):
        message = f"{carrier} is not recorded for every {level} with homes; these follow the rest of their district."
        yield Finding("note", _TABLE, "no_finer_record", message, ids=tuple(codes))


def far_from_homes(carrier: str, ratio: Floats, codes: Ids, *, ratio_max: float, believed: bool) -> Iterator[Finding]:
    """Records so far from what homes buy by our method that one of the two is not of these homes.

    Args:
        carrier: of CARRIERS.
        ratio: of record to method.
        codes: the areas.
        ratio_max: what counts as far.
        believed: whether the homes are scaled to it all the same.
    """
    if not len(codes):
        return
    done = "scaled to it all the same, since it is metered" if believed else "not scaled to it"
    wood = " Most of it is wood burnt beside another main heating, which no home here is given."
    message = (
        f"what was recorded of {carrier} is beyond {ratio_max:g} times, or below 1/{ratio_max:g}, of what homes buy by "
        f"our method; they are {done}.{wood if carrier == 'solid_fuel' else ''}"
    )
    ids = tuple(f"{code}: x {one:.2f}" for code, one in zip(codes, np.asarray(ratio), strict=True))
    yield Finding("warning", _TABLE, "record_far_from_homes", message, "consumption_kwh", ids)


def caveats(carrier: str, *, gas_meter_largest_kwh: float) -> Iterator[Finding]:
    """What a record of that carrier holds besides homes' use in a normal year."""
    said = {
        "gas": "gas is corrected for weather by the publisher, and counts as homes the small businesses whose meter is "
        f"at or under {gas_meter_largest_kwh:,.0f} kWh a year",
        "electricity": "electricity is not corrected for weather, as gas is, and holds what cars draw at home",
        "petroleum": "petroleum is modelled by the publisher: nobody meters oil or LPG",
        "solid_fuel": "solid fuels are modelled by the publisher, and most are burnt beside another main heating",
    }
    if carrier in said:
        yield Finding("note", _TABLE, "record_means", f"the record of {said[carrier]}.", "carrier")
