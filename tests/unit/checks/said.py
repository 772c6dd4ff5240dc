"""Every reason that judging gives can be said in both languages, with all of its values in place."""

from __future__ import annotations

from inventories.reason import Reason
from reports.messages import TEXTS, say
from reports.messages.text import LANGUAGES


def said(*reasons: Reason | None) -> None:
    """Fail for a reason without words, or with words for values that it does not have."""
    for why in reasons:
        if why is not None:
            assert why.code in TEXTS, why
            assert all(value is not None for _name, value in why.values), why
            assert all(say(why, language) for language in LANGUAGES), why
