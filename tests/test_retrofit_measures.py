"""Each measure on one home by hand, and what must hold of any home: no more saved than there is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.buildings.energy.fabric import Fabric
from lae.buildings.retrofit.carbon import Factors
from lae.buildings.retrofit.improved import Improved
from lae.buildings.retrofit.offers import each_offer, offer_of
from lae.buildings.retrofit.packages import plan
from lae.buildings.retrofit.savings import SavingSettings, lasting, saved_heat
from lae.buildings.retrofit.settings import ASSUMPTION_IDS, RetrofitSettings
from lae.buildings.retrofit.surroundings import Surroundings
from lae.buildings.retrofit.uses import Uses
from lae.buildings.retrofit_contract import FABRIC, MEASURES, PACKAGES
from retrofit_world import SETTINGS, after, changed, energy, fabric, homes, register, works


def figures(name: str, home: dict[str, object] | None = None, **options) -> dict[str, list[float]]:
    """Low, central and high of everything an offer says of one home."""
    offer = offer_of(works(home or {}, **options), name)
    columns = ["capex_gbp", "heat_saved_kwh", "fuel_saved_kwh", "electricity_added_kwh", "carbon_saved_tco2e"]
    return {column: getattr(offer, column)[:, 0].tolist() for column in [*columns, "peak_added_kw"]}


def near(*values: float) -> object:
    return pytest.approx(list(values))


SOLID = {"wall": "solid_brick"}


def test_a_cavity_saves_its_measured_median_between_what_lasts_and_the_physics():
    # 100 of 500 W/K go: 20 %. Median 10 % of 18,000 kWh = 1,800, under 20 % of 16,000 = 3,200.
    # Lasting (7 + 3 + 0 x 18) / 20 = 0.5 % = 90; physics 20 % of 20,000 = 4,000. A kWh of heat takes 20/18 of gas.
    found = figures("cavity_wall")
    assert found["capex_gbp"] == [500, 600, 900]
    assert found["heat_saved_kwh"] == near(90, 1_800, 4_000)
    assert found["fuel_saved_kwh"] == near(100, 2_000, 4_000 * 20 / 18)
    assert found["carbon_saved_tco2e"] == near(0.02, 0.4, 0.2 * 4_000 * 20 / 18 / 1_000)
    assert found["electricity_added_kwh"] == found["peak_added_kw"] == [0, 0, 0]


def test_a_median_is_never_more_than_went_through_that_element():
    # The cavity takes off 5 W/K, 1 % of the loss: 160 kWh went through it, whatever 10 % of 18,000 is.
    slight = replace(after(1), cavity_wall=np.array([1.75]))
    assert figures("cavity_wall", after_of=slight)["heat_saved_kwh"] == near(90, 160, 200)


def test_a_loft_saves_its_measured_median():
    # 90 of 500 W/K. Median 5 % of 18,000 = 900; lasting (4 + 2) / 20 = 0.3 % = 54; physics 18 % of 20,000 = 3,600.
    found = figures("loft")
    assert found["heat_saved_kwh"] == near(54, 900, 3_600)
    assert found["capex_gbp"] == [300, 450, 600]


def test_either_side_of_a_solid_wall_saves_alike_and_costs_its_own():
    # Median 15 % of 18,000 = 2,700, least 12 % = 2,160; physics 20 % of 20,000 = 4,000.
    inner, outer = figures("internal_wall", SOLID), figures("external_wall", SOLID)
    assert inner["heat_saved_kwh"] == outer["heat_saved_kwh"] == near(2_160, 2_700, 4_000)
    assert inner["capex_gbp"] == [6_000, 8_000, 9_000]
    # 100 m2 of wall at 100, 150 and 200 GBP.
    assert outer["capex_gbp"] == [10_000, 15_000, 20_000]


@pytest.mark.parametrize(
    ("name", "through", "capex"),
    [
        ("floor", 0.06, [1_000, 1_500, 2_000]),
        ("glazing", 0.10, [4_000, 5_000, 7_000]),
        ("draught", 0.02, [50, 100, 200]),
    ],
)
def test_where_nobody_measured_a_median_half_of_the_physics_counts(name, through, capex):
    # A quarter and a half of what went through it in use (of 16,000), and all by physics (of 20,000).
    found = figures(name)
    assert found["heat_saved_kwh"] == near(0.25 * through * 16_000, 0.5 * through * 16_000, through * 20_000)
    assert found["capex_gbp"] == capex


def test_a_solid_floor_costs_more_than_one_reached_from_below():
    assert figures("floor", {"floor": "solid"})["capex_gbp"] == [4_000, 5_000, 6_000]
    assert figures("floor", {"floor": "exposed"})["capex_gbp"] == [1_000, 1_500, 2_000]


def test_draught_proofing_never_goes_below_what_keeps_a_home_dry():
    # From 0.55 air changes to 0.5 and no further: 0.05 x 250 m3 x 0.4 = 5 W/K of 455.
    tight = replace(fabric(1), air_changes_per_hour=np.array([0.55]))
    assert figures("draught", fabric_of=tight)["heat_saved_kwh"][1] == pytest.approx(0.5 * 5 / 455 * 16_000)
    tighter = replace(fabric(1), air_changes_per_hour=np.array([0.45]))
    assert works({}, fabric_of=tighter).status["draught"].tolist() == [4]


def test_insulation_takes_load_off_the_peak_of_electric_heating_by_physics():
    # 100 W/K x 20 K x 0.8 in use = 1.6 kW of 8: a fifth of the 0 to 4 kW that direct heating draws then.
    found = figures("cavity_wall", {"heating": "electric_direct"})
    assert found["peak_added_kw"] == near(-0.8, -0.4, 0)
    # A heat pump's 2.4 kW, or 0.6 of it where it is controlled.
    assert figures("cavity_wall", {"heating": "heat_pump"})["peak_added_kw"] == near(-0.48, -0.48, -0.288)


def test_an_air_source_pump_replaces_all_fuel():
    # 18,000 kWh of heat / 4, 3 and 2.5; 10 kW of heat loss on the curve; 20,000 kWh of gas at 0.2 less at 0.1.
    found = figures("air_source_heat_pump")
    assert found["electricity_added_kwh"] == near(4_500, 6_000, 7_200)
    assert found["fuel_saved_kwh"] == [20_000] * 3
    assert found["heat_saved_kwh"] == [0, 0, 0]
    assert found["carbon_saved_tco2e"] == near(4 - 0.72, 4 - 0.6, 4 - 0.45)
    assert found["capex_gbp"] == near(9_600, 12_000, 18_000)
    assert found["peak_added_kw"] == near(0.6 * 2.4, 2.4, 2.4)


def test_a_pump_in_place_of_electric_heating_adds_only_what_it_draws_more():
    found = figures("air_source_heat_pump", {"heating": "electric_direct"})
    # 2.4 kW less a quarter of 8; at least 1.44 less half of 8, at most 2.4 less nothing.
    assert found["peak_added_kw"] == near(1.44 - 4, 0.4, 2.4)
    # The main fuel is electricity: 20,000 kWh at 0.1 are saved, 6,000 added.
    assert found["carbon_saved_tco2e"][1] == pytest.approx(1.4)
    # Storage heaters charge at night: nothing, at most a tenth of 8 kW, is taken off.
    stored = figures("air_source_heat_pump", {"heating": "electric_storage"})
    assert stored["peak_added_kw"] == near(1.44 - 0.8, 2.4, 2.4)


def test_a_pump_in_a_home_without_heating_saves_no_fuel_and_adds_carbon():
    found = figures("air_source_heat_pump", {"heating": "none"})
    assert found["fuel_saved_kwh"] == [0, 0, 0]
    assert found["carbon_saved_tco2e"] == near(-0.72, -0.6, -0.45)


def test_a_ground_source_pump_draws_less_and_costs_more():
    found = figures("ground_source_heat_pump", {"dwelling_type": "detached"})
    # 18,000 / 5, 4 and 3; 10 kW between 10,000 GBP at 5 kW and 40,000 at 20 kW; three quarters of the peak.
    assert found["electricity_added_kwh"] == near(3_600, 4_500, 6_000)
    assert found["capex_gbp"] == near(16_000, 20_000, 30_000)
    assert found["peak_added_kw"] == near(0.6 * 1.8, 1.8, 1.8)


def test_a_shared_loop_costs_a_share_of_a_pump_of_its_own():
    dense = Surroundings(homes_per_ha=np.array([40.0]))
    found = figures("shared_ground_loop", {"dwelling_type": "flat"}, around=dense)
    assert found["capex_gbp"] == near(10_000, 20_000, 30_000)
    assert found["electricity_added_kwh"] == near(3_600, 4_500, 6_000)


def test_a_heat_network_is_an_option_without_figures():
    zone = Surroundings(heat_network_zone=np.array([True]))
    offer = offer_of(works({}, around=zone), "heat_network")
    assert offer.open.tolist() == [True]
    assert not any(any(values) for values in figures("heat_network", around=zone).values())


def test_panels_count_what_the_home_uses_itself_and_take_nothing_off_the_peak():
    # 50 m2 x 0.3 / 5 = 3 kWp; 1,000 x 0.6, 900 x 0.4 and 800 x 0.3 kWh a kWp.
    found = figures("photovoltaics")
    assert found["capex_gbp"] == [4_500, 6_000, 7_500]
    assert found["electricity_added_kwh"] == near(-1_800, -1_080, -720)
    assert found["carbon_saved_tco2e"] == near(0.072, 0.108, 0.18)
    assert found["peak_added_kw"] == [0, 0, 0]
    # A roof of 200 m2 could take 12 kWp: 4 are put on it.
    wide = replace(fabric(1), roof_m2=np.array([200.0]))
    assert figures("photovoltaics", fabric_of=wide)["capex_gbp"][1] == 8_000


def test_a_battery_saves_where_panels_are_and_shifts_the_peak_only_by_an_assumed_dispatch():
    there = figures("battery", {"photovoltaics": "yes"})
    # 3 kWp: 1,000 x (0.8 - 0.6), 900 x (0.7 - 0.4) and 800 x (0.5 - 0.3) are 200, 270 and 160 kWh a kWp.
    assert there["electricity_added_kwh"] == near(-810, -810, -480)
    assert there["capex_gbp"] == [2_000, 3_500, 4_500]
    assert there["peak_added_kw"] == near(-2.5, 0, 0)
    assert figures("battery")["electricity_added_kwh"] == [0, 0, 0]


def test_a_home_a_measure_is_not_open_to_costs_and_saves_nothing():
    for name in ("internal_wall", "external_wall", "shared_ground_loop", "heat_network"):
        offer = offer_of(works({}), name)
        assert offer.open.tolist() == [False]
        assert not any(any(values) for values in figures(name).values())


def test_the_heat_pump_design_check_of_our_reference(root):
    factors = Factors.of(register(root))
    # A boiler of 0.92: 0.183 / 0.92 = 0.199; a pump of 2.8: 0.177 / 2.8 = 0.063 kg a kWh of heat: 68 % less.
    boiler, pump = factors.gas / 0.92, factors.electricity / register(root).value("ashp_spf_median")
    assert (round(boiler, 3), round(pump, 3)) == (0.199, 0.063)
    assert round(1 - pump / boiler, 2) == 0.68
    # The same through the code, for a kWh of heat.
    saved = factors.saved_tco2e(np.full((3, 1), 1 / 0.92), np.full((3, 1), 1 / 2.8), np.array([0]))
    assert saved[1, 0] * 1_000 == pytest.approx(boiler - pump)


def test_what_lasts_of_a_saving_is_its_mean_over_the_life():
    # (7 + 2.7) % in the first two years of 36 and nothing later: 0.27 %.
    assert lasting(0.07, 0.027, 0.0, 36) == pytest.approx(0.097 / 36)
    assert lasting(0.05, 0.05, 0.05, 36) == pytest.approx(0.05)


def test_the_record_scales_the_physics_with_the_heat():
    # A record that halves the heat in use halves what the physics saves: 20 % of 10,000.
    halved = energy(homes({})).assign(space_heat_kwh=8_000.0)
    assert figures("cavity_wall", energy_of=halved)["heat_saved_kwh"][2] == pytest.approx(2_000)


class Listening(Assumptions):
    """A register that remembers what it was asked."""

    asked: set[str]

    def __getitem__(self, key: str) -> Assumption:
        self.asked.add(key)
        return super().__getitem__(key)


def test_settings_ask_for_the_ids_they_state_and_offers_rest_on_known_ones(root):
    rows = register(root)
    listening = Listening(rows.values())
    listening.asked = set()
    RetrofitSettings.of(listening)
    assert listening.asked == set(ASSUMPTION_IDS)
    offers = list(each_offer(works({})))
    assert [offer.name for offer in offers] == [*MEASURES, *PACKAGES]
    assert set().union(*(offer.assumption_ids for offer in offers)) <= set(rows)


def hundredths(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of two decimals."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda value: value / 100)


U = hundredths(0.1, 3.0)
AREA = hundredths(0.0, 300.0)


@st.composite
def worlds(draw):
    """Homes of any shape and use, with works that may or may not improve them."""
    number = draw(st.integers(3, 12))

    def array(values) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=number, max_size=number)))

    built = Fabric(
        *(array(values) for values in (AREA, U, AREA, U, AREA, U, AREA, U)),
        array(hundredths(30, 900)),
        array(hundredths(0.2, 1.5)),
        air_wh_per_m3k=0.33,
    )
    better = Improved(*(array(U) for _ in range(6)))
    heating = st.sampled_from(["gas", "oil", "electric_direct", "electric_storage", "heat_pump", "none"])
    changes = [
        {
            "wall": draw(st.sampled_from(["cavity", "solid_brick", "stone", ""])),
            "heating": draw(heating),
            "dwelling_type": draw(st.sampled_from(["detached", "mid_terrace", "flat"])),
            "epc_band": draw(st.sampled_from(list("BCDEFG"))),
        }
        for _ in range(number)
    ]
    rows = homes(*changes)
    loss = built.heat_loss_w_per_k
    used = array(hundredths(0.3, 1.0))
    scale = array(hundredths(0.5, 1.5))
    archetype = 40 * loss
    space, water = archetype * used * scale, array(hundredths(0.0, 4_000))
    frame = energy(rows)
    unheated = frame["main_fuel"].eq("none").to_numpy()
    frame = frame.assign(
        heat_loss_w_per_k=loss,
        archetype_space_heat_kwh=archetype,
        uncalibrated_space_heat_kwh=archetype * used,
        space_heat_kwh=space,
        hot_water_kwh=water,
        heating_kwh=np.where(unheated, 0.0, (space + water) / 0.85),
        design_heat_kw=loss * 0.02 * used * scale + water / 8_760,
    )
    frame = frame.assign(heat_pump_peak_kw=frame["design_heat_kw"] * 0.3)
    return changes, built, better, frame


def offers(world):
    changes, built, better, frame = world
    done = works(*changes, fabric_of=built, after_of=better, energy_of=frame)
    return done, {offer.name: offer for offer in each_offer(done)}


@settings(max_examples=12)
@given(worlds())
def test_nothing_saves_more_than_there_is_and_low_central_and_high_are_in_order(world):
    _, made = offers(world)
    frame = world[3]
    for offer in made.values():
        for triple in (
            offer.capex_gbp,
            offer.heat_saved_kwh,
            offer.fuel_saved_kwh,
            offer.electricity_added_kwh,
            offer.carbon_saved_tco2e,
            offer.peak_added_kw,
        ):
            assert (np.diff(triple, axis=0) >= -1e-6).all(), offer.name
            assert not triple[:, ~offer.open].any()
        assert (offer.heat_saved_kwh >= 0).all()
        assert (offer.heat_saved_kwh <= frame["space_heat_kwh"].to_numpy() + 1e-6).all()
        assert (offer.fuel_saved_kwh >= 0).all()
        assert (offer.fuel_saved_kwh <= frame["heating_kwh"].to_numpy() + 1e-6).all()
        assert offer.lifetime_years > 0


@settings(max_examples=12)
@given(worlds())
def test_a_package_saves_no_more_than_its_parts_alone_nor_than_the_heat_that_went_their_ways(world):
    done, made = offers(world)
    alone = sum(made[name].heat_saved_kwh for name in FABRIC if name != "external_wall")
    alone = alone + np.where(made["internal_wall"].open, 0.0, made["external_wall"].heat_saved_kwh)
    outer = sum(made[name].heat_saved_kwh for name in FABRIC if name != "internal_wall")
    for name in PACKAGES:
        saved = made[name].heat_saved_kwh
        assert (saved <= np.maximum(alone, outer) + 1e-6).all()
        taken = plan(done, name).chosen
        cut = sum(taken[row] * done.cut_w_per_k(part) for row, part in enumerate(FABRIC))
        assert (saved[:2] <= done.gone_share(cut) * done.uses.space_kwh + 1e-6).all()
    assert (made["deep"].peak_added_kw <= made["air_source_heat_pump"].peak_added_kw + 1e-9).all()
    assert (made["deep"].electricity_added_kwh <= made["air_source_heat_pump"].electricity_added_kwh + 1e-6).all()


@settings(max_examples=20)
@given(hundredths(0.6, 2.0), hundredths(0.01, 1.0), st.sampled_from(["loft", "cavity_wall", "floor", "glazing"]))
def test_a_worse_element_never_saves_less_by_physics_nor_takes_off_less_loss(u, worse, name):
    column = {"loft": "roof", "cavity_wall": "wall", "floor": "floor", "glazing": "window"}[name]

    def done(value: float):
        built = replace(fabric(1), **{f"{column}_u_w_per_m2k": np.array([value])})
        frame = energy(homes({})).assign(archetype_space_heat_kwh=40 * built.heat_loss_w_per_k)
        frame = frame.assign(uncalibrated_space_heat_kwh=frame["archetype_space_heat_kwh"])
        frame = frame.assign(space_heat_kwh=frame["archetype_space_heat_kwh"])
        low = replace(after(1), **{name: np.array([0.5])})
        return works({}, fabric_of=built, after_of=low, energy_of=frame)

    before, now = done(u), done(u + worse)
    assert now.cut_w_per_k(name)[0] > before.cut_w_per_k(name)[0]
    assert offer_of(now, name).heat_saved_kwh[2, 0] >= offer_of(before, name).heat_saved_kwh[2, 0]


@settings(max_examples=20)
@given(hundredths(0.0, 1.0))
def test_a_share_of_loss_gone_saves_from_nothing_to_all_rooms_need(gone):
    uses = Uses.of(energy(homes({})), fabric(1))
    saving: SavingSettings = SETTINGS.savings
    for name in FABRIC:
        low, central, high = saved_heat(name, np.array([gone]), uses, saving)[:, 0]
        assert 0 <= low <= central <= high <= 16_000
        assert central <= gone * 16_000 + 1e-9


def test_a_measured_ratio_above_one_still_saves_no_more_than_went_that_way():
    generous = changed(SETTINGS, "savings", measured_ratio=(2.0, 3.0, 4.0))
    assert figures("floor", settings=generous)["heat_saved_kwh"] == near(960, 960, 1_200)
