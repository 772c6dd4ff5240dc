"""Read rsyslog.conf(5), old lines and RainerScript alike, as far as it decides which messages go to which host."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from inventories.reason import reason
from scanners.facts.logs import ForwardTarget
from scanners.probe import Unreadable

FACILITIES = frozenset(
    {"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"}
    | {f"local{number}" for number in range(8)}
)
NEEDED = FACILITIES - {"mail", "lpr", "news", "uucp", "ftp"}  # all of these at info and above make a full forward
_TLS_DRIVERS = {"gtls", "ossl", "mbedtls"}
_MAX_FILES = 256  # hostile files may include each other without end
_DEFAULT = "RSYSLOG_DefaultRuleset"


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter: facilities it passes whole (info and above) and those it passes any of; None where not understood."""

    whole: frozenset[str] | None
    touched: frozenset[str] | None

    def within(self, outer: Selection) -> Selection:
        """Give what passes both."""
        if self.whole is None or outer.whole is None or self.touched is None or outer.touched is None:
            return NOT_UNDERSTOOD
        return Selection(self.whole & outer.whole, self.touched & outer.touched)


NOT_UNDERSTOOD = Selection(None, None)
EVERYTHING = Selection(FACILITIES, FACILITIES)


@dataclass(frozen=True, slots=True)
class Forward:
    """Messages go to these hosts."""

    targets: tuple[ForwardTarget, ...]
    sometimes: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Messages end here."""


@dataclass(frozen=True, slots=True)
class Call:
    """Messages go through another ruleset."""

    name: str


@dataclass(frozen=True, slots=True)
class Filtered:
    """Only some messages reach what is inside."""

    selection: Selection
    inside: tuple[Node, ...]


Node = Forward | Stop | Call | Filtered


def selection(text: str) -> Selection:
    """Read a selector such as `*.info;mail.none;authpriv.*`, parts from left to right."""
    whole: set[str] = set()
    touched: set[str] = set()
    for part in text.split(";"):
        names, _, priority = part.strip().lower().rpartition(".")
        facilities = frozenset("auth" if name == "security" else name for name in names.split(","))
        facilities = FACILITIES if names == "*" else facilities
        if not names or not facilities <= FACILITIES:
            return NOT_UNDERSTOOD
        if priority == "none":
            whole -= facilities
            touched -= facilities
        elif priority.startswith("!"):
            whole -= facilities
        elif priority in {"*", "info", "debug"}:
            whole |= facilities
            touched |= facilities
        elif priority != "=debug":
            touched |= facilities
    return Selection(frozenset(whole), frozenset(touched))


def included(files: Mapping[str, str]) -> str:
    """Put included files in their place, in the order of their names; comments are taken out.

    Raises `Unreadable` where the configuration names files that were not read, or files without end.
    """
    return _with_included(files, "/etc/rsyslog.conf", 0, iter(range(_MAX_FILES)))


def _with_included(files: Mapping[str, str], path: str, depth: int, room: Iterator[int]) -> str:
    if depth > 8 or path not in files or next(room, None) is None:
        raise Unreadable(reason("include_not_read", path=path))
    lines = []
    for line in re.sub(r"/\*.*?\*/", " ", re.sub(r"\\\n\s*", "", files[path]), flags=re.DOTALL).splitlines():
        bare = re.sub(r"(^|\s)#.*$", "", line) if line.count('"') < 2 else re.sub(r"^\s*#.*$|\s#[^\"]*$", "", line)
        found = re.match(r"\s*(?:\$IncludeConfig\s+|include\s*\([^)]*file\s*=\s*\")([^\s\")]+)", bare, re.IGNORECASE)
        if found is None:
            lines.append(bare)
            continue
        pattern = found[1] + ("*" if found[1].endswith("/") else "")
        names = sorted(name for name in files if fnmatchcase(name, pattern) and name != "/etc/rsyslog.conf")
        if not names and not pattern.startswith("/etc/rsyslog.d/"):
            raise Unreadable(reason("include_not_read", path=pattern))
        lines += [_with_included(files, name, depth + 1, room) for name in names]
    return "\n".join(lines)


class Configuration:
    """The statements of one configuration, by ruleset."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._settings: dict[str, str] = {}
        self.start = _DEFAULT
        self.rulesets: dict[str, list[Node]] = {_DEFAULT: []}
        self._current = _DEFAULT
        self._last = EVERYTHING
        while self._skip():
            self.rulesets.setdefault(self._current, []).extend(self._statement())

    def _skip(self) -> bool:
        while self._at < len(self._text) and self._text[self._at] in " \t\n;":
            self._at += 1
        return self._at < len(self._text)

    def _match(self, pattern: str) -> re.Match[str] | None:
        found = re.compile(pattern, re.IGNORECASE).match(self._text, self._at)
        if found:
            self._at = found.end()
        return found

    def _line(self) -> str:
        found = self._match(r"[^\n]*")
        return found[0].strip() if found else ""

    def _balanced(self, opening: str, closing: str) -> str:
        """Take a bracketed part, strings skipped; the position stands on the opening bracket."""
        depth, quoted, start = 0, False, self._at
        for index in range(start, len(self._text)):
            character = self._text[index]
            if character == '"' and self._text[index - 1] != "\\":
                quoted = not quoted
            elif not quoted and character in opening + closing:
                depth += 1 if character == opening else -1
                if depth == 0:
                    self._at = index + 1
                    return self._text[start + 1 : index]
        raise ValueError(self._text[start : start + 80])

    def _block(self) -> tuple[Node, ...]:
        """Read `{ … }` or one statement."""
        self._skip()
        if not self._match(r"\{"):
            return tuple(self._statement())
        nodes: list[Node] = []
        while self._skip() and not self._match(r"\}"):
            nodes += self._statement()
        return tuple(nodes)

    def _statement(self) -> list[Node]:  # noqa: PLR0911  (one branch per kind of statement)
        if found := self._match(r"\$(\w+)[ \t]*([^\n]*)"):
            return self._directive(found[1].lower(), found[2].strip())
        if found := self._match(r"if\b((?:\"(?:\\.|[^\"])*\"|'[^']*'|[^\"'])*?)\bthen\b"):
            by_priority = re.fullmatch(r"\s*\(?\s*prifilt\(\s*[\"']([^\"']+)[\"']\s*\)\s*\)?\s*", found[1])
            nodes: list[Node] = [Filtered(selection(by_priority[1]) if by_priority else NOT_UNDERSTOOD, self._block())]
            self._skip()
            if self._match(r"else\b"):
                nodes.append(Filtered(NOT_UNDERSTOOD, self._block()))
            return nodes
        if self._match(r"foreach\b"):
            self._balanced("(", ")")
            self._match(r"\s*do\b")
            return [Filtered(NOT_UNDERSTOOD, self._block())]
        if self._match(r"(?:set|unset|reset)\b[^;]*;") or self._match(r"continue\b"):
            return []
        if self._match(r"stop\b|~"):
            return [Stop()]
        if found := self._match(r"call\s+([\w.-]+)"):
            return [Call(found[1])]
        if self._match(r"call_indirect\b[^;]*;"):
            return [Filtered(NOT_UNDERSTOOD, (Stop(),))]
        if found := self._match(r"([A-Za-z_]+)\s*(?=\()"):
            return self._object(found[1].lower())
        if re.compile(r":om\w+:|@|-?/|\|").match(self._text, self._at):  # what a condition does, in the old form
            return self._legacy_action(self._line())
        return self._legacy()

    def _directive(self, name: str, value: str) -> list[Node]:
        if name == "ruleset":
            self._current = value
        elif name == "defaultruleset":
            self.start = value
        self._settings[name] = value.lower()
        return []

    def _object(self, name: str) -> list[Node]:
        inside = self._balanced("(", ")")
        pairs = re.findall(r"([\w.]+)\s*=\s*(\"(?:\\.|[^\"])*\"|\[[^\]]*\])", inside)
        values = {key.lower(): value.strip('"') for key, value in pairs}
        if name == "global":
            self._settings["defaultnetstreamdriver"] = values.get(
                "defaultnetstreamdriver", self._settings.get("defaultnetstreamdriver", "")
            )
        if name == "ruleset":
            self.rulesets.setdefault(values["name"], []).extend(self._block())
        elif name == "action":
            return self._action(values)
        elif self._text[self._at :].lstrip().startswith("{"):  # a template's list
            self._skip()
            self._balanced("{", "}")
        return []

    def _action(self, values: dict[str, str]) -> list[Node]:
        kind = values.get("type", "").removeprefix("builtin:")
        if kind not in {"omfwd", "omrelp"}:
            return []
        driver = values.get("streamdriver", values.get("streamdriver.name", "")) or self._settings.get(
            "defaultnetstreamdriver", ""
        )
        mode = values.get("streamdrivermode", values.get("streamdriver.mode", "0"))
        protocol = "relp" if kind == "omrelp" else values.get("protocol", "udp").lower()
        tls = values.get("tls", "off") == "on" if kind == "omrelp" else mode == "1" and driver.lower() in _TLS_DRIVERS
        hosts = re.findall(r'"([^"]+)"', values["target"]) or [values["target"]]
        sometimes = any(key.startswith("action.execonly") and value != "off" for key, value in values.items())
        port = int(values.get("port", "514"))
        return [Forward(tuple(ForwardTarget(host.strip("[]"), port, protocol, tls) for host in hosts), sometimes)]

    def _legacy(self) -> list[Node]:
        """Read `selector action`, `:property, comparison, "value" action` or `& action`."""
        if self._match(r"&[ \t]*"):
            chosen = self._last
        elif self._match(r":[\w$!.-]+\s*,\s*!?\w+\s*,?\s*(?:\"(?:\\.|[^\"])*\")?[ \t]*"):
            chosen = NOT_UNDERSTOOD
        elif found := self._match(r"([*\w][\w*,.;=!]*)[ \t]+"):
            chosen = selection(found[1].rstrip(";"))
        else:
            raise ValueError(self._line()[:80])
        self._last = chosen
        if self._match(r"\{"):
            self._at -= 1
            return [Filtered(chosen, self._block())]
        if re.compile(r"(?:action\s*\(|stop\b|~|call\s)").match(self._text, self._at):
            return [Filtered(chosen, tuple(self._statement()))]
        return [Filtered(chosen, tuple(self._legacy_action(self._line())))]

    def _legacy_action(self, text: str) -> list[Node]:
        found = re.match(
            r"(?P<kind>@@?|:omrelp:)(?:\([^)]*\))?(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:;\s]+))(?::(?P<port>[^;\s]+))?",
            text,
        )
        if found is None:
            return []
        protocol = {"@": "udp", "@@": "tcp", ":omrelp:": "relp"}[found["kind"]]
        driver = self._settings.get("actionsendstreamdriver") or self._settings.get("defaultnetstreamdriver", "")
        tls = protocol == "tcp" and self._settings.get("actionsendstreamdrivermode") == "1" and driver in _TLS_DRIVERS
        target = ForwardTarget(found["v6"] or found["host"], int(found["port"] or "514"), protocol, tls)
        return [Forward((target,), self._settings.get("actionexeconlywhenpreviousissuspended") == "on")]


class _Flow:
    """Let messages run through the statements and note which facilities reach each target whole."""

    def __init__(self, rulesets: Mapping[str, list[Node]]) -> None:
        self._rulesets = rulesets
        self.reached: dict[ForwardTarget, frozenset[str]] = {}
        self.doubtful: list[ForwardTarget] = []
        self._gone: frozenset[str] = frozenset()
        self._unclear = False

    def run(self, nodes: tuple[Node, ...], passed: Selection, depth: int = 0) -> None:
        if depth > 16:
            raise Unreadable(reason("unparseable", detail="nested rulesets"))
        for node in nodes:
            match node:
                case Filtered(inner, inside):
                    self.run(inside, inner.within(passed), depth + 1)
                case Call(name):
                    self.run(tuple(self._rulesets[name]), passed, depth + 1)
                case Stop():
                    self._gone |= passed.touched or frozenset()
                    self._unclear = self._unclear or passed.touched is None
                case Forward(targets, sometimes):
                    for target in targets:
                        if passed.whole is None or self._unclear or sometimes:
                            self.doubtful.append(target)
                        else:
                            before = self.reached.get(target, frozenset())
                            self.reached[target] = before | (passed.whole - self._gone)


def forward_targets(files: Mapping[str, str]) -> tuple[ForwardTarget, ...]:
    """Give the hosts that get all messages: every facility but mail, lpr, news, uucp and ftp at info and above.

    Partial forwards do not count, but those of several lines to one host add up. Where only a forward under a condition
    that is not understood (`if … then`, a property filter, a discard before it) would do, raises `Unreadable`.
    """
    configuration = Configuration(included(files))
    flow = _Flow(configuration.rulesets)
    flow.run(tuple(configuration.rulesets[configuration.start]), EVERYTHING)
    full = tuple(target for target, facilities in flow.reached.items() if facilities >= NEEDED)
    if not full and flow.doubtful:
        raise Unreadable(reason("forwarding_conditional", targets=tuple(t.address for t in flow.doubtful[:8])))
    return full
