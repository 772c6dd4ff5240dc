"""What the tasks on package repositories need (J13-MG-04): which are switched off, and which are verified again.

Nothing is deleted: a line becomes a comment, a section or stanza is told that it is not enabled. sources.list(5),
apt.conf(5), dnf.conf(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from checks.judging import listed
from checks.remediation_sources import Sources
from inventories.reason import Reason, reason

_MARK = "# tenken J13-MG-04: "
_NOTE = _MARK.rstrip(": ")
_URI = re.compile(r"[a-z][a-z0-9+-]{0,30}:/{1,3}[A-Za-z0-9._~:/?&=%@+,$()\[\]-]{1,500}(?!\n)")
_WORD = re.compile(r"[A-Za-z0-9._~/+-]{1,200}(?!\n)")
_SECTION = re.compile(r"[A-Za-z0-9._:@-]{1,200}(?!\n)")
_SETTING = re.compile(r"(?:apt|acquire)(?:::[a-z0-9._-]{1,100}){1,8}(?!\n)")
_LAX = ("trusted", "allow-insecure", "allow-weak", "allow-downgrade-to-insecure")
_OTHER_END = ("verify-peer", "verify-host")


def repositories(sources: Sources) -> dict[str, Any] | Reason:
    """Give what switches off repositories that are not registered, and verifies the others again.

    A registered one that is not enabled needs its address and its keys: that is for a person.
    """
    enabled, unverified = (sources.known("repositories", name) for name in ("enabled", "unverified"))
    if not isinstance(enabled, list) or not isinstance(unverified, list):
        return reason("repair_state_not_read")
    if "repositories" not in sources.registers.kinds:
        return reason("no_register", kind="repositories")
    approved = sources.registers.repositories
    if lacking := approved.lacking(frozenset(enabled)):
        return reason("repair_repositories_lacking", **listed(lacking))
    foreign = approved.missing(frozenset(enabled))
    kept = sorted(frozenset(enabled).difference(foreign))
    # dnf names a repository by a section before its address, and a setting by its section.
    apt = all("::" in name or ":/" in name.partition(" ")[0] for name in (*enabled, *unverified))
    return (_apt if apt else _dnf)(foreign, kept, unverified)


def _apt(foreign: list[str], kept: list[str], unverified: list[str]) -> dict[str, Any] | Reason:
    places = sorted({_place(name) for name in foreign})
    shared = sorted({" ".join(place) for place in places} & {" ".join(_place(name)) for name in kept})
    if shared:
        return reason("repair_repositories_shared", **listed(shared))
    if not all(_URI.fullmatch(uri) and _WORD.fullmatch(suite) for uri, suite in places):
        return reason("repair_names_unusual")
    settings = [text.rpartition("=")[0] for text in unverified if "::" in text.partition("[")[0]]
    if not all(map(_SETTING.fullmatch, settings)):
        return reason("repair_names_unusual")
    lax = sorted(name for name in _LAX if any(f"[{name}=" in text for text in unverified))
    # Lines first: what is switched off keeps its options as they were.
    off = "|".join(_line(*place) for place in places) or "(?!)"
    edits = [{"from": rf"^({off})$", "to": rf"{_MARK}\1"}] if places else []
    edits += _stanzas(places) if places else []
    edits += [{"from": _option(name, off), "to": r"\1"} for name in lax]
    if lax:
        edits.append({"from": rf"(?i)^((?:{'|'.join(lax)})[ \t]*:(?![ \t]*no[ \t]*$).*)$", "to": rf"{_MARK}\1"})
    return {
        "apt": edits,
        "holds": f"(?i).*(?:{'|'.join([*lax, *(_address(uri) for uri, _suite in places)])})",
        "apt_settings": [
            {"name": name, "value": "true" if name.endswith(_OTHER_END) else "false"} for name in sorted(settings)
        ],
        "dnf": [],
    }


def _place(name: str) -> tuple[str, str]:
    """Give the address and the suite of a repository of apt; its component is left out."""
    uri, _, rest = name.partition(" ")
    return uri, rest.partition(" ")[0]


def _address(uri: str) -> str:
    """Give the pattern of an address, with the credentials that the scan has cut."""
    scheme, slashes, rest = uri.partition("//")
    return rf"{re.escape(scheme)}{slashes}(?:[^/\s]*@)?{re.escape(rest)}/*"


def _line(uri: str, suite: str) -> str:
    return rf"[ \t]*deb[ \t]+(?:\[[^\]\n]*\][ \t]+)?{_address(uri)}[ \t]+{re.escape(suite)}(?:[ \t].*)?"


def _option(name: str, off: str) -> str:
    """Give the pattern of an option in the brackets of a line that is not switched off, up to where it begins."""
    return rf"(?i)^(?!(?:{off})$)([ \t]*deb(?:-src)?[ \t]+\[(?:[^\]\n]*[ \t])?){name}\+?=[^\s\]]*[ \t]*"


def _stanzas(places: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Give what switches off stanzas (deb822) that name one of these addresses and only such suites of it."""
    field = r"(?:(?![ \t]*$)[^\n]*\n)*?"  # lines of the same stanza; each can be taken in one way alone
    suites: dict[str, list[str]] = {}
    for uri, suite in places:
        suites.setdefault(uri, []).append(re.escape(suite))
    these = "|".join(
        rf"(?={field}URIs[ \t]*:[ \t]*{_address(uri)}[ \t]*$)"
        rf"(?={field}Suites[ \t]*:(?:[ \t]+(?:{'|'.join(some)}))+[ \t]*$)"
        for uri, some in suites.items()
    )
    begin = rf"(?:\A|(?<=\n\n))(?:{these})"
    return [
        {"from": rf"(?i){begin}({field})Enabled[ \t]*:(?![ \t]*no\b).*$", "to": rf"\1{_NOTE}\nEnabled: no"},
        {"from": rf"(?i){begin}(?!{field}Enabled[ \t]*:)(?=\S)", "to": f"{_NOTE}\nEnabled: no\n"},
    ]


def _dnf(foreign: list[str], kept: list[str], unverified: list[str]) -> dict[str, Any] | Reason:
    off = {name.partition(" ")[0] for name in foreign}
    if shared := sorted(off & {name.partition(" ")[0] for name in kept}):
        return reason("repair_repositories_shared", **listed(shared))
    wanted = {(section, "enabled", "0") for section in off}
    for text in unverified:
        section, _, option = text.partition(" ")
        key = option.strip("[]").partition("=")[0]
        # A word of the same meaning goes before it, where there is one.
        wanted |= {(section, name, "1") for name in ((key, "pkg_gpgcheck") if key == "gpgcheck" else (key,))}
    if not all(_SECTION.fullmatch(section) and _WORD.fullmatch(key) for section, key, _value in wanted):
        return reason("repair_names_unusual")
    sections = sorted({section for section, _key, _value in wanted})
    edits = [edit for section, key, value in sorted(wanted) for edit in _setting(section, key, value)]
    return {"apt": [], "holds": rf"\[[ \t]*(?:{'|'.join(map(re.escape, sections))})", "apt_settings": [], "dnf": edits}


def _setting(section: str, key: str, value: str) -> Iterable[dict[str, str]]:
    head, rest = rf"\[[ \t]*{re.escape(section)}[ \t]*\][^\n]*\n", r"(?:(?!\[)[^\n]*\n)*?"
    other = rf"=(?![ \t]*{value}[ \t]*$)"
    yield {"from": rf"^({head}{rest}{key}[ \t]*{other}[ \t]*)[^\n]*", "to": rf"\g<1>{value}"}
    if key != "pkg_gpgcheck":
        yield {"from": rf"^({head})(?!{rest}{key}[ \t]*=)", "to": rf"\g<1>{key}={value}\n"}
