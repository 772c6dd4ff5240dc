"""Read for how long a host keeps its records: by logrotate, by auditd itself, or by journald."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.log_retention import KeptLog, LogRetention
from scanners.platforms.linux import crashes, logrotate, services
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Root, for the audit log's folder is closed to others. The two files of /etc tell since when a record can be whole.
FILES = Probe(
    "log_retention.files",
    argv=(
        "/usr/bin/find", "/var/log", "/etc", "-maxdepth", "3", "-type", "f", "(", "-path", "/var/log/*",
        "-o", "-path", "/etc/machine-id", "-o", "-path", "/etc/audit/auditd.conf", ")", "-printf", r"%T@ %p\n",
    ),
    timeout=20,
    cap=1 << 22,
)  # fmt: skip
AUDITD = Probe(
    "log_retention.auditd",
    argv=(
        "/bin/grep", "-s", "-H", "-i", "-E", "--",
        "^[[:space:]]*(max_log_file_action|num_logs|log_file)[[:space:]]*=|^ID=",
        "/etc/os-release", "/etc/audit/auditd.conf",
    ),
)  # fmt: skip
JOURNALD = Probe(
    "log_retention.journald",
    "s=$(systemd-analyze cat-config systemd/journald.conf) || exit; "
    "printf '%s\\n' \"$s\" | grep -E '^[[:space:]]*(\\[|(Storage|MaxRetentionSec)[[:space:]]*=)'",
)
USE = Probe("log_retention.use", "df -P /var/log")

_AUDIT_LOG = "/var/log/audit/audit.log"
_SYSTEM_LOGS = ("/var/log/syslog", "/var/log/messages")
_FEWEST_PARTS = 2  # with fewer auditd does not rotate
_TEXT_LOGS = (
    *_SYSTEM_LOGS,
    "/var/log/auth.log",
    "/var/log/secure",
    "/var/log/sudo.log",
    "/var/log/cron",
    "/var/log/cron.log",
)
_FILE = re.compile(r"(?P<epoch>\d{1,12})(?:\.\d+)? (?P<path>/.*)")
_JOURNAL = re.compile(
    r"(?P<folder>/var/log/journal/[^/]+)/system(?:@[0-9a-f]+-[0-9a-f]+-(?P<first>[0-9a-f]{1,16}))?\.journal"
)
_SETTLED = ("/etc/machine-id", "/etc/audit/auditd.conf")  # since both are as they are, no part was removed
_PART = re.compile(r"(\.\d+|-\d{6,})(\.[a-z]+\d?)?$")  # names that rotation gives
_SPAN = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-z]*)\s*")
_SECONDS = {
    **dict.fromkeys(("", "s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("w", "week", "weeks"), 7 * 86400.0),
    **dict.fromkeys(("M", "month", "months"), 30.44 * 86400),
    **dict.fromkeys(("y", "year", "years"), 365.25 * 86400),
}


def _days(span: str) -> int:
    """Give whole days of a span as systemd.time(7) writes it (`400day`, `1month 2w`); 0 means no limit."""
    parts = list(_SPAN.finditer(span.strip()))
    if not parts or "".join(part[0] for part in parts) != span.strip():
        raise ValueError(span)
    return int(sum(float(part["number"]) * _SECONDS[part["unit"]] for part in parts) // 86400)


def _files(outputs: Outputs) -> dict[str, int]:
    """Give the time of the last change by path. A name with a line break in it could forge another file's line."""
    files: dict[str, int] = {}
    for line in outputs["log_retention.files"].lines():
        found = _FILE.fullmatch(line)
        if found is None:
            raise ValueError(line)
        if files.setdefault(found["path"], int(found["epoch"])) != int(found["epoch"]):
            raise Unreadable(reason("file_listed_twice", path=found["path"]))
    return files


def _oldest(path: str, files: dict[str, int]) -> int:
    """Give when the oldest part of a log was last written to: what stands in it is at least as old.

    A copy that somebody made once is no part: nothing follows from it about what lies between.
    """
    parts = (
        epoch
        for name, epoch in files.items()
        if name.startswith(path) and (name == path or _PART.fullmatch(name[len(path) :]))
    )
    return min(parts, default=0)


def _text_log(path: str, outputs: Outputs, files: dict[str, int]) -> KeptLog:
    rotation = logrotate.rotation_of(path, logrotate.rotations(outputs))
    oldest = _oldest(path, files)
    if rotation is None:
        return KeptLog(path, "none", 0, oldest)
    days = rotation.days()
    if rotation.by_size and days != 0:
        return KeptLog(path, "size", max(days, 0), oldest)
    return KeptLog(path, "none" if days < 0 else "time", max(days, 0), oldest)


def _audit_log(outputs: Outputs, files: dict[str, int]) -> KeptLog:
    """Read auditd's own rotation, which goes by size; any other action than `rotate` removes nothing."""
    settings: dict[str, str] = {}
    lines = [line.split(":", 1) for line in outputs["log_retention.auditd"].lines(0, 2)]
    for path, text in lines:
        if path != "/etc/os-release":
            name, _, value = text.partition("=")
            settings[name.strip().lower()] = value.strip().lower()
    if settings.get("log_file", _AUDIT_LOG) != _AUDIT_LOG or not any(path == "/etc/os-release" for path, _ in lines):
        raise Unreadable(reason("audit_log_elsewhere", path=settings.get("log_file", "")))
    kept = _text_log(_AUDIT_LOG, outputs, files)
    parts = int(settings.get("num_logs", "5"))
    if settings.get("max_log_file_action", "rotate") != "rotate" or parts < _FEWEST_PARTS or kept.limit != "none":
        return kept
    # While there is room for a further part none was removed since the host was new, or since the room was changed.
    full = sum(name.startswith(f"{_AUDIT_LOG}.") for name in files) >= parts - 1
    if not full and all(path in files for path in _SETTLED):
        return KeptLog(kept.name, "size", 0, min(kept.oldest, max(files[path] for path in _SETTLED)))
    return KeptLog(kept.name, "size", 0, kept.oldest)


def _journal(outputs: Outputs, files: dict[str, int]) -> KeptLog:
    """Read journald's limits: there is always one of size, and its first record's time stands in a part's name."""
    if outputs["crashes.storage"].text().strip() != "persistent":
        return KeptLog("journal", "time", 0, 0)
    told = (line.partition("=")[::2] for line in outputs["log_retention.journald"].lines() if "=" in line)
    settings = {name.strip(): value.strip() for name, value in told}
    if settings.get("Storage", "auto") in {"volatile", "none"}:
        return KeptLog("journal", "time", 0, 0)
    parts = [found for path in files if (found := _JOURNAL.fullmatch(path))]
    if not parts:
        raise Unreadable(reason("journal_empty"))
    # The folder of another identity (the machine that this one was copied from) is none of this journal.
    live = max(parts, key=lambda part: (part["first"] is None, files[part[0]]))["folder"]
    firsts = [int(part["first"], 16) // 1_000_000 for part in parts if part["first"] and part["folder"] == live]
    limit = _days(settings.get("MaxRetentionSec") or "0")
    return KeptLog("journal", "size", limit, min(firsts, default=0))


def logs(outputs: Outputs, scope: Scope) -> tuple[KeptLog, ...]:
    """Give the records that a host keeps: text logs where a daemon writes them, else the journal; the audit log; on a
    log server what it received.
    """
    files = _files(outputs)
    writes = services.active_daemons(outputs) & {"rsyslog", "syslog-ng"}
    if writes and any(path in files for path in _SYSTEM_LOGS):
        kept = [_text_log(path, outputs, files) for path in _TEXT_LOGS if path in files]
    else:
        kept = [_journal(outputs, files)]
    if scope.receives_logs:
        received = [path for path in sorted(files) if path.startswith("/var/log/remote/") and not _PART.search(path)]
        kept += [_text_log(path, outputs, files) for path in received]
    if _AUDIT_LOG in files:
        kept.append(_audit_log(outputs, files))
    return tuple(kept)


def used_percent(outputs: Outputs) -> int:
    """Give how full the file system of the logs is."""
    found = re.fullmatch(r".*\s(\d{1,3})%\s+/.*", outputs["log_retention.use"].lines()[-1])
    if found is None:
        raise Unreadable(reason("unparseable", detail="no percentage from df"))
    return int(found[1])


def parse(outputs: Outputs, scope: Scope) -> LogRetention:
    """Give the records and how long they are kept."""
    return LogRetention(logs=attempt(lambda: logs(outputs, scope)), used_percent=attempt(lambda: used_percent(outputs)))


READER = Reader(
    LogRetention,
    always(logrotate.SETTINGS, FILES, AUDITD, JOURNALD, USE, services.DAEMONS, crashes.STORAGE),
    parse,
)
