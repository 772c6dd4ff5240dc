"""Read the package repositories of Red Hat Enterprise Linux and its kin from the settings of dnf and yum."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.repositories import Repositories
from scanners.platforms.linux.apt_sources import CUT_CREDENTIALS
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Of all settings only sections and those that are looked at leave the target: a password has its own key too.
# The lines that continue a setting (further addresses) belong to it.
SETTINGS = Probe(
    "repositories.settings",
    'set --; for f in /etc/dnf/dnf.conf /etc/yum.conf; do [ ! -e "$f" ] || { set -- "$f"; break; }; done; '
    "[ $# -gt 0 ] || exit 3; "
    "for d in /etc/yum.repos.d /etc/yum/repos.d /etc/distro.repos.d; do "
    "if [ -d $d ]; then ls $d >/dev/null || exit 4; fi; "
    'for f in $d/*.repo; do [ ! -e "$f" ] || set -- "$@" "$f"; done; done; '
    'for f; do [ -r "$f" ] || { echo "$f" >&2; exit 5; }; done; '
    "s=$(awk '/^\\[/ {k = 0; print; next} /^[ \\t]/ {if (k) print; next} {k = 0} "
    "tolower($0) ~ /^(enabled|(pkg_)?gpgcheck|sslverify|baseurl|mirrorlist|metalink|reposdir)[ \\t]*=/ {k = 1; print}' "
    f'"$@") || exit; printf \'%s\\n\' "$s" | {CUT_CREDENTIALS}',
)

_PLACES = frozenset({"/etc/yum.repos.d", "/etc/yum/repos.d", "/etc/distro.repos.d"})
_WORDS = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}


def _sections(outputs: Outputs) -> dict[str, dict[str, str]]:
    """Give the settings by section; where a setting occurs twice, the last one holds, as dnf reads it.

    Of a section that stands in two files dnf takes the first alone, and of one that stands twice in a file both.
    """
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    name = ""
    for line in outputs["repositories.settings"].lines():
        if line.startswith("["):
            found = re.fullmatch(r"\[([^\]]+)\]\s*(?:[#;].*)?", line)
            if found is None:
                raise ValueError(line)
            if found[1].strip() in sections:
                raise Unreadable(reason("repositories_section_twice", section=found[1].strip()))
            current, name = sections.setdefault(found[1].strip(), {}), ""
        elif line[0] in " \t":
            current[name] += f" {line.strip()}"
        else:
            name, _, value = line.partition("=")
            name = name.strip()
            if name != name.lower():  # dnf passes over a name in capitals, yum does not
                raise ValueError(line)
            current[name] = value.strip()
    if "main" not in sections:
        raise Unreadable(reason("repositories_no_main"))
    own = frozenset(re.split(r"[\s,]+", sections["main"].get("reposdir", "/etc/yum.repos.d").strip()))
    if not own <= _PLACES:
        raise Unreadable(reason("repositories_elsewhere", setting="reposdir", value=sections["main"]["reposdir"]))
    return sections


def _switch(values: Mapping[str, str], name: str, otherwise: bool) -> bool:
    word = values.get(name, "").lower()
    return _WORDS[word] if word else otherwise


def _addresses(values: Mapping[str, str]) -> list[str]:
    told = (values.get(name, "") for name in ("baseurl", "mirrorlist", "metalink"))
    return [address.rstrip("/") for text in told for address in re.split(r"[\s,]+", text) if address]


def _enabled(outputs: Outputs) -> dict[str, Mapping[str, str]]:
    """Give each enabled repository with what it inherits from the main section."""
    sections = _sections(outputs)
    main = sections.pop("main")
    inherited = {name: main[name] for name in ("gpgcheck", "pkg_gpgcheck", "sslverify") if name in main}
    return {name: inherited | own for name, own in sections.items() if _switch(own, "enabled", otherwise=True)}


def enabled(outputs: Outputs) -> frozenset[str]:
    """Give the repositories, one name for each address."""
    return frozenset(
        f"{name} {address}" for name, values in _enabled(outputs).items() for address in _addresses(values) or ["-"]
    )


def unverified(outputs: Outputs) -> frozenset[str]:
    """Give repositories whose packages are not verified (dnf's own default), or whose server is not.

    The main section counts too: it holds for every repository that is added without a word of its own.
    """
    found = set()
    for name, values in {"main": _sections(outputs)["main"], **_enabled(outputs)}.items():
        checked = "pkg_gpgcheck" if "pkg_gpgcheck" in values else "gpgcheck"
        if not _switch(values, checked, otherwise=False):
            found.add(f"{name} [gpgcheck=0]")
        if not _switch(values, "sslverify", otherwise=True):
            found.add(f"{name} [sslverify=0]")
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> Repositories:
    """Give the repositories."""
    del scope
    return Repositories(enabled=attempt(lambda: enabled(outputs)), unverified=attempt(lambda: unverified(outputs)))


READER = Reader(Repositories, always(SETTINGS), parse)
