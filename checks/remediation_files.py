"""What the tasks on owners and modes need: which permission bits are taken away where, and who becomes the owner.

The module `tenken.baseline.permissions` does it on the host. It walks to each path without following a link that
anybody but root could have put there, and leaves out what lies in a folder that ordinary users can change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

import msgspec

from checks.operators_system import FileParams, FileRule, LogParams
from checks.registers import PrivateKeyEntry
from checks.remediation_sources import Sources
from inventories.reason import Reason, reason
from scanners.platforms import FAMILIES

_MOST = 5000  # paths of one control on one host
_OTHERS_WRITE, _GROUP_WRITES = 0o002, 0o020
# Absolute and normal, with nothing that a shell, a terminal or a template could take for its own.
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._+,:=@~^%#-]{1,255}){1,40}(?!\n)$")
_ACCOUNT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(?!\n)$")
# Layers of containers and what others own for good: a change there is none of the host's configuration.
_FOREIGN = (
    "/dev/", "/home/", "/proc/", "/run/", "/snap/", "/sys/", "/tmp/", "/var/tmp/",  # noqa: S108  (they are refused)
    "/var/lib/containerd/", "/var/lib/containers/", "/var/lib/docker/", "/var/lib/kubelet/",
    "/var/lib/libvirt/images/", "/var/lib/machines/", "/var/lib/snapd/",
)  # fmt: skip
Entry = dict[str, str]


def sensitive_files(sources: Sources) -> dict[str, Any] | Reason:
    """Give the bits that files of the table have and must not have, and the owners they lack (J13-UA-18)."""
    modes, family = _modes(sources, "files", "sensitive"), _family(sources)
    if modes is None or not family:
        return reason("repair_state_not_read")
    rules = [rule for rule in msgspec.convert(dict(sources.params), FileParams).files if _meant(rule, family)]
    entries: list[Entry] = []
    for path, state in modes.items():
        rule = _rule(rules, path)
        if rule is not None:
            entries += _entry(
                path, state["mode"] & rule.forbidden, (state["user"], rule.users), (state["group"], rule.groups)
            )
    return _wanted(entries)


def key_files(sources: Sources) -> dict[str, Any] | Reason:
    """Give the private keys that others than their registered owner can read (J13-UA-25).

    A registered key that is not there is for a person.
    """
    groups = sources.params["reading_groups"]
    registered: Mapping[str, PrivateKeyEntry] = sources.registers.private_keys
    seen = [_modes(sources, "private_keys", name) for name in ("registered", "discovered")]
    entries: list[Entry] = []
    missing = [] if seen[0] is None else sorted(registered.keys() - seen[0].keys())
    for path, state in {name: state for modes in seen for name, state in (modes or {}).items()}.items():
        owner = registered[path].owner if path in registered else "root"
        allowed = 0o640 if state["group"] in groups else 0o600
        entries += _entry(path, state["mode"] & 0o7777 & ~allowed, (state["user"], (owner,)), None)
    return _wanted(entries, left=missing)


def log_files(sources: Sources) -> dict[str, Any] | Reason:
    """Give the logs that others than the logging groups may write (J13-MG-12).

    A log of another owner stays with its owner, who would otherwise write no more of it: that is for a person.
    """
    params = msgspec.convert({name: sources.params[given] for name, given in _LOG_PARAMS.items()}, LogParams)
    modes = _modes(sources, "files", "logs")
    if modes is None:
        return reason("repair_state_not_read")
    entries: list[Entry] = []
    left = [path for path, state in modes.items() if state["user"] not in params.owners]
    for path, state in modes.items():
        forbidden = _OTHERS_WRITE | (0 if state["group"] in params.writing_groups else _GROUP_WRITES)
        entries += _entry(path, state["mode"] & forbidden, None, None)
    trusted = {
        "trusted_owners": [name for name in params.owners if _ACCOUNT.match(name)],
        "trusted_groups": [name for name in params.writing_groups if _ACCOUNT.match(name)],
    }
    made = _wanted(entries, left=left)
    return made if isinstance(made, Reason) else made | trusted


def open_files(sources: Sources) -> dict[str, Any] | Reason:
    """Give the files and shared directories that everybody may write (J13-UA-27).

    Of a file that right is taken; a directory gets the sticky bit, and stays shared. Programs with setuid or setgid and
    what belongs to nobody are for a person, who knows whose they are.
    """
    writable = sources.known("special_files", "writable")
    if not isinstance(writable, list):
        return reason("repair_state_not_read")
    return _wanted({"path": path, "clear": "0002", "directory": "sticky"} for path in writable)


def open_jobs(sources: Sources) -> dict[str, Any] | Reason:
    """Give the tables and programs of jobs that everybody may change, and the folders above them (J13-UA-23).

    A job that is not registered is for a person: it may be an intruder's, or somebody forgot the register.
    """
    writable = sources.known("scheduled_jobs", "writable")
    if not isinstance(writable, list):
        return reason("repair_state_not_read")
    paths: dict[str, None] = {}
    for path in filter(_repairable, writable):
        above = [str(folder) for folder in reversed(PurePosixPath(path).parents) if str(folder) != "/"]
        paths |= dict.fromkeys((*above, path))
    entries = [{"path": path, "clear": "0002", "directory": "close"} for path in paths]
    return _wanted(entries, left=[path for path in writable if not _repairable(path)])


_LOG_PARAMS = {"owners": "log_owners", "writing_groups": "log_groups"}


def _modes(sources: Sources, fact: str, field: str) -> dict[str, Any] | None:
    value = sources.known(fact, field)
    return value if isinstance(value, dict) else None


def _family(sources: Sources) -> str:
    """Give the family of the host's distribution, empty where it did not tell."""
    told = sources.known("os_release", "id")
    return next((name for name, family in FAMILIES.items() if told in family.ids), "")


def _meant(rule: FileRule, family: str) -> bool:
    return not rule.families or family in rule.families


def _rule(rules: list[FileRule], path: str) -> FileRule | None:
    """Give the rule that judges a path: its own, else the first pattern, as the operator chooses."""
    own = [rule for rule in rules if rule.path == path and "*" not in rule.path]
    return own[-1] if own else next((rule for rule in rules if "*" in rule.path and fnmatchcase(path, rule.path)), None)


def _entry(
    path: str, clear: int, user: tuple[str, tuple[str, ...]] | None, group: tuple[str, tuple[str, ...]] | None
) -> list[Entry]:
    """Give the change of one path, none where all is right. `user`, `group`: who it is, and who it may be."""
    entry = {"path": path}
    if clear:
        entry["clear"] = f"{clear:04o}"
    for name, states in (("owner", user), ("group", group)):
        if states and states[0] not in states[1]:
            entry[name] = states[1][0]
    return [entry] if len(entry) > 1 else []


def _repairable(path: str) -> bool:
    return bool(_PATH.match(path)) and not path.startswith(_FOREIGN)


def _wanted(entries: Iterable[Entry], left: Iterable[str] = ()) -> dict[str, Any] | Reason:
    """Give the changes, folders before what they hold, and what is left to a person."""
    every = list(entries)
    good = sorted(
        (entry for entry in every if _good(entry)), key=lambda entry: (entry["path"].count("/"), entry["path"])
    )
    rest = {*left, *(entry["path"] for entry in every if not _good(entry))}
    if not good:
        return reason("repair_files_by_person", count=len(rest)) if rest else reason("repair_nothing_to_set")
    if len(good) > _MOST:
        return reason("repair_too_many", count=len(good), most=_MOST)
    return {"paths": good, "left": sorted(path for path in rest if _PATH.match(path))[:_MOST]}


def _good(entry: Entry) -> bool:
    names = (entry[name] for name in ("owner", "group") if name in entry)
    return _repairable(entry["path"]) and all(map(_ACCOUNT.match, names))
