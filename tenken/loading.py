"""What the operator gives (inventory, policy, limit), read and joined into one plan per host. Connects to nothing."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checks.control import Depth
from checks.judging import japanese_date
from checks.plan import HostPlan, plan_host, platform_of
from checks.policy import Policy, load_policy
from inventories.model import Host, Inventory
from inventories.read import read_inventory
from inventories.reason import ConfigError, Reason, reason
from inventories.responsibility import split_by_responsibility
from inventories.select import select
from reports.messages import Language, say
from scanners.facts import FACT_NAMES
from scanners.platforms import DEVICES, FAMILIES
from scanners.ssh.config import SshConfig
from scanners.ssh.credentials import AskPassphrase, Credentials
from scanners.ssh.resolve import resolve
from scanners.ssh.target import Target
from tenken import extending, facilities
from tenken.scanning import Job

_SSH = "ssh"
_NETWORK_CLI = "network_cli"
TELNET = "telnet"
PLAIN_TEXT = "J15-UA-01"  # the control that plain-text management fails
_LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every chosen host: those that may be connected to as jobs, the others with the reason why not.

    `sudo_commands`: by family, what `tenken sudoers` grants for the whole inventory: a host may carry all of it.
    """

    inventory: Inventory
    policy: Policy
    credentials: Credentials
    jobs: tuple[Job, ...]
    set_aside: tuple[tuple[HostPlan, Reason], ...]
    sudo_commands: Mapping[str, frozenset[str]]

    @property
    def ha_groups(self) -> Mapping[str, frozenset[str]]:
        """The hosts of each high-availability group of the whole inventory."""
        return ha_groups(self.inventory.hosts)

    @property
    def unread(self) -> tuple[HostPlan, ...]:
        """The plans of our own assets that no scanner reads; other bodies' assets are not ours to judge."""
        return tuple(plan for plan, why in self.set_aside if why.code != "not_our_responsibility")


def configure(parser: argparse.ArgumentParser, language: Language, depth: Depth = "routine") -> None:
    """Add the arguments of a command that plans controls on some hosts of an inventory; `depth` is the default."""

    def text(code: str) -> str:
        return say(reason(code), language)

    configure_inventory(parser, language)
    help_depth = say(reason("help_depth", default=depth), language)
    parser.add_argument("--limit", metavar="PATTERN", help=text("help_limit"))
    parser.add_argument("--article", type=int, choices=(13, 14, 15), action="append", help=text("help_article"))
    parser.add_argument("--control", action="append", metavar="ID", default=[], help=text("help_control"))
    parser.add_argument("--depth", choices=("routine", "full"), default=depth, help=help_depth)


def configure_inventory(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments that every command on an inventory has."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.set_defaults(limit=None, article=None, control=[], depth="routine")
    parser.add_argument("-i", "--inventory", type=Path, required=True, metavar="PATH", help=text("help_inventory"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_policy"))
    extending.configure(parser, language)
    parser.add_argument("--vault-password-file", metavar="FILE", help=text("help_vault_password_file"))
    parser.add_argument("--vault-id", action="append", metavar="ID", default=[], help=text("help_vault_id"))
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=text("help_passphrase_file"))


def configure_policy(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of a command on the policy, which may name the inventory beside it."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("-i", "--inventory", type=Path, metavar="PATH", help=text("help_inventory"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_policy"))
    parser.add_argument("--vault-password-file", metavar="FILE", help=text("help_vault_password_file"))
    parser.add_argument("--vault-id", action="append", metavar="ID", default=[], help=text("help_vault_id"))


def load(
    arguments: argparse.Namespace, ask_passphrase: AskPassphrase | None = None, config: SshConfig | None = None
) -> Loaded:
    """Read inventory and policy and plan every chosen host. Raises ConfigError for whatever is wrong in them."""
    vault = vault_arguments(arguments)
    inventory = read_inventory(arguments.inventory, vault_args=vault)
    paths = extending.control_paths(arguments.extensions)
    policy = load_policy(arguments.policy or _policy_beside(arguments.inventory), paths)
    hosts = select(inventory, arguments.limit, vault_args=vault) if arguments.limit else inventory.hosts
    only = chosen_controls(policy, arguments.control, arguments.article)
    credentials = Credentials(ask_passphrase=ask_passphrase, passphrase_file=arguments.passphrase_file)
    config = config or SshConfig()
    _check_segments(hosts, policy)
    split = split_by_responsibility(hosts, policy.responsible)
    jobs: list[Job] = []
    set_aside = [(plan_host(host, policy, only=only, depth=arguments.depth), why) for host, why in split.refused]
    by_name = {host.name: host for host in inventory.hosts}

    def place(host: Host) -> Target:
        """Give where a host's facility is asked from."""
        beside = facilities.gateway(host, by_name, policy.responsible)
        return resolve(beside, config, credentials) if beside else facilities.here(host.name)

    for host in split.allowed:
        if facilities.alone(host):
            jobs.append(Job(planned(host, "", policy, only, arguments.depth), place(host)))
            continue
        if why := _unreadable(host, policy):
            set_aside.append((plan_host(host, policy, only=only, depth=arguments.depth), why))
            continue
        target = facilities.here(host.name) if host.connection.kind == _LOCAL else resolve(host, config, credentials)
        plan = planned(host, target.user, policy, only, arguments.depth)
        jobs.append(Job(plan, target, place(host) if facilities.place_of(plan) else None))
    plans = [job.plan for job in jobs]
    if len(hosts) < len(inventory.hosts):
        others = split_by_responsibility(inventory.hosts, policy.responsible).allowed
        plans += [
            plan_host(_as_account(host, resolve(host, config, credentials).user), policy)
            for host in others
            if host.connection.kind == _SSH and host.asset == "server"
        ]
    return Loaded(inventory, policy, credentials, tuple(jobs), tuple(set_aside), granted(plans))


def ha_groups(hosts: Iterable[Host]) -> dict[str, frozenset[str]]:
    """Give the hosts of each high-availability group."""
    members: dict[str, set[str]] = defaultdict(set)
    for host in hosts:
        if host.ha_group:
            members[host.ha_group].add(host.name)
    return {group: frozenset(names) for group, names in members.items()}


def granted(plans: Iterable[HostPlan]) -> dict[str, frozenset[str]]:
    """Give, by family, every command that `tenken sudoers` grants for these plans."""
    planned = tuple(plans)
    return {family: frozenset().union(*(plan.own_sudo.get(family, ()) for plan in planned)) for family in FAMILIES}


def planned(host: Host, user: str, policy: Policy, only: frozenset[str] | None, depth: Depth) -> HostPlan:
    """Plan a host that is read by an account, or that is asked beside itself alone."""
    if facilities.alone(host):
        return _told_beside(plan_host(host, policy, only=only, depth=depth))
    return plan_host(_as_account(host, user), policy, only=only, depth=depth)


def _unreadable(host: Host, policy: Policy) -> Reason | None:
    """Give why no scanner reads a host, None where one does."""
    kind = host.connection.kind
    if host.asset != "network":
        return None if kind in {_SSH, _LOCAL} else reason("no_scanner_reads", kind=kind)
    if kind.rpartition(".")[2] not in {_SSH, _NETWORK_CLI}:
        return reason("no_scanner_reads", kind=kind)
    if not platform_of(host):
        known = tuple(sorted(DEVICES))
        return reason("network_os_not_supported", network_os=host.connection.network_os, known=known)
    if host.connection.transport == TELNET and not _excused(host, policy):
        return reason("telnet_without_exception", control=PLAIN_TEXT)
    return None


def _excused(host: Host, policy: Policy) -> bool:
    """Whether an exception in force covers plain-text management of this host: without it no password is sent so."""
    control = policy.catalogue.controls.get(PLAIN_TEXT)
    if control is None:
        return False
    today = japanese_date(int(time.time()))
    groups = frozenset(host.groups)
    found = policy.exceptions.find(control.id, host.name, control.severity, today, system=host.system, groups=groups)
    return found is not None and found[1] is None


def _told_beside(plan: HostPlan) -> HostPlan:
    """Leave to an asset that nobody logs in to the controls that what stands beside it, or a person, can answer."""
    told = {FACT_NAMES[reader.fact] for reader in plan.readers[plan.facility]}
    controls = tuple(
        judged for judged in plan.controls if judged.control.attested_only or told.issuperset(judged.facts)
    )
    return replace(plan, controls=controls)


def _check_segments(hosts: tuple[Host, ...], policy: Policy) -> None:
    """Refuse a segment that the policy does not have: a mistyped one would get limits of its own."""
    known = {segment.id for segment in policy.segments.all}
    for host in hosts:
        if host.segment and host.segment not in known:
            file = str(policy.folder / "segments.yaml")
            raise ConfigError("policy_no_segment", host=host.name, segment=host.segment, file=file)


def _as_account(host: Host, user: str) -> Host:
    """Put in the account that ssh_config or the operator's own name gave."""
    return replace(host, connection=replace(host.connection, user=user))


def policy_folder(arguments: argparse.Namespace) -> Path:
    """Give the folder of --policy, else the one beside the inventory. Raises ConfigError where there is none."""
    if arguments.policy:
        folder = Path(arguments.policy)
        if not folder.is_dir():
            raise ConfigError("policy_folder_missing", path=str(folder))
        return folder
    if not arguments.inventory:
        raise ConfigError("policy_or_inventory")
    return _policy_beside(arguments.inventory)


def our_plans(arguments: argparse.Namespace, policy: Policy) -> tuple[HostPlan, ...]:
    """Plan every host of the inventory that our bodies answer for, read by a scanner or not."""
    inventory = read_inventory(arguments.inventory, vault_args=vault_arguments(arguments))
    ours = split_by_responsibility(inventory.hosts, policy.responsible).allowed
    return tuple(plan_host(host, policy, depth="full") for host in ours)


def _policy_beside(inventory: Path) -> Path:
    """Find `policy` beside the inventory, or beside the folder of an inventory that is one file in it."""
    places = [inventory.absolute().parent / "policy", inventory.absolute().parent.parent / "policy"]
    for place in places:
        if place.is_dir():
            return place
    raise ConfigError("policy_folder_missing", path=str(places[0]))


def chosen_controls(policy: Policy, ids: list[str], articles: list[int] | None) -> frozenset[str] | None:
    """Give the controls that ids and articles choose, None for all. Raises ConfigError for what is not there."""
    known = policy.catalogue.controls
    for control in ids:
        if control not in known:
            raise ConfigError("control_not_in_catalogue", control=control)
    if not ids and not articles:
        return None
    chosen = frozenset(
        name
        for name, control in known.items()
        if (not ids or name in ids) and (not articles or control.article in articles)
    )
    if not chosen:
        raise ConfigError("no_control_chosen")
    return chosen


def vault_arguments(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Give the options with which Ansible's own programs open what is vaulted in the inventory."""
    given: list[str] = []
    if arguments.vault_password_file:
        given += ["--vault-password-file", arguments.vault_password_file]
    for vault_id in arguments.vault_id:
        given += ["--vault-id", vault_id]
    return tuple(given)
