"""How the command line reports faults: one clear list, exit code 1, no traceback."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from lae.findings import FaultsError, Finding


@contextmanager
def plain_faults(*, as_json: bool = False) -> Iterator[None]:
    """Turn bad input into a report and exit code 1; anything else is a defect of ours and keeps its traceback."""
    from lae.evidence.exchange import NotOursError  # noqa: PLC0415

    try:
        yield
    except FaultsError as error:
        if as_json:
            typer.echo(as_text(error.findings))
        else:
            from lae import printed  # noqa: PLC0415

            printed.findings(error.findings)
            typer.echo(f"{len(error.findings)} errors. Nothing was written.", err=True)
        raise typer.Exit(1) from None
    except (NotOursError, PermissionError) as error:
        typer.echo(f"{error} Nothing was written.", err=True)
        raise typer.Exit(1) from None


def as_text(found: Sequence[Finding]) -> str:
    """The findings as JSON."""
    rows = [
        {
            "severity": finding.severity,
            "table": finding.table,
            "column": finding.column,
            "rule": finding.rule,
            "message": finding.message,
            "ids": list(finding.ids),
            "fix": finding.fix,
        }
        for finding in found
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)
