"""The pair that two PAN-OS firewalls make (Administrator's Guide, "High Availability")."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

_STATES = {"active": "active", "passive": "standby", "active-primary": "active", "active-secondary": "active"}


def alone(text: str) -> bool:
    """Whether the device is no member of a pair."""
    return "HA not enabled" in text


def members(text: str) -> Mapping[str, str]:
    """Give the state of both; of a partner that is not connected what was last heard does not count."""
    if alone(text):
        return {}
    local, _, peer = text.partition("Peer Information:")
    states = [re.search(r"(?m)^ +State: ([\w-]+)", part) for part in (local, peer)]
    if not states[0]:
        raise Unreadable(reason("unparseable", detail="no State"))
    found = {"local": _STATES.get(states[0][1], states[0][1])}
    connected = re.search(r"(?m)^ +Connection status: up$", peer)
    found["peer"] = _STATES.get(states[1][1], states[1][1]) if states[1] and connected else "failed"
    return found


def in_step(text: str) -> bool:
    """Whether both have the same configuration."""
    found = re.search(r"(?m)^ +Running Configuration: (.+?) *$", text)
    if found is None:
        raise Unreadable(reason("unparseable", detail="no Running Configuration"))
    return found[1] == "synchronized"


def forwarding(outputs: Outputs) -> None:
    """Raise `Unreadable` where the other member forwards: links, routes and tunnels of this one are down by design."""
    if members(outputs["ha"].text()) == {"local": "standby", "peer": "active"}:
        raise Unreadable(reason("standby_member"))
