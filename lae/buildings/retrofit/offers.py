"""Every measure and package on every home of a study, one at a time, so that they never all lie in memory.

`works_of` gathers what they rest on, `each_offer` yields them, `retrofit_by_area.retrofit_table` adds them up.
"""

from collections.abc import Iterator

import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.energy.fabric import Fabric
from lae.buildings.retrofit.costs import Costs
from lae.buildings.retrofit.eligibility import CONSENT, Case, statuses, unstated
from lae.buildings.retrofit.fabric_measures import fabric_offer
from lae.buildings.retrofit.heat_measures import AIR, heat_offer, peak_now
from lae.buildings.retrofit.improved import Improved, cut_w_per_k
from lae.buildings.retrofit.packages import findings as package_findings
from lae.buildings.retrofit.packages import package_offer
from lae.buildings.retrofit.power_measures import PANELS, battery_offer, panels_offer, roof_kwp
from lae.buildings.retrofit.settings import RetrofitSettings
from lae.buildings.retrofit.surroundings import Surroundings
from lae.buildings.retrofit.uses import Uses
from lae.buildings.retrofit.works import Works, useful
from lae.buildings.retrofit_contract import FABRIC, HEAT, MEASURES, PACKAGES, Offer
from lae.buildings.stock_contract import HEATINGS
from lae.findings import Finding


def works_of(
    dwellings: pd.DataFrame,
    fabric: Fabric,
    after: Improved,
    energy: pd.DataFrame,
    surroundings: Surroundings,
    costs: Costs,
    settings: RetrofitSettings,
) -> Works:
    """What every offer is worked out from; all in the order of `dwellings`.

    Args:
        dwellings: contract Dwellings.
        fabric: of each home today.
        after: U-values after each fabric measure.
        energy: contract HomeEnergy, calibrated where it can be.
        surroundings: consents and room, as far as they are known.
        costs: prices of one year.
        settings: all other numbers.
    """
    uses = Uses.of(energy, fabric)
    kwp = roof_kwp(fabric, settings.power)
    status = statuses(Case(dwellings, surroundings, kwp, settings.rules))
    cuts = {name: cut_w_per_k(name, fabric, after, settings.fabric) for name in FABRIC}
    return Works(
        dwellings=dwellings,
        fabric=fabric,
        after=after,
        uses=uses,
        status=useful(status, cuts),
        segment=costs.segments(dwellings),
        roof_kwp=kwp,
        peak_now_kw=peak_now(codes_of(dwellings["heating"], HEATINGS), uses, settings.pumps),
        costs=costs,
        settings=settings,
    )


def offer_of(works: Works, name: str) -> Offer:
    """One measure or package on every home.

    Raises:
        KeyError: it is none of MEASURES or PACKAGES.
    """
    if name in FABRIC:
        return fabric_offer(works, name)
    if name in HEAT:
        return heat_offer(works, name)
    if name in PACKAGES:
        return package_offer(works, name)
    return {PANELS: panels_offer, "battery": battery_offer}[name](works)


def each_offer(works: Works) -> Iterator[Offer]:
    """All measures, then all packages, each worked out when it is asked for."""
    return (offer_of(works, name) for name in (*MEASURES, *PACKAGES))


def findings(works: Works, surroundings: Surroundings) -> list[Finding]:
    """What a reader of the offers must know: layers missing, panels untold, homes left short, odd prices."""
    case = Case(works.dwellings, surroundings, works.roof_kwp, works.settings.rules)
    pumped = works.status[AIR] <= CONSENT
    kw = works.sized_kw()[pumped]
    beside = works.costs.beside_average(kw) if pumped.any() else []
    return [*surroundings.findings(), *unstated(case), *package_findings(works), *beside]
