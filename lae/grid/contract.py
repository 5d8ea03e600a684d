"""What the grid's own tables mean: facts as published, in our columns; MVA, + is demand on the substation."""

import pandera.pandas as pa

from lae.measures import BOUNDS, CLASSES, DIRECTIONS, QUEUES, TIERS
from lae.tables import Contract

WORK_TYPES = ["capacity", "circuit", "transfer", "new_site", "transmission"]
RAGS = ["", "Red", "Amber", "Green"]


class Substations(Contract):
    """One row a substation: the operator's figures at their date. A stub is a named parent without figures."""

    substation_id: str = pa.Field(str_matches=r"^[a-z]+:\S+$", description="operator : the operator's id or alias")
    asset_id: str = pa.Field(description="as the operator writes it; the registered alias where it has none")
    name: str
    tier: str = pa.Field(isin=TIERS)
    dno: str = pa.Field(description="operator, lower case: ssen, nged, ukpn")
    licence_area: str
    gsp_group: str = pa.Field(description="GSP or group of GSPs in NESO's ids, for instance COWL_1;ECLA_H")
    voltage: str = pa.Field(description="as published, kV, for instance 33 / 11")
    easting_m: float = pa.Field(ge=0, le=700_000, nullable=True, description="British National Grid; blank on a stub")
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    stub: bool
    ratings: str = pa.Field(description="transformer nameplate ratings as published")
    transformers_count: float = pa.Field(ge=0, nullable=True)
    n_minus_1_mva: float = pa.Field(
        ge=0, le=5_000, nullable=True, description="nameplate left when the largest transformer is out; blank if unread"
    )
    single_transformer: bool
    observed_max_mva: float = pa.Field(ge=0, le=5_000, nullable=True, description="gross maximum demand")
    observed_min_mva: float = pa.Field(ge=0, le=5_000, nullable=True, description="gross minimum demand")
    observed_year: int = pa.Field(
        ge=2000, le=2100, description="year the observed maximum and recorded stock belong to"
    )
    contracted_excl_bess_mva: float = pa.Field(ge=0, le=5_000, nullable=True)
    contracted_bess_mva: float = pa.Field(ge=0, le=5_000, nullable=True)
    figure_year: int = pa.Field(ge=2000, le=2100, description="year of the published headroom")
    headroom_basis: str = pa.Field(isin=["own", "path", "none"])
    demand_headroom_mva: float = pa.Field(le=5_000, nullable=True)
    demand_published_value: float = pa.Field(nullable=True, description="the operator's own number")
    demand_unit: str = pa.Field(isin=["MVA", "MW", ""])
    demand_queue: str = pa.Field(isin=QUEUES)
    demand_bound: str = pa.Field(isin=BOUNDS, description="of the path figure")
    demand_bound_own: str = pa.Field(isin=BOUNDS)
    demand_rag: str = pa.Field(isin=RAGS)
    demand_constraint: str
    generation_headroom_mva: float = pa.Field(le=5_000, nullable=True)
    generation_published_value: float = pa.Field(nullable=True)
    generation_unit: str = pa.Field(isin=["MVA", "MW", ""])
    generation_bound: str = pa.Field(isin=BOUNDS)
    generation_rag: str = pa.Field(isin=RAGS)
    generation_constraint: str
    connected_generation_mw: float = pa.Field(ge=0, nullable=True)
    contracted_generation_mw: float = pa.Field(ge=0, nullable=True)
    fault_rating_ka: float = pa.Field(ge=0, nullable=True)
    fault_level_ka: float = pa.Field(ge=0, nullable=True)
    tia_threshold: str
    comment: str
    vintage: str = pa.Field(description="edition of the source, year-month")
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["substation_id"]


class Feeds(Contract):
    """Who feeds whom: the shares of a substation's feeds in normal running sum to 1."""

    substation_id: str
    upstream_id: str
    share: float = pa.Field(gt=0, le=1)
    normally_open: bool
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["substation_id", "upstream_id"]


class Works(Contract):
    """A published scheme as it concerns one substation. Published is not funded; blank MVA changes no number."""

    work_id: str
    scheme_id: str = pa.Field(description="the same for one scheme repeated on several rows")
    substation_id: str
    scope: str = pa.Field(isin=["upstream", "substation"])
    type: str = pa.Field(isin=WORK_TYPES)
    text: str
    completion: str = pa.Field(str_matches=r"^(\d{4}-\d{2})?$", description="year-month as published, or blank")
    effective_year: float = pa.Field(nullable=True, description="first winter after completion, by its starting year")
    before_mva: float = pa.Field(ge=0, nullable=True, description="N-1 nameplate before")
    after_mva: float = pa.Field(ge=0, nullable=True, description="N-1 nameplate after")
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["work_id"]


class ScenarioFigures(Contract):
    """An operator's own headroom by scenario and year (NSHR), own values, nothing subtracted by us."""

    substation_id: str
    direction: str = pa.Field(isin=DIRECTIONS)
    scenario: str = pa.Field(description="operator : its own scenario name")
    year: int = pa.Field(ge=2020, le=2100)
    headroom_mva: float
    published_value: float
    unit: str = pa.Field(isin=["MW", "MVA"])
    constraint: str
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["substation_id", "direction", "scenario", "year"]


class Aliases(Contract):
    """Ids we registered for substations whose operator publishes a name but no id; the name alone is never a key."""

    dno: str
    published_name: str
    voltage: str
    alias: str = pa.Field(str_matches=r"^[a-z0-9-]+$")
    name: str = pa.Field(description="how we print it")
    upstream_id: str = pa.Field(description="who feeds it; empty for a GSP")
    same_as: str = pa.Field(description="another operator's row for the same node, which stands for both; or empty")
    reason: str

    class Config(Contract.Config):
        unique = ["dno", "published_name"]


class GspGroups(Contract):
    """Which of NESO's GSP groups an operator's GSP is in, and whether the supplied file holds all its primaries."""

    dno: str
    upstream_gsp: str = pa.Field(description="the GSP's name as the operator writes it")
    gsp_group: str = pa.Field(description="in NESO's ids, for instance COWL_1;ECLA_H; empty where its map has none")
    complete: bool = pa.Field(description="the supplied file holds every primary of this GSP")
    reason: str

    class Config(Contract.Config):
        unique = ["dno", "upstream_gsp"]


class ServedLsoas(Contract):
    """Where an LSOA lies between operators and GSP groups, and how many homes it has.

    `share` is the share of the LSOA's postcodes. `in_study` is false for LSOAs beyond the county: only the part whose
    homes may
    hang on the study's substations is listed. The rows of an LSOA inside sum to 1, those of one beyond to 1 at most.
    """

    lsoa_code: str
    district_code: str
    in_study: bool
    dno: str
    licence_area: str
    gsp_group: str
    share: float = pa.Field(gt=0, le=1.000001)
    dwellings: float = pa.Field(ge=0, description="homes of the whole LSOA")
    easting_m: float = pa.Field(ge=0, le=700_000, description="mean of the postcodes on this row")
    northing_m: float = pa.Field(ge=0, le=1_300_000)
    source_id: str

    class Config(Contract.Config):
        unique = ["lsoa_code", "dno", "gsp_group"]


class SupplyOverrides(Contract):
    """Substations the nearest-primary rule gets wrong, with the reason: `exclude` = serves no homes by that rule."""

    substation_id: str
    rule: str = pa.Field(isin=["exclude"])
    reason: str
    source_id: str

    class Config(Contract.Config):
        unique = ["substation_id"]


class Profiles(Contract):
    """Shape of one unit's after-diversity load on a representative day.

    For a technology `shape_ratio` is the share of its after-diversity maximum demand (ADMD): its greatest value over
    all days
    is 1, so N units peak at N x ADMD. For `base` it is the place between the observed minimum (0) and maximum (1).
    """

    profile_id: str
    day: str = pa.Field(description="representative day, for instance winter")
    slot: int = pa.Field(ge=0, le=47, description="half-hour of the day, 0 = 00:00 to 00:30, clock time")
    shape_ratio: float = pa.Field(ge=0, le=1)
    tier: str = pa.Field(isin=["A", "B", "C", "D"])
    source_id: str

    class Config(Contract.Config):
        unique = ["profile_id", "day", "slot"]


class Technologies(Contract):
    """Kinds of load: what one unit of a technology draws, or a stated share of its units. One row a kind.

    The shares of the kinds of one measure that draw sum to 1, and so do those of the kinds that give back.
    """

    technology: str = pa.Field(description="the kind of load, for instance ev_home_charging")
    label: str = pa.Field(description="how we print it")
    measure: str = pa.Field(description="technology of the control totals whose units it counts")
    profile_id: str
    admd_id: str = pa.Field(description="assumption: kW a unit after diversity, below 0 where it gives back")
    power_factor_id: str = pa.Field(description="assumption: lagging power factor")
    share_id: str = pa.Field(description="assumption: share of the measure's units; blank: all of them")
    energy_of: str = pa.Field(description="profile whose energy of each day at the ADMD it keeps; blank: its own peak")

    class Config(Contract.Config):
        unique = ["technology"]


class Allocation(Contract):
    """How a primary's homes were found, and how sure that is."""

    substation_id: str
    basis: str = pa.Field(isin=["nearest_primary", "override", "published_area"])
    dwellings: float = pa.Field(ge=0, description="homes it serves by the nearest-primary rule")
    in_study_dwellings: float = pa.Field(ge=0)
    second_nearest_dwellings: float = pa.Field(ge=0, description="homes when ambiguous ones move")
    confidence_share: float = pa.Field(ge=0, le=1.000001, nullable=True, description="homes without a second one near")
    area_modelled_share: float = pa.Field(ge=0, le=1.000001, nullable=True, description="blank: the rest is not known")
    observed_kva_per_dwelling: float = pa.Field(ge=0, nullable=True)
    note: str

    class Config(Contract.Config):
        unique = ["substation_id"]


class Coverage(Contract):
    """Which operator's area the study's homes lie in, and whether a published file names their substation."""

    dno: str
    licence_area: str
    gsp_group: str
    dwellings: float = pa.Field(ge=0)
    status: str = pa.Field(isin=["read", "no_file"])
    note: str

    class Config(Contract.Config):
        unique = ["dno", "licence_area", "gsp_group"]


class Agreement(Contract):
    """How well our arithmetic reproduces published figures today, on primaries, beside a baseline that says zero."""

    queue: str = pa.Field(isin=QUEUES)
    compared_count: int = pa.Field(ge=0)
    not_compared_count: int = pa.Field(ge=0, description="single-transformer sites: transfer capacity unpublished")
    both_zero_count: int = pa.Field(ge=0, description="published zero, modelled at or below zero")
    missed_zero_count: int = pa.Field(ge=0, description="published zero, modelled room")
    false_zero_count: int = pa.Field(ge=0, description="published room, modelled at or below zero")
    both_room_count: int = pa.Field(ge=0)
    always_zero_count: int = pa.Field(ge=0, description="right answers of a baseline that always says zero")
    positive_error_mva: float = pa.Field(ge=0, nullable=True, description="mean absolute error where published room")
    cyclic_factor_ratio: float
    contracted_coincidence_share: float
    note: str

    class Config(Contract.Config):
        unique = ["queue"]


class Fit(Contract):
    """What the BSPs with a positive published figure say of the two settings; each is judged by the others alone."""

    rows_count: int = pa.Field(ge=0)
    cyclic_factor_ratio: float = pa.Field(nullable=True)
    contracted_coincidence_share: float = pa.Field(nullable=True)
    left_out_error_mva: float = pa.Field(ge=0, nullable=True, description="mean error of each row fitted without it")

    class Config(Contract.Config):
        unique = ["rows_count"]


class Disagreements(Contract):
    """Where our own arithmetic contradicts the operator's figure today. The operator's figure stands."""

    substation_id: str
    name: str
    kind: str = pa.Field(isin=["deficit_against_published_room", "room_against_published_zero"])
    published_mva: float
    published_bound: str = pa.Field(isin=BOUNDS)
    modelled_mva: float = pa.Field(description="least along the path, contracted demand without storage")

    class Config(Contract.Config):
        unique = ["substation_id"]


class Sensitivity(Contract):
    """How the published-basis answer moves when an assumption that no file settles is taken the other way.

    Variants: `second_nearest` moves every ambiguous home to its second-nearest primary; `earlier` and `later` move the
    technologies' profiles by the assumption profile_shift_hours.
    """

    scenario: str
    substation_id: str
    variant: str = pa.Field(isin=["nearest", "second_nearest", "earlier", "later"])
    # `class` is a Python keyword, hence the alias.
    class_: str = pa.Field(alias="class", isin=CLASSES)
    first_year_below_zero: float = pa.Field(nullable=True)
    first_year_latest: float = pa.Field(nullable=True)
    last_year_added_mva: float = pa.Field(nullable=True, description="growth by the study's last year")
    last_year_headroom_mva: float = pa.Field(nullable=True)

    class Config(Contract.Config):
        unique = ["scenario", "substation_id", "variant"]
