"""What a login is tried with: private keys, user certificates, the agent. Each key is loaded once.

A login is one attempt: exactly the configured keys, or what ssh would find, at most three. A server counts every key it
is offered, and a shared directory locks out early. Passwords are for network devices alone, and not kept here.
"""

from __future__ import annotations

import base64
import binascii
import copy
import hmac
import io
import os
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import SSHCertificate, SSHCertificateType

from inventories.reason import Reason, reason
from scanners.ssh.agent import Agent
from scanners.ssh.known_hosts import HostKey
from scanners.ssh.target import DEFAULT_IDENTITIES, SessionError

MAX_KEYS = 3
_MAGIC = b"openssh-key-v1\0"

AskPassphrase = Callable[[Path], str | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One key to log in with; `label` is its type and fingerprint."""

    label: str
    key: paramiko.PKey


def _fields(data: bytes, count: int) -> list[bytes]:
    found, place = [], 0
    for _ in range(count):
        (size,) = struct.unpack_from(">I", data, place)
        found.append(data[place + 4 : place + 4 + size])
        place += 4 + size
    return found


def _container(content: bytes) -> tuple[bool, bytes] | None:
    """Look into an OpenSSH private key without its passphrase: whether it is encrypted, and the public key."""
    lines = content.split(b"\n")
    try:
        data = base64.b64decode(b"".join(line for line in lines if line and not line.startswith(b"-----")))
        if not data.startswith(_MAGIC):
            return None
        cipher, _, options = _fields(data[len(_MAGIC) :], 3)
        after = len(_MAGIC) + 12 + len(cipher) + len(_) + len(options) + 4
        (public,) = _fields(data[after:], 1)
    except (binascii.Error, struct.error, ValueError):
        return None
    return cipher != b"none", public


def _public_line(path: Path) -> bytes | None:
    """Read a public key in its one-line form."""
    try:
        words = path.read_text("utf-8", "replace").split(None, 2)
        return base64.b64decode(words[1], validate=True) if len(words) > 1 else None
    except (OSError, binascii.Error, ValueError):
        return None


def _label(blob: bytes) -> str:
    kind = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode("ascii", "replace")
    return f"{kind} {HostKey(kind, blob).fingerprint}"


class Credentials:
    """The credentials of this process, shared by all threads.

    `ask_passphrase` is called at most once for a key, `passphrase_file` holds one passphrase on its first line.
    `agent` is the agent's socket, by default the one that SSH_AUTH_SOCK names; empty for none.
    """

    def __init__(
        self,
        *,
        ask_passphrase: AskPassphrase | None = None,
        passphrase_file: Path | None = None,
        agent: str | None = None,
    ) -> None:
        path = os.environ.get("SSH_AUTH_SOCK", "") if agent is None else agent
        self._ask = ask_passphrase
        self._passphrase_file = passphrase_file
        self._agent = Agent(path) if path else None
        self._agent_blobs: tuple[bytes, ...] | None = None
        self._keys: dict[Path, paramiko.PKey | Reason] = {}
        self._lock = threading.RLock()
        self._marking = os.urandom(32)

    def label(self, user: str, identity_files: tuple[Path, ...], *, password: str = "") -> str:
        """Name the credential for the rule that a refused login is not repeated elsewhere; holds no secret.

        Equal passwords have equal marks, which nobody can compute outside this process.
        """
        if password:
            mark = hmac.digest(self._marking, f"{user}\0{password}".encode(), "sha256").hex()[:12]
            return " ".join([user, "password", mark])
        blobs = [self._public(path) for path in identity_files]
        shown = [_label(blob) if blob else str(path) for path, blob in zip(identity_files, blobs, strict=True)]
        return " ".join([user, *(shown or ["default keys"])])

    def offers(
        self, identity_files: tuple[Path, ...], certificate_files: tuple[Path, ...], *, explicit: bool
    ) -> tuple[Offer, ...]:
        """Give the keys to offer, in order. Raises `SessionError` when there is nothing to log in with."""
        paths = identity_files if explicit else self._default_files(identity_files)
        found: list[Offer] = []
        problems: list[Reason] = []
        for path in paths[:MAX_KEYS]:
            try:
                found.append(self._offer(path, certificate_files))
            except SessionError as stop:
                problems.append(stop.reason)
        if not paths and not explicit and self._agent:
            found = [Offer(_label(blob), self._agent.key(blob)) for blob in self._agent_keys()[:MAX_KEYS]]
        if not found:
            raise SessionError(problems[0] if problems else reason("no_credentials"), "credentials")
        return tuple(found)

    @staticmethod
    def _default_files(identity_files: tuple[Path, ...]) -> tuple[Path, ...]:
        home = Path.home() / ".ssh"
        names = identity_files or tuple(home / name for name in DEFAULT_IDENTITIES)
        return tuple(path for path in names if path.is_file())

    def _agent_keys(self) -> tuple[bytes, ...]:
        with self._lock:
            if self._agent_blobs is None:
                self._agent_blobs = self._agent.blobs() if self._agent else ()
            return self._agent_blobs

    def _public(self, path: Path) -> bytes | None:
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        inside = _container(content)
        return inside[1] if inside else _public_line(path) or _public_line(Path(f"{path}.pub"))

    def _offer(self, path: Path, certificate_files: tuple[Path, ...]) -> Offer:
        with self._lock:  # one thread loads, so that nobody is asked twice
            loaded = self._keys.get(path)
            if loaded is None:
                loaded = self._load_or_reason(path)
                self._keys[path] = loaded
        if isinstance(loaded, Reason):
            raise SessionError(loaded, "credentials")
        public = loaded.asbytes()
        for file in (*certificate_files, Path(f"{path}-cert.pub")):
            if _certifies(file, public):
                certified = copy.copy(loaded)
                certified.load_certificate(str(file))
                return Offer(_label(public) + " (certificate)", certified)
        return Offer(_label(public), loaded)

    def _load_or_reason(self, path: Path) -> paramiko.PKey | Reason:
        public = self._public(path)
        if self._agent and public and public in self._agent_keys():
            return self._agent.key(public)
        try:
            return self._load(path)
        except SessionError as stop:
            return stop.reason

    def _load(self, path: Path) -> paramiko.PKey:
        try:
            mode = path.stat().st_mode
            content = path.read_bytes()
        except OSError as broken:
            raise _unusable("key_unreadable", path, detail=broken.strerror or "") from broken
        if mode & 0o077:
            raise _unusable("key_permissions", path, mode=f"{mode & 0o777:04o}")
        inside = _container(content)
        encrypted = inside[0] if inside else b"ENCRYPTED" in content
        passphrase = self._passphrase(path) if encrypted else None
        read = serialization.load_ssh_private_key if inside else serialization.load_pem_private_key
        try:
            key = read(content, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as broken:
            raise _unusable("key_passphrase_wrong" if encrypted else "key_unsupported", path) from broken
        kinds: list[tuple[type, type[paramiko.PKey]]] = [
            (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
            (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
            (rsa.RSAPrivateKey, paramiko.RSAKey),
        ]
        kind = next((ours for theirs, ours in kinds if isinstance(key, theirs)), None)
        if kind is None:
            raise _unusable("key_unsupported", path)
        # paramiko reads fewer file formats than cryptography: hand it the one it surely knows.
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
        return kind.from_private_key(io.StringIO(plain.decode()))

    def _passphrase(self, path: Path) -> bytes:
        given: str | None = None
        if self._passphrase_file is not None:
            try:
                given = self._passphrase_file.read_text("utf-8").split("\n")[0].rstrip("\r")
            except (OSError, UnicodeDecodeError) as broken:
                raise _unusable("passphrase_file_unreadable", self._passphrase_file) from broken
        elif self._ask is not None:
            given = self._ask(path)
        if not given:
            raise _unusable("key_passphrase_missing", path)
        return given.encode()


def _unusable(code: str, path: Path, **values: str) -> SessionError:
    return SessionError(reason(code, file=str(path), **values), "credentials")


def _certifies(file: Path, public: bytes) -> bool:
    """Tell whether a file is a user certificate for this key that holds now."""
    try:
        certificate = serialization.load_ssh_public_identity(file.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        return False
    if not isinstance(certificate, SSHCertificate) or certificate.type is not SSHCertificateType.USER:
        return False
    line = certificate.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    same = base64.b64decode(line.split()[1]) == public
    return same and certificate.valid_after <= time.time() < certificate.valid_before
