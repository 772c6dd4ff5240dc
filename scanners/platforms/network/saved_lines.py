"""The saved configuration beside the running one, both as lines with their indentation and with secrets cut."""

from __future__ import annotations

from scanners.platforms.network.platform import same_secrets
from scanners.platforms.reader import Outputs


def unsaved_secrets(outputs: Outputs, running: str = "config", saved: str = "startup") -> tuple[str, ...]:
    """Give a line for secrets that were changed and not saved, where all other lines are equal."""
    return () if same_secrets(outputs, running, saved) else ("+ <cut>",)


def differences(saved: tuple[str, ...], running: tuple[str, ...]) -> tuple[str, ...]:
    """Give what is in one alone, each line with the section that it stands in: + is running and not saved."""
    before, now = _placed(saved), _placed(running)
    had, have = set(before), set(now)
    told = [f"+ {line}" for line in now if line not in had] + [f"- {line}" for line in before if line not in have]
    return tuple(told or (["+ (order)"] if before != now else []))


def _placed(lines: tuple[str, ...]) -> list[str]:
    section = ""
    given = []
    for line in lines:
        section = section if line.startswith(" ") else line
        given.append(line if line == section else f"{section} / {line.strip()}")
    return given
