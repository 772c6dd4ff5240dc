"""Every reason that the code can give has words in both languages, and each text's places are filled."""

import ast
import contextlib
import re
import string
from pathlib import Path

import pytest

from checks import catalogue, tables
from inventories.reason import reason
from reports.messages import TEXTS, Language, say
from reports.messages.text import LANGUAGES
from tenken.cli import COMMANDS, main

PACKAGES = ("inventories", "scanners", "checks", "reports", "tenken", "lab")
ROOT = Path(__file__).parents[2]
# Functions that take a code as their first argument, and the values that they add by themselves.
GIVERS = {
    "reason": (),
    "ConfigError": (),
    "passed": (),
    "failed": (),
    "wrong": ("file", "line", "key"),
    "fail": ("file", "line"),
}
EVERYWHERE = {"reason", "ConfigError"}  # the others are functions of checks/
# Functions of `tenken` that say a code by themselves, with the prefix that it gets.
SPEAKERS = {"text": "", "_say": "", "_row": "", "label": "report_"}


def _given() -> dict[tuple[str, str], tuple[frozenset[str], bool]]:
    """Give every literal code in the source with its place, the values given there, and whether more are spread in."""
    found: dict[tuple[str, str], tuple[frozenset[str], bool]] = {}
    for file in (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            code = node.args[0].value
            if name in SPEAKERS and isinstance(code, str) and file.is_relative_to(ROOT / "tenken"):
                named = frozenset(word.arg for word in node.keywords if word.arg)
                found[SPEAKERS[name] + code, f"{file.relative_to(ROOT)}:{node.lineno}"] = (named, False)
            if name in GIVERS and isinstance(code, str) and (name in EVERYWHERE or file.parent.name == "checks"):
                named = frozenset(word.arg for word in node.keywords if word.arg) | frozenset(GIVERS[name])
                spread = any(word.arg is None for word in node.keywords)
                found[code, f"{file.relative_to(ROOT)}:{node.lineno}"] = (named, spread)
    return found


def _made() -> list[tuple[str, str]]:
    """Give every code that the source puts together (`f"help_{name}"`) as a pattern, with its place."""
    found = []
    for file in (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.JoinedStr):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in EVERYWHERE or (name in SPEAKERS and file.is_relative_to(ROOT / "tenken")):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[A-Za-z0-9_.-]+"
                    for part in node.args[0].values
                ]
                found.append((SPEAKERS.get(name, "") + "".join(parts), f"{file.relative_to(ROOT)}:{node.lineno}"))
    return found


def _placed_later(code: str, where: str) -> bool:
    """Whether the error gets its file and line further up (catalogue, baseline)."""
    return code.startswith("policy_") and where.startswith(("checks/catalogue.py", "checks/operators"))


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_in_the_source_has_words_whose_places_are_filled() -> None:
    problems = []
    for (code, where), (named, spread) in _given().items():
        if code not in TEXTS:
            problems.append(f"{where}: {code} has no words")
        elif not spread and not _placed_later(code, where):
            unfilled = (_places(TEXTS[code].ja) | _places(TEXTS[code].en)) - named
            if unfilled:
                problems.append(f"{where}: {code} does not give {sorted(unfilled)}")
    assert not problems, "\n".join(problems)


def test_every_code_that_is_put_together_can_be_one_that_has_words() -> None:
    made = _made()
    assert made
    assert not [(pattern, where) for pattern, where in made if not any(re.fullmatch(pattern, code) for code in TEXTS)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_every_command_has_words(
    command: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.suppress(SystemExit):  # argparse ends the program itself
        main(["--lang", language, *([command] if command else []), "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "tenken" in shown
    assert not re.search(r"[a-z]+_[a-z_]+ \{", shown), "a code without words shows itself with its values"


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same_things(code: str) -> None:
    text = TEXTS[code]
    assert text.ja
    assert text.en
    assert _places(text.ja) == _places(text.en)
    assert not text.ja.endswith("。")


def test_every_expectation_of_the_catalogue_has_words() -> None:
    controls = catalogue.load(tables.load()).controls.values()
    subjects = {expectation.fact for control in controls for expectation in control.expect if "." in expectation.fact}
    codes = {f"{kind}.{subject}" for subject in subjects for kind in ("want", "good", "bad")}
    assert codes <= TEXTS.keys()


def test_every_condition_of_the_catalogue_has_words() -> None:
    controls = catalogue.load(tables.load()).controls.values()
    conditions = {control.applies.when.fact for control in controls if control.applies.when}
    assert {f"unless.{fact}" for fact in conditions} <= TEXTS.keys()


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    shown = say(reason("bad.services.enabled", items=("a.service", "b.service"), count=37), "ja")
    assert "37件" in shown
    assert "a.service、b.service" in shown


@pytest.mark.parametrize("code", ["extension_writable", "extension_writable_by_us", "extension_not_roots"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_is_refused_is_to_be_moved_and_never_its_parent_changed(code: str, language: Language) -> None:
    said = say(reason(code, path="/tmp", mode="1777", uid=1000), language)
    assert "chmod" not in said
    assert ("rootだけが変更できる場所" if language == "ja" else "root alone can change") in said
