"""Which ways into Arista EOS are open, in which VRF, and to whom (EOS User Manual, "Session Management")."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.platforms.network.arista_eos.config import FILTERS, NAME, log_in_methods, tree, unsure
from scanners.platforms.network.ios_like.access import limits, permitted
from scanners.platforms.network.ios_like.filters import FilterTable, access_lists
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_DEFAULT = "default"  # the VRF
_API = "api http-commands"
_UNNEEDED = frozenset({"ip source-route", "management xmpp"})


def _service(lines: tuple[Line, ...], name: str) -> tuple[Line, ...]:
    """Give the lines of `management NAME`, none where there is no such section."""
    return tuple(line for found, under in sections(lines, "management") if found == name for line in under)


def _vrfs(under: tuple[Line, ...], *, on: bool) -> tuple[str, ...]:
    """Give the VRFs in which a service answers: each has its own switch; that of the service is of the default VRF.

    `on`: what holds in the default VRF without a line. In others the service is off.
    """
    told = dict(sections(under, "vrf"))
    own = switched(under, "shutdown")
    own = own if own is not None else not on
    here = switched(told.pop(_DEFAULT, ()), "shutdown")
    found = [name for name, lines in told.items() if switched(lines, "shutdown") is False]
    return (*([_DEFAULT] if here is False or (not own and here is None) else []), *found)


def _ssh(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return _vrfs(_service(lines, "ssh"), on=True)


def _telnet(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return _vrfs(_service(lines, "telnet"), on=False)


def _web(lines: tuple[Line, ...]) -> frozenset[str]:
    """Give how the command API answers: HTTPS unless negated, HTTP where it is named, and not for the switch alone."""
    if not _vrfs(_service(lines, _API), on=False):
        return frozenset()
    under = (*_service(lines, _API), *_service(lines, "http-server"))
    plain = any(rest[:1] != ["localhost"] for _line, rest in starting(under, "protocol http"))
    return frozenset(({"http"} if plain else set()) | (set() if has(under, "no protocol https") else {"https"}))


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers managers. SSH (version 2 alone) is on, Telnet and the API are off unless told otherwise."""
    del scope
    lines = tree(outputs)
    ssh = bool(_ssh(lines))
    web = _web(lines)

    def algorithms(word: str) -> tuple[str, ...]:
        told = setting(_service(lines, "ssh"), word)
        if not told:
            raise unsure(f"management ssh: {word}")
        return tuple(told)

    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(bool(_telnet(lines))),
        http=Known("http" in web),
        https=Known("https" in web),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"} if ssh else ())),
        ssh_ciphers=attempt(lambda: algorithms("cipher")),
        ssh_macs=attempt(lambda: algorithms("mac")),
        ssh_key_exchanges=attempt(lambda: algorithms("key-exchange")),
        unneeded=Known(
            tuple(line.text for line in lines if line.text in _UNNEEDED and not switched(line.under, "shutdown"))
        ),
    )


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the sections `management …`; without a word an idle session never ends."""
    del scope
    lines = tree(outputs)
    filters, _ = access_lists(lines, FILTERS)
    ipv6 = any(line.text.startswith(("ipv6 address", "ipv6 enable")) for _above, line in every(lines))

    def path(name: str, services: frozenset[str], vrfs: tuple[str, ...]) -> ManagementPath:
        under = _service(lines, name)
        sources = _sources(under, vrfs, "ip access-group", filters, "0.0.0.0/0")
        if ipv6:
            sources += _sources(under, vrfs, "ipv6 access-group", filters, "::/0")
        sources = tuple(dict.fromkeys(sources))
        return ManagementPath(f"management {name}", services, limits(sources), sources, _idle(under))

    def paths() -> tuple[ManagementPath, ...]:
        told = (
            ("ssh", frozenset({"ssh"}), _ssh(lines)),
            ("telnet", frozenset({"telnet"}), _telnet(lines)),
            (_API, _web(lines), _vrfs(_service(lines, _API), on=False)),
        )
        found = tuple(path(name, services, vrfs) for name, services, vrfs in told if services and vrfs)
        found += tuple(_snmp(lines, filters, ipv6=ipv6))
        unread = next(_other_interfaces(lines), "")
        if unread and all(one.limited for one in found):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=unread))
        return found

    def held() -> tuple[int, int]:
        words = setting(lines, "aaa authentication policy lockout failure")
        if not words:
            return 0, 0
        return int(words[0]), int(words[words.index("duration") + 1])

    def console() -> ConsoleLine:
        ways = log_in_methods(lines)
        return ConsoleLine("management console", True, "none" not in ways["console"], _idle(_service(lines, "console")))

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(lambda: (console(),)),
        attempts=attempt(lambda: held()[0]),
        lockout_s=attempt(lambda: held()[1]),
        banner=Known(
            "\n".join(below.text for line in lines if line.text == "banner login" for below in line.under).strip()
        ),
    )


def _sources(
    under: tuple[Line, ...], vrfs: tuple[str, ...], words: str, filters: FilterTable, everywhere: str
) -> tuple[str, ...]:
    """Give who is let in: each VRF has a list of its own (`NAME vrf VRF in`, or in the section of the VRF)."""
    lists = {rest[2] if rest[1:2] == ["vrf"] else _DEFAULT: rest[0] for _line, rest in starting(under, words)}
    lists |= {vrf: rest[0] for vrf, lines in sections(under, "vrf") for _line, rest in starting(lines, words)}
    return tuple(
        everywhere if source == "0.0.0.0/0" else source
        for vrf in vrfs
        for source in (permitted(filters, lists[vrf]) if vrf in lists else (everywhere,))
    )


def _snmp(lines: tuple[Line, ...], filters: FilterTable, *, ipv6: bool) -> Iterator[ManagementPath]:
    """Give the agent, where it has lists of its own (`snmp-server ipv4 access-list NAME [vrf VRF]`)."""
    words = {"snmp-server ipv4 access-list": "0.0.0.0/0", "snmp-server ipv6 access-list": "::/0"}
    if not any(True for word in words for _ in starting(lines, word)):
        return
    here = [] if switched(lines, f"snmp-server vrf {_DEFAULT}") is False else [_DEFAULT]
    vrfs = (*here, *(rest[0] for _line, rest in starting(lines, "snmp-server vrf") if len(rest) == 1))
    asked = list(words.items()) if ipv6 else list(words.items())[:1]
    sources = (_sources(lines, vrfs, word, filters, everywhere) for word, everywhere in asked)
    found = tuple(dict.fromkeys(source for told in sources for source in told))
    yield ManagementPath("snmp", frozenset({"snmp"}), limits(found), found, 0)


def _other_interfaces(lines: tuple[Line, ...]) -> Iterator[str]:
    """Give the ways in for programs (gNMI, NETCONF, RESTCONF, …) that are on; their limits are not read."""
    for name, under in sections(lines, "management"):
        transports = [line for line, _rest in starting(under, "transport")]
        if name != _API and any(switched(line.under, "shutdown") is not True for line in transports):
            yield f"management {name}"


def _idle(under: tuple[Line, ...]) -> int:
    """Give the seconds until an idle session ends; of the API that is how long a session lasts at most."""
    words = setting(under, "idle-timeout") or setting(under, "session timeout")
    return 60 * int(words[0]) if words else 0
