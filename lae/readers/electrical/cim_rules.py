"""What the LTDS profiles v1.0.1 demand of the classes lae reads: how often, of what kind; and the findings where not.

A test holds every line against the published SHACL shapes, so that this table is theirs and not ours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from lae.findings import Finding
from lae.readers.guard import Thing


class Rule(NamedTuple):
    """A property of a class: at least `least` times and at most once, of `kind`.

    `kind` is a datatype of XML Schema, `link` to any object, or the classes or terms it may lead to, joined by "|".
    """

    owner: str
    path: str
    least: int
    kind: str


_TABLE: Final = """
ACLineSegment ACLineSegment.bch 1 float
ACLineSegment ACLineSegment.gch 0 float
ACLineSegment ACLineSegment.r 1 float
ACLineSegment ACLineSegment.x 1 float
ACLineSegment ConductingEquipment.BaseVoltage 0 BaseVoltage
ACLineSegment Equipment.EquipmentContainer 0 link
ApparentPowerLimit ApparentPowerLimit.normalValue 1 float
ApparentPowerLimit OperationalLimit.OperationalLimitSet 1 OperationalLimitSet
ApparentPowerLimit OperationalLimit.OperationalLimitType 1 OperationalLimitType
BaseVoltage BaseVoltage.nominalVoltage 1 float
Breaker ConductingEquipment.BaseVoltage 0 BaseVoltage
Breaker Equipment.EquipmentContainer 0 link
Breaker Switch.normalOpen 1 boolean
Breaker Switch.ratedCurrent 1 float
BusbarSection ConductingEquipment.BaseVoltage 0 BaseVoltage
BusbarSection Equipment.EquipmentContainer 0 link
BusbarSection gb:BusbarSection.BusbarGroup 1 gb:BusbarGroup
ConnectivityNode ConnectivityNode.ConnectivityNodeContainer 1 Line|Substation|VoltageLevel
CoordinateSystem CoordinateSystem.crsUrn 1 string
CurrentLimit CurrentLimit.normalValue 1 float
CurrentLimit OperationalLimit.OperationalLimitSet 1 OperationalLimitSet
CurrentLimit OperationalLimit.OperationalLimitType 1 OperationalLimitType
DisconnectingCircuitBreaker ConductingEquipment.BaseVoltage 0 BaseVoltage
DisconnectingCircuitBreaker Equipment.EquipmentContainer 0 link
DisconnectingCircuitBreaker Switch.normalOpen 1 boolean
DisconnectingCircuitBreaker Switch.ratedCurrent 1 float
Disconnector ConductingEquipment.BaseVoltage 0 BaseVoltage
Disconnector Equipment.EquipmentContainer 0 link
Disconnector Switch.normalOpen 1 boolean
Disconnector Switch.ratedCurrent 1 float
EnergyConsumer ConductingEquipment.BaseVoltage 0 BaseVoltage
EnergyConsumer Equipment.EquipmentContainer 0 link
EquivalentInjection ConductingEquipment.BaseVoltage 0 BaseVoltage
EquivalentInjection Equipment.EquipmentContainer 0 link
EquivalentInjection EquivalentInjection.regulationCapability 1 boolean
Fuse ConductingEquipment.BaseVoltage 0 BaseVoltage
Fuse Equipment.EquipmentContainer 0 link
Fuse Switch.normalOpen 1 boolean
Fuse Switch.ratedCurrent 1 float
LoadBreakSwitch ConductingEquipment.BaseVoltage 0 BaseVoltage
LoadBreakSwitch Equipment.EquipmentContainer 0 link
LoadBreakSwitch Switch.normalOpen 1 boolean
LoadBreakSwitch Switch.ratedCurrent 1 float
Location Location.CoordinateSystem 1 CoordinateSystem
OperationalLimitSet OperationalLimitSet.Terminal 1 Terminal
OperationalLimitSet gb:OperationalLimitSet.validFrom 1 gMonthDay
OperationalLimitSet gb:OperationalLimitSet.validTo 1 gMonthDay
OperationalLimitType OperationalLimitType.acceptableDuration 0 float
OperationalLimitType OperationalLimitType.isInfiniteDuration 1 boolean
OperationalLimitType gb:OperationalLimitType.transformerReverseFlow 0 boolean
PositionPoint PositionPoint.Location 1 Location
PositionPoint PositionPoint.sequenceNumber 0 integer
PositionPoint PositionPoint.xPosition 1 string
PositionPoint PositionPoint.yPosition 1 string
PowerTransformer ConductingEquipment.BaseVoltage 0 BaseVoltage
PowerTransformer Equipment.EquipmentContainer 0 link
PowerTransformer gb:PowerTransformer.reverseFlowCapability 1 REVERSE
PowerTransformerEnd PowerTransformerEnd.PowerTransformer 1 PowerTransformer
PowerTransformerEnd PowerTransformerEnd.b 1 float
PowerTransformerEnd PowerTransformerEnd.g 0 float
PowerTransformerEnd PowerTransformerEnd.r 1 float
PowerTransformerEnd PowerTransformerEnd.ratedS 1 float
PowerTransformerEnd PowerTransformerEnd.ratedU 1 float
PowerTransformerEnd PowerTransformerEnd.x 1 float
PowerTransformerEnd TransformerEnd.BaseVoltage 1 BaseVoltage
PowerTransformerEnd TransformerEnd.Terminal 1 Terminal
PowerTransformerEnd TransformerEnd.endNumber 1 integer
RatioTapChanger RatioTapChanger.TransformerEnd 1 PowerTransformerEnd
RatioTapChanger RatioTapChanger.stepVoltageIncrement 1 float
RatioTapChanger TapChanger.TapChangerControl 0 TapChangerControl
RatioTapChanger TapChanger.highStep 1 integer
RatioTapChanger TapChanger.lowStep 1 integer
RatioTapChanger TapChanger.ltcFlag 1 boolean
RatioTapChanger TapChanger.neutralStep 1 integer
RatioTapChanger TapChanger.normalStep 1 integer
SeriesCompensator ConductingEquipment.BaseVoltage 0 BaseVoltage
SeriesCompensator Equipment.EquipmentContainer 0 link
SeriesCompensator SeriesCompensator.r 1 float
SeriesCompensator SeriesCompensator.x 1 float
Switch ConductingEquipment.BaseVoltage 0 BaseVoltage
Switch Equipment.EquipmentContainer 0 link
Switch Switch.normalOpen 1 boolean
Switch Switch.ratedCurrent 1 float
TapChangerControl RegulatingControl.Terminal 1 Terminal
Terminal ACDCTerminal.sequenceNumber 1 integer
Terminal Terminal.ConductingEquipment 1 link
Terminal Terminal.ConnectivityNode 1 ConnectivityNode
VoltageLevel VoltageLevel.BaseVoltage 1 BaseVoltage
VoltageLevel VoltageLevel.Substation 1 Substation
gb:FirmCapacity gb:FirmCapacity.BusbarGroup 1 gb:BusbarGroup
gb:FirmCapacity gb:FirmCapacity.firmCapacitySummer 1 float
gb:FirmCapacity gb:FirmCapacity.firmCapacityWinter 1 float
gb:MaximumLoading gb:MaximumLoading.BusbarGroup 1 gb:BusbarGroup
gb:MaximumLoading gb:MaximumLoading.maxLoadingSummer 1 float
gb:MaximumLoading gb:MaximumLoading.maxLoadingWinter 1 float
gb:MaximumLoading gb:MaximumLoading.qAtMaxLoadingSummer 1 float
gb:MaximumLoading gb:MaximumLoading.qAtMaxLoadingWinter 1 float
gb:SummaryShortCircuitResult gb:ShortCircuitResult.faultKind 1 FAULT
gb:SummaryShortCircuitResult gb:ShortCircuitResult.peakCurrent 1 float
gb:SummaryShortCircuitResult gb:ShortCircuitResult.symmetricalBreakingCurrent 1 float
gb:SummaryShortCircuitResult gb:SummaryShortCircuitResult.BusbarGroup 1 gb:BusbarGroup
"""
"""Class, property, least, kind; names without a prefix are of the namespace `cim`."""
_TERMS: Final = {
    "REVERSE": [
        f"gb:ReverseFlowCapabilityKind.{name}" for name in ("differentFromNormal", "notYetDetermined", "sameAsNormal")
    ],
    "FAULT": [f"gb:ShortCircuitFaultKind.{name}" for name in ("singlePhase", "threePhase")],
}
"""Enumerations a property of the table leads to."""
RULES: Final = tuple(
    Rule(owner, path, int(least), "|".join(_TERMS.get(kind, [kind])))
    for owner, path, least, kind in map(str.split, _TABLE.strip().splitlines())
)
_DATATYPES: Final = {
    "float": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"),
    "integer": re.compile(r"[+-]?\d+"),
    "boolean": re.compile(r"true|false|0|1"),
    "gMonthDay": re.compile(r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:Z|[+-]\d\d:\d\d)?"),
    "string": re.compile(r".*", re.DOTALL),
}
_SPACES: Final = (
    (re.compile(r".*CIM100-European#$"), "eu:"),
    (re.compile(r".*/ns/CIM/LTDS/Extensions#$"), "gb:"),
    (re.compile(r".*(?:iec\.ch/TC57.*|cim\.ucaiug\.io/ns)#$"), ""),
)


def short(name: str) -> str:
    """A name with its namespace, or a term's address, as the table writes it: ACLineSegment.r, gb:BusbarGroup."""
    space, _, local = name.rpartition("#") if "#" in name else ("", "", name)
    local = local.strip()
    for pattern, prefix in _SPACES:
        if pattern.match(f"{space}#"):
            return prefix + local
    return name


def shape_findings(things: Iterable[Thing], kinds: Mapping[str, str], table: str) -> list[Finding]:
    """One finding a rule that objects break, naming them: too few or too many, the wrong datatype, the wrong class.

    Args:
        things: the objects, with short names.
        kinds: the class of every object by id.
        table: the file.
    """
    by_owner: dict[str, list[Rule]] = {}
    for rule in RULES:
        by_owner.setdefault(rule.owner, []).append(rule)
    broken: dict[tuple[Rule, str], list[str]] = {}
    for thing in things:
        for rule in by_owner.get(thing.kind, []):
            if fault := _fault(rule, thing, kinds):
                broken.setdefault((rule, fault), []).append(thing.id)
    return [
        Finding(
            "note" if fault == "dangling" else "warning",
            table,
            fault,
            _SENTENCES[fault].format(rule=rule),
            rule.path,
            tuple(ids),
            _FIX,
        )
        for (rule, fault), ids in sorted(broken.items())
    ]


_FIX: Final = "Tell the operator: the file does not conform to Ofgem's LTDS profile v1.0.1."
_SENTENCES: Final = {
    "cardinality_missing": "{rule.owner} lacks {rule.path}, which the profile demands.",
    "cardinality_repeated": "{rule.owner} states {rule.path} more than once.",
    "datatype": "{rule.path} is not of the datatype {rule.kind}.",
    "class": "{rule.path} leads to what is none of {rule.kind}.",
    "dangling": "{rule.path} leads to an object that no file here holds.",
}


def _fault(rule: Rule, thing: Thing, kinds: Mapping[str, str]) -> str:
    """The rule of the finding this object earns, "" for none."""
    literal = rule.kind in _DATATYPES
    told = thing.values.get(rule.path, []) if literal else thing.links.get(rule.path, [])
    other = thing.links.get(rule.path, []) if literal else thing.values.get(rule.path, [])
    if other:
        return "datatype" if literal else "class"
    if len(told) < rule.least:
        return "cardinality_missing"
    if len(told) > 1:
        return "cardinality_repeated"
    if not told:
        return ""
    if literal:
        return "" if _DATATYPES[rule.kind].fullmatch(told[0]) else "datatype"
    return _led_astray(rule, told[0], kinds)


def _led_astray(rule: Rule, target: str, kinds: Mapping[str, str]) -> str:
    wanted = rule.kind.split("|")
    if target in kinds:
        return "" if rule.kind == "link" or kinds[target] in wanted else "class"
    # A term of an enumeration is no object; anything else may stand in a file that is not here.
    return "" if target in wanted else "class" if "." in target else "dangling"
