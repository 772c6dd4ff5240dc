"""The collection by Ansible's own judges: ansible-lint with its production profile, and ansible-playbook's parser.

Both run offline on a copy, for ansible-lint leaves things where it works. A missing program is a failure.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PLAYBOOKS = Path(__file__).parents[3] / "checks" / "playbooks"
COLLECTION = Path("ansible_collections", "tenken", "baseline")
PROGRAMS = Path(sys.executable).parent
SECONDS = 1800  # for a machine that is busy with much else; alone it takes less than a minute


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where `ansible_collections` lies."""
    shutil.copytree(PLAYBOOKS / COLLECTION, tmp_path / COLLECTION, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(top: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(top),
        "LANG": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(top),
        "ANSIBLE_HOME": str(top / ".ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
        "ANSIBLE_GALAXY_SERVER": "http://127.0.0.1:9/",  # nobody is asked; who did ask would fail
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [PROGRAMS / command[0], *command[1:]], cwd=top / COLLECTION, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip


def test_the_collection_passes_the_production_profile(copy: Path) -> None:
    done = run(copy, "ansible-lint", "--offline", "--strict", "--profile", "production")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failure(s)" in done.stdout + done.stderr


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
