"""What to run on a target, and what came back.

A probe is one exact command. Unprivileged probes are `sh` text; privileged ones are a constant argument list that
`sudo -n` runs, so that `tenken sudoers` can print exactly those and nothing more.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from inventories.reason import Reason, reason

TIMEOUT_STATUS = 124  # timeout(1)'s own exit status

Via = Literal["target", "gateway", "ops"]  # where a probe runs
Subject = Literal["target", "peers", "facility"]  # whose state it tells: its target's own, other hosts', a facility's
_TOOL_MISSING: dict[Via, str] = {
    "target": "tool_missing",
    "gateway": "tool_missing_on_gateway",
    "ops": "tool_missing_on_ops",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """One exact command, its limits, and whether it needs root.

    `id` is unique in a family (`sshd.effective.root.inside`). Give either `shell` (unprivileged, POSIX sh) or `argv`
    (privileged, absolute program path, constant arguments). `timeout` in seconds; `cap` in bytes of standard output.
    """

    id: str
    shell: str = ""
    argv: tuple[str, ...] = ()
    timeout: int = 10
    cap: int = 1 << 20
    via: Via = "target"
    subject: Subject = "target"

    @property
    def root(self) -> bool:
        """Whether the probe needs root."""
        return bool(self.argv)

    @property
    def privileged_argv(self) -> tuple[str, ...]:
        """The very argument list sudo is asked for: the time-out runs as root, for nobody else may end sudo's child."""
        return ("/usr/bin/timeout", "-k", "1", str(self.timeout), *self.argv)

    @property
    def command(self) -> str:
        """The exact command in one line: shown in plans and evidence, and the key of a recording."""
        return _through_sudo(self.privileged_argv) if self.argv else self.shell


@lru_cache(maxsize=4096)  # asked for several times on every host
def _through_sudo(argv: tuple[str, ...]) -> str:
    return "sudo -n " + shlex.join(argv)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the policy knows before connecting and a probe may depend on (all sorted, so that plans are stable)."""

    scan_user: str = ""  # the account the scanner logs in with
    accounts: tuple[str, ...] = ()  # accounts registered for the host, root and scan_user not included
    inside_address: str = "192.0.2.1"  # an address inside the management segment
    outside_address: str = "198.51.100.1"  # an address outside it
    certificates: tuple[str, ...] = ()  # registered certificate files
    receives_logs: bool = False  # the host is a registered log server
    managed_files: tuple[str, ...] = ()  # registered configuration files
    backups: tuple[str, ...] = ()  # registered folders of backups
    private_keys: tuple[str, ...] = ()  # registered private key files
    bmc: str = "inband"  # where its management controller is asked: inband, or over the network from ops or gateway
    bmc_address: str = ""  # the controller's own, where it is asked over the network; the password is never here
    bmc_port: int = 623
    bmc_user: str = ""
    bmc_cipher: int = 0  # 0: ipmitool chooses
    bmc_privilege: str = "user"
    ups: str = ""  # the power supply that the asset is: NAME@ADDRESS:PORT
    ups_serves: str = ""
    ups_via: str = "ops"
    accepted_platforms: tuple[str, ...] = ()  # "PLATFORM VERSION" that the baseline accepts though never verified


class Unreadable(Exception):  # noqa: N818  (it is a state of the target, not an error of ours)
    """State could not be read; `reason` says why. Readers turn it into `Unknown`."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


# Everything a target sends is hostile: C0 and C1 controls (but newline and tab), escapes, bidirectional controls.
_HOSTILE = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"} | {
    code: f"\\u{code:04x}" for code in (*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
}


def neutralise(raw: bytes) -> str:
    """Decode what a target sent: UTF-8, anything else and any control character shown as an escape."""
    return raw.replace(b"\r\n", b"\n").decode("utf-8", "backslashreplace").translate(_HOSTILE)


@dataclass(frozen=True, slots=True)
class Output:
    """What one probe gave on one target; it began `offset` seconds into the script and took `seconds`."""

    command: str
    status: int
    stdout: bytes
    stderr: bytes = b""
    seconds: float = 0.0
    offset: float = 0.0
    truncated: bool = False  # standard output reached the probe's cap
    via: Via = "target"  # where it ran
    sealed: str = ""  # equal where the secrets that were cut are equal; by a key of one session, and never kept

    def text(self, *ok: int) -> str:
        """Give the neutralised standard output.

        Raises `Unreadable` when the exit status is not among `ok` (0 alone if none is given), or output was cut.
        """
        if self.truncated:
            raise Unreadable(reason("output_too_long", command=self.command))
        if self.status == TIMEOUT_STATUS and TIMEOUT_STATUS not in ok:
            raise Unreadable(reason("timed_out", command=self.command))
        if self.status in {126, 127} and self.status not in ok:
            raise Unreadable(reason(_TOOL_MISSING[self.via], command=self.command))
        if self.status not in (ok or (0,)):
            said = (neutralise(self.stderr).strip().splitlines() or [""])[0][:200]
            raise Unreadable(reason("command_failed", command=self.command, status=self.status, detail=said))
        return neutralise(self.stdout)

    def lines(self, *ok: int) -> list[str]:
        """Give the non-empty lines of `text`."""
        return [line for line in self.text(*ok).split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Missing:
    """A probe that gave nothing, and why (no sudo, host unreachable, cut short, …)."""

    command: str
    reason: Reason

    def text(self, *ok: int) -> str:
        """Raise `Unreadable`: there is nothing to read."""
        del ok
        raise Unreadable(self.reason)

    def lines(self, *ok: int) -> list[str]:
        """Raise `Unreadable`: there is nothing to read."""
        self.text(*ok)
        return []


Raw = Output | Missing
