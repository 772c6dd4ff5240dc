"""Ports of a Junos device, and what guards those that stations are plugged into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.port_guards import PortGuards
from scanners.platforms.network.junos.tree import config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PHYSICAL = re.compile(r"(?:ge|xe|et|fe|mge|xle|so|t1|e1)-\d+/\d+/\d+(?::\d+)?|fxp\d|em\d|me\d")
_KINDS = (("ae", "bundle"), ("reth", "bundle"), ("lo", "loopback"), ("irb", "vlan"), ("vlan", "vlan"), ("st", "tunnel"),
          ("gr-", "tunnel"), ("ip-", "tunnel"), ("lt-", "tunnel"))  # fmt: skip
_TERSE = re.compile(r"^(\S+) +(up|down) +(up|down)\b")


# Of `show interfaces extensive`: the first counters of packets are those of the port as a whole; lists of counters may
# go on in further lines. Framing errors are among the errors; what a policer drops, and frames of a protocol that
# nobody here speaks, are none.
_HEAD = re.compile(r"(?m)^Physical interface: ([^\s,]+), ")
_AGO = r"\((?:(?P<w>\d+)w)?(?:(?P<d>\d+)d)? ?(?P<h>\d+):(?P<m>\d\d)(?::(?P<s>\d\d))? ago\)"
_FLAPPED = re.compile(rf"(?m)^  Last flapped +: (?:(?P<never>Never)|.*{_AGO})")
_BOOTED = re.compile(rf"System booted: .*{_AGO}")
_INTO = re.compile(r"(?m)^   Input +packets *: +(\d+)\b")
_OUT = re.compile(r"(?m)^   Output +packets *: +(\d+)\b")
_LIST = r"((?:\n {4}\S[^\n]*: \d+,?)+)"
_LISTS = re.compile(rf"(?m)^  Input errors:[ \t]*{_LIST}\n  Output errors:[ \t]*{_LIST}")
_BAD = re.compile(r"(?m)(?:^ {4}|, ?)(?:Errors|Drops|FIFO errors|Resource errors): (\d+)")


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the configured ports, and those that are there without configuration, which are enabled."""
    del scope

    def settings() -> tuple[InterfaceSetting, ...]:
        found = list(_settings(config(outputs)))
        known = {setting.name for setting in found}
        there = attempt(lambda: terse(outputs))  # where that is unknown, so is which ports are up
        names = there.value if isinstance(there, Known) else {}
        spare = [name for name in names if _PHYSICAL.fullmatch(name) and name not in known]
        return (*found, *(InterfaceSetting(name, "physical", True, "", "", (), (), "") for name in spare))

    return Interfaces(
        settings=attempt(settings),
        up=attempt(lambda: {name: link == "up" for name, (_, link) in terse(outputs).items()}),
        idle_s=attempt(lambda: {name: idle for name, block in _blocks(outputs) if (idle := _idle(block)) is not None}),
        errors=attempt(lambda: {name: errors for name, block in _blocks(outputs) if (errors := _errors(block))}),
        running_s=attempt(lambda: _running(outputs["uptime"].text())),
    )


def terse(outputs: Outputs) -> dict[str, tuple[str, str]]:
    """Give what `show interfaces terse` says: whether each port is let up, and whether its link is."""
    lines = outputs["terse"].lines()
    if not lines or lines[0].split()[:3] != ["Interface", "Admin", "Link"]:
        raise Unreadable(reason("unparseable", detail="no table of interfaces"))
    return {found[1]: (found[2], found[3]) for line in lines[1:] if (found := _TERSE.match(line))}


def _blocks(outputs: Outputs) -> list[tuple[str, str]]:
    """Give by physical interface what the lines below it say."""
    text = outputs["counters"].text()
    heads = list(_HEAD.finditer(text))
    if not heads:
        raise Unreadable(reason("unparseable", detail="no physical interface"))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [(head[1], text[head.start() : end]) for head, end in zip(heads, ends, strict=True)]


def _idle(block: str) -> int | None:
    """Give how long a port has had no link, and so no packet at all, -1 for ever; None for one with a link."""
    if "Physical link is Down" not in block.partition("\n")[0]:
        return None
    since = _FLAPPED.search(block)
    if since is None:
        return None
    return -1 if since["never"] else _seconds(since)


def _seconds(since: re.Match[str]) -> int:
    weeks, days, hours, minutes, seconds = (int(since[part] or 0) for part in ("w", "d", "h", "m", "s"))
    return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds


def _running(text: str) -> int:
    """Give for how many seconds the device runs: the member of several that started last."""
    lines = [line for line in text.split("\n") if line.startswith("System booted:")]
    times = [since for line in lines if (since := _BOOTED.match(line))]
    if not times or len(times) < len(lines):
        raise Unreadable(reason("unparseable", detail="no time since System booted"))
    return min(map(_seconds, times))


def _errors(block: str) -> InterfaceErrors | None:
    """Count packets, and those that were damaged or that the port had no means for; None where not all is shown."""
    into, out = _INTO.search(block), _OUT.search(block)
    lists = _LISTS.search(block)
    if into is None or out is None or lists is None:
        return None
    bad = [int(number) for part in lists.groups() for number in _BAD.findall(part)]
    return InterfaceErrors(int(into[1]) + int(out[1]), sum(bad))


def _settings(whole: Node) -> Iterator[InterfaceSetting]:
    zones = {
        port: zone
        for zone, own in whole.at("security", "zones", "security-zone").items()
        for port in own.at("interfaces")
    }
    numbers = {name: own.value("vlan-id") for name, own in whole.at("vlans").items()} | {"all": "1-4094"}
    routed = {own.value("l3-interface"): (own.value("vlan-id"),) for own in whole.at("vlans").values()}
    if whole.has("interfaces", "interface-range"):
        raise Unreadable(reason("groups_not_resolved", name="interface-range"))
    for name, own in whole.at("interfaces").items():
        kind = "physical" if _PHYSICAL.fullmatch(name) else next((k for p, k in _KINDS if name.startswith(p)), "other")
        switching = [unit.at("family", "ethernet-switching") for unit in own.at("unit").values()]
        switched = next((family for family in switching if family), None)
        if any(unit.has("family", "ethernet-switching") for unit in own.at("unit").values()):
            family = switched or Node()
            mode = family.value("interface-mode") or family.value("port-mode") or "access"
            vlans = tuple(numbers.get(member) or member for member in family.every("vlan", "members"))
        else:
            mode, vlans = ("routed", ()) if own.has("unit") else ("", ())
        enabled = not own.has("disable")
        yield InterfaceSetting(name, kind, enabled, own.value("description"), mode, vlans, (), "")
        for number, unit in own.at("unit").items():
            families = unit.at("family")
            held = tuple(a for family in ("inet", "inet6") for a in families.at(family, "address"))
            full = f"{name}.{number}"
            below = "other" if kind in {"physical", "bundle"} else kind
            up = enabled and not unit.has("disable")
            yield InterfaceSetting(full, below, up, unit.value("description"), "routed" if held else "",
                                   unit.every("vlan-id") or _told(routed, full), held, zones.get(full, ""))  # fmt: skip


def _told(routed: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """Give the number of the VLAN that an interface routes for, if any."""
    return tuple(number for number in routed.get(name, ()) if number)


def guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards each enabled access port."""
    del scope
    whole = config(outputs)
    ports = [s.name for s in _settings(whole) if s.mode == "access" and s.enabled and s.kind == "physical"]
    if not ports:
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    protocols = whole.at("protocols")
    dot1x = protocols.at("dot1x", "authenticator")
    limits = (
        whole.at("switch-options", "interface"),
        whole.at("ethernet-switching-options", "secure-access-port", "interface"),
    )
    blocked = (
        *protocols.at("layer2-control", "bpdu-block", "interface"),
        *whole.at("ethernet-switching-options", "bpdu-block", "interface"),
    )
    found: dict[str, frozenset[str]] = {}
    for port in ports:
        own = next((dot1x.at("interface", n) for n in (port, f"{port}.0", "all") if dot1x.has("interface", n)), None)
        names = {port, f"{port}.0"}
        on = own is not None and not own.has("disable")
        held = {"dot1x"} if on else set()
        held |= {"mac-auth"} if on and own is not None and own.has("mac-radius") else set()
        held |= {"port-security"} if any(_limited(t.at(n)) for t in limits for n in names & {*t}) else set()
        edge = any(protocols.has(p, "bpdu-block-on-edge") and protocols.has(p, "interface", n, "edge")
                   for p in ("rstp", "mstp", "vstp") for n in names)  # fmt: skip
        held |= {"bpdu-guard"} if edge or names & {*blocked} else set()
        found[port] = frozenset(held)
    return PortGuards(
        access_ports=Known(found),
        dot1x_enabled=Known(dot1x.has("interface") and dot1x.has("authentication-profile-name")),
    )


def _limited(port: Node) -> bool:
    """Whether a limit on learnt addresses does something: with the actions `none` and `log` all frames still pass."""
    limits = [port.at(word) for word in ("interface-mac-limit", "mac-limit") if port.has(word)]
    return any(not {"none", "log"} & {word for words in statements(limit) for word in words} for limit in limits)
