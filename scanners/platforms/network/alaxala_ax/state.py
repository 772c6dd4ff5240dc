"""The state of AlaxalA AX switches: identity, ports, bundles, VRRP, time.

Source: AX3640S/AX3800S operation command reference (Ver.11.14), chapters on the device (show version), on NTP (show ntp
associations, figure 7-1) and VRRP (show vrrpstatus); `show port` and `show channel-group detail` compared with the
samples of AX3600S and AX2500S in AlaxalA's own TextFSM templates.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_time import DeviceTime
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import Interfaces
from scanners.facts.redundancy import HopGroup, LinkBundle, Redundancy
from scanners.platforms.network.alaxala_ax.settings import NAME, settings, time_servers, tree, unquoted
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.ntp_peers import device_time
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

VERSION = Probe("version", "show version")
PORTS = Probe("ports", "show port", timeout=30, cap=4 << 20)
CHANNELS = Probe("channels", "show channel-group detail", timeout=30, cap=4 << 20)
VRRP = Probe("vrrp", "show vrrpstatus")
NTP = Probe("ntp", "show ntp associations")


def unparseable(command: str, what: str) -> Unreadable:
    """Say that what a command gave is not in its form."""
    return Unreadable(reason("unparseable", detail=f"{command} {what}"[:160]))


_MODEL = re.compile(r"(?m)^[ \t]*Model[ \t]*:[ \t]*(\S+)")
_SOFTWARE = re.compile(r"(?m)^[ \t]*S/W[ \t]*:[ \t]*\S+ Ver\. ?(\S+)")
_HARDWARE = re.compile(r"(?m)^[ \t]*(?:H/W|Main board)[ \t]*:.{0,80}?\[([A-Z0-9]{4,})")
_ANY = {
    _MODEL: re.compile(r"(?m)^[ \t]*+Model[ \t]*+:"),
    _SOFTWARE: re.compile(r"(?m)^[ \t]*+S/W[ \t]*+:"),
    _HARDWARE: re.compile(r"(?m)^[ \t]*+(?:H/W|Main board)[ \t]*+:"),
}


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give name, model, version, and the serial number of each chassis."""
    del scope

    def every(pattern: re.Pattern[str], what: str) -> list[str]:
        text = outputs["version"].text()
        found: list[str] = pattern.findall(text)
        if len(found) != len(_ANY[pattern].findall(text)):  # a member that tells it otherwise would be lost
            raise unparseable("show version", f"with {what} in another form")
        return found

    def one(pattern: re.Pattern[str], what: str) -> str:
        found = set(every(pattern, what))
        if len(found) != 1:
            raise unparseable("show version", f"with {len(found)} times {what}")
        return found.pop()

    def serials() -> tuple[str, ...]:
        found = tuple(dict.fromkeys(every(_HARDWARE, "H/W")))
        if not found:
            raise unparseable("show version", "without a serial number")
        return found

    def hostname() -> str:
        words = setting(tree(outputs), "hostname")
        if not words:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="device_identity.hostname"))
        return unquoted(words)[0]

    return DeviceIdentity(
        hostname=attempt(hostname),
        model=attempt(lambda: one(_MODEL, "Model")),
        version=attempt(lambda: one(_SOFTWARE, "S/W")),
        serials=attempt(serials),
    )


_KINDS = {
    "geth": "gigabitethernet", "gigaether": "gigabitethernet", "tengeth": "tengigabitethernet",
    "fastether": "fastethernet", "efth": "fastethernet", "fortygeth": "fortygigabitethernet",
    "hundredgeth": "hundredgigabitethernet",
}  # fmt: skip
_PORT = re.compile(r"[ \t]*(\d+(?:/[ \t]?\d+){1,2})[ \t]+([a-z]+)([\d/]+)[ \t]+([a-z]+)(?:[ \t].*)?")
_PORT_STATES = frozenset({"up", "down", "dis", "inact", "init", "test", "fault", "unused", "mismatch"})


def _configured(outputs: Outputs) -> frozenset[str]:
    try:
        return frozenset(one.name for one in settings(tree(outputs)))
    except Unreadable:  # then ports go by what shows them
        return frozenset()


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give the interfaces, and which ports are up. Members of a stack leave their number out of the first column."""
    del scope

    def up() -> dict[str, bool]:
        found = {}
        counts = 0
        configured = _configured(outputs)
        for line in outputs["ports"].lines():
            counts += sum(int(number) for number in re.findall(r"^Port Counts: (\d{1,4})[ \t]*$", line))
            port = _PORT.fullmatch(line)
            if port:
                if port[2] not in _KINDS or port[4] not in _PORT_STATES:
                    raise unparseable("show port", line[:80])
                kind = _KINDS[port[2]]
                shown, whole = f"{kind} {port[1].replace(' ', '')}", f"{kind} {port[3]}"
                found[whole if whole in configured and shown not in configured else shown] = port[4] == "up"
        if not counts or counts != len(found):
            raise unparseable("show port", f"of {counts} ports with {len(found)} lines")
        return found

    return Interfaces(
        settings=attempt(lambda: settings(tree(outputs))),
        up=attempt(up),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


_GROUP = re.compile(r"(?m)^ChGr: ?(\d+)\s+Mode: ?(\S+)")
_MEMBER = re.compile(
    r"(?m)^[ \t]+(?:Port: ?(?P<port>[\d/ ]{1,12}?)[ \t]+Status: ?(?P<status>\w+)|"
    r"(?P<other>\d+(?:/\d+)+)[ \t]+\w+[ \t]+State: (?P<state>\w+))"
)
_VIRTUAL = re.compile(r"(?m)^VLAN(\d+)\s*:\s*VRID (\d+)\s+(\S+)\s+virtual-ip")


def _hop_groups(lines: tuple[Line, ...], outputs: Outputs) -> tuple[HopGroup, ...]:
    if any(line.words[0] == "gsrp" for line in lines):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.hop_groups (GSRP)"))
    wanted = [
        f"{name} {rest[0]}"
        for name, under in sections(lines, "interface")
        for _line, rest in starting(under, "vrrp")
        if rest[1:2] in (["ip"], ["ipv6"])
    ]
    if not wanted:
        return ()
    states: dict[str, list[str]] = {}
    for vlan, group, state in _VIRTUAL.findall(outputs["vrrp"].text()):
        states.setdefault(f"vlan {int(vlan)} {group}", []).append(state.lower())
    for name in wanted:  # as often as there is a group of this number: one of IPv4 and one of IPv6 may share it
        told = states.get(name, [])
        if len(told) < wanted.count(name) or len(set(told)) != 1:
            raise unparseable("show vrrpstatus", f"without one state of {name}")
    return tuple(HopGroup(name, "vrrp", states[name][0]) for name in dict.fromkeys(wanted))


def _bundle(number: str, members: list[str], shown: dict[str, bool]) -> LinkBundle:
    """Give a configured bundle. Raises `Unreadable` where the state of a member is not among those that are shown."""
    states = {name: shown.get(name.split()[-1]) for name in members}
    if missing := [name for name, up in states.items() if up is None]:
        raise unparseable("show channel-group detail", f"without {missing[0]} in group {number}")
    return LinkBundle(f"port-channel {number}", tuple(members), tuple(name for name, up in states.items() if up))


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give each configured VRRP group and bundle with its state; a stack's members are not asked for."""
    del scope
    lines = tree(outputs)

    def bundles() -> tuple[LinkBundle, ...]:
        wanted: dict[str, list[str]] = {}
        for name, under in sections(lines, "interface"):
            for _line, rest in starting(under, "channel-group"):
                if rest[1:2] == ["mode"]:
                    wanted.setdefault(rest[0], []).append(name)
        if not wanted:
            return ()
        text = outputs["channels"].text()
        starts = [*_GROUP.finditer(text)]
        if not starts:
            raise unparseable("show channel-group detail", "without a group")
        ends = [found.start() for found in starts[1:]] + [len(text)]
        shown = {
            found[1]: {
                (member["port"] or member["other"]).replace(" ", ""): (member["status"] or member["state"])
                in {"Up", "Distributing"}
                for member in _MEMBER.finditer(text, found.end(), end)
            }
            for found, end in zip(starts, ends, strict=True)
        }
        return tuple(_bundle(number, members, shown.get(number, {})) for number, members in wanted.items())

    def alone() -> bool:
        return not any(line.words[0] in {"switch", "stack"} for line in lines)

    def peers() -> dict[str, bool]:
        routing = [line.text.removeprefix("ipv6 ").split() for line in lines]
        if any(words[0] == "router" and words[1:2] != ["rip"] for words in routing):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
        return {}

    return Redundancy(
        hop_groups=attempt(lambda: _hop_groups(lines, outputs)),
        bundles=attempt(bundles),
        cluster=Known({}) if alone() else not_told(NAME, "redundancy.cluster"),
        cluster_in_step=Absent(reason("no_cluster_here")) if alone() else not_told(NAME, "redundancy.cluster_in_step"),
        routing_peers=attempt(peers),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers, and whether one of those that are asked is followed."""
    del scope
    return device_time(lambda: time_servers(tree(outputs)), outputs["ntp"])
