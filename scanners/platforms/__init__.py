"""The table of platform families. A new family is one file here and one row below."""

from __future__ import annotations

from scanners.platforms import bmc_lanplus, debian, rhel, ups_apcupsd, ups_nut
from scanners.platforms.reader import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (debian.FAMILY, rhel.FAMILY)}

# What stands beside a host: these are chosen by the inventory, never by an os-release file.
FACILITIES: dict[str, Family] = {
    family.name: family for family in (bmc_lanplus.FAMILY, ups_apcupsd.FAMILY, ups_nut.FAMILY)
}
