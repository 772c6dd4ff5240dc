"""What the operator gives (inventory, policy, limit), read and joined into one plan per host. Connects to nothing."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checks.plan import HostPlan, plan_host
from checks.policy import Policy, load_policy
from inventories.model import Host, Inventory
from inventories.read import read_inventory
from inventories.reason import ConfigError, Reason, reason
from inventories.responsibility import split_by_responsibility
from inventories.select import select
from reports.messages import Language, say
from scanners.platforms import FAMILIES
from scanners.ssh.config import SshConfig
from scanners.ssh.credentials import AskPassphrase, Credentials
from scanners.ssh.resolve import resolve
from tenken.scanning import Job

_SSH = "ssh"


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


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of a command that plans controls on some hosts of an inventory."""

    def text(code: str) -> str:
        return say(reason(code), language)

    configure_inventory(parser, language)
    parser.add_argument("--limit", metavar="PATTERN", help=text("help_limit"))
    parser.add_argument("--article", type=int, choices=(13, 14, 15), action="append", help=text("help_article"))
    parser.add_argument("--control", action="append", metavar="ID", default=[], help=text("help_control"))


def configure_inventory(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments that every command on an inventory has."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.set_defaults(limit=None, article=None, control=[])
    parser.add_argument("-i", "--inventory", type=Path, required=True, metavar="PATH", help=text("help_inventory"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_policy"))
    parser.add_argument("--vault-password-file", metavar="FILE", help=text("help_vault_password_file"))
    parser.add_argument("--vault-id", action="append", metavar="ID", default=[], help=text("help_vault_id"))
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=text("help_passphrase_file"))


def load(
    arguments: argparse.Namespace, ask_passphrase: AskPassphrase | None = None, config: SshConfig | None = None
) -> Loaded:
    """Read inventory and policy and plan every chosen host. Raises ConfigError for whatever is wrong in them."""
    vault = _vault_arguments(arguments)
    inventory = read_inventory(arguments.inventory, vault_args=vault)
    policy = load_policy(arguments.policy or _policy_beside(arguments.inventory))
    hosts = select(inventory, arguments.limit, vault_args=vault) if arguments.limit else inventory.hosts
    only = _chosen_controls(policy, arguments.control, arguments.article)
    credentials = Credentials(ask_passphrase=ask_passphrase, passphrase_file=arguments.passphrase_file)
    config = config or SshConfig()
    _check_segments(hosts, policy)
    split = split_by_responsibility(hosts, policy.responsible)
    jobs: list[Job] = []
    set_aside = [(plan_host(host, policy, only=only), why) for host, why in split.refused]
    for host in split.allowed:
        if host.connection.kind != _SSH:
            set_aside.append(
                (plan_host(host, policy, only=only), reason("no_scanner_reads", kind=host.connection.kind))
            )
            continue
        target = resolve(host, config, credentials)
        jobs.append(Job(plan_host(_as_account(host, target.user), policy, only=only), target))
    plans = [job.plan for job in jobs]
    if len(hosts) < len(inventory.hosts):
        others = split_by_responsibility(inventory.hosts, policy.responsible).allowed
        plans += [
            plan_host(_as_account(host, resolve(host, config, credentials).user), policy)
            for host in others
            if host.connection.kind == _SSH
        ]
    granted = {family: frozenset().union(*(plan.own_sudo[family] for plan in plans)) for family in FAMILIES}
    return Loaded(inventory, policy, credentials, tuple(jobs), tuple(set_aside), granted)


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


def _policy_beside(inventory: Path) -> Path:
    """Find `policy` beside the inventory, or beside the folder of an inventory that is one file in it."""
    places = [inventory.absolute().parent / "policy", inventory.absolute().parent.parent / "policy"]
    for place in places:
        if place.is_dir():
            return place
    raise ConfigError("policy_folder_missing", path=str(places[0]))


def _chosen_controls(policy: Policy, ids: list[str], articles: list[int] | None) -> frozenset[str] | None:
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


def _vault_arguments(arguments: argparse.Namespace) -> tuple[str, ...]:
    given: list[str] = []
    if arguments.vault_password_file:
        given += ["--vault-password-file", arguments.vault_password_file]
    for vault_id in arguments.vault_id:
        given += ["--vault-id", vault_id]
    return tuple(given)
