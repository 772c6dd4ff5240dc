"""Texts about facts about software, services, logs and the network that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {}
