"""Whether changes of files are looked for (AIDE), and what the last look found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scanners.facts.field import Field

Result = Literal["clean", "differences", "failed", "never"]


@dataclass(frozen=True, slots=True)
class FileIntegrity:
    """File integrity monitoring.

    `database`: the approved state is there to compare with. `scheduled`: a timer or cron starts the check.
    `last_check`: when the last comparison began (epoch seconds, 0 for never). `result`: what it found; `failed` where
    it broke off, `never` where the only record is that of a new database.
    """

    database: Field[bool]
    scheduled: Field[bool]
    last_check: Field[int]
    result: Field[Result]
