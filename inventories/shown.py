"""Foreign text made safe to show: what files, scripts and Ansible said, on one line and without control characters."""

from __future__ import annotations

IDEOGRAPHIC_SPACE = "\u3000"  # Japanese names are written with it, though Python does not count it as printable


def shown(text: str, limit: int = 120) -> str:
    """Give `text` on one line: control, bidirectional and unassigned characters as escapes, cut after `limit`."""
    line = " ".join(text.split("\n")).strip()
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    return "".join(
        char if char.isprintable() or char == IDEOGRAPHIC_SPACE else char.encode("unicode_escape").decode("ascii")
        for char in line
    )
