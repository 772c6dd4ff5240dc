"""The files of PAM that a machine has: however they include each other, the walk through them has an end."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scanners.platforms.linux.pam import PamFiles, Step
from scanners.probe import Output, Unreadable

FOLDER = "/etc/pam.d"


class Counting(PamFiles):
    """Counts the files that are read, those that are read again too."""

    read = 0

    def _steps(self, service: str, kind: str, depth: int) -> list[Step]:
        self.read += 1
        return super()._steps(service, kind, depth)


def files(texts: dict[str, str]) -> Counting:
    lines = [f":file {FOLDER}/{name}" for name in texts]
    lines += [f"{FOLDER}/{name}:{line}" for name, text in texts.items() for line in text.splitlines()]
    return Counting({"pam": Output("", 0, "\n".join(lines).encode())})


@pytest.mark.parametrize("include", ["@include {}", "auth include {}", "auth substack {}"])
def test_files_that_include_each_other_many_times_are_unreadable_soon(include: str) -> None:
    names = ["sshd", *(f"f{number}" for number in range(14))]
    texts = {one: f"{include.format(inner)}\n" * 40 for one, inner in pairwise(names)}
    hostile = files(texts | {names[-1]: ""})
    with pytest.raises(Unreadable) as stop:
        hostile.stack("sshd", "auth")
    assert stop.value.reason.code == "unparseable"
    assert hostile.read <= 1 << 14


def test_the_lines_of_all_stacks_count() -> None:
    line = "auth required pam_unix.so\n"
    many = files({"sshd": line * 9_000, "login": line * 9_000})
    assert len(many.stack("sshd", "auth")) == 9_000
    with pytest.raises(Unreadable):
        many.stack("login", "auth")


def test_a_file_that_is_included_by_many_is_read_for_each() -> None:
    texts = {f"s{number}": "@include common\n" for number in range(100)}
    usual = files(texts | {"common": "auth required pam_unix.so\n"})
    assert all(len(usual.stack(name, "auth")) == 1 for name in texts)
    assert usual.read == 200
