"""Text of targets made harmless for lines of logs, headers of mail and screens."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # controls, invisible and turning signs, line ends


def one_line(text: str) -> str:
    """Give text on one line: what cannot be seen, or would end the line, is a space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)
