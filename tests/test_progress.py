"""The returns: one page, one workbook and tables from one ledger; the same bytes every time; nothing in them runs."""

import re
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.evidence.progress.files import sheets, write_return
from lae.evidence.progress.movement import movement
from lae.evidence.progress.page import progress_page
from lae.evidence.progress.report import of_folder
from lae.evidence.progress.shown import figure, spread, status_of
from lae.evidence.run_folder import RunFolder
from lae.findings import FaultsError
from lae.plan.kpis.contract import Kpis
from lae.tables import key_of
from toytown import TOYTOWN, change, copy_of_toytown

RUN = CliRunner()
HOSTILE = '<script>alert("x")</script>&=1+1'


def ran(study, out):
    result = RUN.invoke(app, ["run", str(study), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return ran(TOYTOWN, tmp_path_factory.mktemp("run") / "toytown")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """A run whose council wanted 50 homes with a heat pump where it now wants 100, and whose lead was another."""
    folder = tmp_path_factory.mktemp("earlier")
    study = copy_of_toytown(folder)
    change(study, "plan/kpi_targets.csv", "2030,100,", "2030,50,")
    change(study, "plan/workstreams.csv", "Captain Buil (invented)", HOSTILE.replace('"', '""').join('""'))
    return ran(study, folder / "out")


@pytest.fixture(scope="module")
def report(run, earlier):
    return of_folder(RunFolder(run), period="2026H2", since=RunFolder(earlier))


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]


def tags(page):
    parser = _Tags()
    parser.feed(page)
    return parser


class TestPage:
    def test_every_part_of_the_return_is_there_and_reached(self, report):
        page = progress_page(report)
        found = tags(page)
        assert found.tags.count("h1") == 1
        assert {"update", "annual", "since", "self", "totals", "open"} <= set(found.ids)
        assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
        assert "<title>Progress return: Toytown (invented) 2026H2</title>" in page
        assert page.count('id="stream-') == 5

    def test_nothing_runs_or_is_loaded(self, report):
        found = tags(progress_page(report))
        assert not {"script", "img", "iframe", "link", "object", "form"} & set(found.tags)
        assert all(link.startswith("#") for link in found.links)

    def test_a_lead_nobody_named_is_an_open_question(self, report):
        section = progress_page(report).split("Green finance</h3>")[1].split("</dl>")[0]
        assert section.count("Not supplied: an open question") == 5

    def test_hostile_text_is_shown_and_never_run(self, earlier):
        page = progress_page(of_folder(RunFolder(earlier), period="2026H1"))
        assert "<script" not in page
        assert "&lt;script&gt;" in page

    def test_without_an_earlier_return_nothing_is_claimed_to_be_the_same(self, run):
        page = progress_page(of_folder(RunFolder(run), period="2026H2"))
        assert "No earlier return was named" in page

    def test_the_same_run_as_before_has_nothing_changed(self, run):
        page = progress_page(of_folder(RunFolder(run), period="2026H2", since=RunFolder(run)))
        assert "Nothing: inputs, assumptions, versions and every figure of the ledger are the same." in page

    def test_what_changed_is_told_with_what_went_in(self, report):
        page = progress_page(report)
        since = page.split('id="since"')[1].split("</section>")[0]
        assert "data/plan/kpi_targets.csv" in since
        assert re.search(r"<td>target_value</td><td class=\"number\">50</td><td class=\"number\">100</td>", since)

    @pytest.mark.parametrize("period", ["2026", "2026H3", "H2", "2026H2; rm"])
    def test_a_period_that_is_no_half_year_is_refused(self, run, period):
        with pytest.raises(FaultsError, match="no half-year"):
            of_folder(RunFolder(run), period=period)


class TestFiles:
    def test_making_it_again_gives_the_same_bytes(self, report, tmp_path):
        first, second = (write_return(report, tmp_path / name) for name in ("a", "b"))
        assert [path.name for path in first][:2] == ["progress.html", "progress.xlsx"]
        for one, other in zip(first, second, strict=True):
            assert one.read_bytes() == other.read_bytes(), one.name

    def test_the_workbook_holds_the_ledger_and_no_formula(self, report, tmp_path):
        write_return(report, tmp_path)
        book = openpyxl.load_workbook(tmp_path / "progress.xlsx")
        assert book.sheetnames == list(sheets(report))
        sheet = book["kpis"]
        assert sheet.max_row == len(report.kpis) + 1
        assert [cell.value for cell in sheet[1]] == list(report.kpis.columns)
        at = list(report.kpis.columns).index("forecast_value")
        told = [row[at] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert pd.Series(told, dtype="float64").sum() == pytest.approx(report.kpis["forecast_value"].sum())
        kinds = {cell.data_type for each in book for row in each.iter_rows() for cell in row}
        assert kinds <= {"n", "s"}

    def test_the_run_writes_the_page_too(self, run):
        page = (run / "evidence" / "progress.html").read_text(encoding="utf-8")
        assert "<title>Progress return: Toytown (invented)</title>" in page

    def test_the_page_of_a_run_and_of_its_folder_say_the_same(self, run):
        page = (run / "evidence" / "progress.html").read_text(encoding="utf-8")
        again = progress_page(of_folder(RunFolder(run), period="2026H2"))
        of_the_pack = re.compile(r'<nav class="pack".*?</nav>\n', re.DOTALL)
        assert again.replace(" 2026H2", "") == of_the_pack.sub("", page)


class TestMovement:
    def test_only_what_differs_is_told_cell_by_cell(self, report):
        targets = report.moved[report.moved["column"].eq("target_value")]
        assert set(targets["kpi_id"]) == {"homes_heat_pump"}
        assert targets[["before", "after"]].drop_duplicates().to_numpy().tolist() == [["50", "100"]]
        owners = report.moved[report.moved["column"].eq("owner")]
        assert set(owners["after"]) == {"Captain Buil (invented)"}
        assert set(owners["before"]) == {HOSTILE}

    def test_a_row_that_is_gone_has_nothing_after(self, report):
        moved = movement(report.kpis, report.kpis.iloc[1:])
        assert set(moved["after"]) == {""}
        assert len(moved[key_of(Kpis)].drop_duplicates()) == 1
        assert movement(report.kpis, report.kpis).empty


class TestShown:
    @pytest.mark.parametrize(
        ("value", "unit", "text"),
        [
            (float("nan"), "homes", ""),
            (1234.56, "homes", "1,235"),
            (7.25, "substations", "7.2"),
            (3.0, "substations", "3"),
            (0.4138, "share of 1", "41.4%"),
            (-0.05, "share of 1", "\N{MINUS SIGN}5.0%"),
            (2_825_537_000.0, "GBP", "\N{POUND SIGN}2,825.5 m"),
        ],
    )
    def test_figures_are_rounded_to_what_matters(self, value, unit, text):
        assert figure(value, unit) == text

    def test_scenarios_that_differ_show_both_ends_and_none_known_says_so(self):
        assert spread(pd.Series([30.0, 10.0, 20.0]), "homes") == "10 to 30"
        assert spread(pd.Series([10.0, 10.0]), "homes") == "10"
        assert spread(pd.Series([float("nan")]), "homes") == "not known"

    def test_the_worst_status_comes_first(self):
        assert (
            status_of(pd.DataFrame({"status": ["on track", "behind", "on track"]}))
            == "behind in 1 of 3, on track in 2 of 3"
        )
        assert status_of(pd.DataFrame({"status": ["unknown"]})) == "unknown"


class TestVerb:
    def test_a_run_prints_how_indicators_stand_and_that_totals_add_up(self, tmp_path):
        told = RUN.invoke(app, ["run", str(TOYTOWN), "--out", str(tmp_path / "out")]).output
        assert re.search(r"Indicators \(rows of kpis.csv\): \d+ on track, \d+ behind, \d+ no target, \d+ unknown", told)
        assert re.search(r"Totals: \d\d columns added up from communities to the county, largest residual 0\.", told)

    def test_a_return_is_made_from_a_run_s_folder(self, run, earlier, tmp_path):
        words = ["progress", str(run), "--period", "2026H2", "--out", str(tmp_path), "--since", str(earlier)]
        told = RUN.invoke(app, words)
        assert told.exit_code == 0, told.output
        assert "Open" in told.output
        assert (tmp_path / "changes.csv").read_text(encoding="utf-8").count("\n") > 1

    def test_a_return_is_made_from_a_study_and_is_the_same(self, run, tmp_path):
        for place, out in ((run, "a"), (TOYTOWN, "b")):
            words = ["progress", str(place), "--period", "2026H2", "--out", str(tmp_path / out), "--json"]
            assert RUN.invoke(app, words).exit_code == 0
        for path in sorted((tmp_path / "a").iterdir()):
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name

    def test_a_wrong_period_writes_nothing(self, run, tmp_path):
        told = RUN.invoke(app, ["progress", str(run), "--period", "soon", "--out", str(tmp_path / "out")])
        assert told.exit_code == 1
        assert "no half-year" in told.output
        assert not (tmp_path / "out").exists()
