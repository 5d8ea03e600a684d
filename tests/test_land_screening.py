"""Screening: tiers by hand, the table against every cell alone, waterfalls that close, and land nobody looked at."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lae.files import read_table
from lae.land.cells_contract import BitLayer
from lae.land.layers.bits import Supplied, constraint_bits
from lae.land.policy_contract import (
    LAND_TIERS,
    ConstraintLayers,
    LandPolicy,
    LandWaterfall,
    LayerStates,
    ScreenedLand,
)
from lae.land.screening.graded import graded_land
from lae.land.screening.screened import eligible_land, hectares, screened_land
from lae.land.screening.verdicts import policy_findings, rules_of
from lae.land.screening.waterfall import waterfall
from lae.land.sequestration_contract import OPTIONS, EligibleLand, GradedLand
from lae.tables import check
from land_world import box, cells_of, features, grid_of, layer, random_world, seen, shapes, windows, zones

FEW = settings(max_examples=40, deadline=None)
WOOD = "native_woodland"
KINDS = {"sssi": "sssi", "monument": "scheduled_monument", "views": "national_landscape"}
CLASSES = ["arable", "improved_grassland", "bog", "urban"]


def policy(*rows):
    """Rules as (subject, id, rule) or (subject, id, rule, share), in the order of their steps."""
    table = pd.DataFrame(
        [
            {
                "policy_id": "toy",
                "option": "any",
                "subject": row[0],
                "subject_id": row[1],
                "rule": row[2],
                "usable_share": 0.0 if row[2] == "exclude" else (row[3] if len(row) > 3 else 1.0),
                "step_rank": number,
                "why": f"because of {row[1]}",
                "tier": "D",
                "source": "invented",
                "source_id": "toy",
            }
            for number, row in enumerate(rows, start=1)
        ]
    )
    assert check(table, LandPolicy, "policy") == []
    return table


TOY = policy(
    ("land_class", "urban", "exclude"),
    ("layer", "sssi", "exclude"),
    ("layer", "monument", "consent"),
    ("layer", "views", "caution", 0.5),
)
FIELD = np.full((1, 10), 3, dtype=np.uint8)
FIELD[0, 0] = 20
"""Ten cells in a row: the first built over, the others arable."""


def field(*layers):
    return cells_of(FIELD, zones(A=box(0, 0, 10, 1)), layers)


def looked_at():
    """SSSI in cells 0 to 2, monument in 2 to 4, views in 4 to 7."""
    return field(layer("sssi", box(0, 0, 3, 1)), layer("monument", box(2, 0, 5, 1)), layer("views", box(4, 0, 8, 1)))


def tiers(cells, rules, option=WOOD, kinds=KINDS):
    table = screened_land(cells, rules, [option], kinds)
    assert check(table, ScreenedLand, "screened") == []
    return table.groupby("tier")["area_ha"].sum().round(6).to_dict()


def steps(cells, rules, **more):
    table = waterfall(cells, rules, WOOD, {"sssi": "Sites"}, kinds=KINDS, **more)
    assert check(table, LandWaterfall, "waterfall") == []
    return table


def test_tiers_of_ten_cells_by_hand():
    # Cell 0 urban; 1 and 2 SSSI; 3 and 4 monument, 4 also views; 5 to 7 views; 8 and 9 nothing. A cell is 0.01 ha.
    # Excluded: 0, 1, 2 and half of 4 to 7 (0.03 + 0.02). Consent: 3 and half of 4. Caution: half of 5 to 7. Open: 8, 9.
    assert tiers(looked_at(), TOY) == {"excluded": 0.05, "consent": 0.015, "caution": 0.015, "open": 0.02}


def test_a_waterfall_of_ten_cells_by_hand():
    table = steps(looked_at(), TOY)
    # All 0.10; urban takes 1 cell; SSSI 2 (cell 0 is gone); views half of 4 cells; left 0.05 in three parts.
    assert table[["step", "subject_id", "removed_ha", "left_ha"]].to_numpy().tolist() == [
        ["total", "", 0.0, 0.1],
        ["exclude", "urban", 0.01, 0.09],
        ["exclude", "sssi", 0.02, 0.07],
        ["share", "views", 0.02, 0.05],
        ["available", "", 0.0, 0.05],
        ["consent", "", 0.0, 0.015],
        ["caution", "", 0.0, 0.015],
        ["open", "", 0.0, 0.02],
    ]
    assert table["title"].tolist()[1:4] == ["urban", "Sites", "views"]
    assert table["why"].tolist()[2] == "because of sssi"


def test_another_order_moves_reasons_and_never_the_remainder():
    first, then, *rest = TOY.to_dict("records")
    turned = pd.DataFrame([first | {"step_rank": 2}, then | {"step_rank": 1}, *rest])
    one, two = steps(looked_at(), TOY), steps(looked_at(), turned)
    # Cell 0 is both built over and SSSI: whoever comes first takes it.
    assert two.set_index("subject_id")["removed_ha"].loc[["sssi", "urban"]].tolist() == [0.03, 0.0]
    tail = ["available", "consent", "caution", "open"]
    assert one[one["step"].isin(tail)]["left_ha"].tolist() == two[two["step"].isin(tail)]["left_ha"].tolist()


def test_a_layer_nobody_looked_at_opens_no_land():
    cells = field(layer("monument", box(2, 0, 5, 1)), layer("views", box(4, 0, 8, 1)))
    assert tiers(cells, TOY) == {"excluded": 0.01, "not_screened": 0.09}
    table = screened_land(cells, TOY, [WOOD], KINDS)
    assert eligible_land(table).empty
    closed = table[table["tier"].eq("not_screened")].iloc[0]
    assert (closed["not_screened"], closed["confidence"]) == ("sssi", "none")


def test_the_waterfall_names_what_nobody_looked_at_instead_of_finding_nothing_there():
    table = steps(field(layer("monument", box(2, 0, 5, 1)), layer("views", box(4, 0, 8, 1))), TOY)
    assert table["step"].tolist()[:4] == ["total", "exclude", "not_screened", "share"]
    assert table["title"].tolist()[2] == "nobody looked: Sites"
    assert table["left_ha"].tolist()[2:5] == [0.0, 0.0, 0.0]


def test_unseen_consent_and_caution_count_as_everywhere_and_lower_confidence():
    # Neither monuments nor views are known: the 7 cells outside town and SSSI need consent, and half of each is lost.
    eligible = eligible_land(screened_land(field(layer("sssi", box(0, 0, 3, 1))), TOY, [WOOD], KINDS))
    assert check(eligible, EligibleLand, "eligible") == []
    row = eligible.iloc[0].to_dict()
    assert len(eligible) == 1
    assert (row["tier"], row["area_ha"], row["confidence"]) == ("consent", 0.035, "low")
    assert row["not_screened"] == "national_landscape scheduled_monument"
    only_views = field(layer("sssi", box(0, 0, 3, 1)), layer("monument", box(2, 0, 5, 1)))
    eligible = eligible_land(screened_land(only_views, TOY, [WOOD], KINDS))
    assert dict(zip(eligible["tier"], eligible["confidence"], strict=True)) == {
        "caution": "medium",
        "consent": "medium",
    }


def test_unknown_land_cover_is_not_screened_where_a_class_would_be_ruled_out():
    valid = np.ones(FIELD.shape, dtype=bool)
    valid[0, 9] = False
    cells = cells_of(FIELD, zones(A=box(0, 0, 10, 1)), [], valid=valid)
    assert tiers(cells, TOY.iloc[:1]) == {"excluded": 0.01, "not_screened": 0.01, "open": 0.08}
    table = steps(cells, TOY.iloc[:1])
    assert table.loc[table["step"].eq("not_screened"), "title"].tolist() == [
        "nobody looked: land cover, so as to tell: urban"
    ]


def test_a_gap_in_one_part_closes_that_part_alone():
    gap = BitLayer(("sssi",), "unknown", shapes(box(7, 0, 10, 1)))
    cells = field(layer("sssi", box(0, 0, 3, 1)), gap)
    assert tiers(cells, TOY.iloc[:2]) == {"excluded": 0.03, "not_screened": 0.03, "open": 0.04}
    table = screened_land(cells, TOY.iloc[:2], [WOOD], KINDS).set_index("tier")
    assert table.loc["open", "not_screened"] == ""
    assert table.loc["open", "confidence"] == "high"


def test_a_rule_of_an_option_stands_in_place_of_the_rule_for_any():
    own = TOY.iloc[[1]].assign(option="soil", rule="ignore", usable_share=1.0)
    both = pd.concat([TOY, own], ignore_index=True)
    assert rules_of(both, "soil")["subject_id"].tolist() == ["urban", "monument", "views"]
    assert rules_of(both, WOOD)["subject_id"].tolist() == ["urban", "sssi", "monument", "views"]
    # Without SSSI cells 1 and 2 open up: 1 to open, 2 to consent (the monument's).
    assert tiers(looked_at(), both, "soil")["open"] == 0.03
    assert tiers(looked_at(), both)["open"] == 0.02


def test_a_rule_about_nothing_is_an_error():
    wrong = policy(("layer", "sssy", "exclude"), ("land_class", "moon", "exclude"), ("land_class", "bog", "exclude"))
    (finding,) = policy_findings(wrong, frozenset({"sssi"}))
    assert (finding.severity, len(finding.ids)) == ("error", 2)
    assert policy_findings(TOY, frozenset(KINDS)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"rule": "exclude", "usable_share": 0.5}, "excluded_land_has_no_usable_share"),
        ({"rule": "caution", "usable_share": 0.0}, "excluded_land_has_no_usable_share"),
        ({"rule": "caution", "usable_share": 0.335}, "share_in_whole_hundredths"),
        ({"rule": "perhaps"}, "isin"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(change, rule):
    assert rule in {finding.rule for finding in check(TOY.iloc[[3]].assign(**change), LandPolicy, "policy")}


# Every cell on its own


def judged(name, inside, rules, known):
    """Tier and usable hundredths of one cell, by reading the rules in turn."""
    tier, usable = 0, 100
    for rule in rules:
        if rule["subject"] == "layer":
            met, nobody = rule["subject_id"] in inside, rule["subject_id"] not in known
        else:
            met, nobody = name == rule["subject_id"], name == ""
        if rule["rule"] == "require":
            tier = max(tier, 0 if met else 3 if nobody else 4)
            continue
        if rule["rule"] == "ignore" or not (met or nobody):
            continue
        tier = max(tier, {"caution": 1, "consent": 2, "exclude": 4 if met else 3}[rule["rule"]])
        if rule["rule"] != "exclude":
            usable = min(usable, round(rule["usable_share"] * 100))
    return tier, {3: 100, 4: 0}.get(tier, usable)


def one_by_one(values, valid, places, layers, rules, known):
    """Hectares by zone and tier, cell by cell; the direct raster route."""
    totals, rows = {}, rules.to_dict("records")
    for zone, name, inside in seen(values, valid, places, layers):
        tier, usable = judged(name, inside, rows, known)
        for place, part in ((tier, usable), (4, 100 - usable)):
            totals[zone, LAND_TIERS[place]] = totals.get((zone, LAND_TIERS[place]), 0) + part
    return {key: part / 10_000 for key, part in totals.items() if part}


def random_policy(seed, layers, classes=CLASSES):
    rng = np.random.default_rng(seed)
    rows = []
    for subject, name in [*(("layer", one) for one in layers), *(("land_class", one) for one in classes)]:
        rule = rng.choice(["exclude", "consent", "caution", "ignore", "require"], p=[0.2, 0.25, 0.25, 0.2, 0.1])
        rows.append((subject, name, rule, rng.choice([1.0, 0.5, 0.37, 0.01])))
    return policy(*(rows[place] for place in rng.permutation(len(rows))))


@FEW
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 5))
def test_the_table_gives_exactly_what_every_cell_gives_by_itself(seed, other, supplied):
    values, valid, places, layers = random_world(seed)
    cells = cells_of(values, places, layers[:supplied], valid=valid)
    rules = random_policy(other, ["l0", "l1", "l2", "l3"])
    wanted = one_by_one(values, valid, places, layers[:supplied], rules, {f"l{n}" for n in range(supplied)})
    table = screened_land(cells, rules, [WOOD], {})
    found = table.groupby(["zone_id", "tier"])["area_ha"].sum().round(6).to_dict()
    assert found == wanted
    quick = hectares(cells, rules, WOOD, {})
    places = zip(*np.nonzero(quick), strict=True)
    told = {(cells.zone_ids[zone], LAND_TIERS[tier]): quick[zone, tier] for zone, tier in places}
    assert told == wanted


@FEW
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_waterfalls_close_whatever_the_order_and_zone_by_zone(seed, other):
    values, valid, places, layers = random_world(seed)
    cells = cells_of(values, places, layers, valid=valid)
    rules = random_policy(other, ["l0", "l1", "l2", "l3", "unseen"])
    table = waterfall(cells, rules, WOOD, {}, kinds={})
    head = table[~table["step"].isin(["consent", "caution", "open"])]
    before = head["left_ha"].shift().fillna(head["left_ha"].iloc[0])
    assert np.allclose(before - head["removed_ha"], head["left_ha"], rtol=0, atol=1e-9)
    available = float(table.loc[table["step"].eq("available"), "left_ha"].iloc[0])
    parts = table[table["step"].isin(["consent", "caution", "open"])].set_index("step")["left_ha"]
    quick = hectares(cells, rules, WOOD, {}).sum(axis=0)
    assert parts.sum() == pytest.approx(available, abs=1e-9)
    assert np.allclose(quick[[2, 1, 0]], parts.loc[["consent", "caution", "open"]], rtol=0, atol=1e-9)
    order = np.random.default_rng(other).permutation(len(rules))
    turned = waterfall(cells, rules.assign(step_rank=order + 1), WOOD, {}, kinds={})
    for step in ("available", "consent", "caution", "open"):
        left = [one.loc[one["step"].eq(step), "left_ha"].iloc[0] for one in (table, turned)]
        assert left[0] == left[1]
    zones_of = waterfall(cells, rules, WOOD, {}, kinds={}, by_zone=True)
    assert zones_of["removed_ha"].sum() == pytest.approx(table["removed_ha"].sum(), abs=1e-6)


@FEW
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 7))
def test_a_stricter_policy_never_adds_a_hectare(seed, other, place):
    values, valid, places, layers = random_world(seed)
    cells = cells_of(values, places, layers, valid=valid)
    rules = random_policy(other, ["l0", "l1", "l2", "l3"])
    before = hectares(cells, rules, WOOD, {})
    row = rules.index[place]
    assume(rules["rule"].loc[row] != "require")  # to bar what was required turns a rule round
    strict = rules.assign(rule=rules["rule"].mask(rules.index == row, "exclude"))
    strict["usable_share"] = strict["usable_share"].mask(rules.index == row, 0.0)
    after = hectares(cells, strict, WOOD, {})
    assert (after[:, :3].sum(axis=1) <= before[:, :3].sum(axis=1)).all()
    assert np.allclose(after.sum(axis=1), before.sum(axis=1), rtol=0, atol=1e-9)


@FEW
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 3))
def test_a_layer_taken_away_never_makes_land_available(seed, other, lost):
    values, valid, places, layers = random_world(seed)
    rules = random_policy(other, ["l0", "l1", "l2", "l3"])
    whole = hectares(cells_of(values, places, layers, valid=valid), rules, WOOD, {})
    fewer = [one for number, one in enumerate(layers) if number != lost]
    after = hectares(cells_of(values, places, fewer, valid=valid), rules, WOOD, {})
    assert (after[:, :3].sum(axis=1) <= whole[:, :3].sum(axis=1) + 1e-9).all()
    assert (after[:, 0] <= whole[:, 0] + 1e-9).all()


# Grades and our own registers


def test_a_survey_overrules_the_provisional_grade_and_the_rest_is_unknown():
    rows = [
        {"layer_id": "p3", "layer": "alc_provisional", "grades": "3"},
        {"layer_id": "s3b", "layer": "alc_post_1988", "grades": "3b"},
    ]
    cells = field(layer("p3", box(0, 0, 6, 1)), layer("s3b", box(4, 0, 7, 1)))
    table = graded_land(cells, pd.DataFrame(rows))
    assert check(table, GradedLand, "graded") == []
    # Provisional 3 in cells 0 to 3, surveyed 3b in 4 to 6, nothing said of 7 to 9.
    assert table.groupby("grade")["area_ha"].sum().to_dict() == {"3": 0.04, "3b": 0.03, "unknown": 0.03}


@pytest.fixture(scope="module")
def ours(root):
    register, faults = read_table(root / "data" / "land" / "layers.csv", ConstraintLayers, table="layers.csv")
    rules, more = read_table(root / "data" / "land" / "policy.csv", LandPolicy, table="policy.csv")
    assert faults + more == []
    return register, rules


def test_our_policy_speaks_of_known_layers_and_bars_trees_from_meadow(ours):
    register, rules = ours
    assert policy_findings(rules, frozenset(register["layer_id"])) == []
    trees = rules_of(rules, WOOD).set_index("subject_id")["rule"]
    assert trees[["priority_habitat", "peaty_soil", "sssi", "woodland"]].eq("exclude").all()
    # A provisional grade 3 is possibly, never certainly, best land: no rule rests on it.
    assert "alc_grade_3" not in trees
    assert rules_of(rules, "peat_rewetting").set_index("subject_id")["rule"]["peaty_soil"] == "require"


def test_without_any_layer_our_policy_opens_nothing_to_anybody(ours):
    register, rules = ours
    grid = grid_of(10, 1)
    found = constraint_bits(register, Supplied(features(), {}), grid)
    assert check(found.states, LayerStates, "states") == []
    assert found.states["state"].eq("missing").all()
    assert found.states["how_to_get"].ne("").all()
    cells = cells_of(FIELD, zones(A=box(0, 0, 10, 1)), found.bits)
    kinds = dict(zip(register["layer_id"], register["layer"], strict=True))
    table = screened_land(cells, rules, OPTIONS, kinds)
    assert eligible_land(table).empty
    assert set(table["option"]) == set(OPTIONS)


def test_our_policy_opens_land_as_soon_as_every_layer_is_there(ours):
    register, rules = ours
    britain = dict.fromkeys(register["layer"], (0.0, 0.0, 7e5, 1.3e6))
    fields = features(box(0, 0, 10, 1), kind="alc_provisional", grade="3")
    flood = features(box(0, 0, 10, 1), kind="flood_zone", grade="2")
    peat = features(box(9, 0, 10, 1), kind="peaty_soil", grade="Deep Peaty Soils")
    given_ = pd.concat([fields, flood, peat], ignore_index=True)
    found = constraint_bits(register, Supplied(given_, britain, frozenset({"slope"})), grid_of(10, 1))
    flat = {"slope": windows(np.zeros(FIELD.shape))}
    cells = cells_of(FIELD, zones(A=box(0, 0, 10, 1)), found.bits, rules=found.rules, rasters=flat)
    kinds = dict(zip(register["layer_id"], register["layer"], strict=True))
    table = eligible_land(screened_land(cells, rules, OPTIONS, kinds))
    # Cell 0 is built over. Cell 9 is peat: trees stay off it, open habitats and soil do not, rewetting has it alone.
    wood = dict.fromkeys(["native_woodland", "wet_woodland", "wood_pasture", "orchard", "scrub", "hedgerow"], 0.08)
    green = dict.fromkeys(["fen", "floodplain_grassland", "species_rich_grassland", "soil"], 0.09)
    assert table.set_index("option")["area_ha"].to_dict() == wood | green | {"peat_rewetting": 0.01}
    assert set(table["tier"]) == {"open"}
    assert set(table["confidence"]) == {"high"}


def test_what_an_option_requires_bars_the_land_outside_and_closes_land_nobody_looked_at():
    needs = policy(("layer", "sssi", "require"))
    assert tiers(field(layer("sssi", box(0, 0, 3, 1))), needs) == {"open": 0.03, "excluded": 0.07}
    assert tiers(field(), needs) == {"not_screened": 0.1}
    table = steps(field(layer("sssi", box(0, 0, 3, 1))), needs)
    assert table["title"].tolist()[1] == "outside: Sites"
    assert table["removed_ha"].tolist()[1] == 0.07
