"""Where configurations that look like Cisco IOS hold secrets, and how the number before each tells its storage."""

from __future__ import annotations

import re

from scanners.platforms.network.secrets import SecretRule, community, crypt_storage, stored

# What stands before a secret and tells its form. 6 and 8a are encryption under a key that the device holds.
_TYPES = {
    "0": "plain", "clear": "plain", "4": "weak", "5": "weak", "md5": "weak", "6": "reversible", "7": "reversible",
    "8a": "reversible", "8": "strong", "9": "strong", "sha256": "strong", "sha512": "strong", "scrypt": "strong",
}  # fmt: skip
_TYPE = r"(?:(?P<type>\d|8a|sha512|sha256|scrypt|clear)[ \t]+)?"
_WORD = r"(?!<cut:)(?:\"[^\"\n]*\"|\S+)"
_LINE = r"(?!<cut:)\S[^\n]*"
# The rest of the line up to settings that may follow a password.
_UP_TO = (
    r"(?!<cut:)\S[^\n]*?(?<![ \t])"
    r"(?=[ \t]++(?:role|privilege|expire|shelltype|encrypted|pbkdf2|nt-encrypted|nopassword)\b|[ \t]*+$)"
)
# A line begins with its indentation; in a comparison with a mark, and with `no` where it goes.
_START = r"(?im)^[ \t]*+(?:[+-][ \t]*+)?(?:no[ \t]++)?"
_SOME = r"(?:[ \t]+[^\s<]+){0,12}?"  # words before a keyword, none of them a mark
_MANY = r"(?:[ \t]+[^\s<]+){0,30}?"
# A key of a server may hold blanks: it ends where an option follows, or with the line.
_UP_TO_OPTION = (
    r"(?!<cut:)(?:\"[^\"\n]*\"|\S[^\n]*?(?<![ \t]))"
    r"(?=[ \t]++(?:timeout|port|single-connection|auth-port|acct-port|authentication|accounting|retransmit|test|"
    r"idle-time|pac)\b|[ \t]*+$)"
)


def typed(found: re.Match[str]) -> str:
    """Tell the storage of a secret by the type before it; without a type it stands as it was typed in."""
    kind = found["type"]
    secret = found["secret"].strip("\"'")
    if re.match(r"\$(?:\w+)\$", secret) and kind in {None, "5", "sha512", "sha256"}:
        return crypt_storage(found)
    return "plain" if kind is None else _TYPES.get(kind.lower(), "unknown")


def typed_rule(before: str, secret: str = _WORD) -> SecretRule:
    """Make the row of a secret that follows these words of a line, with the type before it where there is one."""
    uncut = r"(?!\S{1,8}[ \t]+<cut:)"  # no rule before this one has cut it
    return SecretRule(re.compile(rf"{_START}(?:{before})[ \t]+{uncut}{_TYPE}(?P<secret>{secret})"), typed)


def community_rule(before: str) -> SecretRule:
    """Make the row of a community that follows these words of a line; a type stands before it on newer versions."""
    kind = r"(?:[0678][ \t]+(?=\S+[ \t]+(?:ro|rw|view|group|use-\S+)\b)(?!ro\b|rw\b|view\b))?"
    return SecretRule(re.compile(rf"{_START}(?:{before})[ \t]+{kind}(?P<secret>{_WORD})"), community)


def _ntp(found: re.Match[str]) -> str:
    return "reversible" if found["seven"] or found["after"] else "plain"


_AUTH = r"auth[ \t]+(?:md5|sha(?:-?\d+)?(?:[ \t]+(?:224|256|384|512)(?=[ \t]+(?!priv\b)\S))?+)"
_PRIV = r"priv(?:[ \t]+(?:des56|des|3des|aes(?:-?\d+)?)(?:[ \t]+(?:128|192|256))?+)?+"

TRAP_COMMUNITY = SecretRule(
    re.compile(
        rf"{_START}snmp-server[ \t]+host[ \t]+\S+"
        r"(?:[ \t]+(?:(?:use-)?vrf[ \t]+\S+|traps?|informs?|version[ \t]+(?:1|2c)))*"
        r"[ \t]+(?!(?:version|(?:use-)?vrf|traps?|informs?|udp-port|source-interface|filter-vrf)\b)"
        rf"(?:[0678][ \t]+(?=\S))?+(?P<secret>{_WORD})"
    ),
    community,
)

# Keys of routing, tunnels and radio, where no other rule knows them.
_KEYS: tuple[SecretRule, ...] = (
    *(
        typed_rule(rf"(?:ipv6[ \t]+ospf|ospfv3|area){_SOME}[ \t]+ipsec[ \t]+spi{_SOME}[ \t]+{algorithm}")
        for algorithm in (r"(?:md5|sha1)", r"esp[ \t]+(?:aes-cbc[ \t]+\d+|3des|des)")
    ),
    typed_rule(r"authentication[ \t]+mode[ \t]+hmac-sha-256"),
    typed_rule(r"(?:area|domain|lsp)-password"),
    typed_rule(r"authentication-key"),
    typed_rule(r"(?:ipv[46][ \t]+)?(?:etr[ \t]+)?map-server[ \t]+\S+[ \t]+key"),
    typed_rule(r"ip(?:v6)?[ \t]+nhrp[ \t]+authentication"),
    typed_rule(r"authentication[ \t]+(?:local|remote)[ \t]+pre-share[ \t]+key"),
    typed_rule(r"sap[ \t]+pmk"),
    typed_rule(r"encryption[ \t]+(?:vlan[ \t]+\d+[ \t]+)?key[ \t]+\d+[ \t]+size[ \t]+\d+bit"),
    community_rule(r"snmp[ \t]+mib[ \t]+community-map"),
    typed_rule(r"event[ \t]+manager[ \t]+environment[ \t]+\S{0,60}?(?:pass|pwd|secret|key|community)\S*", _LINE),
    SecretRule(  # "user:password@server"
        re.compile(rf"{_START}action[ \t]+\S+[ \t]+mail[ \t]+server[ \t]+\"?[^\s:@\"]+:(?P<secret>[^\s@\"]+)(?=@)"),
        stored("plain"),
    ),
    SecretRule(  # …?user=name&pass=word
        re.compile(r"(?i)(?<=[?&])(?P<head>(?:pass\w{0,9}|pwd|token)=)(?P<secret>(?!<cut:)[^\s&\"]++)"), stored("plain")
    ),
)

IOS_LIKE_SECRETS: tuple[SecretRule, ...] = (
    SecretRule(re.compile(rf"{_START}username[ \t][^\n<]*[ \t](?P<secret>nopassword)(?=\s|$)"), stored("none")),
    typed_rule(r"enable[ \t]+(?:secret|password)(?:[ \t]+level[ \t]+\d+)?+", _UP_TO),
    typed_rule(rf"username{_SOME}[ \t]+(?:password|secret)", _UP_TO),
    typed_rule(r"(?:password|passwd|secret)(?![ \t]+(?:encryption|policy|strength\S*|recovery)\b)", _UP_TO),
    community_rule(r"snmp-server[ \t]+community"),
    TRAP_COMMUNITY,
    *(
        # a key of the engine, made by hashing: the password does not come back from it
        SecretRule(
            re.compile(rf"{_START}snmp-server[ \t]+user[ \t][^\n]*?[ \t]{part}[ \t]+(?P<secret>{_WORD})"),
            stored("strong"),
        )
        for part in (_AUTH, _PRIV)
    ),
    typed_rule(r"(?:tacacs|radius)-server[ \t]+key", _LINE),
    typed_rule(
        rf"(?:(?:tacacs|radius)-server[ \t]+host|server-private|client){_MANY}[ \t]+(?:server-)?key", _UP_TO_OPTION
    ),
    SecretRule(  # below a server; `key 1` alone, or with lines of its own below it, is a place in a chain of keys
        re.compile(
            r"(?im)^(?=[ \t+-])(?P<indent>[ \t]*+)(?:[+-][ \t]*+)?(?:no[ \t]++)?(?:pac[ \t]+|server-)?key[ \t]+"
            rf"(?!\S+[ \t]*\n(?P=indent)[ \t])(?!\S{{1,8}}[ \t]+<cut:){_TYPE}(?P<secret>(?!\d{{1,3}}[ \t]*$){_LINE})"
        ),
        typed,
    ),
    typed_rule(r"key[ \t]+config-key[ \t]+password-encrypt", _LINE),
    typed_rule(r"key-string", _LINE),
    typed_rule(rf"(?:ip[ \t]+|ipv6[ \t]+)?(?:ospf|isis|rip){_SOME}[ \t]+(?:authentication-key|password)"),
    typed_rule(r"(?:(?:ip[ \t]+)?ospf[ \t]+)?message-digest-key[ \t]+\d+[ \t]+md5"),
    typed_rule(rf"area[ \t]+\S+[ \t]+(?:virtual|sham)-link{_SOME}[ \t]+(?:authentication-key|md5)"),
    typed_rule(r"neighbor[ \t]+\S+[ \t]+password"),
    typed_rule(rf"mpls[ \t]+ldp[ \t]+neighbor{_SOME}[ \t]+password"),
    SecretRule(
        re.compile(
            rf"{_START}ntp[ \t]+authentication-key[ \t]+\d+[ \t]+\S+[ \t]+(?P<seven>7[ \t]+(?=\S))?"
            rf"(?P<secret>{_WORD})(?P<after>[ \t]+7\b)?"
        ),
        _ntp,
    ),
    typed_rule(r"(?:standby|vrrp|glbp)(?:[ \t]+\d+)?[ \t]+authentication[ \t]+(?:md5[ \t]+key-string|text)"),
    typed_rule(r"(?:standby|vrrp|glbp)(?:[ \t]+\d+)?[ \t]+authentication(?![ \t]+(?:md5|text)\b)"),
    typed_rule(
        r"(?:vrrp[ \t]+\d+[ \t]+)?(?:peer[ \t]+)?authentication[ \t]+(?:text|(?:ietf-)?md5(?:[ \t]+key-string)?)"
        r"(?![ \t]+key-?chain\b)"
    ),
    typed_rule(r"crypto[ \t]+isakmp[ \t]+key"),
    typed_rule(
        rf"(?:ikev[12][ \t]+(?:(?:local|remote)-authentication[ \t]+)?)?pre-shared-key"
        rf"(?:[ \t]+(?:address|hostname){_SOME}[ \t]+key|[ \t]+(?:local|remote)"
        r"|(?![ \t]+(?:address|hostname|local|remote)\b))(?:[ \t]+hex(?=[ \t]+\S))?"
    ),
    typed_rule(r"ppp[ \t]+(?:chap[ \t]+password|pap[ \t]+sent-username[ \t]+\S+[ \t]+password)", _LINE),
    typed_rule(r"(?:security[ \t]+wpa[ \t]+)?(?:wpa-psk|psk)(?:[ \t]+set-key)?[ \t]+(?:ascii|hex)"),
    typed_rule(r"aaa[ \t]+root[ \t]+secret", _LINE),
    *(
        typed_rule(rf"set[ \t]+session-key[ \t][^\n]*?[ \t]{part}")
        for part in (r"cipher", r"authenticator", r"ah[ \t]+\d+")
    ),
    typed_rule(r"ip[ \t]+(?:ftp|http[ \t]+client)[ \t]+password", _LINE),
    *_KEYS,
)  # fmt: skip
