"""`lae explain` on Toytown by hand: each number with unit, provenance and source, each blank with a reason."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from lae.explain import account, explain
from lae.findings import FaultsError
from lae.grid.connections import ConnectionLayers
from lae.measures import PROVENANCE
from lae.pathway.contract import TECHNOLOGIES
from lae.pathway.developments_contract import ConnectionMatches, Developments, NamedShares
from lae.results import Results
from lae.tables import columns_of, kind_of, validated


@pytest.fixture(scope="module")
def results(toytown_run) -> Results:
    return toytown_run


def _with(results, **tables):
    return replace(results, tables={**results.tables, **tables})


def _typed(contract, *rows):
    blanks = {"str": "", "bool": False, "int64": 0, "float64": float("nan")}
    names = columns_of(contract)
    full = [{name: row.get(name, blanks[kind_of(contract, name)]) for name in names} for row in rows]
    frame = pd.DataFrame(full, columns=names).astype({name: kind_of(contract, name) for name in names})
    return validated(frame, contract, contract.__name__)


def _section(told, title):
    return next(section for section in told.sections if section.title.startswith(title))


def _values(section, *, depth=None):
    """Numbers by label; where a label stands more than once, the first."""
    found = {}
    for line in section.entries:
        if line.is_number and (depth is None or line.depth == depth):
            found.setdefault(line.label, round(line.value, 6))
    return found


def _hoop(results, year=2030):
    return account(results, "toy:P2", scenario="toy_fast", year=year)


def test_every_line_of_every_substation_and_year_can_be_trusted_or_says_why_not(results):
    registers = set(results.table("sources")["source_id"]) | set(results.inputs.assumptions)
    for name in results.table("substations")["substation_id"]:
        for scenario in results.inputs.config.scenarios:
            for year in (2025, 2031):
                told = account(results, name, scenario=scenario, year=year)
                json.dumps(told.data(), allow_nan=False)
                for section in told.sections:
                    assert section.entries, section.title
                    for line in section.entries:
                        if line.is_number:
                            assert line.unit
                            assert line.provenance in PROVENANCE
                            assert line.source_id
                        elif line.value is None:
                            assert line.note
                assert set(told.cited()) <= registers


def test_the_published_figure_less_growth_is_the_headroom_printed(results):
    demand = _section(_hoop(results), "Toytown in a hurry, 2030: demand headroom")
    values = _values(demand)
    assert values["published figure, own"] == 1.0
    assert values["less growth since 2025"] == pytest.approx(1.4)
    parts = [line.value for line in demand.entries if line.depth == 1]
    assert sum(parts) == pytest.approx(1.4)
    assert values["own headroom"] == values["headroom along the path"] == pytest.approx(-0.4)


def test_the_modelled_queues_close_line_by_line(results):
    queue = _section(_hoop(results), "Queue layers")
    values = _values(queue, depth=0)
    left = values["capacity"] - values["less observed maximum"] - values["less growth"]
    contracted = [line.value for line in queue.entries if line.label == "less contracted"]
    own = [line.value for line in queue.entries if line.label == "own headroom"]
    assert left == pytest.approx(15 - 8 - 1.4)
    assert len(contracted) == 2
    assert 0 < contracted[0] <= 1.0
    assert contracted[1] == pytest.approx(contracted[0] + 2.0), "2 MVA of storage"
    assert own == pytest.approx([left, left - contracted[0], left - contracted[1]])
    left_out = sum(line.value for line in queue.entries if line.label == "contracted demand left out")
    assert contracted[0] + left_out == pytest.approx(1.0)
    assert "with contracted demand, without storage" in queue.note
    assert any(line.value is None and "accepted or offered" in line.note for line in queue.entries)


def test_one_transformer_has_no_modelled_room_and_says_why(results):
    told = account(results, "Yo-Yo Yard", scenario="toy_fast", year=2030)
    for title in ("Queue layers", "Firm capacity", "The published figure worked out again"):
        blank = [line for line in _section(told, title).entries if line.value is None]
        assert any("transfer capacity unpublished" in line.note for line in blank), title


def test_a_stub_and_a_gsp_are_unknown_never_zero(results):
    stub = account(results, "toy:far-grid", scenario="toy_fast", year=2030)
    (only,) = _section(stub, "Published by the operator").entries
    assert only.value is None
    assert "publishes no figures for it here" in only.note
    gsp = account(results, "toy:G1", scenario="toy_fast", year=2030)
    queue = _section(gsp, "Queue layers").entries
    assert queue[0].note == "a grid supply point gets no modelled capacity without a published limit"


def test_generation_names_each_limit_and_the_one_that_binds(results):
    table = results.table("generation_limits")
    mine = table["substation_id"].eq("toy:P2") & table["scenario"].eq("toy_fast")
    known = table.assign(
        reverse_power_mva=table["reverse_power_mva"].mask(mine, 7.25),
        fault_level_mva=table["fault_level_mva"].mask(mine, 3.5),
        headroom_own_mva=table["headroom_own_mva"].mask(mine, 3.5),
        headroom_mva=table["headroom_mva"].mask(mine, 3.5),
        headroom_low_mva=table["headroom_low_mva"].mask(mine, 1.25),
        headroom_high_mva=table["headroom_high_mva"].mask(mine, 9.0),
        bound=table["bound"].mask(mine, "at_most"),
        binding_limit=table["binding_limit"].mask(mine, "fault_level"),
        binding_substation_id=table["binding_substation_id"].mask(mine, "toy:B1"),
        reason=table["reason"].mask(mine, "voltage limit unpublished"),
        published_stands=table["published_stands"].mask(mine, other=True),
    )
    told = account(_with(results, generation_limits=known), "toy:P2", scenario="toy_fast", year=2031)
    part = _section(told, "Generation headroom, 2030")
    values = _values(part)
    assert values["limit by reverse power and minimum demand"] == 7.25
    assert values["limit by fault level"] == 3.5
    assert (values["at the least"], values["at the most"]) == (1.25, 9.0)
    path = next(line for line in part.entries if line.label == "along the path")
    assert path.figure() == "at most 3.50 MVA"
    assert path.note == "binds: fault level at Marble Road"
    assert "the operator's figure stands" in " ".join(line.figure() for line in part.entries)
    blank = {line.label: line.note for line in part.entries if line.value is None}
    assert blank["limit by voltage"] == "voltage limit unpublished"
    assert blank["limit by transmission"] == "a limit of the GSP above, not of this substation"


def test_what_is_unknown_of_generation_is_said_limit_by_limit(results):
    blank = {line.label: line.note for line in _section(_hoop(results), "Generation").entries if line.value is None}
    assert blank["limit by reverse power and minimum demand"] == (
        "connected generation unpublished; accepted generation unpublished"
    )
    assert blank["limit by fault level"] == "fault level or rating unpublished"


def test_firm_capacity_says_its_method_and_what_the_model_counts_with(results):
    firm = _section(_hoop(results), "Firm capacity, 2025")
    values = _values(firm)
    assert (values["winter"], values["summer"]) == (10.0, 8.0)
    assert values["capacity the modelled headroom counts with"] == 15.0
    assert "derived: plain sum" in firm.entries[0].note
    assert "capacity the modelled headroom counts with" not in _values(
        _section(_hoop(results, year=2029), "Firm capacity")
    )


def test_a_published_firm_capacity_wins_and_the_derived_one_stands_beside_it(results):
    table = results.table("firm_table")
    winter = table["substation_id"].eq("toy:P2") & table["season"].eq("winter")
    told = table.assign(
        firm_mva=table["firm_mva"].mask(winter, 12.5),
        method=table["method"].mask(winter, "published"),
        difference_ratio=table["difference_ratio"].mask(winter, -0.2),
    )
    line, *rest = _section(_hoop(_with(results, firm_table=told)), "Firm capacity").entries
    assert line.figure() == "12.50 MVA"
    assert line.provenance == "published"
    assert rest[0].label == "derived, as a check"
    assert rest[0].figure() == "10.00 MVA"
    assert rest[1].figure() == "-20.0 %"


def test_security_prints_class_and_verdict_and_never_judges_c_to_f(results):
    told = {line.label: line for line in _section(_hoop(results), "Security of supply").entries}
    assert told["class"].value == "B"
    assert told["verdict"].value == "unknown"
    big = {
        line.label: line
        for line in _section(account(results, "toy:B1", scenario="toy_fast", year=2030), "Security").entries
    }
    assert big["class"].value in ("C", "D")
    assert big["verdict"].value == "unverified"
    assert "missing, at least" not in big


def test_joint_room_of_the_group_and_how_often_it_is_counted(results):
    entries = _section(_hoop(results), "What fits at once in its group, 2030").entries
    assert entries[0].label == "Marble Road (bsp)"
    joint, total, ratio = entries[1:4]
    # Marble Road 12.00 less 4.90, but Ball Street's and the others' separate figures add to more.
    assert joint.figure() == "at most 7.10 MVA"
    assert total.value > joint.value
    assert ratio.value == pytest.approx(total.value / joint.value)


def test_options_for_a_shortfall_have_sizes_hours_and_reasons(results):
    part = _section(_hoop(results), "What could be done, 2030")
    values = _values(part)
    assert values["short by"] == pytest.approx(0.4)
    assert values["buy flexibility, winter"] == pytest.approx(0.4)
    assert values["hours above the limit that day"] == 0.5
    assert 0 < values["manage charging, winter"] <= values["charging that could move then"] + 1e-9
    told = {line.label: line for line in part.entries}
    assert "no sourced unit cost" in str(told["reinforce: toy-1"].value)
    assert told["transfer to another substation"].note == "transfer capacity unpublished"
    early = _section(_hoop(results, year=2026), "What could be done, 2025").entries[0]
    assert "modelled basis, with contracted demand and storage; it does not override" in early.note
    fine = _section(account(results, "toy:P3", scenario="toy_fast", year=2026), "What could be done, 2025").entries
    assert "no shortfall of its own is proved" in str(fine[0].value)


def test_works_are_dated_with_before_and_after_and_the_capacity_by_year(results):
    part = _section(_hoop(results), "Works due")
    assert "not funded" in part.title
    assert _values(part) == {
        "before": 10.0,
        "after": 15.0,
        "capacity used 2025 to 2029": 10.0,
        "capacity used 2030 to 2035": 15.0,
    }
    assert part.entries[0].label == "2030-06, first winter 2030"
    circuit = _section(account(results, "toy:B1", scenario="toy_fast", year=2030), "Works due").entries
    assert "changes no number" in circuit[1].value


def test_rederivation_parity_and_agreement_stand_beside_the_published_figure(results):
    told = _hoop(results)
    again = _values(_section(told, "The published figure worked out again"))
    assert again == {"re-derived": 1.0, "published": 1.0, "error, re-derived less published": 0.0}
    common = _values(_section(told, "On one metric"))
    assert common["common figure"] == 2.0
    assert common["contracted demand put back"] == 1.0
    calm = _section(told, "Our arithmetic against").entries
    assert all("no contradiction" in line.value for line in calm)
    row = pd.DataFrame(
        {
            "substation_id": ["toy:P2"],
            "name": ["Hoop Lane"],
            "kind": ["deficit_against_published_room"],
            "published_mva": [1.0],
            "published_bound": ["exact"],
            "modelled_mva": [-2.5],
        }
    )
    doubt = _section(_hoop(_with(results, disagreements=row)), "Our arithmetic against").entries
    assert doubt[0].value == "disagreement"
    assert [line.value for line in doubt[1:3]] == [1.0, -2.5]


def test_the_capacity_register_shows_its_layers_apart(results):
    empty = _section(_hoop(results), "Capacity register").entries[0]
    assert empty.note == "no operator's capacity register was supplied"
    layers = _typed(
        ConnectionLayers,
        {"substation_id": "toy:P2", "technology": "solar", "layer": "connected", "connections_count": 3,
         "registered_mw": 4.5, "registered_unknown_count": 1, "export_mva": 4.0},
        {"substation_id": "toy:P2", "technology": "storage", "layer": "queued", "connections_count": 1,
         "registered_mw": 20.0, "import_mva": 21.0},
    )  # fmt: skip
    register = pd.DataFrame({"dno": ["toy"], "source_id": ["toy_operator_2025"]})
    part = _section(_hoop(_with(results, connection_layers=layers, connections=register)), "Capacity register")
    values = _values(part)
    assert values["connected: solar"] == 4.5
    assert values["queued: storage"] == 20.0
    assert values["maximum import"] == 21.0
    assert "3 connections, 1 of them state no capacity" in part.entries[0].note
    other = account(
        _with(results, connection_layers=layers, connections=register), "toy:P3", scenario="toy_fast", year=2030
    )
    assert "none of the register's connections" in _section(other, "Capacity register").entries[0].value


def test_a_district_is_explained_by_code_or_name(results):
    code = str(results.table("districts")["district_code"].iloc[0])
    name = str(results.table("districts")["district_name"].iloc[0])
    told = account(results, code, scenario="toy_fast", year=2030)
    assert told.kind == "district"
    assert told.data() == account(results, name, scenario="toy_fast", year=2030).data()
    totals = _section(told, "Control totals").entries
    assert {line.unit for line in totals if line.is_number} == {"units"}
    homes = [line.value for line in _section(told, "Substations its homes hang on").entries]
    assert homes == sorted(homes, reverse=True)


def test_a_named_development_is_explained_where_the_run_has_one(results):
    code = str(results.table("districts")["district_code"].iloc[0])
    site = {
        "development_id": "dev-1", "version": 2, "name": "Marble Meadow", "planning_authority": "Toy Vale",
        "district_code": code, "homes_count": 400.0, "first_year": 2027, "last_year": 2031, "heating": "heat_pump",
        "evidence_grade": "B", "status": "outline", "source_id": "toy_maps", "source_row": 3, "updated": "2025-12-01",
    }  # fmt: skip
    share = {
        "scenario": "toy_fast", "technology": TECHNOLOGIES[0], "development_id": "dev-1", "district_code": code,
        "year": 2030, "claimed_count": 300.0, "taken_count": 250.0, "excess_count": 50.0,
    }  # fmt: skip
    match = {
        "development_id": "dev-1", "connection_id": "c-9", "substation_id": "toy:P2", "matched_by": "connection_id",
        "homes_count": 400.0, "contracted_mva": 1.0, "left_out_mva": 0.75,
    }  # fmt: skip
    held = _with(
        results,
        developments=_typed(Developments, site | {"version": 1, "homes_count": 300.0}, site),
        development_shares=_typed(NamedShares, share),
        connection_matches=_typed(ConnectionMatches, match),
    )
    told = account(held, "DEV-1", scenario="toy_fast", year=2030)
    assert told.kind == "development"
    assert _values(_section(told, "Named development, version 2"))["homes when complete"] == 400.0
    (taken,) = _section(told, "Share of the control total").entries
    assert taken.value == 250.0
    assert "50 exceed the control total" in taken.note
    assert [line.value for line in _section(told, "Contracted connection").entries] == [1.0, 0.75]
    listed = _section(account(held, code, scenario="toy_fast", year=2030), "Named developments").entries
    assert [(line.label, line.value) for line in listed] == [("Marble Meadow (dev-1)", 400.0)]


def test_what_the_study_does_not_know_is_refused_by_name(results):
    for words, expected in (
        (("Atlantis", "toy_fast", 2030), "no substation is called Atlantis"),
        (("toy:P2", "none", 2030), "there is no scenario none"),
        (("toy:P2", "toy_fast", 1999), "there is no year 1999"),
    ):
        name, scenario, year = words
        with pytest.raises(FaultsError) as caught:
            account(results, name, scenario=scenario, year=year)
        assert expected in str(caught.value)


def test_text_is_the_account_in_lines(results):
    told = _hoop(results)
    text = explain(results, "Hoop Lane", scenario="toy_fast", year=2030)
    assert text == told.lines()
    assert max(len(line) for line in text) <= 132
    columns = {line.index("MVA  [") for line in text if "MVA  [" in line}
    assert len(columns) == 1, "figures stand in one column"
