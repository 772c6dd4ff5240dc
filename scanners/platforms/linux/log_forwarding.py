"""Read where the logs of this host go: rsyslog and systemd-journal-upload, as far as they run."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.logs import ForwardTarget, LogForwarding
from scanners.platforms.linux.listening_sockets import plain_address
from scanners.platforms.linux.rsyslog import forward_targets
from scanners.platforms.linux.services import DAEMONS, active_daemons
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Passwords and tokens of other outputs (databases, message queues) are cut on the target.
RSYSLOG = Probe(
    "log_forwarding.rsyslog",
    'set --; for f in /etc/rsyslog.conf /etc/rsyslog.d/*; do [ ! -f "$f" ] || set -- "$@" "$f"; done; '
    't=$(grep -H "" "$@" /dev/null); r=$?; printf "%s\\n" "$t" | '
    "sed -E -e 's/((pass|pwd|secret|token)[A-Za-z._]*[[:space:]]*=[[:space:]]*\")[^\"]*/\\1***/gI' "
    "-e 's/((pass|pwd|secret|token)[A-Za-z._]*=)[^\"[:space:]]+/\\1***/gI' "
    "-e 's/(:om[a-z]*:[^,]*,[^,]*,[^,]*,).*/\\1***/'; exit $r",
)
UPLOAD = Probe(
    "log_forwarding.upload",
    "for d in /etc /run /usr/local/lib /usr/lib /lib; do for f in $d/systemd/journal-upload.conf "
    "$d/systemd/journal-upload.conf.d/*.conf; do "
    '[ ! -e "$f" ] || grep -H "^[[:space:]]*URL[[:space:]]*=" "$f" /dev/null || [ $? -eq 1 ] || exit; done; done',
)
CONNECTED = Probe("log_forwarding.connected", "ss -H -t -n state established && echo '#'", cap=4 << 20)


def rsyslog_files(outputs: Outputs) -> dict[str, str]:
    """Give the text of each configuration file by its path."""
    files: dict[str, list[str]] = {}
    for line in outputs["log_forwarding.rsyslog"].lines():
        path, _, text = line.partition(":")
        files.setdefault(path, []).append(text)
    if "/etc/rsyslog.conf" not in files:
        raise Unreadable(reason("include_not_read", path="/etc/rsyslog.conf"))
    return {path: "\n".join(lines) for path, lines in files.items()}


def _upload_rank(path: str) -> tuple[bool, str, int]:
    """Order files as systemd reads them: the main file, then drop-ins by name; of one name the one in /etc counts."""
    places = ("/usr/lib/", "/lib/", "/usr/local/lib/", "/run/", "/etc/")
    place = max((index for index, start in enumerate(places) if path.startswith(start)), default=0)
    return ("journal-upload.conf.d/" in path, path.rpartition("/")[2], place)


def upload_targets(outputs: Outputs) -> tuple[ForwardTarget, ...]:
    """Give the host that systemd-journal-upload sends to; the last URL wins, an empty one takes it back.

    Without a scheme it is https, without a port 19532. Plain http counts as `tcp`.
    """
    urls: dict[str, str] = {}
    for line in outputs["log_forwarding.upload"].lines():
        path, _, text = line.partition(":")
        urls[path] = text.partition("=")[2].strip()
    if not urls:
        return ()
    url = urls[max(urls, key=_upload_rank)]
    if not url:
        return ()
    parts = urlsplit(url if re.match(r"https?://", url) else f"https://{url}")
    tls = parts.scheme == "https"
    return (ForwardTarget(parts.hostname or "", parts.port or 19532, "https" if tls else "tcp", tls),)


def targets(outputs: Outputs) -> tuple[ForwardTarget, ...]:
    """Give the targets of what runs. syslog-ng's configuration is not read."""
    running = active_daemons(outputs)
    found = upload_targets(outputs) if "systemd-journal-upload" in running else ()
    if "rsyslog" in running and not found:
        found = forward_targets(rsyslog_files(outputs))
    elif "rsyslog" in running:
        more = attempt(lambda: forward_targets(rsyslog_files(outputs)))
        found += getattr(more, "value", ())
    if not found and "syslog-ng" in running:
        raise Unreadable(reason("log_service_not_read", service="syslog-ng"))
    return found


def connected(outputs: Outputs) -> frozenset[str]:
    """Give the remote end of each established TCP connection: `192.0.2.1:514`, `[2001:db8::1]:514`."""
    *lines, end = outputs["log_forwarding.connected"].lines()
    if end != "#":
        raise ValueError(end)
    peers = set()
    for line in lines:
        address, _, port = line.split()[3].rpartition(":")
        plain = plain_address(address).removeprefix("::ffff:")
        peers.add(f"[{plain}]:{int(port)}" if ":" in plain else f"{plain}:{int(port)}")
    return frozenset(peers)


def parse(outputs: Outputs, scope: Scope) -> LogForwarding:
    """Give configured targets and standing connections."""
    del scope
    return LogForwarding(targets=attempt(lambda: targets(outputs)), connected=attempt(lambda: connected(outputs)))


READER = Reader(LogForwarding, always(DAEMONS, RSYSLOG, UPLOAD, CONNECTED), parse)
