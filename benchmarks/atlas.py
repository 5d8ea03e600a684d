"""Size, build and speed of a large county's internal atlas, beside folium's own GeoJson at the sizes it can manage.

    python benchmarks/atlas.py [--homes 300000] [--substations 8000] [--runs 3] [--folium 1000 5000 10000]

Each page is built in a process of its own, so that its peak memory is its own, and then opened from a file in an
installed Chromium without a GPU. Build: seconds of CPU, inputs not counted. In the browser: seconds since navigation
began, and milliseconds of a change of year, layout and canvas tiles with it, while the slider is dragged (`shown`:
until the next frame is up), and what follows its release (table and link); medians of the runs and of all years.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from atlas_county import county  # noqa: E402

from lae.atlas import render_atlas  # noqa: E402
from lae.atlas.figure import _leaflet_script, _leaflet_style  # noqa: E402

FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WATCH: Final = """
const seen = { asked: [] };
window.seen = seen;
const look = () => {
  for (const name of ["ready", "dwellings", "secondaries"]) {
    if (document.documentElement.dataset[name] && !(name in seen)) {
      seen[name] = null;
      requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now() / 1000; }, 0));
    }
  }
};
const names = ["data-ready", "data-dwellings", "data-secondaries"];
new MutationObserver(look).observe(document, { attributes: true, subtree: true, attributeFilter: names });
"""
YEARS: Final = """
async () => {
  const slider = document.getElementById("year");
  const taken = { dragged: [], shown: [], released: [] };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  for (let year = LAE.first; year <= LAE.last; year++) {
    slider.value = String(year);
    const begun = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    taken.dragged.push(performance.now() - begun);
    await frame();
    taken.shown.push(performance.now() - begun);
    const freed = performance.now();
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    document.body.getBoundingClientRect();
    taken.released.push(performance.now() - freed);
    await frame();
  }
  return taken;
}
"""
NEAREST: Final = """
() => {
  const spots = [];
  const { lat, lng } = LAE.map.getCenter();
  const begun = performance.now();
  for (let i = 0; i < 200; i++) LAE.packed.dwellings.nearest([lat + 0.00002 * (i % 20), lng], 10);
  return (performance.now() - begun) / 200;
}
"""


def built(kind: str, number: int, substations: int, out: Path) -> dict[str, float]:
    """Write one page; CPU seconds and peak MB of the build."""
    if kind == "folium":
        rng = np.random.default_rng(1)
        points = gpd.points_from_xy(rng.uniform(-1.5, -1, number), rng.uniform(51.5, 52, number), crs="EPSG:4326")
        frame = gpd.GeoDataFrame(
            {"band": rng.choice(list("ABCDEFG"), number), "kwh": rng.integers(2000, 20000, number)}, geometry=points
        )
        begun = time.process_time()
        page = _folium_page(frame)
    else:
        model = county(number, substations, spread=kind == "spread")
        begun = time.process_time()
        page = render_atlas(model)
    taken = time.process_time() - begun
    out.write_text(page, encoding="utf-8")
    return {
        "cpu_s": taken,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mb": out.stat().st_size / 1e6,
    }


def _folium_page(frame: gpd.GeoDataFrame) -> str:
    """The own layer of folium on canvas, with Leaflet inline in place of everything it would fetch."""
    made = folium.Map(location=[51.75, -1.25], zoom_start=10, tiles=None, prefer_canvas=True)
    made.default_js, made.default_css = [("leaflet", "x.js")], [("leaflet_css", "x.css")]
    colours = dict(
        zip("ABCDEFG", ["#12436D", "#2073BC", "#6BACE6", "#BDBD8C", "#F2B134", "#C65A11", "#7A0C1E"], strict=True)
    )
    folium.GeoJson(
        frame,
        marker=folium.CircleMarker(radius=3, fill=True),
        style_function=lambda feature: {"color": colours[feature["properties"]["band"]]},
        tooltip=folium.GeoJsonTooltip(["band", "kwh"]),
    ).add_to(made)
    page = made.get_root().render()
    page = page.replace('<script src="x.js"></script>', f"<script>{_leaflet_script()}</script>")
    page = page.replace('<link rel="stylesheet" href="x.css"/>', f"<style>{_leaflet_style()}</style>")
    return page.replace("</html>", "<script>document.documentElement.dataset.ready = 'yes';</script></html>")


def opened(page_path: Path, runs: int, *, lae: bool) -> dict[str, float]:
    """What a browser takes: medians of `runs` fresh pages."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only the parent needs it

    told: dict[str, list[float]] = {}
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for _ in range(runs):
            for where, place in (("county", ""), ("town", "#map=51.76,-1.24,13.0")) if lae else (("county", ""),):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.add_init_script(WATCH)
                requests: list[str] = []
                page.on("request", lambda request, to=requests: to.append(request.url))
                page.goto(page_path.as_uri() + place, timeout=180_000)
                wanted = "dwellings" if where == "town" else "ready"
                while (at := page.evaluate(f"window.seen.{wanted} || null")) is None:
                    page.wait_for_timeout(50)
                told.setdefault(f"{where} drawn s", []).append(at)
                if lae:
                    for how, taken in page.evaluate(YEARS).items():
                        told.setdefault(f"{where} year {how} ms", []).extend(taken[1:])
                    if where == "town":
                        told.setdefault("nearest ms", []).append(page.evaluate(NEAREST))
                told.setdefault("requests", []).append(
                    sum(not url.startswith(("file:", "data:", "blob:")) for url in requests)
                )
                page.close()
        browser.close()
    found = {name: statistics.median(values) for name, values in told.items()}
    return found | {f"{name} worst": max(values) for name, values in told.items() if name.endswith("dragged ms")}


def main() -> None:
    """Print one line a page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--homes", type=int, default=300_000)
    options.add_argument("--substations", type=int, default=8_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--folium", type=int, nargs="*", default=[1_000, 5_000, 10_000])
    options.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.alone:
        kind, out = asked.alone
        sys.stdout.write(json.dumps(built(kind, asked.homes, asked.substations, Path(out))))
        return
    pages: list[tuple[str, int]] = [
        ("postcodes", asked.homes),
        ("spread", asked.homes),
        *(("folium", n) for n in asked.folium),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for kind, number in pages:
            out = Path(folder) / f"{kind}{number}.html"
            command = [
                sys.executable,
                __file__,
                "--alone",
                kind,
                str(out),
                "--homes",
                str(number),
                "--substations",
                str(asked.substations),
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
            sys.stdout.write(
                _line(kind, number, json.loads(done.stdout) | opened(out, asked.runs, lae=kind != "folium"))
            )
            sys.stdout.flush()


def _line(kind: str, number: int, found: dict[str, Any]) -> str:
    return f"{kind} {number:,}: " + ", ".join(f"{name} {value:.3g}" for name, value in found.items()) + "\n"


if __name__ == "__main__":
    main()
