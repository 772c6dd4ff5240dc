"""`tenken plan`: every command that a scan would run, per host and family. Connects to nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from checks.plan import HostPlan
from inventories.reason import Value, reason
from reports.messages import Language, say
from scanners.platforms import FAMILIES
from scanners.probe import Probe
from tenken import facilities, loading


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    loading.configure(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Print the plan; hosts that share a plan are named together."""
    loaded = loading.load(arguments)
    for job in loaded.jobs:
        plan = job.plan
        told: dict[str, Value] = {"host": plan.host.name, "system": plan.host.system, "controls": len(plan.controls)}
        if facilities.alone(plan.host):  # of such an asset there is nothing but what stands beside
            print(say(reason("plan_facility", **told), language))
        else:
            print(say(reason("plan_host", account=job.target.user, **told), language))
            for family in (plan.device,) if plan.device else FAMILIES:
                probes = plan.probes[family]
                root = sum(probe.root for probe in probes)
                print(say(reason("plan_family", family=family, commands=len(probes), root=root), language))
                _show(probes)
        if plan.facility:
            _show_facility(plan, language)
    for plan, why in loaded.set_aside:
        print(say(reason("plan_not_scanned", host=plan.host.name, why=say(why, language)), language))
    return 0


def _show_facility(plan: HostPlan, language: Language) -> None:
    """Say from where a power supply or a management controller is asked: the commands do not run on the asset."""
    via, probes = facilities.place_of(plan), plan.probes[plan.facility]
    head: dict[str, Value] = {"family": plan.facility, "commands": len(probes)}
    if via == facilities.OPS:
        print(say(reason("plan_facility_ops", account=facilities.operator(), **head), language))
    else:
        print(say(reason("plan_facility_gateway", gateway=via, **head), language))
    _show(probes)


def _show(probes: Iterable[Probe]) -> None:
    """Print commands; one of several lines stays one entry: its further lines stand deeper."""
    for probe in probes:
        print(f"    {'#' if probe.root else '$'} {probe.command}".replace("\n", "\n      "))
