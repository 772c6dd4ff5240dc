"""Operators on log forwarding and routes."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from msgspec import Struct

from checks.finding import Status
from checks.judging import Compiled, Context, Verdict, failed, first_unknown, listed, passed, undecided
from checks.registers import Address, LogServer, address, same
from checks.segments import Network, networks
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.interfaces import Interfaces
from scanners.facts.logs import ForwardTarget, LogForwarding
from scanners.facts.routes import Route

# Address space that is not reached over the Internet (IANA special-purpose registries, RFC 6890 and successors).
# Asking ipaddress whether a whole network is private is no use: it says yes for 0.0.0.0/0, whose ends are reserved.
_INTERNAL: tuple[Network, ...] = networks(
    (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::1/128",
        "100::/64",
        "2001:db8::/32",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
)


_INTERFACE = "interface:"


class RouteParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Gateways that may take the default route, beside the registered ones."""

    allowed_default_routes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for gateway in self.allowed_default_routes:
            address(gateway)


class ForwardParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether logs must travel encrypted."""

    require_tls: bool = False


def _inside(network: Network, spaces: tuple[Network, ...]) -> bool:
    return any(
        network.version == space.version and network.subnet_of(space)  # type: ignore[arg-type]  # versions are equal
        for space in spaces
    )


@lru_cache(maxsize=4096)
def _leads_out(destination: str) -> Network | None:
    """Give the destination if any of it lies outside internal space. Raises ValueError for what is no network."""
    network = ip_network(destination, strict=False)
    return None if _inside(network, _INTERNAL) else network


@lru_cache(maxsize=4096)
def _gateway(text: str) -> Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _route_shown(route: Route) -> str:
    return f"{route.destination} → {route.gateway or route.device} (table {route.table})"


def _translated(context: Context, prefixes: tuple[Network, ...]) -> tuple[list[str], list[str]]:
    """Give the address translations of a network device to addresses of the Internet, and those that tell no address.

    A host has no such fact, and nothing to say here.
    """
    fact = context.facts.get("address_translation")
    if not isinstance(fact, AddressTranslation) or not isinstance(fact.rules, Known):
        return [], []
    wrong: list[str] = []
    strange: list[str] = []
    for rule in fact.rules.value:
        for outside in _outside(rule, context):
            try:
                network = _leads_out(outside)
            except ValueError:
                strange.append(rule.line)
                continue
            if network is not None and not _inside(network, prefixes):
                wrong.append(rule.line)
    return list(dict.fromkeys(wrong)), list(dict.fromkeys(strange))


def _outside(rule: Translation, context: Context) -> list[str]:
    """Give the outer addresses of a rule; an interface stands for its addresses, or for itself where it tells none."""
    interfaces = context.facts.get("interfaces")
    settings = interfaces.settings if isinstance(interfaces, Interfaces) else None
    own = {one.name: one.addresses for one in settings.value} if isinstance(settings, Known) else {}
    found: list[str] = []
    for outside in rule.outside:
        name = outside.removeprefix(_INTERFACE)
        addresses = own.get(name, ()) if name != outside else (outside,)
        found += [text.partition("/")[0] if name != outside else text for text in addresses] or [outside]
    return found


def routes_approved(params: RouteParams, subject: str, _tables: Tables) -> Compiled:
    """No way out to the Internet: destinations outside private address space go to approved prefixes or, for the
    default route, through approved gateways alone; and no device lends an address of the Internet.
    """
    own = frozenset(address(gateway) for gateway in params.allowed_default_routes)

    def judge(value: frozenset[Route], context: Context) -> Verdict:
        gateways = own | context.registers.gateways
        prefixes = context.registers.approved_prefixes
        wrong, strange = _translated(context, prefixes)
        for route in value:
            try:
                network = _leads_out(route.destination)
            except ValueError:
                strange.append(_route_shown(route))
                continue
            if network is None:
                continue
            by_interface = not route.gateway and (context.host, route.device) in context.registers.gateway_interfaces
            through_approved = by_interface or _gateway(route.gateway) in gateways
            default = network.prefixlen == 0
            if (default and not through_approved) or (not default and not _inside(network, prefixes)):
                wrong.append(_route_shown(route))
        if wrong:
            return failed(f"bad.{subject}", **listed(sorted(wrong)))
        if strange:
            return undecided(reason("routes_unreadable", **listed(sorted(strange))))
        if why := first_unknown(getattr(context.facts.get("address_translation"), "rules", None)):
            return undecided(why)
        return passed(f"good.{subject}", count=len(value)) if value else undecided(reason("no_routes_seen"))

    return Compiled(reason(f"want.{subject}"), judge)


def forwards_to_register(params: ForwardParams, _subject: str, _tables: Tables) -> Compiled:
    """Logs go to registered log servers alone, over a standing connection, and arrive where that is visible.

    Configured is not received: where a log server is a target as well, the login record of this scan must be there.
    """

    def judge(value: LogForwarding, context: Context) -> Verdict:
        servers = context.registers.log_servers
        if "log_servers" not in context.registers.kinds:
            return undecided(reason("no_register", kind="log_servers"))
        others = [server for server in servers if server.target != context.host]
        if not others and servers:
            return Verdict(Status.NOT_APPLICABLE, reason("log_server_itself"))
        if not isinstance(value.targets, Known):
            return _unread(value.targets)
        return _configured(value.targets.value, others, value, context, params)

    return Compiled(reason("want_forwarding_tls" if params.require_tls else "want_forwarding"), judge)


def _unread(state: object) -> Verdict:
    if isinstance(state, Absent):
        return Verdict(Status.NOT_APPLICABLE, state.reason)
    return undecided(state.reason if isinstance(state, Unknown) else reason("not_judged"))


@lru_cache(maxsize=1024)
def _names(server: LogServer) -> frozenset[str]:
    return frozenset(same(name) for name in (server.address, *server.names))


def _named(target: ForwardTarget, server: LogServer) -> bool:
    return target.port == server.port and same(target.address) in _names(server)


def _shown(target: ForwardTarget) -> str:
    return f"{target.address}:{target.port}/{target.protocol}{'+tls' if target.tls else ''}"


def _configured(
    targets: tuple[ForwardTarget, ...],
    servers: list[LogServer],
    value: LogForwarding,
    context: Context,
    params: ForwardParams,
) -> Verdict:
    pairs = [(target, next((server for server in servers if _named(target, server)), None)) for target in targets]
    foreign = sorted(_shown(target) for target, server in pairs if server is None)
    if foreign:
        return failed("forwarding_unregistered", **listed(foreign))
    fit = [
        (target, server)
        for target, server in pairs
        if server is not None and target.protocol != "udp" and (target.tls or not params.require_tls)
    ]
    if not fit:
        return failed("forwarding_missing", **listed(sorted(_shown(target) for target in targets)))
    if not isinstance(value.connected, Known):
        return _unread(value.connected)
    standing = [(target, server) for target, server in fit if _stands(server, value.connected.value)]
    if not standing:
        return failed("forwarding_not_connected", **listed(sorted(_shown(target) for target, _server in fit)))
    return _arrived([server for _target, server in standing], context)


def _stands(server: LogServer, connected: frozenset[str]) -> bool:
    for remote in connected:
        host, _, port = remote.rpartition(":")
        if port == str(server.port):
            found = _gateway(host.strip("[]"))
            if found is not None and (getattr(found, "ipv4_mapped", None) or found) == _gateway(server.address):
                return True
    return False


def _arrived(servers: list[LogServer], context: Context) -> Verdict:
    """Look for the login record of this scan; one log server that holds it is enough."""
    names = tuple(sorted({server.target or server.address for server in servers}))
    seen_at = [server.target for server in servers if server.target]
    if not seen_at:
        return passed("forwarding_connected", items=names)
    verdicts = [_arrived_at(target, context) for target in seen_at]
    order = (Status.PASS, Status.FAIL, Status.UNKNOWN)
    return min(verdicts, key=lambda verdict: order.index(verdict.status))


def _arrived_at(target: str, context: Context) -> Verdict:
    state = context.received.get(target)
    if state is None:
        return undecided(reason("log_server_not_in_run", server=target))
    if not isinstance(state, Known):
        return undecided(state.reason)
    if not context.login_port or not context.hostname:
        return undecided(reason("own_login_unknown"))
    own = (context.hostname.partition(".")[0].lower(), context.scan_user, context.login_port)
    if any((login.host.partition(".")[0].lower(), login.user, login.port) == own for login in state.value):
        return passed("forwarding_arrived", server=target)
    return failed("forwarding_not_arrived", server=target, account=context.scan_user, port=context.login_port)
