"""Who gets in to AlaxalA AX switches, and by what: vty lines, servers, banner.

Source: AX3640S/AX3800S configuration command reference (Ver.11.14), chapter on log-in (line, username, ip ssh, banner);
AX8300S configuration guide 8.1.8 and AX8600S configuration guide (Ver.12.9) 8.1.11: the access lists of vty lines, also
in each VRF.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.packet_filters import PacketFilter
from scanners.platforms.network.alaxala_ax.settings import FILTERS, NAME, log_ins, tree, vty_lines
from scanners.platforms.network.ios_like.access import limits, permitted
from scanners.platforms.network.ios_like.filters import access_lists
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable, neutralise

_IDLE_MINUTES = 60  # `username … exec-timeout`, where nothing is configured
_QUOTED = re.compile(r'"[^"]*"|\S+')
_GLOBAL, _EACH = "", "all"  # the global network, and every VRF with it


def _of_vrf(words: list[str]) -> tuple[str, list[str]]:
    """Give for which VRF a line is, and its words without that."""
    at = words.index("vrf") if "vrf" in words[:-1] else len(words)
    return "".join(words[at + 1 : at + 2]), words[:at] + words[at + 2 :]


def _algorithms(lines: tuple[Line, ...], words: str) -> Known[tuple[str, ...]] | Unknown:
    told = setting(lines, words)
    if not told:
        return Unknown(reason("platform_default_unsure", platform=NAME, setting=words))
    return Known(tuple(word for part in told for word in part.split(",") if word))


def _taken(lines: tuple[Line, ...]) -> Iterator[tuple[str, frozenset[str], tuple[Line, ...]]]:
    """Give each vty line with what it takes: Telnet, and SSH where that is on; `transport input` narrows it."""
    both = frozenset({"telnet", "ssh"} if has(lines, "ip ssh") else {"telnet"})
    for name, under in vty_lines(lines):
        told = [_of_vrf(rest) for _line, rest in starting(under, "transport input")]
        words = {word for _vrf, rest in told for word in rest}
        everything = "all" in words or not any(vrf in {_GLOBAL, _EACH} for vrf, _rest in told)
        yield name, both if everything else both & words, under


def _serves(lines: tuple[Line, ...], server: str) -> bool:
    """Whether a server is on, in whatever VRF."""
    return any(starting(lines, server))


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services. Without a `line vty` nobody gets in from outside."""
    del scope
    lines = tree(outputs)
    taken = frozenset(service for _name, services, _under in _taken(lines) for service in services)
    told = setting(lines, "ip ssh version")
    web = _serves(lines, "http-server")
    unsure = Unknown(reason("platform_default_unsure", platform=NAME, setting="ip ssh version"))
    versions = Known(frozenset(told)) if told else unsure
    return ManagementServices(
        ssh=Known("ssh" in taken),
        telnet=Known("telnet" in taken),
        http=Known(web),
        https=not_told(NAME, "management_services.https") if web else Known(False),
        tftp=Known(False),  # there is no TFTP server
        ftp=Known(_serves(lines, "ftp-server")),
        ssh_versions=versions if "ssh" in taken else Known(frozenset()),
        ssh_ciphers=_algorithms(lines, "ip ssh ciphers"),
        ssh_macs=_algorithms(lines, "ip ssh macs"),
        ssh_key_exchanges=_algorithms(lines, "ip ssh key-exchange"),
        unneeded=Known(tuple(line.text for line in lines if line.text in {"ip source-route", "ip ssh version 1"})),
    )


def idle_seconds(lines: tuple[Line, ...]) -> int:
    """Give the longest time that any user may be idle: who has no line of his own has that of `default_user`."""
    own = {
        rest[0]: rest[2] for _line, rest in starting(lines, "username") if rest[1:2] == ["exec-timeout"] and rest[2:]
    }
    minutes = [int(own.pop("default_user", _IDLE_MINUTES)), *(int(text) for text in own.values())]
    return 0 if 0 in minutes else 60 * max(minutes)


def _sources(
    under: tuple[Line, ...], words: str, filters: Mapping[str, PacketFilter], vrfs: Iterable[str], everywhere: str
) -> Iterator[str]:
    """Give who gets in from any VRF: its own list and that of all are in force there, without either nobody is kept
    out.
    """
    lists = {vrf: named[0] for vrf, named in (_of_vrf(rest) for _line, rest in starting(under, words)) if named[1:]}
    for vrf in vrfs:
        names = [lists[each] for each in (vrf, _EACH) if each in lists]
        yield from (source for name in names for source in permitted(filters, name))
        if not names:
            yield everywhere


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the vty lines, and the FTP server, which the same lists limit."""
    del scope
    lines = tree(outputs)
    filters, _unresolved = access_lists(lines, FILTERS)
    kinds = [("ip access-group", "0.0.0.0/0")]
    if any(_ipv6(under) for _name, under in sections(lines, "interface")):
        kinds.append(("ipv6 access-class", "::/0"))
    vrfs = (_GLOBAL, *(rest[0] for _line, rest in starting(lines, "vrf definition") if rest))
    more = {"ftp"} if _serves(lines, "ftp-server") else set()
    idle = idle_seconds(lines)
    paths = []
    for name, services, under in _taken(lines):
        found = (each for words, everywhere in kinds for each in _sources(under, words, filters, vrfs, everywhere))
        sources = tuple(dict.fromkeys(found))
        if services | more:
            paths.append(ManagementPath(name, services | more, limits(sources), sources, idle))
    return ManagementAccess(
        paths=attempt(lambda: (*paths, *_agent(lines, filters, ipv6=len(kinds) > 1))),
        consoles=attempt(lambda: _console(lines, idle)),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=attempt(lambda: _banner(lines)),
    )


def _console(lines: tuple[Line, ...], idle: int) -> tuple[ConsoleLine, ...]:
    """Give the serial port. No line says whether an account of the switch has a password: a server must ask for it."""
    console = log_ins(lines).get("console") or log_ins(lines)["default"]
    if console[:1] in (("local",), ("none",)) or "local_always" in console:
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="management_access.consoles (local)"))
    return (ConsoleLine("line console 0", True, True, idle),)


_LEVELS = {"v3", "noauth", "auth", "priv"}
_VIEWS = {"read", "write", "notify"}


def _agent(lines: tuple[Line, ...], filters: Mapping[str, PacketFilter], *, ipv6: bool) -> Iterator[ManagementPath]:
    """Give from where the SNMP agent is asked: each community has its list, and no line limits users of version 3.

    Raises `Unreadable` for a group with a word that may do so.
    """
    for line, _rest in starting(lines, "snmp-server group"):
        words = iter(_QUOTED.findall(line.text)[3:])
        for word in words:
            if word in _VIEWS:
                next(words, "")
            elif word not in _LEVELS:
                raise Unreadable(reason("unparseable", detail=line.text[:80]))
    sources = ["0.0.0.0/0" for _ in starting(lines, "snmp-server user")][:1]
    for _line, rest in starting(lines, "snmp-server community"):
        names = [word for word in _of_vrf(rest[1:])[1] if word not in {"ro", "rw"}]
        sources += [source for name in names for source in permitted(filters, name)] or ["0.0.0.0/0"]
    if sources and not (limits(sources) and ipv6):  # whether a list of IPv4 keeps IPv6 out is not told
        yield ManagementPath("snmp-server", frozenset({"snmp"}), limits(sources), tuple(dict.fromkeys(sources)), 0)


def _ipv6(under: tuple[Line, ...]) -> bool:
    return any(line.words[:2] in (["ipv6", "address"], ["ipv6", "enable"]) for line in under)


def _banner(lines: tuple[Line, ...]) -> str:
    """Read `banner login encode "…"` (Base64). Raises `Unreadable` for another form."""
    words = setting(lines, "banner login")
    if not words:
        return ""
    if words[0] != "encode" or len(words) != 2:
        raise Unreadable(reason("unparseable", detail=f"banner login {words[0]}"))
    try:
        return neutralise(base64.b64decode(words[1].strip('"'), validate=True)).strip()
    except binascii.Error:
        raise Unreadable(reason("unparseable", detail="banner login encode")) from None
