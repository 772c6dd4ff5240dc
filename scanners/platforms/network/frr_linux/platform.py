"""A router with FRRouting, read as the Linux host that it is: vtysh's commands, and what Linux tells beside them.

The account needs to be in the groups `frr` (it reads the saved configuration) and `frrvty`; nothing is asked as root.
What Linux tells to root alone (packet filter, effective settings of sshd) is told by scanning the host as Linux.
"""

from __future__ import annotations

import difflib
import re
import shlex
from dataclasses import replace

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
from scanners.platforms.network.frr import platform as frr
from scanners.platforms.network.frr import state as frr_state
from scanners.platforms.network.frr.state import config_lines
from scanners.platforms.network.frr_linux import access, log_ins, machine, ports, services
from scanners.platforms.network.frr_linux import time as clock
from scanners.platforms.network.ios_like.accounts import stored_secrets
from scanners.platforms.network.ios_like.tree import kept_lines, setting
from scanners.platforms.network.platform import NetworkPlatform, not_told, untold, untold_fact
from scanners.platforms.network.saved_lines import unsaved_secrets
from scanners.platforms.network.secrets import SecretRule, stored
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
# A server of TACACS+ stands with its secret in the files of PAM, which everybody can read.
_PAM_SECRET = SecretRule(
    re.compile(r"(?m)^(?=[^\n]*pam_tacplus\.so)[^\n]*?(?<!\S)secret=(?!<cut:)(?P<secret>\S+)"), stored("plain")
)
_SEVERITIES = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")
_NAMES = {name[:3]: level for level, name in enumerate(_SEVERITIES)}


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in to Linux (FRRouting has no accounts of its own), and the secrets of the configuration."""
    outputs = log_ins.with_people(outputs)
    users = accounts.parse(outputs, scope)
    names = users.login
    lines = attempt(lambda: config_lines(outputs))
    return replace(
        untold_fact(DeviceAccounts, NAME),
        methods=attempt(lambda: log_ins.methods(outputs)),
        servers=attempt(lambda: log_ins.servers(outputs)),
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


_UNTOLD = (AddressTranslation, IntrusionPrevention, PacketFilters)
_LOG_PROBES = log_forwarding.READER.probes(Scope())
# Compared with nothing but documentation: the kernel's, lldpd's and systemd's.
_DOCUMENTED = frozenset({machine.SENSORS, ports.LLDP, access.CONSOLES})

_READERS = (
    Reader(DeviceIdentity, always(VERSION, *machine.IDENTITY), machine.parse_identity),
    Reader(ManagementServices, always(services.LISTENERS, services.SSH_VERSION), services.parse_services),
    Reader(ManagementAccess, always(*access.LOG_IN), access.parse_access),
    Reader(DeviceAccounts, always(CONFIG, *log_ins.WHO), parse_accounts),
    Reader(DeviceLogging, always(CONFIG, *_LOG_PROBES), parse_logging),
    Reader(DeviceTime, always(*clock.CLOCK), clock.parse_time),
    Reader(Environment, always(*machine.MACHINE), machine.parse_environment),
    Reader(Interfaces, always(INTERFACES, *ports.USED), ports.parse_interfaces),
    Reader(Neighbours, always(*ports.ATTACHED), ports.parse_neighbours),
    Reader(PortGuards, always(INTERFACES), frr_state.parse_guards),
    Reader(Redundancy, always(CONFIG, VRRP, BGP, OSPF, INTERFACES, *ports.TWICE), ports.parse_redundancy),
    Reader(Snmp, always(*services.ANSWERING), services.parse_snmp),
    Reader(Tunnels, always(*services.DIALLED), services.parse_tunnels),
    Reader(Configuration, always(CONFIG, SAVED), parse_configuration),
    routes.READER,
    *(untold(fact, NAME) for fact in _UNTOLD),
)

PLATFORM = NetworkPlatform(
    family=Family(name=NAME, ids=frr.PLATFORM.family.ids, readers=_READERS),
    driver="",
    refused=frr.PLATFORM.refused,
    secrets=(*frr.PLATFORM.secrets, _PAM_SECRET),
    verified=frozenset(probe.id for reader in _READERS for probe in reader.probes(Scope()) if probe not in _DOCUMENTED),
)
