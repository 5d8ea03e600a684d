"""RDF in XML as flat things: no entity is expanded, no document type read, and everything counted against a bound."""

from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from lae.readers.guard import limits
from lae.readers.guard.files import opened, refusal

_BLOCK: Final = 1 << 20
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MOST_THINGS: Final = 3_000_000
"""Objects of a network. A whole licence area at 132 to 11 kV has a few hundred thousand."""
_LONGEST: Final = 100_000
"""Letters of one value."""
_DEEPEST: Final = 8
_AGAIN: Final = "Download it again."


class Thing(NamedTuple):
    """One object: its class, its id, its values and links by property; names are "namespace local"."""

    kind: str
    id: str
    values: dict[str, list[str]]
    links: dict[str, list[str]]


def things(path: Path, *, member: str | None = None) -> list[Thing]:
    """The typed objects of an RDF/XML document in their order; what stands deeper within a property is let go.

    Raises:
        FaultsError: it is no XML or no RDF, declares a document type or entities, or passes a bound.
    """
    table = path.name if member is None else f"{path.name}/{member}"
    made = _Builder(table)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = made.start
    parser.EndElementHandler = made.end
    parser.CharacterDataHandler = made.text
    parser.StartDoctypeDeclHandler = made.doctype
    parser.EntityDeclHandler = made.doctype
    parser.ExternalEntityRefHandler = made.doctype
    taken = 0
    try:
        with opened(path, member=member) as stream:
            while block := stream.read(_BLOCK):
                taken += len(block)
                if taken > limits.LARGEST_DOCUMENT:
                    message = f"the file holds more than {limits.LARGEST_DOCUMENT / 1e6:.0f} MB."
                    raise refusal(table, "too_large", message, "Download the part for your area.")
                parser.Parse(block, False)  # noqa: FBT003 - expat takes it by place
            parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        message = f"the file is not well-formed XML at line {error.lineno}; it may be cut off."
        raise refusal(table, "not_xml", message, _AGAIN) from None
    return made.found


class _Builder:
    """What has been read so far, element by element."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.found: list[Thing] = []
        self.depth = 0
        self.letters: list[str] = []
        self.size = 0
        self.linked = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and name != f"{_RDF} RDF":
            raise refusal(self.table, "not_rdf", "the XML is no RDF document.", _AGAIN)
        if self.depth > _DEEPEST:
            raise refusal(self.table, "too_deep", f"elements stand more than {_DEEPEST} deep.", _AGAIN)
        if self.depth == 2:
            if len(self.found) >= _MOST_THINGS:
                message = f"the file holds more than {_MOST_THINGS} objects."
                raise refusal(self.table, "too_many", message, "Download the part for your area.")
            told = attributes.get(f"{_RDF} ID", attributes.get(f"{_RDF} about", ""))
            self.found.append(Thing(name, bare_id(told), {}, {}))
        elif self.depth == 3:
            self.letters, self.size = [], 0
            target = attributes.get(f"{_RDF} resource")
            self.linked = target is not None
            if target is not None:
                self.found[-1].links.setdefault(name, []).append(bare_id(target))

    def end(self, name: str) -> None:
        if self.depth == 3 and not self.linked:
            self.found[-1].values.setdefault(name, []).append("".join(self.letters).strip())
        self.depth -= 1

    def text(self, data: str) -> None:
        if self.depth != 3:
            return
        self.size += len(data)
        if self.size > _LONGEST:
            raise refusal(self.table, "too_long", f"a value has more than {_LONGEST} letters.", _AGAIN)
        self.letters.append(data)

    def doctype(self, *_: Any) -> int:
        message = "the file declares a document type or entities, which no network model needs."
        raise refusal(self.table, "entities", message, "Ask its publisher; do not open it elsewhere.")


def bare_id(told: str) -> str:
    """An id without how it is written: "#_a", "_a" and "urn:uuid:a" are one; the address of a term stays as it is."""
    if "://" in told:
        return told
    return told.removeprefix("#").removeprefix("urn:uuid:").removeprefix("_")
