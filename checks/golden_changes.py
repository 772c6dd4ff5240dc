"""What to change on a device so that its configuration becomes the approved one: an ordered draft for a person.

hier_config knows how platforms that look like Cisco's take lines back, and is the one maintained library that does. It
refuses configurations in which a section holds the same line twice; then there is no draft, and the reason says so.
Where the grammar itself says how something is taken back (Junos, VyOS, FortiOS), it is not asked (ADR 0012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from checks.golden_diff import flat
from checks.golden_statements import statement_changes
from checks.golden_tables import Placed, table_changes
from inventories.reason import reason
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line
from scanners.probe import Unreadable

_LISTS = ("ip access-list", "ipv6 access-list", "mac access-list", "access-list", "ip prefix-list", "object-group")
_INDENT = "  "
_NO_COMMANDS = frozenset({"end", "version"})
_Tree = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines to enter, in this order, with their indentation; and what a person has to put in, since it holds a secret
    or is a text of several lines: where, and what.
    """

    lines: tuple[str, ...]
    by_hand: tuple[str, ...] = ()


def changes(platform: str, approved: _Tree, running: _Tree) -> Draft:
    """Give what turns `running` into `approved`. Raises `Unreadable`.

    Lists are filled before anything refers to them and taken away after nothing does any more.
    """
    if platform not in _CHANGES:
        raise Unreadable(reason("golden_no_driver", platform=platform, known=tuple(sorted(_CHANGES))))
    return _draft(_CHANGES[platform](approved, running))


def _draft(placed: Iterable[Placed]) -> Draft:
    lines: list[str] = []
    by_hand: list[str] = []
    above: list[str] = []
    for depth, text in placed:
        above[depth:] = [text]
        if MARK.search(text) or "\n" in text:
            by_hand.append(" / ".join((*above[:-1], text.split("\n")[0])))
        else:
            lines.append(f"{_INDENT * depth}{text}")
    return Draft(tuple(lines), tuple(by_hand))


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
    for section in sorted(sections, key=_rank):
        yield from section
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


def _rank(section: list[Placed]) -> int:
    head = section[0][1]
    if head.removeprefix("no ").startswith(_LISTS):
        return 2 if head.startswith("no ") and len(section) == 1 else 0
    return 1


_CHANGES: dict[str, Callable[[_Tree, _Tree], Iterator[Placed]]] = {
    "cisco_ios": partial(_line_changes, "CISCO_IOS"),
    "cisco_nxos": partial(_line_changes, "CISCO_NXOS"),
    "arista_eos": partial(_line_changes, "ARISTA_EOS"),
    "junos": statement_changes,
    "vyos": statement_changes,
    "fortios": table_changes,
}
