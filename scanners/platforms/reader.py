"""One row of a platform's table: which probes read a fact, and the pure parser that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inventories.reason import reason
from scanners.facts.field import Unknown, all_fields
from scanners.probe import Probe, Raw, Scope, Unreadable

Outputs = Mapping[str, Raw]  # by probe id; every probe of the reader is present


@dataclass(frozen=True, slots=True)
class Reader:
    """How one platform family reads one fact. `depth`: a `full` one is heavy, and left out of routine scans."""

    fact: type[Any]
    probes: Callable[[Scope], tuple[Probe, ...]]
    parse: Callable[[Outputs, Scope], Any]
    depth: Literal["routine", "full"] = "routine"

    def read(self, outputs: Outputs, scope: Scope) -> Any:
        """Parse; a parser that gives up or breaks on hostile output makes every field unknown."""
        try:
            return self.parse(outputs, scope)
        except Unreadable as stop:
            return all_fields(self.fact, Unknown(stop.reason))
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as broken:
            detail = f"{type(broken).__name__}: {broken}"[:200]
            return all_fields(self.fact, Unknown(reason("unparseable", detail=detail)))


def always(*probes: Probe) -> Callable[[Scope], tuple[Probe, ...]]:
    """Name probes that do not depend on the policy."""
    return lambda _scope: probes


@dataclass(frozen=True, slots=True)
class Family:
    """One distribution family: the os-release ids that belong to it, and a reader for every fact it can tell."""

    name: str
    ids: tuple[str, ...]
    readers: tuple[Reader, ...]
