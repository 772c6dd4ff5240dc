"""`tenken ansible-inventory`: the hosts that fail something, for Ansible to take as a dynamic inventory."""

from __future__ import annotations

import argparse
import os
from typing import Any

import msgspec

from checks.remediation import RISKS, Choice, Seen, plan_repairs, risks_up_to
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken import loading
from tenken.remediate.dynamic import listing
from tenken.stored import configure_store, store_of

# Set for what is asked meanwhile: an inventory that holds a script with this very command would ask without end.
_ASKED = "TENKEN_DYNAMIC_INVENTORY"


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    loading.configure_inventory(parser, language)
    parser.add_argument("--list", action="store_true", help=text("help_dynamic_list"))
    parser.add_argument("--host", metavar="NAME", help=text("help_dynamic_host"))
    parser.add_argument("--findings", action="store_true", help=text("help_dynamic_findings"))
    parser.add_argument("--risk", choices=RISKS, default=RISKS[-1], help=text("help_repair_risk"))
    configure_store(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Answer as Ansible asks: `--list` for everything, `--host` for the variables of one.

    `--findings` is what the lookup asks: the newest finding of each control on each subject.
    """
    from tenken.remediate.current import current  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    del language
    if (arguments.list, bool(arguments.host), arguments.findings).count(True) != 1:
        raise ConfigError("dynamic_list_or_host")
    loaded = _loaded(arguments)
    hosts = {job.plan.host.name: job.plan.host for job in loaded.jobs}
    with store_of(arguments) as store, store.reading() as connection:
        findings, facts = current(connection, str(loaded.inventory.path.resolve()))
    if arguments.findings:
        from reports.json_report import finding_records  # noqa: PLC0415  (Ansible asks for the lists alone)

        told = {"findings": finding_records(findings)}
        print(msgspec.json.encode(told).decode())
        return 0
    choice = Choice(risks=risks_up_to(arguments.risk))
    plan = plan_repairs(Seen("", findings, hosts, facts, loaded.policy), choice)
    answer: dict[str, Any] = listing(findings, plan, hosts)
    if arguments.host:
        answer = answer["_meta"]["hostvars"].get(arguments.host, {})
    print(msgspec.json.encode(answer).decode())
    return 0


def _loaded(arguments: argparse.Namespace) -> loading.Loaded:
    if os.environ.get(_ASKED):
        raise ConfigError("dynamic_asks_itself", inventory=str(arguments.inventory))
    os.environ[_ASKED] = "1"
    try:
        return loading.load(arguments)
    finally:
        del os.environ[_ASKED]
