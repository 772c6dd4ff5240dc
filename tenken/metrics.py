"""`--metrics FILE`: the metrics of a run, where node_exporter's textfile collector finds them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from checks.run import Run
from inventories.reason import Reason, reason
from reports.metrics import last_success, render

_MODE = 0o644  # node_exporter has an account of its own


def write_metrics(file: Path, run: Run) -> list[Reason]:
    """Write the metrics whole or not at all, with the last complete run from those before; gives what went wrong."""
    try:
        path = Path(os.path.realpath(file))
        before = last_success(path.read_text("utf-8", "replace")) if path.is_file() else 0
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=".tenken-", delete=False
        ) as part:
            try:
                part.write(render(run, {}, "en", last_success=before))
                part.flush()
                os.fchmod(part.fileno(), _MODE)
                os.fsync(part.fileno())
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as problem:
        return [reason("output_unwritable", file=str(file), detail=problem.strerror or str(problem))]
    return []
