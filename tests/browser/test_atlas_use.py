"""The page in a real browser: what a reader does with it, by mouse and by keyboard."""

import csv
import io
import re

import pytest

from atlas_world import STUB, world
from lae.atlas import render_atlas


def _states(opened):
    """Symbol states by substation, as the map draws them."""
    return opened.page.evaluate(
        "Object.fromEntries(LAE.marked().map((m) => [m.substation.substation_id, m.button.dataset.state]))"
    )


def _headline(opened):
    return opened.page.evaluate(
        """[...document.querySelectorAll("#headline tbody tr")].map((row) =>
            [...row.children].map((cell, place) => (place ? Number(cell.textContent) : cell.textContent)))"""
    )


def _set_year(opened, year):
    opened.page.locator("#year").evaluate(
        """(slider, year) => {
          slider.value = year;
          // A hand on a slider makes both: as it drags, and as it lets go.
          for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name, { bubbles: true }));
        }""",
        year,
    )


def _select(opened, name):
    opened.page.locator("#findings-table").get_by_role("button", name=name, exact=True).click()


def _settle(opened, wanted):
    """Waits until the live region says `wanted`, without eval, which the policy forbids."""
    opened.page.locator("#live", has_text=wanted).wait_for(state="attached")


def test_a_page_from_a_file_asks_for_nothing_and_complains_of_nothing(opened):
    first = opened()
    _set_year(first, 2050)
    first.page.locator("#view").select_option("demand.modelled.connected")
    first.page.locator("#find-text").fill("ZZ1")
    _select(first, "Foxcombe Rise Primary")
    first.page.wait_for_timeout(500)
    assert first.requests == []
    assert first.complaints == []


def test_another_year_repaints_symbols_headline_and_table(opened):
    first = opened()
    assert _states(first)["ssen:T-11"] == "above"
    before = _headline(first)
    _set_year(first, 2045)
    states = _states(first)
    assert states["ssen:T-11"] == "crosses"
    assert states["ssen:T-7"] == "zero"
    assert states["ssen:T-1"] == "unknown"
    assert _headline(first) != before
    assert first.page.locator("#year-out").inner_text() == "2045"
    row = first.page.locator("#findings-table tbody tr", has_text="Old Copse Primary")
    assert row.get_attribute("data-state") == "crosses"
    assert "Crosses zero by 2045" in row.inner_text()
    _settle(first, "Fast lane, 2045: ")


def test_a_dragged_year_moves_the_map_at_once_and_table_and_link_on_release(opened):
    first = opened()
    slider = first.page.locator("#year")
    row = first.page.locator("#findings-table tbody tr", has_text="Old Copse Primary")
    slider.evaluate("(slider) => { slider.value = 2045; slider.dispatchEvent(new Event('input', { bubbles: true })); }")
    assert _states(first)["ssen:T-11"] == "crosses"
    assert row.get_attribute("data-state") == "above"
    assert "year=2030" in first.page.url
    slider.dispatch_event("change")
    assert row.get_attribute("data-state") == "crosses"
    assert "year=2045" in first.page.url


def test_the_headline_counts_what_the_map_draws_and_every_substation_once(opened):
    first = opened()
    total = first.page.evaluate("LAE.substations.length")
    for year in (2026, 2035, 2050):
        _set_year(first, year)
        for _, *counts in _headline(first):
            assert sum(counts) == total
        zero, crosses, above, unknown = _headline(first)[0][1:]
        drawn = list(_states(first).values())
        assert [drawn.count(state) for state in ("zero", "crosses", "above")] == [zero, crosses, above]
        assert drawn.count("unknown") + 1 == unknown, "the stub has no place on the map, but is counted"


def test_another_scenario_changes_what_crosses(opened):
    first = opened(hash="#year=2050")
    fast = list(_states(first).values()).count("crosses")
    first.page.locator("#scenario").select_option(label="Slow lane")
    slow = list(_states(first).values()).count("crosses")
    assert 0 < slow < fast
    assert "scenario=slow" in first.page.url


def test_a_crossing_known_as_an_interval_may_still_lie_ahead(opened):
    outcome = next(row for row in world().shortfalls.query("scenario == 'slow' and `class` == 'crosses'").itertuples())
    first_year, latest = int(outcome.first_year_below_zero), int(outcome.first_year_latest)
    assert latest == first_year + 2
    first = opened(hash=f"#scenario=slow&year={first_year}&at={outcome.substation_id}")
    row = first.page.locator("#findings-table tbody tr", has_text=outcome.name)
    assert f"May cross zero by {first_year} ({first_year} to {latest})" in row.inner_text()
    assert f"Crosses zero in {first_year} to {latest}" in first.text("#panel")
    _set_year(first, latest)
    assert f"Crosses zero by {latest}" in row.inner_text()


def test_a_year_before_a_figures_date_is_unknown_and_never_healthy(opened):
    first = opened(hash="#year=2025")
    assert "above" not in _states(first).values()
    _select(first, "Aldermoor Lane Primary")
    assert "the figure is of 2026, after this year" in first.text("#panel")


def test_the_panel_says_published_scenario_upstream_works_and_homes(opened):
    first = opened(hash="#year=2040")
    _select(first, "Foxcombe Rise Primary")
    panel = first.text("#panel")
    for words in (
        "ssen:T-5",
        "1.85 MVA",
        "RAG\nRed",
        "path value: includes what stands upstream",
        "2.00 MVA",
        "20.00 MVA",
        "winter 18:00",
        "tier D, unverified",
        "Base load at that half-hour, less its own maximum",
        "Marlow Heath BSP",
        "Thornmere GSP",
        "published, not funded",
        "8,100",
        "7,000 to 9,000",
        "low: a second primary is nearly as near",
        "82 %: scenario headroom is at most the figure shown",
        "Heat pumps and cars only: no new homes, businesses, lorries or data centres. Not a connection offer.",
    ):
        assert words in panel, words


def test_a_published_zero_reads_at_most_and_its_works_change_no_number(opened):
    first = opened()
    _select(first, "Tansy Green Primary")
    panel = first.text("#panel")
    assert "at most 0.00 MVA" in panel
    assert "A second 132 kV circuit" in panel
    assert "No MVA stated: changes no number" in panel


def test_the_growth_lines_add_up_to_the_growth_printed(opened):
    first = opened(hash="#year=2050&at=ssen:T-4")
    cells = first.page.locator(".because tbody td:last-child").all_inner_texts()
    *parts, total = [float(cell.replace("\u2212", "-")) for cell in cells]
    assert total > 0
    assert sum(parts) == pytest.approx(total, abs=0.03)


def test_what_is_unknown_says_why(opened):
    first = opened()
    for name, why in (
        ("Thornmere GSP", "Unknown: the operator publishes no figure"),
        (STUB[1], "Unknown: named by an operator as an upstream site"),
    ):
        _select(first, name)
        assert why in first.text("#panel")
    row = first.page.locator("#findings-table tbody tr", has_text=STUB[1])
    assert "unknown: a named upstream site without a row in the files supplied" in row.inner_text()


def test_modelled_room_beside_a_published_zero_is_a_disagreement(opened):
    first = opened(hash="#view=demand.modelled.connected&year=2030")
    assert _states(first)["ssen:T-7"] == "disagrees"
    _select(first, "Tansy Green Primary")
    assert "The modelled figure contradicts it: ask the operator" in first.text("#panel")
    assert "firm capacity 20.00" in first.text("#panel")


def test_a_click_on_a_symbol_opens_its_panel_and_names_what_else_stands_there(opened):
    first = opened()
    first.page.locator(".mark[aria-label^='Marlow Heath BSP']").click(force=True, position={"x": 4, "y": 4})
    title = first.text("#panel h2")
    assert title in {"Marlow Heath BSP", "Foxcombe Rise Primary"}
    other = ({"Marlow Heath BSP", "Foxcombe Rise Primary"} - {title}).pop()
    first.page.locator("#panel .besides").get_by_role("button", name=other).click()
    assert first.text("#panel h2") == other


def test_keys_alone_move_the_year_walk_the_symbols_and_open_the_panel(opened):
    first = opened(hash="#year=2030")
    page = first.page
    page.locator("#year").focus()
    page.keyboard.press("ArrowRight")
    assert first.text("#year-out") == "2031"
    page.evaluate("LAE.focusMarker('ssen:T-1')")
    page.keyboard.press("ArrowRight")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert not name.startswith("Thornmere GSP")
    page.keyboard.press("Enter")
    assert name.startswith(first.text("#panel h2"))
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


def test_only_one_symbol_is_in_the_tab_order(opened):
    first = opened()
    assert first.page.locator(".mark[tabindex='0']").count() == 1
    assert first.page.locator(".mark[tabindex='-1']").count() > 5


def test_the_map_can_be_moved_by_buttons(opened):
    page = opened().page
    before = page.evaluate("LAE.map.getCenter().lng")
    page.get_by_role("button", name="Move map right").click()
    page.wait_for_timeout(400)
    assert page.evaluate("LAE.map.getCenter().lng") > before


def test_search_finds_substations_districts_and_postcodes(opened):
    first = opened()
    box, results = first.page.locator("#find-text"), first.page.locator("#find-results")
    box.fill("quill")
    results.get_by_role("button", name="Quillbrook BSP, Bulk supply point").click()
    assert first.text("#panel h2") == "Quillbrook BSP"
    box.fill("brack")
    results.get_by_role("button", name="Brackenby, district").click()
    _settle(first, "Map shows Brackenby")
    box.fill("zz1 0a")
    hit = results.get_by_role("button").first
    hit.wait_for()
    assert re.fullmatch(r"ZZ1 0A[A-Z], postcode", hit.inner_text())
    box.press("Enter")
    _settle(first, "Map shows ZZ1 0A")
    assert first.page.locator(".pin").count() == 1
    box.fill("nowhere at all")
    assert "Nothing found." in results.inner_text()


def test_a_postcode_where_no_operator_gave_a_file_says_so(opened):
    model = world()
    corner = model.lsoas[model.lsoas["lsoa_code"].isin(model.not_assessed_lsoas)].geometry.iloc[0].centroid
    there = model.postcodes.iloc[:1].assign(postcode="ZZ99 9ZZ", easting_m=int(corner.x), northing_m=int(corner.y))
    first = opened(render_atlas(world(postcodes=there)))
    first.page.locator("#find-text").fill("ZZ99 9ZZ")
    first.page.locator("#find-results button").wait_for()
    first.page.locator("#find-text").press("Enter")
    _settle(first, "No operator's file covers this place: not assessed")
    assert first.page.locator(".pin").count() == 1


def test_the_table_filters_and_sorts(opened):
    page = opened().page
    page.locator("#filter-tier").select_option("bsp")
    assert page.locator("#findings-table tbody tr").count() == 3
    assert page.locator("#findings-count").inner_text() == "3 of 13 substations"
    page.locator("#findings-table").get_by_role("button", name="Substation").click()
    names = page.locator("#findings-table tbody th").all_inner_texts()
    assert names == sorted(names)
    page.locator("#findings-table").get_by_role("button", name="Substation").click()
    assert page.locator("#findings-table tbody th").all_inner_texts() == names[::-1]
    assert page.locator("#findings-table thead th").first.get_attribute("aria-sort") == "descending"
    page.locator("#filter-text").fill("quill")
    assert page.locator("#findings-table tbody tr").count() == 1


def test_the_csv_holds_the_rows_shown_and_disarms_formulas(opened):
    model = world(names={"ssen:T-4": "=cmd|' /C calc'!A0", "ssen:T-5": '-2+3, "quoted"'})
    first = opened(render_atlas(model), hash="#year=2050", accept_downloads=True)
    with first.page.expect_download() as download:
        first.page.locator("#csv").click()
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = {row["substation_id"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    assert len(rows) == 13
    assert rows["ssen:T-4"]["name"] == "'=cmd|' /C calc'!A0"
    assert rows["ssen:T-5"]["name"] == '\'-2+3, "quoted"'
    expected = model.headroom.query(
        "scenario == 'fast' and year == 2050 and basis == 'published' and direction == 'demand'"
    ).set_index("substation_id")["headroom_mva"]
    for name in ("ssen:T-2", "ssen:T-4", "ssen:T-7"):
        assert float(rows[name]["headroom_mva"]) == pytest.approx(expected[name], abs=0.0051)
    assert float(rows["ssen:T-4"]["headroom_mva"]) < 3, "negative numbers stay numbers"
    assert rows["ssen:T-7"]["bound"] == "at_most"


def test_a_link_brings_back_view_scenario_year_and_selection(opened):
    first = opened()
    first.page.locator("#view").select_option("demand.modelled.contracted_excl_bess")
    first.page.locator("#scenario").select_option(label="Slow lane")
    _set_year(first, 2042)
    _select(first, "Harrowdown Primary")
    second = opened(hash="#" + first.page.url.split("#")[1])
    assert second.page.locator("#view").input_value() == "demand.modelled.contracted_excl_bess"
    assert second.text("#year-out") == "2042"
    assert second.text("#panel h2") == "Harrowdown Primary"
    assert second.page.evaluate("LAE.data.scenarios[LAE.state.scenario][0]") == "slow"


@pytest.mark.parametrize("hash", ["#year=9999&scenario=nope&view=x&at=<img>", "#%", "#year=20e2", "#constructor=1"])
def test_a_broken_link_falls_back_to_the_first_view(opened, hash):  # noqa: A002
    first = opened(hash=hash)
    assert first.text("#year-out") == "2030"
    assert first.page.locator("#panel").is_hidden()
    assert first.complaints == []


def test_the_chart_draws_a_line_a_scenario_and_says_the_same_in_a_table(opened):
    first = opened(hash="#at=ssen:T-4")
    assert first.page.locator(".chart path").count() == 2
    assert "Fast lane" in first.page.locator(".chart desc").text_content()
    rows = first.page.locator(".chart-figure table tbody tr")
    assert rows.count() == 2
    assert "no figure" in rows.first.text_content(), "2025 comes before the figure"


def test_generation_has_its_own_view(opened):
    first = opened()
    first.page.locator("#view").select_option("generation.published")
    assert set(_states(first).values()) == {"zero"}
    _select(first, "Wexbourne Primary")
    assert "at most 0.00 MVA (printed as 0 MW)" in first.text("#panel")


def test_paper_gets_title_legend_credits_and_the_screen_comes_back(opened):
    first = opened(hash="#at=ssen:T-4")
    pdf = first.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert "/MediaBox [0 0 842" in pdf.decode("latin-1").replace("841.91998", "842").replace("841.92", "842")
    first.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    first.page.emulate_media(media="print")
    for selector in ("h1", "#legend", ".credit", "#headline table", "#panel h2", ".attribution"):
        assert first.page.locator(selector).is_visible(), selector
    for selector in ("#find", ".pan-pad", "#csv", "#print"):
        assert not first.page.locator(selector).is_visible(), selector
    first.page.emulate_media(media="screen")
    first.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not first.page.evaluate("document.documentElement.classList.contains('printing')")


def test_without_scripts_the_headline_and_the_credits_still_stand(opened):
    first = opened(java_script_enabled=False)
    text = first.page.locator("main").inner_text()
    assert "scripts are off" in text
    assert "At or below zero as published today" in text
    assert "Fast lane" in text
    assert "Invented for a test; describes no real place." in text
    assert not first.page.locator("#findings").is_visible()
