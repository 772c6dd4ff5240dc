"""One host, cold: the whole `tenken scan` process against OpenSSH's client with the very same collector script.

The script runs for real on this machine. The inventory is already in its cache, as it is at every scan but the first.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from tests.bench.delay import delayed
from tests.bench.loopback import Loopback, collector_script, load, tenken
from tests.bench.measured import Line, best_wall

_ROUND_TRIP = 0.020  # seconds


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    cache = folder / "cache"
    os.environ["XDG_CACHE_HOME"] = str(cache)
    times = 5 if full else 2
    with Loopback(folder / "server") as loopback:
        for round_trip, limit in ((0.0, 2.0), (_ROUND_TRIP, 1.5)):
            with delayed(loopback.server.port, round_trip) if round_trip else nullcontext(0) as port:
                inventory = str(loopback.environment(folder / f"environment{limit}", ["web01"], port=port))
                script = collector_script(load(Path(inventory))).encode()
                scan = partial(tenken, "scan", "-i", inventory, cache=cache)
                ssh = partial(subprocess.run, loopback.ssh(port), input=script, stdout=subprocess.DEVNULL, check=True)
                ours, theirs = best_wall(times, scan, ssh)
                subject = f"one cold host, whole scan, {round_trip * 1000:.0f} ms round trip"
                yield Line(subject, "s", ours, theirs, "ssh, same script", limit, of_ratio=True)
