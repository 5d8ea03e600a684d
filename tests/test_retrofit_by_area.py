"""Measures and packages by area: LSOAs sum to districts, money to tonnes, and small counts of known homes are blank."""

import numpy as np
import pandas as pd
import pytest

from lae.buildings.costs_contract import RetrofitCosts
from lae.buildings.energy.fabric import FabricSettings, fabric_of
from lae.buildings.energy.home_year import EnergySettings, home_energy
from lae.buildings.fabric_contract import UValues
from lae.buildings.retrofit.by_area import COUNTS, SUMS, retrofit_table
from lae.buildings.retrofit.costs import Costs, CostSettings
from lae.buildings.retrofit.improved import improved
from lae.buildings.retrofit.offers import each_offer, findings, offer_of, works_of
from lae.buildings.retrofit.settings import RetrofitSettings
from lae.buildings.retrofit.surroundings import Surroundings
from lae.buildings.retrofit_contract import MEASURES, PACKAGES, SUITABLE, Retrofit
from lae.buildings.stock.homes import modelled_stock
from lae.buildings.stock_contract import Shares
from lae.files import read_table
from lae.prices import Deflators
from lae.tables import check
from retrofit_world import register, works
from stock_world import lsoas, margins, postcodes

FIRST, SECOND, THIRD = "E01900001", "E01900002", "E01900003"


def row(table: pd.DataFrame, area: str, measure: str) -> pd.Series:
    return table[table["area_code"].eq(area) & table["measure"].eq(measure)].iloc[0]


def table_of(done, **options) -> pd.DataFrame:
    return retrofit_table(each_offer(done), done.dwellings, price_year=2024, **({"smallest": 10} | options))


@pytest.fixture(scope="module")
def toy():
    """Three homes in one LSOA, one in another of the same district, one in another district."""
    return works(
        {"lsoa_code": FIRST},
        {"lsoa_code": FIRST, "wall_insulation": "filled"},
        {"lsoa_code": FIRST, "dwelling_type": "flat"},
        {"lsoa_code": SECOND},
        {"lsoa_code": THIRD, "district_code": "E07900002", "wall_insulation": ""},
    )


@pytest.fixture(scope="module")
def shipped(root):
    """A toy stock with the shipped figures, layers missing."""
    folder = root / "data" / "buildings"
    read = {
        name: read_table(folder / f"{name}.csv", contract, table=name)[0]
        for name, contract in (
            ("costs", RetrofitCosts),
            ("deflators", Deflators),
            ("u_values", UValues),
            ("shares", Shares),
        )
    }
    rows = register(root)
    stock = modelled_stock(margins(), read["shares"], lsoas(), postcodes(), off_gas_half_density=2.0).dwellings
    shape, settings = FabricSettings.of(rows), RetrofitSettings.of(rows)
    built = fabric_of(stock, read["u_values"], shape)
    priced = Costs.of(read["costs"], read["deflators"], CostSettings.of(rows), price_year=2024)
    better = improved(stock, read["u_values"], shape, settings.fabric)
    used = home_energy(stock, built, EnergySettings.of(rows))
    return works_of(stock, built, better, used, Surroundings(), priced, settings)


def test_an_area_s_row_counts_its_homes_and_adds_up_its_money(toy):
    found = row(table_of(toy), FIRST, "cavity_wall")
    # Two open, of which the flat needs a consent; one filled. 500, 600 and 900 GBP; 2,000 kWh of gas; 0.4 t each.
    assert found[COUNTS].tolist() == [2, 1, 0, 1]
    assert found[["capex_low_gbp", "capex_gbp", "capex_high_gbp"]].tolist() == [1_000, 1_200, 1_800]
    assert found[["heat_saved_low_kwh", "heat_saved_kwh", "heat_saved_high_kwh"]].tolist() == pytest.approx(
        [180, 3_600, 8_000]
    )
    assert (found["fuel_saved_kwh"], found["carbon_saved_tco2e"]) == (pytest.approx(4_000), pytest.approx(0.8))
    # 1,200 GBP for 0.8 t a year over 20 years.
    assert found["gbp_per_tco2e"] == pytest.approx(1_200 / 16)
    assert (found["kind"], found["price_year"], found["provenance"]) == ("measure", 2024, "modelled")
    assert "saving_need_cavity" in found["assumption_ids"].split()


def test_what_the_stock_does_not_say_is_counted_apart(toy):
    found = row(table_of(toy), THIRD, "cavity_wall")
    assert found[COUNTS].tolist() == [0, 0, 1, 0]
    assert found[SUMS].eq(0).all()
    assert np.isnan(found["gbp_per_tco2e"])


def test_every_area_has_every_measure_and_package_once(toy):
    table = table_of(toy)
    assert check(table, Retrofit, "retrofit") == []
    assert len(table) == (2 + 3) * 16
    assert table["measure"].drop_duplicates().tolist() == [*MEASURES, *PACKAGES]


@pytest.mark.parametrize("which", ["toy", "shipped"])
def test_lsoas_sum_to_their_district(which, request):
    done = request.getfixturevalue(which)
    table = table_of(done)
    district = (
        done.dwellings.astype({"lsoa_code": "str"}).set_index("lsoa_code")["district_code"].astype("str").to_dict()
    )
    small = table[table["area_level"].eq("lsoa")]
    summed = small.groupby([small["area_code"].map(district), small["measure"]])[[*COUNTS, *SUMS]].sum()
    large = table[table["area_level"].eq("lad")].set_index(["area_code", "measure"])[[*COUNTS, *SUMS]]
    pd.testing.assert_frame_equal(summed.sort_index(), large.sort_index(), check_names=False, rtol=1e-12)


def test_offers_add_up_to_the_table(shipped):
    table = table_of(shipped)
    for name in (*MEASURES, *PACKAGES):
        offer = offer_of(shipped, name)
        mine = table[table["area_level"].eq("lad") & table["measure"].eq(name)]
        assert mine["homes"].sum() == offer.open.sum()
        assert mine["capex_gbp"].sum() == pytest.approx(offer.capex_gbp[1].sum())
        assert mine["peak_added_kw"].sum() == pytest.approx(offer.peak_added_kw[1].sum())
        unsure = mine["unknown_homes"].sum()
        assert unsure == (offer.status == SUITABLE.index("unknown")).sum()


def test_the_shipped_figures_save_no_more_than_homes_use(shipped):
    for offer in each_offer(shipped):
        assert (offer.heat_saved_kwh <= shipped.uses.space_kwh + 1e-6).all()
        assert (offer.fuel_saved_kwh <= shipped.uses.heating_kwh + 1e-6).all()
        assert (np.diff(offer.heat_saved_kwh, axis=0) >= -1e-9).all()
    rules = {one.rule for one in findings(shipped, Surroundings())}
    assert {"missing_layer", "photovoltaics_unstated"} <= rules


def known(counts: dict[str, int], district: dict[str, str], *, provenance: str = "epc"):
    """So many homes an LSOA, each with an empty cavity."""
    return works(
        *(
            {"lsoa_code": code, "district_code": district[code], "provenance": provenance}
            for code, number in counts.items()
            for _ in range(number)
        )
    )


def test_small_counts_of_certified_homes_are_blank_and_no_sum_gives_them_back():
    one = dict.fromkeys((FIRST, SECOND, THIRD), "E07900001")
    table = table_of(known({FIRST: 3, SECOND: 12, THIRD: 20}, one))
    # 3 homes are too few; the next smallest LSOA goes blank too, or the district would tell.
    assert np.isnan(row(table, FIRST, "cavity_wall")["homes"])
    assert np.isnan(row(table, SECOND, "cavity_wall")["homes"])
    assert row(table, FIRST, "cavity_wall")[[*SUMS, "gbp_per_tco2e"]].isna().all()
    assert row(table, THIRD, "cavity_wall")["homes"] == 20
    assert row(table, "E07900001", "cavity_wall")["homes"] == 35
    assert row(table, FIRST, "cavity_wall")["consent_homes"] == 0


def test_counts_of_modelled_homes_are_nobody_s_and_stay():
    one = dict.fromkeys((FIRST, SECOND), "E07900001")
    table = table_of(known({FIRST: 3, SECOND: 12}, one, provenance="modelled"))
    assert row(table, FIRST, "cavity_wall")["homes"] == 3
    assert not table["homes"].isna().any()


def test_homes_in_another_order_make_the_same_table(toy):
    dwellings = toy.dwellings
    turned = works(
        {"lsoa_code": FIRST, "dwelling_type": "flat"},
        {"lsoa_code": THIRD, "district_code": "E07900002", "wall_insulation": ""},
        {"lsoa_code": SECOND},
        {"lsoa_code": FIRST, "wall_insulation": "filled"},
        {"lsoa_code": FIRST},
    )
    assert len(turned.dwellings) == len(dwellings)
    pd.testing.assert_frame_equal(table_of(turned), table_of(toy))
