"""Devices that take change files line by line, as their manuals say, and refuse what a device would refuse: a line
that takes back what is not there, a name that is bound before it exists or goes while it is bound.
"""

from __future__ import annotations

import re
import shlex
from typing import Any

from scanners.platforms.network.fortios.tree import Block, tables_of
from scanners.platforms.network.statements import planted, statements
from scanners.platforms.network.tree import braced

Tree = dict[str, Any]

_MODES = re.compile(
    r"interface |line |route-map |ip access-list |router |address-family |class-map |policy-map |class |radius server |"
    r"aaa group server |vlan \d"
)
_ONE = (
    "description",
    "ip address",
    "hostname",
    "exec-timeout",
    "transport input",
    "ip protocol static",
    "access-class",
    "maximum-paths",
)
_DEFAULTS = frozenset({"ip forwarding", "ip http server"})  # not shown
_NATIVE = frozenset({"no ip http server", "no ip forwarding", "no shutdown"})
_DEFINES = re.compile(
    r"(?:(?:ip )?access-list (?:extended |standard )?|ip prefix-list |route-map |class-map (?:match-all )?|policy-map |"
    r"radius server |aaa group server radius )(\S+)"
)
_BINDS = re.compile(
    r"(?:ip access-group|access-class|match ip address(?: prefix-list)?|match access-group name|"
    r"ip protocol static route-map|class(?= [A-Z])|service-policy input|server name|"
    r"aaa authentication login default group) ([A-Z]\S*)"
)


class RefusedError(Exception):
    """What a device does not take."""


class LineDevice:
    """A device whose configuration is lines in sections (IOS, NX-OS, EOS, FRRouting)."""

    def __init__(self, text: str = "") -> None:
        self.config: Tree = {}
        self._inside: list[str] = []
        self.checked = False
        self.enter(text)
        self.checked = True

    def enter(self, text: str) -> None:
        for line in filter(None, map(str.strip, text.split("\n"))):
            if not line.startswith("!"):
                self._line(line)
                if self.checked:
                    self._check(line)

    def _here(self) -> Tree:
        here = self.config
        for name in self._inside:
            here = here[name]
        return here

    def _line(self, line: str) -> None:
        if line == "exit":
            self._inside.pop()
            return
        if self._inside and re.match(r"(?:no )?(?:interface|route-map|line|policy-map|hostname) \S+", line):
            raise RefusedError(f"{line}: below {self._inside}")
        here = self._here()
        if line.startswith("no "):
            self._take(here, line)
            return
        here.pop(f"no {line}", None)
        begins = next((words for words in _ONE if line.startswith(f"{words} ")), None)
        for other in [text for text in here if begins and text.startswith(f"{begins} ")]:
            del here[other]
        if line not in _DEFAULTS:
            here.setdefault(line, {})
        if _MODES.match(line):
            self._inside.append(line)

    def _take(self, here: Tree, line: str) -> None:
        what = line.removeprefix("no ")
        found = [text for text in here if text == what or text.startswith(f"{what} ")]
        for text in found:
            del here[text]
        if line in _NATIVE:
            here[line] = {}
        elif not found:
            raise RefusedError(line)

    def _check(self, line: str) -> None:
        lines = list(_every(self.config))
        defined = {found[1] for text in lines if (found := _DEFINES.match(text))}
        bound = {found[1] for text in lines if (found := _BINDS.match(text))}
        if bound - defined:
            raise RefusedError(f"{line}: {bound - defined} is bound and not there")


def _every(tree: Tree) -> list[str]:
    return [text for name, below in tree.items() for text in (name, *_every(below))]


class StatementDevice:
    """Junos and VyOS: a candidate configuration for one commit; `shell` splits lines as bash does."""

    def __init__(self, text: str, *, shell: bool = False) -> None:
        self.shell = shell
        off = [line.removeprefix("inactive: ") for line in map(str.strip, text.split("\n")) if "inactive: " in line]
        self.off = {tuple(line.rstrip(" {;").split()) for line in off}
        self.config = set(statements(planted(braced(text), stripped=("inactive:",))))

    def enter(self, text: str) -> None:
        for line in text.split("\n"):
            if line and not line.startswith("#"):
                command, *path = shlex.split(line) if self.shell else _quoted(line)
                getattr(self, f"_{command}")(_expanded(path))

    def _set(self, paths: list[tuple[str, ...]]) -> None:
        self.config |= set(paths)
        shorter = {path[:length] for path in self.config for length in range(1, len(path))}
        self.config -= shorter

    def _delete(self, paths: list[tuple[str, ...]]) -> None:
        for path in paths:
            gone = {one for one in self.config if one[: len(path)] == path}
            if not gone:
                raise RefusedError(f"delete {path}")
            self.config -= gone
            self.off = {one for one in self.off if one != path[-len(one) :]}

    def _deactivate(self, paths: list[tuple[str, ...]]) -> None:
        self.off |= {path[-1:] for path in paths}

    def _activate(self, paths: list[tuple[str, ...]]) -> None:
        self.off -= {path[-1:] for path in paths}


def _quoted(line: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)]


def _expanded(path: list[str]) -> list[tuple[str, ...]]:
    if "[" not in path:
        return [tuple(path)]
    at = path.index("[")
    return [(*path[:at], one) for one in path[at + 1 : -1]]


class TableDevice:
    """FortiOS."""

    def __init__(self, text: str) -> None:
        self.config = _plain(tables_of(text))

    def enter(self, text: str) -> None:
        stack = [self.config]
        for line in text.split("\n"):
            command, *words = shlex.split(line, comments=True) or [""]
            if command in {"config", "edit"}:
                stack.append(stack[-1].setdefault(f"{command} {' '.join(words)}", {}))
            elif command in {"next", "end"}:
                stack.pop()
            elif command == "set":
                stack[-1][f"set {words[0]}"] = tuple(words[1:])
            elif command in {"unset", "delete"}:
                kind = "set" if command == "unset" else "edit"
                if f"{kind} {words[0]}" not in stack[-1]:
                    raise RefusedError(line)
                del stack[-1][f"{kind} {words[0]}"]


def _plain(block: Block) -> Tree:
    return (
        {f"set {key}": values for key, values in block.settings.items()}
        | {f"config {name}": _plain(table) for name, table in block.tables.items()}
        | {f"edit {name}": _plain(entry) for name, entry in block.entries.items()}
    )
