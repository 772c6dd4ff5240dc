"""Ways in over the network of Cisco IOS and IOS-XE: lines, the web server, programming interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanners.facts.management_access import ManagementPath
from scanners.facts.packet_filters import PacketFilter
from scanners.platforms.network.cisco_ios.tree import NAME, unsure
from scanners.platforms.network.ios_like.access import (
    LineGrammar,
    limits,
    line_methods,
    line_path,
    permitted,
    transports,
    vty_paths,
)
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, has, starting

LINES = LineGrammar(platform=NAME)
_SMALL = frozenset({"rlogin", "udptn", "mop", "lat", "pad", "nasi"})  # all of them in plain text
Filters = Mapping[str, PacketFilter]
Methods = dict[str, tuple[str, ...]]


def _reversed(lines: tuple[Line, ...]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Give the serial lines that are reached over the network (reverse Telnet): they take nothing unless told to."""
    for name, under in sections(lines, "line"):
        if name.split()[:1] not in (["vty"], ["con"], ["console"]) and setting(under, "transport input"):
            yield name, under


def line_takes(lines: tuple[Line, ...], service: str) -> bool:
    """Whether a line takes a service. A vty without a word on it takes what its version does by default."""
    if any(service in transports(under, LINES) for _name, under in _reversed(lines)):
        return True
    vty = [under for name, under in sections(lines, "line") if name.startswith("vty")]
    if not vty:
        raise unsure("line vty")
    return any(service in transports(under, LINES) for under in vty)


def small_transports(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Give the old protocols that a line takes by name."""
    taken = {word for _name, under in sections(lines, "line") for word in setting(under, "transport input") or ()}
    return tuple(f"transport input {word}" for word in sorted(taken & _SMALL))


def network_paths(lines: tuple[Line, ...], filters: Filters, *, ipv6: bool) -> tuple[ManagementPath, ...]:
    """Give every way in. `ipv6`: the device has such an address, so that a list of IPv6 is needed too."""
    serial = (line_path(name, under, filters, LINES, ipv6=ipv6) for name, under in _reversed(lines))
    return (
        *vty_paths(lines, filters, LINES, ipv6=ipv6),
        *(path for path in serial if path.services),
        *_web(lines, filters, ipv6=ipv6),
        *_programmed(lines, filters, ipv6=ipv6),
        *_agent(lines, filters, ipv6=ipv6),
    )


def _web(lines: tuple[Line, ...], filters: Filters, *, ipv6: bool) -> tuple[ManagementPath, ...]:
    """Give the web server as a way in; it ends idle sessions after 180 s unless told otherwise."""
    states = {
        name: switched(lines, words) for name, words in (("http", "ip http server"), ("https", "ip http secure-server"))
    }
    on = frozenset(name for name, state in states.items() if state)
    if None in states.values():
        raise unsure("ip http server")
    if not on:
        return ()
    lists = [rest for _line, rest in starting(lines, "ip http access-class") if rest]
    four = [rest[-1] for rest in lists if rest[0] != "ipv6"]
    six = [rest[-1] for rest in lists if rest[0] == "ipv6"]
    sources = _sources(filters, four, six, ipv6=ipv6)
    return (ManagementPath("ip http", on, limits(sources), sources, _web_idle(lines)),)


def _web_idle(lines: tuple[Line, ...]) -> int:
    idle = setting(lines, "ip http timeout-policy idle")
    return int(idle[0]) if idle else 180


# Words that switch them on, and those before their lists of sources (NETCONF and RESTCONF Service-Level ACLs). The
# configuration has no word that would end an idle session of theirs; RESTCONF goes through the web server.
_PROGRAMMED = (
    ("netconf-yang", "netconf-yang ssh", "netconf"),
    ("restconf", "restconf", "restconf"),
    ("gnxi", "gnxi", "gnmi"),
    ("gnmi-yang", "gnmi-yang", "gnmi"),
)


def _programmed(lines: tuple[Line, ...], filters: Filters, *, ipv6: bool) -> Iterator[ManagementPath]:
    for words, before, service in _PROGRAMMED:
        if has(lines, words):
            four = setting(lines, f"{before} ipv4 access-list name") or []
            six = setting(lines, f"{before} ipv6 access-list name") or []
            sources = _sources(filters, four, six, ipv6=ipv6)
            idle = _web_idle(lines) if service == "restconf" else 0
            yield ManagementPath(words, frozenset({service}), limits(sources), sources, idle)


def _agent(lines: tuple[Line, ...], filters: Filters, *, ipv6: bool) -> Iterator[ManagementPath]:
    """Give who may ask the SNMP agent, where every community and every group has a list of sources.

    One without is told by the fact `snmp`, or may have lists of its users, which are no part of the configuration.
    """
    given = [_lists(_without(rest[1:], "view")) for _line, rest in starting(lines, "snmp-server community")]
    for _line, rest in starting(lines, "snmp-server group"):
        given.append(_lists(rest[rest.index("access") + 1 :]) if "access" in rest else ("", ""))
    if not given or not all(four and (six or not ipv6) for four, six in given):
        return
    names = [name for four, six in given for name in ((four, six) if ipv6 else (four,))]
    sources = tuple(dict.fromkeys(source for name in names for source in permitted(filters, name)))
    yield ManagementPath("snmp-server", frozenset({"snmp"}), limits(sources), sources, 0)


def _lists(words: list[str]) -> tuple[str, str]:
    """Give the list of IPv4 and that of IPv6 of `[ro|rw] [ipv6 LIST] [LIST]`, empty where there is none."""
    six = words[words.index("ipv6") + 1] if "ipv6" in words[:-1] else ""
    rest = [word for word in _without(words, "ipv6") if word.lower() not in {"ro", "rw"}]
    return (rest or [""])[-1], six


def _without(words: list[str], option: str) -> list[str]:
    at = words.index(option) if option in words[:-1] else len(words)
    return words[:at] + words[at + 2 :]


def _sources(filters: Filters, four: list[str], six: list[str], *, ipv6: bool) -> tuple[str, ...]:
    sources = permitted(filters, four[-1]) if four else ("0.0.0.0/0",)
    if ipv6:
        sources += permitted(filters, six[-1]) if six else ("::/0",)
    return tuple(dict.fromkeys(sources))


def ways_checked(lines: tuple[Line, ...], lists: Methods, *, aaa: bool) -> Methods:
    """Give how a log-in is checked at each way in. `lists`: the methods of each list of log-ins."""
    found = {"default": lists["default"]} if "default" in lists else {}
    for name, under in sections(lines, "line"):
        kind = name.split()[0]
        way = line_methods(under, lists or ({"default": ("local",)} if kind == "vty" else {}), aaa=aaa)
        key = {"con": "console", "console": "console"}.get(kind, kind)
        if found.setdefault(key, way) != way:
            found[name] = way
    if switched(lines, "ip http server") or switched(lines, "ip http secure-server"):
        found["http"] = _web_checked(lines, lists)
    if _lets_keys_in(lines):
        found["ssh public key"] = ("local_always",)
    return found


def _lets_keys_in(lines: tuple[Line, ...]) -> bool:
    """Whether a public key that the device holds lets somebody in: then no server is asked who he is."""
    accepted = setting(lines, "ip ssh server algorithm authentication")
    held = any(True for _name, under in sections(lines, "ip ssh pubkey-chain") for _user in starting(under, "username"))
    return held and (not accepted or "publickey" in accepted)


def _web_checked(lines: tuple[Line, ...], lists: Methods) -> tuple[str, ...]:
    """The web server asks for the enable password unless `ip http authentication` names something else."""
    told = [rest for _line, rest in starting(lines, "ip http authentication") if rest]
    if not told:
        return ("enable",)
    if told[-1][0] != "aaa":
        return (told[-1][0],)
    named = [rest[2] for rest in told if rest[1:2] == ["login-authentication"] and len(rest) > 2]
    return lists.get(named[-1] if named else "default", ("none",))
