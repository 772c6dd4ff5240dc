"""From a target to a device's prompt: the verified link or Telnet, the prompt, the privileged mode."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from inventories.reason import reason
from scanners.netcli.drivers import driver_of, enabling_command
from scanners.netcli.gate import ForbiddenLineError, Gate, Kind, Stream
from scanners.netcli.telnet import Telnet
from scanners.netcli.welcome import Welcome
from scanners.platforms.network.platform import NetworkPlatform
from scanners.ssh.credentials import Credentials
from scanners.ssh.device_login import open_device_way
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits, Link, open_stream
from scanners.ssh.login import close_way, open_way
from scanners.ssh.shell import open_shell
from scanners.ssh.target import SessionError, Target

TELNET = "telnet"


@dataclass(frozen=True, slots=True)
class DeviceLogin:
    """What a device may be told: the password where no key is accepted, and the secret of its privileged mode.

    The privileged mode is entered where `enable` says so, or a secret is given.
    """

    password: str = field(default="", repr=False)
    enable_secret: str = field(default="", repr=False)
    enable: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How a device is reached and with what; `limits` cut each step, `deadline` all of them."""

    target: Target
    credentials: Credentials
    known: KnownHosts
    limits: Limits
    deadline: float

    def open(self, login: DeviceLogin, transport: str) -> tuple[tuple[Link, ...], Stream]:
        """Connect, through jump hosts where there are any. Raises `SessionError`."""
        return self._telnet() if transport == TELNET else self._ssh(login)

    def _ssh(self, login: DeviceLogin) -> tuple[tuple[Link, ...], Stream]:
        hops = (*self.target.jumps, self.target)
        links = open_device_way(hops, self.credentials, self.known, self.limits, self.deadline, password=login.password)
        try:
            return links, open_shell(links[-1], self.limits, self.deadline)
        except BaseException:
            close_way(links)
            raise

    def _telnet(self) -> tuple[tuple[Link, ...], Stream]:
        target = self.target
        links = open_way(target.jumps, self.credentials, self.known, self.limits, self.deadline)
        try:
            wire = open_stream(target, links[-1] if links else None, self.limits, self.deadline)
        except BaseException:
            close_way(links)
            raise
        return links, Telnet(wire, target.address)


def enter(stream: Stream, target: Target, platform: NetworkPlatform, login: DeviceLogin, transport: str) -> Gate:
    """Give the gate of a session: it knows what may be answered while logging in, and each answer goes out once."""
    answers: dict[Kind, str] = {"accept": "a", "decline": "n"}
    if transport == TELNET:
        answers |= {"user": target.user, "password": login.password}
    if login.enable_secret:
        answers["secret"] = login.enable_secret
    gate = Gate(stream, answers)
    gate.permit(platform.session)
    return gate


def stand_at_prompt(
    gate: Gate, target: Target, platform: NetworkPlatform, login: DeviceLogin, *, transport: str, deadline: float
) -> bytes:
    """Find the prompt, enter the privileged mode where that is asked for, and give the prompt then.

    Raises `SessionError` of stage prompt, enable or (Telnet) auth.
    """
    welcome = Welcome(gate, target, deadline, dialogue=transport == TELNET)
    name = platform.telnet_driver if transport == TELNET else platform.driver
    found: list[bytes] = []

    def ask_prompt() -> bytes:
        if found:
            gate.enter()
        found.append(welcome.prompt())
        return found[-1]

    driver = driver_of(name, gate, target, secret=login.enable_secret, deadline=deadline, ask_prompt=ask_prompt)
    gate.line_end = driver.RETURN.encode()
    driver.set_base_prompt()
    command = enabling_command(driver) if login.enable or login.enable_secret else ""
    if command and not found[-1].endswith(driver.privileged.encode()):
        gate.permit_enabling(command)
        try:
            driver.enable(check_state=False)
            driver.set_base_prompt()
        except (ValueError, ForbiddenLineError) as failed:
            raise driver.failed() from failed
        if not found[-1].endswith(driver.privileged.encode()):
            raise driver.failed()
    return found[-1]


def check_transport(platform: NetworkPlatform, transport: str) -> None:
    """Raise `SessionError` where the platform is not read over this transport."""
    if transport == TELNET and not platform.telnet_driver:
        raise SessionError(reason("telnet_unsupported", platform=platform.name), "credentials")


def login_limit(limits: Limits, deadline: float) -> float:
    """Give the moment (monotonic seconds) by which a device must have shown its prompt."""
    return min(deadline, time.monotonic() + limits.login)
