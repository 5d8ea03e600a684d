"""The internal edition in a real browser: homes at street zoom, told by press and keys, no word to any host."""

import os
import re
import tempfile
from pathlib import Path

import pytest

from atlas_dwellings import CROWD, HOMES, POSTCODES, housed, single_homes
from lae.atlas import render_atlas
from lae.geo import degrees_from_bng

DRAWN = "html[data-dwellings=yes]"


@pytest.fixture(scope="module")
def html():
    return render_atlas(housed())


@pytest.fixture
def street(opened, html):
    """The page at street zoom over the first postcode, homes drawn."""

    def open_street(extra="", **options):
        first = opened(html, **options)
        _to_first_home(first.page, 15)
        first.page.locator(DRAWN).wait_for(state="attached")
        return first

    return open_street


def _to_first_home(page, zoom):
    """Centre on the first postcode."""
    lon, lat = degrees_from_bng([CROWD[0]], [CROWD[1]])
    page.evaluate("([lat, lon, zoom]) => LAE.map.setView([lat, lon], zoom, {animate: false})", [lat[0], lon[0], zoom])


def _inked(page):
    """Pixels drawn on the canvas tiles of homes, by colour."""
    return page.evaluate(
        """() => {
          const found = {};
          for (const tile of LAE.map.getPane("homes").querySelectorAll("canvas")) {
            const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
            for (let i = 0; i < data.length; i += 4) {
              if (!data[i + 3]) continue;
              const key = [data[i], data[i + 1], data[i + 2]].join();
              found[key] = (found[key] || 0) + 1;
            }
          }
          return found;
        }"""
    )


def _clean(opened):
    assert opened.requests == []
    # Reading tiles back is the test's own doing.
    assert [words for words in opened.complaints if "readback" not in words] == []


def test_homes_are_drawn_at_street_zoom_and_not_before(opened, html):
    first = opened(html)
    page = first.page
    assert page.locator("#dots-legend").is_hidden()
    assert "Zoom in" in first.text("#dots-note")
    assert _inked(page) == {}
    _to_first_home(page, 14)
    page.locator(DRAWN).wait_for(state="attached")
    page.wait_for_timeout(100)
    # The seven bands of the palette; D is #BDBD8C.
    assert "189,189,140" in _inked(page)
    assert len(_inked(page)) == 7
    page.evaluate("LAE.map.setZoom(11, {animate: false})")
    assert page.locator("#dots-legend").is_hidden()
    assert _inked(page) == {}
    assert "do not publish" in first.text("#internal")
    _clean(first)


def test_the_legend_counts_the_homes_in_sight(street):
    first = street()
    page = first.page
    page.evaluate("LAE.map.setView(LAE.map.getCenter(), 13, {animate: false})")
    counts = [int(text.replace(",", "")) for text in re.findall(r"\(([\d,]+)\)", first.text("#dots-legend"))]
    assert sum(counts) == POSTCODES * HOMES
    assert "1 of 1,081 have no place" in first.text("#dots-note")


def test_a_press_tells_of_the_nearest_home_with_its_basis(street):
    first = street()
    page = first.page
    place = page.evaluate(
        """() => {
          const layer = LAE.packed.dwellings;
          const { columns } = layer.points;
          const own = LAE.data.dwellings.words.dwelling_type.indexOf("flat") + 1;
          let found = -1;
          const wanted = { dwelling_type: own, floor_area_m2: 11, heating_kwh: 33, package_capex_gbp: 19 };
          for (let i = 0; i < columns.x.length && found < 0; i++) {
            if (Object.entries(wanted).every(([name, value]) => columns[name][i] === value)) found = i;
          }
          LAE.map.setView(layer.placeOf(found), 16, { animate: false });
          const rank = layer.points.rank[found];
          const turn = rank * Math.PI * (3 - Math.sqrt(5));
          const { x, y } = LAE.map.latLngToContainerPoint(layer.placeOf(found));
          const box = LAE.map.getContainer().getBoundingClientRect();
          const far = Math.sqrt(rank) * layer.gapAt(16);
          return [box.left + x + far * Math.cos(turn), box.top + y + far * Math.sin(turn)];
        }"""
    )
    page.mouse.click(*place)
    told = first.text(".land-popup")
    own = ("A home, band C", "its own certificate", "gas", "flat", "1950 to 1966", "50 to 55 m²", "8,000 to 8,250 kWh")
    for words in (*own, "a package", "suitable", "£9,000 to £9,500", "of 12 homes at this point", "at its postcode"):
        assert words in told, words
    page.get_by_role("button", name="Next").click()
    assert "of 12 homes at this point" in first.text(".land-popup")
    _clean(first)


def test_a_modelled_home_is_called_modelled_in_title_and_figures(street):
    first = street()
    page = first.page
    page.evaluate(
        """() => {
          const { provenance } = LAE.packed.dwellings.points.columns;
          const modelled = LAE.data.dwellings.own.indexOf(false, 5) + 1;
          LAE.map.setView(LAE.packed.dwellings.placeOf(provenance.indexOf(modelled)), 17, { animate: false });
        }"""
    )
    page.locator("#dots-middle").click()
    for _ in range(HOMES):
        if "(modelled)" in page.locator(".land-popup h3").inner_text():
            break
        page.get_by_role("button", name="Next").click()
    told = first.text(".land-popup")
    assert "modelled, from published totals" in told
    assert "no statement about whoever lives there" in told
    assert page.locator(".land-popup .badge-published").count() == 0
    _clean(first)


def test_keys_alone_reach_a_home_and_leave_it(street):
    first = street()
    page = first.page
    page.locator("#dots-middle").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Escape")
    assert page.locator(".land-popup").count() == 0
    assert page.evaluate("document.activeElement.id") == "dots-middle"


def test_a_link_keeps_the_colouring_and_back_undoes_it(street):
    first = street()
    page = first.page
    page.locator("#dots").select_option("heating")
    assert "dots=heating" in page.url
    assert "Main heating" in first.text("#dots-legend")
    page.locator("#dots").select_option("off")
    assert _inked(page) == {}
    page.go_back()
    page.locator("#dots-legend").wait_for()
    assert page.locator("#dots").input_value() == "heating"
    # Gas is drawn grey.
    assert "143,143,143" in _inked(page)
    _clean(first)


def test_hostile_words_of_homes_stay_text(opened):
    bad = "<img src=x onerror=\"window.hit='home'\">"
    homes = single_homes()
    for name in ("dwelling_type", "age_band"):
        homes[name] = homes[name].cat.rename_categories(lambda word: f"{bad}{word}")
    first = opened(render_atlas(housed(homes, homes_caveat=bad)))
    page = first.page
    _to_first_home(page, 15)
    page.locator(DRAWN).wait_for(state="attached")
    page.locator("#dots-middle").click()
    assert bad in first.text(".land-popup")
    assert page.evaluate("window.hit === undefined")
    assert page.locator("img").count() == 0
    _clean(first)


def test_a_browser_without_decompression_is_told_so_and_has_everything_else(opened, html):
    naked = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    first = opened(naked.replace("<main>", "<script>delete window.DecompressionStream;</script><main>"))
    _to_first_home(first.page, 15)
    assert "too old to draw single homes" in first.text("#dots-note")
    assert first.page.locator("#findings-table tbody tr").count() == 13
    assert first.complaints == []


def test_axe_finds_nothing_on_the_internal_edition(street):
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    first = street(bypass_csp=True)
    first.page.add_script_tag(path=str(script))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = first.page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]] == []
