"""Published reinforcement works: one text cell as dated, typed schemes, and what they do to the nameplate N-1.

Published is not funded, and few schemes state a capacity. Where the text and the site's own ratings do not settle the
capacity before and after, both stay blank and change no number.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Literal

from lae.grid.ratings import Ratings, parse_ratings

WorkType = Literal["capacity", "circuit", "transfer", "new_site", "transmission"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(r"(?P<month>[A-Za-z]{3,9})\s*-\s*(?P<year>(?:20)?\d{2})")
_OWN_DATE: Final = re.compile(rf"\(\s*({_DATE.pattern})\s*\)\s*\.?$")
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_TRANSMISSION: Final = re.compile(r"^transmission works\s*:\s*", re.IGNORECASE)
_LAST_MONTH_BEFORE_WINTER: Final = 10

_RATING: Final = r"\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)?"
_BOARD: Final = r"(?: and replace the \d+kV board with \S+ break / \S+ make switchgear)?"
_REPLACE_BOTH: Final = re.compile(rf"replace both transformers with ({_RATING})\s*MVA units{_BOARD}", re.IGNORECASE)
_ADD_ONE: Final = re.compile(
    rf"(?:add|install) an? (\d+)(?:st|nd|rd|th) ({_RATING})\s*MVA transformer{_BOARD}", re.IGNORECASE
)

_TYPES: Final[tuple[tuple[WorkType, re.Pattern[str]], ...]] = (
    ("transfer", re.compile(r"^(remove|transfer|split)\b")),
    ("new_site", re.compile(r"^establish an? new \w* ?(substation|primary|bsp|gsp)\b")),
    ("capacity", re.compile(r"\btransformers?\b")),
    ("circuit", re.compile(r"\b(circuits?|network|ring|lines?|cables?)\b")),
    ("capacity", re.compile(r"\b(board|switchboard|switchgear)\b")),
)
"""First match wins: what a scheme sets out to do stands at its start, plant at a site comes before the lines to it."""
_PLACE: Final = re.compile(r"[A-Z][a-z]{2,}")
_TIER_WORDS: Final = frozenset({"Primary", "Transmission"})


@dataclass(frozen=True)
class Scheme:
    """One scheme of a works cell.

    `completion` is the year and month ("2027-09") or empty; `type` is None where no rule reads the text.
    """

    text: str
    completion: str
    type: WorkType | None

    @property
    def effective_year(self) -> float:
        """The first winter it counts in, named by the year the winter starts in; NaN without a date.

        A winter runs from November to March. A scheme completed by October counts in that year's winter, one completed
        in November or December only in the next year's, one completed from January to March in the winter that starts
        the same year.
        """
        if not self.completion:
            return float("nan")
        year, month = (int(part) for part in self.completion.split("-"))
        return float(year if month <= _LAST_MONTH_BEFORE_WINTER else year + 1)

    def key(self, site: str) -> str:
        """What makes this the same scheme on several rows: its first sentence and its date.

        Text that names no place ("Add a 3rd 90MVA transformer") is a scheme of `site` alone.
        """
        bare = _OWN_DATE.sub("", self.text).strip()
        sentence = re.split(r"\.\s+", bare)[0]
        words = " ".join(re.findall(r"[a-z0-9.]+", sentence.casefold()))
        return f"{words}|{self.completion}|{'' if _names_a_place(bare) else site}"


def parse_works(cell: str, completion: str) -> tuple[Scheme, ...]:
    """The schemes of one works cell, in order.

    Blank lines part them. Each carries its own date at its end, in brackets; the last one without takes that of the
    completion column, and an earlier one without has none. A heading "Transmission works:" holds to the cell's end.
    """
    parts = _BLANK_LINE.split(cell.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = [" ".join(part.split()) for part in parts if part.strip()]
    schemes: list[Scheme] = []
    transmission = False
    for number, block in enumerate(blocks, start=1):
        transmission = transmission or _TRANSMISSION.match(block) is not None
        own = _OWN_DATE.search(block)
        date = own.group(1) if own else completion if number == len(blocks) else ""
        kind: WorkType | None = "transmission" if transmission else _type_of(block)
        schemes.append(Scheme(block, year_month(date) or "", kind))
    return tuple(schemes)


def year_month(text: str) -> str | None:
    """The year and month ("2026-11") in "Nov-26", "Nov -26" or "Nov-2026"; None when the text is not such a date."""
    found = _DATE.fullmatch(text.strip())
    if found is None or found["month"][:3].casefold() not in _MONTHS:
        return None
    year = int(found["year"]) % 100 + 2000
    return f"{year:04d}-{_MONTHS.index(found['month'][:3].casefold()) + 1:02d}"


def scheme_id(scheme: Scheme, *, dno: str, site: str) -> str:
    """A short id that is the same wherever the operator repeats the scheme."""
    digest = hashlib.sha256(scheme.key(site).encode()).hexdigest()
    return f"{dno}:scheme-{digest[:10]}"


def before_after_mva(scheme: Scheme, ratings: Ratings | None) -> tuple[float, float]:
    """Nameplate N-1 before and after a capacity scheme at the site with these ratings; NaN for what they do not settle.

    Settled are: both transformers replaced at a site that has exactly two, and one added where the text's "2nd", "3rd"
    and so on follows the number the site has. Before a second transformer there is no N-1: that side stays NaN.
    """
    unknown = (float("nan"), float("nan"))
    if ratings is None or scheme.type != "capacity":
        return unknown
    text = _OWN_DATE.sub("", scheme.text).strip().rstrip(".")
    if (found := _REPLACE_BOTH.fullmatch(text)) and ratings.transformers_count == 2:
        new = parse_ratings(f"2 x {found.group(1)}MVA")
    elif (found := _ADD_ONE.fullmatch(text)) and int(found.group(1)) == ratings.transformers_count + 1 > 1:
        added = parse_ratings(f"1 x {found.group(2)}MVA")
        new = ratings.plus(*added.units_mva) if added else None
    else:
        return unknown
    return (ratings.n_minus_1_mva, new.n_minus_1_mva) if new and new.plausible else unknown


def _type_of(text: str) -> WorkType | None:
    lowered = text.casefold()
    return next((kind for kind, pattern in _TYPES if pattern.search(lowered)), None)


def _names_a_place(text: str) -> bool:
    """Whether a capitalised word stands anywhere but at the start of a sentence."""
    inside = [word for sentence in re.split(r"[.:]\s+", text) for word in sentence.split()[1:]]
    names = {match.group() for word in inside if (match := _PLACE.match(word.strip("(,;'")))}
    return bool(names - _TIER_WORDS)
