"""Metrics of a run, as Prometheus's own library reads them, and as node_exporter finds them."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from checks.finding import Severity, Status
from checks.run import Run
from reports import FORMATS
from reports.metrics import last_success, render
from tenken.metrics import write_metrics
from tests.unit.reports.sample_run import finding, run_of, sample_run, target

HOSTILE = 'a"b\\c\nd="e",f 1\n# HELP x'


def read(text: str) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text)}


def values(run: Run, name: str) -> dict[tuple[tuple[str, str], ...], float]:
    return {
        tuple(sorted(sample.labels.items())): sample.value
        for sample in read(render(run, {}, "en"))[name].samples
        if sample.value
    }


def named(run: Run, inventory: str = "/etc/tenken/hosts") -> Run:
    return replace(run, arguments=(f"--inventory={inventory}",))


def test_findings_are_counted_by_system_severity_and_status() -> None:
    run, _controls = sample_run()
    counted = values(run, "tenken_findings")
    assert sum(counted.values()) == len(run.findings)
    for system in {one.system for one in run.findings}:
        for status in Status:
            expected = sum(
                (one.system, one.severity, one.status) == (system, Severity.HIGH, status) for one in run.findings
            )
            key = (("inventory", ""), ("severity", "high"), ("status", status.value), ("system", system))
            assert counted.get(key, 0) == expected


def test_what_is_not_there_is_nought_and_not_missing() -> None:
    shown = read(render(run_of(finding(Status.PASS)), {}, "en"))["tenken_findings"].samples
    assert len(shown) == len(Severity) * len(Status)
    assert sorted({sample.value for sample in shown}) == [0, 1]


def test_targets_are_counted_by_what_became_of_them() -> None:
    targets = (target("a"), target("b", reachable=False), target("c", scanned=False, reachable=False))
    assert {dict(key)["state"]: value for key, value in values(run_of(targets=targets), "tenken_targets").items()} == {
        "reached": 1,
        "unreached": 1,
        "not_scanned": 1,
    }


def test_times_and_status_of_the_run() -> None:
    run = named(run_of(status="incomplete"))
    (start,) = values(run, "tenken_run_start_timestamp_seconds").values()
    (end,) = values(run, "tenken_run_end_timestamp_seconds").values()
    (took,) = values(run, "tenken_run_duration_seconds").values()
    assert (end - start, took) == (45, 45)
    ((status, _one),) = values(run, "tenken_run_status").items()
    assert status == (("inventory", "/etc/tenken/hosts"), ("status", "incomplete"))
    assert "tenken_last_success_timestamp_seconds" not in read(render(run, {}, "en"))


def test_every_sample_names_its_inventory_so_that_files_lie_side_by_side() -> None:
    for family in read(render(named(run_of(finding(Status.FAIL))), {}, "en")).values():
        assert {sample.labels["inventory"] for sample in family.samples} == {"/etc/tenken/hosts"}


def test_hostile_names_stay_values() -> None:
    plain, hostile = (read(render(named(run_of(finding(Status.FAIL)), name), {}, "en")) for name in ("a", HOSTILE))
    assert plain.keys() == hostile.keys()
    assert {sample.labels["inventory"] for sample in hostile["tenken_findings"].samples} == {HOSTILE}


def test_the_format_is_one_of_scan() -> None:
    assert "tenken_findings" in read(FORMATS["prometheus"](run_of(), {}, "ja"))


def test_the_last_complete_run_is_remembered_through_those_that_are_not(tmp_path: Path) -> None:
    file = tmp_path / "tenken.prom"
    whole = named(run_of())
    assert write_metrics(file, whole) == []
    before = last_success(file.read_text("utf-8"))
    assert before > 0
    for status in ("incomplete", "aborted"):
        later = replace(whole, status=status, started="2026-12-01T01:00:00+09:00", finished="2026-12-01T01:01:00+09:00")
        assert write_metrics(file, later) == []
        assert last_success(file.read_text("utf-8")) == before
    assert write_metrics(file, replace(whole, finished="2026-12-02T01:00:00+09:00")) == []
    assert last_success(file.read_text("utf-8")) > before


@pytest.mark.parametrize("text", ["", "tenken_last_success_timestamp_seconds{} soon\n", "\x00", "other 5\n"])
def test_a_file_that_tells_no_last_success_counts_for_none(text: str) -> None:
    assert last_success(text) == 0


def test_the_file_may_be_read_by_the_exporter_and_is_whole_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "tenken.prom"
    assert write_metrics(file, run_of()) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["tenken.prom"]


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (problem,) = write_metrics(tmp_path / "gone" / "tenken.prom", run_of())
    assert problem.code == "output_unwritable"
