"""State of a FortiGate: what it is, its ports, what it has twice, its parts, and whether changes are saved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.redundancy import Redundancy
from scanners.platforms.network import addresses
from scanners.platforms.network.fortios import attached as fortios_attached
from scanners.platforms.network.fortios import routes as fortios_routes
from scanners.platforms.network.fortios.tree import NAME, UNSET, Block, Config, named, read
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_VERSION = re.compile(r"(?m)^Version: (\S+) v(\d+\.\d+\.\d+),build(\d+)\b")
_PORT = re.compile(r"^\s*==\s*\[\s*(\S+)\s*\]$")
_MEMBER = re.compile(
    r"(?m)^(Master|Slave|Primary|Secondary)\s*: ([^,\n]+), ([A-Za-z0-9]+), (?:HA )?(?:cluster|operating) index = \d+$"
)
_STEP = re.compile(r"(?m)^\s+(\S+)\(updated \d+ seconds ago\): (\S+)$")
_IDLE = re.compile(r"(?m)^CPU states: .*?\b(\d+)% idle\b")
_USED = re.compile(r"(?m)^Memory: [^(\n]* used \((\d+(?:\.\d+)?)%\)")
_SENSOR = re.compile(r"^\s*\d+\s+(\S.*?)[ .]+alarm=(\d)\s+value=(\S+)")
_KINDS = {"physical": "physical", "vlan": "vlan", "loopback": "loopback", "tunnel": "tunnel", "aggregate": "bundle",
          "redundant": "bundle", "hard-switch": "other", "switch": "other"}  # fmt: skip
_VOLATILE = re.compile(r"#(?:config-version|conf_file_ver|buildno|global_vdom)=")
# First words of the tables without meaning for any fact, and the tables that are read.
_ASIDE = ("antivirus", "application", "authentication", "automation", "casb", "certificate", "dlp", "dnsfilter",
          "emailfilter", "endpoint-control", "extension-controller", "file-filter", "icap", "ips", "log", "report",
          "ssh-filter", "switch-controller", "system replacemsg", "videofilter", "virtual-patch", "voip", "waf",
          "wanopt", "web-proxy", "webfilter", "ztna")  # fmt: skip
_READ = frozenset({
    "firewall address", "firewall address6", "firewall addrgrp", "firewall addrgrp6", "firewall central-snat-map",
    "firewall consolidated policy", "firewall ippool", "firewall local-in-policy", "firewall local-in-policy6",
    "firewall multicast-policy", "firewall multicast-policy6", "firewall policy", "firewall policy46",
    "firewall policy6", "firewall policy64", "firewall profile-group", "firewall proxy-policy",
    "firewall security-policy", "firewall service category", "firewall service custom", "firewall service group",
    "firewall vip", "firewall vip6", "global", "router bgp", "router isis", "router ospf", "router ospf6",
    "system accprofile", "system admin", "system api-user", "system auto-install", "system central-management",
    "system console", "system global", "system ha", "system interface", "system lte-modem", "system ntp",
    "system saml", "system settings", "system snmp community", "system snmp sysinfo", "system snmp user",
    "system ssh-config", "system sso-admin", "system sso-forticloud-admin", "system sso-fortigate-cloud-admin",
    "system switch-interface", "system virtual-switch", "system zone", "user group", "user ldap", "user radius",
    "user tacacs+", "vdom", "vpn ipsec manualkey", "vpn ipsec manualkey-interface", "vpn ipsec phase1",
    "vpn ipsec phase1-interface", "vpn ipsec phase2", "vpn ipsec phase2-interface", "vpn l2tp", "vpn pptp",
    "vpn ssl settings", "wireless-controller vap", "wireless-controller wtp",
})  # fmt: skip


def identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `get system status`."""
    del scope
    text = outputs["status"].text()

    def of(key: str) -> str:
        found = re.search(rf"(?m)^{key}: *(\S+) *$", text)
        if found is None:
            raise Unreadable(reason("unparseable", detail=f"no {key}"))
        return found[1]

    def version(part: int) -> str:
        found = _VERSION.search(text)
        if found is None:
            raise Unreadable(reason("unparseable", detail="no Version"))
        return found[part]

    return DeviceIdentity(
        hostname=attempt(lambda: of("Hostname")),
        model=attempt(lambda: version(1)),
        version=attempt(lambda: version(2)),
        serials=attempt(lambda: (of("Serial-Number"),)),
    )


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the ports, those of hardware switches with them; which are up is told of physical ones alone."""
    del scope
    return Interfaces(
        settings=attempt(lambda: tuple(_settings(read(outputs["config"].text())))),
        up=attempt(lambda: _up(outputs["physical"].text())),
        idle_s=attempt(lambda: fortios_attached.never_heard(outputs["counters"].text(), _ports(outputs))),
        errors=attempt(lambda: fortios_attached.errors(outputs["counters"].text(), _ports(outputs))),
        running_s=attempt(lambda: fortios_attached.running(outputs["performance"].text())),
    )


def _ports(outputs: Outputs) -> frozenset[str]:
    return frozenset(one.name for one in _settings(read(outputs["config"].text())) if one.kind == "physical")


def _settings(whole: Config) -> Iterator[InterfaceSetting]:
    zones = {m: z.name for _, t in whole.maybe("system zone") for z in t.entries.values() for m in z.words("interface")}
    for entry in whole.one("system interface").entries.values():
        kind = _KINDS.get(entry.text("type") or "physical", "other")
        yield InterfaceSetting(
            name=entry.name,
            kind=kind,
            enabled=entry.text("status") != "down",
            description=entry.text("description") or entry.text("alias"),
            mode="" if entry.text("type") in {"hard-switch", "switch"} else "routed",
            vlans=entry.words("vlanid") if kind == "vlan" else (),
            addresses=tuple(_addresses(entry)),
            zone=zones.get(entry.name, ""),
        )
    for switch, port in switch_ports(whole):
        description = port.text("description") or port.text("alias")
        yield InterfaceSetting(port.name, "physical", port.text("status") != "down", description, "access",
                               switch.words("vlan"), (), switch.name)  # fmt: skip


def switch_ports(whole: Config) -> Iterator[tuple[Block, Block]]:
    """Give the ports of hardware switches, each with its switch."""
    for switch in whole.device.tables.get("system virtual-switch", Block("")).entries.values():
        for port in switch.below("port"):
            yield switch, port


def _addresses(entry: Block) -> Iterator[str]:
    for block in (entry, *entry.below("secondaryip")):
        values = block.words("ip")
        if len(values) == 2 and values[0] not in UNSET:
            yield addresses.interface_address(*values)
    six = entry.tables["ipv6"].text("ip6-address") if "ipv6" in entry.tables else ""
    if six and six != "::/0":
        yield addresses.interface_address(*six.split("/"))


def _up(text: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    name = ""
    for line in text.split("\n"):
        port = _PORT.match(line)
        key, _, value = line.strip().partition(": ")
        if port:
            name = "" if port[1] == "onboard" or not line.startswith((" ", "\t")) else port[1]
        elif key == "status" and name:
            if value not in {"up", "down"} or name in found:
                raise Unreadable(reason("unparseable", detail=f"{name} status {value[:20]}"))
            found[name] = value == "up"
    if not found:
        raise Unreadable(reason("unparseable", detail="no port"))
    return found


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read what is there twice; states of bundles are not among what is asked."""
    del scope
    whole = read(outputs["config"].text())
    places = whole.one("system interface").entries.values()
    bundles = any(place.text("type") in {"aggregate", "redundant"} for place in places)
    text = attempt(lambda: _ha(outputs))
    standalone = isinstance(text, Known) and "\nMode: Standalone" in text.value
    alone = Absent(reason("no_cluster_here"))
    return Redundancy(
        hop_groups=attempt(lambda: fortios_routes.hop_groups(whole, outputs)),
        bundles=not_told(NAME, "redundancy.bundles") if bundles else Known(()),
        cluster=attempt(lambda: _cluster(_ha(outputs))),
        cluster_in_step=alone if standalone else attempt(lambda: _in_step(_ha(outputs))),
        routing_peers=attempt(lambda: fortios_routes.routing_peers(whole, outputs)),
    )


def _ha(outputs: Outputs) -> str:
    text = "\n" + outputs["ha"].text()
    if "\nMode: " not in text or "\nHA Health Status:" not in text:
        raise Unreadable(reason("unparseable", detail="no HA Health Status"))
    return text


def _cluster(text: str) -> dict[str, str]:
    """Give the members by serial number. A cluster of one, or one in ill health, has lost something."""
    if "\nMode: Standalone" in text:
        return {}
    before = text.partition("\nnumber of vcluster")[0]
    found = {m[3]: "active" if m[1] in {"Master", "Primary"} else "standby" for m in _MEMBER.finditer(before)}
    if not found:
        raise Unreadable(reason("unparseable", detail="no member of the cluster"))
    if len(found) < 2:
        found["peer"] = "failed"
    if "\nHA Health Status: OK\n" not in text:
        found["health"] = "failed"
    return found


def _in_step(text: str) -> bool:
    part = text.partition("\nConfiguration Status:\n")[2].partition("\nSystem Usage stats:")[0]
    states = _STEP.findall("\n" + part)
    if len(states) < 2:
        raise Unreadable(reason("unparseable", detail="no Configuration Status of two members"))
    return all(state == "in-sync" for _, state in states)


def environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the sensors of the model, and the load of now (a mean of minutes is not told)."""
    del scope

    def of(*words: str) -> dict[str, str]:
        found = {n: "ok" if alarm == "0" else "failed" for n, alarm, _ in _sensors(outputs) if _is(n, words)}
        if not found:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=words[0]))
        return found

    def load(pattern: re.Pattern[str]) -> float:
        found = pattern.search(outputs["performance"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="no such line in performance status"))
        return float(found[1])

    return Environment(
        power_supplies=attempt(lambda: of("PS", "PSU", "POWER")),
        fans=attempt(lambda: of("FAN")),
        temperatures=attempt(lambda: of("TEMP", "TEMPERATURE", "TMP", "CORE", "TD", "DTS")),
        celsius=attempt(
            lambda: {n: float(v) for n, _, v in _sensors(outputs) if _is(n, ("TEMP", "TMP", "CORE", "TD"))}
        ),
        cpu_pct=attempt(lambda: 100.0 - load(_IDLE)),
        memory_pct=attempt(lambda: load(_USED)),
    )


def _is(name: str, words: tuple[str, ...]) -> bool:
    """Whether a word of a sensor's name is one of these, a number after it or not."""
    return bool({re.sub(r"\d+$", "", part) for part in re.split(r"[\s_-]+", name.upper())} & set(words))


def _sensors(outputs: Outputs) -> list[tuple[str, str, str]]:
    found = [match.groups() for line in outputs["sensors"].lines() if (match := _SENSOR.match(line))]
    if not found:
        raise Unreadable(reason("unparseable", detail="no sensor"))
    return [(name, alarm, value) for name, alarm, value in found]


def configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; what is changed is saved at once, unless `cfg-save` says otherwise."""
    del scope
    text = outputs["config"].text()
    whole = read(text)
    automatic = whole.one("system global").settings.get("cfg-save") == ("automatic",)
    unknown = [
        named(domain, f"config {table}")
        for domain, block in (("", whole.device), *whole.domains.items())
        for table in block.tables
        if table not in _READ and not any(f"{table} ".startswith(f"{words} ") for words in _ASIDE)
    ]
    return Configuration(
        lines=Known(tuple(line.rstrip() for line in text.split("\n") if line.strip() and not _VOLATILE.match(line))),
        saved=Known(True) if automatic else not_told(NAME, "configuration.saved"),
        unsaved=Known(()) if automatic else not_told(NAME, "configuration.unsaved"),
        not_understood=Known(tuple(dict.fromkeys(unknown))),
    )
