"""Read, on a log server, which logins of the scan account arrived there from other hosts."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, Unknown, all_fields, attempt
from scanners.facts.logs import ReceivedLogin, ReceivedLogs
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Output, Probe, Scope, neutralise

_ACCOUNT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PLACES = ("/var/log/remote", "/var/log/syslog", "/var/log/messages", "/var/log/auth.log", "/var/log/secure")
# Only lines with this text leave the log server, of each file that changed within two days the last 2,000.
_PROGRAM = (
    'FNR==1{{for(i=0;i<n&&i<2000;i++)print b[i];n=0}}index($0,"]: Accepted publickey for {user} from ")'
    "{{b[n++%2000]=$0}}END{{for(i=0;i<n&&i<2000;i++)print b[i]}}"
)


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the one exact search for this scan account; none on a host that is no log server."""
    if not scope.receives_logs or not _ACCOUNT.fullmatch(scope.scan_user):
        return ()
    return (
        Probe(
            "received_logs",
            argv=(
                "/usr/bin/find",
                *_PLACES,
                "-type",
                "f",
                "-mtime",
                "-2",
                "!",
                "-name",
                "*.gz",
                "!",
                "-name",
                "*.xz",
                "-exec",
                "/usr/bin/awk",
                _PROGRAM.format(user=scope.scan_user),
                "{}",
                "+",
            ),
            timeout=60,
            cap=8 << 20,
            subject="peers",
        ),
    )


def parse(outputs: Outputs, scope: Scope) -> ReceivedLogs:
    """Give the logins; the tag must stand where syslog writes it, so that no message can quote itself into the list."""
    if not scope.receives_logs:
        return all_fields(ReceivedLogs, Absent(reason("no_log_server")))
    if "received_logs" not in outputs:
        return all_fields(ReceivedLogs, Unknown(reason("scan_account_not_named")))
    line_form = re.compile(
        r"(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) (?P<host>[A-Za-z0-9_.:-]+) "
        rf"sshd(?:-session)?\[\d+\]: Accepted publickey for {re.escape(scope.scan_user)} "
        r"from \S+ port (?P<port>\d+) ssh2\b.*"
    )

    def logins() -> frozenset[ReceivedLogin]:
        raw = outputs["received_logs"]
        # find(1) ends with 1 where one of the places does not exist; sudo(8) does where it fails itself.
        if isinstance(raw, Output) and raw.status == 1:
            # sudo remarks there that it cannot resolve its own host name, which is no trouble of the walk.
            said = neutralise(raw.stderr).strip().splitlines()
            complaints = [line for line in said if not line.startswith("sudo: ")]
            if not complaints or not all(line.endswith("No such file or directory") for line in complaints):
                raw.text()
        found = (line_form.fullmatch(line) for line in raw.lines(0, 1))
        return frozenset(ReceivedLogin(one["host"], scope.scan_user, int(one["port"])) for one in found if one)

    return ReceivedLogs(logins=attempt(logins))


READER = Reader(ReceivedLogs, probes, parse)
