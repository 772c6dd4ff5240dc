"""Keys that an SSH agent holds (draft-ietf-sshm-ssh-agent): listed once, asked to sign for one login each."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

import paramiko

_REQUEST_IDENTITIES, _IDENTITIES_ANSWER, _SIGN_REQUEST, _SIGN_RESPONSE = 11, 12, 13, 14
_FLAGS = {"rsa-sha2-256": 2, "rsa-sha2-512": 4}
_ANSWER_CAP = 1 << 20  # bytes
_TIMEOUT = 10.0  # seconds; a login has a deadline of its own beside


class AgentError(OSError):
    """The agent did not answer as an agent does."""


def _text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _exactly(conn: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = conn.recv(size - len(data))
        if not more:
            lost = "agent closed the connection"
            raise AgentError(lost)
        data += more
    return data


def _ask(path: str, request: bytes, answer: int) -> paramiko.Message:
    """Send one request over a connection of its own, so that threads need no lock."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as conn:
        conn.settimeout(_TIMEOUT)
        conn.connect(path)
        conn.sendall(_text(request))
        size = int.from_bytes(_exactly(conn, 4), "big")
        if not 0 < size <= _ANSWER_CAP:
            odd = "answer of an impossible size"
            raise AgentError(odd)
        reply = _exactly(conn, size)
    if reply[0] != answer:
        refused = "agent refused"
        raise AgentError(refused)
    return paramiko.Message(reply[1:])


class AgentKey(paramiko.PKey):
    """A key of which only the agent has the private half."""

    def __init__(self, path: str, blob: bytes) -> None:
        super().__init__()
        self.public_blob = None
        self._path = path
        self._blob = blob

    def get_name(self) -> str:
        """Give the key type."""
        return paramiko.Message(self._blob).get_text()

    def asbytes(self) -> bytes:
        """Give the public key as it is on the wire."""
        return self._blob

    @property
    def _fields(self) -> tuple[str, bytes]:
        return self._path, self._blob

    def can_sign(self) -> bool:
        """Tell that this is a private key."""
        return True

    def sign_ssh_data(self, data: bytes, algorithm: str | None = None) -> paramiko.Message:
        """Have the agent sign."""
        flags = _FLAGS.get((algorithm or "").removesuffix("-cert-v01@openssh.com"), 0)
        request = bytes([_SIGN_REQUEST]) + _text(self._blob) + _text(data) + struct.pack(">I", flags)
        try:
            return paramiko.Message(_ask(self._path, request, _SIGN_RESPONSE).get_binary())
        except OSError as broken:
            raise paramiko.SSHException(str(broken)) from broken


@dataclass(frozen=True, slots=True)
class Agent:
    """The agent at one socket."""

    path: str

    def blobs(self) -> tuple[bytes, ...]:
        """List the public keys; an agent that cannot be asked has none."""
        try:
            answer = _ask(self.path, bytes([_REQUEST_IDENTITIES]), _IDENTITIES_ANSWER)
        except OSError:
            return ()
        found: list[bytes] = []
        for _ in range(min(answer.get_int(), 1000)):
            found.append(answer.get_binary())
            answer.get_binary()  # the comment
        return tuple(found)

    def key(self, blob: bytes) -> AgentKey:
        """Give the key that signs through this agent."""
        return AgentKey(self.path, blob)
