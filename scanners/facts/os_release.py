"""Which operating system the target runs."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class OsRelease:
    """os-release(5): `id` (debian, ubuntu, rhel, almalinux, rocky, miraclelinux), `version_id` (12, 22.04, 9.4)."""

    id: Field[str]
    version_id: Field[str]
    pretty_name: Field[str]
