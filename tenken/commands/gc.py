"""`tenken gc`: remove the bytes of what runs on one inventory kept long enough, by its own retention; digests, findings
and the ledger stay.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from checks import operations
from checks.judging import JST
from inventories.reason import reason
from reports.messages import Language, say
from reports.redaction import mask
from tenken import loading
from tenken.stored import configure_store, store_of


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    configure_store(parser, language)
    parser.add_argument("-i", "--inventory", type=Path, required=True, metavar="PATH", help=text("help_gc_inventory"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_policy"))
    parser.add_argument("--signing-key", type=Path, metavar="FILE", help=text("help_signing_key"))
    parser.add_argument("--dry-run", action="store_true", help=text("help_gc_dry_run"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Remove what is due, say so in the ledger, and tell the witnesses of it."""
    from tenken.evidence import sealing, signing, witness  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import objects, pruning  # noqa: PLC0415

    used = operations.load(loading.policy_folder(arguments) / "operations.yaml")
    inventory = mask(str(arguments.inventory.resolve()))  # as its runs have it
    now = datetime.now(JST)
    with store_of(arguments) as store:
        if arguments.dry_run:
            with store.reading() as connection:
                due = pruning.due(connection, inventory, used.retention, now)
        else:
            key = signing.own_key(store.folder, arguments.signing_key)
            with store.writing() as connection:
                due = pruning.due(connection, inventory, used.retention, now)
                time = now.isoformat(timespec="seconds")
                pruning.prune(connection, due, time)
                if due.count:
                    listing = objects.kept("pruning", due.listing)
                    objects.save(connection, 0, [listing])
                    sealing.append(connection, key, "pruning", run="", content=listing.sha256, time=time)
            pruning.shrink(store)
            for problem in witness.tell(store, used.witnesses):
                print(say(reason("warning", problem=say(problem, language)), language), file=sys.stderr)
    counts = {kind: len(due.digests.get(kind, ())) for kind in ("section", "commands", "fact")}
    code = "gc_would_remove" if arguments.dry_run else "gc_removed"
    print(say(reason(code, **counts, kilobytes=due.stored_bytes // 1024), language))
    return 0
