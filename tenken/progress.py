"""Progress on standard error: a bar on a terminal, a line per host in a log."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from inventories.reason import reason
from reports.messages import Language, say
from reports.redaction import mask
from tenken.reading import HostReading


class Progress:
    """Shows hosts as they finish; used from worker threads, one call at a time."""

    def __init__(self, total: int, language: Language) -> None:
        self._language = language
        console = Console(file=sys.stderr, highlight=False)
        self._bar = Bar(
            TextColumn(say(reason("progress_scanning"), language)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def interrupting(self) -> None:
        """Say that the scan is being ended early."""
        self._bar.console.print(Text(say(reason("interrupting"), self._language)), soft_wrap=True)

    def trying_again(self, count: int, seconds: float) -> None:
        """Say that targets which could not be reached are tried again."""
        told = reason("trying_again", count=count, seconds=f"{seconds:g}")
        self._bar.console.print(Text(say(told, self._language)), soft_wrap=True)

    def finished(self, reading: HostReading) -> None:
        """Say how a host went."""
        target = reading.target
        if target.reason is None:
            state = reason("host_read")
        else:
            why = say(target.reason, self._language)
            state = reason("host_partly_read" if target.reachable else "host_not_read", why=why)
        told = reason(
            "progress_host", host=target.name, state=say(state, self._language), seconds=f"{target.seconds:.1f}"
        )
        self._bar.console.print(Text(mask(say(told, self._language))), soft_wrap=True)
        self._bar.advance(self._task)
