"""Attestations: which record answers what and until when, and which files of records are refused."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import attestations, catalogue, tables
from checks.attestations import ANSWERED_BY, Attestations, Evidence, Record, Scope, WrittenAttestation
from checks.control import Control
from inventories.reason import ConfigError, reason
from reports.messages import TEXTS, say

ROOT = Path(__file__).parents[3]
FILES = tuple(sorted((ROOT / "checks" / "articles").glob("*-attested.yaml")))
TODAY = date(2026, 11, 22)
DIGEST = hashlib.sha256("点検した".encode()).hexdigest()
RECORD = f"""attestations:
  - id: A-1
    control: J14-DP-01
    scope: {{site: center}}
    by: 見本 太郎
    role: 施設担当
    date: 2026-06-01
    evidence: {{file: fire/report.txt, sha256: {DIGEST}}}
    note: 半年の点検
"""


@pytest.fixture(scope="module")
def controls() -> dict[str, Control]:
    return dict(catalogue.load(tables.load(), FILES).controls)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "attestations"
    (place / "evidence" / "fire").mkdir(parents=True)
    (place / "evidence" / "fire" / "report.txt").write_text("点検した", encoding="utf-8")
    (place / "a.yaml").write_text(RECORD, encoding="utf-8")
    return place


def found(
    records: Attestations, today: date = TODAY, place: Mapping[str, str] | None = None
) -> tuple[str, str | None] | None:
    """Give the id of the record that is chosen for J14-DP-01 and the code of why it does not hold."""
    where = {"system": "lgwan", "site": "center", "target": "", **(place or {})}
    system, site, target = where["system"], where["site"], where["target"]
    answer = records.find("J14-DP-01", 183, system=system, site=site, target=target, today=today)
    return answer and (answer[0].id, answer[1].code if answer[1] else None)


# The shipped controls that persons answer


def test_each_attested_control_says_how_long_a_record_holds_and_what_is_confirmed(controls: dict[str, Control]) -> None:
    assert len(controls) == 21
    for control in controls.values():
        assert control.attestation is not None
        assert control.methods == ("attest",)
        assert not control.expect
        assert "証跡は、" in control.attestation.confirms.ja
        assert "Evidence: " in control.attestation.confirms.en
    days = {name: control.attestation.valid_days for name, control in controls.items() if control.attestation}
    others = {"J14-DP-01": 183, "J14-CP-01": 90, "J15-CP-01": 90, "J14-CP-03": 31, "J14-CP-04": 180}
    assert {**days, **others, "J14-PW-06": 180} == days
    assert sum(value == 365 for value in days.values()) == 21 - len(others) - 1


@pytest.mark.parametrize(("control", "days", "combine"), [("J15-UA-14", 31, "any"), ("J15-UA-19", 90, "all")])
def test_what_a_machine_sees_in_part_is_confirmed_as_often_as_before(control: str, days: int, combine: str) -> None:
    asked = catalogue.load(tables.load()).controls[control]
    assert asked.attestation is not None
    assert (asked.attestation.valid_days, asked.combine) == (days, combine)


def test_the_sample_records_load_and_their_evidence_is_what_was_recorded(controls: dict[str, Control]) -> None:
    loaded = attestations.load(ROOT / "inventories" / "sample" / "policy" / "attestations", controls)
    assert len(loaded.all) >= 5
    assert not [record.id for record in loaded.all if record.evidence_problem]


# Which record answers


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2026, 6, 1), None),  # the day of the check counts
        (date(2026, 5, 31), "attestation_future"),
        (date(2026, 12, 1), None),  # 2026-06-01 and 183 days
        (date(2026, 12, 2), "attestation_expired"),
    ],
)
def test_a_record_holds_for_the_period_of_its_control(
    folder: Path, controls: dict[str, Control], today: date, code: str | None
) -> None:
    assert found(attestations.load(folder, controls), today) == ("A-1", code)


def test_a_record_may_shorten_its_period(folder: Path, controls: dict[str, Control]) -> None:
    (folder / "a.yaml").write_text(RECORD + "    valid_until: 2026-09-30\n", encoding="utf-8")
    records = attestations.load(folder, controls)
    assert found(records, date(2026, 9, 30)) == ("A-1", None)
    assert found(records, date(2026, 10, 1)) == ("A-1", "attestation_expired")
    answer = records.find("J14-DP-01", 100, system="lgwan", site="center", target="", today=date(2026, 9, 10))
    assert answer is not None
    assert answer[1] == reason("attestation_expired", attestation="A-1", expires="2026-09-09")  # the baseline's period


@pytest.mark.parametrize("until", ["2026-06-01", "2026-12-01"])
def test_a_period_of_one_day_and_the_whole_one_may_be_written(
    folder: Path, controls: dict[str, Control], until: str
) -> None:
    (folder / "a.yaml").write_text(RECORD + f"    valid_until: {until}\n", encoding="utf-8")
    records = attestations.load(folder, controls)
    last = date.fromisoformat(until)
    assert found(records, last) == ("A-1", None)
    assert found(records, last + timedelta(days=1)) == ("A-1", "attestation_expired")


def test_a_record_of_the_last_days_of_the_calendar_does_not_overflow() -> None:
    records = Attestations([Record(written("A-1", date(9999, 12, 30)))])
    assert found(records, date.max) == ("A-1", None)
    assert found(records, TODAY) == ("A-1", "attestation_future")


def test_the_scopes_that_answer_a_control() -> None:
    assert ANSWERED_BY == {
        "system": ("system",),
        "site": ("site", "system"),
        "target": ("target", "site", "system"),
    }


@pytest.mark.parametrize(
    ("scope", "place", "answers"),
    [
        (Scope(site="center"), {"site": "center"}, True),
        (Scope(site="center"), {"site": "branch"}, False),
        (Scope(site="center"), {"site": ""}, False),
        (Scope(system="lgwan"), {"site": "branch"}, True),  # all of a system
        (Scope(system="lgwan"), {"site": ""}, True),
        (Scope(system="lgwan"), {"system": "card-hakko"}, False),
        (Scope(target="web01"), {"target": "web01"}, True),
        (Scope(target="web01"), {"target": "web02"}, False),
        (Scope(target="web01"), {"target": ""}, False),  # one host does not speak for its site
        (Scope(target="lgwan"), {}, False),  # a target that is called like a system
        (Scope(site="lgwan"), {}, False),
    ],
)
def test_a_wider_record_covers_what_lies_within_and_no_narrower_one_more(
    scope: Scope, place: dict[str, str], answers: bool
) -> None:
    records = Attestations([Record(written("A-1", TODAY, scope=scope))])
    assert (found(records, place=place) is not None) is answers


def written(name: str, day: date, scope: Scope | None = None, until: date | None = None) -> WrittenAttestation:
    evidence = Evidence("a.txt", DIGEST)
    return WrittenAttestation(name, "J14-DP-01", scope or Scope(site="center"), "人", "役", day, evidence, "", until)


MISSING = reason("attestation_evidence_missing", attestation="-", evidence="a.txt")


@pytest.mark.parametrize(
    ("records", "chosen"),
    [
        # a valid one before newer ones that do not hold
        ([("old", -100, None), ("future", 5, None), ("gone", -1, MISSING)], ("old", None)),
        # of two that hold the one that holds longest
        ([("old", -100, None), ("new", -10, None), ("older", -150, None)], ("new", None)),
        # none holds: the newest, and why
        ([("older", -900, None), ("old", -300, None)], ("old", "attestation_expired")),
        ([("old", -300, None), ("gone", -10, MISSING)], ("gone", "attestation_evidence_missing")),
        ([("over", -300, MISSING)], ("over", "attestation_expired")),
    ],
)
def test_of_several_records_the_best_is_chosen(
    records: list[tuple[str, int, Any]], chosen: tuple[str, str | None]
) -> None:
    made = [Record(written(name, TODAY + timedelta(days=days)), problem) for name, days, problem in records]
    assert found(Attestations(made)) == chosen
    assert found(Attestations(reversed(made))) == chosen
    assert found(Attestations(made), place={"site": "branch"}) is None


@given(
    st.lists(st.tuples(st.dates(), st.none() | st.dates(), st.booleans()), max_size=5),
    st.dates(),
    st.integers(min_value=1, max_value=3660),
)
def test_a_record_that_holds_is_within_its_period_whatever_the_dates(
    given_records: list[tuple[date, date | None, bool]], today: date, valid_days: int
) -> None:
    made = [
        Record(written(f"r{number}", day, until=until), MISSING if gone else None)
        for number, (day, until, gone) in enumerate(given_records)
    ]
    answer = Attestations(made).find("J14-DP-01", valid_days, system="", site="center", target="", today=today)
    if answer is None:
        assert not made
        return
    record, why = answer
    holds = [one for one in made if one.invalid(valid_days, today) is None]
    assert (why is None) == bool(holds)
    if why is None:
        assert record.evidence_problem is None
        assert record.written.day <= today <= (record.written.valid_until or date.max)
        assert (today - record.written.day).days <= valid_days


def test_a_confirmation_tells_everything_an_auditor_asks(folder: Path, controls: dict[str, Control]) -> None:
    (record,) = attestations.load(folder, controls).all
    for language in ("ja", "en"):
        said = say(record.confirmation(183), language)
        for part in ("A-1", "見本 太郎", "施設担当", "2026-06-01", "2026-12-01", "fire/report.txt", DIGEST):
            assert part in said


# Evidence


def test_evidence_that_is_gone_changed_or_unreadable_is_told_apart(folder: Path, controls: dict[str, Control]) -> None:
    document = folder / "evidence" / "fire" / "report.txt"
    assert found(attestations.load(folder, controls)) == ("A-1", None)
    document.write_text("点検した。", encoding="utf-8")
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_differs")
    document.write_bytes(b"")  # proves nothing, whatever digest a record names
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_unreadable")
    document.unlink()
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_missing")
    document.mkdir()
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_unreadable")
    document.rmdir()
    os.mkfifo(document)  # opened for reading it would wait for ever
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_unreadable")
    document.unlink()
    document.symlink_to("report.txt")  # a link in a ring
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_unreadable")


def test_what_is_wrong_with_a_record_is_said_with_its_names(folder: Path, controls: dict[str, Control]) -> None:
    document = folder / "evidence" / "fire" / "report.txt"
    named = {"attestation": "A-1", "evidence": "fire/report.txt"}

    def why(today: date = TODAY) -> Any:
        records = attestations.load(folder, controls)
        answer = records.find("J14-DP-01", 183, system="", site="center", target="", today=today)
        return answer and answer[1]

    assert why(date(2026, 5, 31)) == reason("attestation_future", attestation="A-1", date="2026-06-01")
    assert why(date(2026, 12, 2)) == reason("attestation_expired", attestation="A-1", expires="2026-12-01")
    document.write_text("他", encoding="utf-8")
    assert why() == reason("attestation_evidence_differs", **named)
    document.write_bytes(b"")
    assert why() == reason("attestation_evidence_unreadable", **named, problem=os.strerror(errno.ENODATA))
    document.unlink()
    assert why() == reason("attestation_evidence_missing", **named)
    document.mkdir()
    assert why().as_dict()["problem"] in {"not a regular file", os.strerror(errno.EISDIR)}


def test_a_large_document_is_digested_whole(folder: Path) -> None:
    document = folder / "evidence" / "large.bin"
    content = bytes(range(256)) * 8192 + b"end"  # more than one piece
    document.write_bytes(content)
    assert attestations.digest_of(document) == hashlib.sha256(content).hexdigest()


def test_evidence_larger_than_the_limit_is_not_read_on(
    folder: Path, controls: dict[str, Control], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (folder / "evidence" / "fire" / "report.txt").stat().st_size
    monkeypatch.setattr(attestations, "MAX_EVIDENCE_BYTES", size)
    assert found(attestations.load(folder, controls)) == ("A-1", None)
    monkeypatch.setattr(attestations, "MAX_EVIDENCE_BYTES", size - 1)
    assert found(attestations.load(folder, controls)) == ("A-1", "attestation_evidence_unreadable")


def test_a_link_within_the_evidence_is_followed_and_one_out_of_it_refused(
    folder: Path, controls: dict[str, Control], tmp_path: Path
) -> None:
    document = folder / "evidence" / "fire" / "report.txt"
    document.rename(folder / "evidence" / "same.txt")
    document.symlink_to("../same.txt")
    assert found(attestations.load(folder, controls)) == ("A-1", None)
    document.unlink()
    (tmp_path / "outside.txt").write_text("点検した", encoding="utf-8")
    document.symlink_to(tmp_path / "outside.txt")
    assert refused(folder, controls)["code"] == "policy_evidence_outside"
    document.unlink()
    document.parent.rmdir()
    (tmp_path / "report.txt").write_text("点検した", encoding="utf-8")
    document.parent.symlink_to(tmp_path)  # a folder that leads out
    assert refused(folder, controls)["code"] == "policy_evidence_outside"


# Files that are refused


def refused(folder: Path, controls: dict[str, Control]) -> dict[str, Any]:
    with pytest.raises(ConfigError) as raised:
        attestations.load(folder, controls)
    told = raised.value.reason
    assert told.code in TEXTS
    assert say(told, "ja") != say(told, "en")
    return {"code": told.code, **told.as_dict()}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("J14-DP-01", "J14-DP-98", ("policy_unknown_control", 3)),
        ("J14-DP-01", "DP-01", ("policy_wrong_value", 3)),
        ("{site: center}", "{target: web01}", ("policy_attestation_scope", 4)),
        ("{site: center}", "{site: center, system: lgwan}", ("policy_one_scope", 4)),
        ("{site: center}", "{}", ("policy_one_scope", 4)),
        ("{site: center}", "{room: A}", ("policy_unknown_key", 4)),
        ("{site: center}", '{site: ""}', ("policy_wrong_value", 4)),
        ("by: 見本 太郎", 'by: ""', ("policy_wrong_value", 5)),
        ("2026-06-01", "2026-6-1", ("policy_wrong_value", 7)),
        ("2026-06-01", "2026-06-31", ("policy_wrong_value", 7)),
        ("2026-06-01", "2026-06-01T09:00:00+09:00", ("policy_wrong_value", 7)),
        ("fire/report.txt", "../a.yaml", ("policy_evidence_path", 8)),
        ("fire/report.txt", "fire/../../a.yaml", ("policy_evidence_path", 8)),
        ("fire/report.txt", "/etc/passwd", ("policy_evidence_path", 8)),
        ("fire/report.txt", "fire//report.txt", ("policy_evidence_path", 8)),
        ("fire/report.txt", "fire\\report.txt", ("policy_evidence_path", 8)),
        ("fire/report.txt", '"fire/re\\u0000port.txt"', ("policy_evidence_path", 8)),
        (DIGEST, DIGEST.upper(), ("policy_wrong_value", 8)),
        (DIGEST, DIGEST[:-1], ("policy_wrong_value", 8)),
        (
            "note: 半年の点検",
            "valid_until: 2026-12-02",
            ("policy_attestation_period", 9),
        ),  # a day more than the control's
        ("note: 半年の点検", "valid_until: 2026-05-31", ("policy_attestation_period", 9)),
        ("note: 半年の点検", "approved: true", ("policy_unknown_key", 9)),
        ("    role: 施設担当\n", "", ("policy_missing_key", 2)),
    ],
)
def test_a_wrong_record_is_refused_with_its_line(
    folder: Path, controls: dict[str, Control], old: str, new: str, told: tuple[str, int]
) -> None:
    assert old in RECORD
    (folder / "a.yaml").write_text(RECORD.replace(old, new), encoding="utf-8")
    why = refused(folder, controls)
    assert (why["code"], why["line"]) == told
    assert why["file"] == str(folder / "a.yaml")


def test_a_control_that_a_machine_answers_takes_no_record(folder: Path, controls: dict[str, Control]) -> None:
    machine = msgspec.structs.replace(controls["J14-DP-01"], methods=("host",), attestation=None)
    assert refused(folder, {**controls, "J14-DP-01": machine})["code"] == "policy_not_attested"


def test_one_id_in_two_files_is_refused(folder: Path, controls: dict[str, Control]) -> None:
    (folder / "b.yaml").write_text("# more\n" + RECORD, encoding="utf-8")
    told = refused(folder, controls)
    assert (told["code"], told["line"], told["file"]) == ("policy_duplicate_id", 3, str(folder / "b.yaml"))


def test_a_system_control_is_not_answered_by_a_site(folder: Path, controls: dict[str, Control]) -> None:
    asked = {name: control.attestation.scope for name, control in controls.items() if control.attestation}
    assert set(asked.values()) == {"site", "system"}
    for name, scope in asked.items():
        (folder / "a.yaml").write_text(RECORD.replace("J14-DP-01", name), encoding="utf-8")
        if "site" in ANSWERED_BY[scope]:
            assert len(attestations.load(folder, controls).all) == 1
        else:
            assert refused(folder, controls)["code"] == "policy_attestation_scope"


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("J14-DP-01", "J14-DP-98", {"key": "attestations[0].control", "control": "J14-DP-98"}),
        (
            "{site: center}",
            "{target: web01}",
            {
                "key": "attestations[0].scope",
                "control": "J14-DP-01",
                "scope": "target",
                "allowed": ("site", "system"),
            },
        ),
        ("{site: center}", "{site: center, system: lgwan}", {"value": "system, site"}),
        ("{site: center}", "{}", {"value": "-"}),
        ("fire/report.txt", "../a.yaml", {"value": "../a.yaml"}),
        (
            "note: 半年の点検",
            "valid_until: 2026-12-02",
            {"key": "attestations[0].valid_until", "id": "A-1", "latest": "2026-12-01"},
        ),
    ],
)
def test_a_refusal_says_what_it_is_about(
    folder: Path, controls: dict[str, Control], old: str, new: str, values: dict[str, Any]
) -> None:
    (folder / "a.yaml").write_text(RECORD.replace(old, new), encoding="utf-8")
    told = refused(folder, controls)
    assert {name: told.get(name) for name in values} == values


def test_names_of_documents_may_be_japanese(folder: Path, controls: dict[str, Control]) -> None:
    name = "令和８年　点検記録（６月）.txt"
    (folder / "evidence" / name).write_text("点検した", encoding="utf-8")
    (folder / "a.yaml").write_text(RECORD.replace("fire/report.txt", name), encoding="utf-8")
    assert found(attestations.load(folder, controls)) == ("A-1", None)


def test_a_second_record_of_a_file_is_named_by_its_place(folder: Path, controls: dict[str, Control]) -> None:
    more = RECORD.removeprefix("attestations:\n")
    (folder / "a.yaml").write_text(RECORD + more.replace("A-1", "A-2"), encoding="utf-8")
    assert [record.id for record in attestations.load(folder, controls).all] == ["A-1", "A-2"]
    (folder / "a.yaml").write_text(RECORD + more, encoding="utf-8")
    told = refused(folder, controls)
    assert (told["code"], told["key"], told["id"]) == ("policy_duplicate_id", "attestations[1].id", "A-1")


def test_no_folder_means_no_records(tmp_path: Path, controls: dict[str, Control]) -> None:
    assert attestations.load(tmp_path / "none", controls).all == ()
