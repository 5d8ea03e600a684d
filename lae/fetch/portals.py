"""Open-data portals: where CKAN keeps the newest edition of a set, Opendatasoft's exports, OCPI's pages."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lae.fetch.download import Told
from lae.fetch.faults import FetchError
from lae.fetch.pages import Pages, write_items
from lae.fetch.web import Web

_OCPI_OK: Final = 1000
_PAGE: Final = 500
_DATE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}")


def newest_resource(
    web: Web, portal: str, package: str, pattern: str, *, headers: Mapping[str, str]
) -> tuple[str, str]:
    """The address and the date of the newest file of a CKAN package whose name or address matches `pattern`.

    Resource ids change with every edition, so the package is asked each time. The date is yyyy-mm-dd, or blank.

    Raises:
        FetchError: the package is gone, or has no such file.
    """
    answer = web.json(f"{portal}/package_show", {"id": package}, headers)
    result = answer.get("result") if isinstance(answer, dict) and answer.get("success") is True else None
    resources = result.get("resources") if isinstance(result, dict) else None
    if not isinstance(resources, list):
        raise FetchError("not_ckan", f"the portal does not describe the set {package}.")
    wanted = re.compile(pattern, re.IGNORECASE)
    fitting = sorted(
        (_changed(each), str(each["url"]))
        for each in resources
        if isinstance(each, dict)
        and each.get("url")
        and (wanted.search(str(each.get("name", ""))) or wanted.search(str(each["url"])))
    )
    if not fitting:
        named = ", ".join(str(each.get("name")) for each in resources[:10] if isinstance(each, dict))
        message = f"the set {package} holds no file that looks like the one we read; it holds {named or 'nothing'}."
        raise FetchError("no_resource", message, "The publisher may have renamed it: fetch it by hand.")
    changed, url = fitting[-1]
    return url, changed


def holds_rows(key_name: str) -> Callable[[Path], None]:
    """A check of a CSV export that refuses a header without rows, which is what a portal sends to strangers.

    The message names the environment's variable for the portal's key, if there is one.
    """

    def check(path: Path) -> None:
        with path.open("rb") as stream:
            stream.readline()
            if stream.readline().strip():
                return
        fix = f"Set {key_name} to your key of the portal." if key_name else "Fetch it by hand."
        raise FetchError("header_only", "the portal sent a header without rows, as it does to strangers.", fix)

    return check


def fetch_locations(web: Web, url: str, path: Path, *, most_bytes: int, headers: Mapping[str, str], told: Told) -> int:
    """All locations of an OCPI 2.2.1 endpoint as one envelope; returns how many.

    Raises:
        FetchError: the endpoint answers with another status than success, whatever HTTP says.
    """
    pages = Pages(path.with_name(f".{path.name}.pages"), {"url": url, "page": _PAGE})

    def ask(number: int) -> tuple[list[Any], bool]:
        answer = web.json(url, {"offset": str(number * _PAGE), "limit": str(_PAGE)}, headers)
        status = answer.get("status_code") if isinstance(answer, dict) else None
        data = answer.get("data") if isinstance(answer, dict) else None
        if status != _OCPI_OK or not isinstance(data, list):
            words = str(answer.get("status_message", ""))[:200] if isinstance(answer, dict) else ""
            raise FetchError("ocpi_status", f'the endpoint answers with status {status}: "{words}".')
        told(number * _PAGE + len(data), None)
        return data, len(data) >= _PAGE

    def locations() -> Iterator[Any]:
        for items in pages.all(ask, most_bytes=most_bytes):
            yield from items

    found = write_items(locations(), path, before='{"status_code":1000,"data":[', after="\n]}\n")
    pages.remove()
    return found


def _changed(resource: dict[str, Any]) -> str:
    for name in ("last_modified", "metadata_modified", "created"):
        found = _DATE.match(str(resource.get(name) or ""))
        if found:
            return found.group()
    return ""
