"""Example of a site's own fact: the notice that is shown before a login (/etc/issue.net)."""

from __future__ import annotations

from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope

NOTICE = Probe("x_notice", "if [ -e /etc/issue.net ]; then echo there && cat /etc/issue.net; else echo none; fi")


@dataclass(frozen=True, slots=True)
class Notice:
    """`text`: the notice on one line, absent where there is no such file."""

    text: Field[str]


def parse(outputs: Outputs, scope: Scope) -> Notice:
    """Read the answer: the first line says whether there is a file, so that silence never means "empty"."""
    del scope
    said, _, rest = outputs["x_notice"].text().partition("\n")
    if said == "none":
        return Notice(Absent(reason("x_notice_missing")))
    if said != "there":
        raise ValueError(said)
    return Notice(Known(" ".join(rest.split())))


NAME = "x_notice"
FACT = Notice
READERS = {family: Reader(Notice, always(NOTICE), parse) for family in ("debian", "rhel")}
WORDS = {
    "want.x_notice.text": ("ログイン前の表示が「{value}」である", "the notice before a login is {value!r}"),
    "good.x_notice.text": ("定めたとおり表示されます", "the notice is as laid down"),
    "bad.x_notice.text": ("ログイン前の表示が違います（{value}）", "the notice before a login is another ({value})"),
    "x_notice_missing": ("ログイン前の表示のファイルがありません", "there is no notice before a login"),
}
