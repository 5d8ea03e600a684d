import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lae.files import read_table
from lae.grid.contract import Substations, Works
from lae.grid.firm import (
    FirmSettings,
    choose,
    firm_findings,
    firm_mw,
    firm_table,
    seasonal_firm,
    single_transformer_firm,
    unutilised_share,
)
from lae.grid.firm_contract import PublishedFirm
from lae.grid.outage import Unit, after_one_outage, after_outage, capability, in_series, units_of
from lae.tables import empty
from worlds import drawn

NAN = float("nan")
PLAIN = FirmSettings(cyclic_factor=1.3, dual_rated_factor=1.0, summer_ratio=0.8)
UNEQUAL = (Unit(15, 10.0), Unit(30, 12.5), Unit(30, 12.5))


def substations(**ratings):
    """One primary each with these nameplate texts, below one GSP."""
    drawing = "\n".join(["G1 gsp -", *(f"{name} primary G1 peak=5" for name in ratings)])
    table, _, _ = drawn(drawing)
    table["ratings"] = table["asset_id"].map(ratings).fillna("2 x 240MVA").astype("str")
    single = [name for name, text in ratings.items() if text.startswith("1 x") and "+" not in text]
    return table.assign(single_transformer=table["asset_id"].isin(single))


def published(*rows):
    columns = ["substation_id", "season", "firm_mva", "vintage"]
    table = pd.DataFrame(rows, columns=columns).assign(
        unit="MVA", source_id="drawing", source_row=range(len(rows)), licence=""
    )
    return table.assign(published_value=table["firm_mva"]).astype({"licence": "str"})


def works(name, year, after, text="Replace both transformers"):
    row = {
        "work_id": "w1",
        "scheme_id": "s1",
        "substation_id": name,
        "scope": "substation",
        "type": "capacity",
        "text": text,
        "completion": "",
        "effective_year": float(year),
        "before_mva": NAN,
        "after_mva": after,
        "vintage": "2026-03",
        "source_id": "drawing",
        "source_row": 1,
        "licence": "",
    }
    return pd.DataFrame([row])


def table_of(sites, said=None, done=None, **options):
    said = empty(PublishedFirm) if said is None else said
    done = empty(Works) if done is None else done
    options = {"year": 2026, "settings": PLAIN} | options
    return firm_table(sites, said, done, **options).set_index(["substation_id", "season"])


# --- pure functions -------------------------------------------------------------------------------------------------


def test_losing_a_30_of_unequal_units_leaves_39_not_45():
    # 15/10 % = 150 and 30/12.5 % = 240: the 15 takes 150/390 of the load and is full at 15 / (150/390) = 39.
    left = after_outage(UNEQUAL, 1)
    assert left.plain_mva == 45
    assert left.admittance_mva == pytest.approx(39)
    assert left.differ
    # Losing the 15 leaves the two equal ones at their full 60, so losing a 30 is the worst either way.
    assert after_outage(UNEQUAL, 0) == (60, pytest.approx(60))
    assert after_one_outage(UNEQUAL) == (45, pytest.approx(39))


def test_the_worst_outage_need_not_be_the_largest_unit():
    # 40 at 40 % has admittance 1, the two of 30 at 10 % have 3. Without a 30: the other is full at 30 x 4/3 = 40.
    # Without the 40: 60. Plain sums say 60 without the 40 and 70 without a 30.
    units = (Unit(40, 40.0), Unit(30, 10.0), Unit(30, 10.0))
    assert after_one_outage(units) == (60, pytest.approx(40))


def test_the_two_ways_agree_without_impedances_or_with_equal_ones():
    assert not after_one_outage((Unit(15), Unit(15), Unit(20))).differ
    assert after_one_outage((Unit(15), Unit(15), Unit(20))) == (30, 30)
    assert after_one_outage((Unit(15, 12.0), Unit(15, 12.0), Unit(20, 12.0))) == (30, pytest.approx(30))


def test_one_unit_without_an_impedance_means_equal_ones_are_assumed_for_all():
    assert capability((Unit(15, 10.0), Unit(30))) == (45, 45)


def test_an_impedance_on_another_base_counts_on_that_base():
    # 10 % on 7.5 MVA is 20 % on 15: half the admittance.
    assert capability((Unit(15, 10.0, base_mva=7.5), Unit(15, 20.0))) == (30, pytest.approx(30))


def test_fewer_than_two_units_leave_nothing_to_reckon_with():
    assert all(math.isnan(mva) for mva in after_one_outage((Unit(15),)))
    assert all(math.isnan(mva) for mva in after_one_outage(()))
    assert capability(()) == (0, 0)


units = st.lists(
    st.builds(Unit, rating_mva=st.floats(1, 300), impedance_percent=st.floats(1, 40)), min_size=1, max_size=6
)


@settings(deadline=None)
@given(units)
def test_sharing_equals_a_linear_programme_over_one_angle(parallel):
    # Variable: the angle t across all units. Flow of a unit = admittance x t, at most its rating. Most total flow.
    admittance = np.array([unit.admittance for unit in parallel])
    limits = np.array([unit.rating_mva for unit in parallel])
    solved = linprog([-admittance.sum()], A_ub=admittance[:, None], b_ub=limits, bounds=[(0, None)])
    assert capability(parallel).admittance_mva == pytest.approx(-solved.fun, rel=1e-6)


@settings(deadline=None)
@given(units.filter(lambda many: len(many) > 1), st.data())
def test_sharing_never_beats_the_sum_and_a_higher_rating_never_lowers_either(parallel, data):
    left = after_one_outage(parallel)
    assert left.admittance_mva <= left.plain_mva * (1 + 1e-9)
    at = data.draw(st.integers(0, len(parallel) - 1))
    raised = list(parallel)
    # The same transformer, let carry more: its impedance in ohms stays.
    raised[at] = Unit(parallel[at].rating_mva * 1.5, parallel[at].impedance_percent, base_mva=parallel[at].rating_mva)
    more = after_one_outage(raised)
    assert more.plain_mva >= left.plain_mva * (1 - 1e-9)
    assert more.admittance_mva >= left.admittance_mva * (1 - 1e-9)


def test_a_transformer_feeder_has_its_weaker_part():
    assert in_series(18.0, 24.0) == (18.0, "exact")
    assert in_series(30.0, 24.0) == (24.0, "exact")
    assert in_series(NAN, 24.0) == (24.0, "at_most")
    assert in_series(18.0, NAN) == (18.0, "at_most")
    assert in_series(NAN, NAN).bound == "unknown"
    assert math.isnan(in_series(NAN, NAN).mva)


def test_a_single_transformer_has_its_transfer_or_is_unknown_never_its_nameplate():
    assert single_transformer_firm(3.5) == 3.5
    assert single_transformer_firm(0.0) == 0.0
    assert math.isnan(single_transformer_firm(NAN))


def test_published_wins_and_derived_is_its_check():
    assert choose(23.0, 26.0) == (23.0, True, pytest.approx(3 / 23))
    derived = choose(NAN, 26.0)
    assert (derived.firm_mva, derived.published) == (26.0, False)
    assert math.isnan(derived.difference_ratio)
    assert math.isnan(choose(23.0, NAN).difference_ratio)
    assert choose(23.0, NAN).firm_mva == 23.0
    assert math.isnan(choose(0.0, 26.0).difference_ratio)
    assert math.isnan(choose(NAN, NAN).firm_mva)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 x 7.5 / 15 + 1 x 10/20MVA", [(15, True), (15, True), (20, True)]),
        ("1 x  6.3MVA + 1 x 7.5 / 15MVA", [(6.3, False), (15, True)]),
        ("4 x 240MVA (Shared with A/B)", [(240, False)] * 4),
        ("", []),
    ],
)
def test_units_know_whether_two_ratings_are_published(text, expected):
    assert [(unit.rating_mva, unit.dual_rated) for unit in units_of(text)] == expected


@pytest.mark.parametrize("text", ["two transformers", "2 x 15MVA + spare", "2 x 15 / 30", "2 x 30 / 15MVA"])
def test_a_text_that_does_not_read_gives_no_units(text):
    assert units_of(text) is None


# --- UKPN's worked rows, LTDS tables 3a and 3b as printed in its own tutorials (grid.md 7.3) -------------------------

UKPN = {
    ("Ilmer Primary", "summer"): (10.0, 0.92, 9.2, [7.0, 7.1, 7.3, 7.5, 7.8]),
    ("Coldharbour", "winter"): (15.0, 0.96, 14.4, [4.2]),
    ("Coldharbour", "summer"): (12.0, 0.96, 11.5, [2.9]),
    ("Ilmer Grid", "summer"): (60.0, 0.96, 57.6, [43.4, 47.0, 48.3, 49.7, 51.3]),
}


@pytest.mark.parametrize(("mva", "pf", "mw", "forecast"), UKPN.values())
def test_firm_mw_is_mva_times_power_factor_to_one_decimal(mva, pf, mw, forecast):
    assert firm_mw(mva, pf) == mw
    # The forecast rises, so what it leaves unused falls, and none of them reaches firm capacity.
    unused = [unutilised_share(mw, maximum) for maximum in forecast]
    assert unused == sorted(unused, reverse=True)
    assert min(unused) > 0


def test_ilmers_unutilised_share_is_ukpns_to_the_last_digit():
    _, _, mw, forecast = UKPN["Ilmer Primary", "summer"]
    assert unutilised_share(mw, forecast[0]) * 100 == 23.913043478260864
    assert [round(unutilised_share(mw, maximum), 4) for maximum in forecast] == [0.2391, 0.2283, 0.2065, 0.1848, 0.1522]


def test_coldharbours_summer_is_four_fifths_of_its_winter():
    winter, summer = UKPN["Coldharbour", "winter"][0], UKPN["Coldharbour", "summer"][0]
    assert summer / winter == 0.8
    assert seasonal_firm(winter, summer_ratio=0.8) == (winter, summer)


def test_shares_and_megawatts_refuse_what_they_cannot_say():
    for firm in (0.0, -1.0, NAN):
        with pytest.raises(ValueError, match="above zero"):
            unutilised_share(firm, 1.0)
    for factor in (0.0, 1.01, NAN):
        with pytest.raises(ValueError, match="power factor"):
            firm_mw(10.0, factor)
    assert unutilised_share(10.0, 12.0) == pytest.approx(-0.2)


# --- the table ------------------------------------------------------------------------------------------------------


def test_derived_is_nameplate_times_the_factor_of_what_survives():
    sites = substations(P1="2 x 20MVA", P2="2 x 15 / 30MVA", P3="1 x 6.3MVA + 1 x 7.5 / 15MVA")
    found = table_of(sites)["firm_mva"]
    assert found["t:P1", "winter"] == 26.0  # 20 x 1.3
    assert found["t:P2", "winter"] == 30.0  # the higher of two ratings as it is
    assert found["t:P3", "winter"] == pytest.approx(8.19)  # 15 lost: 6.3 x 1.3
    assert found["t:P1", "summer"] == pytest.approx(20.8)


def test_impedances_lower_firm_capacity_and_warn():
    sites = substations(P1="1 x 15MVA + 2 x 30MVA", P2="2 x 20MVA")
    firm = firm_table(
        sites,
        empty(PublishedFirm),
        empty(Works),
        year=2026,
        settings=FirmSettings(1.0, 1.0, 0.8),
        impedances_percent={"t:P1": (10.0, 12.5, 12.5), "t:P2": (12.0, 12.0)},
    )
    row = firm.set_index(["substation_id", "season"]).loc["t:P1", "winter"]
    assert row[["method", "n_minus_1_mva"]].tolist() == ["admittance", 45]
    assert row[["firm_mva", "admittance_mva"]].tolist() == pytest.approx([39, 39])
    assert row.difference_ratio == pytest.approx(39 / 45 - 1)
    (warning,) = firm_findings(firm)
    assert (warning.severity, warning.ids) == ("warning", ("t:P1",))


def test_a_longer_rating_does_not_change_how_units_share():
    sites = substations(P1="1 x 15MVA + 2 x 30MVA")
    found = table_of(sites, impedances_percent={"t:P1": (10.0, 12.5, 12.5)})
    assert found.loc["t:P1", "winter"].firm_mva == pytest.approx(39 * 1.3)


def test_unpublished_impedances_are_said_and_do_not_warn():
    firm = firm_table(
        substations(P1="1 x 15MVA + 2 x 30MVA"), empty(PublishedFirm), empty(Works), year=2026, settings=PLAIN
    )
    assert firm_findings(firm) == []
    row = firm.set_index(["substation_id", "season"]).loc["t:P1", "winter"]
    assert (row.method, row.difference_ratio) == ("n_minus_1", 0)
    assert "equal per-unit impedance assumed" in row.reason


@pytest.mark.parametrize("given", [(10.0, 12.5), (10.0, 12.5, 0.0), (10.0, 12.5, NAN)])
def test_impedances_that_do_not_fit_the_units_are_refused_by_id(given):
    with pytest.raises(ValueError, match="t:P1 has 3 transformers"):
        table_of(substations(P1="1 x 15MVA + 2 x 30MVA"), impedances_percent={"t:P1": given})


def test_a_single_transformer_is_unknown_until_its_transfer_is_published():
    sites = substations(P1="1 x 7.5 / 15MVA", P2="1 x 7.5 / 15MVA")
    found = table_of(sites, transfer_mva={"t:P2": 4.0})
    unknown = found.loc["t:P1", "winter"]
    assert (unknown.method, unknown.reason) == ("unknown", "one transformer: transfer capacity unpublished")
    assert math.isnan(unknown.firm_mva)
    assert found.loc["t:P2", "winter"].firm_mva == 4.0
    assert math.isnan(found.loc["t:P2", "winter"].n_minus_1_mva)


def test_transfer_adds_to_what_survives():
    found = table_of(substations(P1="2 x 20MVA"), transfer_mva={"t:P1": 4.0}).loc["t:P1", "winter"]
    assert found.firm_mva == 30.0
    assert "4 MVA of it taken over by other sites" in found.reason


def test_a_gsp_and_a_site_without_ratings_have_none_and_say_why():
    found = table_of(substations(P1="", P2="two of them")).loc[:, ["method", "reason"]].xs("winter", level="season")
    assert found.loc["t:G1"].tolist() == ["unknown", "no published limit; none is derived for a GSP"]
    assert found.loc["t:P1"].tolist() == ["unknown", "transformer ratings unpublished"]
    assert found.loc["t:P2"].tolist() == ["unknown", "the transformer ratings do not read"]


def test_a_drawn_n_minus_1_counts_where_units_are_not_stated():
    sites, _, _ = drawn("G1 gsp -\nP1 primary G1 firm=20 peak=5")
    assert table_of(sites).loc["t:P1", "winter"].firm_mva == 26.0


def test_published_wins_in_its_season_and_keeps_the_difference():
    sites = substations(P1="2 x 20MVA", P2="2 x 20MVA", P3="2 x 20MVA")
    said = published(
        ("t:P1", "winter", 25.0, "2025"),
        ("t:P1", "summer", 19.0, "2025"),
        ("t:P2", "year", 24.0, "2025"),
        ("t:P3", "winter", 25.0, "2025"),
    )
    found = table_of(sites, said)
    assert found.loc["t:P1", "winter"][["firm_mva", "method"]].tolist() == [25.0, "published"]
    assert found.loc["t:P1", "winter"].difference_ratio == pytest.approx(26 / 25 - 1)
    assert found.loc["t:P1", "summer"].firm_mva == 19.0
    assert found.loc["t:P2", "winter"].firm_mva == found.loc["t:P2", "summer"].firm_mva == 24.0
    assert found.loc["t:P3", "summer"].firm_mva == 20.0
    assert found.loc["t:P3", "summer"].reason == "the operator's winter figure x 0.8"


def test_a_published_limit_of_a_gsp_counts():
    said = published(("t:G1", "winter", 500.0, "2025"))
    assert table_of(substations(P1="2 x 20MVA"), said).loc["t:G1", "winter"].firm_mva == 500.0


def test_works_count_from_their_first_winter_and_replace_an_older_published_figure():
    sites, said = substations(P1="2 x 7.5MVA"), published(("t:P1", "year", 9.0, "2025"))
    done = works("t:P1", 2028, 30.0, "Replace both transformers with 15/30MVA units")
    before = table_of(sites, said, done, year=2027)
    first = table_of(sites, said, done, year=2028)
    after = table_of(sites, said, done, year=2029)
    assert before["firm_mva"].loc["t:P1"].tolist() == [9.0, 9.0]
    # The summer of 2028 comes before the first winter.
    assert first.loc["t:P1", "summer"].firm_mva == 9.0
    assert first.loc["t:P1", "winter"][["firm_mva", "method"]].tolist() == [30.0, "n_minus_1"]
    assert "the operator's 9 MVA predates them" in first.loc["t:P1", "winter"].reason
    assert after.loc["t:P1", "summer"].firm_mva == pytest.approx(24.0)


def test_a_published_figure_of_a_later_edition_stands_after_works():
    said = published(("t:P1", "year", 28.0, "2029-05"))
    found = table_of(substations(P1="2 x 7.5MVA"), said, works("t:P1", 2028, 30.0), year=2030)
    assert found.loc["t:P1", "winter"][["firm_mva", "method"]].tolist() == [28.0, "published"]


def test_works_without_mva_change_nothing():
    sites = substations(P1="2 x 7.5MVA")
    pd.testing.assert_frame_equal(table_of(sites, done=works("t:P1", 2026, NAN)), table_of(sites))


# --- the packaged county --------------------------------------------------------------------------------------------


def test_the_countys_firm_capacities(root):
    sites, faults = read_table(root / "data/grid/substations.csv", Substations, table="substations")
    done, more = read_table(root / "data/grid/works.csv", Works, table="works")
    assert faults + more == []
    firm = firm_table(sites, empty(PublishedFirm), done, year=2025, settings=PLAIN)
    winter = firm[firm["season"].eq("winter")].set_index("substation_id")
    assert winter["method"].value_counts().to_dict() == {"n_minus_1": 75, "unknown": 16}
    assert winter.loc[winter["method"].eq("unknown"), "reason"].value_counts().to_dict() == {
        "one transformer: transfer capacity unpublished": 6,
        "no published limit; none is derived for a GSP": 6,
        "transformer ratings unpublished": 4,
    }
    assert firm_findings(firm) == []
    nameplate = sites.set_index("substation_id")["n_minus_1_mva"]
    known = winter["n_minus_1_mva"].dropna()
    assert known.to_dict() == pytest.approx(nameplate[known.index].to_dict())
    assert winter["firm_mva"][["ssen:E-COWL-08", "ssen:E-COWL-13", "ssen:E-COWL-43"]].tolist() == pytest.approx(
        [117.0, 26.0, 8.19]
    )
