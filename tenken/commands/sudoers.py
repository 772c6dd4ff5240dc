"""`tenken sudoers`: the least sudoers fragment for a plan."""

from __future__ import annotations

import argparse

from inventories.reason import reason
from reports.messages import Language, say
from scanners.platforms import FAMILIES
from scanners.sudoers import fragment
from tenken import facilities, loading
from tenken.scanning import Job


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    loading.configure(parser, language, depth="full")  # installed once, for scans of either depth
    parser.add_argument(
        "--family", choices=sorted(FAMILIES), action="append", help=say(reason("help_family"), language)
    )


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Print one fragment for all chosen hosts of each account."""
    loaded = loading.load(arguments)
    families = tuple(arguments.family or FAMILIES)
    accounts: dict[str, list[Job]] = {}
    for job in loaded.jobs:
        if facilities.alone(job.plan.host) or job.plan.device:  # nothing is asked of it as root
            continue
        accounts.setdefault(job.target.user, []).append(job)
    print(say(reason("sudoers_head"), language))
    print(say(reason("sudoers_families", families=families), language))
    for account, jobs in accounts.items():
        print(say(reason("sudoers_hosts", hosts=tuple(job.plan.host.name for job in jobs)), language))
        probes = [probe for family in families for job in jobs for probe in job.plan.probes[family]]
        print(fragment(account, probes), end="")
    return 0
