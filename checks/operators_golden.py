"""Operators that compare the configuration of a network device with the approved and the saved one."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from checks.golden import Golden
from checks.golden_diff import Deviation, deviations
from checks.judging import Compiled, Context, NoParams, Operator, Verdict, failed, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import Reason, reason
from scanners.facts.configuration import Configuration
from scanners.facts.field import Known
from scanners.platforms import DEVICES
from scanners.platforms.network.secrets import MARK, SecretRule, cut
from scanners.probe import Missing, Output, Raw, Scope, Unreadable, neutralise

_CONFIG = "config"  # the probe of the running configuration, on every platform


@lru_cache(maxsize=64)
def approved_lines(golden: Golden, platform: str) -> tuple[str, ...]:
    """Give the approved configuration as it would be read from a device of this platform: its secrets cut, and without
    headers that change by themselves. One that is no whole configuration is taken as it stands.
    """
    if platform not in DEVICES:
        return tuple(golden.text.split("\n"))
    text = _without_secrets(neutralise(golden.text.encode()), DEVICES[platform].secrets)
    (reader,) = (one for one in DEVICES[platform].family.readers if one.fact is Configuration)
    given: dict[str, Raw] = {
        probe.id: Output(probe.shell, 0, text.encode())
        if probe.id == _CONFIG
        else Missing(probe.shell, reason("golden_not_named"))
        for probe in reader.probes(Scope())
    }
    lines = reader.read(given, Scope()).lines
    return tuple(lines.value) if isinstance(lines, Known) else tuple(text.split("\n"))


def _without_secrets(text: str, rules: tuple[SecretRule, ...]) -> str:
    """Cut the secrets of an approved configuration; those that were cut before, by this program, stay as they are."""
    parts: list[str] = []
    for marked, group in groupby(text.split("\n"), key=lambda line: MARK.search(line) is not None):
        lines = list(group)
        parts += [_cut_again(line, rules) for line in lines] if marked else [cut("\n".join(lines), rules)]
    return "\n".join(parts)


def _cut_again(line: str, rules: tuple[SecretRule, ...]) -> str:
    """Give a line with marks as it is, unless another secret stands beside them."""
    again = cut(MARK.sub("placeholder", line), rules)
    return again if len(MARK.findall(again)) > len(MARK.findall(line)) else line


def deviations_of(golden: Golden, platform: str, running: tuple[str, ...]) -> tuple[Deviation, ...]:
    """Compare a running configuration with the approved one. Raises `Unreadable`."""
    approved = approved_lines(golden, platform)
    return deviations(approved, running, whole=golden.covers == "whole", ignore=golden.ignore)


def _judge(running: tuple[str, ...], context: Context) -> Verdict:
    golden = context.golden
    if isinstance(golden, Reason):
        return undecided(golden)
    try:
        found = deviations_of(golden, context.family, running)
    except Unreadable as stop:
        return undecided(stop.reason)
    if found:
        return failed("bad.configuration.lines", golden=golden.name, **listed(str(one) for one in found))
    return passed("good.configuration.lines", golden=golden.name, approved_on=golden.approved_on.isoformat())


def _compile(params: NoParams, fact: str, tables: Tables) -> Compiled:
    del params, tables
    return Compiled(reason(f"want.{fact}"), _judge)


MATCHES_GOLDEN = Operator(NoParams, (tuple[str, ...],), _compile)
