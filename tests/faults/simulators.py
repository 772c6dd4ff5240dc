"""Servers that misbehave on purpose: simulators, no SSH server of anybody's."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
from paramiko.common import AUTH_FAILED

Handler = Callable[[socket.socket, threading.Event], None]


@contextlib.contextmanager
def simulator(handle: Handler) -> Iterator[int]:
    """Serve each connection with `handle(connection, stop)` in a thread; gives the port."""
    stop = threading.Event()
    threads: list[threading.Thread] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            handle(connection, stop)

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        stop.set()
        acceptor.join()
        for thread in threads:
            thread.join()
        server.close()


@contextlib.contextmanager
def blackhole_simulator() -> Iterator[int]:
    """A port whose queue is full: Linux drops further SYNs, as a filter would."""
    with socket.socket() as server, contextlib.ExitStack() as fillers:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(server.getsockname())
        yield int(server.getsockname()[1])


def says(data: bytes) -> Handler:
    """Say something once, then nothing."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(data)
        stop.wait()

    return handle


def closes_after(data: bytes) -> Handler:
    """Say something and hang up."""
    return lambda connection, _stop: connection.sendall(data)


def repeats(data: bytes) -> Handler:
    """Say the same for ever."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        while not stop.is_set():
            connection.sendall(data)

    return handle


def stalls_login(host_key: Path) -> Handler:
    """Exchange keys like a server and never answer the login."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        class Undecided(paramiko.ServerInterface):
            def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
                del username, key
                stop.wait()
                return AUTH_FAILED

        with paramiko.Transport(connection) as transport:
            transport.add_server_key(paramiko.Ed25519Key.from_private_key_file(str(host_key)))
            transport.start_server(threading.Event(), Undecided())
            stop.wait()

    return handle


def relays(port: int, after: int, then: str) -> Handler:
    """Pass bytes to a real server until `after` bytes came back; then `reset` the connection or go `silent`."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            upstream.settimeout(0.05)
            connection.settimeout(0.05)
            passed = 0
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    upstream.sendall(connection.recv(1 << 16))
                with contextlib.suppress(TimeoutError):
                    data = upstream.recv(4096)
                    passed += len(data)
                    if passed > after:
                        break
                    connection.sendall(data)
            if then == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            stop.wait()

    return handle
