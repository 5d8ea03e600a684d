"""Small invented sitings, and every choice there is of them tried one by one."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from lae.charging.siting.problem import Floors, Limits, Problem

LARGEST = 12


def problem(
    weights, covers, *, there=(), load=None, room=(), ask=None, policy="hard", price=0.0, group=None, least=(), **rest
):
    """A question from plain lists: `covers` by point, `load` by limit, `there` the numbers of sites already there."""
    covers = np.array(covers, dtype=bool)
    sites = covers.shape[1]
    limits = floors = None
    if load is not None:
        limits = Limits(
            load_kw=sparse.csc_array(np.array(load, dtype=float).reshape(len(room), sites)),
            room_kw=np.array(room, dtype=float),
            ask=np.zeros(len(room), dtype=bool) if ask is None else np.array(ask, dtype=bool),
            policy=policy,
            price_per_kw=price,
        )
    if group is not None:
        floors = Floors(group=np.array(group, dtype=np.int64), least=np.array(least, dtype=np.int64))
    cost = rest.pop("cost", None)
    return Problem(
        weights=np.array(weights, dtype=float),
        covers=sparse.csc_array(covers),
        open=np.isin(np.arange(sites), np.array(there, dtype=int)),
        cost=None if cost is None else np.array(cost, dtype=float),
        limits=limits,
        floors=floors,
        **rest,
    )


def brute_force(asked):
    """(what the best choice brings newly, less what it gives up; None where no choice meets every rule)."""
    best = None
    new = np.flatnonzero(~asked.open).tolist()
    for size in range(len(new) + 1):
        for chosen in combinations(new, size):
            brings = brought(asked, chosen)
            if brings is not None and (best is None or brings > best):
                best = brings
    return best


def brought(asked, chosen):
    """What a choice brings, in the plainest arithmetic there is; None where it breaks a rule."""
    there = set(np.flatnonzero(asked.open).tolist())
    if asked.most_sites is not None and len(chosen) > asked.most_sites:
        return None
    if asked.budget is not None and sum(asked.cost[site] for site in chosen) > asked.budget + 1e-9:
        return None
    if asked.limits is not None and overloaded(asked.limits, chosen):
        return None
    if asked.floors is not None:
        for group, least in enumerate(asked.floors.least):
            if sum(asked.floors.group[site] == group for site in there | set(chosen)) < least:
                return None
    return newly_covered(asked, there, chosen) - given_up(asked.limits, chosen)


def overloaded(limits, chosen):
    load = limits.load_kw.toarray()
    for limit, room in enumerate(limits.room_kw):
        asks = limits.ask[limit] and limits.policy != "hard"
        usable = room if room > 0 else 0.0
        if not asks and sum(load[limit, site] for site in chosen) > usable + 1e-6:
            return True
    return False


def given_up(limits, chosen):
    if limits is None or limits.policy != "priced":
        return 0.0
    load = limits.load_kw.toarray()
    asked_kw = [max((load[limit, site] for limit in np.flatnonzero(limits.ask)), default=0.0) for site in chosen]
    return limits.price_per_kw * sum(asked_kw)


def newly_covered(asked, there, chosen):
    covers = asked.covers.toarray()
    gained = 0.0
    for point, weight in enumerate(asked.weights):
        now = any(covers[point, site] for site in there)
        then = any(covers[point, site] for site in chosen)
        gained += weight * (then and not now)
    return gained


@st.composite
def problems(draw, *, policies=("hard", "priced", "flag"), with_floors=True):
    """Any question of at most `LARGEST` candidates with figures in quarters, so that sums are exact."""
    points, sites = draw(st.integers(0, 9)), draw(st.integers(1, 7))
    quarters = lambda most: st.integers(0, most).map(lambda whole: whole / 4)  # noqa: E731
    listed = lambda each, count: st.lists(each, min_size=count, max_size=count)  # noqa: E731
    covers = np.array(draw(listed(listed(st.booleans(), sites), points)), dtype=bool).reshape(points, sites)
    rest = {"most_sites": draw(st.integers(0, sites))}
    if draw(st.booleans()):
        rest |= {"cost": draw(listed(quarters(20), sites)), "budget": draw(quarters(60))}
        if draw(st.booleans()):
            rest["most_sites"] = None
    if draw(st.booleans()):
        count = draw(st.integers(1, 4))
        ask = draw(listed(st.booleans(), count))
        room = [draw(st.sampled_from([-3.0, 0.0, np.nan]) if asks else quarters(120)) for asks in ask]
        rest |= {"load": draw(listed(listed(st.sampled_from([0.0, 0.0, 7.0, 7.0, 10.5]), sites), count)), "room": room}
        rest |= {"ask": ask, "policy": draw(st.sampled_from(policies)), "price": draw(quarters(4))}
    if with_floors and draw(st.booleans()):
        rest |= {"group": draw(listed(st.integers(-1, 1), sites)), "least": draw(listed(st.integers(0, 2), 2))}
    return problem(
        draw(listed(quarters(80), points)),
        covers,
        there=draw(st.lists(st.integers(0, sites - 1), max_size=2)),
        **rest,
    )
