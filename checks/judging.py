"""What an operator is: typed parameters compiled once to a closure that judges a value in the context of a host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from checks.changes import Change
from checks.finding import Status
from checks.golden import Golden
from checks.registers import United
from checks.segments import Network, Segment
from checks.tables import Tables
from inventories.reason import Reason, Value, reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.logs import ReceivedLogin

JST = timezone(timedelta(hours=9))
SHOWN = 10  # how many items of a long list a finding names; the count tells the rest


class Verdict(NamedTuple):
    """Pass or fail with the state that was seen; unknown or not applicable with why."""

    status: Status
    actual: Reason


Arrived = Known[frozenset[ReceivedLogin]] | Unknown | Absent


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the judged value. `as_of` in epoch seconds; `today` is its date in Japan.

    `own_sudo`: the commands this plan runs through sudo, words joined by single spaces. `received`: by inventory name,
    the logins that arrived at each log server of this run. `login_port`: client port of this scan's login, 0 unknown.
    `ha_members`: the other members of the host's high-availability group in the inventory, and whether this run read
    them. `changes`: the announced work on this host. `management`: the networks of the management segments; `segments`:
    all segments. `golden`: the approved configuration of a network device, or why there is none. `transport`: how a
    network device was read (`ssh`, `telnet`).
    """

    host: str = ""
    system: str = ""
    site: str = ""
    ha_group: str = ""
    family: str = ""
    hostname: str = ""
    scan_user: str = ""
    login_port: int = 0
    as_of: int = 0
    today: date = date.min
    facts: Mapping[str, Any] = field(default_factory=dict)
    registers: United = field(default_factory=United)
    own_sudo: frozenset[str] = frozenset()
    received: Mapping[str, Arrived] = field(default_factory=dict)
    ha_members: Mapping[str, bool] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    management: tuple[Network, ...] = ()
    segments: tuple[Segment, ...] = ()
    transport: str = ""
    golden: Golden | Reason = field(default_factory=lambda: reason("golden_not_named"))


def japanese_date(epoch: int) -> date:
    """Give the date in Japan."""
    return datetime.fromtimestamp(epoch, JST).date()


Judge = Callable[[Any, Context], Verdict]


class Compiled(NamedTuple):
    """An operator with its parameters: what is expected, and the closure that judges."""

    expected: Reason
    judge: Judge


Compile = Callable[[Any, str, Tables], Compiled]  # parameters, the dotted fact (for the words), tables


@dataclass(frozen=True, slots=True)
class Operator:
    """One row of the table of operators.

    `accepts`: the types of a field that it judges, or a whole fact. `facts`: other facts it looks at. `kinds`: register
    kinds it compares with (one named by a parameter `kind` is added). Hidden state stays hidden: an operator on a field
    is called for known values alone, one on a whole fact meets `Unknown` itself.
    """

    params: type[Struct]
    accepts: tuple[object, ...]
    compile: Compile
    facts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class NoParams(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


# A fleet says the same few things again and again: equal verdicts are one object, which saves time and memory. Typed,
# for 1 and 1.0 and True are one key otherwise.
@lru_cache(maxsize=16384, typed=True)
def passed(code: str, **values: Value) -> Verdict:
    """Give a pass."""
    return Verdict(Status.PASS, reason(code, **values))


@lru_cache(maxsize=16384, typed=True)
def failed(code: str, **values: Value) -> Verdict:
    """Give a fail."""
    return Verdict(Status.FAIL, reason(code, **values))


def undecided(why: Reason) -> Verdict:
    """Give an unknown."""
    return Verdict(Status.UNKNOWN, why)


def listed(items: Iterable[str]) -> dict[str, Value]:
    """Give the first items and the number of all, as values of a reason."""
    every = tuple(items)
    return {"items": every[:SHOWN], "count": len(every)}


def first_unknown(*states: object) -> Reason | None:
    """Give why the first of these that was not read was not."""
    return next((state.reason for state in states if isinstance(state, Unknown)), None)


def hidden(*states: object) -> Verdict | None:
    """Give the verdict for state that was not read, or that the target does not have."""
    if why := first_unknown(*states):
        return undecided(why)
    for state in states:
        if isinstance(state, Absent):
            return Verdict(Status.NOT_APPLICABLE, state.reason)
    return None


def no_register(kind: str) -> Verdict:
    """The host names no register that speaks about this kind: there is nothing to compare with."""
    return undecided(reason("no_register", kind=kind))
