"""Where a PAN-OS firewall sends the log of the system (Administrator's Guide, "Configure Syslog Monitoring")."""

from __future__ import annotations

import re

from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.platforms.network.panos.tree import config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_SEVERITIES = {"critical": 2, "high": 3, "medium": 4, "low": 5, "informational": 6}


def logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read where the log of the system goes; its own log is always on, and dated."""
    del scope
    whole = config(outputs)

    def servers() -> tuple[LogServer, ...]:
        whole.alone()
        settings = whole.shared.at("log-settings")
        sent: dict[str, set[str]] = {}
        for entry in settings.at("system", "match-list").values():
            for profile in entry.at("send-syslog"):
                sent.setdefault(profile, set()).update(_severities(entry.value("filter") or "All Logs"))
        for word in _SEVERITIES:
            profile = settings.value("system", word, "send-syslog", "using-syslog-setting")
            if profile:
                sent.setdefault(profile, set()).add(word)
        return tuple(
            LogServer(server.value("server"), _level(severities))
            for profile, severities in sent.items()
            for server in settings.at("syslog", profile, "server").values()
        )

    return DeviceLogging(enabled=Known(True), servers=attempt(servers), timestamps=Known(True))


def _severities(filtered: str) -> set[str]:
    """Give the severities of which every message passes a filter; none where it chooses by anything else."""
    named = re.fullmatch(r"\(severity (geq|eq) (\w+)\)", filtered)
    if filtered == "All Logs":
        return {*_SEVERITIES}
    if named is None or named[2] not in _SEVERITIES:
        return set()
    return {
        word
        for word, level in _SEVERITIES.items()
        if word == named[2] or (named[1] == "geq" and level < _SEVERITIES[named[2]])
    }


def _level(severities: set[str]) -> int:
    """Give the least severity that is sent with all that are more severe."""
    level = 0
    for word, number in _SEVERITIES.items():
        if word not in severities:
            break
        level = number
    return level
