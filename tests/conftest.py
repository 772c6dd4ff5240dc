"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# Shared machines are slow at times: a property is right or wrong, never late.
settings.register_profile("tenken", deadline=None)
settings.register_profile("verify", deadline=None, max_examples=3000)  # `make verify`
# A test that keeps its runs says so and where: no other writes into the account's own state directory.
os.environ.setdefault("TENKEN_STORE", "none")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tenken"))
