"""What to change on a device so that its configuration becomes the approved one: an ordered draft for a person.

hier_config knows how platforms take lines back, and is the one maintained library that does. It refuses
configurations in which a section holds the same line twice; then there is no draft, and the reason says so.
"""

from __future__ import annotations

from inventories.reason import reason
from scanners.platforms.network.secrets import MARK
from scanners.probe import Unreadable

# The platforms that hier_config has a driver for, by its names.
DRIVERS = {
    "cisco_ios": "CISCO_IOS",
    "cisco_nxos": "CISCO_NXOS",
    "arista_eos": "ARISTA_EOS",
}
_LISTS = ("ip access-list", "ipv6 access-list", "mac access-list", "access-list", "ip prefix-list", "object-group")


def changes(platform: str, approved: tuple[str, ...], running: tuple[str, ...]) -> tuple[str, ...]:
    """Give the lines that turn `running` into `approved`, with their indentation.

    Lists are filled before anything refers to them and taken away after nothing does any more. Lines that hold a
    secret are left out, for their values are not here: they stand at the end as comments. Raises `Unreadable`.
    """
    if platform not in DRIVERS:
        raise Unreadable(reason("golden_no_driver", platform=platform, known=tuple(sorted(DRIVERS))))
    from hier_config import Platform, WorkflowRemediation, get_hconfig  # noqa: PLC0415  (0.3 s, for this command alone)
    from hier_config.exceptions import DuplicateChildError  # noqa: PLC0415  (as above)

    driver = Platform[DRIVERS[platform]]
    try:
        seen, wanted = (get_hconfig(driver, _text(lines)) for lines in (running, approved))
        remediation = WorkflowRemediation(seen, wanted).remediation_config
    except (DuplicateChildError, ValueError, LookupError, TypeError, AttributeError) as broken:
        raise Unreadable(reason("golden_no_draft", problem=f"{type(broken).__name__}: {broken}"[:200])) from None
    sections = [
        [line.cisco_style_text() for line in (child, *child.all_children())]
        for child in remediation.all_children_sorted()
        if child.depth() == 1
    ]
    ordered = [line for section in sorted(sections, key=_rank) for line in section]
    kept = [line for line in ordered if not MARK.search(line)]
    return (*kept, *(f"! {line.strip()}" for line in ordered if MARK.search(line)))


def _text(lines: tuple[str, ...]) -> str:
    return "\n".join(line for line in lines if line.strip())


def _rank(section: list[str]) -> int:
    head = section[0]
    if head.removeprefix("no ").startswith(_LISTS):
        return 2 if head.startswith("no ") and len(section) == 1 else 0
    return 1
