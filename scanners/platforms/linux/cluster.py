"""Read the state of Pacemaker, keepalived and the replication of databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

from inventories.reason import reason
from scanners.facts.cluster import Cluster, Replica
from scanners.facts.field import Absent, Known, Unknown, attempt
from scanners.platforms.linux.database_servers import MYSQL_CLIENT, POSTGRESQL, PROGRAMS, installed, postgresql, running
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

T = TypeVar("T")

PACEMAKER = Probe("cluster.pacemaker", argv=("/usr/sbin/crm_mon", "-1", "-r", "--output-as=xml"))
# Neither passwords nor addresses of the configuration are of interest: the names of its instances alone are printed.
ROUTERS = Probe(
    "cluster.keepalived.instances",
    argv=(
        "/bin/sed", "-n", "-E", "-e", r"s/^[[:space:]]*vrrp_instance[[:space:]]+([A-Za-z0-9_.-]+).*$/instance \1/p",
        "-e", r"s/^[[:space:]]*include[a-z]*[[:space:]].*$/include/p", "-e", "$s/.*/end/p",
        "/etc/keepalived/keepalived.conf",
    ),
)  # fmt: skip
# Anybody may write to the journal by that name; as root, the daemon alone.
ROUTER_STATES = Probe(
    "cluster.keepalived.states",
    argv=("/bin/journalctl", "-q", "--no-pager", "-o", "cat", "-b", "-n", "5000", "-t", "Keepalived_vrrp", "_UID=0"),
    timeout=20,
    cap=2 << 20,
)
MYSQL = Probe(
    "cluster.mysql",
    argv=(*MYSQL_CLIENT, "-E", "-e", "SHOW SLAVE STATUS"),
)

_CAP = 1 << 20  # characters of XML; Pacemaker's answer for dozens of resources is a tenth of it
_ENTERED = re.compile(r"(?:VRRP_Instance)?\(([A-Za-z0-9_.-]{1,64})\)\s+(?:Entering|Now in) ([A-Z]+) (?:STATE|state).*")
_STATUS = frozenset({"Master_Host", "Slave_IO_Running", "Slave_SQL_Running", "Seconds_Behind_Master"})
_HEARD_S = 60  # a standby that heard nothing for so long has lost its sender, whatever it has applied


def _tree(outputs: Outputs) -> ET.Element:
    """Parse Pacemaker's answer. Entities could grow without end, and Pacemaker declares none."""
    text = outputs["cluster.pacemaker"].text()
    if len(text) > _CAP or "<!" in text:
        raise ValueError(text[:40])
    try:
        root = ET.fromstring(text)  # noqa: S314  (bounded, and without declarations, as seen above)
    except ET.ParseError as broken:
        raise ValueError(str(broken)) from broken
    if root.tag not in {"pacemaker-result", "crm_mon"} or root.find("nodes") is None or root.find("summary") is None:
        raise ValueError(root.tag)
    return root


def _node_state(node: ET.Element) -> str:
    if node.get("unclean") != "false":
        return "unclean"
    if node.get("online") != "true":
        return "offline"
    for state in ("standby", "maintenance", "pending"):
        if node.get(state) != "false":
            return state
    return "online"


def nodes(outputs: Outputs) -> dict[str, str]:
    """Give every node of the cluster and its state."""
    if "pacemaker" not in running(outputs):
        return {"(this host)": "stopped"}
    found = {node.attrib["name"]: _node_state(node) for node in _tree(outputs).findall("nodes/node")}
    if not found:
        raise ValueError(found)
    return found


def troubles(outputs: Outputs) -> frozenset[str]:
    """Give what is wrong with the cluster as a whole and with its resources."""
    if "pacemaker" not in running(outputs):
        return frozenset()
    tree = _tree(outputs)
    found: set[str] = set()
    summary = tree.find("summary")
    controller = None if summary is None else summary.find("current_dc")
    options = None if summary is None else summary.find("cluster_options")
    if controller is None or options is None:
        raise ValueError(summary)
    if controller.get("with_quorum") != "true":
        found.add("no quorum")
    found |= {option for option in ("maintenance-mode", "stop-all-resources") if options.get(option) == "true"}
    found.update(_resources(tree))
    found.update(_clones(tree))
    for failure in tree.iter("failure"):
        what = failure.get("op_key") or failure.get("id") or failure.get("task") or "?"
        found.add(f"{what} failed on {failure.get('node', '?')}")
    return frozenset(found)


def _resources(tree: ET.Element) -> Iterator[str]:
    """Tell what is wrong with single resources; an instance of a clone may be stopped."""
    in_clones = {id(one) for clone in tree.iter("clone") for one in clone.iter("resource")}
    for one in tree.iter("resource"):
        name = one.attrib["id"]
        if one.get("failed") == "true":
            yield f"{name} failed"
        if one.get("blocked") == "true":
            yield f"{name} blocked"
        if one.get("managed") == "false":  # nobody would start it again
            yield f"{name} unmanaged"
        if one.get("role") == "Stopped" and _is_meant(one) and id(one) not in in_clones:
            yield f"{name} stopped"


def _is_meant(one: ET.Element) -> bool:
    return one.get("target_role", "Started").lower() != "stopped"


def _clones(tree: ET.Element) -> Iterator[str]:
    """Tell which clones serve nobody. One may have more instances than nodes that can run them, unless one leads."""
    online = sum(_node_state(node) == "online" for node in tree.findall("nodes/node"))
    for clone in tree.iter("clone"):
        if not _is_meant(clone) or clone.get("disabled") == "true":
            continue
        if not any(one.get("active") == "true" for one in clone.iter("resource")):
            yield f"{clone.get('id', '?')} stopped"
        elif clone.get("multi_state") == "true":
            yield from _promotable(clone, online)


def _promotable(clone: ET.Element, nodes_online: int) -> Iterator[str]:
    """Tell where a resource with one leading instance has none, or lacks the one that stands by."""
    instances = list(clone.iter("resource"))
    running_ones = sum(one.get("active") == "true" for one in instances)
    if not any(one.get("role") in {"Master", "Promoted"} for one in instances):
        yield f"{clone.get('id', '?')} not promoted"
    if running_ones < min(len(instances), nodes_online):
        yield f"{clone.get('id', '?')} {running_ones}/{len(instances)}"


def virtual_routers(outputs: Outputs) -> dict[str, str]:
    """Give each configured instance with the state that it entered last since the start of the machine."""
    *lines, end = outputs["cluster.keepalived.instances"].lines()
    named = [line.removeprefix("instance ") for line in lines if line.startswith("instance ")]
    # The last line tells its own instance no more, and a table that others are drawn into is not whole.
    if end != "end" or "include" in lines or not named:
        raise Unreadable(reason("keepalived_not_readable"))
    if "keepalived" not in running(outputs):
        return dict.fromkeys(named, "STOPPED")
    entered = {}
    for line in outputs["cluster.keepalived.states"].lines():
        if found := _ENTERED.fullmatch(line.strip()):
            entered[found[1]] = found[2]
    if unseen := sorted(set(named) - set(entered)):
        raise Unreadable(reason("keepalived_state_not_logged", items=tuple(unseen[:10]), count=len(unseen)))
    return {name: entered[name] for name in named}


def _seconds(value: Any) -> int | None:
    return None if value is None else max(0, int(float(value)))


def _postgresql(server: dict[str, Any]) -> list[Replica]:
    found = [
        Replica("postgresql", str(one["peer"]).strip(), "sends", str(one["state"]), _seconds(one["lag"]),
                max(0, int(one["behind"] or 0)))
        for one in server["senders"] or ()
    ]  # fmt: skip
    # A slot is kept for a standby: one that nobody uses means that it is gone.
    found += [Replica("postgresql", str(slot), "sends", "lost", None, 0) for slot in server["idle_slots"] or ()]
    if server["standby"]:
        receiver = server["receiver"]
        heard = None if receiver is None else _seconds(receiver["heard"])
        if server["paused"]:
            state = "paused"
        elif receiver is None or receiver["state"] != "streaming" or heard is None or heard > _HEARD_S:
            state = "lost"
        else:
            state = "streaming"
        # All that came is applied: the age of the last change says only how quiet the sender is.
        lag = 0 if server["applied"] is True and state == "streaming" else _seconds(server["age"])
        found.append(Replica("postgresql", "-", "receives", state, lag, max(0, int(server["behind"] or 0))))
    return found


def _mysql(outputs: Outputs) -> list[Replica]:
    text = outputs["cluster.mysql"].text()
    found = []
    for block in re.split(r"\*{5,} \d+\. row \*{5,}", text)[1:]:
        values: dict[str, str] = {}
        for line in block.splitlines():
            name, colon, value = line.strip().partition(": ")
            # The text of an error holds what somebody sent; a line of it that repeats one of ours could hide the error.
            if colon and values.setdefault(name, value) != value and name in _STATUS:
                raise ValueError(name)
        runs = values["Slave_IO_Running"] == values["Slave_SQL_Running"] == "Yes"
        behind = values["Seconds_Behind_Master"]
        lag = None if behind == "NULL" else int(behind)
        state = "streaming" if runs and lag is not None else "lost"
        found.append(Replica("mysql", values["Master_Host"], "receives", state, lag, 0))
    if not found and text.strip():
        raise ValueError(text[:40])
    return found


def replication(outputs: Outputs) -> tuple[Replica, ...]:
    """Give every stream of replication that the database servers of this machine send or receive."""
    found = [replica for server in postgresql(outputs) for replica in _postgresql(server)]
    if "mysql" in running(outputs):
        found += _mysql(outputs)
    return tuple(sorted(found, key=lambda one: (one.engine, one.role, one.peer)))


def _part(outputs: Outputs, program: str, read: Callable[[Outputs], T]) -> Known[T] | Unknown | Absent:
    """Read a part whose software is there; absent where it is neither installed nor running."""
    try:
        there = program in running(outputs) or program in installed(outputs)
    except (Unreadable, ValueError, LookupError):
        return attempt(lambda: read(outputs))  # which meets the same trouble, and tells it
    return attempt(lambda: read(outputs)) if there else Absent(reason("no_cluster_software", program=program))


def _replication(outputs: Outputs) -> Known[tuple[Replica, ...]] | Unknown | Absent:
    state = attempt(lambda: replication(outputs))
    if isinstance(state, Known) and not state.value:
        return Absent(reason("no_replication"))
    return state


def parse(outputs: Outputs, scope: Scope) -> Cluster:
    """Give the state of each part."""
    del scope
    members: Known[Mapping[str, str]] | Unknown | Absent = _part(outputs, "pacemaker", nodes)
    return Cluster(
        nodes=members,
        troubles=_part(outputs, "pacemaker", troubles),
        virtual_routers=_part(outputs, "keepalived", virtual_routers),
        replication=_replication(outputs),
    )


READER = Reader(Cluster, always(PROGRAMS, PACEMAKER, ROUTERS, ROUTER_STATES, *POSTGRESQL, MYSQL), parse)
