"""A password that was changed and not saved is found, though no password is kept to compare."""

from __future__ import annotations

import pytest
import yaml

from scanners.facts.field import Known, Unknown
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import read_facts
from scanners.platforms.network.secrets import sealed
from scanners.probe import Output, Scope
from tests.unit.scanners.test_devices import CASES, facts, probes

# The platforms that compare two configurations, with the probe that shows the saved one.
COMPARED = {"alliedware_plus": "startup", "apresia_aeos": "startup", "nec_ix": "startup"}
SECRET = {"alliedware_plus": "username", "apresia_aeos": "username", "nec_ix": "username"}


def commands(platform: str) -> dict[str, str]:
    (path,) = (path for path in CASES if path.parent.name == platform and path.stem == "compliant")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["commands"])


@pytest.mark.parametrize("platform", COMPARED)
def test_a_changed_password_alone_is_not_saved(platform: str) -> None:
    given = commands(platform)
    command = probes(DEVICES[platform], Scope())[COMPARED[platform]].shell
    assert facts(DEVICES[platform], given)["configuration"].saved == Known(True)
    lines = given[command].split("\n")
    (place, *_) = (place for place, line in enumerate(lines) if line.split()[:1] == [SECRET[platform]])
    words = lines[place].split(" ")
    hashed = max(range(len(words)), key=lambda index: len(words[index]))
    words[hashed] = words[hashed][:-4] + words[hashed][-4:][::-1]
    changed = {**given, command: "\n".join([*lines[:place], " ".join(words), *lines[place + 1 :]])}
    read = facts(DEVICES[platform], changed)["configuration"]
    assert (read.saved, read.unsaved) == (Known(False), Known(("+ <cut>",)))
    assert words[hashed] not in repr(read)


@pytest.mark.parametrize("platform", COMPARED)
def test_where_secrets_were_not_compared_nothing_is_called_saved(platform: str) -> None:
    given = commands(platform)
    outputs = {
        name: Output(probe.shell, 0, given.get(probe.shell, "").encode())
        for name, probe in probes(DEVICES[platform], Scope()).items()
    }
    version = facts(DEVICES[platform], given)["device_identity"].version
    assert isinstance(version, Known)
    scope = Scope(accepted_platforms=(f"{platform} {version.value}",))
    read = {type(fact).__name__: fact for fact in read_facts(DEVICES[platform], outputs, scope).values()}
    assert isinstance(getattr(read["Configuration"], "saved"), Unknown)  # noqa: B009  (the mapping holds any fact)


def test_a_seal_tells_nothing_without_its_key_and_keeps_parts_apart() -> None:
    assert sealed(["a", "b"], b"1") == sealed(["a", "b"], b"1")
    assert len({sealed(["a", "b"], b"1"), sealed(["a", "b"], b"2"), sealed(["ab"], b"1"), sealed([], b"1")}) == 4
