"""Land, carbon, findings and places of the page as data: what is drawn, what never as room, what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_views import ABSENT, OPTION, UNSEEN, budgets, findings, picture, screened, viewed
from atlas_world import world
from lae.atlas.carbon import FIGURES, packed_carbon
from lae.atlas.findings import packed_findings, packed_places, packed_served
from lae.atlas.land import NOTHING, open_hectares, packed_land
from lae.atlas.picture import grid_polynomials, packed_cells, packed_legend, terms, unpacked_cells
from lae.atlas.still import classes, still_picture
from lae.geo import degrees_from_bng
from lae.pages import atlas_model
from lae.study import Study

PICTURE = picture()
POLYNOMIALS = grid_polynomials(PICTURE)


def _values(land, key):
    figure = next(figure for figure in land["figures"] if figure["key"] == key)
    return dict(zip(viewed().lsoas["lsoa_code"], figure["values"], strict=True))


def test_open_hectares_are_those_of_the_tier_and_no_other():
    values = _values(packed_land(viewed()), f"open_{OPTION}_ha")
    assert values["E01000003"] == 30, "10 n of square 3; its 3 ha of caution and 5 excluded are not open"


def test_land_nobody_looked_at_is_blank_and_never_nought():
    values = _values(packed_land(viewed()), f"open_{OPTION}_ha")
    assert values[UNSEEN] is None
    assert values[ABSENT] is None
    orchard = _values(packed_land(viewed()), "open_orchard_ha")
    assert orchard["E01000002"] == 0, "all of it was looked at and excluded: nought is known"


@given(open_ha=st.floats(0, 1e4), unseen_ha=st.floats(0, 1e4))
@settings(max_examples=40)
def test_open_land_is_blank_only_where_none_is_open_and_some_is_unseen(open_ha, unseen_ha):
    told = open_hectares(pd.DataFrame({"open": [open_ha], "not_screened": [unseen_ha]})).iloc[0]
    if open_ha == 0 and unseen_ha > 0:
        assert np.isnan(told)
    else:
        assert told == open_ha


def test_without_screened_land_every_neighbourhood_reads_not_screened_and_the_missing_layers_are_listed():
    land = packed_land(viewed(screened_land=screened().iloc[:0], land_picture=None))
    (figure,) = land["figures"]
    assert figure["key"] == NOTHING.column
    assert figure["unknown"] == "not screened"
    assert set(figure["values"]) == {None}
    assert ["Deep peat", "missing", "no file of it was supplied.", "lae fetch --layer peat"] in land["layers"]


def test_carbon_of_land_is_low_central_high_of_the_last_year():
    land = packed_land(viewed())
    assert land["year"] == 2050
    assert land["carbon"][0][2] == [3, 6, 9], "n, 2 n and 3 n of square 3"
    assert land["carbon"][1] == [None] * 16, "nothing was worked out for orchards"


def test_a_district_is_shaded_by_its_last_target_and_one_without_is_blank():
    carbon = packed_carbon(viewed())
    left = carbon["figures"][0]
    assert left["values"] == [1000, 3000, 5000, None], "kt of 2045, 2050, 2050 and none"
    assert len(carbon["rows"]) == len(budgets()), "every target stands in the table"
    assert carbon["values"][1][0] == -200, "the first target of Aldermoor is overspent by 200 kt"


def test_cuts_are_shares_in_percent_and_years_are_not_parted():
    carbon = packed_carbon(viewed())
    figures = {figure["key"]: figure for figure in carbon["figures"]}
    assert figures["catch_up_cut_ratio"]["values"][:3] == [9, -1, 3]
    assert figures["overspend_year"]["grouped"] is False
    assert figures["overspend_year"]["values"][2] == 2047
    assert {figure.basis for figure in FIGURES} == {"published", "modelled"}


def test_a_burn_down_is_blank_after_the_last_year_counted():
    burn = next(burn for burn in packed_carbon(viewed())["burn"] if burn)
    first, counted, line, *_ = burn
    assert first == 2018
    assert counted[:6] == [1000, 990, 980, 970, 960, 950]
    assert set(counted[6:]) == {None}
    assert line[16] == 500, "half-way from 2018 to 2050"


def test_cells_come_back_as_they_went():
    told = picture()
    rows, columns = told.codes.shape
    assert (unpacked_cells(packed_cells(told), rows, columns) == told.codes).all()
    assert packed_cells(told) == packed_cells(picture())


@given(east=st.floats(0.01, 0.99), south=st.floats(0.01, 0.99))
@settings(max_examples=60)
def test_a_point_of_the_map_finds_its_cell_within_a_tenth_of_a_cell(east, south):
    told, (centre, column, row) = PICTURE, POLYNOMIALS
    rows, columns = told.codes.shape
    lon, lat = degrees_from_bng([told.west_m + east * columns * 50], [told.north_m - south * rows * 50])
    basis = terms(lon - centre[0], lat - centre[1])
    assert basis @ np.array(column) == pytest.approx(east * columns, abs=0.1)
    assert basis @ np.array(row) == pytest.approx(south * rows, abs=0.1)


def test_a_code_without_a_legend_is_refused():
    short = picture(legend=picture().legend.iloc[:2])
    with pytest.raises(ValueError, match="codes without a legend: 3"):
        packed_legend(short)
    with pytest.raises(ValueError, match="lacks words"):
        packed_legend(picture(legend=picture().legend.drop(columns="words")))


def test_findings_of_an_unknown_view_are_refused():
    wrong = viewed(findings=findings().assign(subject="weather"))
    with pytest.raises(ValueError, match="weather"):
        packed_findings(wrong)


def test_a_place_without_a_point_is_left_out_and_who_serves_is_a_place_in_the_substations():
    model = viewed()
    assert [row[:2] for row in packed_places(model)] == [["Quay Ward", "ward"]]
    served = packed_served(model)
    ids = list(model.substations["substation_id"])
    assert [ids[served[0]], ids[served[14]], served[15]] == ["ssen:T-4", "ssen:T-8", -1]


def test_a_model_without_the_new_tables_has_no_such_views():
    plain = world()
    assert packed_land(plain) is None
    assert packed_carbon(plain) is None
    assert packed_findings(plain) == packed_places(plain) == packed_served(plain) == []


def test_the_same_land_gives_the_same_legend_in_any_order_of_its_rows():
    told = picture()
    turned = replace(told, legend=told.legend.iloc[::-1])
    assert packed_legend(told) == packed_legend(turned)


def test_toytowns_findings_name_a_view_each_and_nothing_unknown_reads_as_good_news(root):
    told = atlas_model(Study(root / "examples" / "toytown").run()).findings
    assert list(told["subject"]) == ["demand", "generation", "retrofit", "charging", "land", "carbon"]
    assert (told["text"].str.len() > 20).all()
    demand = told.loc[told["subject"].eq("demand"), "text"].iloc[0]
    assert "unknown, not healthy" in demand


def test_the_still_picture_says_unknown_where_nothing_is_known_and_holds_only_what_lies_in_it():
    told = classes(world()).set_index("substation_id")["state"]
    assert told["ssen:T-7"] == "zero"
    assert told["ssen:T-12"] == "unknown"
    assert "nged:far-end" not in told.index, "it has no place"


def test_hostile_titles_stay_text_in_the_still_picture():
    drawn = still_picture(world(title="</svg><script>alert(1)</script>"))
    assert "<script" not in drawn
