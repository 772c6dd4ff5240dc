"""A change that locks Ansible itself out is undone by the host: in time, and at its next start when its power fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.fleet import Lab
from lab.host import Host
from tests.long.lock_outs import (
    LOCK_OUTS,
    add_account,
    assert_rolled_back_by_itself,
    assert_rolled_back_by_the_next_start,
)


@pytest.fixture(scope="module")
def host(lab: Lab) -> Host:
    """A compliant host that Ansible may repair."""
    found = lab.host("good12")
    add_account(lab, found)
    return found


@pytest.mark.parametrize("kind", LOCK_OUTS)
def test_a_lock_out_is_rolled_back_by_itself_and_the_host_stays_reachable(
    kind: str, lab: Lab, host: Host, tmp_path: Path
) -> None:
    assert_rolled_back_by_itself(lab, host, LOCK_OUTS[kind], tmp_path)


def test_a_power_failure_before_the_change_is_confirmed_ends_with_what_was_there(
    lab: Lab, host: Host, tmp_path: Path
) -> None:
    assert_rolled_back_by_the_next_start(lab, host, LOCK_OUTS["sshd"], tmp_path)
