"""Compliant hosts of the releases before and after ours pass as ours does, and say of the rest what is right there."""

from __future__ import annotations

import pytest

from lab.fleet import Lab
from tests.lab.live_scan import ScanResult, make_environment, scan_inventory
from tests.lab.test_controls_live import FULL, complies


@pytest.fixture(scope="module")
def others(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ScanResult:
    """One scan of compliant hosts of the releases before and after, and of the log server."""
    folder = tmp_path_factory.mktemp("others")
    names = ("good13", "good11", "log01")
    lab.start(names)
    for name in names[:2]:
        lab.host(name).run("chronyc waitsync 200 0.5 0 0.2")
    inventory = make_environment(lab, folder / "lab", names)
    return scan_inventory(inventory, folder / "report.json", *FULL)


@pytest.mark.parametrize("host", ["good13", "good11"])
def test_a_compliant_host_of_another_release_passes_as_well(others: ScanResult, host: str) -> None:
    complies(others, host)
