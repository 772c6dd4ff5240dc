"""A register (台帳) proposed from facts: what some hosts have, for a person to review.

One row of `ROWS` per kind. Where several hosts are given, an entry stands once; one that not all of them have is
`optional`, for what is registered and missing from a host would be a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from ipaddress import ip_address
from typing import Any

import msgspec

from checks.control import RegisterKind
from checks.facts_file import canonical, plain
from checks.registers import Register
from inventories.reason import Reason, reason
from scanners.facts.components import Components
from scanners.facts.field import Absent, Known

TO_FILL_IN = "要記入"  # what a person must fill in: `tenken controls lint` refuses it until then
_MASKED = re.compile(r"\*{4}")  # what redaction leaves of a personal number, or of one of its groups
_NOT_ASKED = "proposal_fact_not_read"
_DEVICE = "device_identity"  # every scan reads it of a network device, and of nothing else
_FACTS_OF_DEVICES = frozenset({_DEVICE, "neighbours", "redundancy"})
_DESCRIPTION = {"ja": "-", "en": "-"}

Entry = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One host of a run. `account`: that of the scan; `keys_until`: the last day that a proposed key gets."""

    target: str
    account: str
    facts: Mapping[str, Any]
    keys_until: date


class _UntoldError(Exception):
    """The facts do not tell; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


Entries = Callable[[Source], Iterable[Entry] | None]  # None where the host has no such thing


def _known(source: Source, fact: str, field: str) -> Any:
    """Give the value of a field, None where the target has no such thing. Raises where it was not read."""
    if (fact in _FACTS_OF_DEVICES) is not (_DEVICE in source.facts) and fact not in source.facts:
        return None  # a network device has no packages, and a server no neighbours of ports
    if fact not in source.facts:
        raise _UntoldError(reason(_NOT_ASKED, fact=fact))
    state = getattr(source.facts[fact], field)
    if isinstance(state, Known):
        return state.value
    if isinstance(state, Absent):
        return None
    raise _UntoldError(state.reason)


def _names(fact: str, field: str) -> Entries:
    """Propose every name of a field that is a set of names."""
    return lambda source: _known(source, fact, field)


def _each(fact: str, field: str, entry: Callable[[Any, Source], Iterator[Entry]]) -> Entries:
    """Propose what `entry` makes of each item of a field."""

    def entries(source: Source) -> list[Entry] | None:
        items = _known(source, fact, field)
        return None if items is None else [made for item in items for made in entry(item, source)]

    return entries


def _account(name: str, source: Source) -> Iterator[Entry]:
    del source
    if name != "root":  # root needs no entry
        yield {"name": name, "owner": TO_FILL_IN}


def _sudo_rule(grant: Any, source: Source) -> Iterator[Entry]:
    """Leave out root's rules, and the scan account's: what is in order there, `tenken sudoers` alone says."""
    if grant.user not in {"root", source.account}:
        yield {item.name: plain(getattr(grant, item.name)) for item in fields(grant)}


def _key(key: Any, source: Source) -> Iterator[Entry]:
    yield {
        "fingerprint": key.fingerprint,
        "account": key.account,
        "owner": TO_FILL_IN,
        "expires": source.keys_until.isoformat(),
    }


def _port(socket: Any, source: Source) -> Iterator[Entry]:
    del source
    entry = {"proto": socket.proto, "port": socket.port, "address": _listens_on(socket.address)}
    yield {**entry, "process": socket.process} if socket.process else entry


def _listens_on(text: str) -> str:
    """Give the address as a register says it; one that is none stays as it is, and is left out as unfit."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_unspecified:
        return "any"
    return "loopback" if found.is_loopback else str(found)


def _hardware(source: Source) -> list[Entry] | None:
    """Propose the machine by its serial number; what else could not be read says nothing."""
    if _DEVICE in source.facts:
        return _network_device(source)
    serial = _known(source, "hardware_identity", "serial")
    if serial is None:
        return None
    entry: dict[str, Any] = {"host": source.target, "serial": serial}
    for name in ("vendor", "product"):
        if text := _if_known(source, "hardware_identity", name):
            entry[name] = text
    for name, fact, field in _FIRMWARE:
        if version := _if_known(source, fact, field):
            entry[name] = [version]
    parts = [_if_known(source, "components", item.name) for item in fields(Components)]
    if all(part is not None for part in parts):
        entry["components"] = sorted(name for part in parts for name in part)
    return [entry]


def _network_device(source: Source) -> list[Entry] | None:
    """Propose a network device by its first serial number, with the further members of a stack as components."""
    serials = _known(source, _DEVICE, "serials")
    if not serials:
        return None if serials is None else []
    entry: dict[str, Any] = {"host": source.target, "serial": serials[0]}
    if model := _if_known(source, _DEVICE, "model"):
        entry["product"] = model
    return [{**entry, "components": sorted(set(serials[1:]))} if serials[1:] else entry]


def _link(neighbour: Any, source: Source) -> Iterator[Entry]:
    entry = {"host": source.target, "port": neighbour.port, "neighbour": neighbour.name}
    yield {**entry, "remote_port": neighbour.remote_port} if neighbour.remote_port else entry


def _routing_neighbours(source: Source) -> list[Entry] | None:
    """Propose the neighbours of routing protocols, whether they are up or not; a device without any has no entry."""
    peers = _known(source, "redundancy", "routing_peers")
    return [{"host": source.target, "neighbours": sorted(peers)}] if peers else None


def _station(station: Any, source: Source) -> Iterator[Entry]:
    del source
    yield {"mac": station.mac, "vlan": station.vlan or "any"}


def _if_known(source: Source, fact: str, field: str) -> Any:
    try:
        return _known(source, fact, field)
    except _UntoldError:
        return None


_FIRMWARE = (
    ("bios_versions", "hardware_identity", "bios_version"),
    ("bmc_versions", "bmc", "firmware"),
)

ROWS: Mapping[RegisterKind, Entries] = {
    "packages": _names("packages", "names"),
    "services": _names("services", "enabled"),
    "accounts": _each("accounts", "login", _account),
    "sudo_rules": _each("sudo_rules", "grants", _sudo_rule),
    "authorized_keys": _each("authorized_keys", "keys", _key),
    "ports": _each("listening_sockets", "sockets", _port),
    "repositories": _names("repositories", "enabled"),
    "scheduled_jobs": _names("scheduled_jobs", "jobs"),
    "usb_devices": _names("usb_storage", "attached"),
    "setuid_files": _names("special_files", "setid"),
    "hardware": _hardware,
    "device_links": _each("neighbours", "neighbours", _link),
    "stations": _each("neighbours", "stations", _station),
    "routing_neighbours": _routing_neighbours,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A kind that the facts of a target do not tell, and why. `asked`: the run was to read it, and could not."""

    kind: str
    target: str
    reason: Reason

    @property
    def asked(self) -> bool:
        """Whether the run was to read it."""
        return self.reason.code != _NOT_ASKED


@dataclass(frozen=True, slots=True)
class Proposal:
    """A register as plain data without its description, and what could not be put into it.

    `missing`: kinds that are not proposed at all, so that their controls stay unknown. `unfit`: entries, with their
    kind, that no register can hold (a masked number, a name that needs quoting): they stay findings.
    """

    kinds: Mapping[str, list[Entry]]
    missing: tuple[Missing, ...]
    unfit: tuple[tuple[str, str], ...]


def propose(sources: Sequence[Source]) -> Proposal:
    """Propose one register for these hosts together; equal facts give an equal proposal."""
    kinds: dict[str, list[Entry]] = {}
    missing: list[Missing] = []
    unfit: list[tuple[str, str]] = []
    for kind, entries in ROWS.items():
        by_host, untold = _by_host(kind, entries, sources)
        missing += untold
        if untold or not by_host:
            continue  # half a list would call the rest unapproved
        together = _together(kind, by_host)
        kinds[kind] = [entry for entry in together if _fits(kind, entry)]
        unfit += [(kind, canonical(entry).decode()) for entry in together if not _fits(kind, entry)]
    return Proposal(kinds, tuple(missing), tuple(unfit))


def _by_host(kind: str, entries: Entries, sources: Sequence[Source]) -> tuple[list[dict[bytes, Entry]], list[Missing]]:
    """Give the entries of each host that has such a thing, by their canonical text."""
    by_host: list[dict[bytes, Entry]] = []
    untold: list[Missing] = []
    for source in sources:
        try:
            made = entries(source)
        except _UntoldError as stop:
            untold.append(Missing(kind, source.target, stop.reason))
        else:
            if made is not None:
                by_host.append({canonical(entry): entry for entry in made})
    return by_host, untold


def _together(kind: str, by_host: Sequence[Mapping[bytes, Entry]]) -> list[Entry]:
    every = {text: entry for entries in by_host for text, entry in entries.items()}
    return [
        entry
        if kind in _OF_ONE_HOST | _NEVER_ASKED_FOR or all(text in entries for entries in by_host)
        else _optional(entry)
        for text, entry in sorted(every.items())
    ]


def _optional(entry: Entry) -> Entry:
    return {"name": entry, "optional": True} if isinstance(entry, str) else {**entry, "optional": True}


def _fits(kind: str, entry: Entry) -> bool:
    """Whether a register can hold the entry and it is what was on the host."""
    if _MASKED.search(canonical(entry).decode()):
        return False
    try:
        msgspec.convert({"description": _DESCRIPTION, kind: [entry]}, Register, strict=True)
    except msgspec.ValidationError:
        return False
    return True


_OF_ONE_HOST = frozenset({"hardware", "device_links", "routing_neighbours"})  # their entries name their host
_NEVER_ASKED_FOR = frozenset({"stations"})  # what is registered there need not be there
