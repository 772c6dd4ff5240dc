"""Secrets in commands: options of programs that take a password on their command line.

A command stands in sudoers, in crontabs, behind a forced command of sshd or of a key, in a list of processes. What
takes a password by a name that says so (`--password`, `PGPASSWORD=`) needs no row here: `secret_forms` finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanners.platforms.linux.secret_forms import Form, Look, Place, matching, nothing, one
from scanners.platforms.linux.secret_values import WORD, value_at

_STOP = 2000  # bytes of a command that are looked at behind the program
_PROGRAM = rb"(?<![\w-])%b(?:[\w.-]{0,24})?[\"'\\]{0,2}[ \t]"
_VALUE = rb"(?P<secret>(?![ \t-]|<cut:)" + WORD + rb")"

# The letters are as they are typed: `-P` is a port where `-p` is a password.
_ATTACHED = rb"[ \t]-p" + _VALUE
_SMALL_P, _BIG_P = rb"[ \t]-p[ \t]*" + _VALUE, rb"[ \t]-P[ \t]*" + _VALUE
_AFTER_COLON = (
    rb"[ \t](?:-[sSkLfiIvgGjlnNOqRZ0-9#]{0,12}u|--user|-U|--proxy-user)[ \t=]*"
    rb"[\"']?[^\s:\"']{0,128}:(?P<secret>[^\s\"']+)"
)
_AFTER_PERCENT = rb"[ \t](?:-U|--user)[ \t=]*[\"']?[^\s%\"']{0,128}%(?P<secret>[^\s\"']+)"
_OF_LOG_IN = rb"[ \t]-p(?:=|[ \t]*(?!=))" + _VALUE  # of a registry, of a cloud
_OF_ORACLE = rb"[ \t][\"']?[\w.$#-]{1,64}/(?P<secret>[^\s\"'@/]+)(?:@|(?=[\"'\s]|$))"
_GATES = {
    _ATTACHED: b"-p",
    _SMALL_P: b"-p",
    _BIG_P: b"-p",
    _AFTER_PERCENT: b"-u",
    _OF_ORACLE: b"/",
}
PROGRAMS: dict[bytes, bytes] = {
    b"mysql": _ATTACHED,
    b"mariadb": _ATTACHED,
    b"mysqladmin": rb"[ \t]password[ \t]+" + _VALUE,
    b"mariadb-admin": rb"[ \t]password[ \t]+" + _VALUE,
    b"xtrabackup": _ATTACHED,
    b"sshpass": _SMALL_P,
    b"mongo": _SMALL_P,
    b"7z": _ATTACHED,
    b"curl": _AFTER_COLON,
    b"docker login": _OF_LOG_IN,
    b"podman login": _OF_LOG_IN,
    b"az login": _OF_LOG_IN,
    b"helm registry login": _OF_LOG_IN,
    b"ldap": rb"[ \t]-[AcCLMnNtuvxZ]{0,12}w[ \t]*" + _VALUE,
    b"ipmitool": rb"[ \t]-[PkY][ \t]*" + _VALUE,
    b"redis-cli": rb"[ \t]-a[ \t]*" + _VALUE,
    b"smbclient": _AFTER_PERCENT,
    b"rpcclient": _AFTER_PERCENT,
    b"net rpc": _AFTER_PERCENT,
    b"net ads": _AFTER_PERCENT,
    b"wbinfo": rb"[ \t]-a[ \t]*[\"']?[^\s%\"']{0,128}%(?P<secret>[^\s\"']+)",
    b"keytool": rb"[ \t]-(?:src|dest)?(?:store|key)pass[ \t]+" + _VALUE,
    b"jarsigner": rb"[ \t]-(?:store|key)pass[ \t]+" + _VALUE,
    b"snmp": rb"[ \t]-[cAX][ \t]*" + _VALUE,
    b"openssl": rb"[ \t](?:-pass(?:in|out)?[ \t]+[\"']?pass:|-[kK][ \t]+)(?P<secret>[^\s\"']+)",
    b"htpasswd": rb"[ \t]-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}[ \t]+\S{1,256}[ \t]+\S{1,128}[ \t]+" + _VALUE,
    b"zip": _BIG_P,
    b"unzip": _BIG_P,
    b"mosquitto_": _BIG_P,
    b"useradd": _SMALL_P,
    b"usermod": _SMALL_P,
    b"vault login": rb"vault login[ \t]+(?:-[^\s]{1,64}[ \t]+){0,4}" + _VALUE,
    b"sqlcmd": _BIG_P,
    b"isql": _BIG_P,
    b"bcp": _BIG_P,
    b"lftp": rb"[ \t]-u[ \t]*[\"']?[^\s,\"']{0,128},(?P<secret>[^\s\"']+)",
    b"sqlplus": _OF_ORACLE,
    b"impdp": _OF_ORACLE,
    b"expdp": _OF_ORACLE,
    b"rman": _OF_ORACLE,
    b"rabbitmqctl": rb"[ \t](?:add_user|change_password|authenticate_user)[ \t]+\S{1,128}[ \t]+" + _VALUE,
    b"freerdp": rb"[ \t]/p:(?P<secret>[^\s\"']+)",
    b"xfreerdp": rb"[ \t]/p:(?P<secret>[^\s\"']+)",
}
# What goes to the standard input of a program that sets passwords: by a pipe, as a word, as the lines that follow.
_TAKERS = rb"(?:passwd|sudo[ \t]{1,8}-S|cryptsetup|kinit|openssl)"
_PIPED = re.compile(
    rb"(?:echo|printf)[ \t](?:-\w{1,3}[ \t])?[ \t]*(?P<secret>(?!<cut:)[^\n|]{1,256}?)[ \t]*\|[^|\n]{0,80}" + _TAKERS
)
_TAKER = re.compile(_TAKERS)
_WORD_HERE = re.compile(rb"<<<[ \t]{0,8}")
_LINES = re.compile(rb"<<-?[ \t]{0,8}[\"'\\]?(?P<end>\w{1,32})[\"']?(?P<rest>[^\n]{0,200})\n")


class _Command:
    """The options of one program; the rest of its line is looked at once."""

    def __init__(self, program: bytes, option: bytes) -> None:
        self._program = re.compile(_PROGRAM % re.escape(program))
        self._option = re.compile(option)

    def __call__(self, content: bytes, small: bytes, at: int) -> Look:
        if not self._program.match(small, at):
            return nothing(at)
        line = small.find(b"\n", at, at + _STOP)
        end = line if line >= 0 else min(len(content), at + _STOP)
        return Look(tuple(_place(content, found) for found in self._option.finditer(content, at, end)), end)


def _place(content: bytes, found: re.Match[bytes]) -> Place:
    start, end = found.span("secret")
    begin, behind = value_at(content, start, to_end=False)
    return Place(begin, behind, "password") if begin > start else Place(start, max(end, behind), "password")


def _piped(content: bytes, small: bytes, at: int) -> Look:
    del small
    found = _PIPED.match(content, at)
    return one(*found.span("secret"), "password") if found else nothing(at)


def _here(content: bytes, small: bytes, at: int) -> Look:
    """Find a word (`<<<`) or lines (`<<END`) that a shell hands to a program that takes a password."""
    del small
    before = content[max(content.rfind(b"\n", max(0, at - _STOP), at), at - _STOP, 0) : at]
    if word := _WORD_HERE.match(content, at):
        start, end = value_at(content, word.end(), to_end=False)
        taken = end > start and _TAKER.search(before) and not content.startswith(b"<cut:", start)
        return one(start, end, "password") if taken else Look((), word.end())
    found = _LINES.match(content, at)
    if found is None or not (_TAKER.search(before) or _TAKER.search(found["rest"])):
        return Look((), at + 2)
    end = _end_of_lines(content, found.end(), found["end"])
    taken = end > found.end() and not content.startswith(b"<cut:", found.end())
    return one(found.end(), end, "password") if taken else Look((), found.end())


def _end_of_lines(content: bytes, at: int, word: bytes) -> int:
    """Give where the lines end that this word ends."""
    stop = min(len(content), at + _STOP)
    while at < stop:
        end = content.find(b"\n", at, stop)
        end = stop if end < 0 else end
        if content[at:end].strip() == word:
            return at - 1
        at = end + 1
    return stop


def _forms() -> Iterator[Form]:
    for program, option in PROGRAMS.items():
        yield Form(program, _Command(program, option), _GATES.get(option, b""))
    yield Form(b"echo", _piped, b"|")
    yield Form(b"printf", _piped, b"|")
    yield Form(b"<<", _here)
    yield Form(b"hooks.slack.com/services/", matching(r"hooks\.slack\.com/services/(?P<secret>[\w/]{1,200})", "token"))


COMMANDS: tuple[Form, ...] = tuple(_forms())
