"""How the controls on the origin, integrity, records and changes of software are broken on a living host, what a scan
must then name, and how they are repaired. `LATER` needs a round after `BREAKS`: it breaks the same things otherwise.

The control on malicious programs meets a stand-in for ClamAV: a unit of its name, and the head of a signature file.
"""

from __future__ import annotations

from typing import Any

from tests.lab.live_breaks import Break

_MANAGED = "/etc/tenken-lab.conf"
_CHECK = "aide --config=/etc/aide/aide.conf --check >/dev/null"
_TODAY = "TZ=Asia/Tokyo date +%F"
_HEAD = (
    "LC_ALL=C date -u {when} '+ClamAV-VDB:%d %b %Y %H-%M +0000:27466:2077200:90:stand-in' >/var/lib/clamav/daily.cvd"
)


def _items(*items: str) -> dict[str, Any]:
    return {"items": list(items), "count": len(items)}


BREAKS: tuple[Break, ...] = (
    Break(
        "J13-MG-04",
        "echo 'deb [trusted=yes] http://betsu.invalid/debian ./' >/etc/apt/sources.list.d/betsu.list",
        {
            "bad.repositories.enabled": _items("http://betsu.invalid/debian ./"),
            "bad.repositories.unverified": _items("http://betsu.invalid/debian ./ [trusted=yes]"),
        },
        "rm /etc/apt/sources.list.d/betsu.list",
    ),
    Break(
        "J13-MG-06",
        f"echo 'exit 0' >/usr/sbin/uraguchi; {_CHECK} || true",  # its status tells that it found something
        {"integrity_differences": {}},
        f"rm /usr/sbin/uraguchi; {_CHECK}",
    ),
    Break(
        "J13-MG-07",
        f"echo 'revision = 2' >>{_MANAGED}",
        {"bad.managed_files.digests": {**_items(_MANAGED), "gone": [], "gone_count": 0}},
        f"sed -i '$d' {_MANAGED}",
    ),
    Break(
        "J13-MG-11",
        # Of two blocks for one log the first one holds.
        "printf '%s\\n' '/var/log/auth.log {' daily 'rotate 3' '}' >/etc/logrotate.d/00-mijikai",
        {"bad.log_retention.logs": {**_items("/var/log/auth.log: 3"), "days": 7}},
        "rm /etc/logrotate.d/00-mijikai",
    ),
    Break(
        "J13-MG-14",
        "cp -p /usr/bin/cksum /root/cksum.kept; echo >>/usr/bin/cksum",
        {"package_files_altered": _items("/usr/bin/cksum")},
        "mv /root/cksum.kept /usr/bin/cksum",
    ),
    Break(
        "J13-UA-21",
        "systemctl stop clamav-daemon.service",
        {"malware_stopped": _items("ClamAV")},
        "systemctl start clamav-daemon.service",
    ),
)

# Not beside a break that installs a package: that would be named too.
LATER: tuple[Break, ...] = (
    Break(
        "J13-MG-04",
        """echo 'APT::Get::AllowUnauthenticated "true";' >/etc/apt/apt.conf.d/99-mikensho""",
        {"bad.repositories.unverified": _items("apt::get::allowunauthenticated=true")},
        "rm /etc/apt/apt.conf.d/99-mikensho",
    ),
    Break(
        "J13-MG-06",
        "systemctl disable -q aidecheck.timer",
        {"integrity_not_scheduled": {}},
        "systemctl enable -q aidecheck.timer",
        also={"J13-MG-05": "fail"},
    ),
    Break(
        "J13-MG-07",
        f"mv {_MANAGED} {_MANAGED}.kept",
        {"bad.managed_files.digests": {**_items(), "gone": [_MANAGED], "gone_count": 1}},
        f"mv {_MANAGED}.kept {_MANAGED}",
    ),
    Break(
        "J13-MG-13",
        "touch /var/lib/dpkg/info/base-files.list",  # what dpkg does when it unpacks the package again
        {"changes_unannounced": _items("TOLD +base-files")},
        "touch -d '200 days ago' /var/lib/dpkg/info/base-files.list",
        told=_TODAY,
    ),
    Break(
        "J13-UA-21",
        _HEAD.format(when="-d '5 days ago'"),
        {"malware_stale": {**_items("ClamAV (TOLD)"), "max_days": 3}},
        _HEAD.format(when=""),
        told=f"{_TODAY} -d '5 days ago'",
    ),
)
