"""study.toml: which area, which years, which scenarios. Choices live here; numbers live in assumptions.csv."""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lae.findings import FaultsError, Finding

SCHEMA_VERSION: Final = 1

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
_DistrictCode = Annotated[str, Field(pattern=r"^[EWS]\d{8}$")]


class StudyConfig(BaseModel):
    """The checked content of a study.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    name: _Slug
    title: Annotated[str, Field(min_length=1, max_length=80)]
    districts: Annotated[tuple[_DistrictCode, ...], Field(min_length=1)]
    county_code: str = ""
    data: str = "data"
    extends: Literal["", "oxfordshire"] = ""
    base_year: Annotated[int, Field(ge=2015, le=2040)] = 2025
    last_year: Annotated[int, Field(ge=2026, le=2100)] = 2050
    milestones: tuple[int, ...] = (2025, 2030, 2040, 2050)
    scenarios: Annotated[tuple[_Slug, ...], Field(min_length=1)]
    price_year: Annotated[int, Field(ge=2000, le=2100)] = 2024
    """The year whose prices all money is in."""
    charging_siting: Literal["guided", "exact"] = "guided"
    """How sites for chargers are sought: `exact` takes as long as a proof that no choice covers more."""
    homes_take_up: Literal["by_propensity", "evenly"] = "by_propensity"
    """How a district's heat pumps and heat networks are placed: at the homes likeliest to take one, or per home."""
    land_zones: Literal["lsoa", "ward", "parish", "parcel", "polygons", "squares"] = "lsoa"
    """By what land is counted; `squares` are the National Grid's kilometre squares, all but these and LSOAs a file."""
    land_zones_file: str = ""
    """The map of the zones, a path in the data folder."""
    land_zones_id: str = ""
    """The column of the zones' ids; without it they are numbered."""
    editions: dict[str, Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]] = {}
    """Edition (year or year-month) of a publisher's file dropped into the data folder, by operator."""

    @model_validator(mode="after")
    def _consistent(self) -> "StudyConfig":
        if self.last_year <= self.base_year:
            raise ValueError(f"last_year {self.last_year} must come after base_year {self.base_year}")
        if outside := [year for year in self.milestones if not self.base_year <= year <= self.last_year]:
            raise ValueError(f"milestones {outside} lie outside {self.base_year} to {self.last_year}")
        for field, values in (("districts", self.districts), ("scenarios", self.scenarios)):
            if len(set(values)) != len(values):
                raise ValueError(f"{field} names the same one twice")
        if (self.land_zones not in ("lsoa", "squares")) != bool(self.land_zones_file):
            raise ValueError("land_zones_file is wanted for ward, parish, parcel and polygons, and for nothing else")
        if Path(self.land_zones_file).is_absolute() or ".." in Path(self.land_zones_file).parts:
            raise ValueError("land_zones_file must lie inside the data folder")
        if Path(self.data).is_absolute() or ".." in Path(self.data).parts:
            raise ValueError("data must be a folder inside the study's own folder")
        return self

    @property
    def years(self) -> range:
        """Every year of the study, base year first."""
        return range(self.base_year, self.last_year + 1)


def read_config(path: Path) -> StudyConfig:
    """The configuration in `path`; raises `FaultsError` naming every wrong entry."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FaultsError([_fault("missing_file", f"there is no {path.name} in {path.parent}.")]) from None
    except OSError as error:
        raise FaultsError([_fault("unreadable", f"the file cannot be read: {error.strerror}.")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FaultsError([_fault("not_toml", f"the file is not valid TOML: {error}.")]) from None
    try:
        return StudyConfig.model_validate(content)
    except ValidationError as error:
        raise FaultsError([_setting(item["type"], item["msg"], item["loc"]) for item in error.errors()]) from None


def _setting(kind: str, message: str, where: tuple[int | str, ...]) -> Finding:
    plain = {"extra_forbidden": "there is no such setting.", "missing": "the setting is missing."}
    wording = plain.get(kind, f"{message.removeprefix('Value error, ')}.")
    return _fault("setting", wording, column=".".join(str(part) for part in where))


def _fault(rule: str, message: str, column: str = "") -> Finding:
    return Finding("error", "study.toml", rule, message, column=column)
