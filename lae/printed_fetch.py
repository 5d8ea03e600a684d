"""What `lae fetch` shows: what can be fetched, what is coming, what became of each layer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lae.fetch.download import Told
from lae.fetch.fetching import Outcome
from lae.fetch.fetching import Progress as Begin
from lae.fetch.layers import ByHand, Layer

_COLOURS: Final = {"fetched": "green", "unchanged": "dim", "no_key": "yellow", "failed": "bold red"}


@contextmanager
def progress(*, quiet: bool) -> Iterator[Begin]:
    """A bar on standard error for the layer at work."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bars:
        task = bars.add_task("starting", total=None)

        def begin(layer: Layer) -> Told:
            bars.reset(task, description=layer.title, total=None)
            return lambda done, of: bars.update(task, completed=done, total=of)

        yield begin


def layers(fetchable: Sequence[Layer], by_hand: Sequence[ByHand], keys: Mapping[str, str]) -> None:
    """Every layer with its licence and the key it wants, then what has to be fetched by hand."""
    console = Console()
    table = Table(title="lae fetch --layer", title_justify="left")
    for name in ("layer", "what", "publisher", "licence", "key"):
        table.add_column(name)
    for each in fetchable:
        table.add_row(each.id, each.title, each.publisher, each.licence, _key(each, keys))
    console.print(table)
    table = Table(title="By hand", title_justify="left")
    for name in ("what", "publisher", "page", "why"):
        table.add_column(name)
    for data_set in by_hand:
        table.add_row(data_set.title, data_set.publisher, data_set.page, data_set.why)
    console.print(table)


def outcomes(found: Sequence[Outcome]) -> None:
    """One line a layer: what became of it, why, and what to do; then the lines its licence wants printed."""
    console = Console()
    for outcome in found:
        size = f" ({outcome.size_bytes / 1e6:,.1f} MB)" if outcome.size_bytes else ""
        words = escape(" ".join(part for part in (outcome.message, outcome.fix) if part))
        status = f"[{_COLOURS[outcome.status]}]{outcome.status.replace('_', ' ')}[/]"
        console.print(f"{status} {outcome.layer.id}: {outcome.layer.path}{size} {words}".rstrip(), highlight=False)
    for line in sorted({f"{o.layer.attribution} ({o.layer.licence})" for o in found if o.status == "fetched"}):
        console.print(f"[dim]{escape(line)}[/]", highlight=False)


def as_rows(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The outcomes for JSON."""
    return [
        {
            "layer": outcome.layer.id,
            "status": outcome.status,
            "path": outcome.layer.path,
            "size_bytes": outcome.size_bytes,
            "rule": outcome.rule,
            "message": outcome.message,
            "fix": outcome.fix,
            "licence": outcome.layer.licence,
            "attribution": outcome.layer.attribution,
        }
        for outcome in found
    ]


def _key(layer: Layer, keys: Mapping[str, str]) -> str:
    if not layer.key_name:
        return "none"
    return f"{layer.key_name} ({'set' if keys.get(layer.key_name) else 'not set'})"
