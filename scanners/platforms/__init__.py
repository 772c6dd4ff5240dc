"""The table of platform families. A new family is one file here and one row below."""

from __future__ import annotations

from scanners.platforms import bmc_lanplus, configuration_archive, debian, rhel, ups_apcupsd, ups_nut
from scanners.platforms.network import (
    alaxala_ax,
    alliedware_plus,
    apresia_aeos,
    arista_eos,
    cisco_asa,
    cisco_ios,
    cisco_nxos,
    fitelnet,
    fortios,
    frr,
    frr_linux,
    fujitsu_sir,
    junos,
    nec_ix,
    panos,
    vyos,
    yamaha_rtx,
)
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.reader import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (debian.FAMILY, rhel.FAMILY)}

# What stands beside a host: these are chosen by the inventory, never by an os-release file.
FACILITIES: dict[str, Family] = {
    family.name: family
    for family in (bmc_lanplus.FAMILY, configuration_archive.FAMILY, ups_apcupsd.FAMILY, ups_nut.FAMILY)
}

# Network devices: chosen by `ansible_network_os`. One file each in `network/`.
_DEVICES: tuple[NetworkPlatform, ...] = (
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
DEVICES: dict[str, NetworkPlatform] = {platform.name: platform for platform in _DEVICES}
