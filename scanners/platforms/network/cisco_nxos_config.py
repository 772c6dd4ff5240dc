"""What the running configuration of Cisco NX-OS tells (Cisco Nexus 9000 NX-OS Security and Fundamentals guides).

Functions are `feature`s: one without a line is off, but SSH and NTP, which are on unless negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.packet_filters import PacketFilter, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.ios_like_access import LineGrammar, limits, permitted, vty_paths
from scanners.platforms.network.ios_like_accounts import (
    accounting,
    groups,
    methods_of,
    servers,
    stored_secrets,
    users,
)
from scanners.platforms.network.ios_like_bindings import bindings
from scanners.platforms.network.ios_like_filters import FilterGrammar, access_lists, endpoint
from scanners.platforms.network.ios_like_interfaces import InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like_services import trap_versions
from scanners.platforms.network.ios_like_tree import banner_text, config_tree, sections, setting, switched
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "cisco_nxos"
PORTS = InterfaceGrammar(switched=True, negotiates=False)
_UNNEEDED = ("feature bash-shell", "feature scheduler", "feature http-server", "feature sftp-server")


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def filter_grammar(lines: tuple[Line, ...]) -> FilterGrammar:
    """Give the grammar of access lists, with every group of addresses all of whose members are read."""
    plain = FilterGrammar()
    found: dict[str, tuple[str, ...]] = {}
    for words in ("object-group ip address", "object-group ipv6 address"):
        for name, under in sections(lines, words):
            members = [re.sub(r"^\d+ (?=\S+(?: \S+)?$)", "", line.text).split() for line in under]
            try:
                read = [endpoint(member, plain) for member in members]
            except (ValueError, IndexError):
                continue
            if read and not any(rest for _networks, rest in read):
                found[name] = tuple(network for networks, _rest in read for network in networks)
    return FilterGrammar(objects=found, standard=False)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read which features answer managers. NX-OS speaks SSH 2 alone, and has no server for TFTP or FTP."""
    del scope
    lines = config_tree(outputs)
    ssh = switched(lines, "feature ssh") is not False
    api = bool(switched(lines, "feature nxapi"))

    def http() -> bool:
        if not api:
            return False
        if setting(lines, "nxapi http port") is not None:
            return True
        if has(lines, "no nxapi http") or has(lines, "no nxapi http port 80"):
            return False
        raise unsure("nxapi http")

    def algorithms(words: str) -> tuple[str, ...]:
        told = setting(lines, words)
        if not told or told == ["all"]:
            raise unsure(words)
        return tuple(told)

    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(bool(switched(lines, "feature telnet"))),
        http=attempt(http),
        https=Known(api),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"} if ssh else ())),
        ssh_ciphers=attempt(lambda: algorithms("ssh ciphers")),
        ssh_macs=attempt(lambda: algorithms("ssh macs")),
        ssh_key_exchanges=attempt(lambda: algorithms("ssh kexalgos")),
        unneeded=Known(tuple(_unneeded(lines))),
    )


def _unneeded(lines: tuple[Line, ...]) -> Iterator[str]:
    for words in _UNNEEDED:
        if switched(lines, words):
            yield words
    if switched(lines, "ip source-route") is not False:  # on by default
        yield "ip source-route"


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read lines, NX-API, limits on failures and banner."""
    del scope
    lines = config_tree(outputs)
    filters, _ = access_lists(lines, filter_grammar(lines))
    services = {"ssh"} if switched(lines, "feature ssh") is not False else set()
    services |= {"telnet"} if switched(lines, "feature telnet") else set()
    grammar = LineGrammar(NAME, idle_s=None, transport=frozenset(services))
    ipv6 = any(line.text.startswith("ipv6 address") for _above, line in every(lines))

    def paths() -> tuple[ManagementPath, ...]:
        found = vty_paths(lines, filters, grammar, ipv6=ipv6)
        if not switched(lines, "feature nxapi"):
            return found
        web = {"https", "http"} if setting(lines, "nxapi http port") is not None else {"https"}
        # NX-API has no list of its own; its cookie is good for ten minutes
        return (*found, ManagementPath("nxapi", frozenset(web), False, ("0.0.0.0/0",), 600))

    def consoles() -> tuple[ConsoleLine, ...]:
        found = [under for name, under in sections(lines, "line") if name == "console"]
        if not found:
            raise unsure("line console")
        return (ConsoleLine("line console", True, "none" not in _methods(lines)["console"], grammar.idle(found[0])),)

    def held() -> tuple[int, int]:
        words = setting(lines, "login block-for")
        if words:
            return int(words[words.index("attempts") + 1]), int(words[0])
        words = setting(lines, "aaa authentication rejected")
        return (int(words[0]), int(words[-1])) if words else (0, 0)

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(consoles),
        attempts=attempt(lambda: held()[0]),
        lockout_s=attempt(lambda: held()[1]),
        banner=Known(banner_text(lines, ("motd",))),
    )


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give how log-ins are checked; without a line locally. After `group` local is the fallback unless negated."""
    named = groups(lines)
    found: dict[str, tuple[str, ...]] = {"default": ("local",)}
    for _line, rest in starting(lines, "aaa authentication login"):
        if rest[:1] in (["default"], ["console"]) and "fallback" not in rest:
            found[rest[0]] = methods_of(rest[1:], named)
    found.setdefault("console", found["default"])
    return found


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts with their roles, secrets and AAA."""
    del scope
    lines = config_tree(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines, role="network-operator")),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read communities and users; the agent answers unless `no snmp-server protocol enable` stands there."""
    del scope
    lines = config_tree(outputs)
    filters, _ = access_lists(lines, filter_grammar(lines))
    own = attempt(lambda: tuple(_communities(lines, filters)))
    people = attempt(lambda: tuple(_users(lines)))

    def versions() -> frozenset[str]:
        told = {"1", "2c"} if any(True for _ in starting(lines, "snmp-server community")) else set()
        told |= {"3"} if any(True for _ in starting(lines, "snmp-server user")) else set()
        return frozenset(told | set(trap_versions(lines)))

    on = switched(lines, "snmp-server protocol enable") is not False
    return Snmp(enabled=Known(on), versions=attempt(versions), communities=own, users=people)


def _communities(lines: tuple[Line, ...], filters: Mapping[str, PacketFilter]) -> Iterator[SnmpCommunity]:
    """A community stands on one line with its group, and on the next with its list: only then is it its own."""
    rows = [line for line, _rest in starting(lines, "snmp-server community")]
    for at, line in enumerate(rows):
        if "group" not in line.words:
            continue
        after = rows[at + 1].words if at + 1 < len(rows) else []
        lists = [after[spot + 1] for spot, word in enumerate(after[:-1]) if word in {"use-acl", "use-ipv4acl"}]
        mark = MARK.search(line.text)
        yield SnmpCommunity(
            default=mark is None or mark[1] == "default",
            access="rw" if line.words[-1] in {"network-admin", "vdc-admin"} else "ro",
            limited=any(name in filters and limits(permitted(filters, name)) for name in lists),
            line=line.text,
        )


def _users(lines: tuple[Line, ...]) -> Iterator[SnmpUser]:
    """`auth md5|sha|sha-256 KEY [priv [aes-128] KEY]`; privacy without a word on it is DES."""
    for _line, rest in starting(lines, "snmp-server user"):
        if "auth" not in rest:
            continue  # a further group of an account
        authentication = rest[rest.index("auth") + 1]
        privacy = "none"
        if "priv" in rest:
            word = rest[rest.index("priv") + 1]
            privacy = "des" if MARK.fullmatch(word) else word.replace("-", "")
        yield SnmpUser(rest[0], authentication, privacy)


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read `logging server ADDRESS [LEVEL] …`. Messages always carry date and time."""
    del scope
    lines = config_tree(outputs)

    def told() -> tuple[LogServer, ...]:
        found = {}
        for _line, rest in starting(lines, "logging server"):
            if not rest[1:2] or not rest[1].isdigit():
                raise unsure("logging server: level")
            found[rest[0]] = LogServer(rest[0], int(rest[1]))
        return tuple(found.values())

    return DeviceLogging(enabled=Known(True), servers=attempt(told), timestamps=Known(True))


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Read access lists and where they are in force."""
    del scope
    lines = config_tree(outputs)
    filters, unresolved = access_lists(lines, filter_grammar(lines))
    return PacketFilters(
        filters=Known(filters),
        bindings=attempt(lambda: bindings(lines)),
        zone_default=Known(""),
        unresolved=Known(unresolved),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports: 802.1X needs its feature, and control on the port."""
    del scope
    lines = config_tree(outputs)
    under = dict(sections(lines, "interface"))
    everywhere = has(lines, "spanning-tree port type edge bpduguard default")

    def guards(name: str) -> Iterator[str]:
        port = under[name]
        if has(port, "dot1x port-control auto"):
            yield "dot1x"
            if has(port, "dot1x mac-auth-bypass"):
                yield "mac-auth"
        if has(port, "switchport port-security"):
            yield "port-security"
        edge = any(line.text.startswith("spanning-tree port type edge") for line in port)
        if has(port, "spanning-tree bpduguard enable") or (
            everywhere and edge and not has(port, "spanning-tree bpduguard disable")
        ):
            yield "bpdu-guard"

    return PortGuards(
        access_ports=attempt(
            lambda: {
                port.name: frozenset(guards(port.name))
                for port in interface_settings(lines, PORTS)
                if port.enabled
                and port.kind == "physical"
                and port.mode == "access"
                and not any(True for _ in starting(under[port.name], "channel-group"))
            }
        ),
        dot1x_enabled=Known(bool(switched(lines, "feature dot1x")) and not has(lines, "no dot1x system-auth-control")),
    )
