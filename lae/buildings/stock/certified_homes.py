"""The stock of homes where certificates are at hand: each certified home once, completed to the held totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import categorical, constant
from lae.buildings.stock.certified import FEATURES, Certified, around, certified
from lae.buildings.stock.completed import NEARBY, Remainder, excess, lent, remainder
from lae.buildings.stock.donors import key, typical
from lae.buildings.stock.features import draw
from lae.buildings.stock.homes import Stock, drift, held_by, housed, unheld
from lae.buildings.stock.latest import Latest, latest, located
from lae.buildings.stock.modelled import CATEGORIES
from lae.buildings.stock.placing import Spots
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Places, targets
from lae.buildings.stock_contract import HOME_PROVENANCE
from lae.findings import Finding, raise_errors

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TABLE: Final = "certificates"
_VERBATIM: Final = (
    "sap_points",
    "wall",
    "wall_insulation",
    "roof",
    "roof_insulation",
    "loft_insulation_mm",
    "floor",
    "floor_insulation",
    "glazing",
    "photovoltaics",
    "primary_energy_kwh_per_m2",
)
_STRUCTURE: Final = ("all", "age")


@dataclass(frozen=True)
class Geography:
    """Where homes may stand: contracts Lsoas (with names; geometry is not used) and Postcodes."""

    lsoas: pd.DataFrame
    postcodes: pd.DataFrame


def certified_stock(
    certificates: pd.DataFrame,
    margins: pd.DataFrame,
    shares: pd.DataFrame,
    geography: Geography,
    *,
    prior_homes: float,
) -> Stock:
    """Every certified home once, and as many others as the margins hold, each with a donor's certificate.

    Of the margins, numbers of homes and their ages are held, and others where they are published as they are; those
    worked out otherwise give way to what certificates say. Where certificates exceed a margin that is held, the oldest
    are set aside, and a finding says how many.

    Args:
        certificates: contract Certificates, of all files at hand.
        margins: contract Margins.
        shares: contract Shares, for kinds of home that no certificate near by is of.
        geography: the study's.
        prior_homes: what the district's pattern counts for beside an LSOA's own certificates, in homes; above 0.

    Raises:
        FaultsError: no certificate lies in the study, or margins contradict each other.
    """
    places = Places.of(geography.lsoas)
    register = Register(shares, CATEGORIES)
    held = targets(_firm(margins), places)
    found, lsoa = located(latest(certificates), geography.postcodes, places)
    raise_errors([] if len(lsoa) else [_nothing()])
    msoa_of = _msoas(geography.lsoas, places)
    names = pd.Index(sorted(set(geography.postcodes["postcode"]) | set(found.certificates["postcode"]) - {""}))
    there = around(names.get_indexer(found.certificates["postcode"]), lsoa, msoa_of, places, postcodes=len(names))
    known = _all_known(certified(found.certificates, there), lsoa, places, register)
    surplus, beyond = excess(known, lsoa, held, _newest(found))
    kept = np.flatnonzero(~surplus)
    known, lsoa, rows = _subset(known, kept), lsoa[kept], found.certificates.iloc[kept].reset_index(drop=True)
    there = around(names.get_indexer(rows["postcode"]), lsoa, msoa_of, places, postcodes=len(names))
    rest = remainder(known, lsoa, held, register, prior_homes=prior_homes)
    spots = Spots.of(geography.postcodes, places)
    spot = spots.placed(rest.homes.lsoa)
    stands = np.append(names.get_indexer(spots.rows["postcode"]), -1)[spot]
    here = around(stands, rest.homes.lsoa, msoa_of, places, postcodes=len(names))
    donor, near, loose = lent(rest.homes, here, known, there, rows["sap_points"].to_numpy(float))
    parts = [_own(rows, known, lsoa), _borrowed(rows, known, rest, donor, near)]
    features = pd.concat(parts, ignore_index=True)
    whole = np.r_[lsoa, rest.homes.lsoa]
    order = np.argsort(whole, kind="stable")
    dwellings = housed(features.iloc[order].reset_index(drop=True), whole[order], places, spots)
    dwellings = _at_home(dwellings, rows, geography.postcodes, order, len(lsoa))
    met = held_by(dwellings, held, rest.worst)
    remarks = _remarks(found, known, beyond, loose)
    return Stock(dwellings, met, (*held.findings, *_softened(rest), *remarks, *unheld(held), *drift(met)))


def _firm(margins: pd.DataFrame) -> pd.DataFrame:
    """The totals that certificates give way to: how many homes there are and how old, and whatever is published.

    What was worked out from other tables, from a model or from certificates themselves knows less than they do.
    """
    return margins[margins["attribute"].isin(_STRUCTURE) | margins["provenance"].eq("published")]


def _msoas(lsoas: pd.DataFrame, places: Places) -> Codes:
    """The MSOA of each LSOA, from 0: "Cherwell 008A" is in Cherwell 008; one without such a name stands alone."""
    names = lsoas.set_index("lsoa_code")["lsoa_name"].reindex(list(places.lsoas))
    inside = names.str.extract(r"^(.* \d{3})[A-Z]+$")[0]
    codes: Codes = pd.factorize(inside.fillna(pd.Series(names.index, index=names.index)))[0].astype(np.int64)
    return codes


def _newest(found: Latest) -> Codes:
    dates = found.certificates["lodgement_date"].astype("str")
    ranks: Codes = np.unique(dates.to_numpy(dtype=object), return_inverse=True)[1].astype(np.int64).reshape(-1)
    return ranks


def _subset(known: Certified, rows: Codes) -> Certified:
    codes = {name: of[rows] for name, of in known.codes.items()}
    return Certified(codes, known.floor_area_m2[rows], known.filled)


def _own(rows: pd.DataFrame, known: Certified, lsoa: Codes) -> pd.DataFrame:
    """The certified homes; SAP points that a certificate lacks are the median of like homes near by."""
    points = rows["sap_points"].to_numpy(float)
    sizes = {name: len(categories) for name, categories in FEATURES.items()}
    like = [(known.codes[name], sizes[name]) for name in ("dwelling_type", "age_band", "heating")]
    near = [key((lsoa, int(lsoa.max(initial=0)) + 1), *like), key(*like), key(*like[:2])]
    points = np.where(np.isnan(points), typical(near, near, points), points)
    provenance = constant("epc", len(rows), HOME_PROVENANCE)
    frame = _features(rows, known.codes, known.floor_area_m2)
    return frame.assign(sap_points=points, has_uprn=rows["uprn"].ne("").to_numpy(), provenance=provenance)


def _borrowed(rows: pd.DataFrame, known: Certified, rest: Remainder, donor: Codes, near: Codes) -> pd.DataFrame:
    codes = {name: rest.homes.known.get(name, known.codes[name][donor]) for name in FEATURES}
    frame = _features(rows.iloc[donor].reset_index(drop=True), codes, known.floor_area_m2[donor])
    code_of = np.array([HOME_PROVENANCE.index(f"donor_{name}") for name in NEARBY])
    return frame.assign(has_uprn=False, provenance=categorical(code_of[near], HOME_PROVENANCE))


def _features(rows: pd.DataFrame, codes: Mapping[str, Codes], area: Floats) -> pd.DataFrame:
    columns: dict[str, object] = {name: rows[name] for name in _VERBATIM}
    columns |= {name: categorical(codes[name], categories) for name, categories in FEATURES.items()}
    return pd.DataFrame(columns).assign(floor_area_m2=area)


def _all_known(known: Certified, lsoa: Codes, places: Places, register: Register) -> Certified:
    """`known` with what no certificate states drawn from the register of shares.

    Raises:
        FaultsError: no certificate states an age, or none a type: too little to make a stock of.
    """
    codes = dict(known.codes)
    lost = [name for name in ("age_band", "dwelling_type") if (codes[name] < 0).any()]
    message = "no certificate states these, so they cannot complete a stock."
    raise_errors([Finding("error", _TABLE, "no_feature", message, ids=tuple(lost))] if lost else [])
    every = np.arange(len(lsoa))

    def drawn(name: str, turn: int) -> Codes:
        return draw(every, lsoa, register.likely(name, codes), places, held={}, turn=turn).codes

    for turn, name in enumerate(FEATURES):
        if (codes[name] < 0).any():
            codes[name] = np.where(codes[name] < 0, drawn(name, turn), codes[name])
    area = known.floor_area_m2
    if np.isnan(area).any():
        sizes = np.array([float(text) for text in register.categories("floor_area_m2")])
        area = np.where(np.isnan(area), sizes[drawn("floor_area_m2", len(FEATURES))], area)
    return Certified(codes, area, known.filled)


def _at_home(
    dwellings: pd.DataFrame, rows: pd.DataFrame, postcodes: pd.DataFrame, order: Codes, certified_homes: int
) -> pd.DataFrame:
    """`dwellings` with the certified homes at their own postcodes, blank where the study does not know the place."""
    own = order < certified_homes
    text = dwellings["postcode"].astype("str").to_numpy(dtype=object)
    text[own] = rows["postcode"].astype("str").to_numpy(dtype=object)[order[own]]
    known = sorted(set(text.tolist()) | {""})
    place = pd.Index(postcodes["postcode"]).get_indexer(pd.Index(known))
    code = pd.Index(known).get_indexer(pd.Index(text))
    east = np.append(postcodes["easting_m"].to_numpy(float), np.nan)[place]
    north = np.append(postcodes["northing_m"].to_numpy(float), np.nan)[place]
    return dwellings.assign(postcode=categorical(code, known), easting_m=east[code], northing_m=north[code])


def _softened(rest: Remainder) -> list[Finding]:
    """What the remaining homes could not meet, as warnings: certificates outweigh a district's total."""
    return [Finding("warning", one.table, one.rule, one.message, one.column, one.ids, one.fix) for one in rest.findings]


def _remarks(found: Latest, known: Certified, beyond: dict[str, int], loose: int) -> list[Finding]:
    told = [f"{reason}: {number:,}" for reason, number in found.dropped.items()]
    told += [f"beyond the {name} of their LSOA, the oldest: {number:,}" for name, number in beyond.items()]
    filled = [f"{name}: {number:,}" for name, number in known.filled.items() if number]
    cases: list[tuple[str, str, list[str]]] = [
        ("left_out", "certificates that are no home of the stock.", told),
        ("no_uprn", "homes are kept without a UPRN.", [f"{found.without_uprn:,}"] if found.without_uprn else []),
        ("filled", "features that certificates lack are those of the nearest home of the same kind.", filled),
        ("loose_donor", "homes borrow from one of another age or heating.", [f"{loose:,}"] if loose else []),
    ]
    return [Finding("note", _TABLE, rule, message, ids=tuple(ids)) for rule, message, ids in cases if ids]


def _nothing() -> Finding:
    fix = "Are they of this county? Take them out to run with a modelled stock."
    return Finding("error", _TABLE, "none_inside", "no certificate lies in the study's LSOAs.", fix=fix)
