"""Write docs/proof-of-controls.md: what the tests have seen of each control, and on what. `python -m tests.proof`.

It is written from the very tables that the tests are parametrized with: while they are green, the page is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from checks import catalogue, tables
from checks.control import Control
from checks.finding import Status
from reports.wording import label
from tests.lab import test_controls_live as containers
from tests.lab import test_databases as databases
from tests.lab import test_facilities as facilities
from tests.lab import test_router as router
from tests.lab import test_without_sudo as unprivileged
from tests.lab.rounds import ROUNDS
from tests.machine import test_machine as machine
from tests.unit.checks import defects_facility, test_confirmed_controls, test_every_control, whole_device

PATH = Path(__file__).parents[1] / "docs" / "proof-of-controls.md"
SEEN = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.UNATTESTED)
_HEAD = """# 点検項目の証明 Proof of controls

各点検項目について、試験が見た判定とその場所です。この表は試験そのものの表から `python -m tests.proof` が作ります。

What the tests have seen of each control, and on what. `python -m tests.proof` writes this page from the tests' own
tables.

- ● 実物で確認（動いている機器やソフトウェアを点検） seen live, on something that runs
- ○ 記録で確認（試験に書いた状態を判定） seen on recorded state, written down in the tests
- — 見ていない not seen
- ／ その判定はない no such result: 人だけが確認する項目は不適合にも確認不能にもならず、機械だけで足りる項目は
  確認記録なしにならない。What persons alone confirm neither fails nor is unknown; where a machine's answer suffices,
  nothing is unattested
"""


class Place(Enum):
    """On what something was seen, in Japanese and English."""

    CONTAINER = ("コンテナ", "container")
    DATABASE = ("データベース", "database")
    MACHINE = ("模擬した実機", "emulated machine")
    ROUTER = ("実ルータ(FRR)", "router (FRR)")
    FACILITY = ("施設の装置", "facility")
    RECORDED = ("記録", "recorded")

    @property
    def live(self) -> bool:
        """Whether something running was looked at."""
        return self is not Place.RECORDED


class Proof(NamedTuple):
    """One result of one control, and on what it was seen."""

    control: str
    place: Place
    status: Status


def _each(controls: Iterable[str], place: Place, *statuses: Status) -> Iterator[Proof]:
    yield from (Proof(control, place, status) for control in controls for status in statuses)


def _on_containers() -> Iterator[Proof]:
    for own in containers.BY_NATURE.values():  # one row per compliant host
        said = {**containers.NOT_SHOWN, **own}
        yield from _each(containers.CONTROLS - said.keys(), Place.CONTAINER, Status.PASS)
        yield from (Proof(control, Place.CONTAINER, Status(status)) for control, (status, _code) in said.items())
    yield from _each(containers.CONTROLS - containers.BAD12_CANNOT, Place.CONTAINER, Status.FAIL)
    yield from _each(unprivileged.UNKNOWN, Place.CONTAINER, Status.UNKNOWN)
    yield from _each((each.control for breaks in ROUNDS.values() for each in breaks), Place.CONTAINER, Status.FAIL)


def _on_databases() -> Iterator[Proof]:
    yield from _each(databases.IN_ORDER, Place.DATABASE, Status.PASS)
    yield from _each((row[0] for row in databases.BREAKS), Place.DATABASE, Status.FAIL)
    yield from _each((row[0] for row in databases.UNCLEAR), Place.DATABASE, Status.UNKNOWN)


def _on_facilities() -> Iterator[Proof]:
    yield from _each(set(facilities.OF_BMC) - set(facilities.UNCONFIRMED), Place.FACILITY, Status.PASS)
    yield from _each(facilities.UNCONFIRMED, Place.FACILITY, Status.UNATTESTED)
    named = (*facilities.FAULTS, *facilities.OUTSIDE)
    yield from _each((control for control, _word in named), Place.FACILITY, Status.FAIL)
    # A controller that tells nothing of it, and one that refuses the log-in.
    yield from _each((*facilities.NOT_TOLD, *facilities.OF_BMC), Place.FACILITY, Status.UNKNOWN)
    states = [Status(state) for state in facilities.STATES.values()]
    yield from _each((*facilities.OF_UPS, *facilities.OF_NETWORK), Place.FACILITY, *states)


def _recorded() -> Iterator[Proof]:
    defects = [
        *test_every_control.DEFECTS,
        *defects_facility.DEFECTS,
        *defects_facility.UPS_DEFECTS,
        *defects_facility.NETWORK_DEFECTS,
        *whole_device.DEFECTS,
    ]
    in_order = (*test_every_control.DEFECTS, *whole_device.PASSING)
    yield from _each((row[0] for row in in_order), Place.RECORDED, Status.PASS)
    yield from _each((row[0] for row in defects), Place.RECORDED, Status.FAIL)
    unread = [*test_every_control.READ, *defects_facility.READ, *defects_facility.UPS_READ, *whole_device.READ]
    yield from _each((row[0] for row in unread), Place.RECORDED, Status.UNKNOWN)


def _confirmed() -> Iterator[Proof]:
    given = test_confirmed_controls
    machine_too = (Status.PASS, Status.FAIL, Status.UNKNOWN)
    yield from _each(given.ATTESTED, Place.RECORDED, Status.PASS, Status.UNATTESTED)
    yield from _each(given.BOTH, Place.RECORDED, *machine_too, Status.UNATTESTED)
    yield from _each(given.EITHER, Place.RECORDED, *machine_too)


def proofs() -> frozenset[Proof]:
    """Give all that the tests have seen."""
    on_machine = _each(machine.SHOWN, Place.MACHINE, Status.PASS, Status.FAIL)
    counted = _each((machine.COUNTED,), Place.MACHINE, Status.FAIL)
    on_router = (
        *_each(router.PASSED, Place.ROUTER, Status.PASS),
        *_each((row[1] for row in router.CHANGED), Place.ROUTER, Status.FAIL),
    )
    every = (
        _on_containers(),
        on_router,
        _on_databases(),
        _on_facilities(),
        on_machine,
        counted,
        _recorded(),
        _confirmed(),
    )
    return frozenset(proof for some in every for proof in some if proof.status in SEEN)


def expected(control: Control) -> tuple[Status, ...]:
    """Give the results that a control can have, and so must be seen with."""
    if control.attested_only:
        return (Status.PASS, Status.UNATTESTED)
    # Where a record may only stand in for a machine, its absence leaves what the machine said.
    possible = SEEN if control.combine == "all" else SEEN[:3]
    return possible[1:] if control.for_assets <= set(control.never_passes) else possible


def render(controls: Mapping[str, Control], seen: Iterable[Proof]) -> str:
    """Give the page: what is not seen live first, then one row per control."""
    by_control: dict[str, set[Proof]] = {name: set() for name in controls}
    for proof in seen:
        by_control[proof.control].add(proof)
    heads = " | ".join(f"{label(f'status_{status}', 'ja')} {status}" for status in SEEN)
    rows = [_row(control, by_control[name]) for name, control in controls.items()]
    table = [f"| 点検項目 control | 項目名 title | 場所 where | {heads} |", "|---|---|---|" + ":-:|" * len(SEEN), *rows]
    return "\n".join([_HEAD, *_summary(controls, by_control), "", *table]) + "\n"


def _summary(controls: Mapping[str, Control], seen: Mapping[str, set[Proof]]) -> Iterator[str]:
    machines = [name for name, control in controls.items() if not control.attested_only]
    yield f"機械が点検する項目 controls that a machine checks: {len(machines)} / {len(controls)}"
    yield ""
    for status in SEEN[:3]:
        live = {
            proof.control for name in machines for proof in seen[name] if proof.place.live and proof.status is status
        }
        missing = ", ".join(name for name in machines if name not in live) or "なし none"
        told = f"{label(f'status_{status}', 'ja')} {status}"
        yield f"- 実物で{told} seen live: {len(live)}。記録のみ recorded only: {missing}"


def _row(control: Control, seen: set[Proof]) -> str:
    live = [place for place in Place if place.live and any(proof.place is place for proof in seen)]
    if control.attested_only:
        where = "人の確認 persons alone"
    elif live:
        where = "<br>".join(f"{place.value[0]} {place.value[1]}" for place in live)
    else:
        where = "**記録のみ recorded only**"
    cells = " | ".join(_cell(control, status, seen) for status in SEEN)
    return f"| {control.id} | {control.title.ja}<br>{control.title.en} | {where} | {cells} |"


def _cell(control: Control, status: Status, seen: set[Proof]) -> str:
    places = {proof.place.live for proof in seen if proof.status is status}
    if status not in expected(control) and not places:
        return "／"
    return ("●" if True in places else "") + ("○" if False in places else "") or "—"


if __name__ == "__main__":
    PATH.write_text(render(catalogue.load(tables.load()).controls, proofs()), encoding="utf-8")
