"""The operators that judge who and what gets through a network device, as rows of the table of operators."""

from __future__ import annotations

from checks.judging import NoParams, Operator
from checks.operators_device_access import (
    IdleLimit,
    PlainParams,
    Words,
    banner_has,
    idle_sessions_end,
    management_sources_limited,
    no_plain_text,
    remote_access_registered,
    ssh_2_alone,
)
from checks.operators_device_accounts import (
    CentralParams,
    SecretParams,
    SnmpParams,
    central_log_in,
    secrets_stored,
    snmp_3_alone,
)
from checks.operators_device_filters import (
    Unfiltered,
    bound_filters_exist,
    denials_logged,
    filters_end_in_denial,
    flows_registered,
    no_any_any,
    routed_interfaces_filtered,
    zones_deny,
)
from checks.operators_device_ports import (
    GuardParams,
    IdleDays,
    WirelessParams,
    access_ports_guarded,
    no_wireless,
    unused_ports_shut,
)
from checks.operators_device_segments import membership_agrees
from checks.operators_device_tunnels import SignatureAge, TunnelParams, paths_encrypted, sensors_current
from scanners.facts.device_accounts import DeviceAccounts, StoredSecret
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbours
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels

OF_ACCESS: dict[str, Operator] = {
    "no_plain_text": Operator(PlainParams, (ManagementServices,), no_plain_text),
    "ssh_2_alone": Operator(NoParams, (frozenset[str],), ssh_2_alone),
    "management_sources_limited": Operator(
        NoParams, (ManagementAccess,), management_sources_limited, facts=("management_services", "snmp")
    ),
    "central_log_in": Operator(CentralParams, (DeviceAccounts,), central_log_in),
    "snmp_3_alone": Operator(SnmpParams, (Snmp,), snmp_3_alone),
    "secrets_stored": Operator(SecretParams, (tuple[StoredSecret, ...],), secrets_stored),
    "zones_deny": Operator(NoParams, (str,), zones_deny),
    "filters_end_in_denial": Operator(NoParams, (PacketFilters,), filters_end_in_denial),
    "bound_filters_exist": Operator(NoParams, (PacketFilters,), bound_filters_exist),
    "routed_interfaces_filtered": Operator(
        Unfiltered, (PacketFilters,), routed_interfaces_filtered, facts=("interfaces",)
    ),
    "flows_registered": Operator(NoParams, (PacketFilters,), flows_registered, kinds=("flows",)),
    "no_any_any": Operator(NoParams, (PacketFilters,), no_any_any),
    "membership_agrees": Operator(NoParams, (tuple[InterfaceSetting, ...],), membership_agrees),
    "unused_ports_shut": Operator(IdleDays, (Interfaces,), unused_ports_shut, kinds=("port_exceptions",)),
    "access_ports_guarded": Operator(
        GuardParams,
        (PortGuards,),
        access_ports_guarded,
        facts=("interfaces", "redundancy"),
        kinds=("port_exceptions",),
    ),
    "paths_encrypted": Operator(TunnelParams, (Tunnels,), paths_encrypted, kinds=("encrypted_paths",)),
    "sensors_current": Operator(SignatureAge, (IntrusionPrevention,), sensors_current),
    "denials_logged": Operator(NoParams, (PacketFilters,), denials_logged, facts=("interfaces",)),
    "idle_sessions_end": Operator(IdleLimit, (ManagementAccess,), idle_sessions_end, facts=("management_services",)),
    "banner_has": Operator(Words, (str,), banner_has),
    "remote_access_registered": Operator(NoParams, (Tunnels,), remote_access_registered, kinds=("remote_maintenance",)),
    "no_wireless": Operator(WirelessParams, (Neighbours,), no_wireless),
}
