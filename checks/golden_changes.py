"""What to change on a device so that its configuration becomes the approved one: an ordered draft for a person.

hier_config knows how platforms that look like Cisco's take lines back, and is the one maintained library that does. It
refuses configurations in which a section holds the same line twice; then there is no draft, and the reason says so.
Where the grammar itself says how something is taken back (Junos, VyOS, FortiOS, FRRouting), it is not asked (ADR 0012).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from checks.golden_diff import flat
from checks.golden_order import arranged, rebuilt_lists
from checks.golden_statements import shell_statement_changes, statement_changes
from checks.golden_tables import Placed, table_changes
from checks.golden_vtysh import vtysh_changes
from inventories.reason import reason
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line
from scanners.probe import Unreadable

_INDENT = "  "
_NO_COMMANDS = frozenset({"end", "version"})
_CLOSERS = frozenset({"next", "end"})  # of FortiOS
_IOS = "cisco_ios"
# What is not entered as it stands: a question mark asks for help, an escape stands for a character that was not kept.
_ODD = re.compile(r"\?|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|[\x00-\x1f\x7f]")
_ODD_IN_SHELL = re.compile(r"[?\\\x00-\x1f\x7f]")  # VyOS: its values have no single quote, which needs a backslash
_CERTIFICATE = "certificate "  # of Cisco IOS: lines of it go on until a word of their own
_SHELL, _TABLES = "vyos", "fortios"
# Among lines of a configuration these would leave it, or do something else than configure.
_NO_SETTING = re.compile(r"(?:no |default )*(?:do|end|exit|configure|[!#]\S*)(?: |$)")
_Tree = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line to enter, at its depth; or, where `by_hand` says why, what a person has to put in: `secret`, `text`
    (several lines), `odd` (it cannot be entered as it stands), `list` (taking one line back takes the whole list).
    """

    depth: int
    text: str
    by_hand: str = ""
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines to enter, in this order, with their indentation; and what a person has to put in (see `Step`): where,
    and what.
    """

    lines: tuple[str, ...]
    by_hand: tuple[str, ...] = ()


def changes(platform: str, approved: _Tree, running: _Tree) -> Draft:
    """Give what turns `running` into `approved`. Raises `Unreadable`.

    Lists are filled before anything refers to them and taken away after nothing does any more.
    """
    found = steps(platform, approved, running)
    return Draft(
        tuple(f"{_INDENT * step.depth}{step.text}" for step in found if not step.by_hand),
        tuple(" / ".join(step.path) for step in found if step.by_hand),
    )


def steps(platform: str, approved: _Tree, running: _Tree) -> tuple[Step, ...]:
    """Give the same line by line, with what a person puts in at its place. Raises `Unreadable`."""
    if platform not in _CHANGES:
        raise Unreadable(reason("golden_no_driver", platform=platform, known=tuple(sorted(_CHANGES))))
    rebuilt = rebuilt_lists(approved, running) if platform == _IOS else frozenset()
    odd = _ODD_IN_SHELL if platform == _SHELL else _ODD
    closers = _CLOSERS if platform == _TABLES else frozenset()
    return tuple(_steps(_CHANGES[platform](approved, running), closers, lambda text: _by_hand(text, odd, rebuilt)))


def _steps(placed: Iterable[Placed], closers: frozenset[str], by_hand: Callable[[str], str]) -> Iterator[Step]:
    """Say of each line whether it is entered; what lies below one that is not, is not either."""
    above: list[str] = []
    why_above: list[str] = []
    for depth, text in placed:
        closes = text in closers and len(why_above) > depth
        why = why_above[depth] if closes else next(filter(None, why_above[:depth]), "") or by_hand(text)
        above[depth:], why_above[depth:] = [text.split("\n")[0]], [why]
        if not (closes and why):
            yield Step(depth, text, why, tuple(above))


def _by_hand(text: str, odd: re.Pattern[str], rebuilt: frozenset[str]) -> str:
    if MARK.search(text):
        return "secret"
    if "\n" in text or text.startswith(_CERTIFICATE):
        return "text"
    if odd.search(text) or _NO_SETTING.match(text):
        return "odd"
    return "list" if rebuilt and " ".join(text.removeprefix("no ").split()[:2]) in rebuilt else ""


def _line_changes(driver: str, approved: _Tree, running: _Tree) -> Iterator[Placed]:
    """Give the changes of a configuration of lines that nest by indentation."""
    from hier_config import Platform, WorkflowRemediation, get_hconfig  # noqa: PLC0415  (0.3 s, for drafts alone)
    from hier_config.exceptions import DuplicateChildError  # noqa: PLC0415  (as above)

    try:
        wanted, seen = (get_hconfig(Platform[driver], "\n".join(_commands(tree))) for tree in (approved, running))
        remediation = WorkflowRemediation(seen, wanted).remediation_config
    except (DuplicateChildError, ValueError, LookupError, TypeError, AttributeError) as broken:
        raise Unreadable(reason("golden_no_draft", problem=f"{type(broken).__name__}: {broken}"[:200])) from None
    sections = [
        [(line.depth() - 1, line.text) for line in (child, *child.all_children())]
        for child in remediation.all_children_sorted()
        if child.depth() == 1
    ]
    yield from arranged(sections, approved)
    yield from _banner_changes(approved, running)


def _commands(tree: _Tree) -> Iterator[str]:
    return flat(tuple(line for line in tree if not _banner(line) and line.words[0] not in _NO_COMMANDS))


def _banner_changes(approved: _Tree, running: _Tree) -> Iterator[Placed]:
    """Give the changes of banners; one to be made is its whole text, for lines of it can be anything."""
    said, says = (
        {kind: tuple(flat((line,))) for line in tree if (kind := _banner(line))} for tree in (approved, running)
    )
    yield from ((0, f"no {kind}") for kind in says if kind not in said)
    yield from ((0, f"{kind}\n") for kind, text in said.items() if text != says.get(kind))


def _banner(line: Line) -> str:
    """Give the kind of a banner ("banner login"), empty for another line."""
    return " ".join(line.words[:2]) if line.words[0] == "banner" else ""


def _vtysh_changes(approved: _Tree, running: _Tree) -> Iterator[Placed]:
    yield from arranged(vtysh_changes(approved, running), approved)


_CHANGES: dict[str, Callable[[_Tree, _Tree], Iterator[Placed]]] = {
    _IOS: partial(_line_changes, "CISCO_IOS"),
    "cisco_nxos": partial(_line_changes, "CISCO_NXOS"),
    "arista_eos": partial(_line_changes, "ARISTA_EOS"),
    "junos": statement_changes,
    _SHELL: shell_statement_changes,
    _TABLES: table_changes,
    "frr": _vtysh_changes,
    "frr_linux": _vtysh_changes,
}
