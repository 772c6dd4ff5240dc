"""Read units of systemd: what is enabled, what failed, and which of the daemons that other readers ask about run."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.services import Services
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

ENABLED = Probe(
    "services.enabled",
    "systemctl list-unit-files --type=service,socket,timer --state=enabled,enabled-runtime "
    "--no-legend --no-pager --plain || exit; "
    # Start-up scripts (/etc/init.d, rc.local) have no such state; what starts them is generated at boot.
    "cd /run/systemd || exit; "
    "for f in generator.late/*.target.wants/*.service generator/*.target.wants/rc-local.service; do "
    'n=${f##*/}; if [ -L "$f" ] && { [ -f "generator.late/$n" ] || [ "$n" = rc-local.service ]; }; '
    'then echo "$n enabled-generated"; fi; done',
    timeout=30,  # reads every unit file there is, whose first time takes long on a slow disk
)
FAILED = Probe(
    "services.failed",
    "systemctl show -p NFailedUnits && systemctl list-units --all --state=failed --no-legend --no-pager --plain",
)
DAEMONS = Probe(
    "services.daemons",
    "systemctl show --no-pager -p Id -p ActiveState auditd rsyslog systemd-journal-upload syslog-ng",
)

# systemd before 248 shows these aliases as enabled besides the units they stand for.
_ALIASES = ("dbus-org.", "autovt@", "syslog.service")


def enabled(outputs: Outputs) -> frozenset[str]:
    """Give enabled unit files. None at all is no real state: every system enables at least its consoles."""
    units = {line.split()[0] for line in outputs["services.enabled"].lines() if " enabled" in line}
    if not units:
        raise Unreadable(reason("no_units_listed"))
    return frozenset(unit for unit in units if not unit.startswith(_ALIASES))


def failed(outputs: Outputs) -> frozenset[str]:
    """Give failed units; the manager's own count proves that an empty list is real."""
    count, *units = outputs["services.failed"].lines()
    named = frozenset(unit.lstrip("●* ").split()[0] for unit in units)
    if bool(int(count.removeprefix("NFailedUnits="))) != bool(named):
        raise Unreadable(reason("no_units_listed"))
    return named


def active_daemons(outputs: Outputs) -> frozenset[str]:
    """Give those of the asked daemons that run, without `.service`."""
    running = set()
    blocks = outputs["services.daemons"].text().strip().split("\n\n")
    for block in blocks:
        values = dict(line.split("=", 1) for line in block.splitlines())
        if values["ActiveState"] in {"active", "reloading"}:
            running.add(values["Id"].removesuffix(".service"))
    return frozenset(running)


def parse(outputs: Outputs, scope: Scope) -> Services:
    """Give enabled and failed units."""
    del scope
    return Services(enabled=attempt(lambda: enabled(outputs)), failed=attempt(lambda: failed(outputs)))


READER = Reader(Services, always(ENABLED, FAILED), parse)
