"""What Linux tells without root of how a router is logged in to: banner, locks, central log-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess
from scanners.facts.passwords import LoginFailures
from scanners.platforms.linux import login_banner, passwords, session_timeout, sshd
from scanners.platforms.linux.session_timeout import LOGIND, PROFILES
from scanners.platforms.network.frr_linux.log_ins import WHO, central, console_is_open, with_people
from scanners.platforms.network.frr_linux.ssh_server import asks_pam, server
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Output, Probe, Scope, Unreadable

NAME = "frr_linux"
TEXTS = login_banner.TEXTS
CONSOLES = Probe(
    "consoles",
    "systemctl show --no-pager -p Id -p ActiveState -p ExecStart 'getty@*.service' 'serial-getty@*.service' "
    "'console-getty*.service' 'container-getty@*.service' 'debug-shell*.service' && echo '#'",
)
LOG_IN = (TEXTS, *WHO, CONSOLES, PROFILES, LOGIND)

_AUTOMATIC = re.compile(r"(?<!\S)(?:--autologin|--skip-login|--login-program|-[a-zA-Z]*[anl])(?=[\s=]|$)")
_SERVED = frozenset({"active", "activating", "reloading"})
_NEVER = re.compile(r"t (?:0|18446744073709551615)\s*$|[Uu]nknown .*property|No such property")


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
    outside, inside = server(outputs).values("banner")
    texts = _texts(outputs)
    shown = []
    for path in (outside or "none", *sorted(inside)):
        text = "" if path.lower() == "none" else texts.get(path)
        if text is None:
            raise Unreadable(reason("banner_not_read", path=path))
        shown.append(text.strip())
    return shown[0] if all(shown) else ""


def _locks(outputs: Outputs, scope: Scope) -> LoginFailures:
    """Give the lock after failures. Where a server is asked, that may lock, too: then it is not told."""
    if used := central(outputs):
        raise Unreadable(reason("passwords_in_directory", sources=tuple(sorted(used))))
    first, *_ = sshd.probes(scope)
    # In the words of `sshd -T`, of which nothing else is looked at.
    used_pam = "yes" if asks_pam(outputs) else "no"
    said = Output("", 0, f"permitrootlogin -\nciphers -\nusepam {used_pam}\n".encode())
    return passwords.parse_login_failures({**outputs, first.id: said}, scope)


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read banner, locks and consoles. From where managers may come is the packet filter's to say, to root alone."""
    outputs = with_people(outputs)
    locks = attempt(lambda: _locks(outputs, scope))
    return ManagementAccess(
        paths=not_told(NAME, "management_access.paths"),
        consoles=attempt(lambda: _consoles(outputs, scope)),
        attempts=locks if isinstance(locks, Unknown) else locks.value.deny,
        lockout_s=locks if isinstance(locks, Unknown) else locks.value.unlock_s,
        banner=attempt(lambda: _banner(outputs)),
    )


def _consoles(outputs: Outputs, scope: Scope) -> tuple[ConsoleLine, ...]:
    """Give the terminals that systemd serves. Where what `login` asks is not told, one that is open shows anyway."""
    let_in = attempt(lambda: console_is_open(outputs))
    lines = tuple(_lines(outputs, _idle_s(outputs, scope), asking=let_in != Known(True)))
    if lines and isinstance(let_in, Unknown) and all(line.authenticated for line in lines):
        raise Unreadable(let_in.reason)
    return lines


def _lines(outputs: Outputs, idle_s: int, *, asking: bool) -> Iterator[ConsoleLine]:
    """Give the terminals. Without a word to the contrary agetty(8) has `login` ask who is there."""
    *blocks, end = outputs["consoles"].text().rstrip("\n").split("\n")
    if end != "#":
        raise ValueError(end[:80])
    for block in "\n".join(blocks).split("\n\n"):
        told = dict(line.split("=", 1) for line in block.split("\n") if line)
        if told:
            command, name = told.get("ExecStart", ""), told["Id"].removesuffix(".service")
            asks = asking and "agetty" in command and _AUTOMATIC.search(command) is None
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
