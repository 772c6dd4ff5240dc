"""The table of platform families. A new family is one file here and one row below."""

from __future__ import annotations

from scanners.platforms import debian, rhel
from scanners.platforms.reader import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (debian.FAMILY, rhel.FAMILY)}
