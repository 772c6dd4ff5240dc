"""Who must hear of a run hears of it: mail, syslog, a webhook or a file, a digest for each recipient.

`events` what happened; `digest` what one recipient is told; `channels` how it goes out; `outbox` what waits.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

from checks.drift import DriftSummary
from checks.operations import Notice
from checks.policy import Policy
from checks.run import Run
from inventories.reason import Reason, reason
from tenken.deadline import within
from tenken.notifying import outbox
from tenken.notifying.channels import deliver
from tenken.notifying.digest import Digest, chosen, digest_of
from tenken.notifying.events import events_of
from tenken.notifying.outbox import DAYS, Letter
from tenken.one_line import one_line

_SECONDS = 60  # for one notice, whatever the server does


def notify(run: Run, drift: DriftSummary | None, policy: Policy, today: date, state: Path) -> list[Reason]:
    """Tell everybody whom the policy names; gives what went wrong, and never raises for a channel.

    `drift`: from the run before it, None at the first; `today`: in Japan; `state`: the folder where what did not arrive
    waits for the next run.
    """
    notices = {notice.name: notice for notice in policy.operations.notify}
    if not notices and not (state / outbox.FOLDER).exists():
        return []
    try:
        problems, failed = _send_waiting(state, notices)
        events = events_of(run, drift, policy, today) if notices else ()
        for notice in notices.values():
            own = chosen(events, notice)
            if own:
                digest = digest_of(run, own, notice, policy.catalogue.controls)
                problems += _send_new(state, notice, digest, later=notice.name in failed)
        with outbox.opened(state) as waiting:
            if waiting:
                problems.append(reason("notices_waiting", count=len(waiting), folder=str(state / outbox.FOLDER)))
    except OSError as problem:  # of the outbox itself
        detail = problem.strerror or str(problem)
        return [reason("outbox_unusable", folder=str(state / outbox.FOLDER), detail=detail)]
    return problems


def _send_waiting(state: Path, notices: dict[str, Notice]) -> tuple[list[Reason], set[str]]:
    """Send what waits; gives what went wrong, and the notices that do not get through."""
    problems: list[Reason] = []
    failed: set[str] = set()
    now = time.time()
    with outbox.opened(state) as waiting:
        for one in waiting or ():
            letter = one.letter
            name = letter.notice if letter else ""
            if one.is_over(now) or (letter and name not in notices):
                since = datetime.fromtimestamp(one.since, UTC).date().isoformat()
                code = "notice_dropped" if one.is_over(now) else "notice_orphaned"
                problems.append(reason(code, notice=name or one.file.name, since=since, days=DAYS))
                one.file.unlink(missing_ok=True)
            elif letter is None:
                problems.append(reason("notice_unreadable", file=str(one.file)))
            elif name not in failed:
                told, arrived = _send(notices[name], letter.digest)
                problems += told
                if arrived:
                    one.file.unlink(missing_ok=True)
                else:
                    failed.add(name)
    return problems, failed


def _send_new(state: Path, notice: Notice, digest: Digest, *, later: bool) -> list[Reason]:
    """Send a digest; one that does not arrive waits, as does one whose notices before it wait."""
    problems, arrived = ([], False) if later else _send(notice, digest)
    if not arrived:
        outbox.put(state, Letter(notice.name, int(time.time()), digest))
    return problems


def _send(notice: Notice, digest: Digest) -> tuple[list[Reason], bool]:
    refused: list[str] = []
    try:
        within(_SECONDS, lambda: refused.extend(deliver(notice, digest)))
    except Exception as problem:  # noqa: BLE001  (a channel that fails, however it does, fails no scan)
        detail = one_line(str(problem) or type(problem).__name__)[:200]
        return [reason("notice_not_sent", notice=notice.name, detail=detail)], False
    return [reason("notice_refused", notice=notice.name, to=tuple(refused))] if refused else [], True
