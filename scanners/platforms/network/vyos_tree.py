"""The configuration of VyOS: blocks in braces, a value per line."""

from __future__ import annotations

import re
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.secrets import SecretRule, community, crypt_storage, stored
from scanners.platforms.network.statements import Node, planted
from scanners.platforms.network.tree import braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "vyos"
_VALUE = r'(?!<cut:)(?!""|\'\')(?P<secret>"[^"\n]+"|\'[^\'\n]+\'|[^\s"\'{]+)[ \t]*$'
_PLAIN = (
    "key|secret|password|plaintext-password|plaintext-key|pre-shared-secret|shared-secret|preshared-key|private-key|"
    "shared-secret-key|passphrase|md5-key|wep-key|api-key|token"
)

SECRETS = (
    SecretRule(re.compile(rf"(?m)^[ \t]*encrypted-password {_VALUE}"), crypt_storage),
    SecretRule(re.compile(rf"(?m)^[ \t]*encrypted-key {_VALUE}"), stored("unknown")),
    SecretRule(re.compile(r'(?m)^[ \t]*community (?!<cut:)(?P<secret>"[^"\n]*"|[^\s{"]+)(?=[ \t]*\{)'), community),
    SecretRule(re.compile(rf"(?m)^[ \t]*(?:{_PLAIN}) {_VALUE}"), stored("plain")),
)


def config(outputs: Outputs) -> Node:
    """Give the configuration. Raises `Unreadable` for what is none, or is cut short."""
    return read(outputs["config"].text())


@lru_cache(maxsize=8)
def read(text: str) -> Node:
    """Read `show configuration`."""
    root = planted(braced(text, comments=("//", "/*")))
    if not root.has("system", "host-name"):
        raise Unreadable(reason("unparseable", detail="no system host-name"))
    return root
