"""Changes of a target beside announced work (作業届): what nobody announced is 未承認の変更. Pure.

The tool says no more than that. Whether there is a suspicion of misuse (不正操作の疑い, 第20条) a person decides.
"""

from __future__ import annotations

from datetime import datetime

from checks.changes import Changes


def announced(changes: Changes, target: str, since: str, until: str) -> tuple[tuple[str, str], ...]:
    """Give the announced work on a target, as (id, summary), that was going on at some moment in (since, until]."""
    begin, end = (datetime.fromisoformat(moment).timestamp() for moment in (since, until))
    return tuple((work.id, work.summary) for work in changes.of(target) if work.start <= end and work.end > begin)
