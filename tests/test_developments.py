"""Named sites take their share of a control total, load once beside a contracted connection, and change by edition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.files import read_table, write_table
from lae.findings import FaultsError
from lae.measures import Measures, Recorded, Supply
from lae.pathway.connections import left_out_by_year, match_connections
from lae.pathway.contract import AIR_SOURCE_HEAT_PUMP, DISTRICT_HEAT, NEW_HOME, StockByYear
from lae.pathway.developments import development_findings, diff, share_of_total
from lae.pathway.developments_contract import (
    GRADES,
    STATUSES,
    ConnectionMatches,
    Connections,
    Developments,
    NamedShares,
    Phasing,
)
from lae.pathway.phasing import current, phasing_findings, yearly_homes
from lae.pathway.placement import place, planned_additions
from lae.pathway.reconcile import district_totals, reconciliation
from lae.tables import check, columns_of, empty, key_of, validated

A, B, ELSEWHERE, BEYOND = "E99000001", "E99000002", "E99000003", "E99000009"
PROFILES = {AIR_SOURCE_HEAT_PUMP: "hp", "hybrid_heat_pump": "hybrid", DISTRICT_HEAT: "dh", NEW_HOME: "home"}
YEARS = range(2025, 2030)
SITE = {
    "development_id": "mill",
    "version": 1,
    "name": "Mill Field",
    "planning_authority": "Toytown Council",
    "district_code": A,
    "lsoa_code": "E99100001",
    "easting_m": 400_100.0,
    "northing_m": 200_100.0,
    "substation_id": "",
    "homes_count": 40.0,
    "floor_space_m2": np.nan,
    "use": "residential",
    "first_year": 2026,
    "last_year": 2029,
    "heating": "heat_pump",
    "chargers_per_home": 1.0,
    "solar_kwp": np.nan,
    "expected_kva": 80.0,
    "expected_connection_year": 2027.0,
    "contracted_connection_id": "",
    "evidence_grade": "B",
    "status": "full",
    "source_id": "toy_plan",
    "source_row": 2,
    "updated": "2026-03-01",
}


def sites_of(*changes):
    frame = pd.DataFrame([SITE | change for change in changes]) if changes else empty(Developments)
    return frame.astype({name: "float64" for name, value in SITE.items() if isinstance(value, float)})


def phasing_of(*rows):
    frame = pd.DataFrame(rows, columns=columns_of(Phasing)) if rows else empty(Phasing)
    return frame.astype({"homes_count": "float64"})


def stock_of(table):
    """StockByYear rows from {(scenario, district, technology): [2025, 2026, ...]}."""
    records = [
        (scenario, district, technology, 2025 + step, float(value), "published", 2025 + step, 2025 + step)
        for (scenario, district, technology), series in table.items()
        for step, value in enumerate(series)
    ]
    return pd.DataFrame(records, columns=columns_of(StockByYear))


def supply_of(*rows):
    """Supply rows from (lsoa, district, in_study, substation, share, homes)."""
    records = [("nearest", *row, "nearest_primary") for row in rows]
    return pd.DataFrame(records, columns=columns_of(Supply)).astype({"share": "float64", "dwellings": "float64"})


SUPPLY = supply_of(
    ("E99100001", A, True, "toy:P1", 0.75, 60),
    ("E99100001", A, True, "toy:P2", 0.25, 20),
    ("E99100002", A, True, "toy:P2", 1.0, 20),
    ("E99100003", B, True, "toy:P2", 1.0, 50),
    ("E99100009", BEYOND, False, "toy:P2", 1.0, 30),
)
NONE = empty(Recorded)
STOCK = stock_of(
    {
        ("s1", A, NEW_HOME): [0, 100, 200, 300, 400],
        ("s1", A, AIR_SOURCE_HEAT_PUMP): [0, 20, 40, 60, 80],
        ("s1", B, NEW_HOME): [0, 1, 2, 3, 4],
        ("s1", B, AIR_SOURCE_HEAT_PUMP): [0, 1, 2, 3, 4],
    }
)
PLANNED = planned_additions(STOCK, NONE, base_year=2025)


def shares_of(sites, phasing=None, planned=PLANNED, base_year=2025):
    return share_of_total(planned, sites, phasing, base_year=base_year)


def placed(stock, sites, supply=SUPPLY):
    planned = planned_additions(stock, NONE, base_year=2025)
    shares, _ = share_of_total(planned, sites, base_year=2025)
    return place(stock, NONE, supply, PROFILES, base_year=2025, developments=shares)


# the tables


def test_a_site_reads_back_from_a_file(tmp_path):
    sites = validated(sites_of({}, {"development_id": "weir", "lsoa_code": ""}), Developments, "developments")
    write_table(sites, tmp_path / "developments.csv", inert=False)
    again, findings = read_table(tmp_path / "developments.csv", Developments, table="developments.csv")
    assert findings == []
    pd.testing.assert_frame_equal(again, sites)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"last_year": 2025}, ""),
        ({"heating": "magic"}, "heating"),
        ({"status": "rumour"}, "status"),
        ({"evidence_grade": "E"}, "evidence_grade"),
        ({"homes_count": -1.0}, "homes_count"),
        ({"development_id": "two words"}, "development_id"),
        ({"district_code": "Toytown"}, "district_code"),
        ({"updated": "yesterday"}, "updated"),
    ],
)
def test_a_faulty_site_is_named(change, column):
    (finding,) = check(sites_of({"development_id": "weir"}, change), Developments, "developments.csv")
    assert finding.column == column
    assert finding.ids == (f"{change.get('development_id', 'mill')} / 1",)


# when homes are complete


def test_homes_are_built_evenly_unless_a_programme_is_given():
    sites = sites_of({}, {"development_id": "weir", "homes_count": 7.0})
    programme = phasing_of(("weir", 1, 2027, 3), ("weir", 1, 2031, 4), ("mill", 2, 2027, 99))
    rows = yearly_homes(sites, programme)
    assert rows.to_numpy().tolist() == [
        ["mill", 2026, 10.0],
        ["mill", 2027, 10.0],
        ["mill", 2028, 10.0],
        ["mill", 2029, 10.0],
        ["weir", 2027, 3.0],
        ["weir", 2031, 4.0],
    ]
    assert yearly_homes(sites_of()).empty


def test_the_latest_edition_counts_by_number_and_not_by_text():
    sites = sites_of({"version": 9, "homes_count": 1.0}, {"version": 10, "homes_count": 2.0}, {"version": 2})
    assert current(sites)[["version", "homes_count"]].to_numpy().tolist() == [[10, 2.0]]
    assert yearly_homes(sites)["homes_count"].sum() == 2.0


def test_a_programme_that_misses_the_sites_homes_is_refused():
    programme = phasing_of(("mill", 1, 2027, 39))
    with pytest.raises(FaultsError, match=r"mill: 39 of 40"):
        yearly_homes(sites_of({}), programme)
    (finding,) = phasing_findings(sites_of({}), programme)
    assert finding.rule == "phasing_sum"


def test_a_programme_of_another_edition_is_not_used_and_said():
    (finding,) = phasing_findings(sites_of({"version": 2}), phasing_of(("mill", 1, 2027, 40), ("weir", 1, 2027, 5)))
    assert (finding.severity, finding.rule, finding.ids) == ("warning", "stale_phasing", ("mill", "weir"))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 5000), st.integers(2020, 2060), st.integers(0, 30)), max_size=6))
def test_every_home_is_built_once_and_within_its_years(drawn):
    sites = sites_of(
        *(
            {"development_id": f"d{n}", "homes_count": homes, "first_year": first, "last_year": first + more}
            for n, (homes, first, more) in enumerate(drawn)
        )
    )
    rows = yearly_homes(sites).merge(sites[["development_id", "first_year", "last_year"]], on="development_id")
    assert rows["year"].between(rows["first_year"], rows["last_year"]).all()
    sums = rows.groupby("development_id")["homes_count"].sum().reindex(sites["development_id"])
    np.testing.assert_allclose(sums, sites["homes_count"], atol=1e-9)


# shares of a control total


def taken(shares, technology, site="mill"):
    rows = shares[shares["technology"].eq(technology) & shares["development_id"].eq(site)]
    return rows.set_index("year")["taken_count"].to_dict()


def test_a_site_takes_its_homes_and_their_heating():
    shares, findings = shares_of(sites_of({}))
    validated(shares, NamedShares, "shares")
    assert findings == []
    assert taken(shares, NEW_HOME) == {2026: 10, 2027: 20, 2028: 30, 2029: 40}
    assert taken(shares, AIR_SOURCE_HEAT_PUMP) == taken(shares, NEW_HOME)
    assert set(shares["technology"]) == {NEW_HOME, AIR_SOURCE_HEAT_PUMP}


@pytest.mark.parametrize(
    ("heating", "claimed"), [("gas", set()), ("unknown", set()), ("heat_network", {DISTRICT_HEAT})]
)
def test_heating_decides_what_else_a_site_claims(heating, claimed):
    stock = pd.concat([STOCK, stock_of({("s1", A, DISTRICT_HEAT): [5, 105, 205, 305, 405]})])
    planned = planned_additions(stock, NONE, base_year=2025)
    shares, _ = shares_of(sites_of({"heating": heating}), planned=planned)
    assert set(shares["technology"]) == claimed | {NEW_HOME}


def test_homes_complete_by_the_base_year_claim_nothing():
    shares, _ = shares_of(sites_of({"first_year": 2022, "last_year": 2029}))
    # 5 a year: those of 2026 to 2029 are still to come.
    assert taken(shares, NEW_HOME) == {2026: 5, 2027: 10, 2028: 15, 2029: 20}
    assert shares_of(sites_of({"first_year": 2020, "last_year": 2025}))[0].empty


def test_a_site_beyond_the_control_total_is_capped_and_its_excess_listed():
    shares, (finding,) = shares_of(sites_of({"homes_count": 120.0}))
    # 30 homes a year, while heat pumps grow by 20.
    assert taken(shares, AIR_SOURCE_HEAT_PUMP) == {2026: 20, 2027: 40, 2028: 60, 2029: 80}
    assert taken(shares, NEW_HOME) == {2026: 30, 2027: 60, 2028: 90, 2029: 120}
    excess = shares[shares["technology"].eq(AIR_SOURCE_HEAT_PUMP)].set_index("year")["excess_count"]
    assert excess.to_dict() == {2026: 10, 2027: 20, 2028: 30, 2029: 40}
    assert (finding.severity, finding.rule, finding.ids) == ("warning", "exceeds_total", ("mill: 40 over in 2029",))
    assert "air_source_heat_pump in s1" in finding.message


def test_the_surest_site_takes_first():
    sites = sites_of(
        {"development_id": "d", "status": "allocation", "evidence_grade": "A"},
        {"development_id": "c", "status": "full", "evidence_grade": "C"},
        {"development_id": "b", "status": "full", "evidence_grade": "A"},
        {"development_id": "a", "status": "full", "evidence_grade": "C"},
    )
    shares, _ = shares_of(sites.assign(homes_count=200.0))
    last = shares[shares["technology"].eq(NEW_HOME) & shares["year"].eq(2029)].set_index("development_id")
    assert last["taken_count"].to_dict() == {"a": 200, "b": 200, "c": 0, "d": 0}
    # 50 a year each of a growth of 20: better evidence before the id.
    first = shares[shares["technology"].eq(AIR_SOURCE_HEAT_PUMP) & shares["year"].eq(2026)].set_index("development_id")
    assert first["taken_count"].to_dict() == {"a": 0, "b": 20, "c": 0, "d": 0}


def test_sites_that_cannot_be_placed_take_nothing_and_are_named():
    sites = sites_of(
        {"lsoa_code": ""},
        {"development_id": "weir", "district_code": ELSEWHERE},
        {"development_id": "depot", "lsoa_code": "", "homes_count": 0.0},
    )
    shares, findings = shares_of(sites)
    assert shares.empty
    assert list(shares.columns) == columns_of(NamedShares)
    assert [(finding.rule, finding.ids) for finding in findings] == [("nowhere", ("mill",)), ("outside", ("weir",))]


def test_without_sites_there_are_no_shares():
    shares, findings = shares_of(sites_of())
    assert shares.empty
    assert findings == []


def test_strange_places_are_errors_by_id():
    sites = sites_of(
        {},
        {"development_id": "moved", "district_code": B},
        {"development_id": "lost", "lsoa_code": "E99100077"},
        {"development_id": "off", "substation_id": "toy:P9"},
        {"development_id": "unlocated", "lsoa_code": ""},
    )
    found = development_findings(sites, SUPPLY, {"toy:P1", "toy:P2"})
    assert {finding.rule: finding.ids for finding in found} == {
        "unknown_lsoa": ("lost",),
        "other_district": ("moved",),
        "unknown_substation": ("off",),
    }
    assert {finding.severity for finding in found} == {"error"}


# placement


def test_a_site_stands_on_its_lsoas_substations_and_the_rest_spreads_as_before():
    measures = validated(placed(STOCK, sites_of({})), Measures, "measures")
    rows = measures[measures["technology"].eq(NEW_HOME) & measures["start_year"].eq(2026)]
    by_place = rows.set_index(["lsoa_code", "substation_id"])["count"]
    # The site's 10 homes by the LSOA's shares; the other 90 over the district's 100 homes.
    assert by_place["E99100001", "toy:P1"] == pytest.approx(7.5 + 90 * 0.6)
    assert by_place["E99100001", "toy:P2"] == pytest.approx(2.5 + 90 * 0.2)
    assert by_place["E99100002", "toy:P2"] == pytest.approx(90 * 0.2)
    # Beyond the study homes follow all of the study's additions per home.
    assert by_place["E99100009", "toy:P2"] == pytest.approx(101 / 150 * 30)


def test_a_site_with_its_own_substation_loads_that_one():
    measures = placed(STOCK, sites_of({"substation_id": "toy:P7"}))
    rows = measures[measures["substation_id"].eq("toy:P7") & measures["technology"].eq(AIR_SOURCE_HEAT_PUMP)]
    assert rows[["lsoa_code", "start_year", "count"]].to_numpy().tolist() == [
        ["E99100001", year, 10.0] for year in range(2026, 2030)
    ]


def test_sites_give_the_measures_of_none_when_there_are_none():
    plain = place(STOCK, NONE, SUPPLY, PROFILES, base_year=2025)
    pd.testing.assert_frame_equal(placed(STOCK, sites_of()), plain)
    pd.testing.assert_frame_equal(placed(STOCK, sites_of({"lsoa_code": ""})), plain)


def test_shares_of_another_stock_or_place_are_refused():
    shares, _ = shares_of(sites_of({}))
    with pytest.raises(ValueError, match=f"named sites in {A} take more than the control total"):
        place(STOCK, NONE, SUPPLY, PROFILES, base_year=2025, developments=shares.assign(taken_count=1e6))
    strange = shares.assign(scenario="s9").astype({"scenario": "str"})
    with pytest.raises(ValueError, match="not planned"):
        place(STOCK, NONE, SUPPLY, PROFILES, base_year=2025, developments=strange)
    with pytest.raises(ValueError, match=r"no LSOA of their district for the sites mill"):
        place(STOCK, NONE, SUPPLY[SUPPLY["lsoa_code"].ne("E99100001")], PROFILES, base_year=2025, developments=shares)


def test_shares_of_a_technology_that_is_not_loaded_are_left_out():
    stock = STOCK[STOCK["technology"].eq(AIR_SOURCE_HEAT_PUMP)]
    shares, _ = shares_of(sites_of({}))
    only = {AIR_SOURCE_HEAT_PUMP: "hp"}
    measures = place(STOCK, NONE, SUPPLY, only, base_year=2025, developments=shares)
    pumps = shares[shares["technology"].eq(AIR_SOURCE_HEAT_PUMP)]
    pd.testing.assert_frame_equal(
        measures, place(stock, NONE, SUPPLY, only, base_year=2025, developments=pumps.reset_index(drop=True))
    )


levels = st.lists(st.floats(0, 2000).map(lambda value: round(value, 1)), min_size=5, max_size=5)
places = st.sampled_from([(A, "E99100001"), (A, "E99100002"), (B, "E99100003")])


@st.composite
def sites_drawn(draw, most=5):
    """Random sites in two districts, some of them far beyond their control total."""
    changes = []
    for number in range(draw(st.integers(1, most))):
        district, lsoa = draw(places)
        first = draw(st.integers(2022, 2030))
        changes.append(
            {
                "development_id": f"d{number}",
                "district_code": district,
                "lsoa_code": lsoa,
                "substation_id": draw(st.sampled_from(["", "toy:P1", "toy:P7"])),
                "homes_count": draw(st.floats(0, 3000)),
                "first_year": first,
                "last_year": first + draw(st.integers(0, 8)),
                "heating": draw(st.sampled_from(["heat_pump", "hybrid", "gas", "heat_network", "unknown"])),
                "status": draw(st.sampled_from(STATUSES)),
                "evidence_grade": draw(st.sampled_from(GRADES)),
            }
        )
    return sites_of(*changes)


@st.composite
def stocks(draw):
    return stock_of(
        {
            (scenario, district, technology): draw(levels)
            for scenario in ("s1", "s2")
            for district in (A, B)
            for technology in PROFILES
        }
    )


@settings(max_examples=20, deadline=None)
@given(stocks(), sites_drawn())
def test_adding_a_site_changes_no_district_count(stock, sites):
    before, after = placed(stock, sites.iloc[:-1]), placed(stock, sites)
    key = ["scenario", "technology", "district_code", "year"]
    totals = [district_totals(measures, YEARS).set_index(key)["count"] for measures in (before, after)]
    both = pd.concat(totals, axis=1).fillna(0.0).to_numpy()
    np.testing.assert_allclose(both[:, 0], both[:, 1], atol=1e-6)
    assert reconciliation(after, stock, NONE, base_year=2025)["difference_count"].abs().max() < 1e-6
    beyond = [measures[measures["status"].ne("planned")].reset_index(drop=True) for measures in (before, after)]
    pd.testing.assert_frame_equal(*beyond)
    assert after.empty or check(after, Measures, "measures") == []
    assert after.equals(after.sort_values(key_of(Measures), ignore_index=True))


@settings(max_examples=20, deadline=None)
@given(stocks(), sites_drawn())
def test_sites_together_never_take_more_than_there_is_nor_more_than_they_claim(stock, sites):
    planned = planned_additions(stock, NONE, base_year=2025)
    shares, _ = share_of_total(planned, sites, base_year=2025)
    np.testing.assert_allclose(shares["taken_count"] + shares["excess_count"], shares["claimed_count"])
    assert (shares["taken_count"] <= shares["claimed_count"]).all()
    key = ["scenario", "technology", "district_code", "year"]
    grown = planned.assign(grown=planned.groupby(key[:3])["count"].cumsum().clip(lower=0)).set_index(key)["grown"]
    claimed, given = (shares.groupby(key)[name].sum() for name in ("claimed_count", "taken_count"))
    # All that is claimed, or all that there is: nothing is held back.
    np.testing.assert_allclose(given, np.minimum(claimed, grown.reindex(claimed.index)), atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(stocks(), sites_drawn(most=4))
def test_shares_agree_with_sites_served_one_by_one(stock, sites):
    planned = planned_additions(stock, NONE, base_year=2025)
    shares, _ = share_of_total(planned, sites, base_year=2025)
    left = planned.assign(
        left=planned.groupby(["scenario", "technology", "district_code"])["count"].cumsum().clip(lower=0)
    )
    room = left.set_index(["scenario", "technology", "district_code", "year"])["left"].to_dict()
    order = {
        row.development_id: (STATUSES.index(row.status), row.evidence_grade, row.development_id)
        for row in sites.itertuples()
    }
    for row in sorted(shares.itertuples(), key=lambda row: order[row.development_id]):
        place_and_year = (row.scenario, row.technology, row.district_code, row.year)
        expected = min(row.claimed_count, room[place_and_year])
        room[place_and_year] -= expected
        assert row.taken_count == pytest.approx(expected, abs=1e-6)


# contracted connections


def connections_of(*rows):
    """Connections from (id, substation, year, MVA)."""
    frame = pd.DataFrame(rows, columns=columns_of(Connections))
    return frame.astype(
        {"connection_id": "str", "substation_id": "str", "connection_year": "float64", "contracted_mva": "float64"}
    )


QUEUE = connections_of(("c1", "toy:P1", 2027, 5.0), ("c2", "toy:P2", 2028, 0.05), ("c3", "toy:P3", np.nan, 2.0))


def matched(*changes, queue=QUEUE):
    table, findings = match_connections(sites_of(*changes), queue)
    assert len(table) == 0 or check(table, ConnectionMatches, "matches") == []
    rows = table[["development_id", "connection_id", "matched_by", "left_out_mva"]].to_numpy().tolist()
    return rows, [(finding.severity, finding.rule, finding.ids) for finding in findings]


def test_a_site_that_names_its_connection_leaves_out_its_own_load():
    rows, findings = matched({"contracted_connection_id": "c1", "substation_id": "toy:P9"})
    # 80 kVA of the connection's 5 MVA; the rest of it is somebody else's and stays contracted.
    assert rows == [["mill", "c1", "connection_id", pytest.approx(0.08)]]
    assert findings == []


def test_a_site_leaves_out_no_more_than_its_connection_holds():
    assert matched({"contracted_connection_id": "c2"})[0] == [["mill", "c2", "connection_id", pytest.approx(0.05)]]
    unknown = {"contracted_connection_id": "c3", "expected_kva": np.nan}
    assert matched(unknown)[0] == [["mill", "c3", "connection_id", pytest.approx(2.0)]]


def test_sites_that_share_a_connection_share_its_load():
    rows, _ = matched(
        {"development_id": "a", "contracted_connection_id": "c1", "expected_kva": np.nan},
        {"development_id": "b", "contracted_connection_id": "c1", "expected_kva": 3000.0},
        {"development_id": "c", "contracted_connection_id": "c1", "expected_kva": 1500.0},
    )
    assert [(row[0], row[3]) for row in rows] == [
        ("a", pytest.approx(0.5)),
        ("b", pytest.approx(3.0)),
        ("c", pytest.approx(1.5)),
    ]


@pytest.mark.parametrize("year", [2026.0, 2027.0, 2028.0])
def test_a_site_is_matched_by_substation_and_year_when_only_one_fits(year):
    rows, findings = matched({"substation_id": "toy:P1", "expected_connection_year": year})
    assert rows == [["mill", "c1", "substation_and_year", pytest.approx(0.08)]]
    assert findings == []


@pytest.mark.parametrize(
    "change",
    [
        {"substation_id": "toy:P1", "expected_connection_year": 2029.0},
        {"substation_id": "toy:P1", "expected_connection_year": np.nan},
        {"substation_id": "toy:P1", "expected_kva": np.nan},
        {"substation_id": "toy:P3"},
        {"substation_id": ""},
    ],
)
def test_what_is_not_known_matches_nothing(change):
    assert matched(change) == ([], [])


def test_what_cannot_be_told_apart_is_left_and_said():
    two = connections_of(("c1", "toy:P1", 2027, 5.0), ("c2", "toy:P1", 2028, 1.0))
    rows, findings = matched({"substation_id": "toy:P1"}, queue=two)
    assert rows == []
    assert findings == [("warning", "ambiguous_connection", ("mill or c1", "mill or c2"))]
    twins = [{"substation_id": "toy:P1"}, {"development_id": "weir", "substation_id": "toy:P1"}]
    assert matched(*twins) == ([], [("warning", "ambiguous_connection", ("mill or c1", "weir or c1"))])


def test_a_connection_that_somebody_names_is_not_matched_to_another():
    rows, findings = matched({"development_id": "weir", "contracted_connection_id": "c1"}, {"substation_id": "toy:P1"})
    assert [row[:2] for row in rows] == [["weir", "c1"]]
    assert findings == []


def test_an_id_that_no_operator_has_is_an_error():
    assert matched({"contracted_connection_id": "c9"}) == ([], [("error", "unknown_connection", ("mill: c9",))])


def test_a_matched_site_loads_once_in_every_year():
    sites = sites_of({"contracted_connection_id": "c1", "expected_kva": 400.0})
    shares, _ = shares_of(sites)
    matches, _ = match_connections(sites, QUEUE)
    rows = left_out_by_year(matches, shares)
    # Ten of forty homes a year, so a quarter of 0.4 MVA moves each year from the queue into growth.
    assert rows[["scenario", "year", "substation_id"]].to_numpy().tolist() == [
        ["s1", year, "toy:P1"] for year in range(2026, 2030)
    ]
    assert rows["left_out_mva"].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4])
    part = shares[shares["technology"].eq(NEW_HOME)]["taken_count"].to_numpy() / 40
    np.testing.assert_allclose(part * 0.4 + (0.4 - rows["left_out_mva"]), 0.4)


def test_what_growth_does_not_hold_stays_contracted():
    sites = sites_of({"contracted_connection_id": "c1", "expected_kva": 1000.0, "homes_count": 800.0})
    shares, _ = shares_of(sites)
    matches, _ = match_connections(sites, QUEUE)
    # The control total grows by 100 homes a year while the site wants 200.
    assert left_out_by_year(matches, shares)["left_out_mva"].tolist() == pytest.approx([0.125, 0.25, 0.375, 0.5])
    pumps = shares[shares["technology"].eq(AIR_SOURCE_HEAT_PUMP)]
    assert left_out_by_year(matches, pumps).empty
    offices = sites_of({"contracted_connection_id": "c1", "homes_count": 0.0, "floor_space_m2": 5000.0})
    assert left_out_by_year(match_connections(offices, QUEUE)[0], shares_of(offices)[0]).empty


# editions


def test_a_diff_names_sites_and_fields():
    old = sites_of({}, {"development_id": "weir"}, {"development_id": "gone"})
    new = sites_of(
        {"version": 2, "homes_count": 55.5, "heating": "heat_network", "expected_kva": np.nan, "updated": "2026-09-01"},
        {"development_id": "weir", "version": 2, "source_row": 9},
        {"development_id": "lock"},
    )
    changes = diff(old, new)
    assert changes.to_numpy().tolist() == [
        ["gone", "removed", "", "", ""],
        ["lock", "added", "", "", ""],
        ["mill", "changed", "homes_count", "40", "55.5"],
        ["mill", "changed", "heating", "heat_pump", "heat_network"],
        ["mill", "changed", "expected_kva", "80", ""],
    ]


def test_a_diff_with_nothing_lists_every_site():
    assert diff(sites_of(), sites_of({}))["change"].tolist() == ["added"]
    assert diff(sites_of({}), sites_of())["change"].tolist() == ["removed"]
    assert diff(sites_of(), sites_of()).empty


def test_a_history_in_one_table_diffs_by_its_latest_editions():
    history = sites_of({}, {"version": 2, "status": "under_construction"})
    assert diff(sites_of({}), history)[["field", "old_value", "new_value"]].to_numpy().tolist() == [
        ["status", "full", "under_construction"]
    ]


@settings(max_examples=25, deadline=None)
@given(sites_drawn(), sites_drawn())
def test_a_diff_runs_backwards(old, new):
    forth, back = diff(old, new), diff(new, old)
    names = {"old_value": "new_value", "new_value": "old_value"}
    turned = back.rename(columns=names).replace({"change": {"added": "removed", "removed": "added"}})[forth.columns]
    pd.testing.assert_frame_equal(forth, turned)
    assert diff(old, old).empty
    both = set(old["development_id"]) & set(new["development_id"])
    changed = forth[forth["change"].eq("changed")]
    differ = {
        (name, field)
        for name in both
        for field in ("homes_count", "first_year", "heating", "status", "district_code")
        if (old.set_index("development_id")[field][name] != new.set_index("development_id")[field][name])
    }
    found = set(zip(changed["development_id"], changed["field"], strict=True))
    assert differ == {
        pair for pair in found if pair[1] in {"homes_count", "first_year", "heating", "status", "district_code"}
    }


def test_inputs_stay_as_they_were():
    sites, programme = sites_of({}, {"development_id": "weir"}), phasing_of(("weir", 1, 2027, 40))
    copies = [frame.copy() for frame in (sites, programme, PLANNED, STOCK, SUPPLY, QUEUE)]
    shares, _ = shares_of(sites, programme)
    place(STOCK, NONE, SUPPLY, PROFILES, base_year=2025, developments=shares)
    matches, _ = match_connections(sites, QUEUE)
    left_out_by_year(matches, shares)
    for frame, copy in zip((sites, programme, PLANNED, STOCK, SUPPLY, QUEUE), copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
