"""One real sshd for all tests of this folder, with a key that may log in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.real_postgresql import PostgreSQL, running
from tests.faults.real_sshd import Sshd, keygen


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ssh")


@pytest.fixture(scope="session")
def key(place: Path) -> Path:
    file = keygen(place / "login")
    (place / "authorized_keys").write_text(Path(f"{file}.pub").read_text("utf-8"), "utf-8")
    return file


@pytest.fixture(scope="session")
def sshd(place: Path, key: Path) -> Iterator[Sshd]:
    keygen(place / "user_ca")
    folder = place / "main"
    folder.mkdir()
    keys = (keygen(folder / "host_ecdsa", "ecdsa"), keygen(folder / "host_ed25519"), keygen(folder / "host_rsa", "rsa"))
    server = Sshd(folder, (f"TrustedUserCAKeys {place}/user_ca.pub",), keys).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with running() as server:
        yield server
