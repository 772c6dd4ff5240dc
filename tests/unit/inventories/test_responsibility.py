"""第3条: hosts of other bodies are refused, with who answers for them."""

from __future__ import annotations

from inventories.model import Connection, Host
from inventories.responsibility import split_by_responsibility
from reports.messages import say


def host(name: str, responsible: str) -> Host:
    return Host(name, Connection(name), "lgwan", responsible=responsible)


OURS, THEIRS, NOBODYS = host("a", "機構"), host("b", "架空県"), host("c", "")


def test_hosts_of_other_bodies_are_refused_with_the_reason() -> None:
    allowed, refused = split_by_responsibility([THEIRS, OURS, NOBODYS], frozenset({"機構", "共同運営体"}))
    assert allowed == (OURS,)
    assert [one.name for one, _ in refused] == ["b", "c"]
    why = refused[0][1]
    assert "架空県" in say(why, "ja")
    assert "第3条" in say(why, "ja")
    assert "機構" in say(why, "en")


def test_names_count_as_written_and_without_a_body_nothing_is_allowed() -> None:
    assert split_by_responsibility([host("a", "機構 ")], frozenset({"機構"})).allowed == ()
    assert split_by_responsibility([OURS, NOBODYS], frozenset()).allowed == ()
