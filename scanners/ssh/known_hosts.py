"""Reading known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): tolerant of bad lines, strict about keys.

A line that cannot be understood is skipped and reported. A key marked `@revoked` is never accepted, even where another
line lists it. `@cert-authority` lines are recognised so that they can be reported; host certificates are not accepted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

DEFAULT_PORT = 22
_HASHED = "|1|"
_MARKERS = frozenset({"@revoked", "@cert-authority"})


class Verdict(StrEnum):
    """What known_hosts says about a key that a server showed."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that was not understood; line 0 means the whole file. `why` is a short code."""

    file: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class HostKey:
    """A public key: its type and its bytes on the wire."""

    kind: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint as ssh-keygen prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """All that the files say about one host."""

    keys: tuple[HostKey, ...] = ()
    revoked: frozenset[bytes] = frozenset()
    authorities: bool = False  # a @cert-authority line applies to the host
    elsewhere: tuple[HostKey, ...] = ()  # keys listed without the port: enough to accept, not to call a key changed

    def judge(self, key: HostKey) -> Verdict:
        """Compare a key the server showed, bytes for bytes."""
        if key.blob in self.revoked:
            return Verdict.REVOKED
        if key in self.keys or key in self.elsewhere:
            return Verdict.KNOWN
        return Verdict.CHANGED if self.keys else Verdict.UNKNOWN

    @property
    def kinds(self) -> tuple[str, ...]:
        """The key types to ask the server for, so that it shows a key that can be compared."""
        usable = [key.kind for key in (*self.keys, *self.elsewhere) if key.blob not in self.revoked]
        return tuple(dict.fromkeys(usable))


@dataclass(frozen=True, slots=True)
class _Entry:
    marker: str
    key: HostKey


def _parse_key(kind: str, text: str) -> HostKey | None:
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    name = kind.encode("ascii", "replace")
    return HostKey(kind, blob) if blob[:4] == len(name).to_bytes(4, "big") and blob[4 : 4 + len(name)] == name else None


def _pattern(text: str) -> re.Pattern[str]:
    """Only `*` and `?` are special; brackets belong to `[host]:port`."""
    # A run of stars is one star: many in a row would make matching slow.
    parts = (
        ".*" if part[0] == "*" else "." if part == "?" else re.escape(part)
        for part in re.findall(r"\*+|\?|[^*?]+", text)
    )
    return re.compile("".join(parts), re.DOTALL)


@dataclass(slots=True)
class _File:
    """The index of one file; keys are compared as bytes and never parsed further."""

    plain: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    patterns: list[tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...], _Entry]] = field(
        default_factory=list
    )
    hashed: list[tuple[bytes, bytes, _Entry]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, line: str) -> str:
        """Index one line; give a code when it was not understood."""
        words = line.split(None, 4)
        marker = words.pop(0) if words[0].startswith("@") else ""
        if marker and marker not in _MARKERS:
            return "marker_unknown"
        if len(words) < 3:
            return "fields_missing"
        key = _parse_key(words[1], words[2])
        if key is None:
            return "key_malformed"
        return self._add_names(words[0], _Entry(marker, key))

    def _add_names(self, names: str, entry: _Entry) -> str:
        if names.startswith("|"):
            parts = names.split("|")
            if not names.startswith(_HASHED) or len(parts) != 4:
                return "hash_unknown"
            try:
                salt, digest = base64.b64decode(parts[2], validate=True), base64.b64decode(parts[3], validate=True)
            except (binascii.Error, ValueError):
                return "hash_malformed"
            if len(digest) != hashlib.sha1(usedforsecurity=False).digest_size:
                return "hash_malformed"
            self.hashed.append((salt, digest, entry))
            return ""
        listed = [name for name in names.lower().split(",") if name]
        if any(mark in names for mark in "*?!"):
            allowed = tuple(_pattern(name) for name in listed if not name.startswith("!"))
            denied = tuple(_pattern(name[1:]) for name in listed if name.startswith("!"))
            self.patterns.append((allowed, denied, entry))
        else:
            for name in listed:
                self.plain[name].append(entry)
        return ""

    def find(self, name: str) -> list[_Entry]:
        """Give every entry that applies to a name."""
        found = list(self.plain.get(name, ()))
        found += [
            entry
            for allowed, denied, entry in self.patterns
            if any(one.fullmatch(name) for one in allowed) and not any(one.fullmatch(name) for one in denied)
        ]
        if self.hashed:
            raw = name.encode()
            # The file format prescribes HMAC-SHA-1; equality is no secret here.
            found += [entry for salt, digest, entry in self.hashed if hmac.digest(salt, raw, "sha1") == digest]
        return found


def _read(path: Path) -> _File:
    index = _File()
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return index
    except OSError as broken:
        index.skipped.append(Skipped(str(path), 0, f"unreadable_{broken.errno}"))
        return index
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = raw.decode("utf-8", "replace").strip()
        if line and not line.startswith("#") and (why := index.add(line)):
            index.skipped.append(Skipped(str(path), number, why))
    return index


def lookup_name(name: str, port: int) -> str:
    """Write a host as known_hosts does: the port stands in it unless it is 22."""
    return name.lower() if port == DEFAULT_PORT else f"[{name.lower()}]:{port}"


class KnownHosts:
    """The known_hosts files of this process: each is read once and then shared by all threads.

    `extra` files are consulted before those that ssh_config names for a host.
    """

    def __init__(self, *extra: Path) -> None:
        self._extra = extra
        self._files: dict[Path, _File] = {}
        self._lock = threading.Lock()

    def _index(self, path: Path) -> _File:
        with self._lock:
            if path not in self._files:
                self._files[path] = _read(path)
            return self._files[path]

    def find(self, name: str, port: int, files: tuple[Path, ...], *, alias: bool = False) -> KnownKeys:
        """Collect what the files say about a host. With `alias` the port is no part of the name."""
        indexes = [self._index(path) for path in dict.fromkeys((*self._extra, *files))]
        exact = lookup_name(name, DEFAULT_PORT if alias else port)
        bare = name.lower()
        entries = [entry for index in indexes for entry in index.find(exact)]
        # As ssh does: a key that is listed for the host without the port is accepted on another port too.
        portless = [entry for index in indexes for entry in index.find(bare)] if bare != exact else []
        return KnownKeys(
            keys=_unmarked(entries),
            revoked=frozenset(entry.key.blob for entry in (*entries, *portless) if entry.marker == "@revoked"),
            authorities=any(entry.marker == "@cert-authority" for entry in entries),
            elsewhere=_unmarked(portless),
        )

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The lines that were not understood in the files read so far."""
        with self._lock:
            return tuple(line for index in self._files.values() for line in index.skipped)


def _unmarked(entries: list[_Entry]) -> tuple[HostKey, ...]:
    return tuple(dict.fromkeys(entry.key for entry in entries if not entry.marker))
