"""Words for a report: labels, reasons in both languages, titles of controls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from checks.control import Control
from checks.run import BaselineRef
from inventories.reason import Reason, Value, reason
from reports.messages import Language, say
from reports.messages.text import Text

Controls = Mapping[str, Control]


def words(why: Reason, language: Language) -> str:
    """Render a reason; one whose values do not fit its message shows code and values: a report never fails on it."""
    try:
        return say(why, language)
    except (KeyError, IndexError, ValueError):
        return f"{why.code} {why.as_dict()}"


@lru_cache(maxsize=1 << 14)
def _both(why: Reason, kinds: tuple[type, ...]) -> Text:
    del kinds
    return Text(words(why, "ja"), words(why, "en"))


def both(why: Reason) -> Text:
    """Render a reason in both languages."""
    # 1, 1.0 and True are equal, and so are reasons that differ in them alone: the cache must tell them apart.
    return _both(why, tuple(type(value) for _, value in why.values))


def label(name: str, language: Language, **values: Value) -> str:
    """Give a report's own text, `name` without its `report_` prefix."""
    return words(reason(f"report_{name}", **values), language)


def review(ref: BaselineRef, language: Language) -> str:
    """Say when a baseline was reviewed and when it is to be again (第27条)."""
    none = label("review_none", language)
    return label("review", language, reviewed=ref.reviewed_on or none, due=ref.next_review or none)


def title(control: str, controls: Controls, language: Language) -> str:
    """Give the title of a control, or its id where the catalogue does not know it."""
    found = controls.get(control)
    if found is None:
        return control
    return found.title.ja if language == "ja" else found.title.en
