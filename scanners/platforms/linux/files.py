"""Read owners and modes of configuration, secrets and logs."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.files import FileMode, Files
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Raw, Scope, Unreadable, neutralise

# Root, because sudoers.d, the audit rules and logs lie in directories that nobody else may enter. Symbolic links are
# followed, for the mode of what they name is what counts; the walk starts at directories that every system has.
_WANTED = "|".join(
    (
        r"/etc",
        r"/etc/(passwd|group|shadow|gshadow)-?",
        r"/etc/ssh(/sshd_config|/ssh_host_[^/]*_key(\.pub)?|/sshd_config\.d(/[^/]*)?)?",
        r"/etc/sudoers(\.d(/[^/]*)?)?",
        r"/etc/crontab|/etc/cron\.[^/]*(/[^/]*)?",
        r"/etc/audit(/[^/]*|/rules\.d/[^/]*)?",
        r"/boot/grub2?/(grub|user)\.cfg",
        r"/root(/\.ssh(/[^/]*)?)?",
    )
)
SENSITIVE = Probe(
    "files.sensitive",
    argv=(
        "/usr/bin/find", "-L", "/etc", "/boot", "/root", "-maxdepth", "3",
        "-regextype", "posix-extended", "-regex", _WANTED, "-printf", r"%m %u %g %p\n",
    ),
)  # fmt: skip
LOGS = Probe(
    "files.logs",
    argv=("/usr/bin/find", "-L", "/var/log", "!", "-type", "l", "-printf", r"%m %u %g %p\n"),
    timeout=20,
    cap=1 << 22,
)
_ENTRY = re.compile(r"([0-7]{1,4}) (\S+) (\S+) (/.*)")


def _modes(raw: Raw, proof: str) -> dict[str, FileMode]:
    """Parse find's lines; `proof` is a path that is always there.

    Status 1 is right where nothing but files that vanished meanwhile was complained about.
    """
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    lines = raw.lines(0, 1)
    # sudo remarks there that it cannot resolve its own host name, which is no trouble of the walk.
    said = neutralise(raw.stderr).strip().splitlines()
    complaints = [line for line in said if not line.startswith("sudo: ")]
    missing_only = bool(complaints) and all(line.endswith("No such file or directory") for line in complaints)
    if raw.status == 1 and not missing_only:
        raw.text()
    modes: dict[str, FileMode] = {}
    for line in lines:
        found = _ENTRY.fullmatch(line)
        if found is None:
            detail = "mode and owner of a file"
            raise ValueError(detail)
        mode = FileMode(int(found[1], 8), found[2], found[3])
        # A name with a line break in it could forge another file's line.
        if modes.setdefault(found[4], mode) != mode:
            raise Unreadable(reason("file_listed_twice", path=found[4]))
    if proof not in modes:
        raise Unreadable(reason("file_list_incomplete", path=proof))
    return modes


def parse(outputs: Outputs, scope: Scope) -> Files:
    """Give owners and modes by path."""
    del scope
    return Files(
        sensitive=attempt(lambda: _modes(outputs["files.sensitive"], "/etc/passwd")),
        logs=attempt(lambda: _modes(outputs["files.logs"], "/var/log")),
    )


READER = Reader(Files, always(SENSITIVE, LOGS), parse)
