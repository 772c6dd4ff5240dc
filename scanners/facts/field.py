"""The two states of a fact's field: known with a value, or unknown with a reason. Never None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from inventories.reason import Reason, reason
from scanners.probe import Unreadable

T = TypeVar("T")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The state was read."""

    value: T


@dataclass(frozen=True, slots=True)
class Unknown:
    """The state could not be read."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Absent:
    """The target has no such thing (a virtual machine has no memory controller): controls on it do not apply."""

    reason: Reason


Field = Known[T] | Unknown | Absent


def attempt(read: Callable[[], T]) -> Known[T] | Unknown:
    """Read one field; what cannot be read or parsed is `Unknown`, whatever the target sent."""
    try:
        return Known(read())
    except Unreadable as stop:
        return Unknown(stop.reason)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as broken:
        return Unknown(reason("unparseable", detail=f"{type(broken).__name__}: {broken}"[:200]))


def all_fields(fact: type[F], state: Unknown | Absent) -> F:
    """Build a fact of which every field has this one state."""
    kinds: dict[str, Any] = {field.name: state for field in fields(fact)}  # type: ignore[arg-type]  # a fact is a dataclass
    return fact(**kinds)
