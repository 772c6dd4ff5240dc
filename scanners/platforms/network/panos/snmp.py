"""SNMP of PAN-OS (Administrator's Guide, "SNMP Monitoring and Traps")."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.panos.management import answers, profiles, sources
from scanners.platforms.network.panos.tree import NAME, Config, config
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.statements import Node
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_VERSIONS = (("v2c", "2c"), ("v3", "3"))


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent. The list of addresses of the management port limits who may ask."""
    del scope
    whole = config(outputs)
    version = whole.system.at("snmp-setting", "access-setting", "version")

    def versions() -> frozenset[str]:
        found = {number for place in (version, *_traps(whole)) for word, number in _VERSIONS if place.has(word)}
        if "2c" not in found:
            whole.alone()
        return frozenset(found)

    def communities() -> tuple[SnmpCommunity, ...]:
        name = version.value("v2c", "snmp-community-string")
        mark = MARK.search(name)
        if name and mark is None:
            raise Unreadable(reason("unparseable", detail="snmp-community-string"))
        if mark is None:
            whole.alone()
            return ()
        limited = bool(sources(whole.system)) and not any("snmp" in on for _, on, _ in profiles(whole))
        return (SnmpCommunity(mark[1] == "default", "ro", limited, f"snmp-community-string {mark[0]}"),)

    return Snmp(
        enabled=attempt(lambda: answers(whole, "snmp")),
        versions=attempt(versions),
        communities=attempt(communities),
        users=attempt(lambda: tuple(_user(name, user) for name, user in version.at("v3", "users").items())),
    )


def _traps(whole: Config) -> Iterator[Node]:
    """Give the versions of each profile of servers that traps are sent to."""
    for part in (whole.shared, *whole.virtual.values()):
        for profile in part.at("log-settings", "snmptrap").values():
            yield profile.at("version")


def _user(name: str, user: Node) -> SnmpUser:
    authentication, privacy = user.value("authproto"), user.value("privproto")
    if not authentication or not privacy:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"snmp user {name[:30]} authproto"))
    return SnmpUser(name, authentication.lower().replace("-", ""), privacy.lower().replace("-", ""))
