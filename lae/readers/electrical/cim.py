"""LTDS network models in CIM (RDF/XML): equipment, geography, steady state and system capacity, whole or in files.

No instance was at hand when this was written: it follows Ofgem's profiles v1.0.1, class by class.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.electrical.cim_model import MAIN, NO_PLACE, SUPPORT, network
from lae.readers.electrical.cim_rules import shape_findings, short
from lae.readers.electrical.parts import Parts
from lae.readers.figures import unproven
from lae.readers.guard import Thing
from lae.readers.remarks import Remarks

LTDS_CIM: Final = "ltds_cim"
_CIM: Final = re.compile(r"iec\.ch/TC57|/ns/CIM/|cim\.ucaiug\.io")
_SCHEMA: Final = "2000/01/rdf-schema#"
_MODEL: Final = "FullModel"


def recognise(head: Head) -> bool:
    """True for RDF/XML that holds objects of CIM; a profile, which holds only classes and properties, is none."""
    start = head.text().lstrip()
    is_instance = _MODEL in start or _SCHEMA not in start
    return start.startswith("<") and "RDF" in start and _CIM.search(start) is not None and is_instance


def read(path: Path, source: SourceRow) -> Reading:
    """The one file as far as it goes alone; raises `FaultsError` where it cannot be read."""
    return read_together([path], source)[0]


def read_together(paths: Sequence[Path], source: SourceRow) -> list[Reading]:
    """One reading a file, in their order; the first holds the tables of all, since each states a part of one network.

    Raises:
        FaultsError: a file is no XML or RDF, declares entities, or passes a bound.
    """
    files = [[_short(thing) for thing in guard.things(path)] for path in paths]
    whole = _merged(files)
    table = paths[0].name
    remarks = Remarks(table)
    unproven(remarks, "It follows the profiles v1.0.1; windings are taken in phase, infeeds at nominal voltage.")
    kinds = {thing.id: thing.kind for things in reversed(files) for thing in reversed(things)}
    remarks.extend(shape_findings(whole.values(), kinds, table))
    parts = Parts(remarks, source, source.source_id or LTDS_CIM)
    network(whole, parts)
    reading = parts.reading()
    counts = _counts(files, reading.count)
    return [replace(reading, count=counts[0]), *(Reading({}, count) for count in counts[1:])]


def _short(thing: Thing) -> Thing:
    values = {short(name): told for name, told in thing.values.items()}
    links = {short(name): [_term(each) for each in told] for name, told in thing.links.items()}
    return Thing(short(thing.kind), thing.id, values, links)


def _term(target: str) -> str:
    """A link's target: an id as it is, a term of an enumeration by its short name."""
    return short(target) if "://" in target else target


def _merged(files: Sequence[Sequence[Thing]]) -> dict[str, Thing]:
    """The objects by id; of one that several files describe, each property from the first that states it."""
    whole: dict[str, Thing] = {}
    for things in files:
        for thing in things:
            if thing.id and thing.kind in MAIN | SUPPORT:
                known = whole.setdefault(thing.id, Thing(thing.kind, thing.id, {}, {}))
                for name, told in thing.values.items():
                    known.values.setdefault(name, told)
                for name, told in thing.links.items():
                    known.links.setdefault(name, told)
    return whole


def _counts(files: Sequence[Sequence[Thing]], total: Count) -> list[Count]:
    """A count a file: objects of classes that are read, less, in the file with most of them, those left out."""
    made = []
    for things in files:
        used = sum(bool(thing.id) and thing.kind in MAIN | SUPPORT for thing in things)
        rest = len(things) - used
        made.append((len(things), used, Counter({NO_PLACE: rest} if rest else {})))
    lost: Mapping[str, int] = total.dropped
    largest = max(range(len(made)), key=lambda place: made[place][1])
    counts = []
    for place, (read_, kept, dropped) in enumerate(made):
        if place == largest:
            dropped.update(lost)
        gone = sum(lost.values()) if place == largest else 0
        counts.append(Count(total.source_id, read_, kept - gone, dict(dropped)))
    return counts
