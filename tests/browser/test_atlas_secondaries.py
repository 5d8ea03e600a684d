"""Secondary substations in a real browser: drawn from street scale on by class, told by press and in a table."""

import pytest

from atlas_secondaries import NAMES, with_secondaries
from lae.atlas import render_atlas

DRAWN = "html[data-secondaries=yes]"
YEAR = """(year) => { const slider = document.getElementById("year"); slider.value = year;
  slider.dispatchEvent(new Event("input", { bubbles: true })); }"""


@pytest.fixture(scope="module")
def html():
    return render_atlas(with_secondaries())


@pytest.fixture
def street(opened, html):
    """The page over the four that have a place, in 2030 of the fast lane."""

    def open_street(page_html=html, **options):
        first = opened(page_html, **options)
        page = first.page
        page.evaluate(
            """async () => {
              await LAE.packed.secondaries.load();
              LAE.map.setView(LAE.packed.secondaries.placeOf(1), 14.6, { animate: false });
            }"""
        )
        page.locator(DRAWN).wait_for(state="attached")
        return first

    return open_street


def _press(page, code):
    """Press the symbol of one of them."""
    at = page.evaluate(
        """(code) => {
          const { header, columns } = LAE.packed.secondaries.points;
          const place = LAE.packed.secondaries.placeOf(columns.place.indexOf(header.ids.indexOf(code)));
          const at = LAE.map.latLngToContainerPoint(place);
          const box = LAE.map.getContainer().getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }""",
        code,
    )
    page.mouse.click(*at)


def test_their_classes_follow_the_year(street):
    first = street()
    page = first.page
    # In 2030 Church End has 100 - 40 kVA; Dairy Row is a published 0; Elm Close has no figure.
    legend = first.text("#secondaries-legend")
    assert "Above zero (2)" in legend
    assert "At or below zero today (1)" in legend
    assert "Unknown (1)" in legend
    page.evaluate(YEAR, "2037")
    assert "Crosses zero in the scenario (1)" in first.text("#secondaries-legend")
    page.locator("#scenario").select_option("1")
    assert "Above zero (2)" in first.text("#secondaries-legend")
    assert first.requests == []
    assert first.complaints == []


def test_a_press_tells_the_figure_its_basis_and_what_feeds_it(street):
    first = street()
    page = first.page
    page.evaluate(YEAR, "2040")
    _press(page, "ssen:S-2")
    told = first.text(".land-popup")
    # 0.1 - 0.01 x 14 = -0.04 MVA.
    for words in (
        "Church End",
        "\u22120.04 MVA",
        "published",
        "less modelled growth",
        "2037",
        "Not a connection offer.",
    ):
        assert words in told, words
    page.get_by_role("button", name="Foxcombe Rise Primary").last.click()
    assert "Foxcombe Rise Primary" in first.text("#panel h2")
    assert first.complaints == []


def test_a_bound_is_told_with_its_figure(street):
    first = street()
    _press(first.page, "ssen:S-3")
    assert "at most \u22120.04 MVA" in first.text(".land-popup")


def test_a_view_without_their_figures_draws_none(street):
    first = street()
    page = first.page
    page.locator("#view").select_option("demand.modelled.connected")
    assert page.locator("#secondaries-legend").is_hidden()
    assert page.evaluate("LAE.map.hasLayer(LAE.packed.secondaries)") is False


def test_the_table_lists_the_least_first_and_leads_to_the_map(opened, html):
    first = opened(html)
    page = first.page
    page.locator("#secondaries-details summary").click()
    page.locator("#secondaries-table tbody tr").first.wait_for()
    names = page.locator("#secondaries-table tbody th").all_text_contents()
    assert names == ["Dairy Row", "Church End", "Back Lane", "Elm Close"]
    page.get_by_role("button", name="Dairy Row").click()
    assert "Dairy Row" in first.text(".land-popup h3")
    with page.expect_download() as got:
        page.locator("#secondaries-csv").click()
    lines = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    # 0 less 10 kVA in each of four years.
    assert lines[1].startswith("fast,2030,ssen:S-3,Dairy Row,-0.04,at_most,zero")
    assert len(lines) == 5
    assert first.requests == []
    assert first.complaints == []


def test_hostile_names_of_secondaries_stay_text(street):
    bad = "</script><img src=x onerror=\"window.hit='low'\">"
    first = street(render_atlas(with_secondaries(names=dict.fromkeys(NAMES, bad))))
    page = first.page
    _press(page, "ssen:S-2")
    assert bad in first.text(".land-popup h3")
    page.locator("#secondaries-details summary").click()
    page.locator("#secondaries-table tbody tr").first.wait_for()
    assert page.evaluate("window.hit === undefined")
    assert page.locator("img").count() == 0
    assert first.complaints == []
