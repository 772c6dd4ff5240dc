"""`tenken plan`: every command that a scan would run, per host and family. Connects to nothing."""

from __future__ import annotations

import argparse

from inventories.reason import reason
from reports.messages import Language, say
from scanners.platforms import FAMILIES
from tenken import facilities, loading


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    loading.configure(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Print the plan; hosts that share a plan are named together."""
    loaded = loading.load(arguments)
    for job in loaded.jobs:
        plan = job.plan
        head = reason(
            "plan_host",
            host=plan.host.name,
            system=plan.host.system,
            account=job.target.user,
            controls=len(plan.controls),
        )
        print(say(head, language))
        # Of such an asset there is nothing but what stands beside.
        for family in (*(() if facilities.alone(plan.host) else FAMILIES), *([plan.facility] if plan.facility else [])):
            probes = plan.probes[family]
            root = sum(probe.root for probe in probes)
            print(say(reason("plan_family", family=family, commands=len(probes), root=root), language))
            for probe in probes:
                # A command of several lines stays one entry: its further lines stand deeper.
                print(f"    {'#' if probe.root else '$'} {probe.command}".replace("\n", "\n      "))
    for plan, why in loaded.set_aside:
        print(say(reason("plan_not_scanned", host=plan.host.name, why=say(why, language)), language))
    return 0
