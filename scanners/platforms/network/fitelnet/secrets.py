"""Where FITELnet routers keep secrets, and how each is stored."""

from __future__ import annotations

import re

from scanners.platforms.network.cautious.secrets import ANY_KEY
from scanners.platforms.network.secrets import SecretRule, community, crypt_storage, stored

_STORAGE = {None: "plain", "0": "plain", "1": "reversible"}  # 2: a hash, told apart by its own form
_OPEN = r"(?P<secret>(?!<cut:)"
# All that is left of the line, for a word that tells the form may stand first; but for settings that may follow.
_VALUE = (
    rf"{_OPEN}\S[^\n]*?(?<![ \t])"
    r"(?=[ \t]++(?:acct-port|address|auth-port|hostname|level-[12]|priv|privilege|retransmit|timeout)\b|[ \t]*+$))"
)


def _stored(found: re.Match[str]) -> str:
    if found["secret"].startswith("$"):
        return crypt_storage(found)
    whole = '"' in found["secret"] or len(found["secret"].split()) == 1
    return _STORAGE.get(found["type"], "unknown") if whole else "unknown"


def _rule(before: str) -> SecretRule:
    """Make the row of a secret that follows these words, with the number of its form before it where there is one."""
    return SecretRule(re.compile(rf"(?im)^[ \t]*(?:{before})[ \t]+(?:(?P<type>\d)[ \t]+(?=\S))?{_VALUE}"), _stored)


# A word that tells the form of a community may stand before it; after it its rights and a list.
_FORM = r"(?:(?:\d{1,2}|encrypted)[ \t]+(?!(?:ro|rw|view)\b)(?=\S))?"
_HOST = (
    r"snmp-server[ \t]+host[ \t]+\S+"
    r"(?:[ \t]+(?:traps?|informs?|community|(?:version[ \t]+|v)(?:1|2c)|vrf[ \t]+\S+)(?!\S))*+"
)


SECRETS: tuple[SecretRule, ...] = (
    _rule(r"username[ \t]+\S+(?:[ \t]+privilege[ \t]+\d+)?[ \t]+(?:password|secret)"),
    _rule(r"password[ \t]+(?:login|enable)(?:[ \t]+secret)?|enable[ \t]+(?:password|secret)(?:[ \t]+level[ \t]+\d+)?"),
    _rule(
        r"(?:local-key|remote-key)(?:[ \t]+(?:ascii|hex))?|key[ \t]+(?:ascii|hex)|"
        r"crypto[ \t]+isakmp[ \t]+key(?:[ \t]+(?:ascii|hex))?"
    ),
    _rule(r"(?:(?:pppoe|ppp)[ \t]+)?account[ \t]+\S+|ppp[ \t]+(?:chap|pap)[ \t]+password"),
    _rule(r"(?:radius|tacacs)-server[ \t]+(?:host[ \t]+\S+[ \t]+)?key|neighbor[ \t]+\S+[ \t]+password"),
    _rule(r"ntp[ \t]+authentication-key[ \t]+\d+[ \t]+\S+"),
    _rule(
        r"(?:vrrp[ \t]+\d+|l2tp)[ \t]+authentication(?:[ \t]+(?:text|md5))?|isis[ \t]+password|"
        r"(?:area|domain)-password"
    ),
    _rule(
        r"(?:ip[ \t]+ospf|area[ \t]+\S+[ \t]+virtual-link[ \t]+\S+)[ \t]+"
        r"(?:authentication-key|message-digest-key[ \t]+\d+[ \t]+md5)"
    ),
    _rule(r"wpa-psk(?:[ \t]+(?:ascii|hex))?|set[ \t]+session-key[ \t][^\n<]*[ \t](?:ah[ \t]+\d+|authenticator|cipher)"),
    SecretRule(
        re.compile(rf"(?im)^[ \t]*(?:no[ \t]+)?snmp-server[ \t]+community[ \t]+{_FORM}{_OPEN}(?:\"[^\"\n]*\"|\S+))"),
        community,
    ),
    SecretRule(
        re.compile(rf"(?im)^[ \t]*(?:no[ \t]+)?{_HOST}[ \t]+(?!(?:version|community)\b){_OPEN}\S[^\n]*)"), community
    ),
    *(
        SecretRule(
            re.compile(rf"(?im)^[ \t]*snmp-server[ \t]+user[ \t][^\n]*?[ \t]{part}[ \t]+{_VALUE}"), stored("unknown")
        )
        for part in (r"auth[ \t]+\S+", r"priv(?:[ \t]+(?:3?des|aes)\S*)?")
    ),
    ANY_KEY,
)
