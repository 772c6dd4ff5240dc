"""Where secrets stand in the configuration of Yamaha routers.

Source: Yamaha router command reference (Rev.23.01), every chapter's forms of commands that take a password or a key.
"""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, community, crypt_storage, stored
from scanners.platforms.network.yamaha_rtx.config import FIRST_WORDS

_PLAIN = stored("plain")
_ENCODED = stored("reversible")
_UNTOLD = stored("unknown")
_WORD = (
    r"(?P<secret>\"(?:\\.|[^\"\\\n])*+\"(?=\s|\Z)|'(?:\\.|[^'\\\n])*+'(?=\s|\Z)"  # quoted, with escapes
    r"|[\"'][^\n]*|\S+)"  # a quotation mark that nothing answers: all that follows
)
_REST = r"(?P<secret>\S[^\n]*)"
# A command may stand in a schedule, too.
_SCHEDULED = r"(?:schedule at \d+ [^\n]*?(?: \*| (?:pp|tunnel|switch) \S+) )?"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?m)^[ \t]*+{_SCHEDULED}{pattern}")


# A line that the console broke may go on with the rest of a secret, over several lines: that goes whole, before any
# other rule.
_BEGINS = rf"(?:#|<cut|\s*(?:{'|'.join(map(re.escape, FIRST_WORDS))})(?:\s|$))"
_BROKEN = re.compile(
    r"(?m)^(?=[^\n]{79,}\n)(?=[^\n]*?"
    r"(?:password|secret|username|community|auth|usm user|myname|key|aes(?:128|256)|smtp|server pop|crypto|zero-config|"
    r"pkcs12|sip server|snmp\S* (?:trap )?host|vrx user|access code|config filename)"
    rf")[^\n]*+\n(?P<secret>(?!{_BEGINS})\S[^\n]*+(?:(?<=[^\n]{{79}})\n(?!{_BEGINS})\S[^\n]*+)*+)"
)
_CONFIG_FILE = r"external-memory config filename"

SECRETS = (
    SecretRule(_BROKEN, _UNTOLD),
    SecretRule(_rule(rf"(?:login|administrator) password encrypted {_REST}"), crypt_storage),
    SecretRule(_rule(rf"(?:login|administrator) password (?!encrypted ){_REST}"), _PLAIN),
    # that of a named user is encrypted in either form: `show config` has `*` for it
    SecretRule(_rule(rf"login user \S+ (?:encrypted )?{_REST}"), crypt_storage),
    SecretRule(_rule(rf"(?:ex-license password|vrx user \S+) {_REST}"), _PLAIN),
    SecretRule(_rule(rf"sshd host key generate (?:bit=\d+ )?{_REST}"), _ENCODED),
    SecretRule(_rule(rf"ipsec ike pre-shared-key \d+ (?:text )?{_REST}"), _PLAIN),
    SecretRule(_rule(rf"ipsec ike (?:eap|xauth) myname \d+ \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"ipsec ike license-key \d+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"auth user \d+ \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"pki certificate file \d+ \S+ \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"(?:ngn )?radius (?:auth password|secret) {_REST}"), _PLAIN),
    SecretRule(_rule(rf"pp auth username \S+ {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"pp auth username \S+ <cut:\w+> myname \S+ {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"(?:pp|wan|tunnel hb46pp) auth myname \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"l2tp tunnel auth on {_REST}"), _PLAIN),
    SecretRule(_rule(rf"sip server \d+ \S+ \S+ \S+ \S+ \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"ip(?:v6)? \S+ vrrp [^\n]*?\bauth={_WORD}"), _PLAIN),
    SecretRule(re.compile(rf"(?<=\s)(?:authkey|md5key)={_WORD}"), _PLAIN),
    SecretRule(_rule(rf"bgp neighbor pre-shared-key \d+ (?:text )?{_REST}"), _PLAIN),
    SecretRule(_rule(rf"ip \S+ rip auth key(?: text)? {_REST}"), _PLAIN),
    SecretRule(_rule(rf"snmp(?:v2c)? (?:trap )?community (?:read-only |read-write )?{_WORD}"), community),
    SecretRule(_rule(rf"snmp(?:v2c)? (?:trap )?host \S+ (?:(?:trap|inform) )?{_WORD}"), community),
    SecretRule(_rule(rf"snmp(?:v2c)? host \S+ <cut:\w+> {_WORD}"), community),
    SecretRule(_rule(rf"snmpv3 usm user \d+ \S+ (?:group \d+ )?\w+ {_WORD}"), _ENCODED),
    SecretRule(_rule(rf"snmpv3 usm user \d+ [^\n]*<cut:\w+> [\w-]+ {_WORD}"), _ENCODED),
    SecretRule(_rule(rf"mail server smtp [^\n]*?\bsmtp-auth \S+ {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"mail server pop \d+ \S+ (?:port=\d+ )?\S+ \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"heartbeat2 \w+ \d+ crypto {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"heartbeat2 \w+ \d+ (?:crypto <cut:\w+> )?auth {_WORD}"), _PLAIN),
    SecretRule(_rule(rf"(?:syslog|external-memory) (?:[^\s]+ )*?aes(?:128|256) {_WORD}"), _PLAIN),
    # here the last word may be where to copy to: what is no password does not tell itself
    SecretRule(_rule(rf"{_CONFIG_FILE} \S+ (?:\S+ )?(?!<cut:){_WORD}$"), _UNTOLD),
    SecretRule(_rule(rf"mobile pin code \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"yno access code \S+ {_REST}"), _PLAIN),
    SecretRule(_rule(rf"yno zero-config \S+ text \S+ \S+ {_REST}"), _PLAIN),
)
