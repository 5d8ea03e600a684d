"""What a pack says of itself: totals that nest with residual 0, grades that rest on files, blanks that say why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.dictionary.pack import pack_tables
from lae.dictionary.registry import TABLES
from lae.findings import FaultsError
from lae.plan.pack.additive import NotAdditiveError, why_not
from lae.plan.pack.assessment import SupportFramework, self_assessment
from lae.plan.pack.nested import nested_sum, nested_totals, parents_of
from lae.plan.pack.questions import NO_REASON, open_questions
from lae.tables import filled
from toytown import toy_table

PARENTS = {"lsoa<lad": {"a": "A", "b": "A", "c": "B"}, "lad<county": {"A": "C", "B": "C"}}


@pytest.fixture(scope="module")
def toy(toytown_run):
    return pack_tables(toytown_run)


@pytest.fixture(scope="module")
def oxfordshire(oxfordshire_run):
    return pack_tables(oxfordshire_run)


@pytest.fixture(scope="module")
def framework():
    return toy_table("plan/support_framework.csv", SupportFramework)


@pytest.fixture(scope="module")
def pack(toytown_run):
    return {f"{name}.csv": toytown_run.table(name) for name in TABLES}


def rows(**levels):
    return pd.DataFrame(
        [(level, code, value) for level, codes in levels.items() for code, value in codes.items()],
        columns=["area_level", "area_code", "homes"],
    )


def totals(frame):
    return nested_totals({"t": frame}, {"t": ["area_level", "area_code"]}, PARENTS).set_index(["column", "levels"])


@st.composite
def worlds(draw):
    """A random county: LSOAs in districts, a row for each and every kind, and upper rows summed in a shuffled order."""
    places = draw(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=30))
    kinds = draw(st.lists(st.sampled_from(["gas", "oil", "wood"]), min_size=1, max_size=3, unique=True))
    figure = st.floats(-1e9, 1e9, allow_nan=False)
    lsoas = pd.DataFrame({"lsoa_code": [f"l{at}" for at in range(len(places))], "district_code": places})
    small = lsoas.merge(pd.DataFrame({"carrier": kinds}), how="cross")
    small["count"] = draw(st.lists(figure, min_size=len(small), max_size=len(small)))
    order = draw(st.permutations(range(len(small))))
    shuffled = small.iloc[order]
    lad = shuffled.groupby(["district_code", "carrier"])["count"].sum().reset_index()
    county = lad.iloc[::-1].groupby("carrier")["count"].sum().reset_index().assign(area_code="CTY")
    parts = [
        small.rename(columns={"lsoa_code": "area_code"}).assign(area_level="lsoa"),
        lad.rename(columns={"district_code": "area_code"}).assign(area_level="lad"),
        county.assign(area_level="county"),
    ]
    table = pd.concat(parts)[["area_level", "area_code", "carrier", "count"]].reset_index(drop=True)
    nothing = pd.DataFrame({"lsoa_code": pd.Series(dtype="str"), "msoa_code": pd.Series(dtype="str")})
    return table, parents_of(lsoas, nothing, districts=sorted(set(places)), county="CTY")


KEY = ["area_level", "area_code", "carrier"]


class TestNested:
    @given(worlds())
    def test_random_nested_worlds_have_no_residual(self, world):
        table, parents = world
        found = nested_totals({"t": table}, {"t": KEY}, parents)
        assert list(found["levels"]) == ["lad<county", "lsoa<lad"]
        assert list(found["residual_value"]) == [0.0, 0.0]

    @given(worlds(), st.integers(0, 1_000), st.floats(1.0, 1e6))
    def test_a_planted_difference_is_found_whole(self, world, at, more):
        table, parents = world
        small = table.index[table["area_level"].eq("lsoa")]
        spoilt = table.copy()
        spoilt.loc[small[at % len(small)], "count"] += 1e9 * more
        found = nested_totals({"t": spoilt}, {"t": KEY}, parents).set_index("levels")["residual_value"]
        assert found["lad<county"] == 0.0
        assert found["lsoa<lad"] == pytest.approx(-1e9 * more, rel=1e-6)

    def test_a_difference_is_told_with_its_place(self):
        found = totals(rows(lsoa={"a": 1.0, "b": 2.0, "c": 4.0}, lad={"A": 3.0, "B": 5.0}))
        row = found.loc[("homes", "lsoa<lad")]
        # A has 3 of its own and 1 and 2 in its parts; B has 5 and only 4: one too many.
        assert (row["residual_value"], row["worst"], row["areas_count"], row["parts_count"]) == (1.0, "B", 2, 3)

    def test_a_blank_part_makes_the_sum_unknown_and_not_wrong(self):
        row = totals(rows(lsoa={"a": np.nan, "b": 2.0, "c": 4.0}, lad={"A": 3.0, "B": 4.0})).loc[("homes", "lsoa<lad")]
        assert (row["residual_value"], row["areas_count"], row["unknown_count"]) == (0.0, 1, 1)

    def test_an_area_whose_parts_have_no_row_does_not_pass(self):
        row = totals(rows(lsoa={"a": 1.0, "b": 2.0}, lad={"A": 3.0, "B": 4.0})).loc[("homes", "lsoa<lad")]
        assert (row["residual_value"], row["worst"]) == (4.0, "B")

    def test_what_lies_beyond_belongs_to_the_county_and_to_no_district(self):
        row = totals(rows(lad={"A": 1.0, "B": 2.0}, beyond={"beyond": 4.0}, county={"C": 7.0}))
        assert row.loc[("homes", "lad<county")]["residual_value"] == 0.0

    @pytest.mark.parametrize("column", ["peak_added_kw", "headroom_mva", "observed_max_mw", "epc_share", "price_year"])
    def test_asking_for_the_sum_of_what_does_not_add_up_raises(self, column):
        with pytest.raises(NotAdditiveError, match=column):
            nested_sum(pd.DataFrame({column: [1.0, 2.0]}), column, table="t")

    def test_a_peak_says_that_it_is_one(self):
        assert why_not("investment", "peak_added_kw").startswith("a peak")
        assert why_not("investment", "capex_gbp") == ""
        assert why_not("retrofit", "gbp_per_tco2e") != ""
        frame = rows(lsoa={"a": 1.0, "b": 2.0, "c": 4.0}, lad={"A": 3.0, "B": 4.0})
        row = totals(frame.rename(columns={"homes": "peak_kw"})).iloc[0]
        assert not row["additive"]
        assert np.isnan(row["residual_value"])

    def test_a_sum_is_exact_and_kept_apart_by_what_is_asked(self):
        # In order, 1e16 + 1 - 1e16 is 0 in floating point.
        frame = pd.DataFrame({"homes": [1e16, 1.0, -1e16], "kind": ["x", "x", "x"]})
        assert nested_sum(frame, "homes", table="t").to_list() == [1.0]
        assert nested_sum(frame, "homes", table="t", by=["kind"]).to_dict() == {"x": 1.0}


@pytest.mark.parametrize("told", ["toy", "oxfordshire"])
def test_every_additive_column_of_a_pack_adds_up(told, request):
    found = request.getfixturevalue(told)["nested_totals"]
    assert found.loc[found["residual_value"].fillna(0.0).ne(0.0), ["table", "column", "levels", "worst"]].empty
    assert found["residual_value"].notna().sum() > 30
    assert {"retrofit", "dwellings_by_area", "kpis: substations_crossing"} <= set(found["table"])


class TestAssessment:
    def test_the_framework_has_six_themes_and_four_elements_each_with_its_source(self, framework):
        assert framework["framework"].value_counts().to_list() == [6, 4]
        assert framework["source"].ne("").all()

    def test_taking_a_file_away_lowers_exactly_its_theme(self, framework, pack):
        whole = self_assessment(framework, pack)
        order = {"present": 2, "weak": 1, "missing": 0}
        asked = whole["files"].str.split().map(lambda words: {word.partition(":")[0] for word in words})
        files = set().union(*asked)
        assert len(files) > 15
        for name in sorted(files):
            without = self_assessment(framework, {key: value for key, value in pack.items() if key != name})
            mine = asked.map(lambda words, name=name: name in words)
            assert (without["held_share"] < whole["held_share"]).equals(mine), name
            graded = without["grade"].map(order) < whole["grade"].map(order)
            assert not graded[~mine].any(), name
            assert graded[mine & whole["grade"].eq("present")].all(), name

    def test_an_empty_table_proves_nothing(self, framework, pack):
        emptied = {**pack, "headroom.csv": pack["headroom.csv"].iloc[:0]}
        found = self_assessment(framework, emptied).set_index("theme")
        assert found.loc["Analysis", "grade"] == "weak"
        assert found.loc["Analysis", "lacks"] == "headroom.csv"

    def test_a_workstream_without_any_lead_does_not_count_as_governance(self, framework, pack):
        led = self_assessment(framework, pack).set_index("theme").loc["Governance", "grade"]
        streams = pack["workstreams.csv"].assign(convening_lead="")
        unled = self_assessment(framework, {**pack, "workstreams.csv": streams}).set_index("theme")
        assert (led, unled.loc["Governance", "grade"]) == ("present", "weak")
        assert unled.loc["Governance", "lacks"] == "workstreams.csv:convening_lead"

    def test_a_file_that_answers_two_themes_is_refused(self, framework):
        twice = framework.assign(evidence="same.csv")
        with pytest.raises(FaultsError, match="breaks the rule a_file_answers_one_theme"):
            filled(twice, SupportFramework, "support_framework")


class TestQuestions:
    @pytest.mark.parametrize("told", ["toy", "oxfordshire"])
    def test_no_blank_of_a_pack_is_without_a_reason(self, told, request):
        found = request.getfixturevalue(told)["open_questions"]
        assert found.loc[found["reason"].eq(NO_REASON), ["table", "column"]].to_numpy().tolist() == []

    def test_a_blank_nobody_explains_is_noticed(self):
        frame = pd.DataFrame({"place": ["x", "y"], "homes": [1.0, np.nan]})
        row = open_questions({"unheard_of": frame}, {"unheard_of": ["place"]}).iloc[0]
        assert (row["reason"], row["blank_count"], row["rows_count"], row["first_blank"]) == (NO_REASON, 1, 2, "y")

    def test_a_column_s_own_reason_comes_before_the_row_s(self):
        frame = pd.DataFrame(
            {
                "actual_value": [np.nan, np.nan],
                "actual_reason": ["the council has not said", ""],
                "reason": ["no substation is known", "the operator publishes none"],
            }
        )
        found = open_questions({"t": frame}, {}).set_index("reason")
        assert found["who"].to_dict() == {
            "the council has not said": "council",
            "the operator publishes none": "operator",
        }

    def test_every_blank_of_every_number_is_counted_once(self, oxfordshire, oxfordshire_run):
        found = oxfordshire["open_questions"]
        counted = found.groupby(["table", "column"])["blank_count"].sum()
        for name in ("kpis", "retrofit", "substations", "budgets", "gap_tresp", "headroom"):
            frame = oxfordshire_run.table(name)
            blanks = frame.select_dtypes("float64").isna().sum()
            blanks = blanks[blanks > 0]
            assert counted[name].to_dict() == blanks.to_dict(), name

    def test_the_leads_nobody_named_are_asked_of_the_council(self, oxfordshire):
        row = (
            oxfordshire["open_questions"]
            .set_index(["table", "column"])
            .sort_index()
            .loc[("workstreams", "convening_lead")]
        )
        assert (row["who"], row["blank_count"]) == ("council", 5)

    def test_what_cannot_exist_is_not_asked(self, oxfordshire):
        found = oxfordshire["open_questions"].set_index(["table", "column"])
        assert not found.loc[("because", "count"), "asks"].any()
        assert found.loc[("options", "cost_gbp"), "asks"].all()
