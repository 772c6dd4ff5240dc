"""A site's facts: what a folder must hold, and that a file that is wrong is told and changes nothing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventories.reason import ConfigError, reason
from scanners import extensions
from scanners.facts import FACT_NAMES, FACTS
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES
from scanners.probe import Missing, Output, Scope

EXAMPLE = Path(__file__).parents[3] / "docs" / "example-extension"
FACT = EXAMPLE / "facts" / "notice.py"


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Trust the folders of these tests (test_root_only.py tests the rule), and put the tables back afterwards."""
    monkeypatch.setattr(extensions, "refuse_changeable", lambda _path: None)
    before = dict(FACTS), dict(FACT_NAMES), dict(FAMILIES)
    yield
    for table, was in zip((FACTS, FACT_NAMES, FAMILIES), before, strict=True):
        table.clear()  # type: ignore[attr-defined]  # three dictionaries of different types
        table.update(was)  # type: ignore[attr-defined]  # the same


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "extension"))


def _spoilt(folder: Path, old: str, new: str) -> None:
    file = folder / "facts" / "notice.py"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_example_is_read_and_added_to_the_tables(folder: Path) -> None:
    extension = extensions.read(folder)
    assert "x_notice" not in FACTS
    extensions.install(extension)
    assert FACTS["x_notice"].__name__ == "Notice"
    assert FACT_NAMES[FACTS["x_notice"]] == "x_notice"
    for family in ("debian", "rhel"):
        (reader,) = [one for one in FAMILIES[family].readers if FACT_NAMES[one.fact] == "x_notice"]
        assert [probe.id for probe in reader.probes(Scope())] == ["x_notice"]
    assert [file.name for file in extension.control_files] == ["notice.yaml"]


def test_the_example_reads_every_state(folder: Path) -> None:
    (fact,) = extensions.read(folder).facts
    reader = fact.readers["debian"]

    def text(stdout: bytes, status: int = 0) -> object:
        return reader.read({"x_notice": Output("x", status, stdout)}, Scope()).text

    assert text(b"there\nno  entry\n\n") == Known("no entry")
    assert text(b"none\n") == Absent(reason("x_notice_missing"))
    for unread in (text(b""), text(b"there\n", 1), text(b"garbage")):
        assert isinstance(unread, Unknown)
    missing = reader.read({"x_notice": Missing("x", reason("no_sudo"))}, Scope())
    assert missing.text == Unknown(reason("no_sudo"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('NAME = "x_notice"', 'NAME = "notice"', "extension_name"),
        ('NAME = "x_notice"', "NAME = 3", "extension_name"),
        ('NAME = "x_notice"', "", "extension_lacks"),
        ("FACT = Notice", "FACT = 3", "extension_broken"),
        ("@dataclass(frozen=True, slots=True)", "@dataclass", "extension_broken"),
        ("text: Field[str]", "text: str", "extension_broken"),
        ('("debian", "rhel")', '("debian", "windows")', "extension_family"),
        ("Reader(Notice,", "Reader(Scope,", "extension_broken"),
        ('Probe("x_notice"', 'Probe("notice"', "extension_probe"),
        ('Probe("x_notice"', 'Probe("os_release"', "extension_probe"),
        ('"x_notice", "if', '"x_notice", argv=("/bin/cat",), shell="if', "extension_probe"),
        ('NOTICE = Probe("x_notice", "', 'NOTICE = Probe("x_notice", argv=("cat", "/etc/x")) or ("', "extension_probe"),
        ('"bad.x_notice.text"', '"bad.x_notice.other"', "extension_no_words"),
        ('"bad.x_notice.text"', '"bad.sshd.ciphers"', "extension_broken"),
        ("always(NOTICE)", "lambda scope: ()", "extension_broken"),
        ("always(NOTICE)", "lambda scope: 1 / 0", "extension_broken"),
        ("NOTICE = ", "1 / 0\nNOTICE = ", "extension_broken"),
        ("NOTICE = ", "NOTICE = = ", "extension_broken"),
        ("NOTICE = ", "import no_such_module\nNOTICE = ", "extension_broken"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_and_nothing_is_added(folder: Path, old: str, new: str, code: str) -> None:
    _spoilt(folder, old, new)
    before = set(FACTS)
    with pytest.raises(ConfigError) as stop:
        extensions.read(folder)
    assert stop.value.reason.code == code
    assert str(folder / "facts" / "notice.py") in stop.value.reason.as_dict().values()
    assert set(FACTS) == before


@pytest.mark.parametrize("body", ["raise OSError('x')", "return None", "return Notice('text')", "raise Exception('x')"])
def test_a_parser_that_breaks_makes_its_own_fact_unknown(folder: Path, body: str) -> None:
    _spoilt(folder, "    del scope\n", f"    {body}\n")
    (fact,) = extensions.read(folder).facts
    state = fact.readers["debian"].read({"x_notice": Output("x", 0, b"none")}, Scope()).text
    assert isinstance(state, Unknown)
    assert state.reason.code == "unparseable"


def test_a_probe_of_ours_may_be_shared(folder: Path) -> None:
    ours = "from scanners.platforms.linux.virtualization import VIRTUALIZATION as NOTICE"
    _spoilt(folder, 'NOTICE = Probe("x_notice", "', f'{ours}\nUNUSED = ("')
    assert extensions.read(folder).facts[0].name == "x_notice"


def test_a_name_stands_once(folder: Path) -> None:
    extensions.install(extensions.read(folder))
    with pytest.raises(ConfigError) as stop:
        extensions.read(folder)
    assert stop.value.reason.code == "extension_name_taken"


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as stop:
        extensions.read(tmp_path)
    assert stop.value.reason.code == "extension_empty"


def test_the_source_is_run_and_never_a_compiled_copy(folder: Path, tmp_path: Path) -> None:
    extensions.read(folder)
    assert not (folder / "facts" / "__pycache__").exists()
    import py_compile  # noqa: PLC0415  (only this test compiles)

    forged = tmp_path / "forged.py"
    forged.write_text("raise SystemExit('the compiled copy was run')\n", "utf-8")
    cache = folder / "facts" / "__pycache__" / f"notice.{sys.implementation.cache_tag}.pyc"
    cache.parent.mkdir()
    py_compile.compile(str(forged), cfile=str(cache), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    assert extensions.read(folder).facts[0].name == "x_notice"


def test_nothing_is_run_before_every_file_was_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _spoilt(folder, "NOTICE = ", "raise SystemExit('it was run')\nNOTICE = ")
    (folder / "facts" / "zz.py").write_text("", "utf-8")

    def look(path: Path) -> None:
        if path.name == "zz.py":
            raise ConfigError("extension_not_roots", path=str(path), uid=1)

    monkeypatch.setattr(extensions, "refuse_changeable", look)
    with pytest.raises(ConfigError) as stop:
        extensions.read(folder)
    assert stop.value.reason.code == "extension_not_roots"
