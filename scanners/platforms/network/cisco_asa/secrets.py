"""Where a Cisco ASA holds secrets (ASA command reference). `show running-config` masks most; saved files may not."""

from __future__ import annotations

import re

from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS, TRAP_COMMUNITY
from scanners.platforms.network.secrets import SecretRule, community, stored


def _masked(found: re.Match[str]) -> str:
    """Tell nothing of what the device shows as `*****`."""
    return "unknown" if set(found["secret"]) == {"*"} else "plain"


def _key(found: re.Match[str]) -> str:
    """Judge a key: 8 (like 6 and 7) is encryption, under the master passphrase of the device, and no hash."""
    kind, _, _secret = found["secret"].rpartition(" ")
    return "reversible" if kind[:1] in {"6", "7", "8"} else _masked(found)


def _community(found: re.Match[str]) -> str:
    return "unknown" if set(found["secret"]) == {"*"} else community(found)


_LOGIN = r"(?im)^(?:enable password|passwd|username \S+ (?:attributes )?password) (?P<secret>(?!<cut:)\S+)"
# The number of its storage is cut with a key: no later rule takes that for the key itself.
_TYPED = r"[ \t]+(?P<secret>(?!<cut:)(?:\d (?=\S))?(?:hex(?:adecimal)? (?=\S))?\S+)"
# Words at the beginning of a line, after its indentation and `no`, that a key follows.
_KEYS = (
    r"failover key", r"failover ipsec pre-shared-key", r"key(?![ \t]+(?:chain|config-key)\b|[ \t]+\d{1,3}[ \t]*$)",
    r"cluster key", r"radius-common-pw", r"ldap-login-password", r"(?:area|domain)-password", r"policy-server-secret",
    r"storage-key value", r"isakmp key", r"(?:ikev[12] (?:(?:local|remote)-authentication )?)?pre-shared-key",
    r"authentication key eigrp \d+", r"rip authentication key", r"(?:isis )?authentication key(?! eigrp\b)",
    r"ospf (?:message-digest-key \d+ md5|authentication-key)", r"neighbor \S+ password", r"key-string",
    r"ntp authentication-key \d+ \S+", r"key config-key password-encryption", r"vpdn username \S+ password",
    r"license(?=[ \t]+(?:\*+|[0-9a-f]{16,})[ \t]*$)",
    r"aaa-server \S+ (?:\(\S+\) )?host \S+(?: key)?(?![ \t]+timeout\b)",
)  # fmt: skip
_AT_START = r"(?im)^[ \t]*+(?:[+-][ \t]*+)?(?:no[ \t]++)?"

ASA_SECRETS: tuple[SecretRule, ...] = (
    SecretRule(re.compile(r"(?im)^username \S+ (?P<secret>nopassword)(?=\s|$)"), stored("none")),
    SecretRule(re.compile(_LOGIN + r"(?=(?: level \d+)? pbkdf2\b)"), stored("strong")),
    # MD5 without a salt, and what Windows stores
    SecretRule(re.compile(_LOGIN + r"(?=(?: level \d+)? (?:encrypted|nt-encrypted|mschap)\b)"), stored("weak")),
    SecretRule(re.compile(_LOGIN), _masked),
    SecretRule(
        re.compile(
            r"(?im)^snmp-server host(?:-group)? \S+ \S+(?: \S+)*? community (?:[08] (?=\S))?(?P<secret>(?!<cut:)\S+)"
        ),
        _community,
    ),
    SecretRule(re.compile(r"(?im)^snmp-server community (?:[08] (?=\S))?(?P<secret>(?!<cut:)\S+)"), _community),
    SecretRule(re.compile(rf"{_AT_START}(?:{'|'.join(_KEYS)}){_TYPED}"), _key),
    # `use-common-password P` and the like, behind other words
    SecretRule(
        re.compile(r"(?im)^[ \t]*+\S[^\n<]*?[ \t][\w-]+-(?:password|pw|secret)[ \t]++(?P<secret>(?!<cut:)\S+)"), _masked
    ),
    *(rule for rule in IOS_LIKE_SECRETS if rule is not TRAP_COMMUNITY),  # here an interface stands before the address
)
