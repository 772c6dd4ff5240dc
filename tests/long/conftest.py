"""What takes a minute and more on hosts of the lab: `make verify` runs it."""

from tests.lab.conftest import lab, root

__all__ = ["lab", "root"]
