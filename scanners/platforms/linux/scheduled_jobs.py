"""Read scheduled jobs: tables of cron, scripts that cron runs by their place, waiting jobs of at, timers of systemd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.scheduled_jobs import ScheduledJobs
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Output, Probe, Raw, Scope, Unreadable, neutralise

_WORD = r"[0-9A-Za-z*,\/~-]+"
_WHEN = rf"^[[:space:]]*-?(@[a-z]+|{_WORD}([[:space:]]+{_WORD}){{4}})[[:space:]]+"
_USER = r"([A-Za-z0-9_.$-]+)[[:space:]]+"
_PROGRAM = r"([A-Za-z0-9_.\/+[-]+)([[:space:];&|<>].*)?$"
_OTHER = r"[^[:space:]].*$"


def _table(known: str, other: str) -> tuple[str, ...]:
    """Print the file, then the line, of every job.

    A command may hold a password: when, as whom and the program are all that leaves the machine, and of a command that
    begins with something else than a program (an assignment, a bracket) not even that.
    """
    return (
        "/bin/sed", "-s", "-n", "-E",
        "-e", "/^[[:space:]]*(#|$)/d",
        "-e", "/^[[:space:]]*[\"']?[A-Za-z_][A-Za-z0-9_]*[\"']?[[:space:]]*=/d",
        "-e", "F", "-e", known, "-e", "tp", "-e", other, "-e", "tp", "-e", "s/.*/malformed/", "-e", ":p", "-e", "p",
    )  # fmt: skip


_ARE_TABLES = ("(", "-path", "/etc/crontab", "-o", "-path", "/etc/cron.d/*", ")")
_ARE_USERS_TABLES = ("-path", "/var/spool/cron/*", "!", "-path", "/var/spool/cron/at*")
_CRON_FOLDERS = (
    "/etc", "/var/spool", "/etc/cron.*", "/var/spool/cron", "/var/spool/cron/*", "/var/spool/at",
)  # fmt: skip
CRON = Probe(
    "scheduled_jobs.cron",
    argv=(
        "/usr/bin/env", "LC_ALL=C", "/usr/bin/find", "-H", "/etc", "/var/spool", "-maxdepth", "3",
        # Only folders of cron and at are entered; one that is a link would be passed over, so that is told.
        "(", "-type", "d", *(word for folder in _CRON_FOLDERS for word in ("!", "-path", folder)), "-prune", ")",
        "-o", "-maxdepth", "3", "(", "-path", "/etc", "-o", "-path", "/var/spool", ")", "-printf", r"top %p\n",
        "-o", "-type", "l", "-xtype", "d", "(", "-path", "/etc/cron.*", "-o", "-path", "/var/spool/cron*",
        "-o", "-path", "/var/spool/at", ")", "-printf", r"folder-link %p\n",
        "-o", "-xtype", "f", "!", "-name", ".*",
        "(", "-path", "/etc/crontab", "-o", "-path", "/etc/anacrontab", "-o", "-path", "/etc/cron.*/*",
        "-o", "-path", "/var/spool/cron/*", "-o", "-path", "/var/spool/at/*", ")",
        "(", "-type", "f", "-printf", r"file %m %u %p\n", "-o", "-printf", r"link %u %p\n", ")",
        "-exec", "/usr/bin/sha256sum", "{}", "+",
        "(", *_ARE_TABLES, "-exec",
        *_table(rf"s/{_WHEN}{_USER}{_PROGRAM}/job \3 \4 \1/", rf"s/{_WHEN}{_USER}{_OTHER}/job \3 ? \1/"), "{}", "+",
        "-o", *_ARE_USERS_TABLES, "-exec",
        *_table(rf"s/{_WHEN}{_PROGRAM}/job - \3 \1/", rf"s/{_WHEN}{_OTHER}/job - ? \1/"), "{}", "+", ")",
    ),
    timeout=20,
)  # fmt: skip

# Where programs are kept. `/usr/lib` is walked two levels deep; what lies deeper is not looked at.
_BINARIES = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
_SHALLOW = ("/lib", "/usr/lib")
_DEEP = ("/home", "/opt", "/root", "/srv", "/usr/libexec", "/usr/local", "/var/lib")
_DEPTH = 6
PLACES = Probe(
    "scheduled_jobs.places",
    argv=(
        "/usr/bin/env", "LC_ALL=C", "/usr/bin/find", "-H",
        "/etc/systemd/user", *_BINARIES[:4], *_SHALLOW, *_DEEP, "-maxdepth", str(_DEPTH),
        "(", "-path", "/lib/*/*/*", "-o", "-path", "/usr/lib/*/*/*", ")", "-prune",
        "-o", "-path", "*/systemd/user/*.wants/*.timer", "-printf", r"user-timer %u %f\n",
        "-o", "(", "-type", "f", "-o", "-type", "d", "!", "-perm", "-1000", ")", "-perm", "-0002",
        "-printf", r"open %p\n",
    ),
    timeout=30,
)  # fmt: skip

# Timers that wait now, and those that will after the next start. What the distribution ships is known by its name;
# of the rest a digest of everything the manager reads is told.
TIMERS = Probe(
    "scheduled_jobs.timers",
    r"""set -f
units() {
o=$(systemctl show --no-pager -p Id -p Unit -p FragmentPath -p DropInPaths -p ExecStart -- "$@") || return
printf '%s\n\n' "$o" | sed 's/^ExecStart={ path=\([^ ;]*\) .*/ExecStart=\1/' | {
i= u= k=- x=
while IFS= read -r l; do case $l in
Id=*) i=${l#*=};; Unit=*) u=${l#*=};; ExecStart=*) x="$x ${l#*=}";;
FragmentPath=*|DropInPaths=*) for p in ${l#*=}; do
case $p in /lib/systemd/system/*|/usr/lib/systemd/system/*) ;; *) k=local;; esac; done;;
'') [ -z "$i" ] || echo "$i ${u:--} $k$x"; i= u= k=- x=;;
esac; done; }
}
a=$(systemctl list-units --type=timer --state=active --no-legend --no-pager --plain) || exit
e=$(systemctl list-unit-files --type=timer --state=enabled,enabled-runtime --no-legend --no-pager) || exit
n=$(printf '%s\n' "$a" "$e" | while read -r i _; do case $i in *@.timer) ;; *.timer) echo "$i";; esac; done | sort -u)
[ -n "$n" ] || { echo end; exit; }
t=$(units $n) || exit
s=$(units $(echo "$t" | while read -r _ u _; do echo "$u"; done)) || exit
l=$(echo "$s" | while read -r i _ k _; do [ "$k" = - ] || echo "$i"; done)
echo "$s" | while read -r i _ k x; do echo "unit $i $x"; done
echo "$t" | while read -r i u k _; do
case " "$(echo $l)" " in *" $u "*) k=local;; esac
if [ "$k" = local ]; then
if c=$(systemctl cat --no-pager -- "$i" "$u" && echo .); then
k=$(printf %s "${c%.}" | sha256sum | cut -c 1-16)
else k='?'; fi
fi
echo "timer $i $u $k"
done
echo end""",
    timeout=30,
)

_FILE = re.compile(r"file ([0-7]{1,5}) (\S+) (/.+)")
_LINK = re.compile(r"link (\S+) (/.+)")
_SUM = re.compile(r"([0-9a-f]{64}) [ *](/[^\\]+)")
_JOB = re.compile(r"job (\S+) (\S+) (\S.*)")
_AT = re.compile(r"[A-Za-z=][0-9a-f]{5}([0-9a-f]{8})")
_TIMER = re.compile(r"timer (\S+\.timer) (\S+) (-|[0-9a-f]{16}|\?)")
_UNIT = re.compile(r"unit (\S+)((?: \S+)*) ?")
_JST = timezone(timedelta(hours=9))
_ANYBODYS = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108  (where a job's program must not lie)


@dataclass(slots=True)
class _Tables:
    """What the walk over cron's folders brought: the files with owner and mode (None for a link), digests, jobs."""

    files: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[str, str, str, str]] = field(default_factory=list)  # file, user, program, schedule

    def digest(self, path: str) -> str:
        return f"sha256:{self.sums[path][:16]}"


def _tables(outputs: Outputs) -> _Tables:
    """Take apart the output of the walk; a line of a table that cron itself could not read makes it unreadable."""
    tables = _Tables()
    lines = iter(outputs["scheduled_jobs.cron"].lines())
    tops = set()
    for line in lines:
        if found := _FILE.fullmatch(line):
            tables.files[found[3]] = (found[2], int(found[1], 8))
        elif found := _LINK.fullmatch(line):
            tables.files[found[2]] = (found[1], None)
        elif found := _SUM.fullmatch(line):
            tables.sums[found[2]] = found[1]
        elif line.startswith("folder-link /"):
            raise Unreadable(reason("jobs_behind_link", path=line.removeprefix("folder-link ")))
        elif line.startswith("top /"):
            tops.add(line.removeprefix("top "))
        elif line.startswith("/"):
            following = _JOB.fullmatch(next(lines, ""))
            if following is None:
                raise Unreadable(reason("cron_line_malformed", path=line))
            user, program, when = following.groups()
            tables.lines.append((line, user, program, " ".join(when.split())))
        else:
            raise ValueError(line)
    if tops != {"/etc", "/var/spool"} or set(tables.sums) != set(tables.files):
        raise Unreadable(reason("cron_not_searched"))
    return tables


def _named(tables: _Tables) -> Iterator[str]:
    for path, user, program, when in tables.lines:
        owner = PurePosixPath(path).name if user == "-" else user
        yield f"cron {owner} {path} {when} {program} {tables.digest(path)}"
    for path, (owner, _mode) in tables.files.items():
        folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
        if path == "/etc/anacrontab":
            yield f"anacron {path} {tables.digest(path)}"
        elif str(folder) in {"/var/spool/cron/atjobs", "/var/spool/at"}:
            waits = _AT.fullmatch(name)
            if waits is None:
                raise Unreadable(reason("cron_line_malformed", path=path))
            moment = datetime.fromtimestamp(int(waits[1], 16) * 60, _JST)
            yield f"at {owner} {moment.isoformat(timespec='minutes')} {tables.digest(path)}"
        elif folder.name.startswith("cron.") and folder.name != "cron.d":
            yield f"{folder.name} {path} {tables.digest(path)}"


def _timers(outputs: Outputs) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Give the digest (`-` for the distribution's own) and the programs of every timer."""
    *lines, end = outputs["scheduled_jobs.timers"].lines()
    if end != "end":
        raise ValueError(end)
    timers: dict[str, tuple[str, tuple[str, ...]]] = {}
    programs: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if found := _UNIT.fullmatch(line):
            programs[found[1]] = tuple(found[2].split())
        elif (found := _TIMER.fullmatch(line)) is None:
            raise ValueError(line)
        elif found[3] == "?":
            raise Unreadable(reason("timer_unreadable", timer=found[1]))
        else:
            timers[found[1]] = (found[3], programs[found[2]])
    return timers


def _places(outputs: Outputs) -> list[str]:
    """Give the lines of the walk; status 1 only where the one trouble was that a place is not there."""
    raw: Raw = outputs["scheduled_jobs.places"]
    lines = raw.lines(0, 1)
    if isinstance(raw, Output) and raw.status == 1:
        said = [line for line in neutralise(raw.stderr).splitlines() if not line.startswith("sudo: ")]
        if not said or any(not line.endswith(": No such file or directory") for line in said):
            detail = said[0][:200] if said else ""
            raise Unreadable(reason("command_failed", command=raw.command, status=1, detail=detail))
    return lines


def jobs(outputs: Outputs) -> frozenset[str]:
    """Give every job by its name."""
    names = set(_named(_tables(outputs)))
    for timer, (digest, _programs) in _timers(outputs).items():
        names.add(f"timer {timer}" if digest == "-" else f"timer {timer} sha256:{digest}")
    names.update(line for line in _places(outputs) if line.startswith("user-timer "))
    return frozenset(names)


def _looked_at(path: PurePosixPath) -> bool:
    for place in map(PurePosixPath, (*_BINARIES, *_SHALLOW, *_DEEP)):
        if place in path.parents:
            levels = len(path.parts) - len(place.parts)
            if levels <= (2 if str(place) in _SHALLOW else _DEPTH):
                return True
    return False


def _open_program(program: str, opened: frozenset[str]) -> bool:
    if not program.startswith("/"):  # found along the PATH
        return any(f"{folder}/{program}" in opened or folder in opened for folder in _BINARIES)
    path = PurePosixPath(program)
    return program.startswith(_ANYBODYS) or program in opened or any(str(above) in opened for above in path.parents)


def writable(outputs: Outputs) -> frozenset[str]:
    """Give what everybody may change of the jobs: tables, scripts, and the programs that are named first in a line."""
    tables = _tables(outputs)
    found = {path for path, (_owner, mode) in tables.files.items() if mode is not None and mode & 0o002}
    programs = {program for _path, _user, program, _when in tables.lines if program not in {"?", "["}}
    programs.update(program for _digest, called in _timers(outputs).values() for program in called)
    lines = _places(outputs)
    opened = frozenset(line.removeprefix("open ") for line in lines if line.startswith("open /"))
    found.update(program for program in programs if _open_program(program, opened))
    inside = {path for path in tables.files if path.startswith("/etc/cron")}
    unseen = sorted(
        program
        for program in programs - found - inside
        if program.startswith("/") and (".." in program or not _looked_at(PurePosixPath(program)))
    )
    unseen += sorted(path for path, (_owner, mode) in tables.files.items() if mode is None)  # where a link leads
    if unseen and not found:
        raise Unreadable(reason("job_program_not_examined", items=tuple(unseen[:10]), count=len(unseen)))
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> ScheduledJobs:
    """Give the jobs and what everybody may change of them."""
    del scope
    return ScheduledJobs(jobs=attempt(lambda: jobs(outputs)), writable=attempt(lambda: writable(outputs)))


READER = Reader(ScheduledJobs, always(CRON, PLACES, TIMERS), parse)
