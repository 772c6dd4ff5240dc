"""What is cut from the output of a host's commands before anything of it is stored (第12条).

Every probe has its decision here, by its id or the beginning of it: no secret can stand in what it gives, the command
itself cuts it on the target, or it is cut on reading. Whatever the decision says, the rule of last resort
(`secret_forms`) is applied to all of it. A cut leaves a mark of the form that network devices use, `<cut:KIND>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from scanners.platforms.linux.secret_commands import COMMANDS
from scanners.platforms.linux.secret_forms import FORMS, Form, Look, Place, matching, nothing, places
from scanners.platforms.linux.secret_japanese import JAPANESE
from scanners.platforms.linux.secret_values import value_at


class Where(Enum):
    """Where secrets of a probe's output are cut."""

    NONE = "no secret can stand in it"
    TARGET = "the command cuts them on the target"
    READING = "they are cut on reading"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a probe: `forms` are those of its own, beside the rule of last resort."""

    where: Where
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Content without secrets, and how many places were cut."""

    content: bytes
    count: int


_LOCALE = re.compile(rb"(?:LANG|LANGUAGE|LC_[A-Z]+|TZ|PATH|TERM)\Z")  # settings that hold no secret
_SET = re.compile(rb"(?:setenv[ \t=]|environment=)[ \t]*")
_VARIABLE = re.compile(rb"[ \t]*\\?(?P<quote>\"?)(?P<name>[A-Za-z_]\w{0,127})=")

_QUOTED = re.compile(rb"(?:[^\"\\\n]|\\.)*")
_MARKED = re.compile(rb"<cut:[a-z]+>")


def _variables(content: bytes, small: bytes, at: int) -> Look:
    """Find what variables are set to (SetEnv of sshd, environment= of a key): any of them may hold a secret."""
    start = _SET.match(small, at)
    if start is None:
        return nothing(at)
    found: list[Place] = []
    behind = start.end()
    while variable := _VARIABLE.match(content, behind):
        begin = variable.end()
        quoted = _QUOTED.match(content, begin) if variable["quote"] else None
        end = quoted.end() if quoted else value_at(content, begin, to_end=False)[1]
        if end > begin and not _LOCALE.match(variable["name"]) and not _MARKED.fullmatch(content, begin, end):
            found.append(Place(begin, end, "variable"))
        behind = max(end, begin)
        behind += content[behind : behind + 1] in {b'"', b"'"}
    return Look(tuple(found), behind)


_VARIABLES = (Form(b"setenv", _variables), Form(b"environment=", _variables))
_BEHIND_NAME = re.compile(
    rb"(?:(?: from)? [0-9a-z:.%_-]{2,64} port \d{1,5}(?: ssh2|: too many authentication failures)?"
    rb"(?: \[preauth\])?| from [0-9a-z:.%_-]{2,255}"
    rb"| \[preauth\])?\Z"
)


def _no_account(content: bytes, small: bytes, at: int) -> Look:
    """Find a name that no account has: who mistakes the field for that of the password has told it (OWASP, Logging
    Cheat Sheet). It ends where sshd's own words at the end of the line begin, for it may hold such words itself.
    """
    del content
    begin = at + len(b"invalid user ")
    line = small.find(b"\n", begin)
    line = len(small) if line < 0 else line
    least = max(begin, line - 400)
    behind = _BEHIND_NAME.search(small[least:line])
    end = least + behind.start() if behind else line
    if end <= begin or _MARKED.fullmatch(small, begin, end):
        return Look((), line)
    return Look((Place(begin, end, "name"),), line)


# What a statement of replication failed at is shown whole, with the values that it would have written.
_STATEMENT = (
    Form(b"query: '", matching(r"query: '(?P<secret>(?:(?!\n *[a-z][a-z0-9_]{2,40}: )[^\0]){1,65536})", "statement")),
    Form(b"duplicate entry '", matching(r"duplicate entry '(?P<secret>[^\n]{1,1024}?)' for key", "value")),
)
_KERNEL = (
    *_VARIABLES,
    Form(b"netroot=iscsi:", matching(r"netroot=iscsi:(?P<secret>[^\s@\"]{1,512})@", "password")),
    Form(b"set_credential", matching(r"set_credential(?:_binary)?=(?P<secret>(?!<cut:)[^\s\"]+)", "secret")),
)
_VOLUME_KEY = Form(b" crypt ", matching(r" crypt \S{1,200} (?P<secret>(?!0+ )(?:[0-9a-f]{2}){8,512}) ", "key"))

_N, _T = Decision(Where.NONE), Decision(Where.TARGET)
_TEXT = Decision(Where.READING)  # free text: the forms of last resort are what can stand there
_COMMANDS = Decision(Where.READING, COMMANDS)
# By id, or by its beginning up to a full stop or a colon; the longest counts.
DECISIONS: dict[str, Decision] = {
    "accounts": _T,  # passwd without hashes and names of persons
    "anti_malware": _N,
    "audit": _COMMANDS,  # files of rules with their comments
    "audit.daemon": _N,
    "audit.status": _N,
    "authorized_keys": Decision(Where.READING, (*_VARIABLES, *COMMANDS)),
    "backups": _N,  # names of files and mounts; a source may be a URL
    "block_devices": _N,
    "bmc": _N,
    "bmc.fru": _TEXT,  # fields that an owner fills
    "bonds": _N,
    "certificates.configured": _COMMANDS,  # whole lines of rsyslog and haproxy
    "certificates.expiry": _T,  # certificates alone; keys in the same file are left out
    "cluster.keepalived.instances": _T,
    "cluster.keepalived.states": _TEXT,
    "cluster.mysql": Decision(Where.READING, _STATEMENT),
    "cluster.pacemaker": _TEXT,
    "crashes": _N,
    "crashes.events": _COMMANDS,  # messages of the kernel and of what crashed
    "crashes.newest": _COMMANDS,  # the last line of the journal, whatever it is
    "databases.mysql": _T,  # whether an account has a password, not which
    "databases.postgresql": _T,  # rules without their options, where the password for LDAP stands
    "databases.programs": _T,  # names of programs, without arguments
    "disks": _N,
    "dm_crypt": Decision(Where.READING, (_VOLUME_KEY,)),  # dmsetup shows zeros, unless somebody's does not
    "dm_multipath": _N,
    "dmi": _N,
    "dmidecode": _TEXT,
    "file_integrity.cron": _COMMANDS,  # whole lines of crontabs
    "file_integrity.database": _N,
    "file_integrity.log": _N,
    "file_integrity.settings": _TEXT,  # a database by URL, what is defined
    "files": _N,
    "firewall": _TEXT,  # comments and strings of rules
    "firewall.ufw": _N,
    "last_logins": _N,
    "listening_sockets": _N,  # names of programs, without arguments
    "log_forwarding.connected": _N,
    "log_forwarding.rsyslog": _COMMANDS,  # the target cuts what it knows; comments, headers, programs are cut here
    "log_forwarding.upload": _TEXT,  # a URL
    "log_ins.boots": _N,
    "log_ins.events": Decision(Where.READING, (Form(b"invalid user ", _no_account),)),
    "log_ins.identity": _N,
    "log_retention": _N,
    "log_retention.logrotate": _T,  # without scripts
    "login_banner": _TEXT,
    "login_defs": _N,
    "lvs": _N,
    "machine_checks": _N,
    "managed_files": _T,  # a digest
    "mandatory_access": Decision(Where.READING, _KERNEL),  # the kernel's command line
    "mandatory_access.permissive": _N,
    "mandatory_access.profiles": _N,
    "mdstat": _N,
    "memory_errors": _N,
    "mounts": _N,
    "net": _N,
    "os_release": _N,
    "package_changes": _N,
    "package_verification": _N,
    "packages": _N,
    "pam": _COMMANDS,
    "pci": _N,
    "power": _N,
    "private_keys": _N,  # names and modes
    "raid": _TEXT,
    "received_logs": _N,  # lines of one kind
    "repositories.settings": _T,
    "repositories.sources": _T,
    "routes": _N,
    "scheduled_jobs": _T,  # programs without arguments; digests
    "secure_boot": _N,
    "services": _N,
    "session_timeout.logind": _N,
    "session_timeout.profiles": _COMMANDS,  # whole scripts
    "shadow": _T,
    "smart": _N,
    "smartctl": _N,
    "special_files": _N,
    "sshd": Decision(Where.READING, (*_VARIABLES, *COMMANDS)),  # files with comments, forced commands, arguments
    "sudo_rules": _COMMANDS,
    "sysctl.persisted": _COMMANDS,  # files with comments, the program that gets core dumps
    "sysctl.protected": _N,
    "sysctl.running": _COMMANDS,
    "time_sync": _N,
    "updates": _N,
    "ups": _TEXT,  # settings of the driver: communities, passwords of the card
    "upsmon": _T,
    "usb_storage": _COMMANDS,  # what modprobe runs
    "virtualization": _N,
    "wireless": _N,
    "zpool": _N,
}
UNKNOWN = Decision(Where.READING, (*_VARIABLES, *COMMANDS))  # probes of a site's own, and facts


_EVERYWHERE = (*FORMS, *JAPANESE)
_ALL = (*_EVERYWHERE, *UNKNOWN.forms)
_EVERY_STEM = {form.stem for form in _ALL}
_STEMS = tuple(
    stem.decode("utf-8", "surrogateescape")
    for stem in _EVERY_STEM
    if not any(other in stem for other in _EVERY_STEM - {stem})
)


def _has_stem(text: str) -> bool:
    return any(map(text.lower().__contains__, _STEMS))


@lru_cache(maxsize=4096)
def decision(probe: str) -> Decision:
    """Give what was decided about a probe of a host or of what stands beside one; all forms where nothing was."""
    name = probe
    while name:
        if name in DECISIONS:
            return DECISIONS[name]
        name = name[: max(name.rfind("."), name.rfind(":"), 0)]
    return UNKNOWN


def cut(probe: str, content: bytes) -> Cut:
    """Give the output of a host's probe without secrets. A mark that the host sends itself is undone first."""
    forged = content.count(b"<cut:")
    if forged:
        content = content.replace(b"<cut:", b"<cut :")
    done = _without(content, (*_EVERYWHERE, *decision(probe).forms))
    return Cut(done.content, done.count + forged)


@lru_cache(maxsize=1 << 14)  # hosts say the same
def cut_text(text: str) -> str:
    """Give one text of a fact or a reason without secrets; marks stay."""
    if not _has_stem(text):
        return text
    done = _without(text.encode("utf-8", "surrogateescape"), _ALL)
    return done.content.decode("utf-8", "surrogateescape") if done.count else text


def _without(content: bytes, forms: tuple[Form, ...]) -> Cut:
    found = places(content, forms)
    if not found:
        return Cut(content, 0)
    pieces: list[bytes] = []
    at = 0
    for place in found:
        pieces += (content[at : place.start], b"<cut:%b>" % place.kind.encode())
        at = place.end
    return Cut(b"".join((*pieces, content[at:])), len(found))


def may_hold(encoded: bytes) -> bool:
    """Whether JSON text may hold something that `cut_text` changes: yes too often rather than no once."""
    return _has_stem(encoded.decode("utf-8", "replace")) and bool(places(encoded, _ALL))
