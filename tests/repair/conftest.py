"""Repairs on hosts of the lab: minutes each, so `make verify` runs them."""

from tests.lab.conftest import lab, root

__all__ = ["lab", "root"]
