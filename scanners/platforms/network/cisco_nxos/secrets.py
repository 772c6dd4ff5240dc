"""Where Cisco NX-OS holds secrets beyond what devices like Cisco IOS share (NX-OS command references)."""

from __future__ import annotations

import re
from dataclasses import replace

from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS, typed_rule
from scanners.platforms.network.secrets import SecretRule, community, stored

_START = r"(?im)^[ \t]*+(?:[+-][ \t]*+)?(?:no[ \t]++)?"
_WORD = r"(?P<secret>(?!<cut:)(?:\"[^\"\n]*\"|\S+))"
_SOME = r"(?:[ \t]+[^\s<]+){0,12}?"


def _of_type(rule: SecretRule) -> SecretRule:
    """Know the type 3 (3DES under a key that the device holds), which NX-OS alone writes."""

    def storage(found: re.Match[str]) -> str:
        return "reversible" if found.groupdict().get("type") == "3" else rule.storage(found)

    return replace(rule, storage=storage)


_OWN = (
    SecretRule(  # `password 5 !` is nobody's password: the account is locked
        re.compile(rf"{_START}username[ \t]+\S+[ \t]+password[ \t]+5[ \t]+(?P<secret>[!*])(?!\S)"), stored("strong")
    ),
    SecretRule(re.compile(rf"{_START}snmp-server[ \t]+mib[ \t]+community-map[ \t]+{_WORD}"), community),
    typed_rule(r"key-octet-string"),
    typed_rule(rf"ospfv3{_SOME}[ \t]+esp[ \t]+aes[ \t]+\d+"),
    typed_rule(r"ip[ \t]+pim[ \t]+hello-authentication[ \t]+ah-md5"),
    typed_rule(r"(?:ip|ipv6)[ \t]+msdp[ \t]+password[ \t]+\S+"),
    typed_rule(rf"(?:ip|ipv6)[ \t]+lisp{_SOME}[ \t]+(?:key|authentication-key)"),
    typed_rule(rf"ldap-server{_SOME}[ \t]+password"),
    typed_rule(rf"scheduler[ \t]+aaa-authentication{_SOME}[ \t]+password"),
    typed_rule(rf"bfd[ \t]+authentication{_SOME}[ \t]+(?:hex-|ascii-)?key"),
)

NXOS_SECRETS: tuple[SecretRule, ...] = tuple(_of_type(rule) for rule in (*_OWN, *IOS_LIKE_SECRETS))
