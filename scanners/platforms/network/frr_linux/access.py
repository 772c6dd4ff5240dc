"""What Linux tells without root of how a router is logged in to: banner, locks, central log-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess
from scanners.facts.passwords import LoginFailures
from scanners.platforms.linux import login_banner, pam, passwords, session_timeout, sshd
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.linux.pam import SSSD_MODULES, PamFiles, Step
from scanners.platforms.linux.session_timeout import LOGIND, PROFILES
from scanners.platforms.linux.sshd_match import Configuration
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Output, Probe, Scope, Unreadable

NAME = "frr_linux"
# Debian lets everybody read them, RHEL root alone.
SSHD_FILES = Probe(
    "sshd_files",
    """for f in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*; do
[ ! -f "$f" ] || grep -aH '^' "$f" || [ $? -eq 1 ] || exit; done""",
)
TEXTS, LISTENER = login_banner.TEXTS, sshd.LISTENER
# The lines that log in, of what `pam.PAM` reads: those about passwords would be taken for secrets and cut.
STACKS = Probe(
    "pam",
    """for f in /etc/pam.d/* /etc/security/faillock.conf; do [ -f "$f" ] || continue; echo ":file $f"
case $f in *.conf) grep -aHv '^[[:space:]]*\\(#\\|$\\)' "$f" ;;
*) grep -aHiE '^[[:space:]]*(-?auth|@include)[[:space:]]' "$f" ;; esac || [ $? -eq 1 ] || exit; done""",
)
# `passwd` at the beginning of a word would be taken for a secret, too, and the sources behind it cut.
PEOPLE = Probe(ACCOUNTS.id, ACCOUNTS.shell.replace(r":nss \1", r":nss of-\1"))
CONSOLES = Probe(
    "consoles",
    "systemctl show --no-pager -p Id -p ActiveState -p ExecStart 'getty@*.service' 'serial-getty@*.service' "
    "'console-getty*.service' 'container-getty@*.service' 'debug-shell*.service' && echo '#'",
)
WHO = (PEOPLE, STACKS)
LOG_IN = (SSHD_FILES, LISTENER, TEXTS, *WHO, CONSOLES, PROFILES, LOGIND)

_LINE = re.compile(r"\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)")
_MAX_FILES = 200  # sshd itself stops at a depth of 16, which hostile files can still fill
_SERVICES = ("sshd", "login")
_TACACS = "pam_tacplus"
_CENTRAL = {
    "pam_radius_auth": "radius", _TACACS: "tacacs", "pam_ldap": "ldap", "pam_sss": "ldap", "pam_krb5": "kerberos",
    "pam_winbind": "kerberos",
}  # fmt: skip
_LOCAL = frozenset({"pam_unix"})
# What lets nobody in by itself.
_ASIDE = frozenset({
    "pam_cap", "pam_deny", "pam_env", "pam_faildelay", "pam_faillock", "pam_group", "pam_localuser", "pam_nologin",
    "pam_permit", "pam_securetty", "pam_tally2", "pam_usertype",
})  # fmt: skip
_PORT = re.compile(r"(?<=[^:]):\d+$")
_AUTOMATIC = re.compile(r"(?<!\S)(?:--autologin|--skip-login|--login-program|-[a-zA-Z]*[anl])(?=[\s=]|$)")
_SERVED = frozenset({"active", "activating", "reloading"})
_NEVER = re.compile(r"t (?:0|18446744073709551615)\s*$|[Uu]nknown .*property|No such property")


class _Sshd(Configuration):
    """The text of sshd's configuration, asked for one keyword."""

    _read_files = 0

    def values(self, keyword: str) -> tuple[str, set[str]]:
        """Give the value outside of Match blocks, empty where there is none, and all those inside."""
        said = list(self._said(keyword, "/etc/ssh/sshd_config", inside=False))
        return next((value for inside, value in said if not inside), ""), {value for inside, value in said if inside}

    def _said(self, keyword: str, path: str, *, inside: bool) -> Iterator[tuple[bool, str]]:
        self._read_files += 1
        if self._read_files > _MAX_FILES:
            raise Unreadable(reason("sshd_config_too_deep", path=path))
        for found in filter(None, map(_LINE.fullmatch, self.files[path])):
            word, value = found[1].lower(), found[2].partition(" #")[0].strip().strip('"')
            if word == "match":
                inside = True
            elif word == "include":
                for pattern in value.split():
                    for included in self._included(pattern):
                        yield from self._said(keyword, included, inside=inside)
            elif word == keyword:
                yield inside, value


def _sshd(outputs: Outputs) -> _Sshd:
    """Give the configuration, of the one server that runs with no options of its own."""
    for line in outputs["sshd.listener"].lines(0, 1):
        if "dropbear" in line or re.search(r"\s-[46DdeiqTt]*[fo]", line):
            raise Unreadable(reason("sshd_other_configuration", command=line.strip()[:200]))
    if not outputs["sshd.listener"].lines(0, 1):
        raise Unreadable(reason("sshd_not_seen"))
    files: dict[str, list[str]] = {}
    for line in outputs["sshd_files"].lines():
        path, _, content = line.partition(":")
        files.setdefault(path, []).append(content)
    return _Sshd(files)


def _texts(outputs: Outputs) -> dict[str, str | None]:
    """Give texts by path, None for what cannot be read; see the probe for the form."""
    *lines, last = outputs["login_banner"].lines() or [""]
    if last != ":end":
        raise ValueError(last[:80])
    texts: dict[str, str | None] = {}
    path = ""
    for line in lines:
        word, _, named = line.partition(" ")
        if word == ":file":
            path, texts[named] = named, ""
        elif word in {":denied", ":other"}:
            texts[named] = None
        elif line.startswith("|"):
            texts[path] = f"{texts[path] or ''}{line[1:]}\n"
        else:
            raise ValueError(line[:80])
    return texts


def _banner(outputs: Outputs) -> str:
    """Give what sshd shows; nothing where some connection is shown nothing."""
    outside, inside = _sshd(outputs).values("banner")
    texts = _texts(outputs)
    shown = []
    for path in (outside or "none", *sorted(inside)):
        text = "" if path.lower() == "none" else texts.get(path)
        if text is None:
            raise Unreadable(reason("banner_not_read", path=path))
        shown.append(text.strip())
    return shown[0] if all(shown) else ""


def with_people(outputs: Outputs) -> Outputs:
    """Give the outputs as the readers of Linux know them."""
    told = outputs[PEOPLE.id]
    if not isinstance(told, Output):
        return outputs
    return {**outputs, PEOPLE.id: replace(told, stdout=told.stdout.replace(b":nss of-", b":nss "))}


def _locks(outputs: Outputs, scope: Scope) -> LoginFailures:
    """Give the lock after failures. Where a server is asked, that may lock, too: then it is not told."""
    if used := _central(outputs):
        raise Unreadable(reason("passwords_in_directory", sources=tuple(sorted(used))))
    outside, _inside = _sshd(outputs).values("usepam")  # it stands in no Match block
    first, *_ = sshd.probes(scope)
    # In the words of `sshd -T`, of which nothing else is looked at.
    said = Output("", 0, f"permitrootlogin -\nciphers -\nusepam {outside.lower() or 'no'}\n".encode())
    return passwords.parse_login_failures({**outputs, first.id: said}, scope)


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read banner, locks and consoles. From where managers may come is the packet filter's to say, to root alone."""
    outputs = with_people(outputs)
    locks = attempt(lambda: _locks(outputs, scope))
    return ManagementAccess(
        paths=not_told(NAME, "management_access.paths"),
        consoles=attempt(lambda: tuple(_consoles(outputs, scope))),
        attempts=locks if isinstance(locks, Unknown) else locks.value.deny,
        lockout_s=locks if isinstance(locks, Unknown) else locks.value.unlock_s,
        banner=attempt(lambda: _banner(outputs)),
    )


def _consoles(outputs: Outputs, scope: Scope) -> Iterator[ConsoleLine]:
    """Give the terminals that systemd serves. Without a word to the contrary agetty(8) asks who is there."""
    *blocks, end = outputs["consoles"].text().rstrip("\n").split("\n")
    if end != "#":
        raise ValueError(end[:80])
    idle_s = _idle_s(outputs, scope)
    for block in "\n".join(blocks).split("\n\n"):
        told = dict(line.split("=", 1) for line in block.split("\n") if line)
        if told:
            command, name = told.get("ExecStart", ""), told["Id"].removesuffix(".service")
            asks = "agetty" in command and _AUTOMATIC.search(command) is None
            yield ConsoleLine(name, told["ActiveState"] in _SERVED, asks, idle_s)


def _idle_s(outputs: Outputs, scope: Scope) -> int:
    """Give after how long an idle shell ends: TMOUT or logind's rule; 0 where neither is there at all."""
    told = session_timeout.parse(outputs, scope).idle_s
    if isinstance(told, Known):
        return told.value
    rule = outputs["session_timeout.logind"].text(0, 1)
    if not outputs["session_timeout.profiles"].lines() and _NEVER.search(rule):
        return 0
    raise Unreadable(reason("console_idle_unclear"))


def _stacks(outputs: Outputs) -> PamFiles:
    """Give the files of PAM. Of a line that is continued the rest was not sent."""
    files = PamFiles(outputs)
    for path, lines in files.files.items():
        for line in lines:
            if line.rstrip().endswith("\\"):
                raise Unreadable(reason("pam_line_unclear", path=path, line=line[:200]))
    return files


def _central(outputs: Outputs) -> set[str]:
    """Name the modules of PAM that ask a server when somebody logs in."""
    files, off = _stacks(outputs), read_accounts(outputs).sssd_off
    steps = [step for service in _SERVICES if files.has_service(service) for step in _steps(files, service)]
    return {step.module for step in steps if step.module in _CENTRAL and not (off and step.module in SSSD_MODULES)}


def _steps(files: PamFiles, service: str) -> list[Step]:
    """Give the modules that are asked who it is. Raises `Unreadable` for one that is not known here."""
    steps = pam.modules(files.stack(service, "auth"))
    if strange := sorted({step.module for step in steps} - _CENTRAL.keys() - _LOCAL - _ASIDE):
        raise Unreadable(reason("pam_module_not_modelled", module=", ".join(strange)[:80]))
    return steps


def methods(outputs: Outputs) -> dict[str, tuple[str, ...]]:
    """Give how SSH and consoles check who logs in, in the order of their PAM stacks."""
    files, central = _stacks(outputs), _central(outputs)
    found = {}
    for service in filter(files.has_service, _SERVICES):
        asked = [step.module for step in _steps(files, service) if step.module in central | _LOCAL]
        found[service] = tuple(dict.fromkeys(_CENTRAL.get(module, "local") for module in asked))
    return found


def servers(outputs: Outputs) -> tuple[AaaServer, ...]:
    """Give the servers that PAM's own files name: of TACACS+ alone; those of others are for root to read."""
    if strange := _central(outputs) - {_TACACS}:
        raise Unreadable(reason("passwords_in_directory", sources=tuple(sorted(strange))))
    files = _stacks(outputs)
    steps = [step for service in filter(files.has_service, _SERVICES) for step in _steps(files, service)]
    named = [word.removeprefix("server=") for step in steps if step.module == _TACACS for word in step.args]
    addresses = dict.fromkeys(_PORT.sub("", name) for name in named if "=" not in name)
    return tuple(AaaServer("tacacs", address) for address in addresses)
