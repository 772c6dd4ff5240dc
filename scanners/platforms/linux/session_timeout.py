"""Read what ends an idle session: bash's TMOUT, logind's StopIdleSessionSec, sshd's ChannelTimeout."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.session_timeout import SessionTimeout
from scanners.platforms.linux import sshd
from scanners.platforms.linux.accounts import read_accounts
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable

# Only files that mention TMOUT are sent, but those whole: what surrounds an assignment decides whether it is reached.
PROFILES = Probe(
    "session_timeout.profiles",
    """set --
for f in /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc /etc/bashrc; do
if [ -e "$f" ]; then set -- "$@" "$f"; fi; done
found=$(grep -l TMOUT "$@"); status=$?
if [ $status -gt 1 ]; then exit $status; fi
if [ -n "$found" ]; then grep -aHn '^' $found; fi""",
)
# The running value; a manager older than systemd 252 does not know the property.
LOGIND = Probe(
    "session_timeout.logind",
    "busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager "
    "StopIdleSessionUSec 2>&1",
)

_NEVER_US = 2**64 - 1
_LINE = re.compile(r"(/[^:]+):([0-9]+):(.*)")
_ASSIGNMENT = re.compile(
    r"(?P<fixed>readonly\s+|(?:declare|typeset)\s+-[a-zA-Z]*r[a-zA-Z]*\s+)?(?:export\s+)?TMOUT=[\"']?(?P<seconds>[0-9]{1,9})[\"']?"
)
_FIXED_LATER = re.compile(r"(?:readonly|(?:declare|typeset)\s+-[a-zA-Z]*r[a-zA-Z]*)\s+TMOUT")
_OPENING = re.compile(r"(?:if|for|while|until|case|select|function)\b|[{(]|.*\(\)\s*\{?$|.*<<")
_CLOSING = re.compile(r"(?:fi|done|esac)\b|[})]")
_CONTINUED = re.compile(r".*(?:&&|\|\||\||\\)")
_LEAVING = re.compile(r"\b(?:return|exit|exec)\b")
_HONOURING_SHELLS = frozenset({"/bin/bash", "/usr/bin/bash", "/bin/rbash", "/usr/bin/rbash"})


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the shell's and logind's settings, and sshd's contexts."""
    return (PROFILES, LOGIND, *sshd.probes(scope))


def _statements(text: str) -> list[str]:
    code = re.sub(r"(?:^|\s)#.*$", "", text).strip()
    return [statement.strip() for statement in code.split(";") if statement.strip()]


class _Profile:
    """What one start-up file says about TMOUT, reading only what is reached for certain."""

    def __init__(self) -> None:
        self.assigned: list[int] = []
        self.fixed: list[int] = []
        self.certain = True
        self._depth = 0
        self._leaves = False
        self._continued = False

    def read(self, statement: str) -> None:
        """Take the next statement of the file."""
        self._depth = max(0, self._depth - bool(_CLOSING.match(statement)))
        reached = not (self._depth or self._leaves or self._continued)
        if "TMOUT" in statement and statement != "export TMOUT":
            self.certain = self.certain and reached and self._understood(statement)
        self._leaves = self._leaves or bool(_LEAVING.search(statement))
        self._continued = bool(_CONTINUED.fullmatch(statement))
        self._depth += bool(_OPENING.match(statement))

    def _understood(self, statement: str) -> bool:
        assigned = _ASSIGNMENT.fullmatch(statement)
        if assigned:
            (self.fixed if assigned["fixed"] else self.assigned).append(int(assigned["seconds"]))
            return True
        if _FIXED_LATER.fullmatch(statement) and self.assigned:  # before an assignment it would fix nothing for good
            self.fixed.append(self.assigned[-1])
            return True
        return False


def _readonly_tmout(lines: list[str]) -> int:
    """Give the readonly TMOUT of login shells, 0 where none certainly holds.

    A mention of TMOUT that is conditional or not understood, in any file, makes it uncertain. Where several files fix
    it, the first to be read wins; which that is depends on where profile sources the others, so the largest counts.
    """
    profiles: dict[str, _Profile] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            detail = "profile"
            raise ValueError(detail)
        profile = profiles.setdefault(found[1], _Profile())
        for statement in _statements(found[3]):
            profile.read(statement)
    if not all(profile.certain for profile in profiles.values()):
        return 0
    if not any(profile.fixed for path, profile in profiles.items() if path.startswith("/etc/profile")):
        return 0
    values = [value for profile in profiles.values() for value in profile.fixed]
    return 0 if 0 in values else max(values)


def _tmout(outputs: Outputs, scope: Scope) -> int:
    """Give TMOUT where the shell of every account that can log in, but the scanner's own, is bash."""
    value = _readonly_tmout(outputs["session_timeout.profiles"].lines())
    shells = {
        account.shell
        for account in read_accounts(outputs).accounts
        if account.can_login and account.name != scope.scan_user
    }
    return value if shells <= _HONOURING_SHELLS else 0


def _logind(outputs: Outputs) -> int:
    text = outputs["session_timeout.logind"].text(0, 1).strip()
    found = re.fullmatch(r"t ([0-9]{1,20})", text)
    if found is None:
        if re.search(r"[Uu]nknown .*property|No such property", text):
            return 0
        raise Unreadable(reason("logind_unreadable", detail=text[:200]))
    microseconds = int(found[1])
    return 0 if microseconds >= _NEVER_US else -(-microseconds // 1_000_000)


def parse(outputs: Outputs, scope: Scope) -> SessionTimeout:
    """Give the smallest limit that is certain; where none is, and something could not be read, it is unknown."""
    limits = [
        attempt(lambda: _tmout(outputs, scope)),
        attempt(lambda: _logind(outputs)),
        attempt(lambda: sshd.EffectiveSshd(outputs, scope).idle_s()),
    ]
    certain = [limit.value for limit in limits if isinstance(limit, Known) and limit.value > 0]
    if certain:
        return SessionTimeout(idle_s=Known(min(certain)))
    for limit in limits:
        if isinstance(limit, Unknown):
            return SessionTimeout(idle_s=limit)
    return SessionTimeout(idle_s=Known(0))


READER = Reader(SessionTimeout, probes, parse)
