"""Where a FortiGate sends its log (FortiOS Log Reference, Administration Guide "Logging")."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.platforms.network.fortios.tree import NAME, Block, Config, named, read
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_LEVELS = ("emergency", "alert", "critical", "error", "warning", "notification", "information", "debug")
_SERVERS = ("syslogd", "syslogd2", "syslogd3", "syslogd4", "fortianalyzer", "fortianalyzer2", "fortianalyzer3",
            "webtrends")  # fmt: skip
_CLOUDS = ("fortianalyzer-cloud", "fortiguard")  # of the maker, without an address


def logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read where the log goes; each message has its date and time in every format."""
    del scope
    whole = read(outputs["config"].text())

    def servers() -> tuple[LogServer, ...]:
        _no_overrides(whole)
        return tuple(
            LogServer(setting.text("server") or place, _level(whole, place))
            for place, setting in _places(whole)
            if setting.on("status")
        )

    def enabled() -> bool:
        _no_overrides(whole)
        local = [block.on("status") for kind in ("memory", "disk") for _, block in whole.maybe(f"log {kind} setting")]
        somewhere = any(local) or any(setting.on("status") for _, setting in _places(whole))
        return somewhere and not _without_events(whole)

    return DeviceLogging(enabled=attempt(enabled), servers=attempt(servers), timestamps=Known(True))


def _places(whole: Config) -> Iterator[tuple[str, Block]]:
    whole.one("log syslogd setting")
    for kind in (*_SERVERS, *_CLOUDS):
        setting = whole.device.tables.get(f"log {kind} setting")
        if setting and ("server" in setting.settings or kind in _CLOUDS):
            yield kind, setting


def _level(whole: Config, place: str) -> int:
    """Give the least severe messages that go to a place. Raises `Unreadable` where a filter picks some of them."""
    chosen = whole.one(f"log {place} filter")
    if chosen.text("filter") or chosen.below("free-style"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=f"log {place} filter"))
    return _LEVELS.index(chosen.one("severity"))


def _without_events(whole: Config) -> bool:
    """Whether log-ins and changes are not recorded at all, whatever is sent."""
    places = (whole.device, *whole.domains.values())
    return any(place.tables.get("log eventfilter", Block("")).text("event") == "disable" for place in places)


def _no_overrides(whole: Config) -> None:
    """A virtual domain that logs elsewhere is not judged by the servers of the device."""
    told = [("log setting", key) for key in ("syslog-override", "faz-override")]
    told += [(f"log {kind} override-setting", "override") for kind in _SERVERS]  # until 6.4
    for table, key in told:
        for domain, block in whole.maybe(table):
            if block.text(key) == "enable":
                raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=named(domain, key)))
