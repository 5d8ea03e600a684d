"""Packages of one home by hand: cheapest first, no heat twice, and the pump sized to what the fabric leaves."""

from dataclasses import replace

import numpy as np
import pytest

from lae.buildings.retrofit.offers import offer_of
from lae.buildings.retrofit.packages import cheapest_until, findings, plan, sap_points
from lae.buildings.retrofit.savings import capped
from lae.buildings.retrofit_contract import FABRIC, SUITABLE
from retrofit_world import COSTS, SETTINGS, changed, fabric, works

SOLID = {"wall": "solid_brick"}
DONE = {
    "wall_insulation": "filled",
    "loft_insulation_mm": 270.0,
    "floor_insulation": "insulated",
    "glazing": "full",
    "epc_band": "E",
}


def chosen(name: str, home: dict[str, object] | None = None, **options) -> list[str]:
    """The fabric measures a package takes on one home."""
    taken = plan(works(home or {}, **options), name).chosen
    return [measure for row, measure in enumerate(FABRIC) if taken[row, 0]]


def status(name: str, home: dict[str, object] | None = None, **options) -> str:
    """The status of a package on one home."""
    return SUITABLE[offer_of(works(home or {}, **options), name).status[0]]


def test_parts_are_taken_cheapest_first_until_enough():
    # 10 for 5, 10 for 2 and 1 for 1 GBP a unit: 1, 2 and 5 each; closed and useless ones never.
    gain = np.array([[10.0], [5.0], [1.0], [4.0], [0.0]])
    cost = np.array([[50.0], [10.0], [1.0], [0.1], [0.1]])
    fits = np.array([[True], [True], [True], [False], [True]])
    taken = [cheapest_until(np.array([need]), gain, cost, fits)[:, 0].tolist() for need in (0.0, 0.5, 1.0, 1.5, 6.5)]
    assert taken[0] == [False] * 5
    assert taken[1] == taken[2] == [False, False, True, False, False]
    assert taken[3] == [False, True, True, False, False]
    assert taken[4] == [True, True, True, False, False]
    assert cheapest_until(np.array([np.inf]), gain, cost, fits)[:, 0].tolist() == [True, True, True, False, False]


def test_band_c_takes_loft_and_cavity_from_the_middle_of_band_d():
    # 69 - 61.5 = 7.5 points. Points: loft 18 % x 30 = 5.4 for 450 GBP (83 each), cavity 6 for 600 (100 each).
    assert chosen("epc_c") == ["loft", "cavity_wall"]
    offer = offer_of(works({}), "epc_c")
    assert offer.capex_gbp[:, 0].tolist() == [800, 1_050, 1_500]
    # Alone they save 54 + 90, 900 + 1,800 and 3,600 + 4,000; 38 % of 16,000 went their ways.
    assert offer.heat_saved_kwh[:, 0].tolist() == pytest.approx([144, 2_700, 7_600])
    assert offer.fuel_saved_kwh[1, 0] == pytest.approx(3_000)
    assert offer.carbon_saved_tco2e[1, 0] == pytest.approx(0.6)
    assert offer.lifetime_years == pytest.approx(20)
    assert offer.status.tolist() == [0]


def test_points_a_home_is_certified_with_count_before_its_band():
    assert sap_points(works({"sap_points": 68.0}, {"sap_points": np.nan})).tolist() == [68, 61.5]
    assert chosen("epc_c", {"sap_points": 66.0}) == ["loft"]
    assert chosen("epc_c", {"sap_points": 69.0}) == []
    assert status("epc_c", {"sap_points": 69.0}) == status("epc_c", {"epc_band": "B"}) == "already_there"


def test_band_c_out_of_reach_is_not_offered_and_what_is_not_known_stays_so():
    # Band G needs 58.5 points; all fabric brings 56 % x 30 = 16.8.
    assert status("epc_c", {"epc_band": "G"}) == "not_suitable"
    assert status("epc_c", {"epc_band": "G", "floor_insulation": ""}) == "unknown"
    found = {one.rule: one.message for one in findings(works({"epc_band": "G"}, {}))}
    assert found["band_c_not_reached"].startswith("1 homes")


def test_a_package_needs_a_consent_when_a_part_it_takes_does():
    assert status("epc_c", {"dwelling_type": "flat"}) == "needs_consent"
    # A part that would need one but is not taken does not count: the flat's cavity is filled, its floor suffices.
    inside = {"dwelling_type": "flat", "wall_insulation": "filled", "roof": "dwelling_above", "sap_points": 68.5}
    assert status("epc_c", inside) == "suitable"


def test_a_home_ready_for_a_pump_gets_the_cheapest_fabric_and_the_smaller_pump():
    # 10 kW against 70 W/m2 x 100 m2 = 7: loft 1.8 kW at 250 GBP a kW and cavity 2.0 at 300 bring 3.8 of 3.
    assert chosen("heat_pump_ready") == ["loft", "cavity_wall"]
    offer = offer_of(works({}), "heat_pump_ready")
    # 310 W/K x 20 K = 6.2 kW: 8,000 + 1.2/5 x 4,000 = 8,960 GBP, and the fabric.
    assert offer.capex_gbp[:, 0].tolist() == pytest.approx([0.8 * 8_960 + 800, 8_960 + 1_050, 1.5 * 8_960 + 1_500])
    # Heat left 18,000 less 7,600, 2,700 and 144.
    assert offer.electricity_added_kwh[:, 0].tolist() == pytest.approx([10_400 / 4, 15_300 / 3, 17_856 / 2.5])
    assert offer.heat_saved_kwh[1, 0] == pytest.approx(2_700)
    assert offer.fuel_saved_kwh[:, 0].tolist() == [20_000] * 3
    assert offer.carbon_saved_tco2e[1, 0] == pytest.approx(4 - 0.51)
    # 190 W/K x 20 K x 0.8 = 3.04 of 8 kW go: 2.4 kW x 0.62.
    assert offer.peak_added_kw[1, 0] == pytest.approx(1.488)
    assert offer.lifetime_years == pytest.approx((1_050 * 20 + 8_960 * 15) / 10_010)


def test_a_home_under_the_mark_gets_the_pump_alone():
    modest = changed(SETTINGS, "marks", ready_w_per_m2=100.0)
    assert chosen("heat_pump_ready", settings=modest) == []
    alone, ready = (offer_of(works({}, settings=modest), name) for name in ("air_source_heat_pump", "heat_pump_ready"))
    assert ready.capex_gbp.tolist() == alone.capex_gbp.tolist()
    assert ready.peak_added_kw.tolist() == alone.peak_added_kw.tolist()


def test_a_home_that_stays_above_the_mark_is_still_offered_and_counted():
    strict = changed(SETTINGS, "marks", ready_w_per_m2=10.0)
    done = works({}, settings=strict)
    assert offer_of(done, "heat_pump_ready").open.tolist() == [True]
    assert "above_ready_mark" in {one.rule for one in findings(done)}


def test_the_deep_package_is_all_fabric_the_pump_and_panels():
    assert chosen("deep") == ["loft", "cavity_wall", "floor", "glazing", "draught"]
    offer = offer_of(works({}), "deep")
    # Central: 900 + 1,800 + half of 6, 10 and 2 % of 16,000 = 4,140 of the 56 % of 16,000 that went their ways.
    assert offer.heat_saved_kwh[1, 0] == pytest.approx(4_140)
    # Heat left 13,860 / 3, less 1,080 of the panels.
    assert offer.electricity_added_kwh[1, 0] == pytest.approx(13_860 / 3 - 1_080)
    # 220 W/K x 20 = 4.4 kW is below the curve's first 5 kW: 8,000; fabric 450 + 600 + 1,500 + 5,000 + 100; 6,000.
    assert offer.capex_gbp[1, 0] == pytest.approx(8_000 + 7_650 + 6_000)
    assert offer.peak_added_kw[1, 0] == pytest.approx(2.4 * (1 - 280 * 20 * 0.8 / 8_000))
    years = (450 + 600 + 1_500) * 20 + 5_000 * 25 + 100 * 10 + 8_000 * 15 + 6_000 * 25
    assert offer.lifetime_years == pytest.approx(years / 21_650)


def test_panels_that_are_there_already_or_do_not_fit_are_not_paid_for():
    there = offer_of(works({"photovoltaics": "yes"}), "deep")
    assert there.capex_gbp[1, 0] == pytest.approx(8_000 + 7_650)
    # No loft under thatch either: 310 W/K x 20 K = 6.2 kW, 8,960 GBP.
    thatched = offer_of(works({"roof": "thatched"}), "deep")
    assert thatched.capex_gbp[1, 0] == pytest.approx(8_960 + 7_650 - 450)
    assert thatched.electricity_added_kwh[1, 0] > there.electricity_added_kwh[1, 0]


def test_a_wall_is_lined_on_one_side_the_cheaper():
    assert "internal_wall" in chosen("deep", SOLID)
    assert "external_wall" not in chosen("deep", SOLID)
    # 40 m2 of wall cost 6,000 GBP outside against 8,000 inside.
    small = replace(fabric(1), wall_m2=np.array([40.0]))
    assert "external_wall" in chosen("deep", SOLID, fabric_of=small)
    assert "internal_wall" not in chosen("deep", SOLID, fabric_of=small)


def test_parts_together_save_no_more_than_went_their_ways():
    # 38 % of 16,000 kWh in use went there, and no more than 16,000 can go at all.
    uses = works({}).uses
    summed = np.array([[5_000.0], [7_000.0], [20_000.0]])
    assert capped(summed, np.array([0.38]), uses)[:, 0].tolist() == pytest.approx([5_000, 6_080, 16_000])
    assert capped(summed / 10, np.array([0.38]), uses)[:, 0].tolist() == pytest.approx([500, 700, 2_000])


def test_a_home_without_room_for_a_pump_takes_no_package_with_one():
    flat = {"dwelling_type": "flat"}
    assert status("deep", flat) == status("heat_pump_ready", flat) == "unknown"
    assert status("deep", {"heating": "heat_pump"}) == "already_there"
    offer = offer_of(works(flat), "deep")
    assert not offer.capex_gbp.any()
    assert offer.lifetime_years > 0


def test_a_home_with_nothing_left_to_do_gets_the_pump_alone():
    assert chosen("deep", DONE | {"floor": "solid"}) == []
    assert chosen("epc_c", DONE | {"floor": "solid"}) == []
    assert offer_of(works(DONE | {"floor": "solid", "roof": "thatched"}), "deep").capex_gbp[1, 0] == 12_000


def test_prices_that_double_double_what_a_package_costs():
    dear = replace(
        COSTS,
        prices={key: tuple(2 * gbp for gbp in triple) for key, triple in COSTS.prices.items()},
        curves={name: (kw, 2 * gbp) for name, (kw, gbp) in COSTS.curves.items()},
    )
    for name in ("epc_c", "heat_pump_ready", "deep"):
        once, twice = offer_of(works({}), name), offer_of(works({}, costs=dear), name)
        assert twice.capex_gbp[:, 0].tolist() == pytest.approx((2 * once.capex_gbp[:, 0]).tolist())
        assert twice.heat_saved_kwh.tolist() == once.heat_saved_kwh.tolist()
