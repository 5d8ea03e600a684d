"""Which criteria that others published a candidate meets, by the names its reader will know."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.candidates.room import AT_LEAST, EXACT
from lae.charging.sites_contract import CAR_PARK

GECCO: Final = "GECCO: car park large enough and not private"
WALK_IN: Final = "Park & Charge: homes without off-street parking within a 5-minute walk"
CONNECTION: Final = "Park & Charge: network connection (room shown at the substation, every year)"
LEVI: Final = "LEVI: low-power on-street charging for residents without off-street parking"
NOT_LOOKED_AT: Final = (
    "Park & Charge also looks at population and car ownership and at vehicle crime: no table of them here."
)


def criteria_met(table: pd.DataFrame, *, gecco_min_m2: float) -> pd.Series:
    """The names of the published criteria each candidate surely meets, separated by "; "; excluded ones meet none.

    What is not known is not met: a car park of unknown area, a substation whose room is only an upper limit.

    Args:
        table: columns kind, setting, access, area_m2, no_drive_homes, headroom_least_mva, headroom_bound, excluded of
            contract Candidates.
        gecco_min_m2: the smallest car park of the University of Oxford's rule.
    """
    homes = table["no_drive_homes"].gt(0)
    met = {
        GECCO: table["kind"].eq(CAR_PARK) & table["area_m2"].ge(gecco_min_m2) & table["access"].ne("private"),
        WALK_IN: homes,
        CONNECTION: table["headroom_bound"].isin([EXACT, AT_LEAST]) & table["headroom_least_mva"].gt(0),
        LEVI: table["setting"].eq("on_street") & homes,
    }
    names = np.array(list(met), dtype=object)
    flags = np.array([(rows & table["excluded"].eq("")).to_numpy(bool) for rows in met.values()]).T
    return pd.Series(["; ".join(names[row]) for row in flags], index=table.index, dtype="str")
