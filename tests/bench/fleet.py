"""A fleet: `tenken scan` of many names that all are one sshd, against `xargs -P` with OpenSSH's client.

The server answers with a recording of this machine, or a thousand hosts would share two processors for their probes.
Caps per segment are lifted (no host is in a segment) and the workers are as many as xargs has processes.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.bench.loopback import Loopback, collector_script, load, tenken
from tests.bench.measured import Line, best_wall

_WORKERS = 20


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    cache = folder / "cache"
    os.environ["XDG_CACHE_HOME"] = str(cache)
    count = 1000 if full else 120
    names = [f"web{number:04d}" for number in range(count)]
    with Loopback(folder / "server", recorded=True) as loopback:
        inventory = loopback.environment(folder / "environment", names)
        text = collector_script(load(inventory))
        loopback.record(text)
        script = folder / "script"
        script.write_text(text, "utf-8")
        outputs = folder / "outputs"
        outputs.mkdir()
        one = f"{shlex.join(loopback.ssh())} < {script} > {outputs}/{{}}"

        def xargs() -> None:
            words = ["xargs", "-P", str(_WORKERS), "-I", "{}", "sh", "-c", one]
            subprocess.run(words, input="\n".join(names), text=True, check=True)

        def scan() -> None:
            tenken("scan", "-i", str(inventory), "--workers", str(_WORKERS), cache=cache)

        ours, theirs = best_wall(1 if full else 2, scan, xargs)
    subject = f"{count} hosts, {_WORKERS} at once, whole scan"
    yield Line(subject, "s", ours, theirs, "xargs -P ssh, same script", 1.0, of_ratio=True)
