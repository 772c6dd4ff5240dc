"""The table of platform families. A new family is one file here and one row below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from scanners.platforms import bmc_lanplus, configuration_archive, debian, rhel, ups_apcupsd, ups_nut
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.reader import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (debian.FAMILY, rhel.FAMILY)}

# What stands beside a host: these are chosen by the inventory, never by an os-release file.
FACILITIES: dict[str, Family] = {
    family.name: family
    for family in (bmc_lanplus.FAMILY, configuration_archive.FAMILY, ups_apcupsd.FAMILY, ups_nut.FAMILY)
}

_DEVICE_NAMES = (
    "alaxala_ax",
    "alliedware_plus",
    "apresia_aeos",
    "arista_eos",
    "cisco_asa",
    "cisco_ios",
    "cisco_nxos",
    "fitelnet",
    "fortios",
    "frr",
    "frr_linux",
    "fujitsu_sir",
    "junos",
    "nec_ix",
    "panos",
    "vyos",
    "yamaha_rtx",
)


@cache
def _device(name: str) -> NetworkPlatform:
    """Load one platform: all of them hold hundreds of patterns, 0.7 s for who has devices of one kind or none."""
    loaded: NetworkPlatform = import_module(f"scanners.platforms.network.{name}.platform").PLATFORM
    return loaded


class _Devices(Mapping[str, NetworkPlatform]):
    """The platforms by name. The names are known at once, a platform is loaded when it is asked for."""

    def __getitem__(self, name: str) -> NetworkPlatform:
        if name not in _DEVICE_NAMES:
            raise KeyError(name)
        return _device(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_DEVICE_NAMES)

    def __len__(self) -> int:
        return len(_DEVICE_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _DEVICE_NAMES


# Network devices: chosen by `ansible_network_os`. One folder each in `network/`.
DEVICES: Mapping[str, NetworkPlatform] = _Devices()
