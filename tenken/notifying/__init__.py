"""Who must hear of a run hears of it: mail, syslog, a webhook or a file, a digest for each recipient.

`events` what happened; `digest` what one recipient is told; `channels` how it goes out; `outbox` what waits.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from checks.drift import DriftSummary
from checks.operations import Notice
from checks.policy import Policy
from checks.run import Run
from inventories.reason import Reason, reason
from tenken.notifying import outbox
from tenken.notifying.channels import deliver
from tenken.notifying.digest import Digest, chosen, digest_of
from tenken.notifying.events import events_of
from tenken.notifying.outbox import DAYS, Letter
from tenken.one_line import one_line
from tenken.timeout import within

_SECONDS = 60  # for one notice, whatever the server does


def notify(  # noqa: PLR0917  (each is of another kind)
    run: Run, drift: DriftSummary | None, policy: Policy, today: date, state: Path, killed: Sequence[str] = ()
) -> list[Reason]:
    """Tell everybody whom the policy names; gives what went wrong, and never raises for a channel.

    `drift`: from the run before it, None at the first; `today`: in Japan, when it began; `state`: the folder where what
    did not arrive waits for the next run; `killed`: runs before it that could tell nobody.
    """
    notices = {notice.name: notice for notice in policy.operations.notify}
    if not notices and not (state / outbox.FOLDER).exists():
        return []
    problems: list[Reason] = []
    failed: set[str] = set()
    inventory = _inventory(run)
    with _outbox_trouble(state, problems):
        failed = _send_waiting(state, inventory, notices, problems)
    untold = [one for one in outbox.untold(state, inventory) if one != run.id and one not in killed]
    events = events_of(run, drift, policy, today, killed, untold) if notices else ()
    if lost := _for_nobody({event.system for event in events}, notices.values()):
        problems.append(reason("notice_for_nobody", systems=lost))
    own = {name: told for name, notice in notices.items() if (told := chosen(events, notice))}
    new = [
        Letter(inventory, name, int(time.time()), digest_of(run, told, notices[name], policy.catalogue.controls))
        for name, told in own.items()
    ]
    kept = [_kept(state, letter) for letter in new]  # all of them first: whatever ends us now loses none
    outbox.told(state, inventory)
    for letter, file in zip(new, kept, strict=True):
        if letter.notice not in failed:
            problems += _send_new(state, letter, notices[letter.notice], file)
    with _outbox_trouble(state, problems), outbox.opened(state) as waiting:
        if waiting:
            problems.append(reason("notices_waiting", count=len(waiting), folder=str(state / outbox.FOLDER)))
    return list(dict.fromkeys(problems))


def _for_nobody(systems: Iterable[str], notices: Collection[Notice]) -> tuple[str, ...]:
    """Give the systems of which something is to be told, and which no recipient is for."""
    named = {system for notice in notices for system in notice.systems}
    return () if any(not notice.systems for notice in notices) else tuple(sorted({*systems} - named - {""}))


def expect(run: Run, policy: Policy, state: Path) -> None:
    """Note that a run is about to be stored of which people are to be told: if nobody can be, the next run says so."""
    if policy.operations.notify:
        outbox.expect(state, _inventory(run), run.id)


@contextmanager
def _outbox_trouble(state: Path, problems: list[Reason]) -> Iterator[None]:
    """Note what is wrong with the outbox itself; what is new goes out all the same."""
    try:
        yield
    except OSError as problem:
        detail = problem.strerror or str(problem)
        problems.append(reason("outbox_unusable", folder=str(state / outbox.FOLDER), detail=detail))


def _inventory(run: Run) -> str:
    named = (given.removeprefix("--inventory=") for given in run.arguments if given.startswith("--inventory="))
    return str(Path(next(named, "")).resolve()).encode("utf-8", "backslashreplace").decode()  # a path may be no text


def _send_waiting(state: Path, inventory: str, notices: dict[str, Notice], problems: list[Reason]) -> set[str]:
    """Send what waits of an inventory; gives the notices that do not get through. `problems` gets what went wrong.

    What waits of others is theirs: its recipients may be others under the same name.
    """
    failed: set[str] = set()
    now = time.time()
    with outbox.opened(state) as waiting:
        for one in waiting or ():
            letter = one.letter
            name = letter.notice if letter else ""
            ours = letter is not None and letter.inventory == inventory
            if one.is_over(now) or (ours and name not in notices):
                since = datetime.fromtimestamp(one.since, UTC).date().isoformat()
                code = "notice_dropped" if one.is_over(now) else "notice_orphaned"
                problems.append(reason(code, notice=name or one.file.name, since=since, days=DAYS))
                one.file.unlink(missing_ok=True)
            elif letter is None:
                problems.append(reason("notice_unreadable", file=str(one.file)))
            elif ours and name not in failed:
                told, arrived = _send(notices[name], letter.digest)
                problems += told
                if arrived:
                    one.file.unlink(missing_ok=True)
                else:
                    failed.add(name)
    return failed


def _kept(state: Path, letter: Letter) -> Path | None:
    """Put a letter into the outbox; None where it does not take it, so that it is sent now or never."""
    try:
        return outbox.put(state, letter)
    except OSError:
        return None


def _send_new(state: Path, letter: Letter, notice: Notice, file: Path | None) -> list[Reason]:
    """Send a letter; one that does not arrive stays in the outbox."""
    problems, arrived = _send(notice, letter.digest)
    if file is None and not arrived:
        return [*problems, reason("outbox_unusable", folder=str(state / outbox.FOLDER), detail=letter.notice)]
    if file is not None and arrived:
        file.unlink(missing_ok=True)
    return problems


def _send(notice: Notice, digest: Digest) -> tuple[list[Reason], bool]:
    refused: list[str] = []
    try:
        within(_SECONDS, lambda: refused.extend(deliver(notice, digest)))
    except Exception as problem:  # noqa: BLE001  (a channel that fails, however it does, fails no scan)
        detail = one_line(str(problem) or type(problem).__name__)[:200]
        return [reason("notice_not_sent", notice=notice.name, detail=detail)], False
    return [reason("notice_refused", notice=notice.name, to=tuple(refused))] if refused else [], True
