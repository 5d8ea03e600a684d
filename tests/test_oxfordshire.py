"""The packaged Oxfordshire study: what a network engineer would check first, on the real published figures."""

import json

import numpy as np
import pandas as pd
import pytest

from lae.measures import BASE_SHIFT, UNNAMED

KEY = ["scenario", "year", "substation_id", "direction", "basis", "queue"]


@pytest.fixture(scope="module")
def results(oxfordshire_run):
    return oxfordshire_run


@pytest.fixture(scope="module")
def published(results):
    table = results.table("headroom")
    return table[table["basis"].eq("published") & table["direction"].eq("demand")]


def classes(results, scenario="fes22_ct", basis="published"):
    table = results.table("shortfalls")
    rows = table[table["scenario"].eq(scenario) & table["basis"].eq(basis) & table["direction"].eq("demand")]
    return rows.set_index("substation_id")


def test_nothing_is_wrong_with_the_study(results):
    assert [finding for finding in results.inputs.findings if finding.severity == "error"] == []


def test_every_row_of_the_supplied_extract_is_there(results):
    rows = results.table("substations")
    ssen = rows[rows["dno"].eq("ssen")]
    assert ssen["tier"].value_counts().to_dict() == {"primary": 66, "bsp": 15, "gsp": 5}
    named = set(rows.loc[rows["dno"].eq("nged") & rows["tier"].eq("primary"), "name"])
    assert {"Banbury Primary", "Bloxham Primary", "Epwell Primary"} <= named


def test_published_zeros_are_the_first_class_in_every_scenario(results):
    for scenario in results.inputs.config.scenarios:
        counted = classes(results, scenario)["class"]
        zeros = counted[counted.index.str.startswith("ssen:")].eq("at_or_below_zero_today")
        # 42 of the 81 SSEN figures are 0.00.
        assert zeros.sum() == 42


def test_every_substation_stands_in_one_class_a_scenario(results):
    counts = results.table("headline").set_index("scenario").sum(axis=1)
    assert counts.eq(len(results.table("substations"))).all()
    assert set(counts.index) == set(results.inputs.config.scenarios)


def test_gsps_without_a_figure_are_unknown_and_never_bind(results, published):
    gsps = results.table("substations").query("tier == 'gsp'")["substation_id"]
    assert classes(results).loc[gsps, "class"].eq("unknown").all()
    assert not published["binding_substation_id"].isin(set(gsps)).any()


def test_rissington_names_no_transformer(published):
    # Published 1.62 with 24 - 5.93 - 4.45 = 13.6 MVA of nameplate room, under a BSP with 23.1.
    row = published[published["name"].eq("Rissington Primary") & published["year"].eq(2026)].iloc[0]
    assert row["binding_substation_id"] == UNNAMED


def test_no_primary_has_more_room_than_its_bsp(results, published):
    feeds = results.table("feeds").set_index("substation_id")["upstream_id"]
    room = published.set_index(["scenario", "year", "substation_id"])["headroom_mva"].unstack()
    checked = 0
    for name in room.columns:
        above = feeds.get(name)
        if above in room.columns and room[above].notna().any():
            assert (room[name].dropna() <= room.loc[room[name].notna(), above] + 1e-9).all(), name
            checked += 1
    assert checked > 60


def test_blank_before_the_figures_date(published):
    early = published[published["year"].eq(2025) & published["dno"].eq("ssen")]
    assert early["headroom_mva"].isna().all()
    assert early["added_mva"].isna().all()


def test_because_sums_exactly_to_the_growth(results):
    headroom, because = results.table("headroom"), results.table("because")
    added = headroom.set_index(KEY)["added_mva"].dropna()
    summed = because.groupby(KEY)["added_mva"].sum().reindex(added.index)
    np.testing.assert_allclose(summed, added, atol=1e-9)
    shift = because[because["technology"].eq(BASE_SHIFT)]["added_mva"]
    assert (shift <= 1e-9).all()


def test_the_modelled_identity_closes_row_by_row(results):
    table = results.table("headroom")
    rows = table[table["basis"].eq("modelled")].dropna(subset=["headroom_own_mva"])
    assert len(rows) > 20_000
    left = rows["capacity_mva"] - rows["observed_mva"] - rows["contracted_mva"] - rows["added_mva"]
    np.testing.assert_allclose(left, rows["headroom_own_mva"], atol=1e-9)


def test_single_transformer_sites_are_unknown_until_works_give_them_a_second(results):
    table, rows = results.table("headroom"), results.table("substations")
    single = set(rows.loc[rows["single_transformer"], "substation_id"])
    assert len(single) == 6
    modelled = table[table["basis"].eq("modelled") & table["substation_id"].isin(single)]
    known = modelled.dropna(subset=["headroom_own_mva"])
    # Lovelace Road: "Install a 2nd 15 / 30MVA transformer", March 2028.
    assert set(known["name"]) == {"Lovelace Road Primary"}
    assert known["year"].min() == 2028


def test_generation_is_at_most_zero_with_the_operators_reason(results):
    table = results.table("headroom")
    rows = table[table["direction"].eq("generation") & table["dno"].eq("ssen") & table["year"].eq(2030)]
    figured = rows[rows["tier"].ne("gsp")]
    assert figured["headroom_mva"].eq(0).all()
    assert figured["bound"].eq("at_most").all()
    assert rows.loc[rows["tier"].eq("gsp"), "headroom_mva"].isna().all()


def test_nged_scenarios_stand_beside_ours_under_their_own_names(results):
    table = results.table("headroom")
    rows = table[table["basis"].eq("nshr")]
    assert rows["scenario"].str.startswith("nged: ").all()
    assert not set(rows["scenario"]) & set(results.inputs.config.scenarios)
    assert set(rows["year"]) == {*range(2025, 2036), 2040, 2045, 2050}


def test_placed_uptake_equals_the_control_totals(results):
    assert results.table("reconciliation")["difference_count"].abs().max() < 1e-6


def test_recorded_stock_is_what_the_registers_say(results):
    recorded = results.table("recorded").query("year == 2025").groupby("technology")["count"].sum()
    assert recorded["heat_pump"] == 2041
    assert recorded["electric_vehicle"] == 3047 + 4169 + 5781 + 6126 + 7659


def test_vehicles_never_outnumber_the_countys_cars(results):
    stock = results.table("stock")
    cars = stock[stock["technology"].eq("electric_vehicle")].groupby(["scenario", "year"])["count"].sum()
    # 443,170 cars and vans were licensed in the five districts in 2025.
    assert cars.max() < 443_170


def test_the_ukpn_corner_is_named_and_never_looks_healthy(results):
    coverage = results.table("coverage").set_index("dno")
    corner = coverage.loc[["ukpn"]]
    assert corner["status"].eq("no_file").all()
    assert corner["dwellings"].sum() > 5_000
    lost = results.table("measures").query("substation_id == '' and scenario == 'fes22_ct'")
    assert lost["count"].sum() > 0


def test_homes_are_allocated_once(results):
    supply = results.table("supply")
    nearest = supply[supply["allocation"].eq("nearest")]
    served = results.table("served_lsoas")
    whole = (served["dwellings"] * served["share"]).sum()
    assert nearest["dwellings"].sum() == pytest.approx(whole)
    inside = nearest[nearest["in_study"]].groupby("lsoa_code")["share"].sum()
    assert len(inside) == 407
    assert inside.to_numpy() == pytest.approx(1.0)


def test_agreement_is_printed_with_the_baseline_it_must_beat(results):
    row = results.table("agreement").set_index("queue").loc["contracted_excl_bess"]
    assert row["compared_count"] + row["not_compared_count"] == 66
    right = row["both_zero_count"] + row["both_room_count"]
    assert right > row["always_zero_count"]
    assert row["false_zero_count"] == 0
    fit = results.table("fit").iloc[0]
    assert fit["rows_count"] == 10
    assert 1.2 < fit["cyclic_factor_ratio"] < 1.39
    assert 0.5 < fit["contracted_coincidence_share"] < 1.0


def test_the_settings_are_those_the_fit_supports(results):
    fit, register = results.table("fit").iloc[0], results.inputs.assumptions
    assert register.value("cyclic_factor") == pytest.approx(fit["cyclic_factor_ratio"], abs=0.05)
    assert register.value("contracted_coincidence") == pytest.approx(fit["contracted_coincidence_share"], abs=0.05)


def test_more_uptake_means_no_more_room(results, published):
    values = ["added_mva", "headroom_mva"]
    wide = published.pivot_table(index=["substation_id", "year"], columns="scenario", values=values)
    more = wide["added_mva", "fes22_ct"] >= wide["added_mva", "fes22_st"]
    bounds = published[published["scenario"].isin(["fes22_ct", "fes22_st"])]
    exact = bounds.groupby(["substation_id", "year"])["bound"].agg(lambda values: set(values) == {"exact"})
    tops = ~published.set_index("substation_id")["tier"].groupby(level=0).first().eq("primary")
    both = more & exact.reindex(wide.index, fill_value=False)
    both &= tops.reindex(wide.index.get_level_values("substation_id")).to_numpy()
    assert both.any()
    assert (wide["headroom_mva", "fes22_ct"][both] <= wide["headroom_mva", "fes22_st"][both] + 1e-9).all()


def test_the_base_shape_is_the_mean_weekday_of_the_primary_it_cites(results, shared_data):
    """Decision 0004: Spilsby's weekdays, placed between the county's typical minimum and its maximum."""
    path = shared_data / "grid" / "profiles" / "nged_primary_spilsby_half_hourly.json"
    halves = pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["data"])
    start = pd.to_datetime(halves["startTime"], utc=True)
    slot = start.dt.hour * 2 + start.dt.minute // 30
    weekday = start.dt.day_of_week < 5
    mean = halves["value"].astype(float)[weekday].groupby(slot[weekday]).mean()
    rows = results.table("substations").query("dno == 'ssen' and tier == 'primary'")
    floor = (rows["observed_min_mva"] / rows["observed_max_mva"]).median()
    shape = ((mean / mean.max() - floor) / (1 - floor)).clip(0, 1)
    profiles = results.table("profiles").query("profile_id == 'base' and day == 'winter'")
    np.testing.assert_allclose(profiles["shape_ratio"], shape, atol=0.001)


def test_peak_of_the_profile_is_the_stated_admd(results):
    shapes = results.table("profiles").groupby("profile_id")["shape_ratio"].max()
    assert shapes.eq(1.0).all()
