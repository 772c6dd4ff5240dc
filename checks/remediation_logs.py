"""What the tasks on records need: where they are sent (J13-MG-10), and for how long they are kept (J13-MG-11).

Patterns for `ansible.builtin.replace` are made here, so that the roles decide nothing: rsyslog.conf(5), logrotate(8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from checks.judging import listed
from checks.registers import LogServer, same
from checks.remediation_sources import Sources
from checks.segments import networks
from inventories.reason import Reason, reason

_TLS_PORT = 6514  # RFC 5425
_SYSLOG_PORT = 514
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}(?!\n)|::[0-9A-Fa-f:.]{1,40}(?!\n)")
_LOG = re.compile(r"/var/log(/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]{0,100}){1,4}(?!\n)")
_MARK = "tenken J13-MG-10: "  # the roles write it before what they take out of force
_NOT_YET = f"(?<!{re.escape(_MARK)})"
_INSIDE = r"(?:(?!\*/)[^)])*"  # parameters of an action: up to its bracket, and no comment, for it becomes one
_AUDIT_LOG = "/var/log/audit/audit.log"
_WEEK = 7
_MARKED = "\t# tenken J13-MG-11\n"


def forwarding(sources: Sources) -> dict[str, Any] | Reason:
    """Give the registered server that the host must send to, if it sends to none, and what sends to others.

    Transport with TLS needs certificates that no repair can make.
    """
    servers = [one for one in sources.registers.log_servers if one.target != sources.host.name]
    targets, packages = sources.known("log_forwarding", "targets"), sources.known("packages", "names")
    if isinstance(packages, list) and "rsyslog" not in packages:
        return reason("repair_not_installed", items=("rsyslog",))
    if not isinstance(targets, list) or not servers:
        return reason("repair_state_not_read")
    foreign = [target for target in targets if not any(_names(one, target) for one in servers)]
    if any(target["protocol"] == "https" or not _ADDRESS.fullmatch(target["address"]) for target in foreign):
        return reason("repair_forwarding_unusual", **listed(f"{one['address']}:{one['port']}" for one in foreign))
    server = _server(servers, targets, sources)
    if isinstance(server, Reason):
        return server
    places = sorted({(target["address"], int(target["port"])) for target in foreign})
    return {
        **server,
        "holds": _holds(address for address, _ in places),
        "edits": list(_edits(places)) if places else [],
    }


def _holds(names: Iterable[str]) -> str:
    """Give a pattern for a line that holds one of the names: other files are not looked at at all."""
    return f".*(?:{'|'.join(map(re.escape, names))})"


def _server(servers: list[LogServer], targets: list[Any], sources: Sources) -> dict[str, Any] | Reason:
    """Give the server that a connection must stand to, and whether it has to be named first."""
    tls = bool(sources.params.get("require_tls", False))
    for one in servers:
        if any(_names(one, to) and to["protocol"] != "udp" and (to["tls"] or not tls) for to in targets):
            if {state.code for state in sources.actual} == {"forwarding_not_arrived"}:
                return reason("repair_forwarding_beyond")
            return {"server": {"address": one.address, "port": one.port}, "lacking": False}
    chosen = _candidates(servers, targets, sources)
    if len({one.address for one in chosen}) > 1:
        return reason("repair_log_servers_several", **listed(one.address for one in chosen))
    if tls or chosen[0].port == _TLS_PORT:
        return reason("repair_forwarding_tls", server=chosen[0].address)
    return {"server": {"address": chosen[0].address, "port": chosen[0].port}, "lacking": True}


def _names(server: LogServer, target: Mapping[str, Any]) -> bool:
    names = {same(name) for name in (server.address, *server.names)}
    return target["port"] == server.port and same(target["address"]) in names


def _candidates(servers: list[LogServer], targets: list[Any], sources: Sources) -> list[LogServer]:
    """Give the servers that can be meant: one that is named already, one in the host's own segment, or all."""
    named = [one for one in servers if any(_names(one, target) for target in targets)]
    own = [
        network
        for segment in sources.policy.segments.all
        if segment.id == sources.host.segment
        for network in networks(segment.cidrs)
    ]
    near = [one for one in servers if any(ip_address(one.address) in network for network in own)]
    return named or near or servers


def _edits(places: list[tuple[str, int]]) -> Iterable[dict[str, str]]:
    """Give what sends to these places, and what comes instead: `continue`, an action that does nothing.

    So selectors and conditions stay whole, and a line that begins with `&` keeps what it belongs to.
    """
    old = "|".join(rf"\[?{re.escape(host)}\]?{_with_port(rf':{port}', port)}" for host, port in places)
    line = rf"(?:@@?|:omrelp:)(?:\([^)\n]*\))?(?:{old})(?=[;\s]|$)[^\n]*"
    yield {"from": rf"(?i)^([^#\n]*?){_NOT_YET}({line})$", "to": rf"\1continue # {_MARK}\2"}
    kind = rf'(?={_INSIDE}\btype\s*=\s*"(?:builtin:)?om(?:fwd|relp)")'
    new = "|".join(_told(host, port) for host, port in places)
    action = rf"action\s*\({kind}(?:{new}){_INSIDE}\)"
    yield {"from": rf"(?i){_NOT_YET}\b({action})", "to": rf"continue /* {_MARK}\1 */"}


def _with_port(pattern: str, port: int) -> str:
    return f"(?:{pattern})?" if port == _SYSLOG_PORT else pattern


def _told(host: str, port: int) -> str:
    """Give the pattern that looks ahead for target and port among the parameters of an action."""
    number = rf'(?={_INSIDE}\bport\s*=\s*"{port}")'
    if port == _SYSLOG_PORT:
        number = rf"(?:{number}|(?!{_INSIDE}\bport\s*=))"
    return rf'(?={_INSIDE}\btarget\s*=\s*(?:\[[^\]]*)?"\[?{re.escape(host)}\]?"){number}'


def retention(sources: Sources) -> dict[str, Any] | Reason:
    """Give the logs that are removed too early, and the patterns of the blocks of logrotate that hold for them.

    Longer records need room: where there is none, a person decides what goes.
    """
    logs = sources.known("log_retention", "logs")
    wanted = [state.as_dict().get("days") for state in sources.actual if state.code == "bad.log_retention.logs"]
    if any(state.code == "bad.log_retention.used_percent" for state in sources.actual):
        return reason("repair_logs_no_room")
    if not isinstance(logs, list) or not wanted or not isinstance(wanted[0], int):
        return reason("repair_state_not_read")
    days = wanted[0]
    short = [one["name"] for one in logs if _too_short(one, days)]
    paths = [name for name in short if name != "journal"]
    if not all(map(_LOG.fullmatch, paths)):
        return reason("repair_names_unusual")
    weeks = -(-days // _WEEK)
    return {
        "journal": "journal" in short,
        # auditd removes records by their volume unless it is told to keep them; where it did not run yet, it will.
        "audit": not any(one["name"] == _AUDIT_LOG and one["limit"] != "size" for one in logs),
        "holds": f".*{_named(paths)}",
        "edits": [*_numbers(paths, weeks), {"from": _block(paths), "to": rf"\g<0>{_lines(weeks)}"}] if paths else [],
    }


def _too_short(log: Mapping[str, Any], days: int) -> bool:
    by_time = log["limit"] == "time" or (log["limit"] == "size" and log["days"] > 0)
    return bool(by_time and log["days"] < days)


def _lines(weeks: int) -> str:
    return f"{_MARKED}\tweekly\n\trotate {weeks}\n"


# A line of a block: of a script, whole to its end, or any other that does not end the block.
_SCRIPT = r"(?:pre|post)rotate|firstaction|lastaction|preremove"
_LINE = (
    rf"(?:[ \t]*(?:{_SCRIPT})\b[^\n]*\n(?:(?![ \t]*endscript\b)[^\n]*\n)*[ \t]*endscript\b[^\n]*\n"
    rf"|(?![ \t]*(?:{_SCRIPT})\b)[^\n{{}}]*\n)"
)


def _named(paths: Iterable[str]) -> str:
    """Give the pattern of a name in a block's head: one of the logs, or what stands for several in its folder."""
    folders = sorted({path.rpartition("/")[0] for path in paths})
    whole = rf"(?:{'|'.join(map(re.escape, folders))})/[^\s{{}}\"'/]*[*?\[][^\s{{}}\"'/]*"
    return rf"(?:{'|'.join(map(re.escape, paths))}|{whole})"


def _head(paths: Iterable[str]) -> str:
    """Give the pattern of a block up to its opening bracket, with one of the logs among its names."""
    before = r"(?:[ \t]*[\"'/][^\n{}#]*\n)*?(?=[ \t]*[\"'/])[^\n{}#]*?(?<![^\s\"'])"
    return rf"^{before}{_named(paths)}(?=[\s\"'{{])[^{{}}#]*\{{[^\n}}]*\n"


def _block(paths: Iterable[str]) -> str:
    """Give the pattern of a block up to its end, where what is said last holds; not one that was repaired before."""
    return rf"{_head(paths)}(?!(?:{_LINE})*?{_MARKED})(?:{_LINE})*(?=[ \t]*\}}[ \t]*$)"


def _numbers(paths: Iterable[str], weeks: int) -> Iterable[dict[str, str]]:
    """Give what raises numbers in a block: the greatest age in days, and the weeks of an earlier repair."""
    for before, number in ((r"[ \t]*maxage[ \t=]+", weeks * _WEEK), (f"{_MARKED}\tweekly\n\trotate ", weeks)):
        yield {"from": rf"({_head(paths)}(?:{_LINE})*?{before})(?!{number}\b)\d+", "to": rf"\g<1>{number}"}
