"""`lae export`: what a study holds, in the formats of other tools."""

import json
from pathlib import Path
from typing import Annotated

import typer

from lae.cli_faults import plain_faults


def export(
    study: Annotated[Path | None, typer.Argument(help="Folder with study.toml; else as for lae run.")] = None,
    *,
    pgm: Annotated[Path | None, typer.Option("--pgm", help="File for power-grid-model's JSON input.")] = None,
    pandapower_json: Annotated[
        Path | None, typer.Option("--pandapower-json", help="File for pandapower.from_json.")
    ] = None,
    geojson: Annotated[Path | None, typer.Option("--geojson", help="File for busbars and branches as a layer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Write the electrical model of a study that has impedances for power-grid-model, pandapower or a GIS."""
    from lae import printed  # noqa: PLC0415
    from lae.evidence.wires import Made, wires_of  # noqa: PLC0415
    from lae.evidence.wires_geojson import geojson_export  # noqa: PLC0415
    from lae.evidence.wires_pandapower import pandapower_export  # noqa: PLC0415
    from lae.evidence.wires_pgm import pgm_export  # noqa: PLC0415
    from lae.findings import raise_errors  # noqa: PLC0415
    from lae.study import Study  # noqa: PLC0415

    wanted = {pgm: pgm_export, pandapower_json: pandapower_export, geojson: geojson_export}
    chosen = {path: writer for path, writer in wanted.items() if path is not None}
    if not chosen:
        raise typer.BadParameter("say what to write: --pgm, --pandapower-json or --geojson, each with a file.")
    folder = Path() if study is None and Path("study.toml").is_file() else study
    with plain_faults(as_json=as_json):
        inputs = Study(folder).read()
        raise_errors(inputs.findings)
        wires = wires_of(inputs)
        made: dict[Path, Made] = {path: writer(wires) for path, writer in chosen.items()}
        for path, content in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.content)
    if as_json:
        typer.echo(json.dumps([str(path) for path in made], indent=2, ensure_ascii=False))
        return
    printed.findings(list(dict.fromkeys(finding for each in made.values() for finding in each.findings)))
    for path in made:
        typer.echo(f"Wrote {path}")
