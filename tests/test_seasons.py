import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lae.config import read_config
from lae.grid.contract import Works
from lae.grid.figures import firm_capacity
from lae.grid.firm_contract import PublishedFirm
from lae.grid.firm_years import firm_by_year
from lae.grid.headroom import World, modelled_rooms
from lae.grid.loads import Base, Profiles, base_load, carried, growth_of
from lae.grid.seasons import (
    SeasonRoom,
    seasonal_because,
    seasonal_capacity,
    seasonal_rooms,
    seasonal_table,
    seasons_of,
)
from lae.limit_stages import firm_settings
from lae.season_stages import seasonal
from lae.stage import Settings
from lae.study import Study
from lae.tables import empty
from toytown import TOYTOWN
from worlds import LADDER, drawn

TREE = drawn(LADDER)
YEARS = (2025, 2026, 2030)
NO_WORKS = empty(Works)
NOTHING_PUBLISHED = pd.DataFrame({"year": [], "substation_id": [], "season": [], "firm_mva": []})
SLOTS = tuple(f"{day} {hour:02d}:00" for day in ("winter", "summer") for hour in (6, 12, 18))
BASE_SHAPE = np.array([0.5, 0.6, 1.0, 0.0, 0.4, 0.3])
"""18:00 in winter is the year's peak; 06:00 in summer the year's least, 12:00 summer's own peak."""


def profiles_of(loads_kw: list[list[float]], factor: float = 1.0) -> Profiles:
    load = np.asarray(loads_kw, float) / 1000
    return Profiles(tuple(f"kind {n}" for n in range(len(load))), SLOTS, load, load / 3, BASE_SHAPE, factor)


COOLERS = profiles_of([[0.0, 0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]])
COOLERS = Profiles(**{**vars(COOLERS), "q_mvar": COOLERS.p_mw * 0.0})
"""Two technologies of 1 kW: coolers at noon in summer, heaters in the evening in winter; neither draws MVAr."""


def world_of(counts: np.ndarray, profiles: Profiles, text: str = LADDER) -> tuple[World, Base]:
    """A world of one scenario with `counts` (node, technology) from the second year on, and its base load."""
    substations, _, ladder = TREE if text == LADDER else drawn(text)
    base = base_load(substations, ladder, profiles)
    placed = np.zeros((1, len(YEARS), *counts.shape))
    placed[0, 1:] = counts
    nobody = np.zeros(len(ladder.ids), bool)
    grown = growth_of(carried(placed, ladder), profiles, base)
    return (
        World(
            substations=substations,
            ladder=ladder,
            scenarios=("s",),
            years=YEARS,
            growth=grown,
            slots=profiles.slots,
            technologies=profiles.technologies,
            understated=nobody,
            overstated=nobody,
        ),
        base,
    )


def rooms_of(
    counts, profiles=COOLERS, *, text=LADDER, works=NO_WORKS, published=NOTHING_PUBLISHED, ratio=0.8
) -> tuple[World, list[SeasonRoom]]:
    """The rooms at cyclic factor 1, with all contracted demand arriving at the peak."""
    world, base = world_of(counts, profiles, text)
    firm = firm_capacity(
        world.substations,
        works,
        world.ladder,
        years=range(YEARS[0], YEARS[-1] + 1),
        cyclic_factor=1.0,
        contracted_coincidence=1.0,
    )
    firm = type(firm)(firm.capacity[np.asarray(YEARS) - YEARS[0]], firm.observed, firm.contracted)
    capacity = seasonal_capacity(world, works, published, cyclic_factor=1.0, summer_ratio=ratio)
    seasons = seasons_of(world, profiles, base, capacity)
    return world, seasonal_rooms(world, seasons, modelled_rooms(world, firm))


def worked_out(counts, *given, milestones=YEARS, **changed) -> tuple[pd.DataFrame, pd.DataFrame, World]:
    """SEASONAL HEADROOM and SEASONAL BECAUSE of those rooms."""
    world, rooms = rooms_of(counts, *given, **changed)
    return seasonal_table(world, rooms, milestones), seasonal_because(world, rooms, milestones), world


def none() -> np.ndarray:
    return np.zeros((5, 2))


def coolers(count: float, name: str = "t:P3") -> np.ndarray:
    counts = none()
    counts[TREE[2].position[name], 0] = count
    return counts


def one(table: pd.DataFrame, name: str, season: str, *, year: int = 2026, queue: str = "connected") -> pd.Series:
    rows = table[
        table["substation_id"].eq(f"t:{name}")
        & table["season"].eq(season)
        & table["year"].eq(year)
        & table["queue"].eq(queue)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


def test_summer_has_its_own_capacity_its_own_load_and_its_own_half_hour():
    table, because, _ = worked_out(coolers(9_000))
    # P3: 15 MVA firm, base 2 to 4 MVA. Winter: 15 - 4 = 11. Summer: 12 - (2 + 0.4 x 2 = 2.8) - 9 = 0.2.
    winter, summer = one(table, "P3", "winter"), one(table, "P3", "summer")
    assert winter["headroom_own_mva"] == pytest.approx(11.0)
    assert winter["peak_slot"] == "winter 18:00"
    assert summer["capacity_mva"] == pytest.approx(12.0)
    assert summer["observed_mva"] == pytest.approx(2.8)
    assert summer["added_mva"] == pytest.approx(9.0)
    assert summer["headroom_own_mva"] == pytest.approx(0.2)
    assert summer["peak_slot"] == "summer 12:00"
    lines = because[because["substation_id"].eq("t:P3") & because["season"].eq("summer") & because["year"].eq(2026)]
    found = dict(zip(lines["technology"], lines["added_mva"], strict=True))
    assert found == pytest.approx({"kind 0": 9.0, "kind 1": 0.0, "base_shift": 0.0}, abs=1e-9)


def test_the_binding_asset_is_the_least_along_the_path_in_that_season():
    # B1 in summer: 48 - (10 + 0.4 x 31 = 22.4) = 25.6. 20,000 coolers leave it 5.6, and P1 (19.2 - 9) its own 10.2.
    counts = coolers(20_000, "t:B1")
    summer = one(worked_out(counts)[0], "P1", "summer")
    assert summer["headroom_own_mva"] == pytest.approx(10.2)
    assert summer["headroom_mva"] == pytest.approx(5.6)
    assert summer["binding_substation_id"] == "t:B1"
    # In winter 60 - 41 = 19 at B1 is more than P1's own 6.
    winter = one(worked_out(counts)[0], "P1", "winter")
    assert (winter["headroom_mva"], winter["binding_substation_id"]) == (pytest.approx(6.0), "t:P1")


def test_each_queue_takes_its_own_contracted_demand():
    table, _, _ = worked_out(none())
    rooms = {queue: one(table, "B1", "summer", queue=queue)["headroom_own_mva"] for queue in table["queue"].unique()}
    assert rooms == pytest.approx({"connected": 25.6, "contracted_excl_bess": 21.6, "contracted": 19.6})


COUNTS = hnp.arrays(float, (5, 2), elements=st.floats(0, 8_000))
LOADS = hnp.arrays(float, (2, 6), elements=st.floats(0, 3))


@given(counts=COUNTS, loads=LOADS, ratio=st.floats(0.6, 1.0))
@settings(max_examples=15, deadline=None)
def test_every_season_equals_brute_force_and_closes_row_by_row(counts, loads, ratio):
    profiles = profiles_of(loads.tolist(), 0.95)
    table, because, world = worked_out(counts, profiles, ratio=ratio)
    base = base_load(world.substations, world.ladder, profiles)
    closed = table["capacity_mva"] - table["observed_mva"] - table["contracted_mva"] - table["added_mva"]
    np.testing.assert_allclose(closed, table["headroom_own_mva"], atol=1e-9)
    sums = because.groupby(["scenario", "year", "substation_id", "season"])["added_mva"].sum()
    keyed = pd.MultiIndex.from_frame(table[["scenario", "year", "substation_id", "season"]])
    known = table["headroom_own_mva"].notna().to_numpy()
    np.testing.assert_allclose(sums.reindex(keyed).to_numpy()[known], table["added_mva"][known], atol=1e-9)
    units = carried(counts, world.ladder)
    firm = world.rows["n_minus_1_mva"].to_numpy(float)
    contracted = world.rows["contracted_excl_bess_mva"].to_numpy(float)
    for season, slots, factor in (("winter", range(3), 1.0), ("summer", range(3, 6), ratio)):
        own = {}
        for node, name in enumerate(world.ladder.ids):
            rooms = []
            for slot in slots:
                p = base.p_mw[node, slot] + sum(units[node, kind] * profiles.p_mw[kind, slot] for kind in range(2))
                q = base.q_mvar[node, slot] + sum(units[node, kind] * profiles.q_mvar[kind, slot] for kind in range(2))
                rooms.append(firm[node] * factor - contracted[node] - (p * p + q * q) ** 0.5)
            own[name] = min(rooms) if name != "t:G1" else np.inf
        asked = table["season"].eq(season) & table["year"].eq(2030) & table["queue"].eq("contracted_excl_bess")
        rows = table[asked].set_index("substation_id")
        for name in world.ladder.ids:
            row = rows.loc[name]
            if name == "t:G1":
                assert np.isnan(row["headroom_mva"])
                continue
            assert row["headroom_own_mva"] == pytest.approx(own[name], abs=1e-9)
            assert row["headroom_mva"] == pytest.approx(min(own[step] for step in world.ladder.path(name)), abs=1e-9)


@given(counts=COUNTS, loads=LOADS)
@settings(max_examples=25, deadline=None)
def test_with_one_capacity_all_year_the_worst_season_is_the_year(counts, loads):
    profiles = profiles_of(loads.tolist())
    world, rooms = rooms_of(counts, profiles, ratio=1.0)
    worst = np.minimum(*(room.own for room in rooms if room.queue == "connected"))
    base = base_load(world.substations, world.ladder, profiles)
    year = world.rows["n_minus_1_mva"].to_numpy(float) - base.max_mva - world.growth.added_mva
    np.testing.assert_allclose(worst[..., 1:], year[..., 1:], atol=1e-9)
    assert np.isnan(worst[..., 0]).all()


@given(counts=COUNTS, more=COUNTS, ratio=st.floats(0.6, 0.9))
@settings(max_examples=25, deadline=None)
def test_more_load_never_adds_room_and_more_capacity_never_removes_it(counts, more, ratio):
    before, loaded, bigger = (
        [np.nan_to_num(room.path.value) for room in rooms_of(placed, ratio=share)[1]]
        for placed, share in ((counts, ratio), (counts + more, ratio), (counts, ratio + 0.1))
    )
    for room, less, larger in zip(before, loaded, bigger, strict=True):
        assert (less <= room + 1e-9).all()
        assert (larger >= room - 1e-9).all()


def published(*rows: tuple[int, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", "substation_id", "season", "firm_mva"])


def test_an_operators_figure_wins_in_its_own_year_and_season():
    table, _, _ = worked_out(none(), published=published((2026, "t:P3", "summer", 13.5)))
    assert one(table, "P3", "summer")["capacity_mva"] == 13.5
    assert one(table, "P3", "summer", year=2030)["capacity_mva"] == pytest.approx(12.0)
    assert one(table, "P3", "winter")["capacity_mva"] == 15.0


def test_a_gsp_binds_only_where_its_operator_states_a_capacity():
    assert np.isnan(one(worked_out(none())[0], "G1", "summer")["headroom_mva"])
    text = LADDER.replace("G1 gsp     -", "G1 gsp     - peak=45 low=12 contracted=0 bess=0")
    rows = [(year, "t:G1", "summer", 27.0) for year in YEARS]
    summer = one(worked_out(none(), text=text, published=published(*rows))[0], "P1", "summer")
    # G1 in summer carries 12 + 0.4 x 33 = 25.2 of its 27.
    assert (summer["headroom_mva"], summer["binding_substation_id"]) == (pytest.approx(1.8), "t:G1")


def work(**changed) -> pd.DataFrame:
    row = {
        "work_id": "w1",
        "scheme_id": "w1",
        "substation_id": "t:P3",
        "scope": "substation",
        "type": "capacity",
        "text": "bigger transformers",
        "completion": "2026-06",
        "effective_year": 2026.0,
        "before_mva": 15.0,
        "after_mva": 30.0,
        "vintage": "2025-12",
        "source_id": "drawing",
        "source_row": 2,
        "licence": "MIT",
    }
    return pd.DataFrame([{**row, **changed}])


def test_a_scheme_of_one_winter_reaches_summer_the_year_after():
    table, _, _ = worked_out(none(), works=work())
    assert one(table, "P3", "winter", year=2025)["capacity_mva"] == 15.0
    assert one(table, "P3", "winter", year=2026)["capacity_mva"] == 30.0
    assert one(table, "P3", "summer", year=2026)["capacity_mva"] == pytest.approx(12.0)
    assert one(table, "P3", "summer", year=2030)["capacity_mva"] == pytest.approx(24.0)


def test_the_first_year_below_zero_stands_beside_the_milestones():
    table, because, _ = worked_out(coolers(10_000), milestones=[2030])
    summer = table[table["season"].eq("summer") & table["queue"].eq("connected")]
    # 12 - 2.8 - 10 is below zero from 2026 on: that year is told, 2025 is not.
    assert summer.loc[summer["substation_id"].eq("t:P3"), "year"].tolist() == [2026, 2030]
    assert summer.loc[summer["substation_id"].eq("t:P1"), "year"].tolist() == [2030]
    told = because[because["substation_id"].eq("t:P3") & because["season"].eq("summer")]
    assert sorted(set(told["year"])) == [2026, 2030]


def test_growth_that_leaves_out_homes_makes_an_upper_limit_and_an_unknown_base_nothing():
    text = LADDER.replace("P2 primary B1  firm=15 peak=14 low=2", "P2 primary B1  firm=15")
    world, base = world_of(none(), COOLERS, text)
    capacity = seasonal_capacity(world, NO_WORKS, NOTHING_PUBLISHED, cyclic_factor=1.0, summer_ratio=0.8)
    seasons = seasons_of(world, COOLERS, base, capacity)
    at = world.ladder.position["t:P2"]
    assert [season.name for season in seasons] == ["winter", "summer"]
    assert all(np.isnan(season.observed[at]) for season in seasons)
    assert seasonal_rooms(world, seasons, []) == []
    assert seasonal_table(world, [], YEARS).empty
    assert seasonal_because(world, [], YEARS).empty


@pytest.fixture(scope="module")
def toy():
    """Toytown's settings, and what its run has worked out by the time the seasons are asked for."""
    study = Study(TOYTOWN)
    run = study.run()
    return Settings(read_config(TOYTOWN / "study.toml"), run.inputs.assumptions), run.tables


def asked(toy, firm: pd.DataFrame | None = None) -> pd.DataFrame:
    config, tables = toy
    if firm is None:
        yearly = tables["firm_years"]
    else:
        world, factors = tables["load"].world, firm_settings(config)
        yearly = firm_by_year(world.substations, firm, tables["works"], years=world.years, settings=factors)
    return seasonal(config, tables["load"], tables["rooms"], tables["works"], yearly)["seasonal_headroom"]


def test_winter_is_the_years_modelled_headroom(toy):
    table, headroom = asked(toy), toy[1]["headroom"]
    headroom = headroom[headroom["basis"].eq("modelled") & headroom["direction"].eq("demand")]
    key = ["scenario", "year", "substation_id", "queue"]
    both = table[table["season"].eq("winter")].merge(headroom, on=key, suffixes=("", "_year"), validate="1:1")
    assert len(both) == (table["season"] == "winter").sum() > 100
    for name in ("capacity_mva", "observed_mva", "contracted_mva", "added_mva", "headroom_own_mva", "headroom_mva"):
        np.testing.assert_allclose(both[name], both[f"{name}_year"], atol=1e-9)
    for name in ("bound", "bound_own", "binding_substation_id"):
        assert both[name].tolist() == both[f"{name}_year"].tolist()
    # Without any load every half-hour is as good as another.
    loaded = both[both["observed_mva"].gt(0) | both["added_mva"].gt(0)]
    assert loaded["peak_slot"].tolist() == loaded["peak_slot_year"].tolist()


def test_the_stage_lets_published_figures_win_and_older_ones_give_way_to_works(toy):
    stated = pd.DataFrame(
        [("toy:P3", "winter", 18.0), ("toy:P3", "summer", 17.0), ("toy:P2", "year", 9.0)],
        columns=["substation_id", "season", "firm_mva"],
    ).assign(unit="MVA", vintage="2025", source_id="toy_operator_2025", source_row=2, licence="MIT")
    stated["published_value"] = stated["firm_mva"]
    table = asked(toy, stated[list(PublishedFirm.to_schema().columns)])
    firm = table.drop_duplicates(["substation_id", "season", "year"]).set_index(["substation_id", "season", "year"])
    firm = firm["capacity_mva"]
    assert (firm["toy:P3", "winter", 2030], firm["toy:P3", "summer", 2030]) == (18.0, 17.0)
    assert (firm["toy:P2", "winter", 2025], firm["toy:P2", "summer", 2025]) == (9.0, 9.0)
    # From the winter of 2030 Hoop Lane has 2 x 15 MVA; that summer it still has what it had.
    assert (firm["toy:P2", "winter", 2030], firm["toy:P2", "summer", 2030]) == (15.0, 9.0)
    assert firm["toy:P2", "summer", 2035] == pytest.approx(12.0)
