"""What the run knows of one substation, district or development, line by line, with provenance and sources."""

from lae.explain.account import Account, Line, Section, said
from lae.explain.basis import registers, units_section
from lae.explain.checks import agreement_section, parity_section, rederivation_section
from lae.explain.demand import demand_section, path_section
from lae.explain.find import find_development, find_district, find_substation, refuse_unknown
from lae.explain.firm import firm_section, security_section
from lae.explain.generation import generation_section
from lae.explain.group import fes_section, joint_section
from lae.explain.lineage import is_lineage, lineage_account
from lae.explain.places import development_sections, district_sections
from lae.explain.published import published_section
from lae.explain.queue import queue_section, register_section
from lae.explain.remedies import options_section, works_section
from lae.explain.scene import Scene
from lae.explain.scope import CAVEAT, caveat, loaded_technologies
from lae.explain.seasons import seasons_section
from lae.explain.served import operators_own_section, supply_section
from lae.results import Results

__all__ = [
    "CAVEAT",
    "Account",
    "Line",
    "Section",
    "account",
    "caveat",
    "explain",
    "find_substation",
    "loaded_technologies",
    "said",
]


def account(results: Results, name: str, *, scenario: str, year: int) -> Account:
    """Everything the run holds of the substation, district or development called `name`.

    Args:
        results: a finished run.
        name: a substation's id, operator's id or clear name; a district's code or name; a development's id; or a
            table as TABLE, TABLE.COLUMN or TABLE:ID.
        scenario: id of one of the study's scenarios.
        year: a year of the study.

    Raises:
        FaultsError: the name, the scenario or the year is not in this study.
    """
    config = results.inputs.config
    refuse_unknown("scenario", scenario, tuple(config.scenarios))
    refuse_unknown("year", str(year), tuple(str(known) for known in config.years))
    if is_lineage(results, name):
        return lineage_account(results, name, scenario=scenario, year=year)
    known, closing = registers(results), caveat(loaded_technologies(results))
    if (district := find_district(results, name)) is not None:
        code = str(district["district_code"])
        heading = f"{district['district_name']} ({code}), district"
        sections = (*district_sections(results, district, scenario=scenario, year=year), units_section(results))
        return Account("district", code, heading, scenario, year, sections, known, closing)
    if (site := find_development(results, name)) is not None:
        heading = f"{site['name']} ({site['development_id']}), named development"
        sections = development_sections(results, site, scenario=scenario, year=year)
        return Account("development", str(site["development_id"]), heading, scenario, year, sections, known, closing)
    station = find_substation(results.table("substations"), name)
    scene = Scene(results, station, scenario, year)
    about = f"{station['tier']}, {str(station['dno']).upper()}, {station['voltage']} kV"
    heading = f"{station['name']} ({scene.id}), {about}"
    return Account("substation", scene.id, heading, scenario, year, _substation(scene), known, closing)


def explain(results: Results, name: str, *, scenario: str, year: int) -> list[str]:
    """The account as lines of text; raises `FaultsError` for a name, scenario or year the study does not have."""
    return account(results, name, scenario=scenario, year=year).lines()


def _substation(scene: Scene) -> tuple[Section, ...]:
    sections = (
        published_section(scene),
        demand_section(scene),
        path_section(scene),
        queue_section(scene),
        seasons_section(scene),
        register_section(scene),
        generation_section(scene),
        firm_section(scene),
        security_section(scene),
        joint_section(scene),
        options_section(scene),
        works_section(scene),
        rederivation_section(scene),
        parity_section(scene),
        agreement_section(scene),
        operators_own_section(scene),
        fes_section(scene),
        supply_section(scene),
        units_section(scene.results),
    )
    return tuple(section for section in sections if section is not None)
