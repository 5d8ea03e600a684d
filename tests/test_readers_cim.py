"""LTDS in CIM: what the profiles demand, what a network yields, and what a hostile document may not do."""

import math
import re
from collections import defaultdict

import numpy as np
import pytest

import lae
from lae.findings import FaultsError
from lae.grid.electrical.arrays import fixed_load, network_of
from lae.grid.electrical.graph import model
from lae.grid.electrical.radial import radial_flow
from lae.readers import catalogue, guard
from lae.readers.base import SourceRow
from lae.readers.electrical import cim
from lae.readers.electrical.cim_model import MAIN, SUPPORT
from lae.readers.electrical.cim_rules import RULES, short
from toytown import copy_of_toytown

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:cim="http://iec.ch/TC57/CIM100#" xmlns:gb="http://ofgem.gov.uk/ns/CIM/LTDS/Extensions#" '
    'xmlns:md="http://iec.ch/TC57/61970-552/ModelDescription/1#">\n<md:FullModel rdf:about="urn:uuid:m"/>\n'
)
PREFIX = re.compile(r"^(gb:)?(.*)$")


def tag(name):
    return name if ":" in name else f"cim:{name}"


def thing(kind, name, /, *, about=False, **told):
    """One object; a value that begins with # or http is a link. A double underscore stands for the point of a name."""
    lines = []
    for key, value in told.items():
        place = key.replace("__", ".")
        place = f"gb:{place[3:]}" if place.startswith("gb_") else f"cim:{place}"
        linked = str(value).startswith(("#", "http"))
        lines.append(f'  <{place} rdf:resource="{value}"/>' if linked else f"  <{place}>{value}</{place}>")
    attribute = f'rdf:about="#_{name}"' if about else f'rdf:ID="_{name}"'
    return f"<{tag(kind)} {attribute}>\n" + "\n".join(lines) + f"\n</{tag(kind)}>\n"


def named(kind, name, **told):
    return thing(kind, name, IdentifiedObject__name=name, **told)


def terminal(name, equipment, node, number):
    ends = {"Terminal__ConductingEquipment": f"#_{equipment}", "Terminal__ConnectivityNode": f"#_{node}"}
    return named("Terminal", name, ACDCTerminal__sequenceNumber=number, **ends)


def winding(name, transformer, end, terminal_, base, **told):
    ends = {"PowerTransformerEnd__PowerTransformer": f"#_{transformer}", "TransformerEnd__Terminal": f"#_{terminal_}"}
    return named(
        "PowerTransformerEnd",
        name,
        TransformerEnd__endNumber=end,
        TransformerEnd__BaseVoltage=f"#_{base}",
        **ends,
        **told,
    )


def limits(name, terminal_, kind, value, start, stop):
    group = {"OperationalLimitSet__Terminal": f"#_{terminal_}", "gb_OperationalLimitSet__validFrom": start}
    limit = {
        "OperationalLimit__OperationalLimitSet": f"#_{name}",
        "OperationalLimit__OperationalLimitType": "#_lasting",
    }
    return named("OperationalLimitSet", name, gb_OperationalLimitSet__validTo=stop, **group) + named(
        kind, f"{name}v", **limit, **{f"{kind}__normalValue": value}
    )


def equipment():
    """A 33 kV infeed, a line, a closed breaker, a 33/11 kV transformer with taps, a consumer."""
    parts = [
        named("BaseVoltage", "kv33", BaseVoltage__nominalVoltage=33),
        named("BaseVoltage", "kv11", BaseVoltage__nominalVoltage=11),
    ]
    parts += [
        named("Substation", "Aton", Substation__Region="#_r"),
        named("Substation", "Bton", Substation__Region="#_r"),
    ]
    for name, base, site in (("A33", "kv33", "Aton"), ("B33", "kv33", "Bton"), ("B11", "kv11", "Bton")):
        parts.append(
            named(
                "VoltageLevel",
                f"{name}level",
                VoltageLevel__BaseVoltage=f"#_{base}",
                VoltageLevel__Substation=f"#_{site}",
            )
        )
    for node, level in (("A", "A33"), ("B", "B33"), ("B2", "B33"), ("C", "B11")):
        parts.append(named("ConnectivityNode", node, ConnectivityNode__ConnectivityNodeContainer=f"#_{level}level"))
    impedance = {"ACLineSegment__r": 1.0, "ACLineSegment__x": 2.0, "ACLineSegment__bch": 1e-4}
    parts.append(
        named("ACLineSegment", "L1", ConductingEquipment__BaseVoltage="#_kv33", Conductor__length=5, **impedance)
    )
    parts += [terminal("L1a", "L1", "A", 1), terminal("L1b", "L1", "B", 2)]
    parts.append(named("Breaker", "K1", Switch__normalOpen="false", Switch__ratedCurrent=630))
    parts += [terminal("K1a", "K1", "B", 1), terminal("K1b", "K1", "B2", 2)]
    parts.append(
        named(
            "PowerTransformer",
            "T1",
            gb_PowerTransformer__reverseFlowCapability="http://ofgem.gov.uk/ns/CIM/LTDS/Extensions#ReverseFlowCapabilityKind.sameAsNormal",
        )
    )
    parts += [terminal("T1a", "T1", "B2", 1), terminal("T1b", "T1", "C", 2)]
    high = {"PowerTransformerEnd__r": 0.5, "PowerTransformerEnd__x": 9.0, "PowerTransformerEnd__b": -1e-5}
    low = {"PowerTransformerEnd__r": 0, "PowerTransformerEnd__x": 0, "PowerTransformerEnd__b": 0}
    parts.append(
        winding("T1h", "T1", 1, "T1a", "kv33", PowerTransformerEnd__ratedU=33, PowerTransformerEnd__ratedS=24, **high)
    )
    parts.append(
        winding("T1l", "T1", 2, "T1b", "kv11", PowerTransformerEnd__ratedU=11, PowerTransformerEnd__ratedS=24, **low)
    )
    taps = {"lowStep": 1, "highStep": 17, "neutralStep": 13, "normalStep": 13, "ltcFlag": "true", "neutralU": 33}
    parts.append(
        named(
            "RatioTapChanger",
            "R1",
            RatioTapChanger__TransformerEnd="#_T1h",
            RatioTapChanger__stepVoltageIncrement=1.25,
            TapChanger__TapChangerControl="#_Ctl",
            **{f"TapChanger__{name}": value for name, value in taps.items()},
        )
    )
    parts.append(named("TapChangerControl", "Ctl", RegulatingControl__Terminal="#_T1b"))
    parts.append(named("OperationalLimitType", "lasting", OperationalLimitType__isInfiniteDuration="true"))
    parts.append(limits("win", "L1a", "CurrentLimit", 400, "--11-01", "--04-30"))
    parts.append(limits("sum", "L1a", "CurrentLimit", 350, "--05-01", "--10-31"))
    parts.append(limits("cold", "T1a", "ApparentPowerLimit", 30, "--11-01", "--04-30"))
    parts.append(named("EquivalentInjection", "Infeed", EquivalentInjection__regulationCapability="true"))
    parts.append(terminal("Ia", "Infeed", "A", 1))
    parts += [named("EnergyConsumer", "D1"), terminal("D1a", "D1", "C", 1)]
    parts += [named("BusbarSection", "S1", gb_BusbarSection__BusbarGroup="#_G1"), terminal("S1a", "S1", "C", 1)]
    return parts


def steady_state():
    return [
        thing("EnergyConsumer", "D1", about=True, EnergyConsumer__p=12.0, EnergyConsumer__q=4.0),
        thing("TapChangerControl", "Ctl", about=True, RegulatingControl__targetValue=11.0),
    ]


def geography():
    return [
        named("CoordinateSystem", "cs", CoordinateSystem__crsUrn="urn:ogc:def:crs:EPSG::27700"),
        named("Location", "loc", Location__CoordinateSystem="#_cs", Location__PowerSystemResources="#_Bton"),
        thing(
            "PositionPoint",
            "pp",
            PositionPoint__Location="#_loc",
            PositionPoint__xPosition=451000,
            PositionPoint__yPosition=200500,
        ),
    ]


def capacity():
    told = {"gb_MaximumLoading__maxLoadingWinter": 12, "gb_MaximumLoading__qAtMaxLoadingWinter": 5}
    told |= {"gb_MaximumLoading__maxLoadingSummer": 8, "gb_MaximumLoading__qAtMaxLoadingSummer": 3}
    firm = {"gb_FirmCapacity__firmCapacityWinter": 24, "gb_FirmCapacity__firmCapacitySummer": 20}
    kind = "http://ofgem.gov.uk/ns/CIM/LTDS/Extensions#ShortCircuitFaultKind.threePhase"
    fault = {"gb_ShortCircuitResult__peakCurrent": 25, "gb_ShortCircuitResult__symmetricalBreakingCurrent": 10.5}
    return [
        named("gb:BusbarGroup", "G1"),
        named("gb:MaximumLoading", "M1", gb_MaximumLoading__BusbarGroup="#_G1", **told),
        named("gb:FirmCapacity", "F1", gb_FirmCapacity__BusbarGroup="#_G1", **firm),
        named(
            "gb:SummaryShortCircuitResult",
            "X1",
            gb_SummaryShortCircuitResult__BusbarGroup="#_G1",
            gb_ShortCircuitResult__faultKind=kind,
            **fault,
        ),
    ]


def written(folder, name, parts, head=HEAD):
    path = folder / name
    path.write_text(head + "".join(parts) + "</rdf:RDF>\n", encoding="utf-8")
    return path


FILES = {"eq.xml": equipment, "gl.xml": geography, "ssh.xml": steady_state, "syscap.xml": capacity}

SAMPLES = {f"cim_{name}": (HEAD + "".join(parts()) + "</rdf:RDF>\n").encode() for name, parts in FILES.items()}


def read(folder):
    paths = [written(folder, name, parts()) for name, parts in FILES.items()]
    assert all([each.name for each in catalogue.claimants(path)] == ["ltds_cim"] for path in paths)
    return cim.read_together(paths, SourceRow("toy_cim", "2026", "toy"))


def test_four_files_make_one_network(tmp_path):
    readings = read(tmp_path)
    tables = readings[0].tables
    assert all(not reading.tables for reading in readings[1:])
    for reading in readings:
        assert reading.count.read == reading.count.kept + sum(reading.count.dropped.values())
    assert not [finding for finding in readings[0].findings if finding.severity != "note"], readings[0].findings
    kv = tables["buses"].set_index("bus_id")["nominal_kv"].to_dict()
    assert kv == {"A": 33, "B": 33, "B2": 33, "C": 11}
    branches = tables["branches"].set_index("asset_id")
    line, wound = branches.loc["L1"], branches.loc["T1"]
    assert (line["resistance_value"], line["reactance_value"], line["susceptance_value"]) == (1.0, 2.0, 100.0)
    assert line["winter_mva"] == pytest.approx(math.sqrt(3) * 33 * 0.4)
    assert line["summer_mva"] == pytest.approx(math.sqrt(3) * 33 * 0.35)
    # 9 ohm at 33 kV are 1 ohm at 11 kV; a summer no limit speaks of keeps the nameplate.
    assert (wound["reactance_value"], wound["winter_mva"], wound["summer_mva"]) == (1.0, 30.0, 24.0)
    taps = wound[["tap_low_share", "tap_high_share", "tap_share", "target_ratio"]].tolist()
    assert taps == pytest.approx([-0.15, 0.05, 0.0, 1.0])
    assert (branches.loc["K1", "kind"], bool(branches.loc["K1", "normally_open"])) == ("switch", False)
    assert tables["grid_loads"].loc[0, ["p_mw", "q_mvar"]].tolist() == [12.0, 4.0]
    assert tables["grid_sources"].loc[0, "provenance"] == "assumed"  # nobody says what it is held at
    assert tables["node_faults"].loc[0, "break_ka"] == 10.5
    demand = tables["site_demands"].set_index("season").loc["winter"]
    assert (demand["p_mw"], demand["power_factor_ratio"], demand["firm_mw"]) == (12, pytest.approx(12 / 13), 24)
    assert set(tables["bus_points"]["bus_id"]) == {"B", "B2", "C"}


def test_the_network_flows(tmp_path):
    tables = read(tmp_path)[0].tables
    given = model(tables["buses"], tables["branches"], tables["grid_sources"], tables["grid_loads"])
    network = network_of(given)
    p, q = fixed_load(network, given.loads)
    flow = radial_flow(network, p[None], q[None])
    assert np.isfinite(flow.voltage).all()
    # The taps hold 11 kV within a step of 1.25 %.
    assert flow.voltage[0, network.node_of["C"]] == pytest.approx(1.0, abs=0.0125)


def test_dropped_files_of_one_model_enter_a_study_together(tmp_path):
    study = copy_of_toytown(tmp_path)
    for name in ("buses", "branches", "sources", "loads"):
        (study / "data" / "grid" / f"{name}.csv").unlink()
    inbox = study / "data" / "inbox"
    inbox.mkdir()
    for name, parts in FILES.items():
        written(inbox, name, parts())
    inputs = lae.Study(study).read()
    assert set(inputs.tables["branches"]["asset_id"]) == {"K1", "L1", "T1"}
    assert len([count for count in inputs.counts if count.file.startswith("inbox/")]) == 4
    assert len(inputs.tables["grid_loads"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<cim:ACLineSegment.x>2.0</cim:ACLineSegment.x>", "", "cardinality_missing"),
        (
            "<cim:ACLineSegment.x>2.0</cim:ACLineSegment.x>",
            "<cim:ACLineSegment.x>2</cim:ACLineSegment.x>" * 2,
            "cardinality_repeated",
        ),
        (
            "<cim:ACLineSegment.x>2.0</cim:ACLineSegment.x>",
            "<cim:ACLineSegment.x>two</cim:ACLineSegment.x>",
            "datatype",
        ),
        ('VoltageLevel.BaseVoltage rdf:resource="#_kv33"', 'VoltageLevel.BaseVoltage rdf:resource="#_Aton"', "class"),
        (
            'VoltageLevel.BaseVoltage rdf:resource="#_kv33"',
            'VoltageLevel.BaseVoltage rdf:resource="#_gone"',
            "dangling",
        ),
        ("--11-01", "1 November", "datatype"),
    ],
)
def test_what_breaks_the_profile_is_a_finding_that_names_the_object(tmp_path, old, new, rule):
    path = written(tmp_path, "eq.xml", equipment())
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [finding for finding in cim.read(path, SourceRow()).findings if finding.rule == rule]
    assert any(set(finding.ids) & {"L1", "A33level", "win", "cold"} for finding in found)


def shapes(text):
    """Class, property to cardinality, datatype and classes, as the published shapes state them."""
    properties, nodes = {}, defaultdict(set)
    for block in re.split(r"\n\s*\n", text):
        found = re.match(r"([a-z]+:\S+)\s+rdf:type\s+sh:(PropertyShape|NodeShape)", block.strip())
        if found and found[2] == "NodeShape":
            for owner in re.findall(r"sh:targetClass\s+(\S+?)[\s.;]", block):
                if listed := re.search(r"sh:property\s+(.*?);\s*\n?\s*sh:target", block, re.DOTALL):
                    nodes[owner] |= {each.strip() for each in listed[1].split(",")}
        elif found:
            told = {"in": re.search(r"sh:in\s+\((.*?)\)", block)}
            told |= {key: re.search(rf"sh:{key}\s+([\w:]+)", block) for key in ("minCount", "maxCount", "datatype")}
            path = re.search(r"sh:path\s+\(?\s*([a-z]+:[\w.]+)", block)
            properties[found[1]] = (path and path[1], {key: each[1] for key, each in told.items() if each})
    made = defaultdict(lambda: defaultdict(dict))
    for owner, names in nodes.items():
        for name in names:
            path, told = properties.get(name, (None, {}))
            if path:
                made[owner][path].update(told)
    return made


def test_every_rule_of_ours_is_the_published_profile_s(shared_data):
    folder = shared_data / "grid" / "ltds_cim_profiles"
    made = shapes("\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*SHACL*.ttl"))))
    for rule in RULES:
        told = made[tag(rule.owner)][tag(rule.path)]
        assert told, rule
        assert int(told.get("minCount", 0)) == rule.least, rule
        assert told["maxCount"] == "1", rule
        if "datatype" in told:
            assert told["datatype"] == f"xsd:{rule.kind}", rule
        elif rule.kind != "link":
            assert {name.removeprefix("cim:") for name in told["in"].split()} == set(rule.kind.split("|")), rule
    assert {rule.owner for rule in RULES} <= MAIN | SUPPORT


def test_a_profile_is_no_network(shared_data):
    for path in sorted((shared_data / "grid" / "ltds_cim_profiles").iterdir()):
        assert catalogue.identify(path).rule == "cim_profile"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' + HEAD[HEAD.index("<rdf:RDF") :] + "&x;</rdf:RDF>",
            "entities",
        ),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + HEAD[HEAD.index("<rdf:RDF") :] + "</rdf:RDF>", "entities"),
        (HEAD + "<cim:Substation>", "not_xml"),
        ("<html></html>", "not_rdf"),
        (HEAD + "<cim:A><cim:b>" + "<cim:c>" * 20 + "</cim:c>" * 20 + "</cim:b></cim:A></rdf:RDF>", "too_deep"),
        (HEAD + f"<cim:A><cim:b>{'x' * 200_000}</cim:b></cim:A></rdf:RDF>", "too_long"),
    ],
)
def test_a_hostile_or_broken_document_is_refused_in_words(tmp_path, text, rule):
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError) as fault:
        guard.things(path)
    assert fault.value.findings[0].rule == rule


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("http://iec.ch/TC57/CIM100# ACLineSegment.r", "ACLineSegment.r"),
        ("http://iec.ch/TC57/2013/CIM-schema-cim16# ACLineSegment.r", "ACLineSegment.r"),
        ("http://iec.ch/TC57/CIM100-European# BoundaryPoint", "eu:BoundaryPoint"),
        ("http://ofgem.gov.uk/ns/CIM/LTDS/Extensions# BusbarGroup", "gb:BusbarGroup"),
        ("http://elsewhere/x# Thing", "http://elsewhere/x# Thing"),
    ],
)
def test_namespaces_of_all_editions_read_alike(name, ours):
    assert short(name) == ours
