"""The atlas page as text: it asks for nothing, its policy lists its scripts, and texts from data stay data."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from atlas_world import GRID, YEARS, world
from lae.atlas import AtlasModel, render_atlas, write_atlas
from lae.atlas.figure import fetches, policy_of, scripts
from lae.atlas.series import unpack
from lae.atlas.theme import STATES
from lae.atlas.views import contradicted, views_of

HOSTILE = "</script><img src=x onerror=alert(1)>${x}`{{ 7*7 }}<!--\u2028=cmd"


class Tree(HTMLParser):
    """Elements with their attributes, the text in each, and the policy."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        self.texts.setdefault(self._open, []).append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page() -> str:
    return render_atlas(world())


@pytest.fixture(scope="module")
def tree(page) -> Tree:
    return Tree(page)


def _data(page: str) -> dict:
    return json.loads(re.search(r'<script id="lae-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def test_nothing_on_the_page_is_fetched(page):
    assert fetches(page) == []
    markup = re.sub(r"<script.*?</script>|/\*.*?\*/", "", page, flags=re.DOTALL)
    assert not re.search(r"https?://", markup)


@pytest.mark.parametrize(
    "intruder",
    [
        '<img src="https://x.invalid/a.png">',
        "<img src=//x.invalid/a.png>",
        '<link href="style.css" rel="stylesheet">',
        "<style>p{background:url(https://x.invalid/a)}</style>",
        "<style>@import 'x.css';</style>",
        '<p style="background:url(a.png)">',
        '<form action="https://x.invalid/">',
    ],
)
def test_the_search_for_addresses_finds_each_kind(page, intruder):
    assert len(fetches(page.replace("</main>", f"{intruder}</main>"))) == 1


def test_text_that_only_looks_like_an_address_is_no_fetch():
    assert fetches("<p>src=http://x.invalid href='y' url(z)</p><style>p{fill:url(#hatch)}</style>") == []


def test_language_title_one_heading_and_landmarks(tree):
    assert tree.elements[0] == ("html", {"lang": "en-GB"})
    assert "".join(tree.texts["title"]).strip() == "Fourshire: electricity headroom atlas"
    assert len(tree.named("h1")) == len(tree.named("main")) == 1
    viewport = next(meta for meta in tree.named("meta") if meta.get("name") == "viewport")
    assert viewport["content"] == "width=device-width, initial-scale=1", "zooming stays allowed"


def test_every_control_has_a_label_and_ids_are_unique(tree):
    controls = [a["id"] for tag in ("input", "select") for a in tree.named(tag)]
    labels = {label["for"] for label in tree.named("label")}
    assert set(controls) <= labels
    ids = [attributes["id"] for _, attributes in tree.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))


def test_no_element_carries_a_handler(tree):
    assert [name for _, attributes in tree.elements for name in attributes if name.startswith("on")] == []


def test_the_policy_lists_the_hash_of_every_script_and_nothing_else(page, tree):
    policy = next(meta["content"] for meta in tree.named("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    expected = {
        "'sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() + "'" for body in scripts(page)
    }
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert set(directives["script-src"].split()) == expected
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert len(scripts(page)) > 10
    assert policy == policy_of(page)


def test_our_scripts_never_parse_markup(page):
    ours = [body for body in scripts(page) if '"use strict"' in body[:20]]
    assert len(ours) == 37
    for body in ours:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", body)


def test_each_script_of_ours_is_short(root):
    for path in (root / "lae" / "atlas" / "assets").glob("*.js"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path.name


def test_hostile_texts_stand_only_in_data_and_only_escaped():
    model = world(names={"ssen:T-4": HOSTILE}, title=HOSTILE, subtitle=HOSTILE, generated=HOSTILE)
    model = replace(
        model,
        districts=model.districts.assign(district_name=HOSTILE),
        works=model.works.assign(text=HOSTILE),
        sources=model.sources.assign(attribution=HOSTILE, title=HOSTILE),
        headline=model.headline.assign(**{HOSTILE: HOSTILE}),
        scenarios=(("fast", HOSTILE), ("slow", HOSTILE)),
    )
    hostile = render_atlas(model)
    assert "<img" not in hostile
    assert len(scripts(hostile)) == len(scripts(render_atlas(world())))
    assert _data(hostile)["substations"]["name"][3] == HOSTILE
    assert "\u2028" not in re.search(r'<script id="lae-data".*?</script>', hostile, re.DOTALL)[0]
    assert fetches(hostile) == []


def test_leaflet_comes_with_its_licence(page):
    assert "BSD 2-Clause License" in page
    assert "Copyright (c) 2010-2022, Vladimir Agafonkin" in page
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in page


def test_the_same_model_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_atlas(world(), tmp_path / name / "index.html")
    first, second = ((tmp_path / name / "index.html").read_bytes() for name in ("a", "b"))
    assert first == second
    assert hashlib.sha256(first).digest() != hashlib.sha256(render_atlas(world(title="Other")).encode()).digest()


def test_attribution_and_headline_need_no_script(page):
    without = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "Invented for a test; describes no real place." in without
    assert "At or below zero as published today" in without
    assert '<th scope="row">Fast lane</th><td>4</td><td>4</td><td>2</td><td>3</td>' in without


def test_every_headroom_figure_reaches_the_page_at_two_decimals(page):
    data, model = _data(page), world()
    headroom = [view for view in data["views"] if view["kind"] == "headroom"]
    assert len(headroom) == len(views_of(model.headroom))
    for view in headroom:
        rows = next(v for v in views_of(model.headroom) if v.key == view["key"]).rows(model.headroom)
        wide = rows.set_index(["scenario", "substation_id", "year"])["headroom_mva"].unstack()
        for (scenario, substation), expected in wide.iterrows():
            place = [s for s, _ in model.scenarios].index(scenario)
            cell = view["cells"][place][data["substations"]["substation_id"].index(substation)]
            packed = unpack(data["series"], cell[data["cell"].index("headroom_mva")], len(YEARS))
            values = np.array([np.nan if value is None else value / 100 for value in packed])
            np.testing.assert_allclose(values, expected.to_numpy(), atol=0.00501)


def test_growth_lines_carry_the_base_shift_though_no_technology_list_names_it(page):
    data, model = _data(page), world()
    assert "base_shift" not in model.technologies
    names = [name for name, _ in data["technologies"]]
    cell = data["views"][0]["cells"][0][3]
    assert [names[line[0]] for line in cell[-1]] == [*model.technologies, "base_shift"]


def test_operators_figures_of_different_queues_share_one_view():
    headroom = world().headroom
    half = headroom["substation_id"].isin(["ssen:T-2", "ssen:T-4"]) & headroom["basis"].eq("published")
    mixed = headroom.assign(queue=headroom["queue"].mask(half, "connected"))
    keys = [view.key for view in views_of(mixed)]
    assert keys.count("demand.published") == 1
    assert {"demand.modelled.connected", "demand.modelled.contracted_excl_bess"} <= set(keys)


def test_modelled_and_published_disagree_both_ways():
    model = world()
    modelled = model.shortfalls[model.shortfalls["basis"].eq("modelled")]
    assert set(modelled.loc[contradicted(modelled, model.substations), "substation_id"]) == {
        f"ssen:{code}" for code, *_, value, _ in GRID if value == 0
    }
    short = modelled.assign(**{"class": "at_or_below_zero_today"})
    assert set(short.loc[contradicted(short, model.substations), "substation_id"]) == {
        f"ssen:{code}" for code, _, tier, *_, value, _ in GRID if value and tier != "gsp"
    }
    published = model.shortfalls[model.shortfalls["basis"].eq("published")]
    assert not contradicted(published, model.substations).any()


def test_a_scenario_without_a_label_is_refused():
    with pytest.raises(ValueError, match="figures but no label: slow"):
        render_atlas(world(scenarios=(("fast", "Fast lane"),)))


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"coverage": pd.DataFrame({"area": ["x"]})}, "coverage table lacks dno, dwellings, status, note"),
        ({"allocation": pd.DataFrame({"substation_id": ["x"]})}, "allocation table lacks dwellings"),
        ({"headline": pd.DataFrame({"class": ["x"]})}, "headline table lacks scenario"),
    ],
)
def test_a_table_without_its_columns_is_refused_by_name(field, message):
    with pytest.raises(ValueError, match=message):
        world(**field)


def test_figures_of_a_substation_nobody_describes_are_refused():
    model = world()
    with pytest.raises(ValueError, match="ssen:T-9"):
        replace(model, substations=model.substations[model.substations["substation_id"].ne("ssen:T-9")])


def test_optional_tables_may_be_absent():
    bare = render_atlas(world(postcodes=None, allocation=None))
    assert _data(bare)["postcodes"] is None
    assert _data(bare)["allocation"] is None


def test_the_callers_tables_are_left_as_they_were():
    model, other = world(), world()
    render_atlas(model)
    for name in ("headroom", "because", "shortfalls", "substations", "feeds", "postcodes", "lsoas", "districts"):
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(model, name)), pd.DataFrame(getattr(other, name)))


def test_a_county_of_oxfordshires_size_stays_small():
    page = render_atlas(_county())
    assert len(page.encode()) < 2_500_000


def _county() -> AtlasModel:
    """The toy county ten times over: 130 substations, 4 scenarios, 38,821 postcodes, no two series alike."""
    model, copies = world(), 10
    rng = np.random.default_rng(5)

    def grown(frame: pd.DataFrame) -> pd.DataFrame:
        parts = []
        for copy in range(copies):
            for more in ("", "_2"):
                part = frame.assign(
                    substation_id=frame["substation_id"] + f"-{copy}", scenario=frame["scenario"] + more
                )
                for name in frame.columns[frame.columns.str.endswith("_mva")]:
                    part[name] = part[name] + rng.uniform(0, 9, len(part)).round(2)
                parts.append(part)
        return pd.concat(parts, ignore_index=True)

    substations = pd.concat(
        [model.substations.assign(substation_id=model.substations["substation_id"] + f"-{n}") for n in range(copies)],
        ignore_index=True,
    )
    count = 38_821
    postcodes = pd.DataFrame(
        {
            "postcode": [
                f"ZZ{n // 4000} {n // 400 % 10}{chr(65 + n // 20 % 20)}{chr(65 + n % 20)}" for n in range(count)
            ],
            "easting_m": 430_000 + (np.arange(count) // 400 * 411 + rng.integers(0, 900, count)) % 39_000,
            "northing_m": 190_000 + (np.arange(count) // 400 * 677 + rng.integers(0, 900, count)) % 39_000,
        }
    )
    return replace(
        model,
        substations=substations,
        headroom=grown(model.headroom),
        because=grown(model.because[model.because["basis"].eq("published")]),
        shortfalls=grown(model.shortfalls),
        scenarios=(*model.scenarios, ("fast_2", "Fast again"), ("slow_2", "Slow again")),
        postcodes=postcodes,
    )


def test_sensitivity_is_led_by_its_substation_and_scenario():
    rows = pd.DataFrame(
        {
            "substation_id": ["ssen:T-1", "ssen:T-1"],
            "scenario": ["fast", "not drawn"],
            "variant": ["profiles later", "profiles later"],
            "class": ["crosses", "crosses"],
            "first_year": [2031.0, 2031.0],
            "latest_year": [2035.0, 2035.0],
            "added_mva": [4.5, 4.5],
        }
    )
    drawn = _data(render_atlas(world(sensitivity=rows)))
    (row,) = drawn["sensitivity"]
    assert drawn["substations"]["substation_id"][row[0]] == "ssen:T-1"
    assert drawn["scenarios"][row[1]][0] == "fast"
    assert drawn["variants"] == ["profiles later"]
    assert row[2:] == [0, STATES.index("crosses"), 2031, 2035, 4.5]
    assert _data(render_atlas(world()))["sensitivity"] == []
