"""What software is installed, as the package manager tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Packages:
    """Fully installed packages.

    `names`: package names without architecture. `versions`: name to every installed version, as the package manager
    writes it (`[epoch:]version[-release]`). `order`: how versions compare, `dpkg` or `rpm`
    (`version_order.compare_versions`).
    """

    names: Field[frozenset[str]]
    versions: Field[Mapping[str, tuple[str, ...]]]
    order: Field[str]
