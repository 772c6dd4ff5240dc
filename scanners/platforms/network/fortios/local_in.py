"""Who reaches a FortiGate itself: its local-in policies (FortiOS Administration Guide, "Local-in policy").

They hold for whatever is addressed to the device, so each port is looked at by itself: that all may ping says nothing
of SSH. What none of them names is left to `allowaccess`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.packet_filters import FilterRule
from scanners.platforms.network import addresses
from scanners.platforms.network.fortios.objects import Objects
from scanners.platforms.network.fortios.policies import MOST_WORK, active, rules_of
from scanners.platforms.network.fortios.tree import Block, Config
from scanners.probe import Unreadable

Port = tuple[str, str]  # protocol and number; an empty number is not known
_NUMBERS = {"tcp": "6", "udp": "17"}
_NOBODY = "object:none"


@dataclass(frozen=True, slots=True)
class LocalIn:
    """The policies of one virtual domain and version of IP: interfaces, action and rules (None: not understood).

    `zones`: members of each. `places`: every interface. `reserved`: those that HA keeps for managing each member, where
    only policies of their own hold (`ha-mgmt-intf-only`), which are not read.
    """

    policies: tuple[tuple[frozenset[str], str, tuple[FilterRule, ...] | None], ...]
    zones: dict[str, frozenset[str]]
    places: frozenset[str]
    reserved: frozenset[str]

    def sources(self, place: str, ports: Iterable[Port]) -> tuple[str, ...]:
        """Give the only networks that may reach these ports at an interface; none where one of them is left open."""
        if place in self.reserved:
            return ("object:ha-mgmt-interfaces",) if self.policies else ()
        found: set[str] = set()
        for port in ports:
            networks = self._let_in(place, port)
            if not networks:
                return ()
            found |= networks
        return tuple(sorted(found - {_NOBODY})) or tuple(found)

    def _let_in(self, place: str, port: Port) -> set[str]:
        own = {place, "any", *(zone for zone, members in self.zones.items() if place in members)}
        others = self.places - own
        networks: set[str] = set()
        for names, action, rules in self.policies:
            perhaps = bool(names - others)  # a name that is no other interface may mean this one
            if rules is None and action == "accept" and perhaps:
                return set()
            for rule in rules or ():
                if rule.action == "permit" and perhaps and _meets(rule, port, unsure=True):
                    networks |= {*rule.source}
                elif rule.action == "deny" and own & names and _whole(rule) and _meets(rule, port, unsure=False):
                    return set() if addresses.ANY in networks else networks or {_NOBODY}
        return set()


def local_in(whole: Config, domain: str, six: bool) -> LocalIn:
    """Read the local-in policies of a virtual domain. Raises `Unreadable` for more than any device has."""
    block = whole.domains.get(domain, Block(""))
    objects = Objects(block.tables)
    zones = {zone.name: frozenset(zone.words("interface")) for zone in block.below("system zone")}
    places = frozenset({*whole.one("system interface").entries, *zones})
    policies = active(block, "firewall local-in-policy6" if six else "firewall local-in-policy")
    if len(policies) * len(places) > MOST_WORK:
        raise Unreadable(reason("unparseable", detail=f"{len(policies)} local-in policies"))
    return LocalIn(
        tuple((frozenset(one.words("intf")), one.text("action"), rules_of(one, objects, six=six)) for one in policies),
        zones,
        places,
        frozenset(one.text("interface") for one in _managing(whole)),
    )


def _managing(whole: Config) -> tuple[Block, ...]:
    own = whole.device.tables.get("system ha", Block(""))
    return own.below("ha-mgmt-interfaces") if own.text("ha-mgmt-status") == "enable" else ()


def _whole(rule: FilterRule) -> bool:
    return (*rule.source, *rule.destination) == (addresses.ANY, addresses.ANY)


def _meets(rule: FilterRule, port: Port, *, unsure: bool) -> bool:
    """Whether a rule is about a port; `unsure` where that cannot be told."""
    protocol, number = port
    if rule.protocol not in {"ip", protocol, _NUMBERS[protocol]}:
        return False
    if addresses.ANY in rule.ports:
        return True
    if not number.isdecimal() or not all(part.replace("-", "", 1).isdecimal() for part in rule.ports):
        return unsure
    ends = (part.partition("-") for part in rule.ports)
    return any(int(low) <= int(number) <= int(high or low) for low, _, high in ends)
