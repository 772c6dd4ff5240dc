"""What is cut from a section before it is stored, so that no file of ours holds a secret or a number of a person.

Hosts cut most secrets themselves, in the command that reads; network devices' are cut on reading, by the rules of each
platform. What is left in a host's output is cut here, and the personal numbers of both (第12条, 第18条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.redaction import mask_numbers
from scanners.platforms import DEVICES
from scanners.platforms.linux import secrets

CUT = " (cut)"  # behind the name of a policy file of which secrets or personal numbers were cut: the rest is kept
_DEVICES = frozenset(DEVICES)
# Digits are all alike, and so is whatever is no ASCII: a digit of another script counts as well.
_ALIKE = bytes(0x30 if 0x30 <= code <= 0x39 else min(code, 0x80) for code in range(256))
_SUSPECT = (b"0" * 11, b"0000-0000-0000", b"0000 0000 0000", b"\x80")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A section as it may be stored, and how many places were cut."""

    content: bytes
    count: int


def redacted(probe: str, content: bytes, family: str = "") -> Redacted:
    """Give a section as it may be stored. Bytes that are no text stay as they are.

    `family`: of the target; of a network device no secret is left to cut.
    """
    done = secrets.Cut(content, 0) if family in _DEVICES else secrets.cut(probe, content)
    pieces: list[bytes] = []
    numbers = at = 0
    for start, end in _suspect_lines(done.content):
        text, count = mask_numbers(done.content[start:end].decode("utf-8", "surrogateescape"))
        if count:
            pieces += (done.content[at:start], text.encode("utf-8", "surrogateescape"))
            at = end
            numbers += count
    return Redacted(b"".join((*pieces, done.content[at:])) if pieces else done.content, done.count + numbers)


def _suspect_lines(content: bytes) -> Iterator[tuple[int, int]]:
    """Give the lines in which a personal number may stand, for looking at every digit costs much more."""
    alike = content.translate(_ALIKE)
    hits = {word: alike.find(word) for word in _SUSPECT}
    while hits := {word: at for word, at in hits.items() if at >= 0}:
        first = min(hits.values())
        start = content.rfind(b"\n", 0, first) + 1
        end = content.find(b"\n", first)
        end = len(content) if end < 0 else end
        yield start, end
        hits = {word: alike.find(word, end) if at < end else at for word, at in hits.items()}
