"""第3条: a body answers for the hosts it runs; those of other bodies are refused before any connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inventories.reason import Reason, reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inventories.model import Host


class Split(NamedTuple):
    """Hosts that may be connected to, and those that may not, each with the reason."""

    allowed: tuple[Host, ...]
    refused: tuple[tuple[Host, Reason], ...]


def split_by_responsibility(hosts: Iterable[Host], ours: frozenset[str]) -> Split:
    """Part hosts by the body that answers for them (`tenken_responsible`); `ours` are the bodies we may scan for.

    Names are compared as they are written; without any body of ours every host is refused.
    """
    allowed: list[Host] = []
    refused: list[tuple[Host, Reason]] = []
    for host in hosts:
        if host.responsible in ours:
            allowed.append(host)
        else:
            refused.append(
                (host, reason("not_our_responsibility", responsible=host.responsible, ours=tuple(sorted(ours))))
            )
    return Split(tuple(allowed), tuple(refused))
