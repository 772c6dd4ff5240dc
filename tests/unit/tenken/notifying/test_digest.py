"""What one recipient reads, and that no text of a target does more there than be read."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from checks.finding import Severity, Status
from checks.operations import Notice
from inventories.reason import reason
from reports.messages import Language
from tenken import syslog
from tenken.notifying.channels import message_of
from tenken.notifying.digest import SHOWN, Digest, digest_of
from tenken.notifying.events import events_of
from tests.unit.tenken.notifying.told import RUN, TODAY, drift, expiring, found, policy, run_of

HOSTILE = "a\r\nBcc: everybody@example.jp\r\n\r\n<b>\u2028\u202eb\x1b[2J\x00\udc80'\"}{"
PERSON = "123456789018"  # satisfies the check digit of an individual number


def digest(language: Language = "en", name: str = "x", role: str = "", count: int = 1) -> Digest:
    bad = reason("bad.services.enabled", items=(HOSTILE, PERSON), count=2)
    findings = [found(actual=(bad,), subject=f"web{number:03}") for number in range(count)]
    changes = drift(*((found(Status.PASS), one) for one in findings))
    run = run_of(*findings, exceptions=(expiring("2026-11-30", "web01"),), status="incomplete")
    notice = Notice(name, role=role, language=language, file="/dev/null")
    known = policy()
    return digest_of(run, events_of(run, changes, known, TODAY), notice, known.catalogue.controls)


def test_a_digest_tells_in_japanese_what_happened_and_where_to_read_on() -> None:
    told = digest("ja", role="保守担当")
    assert told.subject == (
        f"[tenken] 完了しなかった点検 1件、適合から不適合に戻った項目 1件、例外措置の期限 1件（点検 {RUN}）"
    )
    assert "宛先: 保守担当" in told.text
    assert "== 全システム共通" in told.text
    assert "== 総合行政ネットワーク (lgwan)" in told.text
    assert "例外措置 EX-1 の期限は 2026-11-30 です（残り7日）" in told.text
    assert f"tenken diff {RUN}" in told.text


def test_a_digest_tells_the_same_in_english() -> None:
    told = digest("en", role="operators")
    assert "Incomplete run: 1, Conformed before, and no longer: 1" in told.subject
    assert "For: operators" in told.text
    assert "exception EX-1 holds until 2026-11-30 (7 days left)" in told.text


def test_text_of_a_target_stays_on_its_line() -> None:
    told = digest()
    assert not [line for line in (told.subject, *told.lines) if any(not char.isprintable() for char in line)]
    assert not [line for line in told.text.splitlines() if line.startswith(("Bcc", "<b>"))]
    assert len(told.document.splitlines()) == 1
    assert json.loads(told.document)["events"][1]["subject"] == "web000"


def test_no_personal_number_goes_out() -> None:
    told = digest()
    for text in (told.subject, told.text, told.document, *told.lines):
        assert PERSON not in text
    assert "*" * 12 in told.text


def test_a_mail_has_the_headers_that_we_gave_it_and_no_other() -> None:
    made = message_of("scan@example.jp", ("a@example.jp", "見本 <b@example.jp>"), digest("ja", role="担当"))
    read = message_from_bytes(made.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert sorted(read.keys()) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert read["Subject"] == digest("ja", role="担当").subject
    assert [one.addr_spec for one in read["To"].addresses] == ["a@example.jp", "b@example.jp"]
    assert read.get_content().replace("\r\n", "\n") == digest("ja", role="担当").text


def test_a_message_to_a_log_server_is_one_line_of_the_form_of_rfc_5424() -> None:
    sent = syslog.encoded(syslog.Message("notice", "点" + HOSTILE), 2048)
    head, _, text = sent.partition(b" - ")
    assert head.startswith(b"<109>1 20")
    assert head.split(b" ")[3] == b"tenken"
    assert b"\n" not in sent
    assert b"\x00" not in sent
    assert text.startswith(b"\xef\xbb\xbf" + "点a  Bcc:".encode())


@pytest.mark.parametrize("largest", [480, 481, 482, 483, 2048])
def test_a_long_message_is_cut_between_characters_and_says_so(largest: int) -> None:
    sent = syslog.encoded(syslog.Message("notice", "点検" * 2000), largest)
    assert largest - 3 < len(sent) <= largest
    assert sent.decode("utf-8").endswith("…")


def test_a_flood_is_counted_and_not_listed() -> None:
    told = digest(count=SHOWN + 50)
    assert len(told.lines) == SHOWN + 2
    assert "52 more (see the report)" in told.text
    document = json.loads(told.document)
    assert (len(document["events"]), document["left_out"]) == (SHOWN, 52)
    assert document["counts"]["regression"] == SHOWN + 50


def test_a_flood_of_one_system_does_not_hide_the_worst_of_another() -> None:
    findings = [found(subject=f"a{number:03}", system="card-hakko", severity=Severity.LOW) for number in range(SHOWN)]
    findings.append(found(subject="web01", system="lgwan", severity=Severity.CRITICAL))
    known, run = policy(), run_of(*findings)
    events = events_of(run, drift(*((None, one) for one in findings)), known, TODAY)
    told = digest_of(run, events, Notice("x", language="en", file="/dev/null"), known.catalogue.controls)
    shown = [event["subject"] for event in json.loads(told.document)["events"]]
    assert (len(shown), shown[-1]) == (SHOWN, "web01")
    assert "1 more (see the report)" in told.text


def test_the_document_has_codes_and_words_in_both_languages() -> None:
    document = json.loads(digest(name="ops").document)
    assert (document["document"], document["notice"], document["run"]["id"]) == ("notice", "ops", RUN)
    event = document["events"][1]
    assert (event["kind"], event["control"], event["severity"]) == ("regression", "J13-UA-01", Severity.HIGH)
    assert event["why"][0]["code"] == "bad.services.enabled"
    assert event["title"]["ja"]
    assert event["title"]["en"]
