"""Joining inventory and ssh_config into the target a session goes to, as Ansible and ssh would together.

What the inventory sets comes first, then its ssh arguments, then ssh_config, then ssh's defaults.
"""

from __future__ import annotations

import getpass
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from inventories.model import Host
from inventories.reason import ConfigError, reason
from scanners.ssh.algorithms import choose
from scanners.ssh.config import Settings, SshConfig
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import DEFAULT_PORT
from scanners.ssh.options import (
    Options,
    checked_host,
    checked_port,
    checked_user,
    jump_of_command,
    parse_arguments,
    split_host,
)
from scanners.ssh.target import Target, default_known_hosts

TELNET_PORT = 23
_MAX_JUMPS = 8
_DEFAULT_KEY = re.compile(r"~/\.ssh/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One host as it was asked for, before ssh_config."""

    name: str
    address: str
    port: int | None
    user: str
    key: str
    options: Options
    password: str = field(default="", repr=False)  # of a network device


def resolve(host: Host, config: SshConfig, credentials: Credentials) -> Target:
    """Find out where a host's session goes and with which keys. Connects to nothing; raises `ConfigError`."""
    options = parse_arguments(host.connection.common_args, host.name)
    if options.words:
        raise ConfigError("ssh_option_unsupported", host=host.name, option=options.words[0])
    connection = host.connection
    wanted = _Wanted(
        host.name,
        checked_host(connection.address, host.name),
        connection.port or (TELNET_PORT if connection.transport == "telnet" else None),
        connection.user,
        connection.private_key_file,
        options,
        connection.password,
    )
    return _resolve(wanted, config, credentials, depth=0)


def _resolve(wanted: _Wanted, config: SshConfig, credentials: Credentials, *, depth: int) -> Target:
    if depth > _MAX_JUMPS:
        raise ConfigError("ssh_jumps_too_many", host=wanted.name)
    options, name = wanted.options, wanted.name
    port = wanted.port or (checked_port(text, name) if (text := options.single.get("port", "")) else None)
    user = checked_user(wanted.user or options.single.get("user", ""), name)
    settings = config.settings(wanted.address, user=user, port=port, file=options.config_file)
    asked = _Asked(options, settings)
    address = checked_host(asked.from_config("hostname") or wanted.address, name)
    user = user or checked_user(asked.from_config("user"), name) or getpass.getuser()
    port = port or checked_port(asked.from_config("port") or str(DEFAULT_PORT), name)
    keys = tuple(_file(text, address, user) for text in ([wanted.key] if wanted.key else asked.keys()))
    alias = asked.one("hostkeyalias")
    jumps, command = _way(wanted, asked, config, credentials, depth=depth)
    algorithms = choose(options.single)
    weak = (reason("ssh_weak_algorithms", host=name, algorithms=algorithms.weak),) if algorithms.weak else ()
    return Target(
        name=name,
        address=address,
        port=port,
        user=user,
        lookup=alias or address,
        alias=bool(alias),
        identity_files=keys,
        explicit=bool(keys),
        certificate_files=tuple(_file(text, address, user) for text in asked.many("certificatefile")),
        known_hosts_files=asked.known_hosts(address, user),
        jumps=jumps,
        proxy_command=command,
        connect_timeout=_seconds(asked.one("connecttimeout")),
        algorithms=algorithms,
        hash_known_hosts=asked.one("hashknownhosts") == "yes",
        credential=credentials.label(user, keys, password=wanted.password),
        notes=(*options.notes, *weak),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The inventory's arguments laid over the answer of ssh."""

    options: Options
    settings: Settings

    def one(self, name: str) -> str:
        """Give a single value, the arguments' first; ssh writes `none` for what is not set."""
        value = self.raw(name)
        return "" if value.lower() == "none" else value

    def raw(self, name: str) -> str:
        """Give a single value as it was written."""
        return self.options.single.get(name) or self.from_config(name)

    def from_config(self, name: str) -> str:
        """Give what ssh itself answered."""
        return (self.settings.get(name) or [""])[0]

    def many(self, name: str) -> list[str]:
        """Give all values."""
        return self.options.multiple.get(name) or self.settings.get(name, [])

    def keys(self) -> list[str]:
        """Give the configured private keys; none where only ssh's defaults stand."""
        listed = self.many("identityfile")
        return [] if all(_DEFAULT_KEY.fullmatch(key) for key in listed) else listed

    def known_hosts(self, address: str, user: str) -> tuple[Path, ...]:
        """Give the known_hosts files: the user's, then the system's."""
        listed = [self.raw("userknownhostsfile"), self.raw("globalknownhostsfile")]
        defaults = default_known_hosts()
        files: list[Path] = []
        for place, names in enumerate(listed):
            if names:
                files += [_file(name, address, user) for name in names.split() if name.lower() != "none"]
            else:
                files += defaults[2 * place : 2 * place + 2]
        return tuple(files)


def _file(text: str, address: str, user: str) -> Path:
    """Fill the tokens of ssh_config(5) that a file name may hold."""
    values = {"%d": str(Path.home()), "%h": address, "%r": user, "%u": getpass.getuser(), "%%": "%"}
    return Path(re.sub("%[dhru%]", lambda mark: values[mark[0]], text.strip('"'))).expanduser()


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() and int(text) > 0 else None


def _way(
    wanted: _Wanted, asked: _Asked, config: SshConfig, credentials: Credentials, *, depth: int
) -> tuple[tuple[Target, ...], str]:
    """Find the jump hosts, or the program that stands in for the connection."""
    # Of ProxyJump and ProxyCommand the one that was named first holds; the arguments come before ssh_config.
    given = next((name for name in asked.options.single if name in {"proxyjump", "proxycommand"}), "")
    jumps = asked.one("proxyjump") if given != "proxycommand" else ""
    command = asked.one("proxycommand") if given != "proxyjump" else ""
    if command:
        jump = jump_of_command(command, wanted.name)
        if jump is None:
            return (), command
        return _chain([jump[0]], jump[1], wanted, config, credentials, depth=depth), ""
    if not jumps:
        return (), ""
    return _chain(jumps.split(","), Options(), wanted, config, credentials, depth=depth), ""


def _chain(
    hops: list[str], options: Options, wanted: _Wanted, config: SshConfig, credentials: Credentials, *, depth: int
) -> tuple[Target, ...]:
    chain: list[Target] = []
    for hop in hops:
        user, address, port = split_host(hop.strip(), wanted.name)
        own = Options(options.single, options.multiple, options.config_file or wanted.options.config_file)
        target = _resolve(_Wanted(address, address, port, user, "", own), config, credentials, depth=depth + 1)
        # As ssh does: the first host is reached in its own way, each further one through the one before it.
        if chain:
            chain.append(replace(target, jumps=(), proxy_command=""))
        else:
            chain += [*target.jumps, replace(target, jumps=())]
    if len(chain) > _MAX_JUMPS:
        raise ConfigError("ssh_jumps_too_many", host=wanted.name)
    return tuple(chain)
