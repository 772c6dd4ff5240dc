"""Words of Cisco NX-OS that the readers know: what they read, and what no fact depends on."""

from __future__ import annotations

KNOWN: dict[str, tuple[str, ...]] = {
    "": (
        "aaa", "banner", "bfd", "boot", "breakout", "callhome", "cdp", "cfs", "class-map", "cli", "clock",
        "control-plane", "copp", "cpu", "crypto", "dot1x", "errdisable", "event", "evpn", "fabric", "feature",
        "feature-set", "fex", "fips", "guestshell", "hardware", "hostname", "hsrp", "icam", "install", "interface",
        "ip", "ipv6", "key", "lacp", "license", "line", "lldp", "logging", "logging-server", "login", "mac", "module",
        "monitor", "mpls", "ngoam", "no", "ntp", "nv", "nve", "nxapi", "object-group", "ospf", "password", "platform",
        "policy-map", "port-channel", "port-profile", "power", "priority-flow-control", "qos", "radius-server", "rmon",
        "role", "route-map", "route-target", "router", "scheduler", "segment-routing", "service", "sflow", "slot",
        "snmp-server", "spanning-tree", "ssh", "switchname", "system", "tacacs+", "tacacs-server", "telemetry",
        "terminal", "time-range", "track", "udld", "username", "userpassphrase", "vdc", "version", "virtual-service",
        "vlan", "vpc", "vrf", "vrrp", "vtp", "xml", "zone",
    ),
    "interface": (
        "address", "advertisement-interval", "authentication", "bandwidth", "beacon", "bfd", "carrier-delay", "cdp",
        "channel-group", "delay", "description", "dot1x", "duplex", "encapsulation", "fabric", "fex", "flowcontrol",
        "follow", "forwarding", "global", "hardware", "host-reachability", "hsrp", "ingress-replication", "inherit",
        "ip", "ipv6", "lacp", "link", "lldp", "load-interval", "logging", "mac", "mac-address", "management",
        "mcast-group", "medium", "member", "mtu", "name", "negotiate", "no", "object-track", "ospfv3", "preempt",
        "priority", "priority-flow-control", "queuing-policy", "rate-limit", "secondary", "service-policy",
        "shutdown", "snmp", "source-interface", "spanning-tree", "speed", "storm-control", "suppress-arp",
        "switchport", "timers", "track", "tunnel", "udld", "vlan", "vpc", "vrf", "vrrp", "vrrpv3",
    ),
    "line": (
        "absolute-timeout", "access-class", "databits", "exec-timeout", "flowcontrol", "history", "ip", "ipv6",
        "logout-warning", "modem", "no", "parity", "session-limit", "speed", "stopbits", "terminal",
    ),
}  # fmt: skip
