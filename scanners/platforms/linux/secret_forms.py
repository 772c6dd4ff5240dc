"""The forms in which secrets stand in what a Linux host tells: the rule of last resort, whatever was read.

It works on bytes, so that what is no secret stays as it was: a folded copy of the same length (small letters) is
searched for a few stems, and only where one stands is more looked at. Every look is short or ends behind what it cut,
so that a hostile output costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scanners.platforms.linux.secret_values import QUERY, is_plain, value_at

_FOLD = bytes(code + 32 if chr(code).isascii() and chr(code).isupper() else code for code in range(256))
_BEFORE = 64  # bytes of a name that are looked at before its stem


class Place(NamedTuple):
    """Where a secret stands, and what kind of one: it is named in the mark."""

    start: int
    end: int
    kind: str


class Look(NamedTuple):
    """What a look at a stem gave, and from where on the next one is looked for."""

    places: tuple[Place, ...]
    behind: int


Find = Callable[[bytes, bytes, int], Look]  # the content, folded, and where the stem stands


@dataclass(frozen=True, slots=True)
class Form:
    """A stem in small letters, and what tells whether a secret stands with it."""

    stem: bytes
    find: Find
    gate: bytes = b""  # without this somewhere nothing is there to find


def folded(content: bytes) -> bytes:
    """Give content in small letters, every byte in its place."""
    return content.translate(_FOLD)


def places(content: bytes, forms: tuple[Form, ...]) -> list[Place]:
    """Give where secrets stand, in their order, none inside another."""
    small = folded(content)
    open_gates = {gate: gate in small for gate in {form.gate for form in forms}}
    found = sorted(place for form in forms if open_gates[form.gate] for place in _of(form, content, small))
    merged: list[Place] = []
    for place in found:
        if merged and place.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, place.end))
        else:
            merged.append(place)
    return merged


def _of(form: Form, content: bytes, small: bytes) -> Iterator[Place]:
    at = small.find(form.stem)
    while at >= 0:
        found, behind = form.find(content, small, at)
        if found:
            yield from found
        at = small.find(form.stem, behind)


def nothing(at: int) -> Look:
    """Say that no secret stands here."""
    return Look((), at + 1)


def one(start: int, end: int, kind: str) -> Look:
    """Say where one stands, at or behind its stem."""
    return Look((Place(start, end, kind),), end)


def matching(pattern: str, kind: str) -> Find:
    """Find by a pattern over the folded content, which begins with the stem; the group `secret` is cut.

    Everything in the pattern must be bounded, but for what comes at its end.
    """
    compiled = re.compile(pattern.encode())

    def find(content: bytes, small: bytes, at: int) -> Look:
        del content
        found = compiled.match(small, at)
        return one(*found.span("secret"), kind) if found else nothing(at)

    return find


# A name that says that a secret follows: `DB_PASSWORD=`, `ldap.bindpw: `, `"client_secret": `, `--token `, `psk `.
_END = (
    rb"(?P<more>[\w.-]{0,40}+)(?P<close>[\"'\\\]]{0,3}+)"
    rb"(?P<sign>[ \t]*+(?::=|=>|=|:|>|\xef\xbc[\x9a\x9d])[ \t]*+|[ \t]++)"
)
_NAME = rb"_.-"
# What makes a setting of such a name (`password_max_age`, `token_file`), and no secret: whole words, also two without
# a sign between. Part of one is none: DB_PASSWORD_ADMIN holds `min`.
_SETTING = re.compile(
    rb"(?:\A|[_.-])(?:authentication|files?|paths?|polic(?:y|ies)|max(?:imum)?|min(?:imum)?|warn(?:ing)?|aging|age|len|"
    rb"length|days?|hours?|minutes?|seconds?|tries|attempts?|failures?|retr(?:y|ies)|times?|out|stamp|life|last|changed?|"
    rb"expir(?:y|es?|ed|ation)|hist(?:ory)?|prompts?|quality|complexity|required?|requirements?|allow(?:ed)?|enabled?|"
    rb"disabled?|types?|methods?|algo(?:rithm)?s?|encrypt(?:ed|ion)?|encod(?:ed|ing)|strength|less|command|cmd|ur[il]s?|"
    rb"fields?|columns?|attr(?:ibute)?s?|check|verif(?:y|ied|ication)|ttl|rotat(?:e|ion)|formats?|schemes?|hashing|"
    rb"lock(?:ed|out)?|counts?|numbers?|modules?|providers?|helpers?)+(?=[_.0-9-]|\Z)"
    rb"|(?:\A|[_.-])(?:dir(?:ectory)?|(?:user|host|file)?name)\Z"
    rb"|\.(?:service|socket|timer|target|path|mount)\Z|\.so"
)
_RISE = re.compile(rb"(?<=[a-z0-9])(?=[A-Z])")
# English words that end as the name of a password does.
_WORD_IN_PASS = re.compile(rb"(?:\A|[^a-z])(?:by|com|encom|tres|sur|over|under|no|high|low|band|all|multi)\Z")
# Words that go on in a sentence, where a value would end the line.
_PROSE = re.compile(
    rb"(?:polic(?:y|ies)|expired|must|for|from|authentication|change[ds]?|aging|quality|files?|hash(?:es|ing)?|and|or|to|"
    rb"of|the|will|has|be|in|with|login|logins|database|required\.?|support|here|below|above|reset|only|protected|\(.*\))[.,:;]?",
    re.IGNORECASE,
)
# What a short stem must have before it, to be the end of such a name: `api_key`, `bindpw`.
_COMPOUND = tuple(
    b"api access secret private priv auth encryption encrypt enc shared preshared sym signing sign master session "
    b"account storage app application consumer client wep hmac webhook service subscription registration activation "
    b"license user admin des aes md5 sha1 ipsec ntp ike deploy recovery security".split()
)
_PW = tuple(b"bind root user auth admin ldap db login ssh vnc proxy key store manager _ . -".split())
_LINE_BEGIN = re.compile(
    rb"(?:[^\s:]{0,200}:(?:\d{1,7}:)?)?[\s#;|>*+-]{0,40}"
    rb"(?:(?:export|set|setenv|declare|readonly|env|[@#]{0,2}define)[ \t]{1,8}(?:-\w{1,4}[ \t]{1,8}){0,3})?[\"']?"
)
_SENTENCE = re.compile(rb"[\s,:}\]]*(?:[\"']|\Z)")
# Whether sudo asks for a password (sudoers(5), Tag_Spec), and then a command: no secret.
_SUDO_TAG = re.compile(rb"NOPASSWD\b|PASSWD:\s{0,8}(?:!?/|(?:ALL|sudoedit)(?:[\s,]|\Z))")
_SHORT = frozenset({b"pass", b"pwd", b"psk"})


def _begins_line(content: bytes, start: int) -> bool:
    begin = content.rfind(b"\n", max(0, start - 300), start) + 1
    return (begin > 0 or start <= 300) and _LINE_BEGIN.fullmatch(content, begin, start) is not None


def _begins_part(content: bytes, start: int) -> bool:
    """Whether a name is the first word of a comment at the end of a line, of a quoted text, of what a file's name is
    told before.
    """
    before = content[max(0, start - 8) : start].rstrip(b" \t")[-1:]
    return before == b"#" or (before in {b":", b'"'} and content[start - 1 : start] == before)


class _Named:
    """A secret behind a name, with `=`, `:` or the like between; or a blank, where the name is an option or a line's
    first word, or the value is quoted.
    """

    def __init__(self, name: bytes, kind: str, before: tuple[bytes, ...] = ()) -> None:
        self._pattern = re.compile(name + _END)
        self._kind = kind
        self._before = before  # what the name must have before its stem

    def __call__(self, content: bytes, small: bytes, at: int) -> Look:
        place = self._place(content, small, at)
        return Look((place,), max(place.end, at + 1)) if place else nothing(at)

    def _place(self, content: bytes, small: bytes, at: int) -> Place | None:
        if self._before and not self._has_before(small[max(0, at - 16) : at]):
            return None
        found = self._pattern.match(small, at)
        start = _token(small, at)
        if found is None or not self._is_name(content, small, found) or small.startswith(b"<cut:", max(0, start - 5)):
            return None
        sign = found["sign"].strip()
        before = small[max(0, start - 1) : start]
        if sign == b":" and before == b"/" and not small.startswith(b"//", start - 2):
            return None  # a file of that name, before what stands in it
        if _SUDO_TAG.match(content, start):
            return None
        within = not found["close"] and before in {b'"', b"'"}  # the name is the first word of a quoted text
        first = not found["close"] and not within and _begins_line(small, start)
        if before in {b"?", b"&"}:  # a field of a URL
            begin, end = QUERY.match(content, found.end()).span()  # type: ignore[union-attr]  # it may be empty
        else:
            begin, end = value_at(content, found.end(), to_end=bool(sign) and first)
        value = content[begin:end]
        part = first or _begins_part(small, start)
        if is_plain(value) or not (sign or self._after_blank(content, start, (found.end(), end), first=part)):
            return None
        # The end of a quoted sentence is no value: "password:", "…
        sentence = begin > found.end() and sign == b":" and not (found["close"] or first)
        return None if sentence and _SENTENCE.match(value) else Place(begin, end, self._kind)

    def _is_name(self, content: bytes, small: bytes, found: re.Match[bytes]) -> bool:
        at, more = found.start(), found["more"]
        behind, end = found.span("more")
        stem = small[at:behind]
        if stem in _SHORT and not _rises(content, at) and _WORD_IN_PASS.search(small[max(0, at - 8) : at]):
            return False
        if more and not (more[0] in b"_.-0123456789s" or content[behind : behind + 1].isupper()):
            return False
        if stem in _SHORT and more.strip(b"_.-0123456789") and not content[at:end].isupper():
            return False
        return not _SETTING.search(folded(_RISE.sub(b"_", content[behind:end])))

    def _has_before(self, before: bytes) -> bool:
        return before.endswith(self._before) or before.rstrip(_NAME).endswith(self._before)

    @staticmethod
    def _after_blank(content: bytes, start: int, value: tuple[int, int], *, first: bool) -> bool:
        at, end = value
        opening = content[at : at + 1]
        if content[start : start + 1] == b"-":  # an option
            return opening != b"-"
        if opening == b"'":  # as in SQL
            return True
        quoted = opening == b'"'
        behind = end + quoted
        closed = behind >= len(content) or content[behind : behind + 1] in b'\n\r";}'
        return first and closed and not _PROSE.fullmatch(content[at:end])


def _token(small: bytes, at: int) -> int:
    """Give where the name begins that a stem is part of."""
    least = max(0, at - _BEFORE)
    while at > least and (small[at - 1 : at].isalnum() or small[at - 1] in _NAME):
        at -= 1
    return at


def _rises(content: bytes, at: int) -> bool:
    """Whether a new word begins within a name: dbPass."""
    return content[at : at + 1].isupper() and content[at - 1 : at].islower()


def _crypt(content: bytes, small: bytes, at: int) -> Look:
    del content
    found = _CRYPT.match(small, at)
    return one(*found.span(), "hash") if found else nothing(at)


_PAIR = re.compile(
    rb"name[\"'\\]{0,3}[ \t]{0,8}[=:][ \t]{0,8}[\"'\\]{1,2}[\w.-]{0,40}(?:pass|passw(?:or)?d|passphrase|secret|token|"
    rb"pwd?|community|psk|[_-]key)[\"'\\]{1,2}[\s,]{1,20}[\"'\\]{0,2}\Z"
)
_OF_PAIR = re.compile(rb"value[\"'\\]{0,2}[ \t]{0,8}[=:][ \t]{0,8}(?=[\"'\\])")


def _pair(content: bytes, small: bytes, at: int) -> Look:
    """Find the value of a name that stands in a field of its own: name="passwd" value="…"."""
    found = _OF_PAIR.match(small, at)
    begin = max(small.rfind(b"name", max(0, at - 140), at), 0)
    if found is None or not _PAIR.match(small[begin:at]):
        return nothing(at)
    start, end = value_at(content, found.end(), to_end=False)
    return one(start, end, "secret") if not is_plain(content[start:end]) else nothing(at)


_CRYPT = re.compile(
    rb"\$(?:1|2[abxy]?|5|6|7|8|9|14|y|gy|sha1|md5|sm3|apr1|argon2\w{0,4}|scrypt|pbkdf2[\w-]{0,16})\$[\w./$=,+-]{8,}+"
)
_BLOCK = re.compile(rb"private key(?: block)?-----")
_BLOCK_END = re.compile(rb"-----end [a-z0-9 ]{0,40}private key(?: block)?-----")


def _block(content: bytes, small: bytes, at: int) -> Look:
    begin = small.rfind(b"-----begin ", max(0, at - 60), at)
    if begin < 0 or not _BLOCK.match(small, at):
        return nothing(at)
    end = _BLOCK_END.search(small, at)
    return one(begin, end.end() if end else len(content), "key")


def _pw(content: bytes, small: bytes, at: int) -> Look:
    """Find what follows the two letters where they are the whole name."""
    found = _PW_ALONE.match(small, at)
    alone = found and not (at and (small[at - 1 : at].isalnum() or small[at - 1] in _NAME))
    start, end = value_at(content, found.end(), to_end=False) if found and alone else (at, at)
    return one(start, end, "password") if end > start and not is_plain(content[start:end]) else nothing(at)


_PW_ALONE = re.compile(rb"pw[ \t]{0,8}[=:][ \t]{0,8}")
# `user:password@`, also where the password holds an @; a long name alone is a token.
_URL = matching(r"//[^\s/@:\"'<>?#]{0,128}:(?P<secret>[^\s/\"'<>]{1,512})@", "password")
_TOKEN_URL = matching(r"//(?P<secret>[\w-]{20,255})(?::x-oauth-basic)?@", "token")
_HEADER = r"(?:authorization|x-auth-token|x-api-key)[\"'\\]{0,3}+[ \t]{0,8}+[:=][ \t]{0,8}+[\"'\\]{0,3}+[ \t]{0,8}+"
_SCHEME = r"(?:(?:basic|bearer|digest|negotiate|token|apikey|splunk)[ \t]{1,8}+)?+"
_SAML = r"(?P<secret>(?!<cut:)[^\n\"']{1,4096})"

FORMS: tuple[Form, ...] = (
    Form(b"pass", _Named(rb"pass(?:w(?:or)?d|phrase|code)?", "password")),
    Form(b"pw", _Named(rb"pwd?", "password", _PW)),
    Form(b"pw", _pw),
    Form(b"pwd", _Named(rb"pwd", "password")),
    Form(b"login ", matching(r"login \S{1,128} password (?P<secret>(?!<cut:)\S{1,256})", "password")),
    Form(b"&sig=", matching(r"&sig=(?P<secret>(?!<cut:)[^&\s\"'<>]{16,512})", "token")),
    Form(b"secret", _Named(rb"secret", "secret")),
    Form(b"token", _Named(rb"token", "token")),
    Form(b"credential", _Named(rb"credential", "secret")),
    Form(b"communit", _Named(rb"community", "community")),
    Form(b"psk", _Named(rb"psk", "key")),
    Form(b"key", _Named(rb"key", "key", _COMPOUND)),
    Form(b"requirepass", _Named(rb"requirepass", "password")),
    Form(b"authorization", matching(_HEADER + _SCHEME + _SAML, "credential")),
    Form(b"x-a", matching(_HEADER + _SAML, "credential")),
    Form(b"cookie:", matching(r"cookie:[ \t]{0,8}+" + _SAML, "credential")),
    Form(b"//", _URL),
    Form(b"//", _TOKEN_URL),
    Form(b"value=", _pair),
    Form(b'value":', _pair),
    Form(b'value" :', _pair),
    Form(b"private key", _block),
    Form(b"$", _crypt),
    Form(b"pbkdf2.", matching(r"pbkdf2\.\w{1,10}\.\d{1,9}\.(?P<secret>[0-9a-f.]{16,})", "hash")),
    Form(b"identified", matching(r"identified (?:with \S{1,64} )?(?:by|as)[ \t]{1,8}(?:password )?'(?P<secret>[^'\n]+)",
                                 "password")),
    Form(b"akia", matching(r"(?P<secret>akia[0-9a-z]{16})(?![0-9a-z])", "key")),
    Form(b"eyj", matching(r"(?<![\w-])(?P<secret>eyj[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+)", "token")),
    Form(b"ghp_", matching(r"(?P<secret>ghp_[0-9a-z]{30,})", "token")),
    Form(b"github_pat_", matching(r"(?P<secret>github_pat_\w{30,})", "token")),
    Form(b"glpat-", matching(r"(?P<secret>glpat-[\w-]{16,})", "token")),
    Form(b"age-secret-key-", matching(r"(?P<secret>age-secret-key-[0-9a-z]{16,})", "key")),
)  # fmt: skip
