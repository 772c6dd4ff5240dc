"""Read the package repositories of Debian and Ubuntu from apt's settings.

apt's own listing (`apt-get indextargets`) leaves out what was never fetched and what it may not read, with status 0:
the settings themselves are read, in both forms (sources.list(5)).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.repositories import Repositories
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Scope, Unreadable

# Cuts `user:password@` and the values of query fields that sound like credentials.
CUT_CREDENTIALS = (
    "sed -E -e 's#//[^/[:space:]]*@#//#g' "
    "-e 's/([?&][^=&[:space:]]*(token|key|pass|secret|auth|sig)[^=&[:space:]]*=)[^&[:space:]]*/\\1/gI'"
)
# Every line of a file is marked, so that none can pass for the name of another file.
SOURCES = Probe(
    "repositories.sources",
    "d=/etc/apt/sources.list.d; if [ -d $d ]; then ls $d >/dev/null || exit 3; fi; "
    'for f in /etc/apt/sources.list $d/*.list $d/*.sources; do [ -e "$f" ] || continue; '
    '[ -r "$f" ] || { echo "$f" >&2; exit 4; }; '
    f"printf '=%s\\n' \"$f\"; {CUT_CREDENTIALS} -e '/^[[:space:]]*#/d' -e 's/^/|/' \"$f\" || exit 5; done",
)
SETTINGS = Probe(
    "repositories.settings",
    "s=$(apt-config dump) || exit; printf '%s\\n' \"$s\" | grep -i -E "
    "'^(Dir |Dir::Etc |Dir::Etc::source|(APT|Acquire)::(.*::)?"
    "(AllowUnauthenticated|Allow[A-Za-z]*InsecureRepositories|AllowWeakRepositories|TrustCDROM|Verify-(Peer|Host)) )'",
)

_PLACES = {"dir": "/", "dir::etc": "etc/apt", "dir::etc::sourcelist": "sources.list",
           "dir::etc::sourceparts": "sources.list.d"}  # fmt: skip
_SETTING = re.compile(r'(?P<name>\S+) "(?P<value>[^"]*)";')
_LINE = re.compile(
    r"(?P<type>deb|deb-src)\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>cdrom:\[[^\]]*\]\S*|\S+)\s+(?P<suite>\S+)(?P<rest>.*)"
)
_LAX = ("trusted", "allow-insecure", "allow-weak", "allow-downgrade-to-insecure")
_OFF = frozenset({"no", "false", "without", "off", "disable", "0", ""})


def _on(value: str) -> bool:
    """Whether a switch is on; what apt would not understand is taken for on, the careful reading."""
    return value.strip().strip("\"'").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class _Source:
    names: tuple[str, ...]
    lax: tuple[str, ...]
    https: bool


def _source(uris: list[str], suites: list[str], components: list[str], options: dict[str, str]) -> _Source:
    names = []
    for uri in uris:
        for suite in suites:
            place = f"{uri.rstrip('/')} {suite}"
            # A suite that ends in a slash is a path of its own and has no components.
            names += [place] if suite.endswith("/") else [f"{place} {component}" for component in components]
    if not names:
        raise ValueError(uris)
    lax = tuple(f"{name}={options[name]}" for name in _LAX if _on(options.get(name, "no")))
    return _Source(tuple(names), lax, any("https:" in uri.lower() for uri in uris))


def _of_lines(lines: list[str]) -> Iterator[_Source]:
    """Read the form of one line for each source."""
    for line in lines:
        if not line.strip():
            continue
        # A comment may follow, but a hash inside brackets begins none.
        entry = re.match(r"(?:[^#\[]|\[[^\]]*\])*", line)
        found = _LINE.fullmatch(entry[0].strip()) if entry else None
        if found is None:
            raise ValueError(line)
        if found["type"] == "deb":
            words = (word.replace("+=", "=", 1).partition("=")[::2] for word in (found["options"] or "").split())
            options = {name.lower(): value for name, value in words}
            yield _source([found["uri"]], [found["suite"]], found["rest"].split(), options)


def _of_stanzas(lines: list[str]) -> Iterator[_Source]:
    """Read the form of stanzas with fields (deb822)."""
    stanza: dict[str, str] = {}
    name = ""
    for line in [*(line for line in lines if not line.startswith("#")), ""]:
        if not line.strip():
            if stanza and _on(stanza.get("enabled", "yes")) and "deb" in stanza["types"].split():
                uris, suites = stanza["uris"].split(), stanza["suites"].split()
                yield _source(uris, suites, stanza.get("components", "").split(), stanza)
            stanza, name = {}, ""
        elif line[0] in " \t":
            stanza[name] += f" {line.strip()}"
        else:
            name, colon, value = line.partition(":")
            name = name.strip().lower()
            if not colon or not name or name in stanza:
                raise ValueError(line)
            stanza[name] = value.strip()


def _sources(outputs: Outputs) -> list[_Source]:
    files: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in outputs["repositories.sources"].text().split("\n"):
        if line.startswith("="):
            lines = files.setdefault(line[1:], [])
        elif line:
            lines.append(line.removeprefix("|"))
    sources: list[_Source] = []
    for path, content in files.items():
        sources += _of_stanzas(content) if path.endswith(".sources") else _of_lines(content)
    return sources


def _settings(outputs: Outputs) -> dict[str, str]:
    """Give settings by name in small letters, as apt compares them.

    apt-config leaves out what it may not read, with status 0 and a warning.
    """
    raw = outputs["repositories.settings"]
    lines = raw.lines()
    if not isinstance(raw, Missing) and raw.stderr.strip():
        raise Unreadable(reason("apt_settings_unread", detail=raw.stderr.decode("utf-8", "replace")[:200]))
    settings: dict[str, str] = {}
    for line in lines:
        found = _SETTING.fullmatch(line)
        if found is None:
            raise ValueError(line)
        settings[found["name"].lower()] = found["value"]
    for name, place in _PLACES.items():
        if settings.get(name, "").rstrip("/") != place.rstrip("/"):
            raise Unreadable(reason("repositories_elsewhere", setting=name, value=settings.get(name, "")))
    return settings


def enabled(outputs: Outputs) -> frozenset[str]:
    """Give the repositories of packages; those of sources install nothing."""
    _settings(outputs)
    return frozenset(name for source in _sources(outputs) for name in source.names)


def unverified(outputs: Outputs) -> frozenset[str]:
    """Give sources and settings that switch verification off. Verify-Peer counts where a source uses https."""
    settings, sources = _settings(outputs), _sources(outputs)
    found = {f"{name} [{lax}]" for source in sources for name in source.names for lax in source.lax}
    https = any(source.https for source in sources)
    for name, value in settings.items():
        last = name.rpartition("::")[2]
        if last in {"verify-peer", "verify-host"}:
            if https and not _on(value) and "::https::" in f"::{name}":
                found.add(f"{name}={value}")
        elif name not in _PLACES and _on(value):
            found.add(f"{name}={value}")
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> Repositories:
    """Give the repositories."""
    del scope
    return Repositories(enabled=attempt(lambda: enabled(outputs)), unverified=attempt(lambda: unverified(outputs)))


READER = Reader(Repositories, always(SOURCES, SETTINGS), parse)
