"""Where Si-R and SR-S keep secrets, and how each is stored: `encrypted` stands after what the device can read back."""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, community, stored


def _rule(pattern: str) -> SecretRule:
    return SecretRule(re.compile(pattern, re.MULTILINE | re.IGNORECASE), stored("plain"))


_S = r"(?P<secret>(?!<cut:)(?:\"[^\"\n]*\"|\S+))"
_PLACE = r"(?:answer|bgp|lan|loopback|ospf|remote|rip|template|wlan)[ \t][^\n<]*"
_FORM = r"(?:text|hex|md5|md5key)[ \t]+(?:\d+[ \t]+)?(?:(?:text|hex)[ \t]+)?"

SECRETS: tuple[SecretRule, ...] = (
    SecretRule(re.compile(r"(?im)^[^\n]*[ \t](?P<secret>(?!<cut:)\S+)[ \t]+encrypted[ \t]*$"), stored("reversible")),
    # No secret, but the word `password` before it would have the rest of the line cut.
    SecretRule(re.compile(r"(?im)^password[ \t]+(?:aaa|format|authtype)[ \t]+\w+(?P<secret>)$"), stored("none")),
    _rule(rf"^password[ \t]+(?:(?:admin|user)[ \t]+)?set[ \t]+{_S}"),
    _rule(rf"^aaa[ \t]+\d+[ \t]+user[ \t]+\d+[ \t]+password[ \t]+{_S}"),
    _rule(rf"^aaa[ \t][^\n<]*[ \t](?:secret|key)[ \t]+{_S}"),
    _rule(rf"^snmp[ \t]+user[ \t]+\d+[ \t]+(?:auth|priv)[ \t]+(?!none)\S+[ \t]+{_S}"),
    SecretRule(re.compile(rf"(?im)^snmp[ \t]+(?:trap[ \t]+)?manager[ \t]+(?:\d+[ \t]+)?\S+[ \t]+{_S}"), community),
    _rule(rf"^(?:remote|template)(?=[^\n]*[ \t]ipsec[ \t])[ \t][^\n<]*[ \t](?:text|hex)[ \t]+{_S}"),
    _rule(rf"^{_PLACE}[ \t](?:auth\S*|key|password|psk)[ \t]+(?:\d+[ \t]+)?(?:tcp-md5[ \t]+)?{_FORM}{_S}"),
    _rule(rf"^(?:answer|remote|template)(?![^\n]*[ \t]ipsec[ \t])[ \t][^\n<]*[ \t](?:send|receive)[ \t]+\S+[ \t]+{_S}"),
    # What else follows such a word may be a key of a form that no manual at hand shows, unless it is a setting.
    SecretRule(
        re.compile(
            rf"(?im)^(?![^\n]*<cut:){_PLACE}(?<!ipsec ike)[ \t](?:auth\S*|key)[ \t]++"
            r"(?P<secret>(?!(?:none|off|on|open|shared|type|wpa\S*)(?:[ \t]|$))[^\n]+)$"
        ),
        stored("unknown"),
    ),
)
