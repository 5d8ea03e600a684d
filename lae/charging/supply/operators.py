"""One key a company: what two registers must agree on before their locations are taken as one."""

from typing import Final

import pandas as pd

_FORMS: Final = r"\b(?:ltd|limited|plc|llp|uk|gb|evse|network|networks|the|group|b\.?v\.?|gmbh|inc)\b"
_NOBODY: Final = r"^\*|^(?:unknown|none|n/?a|no (?:owner|operator|controller)|private (?:owner|individual).*)$"
"""What registers write where nobody is named; the National Chargepoint Registry writes *No Controller."""


def operator_keys(names: pd.Series, aliases: pd.DataFrame | None = None) -> pd.Series:
    """The operators as keys without case, signs and company forms, known aliases resolved; "" where none is named.

    Args:
        names: as the registers write them.
        aliases: contract OperatorAliases.
    """
    keys = _plain(names)
    if aliases is None or aliases.empty:
        return keys
    known = dict(zip(_plain(aliases["alias"]), _plain(aliases["operator"]), strict=True))
    return keys.map(lambda key: known.get(key, key)).astype("str")


def _plain(names: pd.Series) -> pd.Series:
    lower = names.fillna("").astype("str").str.casefold().str.strip()
    named = lower.mask(lower.str.contains(_NOBODY, regex=True), "")
    bare = named.str.replace(_FORMS, " ", regex=True).str.replace(r"[^0-9a-z]+", "", regex=True)
    # A name that is nothing but company forms is still a name.
    return bare.mask(bare.eq(""), named.str.replace(r"[^0-9a-z]+", "", regex=True)).astype("str")
