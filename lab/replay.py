"""SSH servers on loopback that play recorded hosts: for the demo and for tests, never for a verdict about a real host.

A replay server reads the very collector script that the scanner sends, takes each section's exact command out of it,
and answers with what the recording holds for that command; one that was not recorded is answered as not recorded.
With no recording it runs the script for real, as the current user: that is how the demo scans this very machine.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import shlex
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import msgspec


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one command gave when it was recorded; `binary` (base64) stands in where output is no UTF-8 text."""

    status: int
    stdout: str = ""
    stderr: str = ""
    binary: str = ""
    skipped: str = ""

    def payload(self) -> str:
        """Give the section's payload as the collector's framing writes it."""
        raw = base64.b64decode(self.binary) if self.binary else self.stdout.encode()
        said = f"<{base64.b64encode(self.stderr.encode()).decode()}>" if self.stderr else ""
        refused = "~" if self.skipped else ""
        return f"!{self.status}!{said}{refused}{base64.b64encode(raw).decode()}."


class Recording(msgspec.Struct, frozen=True):
    """One recorded host: what it said of itself, and its answer to each exact command."""

    description: str
    family: str
    os_id: str
    hostname: str
    answers: dict[str, Answer]


def load_recording(path: Path) -> Recording:
    """Read a recording file; raises msgspec.ValidationError on one that is not of this form."""
    return msgspec.json.decode(path.read_bytes(), type=Recording)


_SECTION = re.compile(r"^p(\d+)\(\) \{ ([sr]) \d+ \d+ \d+ (.*?); \}$", re.MULTILINE | re.DOTALL)


def replay(script: str, recording: Recording, client_port: int) -> str:
    """Give what the recorded host would send for this collector script."""
    nonce = re.search(r"^N=([0-9a-f]+)$", script, re.MULTILINE)
    branch = re.search(rf"^{recording.family}\)\n(.*?)\n;;$", script, re.MULTILINE | re.DOTALL)
    if nonce is None or branch is None:
        return ""
    mark = nonce[1]
    commands = {
        number: ("sudo -n " if kind == "r" else "") + shlex.split(quoted)[0]
        for number, kind, quoted in _SECTION.findall(script)
    }
    sent = [
        f"{mark} begin {recording.family} {recording.os_id} 1000 0.00",
        f"{mark} peer 127.0.0.1 {client_port} 127.0.0.1 22",
        f"{mark} name {recording.hostname}",
    ]
    for number in re.findall(r"^p(\d+)$", branch[1], re.MULTILINE):
        answer = recording.answers.get(commands[number])
        if answer is None:
            sent.append(f"{mark} {number} skip not_recorded")
        elif answer.skipped:
            sent.append(f"{mark} {number} skip {answer.skipped}")
        else:
            payload = answer.payload()
            sent.append(f"{payload}\n{mark} {number} 0.00 0.01 {len(payload)}")
    return "\n".join([*sent, f"{mark} end", ""])


@dataclass(frozen=True, slots=True)
class Served:
    """Where one host of the fleet listens, and its public host key line."""

    name: str
    port: int
    host_key: str


async def _answer(process: asyncssh.SSHServerProcess[bytes], recording: Recording | None) -> None:
    if recording is None:
        pipe = asyncio.subprocess.PIPE
        shell = await asyncio.create_subprocess_exec("/bin/sh", "-s", stdin=pipe, stdout=pipe, stderr=pipe)
        await process.redirect(stdin=shell.stdin, stdout=shell.stdout, stderr=shell.stderr)
        process.exit(await shell.wait())
        return
    script = (await process.stdin.read()).decode()
    _address, client_port = process.get_extra_info("peername")[:2]
    process.stdout.write(replay(script, recording, client_port).encode())
    process.exit(0)


@contextlib.contextmanager
def serve(hosts: Mapping[str, Recording | None], authorized_key: str) -> Iterator[tuple[Served, ...]]:
    """Serve every host on a loopback port of its own until the block ends; `authorized_key` is the one key let in.

    A host without a recording is this machine itself, as the current user.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="replay", daemon=True)
    thread.start()
    keys = asyncssh.import_authorized_keys(authorized_key)

    async def listen(recording: Recording | None) -> tuple[asyncssh.SSHAcceptor, str]:
        host_key = asyncssh.generate_private_key("ssh-ed25519")
        acceptor = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            authorized_client_keys=keys,
            process_factory=lambda process: _answer(process, recording),
            encoding=None,
        )
        return acceptor, host_key.export_public_key().decode().strip()

    acceptors = []
    try:
        served = []
        for name, recording in hosts.items():
            acceptor, host_key = asyncio.run_coroutine_threadsafe(listen(recording), loop).result(timeout=30)
            acceptors.append(acceptor)
            served.append(Served(name, acceptor.get_port(), host_key))
        yield tuple(served)
    finally:
        for acceptor in acceptors:
            loop.call_soon_threadsafe(acceptor.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
