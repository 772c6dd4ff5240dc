"""A site's own controls and facts, put into the tables at the one place where commands begin (docs/extensions.md)."""

from __future__ import annotations

import argparse
from pathlib import Path

from checks import catalogue, strict_yaml
from checks.control import ControlFile
from inventories.reason import reason
from reports.messages import TEXTS, Language, say
from reports.messages.text import Text
from scanners import extensions

_OWN = "X"  # what the ids of a site's controls begin with; J is ours


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the option that names the folder."""
    parser.add_argument("--extensions", type=Path, metavar="DIR", help=say(reason("help_extensions"), language))


def control_paths(folder: Path | None) -> tuple[Path, ...]:
    """Give where controls stand; with a folder its facts and words are added to the tables before anything is planned.

    Raises ConfigError for a folder that others than root can change, and for whatever is wrong in it.
    """
    if folder is None:
        return (catalogue.SHIPPED,)
    extension = extensions.read(folder)
    for file in extension.control_files:
        _refuse_our_ids(file)
    extensions.install(extension)
    for fact in extension.facts:
        TEXTS.update({code: Text(*words) for code, words in fact.words.items()})
    return (catalogue.SHIPPED, *extension.control_files)


def _refuse_our_ids(file: Path) -> None:
    document = strict_yaml.read(file)
    for place, control in enumerate(strict_yaml.convert(document, ControlFile).controls):
        if not control.id.startswith(_OWN):
            raise document.wrong("extension_control_id", ("controls", place, "id"), id=control.id)
