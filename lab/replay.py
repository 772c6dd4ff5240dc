"""SSH servers on loopback that play recorded hosts: for the demo and for tests, never for a verdict about a real host.

A replay server reads the very collector script that the scanner sends, takes each section's exact command out of it,
and answers with what the recording holds for that command; one that was not recorded is answered as not there.
With no recording it runs the script for real, as the current user: that is how the demo scans this very machine.
A replay keeps the ages of package lists as they were recorded; certificates cannot be shifted and grow old.

Recordings are made by `python -m lab.record`, as root; a changed probe needs new ones.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import re
import shlex
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import asyncssh
import msgspec

_PATIENCE = 30  # seconds for starting and for stopping a server; both take a moment


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one command gave when it was recorded.

    `binary` (base64) stands in where output is no UTF-8 text; `skipped` is the collector's word for not having run it.
    """

    status: int
    stdout: str = ""
    stderr: str = ""
    binary: str = ""
    skipped: str = ""

    def payload(self, logins: Mapping[int, int], shift: int) -> str:
        """Give the section's payload as the collector's framing writes it; `shift`: see `_as_old_as_recorded`."""
        text = _as_old_as_recorded(_with_ports(self.stdout, logins), shift)
        raw = base64.b64decode(self.binary) if self.binary else text.encode()
        said = f"<{base64.b64encode(self.stderr.encode()).decode()}>" if self.stderr else ""
        return f"!{self.status}!{said}{base64.b64encode(raw).decode()}."


_NOT_RECORDED = Answer(status=127, stderr="not recorded")


class Recording(msgspec.Struct, frozen=True):
    """One recorded host: what it said of itself, and its answer to each exact command.

    `login_port` is the client port of the recorded session: a log server of the fleet has seen it. `recorded` is the
    time of recording, epoch seconds.
    """

    description: str
    family: str
    os_id: str
    hostname: str
    login_port: int
    recorded: int
    answers: dict[str, Answer]


def load_recording(path: Path) -> Recording:
    """Read a recording file; raises msgspec.ValidationError on one that is not of this form."""
    return msgspec.json.decode(path.read_bytes(), type=Recording)


_LOGIN = re.compile(r"(?<= port )\d+(?= ssh2)")
_PUBLISHED = re.compile(r"(?<=:Date: ).+$|(?<=<timestamp>)\d+$", re.MULTILINE)
# Up to where the next one begins: a command may itself hold lines that look like its end.
_SECTION = re.compile(
    r"^p(\d+)\(\) \{ ([sr]) \d+ \d+ \d+ (.*?); \}(?=\n(?:p\d+\(\) \{|case \$O in))", re.MULTILINE | re.DOTALL
)


def _with_ports(text: str, logins: Mapping[int, int]) -> str:
    """Put the client ports of now in the place of the recorded ones: a log server has seen the logins of this scan."""
    return _LOGIN.sub(lambda found: str(logins.get(int(found[0]), found[0])), text)


def _as_old_as_recorded(text: str, shift: int) -> str:
    """Move the times at which package lists were published (Release files, repomd.xml) by `shift` seconds.

    This is a replay and no host's true state: moved by the time that has passed since the recording, a list is as old
    as it was then, and the verdict on its age is that of the recorded host.
    """

    def moved(found: re.Match[str]) -> str:
        if found[0].isdigit():
            return str(int(found[0]) + shift)
        return formatdate(parsedate_to_datetime(found[0]).timestamp() + shift, usegmt=True)

    return _PUBLISHED.sub(moved, text)


def replay(script: str, recording: Recording, client_port: int, logins: Mapping[int, int], now: int) -> str:
    """Give what the recorded host would send for this collector script; nothing for any other text.

    `logins` gives the client port of now for each recorded one; `now` is the time of the replay, epoch seconds.
    """
    nonce = re.search(r"^N=([0-9a-f]+)$", script, re.MULTILINE)
    branch = re.search(rf"^{recording.family}\)\n(.*?)\n;;$", script, re.MULTILINE | re.DOTALL)
    if nonce is None or branch is None:
        return ""
    mark = nonce[1]
    skipped = re.search(r" D=(\w*);", script)
    sections = {number: (kind == "r", shlex.split(quoted)[0]) for number, kind, quoted in _SECTION.findall(script)}
    sent = [
        f"{mark} begin {recording.family} {recording.os_id} 1000 0.00",
        f"{mark} peer 127.0.0.1 {client_port} 127.0.0.1 22",
        f"{mark} name {recording.hostname}",
    ]
    for number in re.findall(r"^p(\d+)$", branch[1], re.MULTILINE):
        root, command = sections[number]
        answer = recording.answers.get(f"sudo -n {command}" if root else command, _NOT_RECORDED)
        if root and skipped is not None and skipped[1]:
            sent.append(f"{mark} {number} skip {skipped[1]}")
        elif answer.skipped:
            sent.append(f"{mark} {number} skip {answer.skipped}")
        else:
            payload = answer.payload(logins, now - recording.recorded)
            sent.append(f"{payload}\n{mark} {number} 0.00 0.01 {len(payload)}")
    return "\n".join([*sent, f"{mark} end", ""])


@dataclass(frozen=True, slots=True)
class Served:
    """Where one host of the fleet listens, and its public host key line."""

    name: str
    port: int
    host_key: str


@dataclass(slots=True)
class _Fleet:
    """The servers of one fleet, all on one event loop."""

    authorized_key: str
    logins: dict[int, int] = field(default_factory=dict)
    acceptors: list[asyncssh.SSHAcceptor] = field(default_factory=list)

    async def listen(self, name: str, recording: Recording | None) -> Served:
        """Serve one host on a free port of the loopback interface."""
        host_key = asyncssh.generate_private_key("ssh-ed25519")

        async def answer(process: asyncssh.SSHServerProcess[bytes]) -> None:
            await (_run_here(process) if recording is None else self._play(process, recording))

        acceptor = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(self.authorized_key),
            process_factory=answer,
            encoding=None,
        )
        self.acceptors.append(acceptor)
        return Served(name, acceptor.get_port(), host_key.export_public_key().decode().strip())

    async def _play(self, process: asyncssh.SSHServerProcess[bytes], recording: Recording) -> None:
        script = (await process.stdin.read()).decode()
        client_port = int(process.get_extra_info("peername")[1])
        self.logins[recording.login_port] = client_port
        process.stdout.write(replay(script, recording, client_port, self.logins, int(time.time())).encode())
        process.exit(0)

    async def stop(self) -> None:
        """Close every port and session, and end what still runs for one."""
        for acceptor in self.acceptors:
            acceptor.close()
            await acceptor.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _run_here(process: asyncssh.SSHServerProcess[bytes]) -> None:
    """Run the command that was sent, as sshd would: through a shell, told where the session comes from."""
    address, port = process.get_extra_info("peername")[:2]
    here, own_port = process.get_extra_info("sockname")[:2]
    pipe = asyncio.subprocess.PIPE
    script = await process.stdin.read()
    shell = await asyncio.create_subprocess_exec(
        "/bin/sh",
        "-c",
        process.command or ":",
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env={**os.environ, "SSH_CONNECTION": f"{address} {port} {here} {own_port}"},
        start_new_session=True,  # Ctrl-C is for the scanner, which then closes the session
    )
    try:
        stdout, stderr = await shell.communicate(script)
        process.stdout.write(stdout)
        process.stderr.write(stderr)
        process.exit(shell.returncode or 0)
    finally:
        if shell.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
            await shell.wait()


@contextlib.contextmanager
def serve(hosts: Mapping[str, Recording | None], authorized_key: str) -> Iterator[tuple[Served, ...]]:
    """Serve every host on a loopback port of its own until the block ends; `authorized_key` is the one key let in.

    A host without a recording is this machine itself, as the current user.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="replay", daemon=True)
    thread.start()
    fleet = _Fleet(authorized_key)

    async def start() -> tuple[Served, ...]:
        return tuple([await fleet.listen(name, recording) for name, recording in hosts.items()])

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(timeout=_PATIENCE)
    finally:
        asyncio.run_coroutine_threadsafe(fleet.stop(), loop).result(timeout=_PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=_PATIENCE)
        loop.close()
