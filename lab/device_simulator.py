"""Simulators of network devices on loopback: SSH and Telnet servers that play devices from data, many in one loop.

They answer as a device's command line does (prompt, echo, pager, privileged mode, banners), with what the data says for
each command; they are no device, and prove nothing about one. Every line that arrives is written down: what the data
does not know would have been a change, or a command that nobody allowed, and is a violation.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncssh

from lab.simulated_device import Conversation, Gone, Record, SimulatedDevice

_PATIENCE = 30  # seconds for starting and for stopping
_READ = 1 << 12


class _Server(asyncssh.SSHServer):
    """Lets in one user, by the ways that the device's data names."""

    def __init__(self, record: Record, connections: list[asyncssh.SSHServerConnection]) -> None:
        self._record = record
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection, so that stopping can end it."""
        self._connections.append(conn)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002  (asyncssh's name)
        """Say whether anything is asked for."""
        return "none" not in self._record.device.methods

    def password_auth_supported(self) -> bool:
        """Say so."""
        return "password" in self._record.device.methods

    def validate_password(self, username: str, password: str) -> bool:
        """Write the try down, and judge it."""
        self._record.secrets.append(password)
        return (username, password) == (self._record.device.user, self._record.device.password)

    def kbdint_auth_supported(self) -> bool:
        """Say so."""
        return "keyboard-interactive" in self._record.device.methods

    def get_kbdint_challenge(self, *_: str) -> Any:
        """Ask for one password."""
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        """Judge it as a password."""
        return self.validate_password(username, responses[0])


@dataclass(frozen=True)
class Playing:
    """Where a simulated device listens, its public host key line (SSH), and what it received."""

    name: str
    port: int
    host_key: str
    record: Record


class _Devices:
    """All devices of one loop."""

    def __init__(self, authorized_key: str) -> None:
        self._authorized = asyncssh.import_authorized_keys(authorized_key) if authorized_key else None
        self._servers: list[Any] = []
        self._connections: list[asyncssh.SSHServerConnection] = []
        # One key for all: making thousands would take longer than the tests.
        self._host_key = asyncssh.generate_private_key("ssh-ed25519")

    async def listen(self, name: str, device: SimulatedDevice) -> Playing:
        record = Record(device)
        if device.telnet:
            server = await asyncio.start_server(lambda r, w: _telnet(record, r, w), "127.0.0.1", 0)
            self._servers.append(server)
            return Playing(name, server.sockets[0].getsockname()[1], "", record)

        async def play(process: asyncssh.SSHServerProcess[bytes]) -> None:
            async def send(data: bytes) -> None:
                process.stdout.write(data)

            async def receive() -> bytes:
                return await process.stdin.read(_READ)

            with contextlib.suppress(asyncssh.Error, Gone, OSError):
                await Conversation(record, receive, send).run()
            if device.drops_after and record.sent >= device.drops_after:
                process.channel.get_connection().abort()
            else:
                process.exit(0)

        acceptor = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=lambda: _Server(record, self._connections),
            server_host_keys=[self._host_key],
            authorized_client_keys=self._authorized,
            process_factory=play,
            encoding=None,
            line_editor=False,
        )
        self._servers.append(acceptor)
        return Playing(name, acceptor.get_port(), self._host_key.export_public_key().decode().strip(), record)

    async def stop(self) -> None:
        """Close every port and connection, and end what still runs for one."""
        for server in self._servers:
            server.close()
        for connection in self._connections:
            connection.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        await asyncio.sleep(0)  # transports close at the loop's next turn


async def _telnet(record: Record, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Play a device over Telnet; it will echo, asks for the terminal's size, and takes option commands out."""
    writer.write(b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x1f\xff\xfd\x18")

    async def send(data: bytes) -> None:
        writer.write(data.replace(b"\xff", b"\xff\xff"))
        await writer.drain()

    commands = _without_commands(reader)

    async def receive() -> bytes:
        return await anext(commands, b"")

    conversation = Conversation(record, receive, send)
    try:
        with contextlib.suppress(Gone, OSError):
            if await conversation.log_in():
                await conversation.run()
    finally:
        writer.transport.abort()


async def _without_commands(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while byte := await reader.read(1):
        if byte != b"\xff":
            yield byte
            continue
        verb = await reader.read(1)
        if verb == b"\xfa":
            await reader.readuntil(b"\xff\xf0")
        elif verb in {b"\xfb", b"\xfc", b"\xfd", b"\xfe"}:
            await reader.read(1)


@contextlib.contextmanager
def simulate(devices: Mapping[str, SimulatedDevice], authorized_key: str = "") -> Iterator[dict[str, Playing]]:
    """Play every device on a loopback port of its own until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="devices", daemon=True)
    thread.start()
    playing = _Devices(authorized_key)

    async def start() -> dict[str, Playing]:
        return {name: await playing.listen(name, device) for name, device in devices.items()}

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(timeout=_PATIENCE)
    finally:
        asyncio.run_coroutine_threadsafe(playing.stop(), loop).result(timeout=_PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=_PATIENCE)
        loop.close()
