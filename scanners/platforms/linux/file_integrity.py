"""Read whether AIDE is set up, when it last compared the files, and what it found.

A check writes its report to /var/log/aide/aide.log and empties the last one first: Debian 12 and later by a timer,
Debian 11 and the Red Hat family by cron. One that breaks off leaves the log empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from inventories.reason import reason
from scanners.facts.field import Field, Known, attempt
from scanners.facts.file_integrity import FileIntegrity, Result
from scanners.platforms.linux import dpkg, rpm, services
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Scope, Unreadable, neutralise

_LOG_PATH = "/var/log/aide/aide.log"
_PROOF = "/etc/os-release"  # always there and always found: proves that the search ran
# Root: everything of AIDE is closed to others, and so are crontabs.
SETTINGS = Probe(
    "file_integrity.settings",
    argv=(
        "/bin/grep", "-s", "-H", "-E", "--", r"^(database(_in)?|report_url|@@define)[[:space:]=]|^ID=",
        _PROOF, "/etc/aide/aide.conf", "/etc/aide.conf",
    ),
)  # fmt: skip
DATABASE = Probe(
    "file_integrity.database",
    argv=(
        "/usr/bin/find", "/var/lib", "-maxdepth", "2", "(", "-path", "/var/lib", "-o",
        "-path", "/var/lib/aide/*", "-size", "+0", ")", "-printf", r"%y %p\n",
    ),
)  # fmt: skip
LOG = Probe(
    "file_integrity.log",
    argv=(
        "/bin/sed", "-n", "-E",
        "/^(Start timestamp: |Limit: |AIDE .*(found|initialized)|aide run on |### All files match)/p", _LOG_PATH,
    ),
)  # fmt: skip
# The systemd line marks Debian's script, which does nothing where systemd runs.
CRON = Probe(
    "file_integrity.cron",
    argv=(
        "/bin/grep", "-r", "-s", "-H", "-m", "20", "-E", "--",
        "^[^#]*(aide|/run/systemd/system)|^ID=", _PROOF, "/etc/crontab", "/etc/cron.d", "/etc/cron.hourly",
        "/etc/cron.daily", "/etc/cron.weekly", "/var/spool/cron/root", "/var/spool/cron/crontabs/root",
    ),
)  # fmt: skip

_AIDE = frozenset({"aide", "aide-dynamic", "aide-xen"})
_OTHER_TOOLS = frozenset({"tripwire", "samhain", "integrit", "stealth", "wazuh-agent", "ossec-hids-agent", "ds-agent"})
_START = re.compile(r"Start timestamp: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\b.*")
_JOB = re.compile(r"\s*(?:@(?:hourly|daily|midnight|weekly)|(?:[\d*/,-]+\s+){2}\S+\s+\S+\s+\S+)\s.*\baide\b.*")


def _settings(outputs: Outputs) -> list[tuple[str, str]]:
    """Give the settings in order, names expanded. Status 2: one of the two files is never there."""
    lines = [line.split(":", 1) for line in outputs["file_integrity.settings"].lines(0, 2)]
    if not any(path == _PROOF for path, _ in lines):
        raise Unreadable(reason("integrity_settings_unread"))
    defined: dict[str, str] = {}
    settings: list[tuple[str, str]] = []
    for path, text in lines:
        if path == _PROOF:
            continue
        if text.startswith("@@define"):
            _, name, value = text.split(None, 2)
            defined[name] = value.strip()
        else:
            name, _, value = text.partition("=")
            expanded = re.sub(r"@@\{(\w+)\}", lambda found: defined.get(found[1], found[0]), value.strip())
            settings.append((name.strip(), re.sub(r"^file:/+", "/", expanded)))
    return settings


def database(outputs: Outputs) -> bool:
    """Whether the database that the settings name is there and not empty."""
    named = [value for name, value in _settings(outputs) if name in {"database", "database_in"}]
    if not named:
        raise Unreadable(reason("integrity_settings_unread"))
    if not named[-1].startswith("/var/lib/aide/"):
        raise Unreadable(reason("integrity_database_elsewhere", path=named[-1]))
    lines = outputs["file_integrity.database"].lines()
    if "d /var/lib" not in lines:
        raise Unreadable(reason("file_list_incomplete", path="/var/lib"))
    return f"f {named[-1]}" in lines


def scheduled(outputs: Outputs) -> bool:
    """Whether an enabled timer or a job of cron starts it."""
    if any("aide" in unit and unit.endswith(".timer") for unit in services.enabled(outputs)):
        return True
    jobs: dict[str, list[str]] = {}
    for line in outputs["file_integrity.cron"].lines(0, 2):  # 2: not every place is there
        path, _, text = line.partition(":")
        jobs.setdefault(path, []).append(text)
    if _PROOF not in jobs:
        raise Unreadable(reason("integrity_settings_unread"))
    for path, texts in jobs.items():
        if path.startswith(("/etc/cron.hourly/", "/etc/cron.daily/", "/etc/cron.weekly/")):
            guarded = any("/run/systemd/system" in text for text in texts)
            if not guarded and any("aide" in text for text in texts):
                return True
        elif path != _PROOF and any(_JOB.fullmatch(text) for text in texts):
            return True
    return False


def _report(outputs: Outputs) -> list[str] | None:
    """Give the lines of the last report; None where there is no report at all."""
    raw = outputs["file_integrity.log"]
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    if raw.status == 2 and "No such file or directory" in neutralise(raw.stderr):
        elsewhere = [value for name, value in _settings(outputs) if name == "report_url" and value.startswith("/")]
        if elsewhere and _LOG_PATH not in elsewhere:
            raise Unreadable(reason("integrity_report_elsewhere", path=elsewhere[-1]))
        return None
    lines = raw.lines()
    starts = [number for number, line in enumerate(lines) if _START.fullmatch(line)]
    return lines[starts[-1] :] if starts else []


def last_check(outputs: Outputs) -> int:
    """Give when the last comparison began."""
    report = _report(outputs)
    if report is None:
        return 0
    found = _START.fullmatch(report[0]) if report else None
    if found is None:
        raise Unreadable(reason("integrity_report_without_date"))
    return int(datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S %z").timestamp())


def result(outputs: Outputs) -> Result:
    """Give what the last comparison found."""
    report = _report(outputs)
    if report is None:
        return "never"
    said = "\n".join(report[1:])
    if re.search(r"^AIDE .*found differences", said, re.MULTILINE):
        return "differences"
    if limit := re.search(r"^Limit: (.*)", said, re.MULTILINE):  # `--limit` leaves out all other files
        raise Unreadable(reason("integrity_limited", limit=limit[1][:200]))
    if re.search(r"^(AIDE .*found NO differences|### All files match)", said, re.MULTILINE):
        return "clean"
    return "never" if re.search(r"^AIDE .*initialized", said, re.MULTILINE) else "failed"


def _parse(names: Callable[[Outputs], frozenset[str]]) -> Callable[[Outputs, Scope], FileIntegrity]:
    def parse(outputs: Outputs, scope: Scope) -> FileIntegrity:
        """Give the state of AIDE; where another product watches the files, what it sees cannot be told."""
        del scope
        packages = names(outputs)
        if packages.isdisjoint(_AIDE):
            others = sorted(packages & _OTHER_TOOLS)
            if others:
                raise Unreadable(reason("integrity_tool_unsupported", items=tuple(others)))
            never: Field[Result] = Known("never")
            return FileIntegrity(database=Known(False), scheduled=Known(False), last_check=Known(0), result=never)
        found: Field[Result] = attempt(lambda: result(outputs))
        return FileIntegrity(
            database=attempt(lambda: database(outputs)),
            scheduled=attempt(lambda: scheduled(outputs)),
            last_check=attempt(lambda: last_check(outputs)),
            result=found,
        )

    return parse


_PROBES = (services.ENABLED, SETTINGS, DATABASE, LOG, CRON)
DEBIAN_READER = Reader(
    FileIntegrity, always(dpkg.PACKAGES, *_PROBES), _parse(lambda outputs: frozenset(dpkg.installed(outputs)))
)
RHEL_READER = Reader(
    FileIntegrity,
    always(rpm.PACKAGES, *_PROBES),
    _parse(lambda outputs: frozenset(name for name, _version, _arch in rpm.installed(outputs))),
)
