"""Display energy certificates of public buildings: which published column becomes which of ours."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from lae.buildings import contract as c
from lae.readers import epc_words as words
from lae.readers.epc_cells import as_written, day
from lae.readers.epc_fields import Codes, Figures, Words
from lae.readers.epc_gather import Column, Columns, Layout
from lae.readers.epc_nondomestic import BUSINESS_FUEL, SERVICING

_ENERGY: Final = (0.0, 20_000.0)
_CARBON: Final = (0.0, 1_000_000.0)


def _energy(*sources: str) -> Column:
    return Column(sources, "figures", Figures(sources[0], *_ENERGY))


def _carbon(source: str) -> Column:
    return Column((source,), "figures", Figures(source, *_CARBON))


def _share(source: str) -> Column:
    return Column((source,), "figures", Figures(source, 0, 100, per=100))


def _columns() -> Columns:
    return {
        "period_end": Column(("orassessmentenddate",), "text", Codes("assessment end is none", day)),
        "use": Column(("mainbenchmark",), "text", Codes("main benchmark", as_written)),
        "kind": Column(("propertytype",), "text", Codes("property type", as_written)),
        "floor_area_m2": Column(("totalfloorarea",), "figures", Figures("floor area", 1, c.LARGEST_BUILDING_M2)),
        "operational_band": Column(("operationalratingband",), "text", Words("band", c.BANDS, words.BAND)),
        "operational_rating": Column(
            ("currentoperationalrating",), "figures", Figures("operational rating", -10_000, 10_000)
        ),
        "main_fuel": Column(("mainheatingfuel",), "text", Words("main fuel", c.FUELS, BUSINESS_FUEL)),
        "servicing": Column(("buildingenvironment",), "text", Words("building environment", c.SERVICING, SERVICING)),
        "heat_kwh_per_m2": _energy("annualthermalfuelusage"),
        "electricity_kwh_per_m2": _energy("annualelectricalfuelusage"),
        "typical_heat_kwh_per_m2": _energy("typicalthermalfuelusage", "typicalthermaluse"),
        "typical_electricity_kwh_per_m2": _energy("typicalelectricalfuelusage"),
        "renewable_heat_share": _share("renewablesfuelthermal"),
        "renewable_electricity_share": _share("renewableselectrical"),
        "heating_tco2": _carbon("heatingco2"),
        "electricity_tco2": _carbon("electricco2"),
        "renewables_tco2": _carbon("renewablesco2"),
        "air_conditioned": Column(("airconpresent",), "text", Words("air conditioning", c.YES_NO, words.YES)),
        "cooling_kw": Column(("airconkwrating",), "figures", Figures("cooling power", 0, 100_000)),
    }


def _closing(frame: pd.DataFrame, _: Columns) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """The use by its benchmark category, which is the shorter list, and by the property type where that is blank."""
    benchmark, kind = (frame[name].astype("str") for name in ("use", "kind"))
    use = benchmark.where(benchmark.ne(""), kind).str.strip().astype("category")
    return frame.drop(columns="kind").assign(use=use), {}


DISPLAY: Final = Layout(
    table="display_certificates",
    what="display energy certificate",
    contract=c.DisplayCertificates,
    columns=_columns,
    group="building_row",
    needed=("postcode", "lodgementdate", "totalfloorarea", "currentoperationalrating"),
    closing=_closing,
)
"""Annual figures are kWh per m2 of metered fuel and electricity, as the certificate displays them."""
