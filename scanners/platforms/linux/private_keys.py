"""Read owners and modes of private key files, never what is in them."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.files import FileMode
from scanners.facts.private_keys import PrivateKeys
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Missing, Probe, Raw, Scope, Unreadable, neutralise

# An access control list shows in the bits of the group: of a file that has any, `ls` tells whether it has a list too.
_LISTS = ("-type", "f", "-perm", "/0070", "-exec", "/bin/ls", "-ldL", "{}", "+")
# /etc/ssh proves that the walk looked; the others belong to one family each. Root, for nobody else may enter them.
DISCOVERED = Probe(
    "private_keys.discovered",
    argv=(
        "/usr/bin/find", "-L", "/etc/ssh", "/etc/ssl/private", "/etc/pki/tls/private", "-maxdepth", "3",
        "(", "-path", "/etc/ssh", "-o", "-type", "f", "(", "!", "-path", "/etc/ssh/*", "-o",
        "-path", "/etc/ssh/ssh_host_*_key", ")", ")", "-printf", r"%m %u %g %p\n", *_LISTS,
    ),
)  # fmt: skip
_ENTRY = re.compile(r"([0-7]{1,4}) (\S+) (\S+) (/.*)")
_LISTED = re.compile(r"[-bcdlps][-A-Za-z]{9}(?P<list>[+.@]?) +[0-9]+ \S+ \S+ .*")
_GONE = re.compile(r".*: No such file or directory")


def _registered(scope: Scope) -> Probe:
    return Probe(
        "private_keys.registered",
        argv=(
            "/usr/bin/find", "-L", "/", *scope.private_keys, "-maxdepth", "0", "-printf", r"%m %u %g %p\n", *_LISTS,
        ),
    )  # fmt: skip


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the walk over the usual places and, where keys are registered, a look at each of them."""
    return (DISCOVERED, *((_registered(scope),) if scope.private_keys else ()))


def _modes(raw: Raw, proof: str) -> dict[str, FileMode]:
    """Parse find's lines; `proof` is a path that is always there.

    Status 1 is right where nothing but files that do not exist was complained about.
    """
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    lines = raw.lines(0, 1)
    # sudo remarks there that it cannot resolve its own host name, which is no trouble of the walk.
    said = neutralise(raw.stderr).strip().splitlines()
    complaints = [line for line in said if not line.startswith("sudo: ")]
    if raw.status == 1 and not (complaints and all(_GONE.fullmatch(line) for line in complaints)):
        raw.text()
    modes: dict[str, FileMode] = {}
    for line in lines:
        if _LISTED.fullmatch(line):
            continue
        found = _ENTRY.fullmatch(line)
        if found is None:
            detail = "mode and owner of a file"
            raise ValueError(detail)
        mode = FileMode(int(found[1], 8), found[2], found[3])
        # A name with a line break in it could forge another file's line.
        if modes.setdefault(found[4], mode) != mode:
            raise Unreadable(reason("file_listed_twice", path=found[4]))
    if modes.pop(proof, None) is None:
        raise Unreadable(reason("file_list_incomplete", path=proof))
    return _with_lists(modes, [found for line in lines if (found := _LISTED.fullmatch(line))])


def _with_lists(modes: dict[str, FileMode], listed: list[re.Match[str]]) -> dict[str, FileMode]:
    """Name the access control list beside the group: whom it lets read the file, the bits do not tell."""
    for path, mode in modes.items():
        if not mode.mode & 0o070:
            continue
        signs = {found["list"] for found in listed if found[0].endswith(f" {path}")}
        if not signs:
            raise Unreadable(reason("file_list_incomplete", path=path))
        if "+" in signs:
            modes[path] = FileMode(mode.mode, mode.user, f"{mode.group}+acl")
    return modes


def parse(outputs: Outputs, scope: Scope) -> PrivateKeys:
    """Give owners and modes; without registered keys there is nothing to look at for them."""
    return PrivateKeys(
        discovered=attempt(lambda: _modes(outputs["private_keys.discovered"], "/etc/ssh")),
        registered=attempt(lambda: _modes(outputs["private_keys.registered"], "/") if scope.private_keys else {}),
    )


READER = Reader(PrivateKeys, probes, parse)
