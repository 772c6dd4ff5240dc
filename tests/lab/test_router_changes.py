"""A router that deviates from its approved configuration is brought back by the file of `tenken golden changes`, as a
person enters it; a new scan says so; the other file takes it back.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.lab.live_router import CLI, Router, approve
from tests.lab.live_scan import run_tenken

APPROVED = """\
access-list MGMT seq 5 permit 10.77.0.0/24
route-map KNOWN permit 10
  match ip address MGMT
exit
ip protocol static route-map KNOWN
line vty
  access-class MGMT
exit
"""
DEVIATING = """\
access-list OPEN seq 5 permit any
route-map ANY permit 10
  match ip address OPEN
exit
ip protocol static route-map ANY
ip route 198.51.100.0/24 10.77.0.1
interface host0
  description $(reboot) ! and `more` {{ of }} it
exit
line vty
  access-class OPEN
exit
no route-map KNOWN permit 10
no access-list MGMT seq 5 permit 10.77.0.0/24
"""


def enter(router: Router, text: str) -> None:
    """Enter a file as docs/network-changes.md says: vtysh checks it first."""
    file = "/run/tenken-lab-changes"
    router.host.run(f"printf %s {shlex.quote(text)} > {file} && vtysh -C -f {file} && vtysh -f {file} && rm {file}")


def judged(router: Router, facts: Path) -> int:
    """Scan J15-MG-04; gives the exit status, and the run in a file."""
    result = run_tenken(
        "scan", "-i", str(router.inventory), "--limit", CLI, "--control", "J15-MG-04", "--no-store",
        "--format", "facts", "-o", str(facts),
    )  # fmt: skip
    assert facts.exists(), result.stderr
    return result.returncode


def test_a_router_is_brought_to_what_was_approved_and_back(router: Router, tmp_path: Path) -> None:
    former = router.configuration()
    enter(router, APPROVED)
    wanted = router.configuration()
    approve(router, wanted)
    enter(router, DEVIATING)
    running = router.configuration()
    assert judged(router, tmp_path / "before.json") == 1
    made = run_tenken(
        "golden", "changes", str(tmp_path / "before.json"), "-i", str(router.inventory), "-o", str(tmp_path / "files")
    )
    assert made.returncode == 1, made.stderr
    there, back = ((tmp_path / "files" / f"{CLI}.{name}").read_text("utf-8") for name in ("changes", "rollback"))
    assert "! complete: yes\n" in there
    lines = there.split("\n")
    assert lines.index("access-list MGMT seq 5 permit 10.77.0.0/24") < lines.index("  access-class MGMT")
    assert lines.index("  no access-class OPEN") < lines.index("no access-list OPEN seq 5 permit any")

    enter(router, there)
    assert router.configuration() == wanted
    assert judged(router, tmp_path / "after.json") == 0

    enter(router, back)
    assert router.configuration() == running
    enter(router, there)
    undo(router, former)


def undo(router: Router, former: str) -> None:
    """Leave the router as it was."""
    router.configure(
        "line vty", "no access-class MGMT", "exit", "no ip protocol static route-map KNOWN",
        "no route-map KNOWN permit 10", "no access-list MGMT seq 5 permit 10.77.0.0/24",
    )  # fmt: skip
    approve(router, former)
    if router.configuration() != former:
        pytest.fail(router.configuration())
