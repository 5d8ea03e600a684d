"""folium's page made self-contained: Leaflet inline, nothing fetched, and a policy that lists each script's hash."""

import base64
import hashlib
import mimetypes
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import folium
import jinja2
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

_ASSETS: Final = files("lae.atlas") / "assets"
_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
_URL: Final = re.compile(r"""url\(\s*["']?(?!data:|#)[^)]*\)|@import[^;]*""", re.IGNORECASE)
_ADDRESSES: Final = frozenset(
    {"src", "href", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href"}
)
_POLICY_PLACE: Final = "lae-policy-goes-here"
_VIEWPORT: Final = re.compile(r'<meta name="viewport"[^>]*>')
_NAMES: Final = {"leaflet": "leaflet.js", "leaflet_css": "leaflet.css"}
"""folium's names for the two files we keep, and what they are called in xstatic-leaflet."""


class InlineText(Element):
    """Text put on the page as it is; branca would read a library as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - branca's signature
        """The text."""
        return self.text


class CountyMap(folium.Map):
    """A folium map without tiles, with the same name every time."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_start=9,
            control_scale=True,
            zoomControl=False,
            minZoom=7,
            maxZoom=17,
            zoomSnap=0.1,
            fadeAnimation=False,
            zoomDelta=0.5,
            wheelPxPerZoomLevel=120,
        )
        self._id = "lae"
        # On the instance: folium's own lists are shared by every map of the process.
        self.default_js = [("leaflet", _NAMES["leaflet"])]
        self.default_css = [("leaflet_css", _NAMES["leaflet_css"])]


class StartAtlas(MacroElement):
    """Hands the finished Leaflet map to the page's own script."""

    _template = Template("{% macro script(this, kwargs) %}LAE.start({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "StartAtlas", "lae"


class OfflineFigure(Figure):
    """A page of our own template around folium's map."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()
        self._id = "lae"
        self._content = content

    def render(self, **kwargs: Any) -> str:
        """The whole page; raises ValueError if it would fetch anything."""
        for child in self._children.values():
            child.render(**kwargs)
        self.header.add_child(InlineText(f"<script>\n{_leaflet_script()}\n</script>"), name="leaflet")
        self.header.add_child(InlineText(f"<style>\n{_leaflet_style()}\n</style>"), name="leaflet_css")
        page = (
            _environment()
            .get_template("page.html")
            .render(
                **self._content,
                policy=_POLICY_PLACE,
                folium_header=_VIEWPORT.sub("", self.header.render(**kwargs)),
                folium_map=self.html.render(**kwargs),
                folium_script=self.script.render(**kwargs),
            )
        )
        if fetched := fetches(page):
            raise ValueError(f"the page would fetch {', '.join(fetched[:3])}; pages must work without a network")
        return page.replace(_POLICY_PLACE, policy_of(page), 1)


def asset(name: str) -> str:
    """The text of one of the page's own files."""
    return (_ASSETS / name).read_text(encoding="utf-8")


def policy_of(page: str) -> str:
    """The content security policy: only the scripts now on the page, and nothing from anywhere."""
    hashes = dict.fromkeys(
        "'sha256-" + base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode("ascii") + "'"
        for body in scripts(page)
    )
    return (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def scripts(page: str) -> list[str]:
    """The bodies of the scripts that would run, in order; blocks of data are left out."""
    return [found["body"] for found in _SCRIPT.finditer(page) if "type=" not in found["attributes"]]


def fetches(page: str) -> list[str]:
    """Addresses the page would ask for: anything in src, href or url() that is neither data nor a place on the page."""
    finder = _Fetches()
    finder.feed(page)
    finder.close()
    return finder.found


class _Fetches(HTMLParser):
    """Collects what a browser would fetch for the page as written; what scripts do is the policy's business."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the addresses among an element's attributes."""
        self._in_style = tag == "style"
        for name, value in attrs:
            address = (value or "").strip()
            if name in _ADDRESSES and not address.startswith(("data:", "#")):
                self.found.append(f"{name}={address}")
            if name == "style":
                self.found += _URL.findall(address)

    def handle_data(self, data: str) -> None:
        """Take the addresses in a style sheet."""
        if self._in_style:
            self.found += _URL.findall(data)

    def handle_endtag(self, tag: str) -> None:
        """Notice the end of a style sheet."""
        self._in_style = self._in_style and tag != "style"


def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(asset)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)


def _leaflet_script() -> str:
    licence = asset("leaflet-licence.txt")
    code = (Path(leaflet.BASE_DIR) / _NAMES["leaflet"]).read_text(encoding="utf-8")
    code = re.sub(r"//# sourceMappingURL=\S+", "", code)
    return f"/*\n{licence}*/\n{code}".replace("</script", "<\\/script")


def _leaflet_style() -> str:
    folder = Path(leaflet.BASE_DIR)

    def inline(found: re.Match[str]) -> str:
        reference = found[1].strip("'\" ")
        if reference.startswith("#"):
            return found[0]
        kind = mimetypes.guess_type(reference)[0] or "application/octet-stream"
        data = base64.b64encode((folder / reference).read_bytes()).decode("ascii")
        return f"url(data:{kind};base64,{data})"

    return re.sub(r"url\(([^)]*)\)", inline, (folder / _NAMES["leaflet_css"]).read_text(encoding="utf-8"))
