"""Which ways into Cisco NX-OS are open, and to whom (Cisco Nexus 9000 NX-OS Security and Programmability guides).

Functions are `feature`s: one without a line is off, but SSH, which is on unless negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.platforms.network.cisco_nxos.config import filter_grammar, told_methods
from scanners.platforms.network.cisco_nxos.tree import NAME, config_tree, motd, unsure
from scanners.platforms.network.ios_like.access import LineGrammar, limits, permitted, vty_paths
from scanners.platforms.network.ios_like.filters import FilterTable, access_lists
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_UNNEEDED = ("feature bash-shell", "feature scheduler", "feature http-server", "feature sftp-server")
# Ways in whose limits are not read.
_INTERFACES = ("feature grpc", "feature netconf", "feature restconf")
_EVERYWHERE = {"use-ipv4acl": "0.0.0.0/0", "use-ipv6acl": "::/0"}
_COOKIE_S = 600  # how long that of NX-API is good, where nothing else is said


def _ssh(lines: tuple[Line, ...]) -> bool:
    return switched(lines, "feature ssh") is not False


def _telnet(lines: tuple[Line, ...]) -> bool:
    return bool(switched(lines, "feature telnet") or switched(lines, "telnet server enable"))


def _web_server(lines: tuple[Line, ...]) -> bool:
    """Whether the server of `feature http-server` answers: Nexus 5000 and 6000 (versions …N1) have it on by default."""
    told = switched(lines, "feature http-server")
    if told is None and any(re.search(r"\)N\d+\(", line.text) for line, _rest in starting(lines, "version")):
        raise unsure("feature http-server")
    return bool(told)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read which features answer managers. NX-OS speaks SSH 2 alone, and has no server for TFTP or FTP."""
    del scope
    lines = config_tree(outputs)
    ssh = _ssh(lines)
    api = bool(switched(lines, "feature nxapi"))

    def http() -> bool:
        if _web_server(lines):
            return True
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
        telnet=Known(_telnet(lines)),
        http=attempt(http),
        https=Known(True) if api else attempt(lambda: _web_server(lines)),
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
    services = ({"ssh"} if _ssh(lines) else set()) | ({"telnet"} if _telnet(lines) else set())
    grammar = LineGrammar(NAME, idle_s=None, transport=frozenset(services))
    ipv6 = any(line.text.startswith(("ipv6 address", "ipv6 link-local")) for _above, line in every(lines))

    def paths() -> tuple[ManagementPath, ...]:
        found = (*vty_paths(lines, filters, grammar, ipv6=ipv6), *_web(lines), *_snmp(lines, filters, ipv6=ipv6))
        unread = [words for words in _INTERFACES if switched(lines, words)]
        if unread and all(path.limited for path in found):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=unread[0]))
        return found

    def consoles() -> tuple[ConsoleLine, ...]:
        found = [under for name, under in sections(lines, "line") if name == "console"]
        if not found:
            raise unsure("line console")
        ways = told_methods(lines)
        return (
            ConsoleLine(
                "line console", True, "none" not in ways.get("console", ways["default"]), grammar.idle(found[0])
            ),
        )

    def held() -> tuple[int, int]:
        words = setting(lines, "system login block-for") or setting(lines, "login block-for")  # since 9.x, and before
        if words:
            return int(words[words.index("attempts") + 1]), int(words[0])
        words = setting(lines, "aaa authentication rejected")
        return (int(words[0]), int(words[-1])) if words else (0, 0)

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(consoles),
        attempts=attempt(lambda: held()[0]),
        lockout_s=attempt(lambda: held()[1]),
        banner=Known(motd(lines)),
    )


def _web(lines: tuple[Line, ...]) -> Iterator[ManagementPath]:
    """Give NX-API and the older server, neither of which has a list of its own."""
    if switched(lines, "feature nxapi"):
        web = {"https", "http"} if setting(lines, "nxapi http port") is not None else {"https"}
        minutes = setting(lines, "nxapi idle-timeout")
        idle = 60 * int(minutes[0]) if minutes else _COOKIE_S
        yield ManagementPath("nxapi", frozenset(web), False, ("0.0.0.0/0",), idle)
    if switched(lines, "feature http-server"):
        yield ManagementPath("http-server", frozenset({"http", "https"}), False, ("0.0.0.0/0",), 0)


def _snmp(lines: tuple[Line, ...], filters: FilterTable, *, ipv6: bool) -> Iterator[ManagementPath]:
    """Give the agent, where users of version 3 have lists (`use-ipv4acl`, `use-ipv6acl`): it is as open as any user."""
    rows = [rest for _line, rest in starting(lines, "snmp-server user") if rest]
    lists: dict[str, dict[str, str]] = {rest[0]: {} for rest in rows}
    for rest in rows:
        lists[rest[0]] |= {word: name for word, name in pairwise(rest) if word in _EVERYWHERE}
    others = any(True for _ in starting(lines, "snmp-server community"))
    if switched(lines, "snmp-server protocol enable") is False or others or not any(lists.values()):
        return
    sources = tuple(
        everywhere if source == "0.0.0.0/0" else source
        for own in lists.values()
        for word, everywhere in _EVERYWHERE.items()
        if ipv6 or word == "use-ipv4acl"
        for source in (permitted(filters, own[word]) if word in own else (everywhere,))
    )
    sources = tuple(dict.fromkeys(sources))
    yield ManagementPath("snmp", frozenset({"snmp"}), limits(sources), sources, 0)
