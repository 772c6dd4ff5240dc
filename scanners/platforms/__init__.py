"""The table of platform families. A new family is one file here and one row below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

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
def _devices() -> dict[str, NetworkPlatform]:
    from scanners.platforms.network.alaxala_ax import platform as alaxala_ax  # noqa: PLC0415  (0.7 s in all: hundreds of patterns, for who has devices alone)
    from scanners.platforms.network.alliedware_plus import platform as alliedware_plus  # noqa: PLC0415  (as above)
    from scanners.platforms.network.apresia_aeos import platform as apresia_aeos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.arista_eos import platform as arista_eos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.cisco_asa import platform as cisco_asa  # noqa: PLC0415  (as above)
    from scanners.platforms.network.cisco_ios import platform as cisco_ios  # noqa: PLC0415  (as above)
    from scanners.platforms.network.cisco_nxos import platform as cisco_nxos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.fitelnet import platform as fitelnet  # noqa: PLC0415  (as above)
    from scanners.platforms.network.fortios import platform as fortios  # noqa: PLC0415  (as above)
    from scanners.platforms.network.frr import platform as frr  # noqa: PLC0415  (as above)
    from scanners.platforms.network.frr_linux import platform as frr_linux  # noqa: PLC0415  (as above)
    from scanners.platforms.network.fujitsu_sir import platform as fujitsu_sir  # noqa: PLC0415  (as above)
    from scanners.platforms.network.junos import platform as junos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.nec_ix import platform as nec_ix  # noqa: PLC0415  (as above)
    from scanners.platforms.network.panos import platform as panos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.vyos import platform as vyos  # noqa: PLC0415  (as above)
    from scanners.platforms.network.yamaha_rtx import platform as yamaha_rtx  # noqa: PLC0415  (as above)

    every = (
        alaxala_ax.PLATFORM,
        alliedware_plus.PLATFORM,
        apresia_aeos.PLATFORM,
        arista_eos.PLATFORM,
        cisco_asa.PLATFORM,
        cisco_ios.PLATFORM,
        cisco_nxos.PLATFORM,
        fitelnet.PLATFORM,
        fortios.PLATFORM,
        frr.PLATFORM,
        frr_linux.PLATFORM,
        fujitsu_sir.PLATFORM,
        junos.PLATFORM,
        nec_ix.PLATFORM,
        panos.PLATFORM,
        vyos.PLATFORM,
        yamaha_rtx.PLATFORM,
    )
    return {platform.name: platform for platform in every}


class _Devices(Mapping[str, NetworkPlatform]):
    """The platforms by name. The names are known at once, the platforms are loaded when one is asked for."""

    def __getitem__(self, name: str) -> NetworkPlatform:
        return _devices()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_DEVICE_NAMES)

    def __len__(self) -> int:
        return len(_DEVICE_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _DEVICE_NAMES


# Network devices: chosen by `ansible_network_os`. One file each in `network/`.
DEVICES: Mapping[str, NetworkPlatform] = _Devices()
