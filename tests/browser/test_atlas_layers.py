"""Generation limits, the queue and published works in a real browser: symbols, panel, table, CSV, keys, widths."""

import csv
import io
import os
import tempfile
from pathlib import Path

import pytest

from atlas_layers import layered
from atlas_world import STUB, world
from lae.atlas import render_atlas

LIMITS = "generation.limits.inverter.accepted"
VIEWS = (LIMITS, "generation.limits.synchronous.connected", "queue.contracted_excl_bess", "queue.register", "works")


@pytest.fixture(scope="module")
def html() -> str:
    return render_atlas(layered())


def _states(opened):
    return opened.page.evaluate(
        "Object.fromEntries(LAE.marked().map((m) => [m.substation.substation_id, m.button.dataset.state]))"
    )


def _headline(opened):
    rows = opened.page.locator("#headline tbody tr").all()
    return {row.locator("th").inner_text().strip(): int(row.locator("td").last.inner_text()) for row in rows}


def _view(opened, key):
    opened.page.locator("#view").select_option(key)


def _year(opened, year):
    opened.page.locator("#year").evaluate(
        """(slider, year) => {
          slider.value = year;
          // A hand on a slider makes both: as it drags, and as it lets go.
          for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name, { bubbles: true }));
        }""",
        year,
    )


def test_the_limit_that_binds_is_drawn_and_a_published_zero_stands(opened, html):
    first = opened(html, hash=f"#view={LIMITS}&year=2035")
    states = _states(first)
    assert states["ssen:T-1"] == "limit_transmission"
    assert states["ssen:T-4"] == "limit_reverse_power"
    assert states["ssen:T-8"] == "zero"
    assert states["ssen:T-12"] == "unknown"
    assert not {"above", "crosses"} & set(states.values()), "a limit never looks like room"
    assert "worked out for 2030" in first.text("#basis-badges")
    first.page.locator("#findings-table").get_by_role("button", name="Aldermoor Lane Primary", exact=True).click()
    row = first.page.locator("#findings-table tbody tr", has_text="Wexbourne Primary")
    assert row.locator("td").last.inner_text() == "Reverse power, itself"
    panel = first.text("#panel [data-part=limits]")
    for words in (
        "Generation limits, 2030",
        "at most 0.00 MVA",
        "Substation Fault Level",
        "4.20 MVA",
        "9.00 MVA",
        "unknown: voltage limit unpublished",
        "unknown: a limit of the GSP above",
        "at most 4.20 MVA",
        "2.20 to 7.20 MVA",
        "Reverse power at Marlow Heath BSP",
        "The operator publishes no room, and that stands",
    ):
        assert words in panel, words
    assert "Reverse power binds; the published zero stands" in first.text("#panel .state-line")


def test_another_plant_is_limited_by_something_else(opened, html):
    first = opened(html, hash="#view=generation.limits.synchronous.accepted&year=2030")
    assert _states(first)["ssen:T-4"] == "limit_fault_level"
    legend = first.text("#legend")
    assert "Fault level binds" in legend
    assert "Voltage binds" not in legend, "what binds nowhere is not in the legend"


def test_limits_of_the_connected_queue_differ_and_unknown_says_why(opened, html):
    first = opened(html, hash=f"#view={LIMITS}&year=2030&at=ssen:T-12")
    assert "Unknown: minimum demand unpublished; fault level" in first.text("#panel .state-line")
    first = opened(html, hash=f"#view={LIMITS}&year=2030&at=ssen:T-4")
    before = first.text("#panel [data-part=limits]")
    _view(first, "generation.limits.inverter.connected")
    assert "6.20 MVA" in first.text("#panel [data-part=limits]")
    assert "6.20 MVA" not in before


def test_modelled_no_room_beside_published_room_is_a_disagreement(opened):
    model = world()
    there = model.substations["substation_id"].eq("ssen:T-8")
    substations = model.substations.assign(
        generation_headroom_mva=model.substations["generation_headroom_mva"].mask(there, 5.0),
        generation_bound=model.substations["generation_bound"].mask(there, "exact"),
    )
    first = opened(render_atlas(layered(substations=substations)), hash=f"#view={LIMITS}&year=2030")
    assert _states(first)["ssen:T-8"] == "disagrees"


def test_contracted_demand_is_measured_against_firm_capacity(opened, html):
    first = opened(html, hash="#view=queue.contracted_excl_bess")
    states = _states(first)
    assert states["ssen:T-4"] == "queue_little"
    assert states["ssen:T-5"] == "queue_over"
    assert states["ssen:T-1"] == "unknown"
    assert first.page.locator("#scenario-field").is_hidden()
    assert first.page.locator("#year-field").is_hidden()
    _view(first, "queue.contracted")
    states = _states(first)
    assert states["ssen:T-4"] == "queue_over"
    assert states["ssen:T-2"] == "queue_quarter"
    total = first.page.evaluate("LAE.substations.length")
    assert sum(_headline(first).values()) == total


def test_the_queue_panel_holds_firm_capacity_security_and_the_registers_layers(opened, html):
    first = opened(html, hash="#view=queue.contracted_excl_bess&at=ssen:T-2")
    panel = first.text("#panel [data-part=queue]")
    for words in (
        "45.00 MVA published by the operator",
        "Derived, as a check",
        "40.00 MVA",
        "2.00 MVA (4 % of firm)",
        "22.00 MVA (49 % of firm)",
        "32 % of firm capacity: an upper bound",
        "D, group demand 70.00 MW",
        "unverified: its requirement is not checked here",
        "20.00",
        "4.50 (1 not stated)",
    ):
        assert words in panel, words
    first = opened(html, hash="#view=queue.contracted_excl_bess&at=ssen:T-1")
    assert "unknown: no published limit; none is derived for a GSP" in first.text("#panel [data-part=queue]")


def test_the_register_keeps_its_layers_apart_and_is_unknown_where_no_file_is(opened, html):
    first = opened(html, hash="#view=queue.register")
    states = _states(first)
    assert states["ssen:T-2"] == "register_waiting"
    assert states["ssen:T-4"] == "register_connected"
    assert states["ssen:T-5"] == "register_none"
    row = first.page.locator("#findings-table tbody tr", has_text="Marlow Heath BSP")
    assert [row.locator("td").nth(place).inner_text() for place in (3, 4, 5)] == ["4.50", "none listed", "20.00"]
    stub = first.page.locator("#findings-table tbody tr", has_text=STUB[1])
    assert stub.get_attribute("data-state") == "unknown"
    bare = opened(render_atlas(world()), hash="#at=ssen:T-4")
    assert "unknown, no capacity register of its operator was supplied" in bare.text("#panel [data-part=queue]")


def test_works_are_typed_dated_and_pass_with_the_years(opened, html):
    first = opened(html, hash="#view=works&year=2028")
    states = _states(first)
    assert states["ssen:T-3"] == "work_capacity"
    assert states["ssen:T-7"] == "work_circuit", "works without a date stay due"
    assert states["ssen:T-4"] == "work_none"
    assert first.page.locator("#findings-table tbody tr", has_text=STUB[1]).get_attribute("data-state") == "unknown"
    _year(first, 2029)
    assert _states(first)["ssen:T-3"] == "work_past"
    assert "published, not funded" in first.text("#basis-badges")
    assert first.page.locator("#scenario-field").is_hidden()
    first.page.locator("#findings-table").get_by_role("button", name="Quillbrook BSP", exact=True).click()
    panel = first.text("#panel [data-part=works]")
    for words in (
        "Capacity, 2029-10, first winter 2029",
        "30 to 60 MVA",
        "Done by 2029, if on time.",
        "2025 to 2028",
        "2029 to 2050",
        "A published zero is not lifted by works",
    ):
        assert words in panel, words


def test_a_mark_shows_where_works_are_due_on_any_layer_but_their_own(opened, html):
    first = opened(html, hash="#year=2026")
    marked = first.page.locator(".mark .works-mark")
    assert marked.count() == 0
    first.page.locator("#marks").focus()
    first.page.keyboard.press("Space")
    assert marked.count() == 2
    label = first.page.locator(".mark[aria-label^='Quillbrook BSP']").get_attribute("aria-label")
    assert label.endswith("; published works due")
    _year(first, 2040)
    assert marked.count() == 1, "works without a date stay due"
    _view(first, "queue.contracted_excl_bess")
    assert marked.count() == 2, "where the layer has no year, what lay ahead in the first one"
    assert first.page.locator("#marks").is_checked()
    _view(first, "works")
    assert marked.count() == 0
    assert first.page.locator("#marks").count() == 0


def test_options_say_sizes_hours_and_what_is_unknown(opened, html):
    first = opened(html, hash="#scenario=fast&year=2045&at=ssen:T-3")
    panel = first.text("#panel [data-part=options]")
    for words in (
        "What could be done, 2040",
        "Short by at least 2.50 MVA in Fast lane",
        "2.40 MW",
        "3.5 h and 5.25 MWh above the limit on a winter day, greatest at 18:00",
        "2.20 MWh moved",
        "1.30 MVA left short",
        "2029-10: 0.00 MVA left short",
        "published, not funded; cost only where a unit cost is published",
        "transfer capacity unpublished",
    ):
        assert words in panel, words
    first.page.locator("#scenario").select_option(label="Slow lane")
    assert "No shortfall of its own is proved in Slow lane, 2040" in first.text("#panel [data-part=options]")


def test_every_panel_has_every_part_once_and_its_own_layer_first(opened, html):
    first = opened(html, hash="#at=ssen:T-3")
    for key in ("demand.published", *VIEWS):
        _view(first, key)
        parts = first.page.locator("#panel [data-part]").evaluate_all("(all) => all.map((e) => e.dataset.part)")
        assert sorted(parts) == ["limits", "options", "queue", "works"]
        own = {"demand.published": "options", "works": "works"}.get(key, "limits" if "limits" in key else "queue")
        assert parts[0] == own
        assert "null" not in first.text("#panel").split()


@pytest.mark.parametrize("key", VIEWS)
def test_counts_legend_filter_and_csv_speak_of_the_layer_shown(opened, html, key):
    first = opened(html, hash=f"#view={key}&year=2030", accept_downloads=True)
    page = first.page
    total = page.evaluate("LAE.substations.length")
    counts = page.evaluate("LAE.counts(LAE.state.year, LAE.state.scenario)")
    assert sum(counts.values()) == total
    drawn = list(_states(first).values())
    assert set(drawn) <= set(counts)
    options = page.locator("#filter-state option").evaluate_all("(all) => all.map((e) => e.value)")
    assert options == ["", *counts]
    state = max((name for name in counts if counts[name]), key=lambda name: counts[name])
    page.locator("#filter-state").select_option(state)
    assert page.locator("#findings-table tbody tr").count() == counts[state]
    page.locator("#filter-state").select_option("")
    with page.expect_download() as download:
        page.locator("#csv").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_bytes().decode("utf-8-sig"))))
    assert len(rows) == total
    assert {row["layer"] for row in rows} == {key}
    assert all(None not in row and None not in row.values() for row in rows)
    page.locator("#findings-table").get_by_role("button", name="Substation").click()
    names = page.locator("#findings-table tbody th").all_inner_texts()
    assert names == sorted(names)
    assert first.complaints == []
    assert first.requests == []


def test_the_csv_of_the_limits_holds_each_limit(opened, html):
    first = opened(html, hash=f"#view={LIMITS}&year=2030", accept_downloads=True)
    with first.page.expect_download() as download:
        first.page.locator("#csv").click()
    rows = {
        row["substation_id"]: row
        for row in csv.DictReader(io.StringIO(download.value.path().read_bytes().decode("utf-8-sig")))
    }
    assert rows["ssen:T-4"]["year"] == "2030"
    assert float(rows["ssen:T-4"]["reverse_power_mva"]) == pytest.approx(4.2)
    assert rows["ssen:T-4"]["binding_limit"] == "reverse_power"
    assert rows["ssen:T-4"]["voltage_mva"] == ""
    assert rows["ssen:T-12"]["class"] == "unknown"


def test_a_layer_is_chosen_and_walked_by_keys_alone(opened, html):
    first = opened(html, hash="#view=works&year=2028")
    page = first.page
    page.locator("#view").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("LAE.state.view.kind") != "works"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("LAE.state.view.kind") == "works"
    page.evaluate("LAE.focusMarker('ssen:T-3')")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name == "Quillbrook BSP, Bulk supply point: Capacity works due: 2029-10"
    page.keyboard.press("Enter")
    assert first.text("#panel h2") == "Quillbrook BSP"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_a_layer_without_a_scenario_is_announced(opened, html):
    first = opened(html)
    _view(first, "queue.contracted_excl_bess")
    first.page.locator("#live", has_text="As published: ").wait_for(state="attached")
    _view(first, "demand.published")
    first.page.locator("#live", has_text="Fast lane, 2030: ").wait_for(state="attached")
    assert first.page.locator("#scenario-field").is_visible()


@pytest.mark.parametrize("key", VIEWS)
def test_narrow_screens_and_small_targets_on_every_layer(opened, html, key):
    first = opened(html, width=320, height=700, hash=f"#view={key}&at=ssen:T-3")
    for width in (320, 390, 768, 1280):
        first.page.set_viewport_size({"width": width, "height": 800})
        assert first.page.evaluate("document.documentElement.scrollWidth") <= width
    small = first.page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary, .mark")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
            .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


@pytest.mark.parametrize("key", VIEWS)
def test_axe_finds_nothing_on_any_layer(opened, html, key):
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    first = opened(html, hash=f"#view={key}&at=ssen:T-3", bypass_csp=True)
    first.page.evaluate(script.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = first.page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:4]) for fault in found["violations"]] == []


def test_hostile_texts_of_the_new_parts_stay_text(opened):
    hostile = "<img src=x onerror=\"window.hit='layer'\"></script><script>window.hit=1</script>"
    model = layered()
    first = opened(
        render_atlas(
            layered(
                generation_limits=model.generation_limits.assign(reason=hostile),
                options=model.options.assign(reason=hostile),
                firm=model.firm.assign(reason=hostile),
                security=model.security.assign(reason=hostile),
                works=model.works.assign(text=hostile),
                connection_layers=model.connection_layers.assign(technology=[f"{hostile}{n}" for n in range(3)]),
            )
        ),
        hash="#year=2040&at=ssen:T-3",
    )
    for key in VIEWS:
        _view(first, key)
        for name in ("Quillbrook BSP", "Marlow Heath BSP", "Thornmere GSP"):
            first.page.locator("#findings-table").get_by_role("button", name=name, exact=True).click()
    assert first.page.evaluate("window.hit === undefined")
    assert first.page.locator("img").count() == 0
    assert first.complaints == []
