"""What every command on stored runs shares: which store, opened for as long as the command runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inventories.reason import reason
from reports.messages import Language, say

if TYPE_CHECKING:
    from tenken.store.opening import Store


def configure_store(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the argument that names the store."""
    parser.add_argument("--store", metavar="URL", default="", help=say(reason("help_store"), language))


def named_store() -> str:
    """Give what the environment says: a URL, `none`, or nothing."""
    return os.environ.get("TENKEN_STORE", "")


@contextmanager
def store_of(arguments: argparse.Namespace) -> Iterator[Store]:
    """Open the store that the operator names, else the environment, else the state directory's own."""
    from tenken.store.opening import open_store, state_folder  # noqa: PLC0415  (SQLAlchemy costs a third of a second)

    named = named_store()
    store = open_store(arguments.store or ("" if named == "none" else named), state_folder())
    try:
        yield store
    finally:
        store.close()
