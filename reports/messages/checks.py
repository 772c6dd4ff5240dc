"""Texts about controls, policy, expected and actual state."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
