"""The rules of headroom on a drawing whose every number can be checked by hand (tests/worlds.py)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.grid.contract import ScenarioFigures, Works
from lae.grid.figures import firm_capacity, published_demand, published_generation
from lae.grid.headroom import (
    because_table,
    headroom_table,
    modelled_rooms,
    published_room,
    select_growth,
    with_growth,
)
from lae.measures import BASE_SHIFT, UNNAMED
from lae.tables import empty
from worlds import LADDER, world

NO_WORKS = empty(Works)
KEY = ["scenario", "year", "substation_id", "direction", "basis", "queue"]


def tables(text=LADDER, units=None, *, works=NO_WORKS, factor=1.3, coincidence=0.5, figures=None, **flags):
    made = world(text, units or {})
    made = made.__class__(**{**made.__dict__, **{name: np.isin(made.ladder.ids, ids) for name, ids in flags.items()}})
    firm = firm_capacity(
        made.substations,
        works,
        made.ladder,
        years=range(made.years[0], made.years[0] + len(made.years)),
        cyclic_factor=factor,
        contracted_coincidence=coincidence,
    )
    rooms = [
        published_room(made, published_demand(made.substations, made.ladder), direction="demand"),
        published_room(made, published_generation(made.substations, made.ladder), direction="generation"),
        *modelled_rooms(made, firm),
    ]
    return headroom_table(made, rooms, figures), because_table(made, rooms)


def at(table, name, year=2026, basis="published", queue="contracted_excl_bess", direction="demand"):
    rows = table[
        table["substation_id"].eq(f"t:{name}")
        & table["year"].eq(year)
        & table["basis"].eq(basis)
        & table["queue"].eq(queue)
        & table["direction"].eq(direction)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


def test_published_figure_less_growth_along_the_path():
    headroom, _ = tables(units={"P1": 2000})
    # 2,000 units of 1 kW: 2 MVA at P1 and at B1 above it.
    assert at(headroom, "P1").headroom_own_mva == pytest.approx(1.1)
    assert at(headroom, "B1").headroom_mva == pytest.approx(6.0)
    # P3 carries none of it, but its path passes B1, which has 6 left.
    assert at(headroom, "P3").added_mva == 0
    assert at(headroom, "P3").headroom_mva == pytest.approx(6.0)


def test_contracted_is_never_subtracted_from_a_published_figure():
    headroom, _ = tables()
    assert at(headroom, "B1").headroom_mva == 8.0
    assert at(headroom, "B1").queue == "contracted_excl_bess"


def test_a_floored_zero_stays_at_most_and_its_own_room_unknown():
    headroom, _ = tables()
    row = at(headroom, "P2")
    assert (row.headroom_mva, row.bound) == (0.0, "at_most")
    assert np.isnan(row.headroom_own_mva)
    assert row.bound_own == "unknown"
    assert row.binding_substation_id == UNNAMED


def test_a_figure_equal_to_its_bsps_is_a_lower_limit_of_its_own_room():
    headroom, _ = tables()
    row = at(headroom, "P3")
    assert (row.headroom_own_mva, row.bound_own, row.headroom_mva, row.bound) == (8.0, "at_least", 8.0, "exact")


def test_a_gsp_without_a_figure_is_unknown_and_never_binds():
    headroom, _ = tables(units={"P1": 2000})
    row = at(headroom, "G1")
    assert np.isnan(row.headroom_mva)
    assert row.bound == "unknown"
    assert row.added_mva == pytest.approx(2.0)
    assert not headroom["binding_substation_id"].eq("t:G1").any()


def test_a_transformer_with_clear_nameplate_room_is_not_named():
    # P1: nameplate 24 - 18 - 1 = 5, published 3.1: something else limits it. At 21 observed nothing speaks against it.
    headroom, _ = tables()
    assert at(headroom, "P1").binding_substation_id == UNNAMED
    headroom, _ = tables(LADDER.replace("peak=18", "peak=21"))
    assert at(headroom, "P1").binding_substation_id == "t:P1"


def test_years_before_a_figures_date_are_blank():
    headroom, because = tables(units={"P1": 2000})
    row = at(headroom, "P1", year=2025)
    assert np.isnan(row.headroom_mva)
    assert np.isnan(row.added_mva)
    assert row.bound == "unknown"
    assert not (because["basis"].eq("published") & because["year"].eq(2025)).any()


def test_modelled_identity_closes_row_by_row():
    headroom, _ = tables(units={"P1": 2000, "P3": 500})
    rows = headroom[headroom["basis"].eq("modelled")].dropna(subset=["headroom_own_mva"])
    left = rows["capacity_mva"] - rows["observed_mva"] - rows["contracted_mva"] - rows["added_mva"]
    assert len(rows) == 3 * 3 * 4
    np.testing.assert_allclose(left, rows["headroom_own_mva"], atol=1e-12)
    # P1 by hand: 24 x 1.3 - 18 - 1 x 0.5 - 2 = 10.7.
    assert at(headroom, "P1", basis="modelled").headroom_own_mva == pytest.approx(10.7)


def test_queues_differ_by_contracted_demand_after_coincidence():
    headroom, _ = tables()
    # B1: 60 x 1.3 - 41 = 37; contracted 4, storage 2, each at 0.5.
    own = {q: at(headroom, "B1", basis="modelled", queue=q).headroom_own_mva for q in ("connected", "contracted")}
    assert own == pytest.approx({"connected": 37.0, "contracted": 34.0})
    assert at(headroom, "B1", basis="modelled").headroom_own_mva == pytest.approx(35.0)


def test_single_transformer_site_is_unknown_never_minus_its_peak():
    headroom, _ = tables(LADDER.replace("P1 primary B1  firm=24", "P1 primary B1 single=yes firm=24"))
    row = at(headroom, "P1", basis="modelled")
    assert np.isnan(row.capacity_mva)
    assert np.isnan(row.headroom_own_mva)
    # Upstream is known, so the path has an upper limit: B1's 35.
    assert (row.headroom_mva, row.bound) == (pytest.approx(35.0), "at_most")


def work(**changes):
    row = {
        "work_id": "w1",
        "scheme_id": "s1",
        "substation_id": "t:P1",
        "scope": "substation",
        "type": "capacity",
        "text": "Replace both transformers",
        "completion": "2025-06",
        "effective_year": 2026.0,
        "before_mva": 24.0,
        "after_mva": 40.0,
        "vintage": "2026-03",
        "source_id": "drawing",
        "source_row": 1,
        "licence": "",
    }
    return pd.DataFrame([row | changes])


def test_works_that_state_mva_count_from_their_first_winter():
    headroom, _ = tables(works=work())
    assert at(headroom, "P1", year=2025, basis="modelled").capacity_mva == pytest.approx(24 * 1.3)
    assert at(headroom, "P1", year=2026, basis="modelled").capacity_mva == pytest.approx(40 * 1.3)


def test_works_without_mva_change_no_number_and_never_lift_a_published_zero():
    silent, _ = tables(works=work(before_mva=np.nan, after_mva=np.nan))
    plain, _ = tables()
    pd.testing.assert_frame_equal(silent, plain)
    lifted, _ = tables(works=work(substation_id="t:P2", before_mva=15.0, after_mva=100.0))
    assert at(lifted, "P2").headroom_mva == 0.0


def test_generation_is_at_most_what_is_published_and_takes_nothing_off():
    made = world(LADDER, {"P1": 2000})
    figured = made.substations["tier"].ne("gsp")
    made.substations.loc[figured, "generation_headroom_mva"] = 0.0
    made.substations.loc[figured, "generation_bound"] = "at_most"
    made.substations["generation_constraint"] = "Upstream Thermal Capacity"
    figure = published_generation(made.substations, made.ladder)
    headroom = headroom_table(made, [published_room(made, figure, direction="generation")], None)
    row = at(headroom, "P1", direction="generation")
    assert (row.headroom_mva, row.bound, row.binding_substation_id) == (0.0, "at_most", UNNAMED)
    assert np.isnan(row.added_mva)
    assert np.isnan(at(headroom, "G1", direction="generation").headroom_mva)


def test_growth_that_leaves_out_homes_makes_an_upper_limit():
    headroom, _ = tables(units={"P1": 2000}, understated=["t:B1"])
    assert at(headroom, "B1").bound == "at_most"
    assert at(headroom, "P3").bound == "at_most"
    # P1's own 1.1 is exact, but B1 above it may have less: together an upper limit.
    assert at(headroom, "P1").bound_own == "exact"
    assert at(headroom, "P1").bound == "at_most"


def test_growth_without_a_known_base_makes_a_lower_limit():
    headroom, _ = tables(units={"P1": 2000}, overstated=["t:P1"])
    assert at(headroom, "P1").bound_own == "at_least"


def test_operators_own_scenarios_stand_beside_with_nothing_subtracted():
    figures = pd.DataFrame(
        {
            "substation_id": ["t:P1", "t:P1"],
            "direction": ["demand", "demand"],
            "scenario": ["t: Best View", "t: Best View"],
            "year": [2026, 2029],
            "headroom_mva": [2.5, -1.0],
            "published_value": [2.4, -0.96],
            "unit": ["MW", "MW"],
            "constraint": ["", ""],
            "vintage": ["2022", "2022"],
            "source_id": ["drawing", "drawing"],
            "source_row": [1, 2],
            "licence": ["", ""],
        }
    )
    assert list(figures.columns) == list(ScenarioFigures.to_schema().columns)
    headroom, because = tables(units={"P1": 2000}, figures=figures)
    rows = headroom[headroom["basis"].eq("nshr")]
    # 2029 is not a year of this study (2025, 2026, 2030): published years only, none interpolated.
    assert rows[["scenario", "year", "headroom_mva"]].to_numpy().tolist() == [["t: Best View", 2026, 2.5]]
    assert rows["added_mva"].isna().all()
    assert not because["basis"].eq("nshr").any()


@given(
    units=st.dictionaries(st.sampled_from(["P1", "P2", "P3", "B1"]), st.floats(0, 60_000), min_size=1),
    more=st.floats(0, 20_000),
)
@settings(max_examples=30, deadline=None)
def test_because_sums_exactly_and_more_load_never_adds_headroom(units, more):
    headroom, because = tables(units=units)
    summed = because.groupby(KEY)["added_mva"].sum()
    added = headroom.set_index(KEY)["added_mva"].dropna()
    demand = added[added.index.get_level_values("direction") == "demand"]
    np.testing.assert_allclose(summed.reindex(demand.index), demand, atol=1e-9)
    assert set(because["technology"]) == {"kind 0", BASE_SHIFT}
    heavier, _ = tables(units={name: count + more for name, count in units.items()})
    both = headroom.set_index(KEY)["headroom_mva"], heavier.set_index(KEY)["headroom_mva"]
    known = both[0].notna()
    assert (both[1][known] <= both[0][known] + 1e-9).all()


def test_more_capacity_never_removes_headroom():
    less, _ = tables(factor=1.1)
    more, _ = tables(factor=1.3)
    known = less["headroom_mva"].notna()
    assert (more.loc[known, "headroom_mva"] >= less.loc[known, "headroom_mva"]).all()


def test_each_node_counts_from_its_own_observed_year():
    early, late = world(LADDER, {"P1": 5000}).growth, world(LADDER, {"P1": 2000}).growth
    made = world(LADDER, {})
    observed = np.where(np.asarray(made.ladder.ids) == "t:P1", 2022, 2025)
    chosen = select_growth({2022: early, 2025: late}, observed)
    assert with_growth(made, chosen).growth.added_mva[0, 1].tolist() == pytest.approx([2.0, 2.0, 5.0, 0.0, 0.0])
