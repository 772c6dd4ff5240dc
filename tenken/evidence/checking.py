"""What evidence must be like, wherever it lies: the chain, the list of digests, what a run refers to. Pure."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from checks.approval import Approval
from checks.run import CommandRecord
from inventories.reason import Reason, reason
from tenken.evidence import ledger
from tenken.evidence.archive import shown
from tenken.evidence.sealing import Manifest
from tenken.evidence.signing import LEDGER, fingerprint, public_key

Trust = Callable[[bytes, str, str], bool]  # whether a signature of a text, for a purpose, is by a key that is trusted
Absence = Literal["never-kept", "removed", "missing", "other-run"]

LARGEST = 1 << 30  # bytes of one content, unpacked
_SUM = re.compile(r"([0-9a-f]{64})  ([!-~]+)")
_ABSENT = re.compile(r"([0-9a-f]{64})  (never-kept|removed|missing|other-run)  ([^\n]*)")
# Bound by digest alone: approved configurations may hold secrets, and the tool's own files are the release's.
_NEVER_KEPT = ("policy/golden/", "policy/checks/")
# What a run was judged with, and what entries are about: no time after which it is removed.
_KEPT_FOR_GOOD = ("policy/", "inventory/", "approval ", "pruning ", "remediation ")
_manifest = msgspec.json.Decoder(Manifest).decode
_approval = msgspec.json.Decoder(Approval).decode


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the ledger as it lies somewhere; `place` is where."""

    place: str
    text: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The ledger as far as it can be read. `heads`: the SHA-256 of each entry, by its number."""

    entries: tuple[ledger.Entry, ...]
    heads: Mapping[int, str]
    keys: tuple[str, ...]
    problems: tuple[Reason, ...]


def check_chain(links: Sequence[Link], trusted: Trust) -> Chain:
    """Check the entries in their order: numbers from 1 without a gap, each naming the one before it, each signed."""
    entries: list[ledger.Entry] = []
    heads: dict[int, str] = {}
    problems: list[Reason] = []
    sealed: set[str] = set()
    number, previous = 1, ledger.FIRST
    for link in links:
        entry = _entry(link.text)
        digest = hashlib.sha256(link.text).hexdigest()
        if not trusted(link.text, link.signature, LEDGER):
            problems.append(reason("signature_invalid", place=link.place))
        if entry is None:
            problems.append(reason("ledger_unreadable", place=link.place))
        else:
            problems += _against(link, entry, number, previous)
            if entry.kind == "run" and entry.run in sealed:
                problems.append(reason("ledger_run_twice", place=link.place, run=shown(entry.run)))
            sealed |= {entry.run} if entry.kind == "run" else set()
            entries.append(entry)
            heads[entry.number] = digest
            number = entry.number
        number, previous = number + 1, digest
    return Chain(tuple(entries), heads, keys_of(link.signature for link in links), tuple(problems))


def keys_of(signatures: Iterable[str]) -> tuple[str, ...]:
    """Give the fingerprints of the keys that signatures name."""
    named = dict.fromkeys(public_key(one) for one in dict.fromkeys(signatures))
    return tuple(fingerprint(key.split()[1]) for key in named if key)


def _entry(text: bytes) -> ledger.Entry | None:
    try:
        return ledger.read(text.decode())
    except UnicodeDecodeError:
        return None


def _against(link: Link, entry: ledger.Entry, number: int, previous: str) -> Iterator[Reason]:
    if entry.number != number:
        yield reason("ledger_number", place=link.place, found=entry.number, expected=number)
    if entry.previous != previous:
        yield reason("ledger_previous", place=link.place)
    if (entry.key,) != keys_of([link.signature]):
        yield reason("signature_other_key", place=link.place, expected=shown(entry.key) or "-")


def sums_of(digests: Iterable[tuple[str, str]]) -> bytes:
    """Give the text of SHA256SUMS as sha256sum reads it, from names in order and their digests."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests).encode("ascii")


def read_sums(text: bytes) -> dict[str, str] | None:
    """Give the digests of SHA256SUMS by name; None where it is not written as we write it."""
    found = [_SUM.fullmatch(line) for line in text.decode("latin-1").split("\n")[:-1]]
    named = {match[2]: match[1] for match in found if match}
    return named if sums_of(sorted(named.items())) == text else None


def read_manifest(text: bytes) -> Manifest | None:
    """Give a manifest; None where it is none."""
    try:
        return _manifest(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def read_approval(text: bytes) -> Approval | None:
    """Give an approval; None where it is none."""
    try:
        return _approval(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def removals(entries: Iterable[ledger.Entry], content: Callable[[str], bytes]) -> dict[str, int]:
    """Give, for each digest that entries tell as removed, the number of the last of them.

    What a run names can be gone by a later entry alone: an earlier one was about what was stored again since.
    """
    pruned = sorted((entry.number, entry.content) for entry in entries if entry.kind == "pruning")
    return {digest: number for number, listing in pruned for digest in read_listing(content(listing))}


def approvals(entries: Iterable[ledger.Entry], content: Callable[[str], bytes]) -> Iterator[Reason]:
    """Name approvals that are not of the manifest by which the ledger knows the run before them, and second ones."""
    sealed: dict[str, str] = {}
    approved: set[str] = set()
    for entry in entries:
        if entry.kind == "run":
            sealed[entry.run] = entry.content
        if entry.kind != "approval":
            continue
        approval = read_approval(content(entry.content))
        if approval is None or (approval.run, approval.sha256) != (entry.run, sealed.get(entry.run)):
            yield reason("approval_differs", place=f"ledger/{entry.number:06}", run=shown(entry.run))
        if entry.run in approved:
            yield reason("ledger_approval_twice", place=f"ledger/{entry.number:06}", run=shown(entry.run))
        approved.add(entry.run)


def read_listing(text: bytes) -> frozenset[str]:
    """Give the digests that a pruning removed (`store.pruning`); none where it is no such list."""
    try:
        kinds = msgspec.json.decode(text, type=dict[str, tuple[str, ...]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return frozenset()
    return frozenset(digest for digests in kinds.values() for digest in digests)


def named_by(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Give each digest that a manifest names as content, and what it is."""
    for name, digest in manifest.inputs.items():
        yield digest, name
    for target in manifest.targets:
        yield target.commands, f"{target.reached.name}: commands"
        for name, digest in target.facts.items():
            yield digest, f"{target.reached.name}: fact {name}"


def named_by_commands(target: str, records: Iterable[CommandRecord]) -> Iterator[tuple[str, str]]:
    """Give each digest that a target's records of commands name as evidence, and what it is."""
    return ((one.evidence, f"{target}: evidence {one.probe}") for one in records if one.evidence)


def by_digest(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Give all that each digest is named for."""
    found: dict[str, list[str]] = {}
    for digest, name in named:
        found.setdefault(digest, []).append(name)
    return found


def may_be_absent(name: str) -> bool:
    """Whether something that a run was judged with is bound by its digest alone."""
    return name.startswith(_NEVER_KEPT)


def may_be_removed(name: str) -> bool:
    """Whether something is of a kind that is removed when its time is over: what was read, not what judged it."""
    return not name.startswith(_KEPT_FOR_GOOD)


def absent_lines(absent: Mapping[str, tuple[Absence, str]]) -> bytes:
    """Give the text of not-included.txt: digest, why, and what it is, in the order of the digests."""
    lines = (f"{digest}  {why}  {shown(name)}\n" for digest, (why, name) in sorted(absent.items()))
    return "".join(lines).encode()


def read_absent(text: bytes) -> dict[str, str] | None:
    """Give digest → why from not-included.txt; None where it is not written as we write it."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError:
        return None
    found = [_ABSENT.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not all(found):
        return None
    return {match[1]: match[2] for match in found if match}


def unpacked(packed: Iterable[bytes], most: int | None = None) -> Iterator[bytes]:
    """Unpack gzip piece by piece. Raises ValueError for none, one cut short or with more behind it, and too much."""
    opened = zlib.decompressobj(wbits=31)
    size = 0
    for piece in packed:
        rest = piece
        while rest:
            try:
                out = opened.decompress(rest, 1 << 20)
            except zlib.error as broken:
                raise ValueError(str(broken)) from None
            size += len(out)
            if size > (LARGEST if most is None else most) or opened.unused_data:
                raise ValueError(size)
            yield out
            rest = opened.unconsumed_tail
    if not opened.eof:
        raise ValueError(size)


def digest_unpacked(packed: Iterable[bytes]) -> tuple[str, int]:
    """Give the SHA-256 of what gzip holds, and how many lines it has. Raises ValueError as `unpacked`."""
    whole, lines = hashlib.sha256(), 0
    for piece in unpacked(packed):
        whole.update(piece)
        lines += piece.count(b"\n")
    return whole.hexdigest(), lines
