"""The lab for the live tests: brought up when the first test asks for it, taken down after the last one."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab import network
from lab.fleet import DEFAULT_HOSTS, Lab
from tests.lab.live_router import router  # noqa: F401  (a fixture that two files share)
from tests.lab.live_scan import ScanResult, make_environment, scan_inventory


def _root_or_leave() -> None:
    """A developer without root goes without these tests; a test run that is meant to be whole must not."""
    if os.geteuid() == 0:
        return
    reason = "the lab makes network namespaces, mounts and containers, which only root can"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the lab."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.lab)


@pytest.fixture(scope="session")
def root() -> None:
    """Without root these tests are skipped, or fail where `CI=true` says that nothing may be left out."""
    _root_or_leave()


@pytest.fixture(scope="session")
def lab(root: None) -> Iterator[Lab]:
    """The lab with its four usual hosts; the test process itself stands in the ops namespace."""
    made = Lab(f"t{os.getpid()}")
    try:
        made.up()
        with network.entered(made.ops):
            yield made
    finally:
        made.down()


@pytest.fixture(scope="session")
def environment(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `-i` names for the four usual hosts, which let the scan account do what `tenken sudoers` printed."""
    return make_environment(lab, tmp_path_factory.mktemp("environment") / "lab", DEFAULT_HOSTS)


@pytest.fixture(scope="session")
def scan(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ScanResult]:
    """Run `tenken scan` on the four usual hosts with the arguments given, from the ops namespace."""
    report = tmp_path_factory.mktemp("scan") / "report.json"
    return lambda *arguments: scan_inventory(environment, report, *arguments)
