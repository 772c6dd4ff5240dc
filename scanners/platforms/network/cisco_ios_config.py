"""What the running configuration of Cisco IOS and IOS-XE tells (Cisco IOS Command References).

Both leave out what has its default value; where a default varies with the version the field is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.management_access import ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.packet_filters import PacketFilter
from scanners.facts.port_guards import PortGuards
from scanners.platforms.network.ios_like_access import (
    LineGrammar,
    console_lines,
    limits,
    line_methods,
    permitted,
    transports,
    vty_paths,
)
from scanners.platforms.network.ios_like_accounts import accounting, login_methods, servers, stored_secrets, users
from scanners.platforms.network.ios_like_filters import FilterGrammar, access_lists, endpoint
from scanners.platforms.network.ios_like_interfaces import InterfaceGrammar, access_ports, interface_settings
from scanners.platforms.network.ios_like_services import log_servers
from scanners.platforms.network.ios_like_tree import banner_text, ended_tree, sections, setting, switched
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "cisco_ios"
LINES = LineGrammar(platform=NAME)


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def is_switch(lines: tuple[Line, ...]) -> bool:
    """Whether the device bridges: a router's configuration has no word on spanning trees or its ports' VLANs."""
    return any(
        line.text.startswith(("spanning-tree ", "vtp "))
        or any(below.text.startswith("switchport") for below in line.under)
        for line in lines
    )


def has_ipv6(lines: tuple[Line, ...]) -> bool:
    """Whether any interface speaks IPv6."""
    return any(line.text.startswith("ipv6 address") or line.text == "ipv6 enable" for _above, line in every(lines))


@lru_cache(maxsize=8)
def ports_of(lines: tuple[Line, ...]) -> InterfaceGrammar:
    """Give what a silent port is here."""
    return InterfaceGrammar(switched=is_switch(lines))


def object_networks(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the networks of every `object-group network` all of whose members are read."""
    grammar = FilterGrammar(inverse=False)
    found: dict[str, tuple[str, ...]] = {}
    for name, under in sections(lines, "object-group network"):
        members = [line.words for line in under if line.words[0] != "description"]
        try:
            read = [endpoint(words, grammar) for words in members]
        except (ValueError, IndexError):
            continue
        if read and not any(rest for _networks, rest in read):
            found[name] = tuple(network for networks, _rest in read for network in networks)
    return found


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read which services answer. A vty decides over SSH and telnet together with what the line takes."""
    del scope
    lines = ended_tree(outputs)
    vty = [under for name, under in sections(lines, "line") if name.startswith("vty")]

    def taken(service: str) -> bool:
        if not vty:
            raise unsure("line vty")
        return any(service in transports(under, LINES) for under in vty)

    def explicit(words: str) -> bool:
        state = switched(lines, words)
        if state is None:
            raise unsure(words)
        return state

    def versions() -> frozenset[str]:
        if not taken("ssh"):
            return frozenset()
        words = setting(lines, "ip ssh version")
        if not words:
            raise unsure("ip ssh version")
        return frozenset(words[:1])

    def algorithms(kind: str) -> tuple[str, ...]:
        words = setting(lines, f"ip ssh server algorithm {kind}")
        if not words:
            raise unsure(f"ip ssh server algorithm {kind}")
        return tuple(words)

    return ManagementServices(
        ssh=attempt(lambda: taken("ssh")),
        telnet=attempt(lambda: taken("telnet")),
        http=attempt(lambda: explicit("ip http server")),
        https=attempt(lambda: explicit("ip http secure-server")),
        tftp=Known(any(True for _ in starting(lines, "tftp-server"))),
        ftp=Known(any(True for _ in starting(lines, "ftp-server"))),
        ssh_versions=attempt(versions),
        ssh_ciphers=attempt(lambda: algorithms("encryption")),
        ssh_macs=attempt(lambda: algorithms("mac")),
        ssh_key_exchanges=attempt(lambda: algorithms("kex")),
        unneeded=attempt(lambda: tuple(_unneeded(lines))),
    )


_UNNEEDED = (
    "service tcp-small-servers", "service udp-small-servers", "service finger", "ip finger", "service config",
    "service pad", "ip rcmd rsh-enable", "ip rcmd rcp-enable", "ip identd", "service dhcp-relay", "vstack",
    "ip bootp server", "ip source-route", "snmp-server system-shutdown",
)  # fmt: skip
_ON_BY_DEFAULT = ("ip source-route", "ip bootp server")  # of every version, unless `no …` is there


def _unneeded(lines: tuple[Line, ...]) -> Iterator[str]:
    for words in _UNNEEDED:
        state = switched(lines, words)
        if state or (state is None and words in _ON_BY_DEFAULT):
            yield words
    # Smart Install was on by default on switches, and left IOS-XE somewhere within 16.
    release = (setting(lines, "version") or ["0"])[0].partition(".")[0]
    if is_switch(lines) and switched(lines, "vstack") is None:
        if release == "16":
            raise unsure("vstack")
        if int(release) < 16:
            yield "vstack"


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read lines, web server, limits on failures and banner."""
    del scope
    lines = ended_tree(outputs)
    filters, _ = access_lists(lines, FilterGrammar(objects=object_networks(lines)))
    aaa = has(lines, "aaa new-model")
    ipv6 = has_ipv6(lines)

    return ManagementAccess(
        paths=attempt(lambda: vty_paths(lines, filters, LINES, ipv6=ipv6) + _web(lines, filters, ipv6=ipv6)),
        consoles=attempt(lambda: console_lines(lines, LINES, login_methods(lines), aaa=aaa)),
        attempts=attempt(lambda: _attempts(lines)[0]),
        lockout_s=attempt(lambda: _attempts(lines)[1]),
        banner=Known(banner_text(lines)),
    )


def _web(lines: tuple[Line, ...], filters: Mapping[str, PacketFilter], *, ipv6: bool) -> tuple[ManagementPath, ...]:
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
    sources = permitted(filters, four[-1]) if four else ("0.0.0.0/0",)
    if ipv6:
        sources += permitted(filters, six[-1]) if six else ("::/0",)
    idle = setting(lines, "ip http timeout-policy idle")
    return (ManagementPath("ip http", on, limits(sources), sources, int(idle[0]) if idle else 180),)


def _attempts(lines: tuple[Line, ...]) -> tuple[int, int]:
    """`login block-for S attempts N within W` holds off everybody; `max-fail` locks an account until it is cleared."""
    words = setting(lines, "login block-for")
    if words:
        return int(words[words.index("attempts") + 1]), int(words[0])
    words = setting(lines, "aaa local authentication attempts max-fail")
    return (int(words[0]), 0) if words else (0, 0)


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts, secrets and AAA."""
    del scope
    lines = ended_tree(outputs)
    aaa = has(lines, "aaa new-model")

    def methods() -> dict[str, tuple[str, ...]]:
        lists = login_methods(lines)
        found = {"default": lists["default"]} if "default" in lists else {}
        for name, under in sections(lines, "line"):
            kind = name.split()[0]
            way = line_methods(under, lists or ({"default": ("local",)} if kind == "vty" else {}), aaa=aaa)
            key = {"con": "console", "console": "console"}.get(kind, kind)
            if found.setdefault(key, way) != way:
                found[name] = way
        if switched(lines, "ip http server") or switched(lines, "ip http secure-server"):
            web = setting(lines, "ip http authentication")
            found["http"] = (web[0],) if web and web[0] in {"local", "enable"} else found.get("default", ("enable",))
        return found

    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(methods),
        accounting=attempt(lambda: accounting(lines) if aaa else ()),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read log servers; without a word on the level IOS sends 0 to 6."""
    del scope
    lines = ended_tree(outputs)
    stamps = setting(lines, "service timestamps log")
    return DeviceLogging(
        enabled=Known(not has(lines, "no logging on")),
        servers=attempt(lambda: log_servers(lines, 6)),
        timestamps=Known(stamps is not None and stamps[:1] == ["datetime"]),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports. A device without spanning tree and switch ports has none to guard."""
    del scope
    lines = ended_tree(outputs)
    if not is_switch(lines):
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    bpduguard = has(lines, "spanning-tree portfast bpduguard default") or has(
        lines, "spanning-tree portfast edge bpduguard default"
    )
    return PortGuards(
        access_ports=attempt(
            lambda: access_ports(lines, interface_settings(lines, ports_of(lines)), bpduguard=bpduguard)
        ),
        dot1x_enabled=Known(has(lines, "dot1x system-auth-control")),
    )
