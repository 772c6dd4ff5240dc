"""The collection by Ansible's own programs, offline on a copy: its parser, its reader of documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.unit.playbooks.programs import COLLECTION, copied, run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where `ansible_collections` lies."""
    return copied(tmp_path)


def test_every_playbook_is_understood(copy: Path) -> None:
    # The collections of network vendors are no part of ansible-core: the parser need but find their modules.
    for name in yaml.safe_load((copy / COLLECTION / ".ansible-lint").read_text(encoding="utf-8"))["mock_modules"]:
        namespace, collection, module = name.split(".")
        stub = copy / "ansible_collections" / namespace / collection / "plugins" / "modules" / f"{module}.py"
        stub.parent.mkdir(parents=True)
        stub.touch()
    playbooks = [f"playbooks/{file.name}" for file in sorted((copy / COLLECTION / "playbooks").glob("*.yml"))]
    assert "playbooks/repair.yml" in playbooks
    done = run(copy, "ansible-playbook", "--syntax-check", *playbooks)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_documentation_of_every_plugin_is_understood(copy: Path) -> None:
    for kind in ("module", "lookup"):
        folder = copy / COLLECTION / "plugins" / {"module": "modules"}.get(kind, kind)
        names = sorted(f"tenken.baseline.{file.stem}" for file in folder.glob("*.py"))
        done = run(copy, "ansible-doc", "--type", kind, "--json", *names)
        assert done.returncode == 0, done.stdout + done.stderr
        assert all(f'"{name}"' in done.stdout for name in names)
