"""A JSON document of bounded size and depth, in which every number is finite and every text can be written."""

import json
import math
import re
from pathlib import Path
from typing import Any, Final

import numpy as np

from lae.readers.guard import limits
from lae.readers.guard.files import refusal
from lae.readers.guard.text import read_text

_AGAIN: Final = "Download it again."
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_BLOCK: Final = 1 << 22
_LONGEST_WHOLE: Final = 18
"""Digits of a whole number that surely fits 64 bits; longer ones become floating-point numbers."""
_STEP: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def read_json(path: Path, *, member: str | None = None) -> Any:
    """The document as dicts, lists, texts, finite numbers, booleans and None.

    NaN, Infinity and numbers beyond floating point read as None; half a surrogate pair as the replacement character.

    Raises:
        FaultsError: it is no JSON, cut off, larger than 500 MB or nested deeper than 64 brackets.
    """
    return json_of(read_text(path, member=member), table=path.name)


def json_of(text: str, *, table: str) -> Any:
    """A document's text as `read_json` reads it; `table` is the name it goes by in a finding."""
    body = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if _depth(body) > limits.DEEPEST:
        message = f"the JSON is nested more than {limits.DEEPEST} brackets deep."
        raise refusal(table, "too_deep", message, _AGAIN)
    try:
        found = json.loads(body, parse_constant=_missing, parse_float=_finite, parse_int=_whole)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = f"the file is not well-formed JSON{place}; it may be cut off."
        raise refusal(table, "not_json", message, _AGAIN) from None
    return _writable(found) if re.search(r"\\u[dD][89a-fA-F]", body) else found


def _depth(text: str) -> int:
    """How deep brackets stand within brackets; those inside quoted text are counted only when it matters."""
    deepest = depth = 0
    for start in range(0, len(text), _BLOCK):
        letters = np.frombuffer(text[start : start + _BLOCK].encode("utf-32-le", "surrogatepass"), dtype="<u4")
        opening = (letters == ord("[")) | (letters == ord("{"))
        closing = (letters == ord("]")) | (letters == ord("}"))
        steps = np.cumsum(opening.astype(np.int32) - closing.astype(np.int32)) + depth
        deepest, depth = max(deepest, int(steps.max())), int(steps[-1])
    if deepest <= limits.DEEPEST and depth >= 0:
        return deepest
    deepest = depth = 0
    for token in _TOKENS.finditer(text):
        depth += _STEP.get(token[0], 0)
        if depth > limits.DEEPEST:
            return depth
        deepest = max(deepest, depth)
    return deepest


def _missing(_: str) -> None:
    return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | float | None:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else _finite(digits)


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_writable(item) for item in value]
    if isinstance(value, dict):
        return {_writable(name): _writable(item) for name, item in value.items()}
    return value
