"""Where secrets stand in the configuration of NEC UNIVERGE IX routers.

Source: UNIVERGE IX command reference; what a published client of these routers (ix-ssh) takes for secret; and published
configurations, for what is encoded (`secret`) and what stands as it is (`plain`).
"""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, community, stored

_PLAIN = stored("plain")
_UNTOLD = stored("unknown")
_WORD = (
    r"(?P<secret>\"(?:\\.|[^\"\\\n])*+\"(?=\s|\Z)"  # quoted, with escapes
    r"|\"[^\n]*|\S+)"  # a quotation mark that nothing answers: all that follows
)
_REST = r"(?P<secret>\S[^\n]*)"
_KIND = r"(?:(?P<kind>plain|secret) )?"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?m)^[ \t]*+(?:no )?{pattern}")


def _as_told(found: re.Match[str]) -> str:
    """Tell by its word: `secret` is encoded so that the router reads it back; anything else stands as it is."""
    return "reversible" if found["kind"] else "plain"


def _as_told_or_not(found: re.Match[str]) -> str:
    return {"plain": "plain", "secret": "reversible"}.get(found["kind"] or "", "unknown")


SECRETS = (
    SecretRule(_rule(rf"username \S+ password plain (?:\d )?{_WORD}"), _PLAIN),
    SecretRule(_rule(rf"username \S+ password hash \d {_WORD}"), _UNTOLD),
    SecretRule(_rule(rf"username \S+ password hash (?!\d |<cut:){_WORD}"), stored("weak")),
    SecretRule(_rule(rf"http-server \S+ \S+ (?P<kind>secret-)?password {_WORD}"), _as_told),
    SecretRule(_rule(rf"(?:l2tp|mobile|nm account \S+) password {_KIND}(?:\d )?{_REST}"), _as_told_or_not),
    SecretRule(_rule(rf"authentication (?P<kind>secret-)?password (?:\d )?(?:\S+ )?(?!<cut:){_WORD}$"), _as_told),
    SecretRule(_rule(rf"authentication (?P<kind>secret-)?password (?!<cut:|\S+ <cut:|\d \S+ <cut:){_REST}"), _as_told),
    SecretRule(_rule(rf"ike policy \S+ [^\n]*?\bkey (?:char |hex |secret )?{_WORD}"), _PLAIN),
    SecretRule(_rule(rf"ikev2 authentication psk [^\n]*?\bkey (?:char|hex) {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"ikev2 authentication psk [^\n]*?\bkey secret {_WORD}"), stored("reversible")),
    SecretRule(_rule(r"ipsec manualkey [^\n]*?(?P<secret>(?<=\s)(?:esp|ah)\s[^\n]*)$"), _PLAIN),
    SecretRule(_rule(rf"radius host [^\n]*?\bkey (?:\d )?{_WORD}"), _PLAIN),
    SecretRule(_rule(rf"snmp-agent (?:vrf \S+ )?ip(?:v6)? (?:community|host \S+) {_WORD}"), community),
    SecretRule(_rule(rf"snmpv3 user [^\n]*?\bauth \S+ {_KIND}{_WORD}"), _as_told_or_not),
    SecretRule(_rule(rf"snmpv3 user [^\n]*?\bpriv \S+ {_KIND}{_WORD}"), _as_told_or_not),
    SecretRule(_rule(rf"vrrp \d+ authentication {_WORD}"), _PLAIN),
    SecretRule(
        _rule(rf"(?:[^\n]* )?(?:authentication-key|message-digest-key \d+|authentication (?:text|md5)) {_REST}"), _PLAIN
    ),
    SecretRule(_rule(rf"ip dhcp-client authentication [^\n]*?\bkey {_REST}"), _PLAIN),
    SecretRule(_rule(rf"usbmem authentication password-file \S+ {_KIND}{_REST}"), _as_told_or_not),
    SecretRule(_rule(rf"neighbor \S+ password {_REST}"), _PLAIN),
    # of dynamic DNS: what is asked for, perhaps with a password in it
    SecretRule(_rule(rf"(?:query|url \S+?\?) ?{_REST}"), _UNTOLD),
    SecretRule(
        _rule(rf"(?:pin-\w+|mobile pin\S*|mobile puk|utm license (?:key(?! netmeister$)|update)) {_REST}"), _UNTOLD
    ),
)
