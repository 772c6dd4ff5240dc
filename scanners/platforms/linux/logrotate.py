"""Read logrotate's settings: what becomes of a log, and when (logrotate(8))."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# Scripts stay on the target: they are not looked at and may hold what is nobody's business. Every line of a file is
# marked, so that none can pass for the name of another file.
SETTINGS = Probe(
    "log_retention.logrotate",
    "d=/etc/logrotate.d; if [ -d $d ]; then ls $d >/dev/null || exit 3; fi; "
    'for f in /etc/logrotate.conf $d/*; do [ -f "$f" ] || continue; '
    '[ -r "$f" ] || { echo "$f" >&2; exit 4; }; printf \'=%s\\n\' "$f"; '
    "awk '/^[ \\t]*(pre|post)rotate|^[ \\t]*(first|last)action|^[ \\t]*preremove/ {s = 1} "
    '!s && !/^[ \\t]*(#|$)/ {print "|" $0} '
    '/^[ \\t]*endscript/ {s = 0}\' "$f" || exit 5; done',
)

MAIN = "/etc/logrotate.conf"
# Names in the folder that logrotate passes over unless told otherwise (tabooext).
_TABOO = (
    ",v", ".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old",
    ".dpkg-tmp", ".orig", ".rpmnew", ".rpmorig", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new", ".ucf-old", "~",
)  # fmt: skip
_PERIODS = {"hourly": (1, 24), "daily": (1, 1), "weekly": (7, 1), "monthly": (365, 12), "yearly": (365, 1),
            "annually": (365, 1)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rotation:
    """What happens to the logs that match `patterns`. `period` is empty where size alone decides (also the default).

    `count`: old parts that are kept, -1 for all. `early`: size can bring a rotation forward. `max_age` in days, 0 none.
    """

    patterns: tuple[str, ...] = ()
    period: str = ""
    count: int = 0
    early: bool = False
    max_age: int = 0

    def days(self) -> int:
        """Give the days for which records are kept at most by number and age; -1 where neither ends them."""
        bounds = [self.max_age] if self.max_age else []
        if self.count == 0:
            bounds.append(0)
        elif self.period and self.count > 0:
            length, parts = _PERIODS[self.period]
            bounds.append(self.count * length // parts)
        return min(bounds, default=-1)

    @property
    def by_size(self) -> bool:
        """Whether the volume of records decides how long they last."""
        return self.count >= 0 and (self.early or not self.period)


def _apply(rotation: dict[str, str], line: str) -> None:
    """Take one directive; of a size and a period the later one holds."""
    word, value = (*line.replace("=", " ", 1).split(None, 1), "", "")[:2]
    if word in _PERIODS:
        rotation["period"] = word
    elif word == "size":
        rotation["period"] = ""
    elif word == "rotate":
        rotation["count"] = value
    elif word == "maxsize":
        rotation["early"] = "yes"
    elif word == "maxage":
        rotation["max_age"] = value


def _rotation(patterns: list[str], told: Mapping[str, str]) -> Rotation:
    return Rotation(
        tuple(patterns),
        told.get("period", ""),
        int(told.get("count", "0")),
        "early" in told,
        int(told.get("max_age", "0")),
    )


def _of_file(lines: list[str], told: dict[str, str]) -> Iterator[Rotation]:
    """Give a file's blocks; what stands outside of them changes `told`, which holds for all that follows."""
    patterns: list[str] = []
    inner: dict[str, str] | None = None
    for line in lines:
        text = line.strip()
        if inner is None and (text.startswith(("/", '"', "'", "~")) or text == "{"):
            names, brace, rest = text.partition("{")
            patterns += shlex.split(names)
            if not brace:
                continue
            inner, text = dict(told), rest.strip()
        if inner is not None and (text == "}" or text.endswith("}")):
            _apply(inner, text.removesuffix("}").strip())
            yield _rotation(patterns, inner)
            patterns, inner = [], None
        elif text:
            if patterns and inner is None:
                raise ValueError(line)
            _apply(told if inner is None else inner, text)
    if inner is not None or patterns:
        raise ValueError(patterns)


def rotations(outputs: Outputs) -> list[Rotation]:
    """Give all blocks in logrotate's order; nothing where there is no logrotate.conf."""
    files: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in outputs["log_retention.logrotate"].text().split("\n"):
        if line.startswith("="):
            lines = files.setdefault(line[1:], [])
        elif line:
            lines.append(line.removeprefix("|"))
    if MAIN not in files:
        return []
    told: dict[str, str] = {}
    found: list[Rotation] = []
    before: list[str] = []
    for line in files[MAIN]:
        include = re.fullmatch(r"\s*include[\s=]+(\S+)\s*", line)
        if include is None:
            before.append(line)
            continue
        if include[1].rstrip("/") != "/etc/logrotate.d":
            raise Unreadable(reason("logrotate_includes", path=include[1]))
        found += _of_file(before, told)
        before = []
        for path in sorted(files):
            if path != MAIN and not path.endswith(_TABOO):
                found += _of_file(files[path], dict(told))
    found += _of_file(before, told)
    return found


def rotation_of(path: str, every: list[Rotation]) -> Rotation | None:
    """Give the block that holds for a log: the first one, as logrotate refuses a second."""
    return next((one for one in every if any(_matches(path, pattern) for pattern in one.patterns)), None)


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern of glob(7) names the path: no asterisk stands for a slash."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
