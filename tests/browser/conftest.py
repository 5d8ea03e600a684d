"""An installed Chromium for the page tests, and a record of everything a page asks for or complains about."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from atlas_world import world
from lae.atlas import render_atlas

NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL = ("file:", "data:", "blob:")


@dataclass
class Opened:
    """A page with what it asked of a network and what it complained about; both should stay empty."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()


def found_browser() -> str | None:
    """LAE_CHROMIUM, else the first known name on PATH."""
    asked = os.environ.get("LAE_CHROMIUM")
    return asked if asked else next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = found_browser()
    if path is None or not Path(path).exists():
        reason = f"no browser: LAE_CHROMIUM names none and none of {', '.join(NAMES)} is on PATH"
        if "browser" in os.environ.get("LAE_REQUIRE", "").split(","):
            pytest.fail(f"LAE_REQUIRE asks for browser: {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def toy_html() -> str:
    return render_atlas(world())


@pytest.fixture
def opened(browser: Browser, toy_html: str, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens a page from a file: `opened(html=..., hash="#year=2040", width=1280, height=900, **context)`."""
    contexts = []

    def open_page(html: str = toy_html, *, hash: str = "", width: int = 1280, height: int = 900, **options) -> Opened:  # noqa: A002
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        result = Opened(page)
        page.on(
            "request", lambda request: None if request.url.startswith(LOCAL) else result.requests.append(request.url)
        )
        page.on("console", lambda message: result.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: result.complaints.append(f"error: {error}"))
        page.goto(path.as_uri() + hash)
        page.wait_for_load_state("load")
        if options.get("java_script_enabled", True):
            page.locator("html[data-ready=yes]").wait_for(state="attached")
        return result

    yield open_page
    for context in contexts:
        context.close()
