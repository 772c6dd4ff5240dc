"""The running configuration of a network device, without secrets, and whether it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Configuration:
    """`lines`: the running configuration as lines with their indentation, secrets cut, volatile headers left out.

    `saved`: the saved configuration equals the running one. `unsaved`: what differs, a line each with + or -.
    `not_understood`: lines that no reader of this platform knows; a reader that knows less than the device says so.
    """

    lines: Field[tuple[str, ...]]
    saved: Field[bool]
    unsaved: Field[tuple[str, ...]]
    not_understood: Field[tuple[str, ...]]
