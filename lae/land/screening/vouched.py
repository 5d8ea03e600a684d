"""For which options a policy itself sees to it that land lies in the layers they depend on."""

from collections.abc import Mapping

import pandas as pd

from lae.land.screening.verdicts import rules_of
from lae.land.sequestration_contract import words_of
from lae.tables import records


def vouched_options(policy: pd.DataFrame, options: pd.DataFrame, kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Options that are held to land inside every kind of layer they need, by the rules they are screened by.

    A rule to stay inside one layer says nothing of another: land in the county's own estate is not for that a bog.

    Args:
        policy: contract LandPolicy, the rows that land is screened by, layers' own rules among them.
        options: contract LandOptions.
        kinds: by layer_id, its published kind.
    """
    found = []
    for row in records(options):
        rules = rules_of(policy, row.option)
        inside = rules.loc[rules["rule"].eq("require") & rules["subject"].eq("layer"), "subject_id"]
        if set(words_of(row.needs_layers)) <= {kinds.get(name, name) for name in inside}:
            found.append(str(row.option))
    return tuple(found)
