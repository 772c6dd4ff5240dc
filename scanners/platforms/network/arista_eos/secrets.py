"""Where Arista EOS holds secrets beyond what devices like Cisco IOS share (EOS User Manual)."""

from __future__ import annotations

import re

from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS, typed, typed_rule
from scanners.platforms.network.secrets import SecretRule, stored

_START = r"(?im)^[ \t]*+(?:[+-][ \t]*+)?(?:no[ \t]++)?"
_BELOW = r"(?im)^(?=[ \t+-])[ \t]*+(?:[+-][ \t]*+)?"
_SOME = r"(?:[ \t]+[^\s<]+){0,12}?"
_TYPED = (
    r"(?P<type>0|7|8a)[ \t]+\S+"  # what tells which key it is goes with the key, lest a later rule takes it for one
)

EOS_SECRETS: tuple[SecretRule, ...] = (
    SecretRule(re.compile(rf"{_START}aaa[ \t]+root[ \t]+(?P<secret>nopassword)(?!\S)"), stored("none")),
    SecretRule(  # `secret *` is nobody's password
        re.compile(rf"{_START}username{_SOME}[ \t]+secret[ \t]+(?P<secret>\*)(?!\S)"), stored("strong")
    ),
    SecretRule(  # of a profile of shared secrets
        re.compile(rf"{_BELOW}secret[ \t]+(?P<secret>\d+[ \t]+{_TYPED})(?=[ \t]+(?:receive|transmit)-lifetime)"), typed
    ),
    SecretRule(re.compile(rf"{_BELOW}key[ \t]+(?P<secret>[0-9a-f]{{2,64}}[ \t]+{_TYPED})"), typed),  # of MACsec
    SecretRule(re.compile(r"(?i)(?<=auth=key,)(?P<secret>(?!<cut:)[^\s,]+)"), stored("plain")),  # of CloudVision
    typed_rule(r"boot[ \t]+secret"),
    typed_rule(r"shared-key"),
    typed_rule(r"(?:ip[ \t]+)?ospf[ \t]+message-digest-key[ \t]+\d+[ \t]+sha\d+"),
    *(
        SecretRule(
            re.compile(
                rf"{_START}(?:ospfv3|ipv6[ \t]+ospf|area){_SOME}[ \t]+ipsec[ \t]+spi{_SOME}[ \t]+{algorithm}[ \t]+"
                r"(?P<secret>(?!<cut:)(?:passphrase[ \t]+)?(?:(?P<type>0|7|8a)[ \t]+)?\S+)"
            ),
            typed,
        )
        for algorithm in (r"(?:md5|sha1)", r"esp[ \t]+(?!null\b)\S+")
    ),
    typed_rule(rf"(?:isis[ \t]+)?authentication{_SOME}[ \t]+key"),
    *IOS_LIKE_SECRETS,
)
