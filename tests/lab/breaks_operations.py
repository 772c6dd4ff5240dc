"""How the controls on the daily running of a system are broken on a living host.

What a container cannot hold: Pacemaker and keepalived (recorded answers stand for them), a network share or a disk of
its own for backups. PostgreSQL with a real standby is broken in test_databases.py. `LATER` needs a round after
`BREAKS`: it breaks the same controls otherwise.
"""

from __future__ import annotations

from typing import Any

from tests.lab.live_breaks import Break

_JOB = "/etc/cron.d/mochikomi"
_BACKUPS = "/var/backups/tenken-lab"


def _items(*items: str) -> dict[str, Any]:
    return {"items": list(items), "count": len(items)}


BREAKS: tuple[Break, ...] = (
    Break(
        "J13-UA-23",
        f"echo '*/5 * * * * root /usr/bin/true --password=himitsu' >{_JOB}",
        {"bad.scheduled_jobs.jobs": _items("TOLD")},
        f"rm {_JOB}",
        told=f'echo "cron root {_JOB} */5 * * * * /usr/bin/true sha256:$(sha256sum {_JOB} | cut -c 1-16)"',
    ),
    Break(
        "J13-FT-01",
        f"touch -d '3 days ago' {_BACKUPS}/etc-1.tar {_BACKUPS}/etc-2.tar",
        {"bad.backups.newest": _items(f"{_BACKUPS}: etc-2.tar 72h")},
        f"touch {_BACKUPS}/etc-1.tar {_BACKUPS}/etc-2.tar",
    ),
)

# The other side of controls that look at two things: a registered job that everybody can rewrite, a backup that shrank.
LATER: tuple[Break, ...] = (
    Break(
        "J13-UA-23",
        "chmod 0777 /etc/cron.daily/dpkg",
        {"bad.scheduled_jobs.writable": _items("/etc/cron.daily/dpkg")},
        "chmod 0755 /etc/cron.daily/dpkg",
        also={"J13-UA-18": "fail"},
    ),
    Break(
        "J13-FT-01",
        f"head -c 2000 /dev/zero >{_BACKUPS}/etc-2.tar",
        {"bad.backups.newest": _items(f"{_BACKUPS}: etc-2.tar 2000B < 50% × 4096B")},
        f"head -c 4096 /dev/zero >{_BACKUPS}/etc-2.tar",
    ),
)
