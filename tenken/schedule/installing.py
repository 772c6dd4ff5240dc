"""Unit files on disk: what would keep a service from working, told beforehand; files written over none but ours."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from inventories.reason import ConfigError, Reason, reason
from tenken.schedule.units import HIDDEN, MARK, Settings, installed

NSSWITCH = Path("/etc/nsswitch.conf")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_SAYS_LITTLE = frozenset({"hosts", "inventory"})
_ENCRYPTED = re.compile(rb"[A-Za-z0-9+/=\s]{64,}")  # as systemd-creds writes it


def name_of(inventory: Path, given: str) -> str:
    """Give the name of an inventory's units: the one given, else of its file or folder. Raises ConfigError."""
    path = inventory.absolute()
    own = path.parent.name if path.stem in _SAYS_LITTLE else path.stem
    if not _NAME.fullmatch(given or own):
        raise ConfigError("schedule_name", name=given or own)
    return given or own


def problems(settings: Settings) -> Iterator[Reason]:
    """Give what would keep the service from working, as far as it can be told from here."""
    python = (Path(sys.prefix), Path(sys.base_prefix))
    seen = (settings.program, *python, settings.inventory, settings.policy, *settings.writable)
    for path in dict.fromkeys(path for path in seen if path):
        hidden = [str(place) for place in HIDDEN if path.is_relative_to(place)]
        if hidden:
            yield reason("schedule_hidden", path=str(path), place=hidden[0])
    for folder in settings.writable:
        if not folder.is_dir():
            yield reason("schedule_no_folder", folder=str(folder))
    if not settings.account and "systemd" not in _accounts_from():
        yield reason("schedule_no_nss", file=str(NSSWITCH))
    handed = dict(settings.credentials)
    if "ssh_key" in handed:
        yield reason("schedule_ssh_key", path=f"/run/credentials/tenken-{settings.name}.service/ssh_key")


def check_encrypted(credentials: Iterable[tuple[str, Path]]) -> None:
    """Refuse a credential that is missing, or lies there in plain text. Raises ConfigError."""
    for name, file in credentials:
        try:
            content = file.read_bytes()
        except PermissionError:
            continue  # systemd reads it as root; whoever installs need not
        except OSError as problem:
            raise ConfigError("path_unusable", file=str(file), detail=problem.strerror or "") from None
        if not _ENCRYPTED.fullmatch(content):
            raise ConfigError("schedule_plain_credential", name=name, file=str(file))


def write(texts: dict[Path, str], inventory: Path) -> None:
    """Write unit files, each whole, over nothing but our own of the same inventory; none where one cannot be.

    Raises ConfigError for a file that is not ours, and for a folder that cannot be written to.
    """
    for file in texts:
        _refuse_foreign(file, inventory)
    for file, text in texts.items():
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=file.parent, prefix=".tenken-", delete=False
            ) as new:
                try:
                    new.write(text)
                    new.flush()
                    os.fchmod(new.fileno(), 0o644)
                    Path(new.name).replace(file)
                except BaseException:
                    Path(new.name).unlink(missing_ok=True)
                    raise
        except OSError as problem:
            raise ConfigError("path_unusable", file=str(file), detail=problem.strerror or "") from None


def ours(folder: Path) -> Iterator[Path]:
    """Give the services in a folder that are ours, by name."""
    for file in sorted(folder.glob("tenken-*.service")):
        if file.is_file() and installed(file.read_text("utf-8", "replace")):
            yield file


def _refuse_foreign(file: Path, inventory: Path) -> None:
    if not os.path.lexists(file):
        return
    own = None if file.is_symlink() or not file.is_file() else installed(file.read_text("utf-8", "replace"))
    if own is None:
        raise ConfigError("schedule_foreign", file=str(file), mark=MARK)
    if own.inventory != str(inventory):
        raise ConfigError("schedule_taken", file=str(file), inventory=own.inventory)


def _accounts_from() -> list[str]:
    try:
        lines = NSSWITCH.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [word for line in lines if line.startswith("passwd:") for word in line.split()[1:]]
