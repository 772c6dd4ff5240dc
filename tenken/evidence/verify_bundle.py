"""Whether a bundle is as it was signed. Nothing is written, and nothing in a bundle can make this raise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from inventories.reason import Reason, reason
from tenken.evidence import archive, bundle
from tenken.evidence.checking import (
    Chain,
    Link,
    Trust,
    approvals,
    by_digest,
    check_chain,
    digest_unpacked,
    keys_of,
    may_be_absent,
    may_be_removed,
    named_by,
    named_by_commands,
    read_absent,
    read_manifest,
    read_sums,
    removals,
    unpacked,
)
from tenken.evidence.ledger import Entry
from tenken.evidence.sealing import Manifest
from tenken.evidence.signing import BUNDLE
from tenken.evidence.verify import Verdict, trusting
from tenken.store import rows

_KNOWN = re.compile(
    r"README\.txt|SHA256SUMS(\.sig)?|allowed_signers"
    r"|ledger/(\d{6,12}\.json(\.sig)?|not-included\.txt)"
    r"|runs/[0-9A-Za-z-]{1,64}/(manifest\.json|findings\.jsonl\.gz|report\.html|report\.json|not-included\.txt)"
    r"|objects/[0-9a-f]{64}\.gz"
)
_SHORT = re.compile(r"README\.txt|allowed_signers|.*\.sig|ledger/\d+\.json")
_SHORT_MOST = 1 << 20  # bytes of one of these
_RECORDS_MOST = 1 << 25  # bytes of the records of one target: more is meant to fill our memory
_ENTRY = re.compile(r"ledger/(\d+)\.json")
_RUN = re.compile(r"runs/([^/]+)/")
_OBJECT = re.compile(r"objects/([0-9a-f]+)\.gz")


def verify_bundle(file: BinaryIO, signers: bytes | None, trust: Trust | None = None) -> Verdict:
    """Check a bundle. `signers`: of the auditor's own copy; None takes the bundle's, which proves less."""
    found = archive.read(file)
    if found.broken:
        return Verdict(found.problems, (), (), {}, ())
    if trust is None:
        with trusting(_small(found, bundle.SIGNERS) if signers is None else signers) as made:
            return verify_bundle(file, signers, made)
    checked = _Bundle(found, {name for name in found.members if _KNOWN.fullmatch(name)}, list(found.problems))
    checked.names()
    checked.sums(trust)
    chain = checked.chain(trust)
    checked.runs(chain)
    checked.objects()
    signatures = [
        _text(_small(found, bundle.SIGNATURE)),
        *(_text(_small(found, name)) for name in checked.signatures()),
    ]
    return Verdict(
        tuple(checked.problems), tuple(checked.notes), tuple(checked.ids()), chain.heads, keys_of(signatures)
    )


def _small(found: archive.Archive, name: str) -> bytes:
    """Give the content of a file that is held in memory; nothing where it is larger than it can be, or not there."""
    member = found.members.get(name)
    most = _SHORT_MOST if _SHORT.fullmatch(name) else archive.LARGEST
    return found.content(name) if member and member.size <= most else b""


def _text(content: bytes) -> str:
    return content.decode("ascii", "replace")


@dataclass(slots=True)
class _Bundle:
    """One bundle while it is checked. `known`: its files that have a name of ours."""

    archive: archive.Archive
    known: set[str]
    problems: list[Reason]
    notes: list[Reason] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)  # digests that something names
    removed: Mapping[str, int] = field(default_factory=dict)  # the last entry of the ledger that tells a removal

    def ids(self) -> list[str]:
        return list(dict.fromkeys(match[1] for name in sorted(self.known) if (match := _RUN.match(name))))

    def signatures(self) -> list[str]:
        return [name for name in sorted(self.known) if name.startswith("ledger/") and name.endswith(".sig")]

    def names(self) -> None:
        """Name files that no bundle has, and that are too large; neither is looked into."""
        for name, member in self.archive.members.items():
            if name not in self.known:
                self.problems.append(reason("bundle_foreign_file", file=archive.shown(name)))
            elif member.size > (_SHORT_MOST if _SHORT.fullmatch(name) else archive.LARGEST):
                self.problems.append(reason("bundle_too_large", file=name, size=member.size))
                self.known.discard(name)

    def sums(self, trusted: Trust) -> None:
        """Compare every file with SHA256SUMS, both ways, and the list with its signature."""
        text = _small(self.archive, bundle.SUMS)
        if not trusted(text, _text(_small(self.archive, bundle.SIGNATURE)), BUNDLE):
            self.problems.append(reason("signature_invalid", place=bundle.SUMS))
        if (listed := read_sums(text)) is None:
            self.problems.append(reason("bundle_unreadable", file=bundle.SUMS))
            return
        here = self.known - {bundle.SUMS, bundle.SIGNATURE}
        for name in sorted(here | listed.keys()):
            if name not in here:
                self.problems.append(reason("bundle_missing_file", file=name))
            elif name not in listed:
                self.problems.append(reason("bundle_added_file", file=name))
            elif listed[name] != self._digest(name):
                self.problems.append(reason("bundle_changed_file", file=name))

    def _digest(self, name: str) -> str:
        whole = hashlib.sha256()
        for piece in self.archive.chunks(name):
            whole.update(piece)
        return whole.hexdigest()

    def chain(self, trusted: Trust) -> Chain:
        """Check the ledger."""
        numbered = sorted((int(match[1]), name) for name in self.known if (match := _ENTRY.fullmatch(name)))
        links = [
            Link(name, _small(self.archive, name), _text(_small(self.archive, f"{name}.sig")))
            for _number, name in numbered
        ]
        chain = check_chain(links, trusted)
        self.problems += chain.problems
        self.problems += [
            reason("bundle_added_file", file=name) for name in self.signatures() if name[:-4] not in self.known
        ]
        return chain

    def runs(self, chain: Chain) -> None:
        """Check each run against its entry, and what the ledger is about."""
        self.removed = removals(chain.entries, self._object)
        sealed = {entry.run: entry for entry in chain.entries if entry.kind == "run"}
        ids = self.ids()
        for run in ids:
            self._run(run, sealed.get(run))
        absent = self._absent(f"ledger/{bundle.NOT_INCLUDED}")
        left = {one.content for one in chain.entries if one.kind == "run" and one.run not in ids}
        others = [(one.content, f"{one.kind} {one.run}") for one in chain.entries if one.kind != "run"]
        self.problems += [
            reason("evidence_missing", place="ledger", what="manifest", sha256=one)
            for one in sorted(left)
            if absent.get(one) != "other-run"
        ]
        self._refer(others, {digest: why for digest, why in absent.items() if digest not in left}, "ledger", 0)
        self.problems += approvals(chain.entries, self._object)

    def _run(self, run: str, sealed: Entry | None) -> None:
        place = f"runs/{run}/"
        text = _small(self.archive, f"{place}manifest.json")
        if sealed is None:
            self.problems.append(reason("run_not_in_ledger", run=run))
        elif hashlib.sha256(text).hexdigest() != sealed.content:
            self.problems.append(reason("manifest_differs", run=run))
        manifest = read_manifest(text)
        if manifest is None or manifest.run != run:
            self.problems.append(reason("manifest_unreadable", run=run))
            return
        self._findings(f"{place}findings.jsonl.gz", manifest)
        absent = self._absent(f"{place}{bundle.NOT_INCLUDED}")
        self._refer(self._named(manifest), absent, place[:-1], sealed.number if sealed else 0)

    def _findings(self, name: str, manifest: Manifest) -> None:
        try:
            digest, count = digest_unpacked(self.archive.chunks(name)) if name in self.known else ("", 0)
        except ValueError:
            self.problems.append(reason("bundle_unreadable", file=name))
            return
        if (digest, count) != (manifest.findings.sha256, manifest.findings.count):
            self.problems.append(
                reason("findings_differ", run=manifest.run, found=count, expected=manifest.findings.count)
            )

    def _named(self, manifest: Manifest) -> Iterator[tuple[str, str]]:
        yield from named_by(manifest)
        for target in manifest.targets:
            name = f"objects/{target.commands}.gz"
            if name not in self.known:
                continue
            try:
                records = rows.commands(b"".join(unpacked(self.archive.chunks(name), _RECORDS_MOST)))
            except (ValueError, UnicodeDecodeError, RecursionError):  # one of msgspec's is a ValueError
                self.problems.append(reason("bundle_unreadable", file=name))
            else:
                yield from named_by_commands(target.reached.name, records)

    def _unpacked(self, name: str) -> bytes | None:
        """Give what an object holds, None where it is not there or holds nothing that can be unpacked."""
        try:
            return b"".join(unpacked(self.archive.chunks(name))) if name in self.known else None
        except ValueError:
            return None  # `objects` names it

    def _object(self, digest: str) -> bytes:
        return self._unpacked(f"objects/{digest}.gz") or b""

    def _absent(self, name: str) -> dict[str, str]:
        absent = read_absent(_small(self.archive, name)) if name in self.known else None
        if absent is None:
            self.problems.append(reason("bundle_unreadable", file=name))
        return absent or {}

    def _refer(self, named: Iterable[tuple[str, str]], absent: dict[str, str], place: str, number: int) -> None:
        """Take what an entry of this number is about for present or listed as absent, one of both."""
        wanted = by_digest(named)
        self.referred |= wanted.keys()
        for digest, names in wanted.items():
            here, why = f"objects/{digest}.gz" in self.known, absent.get(digest)
            values = {"place": place, "what": archive.shown(names[0]), "sha256": archive.shown(digest)}
            if here and why:
                self.problems.append(reason("evidence_listed_absent", **values))
            elif why == "missing":
                self.problems.append(reason("evidence_was_missing", **values))
            elif why == "never-kept" and not all(map(may_be_absent, names)):
                self.problems.append(reason("evidence_is_kept", **values))
            elif why == "removed" and not all(map(may_be_removed, names)):
                self.problems.append(reason("evidence_kept_for_good", **values))
            elif not here and why not in {"never-kept", "removed"}:
                self.problems.append(reason("evidence_missing", **values))
        self.problems += [
            reason("evidence_listed_unnamed", place=place, sha256=digest) for digest in absent.keys() - wanted.keys()
        ]
        removed = [digest for digest, why in absent.items() if why == "removed"]
        self.problems += [
            reason("evidence_removed_unsaid", place=place, sha256=one)
            for one in removed
            if self.removed.get(one, 0) <= number
        ]
        if removed:
            self.notes.append(reason("evidence_removed", place=place, count=len(removed)))

    def objects(self) -> None:
        """Compare the content of each object with its name."""
        for name in sorted(self.known):
            if not (match := _OBJECT.fullmatch(name)):
                continue
            if match[1] not in self.referred:
                self.problems.append(reason("evidence_unnamed", file=name))
            try:
                right = digest_unpacked(self.archive.chunks(name))[0] == match[1]
            except ValueError:
                right = False
            if not right:
                self.problems.append(reason("evidence_differs", file=name))
