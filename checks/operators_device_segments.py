"""Whether VLANs, zones and addresses of a network device agree with the segments of the policy."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_interface

from checks.judging import Compiled, Context, NoParams, Verdict, failed, listed, passed, undecided
from checks.segments import Segment, networks
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.interfaces import InterfaceSetting

_ALL_VLANS = (1, 4094)
_Ids = frozenset[str]


def _range(word: str) -> tuple[int, int] | None:
    low, _, high = word.partition("-")
    if not (low.isascii() and low.isdigit() and (high or low).isascii() and (high or low).isdigit()):
        return None
    first, last = int(low), int(high or low)
    return (first, last) if _ALL_VLANS[0] <= first <= last <= _ALL_VLANS[1] else None


@lru_cache(maxsize=256)
def _vlans_of(segments: tuple[Segment, ...]) -> dict[int, _Ids]:
    """Give the segments of each VLAN that any of them names."""
    found: dict[int, _Ids] = {}
    for segment in segments:
        for word in segment.vlans:
            low, high = _range(str(word)) or _ALL_VLANS
            for vlan in range(low, high + 1):
                found[vlan] = found.get(vlan, frozenset()) | {segment.id}
    return found


def _by_vlan(words: tuple[str, ...], plan: dict[int, _Ids]) -> tuple[_Ids, list[str], list[str]]:
    """Give the segments that these VLANs are of, the VLANs that are of none, as ranges, and what is no range."""
    ids: set[str] = set()
    foreign: list[str] = []
    strange: list[str] = []
    for word in words:
        ends = _range(word)
        if ends is None:
            strange.append(word)
            continue
        own = [vlan for vlan in range(ends[0], ends[1] + 1) if vlan in plan]
        ids.update(*(plan[vlan] for vlan in own))
        if len(own) < ends[1] - ends[0] + 1:
            foreign.append(word)
    return frozenset(ids), foreign, strange


def _by_address(addresses: tuple[str, ...], segments: tuple[Segment, ...]) -> tuple[list[_Ids], list[str]]:
    """Give the segments of each address, and the addresses that are of none. What is no address is of none."""
    found: list[_Ids] = []
    foreign: list[str] = []
    for text in addresses:
        try:
            address = ip_interface(text).ip
        except ValueError:
            foreign.append(text)
            continue
        if address.is_link_local:  # every link has the same ones
            continue
        own = frozenset(
            segment.id
            for segment in segments
            if any(address.version == network.version and address in network for network in _networks(segment.cidrs))
        )
        if own:
            found.append(own)
        else:
            foreign.append(text)
    return found, foreign


_networks = lru_cache(maxsize=1024)(networks)


def _said(one: InterfaceSetting, what: str, *groups: _Ids) -> str:
    return f"{one.name} {what}: {' ≠ '.join('/'.join(sorted(group)) for group in groups)}"


def _contradictions(one: InterfaceSetting, segments: tuple[Segment, ...]) -> tuple[list[str], list[str]]:
    """Give what contradicts the plan for certain, and what the plan does not know."""
    plan = _vlans_of(segments)
    vlan_ids, vlans, strange = _by_vlan(one.vlans, plan)
    of_addresses, addresses = _by_address(one.addresses, segments)
    zone_ids = frozenset(segment.id for segment in segments if one.zone and one.zone in segment.zones)
    zones_named = any(segment.zones for segment in segments)
    wrong = [f"{one.name} VLAN {word}" for word in vlans if plan]
    if one.zone and zones_named and not zone_ids:
        wrong.append(f"{one.name} {one.zone}")
    # Several VLANs on one trunk are of several segments rightly; an access port or a routed interface is of one.
    groups = [
        *of_addresses,
        *([vlan_ids] if vlan_ids and one.mode != "trunk" else []),
        *([zone_ids] if zone_ids else []),
    ]
    if groups and not frozenset.intersection(*groups):
        wrong.append(_said(one, one.zone or "-", *groups))
    unknown = [f"{one.name} {text}" for text in (*addresses, *strange)]
    if one.vlans and not plan:
        unknown.append(f"{one.name} VLAN {','.join(one.vlans)}")
    return wrong, unknown


def membership_agrees(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """VLANs, zones and addresses of every enabled interface are of one and the same segment of the policy."""

    def judge(value: tuple[InterfaceSetting, ...], context: Context) -> Verdict:
        wrong: list[str] = []
        unknown: list[str] = []
        for one in value:
            if one.enabled and one.kind != "loopback":
                contradicting, strange = _contradictions(one, context.segments)
                wrong += contradicting
                unknown += strange
        if wrong:
            return failed(f"bad.{subject}", **listed(wrong))
        if unknown:
            return undecided(reason("not_in_any_segment", **listed(unknown)))
        return passed(f"good.{subject}", count=len(value)) if value else undecided(reason("no_interface_seen"))

    return Compiled(reason(f"want.{subject}"), judge)
