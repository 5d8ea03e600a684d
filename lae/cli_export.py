"""`lae export`: what a study holds, in the formats of other tools."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lae.cli_faults import plain_faults

if TYPE_CHECKING:
    from lae.findings import Finding
    from lae.inputs import Inputs


def export(
    study: Annotated[Path | None, typer.Argument(help="Folder with study.toml; else as for lae run.")] = None,
    *,
    tresp: Annotated[
        Path | None, typer.Option("--tresp", help="Folder for tRESP's long format; its files are replaced.")
    ] = None,
    pgm: Annotated[Path | None, typer.Option("--pgm", help="File for power-grid-model's JSON input.")] = None,
    pandapower_json: Annotated[
        Path | None, typer.Option("--pandapower-json", help="File for pandapower.from_json.")
    ] = None,
    geojson: Annotated[Path | None, typer.Option("--geojson", help="File for busbars and branches as a layer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Write control totals in the long format NESO publishes, or the electrical model of a study with impedances."""
    from lae import printed  # noqa: PLC0415
    from lae.findings import raise_errors  # noqa: PLC0415
    from lae.study import Study  # noqa: PLC0415

    models = {"pgm": pgm, "pandapower_json": pandapower_json, "geojson": geojson}
    wanted = {name: path for name, path in models.items() if path is not None}
    if tresp is None and not wanted:
        raise typer.BadParameter(
            "say what to write: --tresp with a folder; --pgm, --pandapower-json, --geojson a file."
        )
    folder = Path() if study is None and Path("study.toml").is_file() else study
    with plain_faults(as_json=as_json):
        inputs = Study(folder).read()
        raise_errors(inputs.findings)
        made, found = _pathways(inputs, tresp) if tresp is not None else ({}, ())
        if wanted:
            wires, said = _wires(inputs, wanted)
            made, found = {**made, **wires}, (*found, *said)
        for path, content in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if as_json:
        typer.echo(json.dumps([str(path) for path in made], indent=2, ensure_ascii=False))
        return
    printed.findings(list(dict.fromkeys(found)))
    for path in made:
        typer.echo(f"Wrote {path}")


def _pathways(inputs: "Inputs", folder: Path) -> "tuple[dict[Path, bytes], tuple[Finding, ...]]":
    """The study's control totals, and published files as they came, by path."""
    from lae.evidence.tresp import tresp_export  # noqa: PLC0415

    made = tresp_export(inputs)
    return {folder / name: content for name, content in sorted(made.files.items())}, made.findings


def _wires(inputs: "Inputs", wanted: dict[str, Path]) -> "tuple[dict[Path, bytes], tuple[Finding, ...]]":
    """The electrical model in each format asked for, by path."""
    from lae.evidence.wires import wires_of  # noqa: PLC0415
    from lae.evidence.wires_geojson import geojson_export  # noqa: PLC0415
    from lae.evidence.wires_pandapower import pandapower_export  # noqa: PLC0415
    from lae.evidence.wires_pgm import pgm_export  # noqa: PLC0415

    writers = {"pgm": pgm_export, "pandapower_json": pandapower_export, "geojson": geojson_export}
    wires = wires_of(inputs)
    made = {path: writers[name](wires) for name, path in wanted.items()}
    found = tuple(finding for each in made.values() for finding in each.findings)
    return {path: each.content for path, each in made.items()}, found
