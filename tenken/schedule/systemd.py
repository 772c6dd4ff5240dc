"""The one door to systemd: its programs, asked and told."""

from __future__ import annotations

import subprocess

from inventories.reason import ConfigError

_SECONDS = 60


def check_calendar(expression: str) -> None:
    """Check an expression of OnCalendar= (systemd.time(7)). Raises ConfigError with systemd's own words."""
    try:
        _run("systemd-analyze", "calendar", "--", expression)
    except ConfigError as problem:
        if problem.reason.code != "program_failed":
            raise
        raise ConfigError("schedule_calendar", given=expression, **_detail(problem)) from None


def show(unit: str, *names: str) -> dict[str, str]:
    """Give properties of a unit by name, as systemd writes them."""
    said = _run("systemctl", "show", f"--property={','.join(names)}", "--", unit)
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def enable(timer: str) -> None:
    """Make the timer known and start it, now and at every boot."""
    _run("systemctl", "daemon-reload")
    _run("systemctl", "enable", "--now", "--quiet", "--", timer)


def _detail(problem: ConfigError) -> dict[str, str]:
    return {"detail": str(problem.reason.as_dict()["detail"])}


def _run(program: str, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise ConfigError("program_missing", program=program) from None
    except subprocess.TimeoutExpired:
        raise ConfigError("program_failed", program=program, detail=f"> {_SECONDS} s") from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[0][:200]
        raise ConfigError("program_failed", program=program, detail=said)
    return done.stdout
