"""Reasons and configuration errors as codes with values.

Below `reports` there are no sentences: a `Reason` is a code and its values, and `reports.messages` renders it in
Japanese and English. This is the lowest layer, so that every package can give a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: `code` names a message in the catalogue, `values` fill its places, sorted by name."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    def as_dict(self) -> dict[str, Value]:
        """Give the values by name."""
        return dict(self.values)


def reason(code: str, **values: Value) -> Reason:
    """Build a `Reason`; values are kept sorted by name so that equal reasons compare equal."""
    return Reason(code, tuple(sorted(values.items())))


class ConfigError(Exception):
    """The operator's own input (inventory, policy, controls, arguments) is wrong: exit status 2, never a traceback."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.reason = reason(code, **values)
        self.reasons: tuple[Reason, ...] = (self.reason,)  # several where all mistakes of a file are told at once

    def __str__(self) -> str:
        return f"{self.reason.code} {self.reason.as_dict()}"
