"""The container of a bundle: a tar of which every byte follows from the names and contents of its files.

POSIX.1-1988 ustar, the very bytes of GNU tar with `--format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner
--mode=0644`: regular files alone, in the order of their names, times and owners 0. So nothing can hide in a header, in
the padding or behind the end, and an auditor makes the same bytes again with tar. Python's tarfile reads far more than
that, and writes the device fields differently from release to release: neither serves here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from inventories.reason import Reason, reason

BLOCK = 512
RECORD = 20 * BLOCK  # a tar's length is a multiple of this
LARGEST = 1 << 30  # bytes of one file
MOST = 1_000_000  # files
FIRST = b"README.txt\0"  # the file that every bundle begins with
_NAME = 100
_MAGIC = slice(257, 262)
_SIZE = slice(124, 136)
_CHECKSUM = slice(148, 156)
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """Where the content of a file stands. In bytes."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a tar by name, and what is wrong with the tar itself. `broken`: it could not be read to its end."""

    file: BinaryIO
    members: Mapping[str, Member]
    problems: tuple[Reason, ...]
    broken: bool

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the content of a file in pieces."""
        member = self.members[name]
        return _pieces(self.file, member.start, member.size)

    def content(self, name: str) -> bytes:
        """Give the content of a file; none where there is no such file."""
        return b"".join(self.chunks(name)) if name in self.members else b""


def header(name: str, size: int) -> bytes:
    """Give the header of a file, `name` in ASCII of 100 bytes at most. Raises ValueError for another name or size."""
    raw = name.encode("ascii")
    if not raw or len(raw) > _NAME or b"\0" in raw or not 0 <= size < 1 << 33:
        raise ValueError(name)
    block = bytearray(BLOCK)
    block[: len(raw)] = raw
    block[100:124] = b"0000644\0" + b"0000000\0" * 2  # mode, owner, group
    block[_SIZE] = b"%011o\0" % size
    block[136:148] = b"%011o\0" % 0  # time
    block[_CHECKSUM] = b" " * 8
    block[156:157] = b"0"  # a regular file
    block[257:265] = b"ustar\x0000"
    block[329:345] = b"0000000\0" * 2  # device
    block[_CHECKSUM] = b"%06o\0 " % sum(block)
    return bytes(block)


def write(file: BinaryIO, contents: Iterable[tuple[str, bytes]]) -> None:
    """Write a tar. The files come in the order of their names."""
    written = 0
    for name, content in contents:
        for piece in (header(name, len(content)), content, bytes(-len(content) % BLOCK)):
            written += file.write(piece)
    file.write(bytes(_end(written) - written))


def read(file: BinaryIO) -> Archive:
    """Find the files of a tar, and each byte of it that is not as written. Never raises for what stands in it."""
    size = file.seek(0, os.SEEK_END)
    members: dict[str, Member] = {}
    problems: list[Reason] = []
    at, last = 0, ""
    while (block := _block(file, at)) != bytes(BLOCK):
        name, length = _told(block)
        if not at and not block.startswith(FIRST) and block[_MAGIC] != b"ustar":
            return Archive(file, {}, (reason("bundle_is_none"),), broken=True)
        if not _as_written(block, name, length):
            problems.append(reason("bundle_header", at=at, file=shown(name)))
        end = at + BLOCK + (length or 0)
        if length is None or len(block) < BLOCK or end > size or len(members) >= MOST:
            problems.append(reason("bundle_unreadable_from", at=at))
            return Archive(file, members, tuple(problems), broken=True)
        if name in members:
            problems.append(reason("bundle_file_twice", file=shown(name)))
        elif name < last:
            problems.append(reason("bundle_file_order", file=shown(name)))
        if not _blank(file, end, -length % BLOCK):
            problems.append(reason("bundle_padding", at=end, file=shown(name)))
        members.setdefault(name, Member(at + BLOCK, length))
        last = max(last, name)
        at = end + -length % BLOCK
    if size != _end(at) or not _blank(file, at, size - at):
        problems.append(reason("bundle_end", at=at))
    return Archive(file, members, tuple(problems), broken=False)


def shown(name: str) -> str:
    """Give a name for a terminal: what does not print is escaped, and it is cut after 120 characters."""
    signs = (sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in name[:120])
    return "".join(signs)


def _end(written: int) -> int:
    """Give the length of a tar whose files take so many bytes: two empty blocks, then up to a whole record."""
    return -(-(written + 2 * BLOCK) // RECORD) * RECORD


def _block(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(BLOCK)


def _told(block: bytes) -> tuple[str, int | None]:
    """Give the name and the size that a header tells; no size where there is none that can be."""
    name = block[:_NAME].split(b"\0", 1)[0].decode("latin-1")
    digits = block[_SIZE].strip(b" \0")
    size = int(digits, 8) if digits and not digits.strip(b"01234567") else None
    return name, size


def _as_written(block: bytes, name: str, size: int | None) -> bool:
    try:
        return block == header(name, size or 0)
    except (ValueError, UnicodeEncodeError):
        return False


def _blank(file: BinaryIO, start: int, size: int) -> bool:
    return all(piece.count(0) == len(piece) for piece in _pieces(file, start, size))


def _pieces(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    while size > 0:
        file.seek(start)
        piece = file.read(min(size, _AT_ONCE))
        if not piece:
            return
        yield piece
        start, size = start + len(piece), size - len(piece)
