"""Secrets are cut from what a device sends before anybody else sees it; how each was stored stays to be judged.

A cut secret leaves a mark, `<cut:STORAGE>`, with a storage of `scanners.facts.device_accounts.StoredSecret`; that of
an SNMP community tells instead whether it is a well-known one: `<cut:default>` or `<cut:own>`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from scanners.platforms.network.needed_words import may_match

MARK = re.compile(r"<cut:([a-z]+)>")
STORAGES = ("none", "plain", "reversible", "weak", "strong", "unknown")
_DEFAULT_COMMUNITIES = frozenset({"public", "private", "community", "snmp", "cisco", "manager", "admin", "secret"})


@dataclass(frozen=True, slots=True)
class SecretRule:
    """Where a secret stands: the group `secret` of `pattern`, on one line, and how its storage is told ("": none)."""

    pattern: re.Pattern[str]
    storage: Callable[[re.Match[str]], str]


def stored(storage: str) -> Callable[[re.Match[str]], str]:
    """Say that what a rule finds is always stored like this."""
    return lambda _found: storage


def community(found: re.Match[str]) -> str:
    """Tell a well-known community from one's own."""
    return "default" if found["secret"].strip("\"'").lower() in _DEFAULT_COMMUNITIES else "own"


def crypt_storage(found: re.Match[str]) -> str:
    """Judge a password field by the format of crypt(5) that it has."""
    secret = found["secret"].strip("\"'")
    if re.match(r"\$(5|6|7|y|2[abxy]|8|9|14|pbkdf2[^$]*|sha512|sha256|scrypt)\$", secret):
        return "strong"
    return "weak" if secret.startswith("$") else "unknown"


_KEY_BLOCK = re.compile(
    r"(?P<secret>-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z))", re.DOTALL
)
# Words that follow a suspect one and are settings of it, no secret.
_SETTINGS = (
    r"(?:encryption|policy|min-length|minimum-length|length|expir\w*|history|lifetime|strength\S*|recovery|aging|"
    r"complexity|retry|attempts?|change|key-?chain|profile|enable[ds]?|disable[ds]?|required?|none|on|off|yes|no|true|"
    r"false|\{|\}|;|(?:(?:tacplus|radius|ldaps)\s+)*\])(?:[\s;{]|$)"
)
# What no rule of a platform names: after these words, and such as end in one of them after a hyphen, the rest of the
# line is a secret until somebody says otherwise; but for communities of routes (`send-community both`), and where a
# server looks accounts up (`:nss of-passwd files`).
# The first letters stand before it, for most places are passed over by them alone. Possessive quantifiers: a hostile
# line of blanks must not cost the square of its length.
_SUSPECT = re.compile(
    r"(?im)(?=[psceak])(?<![^\W_])(?:password|(?<!:nss of-)passwd|secret|passphrase|psk(?:secret)?|"
    r"pre-?shared-(?:key|secret)|shared-secret|(?<![\w-])community|private-key|auth-key|encryption-key|key-string)"
    r"(?>[ \t]*+[=:][ \t]*+|[ \t]++)(?P<secret>(?!<cut:|" + _SETTINGS + r")\S.*)$"
)
# A key with the number of its storage before it (`key 7 05080F1C2243`), whatever stands before that; but not the number
# of a key itself, with more of its line (`ntp server 192.0.2.60 key 7 prefer`).
_NUMBERED = re.compile(
    r"(?im)(?=[kmst])(?<![\w-])(?P<head>(?:key|server-key|md5|sha1?|text)[ \t]+(?P<type>[05-9])[ \t]+)"
    r"(?!(?:prefer|version|source|minpoll|maxpoll|i?burst|(?:use-)?vrf)(?:\s|$))(?P<secret>(?!<cut:)\S+)"
)
_URL = re.compile(r"(?<=://)(?P<head>[^\s/:@]{0,64}+:)(?P<secret>(?!<cut:)[^\s/@]++)(?=@)")
_FORGED = re.compile(r"<cut(?=:)")
# No secret, or one that the device itself hides.
_NOTHING = re.compile(r"(?:\"\"|''|/\* SECRET-DATA \*/)[ \t;]*+(?:## SECRET-DATA[ \t]*+)?$")

# Communities of BGP in a route-map, which are numbers and names of lists.
_OF_ROUTES = re.compile(
    r"(?i)[ \t]*+(?:[+-][ \t]*+)?(?:no[ \t]++)?(?:match[ \t]++community|set[ \t]++community"
    r"(?=[ \t]++(?:\d++(?::|[ \t]|$)|no-|local-as|internet|none|gshut|graceful)))[ \t]"
)


def _suspected(found: re.Match[str]) -> str:
    block = found["secret"].endswith("{")  # its name: where that is a secret, the platform has a rule
    line = found.string.rfind("\n", 0, found.start()) + 1
    known = MARK.search(found["secret"]) or _NOTHING.match(found["secret"]) or _OF_ROUTES.match(found.string, line)
    return "" if block or known else "unknown"


# On every platform, after its own rules.
_ANYWHERE = (
    SecretRule(_URL, stored("plain")),
    SecretRule(_NUMBERED, stored("unknown")),
    SecretRule(_SUSPECT, _suspected),
)


def cut(text: str, rules: tuple[SecretRule, ...], taken: list[str] | None = None) -> str:
    """Cut every secret from neutralised output; once, for marks that a device sends itself are undone first.

    The rules of the platform come first; what looks like a secret and no rule knows is cut whole, as `unknown`.
    `taken` gets each secret that was cut, always in the same order for the same text: for `sealed`, and nothing else.
    """
    gone: list[str] = [] if taken is None else taken
    text = _KEY_BLOCK.sub(partial(_marked, gone, stored("plain")), _FORGED.sub("<cut ", text))
    folded = _folded(text)
    for rule in (*rules, *_ANYWHERE):
        if folded is None or may_match(rule.pattern, folded):
            before, text = text, rule.pattern.sub(partial(_marked, gone, rule.storage), text)
            folded = folded if text == before else _folded(text)
    return text


def _marked(gone: list[str], storage: Callable[[re.Match[str]], str], found: re.Match[str]) -> str:
    """Give what a rule found with a mark in place of the secret, which `gone` gets."""
    kind = storage(found)
    if not kind:
        return found[0]
    gone.append(found["secret"])
    start, end = (place - found.start() for place in found.span("secret"))
    return f"{found[0][:start]}<cut:{kind}>{found[0][end:]}"


def _folded(text: str) -> str | None:
    """Give a text in lower case to look for words; None where letters beyond ASCII might stand for others."""
    return text.lower() if text.isascii() else None


def sealed(taken: list[str], key: bytes) -> str:
    """Give what tells whether two outputs had the same secrets, to who has `key` alone; that is of one session."""
    return hmac.digest(key, "\0".join(taken).encode(), "sha256").hex()


def storage_of(line: str) -> str:
    """Give the storage of the (first) secret that was cut from a line, `unknown` where there is no mark."""
    found = MARK.search(line)
    return found[1] if found and found[1] in STORAGES else "unknown"
