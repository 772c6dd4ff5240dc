"""One sentence in both languages; `{name}` stands for a value of the reason."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Text(NamedTuple):
    """Japanese and English of one message."""

    ja: str
    en: str
