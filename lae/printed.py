"""What the command line shows: findings, the headline table, the agreement with published figures."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from lae.buildings.retrofit_contract import PACKAGES
from lae.explain import caveat, loaded_technologies, said
from lae.findings import Finding
from lae.readers.base import Count
from lae.results import Results
from lae.tables import records

if TYPE_CHECKING:
    from lae.prepare.boundaries import BoundaryReport

_NAMED_CROSSINGS: Final = 4
"""Crossing substations named under each scenario; the rest are counted."""
_GWH: Final = 1e6
"""kWh in a GWh."""
_PLAIN_WIDTH: Final = 132
"""Columns assumed where the output is not a terminal."""
_WORDS: Final = {"error": "[bold red]error[/]", "warning": "[yellow]warning[/]", "note": "[dim]note[/]"}


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A spinner on standard error that names the step at work; silent when `quiet` or not on a terminal."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet,
    ) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda name: bar.update(task, description=name)


def findings(found: Iterable[Finding], *, notes: bool = True) -> None:
    """Each finding as one paragraph, errors first; without `notes`, how many of them run.json holds."""
    console = _console()
    every = list(found)
    shown = [finding for finding in every if notes or finding.severity != "note"]
    for finding in shown:
        console.print(f"{_WORDS[finding.severity]} {escape(finding.sentence())}", highlight=False)
    if hidden := len(every) - len(shown):
        console.print(f"{_WORDS['note']} {hidden} notes besides: they stand in run.json.", highlight=False)


def homes(results: Results) -> None:
    """What homes buy by our method beside the record, and the cheapest ways to take carbon out of them."""
    energy, retrofit = results.table("energy_by_area"), results.table("retrofit")
    if energy.empty:
        return
    console = _console()
    table = Table(title="Homes: bought by our method, uncalibrated, beside the record (GWh)", title_justify="left")
    for name in ("carrier", "homes", "uncalibrated", "published", "year", "ratio", "calibrated"):
        table.add_column(name, justify="left" if name == "carrier" else "right")
    for row in records(energy[energy["area_level"].eq("county")]):
        known = pd.notna(row.published_kwh)
        table.add_row(
            row.carrier,
            f"{row.homes:,.0f}",
            f"{row.uncalibrated_kwh / _GWH:,.0f}",
            f"{row.published_kwh / _GWH:,.0f}" if known else "not published",
            f"{row.published_year:.0f}" if known else "",
            f"{row.uncalibrated_ratio:.2f}" if known else "",
            f"{row.calibrated_kwh / _GWH:,.0f}",
        )
    console.print(table)
    sums = retrofit[retrofit["area_level"].eq("lad")].groupby("measure", sort=True)
    packages = sums[["homes", "capex_gbp", "carbon_saved_tco2e", "peak_added_kw"]].sum()
    for row in records(packages.reindex([name for name in PACKAGES if name in packages.index]).reset_index()):
        console.print(
            f"  {row.measure}: {row.homes:,.0f} homes, £{row.capex_gbp / 1e6:,.0f} m, "
            f"{row.carbon_saved_tco2e / 1e3:,.0f} kt CO2e a year, {row.peak_added_kw / 1e3:+,.0f} MW at the peak",
            highlight=False,
        )


def carbon(results: Results) -> None:
    """What is left of each area's carbon budget, and the even yearly cut that would keep to it."""
    budgets = results.table("budgets")
    if budgets.empty:
        return
    districts = results.table("districts")
    names = dict(zip(districts["district_code"], districts["district_name"], strict=True))
    title = "Territorial emissions against targets (kt CO2e; arithmetic, not a forecast)"
    table = Table(title=title, title_justify="left")
    for name in ("area", "target", "tier", "budget", "left", "cut a year to keep to it", "cut a year so far"):
        table.add_column(name, justify="left" if name in ("area", "target", "tier") else "right")
    for row in records(budgets):
        area = "county" if row.area_level == "county" else names.get(row.area_code, row.area_code)
        if row.reason:
            table.add_row(area, row.reason)
            continue
        keep, so_far = _cut(row.catch_up_cut_ratio), _cut(row.measured_cut_ratio)
        target = f"{row.cut_ratio:.0%} less than {row.base_year:.0f} by {row.target_year:.0f}"
        budget, left = row.budget_cumulative_tco2e / 1e3, row.remaining_cumulative_tco2e / 1e3
        table.add_row(area, target, row.tier, f"{budget:,.0f}", f"{left:,.0f}", keep, so_far)
    _console().print(table)
    _scenarios(results)


def _scenarios(results: Results) -> None:
    """What each scenario would have the county emit at the milestones, all else held as last counted."""
    path, labels = results.table("carbon_path"), results.inputs.scenario_labels
    lines = path[path["kind"].eq("trajectory") & path["area_level"].eq("county")]
    years = [year for year in results.inputs.config.milestones if lines["year"].eq(year).any()]
    if not years:
        return
    title = "The county's emissions by scenario (kt CO2e; what no measure touches is held as last counted)"
    table = Table(title=title, title_justify="left")
    for name in ("scenario", *map(str, years)):
        table.add_column(name, justify="left" if name == "scenario" else "right")
    for scenario, rows in lines.groupby("scenario", sort=True):
        tonnes = rows.set_index("year")["emissions_tco2e"].reindex(years).to_numpy(float)
        told = ("" if pd.isna(each) else f"{each / 1e3:,.0f}" for each in tonnes)
        table.add_row(escape(labels[str(scenario)]), *told)
    _console().print(table)


def headline(results: Results) -> None:
    """Per scenario: at or below zero as published today, crossing and when, staying above, unknown."""
    config, labels = results.inputs.config, results.inputs.scenario_labels
    table = Table(title=f"{config.title}: demand headroom to {config.last_year}, published basis", title_justify="left")
    table.add_column("scenario")
    for name in ("at or below zero today", "crosses zero", "when (first year)", "stays above", "unknown"):
        table.add_column(name, justify="right")
    crossings = []
    for scenario in config.scenarios:
        counts, crossing = _scenario(results, scenario)
        span = (
            f"{crossing['first_year_below_zero'].min():.0f} to {crossing['first_year_latest'].max():.0f}"
            if len(crossing)
            else ""
        )
        table.add_row(
            escape(labels[scenario]),
            str(counts["at_or_below_zero_today"]),
            str(counts["crosses"]),
            span,
            str(counts["stays_above"]),
            str(counts["unknown"]),
        )
        crossings.append(f"{labels[scenario]}: {_first(crossing)}")
    console = _console()
    console.print(table)
    console.print("First to cross:", *crossings, sep="\n  ", highlight=False, markup=False)
    console.print(caveat(loaded_technologies(results)), style="italic")


def agreement(results: Results) -> None:
    """Our own arithmetic beside the operator's figures today, with the baseline that always says zero."""
    table = Table(title="Modelled against published today, primaries", title_justify="left")
    for name in (
        "queue",
        "compared",
        "both zero",
        "missed zero",
        "false zero",
        "both room",
        "always-zero baseline",
        "error where positive",
    ):
        table.add_column(name, justify="left" if name == "queue" else "right")
    for row in records(results.table("agreement")):
        right = row.both_zero_count + row.both_room_count
        table.add_row(
            f"{row.queue} ({right} of {row.compared_count} right)",
            str(row.compared_count),
            str(row.both_zero_count),
            str(row.missed_zero_count),
            str(row.false_zero_count),
            str(row.both_room_count),
            f"{row.always_zero_count} right",
            f"{row.positive_error_mva:.2f} MVA",
        )
    _console().print(table)


def params(table: pd.DataFrame) -> None:
    """The register of assumptions, a paragraph each, and how many are of which tier."""
    console = _console()
    for row in records(table):
        span = f" ({row.low:g} to {row.high:g})" if pd.notna(row.low) and pd.notna(row.high) else ""
        console.print(
            f"[bold]{escape(row.id)}[/] {row.value:g} {escape(row.unit)}{span}, tier {row.tier}", highlight=False
        )
        details = [row.source, row.table_or_page, row.note]
        console.print("  " + escape("; ".join(text for text in details if text)), highlight=False)
    tiers = table["tier"].value_counts().sort_index()
    console.print(", ".join(f"tier {tier}: {number}" for tier, number in tiers.items()), highlight=False)


def sources(table: pd.DataFrame) -> None:
    """The register of sources as paragraphs."""
    console = _console()
    for row in records(table):
        console.print(f"[bold]{escape(row.source_id)}[/] {escape(row.publisher)}: {escape(row.title)}", highlight=False)
        details = [row.vintage, row.licence, row.attribution, row.url, row.note]
        console.print("  " + escape("; ".join(text for text in details if text)), highlight=False)


def _cut(ratio: float) -> str:
    """A yearly cut; a negative one is leave to rise, a blank one is one that nothing can meet."""
    if pd.isna(ratio):
        return "none can"
    return f"{ratio:.1%}" if ratio >= 0.0 else f"may rise {-ratio:.1%}"


def _console() -> Console:
    return Console(soft_wrap=True, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)


def _scenario(results: Results, scenario: str) -> tuple[dict[str, int], pd.DataFrame]:
    headline_rows = results.table("headline").set_index("scenario")
    counts = {str(name): int(values[scenario]) for name, values in headline_rows.to_dict().items()}
    table = results.table("shortfalls")
    mine = table["scenario"].eq(scenario) & table["basis"].eq("published") & table["direction"].eq("demand")
    crossing = table[mine & table["class"].eq("crosses")]
    return counts, crossing.sort_values(["first_year_latest", "first_year_below_zero", "name"])


def _first(crossing: pd.DataFrame) -> str:
    if crossing.empty:
        return "none"
    named = [
        f"{row.name} {years(row.first_year_below_zero, row.first_year_latest)}"
        for row in records(crossing.head(_NAMED_CROSSINGS))
    ]
    rest = len(crossing) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


def years(first: float, latest: float) -> str:
    """A crossing as a year, or as an interval where the control totals step."""
    return f"{first:.0f}" if first == latest else f"{first:.0f}-{latest:.0f}"


def counts(read: Iterable[Count]) -> None:
    """Rows read = kept + dropped, by source and reason."""
    console = _console()
    for count in read:
        lost = ", ".join(f"{number} {reason}" for reason, number in sorted(count.dropped.items())) or "none"
        mended = ", ".join(f"{number} {what}" for what, number in sorted(count.repaired.items())) or "none"
        rows = f"{count.read} read = {count.kept} kept + {count.read - count.kept} dropped ({lost})"
        console.print(escape(f"{count.source_id}: {rows}; repaired: {mended}"), highlight=False)


def boundaries(report: "BoundaryReport", deviations: pd.DataFrame, folder: Path) -> None:
    """What was made, how far areas are from the published ones, and the share of postcodes that fit."""
    findings(report.geography.findings)
    counts(report.counts)
    made = report.geography
    console = _console()
    for row in records(deviations):
        known = pd.notna(row.published_area_ha)
        beside = f", {row.deviation_share:+.2%} against {row.published_area_ha:,.0f} ha published" if known else ""
        name = escape(row.district_name)
        console.print(f"{row.district_code} {name}: {row.area_ha:,.0f} ha{beside}", highlight=False)
    console.print(
        f"{made.fit.inside} of {made.fit.postcodes} postcodes ({made.fit.share:.2%}) lie in their stated district."
    )
    console.print(f"Written to {folder}", highlight=False)


def parity(table: pd.DataFrame) -> None:
    """Each substation's figure as published, on the common metric, and how one became the other."""
    shown = Table(title="Demand headroom before growth, connected demand only, along the path", title_justify="left")
    for name in ("substation", "operator", "published", "common figure", "how"):
        shown.add_column(name)
    for row in records(table):
        figure = "" if pd.isna(row.published_value) else f"{row.published_value:.2f} {row.published_unit}"
        common = said(row.room_mva, row.bound)
        shown.add_row(escape(row.name), row.dno.upper(), figure, common, escape(row.steps))
    _console().print(shown)
