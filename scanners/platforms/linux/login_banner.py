"""Read what is shown before the log-in: by the SSH server in each context, and at a console."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.login_banner import LoginBanner
from scanners.platforms.linux import sshd
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable

# Each line of a text stands behind `|`, so that none can pass for one of ours; `:end` proves that all was written.
TEXTS = Probe(
    "login_banner",
    """for f in /etc/issue /etc/issue.net /etc/issue.d/*.issue /etc/issue.ssh* /etc/motd \\
/etc/*banner* /etc/ssh/*banner* /etc/ssh/*issue* /etc/ssh/sshd_config.d/*banner*; do
[ -f "$f" ] || { [ ! -e "$f" ] || echo ":other $f"; continue; }
echo ":file $f"; LC_ALL=C sed 's/^/|/' "$f" 2>/dev/null || echo ":denied $f"; echo
done; echo :end""",
    cap=1 << 18,
)
_CONSOLE = re.compile(r"/etc/issue|/etc/issue\.net|/etc/issue\.d/[^/]+\.issue")


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the texts, and what tells which of them sshd shows."""
    return (TEXTS, *sshd.probes(scope))


def _texts(outputs: Outputs) -> dict[str, str | None]:
    """Give texts by path, None for what is there and cannot be read."""
    *lines, last = outputs["login_banner"].lines() or [""]
    if last != ":end":
        detail = "login texts"
        raise ValueError(detail)
    texts: dict[str, str | None] = {}
    path = ""
    for line in lines:
        if line.startswith(":file "):
            path = line[6:]
            texts[path] = ""
        elif line.startswith((":denied ", ":other ")):
            texts[line.partition(" ")[2]] = None
        else:
            so_far = texts[path]
            if not line.startswith("|") or so_far is None:
                detail = "login texts"
                raise ValueError(detail)
            texts[path] = so_far + line[1:] + "\n"
    return texts


def _text(texts: dict[str, str | None], path: str) -> str:
    text = texts.get(path, "")
    if text is None:
        raise Unreadable(reason("banner_not_read", path=path))
    return text.strip()


def _console(texts: dict[str, str | None]) -> dict[str, str]:
    shown = {path: _text(texts, path) for path in texts if _CONSOLE.fullmatch(path)}
    return {"/etc/issue": shown.pop("/etc/issue", "")} | {path: text for path, text in shown.items() if text}


def _ssh(outputs: Outputs, scope: Scope, texts: dict[str, str | None]) -> dict[str, str]:
    paths = sshd.EffectiveSshd(outputs, scope).by_context(lambda _, options: options["banner"], "banner")
    for path in paths.values():
        # sshd shows nothing where the file is missing; whether it is cannot be told of a place that was not looked at.
        if path != "none" and path not in texts and path not in {"/etc/issue", "/etc/issue.net", "/etc/motd"}:
            raise Unreadable(reason("banner_not_read", path=path))
    return {context: "" if path == "none" else _text(texts, path) for context, path in paths.items()}


def parse(outputs: Outputs, scope: Scope) -> LoginBanner:
    """Give the texts of each context of sshd, and those of the console."""
    texts = _texts(outputs)
    return LoginBanner(
        ssh=attempt(lambda: _ssh(outputs, scope, texts)),
        console=attempt(lambda: _console(texts)),
    )


READER = Reader(LoginBanner, probes, parse)
