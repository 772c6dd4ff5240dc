"""Where reports go: checked before anything is scanned, written whole afterwards."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from checks.run import Run
from inventories.reason import ConfigError, reason
from reports import FORMATS
from reports.messages import Language, say
from reports.wording import Controls

STDOUT = "-"

Outputs = tuple[tuple[str, str], ...]  # format and file; `STDOUT` for standard output


class _Output(argparse.Action):
    """`-o FILE` belongs to the `--format` before it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[str] | None,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        if not namespace.format or namespace.format[-1][1]:
            raise ConfigError("output_without_format", file=str(values))
        namespace.format[-1] = (namespace.format[-1][0], str(values))


class _Format(argparse.Action):
    """`--format NAME`, kept with the file that may follow."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[str] | None,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        namespace.format = [*(namespace.format or []), (str(values), "")]


def configure_outputs(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments that name formats and their files."""
    parser.add_argument("--format", action=_Format, choices=sorted(FORMATS), help=say(reason("help_format"), language))
    parser.add_argument("-o", "--output", action=_Output, metavar="FILE", help=say(reason("help_output"), language))


def checked_outputs(given: Sequence[tuple[str, str]] | None) -> Outputs:
    """Check the formats and files before anything is scanned; the table on standard output when none is asked for."""
    outputs = [(name, file or STDOUT) for name, file in given or [("table", STDOUT)]]
    if sum(file == STDOUT for _name, file in outputs) > 1:
        raise ConfigError("two_formats_on_stdout")
    for _name, file in outputs:
        if file != STDOUT:
            _check_writable(file)
    if all(file != STDOUT for _name, file in outputs):
        outputs.append(("table", STDOUT))
    return tuple(outputs)


def _check_writable(file: str) -> None:
    path = Path(os.path.realpath(file))
    if path.is_dir():
        raise ConfigError("output_unwritable", file=file, detail=os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        return  # a pipe or a device: only writing tells
    if not (path.parent.is_dir() and os.access(path.parent, os.W_OK)):
        raise ConfigError("output_unwritable", file=file, detail=str(path.parent))


def write_reports(outputs: Outputs, done: Run, controls: Controls, language: Language) -> None:
    """Write every report, even where one before it could not be; raises ConfigError for the first that could not."""
    failed: list[ConfigError] = []
    for name, file in outputs:
        if (name, file) == ("table", STDOUT):
            from reports.table import for_terminal  # noqa: PLC0415  (rich is slow to import: only for a table)

            text = for_terminal(done, controls, language, sys.stdout)
        else:
            text = FORMATS[name](done, controls, language)
        if file == STDOUT:
            sys.stdout.write(text if text.endswith("\n") else text + "\n")
            sys.stdout.flush()
            continue
        try:
            _write(text, Path(os.path.realpath(file)))
        except OSError as problem:
            failed.append(ConfigError("output_unwritable", file=file, detail=problem.strerror or ""))
        else:
            sys.stderr.write(say(reason("written", format=name, file=file), language) + "\n")
    if failed:
        raise failed[0]


def _write(text: str, path: Path) -> None:
    """Write a file whole or not at all: a reader never meets half of one. A pipe or device is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".tenken-", delete=False) as part:
        try:
            part.write(text)
            part.flush()
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
