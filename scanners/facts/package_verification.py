"""Files of packages compared with the digests that the packages came with."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PackageVerification:
    """`altered`: files that are no configuration and differ from their package or are gone (documentation, manuals and
    translations are left out). `configuration`: configuration files that differ, which is what they are for.
    `unverifiable`: packages that brought files and no digests.
    """

    altered: Field[frozenset[str]]
    configuration: Field[frozenset[str]]
    unverifiable: Field[frozenset[str]]
