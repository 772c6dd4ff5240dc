"""`tenken bundle`: one file of evidence that an auditor checks alone, encrypted where recipients are named."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from checks import catalogue, tables
from checks.run import Run
from inventories.reason import ConfigError, reason
from reports import FORMATS
from reports.messages import Language, say
from reports.messages.text import LANGUAGES
from tenken import extending
from tenken.stored import configure_store, store_of

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REPORTS = {"report.html": "html", "report.json": "json"}


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("runs", nargs="*", metavar="RUN", help=text("help_run"))
    parser.add_argument("--since", metavar="DATE", default="", help=text("help_bundle_since"))
    parser.add_argument("--until", metavar="DATE", default="", help=text("help_bundle_until"))
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help=text("help_bundle_output"))
    parser.add_argument("--age", action="append", default=[], metavar="RECIPIENT", help=text("help_bundle_age"))
    parser.add_argument("--gpg", action="append", default=[], metavar="RECIPIENT", help=text("help_bundle_gpg"))
    parser.add_argument("--signing-key", type=Path, metavar="FILE", help=text("help_signing_key"))
    configure_store(parser, language)
    extending.configure(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Write it, whole or not at all."""
    from tenken.evidence import bundle, signing  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import runs  # noqa: PLC0415

    _check(arguments)
    controls = catalogue.load(tables.load(None), extending.control_paths(arguments.extensions)).controls

    def reports(done: Run) -> Mapping[str, str]:
        return {file: FORMATS[name](done, controls, language) for file, name in _REPORTS.items()}

    words = bundle.Words("\n".join(say(reason("bundle_readme"), one) for one in LANGUAGES), reports)
    with store_of(arguments) as store:
        key = signing.own_key(store.folder, arguments.signing_key)
        with store.reading() as connection:
            if arguments.runs:
                named = {row.id: row for row in (runs.find(connection, name) for name in arguments.runs)}
                chosen = list(named.values())
            else:
                chosen = bundle.runs_between(connection, arguments.since, arguments.until)
            if not chosen:
                raise ConfigError("bundle_no_runs", since=arguments.since or "-", until=arguments.until or "-")
            with _whole(arguments.output) as part, _plain(arguments, part) as plain:
                bundle.write(plain, connection, chosen, key, words)
            known = bundle.keys_of_ledger(connection)
    told = reason("bundle_written", file=str(arguments.output), count=len(chosen), key=key.fingerprint)
    print(say(told, language), file=sys.stderr)
    if key.fingerprint not in known:
        print(say(reason("bundle_other_key", keys=known), language), file=sys.stderr)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    if bool(arguments.runs) == bool(arguments.since or arguments.until):
        raise ConfigError("bundle_runs_or_period")
    for option in ("since", "until"):
        given = getattr(arguments, option)
        if given and not _DATE.fullmatch(given):
            raise ConfigError("bundle_date", option=f"--{option}", value=given[:40])
    if arguments.age and arguments.gpg:
        raise ConfigError("bundle_one_encryption")
    folder = arguments.output.absolute().parent
    odd = arguments.output.exists() and not arguments.output.is_file()  # a device would be replaced by the file
    if odd or not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise ConfigError("output_unwritable", file=str(arguments.output), detail=str(folder))


@contextmanager
def _plain(arguments: argparse.Namespace, part: BinaryIO) -> Iterator[BinaryIO]:
    """Give what takes the plain bundle: the file, or the input of the program that encrypts into it."""
    from tenken.evidence.encryption import Program, encrypting  # noqa: PLC0415  (for who encrypts)

    recipients = arguments.age or arguments.gpg
    program: Program = "age" if arguments.age else "gpg"
    if not recipients:
        yield part
        return
    with encrypting(program, recipients, part) as plain:
        yield plain


@contextmanager
def _whole(file: Path) -> Iterator[BinaryIO]:
    """Give a file that takes its name when it is whole, and is gone where it is not; its owner alone may read it."""
    with tempfile.NamedTemporaryFile("wb", dir=file.absolute().parent, prefix=".tenken-", delete=False) as part:
        try:
            yield part  # type: ignore[misc]  # a BinaryIO in all but name
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
