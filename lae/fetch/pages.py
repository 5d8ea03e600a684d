"""Answers that come in pages: each is kept, so that a broken run goes on where it stopped, then they make one file."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from lae.fetch.faults import FetchError

_MOST_PAGES: Final = 5_000
"""A service that never ends is no service."""


class Pages:
    """The pages of one query in a folder of their own; pages of another query are thrown away."""

    def __init__(self, folder: Path, query: dict[str, Any]) -> None:
        self.folder = folder
        plan = folder / "query.json"
        text = json.dumps(query, sort_keys=True)
        old = None
        with suppress(OSError, UnicodeDecodeError):
            old = plan.read_text(encoding="utf-8")
        if old != text:
            self.remove()
            folder.mkdir(parents=True)
            plan.write_text(text, encoding="utf-8")

    def all(self, ask: Callable[[int], tuple[list[Any], bool]], *, most_bytes: int) -> Iterator[list[Any]]:
        """Every page in order, asked for only where it is not kept; `ask(number)` returns its items and if more follow.

        Raises:
            FetchError: `ask` failed, or the pages hold more than `most_bytes` or never end.
        """
        taken = 0
        for number in range(_MOST_PAGES):
            path = self.folder / f"{number:05d}.json"
            kept = _kept(path)
            if kept is None:
                items, more = ask(number)
                draft = path.with_suffix(".new")
                draft.write_text(json.dumps({"items": items, "more": more}), encoding="utf-8")
                draft.replace(path)
            else:
                items, more = kept
            taken += path.stat().st_size
            if taken > most_bytes:
                raise FetchError("too_large", f"the layer is larger than {most_bytes // 1_000_000:,} MB.")
            yield items
            if not more:
                return
        raise FetchError("endless", f"the service had not ended after {_MOST_PAGES:,} pages.")

    def remove(self) -> None:
        """Forget every page."""
        for path in sorted(self.folder.glob("*")) if self.folder.is_dir() else []:
            path.unlink()
        if self.folder.is_dir():
            self.folder.rmdir()


def write_items(items: Iterator[Any], path: Path, *, before: str, after: str) -> int:
    """Write `before`, the items as JSON one a line with commas between, and `after`; whole or not at all.

    Returns how many items there were.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    number = 0
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(before)
        for item in items:
            stream.write(",\n" if number else "\n")
            stream.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
            number += 1
        stream.write(after)
    draft.replace(path)
    return number


def _kept(path: Path) -> tuple[list[Any], bool] | None:
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
        return list(page["items"]), bool(page["more"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
