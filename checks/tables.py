"""Data tables that controls are judged with: end of support, and lists of algorithms.

The shipped ones stand in checks/data; a policy folder may hold its own `data/NAME.yaml`, which replaces the shipped one
whole, so that a closed site can renew a date without a new release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml

SHIPPED = Path(__file__).parent / "data"

AlgorithmKind = Literal["ciphers", "macs", "key_exchange", "host_key_algorithms"]


class Support(Struct, frozen=True, forbid_unknown_fields=True):
    """Support of one release. `until` is the last day of the vendor's standard support.

    `extended_until` is the last day of a separate programme (LTS) that a baseline must accept expressly. Where the
    vendor names a month alone, `precision` is `month` and the date is that month's first day.
    """

    id: str
    release: str
    until: date
    extended_until: date | None = None
    precision: Literal["day", "month"] = "day"


class SupportFile(Struct, frozen=True, forbid_unknown_fields=True):
    """end_of_support.yaml. `as_of`: the day the table was put together; `source`: from what."""

    as_of: date
    source: Annotated[str, Meta(min_length=1)]
    releases: tuple[Support, ...]


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """Which algorithms of one protocol are accepted."""

    name: str
    source: str
    ciphers: Annotated[tuple[str, ...], Meta(min_length=1)]
    macs: Annotated[tuple[str, ...], Meta(min_length=1)]
    key_exchange: Annotated[tuple[str, ...], Meta(min_length=1)]
    host_key_algorithms: Annotated[tuple[str, ...], Meta(min_length=1)]


class ProfileFile(Struct, frozen=True, forbid_unknown_fields=True):
    """algorithms.yaml. `as_of`: the day the lists were compared with their source."""

    as_of: date
    source: Annotated[str, Meta(min_length=1)]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables in use, the day of each, and the files they come from."""

    support: tuple[Support, ...]
    profiles: Mapping[str, Profile]
    files: tuple[Path, ...]
    support_as_of: date = date.min
    profiles_as_of: date = date.min


def load(folder: Path | None = None) -> Tables:
    """Read the shipped tables, each replaced by a file of the same name in `folder`."""
    chosen = {}
    for name in ("end_of_support.yaml", "algorithms.yaml"):
        own = folder / name if folder else None
        chosen[name] = own if own and own.is_file() else SHIPPED / name
    support = strict_yaml.load(chosen["end_of_support.yaml"], SupportFile)
    profiles = strict_yaml.load(chosen["algorithms.yaml"], ProfileFile)
    return Tables(
        support=support.releases,
        profiles={profile.name: profile for profile in profiles.profiles},
        files=tuple(chosen.values()),
        support_as_of=support.as_of,
        profiles_as_of=profiles.as_of,
    )
