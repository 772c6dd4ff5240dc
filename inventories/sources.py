"""The files behind an inventory: their digest, what they hold (vaulted, dynamic), and where a variable is set."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 256 << 20  # of all files together; a bigger directory holds more than an inventory and is never cached

_VAULT = b"$ANSIBLE_VAULT"
_PLUGIN = re.compile(rb"""\bplugin["']?\s*:""")
_STATIC_PLUGINS = {"host_list", "yaml", "ini", "toml", "script", "auto"}  # those Ansible enables by default
# Settings that bring in code of the operator's, whose results no digest of files can foresee.
_CODE_SETTINGS = re.compile(rb"^\s*(vars_plugins|vars_plugins_enabled|inventory_plugins)\s*[=:]", re.MULTILINE)
_CODE_VARIABLES = ("ANSIBLE_VARS_PLUGINS", "ANSIBLE_VARS_ENABLED", "ANSIBLE_INVENTORY_PLUGINS")
_ENABLED = re.compile(rb"^\s*enable_plugins\s*[=:](.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_VARS = ("host_vars", "group_vars")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an inventory."""

    path: Path
    executable: bool
    content: bytes


@dataclass(frozen=True)
class Sources:
    """All files that Ansible may read for one inventory, and the settings in play."""

    path: Path
    files: tuple[SourceFile, ...]
    settings: tuple[SourceFile, ...]  # ansible.cfg files
    complete: bool  # False: something could not be read, or there is too much of it

    @cached_property
    def vaulted(self) -> bool:
        """Whether any file holds vaulted text, or may hold it for all we could read."""
        return not self.complete or any(_VAULT in file.content for file in self.files)

    @cached_property
    def dynamic(self) -> bool:
        """Whether code may decide the result: scripts, inventory plugins, plugins for variables."""
        return any(
            file.executable or file.content.startswith(b"#!") or _PLUGIN.search(file.content) for file in self.files
        ) or _runs_plugins(self.settings)

    def cacheable(self) -> bool:
        """Whether the result depends on these files alone and holds nothing vaulted."""
        return not self.vaulted and not self.dynamic

    def digest(self, *context: str) -> str:
        """SHA-256 (hex) over names, executability and contents of all files, Ansible's settings, and `context`."""
        total = hashlib.sha256()

        def add(*parts: bytes) -> None:
            for part in parts:
                total.update(len(part).to_bytes(8, "big"))
                total.update(part)

        add(os.fsencode(self.path), *(text.encode() for text in context))
        for file in (*self.files, *self.settings):
            add(os.fsencode(file.path), b"x" if file.executable else b"-", file.content)
        for name in sorted(name for name in os.environb if name.startswith(b"ANSIBLE_")):
            add(name, os.environb[name])
        return total.hexdigest()

    def locate(self, key: str, host: str, groups: tuple[str, ...], value: str = "") -> str:
        """Give the likeliest `file:line` that sets `key` for `host`, or the inventory's path (best effort)."""
        setting = re.compile(rf"""(?:^|[\s,{{-])["']?{re.escape(key)}["']?\s*[:=]""")
        owners = (("host_vars", host), *(("group_vars", group) for group in groups), ("group_vars", "all"))
        found = ""
        for file in sorted(self.files, key=lambda file: _rank(file.path, owners)):
            if _rank(file.path, owners) > len(owners):
                break
            for number, line in enumerate(file.content.decode("utf-8", "replace").splitlines(), 1):
                if setting.search(line):
                    if value and value in line:
                        return f"{file.path}:{number}"
                    found = found or f"{file.path}:{number}"
        return found or str(self.path)

    def first_broken(self) -> str:
        """Give `file:line` of the first YAML file that is not YAML, or nothing; Ansible often leaves it unsaid."""
        for file in self.files:
            of_vars = any(part in _VARS for part in file.path.parts)
            if (file.path.suffix not in {".yml", ".yaml"} and not of_vars) or _VAULT in file.content[:64]:
                continue
            try:
                for _ in yaml.parse(file.content, Loader=yaml.CSafeLoader):
                    pass
            except yaml.MarkedYAMLError as error:
                return f"{file.path}:{error.problem_mark.line + 1 if error.problem_mark else 1}"
            except yaml.YAMLError:
                return str(file.path)
        return ""


def read_sources(path: Path) -> Sources:
    """Read every file that Ansible may read for the inventory `path`; files it always ignores are left out."""
    path = path.absolute()
    budget = [MAX_BYTES]
    files: list[SourceFile] = []
    roots = (path,) if path.is_dir() else (path, *(path.parent / name for name in _VARS))
    complete = _read(roots, files, budget, frozenset())
    settings: list[SourceFile] = []
    named = os.environ.get("ANSIBLE_CONFIG", "")
    for candidate in (named, "ansible.cfg", "~/.ansible.cfg", "/etc/ansible/ansible.cfg"):
        if candidate:
            place = Path(candidate).expanduser()
            complete &= _walk(place / "ansible.cfg" if place.is_dir() else place, settings, budget, frozenset())
    return Sources(path, tuple(files), tuple(settings), complete)


def _read(paths: Sequence[Path], files: list[SourceFile], budget: list[int], above: frozenset[str]) -> bool:
    """Read all of `paths`, also after one could not be read."""
    read = [_walk(path, files, budget, above) for path in paths]
    return all(read)


def _walk(path: Path, files: list[SourceFile], budget: list[int], above: frozenset[str]) -> bool:
    """Read the files below `path` in order of their names; False when something could not be read."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            real = os.path.realpath(path)
            if real in above:
                return False
            # Ansible never reads hidden files, neither as sources nor as variables.
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208  (10,000 names: strings, not paths)
            return _read([path / name for name in names], files, budget, above | {real})
        budget[0] -= state.st_size
        if not stat.S_ISREG(state.st_mode) or budget[0] < 0:
            return False
        files.append(SourceFile(path, bool(state.st_mode & 0o111), path.read_bytes()))
    except FileNotFoundError:
        return not path.is_symlink()
    except OSError:
        return False
    return True


def _runs_plugins(settings: tuple[SourceFile, ...]) -> bool:
    """Whether Ansible's settings or plugin folders bring in code that has a say in inventories."""
    enabled = [os.environ.get("ANSIBLE_INVENTORY_ENABLED", "")]
    for file in settings:
        if _CODE_SETTINGS.search(file.content):
            return True
        enabled += [match[1].decode("utf-8", "replace") for match in _ENABLED.finditer(file.content)]
    names = {name.removeprefix("ansible.builtin.") for text in enabled for name in re.findall(r"[\w.]+", text)}
    home = Path(os.environ.get("ANSIBLE_HOME") or "~/.ansible").expanduser()
    places = (home / "plugins", Path("/usr/share/ansible/plugins"))
    folders = [place / kind for place in places for kind in ("vars", "inventory")]
    return (
        not names <= _STATIC_PLUGINS
        or any(os.environ.get(name) for name in _CODE_VARIABLES)
        or any(folder.is_dir() and any(folder.iterdir()) for folder in folders)
    )


def _rank(path: Path, owners: tuple[tuple[str, str], ...]) -> int:
    """Order files by how likely they decide a host's variable; those of other hosts and groups come last."""
    for kind in _VARS:
        if kind in path.parts:
            owner = path.parts[path.parts.index(kind) + 1]
            owner = owner if (kind, owner) in owners else Path(owner).stem
            return owners.index((kind, owner)) if (kind, owner) in owners else len(owners) + 1
    return len(owners)
