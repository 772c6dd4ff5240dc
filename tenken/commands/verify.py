"""`tenken verify [BUNDLE]`: whether evidence is as it was signed. Exit status: 0 it is, 1 it is not, 2 usage."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken.stored import configure_store, store_of

if TYPE_CHECKING:
    from tenken.evidence.verify import Verdict


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("bundle", nargs="?", type=Path, metavar="BUNDLE", help=text("help_verify_bundle"))
    parser.add_argument(
        "--witness", action="append", default=[], type=Path, metavar="PATH", help=text("help_verify_witness")
    )
    parser.add_argument("--signers", type=Path, metavar="FILE", help=text("help_verify_signers"))
    configure_store(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Check it and say what was found."""
    from tenken.evidence.heads import against, heads_of  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    signers = arguments.signers.read_bytes() if arguments.signers else None
    witnesses = [(witness, heads_of(witness)) for witness in arguments.witness]
    verdict = _of_bundle(arguments.bundle, signers) if arguments.bundle else _of_store(arguments, signers)
    for witness, known in witnesses:  # the ledger of the store is whole: it has no later entries
        problems, notes = against(witness, known, verdict.heads, whole=not arguments.bundle)
        verdict = replace(verdict, problems=(*verdict.problems, *problems), notes=(*verdict.notes, *notes))
    for why in (*verdict.notes, *verdict.problems):
        print(say(why, language))
    if signers is None:
        code = "keys_of_bundle" if arguments.bundle else "keys_of_store"
        print(say(reason(code, keys=verdict.keys), language))
    else:
        print(say(reason("keys_given", file=str(arguments.signers), keys=verdict.keys), language))
    counts = {"runs": len(verdict.runs), "entries": len(verdict.heads)}
    head = verdict.heads.get(max(verdict.heads, default=0), "-")
    if verdict.problems:
        print(say(reason("verify_failed", count=len(verdict.problems), head=head, **counts), language))
        return 1
    print(say(reason("verify_passed", head=head, **counts), language))
    return 0


def _of_bundle(file: Path, signers: bytes | None) -> Verdict:
    from tenken.evidence.verify_bundle import verify_bundle  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    if file.exists() and not file.is_file():
        raise ConfigError("bundle_no_file", file=str(file))
    with file.open("rb") as opened:
        return verify_bundle(opened, signers)


def _of_store(arguments: argparse.Namespace, signers: bytes | None) -> Verdict:
    from tenken.evidence.verify_store import verify_store  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    with store_of(arguments) as store, store.reading() as connection:
        return verify_store(connection, signers)
