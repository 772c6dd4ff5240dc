"""The ledger: one line of JSON for each event, which names the SHA-256 of the line before it. Pure.

An entry's text is what is hashed and signed, byte for byte. Its keys are sorted, it has no spaces between them, and it
ends in a newline.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

FIRST = "0" * 64  # what the first entry names as the one before it

Kind = Literal["run", "approval", "pruning", "remediation"]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One event. `content`: SHA-256 of what it is about: a run's manifest, an approval, a list of what was pruned,
    a repair (once when it begins, once when it ends).

    `time` is ISO 8601 with zone, by the ops host's clock; `key`: fingerprint of the key that signs, empty for none.
    """

    number: Annotated[int, Meta(ge=1)]
    kind: Kind
    run: str
    content: Digest
    previous: Digest
    time: str
    key: str


def text_of(entry: Entry) -> str:
    """Give the text of an entry."""
    return msgspec.json.encode(entry, order="sorted").decode() + "\n"


def digest(text: str) -> str:
    """Give the SHA-256 of an entry's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Entry | None:
    """Give an entry from its text; None where it is none, or not written as we write it."""
    try:
        entry = msgspec.json.decode(text, type=Entry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return entry if text_of(entry) == text else None
