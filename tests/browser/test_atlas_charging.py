"""Charge points in a real browser: need, planned sites, recorded chargers, their words, keys, widths, hostile names."""

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from atlas_charging import BLANK, CHARGING_CAVEAT, CLOSED, charged, chargers, crowd, need, sites
from atlas_homes import CAVEAT
from atlas_world import world
from lae.atlas import render_atlas
from lae.atlas.charging import NEED

EVERYTHING = "#scenario=fast&year=2040&shade=points&sites=yes&chargers=yes"
SITES = ".leaflet-sites-pane .spot"
CHARGERS = ".leaflet-chargers-pane .spot"
LABELS = (
    "(pane) => [...document.querySelectorAll(`.leaflet-${pane}-pane .spot`)].map((b) => b.getAttribute('aria-label'))"
)
KEYS = [figure.column for figure in NEED]


@pytest.fixture(scope="module")
def html() -> str:
    return render_atlas(charged())


@pytest.fixture(scope="module")
def big() -> str:
    return render_atlas(charged(**crowd(300)))


def _labels(opened, pane):
    return opened.page.evaluate(LABELS, pane)


def _site(opened, name):
    """Opens a site's pop-up without a press that a pan could have moved."""
    opened.page.evaluate(
        """(name) => {
            const site = LAE.sites[LAE.state.scenario].find((candidate) => LAE.siteName(candidate) === name);
            LAE.showSite(site, {keys: false});
        }""",
        name,
    )
    return opened.text(".land-popup")


def _charger(opened, code):
    opened.page.evaluate(
        "(code) => LAE.showCharger(LAE.chargers.find((row) => row.location_id === code), {keys: false})", code
    )
    return opened.text(".land-popup")


def _table(opened, name, rows):
    """Opens a folded table and waits until its rows are made."""
    opened.page.locator(f"#{name}-summary").click()
    opened.page.locator(f"#{name}-table tbody tr").nth(rows - 1).wait_for()
    found = opened.page.locator(f"#{name}-table tbody tr")
    assert found.count() == rows
    return found


def test_charge_points_are_off_until_asked_for(opened, html):
    first = opened(html)
    assert first.page.locator("#charging-controls").is_visible()
    assert first.page.locator("#sites-on").is_hidden(), "the controls are folded"
    assert first.page.locator("#charging-legend").is_hidden()
    assert first.page.locator(".spot").count() == 0
    for name in ("sites", "chargers", "shade"):
        assert f"{name}=" not in first.page.url


def test_a_page_without_charge_points_has_no_controls_for_them(opened):
    first = opened(render_atlas(world()), hash=EVERYTHING)
    for name in ("#charging-controls", "#charging", "#charging-legend"):
        assert first.page.locator(name).is_hidden()
    assert first.page.locator(".spot").count() == 0
    assert first.complaints == []


def test_only_sites_of_the_scenario_up_to_the_year_are_drawn(opened, html):
    first = opened(html, hash="#scenario=fast&year=2025&sites=yes")
    seen = {}
    for year in (2025, 2026, 2028, 2034, 2035):
        first.page.evaluate("(year) => LAE.change({year})", year)
        seen[year] = len(_labels(first, "sites"))
    # First years 2026, 2028, 2030 and 2035.
    assert seen == {2025: 0, 2026: 1, 2028: 2, 2034: 3, 2035: 4}
    assert "Planned sites of Fast lane by 2035 (4 of 4)" in first.text("#charging-legend")
    first.page.locator("#scenario").select_option(label="Slow lane")
    (label,) = _labels(first, "sites")
    assert label == "Planned site Mill Lane car park, from 2031, 84 kW. Needs reinforcement"
    assert "Planned sites of Slow lane by 2035 (1 of 1)" in first.text("#charging-legend")


def test_a_scenario_without_a_plan_says_so_and_which_have_one(opened):
    first = opened(render_atlas(charged(charging_sites=sites().iloc[:4])), hash="#scenario=slow&sites=yes")
    words = "No sites are planned in Slow lane; there are plans for Fast lane"
    assert words in first.text("#charging-legend")
    first.page.locator("#sites-summary").click()
    first.page.locator("#sites-table caption", has_text=words).wait_for()


def test_scenario_and_year_can_be_chosen_for_sites_where_the_figures_have_none(opened, html):
    first = opened(html, hash="#view=queue.register")
    assert first.page.locator("#scenario").is_hidden()
    first.page.evaluate("LAE.changeCharging({sites: true})")
    assert first.page.locator("#scenario").is_visible()
    assert first.page.locator("#year").is_visible()
    first.page.locator("#scenario").select_option(label="Slow lane")
    first.page.evaluate("LAE.change({year: 2040})")
    assert len(_labels(first, "sites")) == 1


def test_connections_differ_by_shape_and_size_follows_kilowatts(opened, html):
    first = opened(html, hash=EVERYTHING)
    drawn = first.page.evaluate(
        """[...document.querySelectorAll(".leaflet-sites-pane .spot")].map((spot) => {
            const [, inner] = spot.querySelectorAll("path");
            const width = Number(spot.querySelector("svg").getAttribute("width"));
            return [inner.getAttribute("d"), inner.getAttribute("fill"), width];
        })"""
    )
    assert len({shape for shape, *_ in drawn}) == 4
    # The strongest first: 150, 84, 42 and 21 kW.
    widths = [width for *_, width in drawn]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4
    assert "#fff" in {fill for _, fill, _ in drawn}, "ask the operator is hollow"


def test_no_site_looks_like_a_substation_in_any_layer(opened, html):
    """Outlines, as large as one another: the area two share is well below the area they cover together."""
    first = opened(html)
    alike = first.page.evaluate(
        """(() => {
            const { colours, layer_states: layers } = LAE.data.words;
            const states = [...Object.keys(colours), ...Object.values(layers).flatMap(Object.keys)];
            const N = 40;
            const mask = (picture) => {
                document.body.append(picture);
                const shape = picture.querySelector("rect, circle, path");
                const { x, y, width, height } = shape.getBBox();
                const side = Math.max(width, height);
                const [left, top] = [x - (side - width) / 2, y - (side - height) / 2];
                const found = [];
                for (let i = 0; i < N * N; i++) {
                    const [right, down] = [((i % N) + 0.5) / N, (Math.floor(i / N) + 0.5) / N];
                    found.push(shape.isPointInFill(new DOMPoint(left + right * side, top + down * side)));
                }
                picture.remove();
                return found;
            };
            const share = (a, b) => a.filter((own, i) => own && b[i]).length / a.filter((own, i) => own || b[i]).length;
            const theirs = states.map((state) => mask(LAE.symbol(state, "bsp")));
            return Object.keys(LAE.connections).map((name) => {
                const own = mask(LAE.siteSymbol(name));
                return [name, Math.max(...theirs.map((other) => share(own, other)))];
            });
        })()"""
    )
    assert len(alike) == 5
    assert all(0.1 < share < 0.8 for _, share in alike), alike


def test_a_site_tells_every_figure_and_what_it_rests_on(opened, html):
    first = opened(html, hash=EVERYTHING)
    popup = _site(first, "Mill Lane car park")
    for words in (
        "car park",
        "Square 13",
        "Castlewick",
        "osm:1",
        "Fits now",
        "6.40 MVA left at Aldermoor Lane Primary",
        "Served by Aldermoor Lane Primary",
        "2026 modelled",
        "12 modelled",
        "84 kW modelled",
        "42 kW modelled",
        "1,030 modelled",
        "383 modelled",
        "£104,000 (£84,000 to £168,000) modelled",
        "From: modelled; car parks of OpenStreetMap",
        "low voltage is not assessed",
        CHARGING_CAVEAT,
    ):
        assert words in popup, words
    popup = _site(first, "Unnamed spot cluster-E01000009-1")
    for words in ("Ask the operator", "no figure is published", "Substation not known", "not known modelled"):
        assert words in popup, words
    assert "£" not in popup


def test_the_substation_that_serves_a_site_is_a_press_away(opened, html):
    first = opened(html, hash=EVERYTHING)
    _site(first, "Quay Street")
    first.page.locator(".land-popup").get_by_role("button", name="Aldermoor Lane Primary").press("Enter")
    assert first.text("#panel h2") == "Aldermoor Lane Primary"
    assert first.page.locator(".land-popup").count() == 0


def test_what_a_closed_register_says_is_hollow_and_labelled(opened, html):
    first = opened(html, hash="#chargers=yes")
    popup = _charger(first, "ncr:3")
    for words in ("Old Yard", CLOSED, "whether it still stands is not known", "working when recorded"):
        assert words in popup, words
    assert "as recorded" in popup
    popup = _charger(first, "ocpi:1")
    for words in ("recorded 2026-03", "Operator\nnot stated", "22 kW", "fast", "working", "2 as recorded"):
        assert words in popup, words
    assert "closed" not in popup
    fills = first.page.evaluate(
        """["recorded", "historical", "planned", "out"]
            .map((look) => LAE.chargerSymbol(look).querySelectorAll("path")[1].getAttribute("fill"))"""
    )
    assert fills == ["#12436d", "#fff", "#fff", "#fff"]
    legend = first.text("#charging-legend")
    for words in ("Recorded (2)", "Recorded 2022, register closed (3)", "planned, not open (1)", "out of service (1)"):
        assert words in legend, words


def test_locations_that_would_cover_one_another_share_a_mark_that_lists_them(opened, html):
    first = opened(html, hash="#chargers=yes")
    labels = _labels(first, "chargers")
    # Seven have a place: two at one spot, three at another, two alone.
    assert sorted(label.split()[0] for label in labels) == ["2", "3", "Charger", "Charger"]
    three = first.page.locator(CHARGERS, has_text="3")
    assert three.get_attribute("aria-label") == f"3 recorded locations: 2 {CLOSED}, 1 recorded 2026-03"
    assert three.locator(".many-some").count() == 1
    three.press("Enter")
    popup = first.page.locator(".land-popup")
    assert popup.locator("li").all_inner_texts() == [
        f"Old Yard\n{CLOSED}",
        f"Station\n{CLOSED}",
        "Station again\nrecorded 2026-03",
    ]
    popup.get_by_role("button", name="Station", exact=True).press("Enter")
    assert first.text(".land-popup h3") == "Station"
    assert "not stated" in first.text(".land-popup")


def test_a_mark_of_several_sites_shows_the_least_ready_of_them(opened):
    near = sites().iloc[:4].assign(easting_m=450_000.0, northing_m=210_000.0)
    first = opened(render_atlas(charged(charging_sites=near)), hash=EVERYTHING)
    (label,) = _labels(first, "sites")
    assert label.startswith("4 planned sites: 1 fits now, 1 fits after named works")
    shape = "document.querySelector('.leaflet-sites-pane .spot path:last-child').getAttribute('d')"
    assert first.page.evaluate(shape) == first.page.evaluate("LAE.connections.needs_reinforcement.shape")
    # The connection nobody knows of counts as no good news either.
    first.page.evaluate("LAE.change({year: 2031})")
    assert first.page.evaluate(shape) == first.page.evaluate("LAE.connections.ask_operator.shape")


@pytest.mark.parametrize("key", KEYS)
def test_need_shades_in_the_same_way_as_homes_and_only_one_of_them_shades(opened, html, key):
    first = opened(html, hash="#shade=score_ratio")
    first.page.locator("#charging-controls summary").click()
    first.page.locator("#need").select_option(key)
    assert first.page.locator("#shade").input_value() == ""
    assert first.page.locator("#homes-legend").is_hidden()
    legend = first.text("#charging-legend")
    for words in ("modelled, Fast lane, 2030", "Not known (2)", CHARGING_CAVEAT, "Darker is more, not better"):
        assert words in legend, words
    fills = first.page.evaluate(
        "[...document.querySelectorAll('.leaflet-shade-pane path')].map((path) => path.getAttribute('fill'))"
    )
    assert [place for place, fill in enumerate(fills) if fill == "url(#lae-not-known)"] == [14, 15]
    assert f"shade={key}" in first.page.url
    first.page.locator("#shade").select_option("score_ratio")
    assert first.page.locator("#need").input_value() == ""
    assert first.page.locator("#charging-legend").is_hidden()


def test_a_neighbourhood_tells_its_need_beside_its_homes(opened, html):
    first = opened(html, hash="#shade=points")
    first.page.evaluate("LAE.showArea(6, {keys: false, at: LAE.map.getCenter()})")
    popup = first.text(".land-popup")
    # Square 7: 175 uncovered of 233 without a drive of 700; 7 points, 3.5 to 14; score 7/20.
    for words in ("Charging need: Fast lane, 2030", "175", "233", "700", "7.0", "3.5", "14.0", "0.35", CAVEAT):
        assert words in popup, words
    assert popup.index("Charging need") < popup.index("Homes and retrofit")
    first.page.evaluate("(place) => LAE.showArea(place, {keys: false, at: LAE.map.getCenter()})", int(BLANK[-2:]) - 1)
    assert first.page.locator(".land-popup dd", has_text="not known").count() == len(KEYS) + 6


def test_a_press_on_a_mark_does_not_answer_for_the_land_below(opened, html):
    first = opened(html, hash=EVERYTHING)
    page = first.page
    at = page.evaluate("LAE.sites[0][0].at")
    page.evaluate("(at) => LAE.map.setView(at, 12, {animate: false})", at)
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert first.text(".land-popup h3") == "Mill Lane car park"
    assert page.locator(".land-popup").count() == 1


def test_a_drag_that_ends_on_a_mark_is_no_press(opened, html):
    first = opened(html, hash="#scenario=fast&year=2040&sites=yes")
    page = first.page
    at = page.evaluate("LAE.sites[0][0].at")
    page.evaluate("(at) => LAE.map.setView(at, 12, {animate: false})", at)
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=6)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.locator(".land-popup").count() == 0


def test_keys_alone_show_walk_open_and_come_back(opened, html):
    first = opened(html, hash="#scenario=fast&year=2040")
    page = first.page
    page.locator("#charging-controls summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "need"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("LAE.chargingShown") == {"sites": True, "chargers": True}
    for pane in (SITES, CHARGERS):
        assert page.locator(f"{pane}[tabindex='0']").count() == 1
    page.locator(f"{SITES}[tabindex='0']").focus()
    label = "document.activeElement.getAttribute('aria-label')"
    # The strongest is first; to the west of it lies Mill Lane, the nearest that way by the map's own measure.
    assert page.evaluate(label).startswith("Planned site Harrow leisure centre, from 2035, 150 kW.")
    page.keyboard.press("ArrowLeft")
    reached = page.evaluate(label)
    assert reached.startswith("Planned site")
    assert "Harrow" not in reached
    assert page.locator(f"{SITES}[tabindex='0']").get_attribute("aria-label") == reached
    assert page.locator(".tip").inner_text() == reached
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Escape")
    assert page.locator(".land-popup").count() == 0
    assert page.evaluate(label) == reached


def test_keys_reach_marks_that_are_out_of_sight(opened, html):
    first = opened(html, hash="#chargers=yes")
    page = first.page
    page.evaluate("LAE.map.setView(LAE.chargers.find((row) => row.location_id === 'ocpi:6').at, 13, {animate: false})")
    page.locator(f"{CHARGERS}[tabindex='0']").focus()
    assert "Coming soon" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label
    assert "Coming soon" not in label
    inside = """(() => { const own = document.activeElement.getBoundingClientRect();
        const map = LAE.map.getContainer().getBoundingClientRect();
        return own.left >= map.left && own.right <= map.right && own.top >= map.top && own.bottom <= map.bottom; })()"""
    assert page.evaluate(inside)


def test_what_is_shown_is_said_aloud_and_again_when_the_year_moves(opened, html):
    first = opened(html, hash="#scenario=fast&year=2026")
    first.page.locator("#charging-controls summary").click()
    first.page.locator("#sites-on").check()
    live = first.page.locator("#live", has_text="1 planned site of 4 in Fast lane by 2026: 1 fits now. No recorded")
    live.wait_for(state="attached")
    first.page.locator("#chargers-on").check()
    live = first.page.locator("#live", has_text=f"7 recorded locations: 4 recorded 2026-03, 3 {CLOSED}")
    live.wait_for(state="attached")
    first.page.locator("#year").fill("2030")
    live = first.page.locator("#live", has_text="3 planned sites of 4 in Fast lane by 2030: 1 fits now, 1 fits after")
    live.wait_for(state="attached")


def test_the_table_of_sites_has_every_year_of_the_scenario_and_leads_to_the_map(opened, html):
    first = opened(html, hash="#scenario=fast&year=2026")
    rows = _table(first, "sites", 4)
    assert rows.nth(0).locator("th").inner_text() == "Mill Lane car park"
    assert "£104,000 (£84,000 to £168,000)" in rows.nth(0).inner_text()
    assert "not known" in rows.nth(2).inner_text()
    rows.nth(3).get_by_role("button").press("Enter")
    assert first.text(".land-popup h3") == "Harrow leisure centre"
    assert first.page.evaluate("LAE.state.year") == 2035, "the year follows, or the mark would not be there"
    assert len(_labels(first, "sites")) >= 1
    first.page.locator("#scenario").select_option(label="Slow lane")
    first.page.locator("#sites-table caption", has_text="Slow lane").wait_for()
    assert first.page.locator("#sites-table tbody tr").count() == 1


def test_the_table_of_chargers_has_those_without_a_place_too(opened, html):
    first = opened(html)
    rows = _table(first, "chargers", 8)
    assert rows.nth(7).locator("th").inner_text() == "Nowhere (place not known)"
    assert rows.nth(7).get_by_role("button").count() == 0
    assert CLOSED in rows.nth(2).inner_text()
    assert "recorded 2026-03" in rows.nth(0).inner_text()
    rows.nth(2).get_by_role("button").press("Enter")
    assert first.text(".land-popup h3") == "Old Yard"
    assert first.page.evaluate("LAE.chargingShown.chargers")


def test_the_table_of_need_puts_what_is_not_known_last_and_leads_to_the_map(opened, html):
    first = opened(html)
    rows = _table(first, "need", 16)
    assert rows.nth(0).locator("th").inner_text() == "Square 14"
    assert {rows.nth(place).locator("th").inner_text() for place in (14, 15)} == {"Square 15", "Square 16"}
    assert rows.nth(15).locator("td", has_text="not known").count() == len(KEYS)
    rows.nth(0).get_by_role("button").press("Enter")
    assert first.text(".land-popup h3") == "Square 14"
    assert first.page.evaluate("LAE.homesShown.shade") == KEYS[0]


def test_a_link_brings_everything_back_and_a_broken_one_nothing(opened, html):
    first = opened(html, hash=EVERYTHING)
    assert first.page.locator("#need").input_value() == "points"
    assert first.page.locator("#sites-on").is_checked()
    assert first.page.locator("#chargers-on").is_checked()
    assert first.page.locator("#charging-controls").get_attribute("open") is not None
    for part in ("shade=points", "sites=yes", "chargers=yes"):
        assert part in first.page.url
    first = opened(html, hash="#sites=maybe&chargers=<img>&shade=points_x")
    assert first.page.locator(".spot").count() == 0
    assert first.page.locator("#need").input_value() == ""
    assert first.complaints == []


def test_headroom_symbols_and_their_tab_stop_are_as_before(opened, html):
    states = "LAE.marked().map((m) => m.button.dataset.state).join()"
    plain = opened(html, hash="#scenario=fast&year=2040").page.evaluate(states)
    first = opened(html, hash=EVERYTHING)
    assert first.page.evaluate(states) == plain
    assert first.page.locator(".mark[tabindex='0']").count() == 1


@pytest.mark.parametrize("zoom", [9, 11, 13, 15])
def test_marks_of_a_layer_keep_apart_and_none_is_lost(opened, big, zoom):
    first = opened(big, hash="#chargers=yes&sites=yes&year=2050")
    first.page.evaluate("(zoom) => LAE.map.setView(LAE.chargers[0].at, zoom, {animate: false})", zoom)
    for pane in ("sites", "chargers"):
        boxes = np.array(
            first.page.evaluate(
                """(pane) => [...document.querySelectorAll(`.leaflet-${pane}-pane .spot`)].map((spot) => {
                    const box = spot.getBoundingClientRect();
                    return [box.left, box.top];
                })""",
                pane,
            )
        )
        away = np.abs(boxes[:, None, :] - boxes[None, :, :]).max(axis=2) + 99 * np.eye(len(boxes))
        # A pixel for rounding to whole pixels.
        assert away.min() >= 25
    if zoom == 9:
        counts = [int(label.split()[0]) if label[0].isdigit() else 1 for label in _labels(first, "chargers")]
        assert sum(counts) == 1000


def test_far_marks_are_drawn_when_the_map_gets_there(opened, big):
    first = opened(big, hash="#chargers=yes")
    page = first.page
    page.evaluate("LAE.map.setView(LAE.chargers[0].at, 15, {animate: false})")
    near = page.locator(CHARGERS).count()
    assert 0 < near < 400
    far = page.evaluate(
        """(() => {
            const away = (row) => L.latLng(row.at).distanceTo(LAE.chargers[0].at);
            const far = LAE.chargers.reduce((most, row) => (away(row) > away(most) ? row : most));
            LAE.map.panTo(far.at, { animate: false });
            return far.name;
        })()"""
    )
    assert any(far in label or "locations" in label for label in _labels(first, "chargers"))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_narrow_screens_hold_the_layers_and_their_pop_ups(opened, html, width):
    first = opened(html, width=width, height=800, hash=f"{EVERYTHING}&zones=yes")
    page = first.page
    _site(first, "Mill Lane car park")
    page.wait_for_timeout(600)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    popup, area = page.locator(".land-popup").bounding_box(), page.locator(".map-frame").bounding_box()
    assert popup["x"] >= area["x"]
    assert popup["x"] + popup["width"] <= area["x"] + area["width"]
    assert popup["y"] >= area["y"]
    assert popup["y"] + popup["height"] <= area["y"] + area["height"]
    assert area["height"] > 400 if width == 1280 else area["height"] >= 380
    small = page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary, .spot, .leaflet-popup-close-button")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
            .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_hostile_names_and_notes_stay_text(opened):
    hostile = "<img src=x onerror=\"window.hit='site'\"></script><script>window.hit=1</script>"
    texts = dict.fromkeys(("name", "kind", "substation_id", "connection_note", "provenance"), hostile)
    recorded = dict.fromkeys(("name", "operator", "speed_gov_uk", "status", "vintage"), hostile)
    model = charged(
        charging_caveat=hostile,
        charging_sites=sites().assign(**texts),
        chargers=chargers().assign(**recorded),
        charging_need=need(),
        scenarios=(("fast", hostile), ("slow", hostile)),
    )
    first = opened(render_atlas(model), hash=EVERYTHING)
    page = first.page
    _table(first, "sites", 4)
    _table(first, "chargers", 8)
    _table(first, "need", 16)
    assert hostile in _site(first, hostile)
    assert hostile in _charger(first, "ncr:7")
    page.evaluate("LAE.showArea(0, {keys: false, at: LAE.map.getCenter()})")
    assert hostile in first.text(".land-popup")
    for pane in (SITES, CHARGERS):
        spot = page.locator(pane).first
        spot.focus()
        assert hostile in page.locator(".tip").first.inner_text()
        spot.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit === undefined")
    assert page.locator("img").count() == 0
    assert first.requests == []
    assert first.complaints == []


def test_nothing_is_fetched_and_nothing_complained_of(opened, big):
    first = opened(big, hash=EVERYTHING)
    page = first.page
    for key in KEYS:
        page.locator("#need").select_option(key)
    for zoom in (9, 12, 15):
        page.evaluate("(zoom) => LAE.map.setZoom(zoom, {animate: false})", zoom)
    _table(first, "chargers", 1000)
    page.locator("#chargers-table tbody button").nth(3).click()
    page.evaluate("LAE.changeCharging({sites: false, chargers: false})")
    assert page.locator(".spot").count() == 0
    page.wait_for_timeout(300)
    assert first.requests == []
    assert first.complaints == []


def test_on_paper_legend_and_marks_stand_and_the_controls_do_not(opened, html):
    first = opened(html, hash=EVERYTHING)
    _site(first, "Mill Lane car park")
    first.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    first.page.emulate_media(media="print")
    assert first.page.locator("#charging-legend").is_visible()
    assert first.page.locator(SITES).count() == 4
    for selector in ("#charging-controls", ".land-popup"):
        assert not first.page.locator(selector).is_visible(), selector


def test_axe_finds_nothing_with_charge_points_shown(opened, html):
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    first = opened(html, hash=f"{EVERYTHING}&zones=yes", bypass_csp=True)
    for name, rows in (("sites", 4), ("chargers", 8), ("need", 16)):
        _table(first, name, rows)
    _site(first, "Mill Lane car park")
    first.page.evaluate(script.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = first.page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:4]) for fault in found["violations"]] == []
