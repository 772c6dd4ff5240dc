"""The configuration of sshd, as everybody may read it: what stands outside of Match blocks, and inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.platforms.linux import sshd
from scanners.platforms.linux.sshd_match import Configuration
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# Debian lets everybody read them, RHEL root alone.
SSHD_FILES = Probe(
    "sshd_files",
    """for f in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*; do
[ ! -f "$f" ] || grep -aH '^' "$f" || [ $? -eq 1 ] || exit; done""",
)
LISTENER = sshd.LISTENER

_LINE = re.compile(r"\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)")
_SWITCH = {"yes": True, "true": True, "no": False, "false": False, "": False}


class _Sshd(Configuration):
    """The text of sshd's configuration, asked for one keyword."""

    def values(self, keyword: str) -> tuple[str, set[str]]:
        """Give the value outside of Match blocks, empty where there is none, and all those inside."""
        said = list(self._said(keyword, "/etc/ssh/sshd_config", inside=False))
        return next((value for inside, value in said if not inside), ""), {value for inside, value in said if inside}

    def _said(self, keyword: str, path: str, *, inside: bool) -> Iterator[tuple[bool, str]]:
        self._count(path, 1, len(self.files[path]))
        for found in filter(None, map(_LINE.fullmatch, self.files[path])):
            word, value = found[1].lower(), found[2].partition(" #")[0].strip().strip('"')
            if word == "match":
                inside = True
            elif word == "include":
                for pattern in value.split():
                    self._count(path, 0, len(self.files))  # each is compared with the pattern
                    for included in self._included(pattern):
                        yield from self._said(keyword, included, inside=inside)
            elif word == keyword:
                yield inside, value


def server(outputs: Outputs) -> _Sshd:
    """Give the configuration, of the one server that runs with no options of its own."""
    for line in outputs["sshd.listener"].lines(0, 1):
        if "dropbear" in line or re.search(r"\s-[46DdeiqTt]*[fo]", line):
            raise Unreadable(reason("sshd_other_configuration", command=line.strip()[:200]))
    if not outputs["sshd.listener"].lines(0, 1):
        raise Unreadable(reason("sshd_not_seen"))
    files: dict[str, list[str]] = {}
    for line in outputs["sshd_files"].lines():
        path, _, content = line.partition(":")
        files.setdefault(path, []).append(content)
    return _Sshd(files)


def asks_pam(outputs: Outputs) -> bool:
    """Whether sshd asks PAM, which it does not unless it is told to. The keyword stands in no Match block."""
    outside, _inside = server(outputs).values("usepam")
    return _SWITCH[outside.lower()]
