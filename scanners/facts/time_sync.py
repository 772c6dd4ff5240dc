"""How the clock is kept."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class TimeSync:
    """State of chrony, systemd-timesyncd or ntpd.

    `service`: which one runs (`chrony`, `timesyncd`, `ntpd`, or `none`). `offset_ms`: absolute offset from the selected
    source, milliseconds. `sources`: addresses or names of every configured source, as the service reports them.
    """

    service: Field[str]
    synchronised: Field[bool]
    offset_ms: Field[float]
    sources: Field[frozenset[str]]
