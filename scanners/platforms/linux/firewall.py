"""Judge the host's own packet filter on the rulesets in the kernel."""

from __future__ import annotations

from collections.abc import Callable

from inventories.reason import reason
from scanners.facts.field import Field, Known, Unknown, attempt
from scanners.facts.firewall import Firewall
from scanners.platforms.linux.iptables import input_is_closed
from scanners.platforms.linux.nftables import closed_families
from scanners.platforms.linux.services import ENABLED, enabled
from scanners.platforms.linux.sysctl import RUNNING, readable_by_all
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

NFT = Probe("firewall.nft", argv=("/usr/sbin/nft", "-j", "list", "ruleset"), timeout=20, cap=8 << 20)
IPTABLES = Probe("firewall.iptables", argv=("/usr/sbin/iptables-save",), timeout=20, cap=8 << 20)
IP6TABLES = Probe("firewall.ip6tables", argv=("/usr/sbin/ip6tables-save",), timeout=20, cap=8 << 20)
UFW = Probe("firewall.ufw", "grep -E '^ENABLED=' /etc/ufw/ufw.conf")
# nftables.service comes enabled with a file that refuses nothing; a rule or an included file must stand in it.
NFT_AT_BOOT = Probe(
    "firewall.nft_at_boot",
    argv=(
        "/bin/grep", "-s", "-w", "-h", "-E", "-m", "1", "^[^#]*(drop|reject|include)",
        "/etc/nftables.conf", "/etc/sysconfig/nftables.conf",
    ),
)  # fmt: skip

_LOADERS = frozenset(f"{name}.service" for name in ("firewalld", "netfilter-persistent", "iptables", "ip6tables"))


def _ipv6_is_off(outputs: Outputs) -> bool:
    """Tell whether no interface but the loopback may have an IPv6 address; without IPv6 the kernel has no such keys."""
    values = readable_by_all(outputs)
    switches = [
        value
        for key, value in values.items()
        if key.startswith("net.ipv6.conf.") and key.endswith(".disable_ipv6") and key != "net.ipv6.conf.lo.disable_ipv6"
    ]
    return all(value == "1" for value in switches)


def _tool_missing(state: Field[frozenset[str]]) -> bool:
    return isinstance(state, Unknown) and state.reason.code == "tool_missing"


def open_families(outputs: Outputs) -> frozenset[str]:
    """Give the open address families: no ruleset closes them.

    A ruleset that was read and closes is enough, for a packet must pass them all; one that could not be read leaves
    the rest undecided, unless its tool is not installed.
    """

    def of_iptables(probe: Probe, family: str) -> Callable[[], frozenset[str]]:
        return lambda: frozenset({family}) if input_is_closed(outputs[probe.id].text()) else frozenset()

    states: list[Field[frozenset[str]]] = [
        attempt(lambda: closed_families(outputs["firewall.nft"].text())),
        attempt(of_iptables(IPTABLES, "ip")),
        attempt(of_iptables(IP6TABLES, "ip6")),
    ]
    if isinstance(states[0], Unknown) and states[0].reason.code == "firewall_table_asleep":
        raise Unreadable(states[0].reason)  # iptables-save shows such a table as if it filtered
    still_open = {"ip", "ip6"}
    for state in states:
        if isinstance(state, Known):
            still_open -= state.value
    if "ip6" in still_open:
        off = attempt(lambda: _ipv6_is_off(outputs))
        if off == Known(value=True):
            still_open.discard("ip6")
    if still_open:
        every_tool_missing = all(_tool_missing(state) for state in states)
        for state, families in zip(states, ({"ip", "ip6"}, {"ip"}, {"ip6"}), strict=True):
            undecided = isinstance(state, Unknown) and (every_tool_missing or not _tool_missing(state))
            if isinstance(state, Unknown) and undecided and families & still_open:
                raise Unreadable(state.reason)
    return frozenset(still_open)


def at_boot(outputs: Outputs) -> bool:
    """Tell whether a service loads a ruleset at boot. ufw's is enabled everywhere and does nothing until ufw is on."""
    units = enabled(outputs)
    if units & _LOADERS:
        return True
    if "ufw.service" in units and "enabled=yes" in outputs["firewall.ufw"].text(0, 1, 2).lower():
        return True
    if "nftables.service" not in units:
        return False
    if not outputs["firewall.nft_at_boot"].lines(0, 1, 2):  # 2: one of the two files is of another family
        raise Unreadable(reason("firewall_loads_no_rules"))
    return True


def parse(outputs: Outputs, scope: Scope) -> Firewall:
    """Give which address families are open, and whether the filter comes back after a restart."""
    del scope
    return Firewall(open_families=attempt(lambda: open_families(outputs)), at_boot=attempt(lambda: at_boot(outputs)))


READER = Reader(Firewall, always(NFT, NFT_AT_BOOT, IPTABLES, IP6TABLES, RUNNING, ENABLED, UFW), parse)
