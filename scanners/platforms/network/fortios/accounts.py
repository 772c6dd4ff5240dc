"""Administrators, stored secrets and central authentication of a FortiGate (Administration Guide, "Administrators").

An administrator is local unless he has `remote-auth` with a group of servers. Secrets are shown as `ENC`: a hash for
administrators (SH2, PB2: SHA-2 with salt, PBKDF2; AK1: SHA-1), else encrypted with a key of the device.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.field import attempt
from scanners.platforms.network.fortios.tree import Block, Config, named, read
from scanners.platforms.network.secrets import MARK, SecretRule, community, storage_of
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_STRONG = ("SH2", "PB2")
# Free text where a word made us cut the rest; and keys that are told by the password that encrypts them.
_NO_SECRETS = frozenset({"buffer", "comment", "comments", "description", "name", "private-key"})
_PLAIN = (
    "passwd|password|auth-pwd|priv-pwd|psksecret|secret|secondary-key|tertiary-key|passphrase|sae-password|seed|"
    r"activation-code|key(?! [^\n]*\n[ \t]*set value\b)"  # the name of a header has a value below it
)
_VALUE = r'(?P<secret>"(?:[^"\\\n]|\\.)*+"?+|(?:[^\s"\\]|\\.)++)'
_COMMUNITY = rf"(?!<cut:){_VALUE}[ \t]*$"
_TELLING = r"(?i:authorization|auth-|token|key|secret|cookie|password)"


def _encrypted(found: re.Match[str]) -> str:
    """Judge what is shown as ENC: administrators' hashes have a prefix, what can be decrypted has none."""
    secret = found["secret"].strip('"')
    if secret.startswith(_STRONG):
        return "strong"
    return "weak" if secret.startswith("AK1") else "reversible"


def _shown(found: re.Match[str]) -> str:
    """Tell nothing of what is hidden behind asterisks; else it stands as it was typed in."""
    return "unknown" if set(found["secret"].strip('"')) == {"*"} else "plain"


SECRETS = (
    SecretRule(re.compile(r"(?m)^[ \t]*set [\w-]+ (?:\d+ )?\"?ENC[ \t]+(?P<secret>[^\s\"]+)"), _encrypted),
    SecretRule(
        re.compile(r"(?m)^config system snmp community\n[ \t]+edit \d+\n[ \t]+set name " + _COMMUNITY), community
    ),
    SecretRule(
        re.compile(
            r"(?m)^[ \t]+edit \d+\n[ \t]+set name "
            + _COMMUNITY
            + r"(?=(?:\n(?![ \t]*(?:next|end)\b)[^\n]*){0,20}?"
            + r"\n[ \t]+(?:config hosts6?|set (?:query|trap)-v[12]c?-status)\b)"
        ),
        community,
    ),
    SecretRule(
        re.compile(
            rf"(?m)^[ \t]*set (?:{_PLAIN}) (?!\"?(?:ENC\b|<cut:))(?!(?:enable|disable)\b)(?!\"\"[ \t]*$)"
            rf"{_VALUE}"
        ),
        _shown,
    ),
    SecretRule(  # headers that an automation sends
        re.compile(
            rf"(?m)^[ \t]*set key \"?[^\"\n]{{0,80}}{_TELLING}[^\"\n]{{0,80}}\"?\n[ \t]*set value (?!\"?<cut:){_VALUE}"
        ),
        _shown,
    ),
    SecretRule(
        re.compile(
            rf"(?m)^[ \t]*set headers (?=\"[^\"]{{0,400}}{_TELLING})(?P<secret>\"(?:[^\"\\]|\\.)*+\")", re.DOTALL
        ),
        _shown,
    ),
)


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how."""
    del scope
    whole = read(outputs["config"].text())
    admins = whole.one("system admin").entries.values()
    return DeviceAccounts(
        users=attempt(lambda: tuple(DeviceUser(a.name, a.one("accprofile")) for a in admins)),
        secrets=attempt(lambda: tuple(_secrets(whole))),
        servers=attempt(lambda: tuple(dict.fromkeys(s for own in _servers(whole).values() for s in own))),
        methods=attempt(lambda: {"default": _methods(whole, tuple(admins))}),
        accounting=attempt(lambda: _accounting(whole)),
    )


def _secrets(whole: Config) -> Iterator[StoredSecret]:
    yield from _below(whole.device, "")
    for domain, block in whole.domains.items():
        if domain:
            for secret in _below(block, ""):
                yield replace(secret, owner=f"{secret.owner} of {domain}")


def _below(block: Block, where: str) -> Iterator[StoredSecret]:
    for key, values in block.settings.items():
        line = " ".join(("set", key, *values))
        mark = MARK.search(line)
        if mark and mark[1] not in {"default", "own"} and key not in _NO_SECRETS:
            owner = where.strip()
            owner = f"certificate {owner}" if owner.startswith("firewall ssh local-") else owner
            yield StoredSecret(owner, storage_of(line), line[:200])
    for table in block.tables.values():
        if table.name not in {"vdom", "global"}:
            yield from _below(table, f"{where} {table.name}")
    for entry in block.entries.values():
        yield from _below(entry, f"{where} {entry.name}")


def _servers(whole: Config) -> Mapping[str, tuple[AaaServer, ...]]:
    """Give the central servers by the name of their entry, which groups of users have as members."""
    found: dict[str, tuple[AaaServer, ...]] = {}
    for table, protocol in (("user tacacs+", "tacacs"), ("user radius", "radius"), ("user ldap", "ldap")):
        for domain, block in whole.each(table):
            for entry in block.entries.values():
                keys = ("server", "secondary-server", "tertiary-server")
                told = (entry.text(key) for key in keys)
                found[named(domain, entry.name)] = tuple(AaaServer(protocol, address) for address in told if address)
    return found


def _methods(whole: Config, admins: tuple[Block, ...]) -> tuple[str, ...]:
    """Give the methods in their order.

    A local administrator is let in without a server being asked, unless `admin-restrict-local` leaves that to the time
    when none answers, as the password of one with `remote-auth` does.
    """
    servers = _servers(whole)
    central: dict[str, None] = {}
    for admin in admins:
        if admin.text("remote-auth") != "enable":
            continue
        for domain, groups in whole.each("user group"):
            group = groups.entries.get(admin.text("remote-group"), Block(""))
            for member in group.words("member"):
                central |= {server.protocol: None for server in servers.get(named(domain, member), ())}
    alone = any(admin.text("remote-auth") != "enable" for admin in admins)
    if not central:
        return ("local",) if alone or any(admin.words("password") for admin in admins) else ()
    restricted = whole.one("system global").text("admin-restrict-local") not in {"", "disable"}
    fallback = (alone and restricted) or any(
        admin.words("password") for admin in admins if admin.text("remote-auth") == "enable"
    )
    return (*central, *(("local",) if fallback else ()), *(("local_always",) if alone and not restricted else ()))


def _accounting(whole: Config) -> tuple[str, ...]:
    """Give what TACACS+ servers record; other protocols record no administrators here."""
    setting = whole.device.tables.get("log tacacs+accounting setting", Block(""))
    if setting.text("status") != "enable":
        return ()
    kinds = whole.one("log tacacs+accounting filter")
    told = {"login-audit": "exec", "config-change-audit": "configuration", "cli-cmd-audit": "commands"}
    return tuple(word for key, word in told.items() if kinds.on(key))
