"""The catalogue of every sentence the tool says, in Japanese and English side by side, one module per area."""

from __future__ import annotations

from inventories.reason import Reason, Value
from reports.messages import (
    access,
    accounts,
    attestations,
    checks,
    commands,
    device_access,
    device_traffic,
    devices,
    drift,
    evidence,
    extensions,
    facility,
    facts,
    golden,
    hardware,
    inventory,
    judging,
    network,
    notices,
    operations,
    policy,
    remediation,
    report,
    schedule,
    session,
    software,
    state,
    store,
    store_faults,
)
from reports.messages.text import Language, Text

__all__ = ["TEXTS", "Language", "Text", "say"]

_AREAS = (
    access,
    accounts,
    attestations,
    checks,
    commands,
    device_access,
    device_traffic,
    devices,
    drift,
    evidence,
    extensions,
    facility,
    golden,
    facts,
    hardware,
    inventory,
    judging,
    network,
    notices,
    operations,
    policy,
    remediation,
    report,
    schedule,
    session,
    software,
    state,
    store,
    store_faults,
)
TEXTS: dict[str, Text] = {code: text for area in _AREAS for code, text in area.TEXTS.items()}


def _shown(value: Value, language: Language) -> str:
    if isinstance(value, bool):
        return {"ja": ("いいえ", "はい"), "en": ("no", "yes")}[language][value]
    if isinstance(value, tuple):
        return ("、" if language == "ja" else ", ").join(value) if value else {"ja": "なし", "en": "none"}[language]
    return str(value)


def say(why: Reason, language: Language) -> str:
    """Render a reason; an unknown code is a defect of ours and shows itself with its values."""
    text = TEXTS.get(why.code)
    if text is None:
        return f"{why.code} {why.as_dict()}"
    pattern = text.ja if language == "ja" else text.en
    return pattern.format(**{name: _shown(value, language) for name, value in why.values})
