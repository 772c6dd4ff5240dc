"""Where the value of a name ends: quoted, a word of a shell, the rest of a line; and what is no secret as a value."""

from __future__ import annotations

import re

_PLAIN = re.compile(
    rb"(?:yes|no|true|false|on|off|none|null|nil|undef|unset|unknown|ask|prompt|default|disabled?|enabled?|required?|"
    rb"requisite|sufficient|optional|include|substack|not|set|is|x|n/?a|\*+|x{3,}|\.{3}|<[\w .-]+>|<cut:[a-z]+>|"
    rb"\$\{\w+\}\S*|\$[A-Z_][A-Z0-9_]*|%[a-z{(][^\s]*|"
    rb"(?:\$\{\w+\}|~)?/(?:etc|var|run|usr|opt|home|root|srv|tmp|dev|proc|lib|mnt|boot|sys|bin|sbin)(?:/\S*)?)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(rb"\\([\"'])(?P<value>(?:(?!\\[\"'])[^\n])*)")
_DOUBLE = re.compile(rb"\"(?P<value>(?:[^\"\\\n]|\\(?:.|\n))*)")
_SINGLE = re.compile(rb"'(?P<value>[^'\n]*)")
WORD = rb"(?:[^\s\"'\\\0]|\\(?:[^\"']|\n)|\\[\"'](?![\s,;)}\]]|\Z)|[\"'](?![\s,;:)}\]<]|\Z))+"
_WORD = re.compile(WORD)
_LINE = re.compile(rb"(?:[^\n\\]|\\(?:.|\n)|\\\Z)*")
# A word of a shell in pieces: 'it'\''s', "a"b.
_MORE = re.compile(rb"(?![\s,;:)}\]<>&|\"'\0\\])" + WORD + rb"|(?:\\'(?:'[^'\n]*'?|[^\s\"'\\])*)+")
QUERY = re.compile(rb"[^&\s\"'<>#]*")


def value_at(content: bytes, at: int, *, to_end: bool) -> tuple[int, int]:
    """Give where a value stands, without its quotes: a quoted one, a word of a shell, or the rest of the line."""
    if found := _ESCAPED.match(content, at) or _DOUBLE.match(content, at) or _SINGLE.match(content, at):
        start, end = found.span("value")
        behind = end + (2 if found.re is _ESCAPED else 1)
        more = None if content[end : end + 1] in {b"\n", b""} else _MORE.match(content, behind)
        return start, more.end() if more else end
    found = (_LINE if to_end else _WORD).match(content, at)
    if found is None:
        return at, at
    return at, at + len(found[0].rstrip())


def is_plain(value: bytes) -> bool:
    """Whether a value is empty, a switch, a place or a mark: no secret."""
    bare = value.rstrip(b",;)}]\"'\\")
    return not bare or any(_PLAIN.fullmatch(one) for one in (value, bare))
