"""`lae fetch`: published layers from their live services into a study's data folder."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import lae
from lae.cli_faults import plain_faults

if TYPE_CHECKING:
    from lae.fetch.arcgis import Box
    from lae.fetch.layers import Layer


def fetch(
    study: Annotated[Path, typer.Argument(help="Folder with study.toml.")] = Path(),
    *,
    layer: Annotated[list[str] | None, typer.Option(help="A layer's id, once for each; default all of them.")] = None,
    list_layers: Annotated[bool, typer.Option("--list", help="Say what can be fetched, and what by hand.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Fetch open layers for the study's area and record them in sources.csv; exit 1 when one asked for failed.

    Keys come from the environment only. A layer that fails costs no other, and goes on where it stopped next time.
    """
    from lae import printed_fetch  # noqa: PLC0415
    from lae.fetch.fetching import Visit, fetch_all  # noqa: PLC0415
    from lae.fetch.layers import BY_HAND, LAYERS  # noqa: PLC0415
    from lae.fetch.web import Web  # noqa: PLC0415

    if list_layers:
        printed_fetch.layers(LAYERS, BY_HAND, dict(os.environ))
        return
    with plain_faults(as_json=as_json):
        chosen = _chosen(layer or [], LAYERS)
        data, box = _area(study)
        with Web(lae.__version__) as web, printed_fetch.progress(quiet=as_json) as progress:
            today = datetime.now(UTC).date().isoformat()
            outcomes = fetch_all(chosen, Visit(web, data, box, dict(os.environ), today), progress)
    if as_json:
        typer.echo(json.dumps(printed_fetch.as_rows(outcomes), indent=2, ensure_ascii=False))
    else:
        printed_fetch.outcomes(outcomes)
    asked = {"failed"} | ({"no_key"} if layer else set())
    if any(outcome.status in asked for outcome in outcomes):
        raise typer.Exit(1)


def _chosen(names: "list[str]", layers: "tuple[Layer, ...]") -> "list[Layer]":
    from lae.findings import FaultsError, Finding  # noqa: PLC0415

    known = {each.id: each for each in layers}
    if strangers := [name for name in names if name not in known]:
        fix = f"Choose from: {', '.join(known)}."
        message = "there is no layer of that name."
        raise FaultsError([Finding("error", "--layer", "unknown_layer", message, ids=tuple(strangers), fix=fix)])
    return [known[name] for name in names] or list(layers)


def _area(study: Path) -> "tuple[Path, Box]":
    """The study's data folder and the box around its area."""
    from lae.config import read_config  # noqa: PLC0415
    from lae.fetch.fetching import study_box  # noqa: PLC0415
    from lae.findings import raise_errors  # noqa: PLC0415
    from lae.readers.own import read_boundaries  # noqa: PLC0415

    data = study / read_config(study / "study.toml").data
    boundaries = read_boundaries(data / "boundaries")
    raise_errors(boundaries.findings)
    return data, study_box([float(edge) for edge in boundaries.county.total_bounds])
