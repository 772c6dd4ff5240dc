"""Exceptions: for whom, how long and by whom they hold, what has no effect, and which files are refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from checks import exceptions
from checks.exceptions import Standing
from checks.finding import Severity
from inventories.reason import ConfigError, Reason, reason
from reports.messages import TEXTS, say

ROOT = Path(__file__).parents[3]
EXCEPTION = """exceptions:
  - id: EX-1
    control: J13-UA-08
    targets: ["web*"]
    reason: 更改まで
    compensating_measures: [監視]
    applicant: 申請者
    approved_by_role: 最高統括管理責任者
    approved_by: 見本
    approved_on: 2026-04-01
    expires: 2026-12-31
"""
APPROVAL = "    approved_by_role: 最高統括管理責任者\n    approved_by: 見本\n    approved_on: 2026-04-01\n"
SCOPE = '    targets: ["web*"]\n'
SEVERITIES = {"J13-UA-08": Severity.CRITICAL, "J13-UA-01": Severity.HIGH}
DURING = date(2026, 5, 1)
NOBODY: frozenset[str] = frozenset()


def load(tmp_path: Path, text: str) -> exceptions.Exceptions:
    file = tmp_path / "exceptions.yaml"
    file.write_text(text, encoding="utf-8")
    return exceptions.load(file, SEVERITIES)


def refused(tmp_path: Path, text: str) -> dict[str, Any]:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text)
    told = raised.value.reason
    assert told.code in TEXTS
    assert say(told, "ja") != say(told, "en")
    return {"code": told.code, **told.as_dict()}


# Time and role


@pytest.mark.parametrize(
    ("today", "control", "role", "standing"),
    [
        (date(2026, 3, 31), "J13-UA-08", exceptions.CHIEF, Standing.FUTURE),
        (date(2026, 4, 1), "J13-UA-08", exceptions.CHIEF, Standing.VALID),
        (date(2026, 11, 30), "J13-UA-08", exceptions.CHIEF, Standing.VALID),  # 31 days left
        (date(2026, 12, 1), "J13-UA-08", exceptions.CHIEF, Standing.EXPIRING),
        (date(2026, 12, 31), "J13-UA-08", exceptions.CHIEF, Standing.EXPIRING),  # its last day
        (date(2027, 1, 1), "J13-UA-08", exceptions.CHIEF, Standing.EXPIRED),
        (DURING, "J13-UA-08", exceptions.MANAGER, Standing.WRONG_ROLE),
        (DURING, "J13-UA-01", exceptions.MANAGER, Standing.VALID),
        (DURING, "J13-UA-01", exceptions.CHIEF, Standing.VALID),
        (date(2027, 1, 1), "J13-UA-08", exceptions.MANAGER, Standing.EXPIRED),
    ],
)
def test_an_exception_holds_for_its_time_and_role(
    tmp_path: Path, today: date, control: str, role: str, standing: Standing
) -> None:
    loaded = load(tmp_path, EXCEPTION.replace(exceptions.CHIEF, role).replace("J13-UA-08", control))
    (state,) = loaded.standing(today, SEVERITIES)
    assert state.standing is standing
    assert state.days_left == (date(2026, 12, 31) - today).days
    assert state.in_effect is (standing in {Standing.VALID, Standing.EXPIRING})
    found = loaded.find(control, "web01", SEVERITIES[control], today)
    assert found is not None
    assert (found[1] is None) is state.in_effect
    assert found[1] in {None, state.why}
    for language in ("ja", "en"):
        assert "EX-1" in say(state.why, language)
    assert state.record().standing == standing.value


def test_an_application_has_no_effect_and_is_listed(tmp_path: Path) -> None:
    loaded = load(tmp_path, EXCEPTION.replace(APPROVAL, ""))
    (state,) = loaded.standing(DURING, SEVERITIES)
    assert (state.standing, state.in_effect) == (Standing.UNAPPROVED, False)
    assert "申請者" in say(state.why, "ja")
    found = loaded.find("J13-UA-08", "web01", Severity.CRITICAL, DURING)
    assert found is not None
    assert found[1] == state.why
    assert state.record().approved_on == ""


def test_one_that_expires_soon_says_how_many_days_are_left(tmp_path: Path) -> None:
    (state,) = load(tmp_path, EXCEPTION).standing(date(2026, 12, 11), SEVERITIES)
    assert state.why.code == "exception_expiring"
    assert "残り20日" in say(state.why, "ja")


def test_a_valid_exception_wins_over_one_without_effect(tmp_path: Path) -> None:
    expired = EXCEPTION.replace("EX-1", "EX-0").replace("2026-12-31", "2026-04-30")
    loaded = load(tmp_path, expired + EXCEPTION.removeprefix("exceptions:\n"))
    found = loaded.find("J13-UA-08", "web01", Severity.CRITICAL, DURING)
    assert found is not None
    assert (found[0].id, found[1]) == ("EX-1", None)
    found = loaded.find("J13-UA-08", "web01", Severity.CRITICAL, date(2027, 1, 1))
    assert found is not None
    assert found[0].id == "EX-0"
    assert found[1] is not None
    assert [state.exception.id for state in loaded.standing(DURING, SEVERITIES)] == ["EX-0", "EX-1"]


def test_the_days_of_expiry_are_those_of_the_file(tmp_path: Path) -> None:
    (state,) = load(tmp_path, EXCEPTION).standing(date(2026, 12, 31) + timedelta(days=3), SEVERITIES)
    assert state.days_left == -3


def test_an_exception_for_one_day_holds_on_it(tmp_path: Path) -> None:
    loaded = load(tmp_path, EXCEPTION.replace("2026-12-31", "2026-04-01"))
    assert [state.standing for state in loaded.standing(date(2026, 4, 1), SEVERITIES)] == [Standing.EXPIRING]


def test_why_an_exception_has_no_effect_is_said_with_its_names(tmp_path: Path) -> None:
    def why(text: str, today: date = DURING) -> Reason:
        (state,) = load(tmp_path, text).standing(today, SEVERITIES)
        return state.why

    assert why(EXCEPTION.replace(APPROVAL, "")) == reason("exception_unapproved", exception="EX-1", applicant="申請者")
    assert why(EXCEPTION, date(2026, 3, 31)) == reason("exception_future", exception="EX-1", approved_on="2026-04-01")
    assert why(EXCEPTION, date(2027, 1, 1)) == reason("exception_expired", exception="EX-1", expires="2026-12-31")
    assert why(EXCEPTION.replace(exceptions.CHIEF, exceptions.MANAGER)) == reason(
        "exception_wrong_role", exception="EX-1", role=exceptions.MANAGER, needed=exceptions.CHIEF
    )
    assert why(EXCEPTION, date(2026, 12, 30)) == reason(
        "exception_expiring", exception="EX-1", expires="2026-12-31", days=1
    )
    assert why(EXCEPTION) == reason(
        "waived", exception="EX-1", approved_by="見本", role=exceptions.CHIEF, expires="2026-12-31"
    )


def test_an_exception_without_effect_does_not_hide_the_one_that_follows(tmp_path: Path) -> None:
    first = EXCEPTION.replace("EX-1", "EX-0").replace('["web*"]', "[db01]")
    loaded = load(tmp_path, first + EXCEPTION.removeprefix("exceptions:\n"))
    found = loaded.find("J13-UA-08", "web01", Severity.CRITICAL, DURING)
    assert found is not None
    assert found[0].id == "EX-1"
    two = EXCEPTION.replace("EX-1", "EX-0").replace("2026-12-31", "2026-04-30") + EXCEPTION.replace(
        "2026-12-31", "2026-04-29"
    ).removeprefix("exceptions:\n")
    found = load(tmp_path, two).find("J13-UA-08", "web01", Severity.CRITICAL, DURING)
    assert found is not None
    assert found[0].id == "EX-0"  # of several without effect the first


# Scope


@pytest.mark.parametrize(
    ("scope", "subject", "system", "groups", "covered"),
    [
        (SCOPE, "web01", "lgwan", NOBODY, True),
        (SCOPE, "db01", "lgwan", NOBODY, False),
        (SCOPE, "WEB01", "lgwan", NOBODY, False),
        ("    systems: [lgwan]\n", "web01", "lgwan", NOBODY, True),
        ("    systems: [lgwan]\n", "web01", "card-hakko", NOBODY, False),
        ("    systems: [lgwan]\n", "web01", "", NOBODY, False),
        ("    systems: [card-hakko, lgwan]\n", "web01", "lgwan", NOBODY, True),
        ("    groups: [web]\n", "web01", "lgwan", frozenset({"all", "web"}), True),
        ("    groups: [web]\n", "web01", "lgwan", frozenset({"all", "db"}), False),
        ("    groups: [web]\n", "web01", "lgwan", NOBODY, False),
        ("    systems: [lgwan]\n    groups: [web]\n", "web01", "lgwan", frozenset({"web"}), True),
        ("    systems: [lgwan]\n    groups: [web]\n", "web01", "card-hakko", frozenset({"web"}), False),
        ("    systems: [lgwan]\n    groups: [web]\n", "web01", "lgwan", frozenset({"db"}), False),
        (SCOPE + "    groups: [web]\n", "db01", "lgwan", frozenset({"web"}), False),
        (SCOPE + "    systems: [lgwan]\n", "db01", "lgwan", NOBODY, False),
    ],
)
def test_an_exception_covers_what_all_its_scopes_name(  # noqa: PLR0917  (a table)
    tmp_path: Path, scope: str, subject: str, system: str, groups: frozenset[str], covered: bool
) -> None:
    loaded = load(tmp_path, EXCEPTION.replace(SCOPE, scope))
    found = loaded.find("J13-UA-08", subject, Severity.CRITICAL, DURING, system=system, groups=groups)
    assert (found is not None) is covered
    assert loaded.find("J13-UA-01", subject, Severity.HIGH, DURING, system=system, groups=groups) is None


# Files


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("J13-UA-08", "J13-UA-98", "policy_unknown_control"),
        ("expires: 2026-12-31", "expires: 2026-03-31", "policy_empty_period"),
        ("role: 最高統括管理責任者", "role: 係長", "policy_wrong_value"),
        ("[監視]", "[]", "policy_wrong_value"),
        ("expires: 2026-12-31", "expires: 2026/12/31", "policy_wrong_value"),
        ("expires: 2026-12-31", "expires: 2026-12-31T00:00:00Z", "policy_wrong_value"),
        ("2026-04-01", "2026-04-31", "policy_wrong_value"),
        (SCOPE, "", "policy_exception_scope"),
        (SCOPE, "    targets: []\n", "policy_exception_scope"),
        (SCOPE, '    targets: [""]\n', "policy_wrong_value"),
        ("    applicant: 申請者\n", "", "policy_missing_key"),
        ("    expires: 2026-12-31\n", "", "policy_missing_key"),
        ("    approved_by: 見本\n", "", "policy_half_approved"),
        ("approved_by: 見本", 'approved_by: " "', "policy_half_approved"),
        ("    approved_on: 2026-04-01\n", "", "policy_half_approved"),
        ("    approved_by_role: 最高統括管理責任者\n", "", "policy_half_approved"),
        ("applicant", "requested_by", "policy_unknown_key"),
    ],
)
def test_a_wrong_exception_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in EXCEPTION
    assert refused(tmp_path, EXCEPTION.replace(old, new))["code"] == code


def test_one_id_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    told = refused(tmp_path, EXCEPTION + EXCEPTION.removeprefix("exceptions:\n"))
    assert (told["code"], told["line"]) == ("policy_duplicate_id", 12)
    assert (told["key"], told["id"]) == ("exceptions[1].id", "EX-1")


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("J13-UA-08", "J13-UA-98", {"key": "exceptions[0].control", "control": "J13-UA-98"}),
        ("expires: 2026-12-31", "expires: 2026-03-31", {"key": "exceptions[0].expires", "id": "EX-1"}),
        (SCOPE, "", {"key": "exceptions[0]", "value": "EX-1"}),
        ("    approved_by: 見本\n", "", {"key": "exceptions[0]", "value": "EX-1"}),
    ],
)
def test_a_refusal_says_what_it_is_about(tmp_path: Path, old: str, new: str, values: dict[str, str]) -> None:
    told = refused(tmp_path, EXCEPTION.replace(old, new))
    assert {name: told.get(name) for name in values} == values


def test_an_application_may_be_for_any_time_to_come(tmp_path: Path) -> None:
    (only,) = load(tmp_path, EXCEPTION.replace(APPROVAL, "").replace("2026-12-31", "2020-01-01")).all
    assert only.standing(Severity.CRITICAL, DURING) is Standing.UNAPPROVED


def test_no_file_means_no_exceptions(tmp_path: Path) -> None:
    assert exceptions.load(tmp_path / "none.yaml", SEVERITIES).all == ()


def test_the_sample_shows_one_in_effect_and_one_application() -> None:
    file = ROOT / "inventories" / "sample" / "policy" / "exceptions.yaml"
    severities = {"J13-MG-10": Severity.HIGH, "J13-UA-14": Severity.MEDIUM}
    standing = exceptions.load(file, severities).standing(date(2026, 11, 22), severities)
    assert [state.standing for state in standing] == [Standing.VALID, Standing.UNAPPROVED]
