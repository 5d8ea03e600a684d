"""Hostile names, the policy, and what a page must offer everyone, in a real browser. Each guard is shown to bite."""

import os
import re
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from atlas_world import world
from lae.atlas import render_atlas
from lae.atlas.figure import fetches

HOSTILE = {
    "ssen:T-1": "<img src=x onerror=\"window.hit='img'\">",
    "ssen:T-2": "${window.hit='template'}",
    "ssen:T-3": "`${window.hit='backtick'}`",
    "ssen:T-4": "</script><script>window.hit='script'</script>",
    "ssen:T-5": "=cmd|' /C calc'!A0",
    "ssen:T-6": "{{ 7*7 }}<!--<script>",
    "ssen:T-7": "\u2028\u2029'\"\\",
    "ssen:T-8": '<a href="javascript:window.hit=1">x</a>',
}


def _hostile_model():
    model = world(names=HOSTILE)
    first = HOSTILE["ssen:T-1"] + HOSTILE["ssen:T-4"]
    return world(
        names=HOSTILE,
        title=first,
        subtitle=first,
        generated=first,
        districts=model.districts.assign(district_name=first),
        scenarios=(("fast", first), ("slow", first)),
        works=model.works.assign(text=first),
        coverage=model.coverage.assign(note=first),
        sources=model.sources.assign(attribution=first, title=first),
        assumptions=model.assumptions.assign(note=first),
        technologies={"heat_pump": first},
    )


def _walk(opened):
    """Shows every place where a name is written."""
    page = opened.page
    page.locator("#view").select_option("demand.modelled.connected")
    page.locator("#view").select_option("demand.published")
    page.locator("#find-text").fill("a")
    for button in page.locator("#findings-table tbody button").all():
        button.click()
    page.evaluate("LAE.marked().forEach((m) => m.marker.openTooltip())")
    for summary in page.locator("summary:visible").all():
        summary.click()
    page.wait_for_timeout(300)


def test_hostile_names_stay_text(opened):
    first = opened(render_atlas(_hostile_model()))
    _walk(first)
    page = first.page
    assert page.evaluate("window.hit === undefined")
    assert page.locator("img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    shown = page.locator("#findings-table tbody th").all_text_contents()
    assert set(HOSTILE.values()) <= set(shown), "each name is printed as it was given"
    assert first.requests == []
    assert first.complaints == []


def test_the_same_names_run_where_a_page_writes_them_as_markup(opened, toy_html):
    """The control: without the policy, a name put in as markup sets the mark the test above looks for."""
    naked = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", toy_html)
    first = opened(naked.replace("<main>", f"<main>{HOSTILE['ssen:T-1']}"))
    first.page.wait_for_timeout(200)
    assert first.page.evaluate("window.hit") == "img"


INTRUDERS = {
    "an inline handler": "<button id=intruder onclick=\"window.hit='click'\">x</button>",
    "an inline script": "<script>window.hit='inline'</script>",
    "a handler of an error": '<img src="data:," onerror="window.hit=2">',
    "a remote image": '<img src="{host}pixel.png">',
    "a remote script": '<script src="{host}x.js"></script>',
    "a remote style": '<link rel=stylesheet href="{host}x.css">',
    "a remote frame": '<iframe src="{host}"></iframe>',
    "a style with an address": "<style>main {{ background: url({host}x.png) }}</style>",
}


@pytest.fixture
def host():
    """A web server on this machine: its address and the list of what was asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format, *args):  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("intruder", INTRUDERS.values(), ids=INTRUDERS.keys())
def test_the_policy_stops_what_is_not_ours(opened, toy_html, host, intruder):
    address, asked = host
    page = toy_html.replace("<main>", f"<main>{intruder.format(host=address)}")
    first = opened(page)
    if "<button" in intruder:
        first.page.locator("#intruder").click()
    first.page.wait_for_timeout(200)
    assert first.page.evaluate("window.hit === undefined")
    assert asked == []
    assert any("Content Security Policy" in complaint for complaint in first.complaints)
    assert bool(fetches(page)) == ("{host}" in intruder), "the build would refuse what it can see"


def test_without_the_policy_the_same_page_does_call_home(opened, toy_html, host):
    """The control: the server above hears a page that may speak, and the record of requests shows it."""
    address, asked = host
    naked = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", toy_html)
    first = opened(naked.replace("<main>", f"<main>{INTRUDERS['a remote image'].format(host=address)}"))
    first.page.wait_for_timeout(200)
    assert asked == ["/pixel.png"]
    assert first.requests == [f"{address}pixel.png"]


@pytest.mark.parametrize("attempt", ["eval('window.hit = 1')", "new Function('window.hit = 1')()"])
def test_text_cannot_be_run_as_code(opened, attempt):
    first = opened()
    # From a timer, because what the debugger itself evaluates is outside the policy.
    first.page.evaluate(
        f"() => {{ setTimeout(() => {{ try {{ {attempt}; }} catch (fault) {{ window.outcome = fault.name; }} }}, 0); }}"
    )
    first.page.wait_for_timeout(100)
    assert first.page.evaluate("[window.outcome, window.hit]") == ["EvalError", None]


def test_a_script_cannot_call_home(opened):
    first = opened()
    outcome = first.page.evaluate("fetch('https://tracker.invalid/').then(() => 'sent', (error) => error.name)")
    assert outcome == "TypeError"
    assert any("Content Security Policy" in complaint for complaint in first.complaints)


@pytest.mark.parametrize("hash", ["", "#at=ssen:T-5&view=demand.modelled.connected"])
def test_narrow_screens_need_no_sideways_scrolling(opened, hash):  # noqa: A002
    first = opened(width=320, height=700, hash=hash)
    for width in (320, 375, 768):
        first.page.set_viewport_size({"width": width, "height": 700})
        assert first.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_at_least_24_pixels(opened, width):
    first = opened(width=width, hash="#at=ssen:T-5")
    small = first.page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary, .mark, .leaflet-control-zoom a")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
            .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_every_control_has_a_name_and_focus_can_be_seen(opened):
    first = opened(hash="#at=ssen:T-5")
    unnamed = first.page.evaluate(
        """[...document.querySelectorAll("button, select, input, [role=button], [role=region], [role=img]")]
            .filter((e) => !(e.textContent.trim() || e.labels?.length))
            .filter((e) => !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby")))
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []
    first.page.locator("#scenario").focus()
    first.page.keyboard.press("Tab")
    style = first.page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert style == "solid3px"


def test_the_first_stop_of_the_keyboard_skips_to_the_findings(opened):
    first = opened()
    first.page.keyboard.press("Tab")
    assert first.page.evaluate("document.activeElement.textContent") == "Skip to the table of findings"
    first.page.keyboard.press("Enter")
    assert first.page.evaluate("document.activeElement.id") == "findings"


@pytest.mark.parametrize("hash", ["", "#at=ssen:T-5"])
def test_axe_finds_nothing(opened, hash):  # noqa: A002
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    first = opened(hash=hash, bypass_csp=True)
    first.page.evaluate(script.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = first.page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:4]) for fault in found["violations"]] == []
