"""One spelling for a rule of the kernel audit system (auditctl(8))."""

from __future__ import annotations

import shlex
from functools import lru_cache

_PERMISSIONS = "rwxa"
_UNSET = ("-1", "4294967295")


def _permissions(letters: str) -> str:
    return "".join(letter for letter in _PERMISSIONS if letter in letters)


def _filter(text: str) -> str:
    """Put the action first: `exit,always` and `always,exit` are the same."""
    parts = text.split(",")
    return ",".join(sorted(parts, key=lambda part: part not in {"always", "never", "possible"}))


def _field(text: str) -> str:
    for value in _UNSET:
        if text.endswith(("=" + value, "!=" + value)) and "uid" in text:
            return text.removesuffix(value) + "unset"
    return text


@lru_cache(maxsize=4096)  # hosts of one baseline share their rules, and each host tells them twice
def normalised_rule(rule: str) -> str:
    """Give one rule in one spelling, whether it was written by hand or printed by `auditctl -l`.

    A watch on a file or directory is `-w PATH -p PERMS -k KEY`, permissions in the order rwxa, no slash at the end;
    so is `-a always,exit -F path=…|dir=… -F perm=… -F key=…`. Any other rule is `-a ACTION,LIST -F arch=… -S a,b -F …
    -k KEY` with system calls and fields sorted and an unset user id as `unset`. Raises ValueError for what is no rule.
    """
    words = shlex.split(rule)
    if len(words) % 2 or not words:
        raise ValueError(rule)
    listed, path, perms = "", "", ""
    calls: set[str] = set()
    fields: list[str] = []
    keys: list[str] = []
    for option, value in zip(words[::2], words[1::2], strict=True):
        match option:
            case "-a" | "-A":
                listed = _filter(value)
            case "-w":
                path = value
            case "-p":
                perms = value
            case "-S":
                calls.update(value.split(","))
            case "-k":
                keys.append(value)
            case "-F" if value.startswith("key="):
                keys.append(value.removeprefix("key="))
            case "-F" | "-C":
                fields.append(f"{option} {_field(value)}")
            case _:
                raise ValueError(rule)
    if path and not listed:
        return _watch(path, perms, keys)
    return _joined(listed, calls - {"all"}, sorted(fields), keys)


def _watch(path: str, perms: str, keys: list[str]) -> str:
    tail = [f"-k {key}" for key in sorted(keys)]
    return " ".join([f"-w {path.rstrip('/') or '/'}", f"-p {_permissions(perms or _PERMISSIONS)}", *tail])


def _joined(listed: str, calls: set[str], fields: list[str], keys: list[str]) -> str:
    named = [field for field in fields if field.startswith(("-F path=", "-F dir="))]
    other = [field for field in fields if field not in named and not field.startswith("-F perm=")]
    if listed == "always,exit" and not calls and len(named) == 1 and not other:
        perms = next((field.partition("=")[2] for field in fields if field.startswith("-F perm=")), "")
        return _watch(named[0].partition("=")[2], perms, keys)
    if not listed:
        raise ValueError(listed)
    arch = [field for field in fields if field.startswith("-F arch=")]
    rest = [field for field in fields if field not in arch]
    tail = [f"-k {key}" for key in sorted(keys)]
    return " ".join([f"-a {listed}", *arch, *([f"-S {','.join(sorted(calls))}"] if calls else []), *rest, *tail])
