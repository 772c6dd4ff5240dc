"""The whole collection by ansible-lint, with its production profile: most of a minute, so `make verify` asks it."""

from __future__ import annotations

from pathlib import Path

from tests.unit.playbooks.programs import copied, run


def test_the_collection_passes_the_production_profile(tmp_path: Path) -> None:
    done = run(copied(tmp_path), "ansible-lint", "--offline", "--strict", "--profile", "production")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failure(s)" in done.stdout + done.stderr
