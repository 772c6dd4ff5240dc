"""Words of Cisco ASA that the readers know: what they read, and what no fact depends on."""

from __future__ import annotations

KNOWN: dict[str, tuple[str, ...]] = {
    "": (
        "ASA Version", "aaa", "aaa-server", "access-group", "access-list", "arp", "as-path", "asdm", "auth-prompt",
        "banner", "boot", "call-home", "class-map", "clock", "cluster", "community-list", "configure", "console",
        "crypto", "cts", "ddns", "dhcp", "dhcpd", "dhcprelay", "dns", "dns-group", "domain-name",
        "dynamic-access-policy-record", "dynamic-filter", "dynamic-map", "enable", "end", "established", "event",
        "failover", "firewall", "flow-export", "fragment", "ftp", "group-policy", "hostname", "http", "hw-module",
        "icmp", "interface", "ip", "ipv6", "jumbo-frame", "key", "lacp", "ldap", "license", "logging", "logout",
        "mac-address", "management-access", "mode", "monitor-interface", "mtu", "multicast-routing", "name", "names",
        "nat", "no", "ntp", "object", "object-group", "pager", "passwd", "password", "password-policy", "policy-list",
        "policy-map", "pop3s", "port-channel", "prefix-list", "priority-queue", "prompt", "quit", "radius-common-pw",
        "rest-api", "route", "route-map", "router", "same-security-traffic", "scansafe", "service", "service-module",
        "service-policy", "sfr", "sla", "smtp-server", "snmp", "snmp-map", "snmp-server", "ssh", "ssl",
        "sunrpc-server", "sysopt", "tcp-map", "telnet", "terminal", "tftp-server", "threat-detection", "time-range",
        "timeout", "tls-proxy", "track", "tunnel-group", "uc-ime", "url-block", "url-server", "user-identity",
        "username", "virtual", "vlan", "vpdn", "vpn", "vpn-addr-assign", "vpn-sessiondb", "wccp", "webvpn", "xlate",
        "zone",
    ),
    "interface": (
        "authentication", "bridge-group", "channel-group", "cts", "ddns", "delay", "description", "dhcp", "duplex",
        "flowcontrol", "forward", "hello-interval", "hold-time", "igmp", "ip", "ipv6", "lacp", "mac-address",
        "management-only", "member-interface", "mfib", "multicast", "nameif", "no", "nve-only", "ospf", "pim",
        "policy-route", "port-channel", "pppoe", "security-level", "shutdown", "speed", "summary-address",
        "switchport", "tunnel", "vlan", "vtep-nve", "zone-member",
    ),
}  # fmt: skip
