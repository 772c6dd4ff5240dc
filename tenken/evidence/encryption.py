"""A bundle for named recipients alone, by the programs age or gpg: it goes through their input, never into a file."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, Literal

from inventories.reason import ConfigError

Program = Literal["age", "gpg"]
_ARGUMENTS: dict[Program, tuple[str, ...]] = {
    "age": (),
    "gpg": ("--batch", "--quiet", "--no-auto-key-locate", "--trust-model", "always", "--encrypt"),
}


@contextmanager
def encrypting(program: Program, recipients: Sequence[str], out: BinaryIO) -> Iterator[BinaryIO]:
    """Give what takes the plain text; what is encrypted goes to `out`, an open file.

    Raises ConfigError where the program is missing or refuses, a recipient that it does not know above all.
    """
    named = [word for recipient in recipients for word in ("-r", recipient)]
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                [program, *_ARGUMENTS[program], *named], stdin=subprocess.PIPE, stdout=out, stderr=said
            )
        except FileNotFoundError:
            raise ConfigError("program_missing", program=program) from None
        taken = process.stdin
        assert taken is not None  # noqa: S101  (a pipe was asked for)
        left = False
        try:
            yield taken  # type: ignore[misc]  # IO[bytes] of Popen is a BinaryIO in all but name
            taken.close()
        except BrokenPipeError:  # it went away and has said why
            left = True
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                taken.close()
            status = process.wait()
        if status or left:
            said.seek(0)
            lines = said.read(4096).decode(errors="replace").strip().splitlines()
            raise ConfigError("encryption_refused", program=program, detail=(lines or [""])[0][:200])
