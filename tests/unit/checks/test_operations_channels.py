"""operations.yaml: who is told and who witnesses; what cannot work is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import operations
from inventories.reason import ConfigError
from reports.messages import say


def load(tmp_path: Path, text: str) -> operations.Operations:
    file = tmp_path / "operations.yaml"
    file.write_text(text, "utf-8")
    return operations.load(file)


def test_the_page_of_the_manual_is_read_as_it_is_printed(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "notification.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    read = load(tmp_path, example)
    assert [one.name for one in read.witnesses] == ["log-server", "worm"]
    assert [one.name for one in read.notify] == ["operators", "manager", "soc", "chat", "file"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (
            "witnesses:\n  - name: both\n    folder: /x\n    syslog: {address: a, port: 1, transport: tcp}\n",
            "policy_one_witness",
            2,
        ),
        ("witnesses:\n  - {name: a, folder: here}\n", "policy_wrong_value", 2),
        ("notify:\n  - {name: a, file: notices}\n", "policy_wrong_value", 2),
        ("witnesses:\n  - name: none\n", "policy_one_witness", 2),
        ("witnesses:\n  - {name: a, folder: /x}\n  - {name: a, folder: /y}\n", "policy_duplicate_id", 3),
        ("notify:\n  - name: none\n", "policy_one_channel", 2),
        ("notify:\n  - {name: a, file: /x, systems: [lgwan, lgwna]}\n", "policy_unknown_system", 2),
        ('windows:\n  - {start: "22:00", until: "05:00", systems: [LGWAN]}\n', "policy_unknown_system", 2),
        (
            "freezes:\n  - {starts: 2026-12-28T00:00:00Z, ends: 2027-01-04T00:00:00Z, why: 年末, systems: [card]}\n",
            "policy_unknown_system",
            2,
        ),
        ("notify:\n  - {name: two, file: /x, webhook: {url: 'https://a/'}}\n", "policy_one_channel", 2),
        ("notify:\n  - {name: a, file: /x}\n  - {name: a, file: /y}\n", "policy_duplicate_id", 3),
        ("notify:\n  - name: a\n    webhook: {url: 'http://a/'}\n", "policy_wrong_value", 3),
        ("notify:\n  - name: a\n    mail: {server: m, user: u}\n", "policy_mail_half_login", 3),
        (
            "notify:\n  - name: a\n    mail: {server: m, security: none, user: u, password_file: /p}\n",
            "policy_mail_password_in_clear",
            3,
        ),
        (
            "notify:\n  - name: a\n    syslog: {address: a, port: 1, transport: tcp, ca: /c}\n",
            "policy_syslog_not_tls",
            3,
        ),
        ('notify:\n  - name: a\n    mail: {server: m, to: ["a@b\\nBcc: c@d"]}\n', "policy_wrong_value", 3),
        ("notify:\n  - name: a\n    mail: {server: m, to: []}\n", "policy_wrong_value", 3),
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, text: str, code: str, line: int) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, text)
    assert (refused.value.reason.code, refused.value.reason.as_dict()["line"]) == (code, line)
    for language in ("ja", "en"):
        assert "{" not in say(refused.value.reason, language).replace("{'", "")
