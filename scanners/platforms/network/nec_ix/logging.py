"""Time and log of NEC UNIVERGE IX routers.

Source: UNIVERGE IX command reference, chapter 9 (NTP, syslog). Forms of lines compared with published configurations of
IX2215 and IX2105, `show ntp` with an output of an IX2215 that follows no server.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, Unknown, attempt
from scanners.platforms.network.nec_ix.config import NAME, config_tree, families_on
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

NTP = Probe("ntp", "show ntp")

_LEVELS = {"error": 3, "warn": 4, "notice": 5, "info": 6, "debug": 7}
_CLOCK = re.compile(r"(?m)^NTP status:[ \t]*\n[ \t]+Clock is (not )?synchronized\b")


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers, and whether the clock follows one; none is asked with a key.

    They are asked without `ntp ip enable`, which lets others ask this router.
    """
    del scope

    def synchronised() -> bool:
        found = _CLOCK.search(outputs["ntp"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="show ntp tells no clock"))
        return not found[1]

    found = [words[0] for _line, words in starting(config_tree(outputs), "ntp server") if words]
    return DeviceTime(
        servers=Known(tuple(NtpServer(address, authenticated=False) for address in found)),
        synchronised=attempt(synchronised),
        offset_ms=not_told(NAME, "device_time.offset_ms"),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers, where sending is switched on, with the level that every subsystem reaches."""
    del scope
    lines = config_tree(outputs)
    sends = families_on(lines, "syslog")

    def servers() -> tuple[LogServer, ...]:
        hosts = [words[0] for family in sends for _line, words in starting(lines, f"syslog {family} host") if words]
        levels = {words[0]: _LEVELS[words[1]] for _line, words in starting(lines, "logging subsystem") if words[1:]}
        if hosts and "all" not in levels:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting="logging subsystem all"))
        return tuple(LogServer(host, min(levels.values())) for host in hosts)

    on = bool(sends) or any(starting(lines, "logging buffered"))
    return DeviceLogging(
        enabled=Known(True)
        if on
        else Unknown(reason("platform_default_unsure", platform=NAME, setting="logging buffered")),
        servers=attempt(servers),
        timestamps=Known(
            has(lines, "syslog timestamp datetime") if sends else has(lines, "logging timestamp datetime")
        ),
    )
