"""The command line: it parses, calls the study, and prints. Heavy imports stay inside the commands."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import lae
from lae.cli_data import data
from lae.cli_export import export
from lae.cli_faults import plain_faults
from lae.cli_fetch import fetch
from lae.findings import errors

if TYPE_CHECKING:
    from lae.study import Study

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(data, name="data")
app.command()(fetch)
app.command()(export)

StudyFolder = Annotated[
    Path | None,
    typer.Argument(help="Folder with study.toml; else the current folder's, else the Oxfordshire study lae carries."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
LogLevel = Annotated[str, typer.Option("--log-level", help="debug, info, warning or error.")]


def main() -> None:
    """Entry point of the `lae` command."""
    app()


@app.callback(invoke_without_command=True)
def lae_(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Turn a county's published data into the evidence of a Local Area Energy Plan."""
    if version:
        typer.echo(lae.__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def run(
    study: StudyFolder = None,
    *,
    out: Annotated[Path | None, typer.Option(help="Output folder; default maps/<study name>.")] = None,
    edition: Annotated[
        Literal["public", "internal", "operator", "nature"],
        typer.Option(help="internal adds single homes: never publish it; operator a page a substation; nature: land."),
    ] = "public",
    zipped: Annotated[bool, typer.Option("--zip", help="Leave the whole pack as one zip, too.")] = False,
    as_json: AsJson = False,
    log_level: LogLevel = "warning",
) -> None:
    """Check the study, work everything out, and write the map and the evidence tables."""
    from lae import output, printed, printed_land, printed_plan  # noqa: PLC0415

    with plain_faults(as_json=as_json), printed.progress(quiet=as_json) as step:
        chosen = _study(study)
        target = out or Path("maps") / chosen.read().config.name
        results, summary = output.run_to_folder(
            chosen, target, step, log_level=log_level, edition=edition, zipped=zipped
        )
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    printed.findings(results.findings, notes=False)
    printed.headline(results)
    printed.agreement(results)
    printed.homes(results)
    printed.carbon(results)
    printed_land.land(results)
    typer.echo("\n".join(printed_plan.lines(summary)))
    typer.echo(f"\nOpen {target / 'index.html'}")


@app.command()
def check(
    study: StudyFolder = None,
    *,
    page: Annotated[Path | None, typer.Option("--html", help="Write the findings as a page, too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Report everything that is wrong with the inputs, all at once, in seconds and before any long work.

    Exit codes: 0 nothing but warnings and notes, 1 an error that stops a run, 2 wrong usage of the command.
    """
    from lae import printed  # noqa: PLC0415
    from lae.check import as_record  # noqa: PLC0415
    from lae.evidence.check_page import check_page  # noqa: PLC0415

    with plain_faults(as_json=as_json):
        checked = _study(study).check()
        if page:
            page.write_text(check_page(checked.title, checked.files, checked.findings), encoding="utf-8", newline="\n")
    if as_json:
        typer.echo(json.dumps(as_record(checked), indent=2, ensure_ascii=False))
    else:
        printed.findings(checked.findings)
        faults = len(errors(checked.findings))
        typer.echo(f"{faults} errors, {len(checked.findings) - faults} remarks on {len(checked.files)} files.")
    if checked.exit_code:
        raise typer.Exit(checked.exit_code)


@app.command()
def explain(
    name: Annotated[
        str,
        typer.Argument(
            help="Substation, district or development, as ssen:E-COWL-12; or TABLE, TABLE.COLUMN, TABLE:ID."
        ),
    ],
    study: StudyFolder = None,
    *,
    scenario: Annotated[str, typer.Option(help="Scenario id; default the study's first.")] = "",
    year: Annotated[int, typer.Option(help="Year; default 2035.")] = 2035,
    as_json: AsJson = False,
) -> None:
    """Print all that is known of one place and the arithmetic behind it, line by line, with sources and tiers."""
    from lae import printed  # noqa: PLC0415

    with plain_faults(as_json=as_json), printed.progress(quiet=True):
        chosen = _study(study)
        asked = scenario or chosen.read().config.scenarios[0]
        told = chosen.explain(name, scenario=asked, year=year)
    typer.echo(json.dumps(told.data(), indent=2, ensure_ascii=False) if as_json else "\n".join(told.lines()))


@app.command()
def verify(study: StudyFolder = None, *, as_json: AsJson = False) -> None:
    """Hold every flagged substation and year to AC power flow where the study has impedances, and say where not."""
    from lae import printed, printed_verify  # noqa: PLC0415

    with plain_faults(as_json=as_json), printed.progress(quiet=as_json) as step:
        results = _study(study).run(step)
    if as_json:
        typer.echo(json.dumps(printed_verify.as_record(results), indent=2, ensure_ascii=False))
    else:
        printed_verify.verification(results)


@app.command()
def parity(study: StudyFolder = None, *, as_json: AsJson = False) -> None:
    """Put every operator's published demand figure on one metric, and say what each contains."""
    from lae import printed  # noqa: PLC0415

    with plain_faults(as_json=as_json), printed.progress(quiet=as_json) as step:
        table = _study(study).run(step).table("parity")
    if as_json:
        typer.echo(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        printed.parity(table)


@app.command()
def params(
    study: StudyFolder = None,
    *,
    todo: Annotated[bool, typer.Option("--todo", help="Only what nobody has verified, and what to open.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every number that is nobody's data: value, unit, range, tier and source."""
    from lae import printed  # noqa: PLC0415

    with plain_faults(as_json=as_json):
        table = _study(study).read().tables["assumptions"]
    if todo:
        table = table[table["tier"].eq("D")]
    if as_json:
        typer.echo(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        printed.params(table)


@app.command()
def sources(study: StudyFolder = None, *, as_json: AsJson = False) -> None:
    """List the data sets behind the study: publisher, edition, licence, attribution."""
    from lae import printed  # noqa: PLC0415

    with plain_faults(as_json=as_json):
        table = _study(study).read().tables["sources"]
    if as_json:
        typer.echo(json.dumps(table.to_dict("records"), indent=2, ensure_ascii=False))
    else:
        printed.sources(table)


@app.command()
def diff(
    run_a: Annotated[Path, typer.Argument(help="Output folder of the former run.")],
    run_b: Annotated[Path, typer.Argument(help="Output folder of the later run.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say what changed between two runs: inputs, assumptions, versions, and the outputs they moved."""
    from lae.evidence.diff.runs import compare_runs  # noqa: PLC0415
    from lae.evidence.run_folder import RunFolder  # noqa: PLC0415
    from lae.printed_diff import lines  # noqa: PLC0415

    with plain_faults(as_json=as_json):
        found = compare_runs(RunFolder(run_a), RunFolder(run_b))
    typer.echo(json.dumps(found.data(), indent=2, ensure_ascii=False) if as_json else "\n".join(lines(found)))


@app.command()
def progress(
    place: Annotated[
        Path | None, typer.Argument(metavar="[STUDY|RUN]", help="A study, or the output folder of a run.")
    ] = None,
    *,
    period: Annotated[str, typer.Option(help="The half-year it is for, as 2026H2.")],
    out: Annotated[Path, typer.Option(help="Folder for the return.")],
    since: Annotated[Path | None, typer.Option(help="Output folder of the run the last return was made from.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the six-monthly workstream update and the annual return: page, workbook and CSV from one ledger."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from lae import output, printed  # noqa: PLC0415
    from lae.evidence.progress.files import write_return  # noqa: PLC0415
    from lae.evidence.progress.report import of_folder  # noqa: PLC0415
    from lae.evidence.run_folder import RunFolder, is_run  # noqa: PLC0415

    with TemporaryDirectory() as aside, plain_faults(as_json=as_json), printed.progress(quiet=as_json) as step:
        folder = place if place is not None and is_run(place) else Path(aside) / "run"
        earlier = RunFolder(since) if since else None
        if not is_run(folder):
            output.run_to_folder(_study(place), folder, step, log_level="warning")
        written = write_return(of_folder(RunFolder(folder), period=period, since=earlier), out)
    names = [path.name for path in written]
    told = json.dumps({"out": str(out), "files": names}, indent=2, ensure_ascii=False)
    typer.echo(told if as_json else f"Wrote {', '.join(names)}\nOpen {out / 'progress.html'}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not exist or be empty.")],
    *,
    title: Annotated[str, typer.Option(help="The area's name.")],
    lad: Annotated[list[str], typer.Option(help="District code, once for each district.")],
) -> None:
    """Start a study of another area: its study.toml, the registers and the profiles, and what to do next."""
    from lae.prepare.skeleton import make_study  # noqa: PLC0415

    with plain_faults():
        steps = make_study(folder, title=title, districts=lad)
    typer.echo("\n".join(steps))


def _study(folder: Path | None) -> "Study":
    from lae.study import Study  # noqa: PLC0415

    if folder is None and Path("study.toml").is_file():
        return Study(Path())
    return Study(folder)
