"""Comparing two years or two scenarios in a real browser; links, Back, and paper."""

import csv
import io

import pytest

from atlas_views import viewed
from atlas_world import world
from lae.atlas import render_atlas

SIDE = "#show=demand&view=demand.published&scenario=fast&year=2026&with=year.2050&how=side"
DIFFERENCE = SIDE.replace("how=side", "how=difference")


@pytest.fixture(scope="module")
def html() -> str:
    return render_atlas(viewed())


def _states(opened):
    return opened.page.evaluate(
        "Object.fromEntries(LAE.marked().map((m) => [m.substation.substation_id, m.button.dataset.state]))"
    )


def _headroom(year, scenario="fast"):
    rows = world().headroom.query("scenario == @scenario and year == @year and direction == 'demand'")
    return rows[rows["basis"].eq("published")].set_index("substation_id")["headroom_mva"]


def test_two_years_stand_side_by_side_and_move_together(opened, html):
    first = opened(html, hash=SIDE)
    assert [first.text("#map-name"), first.text("#twin-name")] == ["2026", "2050"]
    assert _states(first)["ssen:T-11"] == "above"
    assert first.page.evaluate("LAE.twin().states['ssen:T-11']") == "crosses"
    first.page.evaluate("LAE.map.setView([51.7, -1.3], 11, {animate: false})")
    assert first.page.evaluate("LAE.twin().map.getZoom() === LAE.map.getZoom()")
    first.page.evaluate("LAE.twin().map.setView([51.75, -1.4], 12, {animate: false})")
    away = first.page.evaluate("LAE.map.distance(LAE.map.getCenter(), LAE.twin().map.getCenter())")
    assert away < 50
    assert first.complaints == []


def test_what_stands_beside_is_said_by_name_in_the_table_and_in_the_panel(opened, html):
    first = opened(html, hash=SIDE)
    name = first.page.locator(".mark[aria-label^='Old Copse Primary']").get_attribute("aria-label")
    assert "2050: crosses zero" in name, "the second map is hidden from screen readers, so the first one says both"
    row = first.page.locator("#findings-table tbody tr", has_text="Old Copse Primary").inner_text()
    before, after = _headroom(2026)["ssen:T-11"], _headroom(2050)["ssen:T-11"]
    assert f"\u2212{abs(after - before):.2f}" in row
    first.page.locator("#findings-table").get_by_role("button", name="Old Copse Primary", exact=True).click()
    cells = first.page.locator("#panel [data-part=compare] tbody tr", has_text="Headroom, MVA").inner_text().split("\t")
    assert [cell.strip() for cell in cells[1:]] == [
        f"{before:.2f}",
        f"\u2212{abs(after):.2f}",
        f"\u2212{abs(after - before):.2f}",
    ]
    growth = first.page.locator("#panel [data-part=compare] tbody tr", has_text="Growth").all_inner_texts()
    total = sum(float(line.split("\t")[-1].replace("\u2212", "-")) for line in growth)
    assert total == pytest.approx(before - after, abs=0.03), "what headroom loses is the growth between the years"


def test_as_difference_each_symbol_says_how_it_changes(opened, html):
    first = opened(html, hash=DIFFERENCE)
    states = _states(first)
    assert states["ssen:T-11"] == "diff_lost"
    assert states["ssen:T-2"] == "diff_lower"
    assert states["ssen:T-12"] == "unknown"
    assert "Falls below zero" in first.text("#legend")
    row = first.page.locator("#findings-table tbody tr", has_text="Old Copse Primary").inner_text()
    assert "Falls below zero" in row
    counts = first.page.evaluate("LAE.counts(LAE.state.year, LAE.state.scenario)")
    assert sum(counts.values()) == 13
    assert first.page.locator("#twin-frame").count() == 0
    assert first.complaints == []


def test_backwards_the_same_comparison_gains_what_it_lost(opened, html):
    forth = _states(opened(html, hash=DIFFERENCE))
    back = _states(opened(html, hash=DIFFERENCE.replace("year=2026", "year=2050").replace("year.2050", "year.2026")))
    turned = {"diff_lost": "diff_gained", "diff_lower": "diff_higher"}
    assert {code: turned.get(name, name) for code, name in forth.items()} == back


def test_a_year_beside_itself_is_the_same_everywhere(opened, html):
    states = _states(opened(html, hash=DIFFERENCE.replace("with=year.2050", "with=year.2026")))
    assert set(states.values()) <= {"diff_same", "unknown"}


def test_two_scenarios_are_compared_by_control_and_keys_reach_it(opened, html):
    first = opened(html, hash="#show=demand&view=demand.published&scenario=fast&year=2050")
    first.page.locator("#compare-controls summary").focus()
    first.page.keyboard.press("Enter")
    first.page.locator("#compare").select_option("scenario")
    assert first.text("#twin-name") == "Slow lane"
    first.page.locator("#compare-how").select_option("difference")
    assert _states(first)["ssen:T-2"] == "diff_higher", "the slow lane leaves more room"
    assert "with=scenario.slow" in first.page.url
    first.page.locator("#compare").select_option("")
    assert _states(first)["ssen:T-2"] in {"above", "crosses"}
    assert "with=" not in first.page.url


def test_views_without_years_or_scenarios_offer_no_comparison(opened, html):
    first = opened(html, hash="#show=carbon&with=year.2040")
    assert first.page.locator("#compare-controls").is_hidden()
    first.page.locator("#views [data-view=demand]").click()
    first.page.locator("#view").select_option("queue.contracted_excl_bess")
    assert first.page.locator("#compare-controls").is_hidden()
    assert first.page.locator("body.with-twin").count() == 0


def test_planned_sites_of_two_years_stand_side_by_side(opened, html):
    first = opened(html, hash="#show=charging&sites=yes&scenario=fast&year=2026&with=year.2040&how=side")
    assert first.page.locator(".leaflet-sites-pane .spot").count() == 1
    assert first.page.locator(".twin-site").count() == 4
    assert first.page.locator("#compare-how-field").is_hidden()


def test_the_download_holds_both_sides_and_their_difference(opened, html):
    first = opened(html, hash=DIFFERENCE, accept_downloads=True)
    with first.page.expect_download() as download:
        first.page.locator("#csv").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    rows = {row["substation_id"]: row for row in csv.DictReader(io.StringIO(text))}
    row = rows["ssen:T-11"]
    assert [row["class_in_year"], row["compared_with"], row["compared_class"]] == ["above", "2050", "crosses"]
    wanted = _headroom(2050)["ssen:T-11"] - _headroom(2026)["ssen:T-11"]
    assert float(row["difference_mva"]) == pytest.approx(wanted, abs=0.011)


def test_a_link_brings_back_view_comparison_selection_and_position(opened, html):
    first = opened(html, hash=DIFFERENCE)
    first.page.locator("#findings-table").get_by_role("button", name="Old Copse Primary", exact=True).click()
    # While the map still glides to the substation it takes no other order.
    first.page.wait_for_timeout(500)
    first.page.evaluate("LAE.map.setView([51.7123, -1.3456], 12.3, {animate: false})")
    second = opened(html, hash=first.page.evaluate("location.hash"))
    assert second.text("#panel h2") == "Old Copse Primary"
    assert second.page.locator("#compare-how").input_value() == "difference"
    assert second.page.evaluate("LAE.map.getZoom().toFixed(1)") == "12.3"
    centre = second.page.evaluate("[LAE.map.getCenter().lat, LAE.map.getCenter().lng]")
    assert centre == pytest.approx([51.7123, -1.3456], abs=0.002)


def test_back_undoes_one_choice_at_a_time(opened, html):
    first = opened(html)
    page = first.page
    page.locator("#views [data-view=carbon]").click()
    page.locator("#views [data-view=land]").click()
    page.go_back()
    page.locator("body[data-show=carbon]").wait_for(state="attached")
    assert page.locator("#carbon-legend").is_visible()
    page.go_back()
    page.locator("body[data-show=overview]").wait_for(state="attached")
    assert page.locator("#carbon-legend").is_hidden()
    page.go_forward()
    page.locator("body[data-show=carbon]").wait_for(state="attached")
    assert first.complaints == []


@pytest.mark.parametrize(
    "hash",
    ["#show=<img>&with=year.abc&how=x&map=1,2", "#with=scenario.nobody&map=a,b,c", "#map=99,999,9&show=constructor"],
)
def test_a_broken_link_compares_nothing_and_stays_at_home(opened, html, hash):  # noqa: A002
    first = opened(html, hash=hash)
    assert first.page.locator("body[data-show=overview]").count() == 1
    assert first.page.locator("body.with-twin").count() == 0
    assert first.page.evaluate("LAE.atHome()")
    assert first.complaints == []


@pytest.mark.parametrize(("paper", "width"), [("A4", 842), ("A3", 1191)])
def test_paper_of_either_size_has_a_title_block(opened, html, paper, width):
    first = opened(html, hash="#show=demand&view=demand.published&scenario=fast&year=2035&with=year.2050&how=side")
    page = first.page
    page.locator("#paper").select_option(paper)
    pdf = page.pdf(prefer_css_page_size=True).decode("latin-1")
    boxes = [float(part.split()[2]) for part in pdf.split("/MediaBox [")[1:]]
    assert boxes
    assert all(box == pytest.approx(width, abs=1) for box in boxes)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    told = first.text("#title-block")
    for words in (
        "Fourshire",
        "Headroom: demand",
        "Fast lane",
        "2035 with 2050, side by side",
        f"at {paper}",
        "Invented figures of March 2026",
        "Not a connection offer.",
    ):
        assert words in told, words
    for selector in ("#legend", ".credit", "#headline table", "#twin-frame"):
        assert page.locator(selector).is_visible(), selector
    for selector in ("#views", "#paper", "#view-csv", "#compare-controls"):
        assert not page.locator(selector).is_visible(), selector
    assert first.complaints == []


def test_the_scale_of_the_title_block_is_that_of_the_map(opened, html):
    first = opened(html)
    first.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    told = int(first.page.locator("#title-scale").text_content().split("1:")[1].split(" ")[0].replace(",", ""))
    metres = first.page.evaluate(
        """(() => { const m = LAE.map.getSize().divideBy(2); const at = (p) => LAE.map.containerPointToLatLng(p);
            return LAE.map.distance(at(m), at(m.add([96, 0]))); })()"""
    )
    assert told == pytest.approx(metres / 0.0254, rel=0.06), "96 pixels are an inch of paper"


@pytest.mark.parametrize("hash", [SIDE, DIFFERENCE])
def test_a_comparison_fits_a_phone(opened, html, hash):  # noqa: A002
    first = opened(html, hash=hash, width=320, height=700)
    assert first.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_moves_where_a_reader_wants_no_motion(opened, html):
    first = opened(html, reduced_motion="reduce")
    assert first.page.evaluate("LAE.calm()")
    first.page.locator("#find-text").fill("quill")
    first.page.locator("#find-results").get_by_role("button", name="Quillbrook BSP, Bulk supply point").click()
    assert first.page.evaluate("LAE.map._animatingZoom !== true")
