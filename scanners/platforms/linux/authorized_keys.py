"""Read the public keys that open accounts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.authorized_keys import AuthorizedKey, AuthorizedKeys
from scanners.facts.field import attempt
from scanners.platforms.linux import sshd
from scanners.platforms.linux.accounts import Account, LocalAccounts, read_accounts
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Missing, Probe, Raw, Scope, Unreadable, neutralise

# Accounts of services too: a key opens tunnels even where the shell ends at once.
_ROOTS = (
    "/root", "/home", "/srv", "/opt", "/var/lib", "/var/www", "/var/backups", "/var/spool", "/var/cache",
    "/usr/share/httpd",
)  # fmt: skip
_DEPTH = 4
# Only what looks like a public key leaves a file, so that a link swapped in while root reads can show nothing else.
# Comments after the key (people's names) are cut. Symbolic links are told, not followed.
_KEY = (
    r"/^[[:space:]]*[^#[:space:]].*[[:space:]]AAAA[A-Za-z0-9+\/]/"
    r"{F;s/^[[:space:]]*(.*[[:space:]]AAAA[A-Za-z0-9+\/]*=*).*$/key \1/p}"
)
KEYS = Probe(
    "authorized_keys",
    argv=(
        "/usr/bin/env", "LC_ALL=C", "/usr/bin/find", "-H", *_ROOTS, "-maxdepth", str(_DEPTH),
        "(", "-type", "l", "(", "-xtype", "d", "-o", "-path", "*/.ssh/authorized_keys*", ")",
        "-printf", r"link %p\n", ")",
        "-o", "(", "-type", "f", "-path", "*/.ssh/authorized_keys*",
        "-exec", "/bin/sed", "-s", "-n", "-E", _KEY, "{}", "+", ")",
    ),
    timeout=20,
    cap=1 << 22,
)  # fmt: skip

_READ_FILES = {".ssh/authorized_keys", "%h/.ssh/authorized_keys", ".ssh/authorized_keys2", "%h/.ssh/authorized_keys2"}
_ELSEWHERE = ("authorizedkeyscommand", "trustedusercakeys")
_KEY_TYPE = re.compile(r"[A-Za-z0-9@.-]+")
_ANYWHERE = re.compile(r"[*?.:]+|.*/0+")


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the walk over the homes, and what tells whether sshd looks there and only there."""
    return (KEYS, *sshd.probes(scope))


def _split_options(line: str) -> tuple[str, str]:
    """Divide a line at the first blank outside quotes."""
    quoted = False
    for index, char in enumerate(line):
        if char == '"' and line[index - 1 : index] != "\\":
            quoted = not quoted
        elif char in " \t" and not quoted:
            return line[:index], line[index:].strip()
    return line, ""


def _parse_key(line: str) -> tuple[str, str]:
    """Give fingerprint and options of one line; raises ValueError for what is no key."""
    options, rest = "", line
    kind, blob = _split_options(rest)
    if not blob.startswith("AAAA") or not _KEY_TYPE.fullmatch(kind):
        options, rest = _split_options(line)
        kind, blob = _split_options(rest)
    raw = base64.b64decode(blob.split()[0], validate=True)
    length = int.from_bytes(raw[:4], "big")
    if not _KEY_TYPE.fullmatch(kind) or not 0 < length < min(64, len(raw)):
        detail = "public key"
        raise ValueError(detail)
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
    return f"SHA256:{digest}", options


def _lines(raw: Raw) -> list[str]:
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    # sudo remarks there that it cannot resolve its own host name, which is no trouble of the walk.
    said = neutralise(raw.stderr).strip().splitlines()
    complaints = [line for line in said if not line.startswith("sudo: ")]
    if raw.status == 1 and not (complaints and all(line.endswith("No such file or directory") for line in complaints)):
        raw.text()
    return raw.lines(0, 1)


def _covered(local: LocalAccounts, links: list[str]) -> None:
    """Raise `Unreadable` unless the walk saw the home of every account that can log in."""
    local.complete("accounts_in_directory", "passwd")
    for account in local.accounts:
        if not account.can_login:
            continue
        home = account.home.rstrip("/") or "/"
        clean = "/" + "/".join(part for part in home.split("/") if part not in {"", ".", ".."})
        roots = [root for root in _ROOTS if clean == root or clean.startswith(root + "/")]
        depth = min((clean[len(root) :].count("/") for root in roots), default=_DEPTH)
        if clean != home or depth > _DEPTH - 2:
            raise Unreadable(reason("home_not_covered", account=account.name, path=account.home))
        for link in links:
            if (clean + "/.ssh/").startswith(link + "/") or link.startswith(clean + "/.ssh/authorized_keys"):
                raise Unreadable(reason("authorized_keys_link", path=link))


def _file_names(effective: sshd.EffectiveSshd) -> set[str]:
    """Give the file names under ~/.ssh that sshd reads; raises `Unreadable` where it looks elsewhere as well."""
    effective.settled("authorizedkeysfile", *_ELSEWHERE)
    names: set[str] = set()
    for options in effective.contexts.values():
        for keyword in _ELSEWHERE:
            if options[keyword] != "none":
                raise Unreadable(reason("keys_from_elsewhere", keyword=keyword, value=options[keyword]))
        for pattern in options["authorizedkeysfile"].split():
            if pattern not in _READ_FILES | {"none"}:
                raise Unreadable(reason("keys_from_elsewhere", keyword="authorizedkeysfile", value=pattern))
            names.add(pattern.rsplit("/", 1)[-1])
    return names


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Give path and key line; sed names the file before each key."""
    rest = iter(lines)
    for path in rest:
        key = next(rest, "")
        if not path.startswith("/") or not key.startswith("key "):
            detail = "list of keys"
            raise ValueError(detail)
        yield path, key.removeprefix("key ")


def _keys(accounts: tuple[Account, ...], lines: list[str], names: set[str]) -> Iterator[AuthorizedKey]:
    for path, line in _pairs(lines):
        home, _, name = path.rpartition("/.ssh/")
        if name not in names:
            continue
        fingerprint, options = _parse_key(line)
        if re.search(r"(?:^|,)cert-authority(?:,|$)", options, re.IGNORECASE):
            raise Unreadable(reason("keys_from_elsewhere", keyword="cert-authority", value=path))
        for account in accounts:
            if account.home.rstrip("/") == home:
                yield AuthorizedKey(account.name, path, fingerprint, options)


def _is_restricted(options: str) -> bool:
    """Tell whether a key has a `from=` that leaves some address out."""
    found = re.search(r'(?:^|,)from="([^"]*)"', options, re.IGNORECASE)
    return found is not None and not any(_ANYWHERE.fullmatch(p.strip()) for p in found[1].split(","))


def parse(outputs: Outputs, scope: Scope) -> AuthorizedKeys:
    """Give every key sshd would accept; keys of files that no local account owns open nothing."""
    lines = _lines(outputs["authorized_keys"])
    names = _file_names(sshd.EffectiveSshd(outputs, scope))
    local = read_accounts(outputs)
    links = [line.removeprefix("link ") for line in lines if line.startswith("link ")]
    _covered(local, links)
    keys = frozenset(_keys(local.accounts, [line for line in lines if not line.startswith("link ")], names))
    return AuthorizedKeys(
        keys=attempt(lambda: keys),
        unrestricted=attempt(lambda: frozenset(key.account for key in keys if not _is_restricted(key.options))),
    )


READER = Reader(AuthorizedKeys, probes, parse)
