"""What a district's land would store in a year beside the emissions it has left over by then."""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.land.opportunities.contract import Insetting
from lae.land.sequestration.by_area import nothing_known
from lae.land.sequestration_contract import TOGETHER
from lae.tables import empty, validated

_TABLE: Final = "insetting"
_ENDS: Final = ["low_", "", "high_"]


def insetting(
    sequestration: pd.DataFrame, zones: pd.DataFrame, residual: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Contract Insetting: every scenario, district and year of supply or of residual emissions; blank without either.

    Every scenario is met from the same land. Emission that rewetting stops is left out, being a lower residual and not
    something to set against it.

    Args:
        sequestration: contract Sequestration; rows `together` are used, for only they claim a hectare once.
        zones: zone_id and district_code, each zone once.
        residual: scenario, district_code, year and residual_tco2e (0 or more, or blank).

    Raises:
        ValueError: a zone of the claims is in no district.
    """
    rows = sequestration[sequestration["basis"].eq(TOGETHER) & sequestration["effect"].eq("removed")]
    rows = rows.merge(zones[["zone_id", "district_code"]], on="zone_id", how="left", validate="many_to_one")
    if loose := sorted(set(rows.loc[rows["district_code"].isna(), "zone_id"])):
        raise ValueError(f"in no district: {', '.join(loose[:5])}")
    keys = ["district_code", "year"]
    tonnes = [f"net_{end}tco2e" for end in _ENDS]
    # Claims whose carbon nobody can say add nothing, and their hectares are shown.
    hectares = ["claim_ha", "unknown_ha", "closed_ha"]
    supply = rows.groupby(keys, as_index=False, sort=True)[[*tonnes, *hectares]].sum()
    supply[tonnes] = supply[tonnes].mask(nothing_known(supply))
    supply = supply[[*keys, *tonnes, "unknown_ha"]].rename(
        columns={f"net_{end}tco2e": f"supply_{end}tco2e" for end in _ENDS}
    )
    ours = ["scenario", *keys]
    left = residual[[*ours, "residual_tco2e"]].astype(
        {"scenario": "str", "district_code": "str", "residual_tco2e": "float64"}
    )
    # Where nobody has a scenario, supply stands alone.
    scenarios = pd.DataFrame({"scenario": sorted(set(left["scenario"])) or [""]}, dtype="str")
    table = supply.astype({"district_code": "str"}).merge(scenarios, how="cross")
    table = table.merge(left, on=ours, how="outer").sort_values(ours, kind="stable")
    if table.empty:
        message = "neither supply nor residual emissions of any district are known."
        return empty(Insetting), [Finding("warning", _TABLE, "nothing", message)]
    table = table.reset_index(drop=True).assign(unknown_ha=lambda frame: frame["unknown_ha"].fillna(0.0))
    asked = table["residual_tco2e"].to_numpy(float)
    for end in _ENDS:
        table[f"matched_{end}tco2e"] = np.minimum(np.maximum(table[f"supply_{end}tco2e"].to_numpy(float), 0.0), asked)
    matched = table["matched_tco2e"]
    dark, mute = table["supply_tco2e"].isna(), table["residual_tco2e"].isna()
    table = table.assign(
        unmet_tco2e=table["residual_tco2e"] - matched,
        surplus_tco2e=(table["supply_tco2e"].clip(lower=0.0) - matched),
        matched_share=(matched / table["residual_tco2e"].where(table["residual_tco2e"].gt(0))).clip(upper=1.0),
        met=pd.Series(np.select([dark | mute, matched.ge(table["residual_tco2e"])], ["", "yes"], default="no")),
        provenance=pd.Series("modelled", index=table.index, dtype="str"),
        reason=pd.Series(
            np.select(
                [dark & mute, dark, mute],
                ["neither is known", "what the land stores is not known", "residual emissions are not known"],
                default="",
            ),
            index=table.index,
            dtype="str",
        ),
    )
    blank = tuple(sorted(set(table.loc[dark | mute, "district_code"])))
    message = "supply or residual emissions are not known in some year, so there is no match."
    found = [Finding("warning", _TABLE, "blank", message, "matched_tco2e", blank)][: len(blank)]
    return validated(table.astype({"met": "str"}), Insetting, _TABLE), found
