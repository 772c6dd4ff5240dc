"""A network device read in one session: one connection, one login, each command once.

    with connect_device(target, platform, DeviceLogin(password), credentials, known, deadline=…) as session:
        outputs = session.run(platform_probes, deadline)

Nothing is sent that is not on the platform's list, and everything that is sent stands in `transcript`. Sessions may be
used from many threads at once, one session from one thread at a time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Self

from inventories.reason import Reason, reason
from scanners.netcli.gate import Gate, Sent
from scanners.netcli.login import TELNET, DeviceLogin, Way, check_transport, enter, login_limit, stand_at_prompt
from scanners.netcli.reader import End, Reader, Taken
from scanners.platforms.network.platform import NetworkPlatform, cut_output
from scanners.probe import Missing, Output, Probe, Raw, neutralise
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits, Link
from scanners.ssh.login import close_way
from scanners.ssh.target import SessionError, Target

__all__ = ["DeviceLogin", "DeviceSession", "Sent", "connect_device"]

PROMPT = "prompt"  # the probe under which a prompt that tells something is kept
_MARGIN = 2.0  # seconds that the wire outlives the deadline of reading, so that the reader can tell why it ended
_PATIENCE = 10.0  # seconds that a late prompt is waited for, before the commands after it are given up
_GOODBYE = 1.0  # seconds for a device to close the session itself
_SESSION_LIMIT = 20.0  # seconds for one of the session's own settings
_SESSION_CAP = 1 << 16


@dataclass(slots=True)
class DeviceSession:
    """A login on a device whose prompt is known. `connections` counts jump hosts too, `execs` the commands sent."""

    target: Target
    platform: NetworkPlatform
    connections: int
    execs: int = 0
    _gate: Gate = field(kw_only=True)
    _reader: Reader = field(kw_only=True)
    _links: tuple[Link, ...] = field(kw_only=True)
    _lost: Reason | None = field(default=None, kw_only=True)  # why no further command is sent
    _busy: bool = field(default=False, kw_only=True)  # a command may be under way
    _closed: bool = field(default=False, kw_only=True)
    _key: bytes = field(default_factory=lambda: token_bytes(32), kw_only=True, repr=False)
    _late: bool = field(default=False, kw_only=True)  # a command took too long, and no prompt came since

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def transcript(self) -> tuple[Sent, ...]:
        """Every line and key that was sent, passwords masked."""
        return tuple(self._gate.transcript)

    @property
    def prompt(self) -> str:
        """The prompt as it was seen last."""
        return neutralise(self._reader.prompt)

    def prepare(self, deadline: float) -> None:
        """Send the session's own settings (paging off). What a device refuses of them is done without.

        Raises `SessionError` where a device does not come back to its prompt.
        """
        for command in self.platform.session:
            limit = min(deadline, time.monotonic() + _SESSION_LIMIT)
            taken = self._reader.run(command, _SESSION_CAP, limit)
            self.execs += 1
            if taken.end is not End.DONE:
                raise SessionError(self._stopped(command, taken, deadline), "prompt")

    def run(self, probes: tuple[Probe, ...], deadline: float) -> dict[str, Raw]:
        """Run each command once; give each probe's output, or why there is none. Never raises for what a device does.

        Never outlasts `deadline` (monotonic seconds) by more than a few seconds. Output is without echo and prompt,
        neutralised, and its secrets are cut.
        """
        self._busy = True
        self._gate.permit(sorted(self.platform.allowed(probes)))
        self._gate.stream.arm(deadline + _MARGIN)
        by_command: dict[str, Raw] = {}
        given: dict[str, Raw] = {}
        before = ""
        for probe in probes:
            command = probe.shell
            if not command:
                continue
            if command not in by_command:
                by_command[command], late = self._one(probe, deadline)
                if late and before:
                    by_command[before] = Missing(before, reason("device_out_of_step", command=before))
                before = command
        if before and self._lost is None and not self._late and self._reader.trailing():
            by_command[before] = Missing(before, reason("device_out_of_step", command=before))
        for probe in probes:
            if probe.shell:
                given[probe.id] = by_command[probe.shell]
        if self.platform.marked_prompt:
            given[PROMPT] = Output(PROMPT, 0, self.prompt.encode(), offset=self._gate.offset)
        self._busy = False
        return given

    def _one(self, probe: Probe, deadline: float) -> tuple[Raw, bool]:
        command = probe.shell
        if self._late and self._lost is None:
            self._lost = self._regained(command, deadline)
        if self._lost is None and time.monotonic() >= deadline:
            self._lost = reason("deadline_passed", host=self.target.address)
        if self._lost is not None:
            return Missing(command, self._lost), False
        began, offset = time.monotonic(), self._gate.offset
        taken = self._reader.run(command, probe.cap, min(deadline, began + probe.timeout))
        self.execs += 1
        if taken.end is not End.DONE:
            return Missing(command, self._stopped(command, taken, deadline)), taken.late
        if taken.output is None:
            return Missing(command, reason("device_output_interrupted", command=command)), taken.late
        seconds = time.monotonic() - began
        output = Output(command, 0, taken.output, seconds=seconds, offset=offset, truncated=taken.truncated)
        return cut_output(self.platform, output, self._key), taken.late

    def _regained(self, command: str, deadline: float) -> Reason | None:
        if self._reader.regain(min(deadline, time.monotonic() + _PATIENCE)):
            self._late = False
            return None
        return reason("device_prompt_lost", host=self.target.address, command=command)

    def _stopped(self, command: str, taken: Taken, deadline: float) -> Reason:
        """Say why a command gave nothing, and whether any further one may be sent."""
        host = self.target.address
        said = self._gate.masked(neutralise(taken.said))[:80]
        if taken.end is End.TIMED_OUT and time.monotonic() < deadline:
            self._late = True
            return reason("timed_out", command=command)
        lost = {
            End.TIMED_OUT: reason("deadline_passed", host=host),
            End.ENDLESS: reason("output_endless", host=host, bytes=taken.seen),
            End.ASKS: reason("device_asks", host=host, said=said),
            End.CHANGED: reason("device_prompt_changed", host=host, was=self.prompt[:80], now=said),
        }.get(taken.end)
        self._lost = lost or self._gate.stream.failure
        return self._lost

    def close(self) -> None:
        """Leave the device, and end the connections below.

        May be called from another thread, to interrupt `run`: then nothing more is sent.
        """
        at_prompt = self._lost is None and not self._late and not self._busy and not self._closed
        self._closed = True
        try:
            if at_prompt:
                self._leave()
        finally:
            self._gate.stream.close()
            close_way(self._links)

    def _leave(self) -> None:
        """Log out; a device that asks whether to save gets a no."""
        until = time.monotonic() + _GOODBYE
        self._gate.stream.arm(until + _MARGIN)
        self._gate.leave()
        said = b""
        while (left := until - time.monotonic()) > 0:
            data = self._gate.stream.recv(left)
            if not data:
                return
            said = (said + data)[-400:]
            if b"(Y/N)" in said and self._gate.can_answer("decline"):
                self._gate.answer("decline", b"")
            elif said.rstrip().endswith(self._reader.prompt[-1:]) and self._reader.prompt[:-1] in said:
                return  # one mode lower: closing the connection ends that


def connect_device(
    target: Target,
    platform: NetworkPlatform,
    login: DeviceLogin,
    credentials: Credentials,
    known: KnownHosts,
    *,
    deadline: float,
    transport: str = "ssh",
    limits: Limits = Limits(),
) -> DeviceSession:
    """Connect through the target's jump hosts, log in once, and stand at the prompt. Raises `SessionError`.

    `deadline` in monotonic seconds. `transport`: `telnet` only where the inventory says so and an exception allows it;
    the caller has made sure of that. A refused password is not tried again here, and must not be elsewhere.
    """
    check_transport(platform, transport)
    links, stream = Way(target, credentials, known, limits, deadline).open(login, transport)
    try:
        gate = enter(stream, target, platform, login, transport)
        until = login_limit(limits, deadline)
        stream.arm(until + _MARGIN)
        prompt = stand_at_prompt(gate, target, platform, login, transport=transport, deadline=until)
        reader = Reader(gate, prompt, marked=platform.marked_prompt)
        session = DeviceSession(
            target,
            platform,
            connections=len(links) + (transport == TELNET),
            _gate=gate,
            _reader=reader,
            _links=links,
        )
        stream.arm(deadline + _MARGIN)
        session.prepare(deadline)
    except BaseException:
        stream.close()
        close_way(links)
        raise
    return session
