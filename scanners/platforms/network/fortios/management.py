"""How a FortiGate is managed: services, ways in, accounts, SNMP and clock (Administration Guide, "System").

Which services answer is set per interface (`allowaccess`), from where per administrator (`trusthost`, which limits only
where every administrator has one) or by local-in policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Field, Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network import addresses
from scanners.platforms.network.fortios.local_in import LocalIn, Port, local_in
from scanners.platforms.network.fortios.tree import ANYWHERE, NAME, UNSET, Block, Config, read
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MANAGING = frozenset({"ssh", "telnet", "http", "https"})
_PORTS = {"ssh": "admin-ssh-port", "telnet": "admin-telnet-port", "http": "admin-port", "https": "admin-sport"}
_PLAIN_USE = _MANAGING | {"ping", "snmp"}
_OFFSET = re.compile(r"clock offset is (-?\d+(?:\.\d+)?) sec")
_SYNCHRONISED = re.compile(r"(?m)^\s*synchronized: (yes|no)\b")
Allowed = tuple[str, Block, frozenset[str], bool]  # name, interface, what it answers, whether this is about IPv6


def config(outputs: Outputs) -> Config:
    """Give the configuration."""
    return read(outputs["config"].text())


def _interfaces(whole: Config) -> Iterator[Allowed]:
    """Give what every interface that is up answers to, IPv4 and IPv6 apart."""
    for entry in whole.one("system interface").entries.values():
        if entry.text("status") == "down":
            continue
        more = [extra for table in ("secondaryip",) for extra in entry.below(table)]
        plain = {word for block in (entry, *more) for word in block.words("allowaccess")}
        yield entry.name, entry, frozenset(plain), False
        if "ipv6" in entry.tables:
            yield entry.name, entry, frozenset(entry.tables["ipv6"].words("ip6-allowaccess")), True


def services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers on any interface. The device is no server of TFTP or FTP."""
    del scope
    whole = config(outputs)
    answered = frozenset(word for _, _, allowed, _ in _interfaces(whole) for word in allowed)
    system = whole.one("system global")
    algorithms = whole.device.tables.get("system ssh-config", system)

    def listed(key: str) -> Field[tuple[str, ...]]:
        if key not in algorithms.settings:
            return not_told(NAME, f"management_services.{key}")
        return Known(algorithms.settings[key])

    def telnet() -> bool:
        return "telnet" in answered and system.text("admin-telnet") != "disable"

    return ManagementServices(
        ssh=Known("ssh" in answered),
        telnet=attempt(telnet),
        http=Known("http" in answered),
        https=Known("https" in answered),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=attempt(lambda: frozenset({"1", "2"} if system.on("admin-ssh-v1") else {"2"})),
        ssh_ciphers=listed("ssh-enc-algo"),
        ssh_macs=listed("ssh-mac-algo"),
        ssh_key_exchanges=listed("ssh-kex-algo"),
        unneeded=attempt(lambda: _unneeded(whole)),
    )


def _unneeded(whole: Config) -> tuple[str, ...]:
    found = [
        f"{name}: allowaccess {word}"
        for name, _, allowed, _ in _interfaces(whole)
        for word in sorted(allowed - _PLAIN_USE)
        if word != "fgfm" or whole.one("system central-management").one("type") == "none"
    ]
    if whole.one("system global").text("admin-maintainer") == "enable":
        found.append("admin-maintainer")
    install = whole.one("system auto-install")
    found += [key for key in ("auto-install-config", "auto-install-image") if install.on(key)]
    return tuple(found)


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in."""
    del scope
    whole = config(outputs)
    system = whole.one("system global")

    def consoles() -> tuple[ConsoleLine, ...]:
        enabled = whole.one("system console").on("login")
        idle = int(system.one("admin-console-timeout")) or _idle(whole)
        return (ConsoleLine("console", enabled, True, idle),)

    return ManagementAccess(
        paths=attempt(lambda: tuple(_paths(whole))),
        consoles=attempt(consoles),
        attempts=attempt(lambda: int(system.one("admin-lockout-threshold"))),
        lockout_s=attempt(lambda: int(system.one("admin-lockout-duration"))),
        banner=attempt(lambda: _banner(whole)),
    )


def _idle(whole: Config) -> int:
    """Give the longest idle time that any administrator has: a profile may override the common one."""
    profiles = whole.one("system accprofile").entries.values()
    own = [profile for profile in profiles if profile.text("admintimeout-override") == "enable"]
    times = [int(block.one("admintimeout")) for block in (whole.one("system global"), *own)]
    return 0 if 0 in times else 60 * max(times)


def _banner(whole: Config) -> str:
    if not whole.one("system global").on("pre-login-banner"):
        return ""
    return whole.one("system replacemsg admin pre_admin-disclaimer-text").one("buffer").strip()


def _paths(whole: Config) -> Iterator[ManagementPath]:
    idle = _idle(whole)
    guards: dict[tuple[str, bool], LocalIn] = {}
    for name, entry, allowed, six in _interfaces(whole):
        managing = allowed & _MANAGING
        if whole.one("system global").text("admin-telnet") == "disable":
            managing -= {"telnet"}
        label = f"interface {name}" + (" ipv6" if six else "")
        domain = entry.text("vdom") if "" not in whole.domains else ""
        if (domain, six) not in guards:
            guards[domain, six] = local_in(whole, domain, six)
        guard = guards[domain, six]
        if managing:
            ways = (_trusted(whole, six), guard.sources(name, _ports(whole, managing)))
            sources = next((way for way in ways if way and not _strange(way)), ways[0] or ways[1])
            yield ManagementPath(label, managing, bool(sources), sources, idle)
        if "snmp" in allowed and whole.one("system snmp sysinfo").on("status"):
            guarded = guard.sources(name, (("udp", "161"),))
            yield ManagementPath(f"{label} snmp", frozenset({"snmp"}), bool(guarded), guarded, idle)


def _ports(whole: Config, managing: frozenset[str]) -> tuple[Port, ...]:
    """Give the ports that services answer on."""
    return tuple(("tcp", whole.one("system global").text(_PORTS[service])) for service in sorted(managing))


def _strange(networks: tuple[str, ...]) -> bool:
    return any(network.startswith("object:") for network in networks)


def _trusted(whole: Config, six: bool) -> tuple[str, ...]:
    """Give the networks that administrators may come from; none where one of them may come from anywhere."""
    prefix, key = ("ip6-trusthost", "ipv6-trusthost") if six else ("trusthost", "ipv4-trusthost")
    each = [
        [values for name, values in admin.settings.items() if re.fullmatch(prefix + r"\d+", name)]
        for admin in whole.one("system admin").entries.values()
    ]
    users = whole.device.tables.get("system api-user", Block("")).entries.values()
    each += [[host.words(key) for host in user.below("trusthost")] for user in users]
    # Those who come by single sign-on cannot be given any: what holds for them is not told.
    networks = {
        f"object:{table} {entry.name}"
        for table in ("system sso-admin", "system sso-forticloud-admin", "system sso-fortigate-cloud-admin")
        for entry in whole.device.below(table)
    }
    if whole.device.tables.get("system saml", Block("")).text("status") == "enable":
        networks.add("object:system saml")
    for given in each:
        own = {_network(values) for values in given if values} - ANYWHERE
        if not own:
            return ()
        networks |= own
    return tuple(sorted(networks))


def _network(values: tuple[str, ...]) -> str:
    address, mask = values if len(values) == 2 else values[0].split("/")
    return addresses.masked(address, mask)


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent: it answers where it is on and an interface lets it. Communities only read."""
    del scope
    whole = config(outputs)

    def enabled() -> bool:
        asked = any("snmp" in allowed for _, _, allowed, _ in _interfaces(whole))
        return whole.one("system snmp sysinfo").on("status") and asked

    def communities() -> tuple[SnmpCommunity, ...]:
        return tuple(_community(entry) for entry in _active(whole, "community"))

    def versions() -> frozenset[str]:
        found = {"3"} if _active(whole, "user") else set()
        for entry in _active(whole, "community"):
            for version in ("1", "2c"):
                if entry.on(f"query-v{version}-status") or entry.on(f"trap-v{version}-status"):
                    found.add(version)
        return frozenset(found) if whole.one("system snmp sysinfo").on("status") else frozenset()

    return Snmp(
        enabled=attempt(enabled),
        versions=attempt(versions),
        communities=attempt(communities),
        users=attempt(lambda: tuple(_user(entry) for entry in _active(whole, "user"))),
    )


def _active(whole: Config, table: str) -> tuple[Block, ...]:
    entries = whole.one(f"system snmp {table}").entries.values()
    return tuple(entry for entry in entries if entry.text("status") != "disable")


def _community(entry: Block) -> SnmpCommunity:
    mark = MARK.search(entry.one("name"))
    if mark is None:
        raise Unreadable(reason("unparseable", detail=f"snmp community {entry.name[:20]}"))
    hosts = [*entry.below("hosts"), *entry.below("hosts6")]
    given = [host.words("ip") or host.words("ipv6") or ("::/0",) for host in hosts]
    everywhere = {words[0] for words in given} & UNSET
    return SnmpCommunity(
        mark[1] == "default", "ro", bool(hosts) and not everywhere, f"community {entry.name} name {mark[0]}"
    )


def _user(entry: Block) -> SnmpUser:
    level = entry.one("security-level")
    if level not in {"no-auth-no-priv", "auth-no-priv", "auth-priv"}:
        raise Unreadable(reason("unparseable", detail=f"snmp user security-level {level[:20]}"))
    authentication = entry.one("auth-proto") if level != "no-auth-no-priv" else "none"
    privacy = entry.one("priv-proto") if level == "auth-priv" else "none"
    return SnmpUser(entry.name, authentication, {"aes": "aes128"}.get(privacy, privacy))


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers; `fortiguard` are those of the vendor, without a key."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        ntp = config(outputs).one("system ntp")
        if not ntp.on("ntpsync"):
            return ()
        if ntp.one("type") != "custom":
            return (NtpServer(ntp.one("type"), False),)
        return tuple(NtpServer(s.one("server"), s.text("authentication") == "enable") for s in ntp.below("ntpserver"))

    def synchronised() -> bool:
        found = _SYNCHRONISED.search(outputs["ntp"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="no line synchronized"))
        return found[1] == "yes"

    def offset() -> float:
        text = outputs["ntp"].text()
        chosen = [part for part in re.split(r"(?m)^(?=ipv[46] server)", text) if "selected" in part.partition("\n")[0]]
        found = _OFFSET.search(chosen[0]) if len(chosen) == 1 else None
        if found is None:
            raise Unreadable(reason("unparseable", detail="no clock offset of one selected server"))
        return 1000 * float(found[1])

    return DeviceTime(attempt(servers), attempt(synchronised), attempt(offset))
