"""A router with FRRouting, read as the Linux host that it is: vtysh's commands, and what Linux tells beside them.

The account needs to be in the groups `frr` (it reads the saved configuration) and `frrvty`; nothing is asked as root.
What Linux tells to root alone (packet filter, effective settings of sshd) is told by scanning the host as Linux.
"""

from __future__ import annotations

import difflib
import re
import shlex
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts, DeviceUser
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.interfaces import Interfaces
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbours
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import Redundancy
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels
from scanners.platforms.linux import accounts, log_forwarding, routes
from scanners.platforms.linux.listening_sockets import plain_address
from scanners.platforms.network import frr, frr_state
from scanners.platforms.network.frr_state import config_lines
from scanners.platforms.network.ios_like_accounts import stored_secrets
from scanners.platforms.network.ios_like_tree import kept_lines, setting
from scanners.platforms.network.platform import NetworkPlatform, not_told, untold, untold_fact
from scanners.platforms.network.saved_lines import unsaved_secrets
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

NAME = "frr_linux"


def _through_vtysh(probe: Probe) -> Probe:
    """Give the command of a vtysh session as one of a shell."""
    return Probe(probe.id, f"vtysh -c {shlex.quote(probe.shell)}", timeout=probe.timeout, cap=probe.cap)


CONFIG, VERSION, INTERFACES, VRRP, BGP, OSPF = map(
    _through_vtysh, (frr.CONFIG, frr.VERSION, frr.INTERFACES, frr.VRRP, frr.BGP, frr.OSPF)
)
SAVED = Probe("saved", "cat /etc/frr/frr.conf", cap=8 << 20)
LISTENERS = Probe("listeners", "ss -H -lntu && echo '#'")
SSH_VERSION = Probe("ssh_version", "ssh -V 2>&1")

_LISTENER = re.compile(r"(?P<proto>tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<address>\S+):(?P<port>\d+)\s.*")
# Each daemon of FRRouting has a Telnet port of its own (zebra 2601 … ); on loopback alone it is no way in.
_VTY = range(2600, 2630)
_SMALL = {7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 37: "time", 79: "finger", 111: "rpcbind"}
_SEVERITIES = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")
_NAMES = {name[:3]: level for level, name in enumerate(_SEVERITIES)}


def _listeners(outputs: Outputs) -> frozenset[tuple[str, int]]:
    """Give protocol and port of what can be reached from outside."""
    *lines, end = outputs["listeners"].lines() or [""]
    if end != "#":
        raise ValueError(end[:80])
    found = set()
    for line in lines:
        parts = _LISTENER.fullmatch(line.strip())
        if parts is None:
            raise ValueError(line[:80])
        address = plain_address(parts["address"])
        if not address.startswith("127.") and address not in {"::1", "::ffff:127.0.0.1"}:
            found.add((parts["proto"], int(parts["port"])))
    if not lines:  # the scan came in through one
        raise Unreadable(reason("no_sockets_listed"))
    return frozenset(found)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what listens. A well-known port counts as its service, whatever program holds it."""
    del scope
    read = attempt(lambda: _listeners(outputs))
    told = untold_fact(ManagementServices, NAME)

    def open_at(*ports: int, proto: str = "tcp") -> Known[bool] | Unknown:
        return read if isinstance(read, Unknown) else Known(any((proto, port) in read.value for port in ports))

    return replace(
        told,
        ssh=Known(True),  # this session came in by it
        telnet=open_at(23, *_VTY),
        http=open_at(80, 8080),
        https=open_at(443, 8443),
        tftp=open_at(69, proto="udp"),
        ftp=open_at(21),
        ssh_versions=attempt(lambda: _ssh_versions(outputs)),
        unneeded=read
        if isinstance(read, Unknown)
        else Known(tuple(sorted({_SMALL[port] for _proto, port in read.value if port in _SMALL}))),
    )


def _ssh_versions(outputs: Outputs) -> frozenset[str]:
    """OpenSSH 7.6 took version 1 out of the server (its release notes)."""
    text = outputs["ssh_version"].text()
    found = re.match(r"OpenSSH_(\d+)\.(\d+)", text)
    if found is None or (int(found[1]), int(found[2])) < (7, 6):
        raise Unreadable(reason("unparseable", detail=f"ssh -V: {text.strip()[:60]}"))
    return frozenset({"2"})


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in to Linux (FRRouting has no accounts of its own), and the secrets of the configuration."""
    users = accounts.parse(outputs, scope)
    names = users.login
    lines = attempt(lambda: config_lines(outputs))
    return replace(
        untold_fact(DeviceAccounts, NAME),
        users=Known(tuple(DeviceUser(name, "linux") for name in sorted(names.value)))
        if isinstance(names, Known)
        else names,
        secrets=lines if isinstance(lines, Unknown) else attempt(lambda: stored_secrets(lines.value)),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read what FRRouting gives to syslog, and where that sends it. rsyslog puts date and time on what it sends."""
    targets = log_forwarding.parse(outputs, scope).targets
    level = attempt(lambda: _level(outputs))

    def servers() -> tuple[LogServer, ...]:
        if isinstance(targets, Known) and isinstance(level, Known):
            return tuple(LogServer(one.address, level.value) for one in targets.value) if level.value >= 0 else ()
        raise Unreadable(next(state.reason for state in (targets, level) if not isinstance(state, Known)))

    return DeviceLogging(
        enabled=Known(level.value >= 0) if isinstance(level, Known) else level,
        servers=attempt(servers),
        timestamps=Known(True) if isinstance(targets, Known) and targets.value else not_told(NAME, "timestamps"),
    )


def _level(outputs: Outputs) -> int:
    """Give the severity from which FRRouting logs to syslog, -1 where it does not. Without a word it is debugging."""
    words = setting(config_lines(outputs), "log syslog")
    if words is None:
        return -1
    return _NAMES[words[0][:3]] if words else _NAMES["deb"]


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Compare the running configuration with the file that the next start reads."""
    running = frr.parse_configuration(outputs, scope)
    return replace(
        running,
        saved=attempt(lambda: not _unsaved(outputs)),
        unsaved=attempt(lambda: _unsaved(outputs)),
    )


def _settings(text: str) -> list[str]:
    """Give the lines that set something; lines that begin with `!` or `#` are comments (`cmd_make_strvec`)."""
    return [line for line in kept_lines(text) if line.strip() != "end" and not line.lstrip().startswith(("!", "#"))]


def _unsaved(outputs: Outputs) -> tuple[str, ...]:
    config_lines(outputs)
    running, saved = (_settings(outputs[name].text()) for name in ("config", "saved"))
    changed = difflib.unified_diff(saved, running, lineterm="", n=0)
    return tuple(line for line in changed if re.match(r"[-+](?![-+]{2} )", line)) or unsaved_secrets(
        outputs, "config", "saved"
    )


_UNTOLD = (
    AddressTranslation, DeviceTime, Environment, IntrusionPrevention, ManagementAccess, Neighbours, PacketFilters, Snmp,
    Tunnels,
)  # fmt: skip
_LOG_PROBES = log_forwarding.READER.probes(Scope())
_ACCOUNT_PROBES = accounts.READER.probes(Scope())

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=frr.PLATFORM.family.ids,
        readers=(
            Reader(DeviceIdentity, always(VERSION), frr_state.parse_identity),
            Reader(ManagementServices, always(LISTENERS, SSH_VERSION), parse_services),
            Reader(DeviceAccounts, always(CONFIG, *_ACCOUNT_PROBES), parse_accounts),
            Reader(DeviceLogging, always(CONFIG, *_LOG_PROBES), parse_logging),
            Reader(Interfaces, always(INTERFACES), frr_state.parse_interfaces),
            Reader(PortGuards, always(INTERFACES), frr_state.parse_guards),
            Reader(Redundancy, always(CONFIG, VRRP, BGP, OSPF), frr_state.parse_redundancy),
            Reader(Configuration, always(CONFIG, SAVED), parse_configuration),
            routes.READER,
            *(untold(fact, NAME) for fact in _UNTOLD),
        ),
    ),
    driver="",
    refused=frr.PLATFORM.refused,
    secrets=frr.PLATFORM.secrets,
    verified=frozenset({
        probe.id
        for probe in (
            CONFIG, VERSION, INTERFACES, VRRP, BGP, OSPF, SAVED, LISTENERS, SSH_VERSION, routes.ROUTES,
            *_LOG_PROBES, *_ACCOUNT_PROBES,
        )
    }),
)  # fmt: skip
