"""Work that others may hold up, done within a time: a server that gives a byte a minute must not keep a scan."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable


def within(seconds: float, work: Callable[[], object]) -> None:
    """Do it, and raise what it raises; TimeoutError where it takes longer. It is then left to itself."""
    raised: list[BaseException] = []

    def do() -> None:
        try:
            work()
        except BaseException as problem:  # noqa: BLE001  (raised below, in the thread that asked)
            raised.append(problem)

    worker = threading.Thread(target=do, name="within", daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
    if raised:
        raise raised[0]
