"""Every page of Toytown's pack in a real browser: nothing asked of a network, no complaint, and axe finds nothing."""

import os
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lae.output import run_to_folder
from lae.study import Study
from toytown import TOYTOWN

LOCAL = ("file:", "data:")
PAGES = [
    "report.html",
    "carbon.html",
    "finance.html",
    "progress.html",
    "districts/index.html",
    "districts/E99000001.html",
    "operator/index.html",
    "operator/toy/toy_P5.html",
]
NARROW = 320


@pytest.fixture(scope="session")
def evidence(tmp_path_factory):
    """The evidence of an operator's edition, which has every page there is."""
    out = tmp_path_factory.mktemp("pack") / "out"
    run_to_folder(Study(TOYTOWN), out, lambda _: None, log_level="warning", edition="operator")
    return out / "evidence"


@pytest.fixture
def seen(browser, evidence):
    """Opens a page of the pack: `seen(name, **context)` gives it, what it asked for and what it complained of."""
    contexts = []

    def see(name, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page, asked, complained = context.new_page(), [], []
        page.on("request", lambda request: None if request.url.startswith(LOCAL) else asked.append(request.url))
        page.on("console", lambda message: complained.append(message.text))
        page.on("pageerror", lambda error: complained.append(str(error)))
        page.goto((evidence / name).as_uri())
        page.wait_for_load_state("load")
        return page, asked, complained

    yield see
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_offline_asks_for_nothing_and_complains_of_nothing(seen, name):
    page, asked, complained = seen(name, offline=True)
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("main table").count()
    assert (asked, complained) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wider_than_a_narrow_telephone(seen, name):
    page, _, _ = seen(name, viewport={"width": NARROW, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(seen, name):
    folder = Path(os.environ.get("LAE_AXE", Path(tempfile.gettempdir()) / "lae-axe"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not there: npm install axe-core in a folder named by LAE_AXE")
    page, _, _ = seen(name, bypass_csp=True)
    page.add_script_tag(path=script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []


def test_every_page_leads_to_its_siblings(seen, evidence):
    for name in ("report.html", "carbon.html", "finance.html", "progress.html", "districts/E99000001.html"):
        page, _, _ = seen(name)
        links = page.locator("nav.pack a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert len(links) == 6
        assert [link for link in links if not (evidence / name).parent.joinpath(link).is_file()] == []
