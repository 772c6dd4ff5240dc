"""Words of Arista EOS that the readers know: what they read, and what no fact depends on."""

from __future__ import annotations

KNOWN: dict[str, tuple[str, ...]] = {
    "": (
        "aaa", "agent", "alias", "arp", "banner", "bfd", "boot", "class-map", "clock", "control-plane", "cvx",
        "daemon", "default", "dhcp", "dns", "dot1x", "email", "enable", "end", "environment", "errdisable",
        "event-handler", "flow", "group-policy", "hardware", "hostname", "interface", "ip", "ipv6", "lacp", "link",
        "lldp", "load-balance", "load-interval", "logging", "mac", "management", "match-list", "mlag", "monitor",
        "mpls", "no", "ntp", "object-group", "peer-filter", "platform", "policy-map", "port-channel", "privilege",
        "prompt", "ptp", "qos", "queue-monitor", "radius-server", "redundancy", "role", "route-map", "router",
        "schedule", "service", "sflow", "snmp-server", "spanning-tree", "switch", "switchport", "system",
        "tacacs-server", "tap", "tcam", "terminal", "track", "traffic-policies", "transceiver", "trident", "tunnel",
        "username", "virtual-cable", "vlan", "vlan-group", "vmtracer", "vrf", "vrrp", "vxlan",
    ),
    "interface": (
        "arp", "bandwidth", "bfd", "channel-group", "description", "dot1x", "encapsulation", "error-correction",
        "evpn", "flow", "flowcontrol", "identifier", "ip", "ipv6", "isis", "l2", "lacp", "link-debounce", "lldp",
        "load-interval", "logging", "mac", "mac-address", "mlag", "mpls", "mtu", "no", "ntp", "ospfv3", "phy", "pim",
        "port-channel", "priority-flow-control", "private-vlan", "ptp", "qos", "queue", "route-target",
        "service-policy", "sflow", "shape", "shutdown", "snmp", "spanning-tree", "speed", "storm-control",
        "switchport", "traffic-policy", "transceiver", "tunnel", "tx-queue", "uc-tx-queue", "unidirectional", "vlan",
        "vrf", "vrrp", "vxlan",
    ),
}  # fmt: skip
