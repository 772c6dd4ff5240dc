"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

# Shared machines are slow at times: a property is right or wrong, never late.
settings.register_profile("tenken", deadline=None)
settings.load_profile("tenken")
