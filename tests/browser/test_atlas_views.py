"""The row of views in a real browser: what each shows, its legend, its table, its download; land and carbon."""

import csv
import io
import os
import re
import tempfile
from pathlib import Path

import pytest

from atlas_views import UNSEEN, findings, layers, picture, screened, viewed
from atlas_world import world
from lae.atlas import render_atlas

VIEWS = ("overview", "demand", "generation", "retrofit", "charging", "land", "carbon")
HOSTILE = '<img src=x onerror="window.hit=1">${window.hit=2}`</script><script>window.hit=3</script>'


@pytest.fixture(scope="module")
def html() -> str:
    return render_atlas(viewed())


def _show(opened, key):
    opened.page.locator(f"#views [data-view={key}]").click()


def _rows(opened):
    with opened.page.expect_download() as download:
        opened.page.locator("#view-csv").click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_bytes().decode("utf-8-sig"))))


def test_the_page_begins_with_its_headline_findings_and_each_leads_to_its_view(opened, html):
    first = opened(html)
    assert first.page.locator("#views button").count() == len(VIEWS)
    assert first.page.locator("#views [aria-current]").inner_text() == "Overview"
    told = first.text("#headlines")
    assert "4,000 ha are open to native woodland." in told
    assert "screened_land.csv" in told
    first.page.locator("#headlines").get_by_role("button", name="Show Carbon on the map").click()
    assert first.page.locator("#views [aria-current]").inner_text() == "Carbon"
    assert first.text("#headlines").startswith("9,000 kt CO2e are left.")


def test_views_without_data_are_not_offered(opened):
    keys = opened().page.locator("#views button").evaluate_all("(all) => all.map((e) => e.dataset.view)")
    assert keys == ["overview", "demand", "generation"]


def test_a_view_brings_its_own_table_next_after_the_map_and_the_skip_link_with_it(opened, html):
    first = opened(html)
    for key, block in (("land", "land"), ("carbon", "carbon"), ("retrofit", "homes"), ("demand", "findings")):
        _show(first, key)
        assert first.page.evaluate("document.getElementById('bench').nextElementSibling.id") == block
        assert first.page.locator("#skip").get_attribute("href") == f"#{block}"


def test_areas_come_first_and_substations_when_the_map_is_near(opened, html):
    first = opened(html)
    _show(first, "retrofit")
    assert first.page.locator(".mark:visible").count() == 0
    assert "Zoom in for substations" in first.text("#legend")
    first.page.evaluate("LAE.map.setZoom(12, {animate: false})")
    first.page.locator(".mark:visible").first.wait_for()
    assert "Crosses zero in the scenario" in first.text("#legend")
    assert first.page.locator(".mark[tabindex='0']").count() == 1


def test_a_layer_for_near_zooms_is_told_when_it_stands(opened, html):
    """What the packed homes of the internal edition will hang on."""
    first = opened(html)
    first.page.evaluate("() => { window.told = []; LAE.fromZoom(14, (stands) => window.told.push(stands)); }")
    first.page.evaluate("LAE.map.setZoom(15, {animate: false})")
    first.page.evaluate("LAE.map.setZoom(9, {animate: false})")
    assert first.page.evaluate("window.told") == [False, True, False]


def test_neighbourhoods_take_the_class_of_who_serves_them_by_pattern_and_not_where_others_shade(opened, html):
    first = opened(html)
    fills = "[...document.querySelectorAll('.leaflet-tint-pane path')].map((path) => path.getAttribute('fill'))"
    drawn = first.page.evaluate(fills)
    assert len(drawn) == 16
    assert drawn[0] == "url(#lae-tint-above)"
    assert drawn[8] == "url(#lae-tint-zero)"
    assert drawn[15] == "url(#lae-not-known)", "no substation is known: never a colour of room"
    _show(first, "carbon")
    assert first.page.evaluate(fills) == []


def test_who_serves_a_neighbourhood_is_a_press_and_a_table_away(opened, html):
    first = opened(html, hash="#year=2030")
    at = first.page.evaluate(
        "(() => { const p = LAE.map.latLngToContainerPoint([51.66, -1.52]); return [p.x, p.y]; })()"
    )
    box = first.page.locator("#map-frame").bounding_box()
    first.page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    assert "Most of its homes hang on Aldermoor Lane Primary" in first.text(".land-popup")
    first.page.locator("#served-summary").click()
    rows = first.page.locator("#served-table tbody tr")
    rows.first.wait_for()  # the table is filled once it is asked for
    assert rows.count() == 16
    assert "Above zero to 2030" in rows.nth(0).inner_text()
    assert "no substation is known to serve it" in rows.nth(15).inner_text()
    first.page.locator("#year").fill("2050")
    assert "Above zero to 2050" in rows.nth(0).inner_text(), "6.40 less 25 years of 0.252 MVA"


def test_land_is_drawn_cell_by_cell_and_a_press_says_why_a_cell_is_excluded(opened, html):
    first = opened(html)
    _show(first, "land")
    first.page.locator("html[data-picture=yes]").wait_for(state="attached")
    box = first.page.locator("#map-frame").bounding_box()
    point = first.page.evaluate(
        "(() => { const p = LAE.map.latLngToContainerPoint(LAE.map.getCenter()); return [p.x, p.y]; })()"
    )
    first.page.mouse.click(box["x"] + point[0] + 90, box["y"] + point[1] - 90)
    told = first.text(".land-popup")
    for words in (
        "Excluded",
        "Sites of special scientific interest",
        "Protected: no planting",
        "published",
        "Invented figures",
    ):
        assert words in told, words
    first.page.mouse.click(box["x"] + point[0] - 90, box["y"] + point[1] - 90)
    assert "No rule met" in first.text(".land-popup")


def test_what_nobody_looked_at_is_never_drawn_as_open(opened, html):
    first = opened(html)
    _show(first, "land")
    first.page.locator("html[data-picture=yes]").wait_for(state="attached")
    states = first.page.evaluate("LAE.districts.map(({label}) => LAE.cellAt(...label).map((row) => row.tier))")
    assert states == [["open"], ["not_screened"], ["open"], ["excluded"]], "Aldermoor, Brackenby, Castlewick, Dunholt"
    first.page.locator("#picture-on").uncheck()
    place = list(viewed().lsoas["lsoa_code"]).index(UNSEEN)
    assert first.page.evaluate("(place) => LAE.areaFigure().values[place]", place) is None
    assert "Not screened (2)" in first.text("#land-legend")


def test_without_screened_land_the_view_says_not_screened_and_names_what_is_missing(opened):
    first = opened(render_atlas(viewed(screened_land=screened().iloc[:0], land_picture=None)))
    _show(first, "land")
    assert "Not screened (16)" in first.text("#land-legend")
    fills = "[...document.querySelectorAll('.leaflet-shade-pane path')].map((path) => path.getAttribute('fill'))"
    assert set(first.page.evaluate(fills)) == {"url(#lae-not-known)"}
    assert "Deep peat" in first.text("#land-note")
    first.page.locator("#layers-summary").click()
    first.page.locator("#layers-table tbody tr").first.wait_for()
    assert "lae fetch --layer peat" in first.text("#layers-table")
    assert _rows(first)[1]["how_to_get"] == "lae fetch --layer peat"


def test_a_neighbourhood_tells_hectares_of_every_tier_and_what_they_could_hold(opened, html):
    first = opened(html)
    _show(first, "land")
    first.page.locator("#land-summary").click()
    first.page.locator("#land-table").get_by_role("button", name="Square 3", exact=True).click()
    row = first.page.locator(".land-popup tbody tr", has_text="Native woodland").inner_text().split("\t")
    assert [cell.strip() for cell in row] == ["Native woodland", "30", "3", "0", "0", "5", "6 (3 to 9)"]


def test_carbon_shades_districts_and_a_press_tells_each_target_with_its_tier(opened, html):
    first = opened(html)
    _show(first, "carbon")
    assert first.page.locator(".leaflet-shade-pane path").count() == 4
    assert "Not known (1)" in first.text("#carbon-legend")
    first.page.locator("#carbon-table").get_by_role("button", name="Aldermoor").first.click()
    told = first.text(".land-popup")
    for words in (
        "by 2030",
        "tier D, unverified",
        "\u2212200 kt",
        "2024",
        "by 2045",
        "tier B",
        "9.0 %",
        "Invented council",
    ):
        assert words in told, words
    first.page.keyboard.press("Escape")
    first.page.locator("#carbon-table").get_by_role("button", name="Brackenby").click()
    assert first.page.locator(".land-popup .chart").count() == 1
    assert "not known (or never)" in first.text(".land-popup")


def test_the_table_of_budgets_has_every_target_and_blanks_say_why(opened, html):
    first = opened(html)
    _show(first, "carbon")
    assert first.page.locator("#carbon-table tbody tr").count() == 6
    assert "Blank: no target is supplied" in first.text("#carbon-table")
    first.page.locator("#burn-details summary").click()
    first.page.locator("#burn-table tbody tr").first.wait_for()  # the table is filled once it is asked for
    assert first.page.locator("#burn-table tbody tr").count() == 33


@pytest.mark.parametrize(
    ("key", "count", "column"),
    [("demand", 13, "headroom_mva"), ("retrofit", 16, "fuel_poor_share_percent"), ("charging", 4, "rated_kw"),
     ("land", 32, "open_ha"), ("carbon", 6, "remaining_cumulative_ktco2e")],
)  # fmt: skip
def test_each_views_table_is_taken_away_with_units_and_a_caveat_in_every_row(opened, html, key, count, column):
    first = opened(html, accept_downloads=True)
    _show(first, key)
    rows = _rows(first)
    assert len(rows) == count
    assert column in rows[0]
    assert all(row["caveat"].endswith("Not a connection offer.") for row in rows)
    assert all(None not in row and None not in row.values() for row in rows), "as many cells as headings"


def test_what_a_spreadsheet_would_run_is_inert_in_every_views_table(opened):
    model = viewed(land_layers=layers().assign(title="=1+1"), screened_land=screened().iloc[:0], land_picture=None)
    first = opened(render_atlas(model), accept_downloads=True)
    _show(first, "land")
    assert {row["layer"] for row in _rows(first)} == {"'=1+1"}


def test_a_ward_is_found_by_name(opened, html):
    first = opened(html)
    assert "ward" in first.page.locator("label[for=find-text]").inner_text()
    first.page.locator("#find-text").fill("quay")
    first.page.locator("#find-results").get_by_role("button", name="Quay Ward, ward").click()
    first.page.locator("#live", has_text="Map shows Quay Ward").wait_for(state="attached")
    assert first.page.locator(".pin").count() == 1


def test_keys_alone_change_the_view_and_reach_its_controls(opened, html):
    first = opened(html)
    page = first.page
    page.locator("#views [data-view=carbon]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.view") == "carbon", "focus stays on the row of views"
    page.locator("#carbon-figure").focus()
    page.keyboard.press("ArrowDown")
    assert "Cut a year" in first.text("#carbon-legend")
    page.locator("#live", has_text="Districts shaded by Cut a year").wait_for(state="attached")


def test_hostile_texts_of_the_new_views_stay_text(opened):
    told = picture()
    legend = told.legend.assign(title=HOSTILE, words=HOSTILE)
    model = viewed(
        findings=findings(HOSTILE),
        land_layers=layers().assign(title=HOSTILE, reason=HOSTILE),
        land_picture=picture(legend=legend),
        places=viewed().places.assign(name=HOSTILE, kind=HOSTILE),
        budgets=viewed().budgets.assign(source=HOSTILE),
        land_options=viewed().land_options.assign(name=HOSTILE),
    )
    first = opened(render_atlas(model))
    for key in VIEWS:
        _show(first, key)
    _show(first, "land")
    first.page.evaluate(
        "LAE.cells.then(() => LAE.tellCell({lat: LAE.districts[3].label[0], lng: LAE.districts[3].label[1]}))"
    )
    assert HOSTILE in first.text(".land-popup")
    _show(first, "carbon")
    first.page.evaluate("LAE.showDistrict(1, {keys: true})")
    first.page.locator("#find-text").fill("img")
    first.page.wait_for_timeout(300)
    assert first.page.evaluate("window.hit === undefined")
    assert first.page.locator("img").count() == 0
    assert first.complaints == []


def test_no_view_asks_for_anything_or_complains(opened, html):
    first = opened(html)
    for key in VIEWS:
        _show(first, key)
        first.page.evaluate("LAE.map.setZoom(12, {animate: false})")
        first.page.evaluate("LAE.home(false)")
    assert first.requests == []
    assert first.complaints == []


@pytest.mark.parametrize("key", VIEWS)
@pytest.mark.parametrize("width", [320, 640])
def test_every_view_reflows_and_its_targets_are_large_enough(opened, html, key, width):
    """640 pixels are a screen of 1280 at 200 %."""
    first = opened(html, width=width, height=700)
    _show(first, key)
    assert first.page.evaluate("document.documentElement.scrollWidth") <= width
    small = first.page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
            .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


SIDE = "#show=demand&view=demand.published&scenario=fast&year=2026&with=year.2050&how=side&at=ssen:T-11"


@pytest.mark.parametrize("key", [*VIEWS, SIDE, SIDE.replace("how=side", "how=difference")])
def test_axe_finds_nothing_on_any_view(opened, html, key):
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    first = opened(html, bypass_csp=True, hash=key if key.startswith("#") else "")
    if not key.startswith("#"):
        _show(first, key)
    first.page.evaluate(script.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = first.page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:4]) for fault in found["violations"]] == []


def test_without_scripts_the_findings_and_the_table_still_stand(opened, html):
    first = opened(html, java_script_enabled=False)
    text = first.page.locator("main").inner_text()
    assert "4,000 ha are open to native woodland. (modelled)" in text
    assert not first.page.locator("#views").is_visible()
    assert first.page.locator(".still path").count() >= 4 + 12, "four districts and the substations that have a place"
    assert "Hollow diamond: unknown" in text


def test_the_chain_of_becauses_goes_up_the_ladder(opened, html):
    first = opened(html, hash="#show=demand&view=demand.published&year=2050&at=ssen:T-5")
    parent = first.page.locator("#panel .upstream li", has_text="Marlow Heath BSP").inner_text()
    assert "Growth" in parent
    assert "electric vehicles" in parent
    parts = [float(cell.replace("\u2212", "-")) for cell in re.findall(r"(\u2212?\d+\.\d\d)(?:,|\.\n|\.$)", parent)]
    total = float(re.search(r"Growth (\d+\.\d\d) MVA", parent)[1])
    assert sum(parts) == pytest.approx(total, abs=0.03)


def test_a_page_of_the_old_tables_alone_has_no_findings_box(opened):
    assert opened(render_atlas(world())).page.locator("#headlines-box").is_hidden()
