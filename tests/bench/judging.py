"""Judging: microseconds of the processor for one control on one host, with its finding."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from checks.evaluate import Collected, evaluate
from checks.plan import plan_host
from checks.policy import Policy
from tests.bench.measured import Line
from tests.unit.checks.good_host import AS_OF, collected, good_facts, host, log_server, small_policy


@dataclass(frozen=True, slots=True)
class _Plain:
    """What a finding would cost as a frozen dataclass of as many fields: the yardstick for this machine."""

    a: str
    b: str
    c: str
    d: int
    e: str
    f: str
    g: str
    h: str
    i: str
    j: tuple[str, ...]
    k: tuple[str, ...]
    m: None
    n: tuple[str, ...]
    o: str


def hosts_to_judge(policy: Policy, count: int) -> list[Collected]:
    """Give hosts with facts of their own, and the log server that holds their logins."""
    hosts = [collected(plan_host(host(f"web{number:05d}"), policy), good_facts()) for number in range(count)]
    return [*hosts, log_server(policy)]


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    policy = small_policy(folder / "policy")
    hosts = hosts_to_judge(policy, 2000 if full else 300)
    evaluate(hosts[:1], policy, AS_OF)
    gc.collect()
    best = yardstick = float("inf")
    for _ in range(7):
        began = time.process_time()
        findings = evaluate(hosts, policy, AS_OF)
        best = min(best, (time.process_time() - began) / len(findings) * 1e6)
        began = time.process_time()
        for _ in range(20_000):
            _Plain("", "", "", 0, "", "", "", "", "", (), (), None, (), "")
        yardstick = min(yardstick, (time.process_time() - began) / 20_000 * 1e6)
    yield Line("judging one check", "µs", best, yardstick, "a dataclass of 14 fields", 3.0)
    expectations = sum(len(judged.tests) for one in hosts for judged in one.plan.controls)
    yield Line("judging one expectation", "µs", best * len(findings) / expectations)
