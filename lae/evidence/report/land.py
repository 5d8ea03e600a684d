"""Land: what it could hold, or which layers are missing to say so."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.report.model import Model, source_line

_NO_LAND: Final = """<p class="blank"><strong>Carbon in land is blank.</strong> Land is not screened without land cover,
and land that nobody has looked at counts as closed. The layers below, and how to get them, are the way on.</p>"""


def land(model: Model) -> Markup:
    """The section of land."""
    layers = model.tables["land_layers"]
    parts: list[Markup] = []
    if not model.has("sequestration_by_district"):
        parts.append(shell.render(_NO_LAND))
    else:
        table = model.tables["sequestration_by_district"]
        shown = pd.DataFrame(
            {
                "District": table["zone_id"].map(model.names).fillna(table["zone_id"]),
                "Option": table["option"].str.replace("_", " "),
                "Year": table["year"],
                "Open (ha)": table["open_ha"],
                "Claimed (ha)": table["claim_ha"],
                "Net, low (t CO2e a year)": table["net_low_tco2e"],
                "Net (t CO2e a year)": table["net_tco2e"],
                "Net, high (t CO2e a year)": table["net_high_tco2e"],
                "Basis": table["provenance"],
            }
        )
        anchors = [shell.anchor("sequestration", number) for number in range(len(table))]
        parts += [
            shell.table(shown, "Carbon that land could hold", keys=anchors),
            source_line("sequestration_by_district"),
        ]
    told = pd.DataFrame(
        {
            "Layer": layers["title"],
            "State": layers["state"],
            "Why": layers["reason"],
            "How to get it": layers["how_to_get"],
        }
    )
    anchors = [shell.anchor("land_layers", name) for name in layers["layer_id"]]
    return Markup("").join([*parts, shell.table(told, "Land layers", keys=anchors), source_line("land_layers")])
