"""The layers beside demand headroom, as the page carries them: packed, complete, escaped, absent where not given."""

import json
import re

import pandas as pd
import pytest

from atlas_layers import YEARS, layered
from atlas_world import world
from lae.atlas import render_atlas
from lae.atlas.limits import CELL, NUMBERS, TEXTS
from lae.atlas.theme import LAYER_STATES
from lae.explain import caveat
from lae.pages import _scope


def _data(page: str) -> dict:
    return json.loads(re.search(r'<script id="lae-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture(scope="module")
def data() -> dict:
    return _data(render_atlas(layered()))


def _read(data, view, substation, scenario, year, column):
    cell = view["cells"][data["substations"]["substation_id"].index(substation)]
    held = cell[CELL.index(column)]
    scenarios = [data["scenarios"][place][0] for place in data["limits"]["scenarios"]]
    slot = scenarios.index(scenario) * len(data["limits"]["years"]) + data["limits"]["years"].index(year)
    value = held[slot] if isinstance(held, list) else held
    return data["texts"][value] if column in TEXTS and value is not None else value


def test_every_generation_limit_reaches_the_page(data):
    table = layered().generation_limits
    assert data["limits"]["years"] == list(YEARS)
    for view in data["limits"]["views"]:
        mine = table[table["plant"].eq(view["plant"]) & table["queue"].eq(view["queue"])]
        for row in mine.itertuples():
            for column in (*NUMBERS, *TEXTS):
                told = _read(data, view, row.substation_id, row.scenario, row.year, column)
                wanted = getattr(row, column)
                if pd.isna(wanted):
                    assert told is None
                elif column in TEXTS:
                    assert told == wanted
                else:
                    assert told == pytest.approx(wanted, abs=0.0051)
    assert data["limits"]["views"][0]["cells"][-1] is None, "the stub has no limits"


def test_a_value_that_never_changes_is_written_once(data):
    view = data["limits"]["views"][0]
    fault = view["cells"][3][CELL.index("fault_level_mva")]
    reverse = view["cells"][3][CELL.index("reverse_power_mva")]
    assert fault == 9
    assert len(reverse) == 2 * len(YEARS)


def test_each_layer_is_offered_only_where_it_has_figures(data):
    kinds = [view["kind"] for view in data["views"]]
    assert [kinds.count(kind) for kind in ("limits", "queue", "register", "works")] == [4, 2, 1, 1]
    bare = _data(render_atlas(world()))
    assert {view["kind"] for view in bare["views"]} == {"headroom", "works"}
    none = _data(render_atlas(world(works=world().works.iloc[:0])))
    assert {view["kind"] for view in none["views"]} == {"headroom"}
    keys = [view["key"] for view in data["views"]]
    assert len(keys) == len(set(keys))


def test_options_stand_in_one_row_a_shortfall(data):
    ((place, scenario, year, basis, queue, short, bound, days, works, transfer),) = data["options"]
    texts = data["texts"]
    assert data["substations"]["substation_id"][place] == "ssen:T-3"
    assert (data["scenarios"][scenario][0], year) == ("fast", 2040)
    assert (texts[basis], texts[queue], texts[bound]) == ("published", "contracted_excl_bess", "at_least")
    assert short == 2.5
    ((day, slot, flexibility, charging),) = days
    assert (texts[day], texts[slot]) == ("winter", "winter 18:00")
    assert flexibility[:3] == [2.4, 3.5, 5.25]
    assert charging[:4] == [1.1, 1.1, 2.2, 1.3]
    assert works == [[0, 0, None]]
    assert data["works"][0][4] == "Replace both transformers"
    assert transfer[0] is None
    assert texts[transfer[1]] == "transfer capacity unpublished"


def test_firm_security_and_register_are_led_by_their_substation(data):
    ids = data["substations"]["substation_id"]
    winter = {ids[row[0]]: row[1:] for row in data["firm"] if row[1] == "winter"}
    assert winter["ssen:T-2"][1:3] == [45, "published"]
    assert winter["ssen:T-1"][1:3] == [None, "unknown"]
    assert {ids[row[0]]: row[3] for row in data["security"]} == {"ssen:T-4": "B", "ssen:T-2": "D"}
    assert [row[1:5] for row in data["register"] if ids[row[0]] == "ssen:T-2"] == [
        ["connected", "solar", 3, 4.5],
        ["queued", "storage", 1, 20],
    ]


def test_verdicts_of_scenarios_are_not_drawn():
    model = layered()
    more = pd.concat([model.security, model.security.assign(scenario="fast", year=2040)])
    assert len(_data(render_atlas(layered(security=more)))["security"]) == 2


def test_hostile_texts_of_the_new_tables_stand_only_in_data():
    hostile = "</script><img src=x onerror=alert(1)>"
    model = layered()
    page = render_atlas(
        layered(
            generation_limits=model.generation_limits.assign(reason=hostile),
            options=model.options.assign(reason=hostile),
            firm=model.firm.assign(reason=hostile),
            security=model.security.assign(reason=hostile),
            connection_layers=model.connection_layers.assign(technology=[f"{hostile}{n}" for n in range(3)]),
            growth_scope=hostile,
        )
    )
    assert "<img" not in page
    assert _data(page)["growth_scope"] == hostile


def test_equal_models_with_every_layer_give_equal_bytes():
    assert render_atlas(layered()) == render_atlas(layered())


def test_no_state_of_a_layer_has_the_colour_of_room():
    """Blue says above zero on the headroom layers: nothing else may look like it."""
    assert "#2073BC" not in {colour for states in LAYER_STATES.values() for _, colour in states.values()}
    assert all("unknown" in states for states in LAYER_STATES.values())


def test_what_growth_leaves_out_is_said_once_for_page_and_text():
    few = ["air_source_heat_pump", "electric_vehicle"]
    assert _scope(few).startswith("Heat pumps and cars only")
    more = ["heat_pump", "electric_vehicle", "new_home"]
    assert _scope(more) == "Growth leaves out businesses, heavy vehicles, data centres and heat networks."
    assert _scope(more) in caveat(more)
