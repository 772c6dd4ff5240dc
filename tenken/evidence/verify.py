"""Whether evidence is as it was signed: what was changed, is missing, was added or stands elsewhere, each by its name.

What both ways of checking share: a bundle in `verify_bundle`, the store itself in `verify_store`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inventories.reason import Reason, reason
from tenken.evidence.checking import Trust
from tenken.evidence.signing import verified


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `notes`: what is no fault but must be told; `keys`: fingerprints of the keys that signed."""

    problems: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    runs: tuple[str, ...]
    heads: Mapping[int, str]
    keys: tuple[str, ...]


class Head(Protocol):
    """An entry of the ledger as somebody outside knows it: its number, and its SHA-256."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def sha256(self) -> str:
        """Its SHA-256."""


def compare_heads(known: Iterable[Head], heads: Mapping[int, str]) -> tuple[Reason, ...]:
    """Compare a ledger with what is known of it elsewhere: entries that were dropped, and that were written anew.

    Whoever holds the key can sign a whole other ledger, in which nothing contradicts itself; this alone tells.
    """
    last = max(heads, default=0)
    problems: list[Reason] = []
    for number, sha256 in sorted({(head.number, head.sha256) for head in known}):
        found = heads.get(number)
        if found is None:
            problems.append(reason("ledger_dropped", number=number, sha256=sha256, last=last))
        elif found != sha256:
            problems.append(reason("ledger_rewritten", number=number, sha256=sha256, found=found))
    return tuple(problems)


@contextmanager
def trusting(signers: bytes) -> Iterator[Trust]:
    """Give what tells signatures by these signers, lines as of an allowed_signers file (ssh-keygen(1))."""
    with tempfile.NamedTemporaryFile("wb", prefix="tenken-", suffix=".signers") as file:
        file.write(signers)
        file.flush()
        yield lambda text, signature, purpose: verified(text, signature, Path(file.name), purpose)
