"""Texts about facts about accounts, logins, privileges and devices that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
